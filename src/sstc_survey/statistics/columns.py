"""Column proportions: which columns of a table have a higher share than which others."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Final

from msgspec import Struct

from sstc_survey.statistics.distributions import normal_p

# Columns with fewer are not tested.
MIN_BASE: Final = 30
# A p below it puts a letter.
LEVEL: Final = 0.05


class PairOfShares(Struct, frozen=True):
    """The pooled z test of two columns, first minus second; all None where both are 0 % or both 100 %."""

    z: float | None
    p: float | None
    p_bonferroni: float | None


class ShareTests(Struct, frozen=True):
    """The tests of one row: `pairs` by the letters of two columns, such as A-B.

    `letters` has for each column those whose share is lower, with a p below 0.05.
    """

    pairs: Mapping[str, PairOfShares]
    letters: tuple[tuple[str, ...], ...]
    letters_bonferroni: tuple[tuple[str, ...], ...]


def letter(place: int) -> str:
    """Return the letter of a column by its place from 0: A to Z, then AA, AB and so on."""
    rest, last = divmod(place, 26)
    return (letter(rest - 1) if rest else "") + chr(ord("A") + last)


def eligible(bases: Sequence[int], min_base: int = MIN_BASE) -> list[int]:
    """Return the places of the columns that are tested."""
    return [place for place, base in enumerate(bases) if base >= max(min_base, 1)]


def comparisons_of(bases: Sequence[int], min_base: int = MIN_BASE) -> int:
    """Return how many pairs of columns are tested, which is what Bonferroni multiplies by."""
    return math.comb(len(eligible(bases, min_base)), 2)


def share_tests(counts: Sequence[int], bases: Sequence[int], min_base: int = MIN_BASE) -> ShareTests:
    """Test a row between all pairs of columns, from its count and the base of each column.

    The columns must not overlap.
    """
    times = comparisons_of(bases, min_base)
    pairs = {}
    lower: list[tuple[int, int, PairOfShares]] = []
    for one, other in combinations(eligible(bases, min_base), 2):
        pair = _pair(counts[one], bases[one], counts[other], bases[other], times)
        pairs[pair_name(one, other)] = pair
        if pair.z is not None:
            lower.append((one, other, pair) if pair.z > 0 else (other, one, pair))
    plain = [(high, low) for high, low, pair in lower if pair.p is not None and pair.p < LEVEL]
    strict = [(high, low) for high, low, pair in lower if pair.p_bonferroni is not None and pair.p_bonferroni < LEVEL]
    return ShareTests(pairs, letters_of(plain, len(bases)), letters_of(strict, len(bases)))


def pair_name(one: int, other: int) -> str:
    """Return what a pair of columns is called."""
    return f"{letter(one)}-{letter(other)}"


def letters_of(higher: Iterable[tuple[int, int]], columns: int) -> tuple[tuple[str, ...], ...]:
    """Return for each column the letters of those that it is higher than, from pairs of places, the higher first.

    They come in the order of `higher`.
    """
    found: list[list[str]] = [[] for _ in range(columns)]
    for high, low in higher:
        found[high].append(letter(low))
    return tuple(map(tuple, found))


def _pair(count_1: int, base_1: int, count_2: int, base_2: int, times: int) -> PairOfShares:
    count, base = count_1 + count_2, base_1 + base_2
    if count in {0, base}:
        return PairOfShares(None, None, None)
    # Whole numbers up to the root: the shares and the pooled one never become floats on their own.
    difference = count_1 * base_2 - count_2 * base_1
    z = difference / math.sqrt(count * (base - count) * base_1 * base_2 / base)
    p = normal_p(z)
    return PairOfShares(z, p, min(1.0, p * times))
