"""Read a regular expression into a tree: what every engine of the field understands, and no more."""

from __future__ import annotations

from typing import Final, NoReturn, TypeAlias

from msgspec import Struct

from .limits import MAX_PATTERN_LOOKS, MAX_PATTERN_NESTING, MAX_PATTERN_REPEAT
from .pattern_sets import ANY, CharacterSet, class_escape, read_set, single
from .pattern_source import PatternError, PatternSource


class One(Struct, frozen=True):
    """One character out of a set."""

    accepts: CharacterSet


class Sequence(Struct, frozen=True):
    """Items one after another."""

    items: tuple[Pattern, ...]


class Choice(Struct, frozen=True):
    """One of several items."""

    options: tuple[Pattern, ...]


class Repeat(Struct, frozen=True):
    """An item, so many times; no maximum means without end."""

    item: Pattern
    minimum: int
    maximum: int | None


class Boundary(Struct, frozen=True):
    """A place: "start", "end", "word" or "inside" (not at the edge of a word)."""

    kind: str


class Look(Struct, frozen=True):
    """What must, or must not, stand after or before a place."""

    item: Pattern
    ahead: bool
    negated: bool


Pattern: TypeAlias = One | Sequence | Choice | Repeat | Boundary | Look

_BOUNDARIES: Final = {"^": Boundary("start"), "$": Boundary("end")}
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
        return options[0] if len(options) == 1 else Choice(tuple(options))

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
            return One(read_set(self.source, place))
        if character == "\\":
            return self._escape(place)
        if character == ".":
            return One(ANY)
        if character in _BOUNDARIES:
            return _BOUNDARIES[character]
        if character == "{" and not self.source.at_end and self.source.peek in ",0123456789":
            _refuse(place, "this count is not complete", r"write {2}, {2,} or {2,5}, or \{ for the sign")
        if character in _COUNTS:
            _refuse(place, f"{character} repeats nothing", f"write \\{character}")
        return One(single(character))

    def _escape(self, place: int) -> Pattern:
        if self.source.take("b"):
            return Boundary("word")
        if self.source.take("B"):
            return Boundary("inside")
        if not self.source.at_end and self.source.peek in "123456789k":
            _refuse(place, "a reference back to a group is not supported")
        return One(class_escape(self.source, place))

    def _counted(self, item: Pattern, start: int) -> Pattern:
        place = self.source.place
        counts = self._counts()
        if counts is None:
            return item
        if isinstance(item, Boundary) and self.source.text[start] != "(":
            _refuse(place, "a place cannot be repeated")
        self.source.take("?")  # a lazy count matches the same texts
        if self._counts() is not None or self.source.take("+"):
            _refuse(place, "a count stands after a count")
        return Repeat(item, *counts)

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
        return Look(inner, *look)


def _refuse(place: int, reason: str, suggestion: str | None = None) -> NoReturn:
    raise PatternError(place, place + 1, reason, suggestion)
