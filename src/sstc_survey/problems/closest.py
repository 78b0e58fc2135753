"""The word that a mistyped one was most likely meant to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable


def closest(
    word: str,
    known: Iterable[str],
    *,
    most: int = 1,
    cutoff: float = 0.6,
    fold: Callable[[str], str] = str,
) -> list[str]:
    """Return the known words that are most like a word, the likeliest first, and none where none is like it.

    `cutoff` says from 0 to 1 how like they must be, `fold` what makes no difference between words.
    """
    from difflib import get_close_matches

    words = list(known)
    folded = [fold(each) for each in words]
    meant = dict(zip(folded, words, strict=True))
    return [meant[each] for each in get_close_matches(fold(word), folded, n=most, cutoff=cutoff)]
