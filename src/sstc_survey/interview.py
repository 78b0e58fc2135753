"""The interview: every transition from one state to the next, without a clock, a file or a screen.

Rule 1. An interview is its questionnaire and its events; what was said is the fold of the events.
Rule 2. The route follows from what was said. What falls off the route is set aside, and back when it returns.
Rule 3. A reply that does not fit changes nothing: it gives a problem.
Rule 4. After a reply comes the next step of the route; after one that review asked for, the first step that
        has no state yet, else review.
Rule 5. Review comes when every step was passed, and only from review can an interview finish.
Rule 6. A question that is passed has a state: an answer, blank, don't know, or refused.
"""

from __future__ import annotations

from typing import Any, TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import replace

from sstc_survey.checking import check, check_remark, check_state, is_blank
from sstc_survey.errors import Problem
from sstc_survey.questionnaire import Note, Questionnaire
from sstc_survey.response import REVIEW, Event, EventKind, Ledger, Missing, Response, Status
from sstc_survey.routing import Step, route
from sstc_survey.wording import Words


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
    """Go on from a note, or from a question that keeps the state it has."""


class Back(Struct, frozen=True):
    """Go to the step before, or to the one named."""

    name: str | None = None


class GoTo(Struct, frozen=True):
    """Go from review to one question, and come back after it."""

    name: str


class Finish(Struct, frozen=True):
    """End the interview at review."""


Reply: TypeAlias = Answer | Leave | Remark | Onward | Back | GoTo | Finish


class Interview(Struct, frozen=True):
    """An interview at one moment."""

    questionnaire: Questionnaire
    language: str
    ledger: Ledger
    steps: tuple[Step, ...]
    position: str
    events: tuple[Event, ...]
    status: Status = Status.PARTIAL
    reviewing: bool = False

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
        return next((number for number, step in enumerate(self.steps) if step.name == self.position), None)


def begin(questionnaire: Questionnaire, language: str) -> Interview:
    """Open an interview at its first step."""
    steps = route(questionnaire, {})
    start = Event(1, 0, EventKind.START, {})
    return Interview(questionnaire, language, Ledger(), steps, steps[0].name, (start,))


def resume(questionnaire: Questionnaire, response: Response, at: str) -> Interview:
    """Open a draft at the step where it stopped; `at` is the time of day, RFC 3339."""
    ledger = Ledger.of(response.events)
    steps = route(questionnaire, ledger.said()[0])
    names = [step.name for step in steps]
    position = response.position if response.position in (*names, REVIEW) else _first_open(steps, ledger)
    interview = Interview(
        questionnaire,
        response.language,
        ledger,
        steps,
        position or REVIEW,
        tuple(response.events),
        reviewing=_first_open(steps, ledger) is None,
    )
    return _record(interview, _last_elapsed(interview), EventKind.RESUME, {"at": at})


def advance(interview: Interview, reply: Reply, elapsed: int) -> Interview | Problem:
    """Return the interview after a reply, or the problem with it; `elapsed` is in ms since the start."""
    # Time never runs backwards in a history, whatever the clock that was read.
    elapsed = max(elapsed, _last_elapsed(interview))
    match reply:
        case Answer(raw, remark):
            commented = interview if remark is None else _remark(interview, remark, interview.position, elapsed)
            return commented if isinstance(commented, Problem) else _answer(commented, raw, elapsed)
        case Leave(state, remark):
            commented = interview if remark is None else _remark(interview, remark, interview.position, elapsed)
            return commented if isinstance(commented, Problem) else _leave(commented, state, elapsed)
        case Remark(text, name):
            return _remark(interview, text, name or interview.position, elapsed)
        case Onward():
            return _onward(interview)
        case Back(name):
            return _back(interview, name, elapsed)
        case GoTo(name):
            return _go_to(interview, name, elapsed)
        case Finish():
            return _finish(interview, elapsed)
        case _:
            assert_never(reply)


def first_open(interview: Interview) -> str | None:
    """Return the first question on the route that has no state yet."""
    return _first_open(interview.steps, interview.ledger)


def _first_open(steps: tuple[Step, ...], ledger: Ledger) -> str | None:
    return next((step.name for step in steps if step.askable and not ledger.has(step.name)), None)


def _last_elapsed(interview: Interview) -> int:
    return interview.events[-1].elapsed


def _record(interview: Interview, elapsed: int, kind: EventKind, data: dict[str, Any]) -> Interview:
    """Add an event and let what was said, and with it the route, follow."""
    event = Event(len(interview.events) + 1, elapsed, kind, data)
    ledger = interview.ledger.copy()
    ledger.apply(event)
    return replace(interview, ledger=ledger, events=(*interview.events, event))


