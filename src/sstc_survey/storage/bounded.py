"""Files read within bounds, and without ever waiting for anybody."""

from __future__ import annotations

import errno
import os
import stat
from typing import Final

from sstc_survey.problems import Place, Problem, codes
from sstc_survey.storage.urls import is_url, missing

KIB: Final = 1 << 10
MIB: Final = 1 << 20

SAFE: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
NO_LINK: Final = os.O_NOFOLLOW

_CHUNK: Final = 1 << 16


def read_bounded(path: str, limit: int, *, follow: bool = False) -> bytes | Problem:
    """Read a regular file of at most `limit` bytes, or say why not, without ever waiting for a writer.

    Links are followed only if asked for: on the command line they are meant, in a folder they may lead anywhere.
    """
    if is_url(path):
        found = _in_pack(path, limit)
        return missing(path) if found is None else found
    try:
        descriptor = os.open(path, SAFE if follow else SAFE | NO_LINK)
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                return Problem(_other_kind(status.st_mode), {}, Place(path))
            size = status.st_size
            data = os.read(descriptor, min(_CHUNK, size + 1))
            # Where it ends as it was measured, there is no more to ask for.
            if len(data) != size:
                data, size = _read_on(descriptor, data, size, limit)
        finally:
            os.close(descriptor)
    except NotADirectoryError as error:
        found = _in_pack(path, limit)
        return _unreadable(error, path, follow=follow) if found is None else found
    except OSError as error:
        return _unreadable(error, path, follow=follow)
    if size > limit:
        return Problem(codes.TOO_LARGE, {"size": amount(size), "limit": amount(limit)}, Place(path))
    return data


def _in_pack(path: str, limit: int) -> bytes | Problem | None:
    # Most paths lead into none.
    from sstc_survey.storage.packs.paths import read_packed

    return read_packed(path, limit)


def _read_on(descriptor: int, beginning: bytes, size: int, limit: int) -> tuple[bytes, int]:
    """Read the rest of a file; return all of it, and its size, which may have grown since it was measured."""
    data = bytearray(beginning)
    while (size := max(size, len(data))) <= limit and (chunk := os.read(descriptor, min(_CHUNK, size + 1))):
        data += chunk
    return bytes(data), size


def _other_kind(mode: int) -> codes.Code:
    if stat.S_ISDIR(mode):
        return codes.IS_A_FOLDER
    return codes.IS_A_PIPE if stat.S_ISFIFO(mode) else codes.IS_A_DEVICE


def _unreadable(error: OSError, path: str, *, follow: bool) -> Problem:
    match error.errno:
        case errno.ELOOP if not follow:
            return Problem(codes.IS_A_LINK, {}, Place(path))
        case errno.ENXIO | errno.ENODEV:
            return Problem(codes.IS_A_DEVICE, {}, Place(path))
        case errno.ENOENT:
            return Problem(codes.NO_SUCH_FILE, {}, Place(path))
        case errno.EISDIR:
            return Problem(codes.IS_A_FOLDER, {}, Place(path))
        case _:
            return Problem(codes.UNREADABLE, {"reason": reason(error)}, Place(path))


def reason(error: OSError) -> str:
    """Return the system's own words for an error."""
    return error.strerror or str(error)


def amount(size: int) -> str:
    """Write a number of bytes as a person reads it."""
    if size < MIB:
        return f"{size / KIB:.1f} KiB"
    return f"{size / MIB:,.0f} MiB" if size % MIB == 0 else f"{size / MIB:,.1f} MiB"
