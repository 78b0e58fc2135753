"""Response files: saved whole under a lock, and read with their history or without it."""

from __future__ import annotations

import contextlib
import os
from stat import S_ISREG
from types import TracebackType
from typing import Final, Self

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from sstc_survey.problems import Place, Problem, codes
from sstc_survey.questionnaire import Stored
from sstc_survey.response import (
    EventKind,
    Missing,
    Mode,
    QuestionnaireRef,
    Response,
    ResponseFormat,
    ResponseSchema,
    Status,
)
from sstc_survey.storage.atomic import MIB, NO_LINK, SAFE, atomic_write, make_folder, read_bounded
from sstc_survey.storage.encoding import MAX_SIZE, decode, encode, is_sealed
from sstc_survey.storage.ids import file_name, id_of_temporary, is_file_name, is_id
from sstc_survey.storage.locks import Lock, take_lock
from sstc_survey.storage.signals import signals_held


class BriefResponse(Struct, frozen=True, kw_only=True):
    """A response without its events: the fields are those of `Response`, and all of them have to be there."""

    format: ResponseFormat
    schema: ResponseSchema
    id: str
    questionnaire: QuestionnaireRef
    status: Status
    language: str
    mode: Mode
    interviewer: str | None
    started: str
    finished: str | None
    answers: dict[str, Stored]
    missing: dict[str, Missing]
    comments: dict[str, str]
    position: str | None


# Most responses fit; asking for much more at once costs more than a second call does.
_AT_ONCE: Final = 16_384
# Where the id is in a path that this program made.
_ID_AT: Final = slice(-41, -5)
_FLAGS: Final = SAFE | NO_LINK
_DECODER: Final = msgspec.json.Decoder(BriefResponse)


def is_continuation(longer: Response, shorter: Response) -> bool:
    """Tell whether a response is another one, further on; moving without a reply leaves no event."""
    if longer.questionnaire != shorter.questionnaire or longer.started != shorter.started:
        return False
    if len(longer.events) == len(shorter.events):
        return replace(longer, position=None) == replace(shorter, position=None)
    # Where a draft was only opened again at its end, that says nothing new.
    end = len(shorter.events)
    while end and shorter.events[end - 1].kind is EventKind.RESUME:
        end -= 1
    return longer.events[:end] == shorter.events[:end]


def read_response(path: str, *, follow: bool = False) -> Response | Problem:
    """Read a response with every check there is, or say why it is refused."""
    data = read_bounded(path, MAX_SIZE, follow=follow)
    if isinstance(data, Problem):
        return data
    response = decode(data, path)
    if isinstance(response, Problem):
        return response
    return _wrong_name(path, response.id) or response


def read_brief(path: str) -> BriefResponse | Problem:
    """Read a response without its history, or say why it is refused.

    That the answers are what the events add up to is left to `read_response`.
    """
    try:
        descriptor = os.open(path, _FLAGS)
        try:
            # Whatever is no file is read as nothing, and refused by the slow way.
            data = os.read(descriptor, _AT_ONCE) if S_ISREG(os.fstat(descriptor).st_mode) else b""
        finally:
            os.close(descriptor)
    except OSError:
        data = b""
    if len(data) == _AT_ONCE or not data:
        whole = read_bounded(path, MAX_SIZE)
        if isinstance(whole, Problem):
            return whole
        data = whole
    return _decode_brief(data, path)


def brief_of(response: Response) -> BriefResponse:
    """Leave the history of a response out."""
    return msgspec.convert(response, BriefResponse, from_attributes=True)


def _decode_brief(data: bytes, path: str) -> BriefResponse | Problem:
    # The quick way has no bound on the number of values.
    if len(data) <= MIB and is_sealed(data):
        try:
            brief = _DECODER.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass
        else:
            if is_id(brief.id):
                return brief if path[_ID_AT] == brief.id else _wrong_name(path, brief.id) or brief
    # The slow way knows why a file is refused.
    response = decode(data, path)
    if isinstance(response, Problem):
        return response
    return _wrong_name(path, response.id) or brief_of(response)