def _reroute(interview: Interview, elapsed: int) -> Interview:
    """Set aside what fell off the route and take back what returned to it."""
    said = interview.ledger.said()[0]
    steps = route(interview.questionnaire, said)
    on_route = {step.name for step in steps}
    kept = {*interview.ledger.answers, *interview.ledger.missing, *interview.ledger.comments}
    lost = sorted(kept - on_route - interview.ledger.off_route)
    found = sorted(interview.ledger.off_route & on_route)
    if lost:
        interview = _record(interview, elapsed, EventKind.OFF_ROUTE, {"names": lost})
    if found:
        interview = _record(interview, elapsed, EventKind.ON_ROUTE, {"names": found})
    return replace(interview, steps=steps)


def _answer(interview: Interview, raw: object, elapsed: int) -> Interview | Problem:
    step = interview.step
    if step is None or isinstance(step.question, Note):
        return Problem("reply-not-askable", {"name": interview.position})
    if is_blank(raw):
        return _leave(interview, Missing.BLANK, elapsed)
    value = check(step.question, raw, interview.words)
    if isinstance(value, Problem):
        return value
    return _passed(interview, elapsed, EventKind.ANSWER, {"name": step.name, "value": value})


def _leave(interview: Interview, state: Missing, elapsed: int) -> Interview | Problem:
    step = interview.step
    if step is None or isinstance(step.question, Note):
        return Problem("reply-not-askable", {"name": interview.position})
    if problem := check_state(interview.questionnaire, step.question, state):
        return problem
    return _passed(interview, elapsed, EventKind.MISSING, {"name": step.name, "state": state.value})


def _passed(interview: Interview, elapsed: int, kind: EventKind, data: dict[str, Any]) -> Interview:
    if not _says_the_same(interview.ledger, kind, data):
        interview = _reroute(_record(interview, elapsed, kind, data), elapsed)
    return _next(interview)


def _says_the_same(ledger: Ledger, kind: EventKind, data: dict[str, Any]) -> bool:
    if kind is EventKind.ANSWER:
        return bool(ledger.answers.get(data["name"]) == data["value"])
    return bool(ledger.missing.get(data["name"]) == data["state"])


def _next(interview: Interview) -> Interview:
    if interview.reviewing:
        return replace(interview, position=first_open(interview) or REVIEW)
    index = interview.index
    following = len(interview.steps) if index is None else index + 1
    if following < len(interview.steps):
        return replace(interview, position=interview.steps[following].name)
    return replace(interview, position=first_open(interview) or REVIEW, reviewing=True)


def _remark(interview: Interview, text: str, name: str, elapsed: int) -> Interview | Problem:
    if all(step.name != name or not step.askable for step in interview.steps):
        return Problem("reply-no-comment", {"name": name})
    remark = check_remark(text)
    if isinstance(remark, Problem):
        return remark
    if interview.ledger.comments.get(name, "") == remark:
        return interview
    return _record(interview, elapsed, EventKind.COMMENT, {"name": name, "text": remark})


def _onward(interview: Interview) -> Interview | Problem:
    step = interview.step
    if step is not None and step.askable and not interview.ledger.has(step.name):
        return Problem("reply-required")
    return _next(interview)


def _back(interview: Interview, name: str | None, elapsed: int) -> Interview | Problem:
    if name is not None:
        if all(step.name != name for step in interview.steps):
            return Problem("reply-unknown-question", {"name": name})
        return replace(_record(interview, elapsed, EventKind.BACK, {"name": name}), position=name)
    index = len(interview.steps) if interview.index is None else interview.index
    if index == 0:
        return interview
    before = interview.steps[index - 1].name
    return replace(_record(interview, elapsed, EventKind.BACK, {"name": before}), position=before, reviewing=False)


def _go_to(interview: Interview, name: str, elapsed: int) -> Interview | Problem:
    if all(step.name != name for step in interview.steps):
        return Problem("reply-unknown-question", {"name": name})
    interview = _record(interview, elapsed, EventKind.GO_TO, {"name": name})
    return replace(interview, position=name, reviewing=True)


def _finish(interview: Interview, elapsed: int) -> Interview | Problem:
    if interview.step is not None or (name := first_open(interview)) is not None:
        return Problem("interview-not-done", {"name": name if interview.step is None else interview.position})
    return replace(_record(interview, elapsed, EventKind.FINISH, {}), status=Status.COMPLETE)
