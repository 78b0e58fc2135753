"""The terminal: repeats, the question after their instances, and their tables at review."""

from __future__ import annotations

import pytest
from terminal_questionnaires import WHO, choices, questionnaire_of
from terminal_stage import Stage, staged

from sstc_survey.engine import Interview
from sstc_survey.questionnaire import Integer, Repeat, SelectOne, TextQuestion
from sstc_survey.response import Status

NAME = TextQuestion(name="name", label="Name?", required=True)
AGE = Integer(name="age", label="How old is ${name}?")
PEOPLE = Repeat(name="people", label="Person", questions=(NAME, AGE))
WORK = SelectOne(name="work", label="Work?", choices=choices(farm="Farm", shop="Shop"), or_other=True)
JOBS = Repeat(name="jobs", label="Job", questions=(WORK, TextQuestion(name="where", label="Where?", comment=True)))
HOUSEHOLD = Repeat(name="people", label="Person", questions=(NAME, JOBS, AGE))


def people(interview: Interview) -> object:
    return interview.sheet.on_route()[0].get("people")


def two_people(stage: Stage) -> None:
    """Answer for two people, up to the review."""
    stage.press("1", "Enter", "Sok", "Enter", "34", "Enter", "1", "Enter", "Dara", "Enter", "7", "Enter", "2", "Enter")


def test_instances_are_added_and_removed_after_the_last() -> None:
    with staged(questionnaire_of(PEOPLE), rows=50) as stage:
        stage.press("1", "Enter", "Sok", "Enter", "34", "Enter")
        stage.see("Person: 1 so far", "  1 Sok, 34", "   1. Add another: Person", "   Remove 1: Sok, 34")
        stage.press("Enter")
        stage.see("! choose whether to add another")
        stage.press("1", "Enter")
        stage.see("→ Add another: Person", "Person 2\nName?")
        stage.press("Dara", "Enter", "7", "Enter")
        stage.see("Person: 2 so far")
        stage.press("Down", "Down", "Down", "Enter")
        stage.see("Remove 1 and all its answers?", "» 1. Keep it")
        stage.press("Down", "Enter")
        stage.see("→ Remove 1: Sok, 34", "  1 Dara, 7")
        stage.press("2", "Enter")
        stage.see("→ No more", "Save and finish")
        stage.press("Down", "Enter")
        interview = stage.end()
    assert interview.status is Status.COMPLETE
    assert people(interview) == [{"name": "Dara", "age": 7}]


def test_there_may_be_none() -> None:
    with staged(questionnaire_of(PEOPLE, WHO), rows=50) as stage:
        stage.see("Person: 0 so far", "1. Add: Person", "2. None")
        stage.press("2", "Enter")
        stage.see("→ None", "3 of 3", "Who?")
        stage.press("Esc")
        stage.see("» 2. None")
        stage.press("1", "Enter")
        stage.see("→ Add: Person", "Name?")
        stage.press("Esc")
        stage.see("Person: 0 so far", times=3)
        stage.press("Esc")
        stage.see("! this is the first question")
        stage.press("2", "Enter", "me", "Enter")
        stage.see("Save and finish")
        stage.press("F10")
        assert stage.end().sheet.on_route()[0] == {"who": "me"}


def test_an_instance_that_was_added_by_mistake_is_taken_back_and_keeps_what_was_begun() -> None:
    with staged(questionnaire_of(PEOPLE), rows=80) as stage:
        stage.press("1", "Enter", "Sok", "Enter", "34", "Enter", "1", "Enter")
        stage.see("Person 2\nName?")
        stage.press("Da", "Esc")
        stage.see("Person: 1 so far", times=2)
        stage.press("1", "Enter")
        stage.see("> Da")
        stage.press("ra", "Enter")
        stage.see("How old is Dara?")
        stage.press("Esc")
        stage.see("> Dara")
        stage.press("Esc")
        # Something was said: it stays, and Back leads to the instance before.
        stage.see("How old is Sok?", times=2)
        stage.press("F10")
        assert people(stage.end()) == [{"name": "Sok", "age": 34}, {"name": "Dara"}]


