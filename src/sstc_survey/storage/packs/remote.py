"""A pack at a URL, of which fsspec reads ranges: as it was when it was first looked at, or not at all."""

from __future__ import annotations

import errno
import io
import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, TypeAlias, TypeVar, cast
from urllib.parse import urlsplit

from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.storage.bounded import KIB, MIB, reason
from sstc_survey.storage.urls import shown, whole

T = TypeVar("T")
# What changes when the bytes do.
Identity: TypeAlias = tuple[int | str, ...]

# Seconds until a server that says nothing is given up, and bytes a second that it has to send at least.
_PATIENCE: Final = 30
_SOON: Final = 0.2
_SLOWEST: Final = 32 * KIB
# Who reads on gets more at once, up to this: each request takes its time.
_MOST_AHEAD: Final = 4 * MIB
_HTTP: Final = ("http", "https")
_GONE: Final = (404, 410)
# Errors of aiohttp, which may not be there, and of what else reads from the web.
_INVALID_URLS: Final = ("invalidurl", "invalidurlclienterror")
_BROKEN: Final = ("ClientPayloadError", "ServerDisconnectedError", "IncompleteRead", "IncompleteReadError")
# What file systems tell of a version of a file, besides its size.
_VERSION: Final = (
    "ETag", "etag", "Last-Modified", "LastModified", "last_modified", "mtime", "modified", "updated", "generation",
    "created", "ino",
)  # fmt: skip
# Nothing was ever heard of the server.
_NOT_CONNECTED: Final = (errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN)
# Packages that have another name than what is imported of them.
_PACKAGES: Final = {"smbclient": "smbprotocol", "webdav4": "webdav4[fsspec]"}
_INVALID: Final = "the address is not valid"
_NO_RANGES: Final = "the server does not support range requests"

# What tells this process that nobody waits any more for what it reads.
_broken_off: Final[list[Callable[[], bool]]] = []


def give_up_when(is_broken_off: Callable[[], bool]) -> None:
    """Let this process wait for no server any more when its work is broken off."""
    _broken_off.append(is_broken_off)


class Remote:
    """A pack at a URL as it was when it was first looked at; whatever else is found there later is refused."""

    def __init__(self, path: str) -> None:
        self._path = path
        # Of the process that it is in: what has connections open cannot be divided.
        self._systems: dict[int, tuple[Any, str]] = {}
        self._ahead = (0, b"")
        self.failed: SurveyError | None = None
        self.identity = self._look()

    @property
    def size(self) -> int:
        """Return how many bytes there are."""
        return cast("int", self.identity[0])

    def read(self, offset: int, size: int) -> bytes:
        """Return so many bytes, fewer where it ends."""
        if self.failed is not None:
            raise self.failed
        # Threads of a cluster's worker may read the same pack: each has what it took.
        start, data = self._ahead
        size = max(min(size, self.size - offset), 0)
        if start <= offset and offset + size <= start + len(data):
            return data[offset - start : offset - start + size]
        reads_on = start < offset <= start + len(data)
        wanted = min(max(size, min(2 * len(data), _MOST_AHEAD) if reads_on else 0), self.size - offset)
        try:
            data = self._range(offset, wanted)
        except SurveyError as error:
            self.failed = error
            raise
        self._ahead = (offset, data)
        return data[:size]

    def _range(self, offset: int, size: int) -> bytes:
        """Return a range that was read from what was there at first, and not from what has taken its place."""
        data: bytes | SurveyError
        try:
            data = self._within(_PATIENCE + size / _SLOWEST, partial(self._get, offset, size))
        except SurveyError as error:
            data = error
        try:
            is_same = self._look() == self.identity
        except SurveyError as error:
            is_same = error.problems[0].code != codes.URL_NOT_FOUND
            if is_same and isinstance(data, bytes):
                raise
        if not is_same:
            raise replaced(self._path)
        if isinstance(data, SurveyError):
            raise data
        if len(data) != size:
            raise _unreadable(self._path, "the server sent something else than these bytes")
        return data

    def _get(self, offset: int, size: int) -> bytes:
        system, within = self._system()
        if self._protocol not in _HTTP:
            return cast("bytes", system.cat_file(within, start=offset, end=offset + size))
        # Opened, it takes no more than it asked for from a server that sends everything.
        headers = {**system.kwargs.get("headers", {}), "Accept-Encoding": "identity"}
        with system.open(within, "rb", cache_type="none", size=self.size, headers=headers) as file:
            file.seek(offset)
            return cast("bytes", file.read(size))

    def _look(self) -> Identity:
        """Return the size of what is there, and what tells its version."""

        def ask() -> Mapping[str, Any]:
            system, within = self._system()
            system.invalidate_cache()
            found: Mapping[str, Any] = system.info(within)
            return found

        found = self._within(_PATIENCE, ask)
        size = found.get("size")
        if found.get("type") != "file":
            raise SurveyError(Problem(codes.URL_NOT_FOUND, {}, Place(self._path)))
        if not isinstance(size, int):
            raise _unreadable(self._path, "the server does not tell its size")
        if found.get("partial") is False:
            raise _unreadable(self._path, _NO_RANGES)
        return size, *(f"{name}={found[name]}" for name in _VERSION if found.get(name))

    @property
    def _protocol(self) -> str:
        return self._path.partition("://")[0].lower()

    def _system(self) -> tuple[Any, str]:
        """Return the file system, and the path in it."""
        own = os.getpid()
        if own not in self._systems:
            self._systems = {own: _file_system(self._path, self._protocol)}
        return self._systems[own]

    def _within(self, seconds: float, call: Callable[[], T]) -> T:
        """Return what a call returns, or raise the problem that it fails, or that it takes longer."""
        found: list[T] = []
        errors: list[BaseException] = []

        def run() -> None:
            try:
                found.append(call())
            except BaseException as error:  # noqa: BLE001 each file system has errors of its own
                errors.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        end = time.monotonic() + seconds
        while thread.is_alive() and (left := end - time.monotonic()) > 0 and not any(told() for told in _broken_off):
            thread.join(min(left, _SOON))
        if found:
            return found[0]
        if not errors:
            raise _unreadable(self._path, f"no answer within {seconds:.0f} seconds")
        raise errors[0] if isinstance(errors[0], SurveyError) else _failed(self._path, errors[0]) from None


