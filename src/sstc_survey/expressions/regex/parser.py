"""Parse a regular expression: what every engine of the field understands, and no more."""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from typing import Final, NoReturn, TypeAlias

from msgspec import Struct, field

from sstc_survey.expressions.limits import MAX_PATTERN_ASSERTIONS, MAX_PATTERN_NESTING, MAX_PATTERN_REPEAT
from sstc_survey.problems import codes
from sstc_survey.problems.codes import Code


class CharacterSet(Struct, frozen=True):
    """Ranges of code points, in order and apart, general categories and other sets; negated gives all the others."""

    ranges: tuple[tuple[int, int], ...] = ()
    categories: tuple[str, ...] = ()
    sets: tuple[CharacterSet, ...] = field(default=())
    negated: bool = False

    def __contains__(self, character: str) -> bool:
        point = ord(character)
        place = bisect_right(self.ranges, (point, sys.maxunicode))
        found = (
            (place > 0 and self.ranges[place - 1][1] >= point)
            or (bool(self.categories) and unicodedata.category(character).startswith(self.categories))
            or any(character in each for each in self.sets)
        )
        return found is not self.negated


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
    """A place: "start", "end", "word" (the edge of one) or "inside" (any other place)."""

    kind: str


class Assertion(Struct, frozen=True):
    """What must, or must not, come after or before a place."""

    item: Pattern
    ahead: bool
    negated: bool


Pattern: TypeAlias = Single | Sequence | Alternation | Repetition | WordBoundary | Assertion


class PatternError(Exception):
    """What is wrong with a pattern, and where in it; without a reason it is too large."""

    def __init__(self, start: int, end: int, reason: str | None, suggestion: str | None = None) -> None:
        self.start = start
        self.end = end
        self.code: Code = codes.EXPRESSION_REGEX_TOO_LARGE if reason is None else codes.EXPRESSION_REGEX
        details = {"reason": reason, "instead": suggestion}
        self.details = {key: value for key, value in details.items() if value is not None}
        super().__init__(reason or "too large")


def _characters(text: str) -> CharacterSet:
    return CharacterSet(tuple((ord(each), ord(each)) for each in text))


_COUNT: Final = re.compile(r"\{([0-9]{1,9})(,([0-9]{1,9})?)?\}")
_NAME: Final = re.compile(r"<[A-Za-z_][A-Za-z0-9_]*>")
_GENERAL: Final = "L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfson]?"
_CATEGORY: Final = re.compile(rf"\{{(?:Is|gc=|General_Category=)?({_GENERAL})\}}|([LMNPSZC])")
_HEX: Final = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}")

