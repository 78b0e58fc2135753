"""Every questionnaire that ships hides in its tables what its attribution says: each text is a word of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Program

from sstc_survey.attribution import hidden
from sstc_survey.commands.shared.locate import load
from sstc_survey.engine.form import form_of
from sstc_survey.questionnaire import Questionnaire, SelectMultiple, SelectOne, TextQuestion

FOLDER = Path(__file__).resolve().parents[2] / "questionnaires"
SHIPPED = [path.name for path in sorted(FOLDER.glob("*.yaml")) if "\nattribution:\n" in path.read_text("utf-8")]
FORMATS = ["table", "json", "csv", "markdown", "svg"]


def test_some_ship_with_an_attribution() -> None:
    assert "sstc-panel-2016.yaml" in SHIPPED
    assert len(SHIPPED) > 1


def marked(program: Program, questionnaire: Questionnaire, path: Path) -> tuple[set[str], set[str]]:
    """Save invented responses whose texts are words of their own; return those that are hidden, and the others."""
    assert program("simulate", str(path), "-n", "30", "--seed", "7", "--answers", "invented").code == 0
    texts = {name for name, node in form_of(questionnaire).nodes.items() if isinstance(node.entry, TextQuestion)}
    unseen: set[str] = set()
    told: set[str] = set()
    lines = []
    for number, file in enumerate(sorted(Path("invented").glob("*/*.json"))):
        response = json.loads(file.read_text(encoding="utf-8"))
        answers = response["answers"]
        for name in texts & answers.keys():
            answers[name] = f"WORD{number}{name}END"
            (unseen if name in hidden(questionnaire, answers) else told).add(answers[name])
        missing = {name: {"missing": state} for name, state in response["missing"].items() if state != "blank"}
        lines.append(json.dumps({**answers, **missing}))
    Path("replies.jsonl").write_text("\n".join(lines), encoding="utf-8")
    outcome = program("run", str(path), "--replies", "replies.jsonl")
    assert outcome.code == 0, outcome.err
    return unseen, told


@pytest.mark.parametrize("name", SHIPPED)
def test_no_table_has_a_hidden_text(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    questionnaire = load(str(FOLDER / name)).questionnaire
    unseen, told = marked(program, questionnaire, FOLDER / name)
    assert unseen
    assert told
    columns = [
        each
        for each, node in form_of(questionnaire).nodes.items()
        if isinstance(node.entry, SelectOne | SelectMultiple) and not node.repeats
    ]
    for options in ([], *(["--by", each] for each in columns), ["--by", ",".join(columns), "--all"]):
        for output_format in FORMATS if options == [] else ["json"]:
            out = program("summarize", "--format", output_format, *options, env={"COLUMNS": "300"}).out
            assert [word for word in unseen if word in out] == []
    # Without a table everything else is there.
    assert [word for word in told if word not in program("summarize", "--format", "json").out] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_without_the_attribution_they_would_be_there(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / name
    text = (FOLDER / name).read_text(encoding="utf-8")
    start = text.index("\nattribution:\n") + 1
    end = start + text[start:].index("\n\n")
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    unseen, _ = marked(program, load(str(FOLDER / name)).questionnaire, path)
    out = program("summarize", "--format", "json").out
    assert [word for word in unseen if word not in out] == []
