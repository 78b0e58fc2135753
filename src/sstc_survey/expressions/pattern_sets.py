"""Sets of characters in a regular expression."""

from __future__ import annotations

import unicodedata
from typing import Final

from msgspec import Struct, field

from .pattern_source import PatternError, PatternSource


class CharacterSet(Struct, frozen=True):
    """Ranges of code points, general categories and other sets; negated gives all the others."""

    ranges: tuple[tuple[int, int], ...] = ()
    categories: tuple[str, ...] = ()
    sets: tuple[CharacterSet, ...] = field(default=())
    negated: bool = False

    def __contains__(self, character: str) -> bool:
        point = ord(character)
        found = (
            any(first <= point <= last for first, last in self.ranges)
            or (bool(self.categories) and unicodedata.category(character).startswith(self.categories))
            or any(character in each for each in self.sets)
        )
        return found is not self.negated


def _points(text: str) -> tuple[tuple[int, int], ...]:
    return tuple((ord(each), ord(each)) for each in text)


_DIGITS: Final = ((0x30, 0x39),)
_WORDS: Final = (*_DIGITS, (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_SPACES: Final = (
    *((0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029)),
    *((0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)),
)
ANY: Final = CharacterSet(_points("\n\r\u2028\u2029"), negated=True)
WORD: Final = CharacterSet(_WORDS)
ESCAPES: Final = {
    "d": CharacterSet(_DIGITS),
    "D": CharacterSet(_DIGITS, negated=True),
    "w": WORD,
    "W": CharacterSet(_WORDS, negated=True),
    "s": CharacterSet(_SPACES),
    "S": CharacterSet(_SPACES, negated=True),
}
_CONTROLS: Final = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}


def single(character: str) -> CharacterSet:
    """Give the set of one character."""
    return CharacterSet(_points(character))


def class_escape(source: PatternSource, start: int) -> CharacterSet:
    r"""Read what follows a backslash: \d, \p{L}, \., \u1780 and the like."""
    if source.at_end:
        raise PatternError(start, start + 1, r"a \ stands at the end", r"write \\")
    point = source.take_code_point()
    if point is not None:
        return CharacterSet(((point, point),))
    character = source.next()
    if character in ESCAPES:
        return ESCAPES[character]
    if character in "pP":
        return _category(source, start, negated=character == "P")
    if character in _CONTROLS:
        return single(_CONTROLS[character])
    if character.isalnum():
        raise PatternError(start, source.place, f"\\{character} has no meaning here")
    return single(character)


def _category(source: PatternSource, start: int, *, negated: bool) -> CharacterSet:
    category = source.take_category()
    if category is None:
        raise PatternError(
            start,
            source.place,
            r"only general categories are known",
            r"write \p{L}, or a range such as [ក-៹]",
        )
    return CharacterSet(categories=(category,), negated=negated)


def read_set(source: PatternSource, start: int) -> CharacterSet:
    """Read a set in brackets, from after the opening one."""
    if source.text.startswith((":", "^:"), source.place) and ":]" in source.text[source.place :]:
        raise PatternError(start, start + 2, "named sets are not supported", r"write \d, \w or a range such as a-z")
    negated = source.take("^")
    ranges: list[tuple[int, int]] = []
    sets: list[CharacterSet] = []
    while not source.take("]"):
        place = source.place
        if source.at_end:
            raise PatternError(start, start + 1, "this [ is never closed", r"add a ], or write \[")
        item = _set_item(source)
        following = source.text[source.place : source.place + 2]
        if following[:1] == "-" and following not in ("-", "-]"):
            source.next()
            ranges.append(_range(item, _set_item(source), place, source.place))
        else:
            sets.append(item)
    return _merge(ranges, sets, negated=negated)


def _set_item(source: PatternSource) -> CharacterSet:
    place = source.place
    if source.take("[:"):
        raise PatternError(place, place + 2, "named sets are not supported", r"write \d, \w or a range such as a-z")
    character = source.next()
    if character != "\\":
        return single(character)
    return single("\b") if source.take("b") else class_escape(source, place)


def _range(first: CharacterSet, last: CharacterSet, start: int, end: int) -> tuple[int, int]:
    low, high = _only_point(first), _only_point(last)
    if low is None or high is None or low > high:
        raise PatternError(start, end, "this range has no order", r"write \- for a hyphen")
    return low, high


def _only_point(item: CharacterSet) -> int | None:
    if item.negated or item.categories or len(item.ranges) != 1 or item.ranges[0][0] != item.ranges[0][1]:
        return None
    return item.ranges[0][0]


def _merge(ranges: list[tuple[int, int]], sets: list[CharacterSet], *, negated: bool) -> CharacterSet:
    simple = [each for each in sets if not each.negated and not each.categories and not each.sets]
    rest = [each for each in sets if each not in simple]
    for each in simple:
        ranges.extend(each.ranges)
    return CharacterSet(tuple(sorted(set(ranges))), (), tuple(rest), negated)
