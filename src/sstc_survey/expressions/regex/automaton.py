"""Search a text for a pattern in a time that grows with the text only.

The pattern becomes the states of a nondeterministic automaton. Reading a text follows all states that may hold at a
place at once, so no character is read twice; each set of states that occurs is built once and remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Final, TypeAlias, assert_never

from sstc_survey.expressions.limits import MAX_PATTERN_STATES
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


@lru_cache(maxsize=128)
def compiled(pattern: str) -> Program:
    """Return a pattern ready to be searched for, or raise PatternError."""
    return Program(parse_pattern(pattern))


class Program:
    """A pattern ready to be searched for: a machine for itself, and one for each look-around in it."""

    def __init__(self, pattern: Pattern) -> None:
        self._states = 0
        self._assertions: list[_Machine] = []
        self._machine = _Machine(self, pattern, backwards=False)

    def search(self, text: str, spend: Spend) -> bool:
        """Tell whether the pattern matches any part of the text."""
        spend(len(text) * (1 + len(self._assertions)))
        words = [False, *(character in WORD for character in text), False]
        flags = [_FLAGS["word"] if before is not after else 0 for before, after in pairwise(words)]
        flags[0] |= _FLAGS["start"]
        flags[-1] |= _FLAGS["end"]
        for number, machine in enumerate(self._assertions):
            for place in machine.accepted(text, flags, spend):
                flags[place] |= _FIRST_ASSERTION << number
        return any(True for _ in self._machine.accepted(text, flags, spend))

    def add_assertion(self, assertion: Assertion) -> int:
        """Add the machine of a look-around, after those inside it, and return its flag."""
        # What follows a place is found by reading backwards from the end, what precedes it by reading on.
        machine = _Machine(self, assertion.item, backwards=assertion.ahead)
        self._assertions.append(machine)
        return _FIRST_ASSERTION << (len(self._assertions) - 1)

    def count_state(self) -> None:
        """Count a state, and refuse a pattern that needs too many."""
        self._states += 1
        if self._states > MAX_PATTERN_STATES:
            raise PatternError(0, 1, None)


class _Machine:
    """The states of one pattern, or of one look-around in it."""

    def __init__(self, program: Program, pattern: Pattern, *, backwards: bool) -> None:
        self._program = program
        self._backwards = backwards
        # For each state: what it reads, the states after it, and the flag that a place must have or must not have.
        self._reads: list[CharacterSet | None] = [None]
        self._nexts: list[tuple[int, ...]] = [()]
        self._guards: list[tuple[int, bool] | None] = [None]
        self._known: dict[tuple[frozenset[int], int], _StateSet] = {}
        self._weight = 0
        self._start = frozenset((self._build(pattern, _ACCEPT),))
        self._mask = sum({guard[0] for guard in self._guards if guard})

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
                self._remember(len(states) + len(known.reading))
                self._known[key] = known
            # The same work is counted whether it is remembered or not, so that a result never depends on the past.
            spend(len(known.reading) + 1)
            if known.accepts:
                yield place
            if place == places[-1]:
                return
            character = text[place - shift]
            following = known.moves.get(character)
            states = self._move(known, character) if following is None else following

    def _follow(self, states: frozenset[int], flags: int) -> _StateSet:
        """Go from states to all that need no character to be read, at a place with these flags."""
        waiting, seen, reading = list(states), set(states), []
        while waiting:
            state = waiting.pop()
            guard = self._guards[state]
            if guard and bool(flags & guard[0]) is not guard[1]:
                continue
            if self._reads[state] is not None:
                reading.append(state)
                continue
            for following in self._nexts[state]:
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
        return _StateSet(reading, accepts=_ACCEPT in seen)

    def _move(self, known: _StateSet, character: str) -> frozenset[int]:
        """Read a character; a match may also start behind it."""
        following = set(self._start)
        for state in known.reading:
            accepts = self._reads[state]
            if accepts is not None and character in accepts:
                following.update(self._nexts[state])
        states = frozenset(following)
        self._remember(len(states))
        known.moves[character] = states
        return states

    def _remember(self, weight: int) -> None:
        self._weight += weight
        if self._weight > _MAX_WEIGHT:
            self._known.clear()
            self._weight = 0

    def _build(self, pattern: Pattern, then: int) -> int:
        """Add the states of a pattern in front of a state, and return the first of them."""
        self._program.count_state()
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
        self._program.count_state()
        self._reads.append(reads)
        self._nexts.append(nexts)
        self._guards.append(guard)
        return len(self._nexts) - 1


class _StateSet:
    """States that hold together: those that read a character, whether the match ends, and where characters lead."""

    __slots__ = ("accepts", "moves", "reading")

    def __init__(self, reading: list[int], *, accepts: bool) -> None:
        self.reading = reading
        self.accepts = accepts
        self.moves: dict[str, frozenset[int]] = {}
