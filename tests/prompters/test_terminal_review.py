"""The review on a terminal: where its list begins, what stays in view, and what finds a question."""

from __future__ import annotations

import re

import pytest
from terminal_questionnaires import choices, questionnaire_of
from terminal_stage import Stage, staged

from sstc_survey.engine import Interview
from sstc_survey.questionnaire import Repeat, SelectOne, TextQuestion
from sstc_survey.response import Status


def many_answered(stage: Stage) -> None:
    """Answer thirty questions, up to the review."""
    for number in range(1, 31):
        stage.press(f"reply {number}", "Enter")
    stage.see("Save and finish", "1. Question 1?")


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 24), (40, 18)])
def test_review_begins_at_the_question_that_was_changed_and_saving_stays_in_view(columns: int, rows: int) -> None:
    questions = [TextQuestion(name=f"q{number}", label=f"Question {number}?") for number in range(1, 31)]
    with staged(questionnaire_of(*questions), columns=columns, rows=rows) as stage:
        many_answered(stage)
        stage.press("20", "Enter")
        stage.see("> reply 20")
        stage.press("!", "Enter")
        view = stage.see("Save and finish", "Save as a draft", "20. Question 20?", "reply 20!", "F10 stop")
        assert re.search(r"↑ \d+ more\n", view)
        # Nothing is chosen by that: what is next is to save.
        assert "»" not in view
        stage.press("Enter")
        stage.see("! choose one of these first")
        stage.press("Down")
        stage.see("» Save and finish", "20. Question 20?")
        stage.press("Up")
        stage.see("Save and finish", "» 30. Question 30?")
        stage.press("Home", "Enter")
        interview = stage.end()
    assert isinstance(interview, Interview)
    assert interview.status is Status.COMPLETE


def test_rows_that_stay_in_view_leave_a_low_screen_to_the_others() -> None:
    questions = [TextQuestion(name=f"q{number}", label=f"Question {number}?") for number in range(1, 31)]
    with staged(questionnaire_of(*questions), rows=10) as stage:
        many_answered(stage)
        stage.press("End")
        assert "Save and finish" not in stage.see("» 30. Question 30?", "29. Question 29?")


@pytest.mark.parametrize(
    ("typed", "seen", "missed"),
    [
        ("person 2", ("1.2. Name?", "2.2. Which tools?"), "1.1."),
        ("tools", ("2.1. Which tools?", "Other: please specify", "A spade", "2.2."), "1.1."),
        ("person: add", ("» ", "Person: add or remove"), "1.1."),
    ],
)
def test_review_finds_by_what_is_around_a_question(typed: str, seen: tuple[str, ...], missed: str) -> None:
    tools = SelectOne(name="tool", label="Which tools?", choices=choices(axe="Axe"), or_other=True)
    person = Repeat(name="person", label="Person", questions=(TextQuestion(name="called", label="Name?"), tools))
    with staged(questionnaire_of(person), rows=60) as stage:
        stage.press("1", "Enter", "Sok", "Enter", "A spade", "Enter", "1", "Enter")
        stage.press("Mom", "Enter", "1", "Enter", "2", "Enter")
        stage.see("Review", "Save and finish", "2.2. Which tools?")
        stage.press(typed)
        stage.see(f"Find: {typed}", *seen)
        stage.miss(missed)
