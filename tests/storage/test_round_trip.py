"""Any interview that is saved can be read back, and goes on where it was as if it had not stopped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace
from properties import with_examples

from sstc_survey.engine import (
    AddInstance,
    Answer,
    AnswerSheet,
    Back,
    ChangeLanguage,
    Comment,
    Continue,
    Enough,
    Finish,
    GoTo,
    Interview,
    Leave,
    RemoveInstance,
    Reply,
    advance,
    begin,
    resume,
)
from sstc_survey.problems import Problem
from sstc_survey.prompters import RepeatScreen, Screen, repeat_screen, review, screen
from sstc_survey.questionnaire import (
    Acknowledge,
    Calculate,
    Choice,
    ChoiceList,
    Date,
    DateTime,
    Decimal,
    Duration,
    End,
    Group,
    Hidden,
    Integer,
    Note,
    Questionnaire,
    Range,
    Rank,
    Repeat,
    SelectMultiple,
    SelectOne,
    Start,
    TextQuestion,
    Time,
    Today,
    Username,
)
from sstc_survey.response import Event, EventKind, Missing, Mode, QuestionnaireRef, Response, Status
from sstc_survey.storage import decode, encode

FRUIT = ChoiceList(
    (
        Choice(code="fig", label={"en": "Fig", "fr": "Figue"}, columns={"of": "1"}),
        Choice(code="plum", label="Plum", columns={"of": "2"}),
        Choice(code="pear", label="Pear", columns={"of": "1"}),
        Choice(code="none", label="None", exclusive=True, columns={"of": "2"}),
    )
)
QUESTIONNAIRE = Questionnaire(
    id="every-type",
    version="1",
    title="T",
    refused=True,
    dont_know=True,
    questions=(
        Start(name="began"),
        Today(name="day"),
        Username(name="by"),
        Hidden(name="hidden", default="once(random())"),
        Acknowledge(name="ready", label="Ready?"),
        Integer(name="many", label={"en": "How many?", "fr": "Combien ?"}, default="2", max=9),
        Calculate(name="twice", calculation="${many} * 2"),
        Decimal(name="price", label="Price?", calculation="${twice} div 4", constraint=". != 1"),
        Calculate(name="worth", calculation="${price} * ${many}"),
        Group(
            name="fruit",
            label="Fruit",
            relevant="${many} != 3",
            questions=(
                SelectOne(name="first", label="First?", choices=FRUIT, or_other=True, randomize=True, comment=True),
                SelectMultiple(name="all", label="All?", choices=FRUIT, choice_filter="of != ${many}", or_other=True),
                Rank(name="order", label="Order?", choices=FRUIT, choice_filter="selected(${all}, name)"),
                Note(name="note", label="You like ${first}.", relevant="${first} != ''"),
            ),
        ),
        Repeat(
            name="person",
            label="Person",
            relevant="${price} != 2",
            questions=(
                TextQuestion(name="who", label="Who?", default="concat('P', position(..))", required="${many} > 4"),
                Range(name="mood", label="Mood of ${who}?", end=5),
                Repeat(
                    name="plot",
                    label="Plot",
                    repeat_count="${mood}",
                    questions=(
                        Decimal(name="size", label="Size?", default="1.5"),
                        Calculate(name="area", calculation="${size} * ${many}"),
                    ),
                ),
                Repeat(name="pet", label="Pet", questions=(TextQuestion(name="name", label="Name?", multiline=True),)),
            ),
        ),
        Calculate(name="land", calculation="sum(${area})"),
        Date(name="date", label="Date?", default="today()"),
        Time(name="clock", label="When?", read_only="${land} > 3"),
        DateTime(name="moment", label="Moment?", relevant="${clock} != '' or count(${pet}) > 1"),
        Integer(name="total", label="Total", calculation="${land} + count(${person})", read_only=True),
        TextQuestion(name="words", label="Words?", calculation="once(${total})"),
        End(name="ended"),
        Duration(name="took"),
    ),
)
# What each question takes, by name.
FITTING: dict[str, list[object]] = {
    "ready": ["OK"],
    "many": ["2", "3", 1, "5"],
    "price": ["2.5", 2, "0.5"],
    "first": ["fig", "other", "none"],
    "first_other": ["Durian"],
    "all": [["fig", "pear"], ["plum", "none"], ["plum"], ["other"], ["none"]],
    "all_other": ["Rambutan"],
    "order": [["pear", "fig"], ["fig", "pear"], ["plum"], []],
    "who": ["Sok", "Bopha"],
    "mood": ["1", "2", "5"],
    "size": ["0.5", "3"],
    "name": ["Rex", "one\ntwo"],
    "date": ["2024-02-29", "yesterday"],
    "clock": ["14:30", "9 am"],
    "moment": ["now", "2024-03-05 9:05"],
    "words": ["Well", ""],
}
ANY: list[Reply] = [
    *(Answer(raw) for raw in ("0", "fig", "x", "")),
    Answer("5", "loud"),
    *(Leave(state) for state in Missing),
    *(Comment(text) for text in ("", "loud", "shy")),
    *(RemoveInstance(number) for number in (1, 1, 2, 2, 3)),
    *(Back() for _ in range(5)),
    *(GoTo(key) for key in ("many", "many", "price", "first", "person[1]/mood", "person", "person[2]/pet", "all")),
    ChangeLanguage("en"),
    ChangeLanguage("fr"),
]
FITS = 90
TURNS = st.integers(0, FITS + len(ANY) - 1)
STARTED = datetime(2024, 3, 5, 9, 30, tzinfo=UTC)


def walked(interview: Interview, turns: list[int]) -> Interview:
    """Take turns: mostly a reply that fits, else any; those that do not fit change nothing."""
    for turn in turns:
        reply = fitting(interview, turn) if turn < FITS else ANY[turn - FITS]
        outcome = advance(interview, reply, interview.events[-1].elapsed + 1_000)
        if isinstance(outcome, Interview) and interview.status is Status.PARTIAL:
            interview = outcome
    return interview


def fitting(interview: Interview, pick: int) -> Reply:
    """Return one of the replies that fit where the interview stands."""
    step = interview.step
    if step is None:
        return Finish()
    if step.is_repeat_end:
        return AddInstance() if pick % 2 else Enough()
    replies = FITTING.get(step.node.name, [])
    return Continue() if pick % 4 == 3 or not replies else Answer(replies[pick % len(replies)])


def saved(interview: Interview) -> Response:
    """Write an interview, and read it back."""
    answers, missing, comments = interview.sheet.on_route()
    data = encode(
        Response(
            id="0190163d-8694-739b-aea5-966c26f8ad91",
            questionnaire=QuestionnaireRef(QUESTIONNAIRE.id, "1", "5a" * 32),
            status=interview.status,
            language=interview.language,
            mode=Mode.PLAIN,
            interviewer="Dara",
            started=STARTED.isoformat(),
            answers=answers,
            missing=missing,
            comments=comments,
            position=interview.position,
            events=list(interview.events),
        )
    )
    assert isinstance(data, bytes), str(data)
    response = decode(data)
    assert not isinstance(response, Problem), str(response)
    return response


def shown(interview: Interview) -> Screen | RepeatScreen | None:
    """Return what the interview puts."""
    if interview.step is None:
        return None
    return (
        repeat_screen(interview, interview.step) if interview.step.is_repeat_end else screen(interview, interview.step)
    )


def state_of(interview: Interview) -> tuple[Any, ...]:
    """Return all that an interview stands for."""
    return (
        [step.path for step in interview.steps],
        [interview.value_of(step) for step in interview.steps if step.askable],
        interview.sheet.on_route(),
        interview.position,
        interview.language,
        interview.state.values,
        review(interview),
        shown(interview),
    )


@with_examples(150)
@given(st.lists(TURNS, min_size=25, max_size=100), st.lists(TURNS, max_size=20))
def test_an_interview_goes_on_as_if_it_had_not_stopped(before: list[int], after: list[int]) -> None:
    interview = walked(begin(QUESTIONNAIRE, "en", started=STARTED, seed=7, username="Dara"), before)
    now = STARTED + timedelta(milliseconds=interview.events[-1].elapsed)
    again = resume(QUESTIONNAIRE, saved(interview), now.isoformat())
    if interview.status is Status.COMPLETE:
        assert again.sheet.on_route() == interview.sheet.on_route()
        return
    assert state_of(again) == state_of(interview)
    # Where review stands is not saved; from it, every reply leads to the same.
    live, paused = (walked(each, [FITS + ANY.index(GoTo("many")), *after]) for each in (interview, again))
    assert state_of(paused) == state_of(live)


KEYS = st.sampled_from(
    ["many", "first", "all", "order", "price", "person", "who", "twice", "nobody", "fruit", "person[1]/who",
     "person[2]/mood", "person[1]/many", "person[1]/plot[2]/size", "person[1]/plot", "plot", "ready[1]/many"]
)  # fmt: skip
VALUES = st.sampled_from(["fig", "3", 3, 2.5, -1, ["fig"], ["x", "none"], [], "", "2024-02-30", 10**17])
EVENTS: st.SearchStrategy[tuple[EventKind, dict[str, Any]]] = st.one_of(
    st.tuples(st.just(EventKind.ANSWER), st.fixed_dictionaries({"name": KEYS, "value": VALUES})),
    st.tuples(st.just(EventKind.MISSING), st.fixed_dictionaries({"name": KEYS, "state": st.just("refused")})),
    st.tuples(
        st.sampled_from([EventKind.PRESET, EventKind.CALCULATE, EventKind.NARROW]),
        st.fixed_dictionaries({"values": st.dictionaries(KEYS, VALUES | st.none(), max_size=2)}),
    ),
    st.tuples(
        st.just(EventKind.INSTANCES), st.fixed_dictionaries({"name": KEYS, "count": st.sampled_from([0, 1, 3, 1_000])})
    ),
    st.tuples(st.just(EventKind.REMOVE), st.fixed_dictionaries({"name": KEYS.map(lambda key: f"{key}[1]")})),
    st.tuples(st.sampled_from([EventKind.ENOUGH, EventKind.BACK]), st.fixed_dictionaries({"name": KEYS})),
    st.tuples(
        st.sampled_from([EventKind.OFF_ROUTE, EventKind.ON_ROUTE]),
        st.fixed_dictionaries({"names": st.lists(KEYS, max_size=2)}),
    ),
    st.tuples(st.just(EventKind.LANGUAGE), st.fixed_dictionaries({"language": st.sampled_from(["fr", "xx"])})),
)


@with_examples(150)
@given(st.lists(EVENTS, min_size=1, max_size=12), KEYS, st.lists(TURNS, max_size=10))
def test_a_history_of_any_kind_is_refused_or_gone_on_with(
    happened: list[tuple[EventKind, dict[str, Any]]], position: str, turns: list[int]
) -> None:
    events = [Event(1, 0, EventKind.START, {"seed": 1})]
    events += [Event(number, 0, kind, data) for number, (kind, data) in enumerate(happened, 2)]
    try:
        answers, missing, comments = AnswerSheet.of(events).on_route()
    except ValueError:
        # Only the order of events can be wrong here, and then that is what the reader says.
        answers, missing, comments = {}, {}, {}
    response = replace(
        saved(begin(QUESTIONNAIRE, "en")),
        events=events,
        answers=answers,
        missing=missing,
        comments=comments,
        position=position,
    )
    data = encode(response)
    if isinstance(data, Problem):
        assert data.code in {"response-not-its-history", "response-bad-event"}
        return
    interview = walked(resume(QUESTIONNAIRE, response, STARTED.isoformat()), turns)
    shown(interview)
    review(interview)
    saved(interview)


NOTES = Questionnaire(
    id="notes",
    version="1",
    title="T",
    questions=(
        Integer(name="many", label="How many?"),
        Note(name="few", label="Few.", relevant="${last} = 1"),
        Repeat(
            name="person",
            label="Person",
            questions=(
                TextQuestion(name="who", label="Who?"),
                Note(name="one", label="One.", relevant="${last} < 3"),
                TextQuestion(name="why", label="Why?", relevant="${last} > 1"),
                Note(name="two", label="Two.", relevant="${last} > 0"),
            ),
        ),
        Note(name="all", label="All.", relevant="${last} > ${many}"),
        Integer(name="last", label="Last?"),
        Note(name="after", label="After.", relevant="${many} > 1"),
    ),
)


@with_examples(150)
@given(st.lists(st.integers(0, 9), min_size=4, max_size=40), st.lists(st.integers(0, 9), min_size=1, max_size=12))
@example([0, 1, 3, 1], [9])
def test_notes_that_come_true_behind_are_read_over_a_stop_too(turns: list[int], rest: list[int]) -> None:
    interview = taken(begin(NOTES, "en", started=STARTED), turns)
    if interview.status is not Status.PARTIAL:
        return
    document = saved(interview)
    resumed = resume(NOTES, document, (STARTED + timedelta(milliseconds=interview.events[-1].elapsed)).isoformat())
    assert resumed.unread == interview.unread
    # Where review stands is not saved; from it, every reply leads to the same.
    paused, live = (advance(each, GoTo("many"), each.events[-1].elapsed) for each in (resumed, interview))
    assert isinstance(paused, Interview)
    assert isinstance(live, Interview)
    assert positions(paused, rest) == positions(live, rest)


def taken(interview: Interview, turns: list[int]) -> Interview:
    for turn in turns:
        step = interview.step
        reply: Reply = Continue()
        if step is None:
            reply = Back() if turn > 7 else GoTo(("many", "last", "person", "last")[turn % 4])
        elif step.is_repeat_end:
            reply = (AddInstance(), RemoveInstance(1), Back(), Enough())[min(turn, 3)]
        elif step.askable:
            reply = Back() if turn == 9 else Answer(str(turn % 4))
        elif turn == 9:
            reply = Back()
        outcome = advance(interview, reply, interview.events[-1].elapsed + 1_000)
        interview = outcome if isinstance(outcome, Interview) else interview
    return interview


def positions(interview: Interview, turns: list[int]) -> list[str]:
    """Return where an interview stands after each of these turns."""
    return [interview.position, *(taken(interview, turns[: count + 1]).position for count in range(len(turns)))]
