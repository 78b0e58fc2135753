"""Every system call of a save, met by every fault: nothing is lost, the cause is named, and a retry works."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from made_responses import an_id, bytes_of, growing

from sstc_survey.problems import Problem
from sstc_survey.storage import ResponseFile, atomic, atomic_write, make_folder, read_copy, read_response, save_copy

fcntl = pytest.importorskip("fcntl")

ID = an_id(1)
CALLS: tuple[tuple[Any, str], ...] = (
    *((os, name) for name in ("open", "read", "write", "fsync", "replace", "link", "close", "unlink")),
    *((os, name) for name in ("stat", "lstat", "fstat", "mkdir", "scandir")),
    (fcntl, "flock"),
)
ERRNOS = (
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EIO,
    errno.EROFS,
    errno.EACCES,
    errno.EMFILE,
    errno.ENOLCK,
    errno.ENOENT,
)
SHORT, NOTHING, DEATH = "a short write", "a write of nothing", "death"
FAULTS: tuple[int | str, ...] = (*ERRNOS, SHORT, NOTHING, DEATH)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing wait for the disk: a fault leaves what the system has, and no power fails."""
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)


class Died(BaseException):
    """The process is gone: whatever it still tries to do comes to nothing."""


class System:
    """The system calls of this process while they are watched; call number `at` meets the fault."""

    def __init__(self, at: int | None, fault: int | str) -> None:
        self.calls: list[str] = []
        self._at = at
        self._fault = fault
        self._open: set[int] = set()
        self._dead = False

    def call(self, name: str, real: Callable[..., Any], arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """Make a call, or let it meet its fault."""
        if self._dead:
            raise Died
        self.calls.append(name)
        if len(self.calls) - 1 == self._at:
            if isinstance(self._fault, int):
                if name == "close":
                    # The descriptor is gone, whatever close says.
                    real(*arguments)
                raise OSError(self._fault, os.strerror(self._fault))
            if self._fault == DEATH:
                self._dead = True
                raise Died
            if name == "write":
                return real(arguments[0], arguments[1][:1]) if self._fault == SHORT else 0
        result = real(*arguments, **options)
        if name == "open":
            self._open.add(result)
        elif name == "close":
            self._open.discard(arguments[0])
        return result

    def bury(self) -> None:
        """Close what a process that died had open."""
        for descriptor in self._open if self._dead else ():
            os.close(descriptor)


@contextmanager
def watched(at: int | None = None, fault: int | str = SHORT) -> Iterator[System]:
    """Stand between the program and the system."""
    system = System(at, fault)
    real = {name: getattr(module, name) for module, name in CALLS}

    def stand_in(name: str) -> Callable[..., Any]:
        return lambda *arguments, **options: system.call(name, real[name], arguments, options)

    try:
        for module, name in CALLS:
            setattr(module, name, stand_in(name))
        yield system
    finally:
        for module, name in CALLS:
            setattr(module, name, real[name])
        system.bury()


class Interview:
    """An interview that has `before` answers on disk, and is about to have `after`."""

    before, after = 2, 3

    def __init__(self, top: Path) -> None:
        self.folders = [top / "answers" / "panel"]
        self.file = self.opened()
        assert self.file.save(growing(ID, self.before)) is None

    def opened(self) -> ResponseFile:
        """Open the response wherever it is."""
        for folder in reversed(self.folders):
            if (folder / f"{ID}.json").exists():
                opened = ResponseFile.resume(str(folder / f"{ID}.json"))
                break
        else:
            opened = ResponseFile.create(str(self.folders[0]), ID)
        assert not isinstance(opened, Problem), str(opened)
        return opened

    def act(self) -> Problem | None:
        """Save one more answer."""
        return self.file.save(growing(ID, self.after))

    def answers_on_disk(self) -> int:
        """Count the answers that can be read, wherever they are."""
        counts = [0]
        for folder in self.folders:
            for path in folder.glob(f"{ID}*.json"):
                response = read_response(str(path))
                assert not isinstance(response, Problem), str(response)
                counts.append(len(response.answers))
        return max(counts)

    def left_over(self) -> list[Path]:
        """Return the temporary files that were not cleared away."""
        return [path for folder in self.folders for path in folder.glob(".*.tmp")]

    def die(self) -> None:
        """Let go of the lock as a process does that dies."""
        self.file.close()


class Beginning(Interview):
    """The first save of all."""

    before, after = 0, 1

    def __init__(self, top: Path) -> None:
        self.folders = [top / "answers" / "panel"]
        self.file = self.opened()


class Opening(Interview):
    """Folders that have to be made, a lock, and a first save."""

    before, after = 0, 1

    def __init__(self, top: Path) -> None:
        self.folders = [top / "answers" / "panel"]

    def act(self) -> Problem | None:
        path = self.folders[0] / f"{ID}.json"
        opened = ResponseFile.resume(str(path)) if os.path.lexists(path) else ResponseFile.create(str(path.parent), ID)
        if isinstance(opened, Problem):
            return opened
        with opened as file:
            return file.save(growing(ID, self.after))

    def die(self) -> None:
        pass


class Resuming(Opening):
    """A draft that is read again under its lock, and gone on with."""

    before, after = 2, 3

    def __init__(self, top: Path) -> None:
        super().__init__(top)
        with self.opened() as file:
            assert file.save(growing(ID, self.before)) is None


class Moving(Interview):
    """A save in another folder."""

    def __init__(self, top: Path) -> None:
        super().__init__(top)
        self.folders.append(top / "elsewhere")

    def act(self) -> Problem | None:
        return self.file.move_to(str(self.folders[1])) or self.file.save(growing(ID, self.after))


def start_another(folder: Path) -> None:
    """Begin another interview in the folder, which clears up what crashes have left there."""
    file = ResponseFile.create(str(folder), an_id(2))
    assert not isinstance(file, Problem)
    file.close()


SCENARIOS = (Interview, Beginning, Opening, Resuming, Moving)


def meet(scenario: type[Interview], top: Path, at: int, fault: int | str) -> None:
    """Let one call of a scenario meet one fault, and check what comes of it."""
    interview = scenario(top)
    died = False
    with watched(at, fault) as system:
        try:
            outcome = interview.act()
        except Died:
            died = True
    found = interview.answers_on_disk()
    assert found in {interview.before, interview.after}
    if died:
        interview.die()
        with interview.opened() as file:
            assert file.save(growing(ID, interview.after)) is None
        for folder in interview.folders:
            start_another(folder)
    else:
        if outcome is None:
            assert found == interview.after
        else:
            assert outcome.fault
        assert not interview.left_over() or system.calls[at] == "unlink"
        assert interview.act() is None
        interview.die()
    assert interview.answers_on_disk() == interview.after
    assert not interview.left_over() or system.calls[at] == "unlink"


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_call_survives_every_fault(scenario: type[Interview], tmp_path: Path) -> None:
    interview = scenario(tmp_path / "rehearsal")
    with watched() as system:
        assert interview.act() is None
    interview.die()
    assert {
        "open",
        "write",
        "fsync",
        "close",
        "replace" if scenario.before and scenario is not Moving else "link",
    } <= set(system.calls)
    combinations = [(at, fault) for at in range(len(system.calls)) for fault in FAULTS]
    assert len(combinations) > 100
    for number, (at, fault) in enumerate(combinations):
        meet(scenario, tmp_path / str(number), at, fault)


def test_control_a_file_written_over_loses_answers(tmp_path: Path) -> None:
    def overwrite(path: Path, data: bytes) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        try:
            os.write(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    lost = 0
    for at in range(4):
        for fault in FAULTS:
            path = tmp_path / f"{at} {fault}.json"
            path.write_bytes(bytes_of(growing(ID, 2)))
            with watched(at, fault), suppress(OSError, Died):
                overwrite(path, bytes_of(growing(ID, 3)))
            lost += isinstance(read_response(str(path)), Problem)
    assert lost > 0


def test_the_protocol_step_by_step(tmp_path: Path) -> None:
    interview = Interview(tmp_path)
    with watched() as system:
        assert interview.act() is None
    interview.die()
    # The new file is on the disk before it gets its name, and the name is on the disk before `save` returns.
    # As late as it can be known, the old file is looked at: it must be the one that was saved last.
    looked_at = ["open", "fstat", "read", "close"]
    assert system.calls == [
        # The new file is ours: whoever clears up takes away what nobody has locked.
        *("fstat", "stat", "open", "flock", "fstat", "lstat", "write", "fsync", "fstat"),
        *looked_at,
        *("replace", "close", "open", "fsync", "close"),
    ]


def test_new_folders_are_on_the_disk_before_anything_is_in_them(tmp_path: Path) -> None:
    with watched() as system:
        file = ResponseFile.create(str(tmp_path / "answers" / "panel"), ID)
    assert not isinstance(file, Problem)
    file.close()
    steps = [call for call in system.calls if call in {"mkdir", "fsync"}]
    # answers and panel; what was there already; the folder for locks
    assert steps[:4] == ["mkdir", "fsync"] * 2
    assert steps[-2:] == ["mkdir", "fsync"]
    assert set(steps[4:-2]) == {"fsync"}


def test_folders_of_a_program_that_died_before_it_could_sync_them_are_synced_at_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "answers" / "panel"
    (folder / ".locks").mkdir(parents=True)
    synced: list[str] = []

    def note(path: str) -> None:
        synced.append(path)
        real(path)

    real = atomic.sync_folder
    with patch.object(atomic, "sync_folder", note):
        Interview(tmp_path).die()
    assert synced[:3] == [str(tmp_path / "answers"), str(tmp_path), str(tmp_path.parent)]


def test_a_folder_that_could_not_be_made_durable_is_not_taken_for_made(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    with watched() as system:
        assert make_folder(str(tmp_path / "rehearsal")) is None
    with watched(system.calls.index("fsync"), errno.EIO):
        problem = make_folder(str(folder))
    assert problem is not None
    assert problem.code == "folder-not-made"
    with watched() as system:
        assert make_folder(str(folder)) is None
    assert "fsync" in system.calls


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "quota-full"),
        (errno.EFBIG, "file-size-limit"),
        (errno.EIO, "disk-failing"),
        (errno.EROFS, "disk-read-only"),
        (errno.EACCES, "not-permitted"),
        (errno.EPERM, "not-permitted"),
        (errno.ENOENT, "folder-gone"),
        (errno.EMFILE, "cannot-write"),
    ],
)
@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
def test_the_cause_is_named(call: str, number: int, code: str, tmp_path: Path) -> None:
    interview = Interview(tmp_path)
    with watched() as system:
        assert interview.act() is None
    with watched(system.calls.index(call), number):
        outcome = interview.act()
    assert outcome is not None
    assert outcome.code == code
    assert interview.file.failed == outcome
    assert outcome.place is not None
    assert outcome.place.file == interview.file.path
    interview.die()


