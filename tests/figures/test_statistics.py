"""What the golden tables do not cover: ends, ties, emptiness, and numbers of any size.

1. Fisher's p is that of whole-number arithmetic, and its limits leave 2.5 % on either side.
2. No order of adding up and no merging changes a figure.
3. Where a test has no meaning there is none, and nothing is divided by 0.
4. Only a p-value or a quantile takes what the extra `stats` installs; without it a problem says how to get it.
"""

from __future__ import annotations

import math
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pytest
from comparing import Comparison
from hangs import no_hang
from hypothesis import assume, given
from hypothesis import strategies as st
from properties import with_examples

from sstc_survey.problems import SurveyError, codes
from sstc_survey.statistics import clusters, columns, contingency, distributions, intervals, means
from sstc_survey.statistics.fisher import fisher

CELL = st.integers(0, 30)
NUMBERS = st.lists(st.integers(-9, 9) | st.sampled_from([0.1, 0.2, 0.3, -2.5, 1e9]), max_size=12)
GROUPS = st.dictionaries(st.sampled_from("abcd"), NUMBERS.map(Counter), max_size=4)


def ratio(a: int, b: int, c: int, d: int) -> Fraction:
    """Return how probable a table is among those with its margins."""
    return Fraction(math.comb(a + b, a) * math.comb(c + d, c), math.comb(a + b + c + d, a + c))


@with_examples(50)
@given(CELL, CELL, CELL, CELL)
def test_fisher_is_exact(a: int, b: int, c: int, d: int) -> None:
    assume(all((a + b, c + d, a + c, b + d)))
    found = fisher([[a, b], [c, d]])
    least, most = max(0, a - d), min(a + b, a + c)
    tables = {cell: ratio(cell, a + b - cell, a + c - cell, d - a + cell) for cell in range(least, most + 1)}
    assert found.p == pytest.approx(float(sum(p for p in tables.values() if p <= tables[a])), rel=1e-12)

    def tail(odds: float, cells: range) -> float:
        tilted = {cell: p * Fraction(odds) ** cell for cell, p in tables.items()}
        return float(sum(tilted[cell] for cell in cells) / sum(tilted.values()))

    low, high = found.conditional_ci95
    assert low == 0 if a == least else tail(low, range(a, most + 1)) == pytest.approx(0.025, rel=1e-9)
    assert high == math.inf if a == most else tail(high, range(least, a + 1)) == pytest.approx(0.025, rel=1e-9)


@pytest.mark.parametrize("cells", [[[40_000, 50_000], [45_000, 40_000]], [[1, 99_999], [99_999, 1]], [[1, 0], [0, 1]]])
def test_fisher_of_many(cells: list[list[int]]) -> None:
    with no_hang():
        found = fisher(cells)
    assert 0 <= found.p <= 1
    low, high = found.conditional_ci95
    assert low <= found.odds_ratio_conditional_mle <= high


NO_TABLE_TEST: dict[str, contingency.Table] = {
    "nothing": {},
    "no column": {"a": {}, "b": {}},
    "one row": {"a": {"x": 3, "y": 4}},
    "one row with counts": {"a": {"x": 3, "y": 4}, "b": {"x": 0, "y": 0}},
    "one column with counts": {"a": {"x": 3, "y": 0}, "b": {"x": 2, "y": 0}},
    "zeros": {"a": {"x": 0, "y": 0}, "b": {"x": 0, "y": 0}},
}


@pytest.mark.parametrize("table", NO_TABLE_TEST.values(), ids=NO_TABLE_TEST)
def test_no_test_of_a_table(table: contingency.Table) -> None:
    assert contingency.table_test(table) is None


def test_empty_rows_and_columns_change_nothing() -> None:
    small = contingency.table_test({"a": {"x": 3, "y": 4}, "b": {"x": 9, "y": 2}})
    large = contingency.table_test(
        {"no": {"x": 0, "z": 0, "y": 0}, "a": {"x": 3, "z": 0, "y": 4}, "b": {"x": 9, "z": 0, "y": 2}}
    )
    assert small == large
    assert small is not None
    assert small.fisher is not None


