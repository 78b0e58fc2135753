"""What was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_MAX_LISTED: Final = 20
_MAX_WORD: Final = 64
_MAX_KNOWN: Final = 500
# What other tools call the types.
_ELSEWHERE: Final = {
    "select_many": "select_multiple",
    "multiple_choice": "select_multiple",
    "checkbox": "select_multiple",
    "radio": "select_one",
    "dropdown": "select_one",
    "string": "text",
    "number": "decimal",
    "float": "decimal",
    "section": "group",
}


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like this one, if any is."""
    from difflib import get_close_matches

    words = list(known)
    if len(word) > _MAX_WORD or len(words) > _MAX_KNOWN:
        return None
    if _ELSEWHERE.get(word.casefold()) in words:
        return _ELSEWHERE[word.casefold()]
    folded = {candidate.casefold().replace("-", "_"): candidate for candidate in words}
    matches = get_close_matches(word.casefold().replace("-", "_"), folded, n=1)
    return folded[matches[0]] if matches else None


def listed(known: Iterable[str]) -> str:
    """Write words one after the other; a long list is cut."""
    words = list(known)
    more = f" and {len(words) - _MAX_LISTED} more" if len(words) > _MAX_LISTED else ""
    return ", ".join(words[:_MAX_LISTED]) + more


def suggested(word: str, known: Iterable[str], *, guessing: bool = True) -> dict[str, object]:
    """Return the details of a problem with a word that is not known; guessing takes time."""
    words = list(known)
    details: dict[str, object] = {"known": listed(words) or "none"}
    if guessing and (guess := closest(word, words)):
        details["suggestion"] = f'"{guess}"'
    return details
