"""The rules that a response file keeps beyond the types of its fields."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, TypeAlias

from sstc_survey.engine.answers import AnswerSheet
from sstc_survey.engine.paths import INSTANCE_PATTERN, MAX_INSTANCES, MAX_TOGETHER, PATH_PATTERN
from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import ID_PATTERN, LANGUAGE_PATTERN, MAX_DIGITS, MAX_TEXT
from sstc_survey.response import EDIT, Event, EventKind, Missing, QuestionnaireRef, Response, Status, Unfinished
from sstc_survey.storage.copies import is_digest
from sstc_survey.storage.ids import is_id
from sstc_survey.storage.schema_1 import LATER_KINDS, Response1

# No interview takes a thousand years; more would be no time of any calendar.
_MAX_MS: Final = 1_000 * 365 * 24 * 3_600_000
# Those of outer instances that are gone are remembered beside those that there are.
_MAX_COUNTED: Final = 5 * MAX_TOGETHER
_BEYOND: Final = 10**MAX_DIGITS
# Most responses of a folder have the same paths, languages and questionnaires.
_REMEMBERED: Final = 4_096

_Check: TypeAlias = Callable[[Any], bool]


@lru_cache(_REMEMBERED)
def _has_pattern(text: str, pattern: str) -> bool:
    return re.search(pattern, text) is not None


def _is_path(value: object) -> bool:
    return type(value) is str and _has_pattern(value, PATH_PATTERN)


def _is_instance(value: object) -> bool:
    return type(value) is str and _has_pattern(value, INSTANCE_PATTERN)


def _is_language(value: object) -> bool:
    return type(value) is str and _has_pattern(value, LANGUAGE_PATTERN)


def _is_text(value: object) -> bool:
    return type(value) is str


def _is_text_or_null(value: object) -> bool:
    return value is None or type(value) is str


def _is_whole(value: object) -> bool:
    return type(value) is int and -_BEYOND < value < _BEYOND


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= MAX_INSTANCES


def _is_value(value: object) -> bool:
    if type(value) is str or type(value) is float:
        return True
    return all(type(code) is str for code in value) if type(value) is list else _is_whole(value)


def _are_values(values: object) -> bool:
    return type(values) is dict and all(
        (value is None or _is_value(value)) and _is_path(path) for path, value in values.items()
    )


def _are_paths(names: object) -> bool:
    return type(names) is list and all(map(_is_path, names))


def _are_texts(texts: object) -> bool:
    return type(texts) is list and all(map(_is_text, texts))


def _is_missing(state: object) -> bool:
    return type(state) is str and state in _STATES


_STATES: Final = frozenset(Missing)
# What an event of each kind holds; what was added to a kind later may be absent.
_NEEDED: Final[Mapping[EventKind, Mapping[str, _Check]]] = {
    EventKind.START: {},
    EventKind.RESUME: {"at": _is_text},
    EventKind.ANSWER: {"name": _is_path, "value": _is_value},
    EventKind.MISSING: {"name": _is_path, "state": _is_missing},
    EventKind.COMMENT: {"name": _is_path, "text": _is_text},
    EventKind.PRESET: {"values": _are_values},
    EventKind.CALCULATE: {"values": _are_values},
    EventKind.NARROW: {"values": _are_values},
    EventKind.INSTANCES: {"name": _is_path, "count": _is_count},
    EventKind.REMOVE: {"name": _is_instance},
    EventKind.ENOUGH: {"name": _is_path},
    EventKind.LANGUAGE: {"language": _is_language},
    EventKind.OFF_ROUTE: {"names": _are_paths},
    EventKind.ON_ROUTE: {"names": _are_paths},
    EventKind.BACK: {"name": _is_path},
    EventKind.GO_TO: {"name": _is_path},
    EventKind.FINISH: {},
    EventKind.ROUND: {"round": _is_whole, "names": _are_paths},
    EventKind.REASON: {"name": _is_path, "text": _is_text},
    EventKind.REOPEN: {"at": _is_text},
    EventKind.VOID: {"reason": _is_text},
    EventKind.RESTORE: {},
    EventKind.RESOLVE: {"at": _is_text, "reason": _is_text, "seals": _are_texts},
}
_ALLOWED: Final[Mapping[EventKind, Mapping[str, _Check]]] = {
    EventKind.START: {"seed": _is_whole},
    EventKind.REOPEN: {"by": _is_text_or_null},
    EventKind.VOID: {"at": _is_text, "by": _is_text_or_null},
    EventKind.RESTORE: {"at": _is_text, "by": _is_text_or_null, "reason": _is_text},
    EventKind.RESOLVE: {"by": _is_text_or_null},
}


def validate(response: Response | Response1) -> Problem | None:
    """Return the first rule that a response breaks, or None."""
    unfinished = None if isinstance(response, Response1) else _check_unfinished(response)
    return _check_heading(response) or _check_events(response) or unfinished or _check_answers(response)


def _check_heading(response: Response | Response1) -> Problem | None:
    if not is_id(response.id):
        return Problem(codes.RESPONSE_BAD_ID, {"id": response.id})
    if not _is_reference(response.questionnaire):
        return Problem(codes.RESPONSE_BAD_REFERENCE)
    if not _is_language(response.language):
        return Problem(codes.RESPONSE_WRONG_SHAPE, {"where": "language"})
    for time in (response.started, response.finished):
        if time is not None and not _is_time(time):
            return Problem(codes.RESPONSE_BAD_TIME, {"time": time})
    return None


@lru_cache(_REMEMBERED)
def _is_reference(questionnaire: QuestionnaireRef) -> bool:
    # Both become names of files.
    return re.fullmatch(ID_PATTERN, questionnaire.id) is not None and is_digest(questionnaire.sha256)


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _check_events(response: Response | Response1) -> Problem | None:
    if isinstance(response, Response1):
        later = next((event for event in response.events if event.kind in LATER_KINDS), None)
        if later is not None:
            return Problem(codes.RESPONSE_BAD_EVENT, {"seq": later.seq, "kind": later.kind.value})
        return _check_order(response.events)
    edit = response.unfinished.get(EDIT)
    return _check_order([*response.events, *edit] if isinstance(edit, list) else response.events)


def _check_order(events: Iterable[Event]) -> Problem | None:
    elapsed = 0
    for expected, event in enumerate(events, start=1):
        if event.seq != expected:
            return Problem(codes.RESPONSE_EVENT_ORDER, {"seq": event.seq, "expected": expected})
        if not elapsed <= event.elapsed <= _MAX_MS:
            return Problem(codes.RESPONSE_EVENT_TIME, {"seq": event.seq})
        elapsed = event.elapsed
        if not _has_its_data(event):
            return Problem(codes.RESPONSE_BAD_EVENT, {"seq": event.seq, "kind": event.kind.value})
    return None


def _has_its_data(event: Event) -> bool:
    kind, data = event.kind, event.data
    needed = _NEEDED[kind]
    for name, check in needed.items():
        if name not in data or not check(data[name]):
            return False
    if len(data) == len(needed):
        return True
    allowed = _ALLOWED.get(kind, {})
    return all(name in needed or (name in allowed and allowed[name](value)) for name, value in data.items())


def _check_unfinished(response: Response) -> Problem | None:
    """Return a problem unless only fields of a draft, or the edit of a finished response, are unfinished."""
    is_draft = response.status is Status.PARTIAL
    for path, field in response.unfinished.items():
        if isinstance(field, Unfinished):
            if not (is_draft and _is_path(path) and _is_field(field)):
                return Problem(codes.RESPONSE_WRONG_SHAPE, {"where": "unfinished"})
        elif is_draft or path != EDIT:
            return Problem(codes.RESPONSE_WRONG_SHAPE, {"where": "unfinished"})
    return None


def _is_field(field: Unfinished) -> bool:
    if field.text is not None and len(field.text) > MAX_TEXT:
        return False
    row = field.row
    return field != Unfinished() and (row is None or type(row) is str or _is_whole(row))


def _check_answers(response: Response | Response1) -> Problem | None:
    """Return a problem unless the answers, the missing, the comments and the rounds are what the events add up to."""
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
    if isinstance(response, Response) and response.rounds != sheet.rounds:
        return Problem(codes.RESPONSE_NOT_ITS_HISTORY, {"part": "rounds"})
    if not events or events[0].kind is not EventKind.START:
        return Problem(codes.RESPONSE_WRONG_SHAPE, {"where": "events"})
    return None
