"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import stat
import sys
from types import TracebackType
from typing import Final, Self

from sstc_survey.problems import Place, Problem, codes
from sstc_survey.storage.bounded import NO_LINK, SAFE, reason
from sstc_survey.storage.signals import signals_held

PRIVATE_FILE: Final = 0o600
PRIVATE_FOLDER: Final = 0o700

_TEMPORARY: Final = r"(?s)\..+\.[0-9a-f]{16}\.tmp"
_MAKE_TRIES: Final = 10

_CAUSES: Final = {
    errno.ENOSPC: codes.DISK_FULL,
    errno.EDQUOT: codes.QUOTA_FULL,
    errno.EFBIG: codes.FILE_SIZE_LIMIT,
    errno.EIO: codes.DISK_FAILING,
    errno.ENXIO: codes.DISK_FAILING,
    errno.ENODEV: codes.DISK_FAILING,
    errno.EROFS: codes.DISK_READ_ONLY,
    errno.EACCES: codes.NOT_PERMITTED,
    errno.EPERM: codes.NOT_PERMITTED,
    errno.ENOENT: codes.FOLDER_GONE,
    errno.ENOTDIR: codes.FOLDER_GONE,
    errno.EISDIR: codes.IS_A_FOLDER,
    errno.ENOMEM: codes.OUT_OF_MEMORY,
}


class Temporary:
    """A new file beside another one, whose place it takes when it is whole; else it goes.

    It is locked while it is there, so that one that a crash has left can be told from one that is being written.
    """

    def __init__(
        self,
        target: str,
        data: bytes | bytearray,
        mode: int = PRIVATE_FILE,
        *,
        stem: str = "",
        is_synced: bool = True,
    ) -> None:
        """Write the data, durably, or raise OSError; `mode` is what the umask leaves of it.

        Its name begins with `stem`, or with that of a response. It may be synced later.
        """
        self.target = target
        self._replaced = False
        for _ in range(_MAKE_TRIES):
            if self._make(stem, mode):
                break
        else:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        try:
            _write(self._descriptor, data)
            if is_synced:
                sync_file(self._descriptor)
            self.status = os.fstat(self._descriptor)
        except BaseException:
            self.close()
            raise

    def _make(self, stem: str, mode: int) -> bool:
        """Make the file and lock it; return False if whoever clears up took it away before it was locked."""
        folder, name = os.path.split(self.target)
        self._path = os.path.join(folder, f".{stem or name.removesuffix('.json')}.{os.urandom(8).hex()}.tmp")
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | NO_LINK | os.O_CLOEXEC
        self._descriptor = os.open(self._path, flags, mode)
        try:
            is_made = _lock_new(self._descriptor, self._path)
        except BaseException:
            self.close()
            raise
        if not is_made:
            self.close()
        return is_made

    @property
    def path(self) -> str:
        """Return where it is, for who writes more into it by its name."""
        return self._path

    def append(self, data: bytes) -> None:
        """Write more of it; it is durable after `sync`."""
        _write(self._descriptor, data)

    def sync_appended(self) -> None:
        """Return when what was written through this has reached the disk; it takes no other open file."""
        sync_file(self._descriptor)

    def sync(self) -> None:
        """Return when all of it has reached the disk, also what was written into it by its name."""
        descriptor = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            sync_file(descriptor)
            self.status = os.fstat(descriptor)
        finally:
            os.close(descriptor)

    def set_mode(self, mode: int) -> None:
        """Give it a mode as it is, whatever the umask says."""
        os.chmod(self._path, mode)

    def replace(self, *, is_new: bool = False) -> None:
        """Take the place of the target in one step; the folder is not synced.

        With `is_new` there must be none, or FileExistsError is raised.
        """
        if is_new and _named_where_nothing_is(self._path, self.target):
            # `close` takes its other name away.
            return
        os.replace(self._path, self.target)
        self._replaced = True

    def close(self) -> None:
        """Remove the file, unless it has taken its place."""
        if not self._replaced:
            with contextlib.suppress(OSError):
                os.unlink(self._path)
        with contextlib.suppress(OSError):
            os.close(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _named_where_nothing_is(path: str, target: str) -> bool:
    """Give a file a second name, or raise FileExistsError if something has it; return False where no file has two."""
    try:
        os.link(path, target)
    except FileExistsError:
        raise
    except OSError:
        # Then the last look comes a moment before the name is given.
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        return False
    return True


def _lock_new(descriptor: int, path: str) -> bool:
    """Lock a new file, and tell whether it still has its name."""
    try:
        lock(descriptor)
    except BlockingIOError:
        return False
    except OSError:
        # Where nothing can be locked, what a crash leaves stays.
        return True
    try:
        return os.path.samestat(os.fstat(descriptor), os.lstat(path))
    except FileNotFoundError:
        return False


def atomic_write(path: str, data: bytes, mode: int = PRIVATE_FILE) -> Problem | None:
    """Replace a file, whole and durably, or leave it as it was and say why; `mode` is what the umask leaves of it."""
    with signals_held():
        try:
            refuse_to_replace_others(path)
            with Temporary(path, data, mode) as temporary:
                temporary.replace()
            sync_folder(os.path.dirname(path) or os.curdir)
        except OSError as error:
            return unwritten(error, path)
    return None


def refuse_to_replace_others(path: str) -> None:
    """Raise unless the path is free or a regular file; replacing a device would take it from everyone."""
    with contextlib.suppress(FileNotFoundError):
        mode = os.lstat(path).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "not a regular file")


