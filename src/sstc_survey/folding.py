"""When two texts are the same text: as they are kept, as they are typed, and as they are searched."""

from __future__ import annotations

import re
from typing import Final

_WIDE: Final = {0x3000: " "} | {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}


class _Table(dict[int, int | str | None]):
    """What characters become in a translation; each is looked up in Unicode once."""

    def __init__(self, left_out: str) -> None:
        super().__init__()
        self._left_out = left_out

    def __missing__(self, code: int) -> int | str | None:
        from unicodedata import category

        character = chr(code)
        if category(character).startswith(self._left_out):
            self[code] = None
        else:
            self[code] = str(int(character)) if character.isdecimal() else code
        return self[code]


# Digits in ASCII, without what shows nothing (joiners, marks of direction); and without marks around letters.
_PLAIN: Final = _Table("Cf")
_LETTERS: Final = _Table("M")
_ACCENTS: Final = "[\u0300-\u036f]"
# Letters that are others with a stroke, which Unicode does not take apart.
_STROKES: Final = str.maketrans("đðøłħŧ", "ddolht")
# Khmer: the two signs below a letter are drawn alike, and written one for the other.
_SUBSCRIPTS: Final = ("\u17d2\u178a", "\u17d2\u178f")


def nfc(text: str) -> str:
    """Return a text with each letter and its marks as one character where there is one: as it is kept and compared."""
    if text.isascii():
        return text
    from unicodedata import normalize

    return normalize("NFC", text)


def narrow(text: str) -> str:
    """Return a number, a date or a command in ASCII as far as it has other digits and full-width forms."""
    text = text.strip()
    if text.isascii():
        return text
    return text.translate(_WIDE).translate(_PLAIN).strip()


def compatible(text: str) -> str:
    """Return a text without the difference between forms of one character, such as full-width ones."""
    if not text.isascii():
        from unicodedata import normalize

        text = normalize("NFKC", text).translate(_PLAIN)
    return " ".join(text.split())


def folded(text: str) -> str:
    """Return a text without those differences, and without case: as a choice or a command is typed."""
    return compatible(compatible(text).casefold())


def searchable(text: str) -> str:
    """Return a text as it is typed in haste, also without accents over Latin letters."""
    text = folded(text)
    if text.isascii():
        return text
    from unicodedata import normalize

    return re.sub(_ACCENTS, "", normalize("NFKD", text)).translate(_STROKES).replace(*_SUBSCRIPTS)


def without_marks(text: str) -> str:
    """Return the letters of a text that is searched, without vowels, tones and other marks around them."""
    text = searchable(text)
    if text.isascii():
        return text
    return text.translate(_LETTERS)
