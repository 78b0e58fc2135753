"""In a fresh list nothing is chosen: Enter says so, Down goes to the first row and Up to the last one."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import pytest
from terminal_questionnaires import GRADE, MEDIA, NOTE, READY, WHO, questionnaire_of
from terminal_stage import staged

from sstc_survey.engine import Interview
from sstc_survey.questionnaire import AnyEntry, Integer, Range, Repeat, TextQuestion
from sstc_survey.response import Missing, Status

PEOPLE = Repeat(name="people", label="Person", questions=(TextQuestion(name="name", label="Name?"),))
THREE = {"en": "Hello?", "fr": "Bonjour ?", "km": "Suosdei?"}
WHO_ELSE = TextQuestion(name="else", label="Who else?")
BLANK = "! nothing chosen: Enter again skips"


class Fresh(NamedTuple):
    """A list: what is asked, the keys that lead to it, what Enter says, and the rows that Down and Up go to."""

    questions: tuple[AnyEntry, ...]
    keys: tuple[str, ...]
    message: str
    first: str
    last: str
    failures: int = 0


FRESH = {
    "select_one": Fresh((GRADE, WHO), (), BLANK, "1. Good", "3. Bad"),
    "select_one, required": Fresh(
        (msgspec.structs.replace(GRADE, required=True), WHO),
        (),
        "! this question must be answered",
        "1. Good",
        "3. Bad",
    ),
    "acknowledge": Fresh((READY, WHO), (), BLANK, "1. OK", "1. OK"),
    "acknowledge, required": Fresh(
        (msgspec.structs.replace(READY, required=True), WHO), (), "! this question must be answered", "1. OK", "1. OK"
    ),
    "a repeat": Fresh((PEOPLE, WHO), (), "! choose whether to add one", "1. Add: Person", "2. None"),
    "one more": Fresh(
        (PEOPLE, WHO),
        ("1", "Enter", "Sok", "Enter"),
        "! choose whether to add another",
        "1. Add another: Person",
        "Remove 1: Sok",
    ),
    "review": Fresh((WHO,), ("Sok", "Enter"), "! choose one of these first", "Save and finish", "1. Who?"),
    "a failure": Fresh((WHO,), ("Sok", "Enter"), "! choose one of these first", "1. Try again", "3. Stop", failures=9),
}


@pytest.mark.parametrize("name", FRESH)
def test_nothing_is_chosen_in_a_fresh_list(name: str) -> None:
    questions, keys, message, first, last, failures = FRESH[name]
    with staged(questionnaire_of(*questions), rows=60, failures=failures) as stage:
        stage.press(*keys)
        stage.see(first, last, "F10 stop")
        assert "»" not in stage.see("F10 stop")
        stage.press("Enter")
        assert "»" not in stage.see(message)
        stage.press("Up")
        stage.see(f"» {last}")
    with staged(questionnaire_of(*questions), rows=60, failures=failures) as stage:
        stage.press(*keys)
        stage.see(first, "F10 stop")
        stage.press("Down")
        stage.see(f"» {first}")
        stage.miss(message)


@pytest.mark.parametrize(
    ("question", "keys", "chosen"),
    [
        (msgspec.structs.replace(GRADE, default="fair"), (), "» 2. Fair"),
        (GRADE, ("2", "Enter", "F2"), "» 2. Fair"),
        (GRADE, ("2", "F2", "F3"), "» 2. Fair"),
        (GRADE, ("Enter", "Enter", "F2"), "» Leave blank"),
        (READY, ("Down", "Enter", "F2"), "» 1. OK"),
        (PEOPLE, ("2", "Enter", "F2"), "» 2. None"),
        (TextQuestion(name="hello", label=THREE), ("F6",), "» 1. English"),
        (NOTE, (), "» Continue"),
        (Integer(name="two", label="Two", calculation="2", read_only=True), (), "» Continue"),
        (msgspec.structs.replace(GRADE, choice_filter="1 = 2"), (), "» Leave blank"),
    ],
)
def test_what_stands_is_chosen_and_a_note_is_no_choice(question: AnyEntry, keys: tuple[str, ...], chosen: str) -> None:
    with staged(questionnaire_of(WHO, question, WHO_ELSE), rows=60) as stage:
        stage.press("F3")
        stage.see("▕", times=2)
        stage.press(*keys)
        stage.see(chosen)


def test_keys_from_habit_answer_nothing() -> None:
    consent = msgspec.structs.replace(GRADE, name="consent", required=True)
    scale = Range(name="scale", label="How far?", start=0, end=10, required=True)
    ready = msgspec.structs.replace(READY, required=True)
    for question in (consent, ready, scale, msgspec.structs.replace(MEDIA, required=True), PEOPLE):
        with staged(questionnaire_of(question)) as stage:
            stage.see("F10 stop")
            stage.press(*["Enter"] * 5)
            stage.see("!")
            stage.press("F10")
            interview: Interview = stage.end()
        assert interview.sheet.answers == {}
        assert interview.sheet.missing == {}
        assert interview.status is Status.PARTIAL


def test_left_blank_at_the_second_enter_only() -> None:
    with staged(questionnaire_of(GRADE, WHO)) as stage:
        stage.see("1 of 2", "F10 stop")
        stage.press("Enter")
        stage.see(BLANK)
        stage.press("Enter")
        stage.see("→ (blank)", "2 of 2")
        stage.press("F10")
        assert stage.end().sheet.missing == {"grade": Missing.BLANK}
