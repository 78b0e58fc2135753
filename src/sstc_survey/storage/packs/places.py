"""Where the bytes of a pack are: in a file of this machine, or at a URL, of which fsspec reads ranges."""

from __future__ import annotations

import io
import os
from typing import BinaryIO, Final, cast

from msgspec import Struct

from sstc_survey.problems import Place, Problem, SurveyError, codes
from sstc_survey.storage.bounded import MIB, SAFE
from sstc_survey.storage.packs.remote import Identity, Remote, RemoteFile, replaced
from sstc_survey.storage.urls import give_secrets, is_url, secrets_of

# By path, as far as this process has looked; None where nothing is.
_remotes: Final[dict[str, Remote | None]] = {}


class Ticket(Struct, frozen=True):
    """What another process needs to open the same pack: which version of it, and what is secret in its URL."""

    identity: Identity
    secret: tuple[str, str]

    def __repr__(self) -> str:
        """Say nothing: logs of a cluster show what its workers are given."""
        return "Ticket()"


def identity(path: str) -> Identity:
    """Return what changes with the bytes of a pack; raises OSError, or SurveyError at a URL."""
    if is_url(path):
        return _remote(path).identity
    status = os.stat(path)
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def is_file(path: str) -> bool:
    """Tell whether there is a file at a path; raises SurveyError at a URL that does not tell."""
    return _found(path) is not None if is_url(path) else os.path.isfile(path)


def real(path: str) -> str:
    """Return the one path of a file that may have several; a URL is as it is named."""
    return path if is_url(path) else os.path.realpath(path)


def absolute(path: str) -> str:
    """Return a path as it is whatever folder a process works in."""
    return path if is_url(path) else os.path.abspath(path)


def beginning(path: str, size: int) -> tuple[int, bytes]:
    """Return the size of a pack and its first bytes; raises OSError, or SurveyError at a URL."""
    if is_url(path):
        remote = _remote(path)
        return remote.size, remote.read(0, size)
    with open(os.open(path, SAFE), "rb") as file:
        return os.fstat(file.fileno()).st_size, file.read(size)


def bytes_at(path: str, offset: int, size: int) -> bytes:
    """Return so many bytes of a pack, fewer where it ends; none where they cannot be read.

    Raises SurveyError at a URL: what cannot be read there now is not lost.
    """
    if is_url(path):
        return _remote(path).read(offset, size)
    try:
        with open(os.open(path, SAFE), "rb") as file:
            file.seek(offset)
            return file.read(size)
    except OSError:
        # It is as lost as what is damaged.
        return b""


def opened_file(path: str) -> BinaryIO:
    """Return a pack as a file that can be read anywhere; raises OSError, or SurveyError at a URL."""
    if is_url(path):
        return cast("BinaryIO", io.BufferedReader(RemoteFile(_remote(path)), MIB))
    return open(os.open(path, SAFE), "rb")


def check(path: str) -> None:
    """Raise what went wrong while a pack at a URL was read, even if nobody was told."""
    remote = _remotes.get(path)
    if remote is not None and remote.failed is not None:
        raise remote.failed


def ticket(path: str) -> Ticket | None:
    """Return what another process needs besides the path; None for a file of this machine."""
    return Ticket(_remote(path).identity, secrets_of(path)) if is_url(path) else None


def take(path: str, given: Ticket) -> None:
    """Open a pack as another process has; raises SurveyError where it cannot be read, or is another one by now."""
    give_secrets(path, given.secret)
    known = _remotes.get(path)
    if known is not None and known.identity == given.identity:
        known.failed = None
        return
    _remotes.pop(path, None)
    if _remote(path).identity != given.identity:
        raise replaced(path)


def visit(path: str, given: Ticket) -> None:
    """Open a pack anew and read a byte of it, as another process has; raises SurveyError where that cannot be."""
    _remotes.pop(path, None)
    take(path, given)
    remote = _remote(path)
    remote.read(remote.size - 1, 1)


def _found(path: str) -> Remote | None:
    if path not in _remotes:
        try:
            _remotes[path] = Remote(path)
        except SurveyError as error:
            if error.problems[0].code != codes.URL_NOT_FOUND:
                raise
            _remotes[path] = None
    return _remotes[path]


def _remote(path: str) -> Remote:
    remote = _found(path)
    if remote is None:
        raise SurveyError(Problem(codes.URL_NOT_FOUND, {}, Place(path)))
    return remote
