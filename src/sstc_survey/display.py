"""Text as it is shown: made safe where it came from outside, its width, and numbers of things."""

from __future__ import annotations

import re
from typing import Final

# Control pictures for C0 and DEL, an escape for C1, line separators, the byte-order mark, lone surrogates, and what
# Unicode says is no character, which XML forbids.
_VISIBLE: Final = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
_ESCAPED: Final = (*range(0x80, 0xA0), 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF)
_BIDI: Final = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
# ZWSP, ZWNJ and ZWJ stay: Khmer, Thai and Lao need them.
_TABLE: Final = {
    **_VISIBLE,
    **{code: f"\\u{code:04x}" for code in _ESCAPED},
    **dict.fromkeys(_BIDI),
    0x09: " ",
}
_KEEPING_LINES: Final = {**_TABLE, 0x0A: "\n"}
_SURROGATE: Final = "[\ud800-\udfff]"
# What is not seen in a name at all: soft hyphen, fillers, joiners, invisible signs, tags.
_UNSEEN: Final = (0xAD, 0x34F, 0x115F, 0x1160, 0x180E, *range(0x2060, 0x2070), 0x3164, 0xFFA0, *range(0xE0000, 0xE0080))
_SPELT: Final = {code: f"\\u{code:04x}" if code < 1 << 16 else f"\\U{code:08x}" for code in (*_BIDI, *_UNSEEN)}
# Within words of the scripts that need them they are kept; beside ASCII, or at an end, they only make names look alike.
_NEEDLESS: Final = "(?<![^\x00-\x7f])[\u200b-\u200d]|[\u200b-\u200d](?![^\x00-\x7f])"


def clean(text: str, *, keep_newlines: bool = False) -> str:
    """Return text in which nothing can steer a terminal: controls become visible, bidi controls go.

    With `keep_newlines` line breaks stay; without it they become visible like other controls.
    """
    if text.isascii() and text.isprintable():
        return text
    if keep_newlines:
        text = text.replace("\r\n", "\n")
    text = text.translate(_KEEPING_LINES if keep_newlines else _TABLE)
    return re.sub(_SURROGATE, _escape, text)


def spell_out(text: str) -> str:
    """Return a message or the name of a file as `clean` does, but with nothing left out.

    Whoever reads it can tell two names apart: what `clean` drops, and what nobody would see, is written as an escape.
    """
    if text.isascii() and text.isprintable():
        return text
    spelt = re.sub(_NEEDLESS, _escape, text.translate(_SPELT))
    return clean(spelt.replace("\t", chr(_VISIBLE[0x09])))


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def counted(count: int, one: str, several: str = "") -> str:
    """Write a number with what is counted, in the singular or the plural."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(character: str) -> int:
    import unicodedata

    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
