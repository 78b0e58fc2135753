"""Several processes that want the same response at the same time.

race_runs.py FOLDER PROCESSES TURNS: each process opens, adds one answer, and closes, so many times.
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
from sstc_survey.storage.ids import file_name
from sstc_survey.storage.responses import ResponseFile, read_response

ID = an_id(0)


def take_turns(path: str, turns: int, seed: int) -> int:
    """Add one answer on each turn, and return how often somebody else had the response open."""
    rng = random.Random(seed)
    locked = 0
    while turns:
        opened = ResponseFile.resume(path)
        if isinstance(opened, Problem):
            assert opened.code == "response-locked", str(opened)
            locked += 1
            continue
        with opened as file:
            assert file.saved is not None
            problem = file.save(growing(ID, len(file.saved.answers) + 1))
            assert problem is None, str(problem)
            turns -= 1
        time.sleep(rng.uniform(0, 0.002))
    return locked


def start(path: str, turns: int, seed: int) -> tuple[int, int]:
    """Let a process of its own take its turns; return its id and where it will say how often it waited."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    try:
        os.write(writing, b"%d" % take_turns(path, turns, seed))
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
    failed = sum(os.waitpid(child, 0)[1] != 0 for child, _ in running)
    locked = sum(int(os.fdopen(reading).read() or 0) for _, reading in running)
    response = read_response(str(path))
    assert not isinstance(response, Problem), str(response)
    return {"failed": failed, "locked": locked, "answers": len(response.answers)}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
