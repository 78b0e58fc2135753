"""The rules that a response file keeps beyond the types of its fields."""

from __future__ import annotations

import contextlib
import re
from datetime import datetime
from typing import Annotated, Final, TypeAlias

import msgspec
from msgspec import Meta, Struct

from sstc_survey.engine.answers import AnswerSheet
from sstc_survey.engine.paths import INSTANCE_PATTERN, MAX_INSTANCES, MAX_TOGETHER, PATH_PATTERN
from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import ID_PATTERN, LANGUAGE_PATTERN, Value
from sstc_survey.response import Event, EventKind, Missing, Response
from sstc_survey.storage.copies import is_digest
from sstc_survey.storage.ids import is_id

_QUESTIONNAIRE_ID: Final = ID_PATTERN
_LANGUAGE: Final = LANGUAGE_PATTERN
# No interview takes a thousand years; more would be no time of any calendar.
_MAX_MS: Final = 1_000 * 365 * 24 * 3_600_000

# Those of outer instances that are gone are remembered beside those that there are.
_MAX_COUNTED: Final = 5 * MAX_TOGETHER

Path: TypeAlias = Annotated[str, Meta(pattern=PATH_PATTERN)]
InstancePath: TypeAlias = Annotated[str, Meta(pattern=INSTANCE_PATTERN)]


class _Nothing(Struct, forbid_unknown_fields=True):
    pass


class _At(Struct, forbid_unknown_fields=True):
    at: str


class _Start(Struct, forbid_unknown_fields=True):
    seed: int = 0


class _Values(Struct, forbid_unknown_fields=True):
    values: dict[Path, Value | None]


class _Count(Struct, forbid_unknown_fields=True):
    name: Path
    count: Annotated[int, Meta(ge=0, le=MAX_INSTANCES)]


class _Instance(Struct, forbid_unknown_fields=True):
    name: InstancePath


class _Language(Struct, forbid_unknown_fields=True):
    language: Annotated[str, Meta(pattern=LANGUAGE_PATTERN)]


class _Answer(Struct, forbid_unknown_fields=True):
    name: Path
    value: Value


class _Missing(Struct, forbid_unknown_fields=True):
    name: Path
    state: Missing


class _Comment(Struct, forbid_unknown_fields=True):
    name: Path
    text: str


class _Names(Struct, forbid_unknown_fields=True):
    names: list[Path]


class _Name(Struct, forbid_unknown_fields=True):
    name: Path


class _Reason(Struct, forbid_unknown_fields=True):
    reason: str


_DATA: Final[dict[EventKind, type[Struct]]] = {
    EventKind.START: _Start,
    EventKind.RESUME: _At,
    EventKind.ANSWER: _Answer,
    EventKind.MISSING: _Missing,
    EventKind.COMMENT: _Comment,
    EventKind.PRESET: _Values,
    EventKind.CALCULATE: _Values,
    EventKind.NARROW: _Values,
    EventKind.INSTANCES: _Count,
    EventKind.REMOVE: _Instance,
    EventKind.ENOUGH: _Name,
    EventKind.LANGUAGE: _Language,
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
    return _check_heading(response) or _check_events(response.events) or _check_answers(response)


def _check_heading(response: Response) -> Problem | None:
    if not is_id(response.id):
        return Problem(codes.RESPONSE_BAD_ID, {"id": response.id})
    # Both become names of files.
    questionnaire = response.questionnaire
    if not re.fullmatch(_QUESTIONNAIRE_ID, questionnaire.id) or not is_digest(questionnaire.sha256):
        return Problem(codes.RESPONSE_BAD_REFERENCE)
    if not re.fullmatch(_LANGUAGE, response.language):
        return Problem(codes.RESPONSE_WRONG_SHAPE, {"where": "language"})
    for time in (response.started, response.finished):
        if time is not None and not _is_time(time):
            return Problem(codes.RESPONSE_BAD_TIME, {"time": time})
    return None


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _check_events(events: list[Event]) -> Problem | None:
    elapsed = 0
    for expected, event in enumerate(events, start=1):
        if event.seq != expected:
            return Problem(codes.RESPONSE_EVENT_ORDER, {"seq": event.seq, "expected": expected})
        if not elapsed <= event.elapsed <= _MAX_MS:
            return Problem(codes.RESPONSE_EVENT_TIME, {"seq": event.seq})
        try:
            msgspec.convert(event.data, _DATA[event.kind])
        except msgspec.ValidationError:
            return Problem(codes.RESPONSE_BAD_EVENT, {"seq": event.seq, "kind": event.kind.value})
        elapsed = event.elapsed
    return None


def _check_answers(response: Response) -> Problem | None:
    """Return a problem unless the answers, the missing and the comments are what the events add up to."""
    events = response.events
    sheet = None
    if sum(event.kind is EventKind.REMOVE for event in events) <= MAX_INSTANCES:
        # An instance that does not exist cannot be removed.
        with contextlib.suppress(ValueError):
            sheet = AnswerSheet.of(events)
    if sheet is None or sum(sheet.counts.values()) > _MAX_COUNTED:
        return Problem(codes.RESPONSE_NOT_ITS_HISTORY, {"part": "events"})
    saved = (response.answers, response.missing, response.comments)
    for part, ours, folded in zip(("answers", "missing", "comments"), saved, sheet.on_route(), strict=True):
        if ours != folded:
            return Problem(codes.RESPONSE_NOT_ITS_HISTORY, {"part": part})
    if not events or events[0].kind is not EventKind.START:
        return Problem(codes.RESPONSE_WRONG_SHAPE, {"where": "events"})
    return None
