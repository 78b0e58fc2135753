"""The files of several packs in one order: what has the same id comes at once."""

from __future__ import annotations

import heapq
import os
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from msgspec import Struct

from sstc_survey.problems import Place, Problem, codes
from sstc_survey.storage.packs.lines import PackedFile
from sstc_survey.storage.packs.reader import Line, Pack, opened


class Found(Struct, frozen=True, gc=False):
    """A file of a pack, with the path it is shown and read by."""

    pack: Pack
    file: PackedFile

    @property
    def path(self) -> str:
        """Return the path of the file, through its pack."""
        return self.pack.member(self.file.name)


class _Chosen(Struct):
    """A pack, and the paths of the files and folders in it that are read; an empty one is all of it."""

    pack: Pack
    below: set[str]

    def has(self, name: str) -> bool:
        """Tell whether what is at a path in the pack is read."""
        return "" in self.below or any(name == each or name.startswith(f"{each}/") for each in self.below)

    def __len__(self) -> int:
        """Return how many files are read."""
        folders = sum(folder.files for folder in self.pack.index.folders if self.has(folder.name))
        return folders + sum(not self.pack.has_folder(each) for each in self.below)

    def files(self, prefix: str) -> Iterator[Line]:
        """Yield the files that are read; what is damaged may be one of them."""
        return (line for line in self.pack.files(prefix) if isinstance(line, Problem) or self.has(line.name))

    def beside(self) -> Iterator[Line]:
        """Yield what lies beside responses in the folders that are read."""
        return (line for line in self.pack.beside() if isinstance(line, Problem) or self.has(line.name))


class Packs:
    """Packs that are read together; `unreadable` says by path why others are not."""

    def __init__(self) -> None:
        self._packs: dict[str, _Chosen] = {}
        self.unreadable: list[Problem] = []

    def __len__(self) -> int:
        return sum(map(len, self._packs.values()))

    def __iter__(self) -> Iterator[_Chosen]:
        return iter(sorted(self._packs.values(), key=lambda chosen: chosen.pack.path))

    def add(self, path: str, within: str = "") -> Problem | None:
        """Add a pack, or what is at a path in it, or say that there is nothing; one that is named twice is one pack."""
        real = os.path.realpath(path)
        chosen = self._packs.get(real)
        pack = opened(path) if chosen is None else chosen.pack
        if isinstance(pack, Problem):
            self.unreadable.append(pack)
        elif not pack.has_folder(within) and pack.find(within) is None:
            return Problem(codes.NO_SUCH_FILE, {}, Place(pack.member(within)))
        elif chosen is None:
            self._packs[real] = _Chosen(pack, {within})
        else:
            chosen.below.add(within)
        return None

    @property
    def damage(self) -> Iterator[Problem]:
        """Yield what is wrong with whole packs, and with what lies beside responses in them."""
        for chosen in self:
            yield from chosen.pack.damage
            yield from (line for line in chosen.beside() if isinstance(line, Problem))

    @property
    def sessions(self) -> Iterator[str]:
        """Yield the paths of panel sessions."""
        for chosen in self:
            for line in chosen.beside():
                if isinstance(line, PackedFile) and line.kind == "session":
                    yield chosen.pack.member(line.name)

    @property
    def folders(self) -> Iterator[tuple[str, int]]:
        """Yield each folder in which there are files, or what lies beside them, with the number of files."""
        for chosen in self:
            pack = chosen.pack
            counts = {folder.name: folder.files for folder in pack.index.folders if chosen.has(folder.name)}
            for line in chosen.beside():
                if isinstance(line, PackedFile):
                    above = line.name.rpartition("/")[0]
                    # They are in a folder of their own, but the summaries.
                    counts.setdefault(above if line.kind == "summaries" else above.rpartition("/")[0], 0)
            for name, count in sorted(counts.items()):
                yield (pack.member(name) if name else pack.path), count

    @property
    def ids(self) -> Iterator[str]:
        """Yield the ids of all files that have one."""
        for chosen in self:
            yield from (line.id for line in chosen.files("") if isinstance(line, PackedFile) and line.id)

    def groups(self, prefix: str = "") -> Iterator[Problem | list[Found]]:
        """Yield the files that have one id, or one that has none, in order; or those of ids that begin so."""
        streams = [_in_order(chosen, prefix) for chosen in self]
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


def _in_order(chosen: _Chosen, prefix: str) -> Iterator[tuple[str, Problem | Found]]:
    """Yield the files with their ids; what is damaged has the place of the one before it."""
    last = ""
    for line in chosen.files(prefix):
        if isinstance(line, Problem):
            yield last, line
        else:
            last = line.id
            yield last, Found(chosen.pack, line)
