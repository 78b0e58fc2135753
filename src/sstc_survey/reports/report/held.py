"""How the interviews of a report were held: counts that add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Self

from msgspec import Struct, field

# As much of a time as is a day.
_DAY = slice(0, 10)


def _counts() -> defaultdict[str, int]:
    return defaultdict(int)


class Held(Struct):
    """How many interviews were held on each day, in each language and in each mode; the sum of two counts both."""

    days: defaultdict[str, int] = field(default_factory=_counts)
    languages: defaultdict[str, int] = field(default_factory=_counts)
    modes: defaultdict[str, int] = field(default_factory=_counts)

    def add(self, started: str, language: str, mode: str) -> None:
        """Count an interview by the time when it began, as a response has it."""
        self.days[started[_DAY]] += 1
        self.languages[language] += 1
        self.modes[mode] += 1

    def __add__(self, other: Self) -> Held:
        """Return the counts of both."""
        return Held(_sum(self.days, other.days), _sum(self.languages, other.languages), _sum(self.modes, other.modes))


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> defaultdict[str, int]:
    both = _counts()
    for counts in (one, other):
        for key, count in counts.items():
            both[key] += count
    return both
