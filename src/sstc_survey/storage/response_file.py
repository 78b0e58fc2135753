"""The file of one response, or of a session, while it is open: locked, and replaced whole at every save."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from types import TracebackType
from typing import Final, Generic, Protocol, Self, TypeVar

from msgspec import Struct

from sstc_survey.problems import Place, Problem, codes
from sstc_survey.response import Response
from sstc_survey.storage.atomic import (
    Temporary,
    atomic_write,
    make_folder,
    refuse_to_replace_others,
    sync_folder,
    unwritten,
)
from sstc_survey.storage.bounded import NO_LINK, SAFE, read_bounded
from sstc_survey.storage.encoding import MAX_SIZE, SEAL_SIZE, decode, encode
from sstc_survey.storage.ids import conflict_name, erased_name, file_name, is_file_name
from sstc_survey.storage.leftovers import clear_up
from sstc_survey.storage.locks import Lock, take_lock
from sstc_survey.storage.responses import is_continuation, read_response, wrong_name
from sstc_survey.storage.signals import signals_held

_CHUNK: Final = 1 << 16


class _SavedFile(Struct, frozen=True):
    """The file that was saved last: by what it is recognised at once, and the digest of its bytes."""

    size: int
    seal: bytes
    digest: bytes
    stamp: tuple[int, int, int] | None = None

    @classmethod
    def of(cls, data: bytes, status: os.stat_result | None = None) -> Self:
        """Return what is remembered of a file with these bytes."""
        return cls(len(data), data[-SEAL_SIZE:], hashlib.sha256(data).digest(), _stamp(status) if status else None)

    def is_at(self, path: str) -> bool:
        """Tell whether it is still there, or nothing is: then replacing it takes nothing from anybody.

        Raises OSError where that cannot be known.
        """
        try:
            descriptor = os.open(path, SAFE | NO_LINK)
        except FileNotFoundError:
            return True
        except OSError as error:
            if error.errno == errno.ELOOP:
                return False
            raise
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode) or status.st_size != self.size:
                return False
            if _stamp(status) == self.stamp:
                os.lseek(descriptor, -SEAL_SIZE, os.SEEK_END)
                return os.read(descriptor, SEAL_SIZE) == self.seal
            # The very bytes in another file, such as one that was synchronised there and back, are no loss either.
            digest = hashlib.sha256()
            while chunk := os.read(descriptor, _CHUNK):
                digest.update(chunk)
            return digest.digest() == self.digest
        finally:
            os.close(descriptor)


def _stamp(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_dev, status.st_ino, status.st_mtime_ns


class _Document(Protocol):
    @property
    def id(self) -> str: ...


_D = TypeVar("_D", bound=_Document)


class LockedFile(Generic[_D]):
    """The file of one document while it is open; nobody else can open it until `close`.

    `saved` is the document as the disk has it, and `failed` says why the last save failed: both are right even
    where a signal interrupted `save` before it could return.
    """

    def __init__(
        self, path: str, lock: Lock, response_id: str, saved: _D | None = None, last: _SavedFile | None = None
    ) -> None:
        self.path = path
        self.id = response_id
        self.saved = saved
        self.failed: Problem | None = None
        self._lock = lock
        self._last = last
        # What was there before this program began with it is not its to remove.
        self._is_new = saved is None

    @staticmethod
    def encode(document: _D, /) -> bytes | Problem:
        """Return the bytes to save, or why they could not be read back."""
        raise NotImplementedError

    @staticmethod
    def decode(data: bytes, path: str, /) -> _D | Problem:
        """Return what bytes hold, or why they are refused."""
        raise NotImplementedError

    @staticmethod
    def goes_on(longer: _D, shorter: _D, /) -> bool:
        """Tell whether a document is another one, further on."""
        raise NotImplementedError

    @classmethod
    def read(cls, path: str) -> tuple[bytes, _D] | Problem:
        """Read a file, with its bytes."""
        data = read_bounded(path, MAX_SIZE)
        if isinstance(data, Problem):
            return data
        document = cls.decode(data, path)
        return document if isinstance(document, Problem) else (data, document)

    @classmethod
    def create(cls, folder: str, response_id: str) -> Self | Problem:
        """Open the file of a new document; it is there from the first save on."""
        lock = _lock(folder, response_id)
        if isinstance(lock, Problem):
            return lock
        return cls(os.path.join(folder, file_name(response_id)), lock, response_id)

    @classmethod
    def resume(cls, path: str) -> Self | Problem:
        """Open the file of a document that was saved before; `saved` holds it."""
        first = cls.read(path)
        if isinstance(first, Problem):
            return first
        lock = _lock(os.path.dirname(path) or os.curdir, lock_name(path, first[1].id))
        if isinstance(lock, Problem):
            return lock
        # Until the lock was ours, another program may have gone on with it.
        found = cls.read(path)
        if isinstance(found, Problem):
            lock.release()
            return found
        data, response = found
        return cls(path, lock, response.id, response, _SavedFile.of(data))

    def save(self, response: _D) -> Problem | None:
        """Replace the file, whole and durably, or leave it as it was and say why.

        A file that is no longer the one saved last is left as it is; then the response is saved beside it, and that
        is said too.
        """
        if response.id != self.id:
            raise ValueError("this file belongs to another document")
        try:
            data = self.encode(response)
            with signals_held():
                if isinstance(data, Problem):
                    self.failed = data._replace(place=Place(self.path))
                else:
                    self.failed = self._save(response, data)
        except MemoryError:
            self.failed = Problem(codes.OUT_OF_MEMORY, {}, Place(self.path))
        return self.failed

    def move_to(self, folder: str) -> Problem | None:
        """Save in another folder from now on; what is saved already stays where it is."""
        if os.path.realpath(folder) == os.path.realpath(os.path.dirname(self.path) or os.curdir):
            return None
        with signals_held():
            lock = _lock(folder, self.id)
            if isinstance(lock, Problem):
                return lock
            self._lock.release()
            self._lock = lock
            self._last = None
            self.path = os.path.join(folder, file_name(self.id))
        return None

    def save_again(self, path: str) -> Problem | None:
        """Write what was saved last once more at a path where nothing is any more."""
        data = None if self.saved is None else self.encode(self.saved)
        if data is None or isinstance(data, Problem):
            return data
        with signals_held():
            return make_folder(os.path.dirname(path) or os.curdir) or atomic_write(path, data)

    def remove(self, *, also_old: bool = False) -> None:
        """Remove what was saved of a new response, also by a save that failed at its last step.

        A response that was there before is removed only where that is asked for.
        """
        with contextlib.suppress(OSError):
            if (
                (self._is_new or also_old)
                and self._last is not None
                and self._lock.is_held()
                and self._last.is_at(self.path)
            ):
                os.unlink(self.path)
                sync_folder(os.path.dirname(self.path) or os.curdir)

    def note(self, text: bytes) -> None:
        """Say in the lock who has the file."""
        self._lock.note(text)

    def close(self) -> None:
        """Let others open the response."""
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _save(self, response: _D, data: bytes) -> Problem | None:
        try:
            problem = self._try_to_save(response, data)
        except OSError as error:
            return unwritten(error, self.path)
        if problem is None:
            self.saved = response
        elif problem.code == codes.RESPONSE_REPLACED and (failed := self._save_beside(response, data)):
            return failed
        return problem

    def _try_to_save(self, response: _D, data: bytes) -> Problem | None:
        """Replace the file, or return why not; raises OSError where the disk or the folder does not let it."""
        if not self._lock.is_held():
            return self._lock_again()
        if self._last is None and (problem := self._look_for_its_own(response)):
            return problem
        return self._replace(data)

    def _lock_again(self) -> Problem:
        """Take the lock again after its file was removed, unless another has it, and say what happened."""
        folder = os.path.dirname(self.path) or os.curdir
        if not os.path.isdir(folder):
            # It is not made anew: the disk that it is on may have been taken out.
            return Problem(codes.FOLDER_GONE, {}, Place(self.path))
        erased = os.path.join(folder, erased_name(self.id))
        if os.path.lexists(erased) and isinstance(found := read_response(erased), Problem):
            # Whoever withdrew is not to come back.
            return found
        lock = take_lock(folder, lock_name(self.path, self.id))
        if isinstance(lock, Problem):
            is_taken = lock.code == codes.RESPONSE_LOCKED
            return Problem(codes.RESPONSE_REPLACED, {}, Place(self.path)) if is_taken else lock
        self._lock.release()
        self._lock = lock
        return Problem(codes.LOCK_REMOVED, {}, Place(self.path))

    def _look_for_its_own(self, response: _D) -> Problem | None:
        """Return a problem if the first save here meets a file that is not this interview from before it moved."""
        if not os.path.lexists(self.path):
            return None
        found = self.read(self.path)
        before = None if isinstance(found, Problem) else found[1]
        is_own = before is not None and before.id == self.id and self.goes_on(response, before)
        if self.saved is None or isinstance(found, Problem) or not is_own:
            return Problem(codes.RESPONSE_EXISTS, {}, Place(self.path))
        self._last = _SavedFile.of(found[0])
        return None

    def _replace(self, data: bytes) -> Problem | None:
        if self._last is None:
            refuse_to_replace_others(self.path)
        with Temporary(self.path, data) as temporary:
            # As late as it can be known.
            if self._last is not None and not self._last.is_at(self.path):
                return Problem(codes.RESPONSE_REPLACED, {}, Place(self.path))
            saved = _SavedFile.of(data, temporary.status)
            try:
                temporary.replace(is_new=self._last is None)
            except FileExistsError:
                return Problem(codes.RESPONSE_EXISTS, {}, Place(self.path))
            # Even if the last step fails: what is there now is ours.
            self._last = saved
        sync_folder(os.path.dirname(self.path) or os.curdir)
        return None

    def _save_beside(self, response: _D, data: bytes) -> Problem | None:
        """Save in a file of another name from now on; return why that failed, or None."""
        folder, replaced, last = os.path.dirname(self.path), self.path, self._last
        name = conflict_name(self.id, os.urandom(4))
        lock = take_lock(folder or os.curdir, name.removesuffix(".json"))
        if isinstance(lock, Problem):
            return lock
        self.path, self._last = os.path.join(folder, name), None
        is_saved = False
        try:
            problem = self._replace(data)
            is_saved = problem is None
        except OSError as error:
            problem = unwritten(error, self.path)
        finally:
            if not is_saved:
                lock.release()
                self.path, self._last = replaced, last
        if problem is None:
            self._lock.release()
            self._lock = lock
            self.saved = response
        return problem


class ResponseFile(LockedFile[Response]):
    """The file of one response while its interview is open."""

    encode = staticmethod(encode)
    goes_on = staticmethod(is_continuation)

    @staticmethod
    def decode(data: bytes, path: str) -> Response | Problem:
        """Return the response that bytes hold, or why they are refused."""
        response = decode(data, path)
        return response if isinstance(response, Problem) else wrong_name(path, response.id) or response


def lock_name(path: str, response_id: str) -> str:
    """Return what a file is locked by: the files of a conflict, each for itself; all others by their response."""
    name = os.path.basename(path)
    stem = name.removesuffix(".json")
    return stem if stem.startswith(f"{response_id}.conflict-") and not is_file_name(name) else response_id


def _lock(folder: str, name: str) -> Lock | Problem:
    """Make the folder, lock a response in it, and remove what crashes have left there."""
    problem = make_folder(folder, sync=True)
    if problem is not None:
        return problem
    lock = take_lock(folder, name)
    if isinstance(lock, Lock):
        clear_up(folder)
    return lock
