"""Tests of the means of groups, from how often each number occurs in each group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import TypeAlias

from msgspec import Struct

from sstc_survey.statistics.columns import LEVEL, MIN_BASE, comparisons_of, eligible, letters_of, pair_name
from sstc_survey.statistics.distributions import chi_square_p, f_p, t_p, t_quantile
from sstc_survey.statistics.exact import Sums, nearest, root, sums_of

# How often each number occurs
Counts: TypeAlias = Mapping[float, int]


class WelchT(Struct, frozen=True):
    """Welch's t test of two groups, first minus second, with the 95 % interval of the difference."""

    first: str
    second: str
    diff: float
    t: float
    df: float
    p: float
    ci95: tuple[float, float]


class Anova(Struct, frozen=True, rename={"f": "F"}):
    """An F test of the means of groups, with the degrees of freedom above and below."""

    f: float
    df1: int
    df2: float
    p: float


class KruskalWallis(Struct, frozen=True, rename={"h": "H"}):
    """The Kruskal-Wallis test, corrected for ties."""

    h: float
    df: int
    p: float


class PairOfMeans(Struct, frozen=True):
    """Welch's t test of two columns, first minus second."""

    diff: float
    t: float
    df: float
    p: float
    p_bonferroni: float


class MeanTests(Struct, frozen=True):
    """The means of columns against each other: `pairs` by the letters of two columns, None where nothing varies.

    `letters` has for each column those whose mean is lower, with a p below 0.05; `comparisons` are the pairs of
    columns with enough numbers.
    """

    comparisons: int
    pairs: Mapping[str, PairOfMeans | None]
    letters: tuple[tuple[str, ...], ...]
    letters_bonferroni: tuple[tuple[str, ...], ...]


def mean_tests(columns: Sequence[Counts], min_base: int = MIN_BASE) -> MeanTests:
    """Test the means between all pairs of columns that have at least `min_base` numbers."""
    sums = [sums_of(counts) for counts in columns]
    bases = [each.n for each in sums]
    times = comparisons_of(bases, min_base)
    pairs: dict[str, PairOfMeans | None] = {}
    plain: list[tuple[int, int]] = []
    strict: list[tuple[int, int]] = []
    for one, other in combinations(eligible(bases, min_base), 2):
        name = pair_name(one, other)
        if not _can_be_compared(sums[one], sums[other]):
            pairs[name] = None
            continue
        welch = _Welch(sums[one], sums[other])
        p = t_p(welch.t, welch.df)
        pairs[name] = pair = PairOfMeans(nearest(welch.diff), welch.t, welch.df, p, min(1.0, p * times))
        higher = (one, other) if welch.t > 0 else (other, one)
        if pair.p < LEVEL:
            plain.append(higher)
        if pair.p_bonferroni < LEVEL:
            strict.append(higher)
    return MeanTests(times, pairs, letters_of(plain, len(columns)), letters_of(strict, len(columns)))


def mean_interval(counts: Counts) -> tuple[float, float] | None:
    """Return the 95 % interval of a mean by t, or None with fewer than two numbers."""
    sums = sums_of(counts)
    if sums.n <= 1:
        return None
    reach = t_quantile(0.975, sums.n - 1) * root(sums.variance / sums.n)
    mean = nearest(sums.mean)
    return mean - reach, mean + reach


def welch_t(groups: Mapping[str, Counts]) -> WelchT | None:
    """Compare two groups; None unless exactly two have numbers, and both of them numbers that differ."""
    present = _present(groups)
    match list(present.items()):
        case [(first, one), (second, other)] if _all_vary(present):
            welch = _Welch(one, other)
        case _:
            return None
    reach = t_quantile(0.975, welch.df) * welch.se
    diff = nearest(welch.diff)
    return WelchT(first, second, diff, welch.t, welch.df, t_p(welch.t, welch.df), (diff - reach, diff + reach))


