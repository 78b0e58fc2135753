"""What lies in folders: every file that may be a response, and what becomes of it.

In a folder and those below it, every entry named `*.json` is a file found, unless it is a folder; links are not
followed. Hidden entries and the copies of questionnaires are passed over; everything else is ignored, but named.
Copies of the same response are told by id. In one folder, files that this program named cannot share one, so
that nothing about them needs to be remembered.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias, assert_never

from msgspec import Struct, field

from sstc_survey.problems import Place, Problem, SurveyError, codes
from sstc_survey.response import Response, Status
from sstc_survey.storage.atomic import reason
from sstc_survey.storage.copies import is_copy
from sstc_survey.storage.ids import file_name, is_file_name
from sstc_survey.storage.responses import BriefResponse, brief_of, is_continuation, read_brief, read_response


class Counted(Struct, frozen=True, gc=False):
    """A response that counts by its status: complete, partial or void."""

    path: str
    record: BriefResponse


class Copy(Struct, frozen=True):
    """A file whose whole history is also in the file `of`, which stands for it."""

    path: str
    of: str


class Conflicting(Struct, frozen=True):
    """One of several ways in which the same interview went on; none of them is tallied."""

    path: str
    record: BriefResponse
    problem: Problem


class Refused(Struct, frozen=True):
    """A file that cannot be read as a response."""

    path: str
    problem: Problem


Outcome: TypeAlias = Counted | Copy | Conflicting | Refused


class Account(Struct):
    """How many files there are of each kind.

    `found` is the sum of complete, partial, void, conflict and refused. Copies stand apart, since a copy adds
    no interview: merging a folder with itself changes `copies` and nothing else. The files that were looked
    at are `found + copies`.
    """

    complete: int = 0
    partial: int = 0
    void: int = 0
    conflict: int = 0
    refused: int = 0
    copies: int = 0

    @property
    def found(self) -> int:
        """Return the number of files found, copies left out."""
        return self.complete + self.partial + self.void + self.conflict + self.refused

    def add(self, verdict: Outcome) -> None:
        """Count one more file."""
        match verdict:
            case Counted(record=record):
                self._add_status(record.status)
            case Copy():
                self.copies += 1
            case Conflicting():
                self.conflict += 1
            case Refused():
                self.refused += 1
            case _:
                assert_never(verdict)

    def _add_status(self, status: Status) -> None:
        match status:
            case Status.COMPLETE:
                self.complete += 1
            case Status.PARTIAL:
                self.partial += 1
            case Status.VOID:
                self.void += 1
            case _:
                assert_never(status)


def outcomes_of(paths: Iterable[str]) -> list[Outcome]:
    """Say for each of these files, which all seem to hold the same response, what becomes of it."""
    outcomes: list[Outcome] = []
    readable: list[tuple[str, Response]] = []
    for path in paths:
        response = read_response(path)
        if isinstance(response, Problem):
            outcomes.append(Refused(path, response))
        else:
            readable.append((path, response))
    ends: list[tuple[str, Response]] = []
    # The longest come first, so that each is met after everything that continues it.
    for path, response in sorted(readable, key=_rank):
        whole = next((end for end, other in ends if is_continuation(other, response)), None)
        if whole is None:
            ends.append((path, response))
        else:
            outcomes.append(Copy(path, whole))
    return [*outcomes, *_outcome(ends)]


def _rank(found: tuple[str, Response]) -> tuple[int, str, str]:
    path, response = found
    return -len(response.events), response.position or "", path


def _outcome(ends: list[tuple[str, Response]]) -> list[Outcome]:
    if len(ends) == 1:
        path, response = ends[0]
        return [Counted(path, brief_of(response))]
    paths = [path for path, _ in ends]
    return [Conflicting(path, brief_of(response), _conflict(path, paths)) for path, response in ends]


def _conflict(path: str, paths: list[str]) -> Problem:
    others = ", ".join(sorted(other for other in paths if other != path))
    return Problem(codes.RESPONSE_CONFLICT, {"others": others}, Place(path))


_JSON: Final = ".json"


class _Folder(Struct):
    """A folder as it was named, and the names found in it: True for those that this program would not give."""

    path: str
    names: dict[str, bool] = field(default_factory=dict)
    whole: bool = False


class Inventory:
    """The files under some paths; iterating reads them in order and says what becomes of each.

    `len` is the number of files, and `ignored` the paths of what is neither hidden nor JSON.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        """Look at what is there; paths that lead nowhere raise SurveyError, all of them at once."""
        self.ignored: list[str] = []
        self._closed: list[Refused] = []
        # By their real paths: a folder that is named twice, or within another one, is one folder.
        self._folders: dict[str, _Folder] = {}
        wrong = [problem for path in paths if (problem := self._look_at(path)) is not None]
        if wrong:
            raise SurveyError(*wrong)
        self._odd = {path: _key_within(path) for path, _, odd in self._files() if odd}
        self._copied = self._find_copied()

    def __len__(self) -> int:
        return len(self._closed) + sum(len(folder.names) for folder in self._folders.values())

    def __iter__(self) -> Iterator[Outcome]:
        return self.outcomes()

    def outcomes(self, id_prefix: str = "") -> Iterator[Outcome]:
        """Read the files, or those whose id begins so, and say what becomes of each."""
        if not id_prefix:
            yield from self._closed
        seen: set[str] = set()
        for path, name, odd in self._files():
            key = self._odd[path] if odd else name
            if not key.startswith(id_prefix):
                continue
            if key not in self._copied:
                record = read_brief(path)
                yield Refused(path, record) if isinstance(record, Problem) else Counted(path, record)
            elif key not in seen:
                seen.add(key)
                yield from outcomes_of(self._copied[key])

    def _files(self) -> Iterator[tuple[str, str, bool]]:
        """Yield the path and name of each file, and whether the name is odd, in order."""
        for folder in sorted(self._folders.values(), key=lambda folder: folder.path):
            start = os.path.join(folder.path, "")
            for name in sorted(folder.names):
                yield start + name, name, folder.names[name]

    def _find_copied(self) -> dict[str, list[str]]:
        """Return the paths of each response that is in more than one file, by the name it should have."""
        if not self._odd and sum(bool(folder.names) for folder in self._folders.values()) <= 1:
            return {}
        seen: set[str] = set()
        copied: dict[str, list[str]] = {}
        for path, name, odd in self._files():
            key = self._odd[path] if odd else name
            if key in seen:
                copied[key] = []
            elif key:
                seen.add(key)
        for path, name, odd in self._files():
            key = self._odd[path] if odd else name
            if key in copied:
                copied[key].append(path)
        return copied

    def _look_at(self, path: str) -> Problem | None:
        try:
            mode = os.stat(path).st_mode
        except FileNotFoundError:
            return Problem(codes.NO_SUCH_FILE, {}, Place(path))
        except OSError as error:
            return Problem(codes.UNREADABLE, {"reason": reason(error)}, Place(path))
        if stat.S_ISDIR(mode):
            self._scan(path)
        else:
            self._add_file(path)
        return None

    def _add_file(self, path: str) -> None:
        # On the command line a link is meant: it is what it points to.
        path = os.path.realpath(path) if os.path.islink(path) else path
        parent, name = os.path.split(path)
        folder = self._folders.setdefault(os.path.realpath(parent), _Folder(parent))
        folder.names[name] = not is_file_name(name)

    def _scan(self, top: str) -> None:
        waiting = [(top, os.path.realpath(top))]
        while waiting:
            path, real = waiting.pop()
            folder = self._folders.setdefault(real, _Folder(path))
            if folder.whole:
                continue
            folder.whole = True
            try:
                below = self._sort_out(path, folder)
            except OSError as error:
                self._closed.append(Refused(path, Problem(codes.UNREADABLE, {"reason": reason(error)}, Place(path))))
            else:
                waiting += [(os.path.join(path, name), os.path.join(real, name)) for name in below]

    def _sort_out(self, path: str, folder: _Folder) -> list[str]:
        """Note the files of a folder, and return the names of the folders in it."""
        below = []
        own_name = os.path.basename(os.path.realpath(path))
        with os.scandir(path) as entries:
            for entry in entries:
                name = entry.name
                if name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    below.append(name)
                elif is_file_name(name):
                    folder.names[name] = False
                elif name.lower().endswith(_JSON):
                    folder.names[name] = True
                elif not is_copy(own_name, name):
                    self.ignored.append(entry.path)
        return below


def _key_within(path: str) -> str:
    """Return the name that a response should have, from its id; empty for a file that is refused."""
    record = read_brief(path)
    return "" if isinstance(record, Problem) else file_name(record.id)
