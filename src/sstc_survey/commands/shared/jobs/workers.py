"""Who reads the files of a command: this process, several of this machine, or those of a cluster."""

from __future__ import annotations

import os
import pickle
import re
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Final, Protocol, TypeVar, cast

from sstc_survey.commands.shared.output import terminal
from sstc_survey.problems import Problem, SurveyError, codes
from sstc_survey.reports.progress import Progress
from sstc_survey.storage.inventory import Inventory
from sstc_survey.storage.packs.places import absolute

T = TypeVar("T")

AUTO: Final = "auto"
# More processes than any machine of today has cores: each takes memory of its own.
_MOST_JOBS: Final = 1_024
# So many parts a worker: nobody waits long for the last. Smaller ones would cost more to send than to read.
_PARTS_A_WORKER: Final = 8
_SMALLEST_PART: Final = 100
# So many parts a worker wait for it or for their turn.
WAITING: Final = 3


class Workers(Protocol):
    """Does a job for each part, and gives the results in the order of the parts."""

    @property
    def count(self) -> int:
        """Return how many of them there are."""
        ...

    @property
    def largest_part(self) -> int:
        """Return how many files a part has at most."""
        ...

    def run(self, job: Callable[[Inventory], T], parts: Sequence[Inventory]) -> Iterator[T]:
        """Yield what the job returns for each part; both are sent to another process."""
        ...


def do(job: bytes, part: Inventory) -> tuple[object, Mapping[str, tuple[bytes, int]]]:
    """Do a job for a part; return what was found, and the seals of the files that were checked."""
    return _unpacked(job)(part), part.take_seals()


@lru_cache(maxsize=1)
def _unpacked(job: bytes) -> Callable[[Inventory], object]:
    """Return a job that was sent; with the next part, what it holds is there already."""
    found: Callable[[Inventory], object] = pickle.loads(job)  # noqa: S301 from the process that this one works for
    return found


def divided(job: Callable[[Inventory], T], inventory: Inventory, workers: Workers) -> Iterator[T]:
    """Yield what a job finds in each part of an inventory, in order, and show on a terminal how far it is."""
    even = len(inventory) // (_PARTS_A_WORKER * workers.count)
    parts = inventory.parts(min(max(even, _SMALLEST_PART), workers.largest_part))
    progress = Progress(len(inventory), terminal(), time.monotonic)
    try:
        sent = partial(do, pickle.dumps(job))
        for part, (found, seals) in zip(parts, workers.run(sent, parts), strict=True):
            inventory.give_seals(seals)
            progress.step(len(part))
            yield cast("T", found)
    finally:
        progress.close()
    inventory.save_seals()


def submitted(
    executor: Executor, job: Callable[[Inventory], T], parts: Sequence[Inventory], at_once: int
) -> Iterator[T]:
    """Yield the results in order; only `at_once` parts wait for a worker, or for their turn to be yielded."""
    futures: deque[Future[T]] = deque()
    for part in parts:
        futures.append(executor.submit(job, part))
        if len(futures) >= at_once:
            yield futures.popleft().result()
    while futures:
        yield futures.popleft().result()


@contextmanager
def readers(
    paths: Sequence[str], jobs: str | None, executor: str | None, *, believes_seals: bool = True
) -> Iterator[tuple[Inventory, Workers | None]]:
    """Give the files under some paths, and who reads them: None where this process does it by itself.

    The workers of a cluster start in folders of their own: for them the paths are whole.
    """
    if executor is None:
        count = _count(jobs)
        inventory = Inventory(paths, believes_seals=believes_seals)
        if count == 1:
            yield inventory, None
            return
        from sstc_survey.commands.shared.jobs.pool import ProcessPool

        yield inventory, ProcessPool(count)
        return
    if jobs is not None:
        raise SurveyError(Problem(codes.OPTIONS_CONTRADICT, {"first": "--jobs", "second": "--executor"}))
    from sstc_survey.commands.shared.jobs.cluster import Cluster

    whole = [absolute(path) for path in paths]
    inventory = Inventory(whole, believes_seals=believes_seals)
    cluster = Cluster(executor)
    try:
        cluster.check(inventory, whole)
        yield inventory, cluster
    finally:
        cluster.close()


def _count(jobs: str | None) -> int:
    if jobs is None:
        return 1
    if jobs == AUTO:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if re.fullmatch("[0-9]{1,6}", jobs) and 1 <= int(jobs) <= _MOST_JOBS:
        return int(jobs)
    raise SurveyError(Problem(codes.JOBS_NUMBER, {"jobs": jobs, "most": _MOST_JOBS}))
