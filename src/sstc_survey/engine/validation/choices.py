"""Replies that are codes of choices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from sstc_survey.engine.answer_text import Translate
from sstc_survey.engine.validation.type_errors import wrong_type
from sstc_survey.folding import nfc
from sstc_survey.i18n import gettext
from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import Choice, Rank, SelectMultiple, SelectOne, Value

_MAX_LISTED: Final = 12


def validate_code(raw: object, choices: Sequence[Choice]) -> Value | Problem:
    """Return the code of one of the choices."""
    if not isinstance(raw, str):
        return wrong_type(SelectOne, "the code of one choice", raw)
    known = _codes_of(choices)
    return _known_code(raw, known) or _no_such_choice(raw, known)


def validate_codes(
    question: SelectMultiple, raw: object, choices: Sequence[Choice], words: Translate
) -> Value | Problem:
    """Return several codes in the order of the list, whatever the order in which they were selected."""
    chosen = _codes(SelectMultiple, raw, choices)
    if isinstance(chosen, Problem):
        return chosen
    exclusive = [choice for choice in question.choices if choice.exclusive and choice.code in chosen]
    if exclusive and len(chosen) > 1:
        return Problem(codes.REPLY_EXCLUSIVE, {"choice": words(exclusive[0].label).strip()})
    if question.min_selected is not None and len(chosen) < question.min_selected and not exclusive:
        return Problem(codes.REPLY_TOO_FEW, {"count": len(chosen), "minimum": question.min_selected})
    if question.max_selected is not None and len(chosen) > question.max_selected:
        return Problem(codes.REPLY_TOO_MANY, {"count": len(chosen), "maximum": question.max_selected})
    return [choice.code for choice in choices if choice.code in chosen]


def validate_rank(
    question: Rank, raw: object, choices: Sequence[Choice], *, is_whole: bool = False, are_offered: bool = True
) -> Value | Problem:
    """Return codes in the order of the respondent.

    Where all are to be ranked, the last one may be left out, unless the reply is whole. Where it is not known which of
    the choices are offered, none is missing.
    """
    chosen = _codes(Rank, raw, choices)
    if isinstance(chosen, Problem):
        return chosen
    least, most = question.ranked(len(choices))
    if len(chosen) > most:
        return Problem(codes.REPLY_TOO_MANY, {"count": len(chosen), "maximum": most})
    if not are_offered:
        return [*chosen]
    if least < len(choices):
        too_few = Problem(codes.REPLY_TOO_FEW, {"count": len(chosen), "minimum": least})
        return too_few if len(chosen) < least else [*chosen]
    left = [choice.code for choice in choices if choice.code not in chosen]
    if len(left) > (0 if is_whole else 1):
        listed = ", ".join((*left[:_MAX_LISTED], "...") if left[_MAX_LISTED:] else left)
        return Problem(codes.REPLY_RANK_INCOMPLETE, {"count": len(chosen), "wanted": len(choices), "left": listed})
    return [*chosen, *left]


def _codes(cls: type[SelectMultiple | Rank], raw: object, choices: Sequence[Choice]) -> dict[str, None] | Problem:
    """Return codes in the order given, quick to look up."""
    if not isinstance(raw, list) or not all(isinstance(code, str) for code in raw):
        return wrong_type(cls, "a list of codes", raw)
    known, chosen = _codes_of(choices), dict[str, None]()
    for given in raw:
        code = _known_code(given, known)
        if code is None:
            return _no_such_choice(given, known)
        if code in chosen:
            return Problem(codes.REPLY_TWICE, {"reply": code})
        chosen[code] = None
    return chosen


def _codes_of(choices: Iterable[Choice]) -> dict[str, None]:
    return dict.fromkeys(choice.code for choice in choices)


def _known_code(given: str, known: Collection[str]) -> str | None:
    """Return the code that was given, however its letters and marks were put together; None where there is none."""
    if given in known or given.isascii():
        return given if given in known else None
    same = [code for code in known if nfc(code) == nfc(given)]
    return same[0] if len(same) == 1 else None


def _no_such_choice(code: str, known: Collection[str]) -> Problem:
    return Problem(codes.REPLY_NO_SUCH_CHOICE, {"reply": code, "choices": list_choices(tuple(known), ", ") or "none"})


def list_choices(choices: Sequence[str], separator: str) -> str:
    """Return the first of some choices, and how many more there are."""
    shown = separator.join(choices[:_MAX_LISTED])
    more = len(choices) - _MAX_LISTED
    return shown + gettext(" and {count} more").format(count=more) if more > 0 else shown
