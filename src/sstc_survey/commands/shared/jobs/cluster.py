"""The workers of a Dask cluster: what it is asked before any work, and what its failures mean."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from functools import cached_property
from typing import Any, Final, TypeVar

from msgspec import Struct

from sstc_survey import __version__
from sstc_survey.commands.shared.jobs.workers import WAITING, submitted
from sstc_survey.display import counted
from sstc_survey.problems import ExitCode, Problem, SurveyError, codes
from sstc_survey.reports.problems import print_problems
from sstc_survey.storage.bounded import reason
from sstc_survey.storage.inventory import Inventory
from sstc_survey.storage.packs.paths import split_packed
from sstc_survey.storage.packs.places import Ticket, ticket, visit
from sstc_survey.storage.urls import is_url

T = TypeVar("T")

_ADDRESS: Final = re.compile(r"(tcp|tls|ucx|ws|wss)://[^\s/]+:[0-9]{1,5}")
# Seconds; a scheduler that is there answers at once.
_PATIENCE: Final = 5
_OTHER: Final = "there is another file"


class _Seen(Struct, frozen=True):
    """What a worker says of itself: its version, and why it cannot read which path."""

    version: str
    unreadable: Mapping[str, str]


class Cluster:
    """The workers of a scheduler; the paths that they read must be whole, as they start in folders of their own."""

    # A scheduler takes about a millisecond for each part. Nobody waits for the workers where the work is broken off.
    largest_part: Final = 10_000

    def __init__(self, address: str) -> None:
        """Connect to the scheduler, or raise why that cannot be."""
        if not _ADDRESS.fullmatch(address):
            raise SurveyError(Problem(codes.CLUSTER_ADDRESS, {"address": address}))
        try:
            from distributed import Client
            from distributed.comm.core import connect
        except ImportError:
            raise SurveyError(Problem(codes.EXTRA_MISSING, {"extra": "dask"})) from None
        # What fails is said here, once.
        for name in ("distributed", "asyncio", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        self._address = address
        try:
            # A client would wait for ever for the greeting of what is no scheduler.
            asyncio.run(asyncio.wait_for(_greet(connect, address), 2 * _PATIENCE))
            client: Any = Client
            self._client = client(address, timeout=_PATIENCE, set_as_default=False)
        except Exception as error:  # noqa: BLE001 whatever answers there may be no scheduler
            details = {"address": address, "reason": _reason(error)}
            raise SurveyError(Problem(codes.CLUSTER_UNREACHABLE, details), exit_code=ExitCode.PROBLEMS) from None

    @cached_property
    def count(self) -> int:
        """Return how many parts can be done at the same time."""
        return max(1, sum(int(worker["nthreads"]) for worker in self._workers().values()))

    def _workers(self) -> Mapping[str, Mapping[str, Any]]:
        """Return what the scheduler knows of each worker, by its address."""
        workers: Mapping[str, Mapping[str, Any]] = self._client.sync(self._client.scheduler.identity)["workers"]
        return workers

    def check(self, inventory: Inventory, paths: Sequence[str]) -> None:
        """Raise every problem with the workers: another version of the program, or paths that they cannot read."""
        if not self._workers():
            problem = Problem(codes.CLUSTER_WITHOUT_WORKERS, {"address": self._address})
            raise SurveyError(problem, exit_code=ExitCode.PROBLEMS)
        sizes: dict[str, int | Ticket] = dict.fromkeys(map(_file, paths), -1)
        if first := inventory.first_local:
            sizes[first] = os.stat(first).st_size
        sizes |= {path: given for path in sizes if (given := ticket(path)) is not None}
        answers: Mapping[str, _Seen | Exception] = self._client.run(_look, sizes, on_error="return")
        problems: list[Problem] = []
        for worker, seen in answers.items():
            if isinstance(seen, Exception):
                problems.append(_version(worker, _found(seen)))
            elif seen.version != __version__:
                problems.append(_version(worker, f"sstc-survey {seen.version}"))
            else:
                problems += (
                    Problem(
                        codes.CLUSTER_URL if is_url(path) else codes.CLUSTER_PATH,
                        {"worker": worker, "path": path, "reason": why},
                    )
                    for path, why in seen.unreadable.items()
                )
        if problems:
            raise SurveyError(*problems, exit_code=ExitCode.PROBLEMS)

    def run(self, job: Callable[[Inventory], T], parts: Sequence[Inventory]) -> Iterator[T]:
        """Yield the results in order; what is lost with a worker is computed again by Dask."""
        from distributed import KilledWorker

        before = set(self._workers())
        executor = self._client.get_executor(pure=False)
        try:
            yield from submitted(executor, job, parts, WAITING * self.count)
            lost = len(before - set(self._workers()))
        except (KilledWorker, CancelledError, OSError) as error:
            problem = Problem(codes.CLUSTER_FAILED, {"reason": _reason(error)})
            raise SurveyError(problem, exit_code=ExitCode.PROBLEMS) from None
        finally:
            executor.shutdown(wait=False)
        if lost:
            details = {"count": f"{counted(lost, 'worker')} {'was' if lost == 1 else 'were'}"}
            print_problems([Problem(codes.CLUSTER_LOST, details)], sys.stderr)

    def close(self) -> None:
        """Leave the cluster as it is."""
        self._client.close(timeout=1)


async def _greet(connect: Callable[..., Any], address: str) -> None:
    comm = await connect(address, timeout=_PATIENCE)
    comm.abort()


def _file(path: str) -> str:
    """Return the pack that a path leads into, or else the path."""
    parts = split_packed(path)
    return path if parts is None else parts[0]


def _look(sizes: Mapping[str, int | Ticket]) -> _Seen:
    """Return the version of this program on a worker, and which paths it cannot read, or finds other files at."""
    unreadable: dict[str, str] = {}
    for path, size in sizes.items():
        if isinstance(size, Ticket):
            try:
                visit(path, size)
            except SurveyError as error:
                problem = error.problems[0]
                unreadable[path] = _OTHER if problem.code == codes.URL_REPLACED else _why(problem)
            continue
        try:
            found = os.stat(path).st_size
            os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
        except OSError as error:
            unreadable[path] = reason(error)
        else:
            if size not in (-1, found):
                unreadable[path] = _OTHER
    return _Seen(__version__, unreadable)


def _why(problem: Problem) -> str:
    return str(problem.details.get("reason") or problem.text)


def _version(worker: str, found: str) -> Problem:
    return Problem(codes.CLUSTER_VERSION, {"worker": worker, "found": found, "wanted": __version__})


def _found(error: Exception) -> str:
    """Return what a worker has that cannot be asked."""
    # Dask sends the error as a text in one of its own.
    if "No module named 'sstc_survey'" in str(error):
        return "no sstc-survey"
    return f"another sstc-survey ({_reason(error)})"


def _reason(error: BaseException) -> str:
    """Return what an error says in one line."""
    if not str(error):
        return "no answer" if isinstance(error, TimeoutError) else type(error).__name__
    return str(error).splitlines()[0]
