"""Print what four times as much of something costs: `python benchmarks/linear.py [IN_INTERVIEWS [RESPONSES]]`.

Where the cost is linear the ratio is about 4, or less where something is the same for all sizes; 16 is quadratic. The
time that a command needs for nothing is taken off.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from growing import CASES
from harness import Measure, cpu, inside
from many_responses import write_responses

OURS = str(Path(sys.executable).with_name("sstc-survey"))
TIMES = 4
ROUNDS = 3


def main() -> None:
    """Print a line for each thing that there can be much of."""
    interviews = int(sys.argv[1]) if len(sys.argv) > 1 else 250
    responses = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    print(f"{'what':<44} {'few':>6} {'s':>8} {'many':>6} {'s':>8} {'ratio':>6}")
    for what, make in CASES.items():
        _print(what, interviews, inside(make(interviews)), inside(make(interviews * TIMES)), 0)
    folder = tempfile.mkdtemp(prefix="sstc-benchmark-")
    try:
        one = os.path.join(folder, "one")
        write_responses(one, 1)
        nothing = least(cpu([OURS, "list", one], folder))
        for what, few, many in commands(folder, responses):
            _print(what, responses, few, many, nothing)
    finally:
        shutil.rmtree(folder)


def commands(folder: str, count: int) -> Iterator[tuple[str, Measure, Measure]]:
    """Yield what commands take with so many responses, and with more."""
    folders = {size: os.path.join(folder, str(size)) for size in (count, count * TIMES)}
    for size, place in folders.items():
        write_responses(place, size)
    few, many = folders.values()
    for command in (["list"], ["summarize"], ["list", "--format", "json"], ["summarize", "--format", "json"]):
        yield f"responses: {' '.join(command)}", cpu([OURS, *command, few]), cpu([OURS, *command, many])
    yield "responses: show", _show(few), _show(many)
    yield "responses: run --replies", _replies(folder, count), _replies(folder, count * TIMES)
    yield "responses: simulate --answers", _simulate(folder, count), _simulate(folder, count * TIMES)


def _show(place: str) -> Measure:
    return cpu([OURS, "show", min(Path(place).glob("*/*-*-*-*-*.json")).stem, "--answers", place])


def _replies(folder: str, size: int) -> Measure:
    file = os.path.join(folder, f"{size}.jsonl")
    with open(file, "w", encoding="utf-8") as lines:
        lines.writelines(f"{json.dumps({'name': f'Panellist {number}'})}\n" for number in range(size))
    return _afresh(folder, ["run", "--replies", file])


def _simulate(folder: str, size: int) -> Measure:
    panel = str(Path(__file__).parents[1] / "questionnaires" / "sstc-panel-2016.yaml")
    return _afresh(folder, ["simulate", panel, "--count", str(size)])


def _afresh(folder: str, arguments: list[str]) -> Measure:
    """Return a measure of a command that saves responses in a new folder each time."""

    def measure() -> float:
        place = tempfile.mkdtemp(dir=folder)
        try:
            return cpu([OURS, *arguments, "--answers", place], folder)()
        finally:
            shutil.rmtree(place)

    return measure


def least(measure: Measure) -> float:
    """Return the least of some rounds, after one that does not count."""
    measure()
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        times.append(measure())
    return min(times)


def _print(what: str, count: int, few: Measure, many: Measure, nothing: float) -> None:
    small, large = (max(least(measure) - nothing, 0.01) for measure in (few, many))
    print(f"{what:<44} {count:>6} {small:>8.3f} {count * TIMES:>6} {large:>8.3f} {large / small:>6.1f}", flush=True)


if __name__ == "__main__":
    main()