def test_what_is_as_expected_has_no_chi_square() -> None:
    found = contingency.table_test({"a": {"x": 10, "y": 20}, "b": {"x": 30, "y": 60}})
    assert found is not None
    assert (found.chi2, found.p, found.cramers_v) == (0, 1, 0)
    # A half would be more than there is.
    assert found.yates == contingency.Yates(0, 1, 1)


def test_an_expected_count_of_five_is_not_below_five() -> None:
    found = contingency.table_test({"a": {"x": 5, "y": 5}, "b": {"x": 5, "y": 5}})
    assert found is not None
    assert (found.min_expected, found.cells_expected_below_5) == (5, 0)


def test_odds_without_bound() -> None:
    found = contingency.table_test({"a": {"x": 5, "y": 0}, "b": {"x": 2, "y": 6}})
    assert found is not None
    assert found.fisher is not None
    assert (found.fisher.odds_ratio_sample, found.fisher.odds_ratio_conditional_mle) == (math.inf, math.inf)
    assert found.fisher.conditional_ci95[1] == math.inf


@pytest.mark.parametrize(
    ("count", "base", "low", "high"), [(0, 7, 0, None), (7, 7, None, 100), (10**9, 10**9, None, 100)]
)
def test_ends_of_intervals(count: int, base: int, low: float | None, high: float | None) -> None:
    found = intervals.wilson(count, base)
    assert found is not None
    assert low is None or found[0] == low
    assert high is None or found[1] == high
    assert 0 <= found[0] < found[1] <= 100


@given(st.integers(0, 500), st.integers(1, 500))
def test_intervals_mirror(count: int, more: int) -> None:
    base = count + more
    low, high = intervals.wilson(count, base) or (0, 0)
    assert low < 100 * count / base < high or count == 0
    assert intervals.wilson(more, base) == pytest.approx((100 - high, 100 - low), abs=1e-9)


def test_no_interval_without_a_base() -> None:
    assert intervals.wilson(0, 0) is None


