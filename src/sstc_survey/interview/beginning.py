"""How an interview begins, and how a draft is opened again."""

from __future__ import annotations

import datetime as dt
from typing import Final

from msgspec.structs import replace

from sstc_survey.form.moment import Moment
from sstc_survey.form.settling import opened, restored
from sstc_survey.form.tree import compiled
from sstc_survey.interview.moments import Interview, record, settle, taken_in
from sstc_survey.interview.openness import first_open
from sstc_survey.ledger import Ledger
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.response import REVIEW, Event, EventKind, Response
from sstc_survey.routing import route
from sstc_survey.wording import Words

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
