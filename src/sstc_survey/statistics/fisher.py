"""Fisher's exact test of a 2 x 2 table, and the odds ratio that its margins allow."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import accumulate, takewhile
from typing import Final

from msgspec import Struct

# Tables that differ in probability by rounding alone are equally probable.
_SLACK: Final = math.log1p(1e-7)
# How close the logarithm of an odds ratio comes to its root
_CLOSE: Final = 1e-13
# Of either tail of the interval
_TAIL: Final = 0.025
# The logarithm of what is too improbable beside the most probable to change a digit
_NOTHING: Final = -50.0


class Fisher(Struct, frozen=True):
    """Fisher's exact test, two-sided: `p` adds up all tables that are no more probable than this one.

    Odds ratios may be infinite. The conditional ones are those of the tables with the same margins: the most likely
    one, and a 95 % interval.
    """

    p: float
    odds_ratio_sample: float
    odds_ratio_conditional_mle: float
    conditional_ci95: tuple[float, float]


def fisher(cells: Sequence[Sequence[int]]) -> Fisher:
    """Test a 2 x 2 table of which no row and no column is empty."""
    (a, b), (c, d) = cells
    tables = _Tables(a + b, a + c, b + d)
    seen = a - tables.least
    most = len(tables.steps)

    def at_least(tilt: float) -> float:
        return math.fsum(p for place, p in tables.probabilities(tilt) if place >= seen) - _TAIL

    def at_most(tilt: float) -> float:
        return _TAIL - math.fsum(p for place, p in tables.probabilities(tilt) if place <= seen)

    def mean(tilt: float) -> float:
        return math.fsum(place * p for place, p in tables.probabilities(tilt)) - seen

    is_first, is_last = seen == 0, seen == most
    return Fisher(
        p=tables.no_more_probable(seen),
        odds_ratio_sample=a * d / (b * c) if b * c else math.inf,
        odds_ratio_conditional_mle=0.0 if is_first else math.inf if is_last else math.exp(_zero(mean)),
        conditional_ci95=(
            0.0 if is_first else math.exp(_zero(at_least)),
            math.inf if is_last else math.exp(_zero(at_most)),
        ),
    )


class _Tables:
    """All tables with the same margins, by their place: how far their first cell is above the `least` it can be.

    `steps` are the logarithms of how much more probable each is than the one before it; they only fall.
    """

    def __init__(self, first_row: int, first_col: int, second_col: int) -> None:
        self.least = max(0, first_row - second_col)
        self.steps = [
            math.log((first_row - cell) * (first_col - cell))
            - math.log((cell + 1) * (second_col - first_row + cell + 1))
            for cell in range(self.least, min(first_row, first_col))
        ]

    def no_more_probable(self, seen: int) -> float:
        """Return the probability of all tables that are no more probable than the one at a place."""
        logs = list(accumulate(self.steps, initial=0.0))
        highest = max(logs)
        least = math.fsum(math.exp(each - highest) for each in logs if each <= logs[seen] + _SLACK)
        return min(1.0, least / math.fsum(math.exp(each - highest) for each in logs))

    def probabilities(self, tilt: float) -> list[tuple[int, float]]:
        """Return how probable tables are, by place, if the logarithm of the odds ratio is `tilt`."""
        top = bisect_left(self.steps, tilt, key=lambda step: -step)
        up = accumulate((step + tilt for step in self.steps[top:]), initial=0.0)
        down = accumulate(-step - tilt for step in reversed(self.steps[:top]))
        weights = [
            *((top - 1 - at, math.exp(each)) for at, each in enumerate(takewhile(_counts, down))),
            *((top + at, math.exp(each)) for at, each in enumerate(takewhile(_counts, up))),
        ]
        total = math.fsum(weight for _, weight in weights)
        return [(place, weight / total) for place, weight in weights]


def _counts(logarithm: float) -> bool:
    return logarithm > _NOTHING


def _zero(rising: Callable[[float], float]) -> float:
    """Return where a rising function is 0, by false position; whenever that falls short, by halving."""
    low, high = -1.0, 1.0
    while (below := rising(low)) > 0:
        low *= 2
    while (above := rising(high)) < 0:
        high *= 2
    while high - low > _CLOSE * max(1.0, abs(low)):
        width = high - low
        for at in ((low * above - high * below) / (above - below), None):
            middle = (low + high) / 2 if at is None else at
            here = rising(middle)
            if here < 0:
                low, below = middle, here
            else:
                high, above = middle, here
            if high - low < width / 2:
                break
    return (low + high) / 2