def welch_anova(groups: Mapping[str, Counts]) -> Anova | None:
    """Compare means without equal variances; None unless each of two or more groups has numbers that differ."""
    present = _present(groups)
    if len(present) <= 1 or not _all_vary(present):
        return None
    k = len(present)
    weights = [each.n / each.variance for each in present.values()]
    total = sum(weights)
    mean = sum((weight * each.mean for weight, each in zip(weights, present.values(), strict=True)), Fraction()) / total
    between = sum(
        (weight * (each.mean - mean) ** 2 for weight, each in zip(weights, present.values(), strict=True)), Fraction()
    )
    spread = sum(
        ((1 - weight / total) ** 2 / (each.n - 1) for weight, each in zip(weights, present.values(), strict=True)),
        Fraction(),
    )
    f = nearest(between / (k - 1) / (1 + 2 * (k - 2) * spread / (k * k - 1)))
    df2 = nearest((k * k - 1) / (3 * spread))
    return Anova(f, k - 1, df2, f_p(f, k - 1, df2))


def anova(groups: Mapping[str, Counts]) -> Anova | None:
    """Compare means with equal variances, one way; None with fewer than two groups, or where nothing varies in any."""
    present = list(_present(groups).values())
    n = sum(each.n for each in present)
    within = sum((each.deviations for each in present), Fraction())
    if len(present) <= 1 or not within:
        return None
    df1, df2 = len(present) - 1, n - len(present)
    mean = sum((each.total for each in present), Fraction()) / n
    between = sum((each.n * (each.mean - mean) ** 2 for each in present), Fraction())
    f = nearest(between / df1 / (within / df2))
    return Anova(f, df1, df2, f_p(f, df1, df2))


def kruskal_wallis(groups: Mapping[str, Counts]) -> KruskalWallis | None:
    """Compare the ranks of groups; None with fewer than two groups, or where all numbers are equal."""
    present = [counts for counts in groups.values() if any(counts.values())]
    ordered = sorted({number for counts in present for number, count in counts.items() if count})
    if len(present) <= 1 or len(ordered) <= 1:
        return None
    before = ties = 0
    twice_ranks = [0] * len(present)
    for number in ordered:
        equal = [counts.get(number, 0) for counts in present]
        count = sum(equal)
        # Equal numbers share the middle of their ranks, which is a half at worst.
        for place, each in enumerate(equal):
            twice_ranks[place] += each * (2 * before + count + 1)
        before += count
        ties += count**3 - count
    n = before
    squares = sum(
        (Fraction(ranks * ranks, 4 * sum(counts.values())) for ranks, counts in zip(twice_ranks, present, strict=True)),
        Fraction(),
    )
    h = nearest((12 * squares / (n * (n + 1)) - 3 * (n + 1)) / (1 - Fraction(ties, n**3 - n)))
    return KruskalWallis(h, len(present) - 1, chi_square_p(h, len(present) - 1))


class _Welch:
    """What Welch's t test of two groups comes to."""

    def __init__(self, one: Sums, other: Sums) -> None:
        self.diff = one.mean - other.mean
        part_1, part_2 = one.variance / one.n, other.variance / other.n
        square = part_1 + part_2
        self.se = root(square)
        self.t = root(self.diff**2 / square) * (1 if self.diff > 0 else -1)
        self.df = nearest(square**2 / (part_1**2 / (one.n - 1) + part_2**2 / (other.n - 1)))


def _present(groups: Mapping[str, Counts]) -> dict[str, Sums]:
    sums = {name: sums_of(counts) for name, counts in groups.items()}
    return {name: each for name, each in sums.items() if each.n}


def _all_vary(groups: Mapping[str, Sums]) -> bool:
    return all(each.n > 1 and each.deviations for each in groups.values())


def _can_be_compared(one: Sums, other: Sums) -> bool:
    return min(one.n, other.n) > 1 and bool(one.deviations or other.deviations)
