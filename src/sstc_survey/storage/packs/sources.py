"""What is packed, or unpacked: the files of folders and packs in one order, whatever order they were named in.

Files of one path in several sources become one if they have the same bytes; else all but one get a name that follows
from their bytes.
"""

from __future__ import annotations

import hashlib
import heapq
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from itertools import groupby
from operator import attrgetter
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from sstc_survey.problems import Problem, SurveyError
from sstc_survey.questionnaire import COPIES_FOLDER, MAX_BYTES, RESPONSE_SUFFIX, SUMMARIES_FILE
from sstc_survey.storage.batches import MAX_MARKER, BatchMarker, read_markers, rows_of, without_rows
from sstc_survey.storage.bounded import read_bounded
from sstc_survey.storage.copies import is_copy, is_copy_of
from sstc_survey.storage.encoding import MAX_SIZE
from sstc_survey.storage.ids import file_name, is_file_name
from sstc_survey.storage.inventory import Inventory
from sstc_survey.storage.leftovers import BATCHES_FOLDER
from sstc_survey.storage.listing import names_in
from sstc_survey.storage.packs import places
from sstc_survey.storage.packs.lines import KINDS, Kind, PackedFile, is_pack_name, is_packable, other_name
from sstc_survey.storage.packs.reader import Pack, opened

_LIMITS: Final[dict[Kind | None, int]] = {
    None: MAX_SIZE,
    "copy": MAX_BYTES,
    "summaries": MAX_BYTES,
    "batch": MAX_MARKER,
    "session": MAX_SIZE,
}
_ORDER: Final = {kind: number for number, kind in enumerate(KINDS)}


class Member(Struct, frozen=True):
    """A file of a source, with its path in the folder of answers, and a way to read it."""

    kind: Kind | None
    id: str
    path: str
    read: Callable[[], bytes | Problem | None]

    @property
    def key(self) -> tuple[int, str, str]:
        """Return what its order is by: files after what lies beside them, these by their ids."""
        return (len(_ORDER) if self.kind is None else _ORDER[self.kind]), self.id, self.path


class Settled(Struct, frozen=True):
    """A file with the path that it has among those of all sources."""

    kind: Kind | None
    id: str
    path: str
    data: bytes


