"""Read a regular expression into a tree: what every engine of the field understands, and no more."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NoReturn, TypeAlias

from msgspec import Struct, field

from sstc_survey.expressions.limits import MAX_PATTERN_LOOKS, MAX_PATTERN_NESTING, MAX_PATTERN_REPEAT

_COUNT: Final = re.compile(r"\{([0-9]{1,9})(,([0-9]{1,9})?)?\}")
_NAME: Final = re.compile(r"<[A-Za-z_][A-Za-z0-9_]*>")
_GENERAL: Final = "L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfson]?"
_CATEGORY: Final = re.compile(rf"\{{(?:Is|gc=|General_Category=)?({_GENERAL})\}}|([LMNPSZC])")
_HEX: Final = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}")


class PatternError(Exception):
    """What is wrong with a pattern, and where in it; without a reason it is too large."""

    def __init__(self, start: int, end: int, reason: str | None, suggestion: str | None = None) -> None:
        self.start = start
        self.end = end
        self.reason = reason
        self.suggestion = suggestion
        super().__init__(reason or "too large")


class PatternSource:
    """A pattern, and how far it has been read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0

    @property
    def at_end(self) -> bool:
        return self.place >= len(self.text)

    @property
    def peek(self) -> str:
        return self.text[self.place]

    def next(self) -> str:
        character = self.text[self.place]
        self.place += 1
        return character

    def take(self, expected: str) -> bool:
        """Go past a text if it comes next."""
        found = self.text.startswith(expected, self.place)
        self.place += len(expected) if found else 0
        return found

    def take_count(self) -> re.Match[str] | None:
        return self._take(_COUNT)

    def take_name(self) -> bool:
        return self._take(_NAME) is not None

    def take_category(self) -> str | None:
        match = self._take(_CATEGORY)
        return match[1] or match[2] if match else None

    def take_code_point(self) -> int | None:
        match = self._take(_HEX)
        return int(match[1] or match[2] or match[3], 16) if match else None

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.place)
        if match:
            self.place = match.end()
        return match


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


class Single(Struct, frozen=True):
    """One character out of a set."""

    accepts: CharacterSet


class Sequence(Struct, frozen=True):
    """Items one after another."""

    items: tuple[Pattern, ...]


class Alternation(Struct, frozen=True):
    """One of several items."""

    options: tuple[Pattern, ...]


class Repetition(Struct, frozen=True):
    """An item, so many times; no maximum means without end."""

    item: Pattern
    minimum: int
    maximum: int | None


class WordBoundary(Struct, frozen=True):
    """A place: "start", "end", "word" or "inside" (not at the edge of a word)."""

    kind: str


class Assertion(Struct, frozen=True):
    """What must, or must not, stand after or before a place."""

    item: Pattern
    ahead: bool
    negated: bool


Pattern: TypeAlias = Single | Sequence | Alternation | Repetition | WordBoundary | Assertion

_BOUNDARIES: Final = {"^": WordBoundary("start"), "$": WordBoundary("end")}
_LOOKS: Final = {"(?=": (True, False), "(?!": (True, True), "(?<=": (False, False), "(?<!": (False, True)}
_COUNTS: Final = {"*": (0, None), "+": (1, None), "?": (0, 1)}


def parse_pattern(text: str) -> Pattern:
    """Read a pattern, or raise PatternError with the place in it."""
    reader = _Reader(PatternSource(text))
    pattern = reader.choice()
    if not reader.source.at_end:
        _refuse(reader.source.place, "this ) closes nothing", r"write \)")
    return pattern


class _Reader:
    def __init__(self, source: PatternSource) -> None:
        self.source = source
        self.nesting = 0
        self.looks = 0

    def choice(self) -> Pattern:
        options = [self._sequence()]
        while self.source.take("|"):
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Alternation(tuple(options))

    def _sequence(self) -> Pattern:
        items: list[Pattern] = []
        while not self.source.at_end and self.source.peek not in "|)":
            start = self.source.place
            items.append(self._counted(self._item(), start))
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def _item(self) -> Pattern:
        place = self.source.place
        character = self.source.next()
        if character == "(":
            return self._group(place)
        if character == "[":
            return Single(read_set(self.source, place))
        if character == "\\":
            return self._escape(place)
        if character == ".":
            return Single(ANY)
        if character in _BOUNDARIES:
            return _BOUNDARIES[character]
        if character == "{" and not self.source.at_end and self.source.peek in ",0123456789":
            _refuse(place, "this count is not complete", r"write {2}, {2,} or {2,5}, or \{ for the sign")
        if character in _COUNTS:
            _refuse(place, f"{character} repeats nothing", f"write \\{character}")
        return Single(single(character))

    def _escape(self, place: int) -> Pattern:
        if self.source.take("b"):
            return WordBoundary("word")
        if self.source.take("B"):
            return WordBoundary("inside")
        if not self.source.at_end and self.source.peek in "123456789k":
            _refuse(place, "a reference back to a group is not supported")
        return Single(class_escape(self.source, place))

    def _counted(self, item: Pattern, start: int) -> Pattern:
        place = self.source.place
        counts = self._counts()
        if counts is None:
            return item
        if isinstance(item, WordBoundary) and self.source.text[start] != "(":
            _refuse(place, "a place cannot be repeated")
        self.source.take("?")  # a lazy count matches the same texts
        if self._counts() is not None or self.source.take("+"):
            _refuse(place, "a count stands after a count")
        return Repetition(item, *counts)

    def _counts(self) -> tuple[int, int | None] | None:
        for symbol, counts in _COUNTS.items():
            if self.source.take(symbol):
                return counts
        place = self.source.place
        match = self.source.take_count()
        if match is None:
            return None
        least = int(match[1])
        most = least if match[2] is None else int(match[3]) if match[3] else None
        if max(least, most or 0) > MAX_PATTERN_REPEAT:
            raise PatternError(place, self.source.place, None)
        if most is not None and most < least:
            _refuse(place, "the counts are the wrong way round")
        return least, most

    def _group(self, place: int) -> Pattern:
        self.nesting += 1
        if self.nesting > MAX_PATTERN_NESTING:
            raise PatternError(place, place + 1, None)
        look = next((look for opening, look in _LOOKS.items() if self.source.take(opening[1:])), None)
        if look is None and self.source.take("?") and not (self.source.take(":") or self.source.take_name()):
            _refuse(place, "this kind of group is not supported", "use ( ) or (?: )")
        inner = self.choice()
        if not self.source.take(")"):
            _refuse(place, "this ( is never closed", r"add a ), or write \(")
        self.nesting -= 1
        if look is None:
            return inner
        self.looks += 1
        if self.looks > MAX_PATTERN_LOOKS:
            raise PatternError(place, self.source.place, None)
        return Assertion(inner, *look)


def _refuse(place: int, reason: str, suggestion: str | None = None) -> NoReturn:
    raise PatternError(place, place + 1, reason, suggestion)
