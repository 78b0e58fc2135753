"""An interview at one moment, and how it comes to the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from sstc_survey.form.moment import Moment
from sstc_survey.form.settling import Settled, settled
from sstc_survey.form.state import State
from sstc_survey.form.tree import Form
from sstc_survey.ledger import Ledger
from sstc_survey.questionnaire import Questionnaire, Value
from sstc_survey.response import Event, EventKind, Status
from sstc_survey.routing import Step, route
from sstc_survey.wording import Words


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
