"""What panellists hide stays hidden in tables of the panel itself: a unique word stands for each name and text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Program

from sstc_survey.problems import Problem
from sstc_survey.storage.encoding import decode

ANSWERS = Path(__file__).resolve().parents[2] / "examples" / "answers" / "sstc-panel-2016"
FORMATS = ["table", "json", "csv", "markdown", "svg"]
TABLES = [
    ["--by", "country"],
    ["--by", "role", "--where", "${country} != ''"],
    ["--by", "country,role", "--intervals", "--all"],
    ["--use", "countries"],
]


def panel(program: Program, folder: Path, attribution: str | None = None) -> list[str]:
    """Answer as the panellists of the examples, in words of the test; return those that no table by country may have.

    With an `attribution` all panellists are quoted so.
    """
    hidden: list[str] = []
    lines: list[str] = []
    for number, path in enumerate(sorted(ANSWERS.glob("*.json"))):
        response = decode(path.read_bytes())
        if isinstance(response, Problem):
            continue
        answers: dict[str, object] = {
            name: response.answers[name] for name in ("country", "role") if name in response.answers
        }
        chosen = response.answers.get("attribution")
        for name in ("name", "institution", "contribution"):
            answers[name] = f"CANARY{number}{name}X"
            names = {"anonymous": ("name", "institution")}.get(str(chosen), ())
            if chosen == "chatham_house" or name in names:
                hidden.append(f"CANARY{number}{name}X")
        lines.append(json.dumps({**answers, "attribution": attribution or chosen}))
    (folder / "replies.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (questionnaire,) = ANSWERS.glob("questionnaires/*.yaml")
    outcome = program("run", str(questionnaire), "--replies", "replies.jsonl", "--answers", "panel")
    assert outcome.code == 0, outcome.err
    return hidden


@pytest.mark.parametrize("output_format", FORMATS)
def test_no_table_of_the_panel_tells_what_is_hidden(program: Program, tmp_path: Path, output_format: str) -> None:
    hidden = panel(program, tmp_path)
    assert len(hidden) > 10
    assert program("summarize", "panel", "--by", "country", "--save", "countries").code == 0
    for options in TABLES:
        out = program("summarize", "panel", "--format", output_format, *options, env={"COLUMNS": "200"}).out
        assert "CANARY" in out
        assert [word for word in hidden if word in out] == []


@pytest.mark.parametrize("output_format", FORMATS)
def test_who_hides_nothing_is_in_the_same_tables(program: Program, tmp_path: Path, output_format: str) -> None:
    hidden = panel(program, tmp_path, "on_record")
    options = ("--format", output_format, "--by", "country", "--all")
    out = program("summarize", "panel", *options, env={"COLUMNS": "200"}).out
    assert [word for word in hidden if word not in out] == []
