"""The files of several packs in one order: what has the same id comes at once."""

from __future__ import annotations

import heapq
import os
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from msgspec import Struct

from sstc_survey.problems import Problem
from sstc_survey.storage.packs.lines import PackedFile
from sstc_survey.storage.packs.reader import Pack, opened


class Found(Struct, frozen=True, gc=False):
    """A file of a pack, with the path it is shown and read by."""

    pack: Pack
    file: PackedFile

    @property
    def path(self) -> str:
        """Return the path of the file, through its pack."""
        return self.pack.member(self.file.name)


class Packs:
    """Packs that are read together; `unreadable` says by path why others are not."""

    def __init__(self) -> None:
        self._packs: dict[str, Pack] = {}
        self.unreadable: list[Problem] = []

    def __len__(self) -> int:
        return sum(pack.index.files for pack in self._packs.values())

    def __iter__(self) -> Iterator[Pack]:
        return iter(sorted(self._packs.values(), key=lambda pack: pack.path))

    def add(self, path: str) -> None:
        """Add a pack; one that is named twice is one pack."""
        real = os.path.realpath(path)
        if real not in self._packs:
            pack = opened(path)
            if isinstance(pack, Problem):
                self.unreadable.append(pack)
            else:
                self._packs[real] = pack

    @property
    def damage(self) -> Iterator[Problem]:
        """Yield what is wrong with whole packs, and with what lies beside responses in them."""
        for pack in self:
            yield from pack.damage
            yield from (line for line in pack.beside() if isinstance(line, Problem))

    @property
    def sessions(self) -> Iterator[str]:
        """Yield the paths of panel sessions."""
        for pack in self:
            for line in pack.beside():
                if isinstance(line, PackedFile) and line.kind == "session":
                    yield pack.member(line.name)

    @property
    def folders(self) -> Iterator[tuple[str, int]]:
        """Yield each folder in which there are files, or what lies beside them, with the number of files."""
        for pack in self:
            counts = {folder.name: folder.files for folder in pack.index.folders}
            for line in pack.beside():
                if isinstance(line, PackedFile):
                    above = line.name.rpartition("/")[0]
                    # They are in a folder of their own, but the summaries.
                    counts.setdefault(above if line.kind == "summaries" else above.rpartition("/")[0], 0)
            for name, count in sorted(counts.items()):
                yield (pack.member(name) if name else pack.path), count

    @property
    def ids(self) -> Iterator[str]:
        """Yield the ids of all files that have one."""
        for pack in self:
            yield from (line.id for line in pack.files() if isinstance(line, PackedFile) and line.id)

    def groups(self, prefix: str = "") -> Iterator[Problem | list[Found]]:
        """Yield the files that have one id, or one that has none, in order; or those of ids that begin so."""
        streams = [_in_order(pack, prefix) for pack in self]
        for response_id, group in groupby(heapq.merge(*streams, key=itemgetter(0)), key=itemgetter(0)):
            files: list[Found] = []
            for _, each in group:
                if isinstance(each, Problem):
                    yield each
                elif response_id:
                    files.append(each)
                else:
                    yield [each]
            if files:
                yield files


def _in_order(pack: Pack, prefix: str) -> Iterator[tuple[str, Problem | Found]]:
    """Yield the files with their ids; what is damaged has the place of the one before it."""
    last = ""
    for line in pack.files(prefix):
        if isinstance(line, Problem):
            yield last, line
        else:
            last = line.id
            yield last, Found(pack, line)
