"""Rules of the classes of numbers.

1. They are equal and have round limits; there are 5 to 10 of them, or 11 where the next width would make fewer than 5.
2. Each number is in one of them: from its start to below its end.
3. Whole numbers have whole limits, and a class each where they are few; of equal numbers there are none.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import with_examples

from sstc_survey.tally.histogram import Histogram
from sstc_survey.tally.numbers import figures_of

# Numbers, and the classes of them: start, end, n.
CASES: list[tuple[list[float], list[tuple[float, float, int]]]] = [
    ([3, 4, 4, 7], [(3, 3, 1), (4, 4, 2), (5, 5, 0), (6, 6, 0), (7, 7, 1)]),
    ([-1, 0, 1.0], [(-1, -1, 1), (0, 0, 1), (1, 1, 1)]),
    ([0, 20, 20], [(0, 5, 1), (5, 10, 0), (10, 15, 0), (15, 20, 0), (20, 25, 2)]),
    ([1, 13], [(0, 2, 1), (2, 4, 0), (4, 6, 0), (6, 8, 0), (8, 10, 0), (10, 12, 0), (12, 14, 1)]),
    ([0.5, 3, 2.9], [(0.5, 1, 1), (1, 1.5, 0), (1.5, 2, 0), (2, 2.5, 0), (2.5, 3, 1), (3, 3.5, 1)]),
    (
        [0.1, 0.3, 0.35],
        [(0.1, 0.15, 1), (0.15, 0.2, 0), (0.2, 0.25, 0), (0.25, 0.3, 0), (0.3, 0.35, 1), (0.35, 0.4, 1)],
    ),
    ([-7.5, 13], [(-7.5, -5, 1), *((at, at + 2.5, 0) for at in (-5, -2.5, 0, 2.5, 5, 7.5, 10)), (12.5, 15, 1)]),
    ([-5.5, 13], [*((at, at + 2, int(at == -6)) for at in range(-6, 12, 2)), (12, 14, 1)]),
]


def histogram(numbers: list[float]) -> Histogram | None:
    return figures_of({number: numbers.count(number) for number in numbers}, with_histogram=True).histogram


@pytest.mark.parametrize(("numbers", "expected"), CASES)
def test_classes(numbers: list[float], expected: list[tuple[float, float, int]]) -> None:
    found = histogram(numbers)
    assert found is not None
    assert [(each.start, each.end, each.n) for each in found.classes] == expected
    assert found.whole == all(number == int(number) for number in numbers)


@pytest.mark.parametrize("numbers", [[], [7], [7, 7, 7.0], [5e-324, 1e-323], [10**17, 10**17 + 20]])
def test_of_equal_numbers_and_those_too_close_there_are_none(numbers: list[float]) -> None:
    assert histogram(numbers) is None


NUMBERS = st.dictionaries(
    st.one_of(
        st.integers(-300, 300),
        st.integers(-(10**9), 10**9),
        st.floats(-1e6, 1e6).map(lambda number: round(number, 3)),
        st.floats(-1e300, 1e300),
    ),
    st.integers(1, 5),
    min_size=2,
    max_size=12,
)


@with_examples(300)
@given(counts=NUMBERS)
def test_every_number_is_in_one_of_few_equal_classes_with_round_limits(counts: Mapping[float, int]) -> None:
    found = figures_of(counts, with_histogram=True).histogram
    if found is None:
        return
    classes = found.classes
    exact = {Fraction(repr(number)): 0 for number in counts}
    for number, count in counts.items():
        exact[Fraction(repr(number))] += count
    assert sum(each.n for each in classes) == sum(counts.values())
    if classes[0].start == classes[0].end:
        assert [each.n for each in classes] == [exact.get(Fraction(each.start), 0) for each in classes]
        assert len(classes) <= 10
        return
    limits = [Fraction(repr(limit)) for limit in (classes[0].start, *(each.end for each in classes))]
    width = limits[1] - limits[0]
    assert 5 <= len(classes) <= 11
    assert classes[0].n > 0 < classes[-1].n
    for each, start, end in zip(classes, limits, limits[1:], strict=False):
        assert end - start == width
        assert (start / width).denominator == 1
        assert each.n == sum(count for number, count in exact.items() if start <= number < end)
    leading = f"{float(width):e}".rstrip("0").replace(".e", "e").partition("e")[0].rstrip("0").rstrip(".")
    assert leading in {"1", "2", "2.5", "5"}
    assert not found.whole or all(limit.denominator == 1 for limit in limits)
