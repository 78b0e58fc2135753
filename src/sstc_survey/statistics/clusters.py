"""Shares and means of units in clusters, such as members of households: their errors come from the clusters.

Linearised with the clusters as what was sampled: those with no unit in the base count as clusters too. No finite
population correction, no weights.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct

from sstc_survey.statistics.distributions import t_quantile
from sstc_survey.statistics.exact import nearest, root, sums_of


class ClusterSums:
    """The sums over clusters that an error needs; they merge, and nothing is kept of a single cluster.

    `clusters` are those with a unit in the base.
    """

    __slots__ = ("clusters", "n", "n_squares", "products", "squares", "total", "total_squares")

    def __init__(self) -> None:
        self.clusters = 0
        self.n = 0
        self.total = Fraction()
        self.squares = Fraction()
        self.total_squares = Fraction()
        self.products = Fraction()
        self.n_squares = 0

    def add(self, counts: Mapping[float, int], times: int = 1) -> None:
        """Add a cluster, from how often each number occurs in it (for a share, 1 and 0), or `times` equal clusters.

        Most clusters have few units and are alike: where there are many, count those that are, and add each kind once.
        """
        n, total, squares = sums_of(counts)
        if n:
            self.clusters += times
            self.n += times * n
            self.total += times * total
            self.squares += times * squares
            self.total_squares += times * total * total
            self.products += times * n * total
            self.n_squares += times * n * n

    def merge(self, other: ClusterSums) -> None:
        """Add what was added to another."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class ClusterShare(Struct, frozen=True):
    """A share and its standard error in percent, an interval on the logit scale, and the design effect.

    The effect compares with units drawn one by one, with replacement. None is what one cluster, or a share of 0 or
    100 %, does not tell.
    """

    pct: float
    se: float | None
    df: int
    ci95_logit: tuple[float, float] | None
    deff: float | None
    clusters: int


class ClusterMean(Struct, frozen=True):
    """A mean, its standard error, an interval by t, and the design effect."""

    mean: float
    se: float | None
    df: int
    ci95_t: tuple[float, float] | None
    deff: float | None
    clusters: int


def cluster_share(sums: ClusterSums, clusters: int) -> ClusterShare | None:
    """Return the share of units that are 1, of `clusters` in all, or None without any unit."""
    if not sums.n:
        return None
    mean = sums.total / sums.n
    p, df = nearest(mean), sums.clusters - 1
    interval = None
    if df and 0 < mean < 1:
        reach = t_quantile(0.975, df) * root(_variance(sums, clusters)) / (p * (1 - p))
        middle = math.log(mean / (1 - mean))
        interval = 100 * _expit(middle - reach), 100 * _expit(middle + reach)
    se = 100 * root(_variance(sums, clusters)) if df else None
    return ClusterShare(nearest(100 * mean), se, df, interval, _deff(sums, clusters), sums.clusters)


def cluster_mean(sums: ClusterSums, clusters: int) -> ClusterMean | None:
    """Return the mean of units, of `clusters` in all, or None without any unit."""
    if not sums.n:
        return None
    mean, df = nearest(sums.total / sums.n), sums.clusters - 1
    se = interval = None
    if df:
        se = root(_variance(sums, clusters))
        reach = t_quantile(0.975, df) * se
        interval = mean - reach, mean + reach
    return ClusterMean(mean, se, df, interval, _deff(sums, clusters), sums.clusters)


def _variance(sums: ClusterSums, clusters: int) -> Fraction:
    mean = sums.total / sums.n
    # The squares of how far the total of each cluster is from what its units would have at the mean
    distances = sums.total_squares - 2 * mean * sums.products + mean * mean * sums.n_squares
    return distances * clusters / ((clusters - 1) * sums.n * sums.n)


def _deff(sums: ClusterSums, clusters: int) -> float | None:
    deviations = sums.squares - sums.total * sums.total / sums.n
    if sums.clusters <= 1 or not deviations:
        return None
    return nearest(_variance(sums, clusters) * sums.n * (sums.n - 1) / deviations)


def _expit(logit: float) -> float:
    return 1 / (1 + math.exp(-logit)) if logit > 0 else 1 - 1 / (1 + math.exp(logit))
