"""A disk whose power is cut at random moments, and what is left of what was acknowledged.

power_runs.py FOLDER CUTS SEED interviews|batches CONTROL

The disk is an ext4 filesystem in a file. A cut is the ioctl FS_IOC_SHUTDOWN: whatever has not reached the file by then
never will. It is mounted again, which replays its journal, as a machine does that starts again. CONTROL takes a part of
the care away: no-fsync, no-folder-fsync, no-marker, and ends with the first cut that shows it; `none` takes nothing.
This takes root on Linux.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
import random
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

from fork_server import preload
from made_responses import an_id, growing

from sstc_survey.cli import run_program
from sstc_survey.problems import Problem
from sstc_survey.storage import (
    Counted,
    Inventory,
    Refused,
    ResponseFile,
    Unfinished,
    atomic,
    batches,
    file_name,
    new_files,
    read_copy,
    response_file,
    save_copy,
)

MEGABYTES = 64
CANNOT = 77
LONGEST = 12
ROWS = 6
# So many are saved at a time, so that a cut finds some of a batch and others not.
GROUP = 2
MOST_AWAITED = {"interviews": 3, "batches": 1}
# How many seconds the next acknowledgement takes, before one was seen.
FIRST_PACE = {"interviews": 0.02, "batches": 0.4}
CLONE_NEWNS = 0x20000
FS_IOC_SHUTDOWN = 0x8004587D
# What shows that a part of the care was taken away.
SHOWN_BY = {"no-fsync": "lost", "no-folder-fsync": "lost", "no-marker": "half"}
# What is in the journal is written first, or is not: which of both a cut finds is a matter of the moment.
LOG_FLUSHED, LOG_NOT_FLUSHED = 1, 2

COPY = b"id: sstc-panel-2016\n"
QUESTIONNAIRE = """\
id: small
version: "1"
title: Small
questions:
  - {name: age, type: integer, label: How old are you?}
"""

# Work until the end of the world; yield a name and a number whenever so much of it is said to be safe.
Worker = Callable[[Path], Iterator[tuple[str, int]]]
Safe = dict[str, int]
Counts = dict[str, int]


class Disk:
    """A small ext4 disk of its own, which only this process and its children see."""

    def __init__(self, folder: Path) -> None:
        if sys.platform != "linux" or os.geteuid() != 0:
            raise OSError("only root on Linux can mount a disk and cut it off")
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(CLONE_NEWNS):
            raise OSError(os.strerror(ctypes.get_errno()))
        self._image = folder / "disk.img"
        self.place = folder / "disk"
        self.place.mkdir()
        with self._image.open("wb") as image:
            image.truncate(MEGABYTES << 20)
        for command in (["mount", "--make-rprivate", "/"], ["mkfs.ext4", "-q", "-F", self._image]):
            self._do(*command)
        self.mount()

    def mount(self) -> None:
        """Mount it, without the help that ext4 gives to programs that forget to sync."""
        self._do("mount", "-o", "loop,noauto_da_alloc", self._image, self.place)

    def unmount(self) -> None:
        """Unmount it."""
        self._do("umount", self.place)

    def cut(self, how: int) -> None:
        """Stop all writing, at once and for good."""
        import fcntl

        descriptor = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(descriptor, FS_IOC_SHUTDOWN, struct.pack("I", how))
        finally:
            os.close(descriptor)

    def _do(self, *command: str | Path) -> None:
        try:
            ended = subprocess.run(command, capture_output=True, text=True, check=False)
        except FileNotFoundError as error:
            raise OSError(f"there is no {command[0]}") from error
        if ended.returncode:
            raise OSError(f"{command[0]}: {ended.stderr.strip()}")


def interview(place: Path) -> Iterator[tuple[str, int]]:
    """Hold one interview after the other, each in a folder of its own; go on with the one that was cut."""
    begun = sum(1 for _ in place.glob("answers/*"))
    for number in range(max(0, begun - 1), sys.maxsize):
        response_id = an_id(number)
        folder = place / "answers" / f"panel-{number}"
        path = folder / file_name(response_id)
        opened = ResponseFile.resume(str(path)) if path.exists() else ResponseFile.create(str(folder), response_id)
        assert not isinstance(opened, Problem), str(opened)
        with opened as file:
            copy = save_copy(str(folder), COPY)
            assert not isinstance(copy, Problem), str(copy)
            answers = len(file.saved.answers) if file.saved else 0
            while answers < LONGEST:
                answers += 1
                problem = file.save(growing(response_id, answers))
                assert problem is None, str(problem)
                yield str(path), answers


def numbered(folders: Iterable[Path]) -> list[Path]:
    """Return folders in the order of their numbers."""
    return sorted(folders, key=lambda folder: int(folder.name.partition("-")[2]))


def check_interviews(place: Path, safe: Safe, counts: Counts, *, is_last: bool) -> None:
    """Count what is not there of the answers that were acknowledged, and what cannot be read.

    Those that were complete and checked some cuts ago are checked again after the last one.
    """
    folders = numbered(place.glob("answers/*"))
    settled = set() if is_last else {str(folder) for folder in folders[:-3]}
    found: Safe = {}
    for outcome in Inventory([str(folder) for folder in folders if str(folder) not in settled]):
        if isinstance(outcome, Counted):
            found[outcome.path] = len(outcome.response.answers)
        else:
            counts["unreadable"] += 1
            # So that the next one can go on.
            os.unlink(outcome.path)
    for path, answers in safe.items():
        folder = os.path.dirname(path)
        if folder not in settled:
            counts["lost"] += max(0, answers - found.get(path, 0))
            counts["unreadable"] += isinstance(read_copy(folder, hashlib.sha256(COPY).hexdigest()), Problem)
            # What is lost is lost once.
            safe[path] = found.get(path, 0)


def save_batches(place: Path) -> Iterator[tuple[str, int]]:
    """Save one batch of replies after the other, with the command that does; complete the one that was cut."""
    questionnaire, rows = place.parent / "small.yaml", place.parent / "rows.jsonl"
    questionnaire.write_text(QUESTIONNAIRE, encoding="utf-8")
    begun = sum(1 for _ in place.glob("batch-*"))
    for number in range(max(0, begun - 1), sys.maxsize):
        folder = place / f"batch-{number}"
        if len(list(folder.glob("small/*.json"))) == ROWS and not list(folder.glob("small/.batches/*.json")):
            continue
        rows.write_text("".join(f'{{"age": {age}}}\n' for age in range(ROWS)), encoding="utf-8")
        code = run_program(["run", str(questionnaire), "--answers", str(folder), "--replies", str(rows)])
        assert code == 0, f"exit code {code}"
        yield str(folder), ROWS


def check_batches(place: Path, safe: Safe, counts: Counts, *, is_last: bool) -> None:
    """Count the batches that are tallied half, or not although they were acknowledged."""
    for folder in numbered(place.glob("batch-*"))[0 if is_last else -3 :]:
        outcomes = list(Inventory([str(folder)]))
        counted = sum(isinstance(outcome, Counted) for outcome in outcomes)
        unfinished = sum(isinstance(outcome, Unfinished) for outcome in outcomes)
        counts["unreadable"] += sum(isinstance(outcome, Refused) for outcome in outcomes)
        counts["half"] += 0 < counted < ROWS
        counts["cut_off"] += unfinished > 0
        counts["lost"] += max(0, safe.get(str(folder), 0) - counted)
        safe[str(folder)] = counted


def cut_at_random(disk: Disk, work: Worker, waits: int, rng: random.Random, safe: Safe, pace: list[float]) -> int:
    """Let a child work until the power goes; note what it acknowledged, and return how many times it did."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        # What the commands print is not looked at.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - until the child is killed
        try:
            for name, number in work(disk.place):
                os.write(writing, f"{json.dumps([name, number])}\n".encode())
        except BaseException as error:  # noqa: BLE001 - a child must never come back into this loop
            os.write(writing, f"{json.dumps([repr(error), -1])}\n".encode())
        while True:
            signal.pause()
    os.close(writing)
    acknowledged: list[tuple[str, int]] = []
    with os.fdopen(reading) as stream:
        begun = time.monotonic()
        for _ in range(rng.randint(0, waits)):
            acknowledged.append(json.loads(stream.readline()))
            if acknowledged[-1][1] < 0:
                break
            begun, pace[0] = time.monotonic(), time.monotonic() - begun
        else:
            time.sleep(rng.uniform(0, pace[0]))
        is_failed = acknowledged[-1:] and acknowledged[-1][1] < 0
        disk.cut(rng.choice((LOG_FLUSHED, LOG_NOT_FLUSHED)))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        # What failed after the power had gone was not acknowledged.
        acknowledged += [] if is_failed else [each for each in map(json.loads, stream) if each[1] > 0]
    if is_failed:
        raise AssertionError(acknowledged[-1][0])
    for name, number in acknowledged:
        safe[name] = max(number, safe.get(name, 0))
    return len(acknowledged)


