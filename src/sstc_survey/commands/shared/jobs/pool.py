"""Several processes of this machine; where one dies, what was lost with it is read once more."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.context import BaseContext
from typing import TypeVar

from sstc_survey.commands.shared.jobs.workers import WAITING, submitted
from sstc_survey.display import counted
from sstc_survey.problems import ExitCode, Problem, SurveyError, codes
from sstc_survey.reports.problems import print_problems
from sstc_survey.storage.inventory import Inventory

T = TypeVar("T")


class ProcessPool:
    """Processes that read one part each at a time."""

    def __init__(self, count: int) -> None:
        self.count = count

    def run(self, job: Callable[[Inventory], T], parts: Sequence[Inventory]) -> Iterator[T]:
        """Yield the results in order; parts that were lost with a worker are done once more, one after the other."""
        done = alone = 0
        while done < len(parts):
            try:
                # All that was under way may have been lost through one part: each is tried by itself.
                while done < alone:
                    with _executor(1) as executor:
                        yield from submitted(executor, job, parts[done : done + 1], 1)
                    done += 1
                if done == len(parts):
                    return
                with _executor(min(self.count, len(parts) - done)) as executor:
                    for found in submitted(executor, job, parts[done:], WAITING * self.count):
                        done += 1
                        yield found
            except BrokenProcessPool:
                if done < alone:
                    details = {"files": _named(parts[done : done + 1])}
                    raise SurveyError(Problem(codes.WORKER_DIED, details), exit_code=ExitCode.PROBLEMS) from None
                alone = min(done + WAITING * self.count, len(parts))
                lost = parts[done:alone]
                details = {"count": counted(sum(map(len, lost)), "file"), "files": _named(lost)}
                print_problems([Problem(codes.WORKER_LOST, details)], sys.stderr)


def _named(parts: Sequence[Inventory]) -> str:
    """Name the first and the last file of some parts."""
    first, last = parts[0].first_path, parts[-1].last_path
    return first if first == last else f"{first} to {last}"


@contextmanager
def _executor(count: int) -> Iterator[ProcessPoolExecutor]:
    """Give processes to work with, and end them whatever happens: at once where the work is broken off."""
    executor = ProcessPoolExecutor(count, mp_context=_context(), initializer=_start)
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.kill()
        raise
    executor.shutdown()


def _context() -> BaseContext:
    """Return how processes are made: what was imported already is there at once where a process can be divided."""
    return multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


def _start() -> None:
    """Make a worker leave the signals of the terminal to its parent, and end with it."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