class Sources:
    """Folders of answers and packs. `problems` has what could not be read of them, and `ignored` what is left out."""

    def __init__(self, paths: Iterable[str]) -> None:
        """Look at what is there; paths that lead nowhere, or to no pack, raise SurveyError, all of them at once."""
        # What is named within another folder is part of that, in whichever order they are named.
        paths = sorted(paths, key=lambda path: (places.real(path).count(os.sep), places.real(path)))
        packs = {places.real(path): path for path in paths if _is_pack(path)}
        self._inventory = Inventory(path for path in paths if not _is_pack(path))
        self.problems: list[Problem] = [*self._inventory.unreadable]
        self.ignored = self._inventory.ignored
        found = [opened(path) for path in packs.values()]
        if wrong := [pack for pack in found if isinstance(pack, Problem)]:
            raise SurveyError(*wrong)
        self._packs = [pack for pack in found if isinstance(pack, Pack)]
        self.problems += (problem for pack in self._packs for problem in pack.damage)

    @property
    def files(self) -> int:
        """Return how many files there are, what lies beside them left out."""
        return len(self._inventory) + sum(pack.index.files for pack in self._packs)

    def settled(self) -> Iterator[list[Settled]]:
        """Yield the files of each id, or each file that has none or lies beside others, in the order of a pack."""
        streams = [self._beside(), *map(self._of_folder, self._inventory.names), *map(self._of_pack, self._packs)]
        merged = heapq.merge(*streams, key=attrgetter("key"))
        # Only the name of a response tells its id; other paths may come again among the files of another one.
        taken: dict[str, bytes] = {}
        for (_, response_id, _), group in groupby(merged, key=_group):
            found = self._settle(list(group), taken)
            if response_id and found:
                yield found
            elif not response_id:
                yield from ([each] for each in found)

    def _settle(self, members: Sequence[Member], taken: dict[str, bytes]) -> list[Settled]:
        read: dict[str, dict[bytes, Member]] = {}
        for member in members:
            data = member.read()
            if isinstance(data, Problem):
                self.problems.append(data)
            elif data is not None:
                read.setdefault(member.path, {})[data] = member
        only = members[0] if len(members) == 1 else None
        if only is not None and is_file_name(only.path.rpartition("/")[2]):
            return [Settled(only.kind, only.id, only.path, data) for data in read.get(only.path, ())]
        settled: list[Settled] = []
        own: dict[str, bytes] = {}
        for path, versions in sorted(read.items()):
            # What is further on mostly is longer; of copies, only one can be what its name says.
            for data in sorted(versions, key=lambda data: (not is_copy_of(path, data), -len(data), data)):
                digest = hashlib.sha256(data).digest()
                for name in (path, other_name(path, data)):
                    known = own if is_file_name(name.rpartition("/")[2]) else taken
                    if name not in known:
                        settled.append(Settled(versions[data].kind, versions[data].id, name, data))
                    if known.setdefault(name, digest) == digest:
                        break
        return sorted(settled, key=attrgetter("path"))

    def _beside(self) -> Iterator[Member]:
        found = []
        for member in self._all_beside():
            if is_packable(member.path, member.kind):
                found.append(member)
            else:
                # Its own folder was named, not the one that this is in.
                self.ignored.append(member.path)
        return iter(sorted(found, key=attrgetter("key")))

    def _all_beside(self) -> Iterator[Member]:
        for folder, top, _ in self._inventory.names:
            below = _below(top, folder)
            is_of_copies = os.path.basename(os.path.realpath(folder or os.curdir)) == COPIES_FOLDER
            for name in names_in(folder) if is_of_copies else ():
                if is_copy(COPIES_FOLDER, name):
                    yield _member("copy", "", below(name), os.path.join(folder, name))
            summaries = os.path.join(folder, SUMMARIES_FILE)
            if _is_regular(summaries):
                yield _member("summaries", "", below(SUMMARIES_FILE), summaries)
            batches = os.path.join(folder, BATCHES_FOLDER)
            for name in names_in(batches):
                if name.endswith(RESPONSE_SUFFIX) and name[0] != ".":
                    member = _member("batch", "", below(f"{BATCHES_FOLDER}/{name}"), os.path.join(batches, name))
                    yield self._cut_everywhere(member, folder)
        tops = {folder: top for folder, top, _ in self._inventory.names}
        for path in self._inventory.sessions:
            folder, name = os.path.split(path)
            yield _member("session", "", _below(tops[folder], folder)(name), path)
        for pack in self._packs:
            for member in filter(None, map(self._packed, pack.beside())):
                within = os.path.dirname(os.path.dirname(member.path))
                is_batch = member.kind == "batch"
                yield self._cut_everywhere(member, pack.member(within).rstrip("/")) if is_batch else member

    def _cut_everywhere(self, member: Member, folder: str) -> Member:
        """Return the marker of a batch without what another source has, in the same folder, as complete."""
        within = os.path.dirname(os.path.dirname(member.path))
        others = [each for each in self._places if each.within == within and each.folder != folder]
        if not others:
            return member

        def read() -> bytes | Problem | None:
            data = member.read()
            complete = (
                {each for other in others for each in other.complete(rows_of(data))} if isinstance(data, bytes) else ()
            )
            return without_rows(data, complete) if complete and isinstance(data, bytes) else data

        return replace(member, read=read)

    @cached_property
    def _places(self) -> list[_Place]:
        found = [
            _Place(folder, os.path.dirname(_below(top, folder)("x")), names.__contains__)
            for folder, top, names in self._inventory.names
        ]
        for pack in self._packs:
            for name in (folder.name for folder in pack.index.folders):
                has = partial(_has, pack, name)
                found.append(_Place(pack.member(name).rstrip("/"), name, has))
        return found

    def _of_folder(self, found: tuple[str, str, dict[str, str]]) -> Iterator[Member]:
        folder, top, names = found
        below = _below(top, folder)
        # Their names mostly are in the order of their ids.
        for name in sorted(sorted(names), key=names.__getitem__):
            response_id = names[name].removesuffix(RESPONSE_SUFFIX)
            yield _member(None, response_id, below(name), os.path.join(folder, name))

    def _of_pack(self, pack: Pack) -> Iterator[Member]:
        yield from filter(None, map(self._packed, pack.files()))

    def _packed(self, line: PackedFile | Problem) -> Member | None:
        if isinstance(line, Problem):
            self.problems.append(line)
            return None
        return Member(line.kind, line.id, line.name, lambda: line.data)


class _Place(Struct):
    """A folder of a source: where it is, its path in the folder of answers, and whether it has a file of a name."""

    folder: str
    within: str
    has: Callable[[str], bool]

    def complete(self, ids: Iterable[str]) -> Iterator[str]:
        """Yield those of some responses that are here, and in no batch that was cut here."""
        markers = read_markers(self.folder or os.curdir).values()
        cut = {each for marker in markers if isinstance(marker, BatchMarker) for each in marker.rows}
        return (each for each in ids if each not in cut and self.has(file_name(each)))


def _has(pack: Pack, folder: str, name: str) -> bool:
    return pack.find(f"{folder}/{name}" if folder else name) is not None


def _member(kind: Kind | None, response_id: str, below: str, path: str) -> Member:
    return Member(kind, response_id, below, lambda: read_bounded(path, _LIMITS[kind]))


def _below(top: str, folder: str) -> Callable[[str], str]:
    """Return a function that gives the path of a file of a folder below the one that was named."""
    within = os.path.relpath(folder or os.curdir, top or os.curdir)
    return (lambda name: name) if within == os.curdir else (lambda name: f"{within}/{name}")


def _group(member: Member) -> tuple[int, str, str]:
    kind, response_id, path = member.key
    return kind, response_id, "" if response_id else path


def _is_pack(path: str) -> bool:
    return is_pack_name(path) and places.is_file(path)


def _is_regular(path: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False
