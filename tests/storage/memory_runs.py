"""Memory that cannot be had, once or some times in a row, at any of the moments when it is asked for.

memory_runs.py FOLDER MOMENTS durable|careless: a save is made again and again, and fails at another moment each time.
"""

from __future__ import annotations

import _testcapi  # type: ignore[import-not-found]
import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path

from hangs import SECONDS
from made_responses import an_id, bytes_of, growing

from sstc_survey.problems import Problem
from sstc_survey.storage import ResponseFile, file_name, read_response

ID = an_id(1)
BEFORE, AFTER = 2, 3
SAVED, NOT_SAVED, REFUSED = b"s", b"n", b"r"
MOST = 1_000_000
IN_A_ROW = 20

Saver = Callable[[Path], bytes]


def save_durably(path: Path) -> bytes:
    """Go on with a response as the program does."""
    opened = ResponseFile.resume(str(path))
    if isinstance(opened, Problem):
        return REFUSED
    with opened as file:
        return NOT_SAVED if file.save(growing(ID, AFTER)) else SAVED


def save_carelessly(path: Path) -> bytes:
    """Save as a program does that thinks nothing of it: over the file."""
    with path.open("wb") as stream:
        stream.write(bytes_of(growing(ID, AFTER)))
    return SAVED


def starve(save: Saver, path: Path, moment: int, *, times: int) -> bytes:
    """Save in a process of its own which gets no memory so many times from a moment on; return what it says."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said = NOT_SAVED
        # What hangs is killed, and has said nothing.
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        try:
            _testcapi.set_nomemory(moment, moment + times)
            try:
                said = save(path)
            finally:
                _testcapi.remove_mem_hooks()
        except MemoryError:
            pass
        except BaseException as error:  # noqa: BLE001 - a child must never come back into this loop
            said = repr(error).encode()
        os.write(writing, said)
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as stream:
        # A process that cannot go on without memory says nothing.
        return stream.read()


def asked_for(save: Saver, path: Path) -> int:
    """Return how many times memory is asked for in a save, to the next hundred."""
    return next(moment for moment in range(100, MOST, 100) if starve(save, put(path), moment, times=1) == SAVED)


def put(path: Path) -> Path:
    """Put the file of a draft there."""
    path.write_bytes(bytes_of(growing(ID, BEFORE)))
    return path


def main(folder: Path, moments: int, save: Saver) -> dict[str, object]:
    """Fail at so many moments, in both ways; count what was said, and what was lost, false or in the way later."""
    path = folder / file_name(ID)
    counts: dict[str, int] = dict.fromkeys(("saved", "not_saved", "died", "lost", "false", "stuck"), 0)
    others: set[str] = set()
    # What is worked out only once is worked out here.
    save(put(path))
    last = asked_for(save, path)
    for number in range(moments):
        moment = 1 + number * last // moments if moments < last else 1 + number % last
        said = starve(save, put(path), moment, times=IN_A_ROW if number % 2 else 1)
        found = read_response(str(path))
        answers = 0 if isinstance(found, Problem) else len(found.answers)
        counts["saved"] += said == SAVED
        counts["not_saved"] += said in {NOT_SAVED, REFUSED}
        counts["died"] += not said
        counts["lost"] += answers < BEFORE
        counts["false"] += said == SAVED and answers < AFTER
        counts["stuck"] += not isinstance(found, Problem) and save_durably(path) != SAVED
        if said not in {SAVED, NOT_SAVED, REFUSED, b""}:
            others.add(said.decode())
    return {**counts, "moments": last, "others": sorted(others), "left": len(list(folder.glob(".*.tmp")))}


if __name__ == "__main__":
    saver = {"durable": save_durably, "careless": save_carelessly}[sys.argv[3]]
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), saver)))
