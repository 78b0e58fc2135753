"""An edit of a finished response: the interview goes on where it ended, and each change of it needs a reason.

The clock of an edit is that of the interview: `today()` is the day on which it was held, so that opening a response
changes nothing in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from sstc_survey.engine.answers import AnswerSheet
from sstc_survey.engine.interview import Interview, at_first_open, opened_again, record
from sstc_survey.engine.layered import History
from sstc_survey.engine.paths import instance_of, shifted
from sstc_survey.engine.route import Step
from sstc_survey.engine.saved_state import time_of
from sstc_survey.questionnaire import Questionnaire, Value
from sstc_survey.response import REVIEW, Event, EventKind, Missing, Response, Status, edit_of

# Events that only come of what a person says.
_GIVEN: Final = {
    EventKind.ANSWER,
    EventKind.MISSING,
    EventKind.COMMENT,
    EventKind.INSTANCES,
    EventKind.REMOVE,
    EventKind.ENOUGH,
}


class Said(Struct, frozen=True):
    """What was said to a question: its answer, or why there is none, and the comment; for a repeat, its instances."""

    value: Value | None = None
    missing: Missing | None = None
    comment: str = ""


class Change(Struct, frozen=True):
    """A change without a reason: where, what was said before and what is said now."""

    step: Step
    before: Said
    now: Said


def reopen(questionnaire: Questionnaire, response: Response, at: str, by: str) -> Interview:
    """Open a finished response at its review; an edit that was left goes on where something is open.

    `at` is the time of day, RFC 3339, and `by` who edits.
    """
    edit = edit_of(response)
    events = [*response.events, *edit]
    languages = [event.data["language"] for event in edit if event.kind is EventKind.LANGUAGE]
    so_far = replace(
        response, events=events, language=(languages or [response.language])[-1], position=REVIEW, unfinished={}
    )
    interview = opened_again(questionnaire, so_far, time_of(response))
    interview = replace(interview, reopened=len(response.events), reviewing=True)
    who = [event.data.get("by") for event in edit if event.kind is EventKind.REOPEN]
    is_same = bool(who) and who[-1] == by
    kind, data = (EventKind.RESUME, {"at": at}) if is_same else (EventKind.REOPEN, {"at": at, "by": by})
    interview = record(interview, events[-1].elapsed, kind, data)
    return at_first_open(interview) if has_changes(interview) else interview


def before_edits(response: Response) -> Response:
    """Return a response with the answers, missing and comments that it had before it was ever edited."""
    first = next((number for number, event in enumerate(response.events) if event.kind is EventKind.REOPEN), None)
    if first is None:
        return response
    answers, missing, comments = AnswerSheet.of(response.events[:first]).on_route()
    return replace(response, answers=answers, missing=missing, comments=comments)


def is_changed(events: Iterable[Event]) -> bool:
    """Tell whether anything was said in these events of an edit."""
    return any(event.kind in _GIVEN for event in events)


def has_changes(interview: Interview) -> bool:
    """Tell whether anything was said in an edit."""
    return is_changed(_edit(interview))


def discarded(interview: Interview) -> Interview:
    """Return the interview as it was before it was edited."""
    events = History(interview.events[: interview.reopened])
    sheet = AnswerSheet.of(events)
    return replace(interview, sheet=sheet, events=events, position=REVIEW, unread=frozenset(), status=Status.COMPLETE)


def unexplained(interview: Interview) -> Change | None:
    """Return the first change on the route that no reason was given for since, or None.

    A question that is answered for the first time changes nothing, nor does what follows from other answers.
    """
    if interview.reopened is None:
        return None
    known, removed = _explained(interview)
    for step in interview.steps:
        before = known.get(step.path)
        if before is None:
            continue
        now = said_at(interview.sheet, step.path)
        if (now != before or step.path in removed) and _is_persons(interview, step):
            return Change(step, before, now)
    return None


def _is_persons(interview: Interview, step: Step) -> bool:
    """Tell whether a person has said what is there now: nobody has where it is open, or follows from others."""
    if step.is_repeat_end:
        return step.path in interview.sheet.enough
    return interview.sheet.has(step.path) and not interview.state.read_only(step.node, step.at)


def _edit(interview: Interview) -> Iterator[Event]:
    """Yield the events of the edit."""
    begins = len(interview.events) if interview.reopened is None else interview.reopened
    return (interview.events[number] for number in range(begins, len(interview.events)))


def _explained(interview: Interview) -> tuple[Mapping[str, Said], frozenset[str]]:
    """Return what is known by path, from before the edit or with a reason, and the repeats with instances removed."""
    sheet = AnswerSheet.of(interview.events[: interview.reopened])
    off = sheet.off_route
    known = {path: said_at(sheet, path) for path in (*sheet.answers, *sheet.missing, *sheet.counts) if path not in off}
    removed: set[str] = set()
    for event in _edit(interview):
        sheet.apply(event.kind, event.data)
        if event.kind is EventKind.REASON:
            known[event.data["name"]] = said_at(sheet, event.data["name"])
            removed.discard(event.data["name"])
        elif event.kind is EventKind.REMOVE:
            repeat, number = instance_of(event.data["name"])
            known, removed = shifted(known, repeat, number), {*shifted(dict.fromkeys(removed), repeat, number)}
            if number <= _count(known.get(repeat)):
                # One that the edit added was never there.
                removed.add(repeat)
    return known, frozenset(removed)


def _count(said: Said | None) -> int:
    """Return how many instances there were of a repeat."""
    return said.value if said is not None and isinstance(said.value, int) else 0


def said_at(sheet: AnswerSheet, path: str) -> Said:
    """Return what was said at a path, whatever was left of it by other answers."""
    value = sheet.counts.get(path, sheet.answers.get(path))
    return Said(value, sheet.missing.get(path), sheet.comments.get(path, ""))
