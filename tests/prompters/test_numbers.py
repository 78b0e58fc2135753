"""Each question has one number, wherever it is shown: said as of about so many while answers to come leave some out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import msgspec
import pytest
from conftest import Program
from terminal_questionnaires import GRADE, MANY, NOTE, WHO, questionnaire_of
from terminal_stage import MemoryKeeper, staged

from sstc_survey.engine import Interview, begin
from sstc_survey.engine.form import Form
from sstc_survey.parsing import parse_questionnaire
from sstc_survey.prompters import PlainPrompter, run_interview
from sstc_survey.questionnaire import (
    AnyEntry,
    Calculate,
    Group,
    Questionnaire,
    Repeat,
    SelectMultiple,
    TextQuestion,
)

IF_GOOD = tuple(
    TextQuestion(name=f"q{number}", label=f"Q{number}?", relevant="${grade} = 'good'") for number in (1, 2, 3)
)
COUNTED = Repeat(name="people", label="Person", repeat_count="${many}", questions=(WHO,))
OTHER = SelectMultiple(name="media", label="Which?", choices=GRADE.choices, or_other=True)
NAME = TextQuestion(name="name", label="Name?")
OPEN = Repeat(
    name="people", label="Person", questions=(NAME, TextQuestion(name="why", label="Why?", relevant="${name} = 'x'"))
)
NOTE_IF_GOOD = msgspec.structs.replace(NOTE, relevant="${grade} = 'good'")


@pytest.mark.parametrize(
    ("questions", "keys", "positions"),
    [
        ((GRADE, *IF_GOOD), ("1", "Enter", "x", "Enter"), ("1 of about 4", "2 of 4", "3 of 4")),
        ((GRADE, *IF_GOOD, WHO), ("2", "Enter"), ("1 of about 5", "5 of 5")),
        ((MANY, COUNTED), ("2", "Enter", "x", "Enter"), ("1 of about 2", "2 of 2", "Person 2\nWho?")),
        ((WHO, MANY), ("x", "Enter"), ("1 of 2", "2 of 2")),
        ((OTHER, WHO), (*"1,4", "Enter"), ("1 of 2", "Other: please specify")),
        ((WHO, NOTE, MANY), ("x", "Enter", "Enter"), ("1 of 2", "2 of 2")),
        ((GRADE, NOTE_IF_GOOD, WHO), ("2", "Enter"), ("1 of 2", "2 of 2")),
        ((WHO, OPEN), ("x", "Enter", "1", "Enter"), ("1 of about 3", "2 of about 3")),
    ],
)
def test_the_total_is_about_so_many_while_answers_may_leave_out_some(
    questions: tuple[AnyEntry, ...], keys: tuple[str, ...], positions: tuple[str, ...]
) -> None:
    with staged(questionnaire_of(*questions), rows=60) as stage:
        first = stage.see(positions[0], "F10 stop")
        # A bar at the first question is not full.
        assert "██████████" not in first
        stage.press(*keys)
        stage.see(*positions)


@pytest.mark.parametrize("first", [NOTE, OPEN], ids=lambda each: each.name)
def test_what_is_no_question_has_a_bar_alone(first: AnyEntry) -> None:
    with staged(questionnaire_of(first, WHO), rows=60) as stage:
        view = stage.see("▕", "F10 stop")
    assert " of " not in view
    assert re.search("\n▕█", view)


def test_each_question_has_one_number_and_a_text_of_other_has_that_of_its_question() -> None:
    entries = (NOTE, WHO, OTHER, Group(name="g", label="G", questions=(MANY,)), Calculate(name="c", calculation="1"))
    repeat = Repeat(name="people", label="Person", questions=(NAME,))
    form = Form(questionnaire_of(*entries, repeat))
    assert form.numbers == {"who": 1, "media": 2, "many": 3, "name": 4}


TEXT = """\
id: numbers
version: "1"
title: Numbers
questions:
  - {name: hello, type: note, label: Hello there}
  - {name: who, type: text, label: Who}
  - {name: media, type: select_multiple, label: Which media, choices: {radio: Radio, tv: Television}, or_other: true}
  - name: Home
    type: group
    label: Home
    questions:
      - {name: rooms, type: integer, label: Rooms}
      - {name: sum, type: calculate, label: Sum, calculation: "${rooms} + 1"}
      - {name: rent, type: integer, label: Rent, relevant: "${rooms} > 5"}
  - name: Person
    type: repeat
    label: Person
    questions:
      - {name: called, type: text, label: Called}
      - name: job
        type: repeat
        label: Job
        questions:
          - {name: where, type: text, label: Workplace}
      - {name: age, type: integer, label: Age}
  - {name: town, type: text, label: Town}
  - {name: road, type: text, label: Road}
  - {name: ending, type: text, label: Ending}