_DIGITS: Final = ((0x30, 0x39),)
_LETTERS: Final = (*_DIGITS, (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_SPACES: Final = (
    *((0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029)),
    *((0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)),
)
_ANY: Final = CharacterSet(_characters("\n\r\u2028\u2029").ranges, negated=True)
WORD: Final = CharacterSet(_LETTERS)
_ESCAPES: Final = {
    "d": CharacterSet(_DIGITS),
    "D": CharacterSet(_DIGITS, negated=True),
    "w": WORD,
    "W": CharacterSet(_LETTERS, negated=True),
    "s": CharacterSet(_SPACES),
    "S": CharacterSet(_SPACES, negated=True),
}
_CONTROLS: Final = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_BOUNDARIES: Final = {"^": WordBoundary("start"), "$": WordBoundary("end")}
_ASSERTIONS: Final = {"(?=": (True, False), "(?!": (True, True), "(?<=": (False, False), "(?<!": (False, True)}
_COUNTS: Final = {"*": (0, None), "+": (1, None), "?": (0, 1)}


def parse_pattern(text: str) -> Pattern:
    """Parse a pattern, or raise PatternError with the place in it."""
    parser = _Parser(text)
    pattern = parser.alternation()
    if not parser.at_end:
        _refuse(parser.place, "unmatched )", r"write \)")
    return pattern


def _refuse(place: int, reason: str, suggestion: str | None = None) -> NoReturn:
    raise PatternError(place, place + 1, reason, suggestion)


class _Parser:
    """A pattern, and how far it has been read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self._nesting = 0
        self._assertions = 0

    @property
    def at_end(self) -> bool:
        return self.place >= len(self.text)

    def _next(self) -> str:
        character = self.text[self.place]
        self.place += 1
        return character

    def _take(self, expected: str) -> bool:
        """Go past a text if it comes next."""
        found = self.text.startswith(expected, self.place)
        self.place += len(expected) if found else 0
        return found

    def _take_match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.place)
        if match:
            self.place = match.end()
        return match

    def alternation(self) -> Pattern:
        """Read up to the end, or to a parenthesis that closes."""
        options = [self._sequence()]
        while self._take("|"):
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Alternation(tuple(options))

    def _sequence(self) -> Pattern:
        items: list[Pattern] = []
        while not self.at_end and self.text[self.place] not in "|)":
            items.append(self._repeated())
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def _repeated(self) -> Pattern:
        start = self.place
        item = self._item()
        place = self.place
        counts = self._counts()
        if counts is None:
            return item
        if isinstance(item, WordBoundary) and self.text[start] != "(":
            _refuse(place, "a position cannot be repeated")
        self._take("?")  # a lazy count matches the same texts
        if self._counts() is not None or self._take("+"):
            _refuse(place, "two counts in a row")
        return Repetition(item, *counts)

    def _counts(self) -> tuple[int, int | None] | None:
        for symbol, counts in _COUNTS.items():
            if self._take(symbol):
                return counts
        place = self.place
        match = self._take_match(_COUNT)
        if match is None:
            return None
        minimum = int(match[1])
        maximum = minimum if match[2] is None else int(match[3]) if match[3] else None
        if max(minimum, maximum or 0) > MAX_PATTERN_REPEAT:
            raise PatternError(place, self.place, None)
        if maximum is not None and maximum < minimum:
            _refuse(place, "the counts are reversed")
        return minimum, maximum

    def _item(self) -> Pattern:
        place = self.place
        character = self._next()
        if character == "(":
            return self._group(place)
        if character == "[":
            return Single(self._set(place))
        if character == "\\":
            return self._escape(place)
        if character == ".":
            return Single(_ANY)
        if character in _BOUNDARIES:
            return _BOUNDARIES[character]
        if character == "{" and not self.at_end and self.text[self.place] in ",0123456789":
            _refuse(place, "incomplete count", r"write {2}, {2,} or {2,5}, or \{ for the sign")
        if character in _COUNTS:
            _refuse(place, f"{character} repeats nothing", f"write \\{character}")
        return Single(_characters(character))

    def _group(self, place: int) -> Pattern:
        self._nesting += 1
        if self._nesting > MAX_PATTERN_NESTING:
            raise PatternError(place, place + 1, None)
        asserted = next((look for opening, look in _ASSERTIONS.items() if self._take(opening[1:])), None)
        if asserted is None and self._take("?") and not (self._take(":") or self._take_match(_NAME)):
            _refuse(place, "this kind of group is not supported", "use ( ) or (?: )")
        inner = self.alternation()
        if not self._take(")"):
            _refuse(place, "this ( is never closed", r"add a ), or write \(")
        self._nesting -= 1
        if asserted is None:
            return inner
        self._assertions += 1
        if self._assertions > MAX_PATTERN_ASSERTIONS:
            raise PatternError(place, self.place, None)
        return Assertion(inner, *asserted)

    def _escape(self, place: int) -> Pattern:
        if self._take("b"):
            return WordBoundary("word")
        if self._take("B"):
            return WordBoundary("inside")
        if not self.at_end and self.text[self.place] in "123456789k":
            _refuse(place, "unsupported backreference")
        return Single(self._escaped_set(place))

    def _escaped_set(self, start: int) -> CharacterSet:
        r"""Read what follows a backslash: \d, \p{L}, \., \u1780 and the like."""
        if self.at_end:
            _refuse(start, r"unexpected \ at the end", r"write \\")
        if point := self._take_match(_HEX):
            code = int(point[1] or point[2] or point[3], 16)
            return CharacterSet(((code, code),))
        character = self._next()
        if character in _ESCAPES:
            return _ESCAPES[character]
        if character in "pP":
            category = self._take_match(_CATEGORY)
            if category is None:
                suggestion = r"write \p{L}, or a range such as [ក-៹]"
                raise PatternError(start, self.place, r"unsupported category", suggestion)
            return CharacterSet(categories=(category[1] or category[2],), negated=character == "P")
        if character in _CONTROLS:
            return _characters(_CONTROLS[character])
        if character.isalnum():
            raise PatternError(start, self.place, f"\\{character} has no meaning here")
        return _characters(character)

    def _set(self, start: int) -> CharacterSet:
        """Read a set in brackets, from after the opening one."""
        if self.text.startswith((":", "^:"), self.place) and ":]" in self.text[self.place :]:
            self._refuse_named_set(start)
        negated = self._take("^")
        ranges: list[tuple[int, int]] = []
        sets: list[CharacterSet] = []
        while not self._take("]"):
            place = self.place
            if self.at_end:
                _refuse(start, "this [ is never closed", r"add a ], or write \[")
            item = self._set_item()
            if self._range_follows(place, is_class=_only_point(item) is None):
                self._next()
                low, high = _only_point(item), _only_point(self._set_item())
                if low is None or high is None or low > high:
                    raise PatternError(place, self.place, "the range is reversed", r"write \- for a hyphen")
                ranges.append((low, high))
            elif item.negated or item.categories or item.sets:
                sets.append(item)
            else:
                ranges.extend(item.ranges)
        return CharacterSet(_apart(ranges), (), tuple(dict.fromkeys(sets)), negated)

    def _range_follows(self, place: int, *, is_class: bool) -> bool:
        r"""Tell whether a hyphen comes next that makes a range; after a class such as \w it is only a hyphen."""
        following = self.text[self.place : self.place + 2]
        if following[:1] != "-" or following in ("-", "-]"):
            return False
        if is_class:
            # The engines do not agree on where the range in [\d-a-z] begins.
            before = self.place
            self._next()
            self._set_item()
            if self.text.startswith("-", self.place) and not self.text.startswith("-]", self.place):
                raise PatternError(place, self.place, "the range is reversed", r"write \- for a hyphen")
            self.place = before
        return not is_class

    def _set_item(self) -> CharacterSet:
        place = self.place
        if self._take("[:"):
            self._refuse_named_set(place)
        character = self._next()
        if character != "\\":
            return _characters(character)
        return _characters("\b") if self._take("b") else self._escaped_set(place)

    def _refuse_named_set(self, place: int) -> NoReturn:
        suggestion = r"write \d, \w or a range such as a-z"
        raise PatternError(place, place + 2, "unsupported named class", suggestion)


def _apart(ranges: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return ranges in order, those that touch as one."""
    apart: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if apart and first <= apart[-1][1] + 1:
            apart[-1] = (apart[-1][0], max(last, apart[-1][1]))
        else:
            apart.append((first, last))
    return tuple(apart)


def _only_point(item: CharacterSet) -> int | None:
    if item.negated or item.categories or len(item.ranges) != 1 or item.ranges[0][0] != item.ranges[0][1]:
        return None
    return item.ranges[0][0]
