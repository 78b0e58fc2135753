"""How the interviews of a report were held: counts that add up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from msgspec import Struct, field

# As much of a time as is a day.
_DAY = slice(0, 10)


class Held(Struct):
    """How many interviews were held on each day, in each language and in each mode; the sum of two counts both."""

    days: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    modes: dict[str, int] = field(default_factory=dict)

    def add(self, started: str, language: str, mode: str) -> None:
        """Count an interview by the time when it began, as a response has it."""
        for counts, key in ((self.days, started[_DAY]), (self.languages, language), (self.modes, mode)):
            counts[key] = counts.get(key, 0) + 1

    def __add__(self, other: Self) -> Held:
        """Return the counts of both."""
        return Held(_sum(self.days, other.days), _sum(self.languages, other.languages), _sum(self.modes, other.modes))


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {key: one.get(key, 0) + other.get(key, 0) for key in {**one, **other}}
