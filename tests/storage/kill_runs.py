"""Interviews that are killed with SIGKILL in a random save, and what is left of what they acknowledged.

kill_runs.py FOLDER KILLS SEED durable|careless|sessions|careless_sessions

It goes on after so many kills until one of them has left its mark: a save that was cut off, or damage.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
from made_responses import an_id, growing
from made_sessions import AT, a_session
from msgspec.structs import replace

from sstc_survey.problems import Problem
from sstc_survey.session.events import Resume, Start
from sstc_survey.storage import ResponseFile, file_name, read_response
from sstc_survey.storage.sessions import Holder, SessionFile, read_session

LONGEST = 40
MOST_AWAITED = 2
MOST_KILLS = 20_000

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


def save_session(folder: Path, session_id: str) -> Iterator[int]:
    """Save a session, one event after the other; go on with what is there already."""
    path = folder / file_name(session_id)
    holder = Holder("A moderator", "tty1", os.getpid())
    opened = (
        SessionFile.open(str(path), holder) if path.exists() else SessionFile.begin(str(folder), session_id, holder)
    )
    assert not isinstance(opened, Problem), str(opened)
    session = opened.saved or replace(a_session(Start()), id=session_id)
    while len(session.events) < LONGEST:
        session = session.with_happenings(session.seen, (Resume(at=AT),))
        problem = opened.save(session)
        assert problem is None, str(problem)
        yield len(session.events)


def save_session_carelessly(folder: Path, session_id: str) -> Iterator[int]:
    """Save a session as a program does that thinks nothing of it."""
    path = folder / file_name(session_id)
    session = replace(a_session(Start()), id=session_id)
    for _ in range(1, read_carelessly(path) or 1):
        session = session.with_happenings(0, (Resume(at=AT),))
    while len(session.events) < LONGEST:
        session = session.with_happenings(0, (Resume(at=AT),))
        with path.open("w") as stream:
            json.dump([msgspec.to_builtins(event) for event in session.events], stream, indent=2)
        yield len(session.events)


def read_session_durably(path: Path) -> int | None:
    """Count the events of a session with every check there is."""
    if not path.exists():
        return 0
    session = read_session(str(path))
    return None if isinstance(session, Problem) else len(session.events)


class Killer:
    """Kills interviews somewhere in a save that comes after a number of acknowledged ones."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        # How long a save took when last one was seen: where in a save it is killed is left to chance.
        self._seconds = 0.001

    def kill(self, save: Saver, folder: Path, response_id: str) -> list[int]:
        """Start an interview, kill it, and return the numbers of answers that it acknowledged."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                for answers in save(folder, response_id):
                    os.write(writing, b"%d\n" % answers)
            except BaseException as error:  # noqa: BLE001 - a child must never come back into this loop
                os.write(writing, f"{error!r}\n".encode())
                os._exit(1)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as stream:
            acknowledged: list[int] = []
            begun = time.monotonic()
            for _ in range(self._rng.randint(0, MOST_AWAITED)):
                # An interview that was long when it began may come to its end.
                acknowledged += map(int, stream.readline().split())
                begun, self._seconds = time.monotonic(), time.monotonic() - begun
            time.sleep(self._rng.uniform(0, self._seconds))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return acknowledged + [int(line) for line in stream]


def main(folder: Path, kills: int, seed: int, save: Saver, read: Reader, marks: Sequence[str]) -> dict[str, int]:
    """Kill so many interviews; count the answers acknowledged, lost, and the files that cannot be read."""
    killer = Killer(seed)
    counts = {"kills": 0, "acknowledged": 0, "lost": 0, "unreadable": 0, "cut_off": 0}
    interview, safe = 0, 0
    while counts["kills"] < kills or (not all(counts[mark] for mark in marks) and counts["kills"] < MOST_KILLS):
        response_id = an_id(interview)
        path = folder / file_name(response_id)
        acknowledged = max([safe, *killer.kill(save, folder, response_id)])
        found = read(path)
        counts["kills"] += 1
        counts["acknowledged"] += acknowledged - safe
        counts["unreadable"] += found is None
        counts["lost"] += max(0, acknowledged - (found or 0))
        counts["cut_off"] += any(folder.glob(".*.tmp"))
        safe = found or 0
        if found is None or found >= LONGEST:
            interview, safe = interview + 1, 0
    return counts


if __name__ == "__main__":
    ways: dict[str, tuple[Saver, Reader, Sequence[str]]] = {
        "durable": (save_durably, read_durably, ["cut_off"]),
        "careless": (save_carelessly, read_carelessly, ["lost", "unreadable"]),
        "sessions": (save_session, read_session_durably, ["cut_off"]),
        "careless_sessions": (save_session_carelessly, read_carelessly, ["lost", "unreadable"]),
    }
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), *ways[sys.argv[4]])))
