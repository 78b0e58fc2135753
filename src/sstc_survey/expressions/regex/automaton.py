"""Match without going back: every set of states is worked out once, so the time grows with the text only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Final, TypeAlias, assert_never

from sstc_survey.expressions.diagnostics import EvaluationError, refuse
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
)
from sstc_survey.expressions.tree import Call, TextLiteral
from sstc_survey.problems import codes
from sstc_survey.problems.codes import Code


def search(pattern: str, text: str, spend: Spend) -> bool:
    """Say whether a pattern matches any part of a text."""
    try:
        program = _program(pattern)
    except PatternError as error:
        raise EvaluationError(_code(error), **_details(error)) from None
    return program.search(text, spend)


def check_pattern_argument(call: Call) -> None:
    """Refuse a quoted pattern that cannot work, at the place inside the quotes."""
    node = call.arguments[1]
    if not isinstance(node, TextLiteral):
        return
    try:
        _program(node.value)
    except PatternError as error:
        first = node.start + 1
        end = min(first + error.end, node.end)
        raise refuse(_code(error), first + error.start, end, **_details(error)) from None


@lru_cache(maxsize=128)
def _program(pattern: str) -> Program:
    from sstc_survey.expressions.regex.parser import parse_pattern

    return Program(parse_pattern(pattern))


def _code(error: PatternError) -> Code:
    return codes.EXPRESSION_REGEX_TOO_LARGE if error.reason is None else codes.EXPRESSION_REGEX


def _details(error: PatternError) -> dict[str, str]:
    details = {"reason": error.reason, "instead": error.suggestion}
    return {key: value for key, value in details.items() if value is not None}


Spend: TypeAlias = Callable[[int], None]

# A flag per kind of place; each look-around adds one of its own above these.
_FLAGS: Final = {"start": 1, "end": 2, "word": 4}
_FIRST_LOOK: Final = 8
_MAX_WEIGHT: Final = 50_000  # states in everything that one machine remembers
_ACCEPT: Final = 0


class _Known:
    """A set of states that has been met: what it reads, whether it accepts, where it leads."""

    __slots__ = ("accepts", "moves", "reading")

    def __init__(self, reading: list[int], *, accepts: bool) -> None:
        self.reading = reading
        self.accepts = accepts
        self.moves: dict[str, frozenset[int]] = {}


class Machine:
    """The states of one pattern, or of one look-around in it."""

    def __init__(self, program: Program, pattern: Pattern, *, backwards: bool) -> None:
        self.program = program
        self.backwards = backwards
        self.reads: list[CharacterSet | None] = [None]
        self.nexts: list[tuple[int, ...]] = [()]
        self.guards: list[tuple[int, bool] | None] = [None]
        self.known: dict[tuple[frozenset[int], int], _Known] = {}
        self.weight = 0
        self.start = frozenset((self._build(pattern, _ACCEPT),))
        self.mask = sum({guard[0] for guard in self.guards if guard})

    def accepted(self, text: str, flags: list[int], spend: Spend) -> Iterable[int]:
        """Give every place where a match that starts anywhere ends, in the order of reading."""
        places = range(len(text), -1, -1) if self.backwards else range(len(text) + 1)
        shift = 1 if self.backwards else 0
        states = self.start
        for place in places:
            known = self._know(states, flags[place] & self.mask)
            # The same work is counted whether it is remembered or not, so that a result never depends on the past.
            spend(len(known.reading) + 1)
            if known.accepts:
                yield place
            if place == places[-1]:
                return
            character = text[place - shift]
            following = known.moves.get(character)
            states = self._move(known, character) if following is None else following

    def _know(self, states: frozenset[int], flags: int) -> _Known:
        known = self.known.get((states, flags))
        if known is None:
            known = self._close(states, flags)
            self._remember(len(states) + len(known.reading))
            self.known[states, flags] = known
        return known

    def _close(self, states: frozenset[int], flags: int) -> _Known:
        waiting, seen, reading = list(states), set(states), []
        while waiting:
            state = waiting.pop()
            guard = self.guards[state]
            if guard and bool(flags & guard[0]) is not guard[1]:
                continue
            if self.reads[state] is not None:
                reading.append(state)
                continue
            for following in self.nexts[state]:
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
        return _Known(reading, accepts=_ACCEPT in seen)

    def _move(self, known: _Known, character: str) -> frozenset[int]:
        following = set(self.start)
        for state in known.reading:
            accepts = self.reads[state]
            if accepts is not None and character in accepts:
                following.update(self.nexts[state])
        states = frozenset(following)
        self._remember(len(states))
        known.moves[character] = states
        return states

    def _remember(self, weight: int) -> None:
        self.weight += weight
        if self.weight > _MAX_WEIGHT:
            self.known.clear()
            self.weight = 0

    def _state(self, *nexts: int, reads: CharacterSet | None = None, guard: tuple[int, bool] | None = None) -> int:
        self.program.count()
        self.reads.append(reads)
        self.nexts.append(nexts)
        self.guards.append(guard)
        return len(self.nexts) - 1

    def _build(self, pattern: Pattern, then: int) -> int:
        """Add the states of a pattern in front of a state, and give the first of them."""
        self.program.count()
        match pattern:
            case Single():
                return self._state(then, reads=pattern.accepts)
            case Sequence():
                for item in pattern.items if self.backwards else reversed(pattern.items):
                    then = self._build(item, then)
                return then
            case Alternation():
                return self._state(*[self._build(option, then) for option in pattern.options])
            case Repetition():
                return self._repeat(pattern, then)
            case WordBoundary():
                flag = "word" if pattern.kind == "inside" else pattern.kind
                return self._state(then, guard=(_FLAGS[flag], pattern.kind != "inside"))
            case Assertion():
                return self._state(then, guard=(self.program.look(pattern), not pattern.negated))
            case _:
                assert_never(pattern)

    def _repeat(self, pattern: Repetition, then: int) -> int:
        if pattern.maximum is None:
            loop = self._state()
            self.nexts[loop] = (self._build(pattern.item, loop), then)
            entry = loop
        else:
            entry = then
            for _ in range(pattern.maximum - pattern.minimum):
                entry = self._state(self._build(pattern.item, entry), then)
        for _ in range(pattern.minimum):
            entry = self._build(pattern.item, entry)
        return entry


class Program:
    """A pattern that is ready to be searched for."""

    def __init__(self, pattern: Pattern) -> None:
        self.states = 0
        self.looks: list[Machine] = []
        self.machine = Machine(self, pattern, backwards=False)

    def search(self, text: str, spend: Spend) -> bool:
        """Say whether the pattern matches any part of the text."""
        spend(len(text) * (1 + len(self.looks)))
        flags = _place_flags(text)
        for number, look in enumerate(self.looks):
            for place in look.accepted(text, flags, spend):
                flags[place] |= _FIRST_LOOK << number
        return any(True for _ in self.machine.accepted(text, flags, spend))

    def look(self, look: Assertion) -> int:
        """Add a look-around, after those inside it, and give its flag."""
        # What follows a place is found by reading backwards from the end, what precedes it by reading on.
        machine = Machine(self, look.item, backwards=look.ahead)
        self.looks.append(machine)
        return _FIRST_LOOK << (len(self.looks) - 1)

    def count(self) -> None:
        """Count a state, and refuse a pattern that needs too many."""
        self.states += 1
        if self.states > MAX_PATTERN_STATES:
            raise PatternError(0, 1, None)


def _place_flags(text: str) -> list[int]:
    words = [False, *(character in WORD for character in text), False]
    flags = [_FLAGS["word"] if before is not after else 0 for before, after in pairwise(words)]
    flags[0] |= _FLAGS["start"]
    flags[-1] |= _FLAGS["end"]
    return flags
