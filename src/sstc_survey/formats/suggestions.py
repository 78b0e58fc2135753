"""What was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_MAX_LISTED: Final = 24
_MAX_WORD: Final = 64
_MAX_KNOWN: Final = 2_000
# What other tools call the keys.
_ELSEWHERE: Final = {
    **dict.fromkeys(("readonly", "locked"), "read_only"),
    **dict.fromkeys(("relevance", "condition", "show_if", "visible_if", "display_if"), "relevant"),
    **dict.fromkeys(("validation", "validate"), "constraint"),
    **dict.fromkeys(("calculate", "formula", "expression"), "calculation"),
    **dict.fromkeys(("options", "answers", "list_name"), "choices"),
    **dict.fromkeys(("text", "question"), "label"),
    **dict.fromkeys(("guidance_hint", "help", "description"), "hint"),
    "mandatory": "required",
    "filter": "choice_filter",
    "other": "or_other",
    "count": "repeat_count",
    "minimum": "min",
    "maximum": "max",
}


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like this one, if any is."""
    from difflib import get_close_matches

    words = list(known)
    if len(word) > _MAX_WORD or len(words) > _MAX_KNOWN:
        return None
    # XLSForm writes the language of a text behind its key: label::French.
    plain = _folded(word.partition("::")[0])
    if _ELSEWHERE.get(plain) in words:
        return _ELSEWHERE[plain]
    folded = {_folded(candidate): candidate for candidate in words}
    matches = get_close_matches(plain, folded, n=1)
    return folded[matches[0]] if matches else None


def _folded(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")


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
