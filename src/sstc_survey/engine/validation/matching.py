"""Which choice a typed text means: the same rules wherever one is typed.

The text as it is wins over the text as it is compared, and a code wins over a label over a number. What is left is
compared more and more loosely; as soon as something fits, it is that, or all of them where several fit as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, Generic, NamedTuple, TypeVar

from sstc_survey.folding import compatible, folded, narrow, nfc

T = TypeVar("T")

# Between several choices: also the commas and semicolons of Chinese and Arabic, and the comma of Burmese.
_SEPARATORS: Final = "[,;\uff0c\uff1b\u3001\u060c\u104a]"
# From the closest on; what is the same text in one of them is so in all that follow.
_FOLDS: Final[tuple[Callable[[str], str], ...]] = (nfc, compatible, folded)


class Candidate(NamedTuple, Generic[T]):
    """A choice that may be meant; an empty code or number is none that can be typed."""

    value: T
    code: str
    label: str
    number: str = ""


def matches(typed: str, candidates: Sequence[Candidate[T]]) -> list[T]:
    """Return what a typed text means: one value; several where it is not clear which; or none."""
    exact = typed.strip()
    if not exact:
        return []
    by_code = [each.value for each in candidates if each.code == exact]
    by_label = [each.value for each in candidates if each.label.strip() == exact]
    return by_code or by_label or _by_number(exact, candidates) or _by_fold(exact, candidates)


class Unclear(NamedTuple, Generic[T]):
    """A part of a typed text that means no choice, or several."""

    typed: str
    found: list[T]


def several_matches(typed: str, candidates: Sequence[Candidate[T]]) -> list[T] | Unclear[T]:
    """Return what each part of a typed text means, or the first part of which that is not clear."""
    whole = matches(typed, candidates)
    if len(whole) == 1:
        return whole
    chosen: list[T] = []
    for part in filter(None, map(str.strip, re.split(_SEPARATORS, typed))):
        found = matches(part, candidates)
        # Codes and numbers are often parted by spaces alone.
        for word in (matches(word, candidates) for word in part.split()) if not found else [found]:
            if len(word) != 1:
                return Unclear(part, found)
            chosen += word
    return chosen


def _by_number(exact: str, candidates: Sequence[Candidate[T]]) -> list[T]:
    number = narrow(exact)
    if not number.isdecimal():
        return []
    same = [each.value for each in candidates if each.number == number]
    return same or [each.value for each in candidates if _significant(each.number) == _significant(number)]


def _significant(number: str) -> str:
    """Return the digits of a number in ASCII without leading zeros."""
    return narrow(number).lstrip("0") or number[:1]


def _by_fold(exact: str, candidates: Sequence[Candidate[T]]) -> list[T]:
    found = _same(exact, candidates, folded) if folded(exact) else []
    closest = (_same(exact, found, fold) for fold in _FOLDS)
    return [each.value for each in next(filter(None, closest), [])]


def _same(exact: str, candidates: Sequence[Candidate[T]], fold: Callable[[str], str]) -> list[Candidate[T]]:
    """Return the candidates whose code or label is the same text as it is folded."""
    sought = fold(exact)
    return [
        each for each in candidates if (each.code and fold(each.code) == sought) or fold(each.label.strip()) == sought
    ]
