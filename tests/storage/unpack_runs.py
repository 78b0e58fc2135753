"""Unpacking that a signal cuts off at random moments, and what is left of it.

unpack_runs.py FOLDER SIGNALS SEED SIGNAL durable|unmasked|careless

A signal comes at a random moment of an unpacking, the next one goes on where that was cut. It goes on after so many
signals until one of them has left its mark.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from fork_server import preload
from made_packs import all_below, packed
from made_responses import an_id, bytes_of, growing

from sstc_survey.cli import run_program
from sstc_survey.storage import new_files
from sstc_survey.storage.packs.sources import Sources
from sstc_survey.storage.signals import signals_held

FILES = 60
GROUP = 16
MOST_SIGNALS = 2_000

Unpack = Callable[[Path, Path], int]


def unpack_durably(pack: Path, place: Path) -> int:
    """Unpack as the program does."""
    return run_program(["unpack", str(pack), "--output", str(place)])


def unpack_carelessly(pack: Path, place: Path) -> int:
    """Unpack as a program does that thinks nothing of it."""
    for group in Sources([str(pack)]).settled():
        for each in group:
            path = place / each.path
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb", buffering=0) as stream:
                for at in range(0, len(each.data), 100):
                    stream.write(each.data[at : at + 100])
    return 0


def cut(unpack: Unpack, pack: Path, place: Path, number: int, seconds: float) -> None:
    """Unpack in a process of its own, which a signal meets after a while."""
    child = os.fork()
    if child == 0:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - until the child ends
        code = 99
        with contextlib.suppress(BaseException):
            code = unpack(pack, place)
        os._exit(code)
    time.sleep(seconds)
    os.kill(child, number)
    _, status = os.waitpid(child, 0)
    ended = os.waitstatus_to_exitcode(status)
    assert ended in {0, -number, 128 + number}, ended


def main(folder: Path, signals: int, seed: int, number: int, unpack: Unpack, marks: str) -> dict[str, int]:
    """Send so many signals; count the files that are half there, the unpackings that left something, and those cut."""
    source = folder / "source" / "panel"
    source.mkdir(parents=True)
    for each in range(FILES):
        (source / f"{an_id(each)}.json").write_bytes(bytes_of(growing(an_id(each), 5)))
    pack = packed(folder / "all.jsonl", source.parent)
    whole = all_below(source.parent)
    counts = {"signals": 0, "half": 0, "left": 0, "cut_off": 0, "completed": 0}
    rng = random.Random(seed)
    begun = time.monotonic()
    cut(unpack, pack, folder / "rehearsal", 0, 0)
    seconds = time.monotonic() - begun
    while counts["signals"] < signals or (not counts[marks] and counts["signals"] < MOST_SIGNALS):
        place = folder / str(counts["completed"])
        cut(unpack, pack, place, number, rng.uniform(0, seconds))
        counts["signals"] += 1
        found = all_below(place) if place.exists() else {}
        left = [name for name in found if name.endswith(".tmp")]
        counts["left"] += bool(left)
        half = [name for name in found if name not in left and found[name] != whole[name]]
        counts["half"] += len(half)
        for name in half:
            # So that the next one can go on.
            (place / name).unlink()
        counts["cut_off"] += 0 < len(found) - len(left) < FILES
        if len(found) - len(left) == FILES and not half:
            assert unpack(pack, place) == 0
            assert all_below(place) == whole
            counts["completed"] += 1
    return counts


if __name__ == "__main__":
    preload()
    how = sys.argv[5]
    ways: dict[str, tuple[Unpack, str]] = {
        "durable": (unpack_durably, "cut_off"),
        "unmasked": (unpack_durably, "left"),
        "careless": (unpack_carelessly, "half"),
    }
    held = contextlib.nullcontext if how == "unmasked" else signals_held
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - what the commands print is not looked at
    with patch.object(new_files, "signals_held", held), patch.object(new_files, "MOST_FILES", GROUP):
        outcome = main(
            Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), signal.Signals[sys.argv[4]].value, *ways[how]
        )
    print(json.dumps(outcome))
