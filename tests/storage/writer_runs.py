"""Many interviews at once in one folder, while somebody summarises it again and again.

writer_runs.py FOLDER WRITERS ANSWERS PAUSE: what comes of it, and how many milliseconds each answer took to be
safe. Writers wait as many seconds between their answers, up to half of it less or more.
"""

from __future__ import annotations

import json
import os
import random
import select
import sys
import time
from pathlib import Path

from made_responses import an_id, growing

from sstc_survey.problems import Problem
from sstc_survey.storage import Counted, Inventory, ResponseFile


def write(folder: Path, number: int, answers: int, pause: float, said: int) -> None:
    """Hold one interview; write the milliseconds that each save took."""
    rng = random.Random(number)
    opened = ResponseFile.create(str(folder), an_id(number))
    assert not isinstance(opened, Problem), str(opened)
    with opened as file:
        for answer in range(1, answers + 1):
            time.sleep(rng.uniform(0.5, 1.5) * pause)
            response = growing(an_id(number), answer)
            begun = time.perf_counter()
            problem = file.save(response)
            taken = time.perf_counter() - begun
            assert problem is None, str(problem)
            os.write(said, b"%.3f\n" % (taken * 1e3))


def start(folder: Path, number: int, answers: int, pause: float) -> tuple[int, int]:
    """Start a writer as a process of its own; return its id, and where it says how long it took."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    try:
        write(folder, number, answers, pause, writing)
    except BaseException as error:  # noqa: BLE001 - a child must never come back into the parent's code
        print(repr(error), file=sys.stderr)
        os._exit(1)
    os._exit(0)


def look(folder: Path, before: dict[str, int]) -> int:
    """Read the whole folder; count what cannot be read, or has become less than it was."""
    bad = 0
    for outcome in Inventory([str(folder)]) if folder.exists() else ():
        if isinstance(outcome, Counted):
            answers = len(outcome.response.answers)
            bad += answers < before.get(outcome.path, 0)
            before[outcome.path] = answers
        else:
            bad += 1
    return bad


def main(folder: Path, writers: int, answers: int, pause: float) -> dict[str, object]:
    """Let them write, and read until the last has ended."""
    running = dict(start(folder, number, answers, pause)[::-1] for number in range(writers))
    taken: dict[int, bytes] = dict.fromkeys(running, b"")
    counts = {"failed": 0, "reads": 0, "bad": 0}
    seen: dict[str, int] = {}
    while running:
        counts["bad"] += look(folder, seen)
        counts["reads"] += 1
        for reading in select.select(list(running), [], [], 0)[0]:
            told = os.read(reading, 1 << 16)
            taken[reading] += told
            if not told:
                os.close(reading)
                counts["failed"] += os.waitpid(running.pop(reading), 0)[1] != 0
    counts["bad"] += look(folder, seen)
    complete = sum(found == answers for found in seen.values())
    return {**counts, "complete": complete, "ms": [float(ms) for each in taken.values() for ms in each.split()]}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))))
