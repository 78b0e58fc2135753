"""The lock that keeps two interviews from writing the same response; the system frees it when a process dies."""

from __future__ import annotations

import contextlib
import os
import time
from typing import Final

from sstc_survey.problems import Place, Problem, codes
from sstc_survey.storage import atomic
from sstc_survey.storage.atomic import PRIVATE_FILE, make_folder, unwritten
from sstc_survey.storage.bounded import NO_LINK, reason

FOLDER: Final = ".locks"
_KIND: Final = ".lock"

# Whoever clears up after a crash holds a lock for a moment; an interview holds it for long.
_TRIES: Final = 5
_PAUSE: Final = 0.02


class Lock:
    """A lock that is held until it is released."""

    __slots__ = ("_descriptor", "_path")

    def __init__(self, path: str, descriptor: int) -> None:
        self._path = path
        self._descriptor: int | None = descriptor

    def is_held(self) -> bool:
        """Tell whether nobody else can have it: the file that is locked still has its name."""
        if self._descriptor is None:
            return False
        try:
            return os.path.samestat(os.fstat(self._descriptor), os.stat(self._path, follow_symlinks=False))
        except (FileNotFoundError, NotADirectoryError):
            return False

    def note(self, text: bytes) -> None:
        """Write into the file that is locked who has it; where that fails, nobody is told."""
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, 0)
                os.pwrite(self._descriptor, text, 0)

    def release(self) -> None:
        """Let others have it; what is released already stays so."""
        if self._descriptor is None:
            return
        # The name goes first: whoever gets the lock of a file without a name sees that, and takes a new one.
        with contextlib.suppress(OSError):
            if self.is_held():
                os.unlink(self._path)
        descriptor, self._descriptor = self._descriptor, None
        with contextlib.suppress(OSError):
            os.close(descriptor)


def take_lock(folder: str, name: str, *, tries: int = _TRIES) -> Lock | Problem:
    """Lock what is named so in a folder, such as the response with this ID, or say why not."""
    locks = os.path.join(folder, FOLDER)
    problem = make_folder(locks)
    if problem is not None:
        return problem
    path = lock_path(folder, name)
    for attempt in range(tries):
        if attempt:
            time.sleep(_PAUSE)
        lock = _try(path)
        if lock is not None:
            return lock
    return Problem(codes.RESPONSE_LOCKED, {}, Place(os.path.join(folder, f"{name}.json")))


def is_locked(folder: str, name: str) -> bool:
    """Tell whether another program has a lock; nothing is written for that."""
    try:
        descriptor = os.open(lock_path(folder, name), os.O_RDWR | NO_LINK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        atomic.lock(descriptor)
    except OSError:
        return True
    finally:
        # Whoever wanted it meanwhile tries again.
        os.close(descriptor)
    return False


def lock_path(folder: str, name: str) -> str:
    """Return the path of the file by which something in a folder is locked."""
    return os.path.join(folder, FOLDER, f"{name}{_KIND}")


def _try(path: str) -> Lock | Problem | None:
    """Return the lock, None while another has it, or what makes locking impossible."""
    flags = os.O_RDWR | os.O_CREAT | NO_LINK | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags, PRIVATE_FILE)
    except OSError as error:
        return unwritten(error, path)
    lock = Lock(path, descriptor)
    try:
        atomic.lock(descriptor)
        current = os.path.samestat(os.fstat(descriptor), os.stat(path, follow_symlinks=False))
    except (BlockingIOError, FileNotFoundError):
        current = False
    except OSError as error:
        os.close(descriptor)
        return Problem(codes.FOLDER_CANNOT_LOCK, {"reason": reason(error)}, Place(os.path.dirname(path)))
    if current:
        return lock
    os.close(descriptor)
    return None
