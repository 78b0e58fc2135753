"""Sessions and events for tests; all people and words are invented."""

from __future__ import annotations

from collections.abc import Iterable

from sstc_survey.problems import Problem
from sstc_survey.response import QuestionnaireRef
from sstc_survey.session import commands
from sstc_survey.session.events import Event, Happening, Open, Seat, Session, Start
from sstc_survey.session.state import State, fold

AT = "2016-09-07T14:00:00+08:00"
LABELS = ("kh1", "la1", "cn1")
PARTS = ("question_1", "question_2", "question_3")
SESSION_ID = "01a20ff0-6fe1-7151-89d5-d4ca5bf52b35"


def an_id(number: int) -> str:
    """Return the id of a response."""
    return f"01a20ff0-6fe1-7151-89d5-{number:012x}"


def a_seat(number: int, label: str | None = None, **more: object) -> Seat:
    """Return a seat, from 1."""
    return Seat(label=label or LABELS[number - 1], response=an_id(number), **more)  # type: ignore[arg-type]


def seated(*seats: Seat, rules: Start | None = None) -> State:
    """Return a session whose panellists sit and in which nothing happened yet."""
    return done(State(), rules or Start(), *(seats or map(a_seat, (1, 2, 3))))


def opened(part: str = PARTS[0]) -> State:
    """Return a session in which a part is open."""
    return done(seated(), Open(part=part))


def step(state: State, elapsed: int, happening: Happening) -> State | Problem:
    """Let something happen at so many ms."""
    return state.after(Event.of(state.seq + 1, elapsed, happening))


def done(state: State, *happenings: Happening, at: int | None = None) -> State:
    """Let several things happen, which they can, all at one moment."""
    for happening in happenings:
        found = step(state, state.elapsed if at is None else at, happening)
        assert not isinstance(found, Problem), f"{happening}: {found}"
        state = found
    return state


def did(state: State, outcome: commands.Happenings | Problem, at: int | None = None) -> State:
    """Let a command happen, which it can."""
    assert not isinstance(outcome, Problem), str(outcome)
    return done(state, *outcome, at=at)


def folded(events: Iterable[Event]) -> State:
    """Fold events that can all have happened."""
    found = fold(events)
    assert not isinstance(found, Problem), str(found)
    return found


def a_session(*happenings: Happening, label: str = "beijing") -> Session:
    """Return a session in which these things happened, a second after one another."""
    session = Session(
        id=SESSION_ID,
        label=label,
        questionnaire=QuestionnaireRef("sstc-panel-2016", "2016-09-07", "0" * 64),
        moderator="A moderator",
        language="en",
        started=AT,
    )
    for number, happening in enumerate(happenings or (Start(), a_seat(1), Open(part=PARTS[0]))):
        session = session.with_happenings(1000 * number, (happening,))
    return session
