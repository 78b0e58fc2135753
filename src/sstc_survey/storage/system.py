"""The few calls in which operating systems differ: durable writes, locks, and holding signals back."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
from collections.abc import Iterator
from typing import Final

if sys.platform == "win32":
    import msvcrt
    import time
else:
    import fcntl

# Windows lacks some of these; there they ask for nothing.
SAFE: Final = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)
NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0)

_REPLACE_TRIES: Final = 50
_REPLACE_PAUSE: Final = 0.02


@contextlib.contextmanager
def signals_held() -> Iterator[None]:
    """Hold SIGINT, SIGTERM and SIGHUP back from this thread; they arrive when the block is left."""
    if sys.platform == "win32":
        yield
        return
    # Asked first, set inside: a signal that is handled while the mask is set must not leave it set.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def sync_file(descriptor: int) -> None:
    """Return when what was written has reached the disk itself."""
    if sys.platform == "darwin":
        # fsync there stops at the drive's own cache.
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)


def sync_folder(path: str) -> None:
    """Return when the names in a folder have reached the disk."""
    if sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network disks cannot, and keep names safe in their own way.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def replace(source: str, target: str) -> None:
    """Give a file the name of another one, which it replaces in one step."""
    if sys.platform == "win32":
        for _ in range(_REPLACE_TRIES):
            with contextlib.suppress(PermissionError):
                return os.replace(source, target)
            # A reader, often a virus scanner, has the old file open.
            time.sleep(_REPLACE_PAUSE)
    return os.replace(source, target)


def lock(descriptor: int) -> None:
    """Lock an open file for this process alone, or raise BlockingIOError at once if another has it."""
    if sys.platform == "win32":
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError(error.errno, error.strerror) from error
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
