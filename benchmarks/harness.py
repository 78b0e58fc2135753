"""Time two things in turn, A B A B …, and compare them round by round."""

from __future__ import annotations

import os
import pty
import resource
import select
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

Measure = Callable[[], float]


_WHERE = b"\x1b[6n"


class Row(NamedTuple):
    """One comparison: what, the medians in seconds, the median of the rounds' ratios, and what it should be."""

    what: str
    ours: float
    theirs: float
    ratio: float
    budget: str


def compare(what: str, ours: Measure, theirs: Measure, budget: str, rounds: int = 15) -> Row:
    """Measure both in turn after one round that does not count."""
    ours()
    theirs()
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    return Row(
        what,
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
        budget,
    )


def cpu(command: Sequence[str], cwd: str | None = None) -> Measure:
    """Return a measure of the CPU seconds that a command takes as a whole process."""

    def measure() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        ended = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=cwd, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if ended.returncode not in {0, 1}:
            raise SystemExit(f"{command} ended with {ended.returncode}: {ended.stderr.decode()}")
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return measure


def until_shown(command: Sequence[str], text: bytes, cwd: str | None = None) -> Measure:
    """Return a measure of the seconds until a command shows a text on its terminal."""

    def measure() -> float:
        started = time.perf_counter()
        child, terminal = pty.fork()
        if child == 0:
            if cwd:
                os.chdir(cwd)
            os.execvp(command[0], list(command))
        shown, asked = b"", 0
        while text not in shown:
            if not select.select([terminal], [], [], 20)[0]:
                raise SystemExit(f"{command} did not show {text!r}: {shown!r}")
            shown += os.read(terminal, 65536)
            if shown.count(_WHERE) > asked:
                # A terminal says where its cursor is when it is asked.
                asked += 1
                os.write(terminal, b"\x1b[1;3R")
        taken = time.perf_counter() - started
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)
        return taken

    return measure


def inside(work: Callable[[], object]) -> Measure:
    """Return a measure of the CPU seconds that a function takes in this process."""

    def measure() -> float:
        started = time.process_time()
        work()
        return time.process_time() - started

    return measure


def wall(work: Callable[[], object]) -> Measure:
    """Return a measure of the seconds that a function takes, waiting for the disk included."""

    def measure() -> float:
        started = time.perf_counter()
        work()
        return time.perf_counter() - started

    return measure


def peak_memory(command: Sequence[str], cwd: str | None = None) -> int:
    """Return the peak memory of a command in KiB.

    It is started by a small process of its own: what a process had before it became the command counts too.
    """
    small = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    ended = subprocess.run([sys.executable, "-c", small, *command], capture_output=True, text=True, cwd=cwd, check=True)
    return int(ended.stdout)