class RemoteFile(io.RawIOBase):
    """A pack at a URL as a file."""

    def __init__(self, remote: Remote) -> None:
        super().__init__()
        self._remote = remote
        self._at = 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that it can be read anywhere."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._remote.size}[whence]
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        """Return the place."""
        return self._at

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 whatever has bytes that can be written
        """Read from the place on."""
        data = self._remote.read(self._at, len(buffer))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def _file_system(path: str, protocol: str) -> tuple[Any, str]:
    try:
        from fsspec import get_filesystem_class
        from fsspec.core import url_to_fs
    except ImportError:
        raise SurveyError(Problem(codes.EXTRA_MISSING, {"extra": "url"}, Place(path))) from None
    try:
        get_filesystem_class(protocol)
    except ImportError as error:
        missing = getattr(error.__cause__, "name", None) or protocol
        package = _PACKAGES.get(missing, missing.partition(".")[0])
        details = {"protocol": protocol, "package": package}
        raise SurveyError(Problem(codes.URL_PACKAGE, details, Place(path))) from None
    except ValueError:
        raise _not_read(path) from None
    try:
        system, within = url_to_fs(whole(path))
    except (TypeError, AttributeError, NotImplementedError, IsADirectoryError):
        # It needs more than a URL to be made.
        raise _not_read(path) from None
    return system, within


def _is_valid(path: str) -> bool:
    """Tell whether the server of a URL and its port, if there is one, can be read."""
    try:
        urlsplit(path).port  # noqa: B018 it is computed
    except ValueError:
        return False
    return True


def _host(path: str) -> str:
    return (urlsplit(path).hostname if _is_valid(path) else None) or "the server"


def _not_read(path: str) -> SurveyError:
    """Return the problem that no pack is read with the protocol of a URL."""
    return SurveyError(Problem(codes.URL_PROTOCOL, {"protocol": path.partition("://")[0].lower()}, Place(path)))


def _is_of_fsspec(error: BaseException) -> bool:
    """Tell whether fsspec itself raised an error, and not what it calls."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return at is not None and str(at.tb_frame.f_globals.get("__name__")).startswith("fsspec.")


def replaced(path: str) -> SurveyError:
    """Return the problem that another pack, or none, is at a URL by now."""
    return SurveyError(Problem(codes.URL_REPLACED, {}, Place(path)), exit_code=ExitCode.PROBLEMS)


def _unreadable(path: str, why: str) -> SurveyError:
    return SurveyError(Problem(codes.URL_UNREADABLE, {"reason": why}, Place(path)), exit_code=ExitCode.PROBLEMS)


def _failed(path: str, error: BaseException) -> SurveyError:
    """Return what an error of a file system means."""
    # Of HTTP, whatever goes wrong is a file that is not found; why is behind it.
    cause = error.__cause__ if isinstance(error, FileNotFoundError) and error.__cause__ else error
    status = getattr(cause, "status", None)
    if status in _GONE or isinstance(cause, FileNotFoundError):
        return SurveyError(Problem(codes.URL_NOT_FOUND, {}, Place(path)))
    if isinstance(status, int):
        said = shown(str(getattr(cause, "message", "")))
        return _unreadable(path, f"the server answers {status} {said}".rstrip())
    if isinstance(cause, ValueError) and "range requests" in str(cause):
        return _unreadable(path, _NO_RANGES)
    if isinstance(cause, TimeoutError):
        return _unreadable(path, "no answer in time")
    if isinstance(os_error := getattr(cause, "os_error", None), OSError):
        number = os_error.errno or 0
        why = os.strerror(number) if number > 0 else reason(os_error)
        return _unreadable(path, f"no connection to {getattr(cause, 'host', 'the server')}: {why}")
    if isinstance(cause, socket.gaierror) or (isinstance(cause, OSError) and cause.errno in _NOT_CONNECTED):
        return _unreadable(path, f"no connection to {_host(path)}: {cause.strerror}")
    if type(cause).__name__.casefold() in _INVALID_URLS or (isinstance(cause, ValueError) and not _is_valid(path)):
        return _unreadable(path, _INVALID)
    if isinstance(cause, ValueError) and _is_of_fsspec(cause):
        return _not_read(path)
    if isinstance(cause, ConnectionError) or type(cause).__name__ in _BROKEN:
        return _unreadable(path, "the connection broke off")
    lines = str(cause).splitlines()
    return _unreadable(path, shown(lines[0]) if lines else type(cause).__name__)
