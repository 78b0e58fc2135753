"""Intervals and tests of counts that are already there: pure, and exact until a root or a distribution is taken.

Counts come as whole numbers, numbers as how often each occurs. Only `distributions` needs more than Python has, and
asks for it when the first p-value or quantile is wanted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sstc_survey.statistics.clusters import ClusterMean, ClusterShare, ClusterSums, cluster_mean, cluster_share
    from sstc_survey.statistics.columns import (
        MIN_BASE,
        PairOfShares,
        ShareTests,
        comparisons_of,
        eligible,
        letter,
        share_tests,
    )
    from sstc_survey.statistics.contingency import (
        TableTest,
        Yates,
        column_choice_tests,
        row_choice_tests,
        table_test,
    )
    from sstc_survey.statistics.fisher import Fisher
    from sstc_survey.statistics.intervals import wilson
    from sstc_survey.statistics.means import (
        Anova,
        KruskalWallis,
        MeanTests,
        PairOfMeans,
        WelchT,
        anova,
        kruskal_wallis,
        mean_interval,
        mean_tests,
        welch_anova,
        welch_t,
    )
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(name)
        from sstc_survey.lazy import public_name

        return public_name(__name__, name)


__all__ = [
    "MIN_BASE",
    "Anova",
    "ClusterMean",
    "ClusterShare",
    "ClusterSums",
    "Fisher",
    "KruskalWallis",
    "MeanTests",
    "PairOfMeans",
    "PairOfShares",
    "ShareTests",
    "TableTest",
    "WelchT",
    "Yates",
    "anova",
    "cluster_mean",
    "cluster_share",
    "column_choice_tests",
    "comparisons_of",
    "eligible",
    "kruskal_wallis",
    "letter",
    "mean_interval",
    "mean_tests",
    "row_choice_tests",
    "share_tests",
    "table_test",
    "welch_anova",
    "welch_t",
    "wilson",
]
