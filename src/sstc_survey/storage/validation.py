"""The rules that a response file keeps beyond the types of its fields."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct

from sstc_survey.errors import Problem
from sstc_survey.questionnaire import ID_PATTERN, Value
from sstc_survey.response import Event, EventKind, Ledger, Missing, Response
from sstc_survey.storage.ids import is_id

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_QUESTIONNAIRE_ID: Final = re.compile(ID_PATTERN)


class _Nothing(Struct, forbid_unknown_fields=True):
    pass


class _At(Struct, forbid_unknown_fields=True):
    at: str


class _Answer(Struct, forbid_unknown_fields=True):
    name: str
    value: Value


class _Missing(Struct, forbid_unknown_fields=True):
    name: str
    state: Missing


class _Comment(Struct, forbid_unknown_fields=True):
    name: str
    text: str


class _Names(Struct, forbid_unknown_fields=True):
    names: list[str]


class _Name(Struct, forbid_unknown_fields=True):
    name: str


class _Reason(Struct, forbid_unknown_fields=True):
    reason: str


DATA: Final[dict[EventKind, type[Struct]]] = {
    EventKind.START: _Nothing,
    EventKind.RESUME: _At,
    EventKind.ANSWER: _Answer,
    EventKind.MISSING: _Missing,
    EventKind.COMMENT: _Comment,
    EventKind.OFF_ROUTE: _Names,
    EventKind.ON_ROUTE: _Names,
    EventKind.BACK: _Name,
    EventKind.GO_TO: _Name,
    EventKind.FINISH: _Nothing,
    EventKind.REOPEN: _At,
    EventKind.VOID: _Reason,
    EventKind.RESTORE: _Nothing,
}


def validate(response: Response) -> Problem | None:
    """Return the first rule that a response breaks, or None."""
    return _heading(response) or _history(response.events) or _fold(response)


def _heading(response: Response) -> Problem | None:
    if not is_id(response.id):
        return Problem("response-bad-id", {"id": response.id})
    questionnaire = response.questionnaire
    if not is_reference(questionnaire.id, questionnaire.sha256):
        return Problem("response-bad-reference")
    for time in (response.started, response.finished):
        if time is not None and not _is_time(time):
            return Problem("response-bad-time", {"time": time})
    return None


def is_reference(questionnaire_id: str, sha256: str) -> bool:
    """Tell whether these can be a questionnaire's id and digest: both become names of files."""
    return bool(_QUESTIONNAIRE_ID.fullmatch(questionnaire_id)) and is_digest(sha256)


def is_digest(text: str) -> bool:
    """Tell whether a text can be a SHA-256, 64 hexadecimal digits in lower case."""
    return _DIGEST.fullmatch(text) is not None


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _history(events: list[Event]) -> Problem | None:
    elapsed = 0
    for expected, event in enumerate(events, start=1):
        if event.seq != expected:
            return Problem("response-event-order", {"seq": event.seq, "expected": expected})
        if event.elapsed < elapsed:
            return Problem("response-event-time", {"seq": event.seq})
        try:
            msgspec.convert(event.data, DATA[event.kind])
        except msgspec.ValidationError:
            return Problem("response-bad-event", {"seq": event.seq, "kind": event.kind.value})
        elapsed = event.elapsed
    return None


def _fold(response: Response) -> Problem | None:
    answers, missing, comments = Ledger.of(response.events).said()
    for part, kept, said in (
        ("answers", response.answers, answers),
        ("missing", response.missing, missing),
        ("comments", response.comments, comments),
    ):
        if kept != said:
            return Problem("response-not-its-history", {"part": part})
    return None
