"""Saves on which Ctrl-C rains down, and what comes of them.

interrupt_runs.py FOLDER INTERRUPTS SEED masked|unmasked
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from unittest.mock import patch

from made_responses import an_id, growing

from sstc_survey.problems import Problem
from sstc_survey.response import Response
from sstc_survey.storage import ResponseFile, atomic, read_response, response_file, signals_held

LONGEST = 40
MOST_SECONDS_APART = 0.003
MOST_INTERRUPTS = 20_000

armed = False


def on_interrupt(_number: int, _frame: FrameType | None) -> None:
    """Raise KeyboardInterrupt, but only once, and only while a save is on."""
    global armed  # noqa: PLW0603 - a signal handler has nowhere else to keep it
    if armed:
        armed = False
        raise KeyboardInterrupt


def rain(target: int, seed: int) -> int:
    """Send SIGINT to a process again and again, from a process of its own; return that one's id."""
    child = os.fork()
    if child:
        return child
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    rng = random.Random(seed)
    with contextlib.suppress(ProcessLookupError):
        while os.getppid() == target:
            # On a busy machine a save takes longer, and short waits would only ever meet its beginning.
            time.sleep(rng.uniform(0, MOST_SECONDS_APART * rng.choice((1, 10))))
            os.kill(target, signal.SIGINT)
    os._exit(0)


def interrupted(file: ResponseFile, response: Response) -> bool:
    """Save, and tell whether Ctrl-C cut in."""
    global armed  # noqa: PLW0603
    try:
        armed = True
        problem = file.save(response)
        armed = False
    except KeyboardInterrupt:
        return True
    assert problem is None, str(problem)
    return False


def is_damaged(file: ResponseFile, descriptors: int) -> bool:
    """Tell whether a save was left half done: on the disk, in memory, or in what the process holds."""
    left = list(Path(file.path).parent.glob(".*.tmp"))
    for path in left:
        path.unlink()
    on_disk = read_response(file.path) if Path(file.path).exists() else None
    return (
        isinstance(on_disk, Problem)
        or on_disk != file.saved
        or bool(left)
        or len(os.listdir("/proc/self/fd")) != descriptors
        or signal.getsignal(signal.SIGINT) is not on_interrupt
    )


def main(folder: Path, interrupts: int, seed: int, *, until_damaged: bool) -> dict[str, int]:
    """Save until so many interrupts have cut in, or one has done damage; count the saves that one of them damaged."""
    signal.signal(signal.SIGINT, on_interrupt)
    counts = {"interrupts": 0, "saves": 0, "damaged": 0}
    sender = rain(os.getpid(), seed)
    try:
        for number in range(sys.maxsize):
            response_id = an_id(number)
            opened = ResponseFile.create(str(folder), response_id)
            assert not isinstance(opened, Problem), str(opened)
            with opened as file:
                for answers in range(1, LONGEST + 1):
                    descriptors = len(os.listdir("/proc/self/fd"))
                    counts["saves"] += 1
                    damaged = False
                    if interrupted(file, growing(response_id, answers)):
                        counts["interrupts"] += 1
                        damaged = is_damaged(file, descriptors)
                        counts["damaged"] += damaged
                    is_shown = counts["damaged"] or not until_damaged or counts["interrupts"] >= MOST_INTERRUPTS
                    if counts["interrupts"] >= interrupts and is_shown:
                        return counts
                    if damaged:
                        # The next save would find a file that it does not know.
                        break
    finally:
        os.kill(sender, signal.SIGKILL)
        os.waitpid(sender, 0)
    return counts


if __name__ == "__main__":
    held = contextlib.nullcontext if sys.argv[4] == "unmasked" else signals_held
    with patch.object(atomic, "signals_held", held), patch.object(response_file, "signals_held", held):
        print(
            json.dumps(
                main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), until_damaged=sys.argv[4] == "unmasked")
            )
        )
