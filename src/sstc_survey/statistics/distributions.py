"""Tails and quantiles of the distributions that tests need.

The normal one is in Python itself; the others are those of `scipy.special`, which comes with the extra `stats` and
takes a while to import, so it is imported when the first of them is wanted.
"""

from __future__ import annotations

import math
from typing import Any

from sstc_survey.problems import Problem, SurveyError, codes


def normal_p(z: float) -> float:
    """Return the two-sided p of a z."""
    return math.erfc(abs(z) / math.sqrt(2))


def chi_square_p(chi2: float, df: float) -> float:
    """Return the upper tail of chi-square."""
    return float(_special().chdtrc(df, chi2))


def t_p(t: float, df: float) -> float:
    """Return the two-sided p of a t."""
    return float(2 * _special().stdtr(df, -abs(t)))


def f_p(f: float, df1: float, df2: float) -> float:
    """Return the upper tail of F."""
    return float(_special().fdtrc(df1, df2, f))


def t_quantile(p: float, df: float) -> float:
    """Return the quantile of t at p."""
    return float(_special().stdtrit(df, p))


def _special() -> Any:  # noqa: ANN401 it has no types
    """Return `scipy.special`, or raise the problem that says how to install it."""
    try:
        import scipy.special
    except ImportError:
        raise SurveyError(Problem(codes.EXTRA_MISSING, {"extra": "stats"})) from None
    return scipy.special
