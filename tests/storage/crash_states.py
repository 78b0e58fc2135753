"""The calls that change a disk, recorded, and every state in which a crash may leave the disk because of them.

What POSIX promises is little. Bytes that were not synced may be there, in part, as zeros, or not at all. A name that
was given, changed or taken away may or may not be so until the folder is synced, each on its own; only a rename is one
step. A call that was not made yet has no effect.
"""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias
from unittest.mock import patch

FOLDER = None
# All subsets of so many names that are not settled are tried; of more, so many samples.
ALL_SUBSETS = 6
SAMPLES = 40

Kind: TypeAlias = Literal["name", "mkdir", "rename", "unlink", "write", "sync file", "sync folder", "said"]


class Step(NamedTuple):
    """One call: what it did, to which file by number, under which names; `said` is what was promised by then."""

    kind: Kind
    path: str = ""
    file: int = 0
    data: bytes = b""
    target: str = ""


@dataclass
class Recording:
    """The calls made under a folder, after the files that were there before."""

    top: str
    names: dict[str, int | None] = field(default_factory=dict)
    contents: dict[int, bytes] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    def say(self, promise: str) -> None:
        """Note that something was promised, such as an answer that is said to be safe."""
        self.steps.append(Step("said", promise))

    def without(self, is_ignored: Callable[[Step], bool]) -> Recording:
        """Return the same without the syncs that a careless program would not make."""
        kept = [step for step in self.steps if not (step.kind.startswith("sync") and is_ignored(step))]
        return Recording(self.top, self.names, self.contents, kept)


class _Recorder:
    """Stands between the program and the system, and notes what reaches a folder."""

    def __init__(self, top: Path) -> None:
        self.recording = Recording(str(top))
        self._open: dict[int, tuple[str, int]] = {}
        self._now: dict[str, int | None] = {}
        self._numbers = itertools.count(1)
        for path in sorted(top.rglob("*")):
            number = None if path.is_dir() else next(self._numbers)
            self._now[str(path)] = number
            if number:
                self.recording.contents[number] = path.read_bytes()
        self.recording.names.update(self._now)
        self._real = {
            name: getattr(os, name) for name in ("open", "write", "fsync", "replace", "link", "unlink", "mkdir")
        }
        self._real |= {name: getattr(os, name) for name in ("close", "rmdir")}

    def stand_ins(self) -> dict[str, Callable[..., Any]]:
        """Return what takes the place of each call."""
        return {name: getattr(self, name) for name in self._real}

    def _note(self, kind: Kind, path: str, file: int = 0, data: bytes = b"", target: str = "") -> None:
        if path.startswith(self.recording.top):
            self.recording.steps.append(Step(kind, path, file, data, target))

    def open(self, path: str, flags: int, *arguments: Any, **options: Any) -> int:
        descriptor: int = self._real["open"](path, flags, *arguments, **options)
        path = os.path.abspath(path)
        if flags & os.O_CREAT and path not in self._now:
            self._now[path] = next(self._numbers)
            self._note("name", path, self._now[path] or 0)
        assert not flags & os.O_TRUNC, "nothing is ever written over"
        self._open[descriptor] = (path, self._now.get(path) or 0)
        return descriptor

    def write(self, descriptor: int, data: bytes) -> int:
        written: int = self._real["write"](descriptor, data)
        if descriptor in self._open:
            self._note("write", *self._open[descriptor], bytes(data[:written]))
        return written

    def fsync(self, descriptor: int) -> None:
        self._real["fsync"](descriptor)
        if descriptor in self._open:
            path, file = self._open[descriptor]
            self._note("sync file" if file else "sync folder", path, file)

    def close(self, descriptor: int) -> None:
        self._open.pop(descriptor, None)
        self._real["close"](descriptor)

    def replace(self, source: str, target: str) -> None:
        self._real["replace"](source, target)
        source, target = os.path.abspath(source), os.path.abspath(target)
        assert os.path.dirname(source) == os.path.dirname(target)
        self._now[target] = self._now.pop(source)
        self._note("rename", source, self._now[target] or 0, target=target)

    def link(self, source: str, target: str) -> None:
        self._real["link"](source, target)
        source, target = os.path.abspath(source), os.path.abspath(target)
        self._now[target] = self._now[source]
        self._note("name", target, self._now[target] or 0)

    def unlink(self, path: str) -> None:
        self._real["unlink"](path)
        path = os.path.abspath(path)
        self._now.pop(path, None)
        self._note("unlink", path)

    def mkdir(self, path: str, *arguments: Any) -> None:
        self._real["mkdir"](path, *arguments)
        self._now[os.path.abspath(path)] = FOLDER
        self._note("mkdir", os.path.abspath(path))

    def rmdir(self, _path: str) -> None:
        raise AssertionError("no folder is removed")