def test_what_is_to_be_removed_can_be_kept() -> None:
    with staged(questionnaire_of(PEOPLE), rows=50) as stage:
        stage.press("1", "Enter", "Sok", "Enter", "34", "Enter", "Down", "Down", "Down", "Enter")
        stage.see("» 1. Keep it")
        stage.press("Enter")
        stage.see("   1. Add another: Person")
        stage.press("F10")
        assert people(stage.end()) == [{"name": "Sok", "age": 34}]


def test_back_leads_into_the_last_instance() -> None:
    with staged(questionnaire_of(PEOPLE, WHO), rows=50) as stage:
        stage.press("1", "Enter", "Sok", "Enter", "34", "Enter", "2", "Enter")
        stage.see("Who?")
        stage.press("Esc")
        stage.see("» 2. No more")
        stage.press("Esc")
        stage.see("How old is Sok?", "> 34")
        stage.press("F10")
        stage.end()


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (80, """\
   Person 1
   1.1. Name?                              Sok
   2.1. How old is Sok?                    34
   Person 2
   1.2. Name?                              Dara
   2.2. How old is Dara?                   7
        Person: add or remove              2
"""),
        (40, """\
   Person 1
   1.1. Name?  Sok
   2.1. How old is Sok?  34
   Person 2
   1.2. Name?  Dara
   2.2. How old is Dara?  7
        Person: add or remove  2
"""),
        (20, """\
   Person 1
   1.1. Name?  Sok
   2.1. How old is
        Sok?  34
   Person 2
"""),
    ],
)  # fmt: skip
def test_review_shows_instances_under_their_headings_at_every_width(columns: int, expected: str) -> None:
    with staged(questionnaire_of(PEOPLE), rows=60, columns=columns) as stage:
        two_people(stage)
        stage.see(expected)


def household(stage: Stage) -> None:
    """Answer for two people, the first with two jobs, up to the review."""
    stage.press("1", "Enter", "Sok", "Enter", "1", "Enter", "1", "Enter", "Kep", "Enter", "aloud", "Enter")
    stage.press("1", "Enter")
    stage.press("3", "Enter", "Tailor", "Enter", "Kampot", "Enter", "Enter", "2", "Enter", "34", "Enter", "1", "Enter")
    stage.press("Dara", "Enter", "1", "Enter", "2", "Enter", "Enter", "2", "Enter", "7", "Enter", "2", "Enter")
    stage.see("Save and finish")


def test_review_shows_nested_repeats_in_the_order_of_the_interview() -> None:
    with staged(questionnaire_of(HOUSEHOLD), rows=120) as stage:
        household(stage)
        view = stage.see("Review", "F10 stop")
    texts = (
        "Person 1\n     1.1. Name?", "Person 1 / Job 1\n   2.1.1. Work?", "Farm", "3.1.1. Where?", "Kep",
        "Comment: aloud", "Person 1 / Job 2\n   2.1.2. Work?", "\n          Other: please specify", "Tailor", "Kampot",
        "Person 1\n          Job: add or remove", "4.1. How old is Sok?", "Person 2\n", "Person 2 / Job 1", "Shop",
        "4.2. How old is Dara?", "\n          Person: add or remove",
    )  # fmt: skip
    places, place = [], view.index("Review")
    for text in texts:
        place = view.index(text, place)
        places.append(place)
    assert places == sorted(places)


def test_a_reply_in_a_repeat_is_changed_at_review() -> None:
    with staged(questionnaire_of(PEOPLE), rows=90) as stage:
        two_people(stage)
        stage.see("Save and finish")
        # The numbers before the replies lead to them.
        stage.press("1.2", "Enter")
        stage.see("> Dara")
        stage.press("Ctrl-U", "Mala", "Enter")
        stage.see("Mala", "Save and finish", times=1)
        stage.press("End", "Enter")
        stage.see("» 2. No more")
        stage.press("1", "Enter", "Rith", "Enter", "9", "Enter", "2", "Enter")
        stage.see("Person 3", "Rith", "How old is Rith?")
        stage.press("Down", "Enter")
        interview = stage.end()
    assert people(interview) == [{"name": "Sok", "age": 34}, {"name": "Mala", "age": 7}, {"name": "Rith", "age": 9}]


