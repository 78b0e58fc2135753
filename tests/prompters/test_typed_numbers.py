"""Digits in a row are one number, in every list and scale: it waits while a longer one is possible."""

from __future__ import annotations

import pytest
from terminal_questionnaires import choices, questionnaire_of
from terminal_stage import staged

from sstc_survey.questionnaire import AnyEntry, Range, Rank, SelectMultiple, SelectOne, TextQuestion
from sstc_survey.response import Status, Unfinished

TWELVE = choices(**{f"c{number}": f"Choice {number}" for number in range(1, 13)})
ONE = SelectOne(name="one", label="One?", choices=TWELVE)
SEVERAL = SelectMultiple(name="one", label="Several?", choices=TWELVE)
ORDER = Rank(name="one", label="Order?", choices=TWELVE)
SCALE = Range(name="one", label="How far?", start=0, end=10)
TEENS = Range(name="one", label="How far?", start=10, end=14)
CODED = SelectOne(name="one", label="One?", choices=choices(**{"01": "Alpha", "02": "Beta", "99": "Other"}))
NEXT = Range(name="next", label="Next?", start=0, end=10)


@pytest.mark.parametrize(
    ("question", "keys", "expected"),
    [
        (ONE, ("1", "Enter"), "c1"),
        (ONE, ("1", "2", "Enter"), "c12"),
        (ONE, ("2", "Enter"), "c2"),
        (ONE, ("1", "5", "Enter"), "c5"),
        (ONE, ("1", "1", "Enter"), "c11"),
        (ONE, ("1", "Down", "Enter"), "c2"),
        (ONE, ("១២", "Enter"), "c12"),
        (ONE, ("0", "3", "Enter"), "c3"),
        (SEVERAL, ("1", "Enter"), ["c1"]),
        (SEVERAL, ("1", "2", "Enter"), ["c12"]),
        (SEVERAL, ("1", "Space", "2", "Enter"), ["c1", "c2"]),
        (SEVERAL, ("1", "Down", "Space", "Enter"), ["c1", "c2"]),
        (SEVERAL, ("2", "3", "Enter"), ["c2", "c3"]),
        (SEVERAL, ("1", "5", "Enter"), ["c1", "c5"]),
        (SEVERAL, ("1", "2", "1", "2", "3", "Enter"), ["c3"]),
        (ORDER, ("1", "2", "1", "1", "1", "0", *"98765432", "1", "Enter"), [f"c{n}" for n in range(12, 0, -1)]),
        (SCALE, ("1", "0", "Enter"), 10),
        (SCALE, ("1", "Enter"), 1),
        (SCALE, ("7", "Enter"), 7),
        (SCALE, ("7", "8", "Enter"), 8),
        (TEENS, ("1", "3", "Enter"), 13),
        (CODED, ("0", "2", "Enter"), "02"),
        (CODED, ("9", "9", "Enter"), "99"),
    ],
)
def test_what_digits_mean(question: AnyEntry, keys: tuple[str, ...], expected: object) -> None:
    with staged(questionnaire_of(question, NEXT), rows=40) as stage:
        stage.press(*keys)
        stage.see("2 of 2", "F10 stop")
        stage.press("F10")
        answers = stage.end().sheet.answers
    assert answers == {"one": expected}


def test_a_number_that_waits_is_shown_and_complete_after_a_while() -> None:
    with staged(questionnaire_of(SEVERAL), rows=40) as stage:
        stage.see("Number tick", "F10 stop")
        stage.press("1")
        stage.see("Number so far: 1", "» ○  1. Choice 1")
        stage.see("» ●  1. Choice 1")
        stage.miss("Number so far")
        stage.press("2")
        stage.see("» ●  2. Choice 2", "●  1. Choice 1")
        stage.press("F10")
        stage.end()
        assert stage.keeper.unfinished == {"one": Unfinished(ticks=["c1", "c2"])}


@pytest.mark.parametrize("digits", ["7", "10", "77", "700"])
def test_a_scale_waits_for_enter_so_that_no_key_reaches_the_next_question(digits: str) -> None:
    with staged(questionnaire_of(SCALE, NEXT)) as stage:
        stage.see("1 of 2", "Number choose", "F10 stop")
        stage.press(*digits)
        stage.see("[10]" if digits == "10" else f"[{digits[-1]}]")
        stage.press("Enter", "F10")
        interview = stage.end()
    assert interview.position == "next"
    assert interview.sheet.answers == {"one": 10 if digits == "10" else int(digits[-1])}


def test_review_takes_numbers_of_two_digits() -> None:
    questions = [TextQuestion(name=f"q{number}", label=f"Question {number}") for number in range(1, 13)]
    with staged(questionnaire_of(*questions), rows=90) as stage:
        stage.press(*["F3"] * 12)
        stage.see("Save and finish", "12. Question 12", "F10 stop")
        stage.press("1", "2", "Enter")
        stage.see("12 of 12", times=2)
        stage.press("x", "Enter")
        stage.see("Save and finish", "F10 stop")
        stage.press("s", "Enter")
        interview = stage.end()
    assert interview.status is Status.COMPLETE
    assert interview.sheet.answers == {"q12": "x"}
