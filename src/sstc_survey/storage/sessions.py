"""Session files: where they are, how they are read, and the one that is open, saved as responses are.

They are in the folder `sessions` beside the responses of their questionnaire, each named after its session, and locked
by `.locks/ID.lock` in there, which says who has it.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Self

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from sstc_survey.display import spell_out
from sstc_survey.problems import Place, Problem, Unsavable, codes
from sstc_survey.problems.closest import closest
from sstc_survey.questionnaire import ID_PATTERN, SESSIONS_FOLDER
from sstc_survey.session.events import FORMAT, SCHEMA, SESSION_LABEL_PATTERN, Session
from sstc_survey.session.state import MAX_MS, fold, is_time
from sstc_survey.storage.bounded import KIB, SAFE, amount, read_bounded
from sstc_survey.storage.copies import is_digest
from sstc_survey.storage.encoding import MAX_SIZE, SealedFormat, diagnose, is_sealed, load, typed, written
from sstc_survey.storage.history import is_language
from sstc_survey.storage.ids import is_file_name, is_id
from sstc_survey.storage.listing import names_in
from sstc_survey.storage.locks import Lock, is_locked, lock_path, take_lock
from sstc_survey.storage.response_file import LockedFile, lock_name
from sstc_survey.storage.responses import wrong_name

SESSIONS: Final = SealedFormat(FORMAT, {SCHEMA: Session}, codes.SESSION_OTHER_FORMAT, codes.SESSION_NEWER_SCHEMA)

_MAX_NAME: Final = 1_000
# Of a text that is wrong, so many characters are named.
_SHOWN: Final = 60
_MAX_NOTE: Final = 16 * KIB
# How the files of sessions begin that this program wrote.
_BEGINNING: Final = b'{\n  "format": "%s",\n' % FORMAT.encode()
_CONFLICT: Final = re.compile(r"\.conflict-[0-9a-f]+\.json\Z")


class Holder(Struct, frozen=True):
    """Who has a session open: as it is told to whoever comes second."""

    moderator: str | None = None
    terminal: str | None = None
    pid: int | None = None
    since: str | None = None

    def __str__(self) -> str:
        """Name what is known, safe for a screen."""
        parts = (
            self.moderator,
            self.terminal,
            self.pid and f"process {self.pid}",
            self.since and f"since {self.since}",
        )
        return spell_out(", ".join(part for part in parts if part)) or "by an unknown program"


def session_folder(answers: str, questionnaire_id: str) -> str:
    """Return the folder of the sessions of a questionnaire."""
    return os.path.join(answers, questionnaire_id, SESSIONS_FOLDER)


def encode_session(session: Session) -> bytes | Unsavable:
    """Return the bytes to save, or why they could not be read back."""
    data = written(replace(session, events=[]), session.events)
    if isinstance(data, Problem):
        return data
    if len(data) > MAX_SIZE:
        return Unsavable(codes.TOO_LARGE, {"size": amount(len(data)), "limit": amount(MAX_SIZE)})
    refusal = decode_session(data)
    return Unsavable(*refusal) if isinstance(refusal, Problem) else data


def decode_session(data: bytes, file: str = "") -> Session | Problem:
    """Return the session that bytes hold, or why they are refused; `file` is where they are from."""
    if not data:
        return Problem(codes.RESPONSE_EMPTY, {}, Place(file))
    if len(data) > MAX_SIZE:
        return Problem(codes.TOO_LARGE, {"size": amount(len(data)), "limit": amount(MAX_SIZE)}, Place(file))
    found = _open(data) if is_sealed(data) else diagnose(data, file, SESSIONS)
    return found._replace(place=Place(file)) if isinstance(found, Problem) and found.place is None else found


def _open(data: bytes) -> Session | Problem:
    document = load(data)
    if isinstance(document, Problem):
        return document
    session: Session | Problem = typed(document, SESSIONS)
    return session if isinstance(session, Problem) else _validate(session) or session


def _validate(session: Session) -> Problem | None:
    """Return the first rule that a session breaks, or None."""
    questionnaire = session.questionnaire
    if not is_id(session.id):
        return Problem(codes.RESPONSE_BAD_ID, {"id": session.id})
    if re.fullmatch(ID_PATTERN, questionnaire.id) is None or not is_digest(questionnaire.sha256):
        return Problem(codes.RESPONSE_BAD_REFERENCE)
    if re.fullmatch(SESSION_LABEL_PATTERN, session.label) is None:
        return Problem(codes.SESSION_BAD_LABEL, {"label": spell_out(session.label[:_SHOWN])})
    is_name = session.moderator is None or 0 < len(session.moderator) <= _MAX_NAME
    for where, is_sound in (("language", is_language(session.language)), ("moderator", is_name)):
        if not is_sound:
            return Problem(codes.RESPONSE_WRONG_SHAPE, {"where": where})
    if not is_time(session.started):
        return Problem(codes.RESPONSE_BAD_TIME, {"time": session.started[:_SHOWN]})
    state = fold(session.events)
    if isinstance(state, Problem):
        return state if state.code in _OF_FILES else Problem(codes.SESSION_BAD_EVENT, {"kind": "undo", **state.details})
    if session.finished != state.finished:
        return Problem(codes.RESPONSE_NOT_ITS_HISTORY, {"part": "finished"})
    return None if state.elapsed <= session.seen <= MAX_MS else Problem(codes.RESPONSE_WRONG_SHAPE, {"where": "seen"})


# What is said of a file as it is; other problems are those of a moderator.
_OF_FILES: Final = {
    codes.RESPONSE_EVENT_ORDER,
    codes.RESPONSE_EVENT_TIME,
    codes.SESSION_BAD_EVENT,
    codes.SESSION_TOO_MANY_EVENTS,
}


def read_session(path: str) -> Session | Problem:
    """Read a session with every check there is, or say why it is refused."""
    data = read_bounded(path, MAX_SIZE)
    return data if isinstance(data, Problem) else SessionFile.decode(data, path)


class SessionFile(LockedFile[Session]):
    """The file of one session while a board has it."""

    encode = staticmethod(encode_session)

    @staticmethod
    def decode(data: bytes, path: str, /) -> Session | Problem:
        """Return the session that bytes hold, or why they are refused."""
        session = decode_session(data, path)
        return session if isinstance(session, Problem) else wrong_name(path, session.id) or session

    @staticmethod
    def goes_on(longer: Session, shorter: Session, /) -> bool:
        """Tell whether a session is another one, further on."""
        return longer.started == shorter.started and longer.events[: len(shorter.events)] == shorter.events

    @classmethod
    def begin(cls, folder: str, session_id: str, holder: Holder) -> Self | Problem:
        """Open the file of a new session, which is there from the first save on; the lock says who has it."""
        return cls._held(cls.create(folder, session_id), holder, lock_path(folder, session_id))

    @classmethod
    def open(cls, path: str, holder: Holder) -> Self | Problem:
        """Open the file of a session that was saved before; the lock says who has it."""
        stem = os.path.basename(path).removesuffix(".json")
        locked_by = lock_path(os.path.dirname(path), lock_name(path, stem.partition(".")[0]))
        return cls._held(cls.resume(path), holder, locked_by)

    @classmethod
    def _held(cls, opened: Self | Problem, holder: Holder, locked_by: str) -> Self | Problem:
        if not isinstance(opened, Problem):
            opened.note(msgspec.json.encode(holder))
        elif opened.code == codes.RESPONSE_LOCKED:
            who = read_holder(locked_by)
            return Problem(codes.SESSION_LOCKED, {"who": str(who)}, opened.place)
        return opened


def read_holder(locked_by: str) -> Holder:
    """Return who has a session open, as its lock says it; nothing where that cannot be read."""
    data = read_bounded(locked_by, _MAX_NOTE)
    with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        if isinstance(data, bytes):
            return msgspec.json.decode(data, type=Holder)
    return Holder()


def writer_lock(path: str) -> tuple[str, str]:
    """Return the folder and the name of the lock that the writer of a session has."""
    folder, name = os.path.split(path)
    return folder or os.curdir, f"{name.removesuffix('.json')}.writer"


def take_writer_lock(path: str, holder: Holder) -> Lock | Problem:
    """Become the writer of a session; the lock says who is."""
    lock = take_lock(*writer_lock(path))
    if isinstance(lock, Lock):
        lock.note(msgspec.json.encode(holder))
    elif lock.code == codes.RESPONSE_LOCKED:
        return Problem(codes.SESSION_HAS_WRITER, {"who": str(read_holder(lock_path(*writer_lock(path))))}, Place(path))
    return lock


def is_held(path: str) -> bool:
    """Tell whether a board has a session open."""
    return is_locked(os.path.dirname(path) or os.curdir, os.path.basename(path).removesuffix(".json").partition(".")[0])


def is_session_file(path: str) -> bool:
    """Tell whether a file is that of a session, by its name and how it begins."""
    name = os.path.basename(path)
    if not (is_file_name(name) or _CONFLICT.search(name)):
        return False
    try:
        descriptor = os.open(path, SAFE | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        return os.read(descriptor, len(_BEGINNING)) == _BEGINNING
    except OSError:
        return False
    finally:
        os.close(descriptor)


def session_files(answers: str, questionnaire_id: str | None = None) -> list[str]:
    """Return the paths of all sessions in a folder of answers, or of those of one questionnaire."""
    names = [questionnaire_id] if questionnaire_id else _names(answers)
    folders = [session_folder(answers, name) for name in names]
    return [
        os.path.join(folder, name)
        for folder in folders
        for name in _names(folder)
        if is_file_name(name) or _CONFLICT.search(name)
    ]


def _names(folder: str) -> list[str]:
    return [name for name in names_in(folder) if not name.startswith(".")]


def find_session(answers: str, text: str = "", questionnaire_id: str | None = None) -> str | Problem:
    """Return the path of a session by its label or the beginning of its id; without either, of the only open one.

    A session that is over is found by its label if no open one has it. One that cannot be read is a problem where it
    may be the one.
    """
    found, damaged = dict[str, Session](), dict[str, Problem]()
    for path in session_files(answers, questionnaire_id):
        session = read_session(path)
        if isinstance(session, Problem):
            damaged[path] = session
        else:
            found[path] = session
    wanted = text.casefold()
    chosen = [path for path, session in found.items() if not text or session.label.casefold() == wanted]
    is_open = [path for path in chosen if found[path].finished is None]
    chosen = is_open or (chosen if text else [])
    if text and not chosen:
        chosen = [path for path in found if os.path.basename(path).startswith(wanted)]
        damaged = {path: each for path, each in damaged.items() if os.path.basename(path).startswith(wanted)} or damaged
    paths = [*_ends(found, chosen)]
    if len({found[path].id for path in paths}) == 1:
        return paths[0] if len(paths) == 1 else _conflict(paths)
    if paths:
        listed = ", ".join(f"{found[path].label} ({found[path].id})" for path in paths)
        return Problem(codes.WHICH_SESSION, {"sessions": listed}, Place(answers))
    if damaged:
        return next(iter(damaged.values()))
    if not text:
        return Problem(codes.NO_OPEN_SESSION, {}, Place(answers))
    close = closest(text, {session.label for session in found.values()})
    suggestion = {"suggestion": close[0]} if close else {}
    return Problem(codes.NO_SUCH_SESSION, {"session": spell_out(text[:_SHOWN]), **suggestion}, Place(answers))


def _ends(found: dict[str, Session], paths: Iterable[str]) -> Iterator[str]:
    """Yield the paths of sessions whose history no other file continues."""
    ends: list[str] = []
    for path in sorted(paths, key=lambda path: (-len(found[path].events), bool(_CONFLICT.search(path)), path)):
        session = found[path]
        if not any(found[end].id == session.id and SessionFile.goes_on(found[end], session) for end in ends):
            ends.append(path)
    yield from sorted(ends)


def _conflict(paths: Sequence[str]) -> Problem:
    return Problem(codes.SESSION_CONFLICT, {"others": ", ".join(paths[1:])}, Place(paths[0]))
