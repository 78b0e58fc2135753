"""What an interview costs grows as what there is in it: lines of code that run are counted, no time is measured."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from sstc_survey.engine import State
from sstc_survey.engine.route import Step, route

Work = Callable[[], None]
# The same interviews as `benchmarks/linear.py` times.
CASES: dict[str, Callable[[int], Work]] = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "growing.py"))[
    "CASES"
]
FEW, TIMES = 40, 4
# Four times as much takes about four times as many lines; what is quadratic takes up to sixteen times as many.
MOST = 4.9


class Lines:
    """How many lines of Python have run."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, _frame: FrameType, event: str, _argument: object) -> Lines:
        self.count += event == "line"
        return self


@contextmanager
def counted_lines() -> Iterator[Lines]:
    """Count the lines of Python that run, each as often as it does."""
    lines, before = Lines(), sys.gettrace()
    sys.settrace(lines)
    try:
        yield lines
    finally:
        sys.settrace(before)


def growth(make: Callable[[int], Work]) -> float:
    """Return how many times as many lines run with four times as much."""
    counts = []
    for size in (FEW, FEW * TIMES):
        work = make(size)
        # What is remembered of a questionnaire is worked out once.
        work()
        with counted_lines() as lines:
            work()
        counts.append(lines.count)
    return counts[1] / counts[0]


@pytest.mark.parametrize("case", CASES)
def test_an_interview_costs_no_more_than_what_is_in_it(case: str) -> None:
    assert growth(CASES[case]) < MOST


def _whole_route(_steps: tuple[Step, ...], state: State, _affected: Mapping[str, Any]) -> tuple[Step, ...]:
    return route(state)


def test_work_on_all_that_was_said_before_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sstc_survey.engine.interview.changed_route", _whole_route)
    assert growth(CASES["questions"]) > MOST
