"""Interviews that are killed with SIGKILL at random moments, and what is left of what they acknowledged.

kill_runs.py FOLDER KILLS SEED durable|careless
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from made_responses import an_id, growing

from sstc_survey.problems import Problem
from sstc_survey.storage.ids import file_name
from sstc_survey.storage.responses import ResponseFile, read_response

LONGEST = 40
LAST_MOMENT = 0.010

# Save on until the end of the world; yield the number of answers whenever they are said to be safe.
Saver = Callable[[Path, str], Iterator[int]]
# How many answers are there; None if there is something that cannot be read.
Reader = Callable[[Path], int | None]


def save_durably(folder: Path, response_id: str) -> Iterator[int]:
    """Save as the program does; go on with what is there already."""
    path = folder / file_name(response_id)
    opened = ResponseFile.resume(str(path)) if path.exists() else ResponseFile.create(str(folder), response_id)
    assert not isinstance(opened, Problem), str(opened)
    answers = len(opened.saved.answers) if opened.saved else 0
    while answers < LONGEST:
        answers += 1
        problem = opened.save(growing(response_id, answers))
        assert problem is None, str(problem)
        yield answers


def save_carelessly(folder: Path, response_id: str) -> Iterator[int]:
    """Save as a program does that thinks nothing of it: json.dump over the file."""
    path = folder / file_name(response_id)
    answers = read_carelessly(path) or 0
    while answers < LONGEST:
        answers += 1
        with path.open("w") as stream:
            json.dump(growing(response_id, answers).answers, stream, indent=2)
        yield answers


def read_durably(path: Path) -> int | None:
    """Count the answers in a file with every check there is."""
    if not path.exists():
        return 0
    response = read_response(str(path))
    return None if isinstance(response, Problem) else len(response.answers)


def read_carelessly(path: Path) -> int | None:
    """Count the answers in a file without a check."""
    if not path.exists():
        return 0
    try:
        return len(json.loads(path.read_text()))
    except ValueError:
        return None


def killed(save: Saver, folder: Path, response_id: str, moment: float) -> int:
    """Start an interview, kill it, and return the last number of answers that it acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            for answers in save(folder, response_id):
                os.write(writing, b"%d " % answers)
        except BaseException as error:  # noqa: BLE001 - a child must never come back into this loop
            os.write(writing, f"{error!r} ".encode())
            os._exit(1)
        os._exit(0)
    os.close(writing)
    time.sleep(moment)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading) as stream:
        acknowledged = stream.read().rpartition(" ")[0].split(" ")
    return int(acknowledged[-1]) if acknowledged[-1] else 0


def main(folder: Path, kills: int, seed: int, save: Saver, read: Reader) -> dict[str, int]:
    """Kill so many interviews; count the answers acknowledged, lost, and the files that cannot be read."""
    rng = random.Random(seed)
    counts = {"kills": kills, "acknowledged": 0, "lost": 0, "unreadable": 0, "cut_off": 0}
    interview, safe = 0, 0
    for _ in range(kills):
        response_id = an_id(interview)
        path = folder / file_name(response_id)
        acknowledged = max(safe, killed(save, folder, response_id, rng.uniform(0, LAST_MOMENT)))
        found = read(path)
        counts["acknowledged"] += acknowledged - safe
        counts["unreadable"] += found is None
        counts["lost"] += max(0, acknowledged - (found or 0))
        counts["cut_off"] += any(folder.glob(".*.tmp"))
        safe = found or 0
        if found is None or found >= LONGEST:
            interview, safe = interview + 1, 0
    return counts


if __name__ == "__main__":
    ways: dict[str, tuple[Saver, Reader]] = {
        "durable": (save_durably, read_durably),
        "careless": (save_carelessly, read_carelessly),
    }
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), *ways[sys.argv[4]])))