@pytest.mark.parametrize(
    ("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
)
def test_letters(place: int, name: str) -> None:
    assert columns.letter(place) == name


def test_letters_stand_in_the_order_of_columns() -> None:
    counts = [*[5] * 27, 90]
    found = columns.share_tests(counts, [100] * 28)
    assert found.letters[27] == tuple(columns.letter(place) for place in range(27))
    assert not any(found.letters[:27])
    assert found.pairs["A-AB"].p_bonferroni == pytest.approx(378 * (found.pairs["A-AB"].p or 0))


def test_small_columns_are_not_tested() -> None:
    found = columns.share_tests([0, 29, 30, 0], [30, 29, 30, 0])
    assert found.pairs.keys() == {"A-C"}
    assert found.letters == ((), (), ("A",), ())
    assert columns.share_tests([0, 29, 30, 0], [30, 29, 30, 0], min_base=2).letters == ((), ("A",), ("A",), ())
    assert columns.share_tests([0, 0], [0, 0], min_base=0).pairs == {}


@pytest.mark.parametrize("count", [0, 40])
def test_none_and_all_are_not_tested(count: int) -> None:
    found = columns.share_tests([count, count], [40, 40])
    assert found.pairs == {"A-B": columns.PairOfShares(None, None, None)}
    assert found.letters == ((), ())


SAME: means.Counts = {3: 3}
VARIED: means.Counts = {1: 1, 2: 1, 5: 1}
# Groups, and which of the tests they have
MEANS: dict[str, tuple[dict[str, Any], str]] = {
    "no group": ({}, ""),
    "one group": ({"a": VARIED, "b": {}}, ""),
    "two of one number each": ({"a": {1: 1}, "b": {2: 1}}, "h"),
    "one number in one": ({"a": {1: 1}, "b": VARIED}, "ah"),
    "nothing varies": ({"a": SAME, "b": {4: 2}}, "h"),
    "all equal": ({"a": SAME, "b": SAME}, ""),
    "one varies": ({"a": SAME, "b": VARIED}, "ah"),
    "two vary": ({"a": VARIED, "b": VARIED}, "twah"),
    "three vary": ({"a": VARIED, "b": VARIED, "c": VARIED}, "wah"),
    "a count of 0": ({"a": VARIED, "b": {7: 0}}, ""),
    "whole numbers as floats": ({"a": {1: 2, 2: 1}, "b": {1.0: 1, 2.0: 1}}, "twah"),
    "large and small": ({"a": {1e300: 1, -1e300: 1}, "b": {1e-300: 1, 2e-300: 1}}, "twah"),
    "whole numbers without bound": ({"a": {10**400: 1, 1: 1}, "b": {3: 1, 4: 1}}, "twah"),
}
TESTS: dict[str, Callable[[Any], Any]] = {
    "t": means.welch_t,
    "w": means.welch_anova,
    "a": means.anova,
    "h": means.kruskal_wallis,
}


@pytest.mark.parametrize(("groups", "tests"), MEANS.values(), ids=MEANS)
def test_which_tests_there_are_of_means(groups: dict[str, Any], tests: str) -> None:
    found = {name: test(groups) for name, test in TESTS.items()}
    assert "".join(name for name, each in found.items() if each is not None) == tests
    assert all(0 <= each.p <= 1 for each in found.values() if each is not None)


@given(GROUPS)
def test_order_changes_no_mean(groups: dict[str, Counter[float]]) -> None:
    turned = {name: dict(reversed(list(counts.items()))) for name, counts in groups.items()}
    for test in TESTS.values():
        assert test(groups) == test(turned)


def test_decimals_are_what_was_answered() -> None:
    # In binary, 0.1 + 0.3 is not quite 0.4.
    found = means.welch_t({"a": {0.1: 1, 0.3: 1}, "b": {0: 1, 0.4: 1}})
    assert found is not None
    assert (found.diff, found.t, found.p) == (0, 0, 1)


def test_columns_in_which_nothing_varies_have_no_pair() -> None:
    same: means.Counts = {3: 30}
    varied: means.Counts = {3: 15, 5: 15}
    found = means.mean_tests([same, same, varied, {9.0: 29}])
    assert found.comparisons == 3
    assert found.pairs["A-B"] is None
    assert found.letters == ((), (), ("A", "B"), ())


@given(st.lists(NUMBERS, max_size=8), st.integers(0, 8))
def test_sums_of_clusters_merge(values: list[list[float]], cut: int) -> None:
    whole, first, second = clusters.ClusterSums(), clusters.ClusterSums(), clusters.ClusterSums()
    for number, each in enumerate(values):
        whole.add(Counter(each))
        (first if number < cut else second).add(Counter(each))
    second.merge(first)
    assert clusters.cluster_mean(second, len(values)) == clusters.cluster_mean(whole, len(values))


def cluster_sums(*values: Mapping[float, int]) -> clusters.ClusterSums:
    found = clusters.ClusterSums()
    for each in values:
        found.add(each)
    return found


def test_equal_clusters_are_added_at_once() -> None:
    once, each = clusters.ClusterSums(), cluster_sums({1: 1, 0: 2}, {1: 1, 0: 2}, {1: 1, 0: 2}, {1: 2})
    once.add({1: 1, 0: 2}, 3)
    once.add({1: 2})
    assert clusters.cluster_share(once, 5) == clusters.cluster_share(each, 5)


def test_clusters_of_one_have_no_effect() -> None:
    sums = cluster_sums(*({number: 1} for number in (1, 4, 4, 9, 0.5)))
    found = clusters.cluster_mean(sums, 5)
    assert found is not None
    assert found.deff == 1


def test_errors_that_there_are_not() -> None:
    assert clusters.cluster_mean(cluster_sums(), 9) is None
    assert clusters.cluster_share(cluster_sums({}), 9) is None
    # One cluster tells nothing of how clusters differ.
    assert clusters.cluster_mean(cluster_sums({1: 2, 2: 2}), 9) == clusters.ClusterMean(1.5, None, 0, None, None, 1)
    assert clusters.cluster_share(cluster_sums({1: 1, 0: 3}), 1) == clusters.ClusterShare(25, None, 0, None, None, 1)
    for share in (0, 1):
        sums = cluster_sums({share: 2}, {share: 1})
        assert clusters.cluster_share(sums, 9) == clusters.ClusterShare(100 * share, 0, 1, None, None, 2)
    assert clusters.cluster_mean(cluster_sums({7: 2}, {7: 1}), 2) == clusters.ClusterMean(7, 0, 1, (7, 7), None, 2)
    # Every cluster has the same share: they differ in nothing, so that there is no error either.
    found = clusters.cluster_share(cluster_sums({1: 1, 0: 1}, {1: 2, 0: 2}), 2)
    assert found == clusters.ClusterShare(50, 0, 1, (50, 50), 0, 2)


NEED_EXTRA: dict[str, Callable[[], Any]] = {
    "chi-square": lambda: distributions.chi_square_p(1, 1),
    "t": lambda: distributions.t_p(1, 1),
    "F": lambda: distributions.f_p(1, 1, 1),
    "a quantile of t": lambda: distributions.t_quantile(0.975, 1),
    "a table": lambda: contingency.table_test({"a": {"x": 1, "y": 2}, "b": {"x": 3, "y": 4}}),
    "means": lambda: means.anova({"a": VARIED, "b": VARIED}),
}


@pytest.mark.parametrize("wanted", NEED_EXTRA.values(), ids=NEED_EXTRA)
def test_without_the_extra(wanted: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    with pytest.raises(SurveyError) as caught:
        wanted()
    (problem,) = caught.value.problems
    assert problem.code == codes.EXTRA_MISSING
    assert 'pip install "sstc-survey[stats]"' in problem.text


def test_what_takes_only_normal_tails_needs_no_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    assert columns.share_tests([10, 20], [40, 40]).letters == ((), ("A",))
    assert fisher([[1, 2], [3, 4]]).p == pytest.approx(1)
    assert intervals.wilson(1, 2)


def test_imports_wait() -> None:
    program = (
        "import sys\nfrom sstc_survey.statistics import clusters, columns, contingency, intervals, means\n"
        "columns.share_tests([10, 20], [40, 40])\nprint(*{'numpy', 'scipy'} & sys.modules.keys())"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []


EXPECTED: dict[str, Any] = {"row": {"count": 3, "pct": 0.1234567891234, "p": 0.05, "limits": [1, "Inf"], "no": None}}
CHANGED: dict[str, dict[str, Any]] = {
    "count": {"count": 4},
    "ninth digit": {"pct": 0.1234567894234},
    "p": {"p": 0.0500001},
    "limit": {"limits": [1, 2]},
    "fewer limits": {"limits": [1]},
    "null": {"no": 0},
    "number for null": {"count": None},
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED)
def test_a_golden_figure_that_differs_is_told(change: dict[str, Any]) -> None:
    comparison = Comparison()
    comparison.compare({"row": EXPECTED["row"] | change}, EXPECTED)
    with pytest.raises(AssertionError, match=f"/row/{next(iter(change))}"):
        comparison.finish()


def test_a_comparison_takes_figures() -> None:
    same = Comparison()
    same.compare(EXPECTED, EXPECTED)
    same.finish()
    assert same.compared == 6
    for expected in (EXPECTED, {}):
        comparison = Comparison()
        comparison.compare({}, expected)
        with pytest.raises(AssertionError):
            comparison.finish()