def test_a_folder_that_cannot_lock_is_not_called_busy(tmp_path: Path) -> None:
    with watched() as system:
        assert Opening(tmp_path / "rehearsal").act() is None
    with watched(system.calls.index("flock"), errno.ENOLCK):
        outcome = Opening(tmp_path / "now").act()
    assert outcome is not None
    assert outcome.code == "folder-cannot-lock"


def test_a_network_disk_that_cannot_sync_folders_still_saves(tmp_path: Path) -> None:
    interview = Interview(tmp_path)
    with watched() as system:
        assert interview.act() is None
    last_sync = len(system.calls) - 1 - system.calls[::-1].index("fsync")
    with watched(last_sync, errno.EINVAL):
        assert interview.act() is None
    interview.die()


@pytest.mark.parametrize("fault", FAULTS)
def test_an_output_file_is_whole_or_as_it_was(fault: int | str, tmp_path: Path) -> None:
    path = tmp_path / "summary.json"
    with watched() as system:
        assert atomic_write(str(path), b"old") is None
    for at in range(len(system.calls)):
        path.write_bytes(b"old")
        outcome: object = None
        with watched(at, fault), suppress(Died):
            outcome = atomic_write(str(path), b"new" * 1000)
        assert path.read_bytes() in {b"old", b"new" * 1000}
        if fault != DEATH:
            assert outcome is not None or path.read_bytes() == b"new" * 1000
            assert list(tmp_path.glob(".*.tmp")) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_copy_of_a_questionnaire_is_whole_or_not_there(fault: int | str, tmp_path: Path) -> None:
    source = b"id: panel\n" * 100
    with watched() as system:
        digest = save_copy(str(tmp_path / "first"), source)
    assert isinstance(digest, str)
    for at in range(len(system.calls)):
        folder = str(tmp_path / str(at))
        with watched(at, fault), suppress(Died):
            save_copy(folder, source)
        kept = read_copy(folder, digest)
        assert kept == source or (isinstance(kept, Problem) and kept.code == "questionnaire-copy-missing")
        assert save_copy(folder, source) == digest