def _write(descriptor: int, data: bytes | bytearray) -> None:
    rest = memoryview(data)
    while rest:
        written = os.write(descriptor, rest)
        if not written:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        rest = rest[written:]


def is_temporary(name: str) -> bool:
    """Tell whether a file has the name of a temporary one."""
    return re.fullmatch(_TEMPORARY, name) is not None


def is_locked(path: str) -> bool:
    """Tell whether somebody has a file locked; where that cannot be known, it is taken for locked."""
    try:
        descriptor = os.open(path, os.O_RDWR | SAFE | NO_LINK)
    except OSError:
        return True
    try:
        lock(descriptor)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def remove_unlocked(path: str) -> None:
    """Remove a file that is there to be locked, or while it is locked, unless somebody has it locked."""
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_RDWR | SAFE | NO_LINK)
        try:
            lock(descriptor)
            if os.path.samestat(os.fstat(descriptor), os.lstat(path)):
                os.unlink(path)
        finally:
            os.close(descriptor)


def make_folder(path: str, *, sync: bool = False) -> Problem | None:
    """Make a folder that only its owner can enter, and those above it, so that they survive a power loss.

    With `sync`, the folders that are there already are made to survive it too: whoever made them may have died before.
    """
    above = os.path.abspath(path)
    missing: list[str] = []
    while not os.path.isdir(above) and above != os.path.dirname(above):
        missing.append(above)
        above = os.path.dirname(above)
    try:
        for folder in reversed(missing):
            _make_durably(folder)
        if sync:
            _sync_above(above)
    except OSError as error:
        return Problem(codes.FOLDER_NOT_MADE, {"reason": reason(error)}, Place(path))
    if not os.path.isdir(path):
        return Problem(codes.FOLDER_NOT_MADE, {"reason": "a file has that name"}, Place(path))
    return None


def _sync_above(folder: str) -> None:
    """Return when the names of a folder and of those above it on the same disk have reached it."""
    disk = os.stat(folder).st_dev
    while (above := os.path.dirname(folder)) != folder and os.stat(above).st_dev == disk:
        # A folder that this user cannot open was there before.
        with contextlib.suppress(PermissionError):
            sync_folder(above)
        folder = above


def _make_durably(folder: str) -> None:
    with contextlib.suppress(FileExistsError):
        os.mkdir(folder, PRIVATE_FOLDER)
    try:
        sync_folder(os.path.dirname(folder))
    except OSError:
        # Else the next try would take it for safe.
        with contextlib.suppress(OSError):
            os.rmdir(folder)
        raise


def unwritten(error: OSError, path: str) -> Problem:
    """Name the cause for which something could not be written."""
    code = _CAUSES.get(error.errno or 0)
    if code is None:
        return Problem(codes.CANNOT_WRITE, {"reason": reason(error)}, Place(path))
    return Problem(code, {}, Place(path))


def sync_file(descriptor: int) -> None:
    """Return when what was written has reached the disk itself."""
    if sys.platform == "darwin":
        # fsync there stops at the drive's own cache.
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)


def sync_folder(path: str) -> None:
    """Return when the names in a folder have reached the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network disks cannot, and keep names safe in their own way.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def lock(descriptor: int) -> None:
    """Lock an open file for this process alone, or raise BlockingIOError at once if another has it."""
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
