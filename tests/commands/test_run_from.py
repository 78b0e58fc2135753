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


IN_CHINESE = """\
id: two
version: "1"
title: {en: Two questions, zh: 两个问题}
questions:
  - {name: who, type: text, label: {en: Who are you?, zh: 您是谁？}}
  - {name: why, type: text, label: {en: Why are you here?, zh: 您为什么来？}}
"""


def test_a_trial_is_begun_and_ended_in_its_language(program: Any, tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(IN_CHINESE, encoding="utf-8")
    outcome = program("run", "two.yaml", "--language", "zh", "--from", "why", "--plain", typed="好\nsave\n")
    assert "从 2. why 开始试填：之前的问题视为未回答。 不保存任何内容。" in outcome.err
    assert outcome.err.endswith("试填结束：未保存任何内容。\n")
    assert "rial" not in outcome.err


@pytest.mark.parametrize(
    ("arguments", "environment", "fault"),
    [
        (("nowhere.yaml",), {"LC_ALL": "zh_CN.UTF-8"}, "nowhere.yaml: 错误: 找不到文件\n"),
        (("nowhere.yaml", "--language", "zh"), {}, "nowhere.yaml: 错误: 找不到文件\n"),
        (("nowhere.yaml", "--language", "en"), {"LC_ALL": "zh_CN.UTF-8"}, "nowhere.yaml: error: file not found\n"),
        (
            ("--resume", "--again"),
            {"LC_ALL": "fr_FR.UTF-8"},
            "erreur: --resume et --again ne peuvent pas être combinées\n",
        ),
        (("--resume",), {"LC_ALL": "zh_CN.UTF-8"}, "错误: answers 中没有可继续的草稿\n"),
        # Programs read these.
        (("--replies", "nowhere.json"), {"LC_ALL": "zh_CN.UTF-8"}, "nowhere.json: error: file not found\n"),
        (("nowhere.yaml",), {}, "nowhere.yaml: error: file not found\n"),
    ],
)
def test_what_keeps_an_interview_from_beginning_is_said_in_the_language_of_the_interviewer(
    program: Any, arguments: tuple[str, ...], environment: dict[str, str], fault: str
) -> None:
    outcome = program("run", *arguments, env=environment)
    assert outcome.code == 2
    assert outcome.err.startswith(fault), outcome.err
