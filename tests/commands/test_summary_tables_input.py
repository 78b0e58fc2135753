"""What `summarize` says where a table cannot be made as it was asked for: each in clear words, with its exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Program = Callable[..., Any]

QUESTIONNAIRE = """\
id: homes
version: "1"
title: Homes
questions:
  - {name: who, type: text, label: Who are you?}
  - {name: hello, type: note, label: Hello}
  - {name: seen, type: acknowledge, label: Seen?}
  - {name: size, type: integer, label: How many?}
  - {name: day, type: date, label: When?}
  - name: tongue
    type: select_one
    label: Language?
    choices: {km: Khmer, vi: Vietnamese}
  - {name: order, type: rank, label: Order?, choices: {a: A, b: B}}
  - name: part
    type: group
    label: Part
    questions:
      - {name: inner, type: text, label: Inner?}
  - name: member
    type: repeat
    label: Member
    questions:
      - {name: sex, type: select_one, label: Sex?, choices: {f: F, m: M}}
      - {name: age, type: integer, label: Age?}
  - name: rating
    type: select_one
    label: Rating?
    choices: {good: {label: Good, score: 1}, bad: {label: Bad, score: 0}}
  - {name: word, type: calculate, calculation: "concat('v', ${size})"}
  - {name: old_count, type: calculate, calculation: "count(${member})"}