"""
NUMBERS = {
    "Who": 1, "Which media": 2, "Rooms": 3, "Rent": 4, "Called": 5, "Workplace": 6, "Age": 7, "Town": 8, "Road": 9,
    "Ending": 10,
}  # fmt: skip
# Rent is not asked; the second person has two jobs.
ASKED = {label: number for label, number in NUMBERS.items() if label != "Rent"}
OTHER_TEXT = {"Other: please specify": 2}
TYPED = (
    "", "Sok", "1,3", "web", "2", "y", "Dara", "n", "7", "y", "Mala", "y", "Kep", "y", "Kampot", "n", "9", "n", "Here",
    "There", "no",
)  # fmt: skip
KEYS = (
    "Enter", "Sok", "Enter", *"1,3", "Enter", "web", "Enter", "2", "Enter", "1", "Enter", "Dara", "Enter",
    "2", "Enter", "7", "Enter", "1", "Enter", "Mala", "Enter", "1", "Enter", "Kep", "Enter", "1", "Enter",
    "Kampot", "Enter", "2", "Enter", "9", "Enter", "2", "Enter", "Here", "Enter", "There", "Enter", "no", "Enter",
)  # fmt: skip
REVIEWED = {
    "1": "Who", "2": "Which media", "3": "Rooms", "5.1": "Called", "7.1": "Age", "5.2": "Called", "6.2.1": "Workplace",
    "6.2.2": "Workplace", "7.2": "Age", "8": "Town", "9": "Road", "10": "Ending",
}  # fmt: skip


class Script:
    """Lines that were typed beforehand, and everything that was written."""

    def __init__(self, *typed: str) -> None:
        self.typed = list(typed)
        self.written = ""

    def read(self, prompt: str) -> str | None:
        self.written += prompt + "\n"
        return self.typed.pop(0) if self.typed else None

    def write(self, text: str) -> None:
        self.written += f"{text}\n"


@cache
def questionnaire() -> Questionnaire:
    read = parse_questionnaire(TEXT.encode(), "numbers.yaml").questionnaire
    assert read is not None
    return read


def in_lines(interview: Interview, *typed: str) -> tuple[Interview, str]:
    """Go on in plain mode, and return what that leads to and what was written."""
    script = Script(*typed)
    return run_interview(interview, PlainPrompter(script), MemoryKeeper(), lambda: 0), script.written


@cache
def at_review() -> tuple[Interview, str]:
    """Return the interview at review, and what plain mode wrote up to there."""
    return in_lines(begin(questionnaire(), "en"), *TYPED)


def numbers_in(text: str, pattern: str) -> dict[str, int]:
    """Return the number of each label as a pattern finds both: one that has two numbers is a fault."""
    found: dict[str, int] = {}
    for number, label in re.findall(pattern, text, re.MULTILINE):
        assert found.setdefault(label, int(number)) == int(number)
    return found


def in_plain_mode(_: Program) -> Mapping[str, int]:
    return numbers_in(at_review()[1], r"^(\d+) of (?:about )?10\. (.+)$")


def at_plain_review(_: Program) -> Mapping[str, int]:
    return numbers_in(at_review()[1].partition("Review\n")[2], r"^ +(\d+)[.\d]*\. (.+): ")


def at_the_terminal(_: Program) -> Mapping[str, int]:
    with staged(questionnaire(), rows=200) as stage:
        stage.press(*KEYS)
        view = stage.see("Save and finish", "F10 stop")
    labels = "|".join(map(re.escape, (*NUMBERS, *OTHER_TEXT)))
    return numbers_in(view, rf"^(\d+) of (?:about )?10 .*\n(?:.+\n)*({labels})$")


def terminal_review() -> str:
    with staged(at_review()[0], rows=60) as stage:
        view = stage.see("Save and finish", "F10 stop")
    return view[view.index("Save and finish") :]


def at_terminal_review(_: Program) -> Mapping[str, int]:
    return numbers_in(terminal_review(), r"^ +(\d+)[.\d]*\. (.+?)  ")


def preview(arguments: tuple[str, ...], pattern: str) -> Callable[[Program], Mapping[str, int]]:
    return lambda program: numbers_in(program("preview", "numbers.yaml", *arguments).out, pattern)


def summary(program: Program) -> Mapping[str, int]:
    program("run", "numbers.yaml", "--plain", typed="\n".join([*TYPED, "save", ""]))
    return numbers_in(program("summarize").out, r"^(\d+)\. (.+)$")


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (at_the_terminal, ASKED | OTHER_TEXT),
        (in_plain_mode, ASKED | OTHER_TEXT),
        (at_terminal_review, ASKED),
        (at_plain_review, ASKED),
        (preview((), r"^ *(\d+)\. (.+)$"), NUMBERS),
        (preview(("--routing",), r"^ *(\d+)\. \w+: (.+)$"), NUMBERS),
        (preview(("--format", "html"), r'class="label">(\d+)\. <bdi>(.+?)</bdi>'), NUMBERS),
        (preview(("--format", "markdown"), r"^\*\*(\d+)\\\. (.+)\*\*$"), NUMBERS),
        (summary, NUMBERS),
    ],
    ids=["terminal", "plain", "terminal review", "plain review", "text", "routing", "html", "markdown", "summary"],
)
def test_each_question_has_the_same_number_everywhere(
    program: Program, tmp_path: Path, numbers: Callable[[Program], Mapping[str, int]], expected: Mapping[str, int]
) -> None:
    (tmp_path / "numbers.yaml").write_text(TEXT, encoding="utf-8")
    assert numbers(program) == expected


def test_review_has_the_instances_behind_the_number_and_none_for_a_gate_and_a_text_of_other() -> None:
    before = re.findall(r"^ +([^ ]+)\. (.+?): ", at_review()[1].partition("Review\n")[2], re.MULTILINE)
    names = {"media_other": "Other", "Person[1]/job": "Job", "Person[2]/job": "Job", "Person": "Person"}
    assert dict(before) == REVIEWED | names
    view = terminal_review()
    assert dict(re.findall(r"^ +(\d[.\d]*)\. (.+?)  ", view, re.MULTILINE)) == REVIEWED
    # What has no number is in line with what has one.
    labels = re.findall(r"^( +(?:\d[.\d]*\. )?)[A-Z].+?  +[^ ]", view, re.MULTILINE)
    assert len(labels) == len(REVIEWED | names)
    assert len(set(map(len, labels))) == 1


@pytest.mark.parametrize(
    ("typed", "position"),
    [
        ("1", "who"),
        ("5", "Person[1]/called"),
        ("5.2", "Person[2]/called"),
        ("5.1", "Person[1]/called"),
        ("5．2", "Person[2]/called"),
        ("៥.២", "Person[2]/called"),
        ("6", "Person[2]/job[1]/where"),
        ("6.2", "Person[2]/job[1]/where"),
        ("6.2.2", "Person[2]/job[2]/where"),
        ("10", "ending"),
        ("08", "town"),
        ("4", None),
        ("11", None),
        ("0", None),
        ("5.3", None),
        ("6.1", None),
        ("1.1", None),
        ("5..1", None),
    ],
)
def test_a_number_that_is_typed_at_review(typed: str, position: str | None) -> None:
    with staged(at_review()[0], rows=60) as stage:
        stage.see("Save and finish", "F10 stop")
        stage.press(*typed, "Enter")
        if position is None:
            stage.see(f"! number {typed} does not exist")
        else:
            stage.miss("Save and finish")
        stage.press("F10")
        assert stage.end().position == (position or "review")
    # Plain mode takes the same.
    interview, written = in_lines(at_review()[0], typed)
    assert interview.position == (position or "review")
    assert (f'Error: "{typed}" is not valid here.' in written) == (position is None)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Person", "Add another: Person? 2 so far"),
        ("person", "Add another: Person? 2 so far"),
        ("Person[2]/job", "Add another: Job? 2 so far"),
        ("PERSON[1]/JOB", "Add: Job?"),
        ("media_other", "2 of about 10. Other: please specify"),
        ("job", 'Error: "job" is not valid here.'),
    ],
)
def test_what_has_no_number_is_named_at_plain_review(typed: str, shown: str) -> None:
    assert shown in in_lines(at_review()[0], typed)[1]
