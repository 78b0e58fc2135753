"""Digits in a row are one number, in every list and scale, and one that is not there does nothing but is said."""

from __future__ import annotations

import time

import pytest
from terminal_questionnaires import choices, questionnaire_of
from terminal_stage import staged

from sstc_survey.engine import Answer, Back, Interview, advance, begin
from sstc_survey.questionnaire import AnyEntry, Range, Rank, SelectMultiple, SelectOne, TextQuestion
from sstc_survey.response import Status, Unfinished

TWELVE = choices(**{f"c{number}": f"Choice {number}" for number in range(1, 13)})
ONE = SelectOne(name="one", label="One?", choices=TWELVE)
SEVERAL = SelectMultiple(name="one", label="Several?", choices=TWELVE)
ORDER = Rank(name="one", label="Order?", choices=TWELVE)
SCALE = Range(name="one", label="How far?", start=0, end=10)
TEENS = Range(name="one", label="How far?", start=10, end=14)
CODED = SelectOne(name="one", label="One?", choices=choices(**{"01": "Alpha", "02": "Beta", "99": "Other"}))
SHORT = Range(name="one", label="How far?", start=1, end=9)
FEW = SelectMultiple(name="one", label="Several?", choices=choices(c1="Choice 1", c2="Choice 2", c3="Choice 3"))
FEW_ONE = SelectOne(name="one", label="One?", choices=FEW.choices)
PLACES = Rank(name="one", label="Order?", choices=FEW.choices)
NEXT = Range(name="next", label="Next?", start=0, end=10)


