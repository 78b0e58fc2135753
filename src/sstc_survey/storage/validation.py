"""The rules that a response file keeps beyond the types of its fields."""

from __future__ import annotations

import contextlib
import re
from datetime import datetime
from functools import lru_cache
from typing import Final

from sstc_survey.engine.answers import MAX_COUNTED, AnswerSheet
from sstc_survey.engine.paths import MAX_INSTANCES
from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import ID_PATTERN, MAX_TEXT
from sstc_survey.response import COMMENT_FIELD, EDIT, EventKind, QuestionnaireRef, Response, Status, Unfinished
from sstc_survey.storage.copies import is_digest
from sstc_survey.storage.history import HistoryReader, is_language, is_path, is_whole
from sstc_survey.storage.ids import is_id
from sstc_survey.storage.schema_1 import LATER_KINDS, Response1

_MOST_QUESTIONNAIRES: Final = 1_000


def validate(response: Response | Response1) -> Problem | None:
    """Return the first rule that a response breaks, or None."""
    unfinished = None if isinstance(response, Response1) else _check_unfinished(response)
    history = HistoryReader()
    return (
        _check_heading(response) or _check_events(response, history) or unfinished or _check_answers(response, history)
    )


def _check_heading(response: Response | Response1) -> Problem | None:
    if not is_id(response.id):
        return Problem(codes.RESPONSE_BAD_ID, {"id": response.id})
    if not _is_reference(response.questionnaire):
        return Problem(codes.RESPONSE_BAD_REFERENCE)
    if not is_language(response.language):
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


def _check_events(response: Response | Response1, history: HistoryReader) -> Problem | None:
    if isinstance(response, Response1):
        later = next((event for event in response.events if event.kind in LATER_KINDS), None)
        if later is not None:
            return Problem(codes.RESPONSE_BAD_EVENT, {"seq": later.seq, "kind": later.kind.value})
        return history.add(response.events)
    edit = response.unfinished.get(EDIT)
    problem = history.add(response.events)
    if problem is None and isinstance(edit, list):
        # They are no part of what the answers add up to.
        problem = HistoryReader(history.seq, history.elapsed).add(edit)
    return problem


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
    if not is_path(path):
        is_comment = path.endswith(COMMENT_FIELD) and field == Unfinished(text=field.text)
        if not (is_comment and is_path(path.removesuffix(COMMENT_FIELD))):
            return False
    if field.text is not None and len(field.text) > MAX_TEXT:
        return False
    row = field.row
    return field != Unfinished() and (row is None or type(row) is str or is_whole(row))


def _check_answers(response: Response | Response1, history: HistoryReader) -> Problem | None:
    """Return a problem unless the answers, the missing, the comments and the rounds are what the events add up to."""
    events = response.events
    has_begun = bool(events) and events[0].kind is EventKind.START
    has_rounds = isinstance(response, Response) and response.rounds
    if has_begun and not has_rounds:
        saved = (response.answers, response.missing, response.comments)
        if history.folded() == saved:
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
