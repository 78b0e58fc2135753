"""Several processes of this machine; where one dies, what was lost with it is read once more."""

from __future__ import annotations

import contextlib
import fcntl
import multiprocessing
import os
import pickle
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing.context import BaseContext
from multiprocessing.synchronize import Event
from typing import Final, TypeVar, cast

from msgspec import Struct

from sstc_survey.commands.shared.jobs.workers import WAITING, submitted
from sstc_survey.display import counted
from sstc_survey.problems import ExitCode, Problem, SurveyError, codes
from sstc_survey.reports.problems import print_problems
from sstc_survey.storage.inventory import Inventory
from sstc_survey.storage.packs.remote import give_up_when
from sstc_survey.storage.signals import signals_held

T = TypeVar("T")

# Where a process can be divided, what was imported and opened before is there at once.
_IS_FORKED: Final = sys.platform == "linux"


class _At(Struct, frozen=True):
    """Where a result is in the file of results."""

    offset: int
    size: int


class _Worker(Struct, frozen=True):
    """What a worker has: it begins no part after `stop`, and writes results into a file, if there is one."""

    stop: Event
    file: int | None


class _StoppedError(Exception):
    """The work was broken off before this part was begun."""


# What this process has, if it is a worker.
_own: _Worker | None = None


class ProcessPool:
    """Processes that read one part each at a time."""

    # Where the work is broken off, each ends with the part that it is at: that takes less than a second.
    largest_part: Final = 1_000

    def __init__(self, count: int) -> None:
        self.count = count

    def run(self, job: Callable[[Inventory], T], parts: Sequence[Inventory]) -> Iterator[T]:
        """Yield the results in order; parts that were lost with a worker are done once more, one after the other."""
        done = alone = 0
        with tempfile.TemporaryFile() if _IS_FORKED else contextlib.nullcontext() as file:
            results = None if file is None else file.fileno()
            work = partial(_work, job)
            while done < len(parts):
                try:
                    # All that was under way may have been lost through one part: each is tried by itself.
                    while done < alone:
                        with _executor(1, results) as executor:
                            for found in submitted(executor, work, parts[done : done + 1], 1):
                                yield cast("T", _read(found, results))
                        done += 1
                    if done == len(parts):
                        return
                    with _executor(min(self.count, len(parts) - done), results) as executor:
                        for found in submitted(executor, work, parts[done:], WAITING * self.count):
                            done += 1
                            yield cast("T", _read(found, results))
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
def _executor(count: int, results: int | None) -> Iterator[ProcessPoolExecutor]:
    """Give processes to work with, and end them whatever happens."""
    context: BaseContext = multiprocessing.get_context("fork" if _IS_FORKED else "spawn")
    own = _Worker(context.Event(), results)
    executor = ProcessPoolExecutor(count, mp_context=context, initializer=_start, initargs=(own,))
    try:
        yield executor
    except BaseException:
        with signals_held():
            own.stop.set()
            executor.shutdown(cancel_futures=True)
        raise
    executor.shutdown()


def _start(own: _Worker) -> None:
    """Make a worker leave the signals of the terminal to its parent, and end with it."""
    global _own  # noqa: PLW0603 of this process
    _own = own
    give_up_when(own.stop.is_set)
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(job: Callable[[Inventory], T], part: Inventory) -> T | _At:
    """Do a job for a part, and return what it gives, or where that is in the file of results.

    A process that is killed while it sends much leaves half of it in the pipe, and the pool waits for the other half
    for ever; where a result is, is sent whole or not at all.
    """
    if _own is None or _own.stop.is_set():
        raise _StoppedError
    found = job(part)
    if _own.file is None:
        return found
    data = memoryview(pickle.dumps(found))
    fcntl.lockf(_own.file, fcntl.LOCK_EX)
    try:
        offset = written = os.fstat(_own.file).st_size
        while written - offset < len(data):
            written += os.pwrite(_own.file, data[written - offset :], written)
    finally:
        fcntl.lockf(_own.file, fcntl.LOCK_UN)
    return _At(offset, len(data))


def _read(found: object, results: int | None) -> object:
    """Return a result that was sent, or that is in the file of results."""
    if results is None or not isinstance(found, _At):
        return found
    return pickle.loads(os.pread(results, found.size, found.offset))  # noqa: S301 from a process of our own
