"""Measure how long an answer takes to be safe while fifty interviews are held and one person summarises the folder.

`python benchmarks/writers.py [WRITERS [ANSWERS [FOLDER]]]`: the median and the 99th percentile of the time from a reply
until it is on the disk, side by side with a single writer and with bare flushes of the disk. Each writer waits a second
between two answers, half of it less or more, which is less than people do. The figures are for people to judge; no test
looks at them.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = Path(__file__).resolve().parents[1] / "tests" / "storage" / "writer_runs.py"
# What a person does not notice, and what others may add to it.
MOST_MS, MOST_TIMES = 20, 5
PAUSE = "1"


def main() -> None:
    """Print a line for each number of writers."""
    writers, answers = (int(each) for each in [*sys.argv[1:3], *("50", "40")[len(sys.argv[1:3]) :]])
    with tempfile.TemporaryDirectory(dir=sys.argv[3] if len(sys.argv) > 3 else None) as folder:
        print(f"{'who':<28} {'median':>9} {'p99':>9}")
        flushes = bare(Path(folder), 200)
        show("a bare write and fsync", flushes)
        alone = measure(Path(folder), "alone", 1, answers)
        show("1 writer", alone)
        many = measure(Path(folder), "many", writers, answers)
        show(f"{writers} writers", many)
    p99, median = percentile(many), statistics.median(alone)
    print(
        f"p99 of {writers} writers: {p99:.1f} ms (budget {MOST_MS}), {p99 / median:.1f} times the median of one",
        end=" ",
    )
    print(f"(budget {MOST_TIMES})")


def measure(folder: Path, name: str, writers: int, answers: int) -> list[float]:
    """Return the milliseconds of every answer, a reader at work."""
    import json

    command = [sys.executable, str(RUNS), str(folder / name), str(writers), str(answers), PAUSE]
    environment = {**os.environ, "PYTHONPATH": str(RUNS.parent)}
    ended = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    outcome = json.loads(ended.stdout)
    assert (outcome["complete"], outcome["bad"]) == (writers, 0), outcome
    print(f"  {outcome['reads']} times the folder was read meanwhile", file=sys.stderr)
    return outcome["ms"]  # type: ignore[no-any-return]


def bare(folder: Path, times: int) -> list[float]:
    """Return the milliseconds of writing and flushing a few bytes."""
    taken = []
    with (folder / "flushed").open("ab", buffering=0) as file:
        for _ in range(times):
            begun = time.perf_counter()
            file.write(b"x" * 2_000)
            os.fsync(file.fileno())
            taken.append((time.perf_counter() - begun) * 1e3)
    return taken


def percentile(taken: list[float]) -> float:
    """Return the 99th percentile."""
    return statistics.quantiles(taken, n=100)[98]


def show(who: str, taken: list[float]) -> None:
    """Print a line."""
    print(f"{who:<28} {statistics.median(taken):>6.2f} ms {percentile(taken):>6.2f} ms", flush=True)


if __name__ == "__main__":
    main()
