"""An interview at one moment, and how it comes to the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from sstc_survey.engine.answers import Ledger
from sstc_survey.engine.environment import Moment
from sstc_survey.engine.form import Form, compiled
from sstc_survey.engine.recalculation import Settled, opened, restored, settled
from sstc_survey.engine.route import Step, route
from sstc_survey.engine.state import State
from sstc_survey.i18n import Words
from sstc_survey.problems import Problem
from sstc_survey.questionnaire import Question, Questionnaire, Value
from sstc_survey.response import REVIEW, Event, EventKind, Missing, Response, Status


class Interview(Struct, frozen=True):
    """An interview at one moment; `epoch` is the time at which no time had elapsed."""

    form: Form
    language: str
    ledger: Ledger
    state: State
    steps: tuple[Step, ...]
    position: str
    events: tuple[Event, ...]
    epoch: dt.datetime
    seed: int
    username: str = ""
    status: Status = Status.PARTIAL
    reviewing: bool = False

    @property
    def questionnaire(self) -> Questionnaire:
        """Return the questionnaire."""
        return self.form.questionnaire

    @property
    def words(self) -> Words:
        """Return the reader of texts in the language of the interview."""
        return Words(self.language, self.questionnaire.default_language)

    @property
    def step(self) -> Step | None:
        """Return the step on the screen, or None at review."""
        index = self.index
        return None if index is None else self.steps[index]

    @property
    def index(self) -> int | None:
        """Return how many steps come before the one on the screen, or None at review."""
        return self.place_of(self.position)

    def place_of(self, key: str) -> int | None:
        """Return how many steps come before the one with this key, or None where there is none."""
        return next((number for number, step in enumerate(self.steps) if step.key == key), None)

    def standing(self, step: Step) -> Value | None:
        """Return what stands in a question: its answer, else what was there before it was asked."""
        return self.state.value(step.node, step.at)

    def moment(self, elapsed: int) -> Moment:
        """Return what an evaluation takes from outside, so many ms after the start."""
        now = self.epoch + dt.timedelta(milliseconds=elapsed)
        return Moment(now, self.seed, self.words, self.username)


def record(interview: Interview, elapsed: int, kind: EventKind, data: dict[str, Any]) -> Interview:
    """Add an event, and let what was said follow."""
    ledger = interview.ledger.copy()
    ledger.apply(kind, data)
    return replace(interview, ledger=ledger, events=(*interview.events, _next_event(interview, elapsed, kind, data)))


def settle(
    interview: Interview,
    elapsed: int,
    names: Iterable[str],
    *,
    added: str | None = None,
    before: State | None = None,
) -> Interview:
    """Let everything follow from a change to the entries of these names, and with it the route."""
    moment, ledger = interview.moment(elapsed), interview.ledger.copy()
    outcome = settled(interview.form, ledger, moment, before or interview.state, names, added)
    return taken_in(interview, elapsed, outcome)


def taken_in(interview: Interview, elapsed: int, outcome: Settled) -> Interview:
    """Take what followed into the events."""
    for kind, data in outcome.followed:
        interview = replace(interview, events=(*interview.events, _next_event(interview, elapsed, kind, data)))
    return replace(interview, ledger=outcome.ledger, state=outcome.state, steps=route(outcome.state))


def _next_event(interview: Interview, elapsed: int, kind: EventKind, data: dict[str, Any]) -> Event:
    return Event(len(interview.events) + 1, elapsed, kind, data)


def first_open(interview: Interview) -> str | None:
    """Return the key of the first step on the route that has no state yet, or one that fits no more."""
    return next((step.key for step in interview.steps if not is_done(interview, step)), None)


def is_done(interview: Interview, step: Step) -> bool:
    """Tell whether a step needs nothing more."""
    if step.is_gate:
        return step.key in interview.ledger.enough
    return not step.askable or (interview.ledger.has(step.key) and objection(interview, step) is None)


def objection(interview: Interview, step: Step) -> Problem | None:
    """Return why the state of a question does not fit, now that others have changed; None where it does."""
    ledger = interview.ledger
    if not step.askable or not ledger.has(step.key):
        return None
    if ledger.missing.get(step.key) is Missing.BLANK:
        return blank_objection(interview, step)
    return constraint_objection(interview, step, ledger.answer(step.key))


def blank_objection(interview: Interview, step: Step) -> Problem | None:
    """Return why a question may not be left blank, or None where it may."""
    state = interview.state
    if not state.required(step.node, step.at) or state.read_only(step.node, step.at):
        return None
    entry = step.node.entry
    message = state.wording(entry.required_message, step.node, step.at) if isinstance(entry, Question) else ""
    return Problem("reply-required-here", {"message": message}) if message else Problem("reply-required")


def constraint_objection(interview: Interview, step: Step, value: Value | None) -> Problem | None:
    """Return why an answer does not meet the constraint of its question, or None where it does."""
    state, entry = interview.state, step.node.entry
    if state.meets_constraint(step.node, step.at, value) or not isinstance(entry, Question):
        return None
    message = state.wording(entry.constraint_message, step.node, step.at)
    if message:
        return Problem("reply-constraint", {"message": message})
    return Problem("reply-constraint-unworded", {"constraint": entry.constraint})


# Where nobody says what time it is.
EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def begin(
    questionnaire: Questionnaire, language: str, *, started: dt.datetime = EPOCH, seed: int = 0, username: str = ""
) -> Interview:
    """Open an interview at its first step; chance follows from the seed."""
    form = compiled(questionnaire)
    start = Event(1, 0, EventKind.START, {"seed": seed})
    moment = Moment(started, seed, Words(language, questionnaire.default_language), username)
    outcome = opened(form, moment)
    blank = Interview(form, language, Ledger(), outcome.state, (), REVIEW, (start,), started, seed, username)
    interview = taken_in(blank, 0, outcome)
    return replace(interview, position=interview.steps[0].key if interview.steps else REVIEW)


def resume(questionnaire: Questionnaire, response: Response, at: str) -> Interview:
    """Open a draft at the step where it stopped; `at` is the time of day, RFC 3339."""
    form = compiled(questionnaire)
    ledger = Ledger.of(response.events)
    elapsed = response.events[-1].elapsed if response.events else 0
    now = dt.datetime.fromisoformat(at)
    seed = next((event.data.get("seed", 0) for event in response.events if event.kind is EventKind.START), 0)
    words = Words(response.language, questionnaire.default_language)
    username = response.interviewer or ""
    state = restored(form, ledger, Moment(now, seed, words, username))
    interview = Interview(
        form,
        response.language,
        ledger,
        state,
        route(state),
        response.position or REVIEW,
        tuple(response.events),
        now - dt.timedelta(milliseconds=elapsed),
        seed,
        username,
    )
    interview = record(interview, elapsed, EventKind.RESUME, {"at": at})
    if form.unsettled:
        # Conditions that look at the clock look at it again.
        interview = settle(interview, elapsed, form.unsettled)
    still_open = first_open(interview)
    if interview.position != REVIEW and interview.step is None:
        interview = replace(interview, position=still_open or REVIEW)
    return replace(interview, reviewing=still_open is None)


class Answer(Struct, frozen=True):
    """A reply to the question on the screen, perhaps with a comment; a blank one leaves it blank."""

    raw: object
    remark: str | None = None


class Leave(Struct, frozen=True):
    """Pass the question on the screen without an answer, for a reason, perhaps with a comment."""

    state: Missing
    remark: str | None = None


class Remark(Struct, frozen=True):
    """A comment, on the question on the screen unless another is named; an empty text takes it away.

    It moves nothing: what is on the screen stays there.
    """

    text: str
    name: str | None = None


class Onward(Struct, frozen=True):
    """Go on from a note, or from a question that keeps what stands there."""


class AddInstance(Struct, frozen=True):
    """At the gate of a repeat: one instance more."""


class Enough(Struct, frozen=True):
    """At the gate of a repeat: no more instances."""


class RemoveInstance(Struct, frozen=True):
    """At the gate of a repeat: take one instance away, counted from 1; those after it move up."""

    number: int


class Back(Struct, frozen=True):
    """Go to the step before, or to the one named."""

    name: str | None = None


class GoTo(Struct, frozen=True):
    """Go from review to one question, and come back after it."""

    name: str


class Speak(Struct, frozen=True):
    """Ask in another language from here on."""

    language: str


class Finish(Struct, frozen=True):
    """End the interview at review."""


Reply: TypeAlias = (
    Answer | Leave | Remark | Onward | AddInstance | Enough | RemoveInstance | Back | GoTo | Speak | Finish
)
