"""Compares figures with golden ones, all of them before it complains."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import isclose, isfinite
from typing import Any, Final

# Figures of later features, words, and what another program prints of a figure that is here more exactly
LEFT_OUT: Final = frozenset(
    {"weighted", "weighted_bases", "weighted_mean", "weighted_se", "note", "as_printed_by_fisher_test"}
)
# What hangs on the tail or a quantile of a distribution
ROUGH: Final = frozenset(
    {"p", "p_bonferroni", "ci95", "ci95_t", "ci95_logit", "odds_ratio_conditional_mle", "conditional_ci95"}
)
_SHOWN: Final = 20
_NOTHING: Final = object()


class Comparison:
    """The figures of one group: how many were compared, and those that differ."""

    def __init__(self, left_out: Collection[str] = LEFT_OUT) -> None:
        self.compared = 0
        self.different: list[str] = []
        self._left_out = left_out

    def compare(self, found: object, expected: object, path: str = "", *, rough: bool = False) -> None:
        """Compare all figures that are expected; what else was found does not matter."""
        match expected:
            case Mapping():
                self._compare_mapping(found, expected, path, rough=rough)
            case list() | tuple():
                self._compare_list(found, expected, path, rough=rough)
            case _:
                self.compared += 1
                if found is _NOTHING or not _same(found, expected, 1e-6 if rough else 1e-9):
                    self.different.append(f"{path}: {_shown(found)} instead of {expected!r}")

    def _compare_mapping(self, found: object, expected: Mapping[str, Any], path: str, *, rough: bool) -> None:
        there = found if isinstance(found, Mapping) else {}
        for key, value in expected.items():
            if key not in self._left_out and not key.startswith(("weighted_", "rao_scott")):
                self.compare(there.get(key, _NOTHING), value, f"{path}/{key}", rough=rough or key in ROUGH)

    def _compare_list(self, found: object, expected: list[Any] | tuple[Any, ...], path: str, *, rough: bool) -> None:
        there = list(found) if isinstance(found, list | tuple) else []
        if len(there) != len(expected):
            self.compared += max(1, len(expected))
            self.different.append(f"{path}: {_shown(found)} instead of {expected!r}")
            return
        if not expected:
            # That there is none is a figure too.
            self.compared += 1
        for number, (mine, theirs) in enumerate(zip(there, expected, strict=True)):
            self.compare(mine, theirs, f"{path}/{number}", rough=rough)

    def finish(self) -> None:
        """Fail with the first figures that differ, or if there was nothing to compare."""
        print(f"{self.compared - len(self.different)} of {self.compared} figures")
        assert self.compared, "no figure was compared"
        more = "\n".join(self.different[:_SHOWN])
        assert not self.different, f"{len(self.different)} of {self.compared} figures differ:\n{more}"


def _shown(found: object) -> str:
    return "nothing" if found is _NOTHING else repr(found)


def figures_in(expected: object, left_out: Collection[str] = LEFT_OUT) -> int:
    """Return how many figures there are to compare."""
    comparison = Comparison(left_out)
    comparison.compare(expected, expected)
    return comparison.compared


def _same(found: object, expected: object, tolerance: float) -> bool:
    if isinstance(expected, str) and expected.lstrip("-") == "Inf":
        expected = float(expected)
    if isinstance(found, str) and found.lstrip("-") == "Inf":
        found = float(found)
    if isinstance(found, bool) or isinstance(expected, bool):
        return found is expected
    if isinstance(found, int | float) and isinstance(expected, int | float):
        if not (isfinite(found) and isfinite(expected)):
            return found == expected
        return isclose(found, expected, rel_tol=tolerance, abs_tol=1e-12)
    return found == expected
