"""Replies that are codes of choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sstc_survey.engine.validation.type_errors import wrong_type
from sstc_survey.i18n import Words
from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import Choice, Rank, SelectMultiple, SelectOne, Value

_MAX_LISTED: Final = 12


def validate_code(raw: object, choices: Sequence[Choice]) -> Value | Problem:
    """Return the code of one of the choices."""
    if not isinstance(raw, str):
        return wrong_type(SelectOne, "the code of one choice", raw)
    return _no_such_choice(raw, choices) or raw


def validate_codes(question: SelectMultiple, raw: object, choices: Sequence[Choice], words: Words) -> Value | Problem:
    """Return several codes in the order of the list, whatever the order in which they were selected."""
    chosen = _codes(SelectMultiple, raw, choices)
    if isinstance(chosen, Problem):
        return chosen
    exclusive = [choice for choice in question.choices if choice.exclusive and choice.code in chosen]
    if exclusive and len(chosen) > 1:
        return Problem(codes.REPLY_EXCLUSIVE, {"choice": words(exclusive[0].label)})
    if question.min_selected is not None and len(chosen) < question.min_selected and not exclusive:
        return Problem(codes.REPLY_TOO_FEW, {"count": len(chosen), "minimum": question.min_selected})
    if question.max_selected is not None and len(chosen) > question.max_selected:
        return Problem(codes.REPLY_TOO_MANY, {"count": len(chosen), "maximum": question.max_selected})
    return [choice.code for choice in choices if choice.code in chosen]


def validate_rank(raw: object, choices: Sequence[Choice]) -> Value | Problem:
    """Return all codes in the order of the respondent; the last one may be left out."""
    chosen = _codes(Rank, raw, choices)
    if isinstance(chosen, Problem):
        return chosen
    left = [choice.code for choice in choices if choice.code not in chosen]
    if len(left) > 1:
        return Problem(
            codes.REPLY_RANK_INCOMPLETE, {"count": len(chosen), "wanted": len(choices), "left": ", ".join(left)}
        )
    return [*chosen, *left]


def _codes(cls: type[SelectMultiple | Rank], raw: object, choices: Sequence[Choice]) -> list[str] | Problem:
    if not isinstance(raw, list) or not all(isinstance(code, str) for code in raw):
        return wrong_type(cls, "a list of codes", raw)
    for position, code in enumerate(raw):
        if problem := _no_such_choice(code, choices):
            return problem
        if code in raw[:position]:
            return Problem(codes.REPLY_TWICE, {"reply": code})
    return raw


def _no_such_choice(code: str, choices: Sequence[Choice]) -> Problem | None:
    known = [choice.code for choice in choices]
    if code in known:
        return None
    listed = ", ".join(known[:_MAX_LISTED]) + (f" and {len(known) - _MAX_LISTED} more" if known[_MAX_LISTED:] else "")
    return Problem(codes.REPLY_NO_SUCH_CHOICE, {"reply": code, "choices": listed or "none"})