def test_with_none_left_one_can_be_added() -> None:
    with staged(questionnaire_of(PEOPLE), rows=90) as stage:
        stage.press("1", "Enter", "Sok", "Enter", "34", "Enter", "r", "Enter", "Down", "Enter")
        stage.see("Person: 0 so far\n   1. Add: Person\n   2. None")
        stage.press("2", "Enter")
        stage.see("→ None", "Save and finish")
        stage.press("Down", "Enter")
        assert people(stage.end()) is None


@pytest.mark.parametrize(("columns", "encoding"), [(40, "utf-8"), (20, "utf-8"), (40, "ascii"), (20, "ascii")])
def test_the_question_after_a_repeat_fits_in_little_room(columns: int, encoding: str) -> None:
    with staged(questionnaire_of(PEOPLE), columns=columns, rows=60, encoding=encoding) as stage:
        stage.press("1", "Enter", "Somebody with a long name", "Enter", "34", "Enter")
        stage.see("Add another:", "No more", "Remove 1: S", "F10 stop")
        assert all(len(line) < columns for line in stage.screen.lines)
        stage.press("?")
        stage.see("Up, Down, digit")
        stage.press("F3")
        stage.see("! choose whether")


def test_keys_that_do_nothing_after_a_repeat_say_why() -> None:
    with staged(questionnaire_of(PEOPLE, WHO), rows=60) as stage:
        stage.press("1", "Enter", "Sok", "Enter", "34", "Enter")
        for key, message in [("F3", "! choose whether to add another"), ("F6", "! no other language")]:
            stage.press(key)
            stage.see(message)
        stage.press("r", "Enter", "F10")
        stage.see("! choose whether to remove it")
        stage.press("Esc")
        stage.see("   1. Add another: Person")


def test_what_was_begun_after_a_repeat_outlasts_a_look_back() -> None:
    with staged(questionnaire_of(PEOPLE, WHO), rows=90) as stage:
        stage.press("1", "Enter", "Sok", "Enter", "34", "Enter", "2", "Enter", "some")
        stage.see("> some")
        stage.press("F2")
        stage.see("» 2. No more")
        stage.press("F2")
        stage.see("> 34")
        stage.press("Enter")
        stage.see("Person: 1 so far", "» 2. No more", times=1)
        stage.press("Enter", "body", "Enter")
        stage.see("→ somebody")


def test_the_language_can_be_changed_after_a_repeat() -> None:
    repeat = Repeat(
        name="people", label={"en": "Person", "fr": "Membre", "km": "Samachik"}, questions=(TextQuestion(name="n"),)
    )
    with staged(questionnaire_of(repeat), rows=60) as stage:
        stage.press("1", "Enter", "Sok", "Enter")
        stage.see("Person: 1 so far", "F6 language")
        stage.press("F6")
        stage.see("» 1. English", "Français")
        stage.press("Esc")
        stage.see("   1. Add another: Person")
        stage.press("F6")
        stage.see("» 1. English")
        stage.press("2", "Enter")
        stage.see("Langue · Français", "Membre")
        stage.press("F10")
        assert stage.end().language == "fr"


def test_of_many_instances_the_last_are_shown() -> None:
    with staged(questionnaire_of(Repeat(name="people", label="Person", questions=(NAME,)))) as stage:
        for number in range(1, 10):
            stage.press("1", "Enter", f"Somebody {number}", "Enter")
        stage.press("1", "Enter", "Sok", "Enter")
        stage.see("Person: 10 so far\n  …\n  3 Somebody 3\n", "  10 Sok\n   1. Add", "Remove 10: Sok\nNumber choose")
