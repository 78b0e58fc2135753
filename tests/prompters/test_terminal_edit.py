"""An edit at a terminal: the review opens it, each change asks for a reason, and it can be discarded."""

from __future__ import annotations

from typing import Final

import pytest
from msgspec.structs import replace
from terminal_stage import staged

from sstc_survey.engine import AddInstance, Answer, Continue, Enough, Finish, Interview, Reply, advance, begin
from sstc_survey.engine.editing import reopen
from sstc_survey.problems import Problem
from sstc_survey.questionnaire import Choice, ChoiceList, Integer, Questionnaire, Repeat, SelectOne, TextQuestion
from sstc_survey.response import Mode, QuestionnaireRef, Response, Status

AT: Final = "2016-09-08T09:00:00+07:00"
STALLS: Final = ChoiceList((Choice(code="food", label="Food"), Choice(code="clothes", label="Clothes")))
MARKET: Final = Questionnaire(
    id="market",
    version="1",
    title={"en": "Market day", "zh": "集市日"},
    questions=(
        SelectOne(name="stall", label={"en": "What do you sell?", "zh": "卖什么？"}, choices=STALLS),
        Integer(name="days", label={"en": "On how many days?", "zh": "几天？"}, min=1, max=7, required=True),
        TextQuestion(name="why", label="Why not every day?", relevant="${days} < 7", required=True),
        TextQuestion(name="wish", label={"en": "What is your wish?", "zh": "有何愿望？"}),
        Repeat(name="member", label="Helper", questions=(Integer(name="age", label="Age"),)),
    ),
)


def edit(language: str = "en", helpers: tuple[Reply, ...] = ()) -> Interview:
    """Open a complete response to edit it."""
    interview = begin(MARKET, language)
    for reply in (Answer("food"), Answer("7"), Answer("shade"), *helpers, Enough(), Finish()):
        following = advance(interview, reply, 0)
        assert not isinstance(following, Problem), following
        interview = following
    answers, missing, comments = interview.sheet.on_route()
    response = Response(
        id="01a21cca-64b7-7521-b870-d8ee62e5beaf",
        questionnaire=QuestionnaireRef("market", "1", "ab" * 32),
        status=Status.COMPLETE,
        language=language,
        mode=Mode.TERMINAL,
        started=AT,
        finished=AT,
        answers=answers,
        missing=missing,
        comments=comments,
        events=list(interview.events),
    )
    return reopen(MARKET, response, AT, "Kim")


def answers(interview: Interview) -> dict[str, object]:
    return dict(interview.sheet.on_route()[0])


def test_a_change_asks_for_its_reason_and_is_accepted_at_the_review() -> None:
    with staged(edit()) as stage:
        stage.see("Market day", "Editing a saved response", "Save and finish", "Discard the changes")
        stage.press("2", "Enter")
        stage.see("On how many days?", "> 7")
        stage.press("Backspace", "5", "Enter")
        stage.see("7 → 5", "Reason for the change:")
        stage.press("Enter")
        stage.see("! a reason is needed")
        stage.press("misheard", "Enter")
        stage.see("→ misheard", "Why not every day?")
        stage.press("rain", "Enter")
        stage.see("Save, or change an answer", "rain")
        stage.press("Home", "Enter")
        ended = stage.end()
    assert ended.status is Status.COMPLETE
    assert answers(ended) == {"stall": "food", "days": 5, "why": "rain", "wish": "shade"}
    new = [event for event in ended.events if event.seq > (edit().reopened or 0)]
    assert [event.kind.value for event in new] == ["reopen", "go_to", "answer", "reason", "answer", "finish"]
    # The questionnaire thanks a respondent, not whoever edits.
    assert len(stage.keeper.saved) == 5


def test_what_is_not_changed_is_not_asked_about() -> None:
    with staged(edit()) as stage:
        stage.see("Review")
        stage.press("1", "Enter")
        stage.see("What do you sell?")
        stage.press("Enter")
        stage.see("→ Food", "Save, or change an answer")
        stage.press("Home", "Enter")
        ended = stage.end()
    # An edit without a change leaves nothing.
    assert (ended.status, len(ended.events)) == (Status.COMPLETE, edit().reopened)


def test_esc_at_a_reason_goes_back_to_the_question() -> None:
    with staged(edit()) as stage:
        stage.see("Review")
        stage.press("1", "Enter")
        stage.see("What do you sell?", "Clothes")
        stage.press("2", "Enter")
        stage.see("Food → Clothes", "Reason for the change:")
        stage.press("Esc")
        stage.see("← back", "1 of about 5")
        stage.press("1", "Enter")
        # The old answer is no change.
        stage.see("→ Food", "Save, or change an answer")
        stage.press("1", "Enter")
        stage.see("1. Food", times=1)
        stage.press("2", "Enter")
        stage.see("Reason for the change:")
        stage.press("F10")
        left = stage.end()
    assert left.status is Status.PARTIAL
    assert answers(left)["stall"] == "clothes"


