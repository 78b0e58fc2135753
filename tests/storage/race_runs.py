"""Several processes that want the same response at the same time.

race_runs.py FOLDER PROCESSES TURNS: each process opens, adds one answer, and closes, so many times. The response is
let go when each has met it open.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from pathlib import Path

from made_responses import an_id, growing

from sstc_survey.problems import Problem
from sstc_survey.storage import ResponseFile, file_name, read_response

ID = an_id(0)


def take_turns(path: str, turns: int, seed: int, waits: int) -> None:
    """Add one answer on each turn; say so whenever somebody else has the response open."""
    rng = random.Random(seed)
    while turns:
        opened = ResponseFile.resume(path)
        if isinstance(opened, Problem):
            assert opened.code == "response-locked", str(opened)
            os.write(waits, b".")
            continue
        with opened as file:
            assert file.saved is not None
            problem = file.save(growing(ID, len(file.saved.answers) + 1))
            assert problem is None, str(problem)
            turns -= 1
        # Give others a chance.
        time.sleep(rng.uniform(0, 0.002))


def start(path: str, turns: int, seed: int) -> tuple[int, int]:
    """Let a process of its own take its turns; return its id and where it will write one byte for each wait."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    try:
        take_turns(path, turns, seed, writing)
    except BaseException as error:  # noqa: BLE001 - a child must never come back into the parent's code
        print(repr(error), file=sys.stderr)
        os._exit(1)
    os._exit(0)


def main(folder: Path, processes: int, turns: int) -> dict[str, int]:
    """Let the processes race, and count what their turns have left."""
    path = folder / file_name(ID)
    created = ResponseFile.create(str(folder), ID)
    assert not isinstance(created, Problem), str(created)
    with created as file:
        assert file.save(growing(ID, 0)) is None
        running = [start(str(path), turns, seed) for seed in range(processes)]
        locked = sum(len(os.read(reading, 1)) for _, reading in running)
    locked += sum(len(os.fdopen(reading, "rb").read()) for _, reading in running)
    failed = sum(os.waitpid(child, 0)[1] != 0 for child, _ in running)
    response = read_response(str(path))
    assert not isinstance(response, Problem), str(response)
    return {"failed": failed, "locked": locked, "answers": len(response.answers)}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