@contextmanager
def recorded(top: Path) -> Iterator[Recording]:
    """Record what is done to a folder, which must be whole and quiet before."""
    recorder = _Recorder(top)
    with ExitStack() as stack:
        for name, stand_in in recorder.stand_ins().items():
            stack.enter_context(patch.object(os, name, stand_in))
        yield recorder.recording
    # A recording that missed something would prove nothing.
    last = list(_Disk(recorder.recording, len(recorder.recording.steps)).states(random.Random(0), is_whole=True))
    found = {str(path): FOLDER if path.is_dir() else path.read_bytes() for path in top.rglob("*")}
    assert last == [found]


State: TypeAlias = dict[str, bytes | None]


class _Disk:
    """What of so many calls is settled, and what is not."""

    def __init__(self, recording: Recording, made: int) -> None:
        self.said: list[str] = []
        self._top = recording.top
        self._names = dict(recording.names)
        self._settled = dict(recording.contents)
        self._bytes = dict(recording.contents)
        self._loose: list[Step] = []
        for step in recording.steps[:made]:
            match step.kind:
                case "said":
                    self.said.append(step.path)
                case "write":
                    self._bytes[step.file] = self._bytes.get(step.file, b"") + step.data
                case "sync file":
                    self._settled[step.file] = self._bytes.get(step.file, b"")
                case "sync folder":
                    settled = [each for each in self._loose if os.path.dirname(each.path) == step.path]
                    self._apply(self._names, settled)
                    self._loose = [each for each in self._loose if each not in settled]
                case _:
                    self._loose.append(step)

    def states(self, rng: random.Random, *, is_whole: bool = False) -> Iterator[State]:
        """Yield what a crash may leave."""
        for subset in [self._loose] if is_whole else _subsets(self._loose, rng):
            names = dict(self._names)
            self._apply(names, subset)
            present: dict[str, int | None] = {}
            for path, file in sorted(names.items()):
                # What was in a folder that is lost is lost.
                if (above := os.path.dirname(path)) == self._top or above in present:
                    present[path] = file
            unsure = sorted({file for file in present.values() if file and self._is_unsure(file)})
            for fills in [[3] * len(unsure)] if is_whole else _fillings(len(unsure), rng):
                left = {file: self._variants(file)[fill] for file, fill in zip(unsure, fills, strict=True)}
                yield {
                    path: file if file is FOLDER else left.get(file, self._bytes.get(file, b""))
                    for path, file in present.items()
                }

    def _is_unsure(self, file: int) -> bool:
        return self._settled.get(file, b"") != self._bytes.get(file, b"")

    def _variants(self, file: int) -> tuple[bytes, bytes, bytes, bytes]:
        whole, settled = self._bytes[file], self._settled.get(file, b"")
        return settled, whole[: len(whole) // 2], settled + b"\0" * (len(whole) - len(settled)), whole

    @staticmethod
    def _apply(names: dict[str, int | None], steps: Iterable[Step]) -> None:
        for step in steps:
            match step.kind:
                case "mkdir":
                    names[step.path] = FOLDER
                case "name":
                    names[step.path] = step.file
                case "rename":
                    names.pop(step.path, None)
                    names[step.target] = step.file
                case _:
                    names.pop(step.path, None)


def crashes(recording: Recording, seed: int = 1) -> Iterator[tuple[tuple[str, ...], State]]:
    """Yield each state that a crash may leave, once, with what had been promised by then."""
    rng, seen = random.Random(seed), set()
    for made in range(len(recording.steps) + 1):
        disk = _Disk(recording, made)
        for state in disk.states(rng):
            key = (*disk.said, *sorted(state.items()))
            if hash(key) not in seen:
                seen.add(hash(key))
                yield tuple(disk.said), state


def materialise(state: State, top: str, place: Path) -> None:
    """Make a state of the folder `top` a real one elsewhere."""
    place.mkdir()
    for path, data in sorted(state.items()):
        copy = place / os.path.relpath(path, top)
        if data is FOLDER:
            copy.mkdir()
        else:
            copy.write_bytes(data)


def _subsets(steps: list[Step], rng: random.Random) -> Iterator[list[Step]]:
    if len(steps) <= ALL_SUBSETS:
        for flags in itertools.product((False, True), repeat=len(steps)):
            yield list(itertools.compress(steps, flags))
        return
    yield []
    yield steps
    for _ in range(SAMPLES):
        likely = rng.random()
        yield [step for step in steps if rng.random() < likely]


def _fillings(count: int, rng: random.Random) -> Iterator[list[int]]:
    if count <= 2:
        yield from map(list, itertools.product(range(4), repeat=count))
        return
    for _ in range(6):
        yield [rng.randrange(4) for _ in range(count)]
