"""Random texts: words, and texts that a pattern matches."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import lru_cache
from itertools import count
from typing import Final, assert_never

from sstc_survey.expressions.regex.parser import (
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
from sstc_survey.simulation.hints import Hints

_WORDS: Final = (
    "water", "road", "school", "market", "river", "training", "clinic", "harvest", "rice", "fees", "transport",
    "distance", "women", "young people", "farmers", "workers", "a good start", "more time", "less paperwork",
    "every month", "near the village", "in the town", "with neighbours", "since the rains", "as before",
)  # fmt: skip
# Every program that reads answers must cope with these too.
_AWKWARD: Final = (
    'Anne "Nan" O\u2019Brien, jr.', "=1+1", "<b>bold</b> & more", "[red]markup[/red]", "100 % ; a|b",
    "\u1784\u17b6\u1799\u179f\u17d2\u179a\u17bd\u179b", "\u5f20\u4f1f", "na\u00efve caf\u00e9", "NULL",
)  # fmt: skip
_PLAIN: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_SIGNS: Final = " -_.,:;/+@#()'\"!?%&=*<>[]{}|\\^~`$\n\t"
_FILLING: Final = "1234567890"
_MORE_REPETITIONS: Final = 4
_MAX_LENGTH: Final = 500
# Of a text that matches a pattern: as few repetitions as may be once there are so many parts.
_MAX_PARTS: Final = 5_000
_AWKWARD_SHARE: Final = 0.04
_PATTERN_SHARE: Final = 0.9
_HALF: Final = 0.5


def words(rng: random.Random) -> str:
    """Return a few words, sometimes awkward ones."""
    if rng.random() < _AWKWARD_SHARE:
        return rng.choice(_AWKWARD)
    return " ".join(rng.sample(_WORDS, rng.choice((1, 1, 2, 3))))


def text(hints: Hints, rng: random.Random, *, multiline: bool) -> str:
    """Return a text, mostly one that the conditions name or describe, if there are any."""
    shapes = sorted(hints.patterns)
    if shapes and rng.random() < _PATTERN_SHARE:
        return matching(rng.choice(shapes), rng)
    if (hints.texts or hints.numbers) and rng.random() < _HALF:
        return _shaped(hints, rng)
    return "\n".join(words(rng) for _ in range(rng.choice((1, 1, 2)) if multiline else 1))


def _shaped(hints: Hints, rng: random.Random) -> str:
    """Return a text with a start, part, end or length that conditions name."""
    named = rng.choice([*sorted(hints.texts), ""])
    shaped = rng.choice((named, named, named + rng.choice(_WORDS), rng.choice(_WORDS) + named))
    shaped = rng.choice((shaped, f"a{named}b")) if named else shaped
    lengths = sorted(int(number) for number in hints.numbers if 0 < number <= _MAX_LENGTH)
    if lengths:
        length = max(rng.choice(lengths) + rng.choice((-1, 0, 0, 1)), 1)
        filling = "".join(rng.choice(_FILLING) for _ in range(length))
        shaped = (shaped + filling)[:length] if rng.random() < _HALF else filling
    return shaped


def matching(pattern: str, rng: random.Random) -> str:
    """Return a text that matches a pattern; assertions in it are ignored."""
    try:
        return "".join(_matching(parse_pattern(pattern), rng, count()))
    except PatternError:
        return ""


def _matching(pattern: Pattern, rng: random.Random, parts: Iterator[int]) -> Iterator[str]:
    """Yield a text that matches a pattern; `parts` counts the repetitions in it."""
    match pattern:
        case Single():
            yield _one_of(pattern.accepts, rng)
        case Sequence():
            for item in pattern.items:
                yield from _matching(item, rng, parts)
        case Alternation():
            yield from _matching(rng.choice(pattern.options), rng, parts)
        case Repetition():
            most = pattern.minimum + _MORE_REPETITIONS
            most = most if pattern.maximum is None else min(most, pattern.maximum)
            # Repetitions in repetitions multiply.
            for number in range(rng.randint(pattern.minimum, most)):
                if number < pattern.minimum or next(parts) < _MAX_PARTS:
                    yield from _matching(pattern.item, rng, parts)
        case WordBoundary() | Assertion():
            return
        case _:
            assert_never(pattern)


def _one_of(accepts: CharacterSet, rng: random.Random) -> str:
    fitting = _fitting(accepts)
    if fitting:
        return rng.choice(fitting)
    ranges = [each for inner in (accepts, *accepts.sets) for each in inner.ranges]
    return chr(rng.randint(*rng.choice(ranges))) if ranges else ""


@lru_cache(maxsize=256)
def _fitting(accepts: CharacterSet) -> str:
    """Return the letters and digits in a set, or else the signs in it."""
    fitting = ("".join(each for each in known if each in accepts) for known in (_PLAIN, _SIGNS))
    return next((found for found in fitting if found), "")