@pytest.mark.parametrize(
    ("question", "keys", "expected"),
    [
        (ONE, ("1", "Enter"), "c1"),
        (ONE, ("1", "2", "Enter"), "c12"),
        (ONE, ("2", "Enter"), "c2"),
        (ONE, ("1", ",", "5", "Enter"), "c5"),
        (ONE, ("1", "1", "Enter"), "c11"),
        (ONE, ("1", "Down", "Enter"), "c2"),
        (ONE, ("១២", "Enter"), "c12"),
        (ONE, ("0", "3", "Enter"), "c3"),
        (SEVERAL, ("1", "Enter"), ["c1"]),
        (SEVERAL, ("1", "2", "Enter"), ["c12"]),
        (SEVERAL, ("1", "Space", "2", "Enter"), ["c1", "c2"]),
        (SEVERAL, ("1", "Down", "Space", "Enter"), ["c1", "c2"]),
        (SEVERAL, (*"2,3", "Enter"), ["c2", "c3"]),
        (SEVERAL, (*"12,12,3", "Enter"), ["c3"]),
        (ORDER, (*"12,11,10,9,8,7,6,5,4,3,2,1", "Enter"), [f"c{n}" for n in range(12, 0, -1)]),
        (SCALE, ("1", "0", "Enter"), 10),
        (SCALE, ("1", "Enter"), 1),
        (SCALE, ("7", "Enter"), 7),
        (SCALE, ("1", "Left", "0", "Enter"), 0),
        (SHORT, ("7", "Enter"), 7),
        (FEW, (*"1,3", "Enter"), ["c1", "c3"]),
        (FEW, (*"3 1", "Space", "Enter"), ["c1", "c3"]),
        (FEW, (*"13", "Enter", *"1,3", "Enter"), ["c1", "c3"]),
        (PLACES, (*"3,1,2", "Enter"), ["c3", "c1", "c2"]),
        (CODED, ("2", "Enter"), "02"),
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


# A person who looks for the next key is slower than any clock would allow.
SLOW = 1.5


@pytest.mark.parametrize(
    ("question", "keys", "expected"),
    [
        (ONE, ("1", "2", "Enter"), "c12"),
        (SCALE, ("1", "0", "Enter"), 10),
        (SEVERAL, ("1", "2", "Enter"), ["c12"]),
        (SEVERAL, ("1", "Space", "2", "Enter"), ["c1", "c2"]),
        (TEENS, ("1", "3", "Enter"), 13),
        (CODED, ("0", "2", "Enter"), "02"),
        (FEW, ("1", "3", "Enter"), ["c1", "c3"]),
    ],
)
def test_a_number_that_may_be_longer_waits_for_the_next_key_however_late(
    question: AnyEntry, keys: tuple[str, ...], expected: object
) -> None:
    with staged(questionnaire_of(question, NEXT), rows=40) as stage:
        for key in keys:
            stage.press(key)
            time.sleep(SLOW)
        stage.see("2 of 2", "F10 stop")
        stage.press("F10")
        assert stage.end().sheet.answers == {"one": expected}


def test_a_number_that_waits_is_shown_and_complete_at_the_next_key() -> None:
    with staged(questionnaire_of(SEVERAL), rows=40) as stage:
        stage.see("Number select", "F10 stop")
        stage.press("1")
        stage.see("Number so far: 1", "» ○  1. Choice 1")
        stage.press("Space")
        stage.see("» ●  1. Choice 1")
        stage.miss("Number so far")
        stage.press("2")
        stage.see("» ●  2. Choice 2", "●  1. Choice 1")
        stage.press("F10")
        stage.end()
        assert stage.keeper.unfinished == {"one": Unfinished(ticks=["c1", "c2"])}


@pytest.mark.parametrize(
    ("question", "before", "digits"),
    [
        (question, before, digits)
        for question, before, numbers in (
            (ONE, None, ("15", "25", "0", "125", "151")),
            (ONE, "c2", ("15", "25", "0", "125", "151")),
            (SEVERAL, ["c2"], ("15", "25", "0", "125", "151")),
            (ORDER, None, ("15", "25", "0", "125")),
            (FEW, ["c2"], ("4", "0", "13", "15", "22", "123")),
            (FEW_ONE, "c2", ("4", "13", "15")),
            (PLACES, None, ("12", "15")),
            (SHORT, 2, ("0", "78")),
            (SCALE, None, ("15", "77", "700", "11")),
            (SCALE, 2, ("15", "77", "700", "11")),
            (TEENS, 12, ("1", "15", "9", "133")),
            (CODED, "02", ("9", "15", "03", "999")),
        )
        for digits in numbers
    ],
)
def test_a_number_that_is_not_there_is_said_and_does_nothing(
    question: AnyEntry, before: str | int | list[str] | None, digits: str
) -> None:
    interview = begin(questionnaire_of(question, NEXT), "en")
    if before is not None:
        for reply in (Answer(before), Back()):
            following = advance(interview, reply, 0)
            assert isinstance(following, Interview)
            interview = following
    with staged(interview, rows=40) as stage:
        stage.see("1 of 2", "F10 stop")
        stage.press(*digits, "Enter")
        stage.see(f"! number {digits} does not exist", "F10 stop")
        stage.miss("2 of 2")
        stage.press("F10")
        assert stage.end().sheet.answers == ({} if before is None else {"one": before})
    assert not stage.keeper.unfinished


def test_a_number_that_is_not_there_is_said_without_enter() -> None:
    with staged(questionnaire_of(SEVERAL), rows=40) as stage:
        stage.press("1", "5")
        stage.see("! number 15 does not exist", "Number so far: 15")
        stage.miss("Number so far")
        stage.press("0", "Space")
        stage.see("! number 0 does not exist")
        stage.press("3")
        stage.see("» ●  3. Choice 3")
        stage.press("F10")
        stage.end()
        assert stage.keeper.unfinished == {"one": Unfinished(ticks=["c3"])}


@pytest.mark.parametrize(
    "question", [FEW, FEW_ONE, PLACES, SHORT, SCALE, ONE, SEVERAL], ids=lambda each: type(each).__name__
)
@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_what_follows_a_number_that_is_not_there_acts_on_nothing_that_stood_before(
    question: AnyEntry, key: str
) -> None:
    with staged(questionnaire_of(question, NEXT), rows=40) as stage:
        stage.see("1 of 2", "F10 stop")
        stage.press("Down", "1", "9")
        stage.see("! number 19 does not exist")
        # The second within which another digit would belong to the number.
        stage.screen.settle()
        for _ in range(10):
            stage.screen.settle()
        stage.press(key)
        stage.see("! number 19 does not exist")
        stage.press("F10")
        assert stage.end().sheet.answers == {}
        assert all(not field.ticks for field in stage.keeper.unfinished.values())


def test_a_digit_that_can_be_no_longer_number_shows_at_once_and_one_too_many_takes_it_back() -> None:
    with staged(questionnaire_of(FEW), rows=40) as stage:
        stage.see("Number select", "F10 stop")
        stage.press("1")
        stage.see("» ● 1. Choice 1")
        assert "Number so far" not in stage.see("F10 stop")
        stage.press("3")
        stage.see("○ 1. Choice 1", "! number 13 does not exist; for several, type 1,3")
        stage.press("F10")
        stage.end()
    assert not stage.keeper.unfinished


def test_the_rows_of_a_rank_show_their_numbers_and_their_ranks() -> None:
    with staged(questionnaire_of(PLACES), rows=40) as stage:
        stage.see("»    ○ 1. Choice 1", "     ○ 3. Choice 3", "Number rank")
        stage.press(*"3,1")
        stage.see("[1] 3. Choice 3", "[2] 1. Choice 1", "     ○ 2. Choice 2")


@pytest.mark.parametrize("digits", ["7", "10"])
def test_a_scale_waits_for_enter_so_that_no_key_reaches_the_next_question(digits: str) -> None:
    with staged(questionnaire_of(SCALE, NEXT)) as stage:
        stage.see("1 of 2", "Number choose", "F10 stop")
        stage.press(*digits)
        stage.see(f"[{digits}]")
        stage.press("Enter", "F10")
        interview = stage.end()
    assert interview.position == "next"
    assert interview.sheet.answers == {"one": int(digits)}


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
