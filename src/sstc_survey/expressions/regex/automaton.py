"""Search a text for a pattern in a time that grows with the text only.

The pattern becomes the states of a nondeterministic automaton. Reading a text follows all states that may hold at a
place at once, so no character is read twice; each set of states that occurs is built once and remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Final, TypeAlias, assert_never

from sstc_survey.expressions.limits import MAX_LENGTH, MAX_PATTERN_STATES
from sstc_survey.expressions.regex.parser import (
    WORD,
    Alternation,
    Assertion,
    CharacterSet,
    Pattern,
    PatternError,
    Repetition,
    Sequence,
    Single,
    WordBoundary,
    parse_pattern,
)

Spend: TypeAlias = Callable[[int], None]
"""Counts steps, and raises an exception when there are too many."""

# A flag for each kind of boundary at a place; each look-around has one of its own above these.
_FLAGS: Final = {"start": 1, "end": 2, "word": 4}
_FIRST_ASSERTION: Final = 8
_MAX_WEIGHT: Final = 50_000  # states in everything that one machine remembers
_ACCEPT: Final = 0
_WORD: Final = frozenset(chr(point) for first, last in WORD.ranges for point in range(first, last + 1))


@lru_cache(maxsize=64)
def compiled(pattern: str) -> Program:
    """Return a pattern ready to be searched for, or raise PatternError."""
    if len(pattern) > MAX_LENGTH:
        raise PatternError(0, 1, None)
    return Program(parse_pattern(pattern))


class Program:
    """A pattern ready to be searched for: a machine for itself, and one for each look-around in it.

    The machines are built for the first search: what only checks a pattern needs none.
    """

    def __init__(self, pattern: Pattern) -> None:
        if _size(pattern) > MAX_PATTERN_STATES:
            raise PatternError(0, 1, None)
        self._pattern = pattern
        self._assertions: list[_Machine] = []
        self._weight = 0

    @cached_property
    def _machine(self) -> _Machine:
        return _Machine(self, self._pattern, backwards=False)

    def search(self, text: str, spend: Spend) -> bool:
        """Tell whether the pattern matches any part of the text."""
        machine = self._machine
        spend(len(text) * (1 + len(self._assertions)))
        words = [False, *(character in _WORD for character in text), False]
        flags = [_FLAGS["word"] if before is not after else 0 for before, after in pairwise(words)]
        flags[0] |= _FLAGS["start"]
        flags[-1] |= _FLAGS["end"]
        for number, asserted in enumerate(self._assertions):
            for place in asserted.accepted(text, flags, spend):
                flags[place] |= _FIRST_ASSERTION << number
        return any(True for _ in machine.accepted(text, flags, spend))

    def add_assertion(self, assertion: Assertion) -> int:
        """Add the machine of a look-around, after those inside it, and return its flag."""
        # What follows a place is found by reading backwards from the end, what precedes it by reading on.
        machine = _Machine(self, assertion.item, backwards=assertion.ahead)
        self._assertions.append(machine)
        return _FIRST_ASSERTION << (len(self._assertions) - 1)

    def remember(self, weight: int) -> None:
        """Count what the machines remember; when it is too much, they forget all of it."""
        self._weight += weight
        if self._weight > _MAX_WEIGHT:
            for machine in (self._machine, *self._assertions):
                machine.forget()
            self._weight = 0


def _size(pattern: Pattern) -> int:
    """Return how many states a pattern needs, without building them; a little more for what is nested."""
    match pattern:
        case Single() | WordBoundary():
            return 2
        case Sequence():
            return 1 + sum(map(_size, pattern.items))
        case Alternation():
            return 2 + sum(map(_size, pattern.options))
        case Repetition():
            count = pattern.minimum + 1 if pattern.maximum is None else pattern.maximum
            return 1 + (1 + _size(pattern.item)) * count
        case Assertion():
            return 2 + _size(pattern.item)
        case _:
            assert_never(pattern)


class _Machine:
    """The states of one pattern, or of one look-around in it."""

    def __init__(self, program: Program, pattern: Pattern, *, backwards: bool) -> None:
        self._program = program
        self._backwards = backwards
        # For each state: which of the sets it reads, the states after it, and the flag that a place must have or not.
        self._sets: dict[CharacterSet, int] = {}
        self._reads: list[int | None] = [None]
        self._nexts: list[tuple[int, ...]] = [()]
        self._guards: list[tuple[int, bool] | None] = [None]
        self._known: dict[tuple[frozenset[int], int], _StateSet] = {}
        self._start = frozenset((self._build(pattern, _ACCEPT),))
        self._in_order = tuple(self._sets)
        self._mask = sum({guard[0] for guard in self._guards if guard})

    def forget(self) -> None:
        """Forget which sets of states occurred."""
        self._known.clear()

    def accepted(self, text: str, flags: list[int], spend: Spend) -> Iterable[int]:
        """Yield every place where a match that starts anywhere ends, in the order of reading."""
        places = range(len(text), -1, -1) if self._backwards else range(len(text) + 1)
        shift = 1 if self._backwards else 0
        states = self._start
        for place in places:
            key = (states, flags[place] & self._mask)
            known = self._known.get(key)
            if known is None:
                known = self._follow(*key)
                self._program.remember(len(states) + known.count)
                self._known[key] = known
            # The same work is counted whether it is remembered or not, so that a result never depends on the past.
            spend(known.count + 1)
            if known.accepts:
                yield place
            if place == places[-1]:
                return
            character = text[place - shift]
            following = known.moves.get(character)
            states = self._move(known, character) if following is None else following

    def _follow(self, states: frozenset[int], flags: int) -> _StateSet:
        """Go from states to all that need no character to be read, at a place with these flags."""
        waiting, seen = list(states), set(states)
        reading: dict[int, list[int]] = {}
        guards, reads, nexts = self._guards, self._reads, self._nexts
        while waiting:
            state = waiting.pop()
            guard = guards[state]
            if guard and bool(flags & guard[0]) is not guard[1]:
                continue
            accepts = reads[state]
            if accepts is not None:
                reading.setdefault(accepts, []).append(nexts[state][0])
                continue
            for following in nexts[state]:
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
        return _StateSet(reading, accepts=_ACCEPT in seen)

    def _move(self, known: _StateSet, character: str) -> frozenset[int]:
        """Read a character; a match may also start behind it."""
        following = [nexts for number, nexts in known.reading.items() if character in self._in_order[number]]
        states = self._start.union(*following)
        self._program.remember(len(states))
        known.moves[character] = states
        return states

    def _build(self, pattern: Pattern, then: int) -> int:
        """Add the states of a pattern in front of a state, and return the first of them."""
        match pattern:
            case Single():
                return self._state(then, reads=pattern.accepts)
            case Sequence():
                for item in pattern.items if self._backwards else reversed(pattern.items):
                    then = self._build(item, then)
                return then
            case Alternation():
                return self._state(*[self._build(option, then) for option in pattern.options])
            case Repetition():
                if pattern.maximum is None:
                    entry = self._state()
                    self._nexts[entry] = (self._build(pattern.item, entry), then)
                else:
                    entry = then
                    for _ in range(pattern.maximum - pattern.minimum):
                        entry = self._state(self._build(pattern.item, entry), then)
                for _ in range(pattern.minimum):
                    entry = self._build(pattern.item, entry)
                return entry
            case WordBoundary():
                flag = "word" if pattern.kind == "inside" else pattern.kind
                return self._state(then, guard=(_FLAGS[flag], pattern.kind != "inside"))
            case Assertion():
                return self._state(then, guard=(self._program.add_assertion(pattern), not pattern.negated))
            case _:
                assert_never(pattern)

    def _state(self, *nexts: int, reads: CharacterSet | None = None, guard: tuple[int, bool] | None = None) -> int:
        self._reads.append(None if reads is None else self._sets.setdefault(reads, len(self._sets)))
        self._nexts.append(nexts)
        self._guards.append(guard)
        return len(self._nexts) - 1


class _StateSet:
    """States that hold together: what they read with the states after it, whether the match ends, and the moves."""

    __slots__ = ("accepts", "count", "moves", "reading")

    def __init__(self, reading: dict[int, list[int]], *, accepts: bool) -> None:
        self.reading = reading
        self.count = sum(map(len, reading.values()))
        self.accepts = accepts
        self.moves: dict[str, frozenset[int]] = {}
