"""Every transition of an interview."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sstc_survey.engine import (
    EPOCH,
    Answer,
    AnswerSheet,
    Back,
    ChangeLanguage,
    Comment,
    Continue,
    Environment,
    Finish,
    GoTo,
    Interview,
    Leave,
    Reply,
    State,
    advance,
    begin,
    flattened,
    form_of,
)
from sstc_survey.engine.route import route
from sstc_survey.i18n import Words
from sstc_survey.problems import Problem
from sstc_survey.questionnaire import (
    Choice,
    ChoiceList,
    Group,
    Integer,
    Note,
    Questionnaire,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)
from sstc_survey.response import REVIEW, Event, EventKind, Missing, Status

FRUIT = ChoiceList((Choice(code="fig", label="Fig"), Choice(code="plum", label="Plum")))
QUESTIONNAIRE = Questionnaire(
    id="t",
    version="1",
    title={"en": "T", "km": "T"},
    refused=True,
    questions=(
        TextQuestion(name="who", label="Who?", required=True),
        Group(
            name="g",
            label="Fruit",
            questions=(
                Note(name="n", label="Now fruit."),
                SelectMultiple(name="fruit", label="Which?", choices=FRUIT, or_other=True),
                Integer(name="many", label="How many?", min=1, refused=False, dont_know=True),
            ),
        ),
    ),
)


def answered(*replies: Reply) -> Interview:
    interview = begin(QUESTIONNAIRE, "en")
    for number, reply in enumerate(replies):
        outcome = advance(interview, reply, number)
        assert isinstance(outcome, Interview), outcome
        interview = outcome
    return interview


def refused(interview: Interview, reply: Reply) -> str:
    outcome = advance(interview, reply, 0)
    assert isinstance(outcome, Problem)
    return outcome.code


THROUGH = (Answer("Sok"), Continue(), Answer(["fig", "other"]), Answer("Durian"), Answer("3"))


def test_it_goes_through_every_step_to_review_and_finishes_only_there() -> None:
    positions = [answered(*THROUGH[:count]).position for count in range(len(THROUGH) + 1)]
    assert positions == ["who", "n", "fruit", "fruit_other", "many", REVIEW]
    assert refused(answered(*THROUGH[:3]), Finish()) == "interview-not-done"
    done = answered(*THROUGH, Finish())
    assert done.status is Status.COMPLETE
    assert done.sheet.on_route()[0] == {"who": "Sok", "fruit": ["fig", "other"], "fruit_other": "Durian", "many": 3}


def test_a_reply_that_does_not_fit_changes_nothing() -> None:
    interview = answered(*THROUGH[:4])
    assert refused(interview, Answer("0")) == "reply-too-small"
    assert interview.position == "many"
    assert "many" not in interview.sheet.answers


@pytest.mark.parametrize(
    ("before", "reply", "code"),
    [
        ((), Leave(Missing.BLANK), "reply-required"),
        ((), Answer("  "), "reply-required"),
        ((), Leave(Missing.DONT_KNOW), "reply-state-not-allowed"),
        ((), Continue(), "reply-required"),
        (THROUGH[:1], Answer("x"), "reply-not-askable"),
        (THROUGH[:1], Leave(Missing.BLANK), "reply-not-askable"),
        (THROUGH[:1], Comment("x"), "reply-no-comment"),
        (THROUGH[:4], Leave(Missing.REFUSED), "reply-state-not-allowed"),
        (THROUGH, GoTo("nobody"), "reply-unknown-question"),
        (THROUGH, Answer("x"), "reply-not-askable"),
    ],
)
def test_what_is_refused(before: tuple[Reply, ...], reply: Reply, code: str) -> None:
    assert refused(answered(*before), reply) == code


def test_the_three_ways_to_leave_a_question_are_kept_apart() -> None:
    interview = answered(Leave(Missing.REFUSED), Continue(), Answer([]), Leave(Missing.DONT_KNOW))
    assert interview.sheet.on_route()[1] == {
        "who": Missing.REFUSED,
        "fruit": Missing.BLANK,
        "many": Missing.DONT_KNOW,
    }


def test_back_and_forth_loses_nothing_and_an_answer_replaces_a_state() -> None:
    interview = answered(*THROUGH[:4], Back(), Back(), Back(), Back(), Back())
    assert interview.position == "who"
    again = answered(*THROUGH[:4], Back(), Back(), Back(), Back(), Continue(), Continue(), Continue(), Continue())
    assert again.position == "many"
    assert again.sheet.answers == answered(*THROUGH[:4]).sheet.answers
    changed = answered(Leave(Missing.REFUSED), Back(), Answer("Dara"))
    assert changed.sheet.on_route()[:2] == ({"who": "Dara"}, {})


@pytest.mark.parametrize(
    "between", [(), (Comment("Nods.", "many"),), (ChangeLanguage("km"),), (GoTo("who"), GoTo("many"))]
)
def test_back_from_a_question_opened_at_review_returns_there(between: tuple[Reply, ...]) -> None:
    assert answered(*THROUGH, GoTo("many"), *between, Back()).position == REVIEW


def test_back_from_a_question_opened_at_review_only_goes_back_while_another_is_open() -> None:
    at_review = (Answer("Sok"), Continue(), Answer(["fig"]), Answer("3"))
    assert answered(*at_review, GoTo("many"), Back()).position == REVIEW
    assert answered(*at_review, GoTo("fruit"), Answer(["other"]), GoTo("many"), Back()).position == "fruit_other"


def test_what_falls_off_the_route_is_remembered_but_not_saved() -> None:
    without = answered(*THROUGH, GoTo("fruit"), Answer(["fig"]))
    assert without.position == REVIEW
    assert "fruit_other" not in without.sheet.on_route()[0]
    assert [step.path for step in without.steps] == ["who", "n", "fruit", "many"]
    back = answered(*THROUGH, GoTo("fruit"), Answer(["fig"]), GoTo("fruit"), Answer(["other"]))
    assert back.position == REVIEW
    assert back.sheet.on_route()[0]["fruit_other"] == "Durian"


def test_a_question_that_a_change_opens_is_asked_before_review() -> None:
    interview = answered(Answer("Sok"), Continue(), Answer(["fig"]), Answer(3), GoTo("fruit"), Answer(["other"]))
    assert interview.position == "fruit_other"
    assert refused(interview, Finish()) == "interview-not-done"


def test_comments_are_kept_changed_and_taken_away() -> None:
    assert answered(Comment(" loud ")).sheet.comments == {"who": "loud"}
    assert answered(Comment("loud"), Comment("")).sheet.comments == {}
    assert answered(Answer("Sok", comment="quiet")).sheet.comments == {"who": "quiet"}
    assert answered(Leave(Missing.REFUSED, comment="shy")).sheet.comments == {"who": "shy"}
    rejected = advance(answered(), Answer("", comment="x"), 0)
    assert isinstance(rejected, Problem)


def test_the_same_answer_again_is_no_change_and_time_never_runs_backwards() -> None:
    interview = answered(Answer("Sok"), Back(), Answer("Sok"))
    assert [event.kind for event in interview.events].count(EventKind.ANSWER) == 1
    late = advance(begin(QUESTIONNAIRE, "en"), Answer("Sok"), 500)
    assert isinstance(late, Interview)
    early = advance(late, Back(), 20)
    assert isinstance(early, Interview)
    assert [event.elapsed for event in early.events] == [0, 500, 500]


def test_what_a_select_one_takes_besides() -> None:
    questionnaire = Questionnaire(
        id="t", version="1", title="T", questions=(SelectOne(name="a", choices=FRUIT, or_other=True),)
    )
    for answer, paths in (("other", ["a", "a_other"]), ("fig", ["a"]), ("another", ["a"])):
        state = State(form_of(questionnaire), {"a": answer}, {}, Environment(EPOCH, 0, Words("en", "en")))
        assert [step.path for step in route(state)] == paths


REPLIES: st.SearchStrategy[Reply] = st.one_of(
    st.builds(Answer, st.sampled_from(["Sok", "", "3", "0", ["fig"], ["fig", "other"], ["plum"], []])),
    st.builds(Leave, st.sampled_from(list(Missing))),
    st.builds(Comment, st.sampled_from(["", "loud", "shy"])),
    st.sampled_from([Continue(), Back(), Finish(), GoTo("fruit"), GoTo("many"), GoTo("fruit_other")]),
)
FORWARD: dict[str, Callable[[], Reply]] = {
    "who": lambda: Answer("Sok"),
    "n": Continue,
    "fruit": lambda: Answer(["other"]),
    "fruit_other": lambda: Answer("Durian"),
    "many": lambda: Answer(2),
}


@given(st.lists(REPLIES, max_size=40))
def test_whatever_is_replied_the_rules_hold(replies: list[Reply]) -> None:
    interview = begin(QUESTIONNAIRE, "en")
    for number, reply in enumerate(replies):
        outcome = advance(interview, reply, number)
        if isinstance(outcome, Interview) and interview.status is Status.PARTIAL:
            interview = outcome
        folded = AnswerSheet.of(interview.events)
        assert folded.on_route() == interview.sheet.on_route()
        environment = Environment(EPOCH, 0, interview.words)
        assert interview.steps == route(State(interview.form, dict(flattened(folded.on_route()[0])), {}, environment))
        on_route = {step.path for step in interview.steps}
        assert all(name in on_route for part in folded.on_route() for name in part)
        assert interview.position in on_route | {REVIEW}
        assert [event.seq for event in interview.events] == list(range(1, len(interview.events) + 1))
    while interview.status is Status.PARTIAL:
        is_answered = interview.sheet.has(interview.position)
        reply = (
            Finish() if interview.position == REVIEW else Continue() if is_answered else FORWARD[interview.position]()
        )
        outcome = advance(interview, reply, 99)
        assert isinstance(outcome, Interview)
        interview = outcome
    assert all(interview.sheet.has(step.path) for step in interview.steps if step.askable)


def test_unknown_kinds_of_event_do_not_exist() -> None:
    with pytest.raises(ValueError, match="noise"):
        Event(1, 0, EventKind("noise"), {})