def test_discarding_asks_once_more() -> None:
    with staged(edit()) as stage:
        stage.see("Review")
        stage.press("4", "Enter")
        stage.see("> shade")
        stage.press("Ctrl-U", "water", "Enter")
        stage.see("Reason for the change:")
        stage.press("heard", "Enter")
        stage.see("Save, or change an answer", "water")
        for key, text in (("Enter", "Save, or change an answer"), ("Down", "")):
            stage.press("Home", "Down", "Down", "Enter")
            stage.see("Discard the changes?", "Keep the changes")
            stage.press(key)
            if text:
                stage.see(text)
        stage.press("Enter")
        ended = stage.end()
    assert (ended.status, len(ended.events)) == (Status.COMPLETE, edit().reopened)
    assert answers(ended) == {"stall": "food", "days": 7, "wish": "shade"}


@pytest.mark.parametrize(("columns", "rows"), [(40, 24), (20, 10)])
def test_a_narrow_terminal_shows_the_change_and_the_field(columns: int, rows: int) -> None:
    with staged(edit(), columns=columns, rows=rows) as stage:
        stage.see("Review")
        stage.press("2", "Enter")
        stage.see("> 7")
        stage.press("Backspace", "6", "Enter")
        stage.see("7 → 6", "Reason for the")
        stage.press("x", "Enter")
        stage.see("Why not every day?")
        stage.press("F10")
        stage.end()


def test_it_speaks_the_language_of_the_response() -> None:
    with staged(edit("zh"), columns=40) as stage:
        stage.see("集市日", "正在修改已保存的答卷", "放弃更改")
        stage.press("2", "Enter")
        stage.see("几天？")
        stage.press("Backspace", "6", "Enter")
        stage.see("更改原因：")
        stage.press("Enter")
        stage.see("需要说明原因")
        stage.press("F10")
        stage.end()


def test_what_was_not_saved_is_kept_to_try_again() -> None:
    with staged(edit()) as stage:
        stage.see("Review")
        stage.press("4", "Enter")
        stage.see("> shade")
        stage.keeper.failures = 1
        stage.press("!", "Enter")
        stage.see("NOT saved", "Try again")
        stage.press("1", "Enter")
        stage.see("shade → shade!", "Reason for the change:")
        stage.keeper.failures = 1
        stage.press("r", "Enter")
        stage.see("NOT saved", "Try again")
        stage.press("1", "Enter")
        stage.see("Save, or change an answer", "shade!")
        stage.press("F10")
        assert answers(stage.end())["wish"] == "shade!"


def test_an_instance_is_added_with_one_reason() -> None:
    with staged(edit()) as stage:
        stage.see("Review", "Helper: add or remove")
        stage.press("End", "Enter")
        stage.see("Helper: 0 so far")
        stage.press("1", "Enter")
        stage.see("Age")
        # Taken back, it was never there.
        stage.press("Esc")
        stage.see("Helper: 0 so far", times=2)
        stage.press("1", "Enter")
        stage.see("Age", times=2)
        stage.press("30", "Enter")
        stage.see("Helper: 1 so far")
        stage.press("2", "Enter")
        stage.see("0 → 1", "Reason for the change:")
        stage.press("forgotten", "Enter")
        stage.see("Save, or change an answer", "30")
        stage.press("Home", "Enter")
        ended = stage.end()
    assert answers(ended)["member"] == [{"age": 30}]
    assert [event.data for event in ended.events if event.kind == "reason"] == [{"name": "member", "text": "forgotten"}]


def test_the_reason_for_a_change_in_a_repeat_says_in_which_instance() -> None:
    helpers = (AddInstance(), Answer("30"), AddInstance(), Answer("12"))
    following = advance(replace(edit(helpers=helpers), position="member[2]/age"), Answer("13"), 0)
    assert not isinstance(following, Problem)
    # Resumed where it was left: the question is not on the screen.
    with staged(replace(following, position="review")) as stage:
        stage.see("Helper 2\nAge\n12 → 13\nReason for the change:")


def test_an_edit_that_was_left_before_its_reason_asks_for_it() -> None:
    interview = edit()
    for reply in (Answer("water"), Continue()):
        if isinstance(reply, Answer):
            following = advance(replace(interview, position="wish"), reply, 0)
            assert not isinstance(following, Problem)
            interview = following
    with staged(interview) as stage:
        stage.see("shade → water", "Reason for the change:")
        stage.press("F10")
        stage.end()
