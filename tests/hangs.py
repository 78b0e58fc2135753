"""A guard where work could grow without bound; how fast the program is otherwise is measured in benchmarks."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

# Of processor time, so that a busy machine does not matter. Tests that are guarded need less than one.
SECONDS = 20


def _give_up(_number: int, _frame: FrameType | None) -> None:
    pytest.fail(f"still at work after {SECONDS} seconds of processor time")


@contextmanager
def no_hang() -> Iterator[None]:
    """Fail a test where something hangs, or takes as long as work that explodes."""
    before = signal.signal(signal.SIGPROF, _give_up)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