"""
REPLIES = [
    {"who": "A", "size": 2, "tongue": "km", "member": [{"sex": "f", "age": 40}, {"sex": "m", "age": 7}]},
    {"who": "B", "size": 1, "tongue": "km", "member": [{"sex": "f", "age": 70}]},
]


@pytest.fixture
def homes(program: Program, tmp_path: Path) -> Path:
    path, lines = tmp_path / "homes.yaml", tmp_path / "replies.jsonl"
    path.write_text(QUESTIONNAIRE, encoding="utf-8")
    replies = [{"seen": "OK", "day": "2016-03-01", **reply} for reply in REPLIES]
    lines.write_text("".join(f"{json.dumps(reply)}\n" for reply in replies), encoding="utf-8")
    outcome = program("run", str(path), "--replies", str(lines))
    assert outcome.code == 0, outcome.err
    return path


CASES: list[tuple[list[str], int, str]] = [
    (["--by", "tonge"], 2, "did you mean tongue?"),
    (["--by", ""], 2, 'no variable in --by ""'),
    (["--by", ","], 2, 'no variable in --by ","'),
    (["--by", " , "], 2, "write --by NAME or --by NAME,NAME, or leave --by out"),
    (["--by", "tongue", "--by", ""], 2, 'no variable in --by ""'),
    (["--by", "tongue", "--mean", "tongue"], 2, '"tongue" has no numbers or scores to compare (type select_one)'),
    (
        ["--by", "tongue", "--mean", "who"],
        2,
        "name a question with numbers or scores: size, age, rating, word, old_count",
    ),
    (["--by", "tongue", "--mean", "word"], 2, "name a question with numbers or scores: size, age, rating, old_count"),
    (["--by", "tongue", "--mean", "member"], 2, '"member" has no numbers or scores to compare (type repeat)'),
    (["--by", "tongue", "--mean", ""], 2, 'unknown question ""'),
    (["--question", ""], 2, 'unknown question ""'),
    (["--question", "size,tonge"], 2, "did you mean tongue?"),
    (["--by", "tongue", "--mean", "size,rate"], 2, "did you mean rating?"),
    (["--by", "who"], 2, '"who" cannot head columns (type text)'),
    (["--by", "hello"], 2, '"hello" cannot head columns (type note)'),
    (["--by", "seen"], 2, '"seen" cannot head columns (type acknowledge)'),
    (["--by", "order"], 2, '"order" cannot head columns (type rank)'),
    (["--by", "part"], 2, '"part" cannot head columns (type group)'),
    (["--by", "member"], 2, '"member" cannot head columns (type repeat)'),
    (["--by", "size"], 2, "use --bands size=0-17,18-39,40+"),
    (["--by", "day"], 2, '"day" has too many values'),
    (["--by", "size", "--bands", "size=9-0"], 2, 'range "9-0" ends before it begins'),
    (["--by", "size", "--bands", "size=a-b"], 2, '"a-b" is not a range of numbers'),
    (["--by", "size", "--bands", "size=0-9,5-20"], 2, 'ranges "0-9" and "5-20" overlap'),
    (["--by", "size", "--bands", "size=0-9,,10+"], 2, '"" is not a range of numbers'),
    (["--by", "size", "--bands", "size="], 2, 'no bands in "size="'),
    (["--by", "size", "--bands", "=0-9"], 2, 'no bands in "=0-9"'),
    (["--by", "size", "--bands", "syze=0-9"], 2, "did you mean size?"),
    (["--by", "tongue", "--bands", "tongue=0-9"], 2, 'no number or date "tongue"'),
    (["--by", "day", "--bands", "day=0-9"], 2, '"0-9" is not a range of dates'),
    (["--where", ""], 2, "the expression is empty"),
    (["--where", "${size} >"], 2, "missing value after >"),
    (["--where", "${syze} > 1"], 2, "did you mean ${size}?"),
    (["--where", "size > 1"], 2, "write ${size} for an answer"),
    (["--where", "${part} = 1"], 2, '"part" takes no answer'),
    (["--where", "${member} > 1"], 2, '"member" takes no answer'),
    (["--where", "${age} > 1"], 2, 'an answer in each instance of "member"'),
    (["--where", "${size} > 300"], 1, "no interview meets ${size} > 300"),
    (["--where", "${tongue} = 'kn'"], 1, '"kn" is not a choice of "tongue"'),
    (["--where", "selected(${tongue}, 'kn')"], 1, "valid choices: km, vi"),
    (["--where", "date(${who}) > today()"], 1, "no interview meets"),
    (["--any", ""], 2, "the expression is empty"),
    (["--any", "${size} > 1"], 2, "no question of a repeat in ${size} > 1"),
    (["--any", "a=${age} > 1", "--any", "a=${age} > 2"], 2, 'the name "a" is taken by another --any'),
    (["--any", "a=${age} > 1", "--any", "a=${age} > 1"], 2, "give the condition another name: --any 'NAME=${age} > 1'"),
    (["--any", "a=${age} > 1", "--any", "a_count=${age} > 2"], 2, 'the name "a_count" is taken by another --any'),
    (["--any", "${age} > 1", "--any", "a=${age} > 2"], 2, "several --any, and one has no name"),
    (["--any", "size=${age} > 1"], 2, 'the name "size" is taken by the questionnaire'),
    (["--any", "old=${age} > 1"], 2, 'the name "old_count" is taken'),
    (["--any", "month=${age} > 1"], 2, 'the name "month" is taken by every interview'),
]


@pytest.mark.usefixtures("homes")
@pytest.mark.parametrize(("options", "code", "said"), CASES, ids=[" ".join(options) for options, _, _ in CASES])
def test_bad_input(program: Program, options: list[str], code: int, said: str) -> None:
    outcome = program("summarize", *options)
    assert (outcome.code, outcome.out) == (code, "")
    assert said in outcome.err
    # One fault is one problem: bands that cannot be read are not missing too.
    assert "has too many values" not in outcome.err or not any(option.startswith("size=") for option in options)


GOOD: list[list[str]] = [
    ["--where", "count(${member}) > 1 and max(${age}) > 20"],
    ["--where", "indexed-repeat(${age}, ${member}, 1) > 20"],
    ["--any", "aged=${age} > 60 and ${size} = 1", "--by", "aged"],
    ["--by", "old_count"],
    # A table with one row or one column, and a question by itself.
    ["--by", "tongue", "--question", "tongue", "--test", "chi2", "--test", "columns"],
    ["--by", "tongue,", "--mean", "old_count", "--mean", "rating"],
    ["--by", "sex", "--question", "seen", "--test", "chi2", "--mean", "age"],
]


@pytest.mark.usefixtures("homes")
@pytest.mark.parametrize("options", GOOD, ids=" ".join)
def test_what_looks_like_it_is_no_bad_input(program: Program, options: list[str]) -> None:
    outcome = program("summarize", *options)
    assert (outcome.code, outcome.err) == (0, "")


UNKNOWN: list[tuple[list[str], str]] = [
    (["--where", "${tongue} != 'kn'"], '"kn" is not a choice of "tongue"'),
    (["--where", "not(selected(${tongue}, 'kn'))"], '"kn" is not a choice of "tongue"'),
    (["--where", "${tongue} != 1"], '"1" is not a choice of "tongue"'),
    (["--where", "${tongue} = 'kn' or ${size} > 0"], "valid choices: km, vi"),
    (["--any", "girls=${sex} = 'girl'", "--by", "girls"], '"girl" is not a choice of "sex"'),
]


@pytest.mark.usefixtures("homes")
@pytest.mark.parametrize(("options", "said"), UNKNOWN, ids=[" ".join(options) for options, _ in UNKNOWN])
def test_an_unknown_code_is_said_though_somebody_is_left(program: Program, options: list[str], said: str) -> None:
    for output_format in ("table", "json"):
        outcome = program("summarize", "--format", output_format, *options)
        assert (outcome.code, bool(outcome.out)) == (0, True)
        assert 'warning: in "--' in outcome.err
        assert said in outcome.err


@pytest.mark.usefixtures("homes")
def test_the_caret_is_under_the_fault_on_a_small_screen(program: Program) -> None:
    condition = "${tongue} = 'km' and ${size} > 1 and and ${who} = 'A'"
    outcome = program("summarize", "--where", condition, env={"COLUMNS": "40"})
    lines = outcome.err.splitlines()
    (caret,) = (number for number, line in enumerate(lines) if line.strip(" |^") == "" and "^" in line)
    start = lines[caret].index("^")
    assert lines[caret - 1][start : start + 3] == "and"


def test_a_condition_that_leaves_out_all_invented_interviews(program: Program, homes: Path) -> None:
    assert program("simulate", str(homes), "-n", "9", "--answers", "invented").code == 0
    outcome = program("summarize", "invented", "--where", "${size} = 'none'")
    assert outcome.code == 1
    assert "no interview meets" in outcome.err


@pytest.mark.usefixtures("homes")
def test_folders_without_interviews(program: Program, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    outcome = program("summarize", "empty", "--by", "tongue")
    assert (outcome.code, outcome.out) == (1, "")
    assert "no responses in empty" in outcome.err


def test_two_questionnaires_at_once(program: Program, homes: Path) -> None:
    homes.write_text(QUESTIONNAIRE.replace("id: homes", "id: houses"), encoding="utf-8")
    (homes.parent / "one.yaml").write_text("{who: C, size: 1, seen: OK}", encoding="utf-8")
    assert program("run", str(homes), "--replies", "one.yaml").code == 0
    outcome = program("summarize", "--by", "tongue")
    assert outcome.code == 2
    assert "found responses to 2 questionnaires: homes (2), houses (1)" in outcome.err
