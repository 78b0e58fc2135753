"""The rules that a response file keeps beyond the types of its fields."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, TypeAlias

from sstc_survey.engine.answers import MAX_COUNTED, AnswerSheet, fold_simply
from sstc_survey.engine.paths import INSTANCE_PATTERN, MAX_INSTANCES, PATH_PATTERN
from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import ID_PATTERN, LANGUAGE_PATTERN, MAX_DIGITS, MAX_TEXT
from sstc_survey.response import (
    COMMENT_FIELD,
    EDIT,
    Event,
    EventKind,
    Missing,
    QuestionnaireRef,
    Response,
    Status,
    Unfinished,
)
from sstc_survey.storage.copies import is_digest
from sstc_survey.storage.ids import is_id
from sstc_survey.storage.schema_1 import LATER_KINDS, Response1

# No interview takes a thousand years; more would be no time of any calendar.
_MAX_MS: Final = 1_000 * 365 * 24 * 3_600_000
_BEYOND: Final = 10**MAX_DIGITS
_STATES: Final = frozenset(Missing)

# The responses of a folder have mostly the same paths: those that were sound are remembered, up to so many.
_REMEMBERED: Final = 10_000
_sound_paths: Final[set[str]] = set()

_MOST_QUESTIONNAIRES: Final = 1_000

_Data: TypeAlias = dict[str, Any]


def _is_path(value: object) -> bool:
    if value in _sound_paths:
        return True
    is_sound = type(value) is str and re.search(PATH_PATTERN, value) is not None
    if is_sound and len(_sound_paths) < _REMEMBERED:
        _sound_paths.add(str(value))
    return is_sound


def _is_instance(value: object) -> bool:
    return type(value) is str and re.search(INSTANCE_PATTERN, value) is not None


@lru_cache(_MOST_QUESTIONNAIRES)
def _is_language(value: object) -> bool:
    return type(value) is str and re.fullmatch(LANGUAGE_PATTERN, value) is not None


def _is_text(value: object) -> bool:
    return type(value) is str


def _is_text_or_null(value: object) -> bool:
    return value is None or type(value) is str


def _is_whole(value: object) -> bool:
    return type(value) is int and -_BEYOND < value < _BEYOND


def _is_value(value: object) -> bool:
    kind = type(value)
    if kind is str or kind is float:
        return True
    return all(map(_is_text, value)) if type(value) is list else _is_whole(value)


def _are_texts(texts: object) -> bool:
    return type(texts) is list and all(map(_is_text, texts))


def _has(data: _Data, needed: Mapping[str, Callable[[Any], bool]], **allowed: Callable[[Any], bool]) -> bool:
    """Tell whether data has all that it needs, and beside it no more than is allowed."""
    known = {**needed, **allowed}
    return data.keys() >= needed.keys() and all(name in known and known[name](value) for name, value in data.items())


# These are called for every event of every file: each looks at the number of keys first. What is not there, or cannot
# be looked up, raises KeyError or TypeError.


def _is_nothing(data: _Data) -> bool:
    return not data


def _is_start(data: _Data) -> bool:
    return not data or (len(data) == 1 and _is_whole(data["seed"]))


def _is_answer(data: _Data) -> bool:
    return len(data) == 2 and _is_path(data["name"]) and _is_value(data["value"])  # noqa: PLR2004 name and value


def _is_missing(data: _Data) -> bool:
    return len(data) == 2 and _is_path(data["name"]) and data["state"] in _STATES  # noqa: PLR2004 name and state


def _is_remark(data: _Data) -> bool:
    return len(data) == 2 and _is_path(data["name"]) and type(data["text"]) is str  # noqa: PLR2004 name and text


def _are_values(data: _Data) -> bool:
    return len(data) == 1 and all(
        (value is None or _is_value(value)) and _is_path(path) for path, value in data["values"].items()
    )


def _are_instances(data: _Data) -> bool:
    count = data["count"]
    return len(data) == 2 and _is_path(data["name"]) and type(count) is int and 0 <= count <= MAX_INSTANCES  # noqa: PLR2004 name and count


def _is_named(data: _Data) -> bool:
    return len(data) == 1 and _is_path(data["name"])


def _are_named(data: _Data) -> bool:
    return len(data) == 1 and type(data["names"]) is list and all(map(_is_path, data["names"]))


def _is_round(data: _Data) -> bool:
    return _is_whole(data["round"]) and _are_named({"names": data["names"]}) and len(data) == 2  # noqa: PLR2004 round and names


_HAS_ITS_DATA: Final[Mapping[EventKind, Callable[[_Data], bool]]] = {
    EventKind.START: _is_start,
    EventKind.RESUME: lambda data: _has(data, {"at": _is_text}),
    EventKind.ANSWER: _is_answer,
    EventKind.MISSING: _is_missing,
    EventKind.COMMENT: _is_remark,
    EventKind.PRESET: _are_values,
    EventKind.CALCULATE: _are_values,
    EventKind.NARROW: _are_values,
    EventKind.INSTANCES: _are_instances,
    EventKind.REMOVE: lambda data: _has(data, {"name": _is_instance}),
    EventKind.ENOUGH: _is_named,
    EventKind.LANGUAGE: lambda data: _has(data, {"language": _is_language}),
    EventKind.OFF_ROUTE: _are_named,
    EventKind.ON_ROUTE: _are_named,
    EventKind.BACK: _is_named,
    EventKind.GO_TO: _is_named,
    EventKind.FINISH: _is_nothing,
    EventKind.ROUND: _is_round,
    EventKind.REASON: _is_remark,
    EventKind.REOPEN: lambda data: _has(data, {"at": _is_text}, by=_is_text_or_null),
    EventKind.VOID: lambda data: _has(data, {"reason": _is_text}, at=_is_text, by=_is_text_or_null),
    EventKind.RESTORE: lambda data: _has(data, {}, at=_is_text, by=_is_text_or_null, reason=_is_text),
    EventKind.RESOLVE: lambda data: _has(
        data, {"at": _is_text, "reason": _is_text, "seals": _are_texts}, by=_is_text_or_null
    ),
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


@lru_cache(_MOST_QUESTIONNAIRES)
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
        try:
            if _HAS_ITS_DATA[event.kind](event.data):
                continue
        except (KeyError, TypeError, AttributeError):
            pass
        return Problem(codes.RESPONSE_BAD_EVENT, {"seq": event.seq, "kind": event.kind.value})
    return None


def _check_unfinished(response: Response) -> Problem | None:
    """Return a problem unless only fields of a draft, or the edit of a finished response, are unfinished."""
    is_draft = response.status is Status.PARTIAL
    for path, field in response.unfinished.items():
        if isinstance(field, Unfinished):
            if not (is_draft and _is_field_of(path, field)):
                return Problem(codes.RESPONSE_WRONG_SHAPE, {"where": "unfinished"})
        elif is_draft or path != EDIT:
            return Problem(codes.RESPONSE_WRONG_SHAPE, {"where": "unfinished"})
    return None


def _is_field_of(path: str, field: Unfinished) -> bool:
    if not _is_path(path):
        is_comment = path.endswith(COMMENT_FIELD) and field == Unfinished(text=field.text)
        if not (is_comment and _is_path(path.removesuffix(COMMENT_FIELD))):
            return False
    if field.text is not None and len(field.text) > MAX_TEXT:
        return False
    row = field.row
    return field != Unfinished() and (row is None or type(row) is str or _is_whole(row))


def _check_answers(response: Response | Response1) -> Problem | None:
    """Return a problem unless the answers, the missing, the comments and the rounds are what the events add up to."""
    events = response.events
    has_begun = bool(events) and events[0].kind is EventKind.START
    has_rounds = isinstance(response, Response) and response.rounds
    if has_begun and not has_rounds:
        saved = (response.answers, response.missing, response.comments)
        if fold_simply(events) == saved:
            return None
    sheet = None
    if sum(event.kind is EventKind.REMOVE for event in events) <= MAX_INSTANCES:
        # An instance that does not exist cannot be removed.
        with contextlib.suppress(ValueError):
            sheet = AnswerSheet.of(events)
    if sheet is None or sum(sheet.counts.values()) > MAX_COUNTED:
        return Problem(codes.RESPONSE_NOT_ITS_HISTORY, {"part": "events"})
    for part, folded in zip(("answers", "missing", "comments"), sheet.on_route(), strict=True):
        if getattr(response, part) != folded:
            return Problem(codes.RESPONSE_NOT_ITS_HISTORY, {"part": part})
    if isinstance(response, Response) and response.rounds != sheet.rounds:
        return Problem(codes.RESPONSE_NOT_ITS_HISTORY, {"part": "rounds"})
    return None if has_begun else Problem(codes.RESPONSE_WRONG_SHAPE, {"where": "events"})
