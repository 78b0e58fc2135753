"""Replies that are codes of choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sstc_survey.engine.validation.type_errors import wrong_shape
from sstc_survey.i18n import Words
from sstc_survey.problems import Problem
from sstc_survey.questionnaire import Choice, SelectMultiple, Value

_MAX_LISTED: Final = 12


def check_one(raw: object, choices: Sequence[Choice]) -> Value | Problem:
    """Return the code of one of the choices."""
    if not isinstance(raw, str):
        return wrong_shape("select_one", "the code of one choice", raw)
    return _no_such_choice(raw, choices) or raw


def check_several(question: SelectMultiple, raw: object, choices: Sequence[Choice], words: Words) -> Value | Problem:
    """Return codes in the order of the list, not that of ticking, as everywhere in the field."""
    codes = _codes("select_multiple", raw, choices)
    if isinstance(codes, Problem):
        return codes
    if problem := _cannot_stand_together(question, codes, words):
        return problem
    return [choice.code for choice in choices if choice.code in codes]


def check_rank(raw: object, choices: Sequence[Choice]) -> Value | Problem:
    """Return all codes in the order of the respondent; the last one goes without saying."""
    codes = _codes("rank", raw, choices)
    if isinstance(codes, Problem):
        return codes
    left = [choice.code for choice in choices if choice.code not in codes]
    if len(left) > 1:
        return Problem("reply-rank-incomplete", {"count": len(codes), "wanted": len(choices), "left": ", ".join(left)})
    return [*codes, *left]


def _codes(type_name: str, raw: object, choices: Sequence[Choice]) -> list[str] | Problem:
    if not isinstance(raw, list) or not all(isinstance(code, str) for code in raw):
        return wrong_shape(type_name, "a list of codes", raw)
    for position, code in enumerate(raw):
        if problem := _no_such_choice(code, choices):
            return problem
        if code in raw[:position]:
            return Problem("reply-twice", {"reply": code})
    return raw


def _no_such_choice(code: str, choices: Sequence[Choice]) -> Problem | None:
    codes = [choice.code for choice in choices]
    if code in codes:
        return None
    listed = ", ".join(codes[:_MAX_LISTED]) + (f" and {len(codes) - _MAX_LISTED} more" if codes[_MAX_LISTED:] else "")
    return Problem("reply-no-such-choice", {"reply": code, "choices": listed or "none"})


def _cannot_stand_together(question: SelectMultiple, codes: list[str], words: Words) -> Problem | None:
    if len(codes) > 1:
        for choice in question.choices:
            if choice.exclusive and choice.code in codes:
                return Problem("reply-exclusive", {"choice": words(choice.label)})
    alone = any(choice.exclusive and [choice.code] == codes for choice in question.choices)
    if question.min_selected is not None and len(codes) < question.min_selected and not alone:
        return Problem("reply-too-few", {"count": len(codes), "minimum": question.min_selected})
    if question.max_selected is not None and len(codes) > question.max_selected:
        return Problem("reply-too-many", {"count": len(codes), "maximum": question.max_selected})
    return None
