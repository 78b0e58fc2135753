"""What holds for `run --from NAME`.

1. The interview begins at the question, whatever comes before it and whatever its own condition says.
2. The screen says that it is a trial, and of what.
3. Nothing is saved unless `--answers` names a folder.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

TRIAL = """\
id: trial
version: "1"
title: Trial
introduction: Good day, this is the introduction.
questions:
  - {name: region, type: select_one, label: Region, required: true, choices: {n: North, s: South}}
  - {name: sure, type: acknowledge, label: Sure, required: true}
  - {name: scale, type: range, label: Scale, start: 1, end: 3, required: "${region} = 'n'"}
  - {name: total, type: calculate, calculation: "2"}
  - {name: hello, type: note, label: Hello}
  - name: kid
    type: repeat
    label: Child
    repeat_count: ${scale}
    questions:
      - {name: kname, type: text, label: Name, required: true}
      - {name: kage, type: integer, label: "Age of ${kname}", relevant: "${kname} != ''"}
  - name: crop
    type: repeat
    label: Crop
    questions:
      - name: inner
        type: group
        label: Inner
        relevant: ${region} = 'n'
        questions:
          - {name: cname, type: text, label: Crop name, required: true}
          - {name: where, type: select_one, label: Where, choices: {f: Field}, or_other: true}
  - {name: town, type: text, label: Town, relevant: "${region} = 'n'", required: true}
  - {name: last, type: text, label: The end}
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    (tmp_path / "trial.yaml").write_text(TRIAL, encoding="utf-8")
    return "trial.yaml"


@pytest.mark.parametrize(
    ("name", "title", "asked"),
    [
        ("region", "1. region", "Region"),
        ("sure", "2. sure", "Sure"),
        ("scale", "3. scale", "Scale"),
        ("hello", "hello", "Hello"),
        ("kid", "kid", "Name"),
        ("kname", "4. kname", "Name"),
        ("kage", "5. kage", "Age of"),
        ("inner", "inner", "Crop name"),
        ("cname", "6. cname", "Crop name"),
        ("where", "7. where", "Where"),
        ("where_other", "7. where", "Where"),
        ("town", "8. town", "Town"),
        ("last", "9. last", "The end"),
    ],
)
def test_it_begins_at_the_question_and_says_so(
    program: Any, tmp_path: Path, file: str, name: str, title: str, asked: str
) -> None:
    outcome = program("run", file, "--plain", "--from", name, typed="/quit\n")

    lines = outcome.err.splitlines() + outcome.out.splitlines()
    met = (
        ", and the condition for it as met"
        if name in {"kage", "inner", "cname", "where", "where_other", "town"}
        else ""
    )
    assert f"Trial from {title}: what comes before counts as unanswered{met}. Nothing is saved." in lines
    shown = next(line for line in lines if line.partition(". ")[2].strip() == asked or line == asked)
    number = "" if name == "hello" else {"kid": "4", "inner": "6"}.get(name) or title.partition(".")[0]
    assert (shown.startswith(f"{number} of ")) if number else shown == asked
    assert "of 9. " not in "".join(lines[: lines.index(shown)])
    assert "Good day" not in outcome.err + outcome.out
    assert outcome.code == 0
    assert [path.name for path in tmp_path.iterdir()] == [file]


def test_a_repeat_in_which_nothing_is_asked_begins_with_whether_there_is_another(program: Any, file: str) -> None:
    outcome = program("run", file, "--plain", "--from", "crop", typed="y\n/quit\n")

    assert "Trial from crop: what comes before counts as unanswered. Nothing is saved." in outcome.err + outcome.out
    assert "Crop? " in outcome.err + outcome.out


def test_it_goes_on_to_the_end_and_saves_nothing(program: Any, tmp_path: Path, file: str) -> None:
    outcome = program("run", file, "--plain", "--from", "town", typed="Here\nThere\nsave\n")

    assert outcome.code == 0
    assert outcome.err.endswith("End of the trial: nothing was saved.\n")
    assert [path.name for path in tmp_path.iterdir()] == [file]


def test_with_answers_it_is_saved_like_any_other(program: Any, tmp_path: Path, file: str) -> None:
    outcome = program("run", file, "--plain", "--from", "town", "--answers", "answers", typed="Here\nThere\nsave\n")

    assert outcome.code == 0
    assert "Saved in answers." in outcome.err + outcome.out
    (path,) = tmp_path.glob("answers/trial/*.json")
    response = json.loads(path.read_text(encoding="utf-8"))
    assert (response["status"], response["answers"]["town"], response["answers"]["last"]) == (
        "complete",
        "Here",
        "There",
    )
    assert response["missing"]["region"] == "blank"
    assert program("verify", "answers").code == 0


def test_at_a_terminal_it_begins_there_too(terminal: Any, tmp_path: Path, file: str) -> None:
    outcome = terminal("run", file, "--from", "town", typed="Here\r\x1b[21~")

    assert "Trial from 8. town" in outcome.out
    assert "Town" in outcome.out
    assert "Region" not in outcome.out.partition("Town")[0]
    assert "nothing was saved" in outcome.out
    assert [path.name for path in tmp_path.iterdir()] == [file]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "twon"), 'did you mean "town"?'),
        (("--from", "total"), "total"),
        (("--from", "town", "--replies", "r.yaml"), "--replies"),
        (("--from", "town", "--resume"), "--resume"),
        (("--from", "town", "--again"), "--again"),
    ],
)
def test_what_cannot_be_tried_is_said(program: Any, file: str, arguments: tuple[str, ...], said: str) -> None:
    outcome = program("run", file, "--plain", *arguments)

    assert outcome.code == 2
    assert said in outcome.err