def main(folder: Path, cuts: int, seed: int, what: str, control: str) -> Counts:
    """Cut the power at most so many times; count what was acknowledged, and what is not as it must be."""
    work, check = {"interviews": (interview, check_interviews), "batches": (save_batches, check_batches)}[what]
    disk = Disk(folder)
    counts = dict.fromkeys(("cuts", "acknowledged", "lost", "unreadable", "half", "cut_off"), 0)
    rng, safe, pace = random.Random(seed), Safe(), [FIRST_PACE[what]]
    while counts["cuts"] < cuts and not counts.get(SHOWN_BY.get(control, "")):
        counts["acknowledged"] += cut_at_random(disk, work, MOST_AWAITED[what], rng, safe, pace)
        counts["cuts"] += 1
        disk.unmount()
        disk.mount()
        counts["cut_off"] += any(disk.place.rglob(".*.tmp"))
        check(disk.place, safe, counts, is_last=counts["cuts"] == cuts)
        if os.statvfs(disk.place).f_bavail < os.statvfs(disk.place).f_blocks // 2:
            raise AssertionError("the disk is too small for so many cuts")
    disk.unmount()
    return counts


def careless(control: str) -> contextlib.ExitStack:
    """Take a part of the care away."""
    stack = contextlib.ExitStack()

    def nothing(*_arguments: Any, **_options: Any) -> None:
        return None

    modules: dict[str, tuple[str, list[Any]]] = {
        "no-fsync": ("sync_file", [atomic]),
        "no-folder-fsync": ("sync_folder", [atomic, response_file, batches, new_files]),
        "no-marker": ("atomic_write", [batches]),
    }
    if control in modules:
        name, places = modules[control]
        for module in places:
            stack.enter_context(patch.object(module, name, nothing))
    if control == "no-fsync":
        # A folder's fsync writes what is in the journal, and with it what the files hold.
        for module in modules["no-folder-fsync"][1]:
            stack.enter_context(patch.object(module, "sync_folder", nothing))
    if control == "no-marker":
        # Nothing is there to be removed at the end either.
        stack.enter_context(patch.object(batches.Batch, "finish", nothing))
    return stack


if __name__ == "__main__":
    # In this process, so that no child has to.
    preload()
    try:
        with careless(sys.argv[5]), patch.object(new_files, "MOST_FILES", GROUP):
            print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])))
    except OSError as error:
        print(json.dumps({"cannot": str(error)}))
