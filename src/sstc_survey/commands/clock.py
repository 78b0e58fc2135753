"""The clocks of the program: the wall clock, and the time that an interview has taken."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable


def now() -> str:
    """Return the time of day with its offset, RFC 3339, to the second."""
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")


def stopwatch(already: int = 0) -> Callable[[], int]:
    """Return a function that tells the ms since now, plus those that had passed already.

    It reads a clock that nobody can set, so that a changed wall clock cannot distort durations.
    """
    start = time.monotonic_ns()
    return lambda: already + (time.monotonic_ns() - start) // 1_000_000