def _wrong_name(path: str, response_id: str) -> Problem | None:
    """Return a problem if a file is named after another response than the one it holds."""
    name = os.path.basename(path)
    if is_file_name(name) and name != file_name(response_id):
        return Problem(codes.RESPONSE_MISNAMED, {"id": response_id}, Place(path))
    return None


class ResponseFile:
    """The file of one response while its interview is open; nobody else can open it until `close`.

    `saved` is the response as the disk has it, and `failed` says why the last save failed: both are right even
    where a signal interrupted `save` before it could return.
    """

    def __init__(self, path: str, lock: Lock, response_id: str, saved: Response | None = None) -> None:
        self.path = path
        self.id = response_id
        self.saved = saved
        self.failed: Problem | None = None
        self._lock = lock
        self._ours = saved is not None

    @classmethod
    def create(cls, folder: str, response_id: str) -> Self | Problem:
        """Open the file of a new response; it is there from the first save on."""
        lock = _lock(folder, response_id)
        if isinstance(lock, Problem):
            return lock
        return cls(os.path.join(folder, file_name(response_id)), lock, response_id)

    @classmethod
    def resume(cls, path: str) -> Self | Problem:
        """Open the file of a response that was saved before; `saved` holds it."""
        response = read_response(path)
        if isinstance(response, Problem):
            return response
        lock = _lock(os.path.dirname(path) or os.curdir, response.id)
        if isinstance(lock, Problem):
            return lock
        # Until the lock was ours, another interview may have gone on with it.
        response = read_response(path)
        if isinstance(response, Problem):
            lock.release()
            return response
        return cls(path, lock, response.id, response)

    def save(self, response: Response) -> Problem | None:
        """Replace the file, whole and durably, or leave it as it was and say why."""
        if response.id != self.id:
            raise ValueError("this file belongs to another response")
        with signals_held():
            self.failed = self._replace(response)
            if self.failed is None:
                self.saved = response
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
            self._ours = False
            self.path = os.path.join(folder, file_name(self.id))
        return None

    def remove(self) -> None:
        """Remove what was saved, also by a save that failed at its last step."""
        if self._ours:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self.path)

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

    def _replace(self, response: Response) -> Problem | None:
        data = encode(response)
        if isinstance(data, Problem):
            return Problem(data.code, data.details, Place(self.path))
        if not self._ours:
            # What is there may be this interview, from before it was saved elsewhere.
            there = read_response(self.path) if self.saved is not None else None
            is_ours = isinstance(there, Response) and is_continuation(response, there)
            if os.path.lexists(self.path) and not is_ours:
                return Problem(codes.RESPONSE_EXISTS, {}, Place(self.path))
            # Even if the save fails at its last step: the lock is ours, so whatever comes there is ours.
            self._ours = True
        return atomic_write(self.path, data)


def _lock(folder: str, response_id: str) -> Lock | Problem:
    """Make the folder, lock the response in it, and remove what crashes have left there."""
    problem = make_folder(folder)
    if problem is not None:
        return problem
    lock = take_lock(folder, response_id)
    if isinstance(lock, Lock):
        with contextlib.suppress(OSError):
            _remove_temporary_files(folder, response_id)
    return lock


def _remove_temporary_files(folder: str, own_id: str) -> None:
    """Remove the temporary files of interrupted saves: those of responses that nobody has locked."""
    with os.scandir(folder) as entries:
        left = [(entry.path, found) for entry in entries if (found := id_of_temporary(entry.name))]
    for path, response_id in left:
        lock = None if response_id == own_id else take_lock(folder, response_id, tries=1)
        if not isinstance(lock, Problem):
            with contextlib.suppress(OSError):
                os.unlink(path)
        if lock is not None and not isinstance(lock, Problem):
            lock.release()
