"""The tests of a table in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sstc_survey.i18n import gettext
from sstc_survey.reports.rounding import as_given, two_decimals
from sstc_survey.reports.summary.model import TestedTable
from sstc_survey.statistics import Anova, KruskalWallis, TableTest, WelchT
from sstc_survey.tally.banners.significance import ChiSquare, GroupMeans

# A p below it is shown as less.
_LEAST_P = 0.001
_SMALL = 5


def test_lines(tested: TestedTable, labels: Mapping[str, str]) -> Iterator[str]:
    """Yield what was tested of a table, each test on a line; letters are in its cells.

    `labels` has the choices that are tested one by one, where there may be several.
    """
    tests = tested.significance
    if tests.chi2 is not None:
        yield from _chi_square(tests.chi2, labels)
    if tests.shown_means is not None:
        yield from _means(tests.shown_means)


def _chi_square(chi2: ChiSquare, labels: Mapping[str, str]) -> Iterator[str]:
    if chi2.choices:
        for choice, test in chi2.choices.items():
            if test is not None:
                yield gettext("{label}: {note}").format(label=labels.get(choice, choice), note=_table(test))
    elif chi2.table is None:
        yield gettext("no chi-square: fewer than two rows or columns have an answer")
    else:
        yield _table(chi2.table)


def _table(test: TableTest) -> str:
    said = gettext("chi-square {chi2}, df {df}, {p}; Cramér's V {v}").format(
        chi2=two_decimals(test.chi2), df=test.df, p=p_of(test.p), v=two_decimals(test.cramers_v)
    )
    if test.fisher is not None:
        said = gettext("; ").join([said, gettext("Fisher's exact test {p}").format(p=p_of(test.fisher.p))])
    if test.min_expected < _SMALL:
        small = gettext("smallest expected count {count}, under 5: chi-square is rough")
        said = gettext("; ").join([said, small.format(count=two_decimals(test.min_expected))])
    return said


def _means(means: GroupMeans) -> Iterator[str]:
    match means.welch_t:
        case WelchT() as test:
            words = gettext("Welch's t {t}, df {df}, {p}; difference {difference} ({low} to {high})")
            low, high = test.ci95
            yield words.format(
                t=two_decimals(test.t),
                df=two_decimals(test.df),
                p=p_of(test.p),
                difference=two_decimals(test.diff),
                low=two_decimals(low),
                high=two_decimals(high),
            )
        case None:
            pass
    # Of two groups, Welch's ANOVA says what his t says.
    by_welch = None if means.welch_t is not None else means.welch_anova
    for name, each, write in (
        (gettext("ANOVA"), means.anova, as_given),
        (gettext("Welch's ANOVA"), by_welch, two_decimals),
    ):
        if isinstance(each, Anova):
            yield gettext("{name} F {f}, df {df1} and {df2}, {p}").format(
                name=name, f=two_decimals(each.f), df1=each.df1, df2=write(each.df2), p=p_of(each.p)
            )
    match means.kruskal_wallis:
        case KruskalWallis(h, df, p):
            yield gettext("Kruskal-Wallis H {h}, df {df}, {p}").format(h=two_decimals(h), df=df, p=p_of(p))
        case None:
            pass


def p_of(p: float) -> str:
    """Write a p value."""
    return f"p < {_LEAST_P}" if p < _LEAST_P else f"p = {p:.3f}"
