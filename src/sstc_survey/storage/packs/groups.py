"""The files of several packs in one order: what has the same id comes at once."""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter, itemgetter

from msgspec import Struct

from sstc_survey.problems import Place, Problem, codes
from sstc_survey.questionnaire import RESPONSE_SUFFIX
from sstc_survey.storage.ids import file_name
from sstc_survey.storage.packs import places
from sstc_survey.storage.packs.lines import PackedFile
from sstc_survey.storage.packs.reader import Line, Pack, opened
from sstc_survey.storage.urls import is_url


class Found(Struct, frozen=True, gc=False):
    """A file of a pack, with the path it is shown and read by."""

    pack: Pack
    file: PackedFile
    path: str


class _Chosen(Struct):
    """A pack, and the paths of the files and folders in it that are read; an empty one is all of it."""

    pack: Pack
    below: set[str]
    # In a part, only the ids from the one on to the other.
    first: str = ""
    before: str | None = None

    def has(self, name: str) -> bool:
        """Tell whether what is at a path in the pack is read."""
        return "" in self.below or any(name == each or name.startswith(f"{each}/") for each in self.below)

    def __len__(self) -> int:
        """Return how many files are read; in a part, those of the blocks that begin in it."""
        if self.first or self.before is not None:
            return sum(
                block.lines for block in self.pack.index.blocks[self.pack.index.beside :] if self.spans(block.first)
            )
        folders = sum(folder.files for folder in self.pack.index.folders if self.has(folder.name))
        return folders + sum(not self.pack.has_folder(each) for each in self.below)

    def files(self, prefix: str, lines: Callable[[int], Iterable[Line]] | None = None) -> Iterator[Line]:
        """Yield the files that are read; what is damaged may be one of them."""
        found = self.pack.files(prefix, self.first, self.before, lines)
        return (
            found if "" in self.below else (line for line in found if isinstance(line, Problem) or self.has(line.name))
        )

    def spans(self, response_id: str) -> bool:
        """Tell whether an id is among those that are read."""
        return self.first <= response_id and (self.before is None or response_id < self.before)

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
        real = places.real(path)
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

    def pack_at(self, real: str) -> Pack | None:
        """Return the pack at a real path, None where there is none."""
        chosen = self._packs.get(real)
        return None if chosen is None else chosen.pack

    def check(self) -> None:
        """Raise what went wrong while a pack was read, even if nobody was told."""
        for chosen in self._packs.values():
            places.check(chosen.pack.path)

    def parts(self, size: int) -> Iterator[Packs]:
        """Yield these packs in parts of about so many files, each with some ids in all of them."""
        blocks = sorted(
            (block.first, block.lines)
            for chosen in self
            for block in chosen.pack.index.blocks[chosen.pack.index.beside :]
        )
        firsts, left = [""], size
        for first, lines in blocks:
            if left <= 0 and first > firsts[-1]:
                firsts.append(first)
                left = size
            left -= lines
        for first, before in zip(firsts, [*firsts[1:], None], strict=True) if blocks else ():
            part = Packs()
            part._packs = {
                real: _Chosen(chosen.pack, chosen.below, first, before) for real, chosen in self._packs.items()
            }
            yield part

    def spans(self, name: str) -> bool:
        """Tell whether the response of a file of this name is among those that are read."""
        return any(chosen.spans(name.removesuffix(RESPONSE_SUFFIX)) for chosen in self)

    def also_in(self, names: Iterable[str]) -> set[str]:
        """Return those of some names of files that responses in the packs have too."""
        wanted = sorted(name.removesuffix(RESPONSE_SUFFIX) for name in names if name)
        found: set[str] = set()
        for chosen in self:
            index = chosen.pack.index
            for number in range(index.beside, len(index.blocks)):
                block = index.blocks[number]
                within = wanted[bisect_left(wanted, block.first) : bisect_right(wanted, block.last)]
                if within:
                    lines = chosen.pack.lines(number)
                    ids = {line.id for line in lines if isinstance(line, PackedFile) and chosen.has(line.name)}
                    found.update(map(file_name, ids.intersection(within)))
        return found

    @property
    def first_path(self) -> str:
        """Return the path of the first pack, in a part that of its first file; empty where there is no pack."""
        return next((self._path_in(chosen, "first") for chosen in self), "")

    @property
    def first_local(self) -> str:
        """Return the path of the first pack that is a file of this machine; empty where none is."""
        return next((chosen.pack.path for chosen in self if not is_url(chosen.pack.path)), "")

    @property
    def last_path(self) -> str:
        """Return the path of the last pack, in a part that of its last file; empty where there is no pack."""
        return max((self._path_in(chosen, "last") for chosen in self), default="")

    def _path_in(self, chosen: _Chosen, which: str) -> str:
        files = (
            [line for line in chosen.files("") if isinstance(line, PackedFile)] if chosen.before or chosen.first else []
        )
        return chosen.pack.member(files[0 if which == "first" else -1].name) if files else chosen.pack.path

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

    def groups(
        self, prefix: str = "", reading: Callable[[Pack], Callable[[int], Iterable[Line]]] = attrgetter("lines")
    ) -> Iterator[Problem | list[Found]]:
        """Yield the files that have one id, or one that has none, in order; or those of ids that begin so.

        The blocks of a pack are read by what `reading` returns for it.
        """
        streams = [_in_order(chosen, prefix, reading(chosen.pack)) for chosen in self]
        merged = streams[0] if len(streams) == 1 else heapq.merge(*streams, key=itemgetter(0))
        files: list[Found] = []
        last = ""
        for response_id, each in merged:
            if files and response_id != last:
                yield files
                files = []
            last = response_id
            if isinstance(each, Problem):
                yield each
            elif response_id:
                files.append(each)
            else:
                yield [each]
        if files:
            yield files


def _in_order(
    chosen: _Chosen, prefix: str, lines: Callable[[int], Iterable[Line]]
) -> Iterator[tuple[str, Problem | Found]]:
    """Yield the files with their ids; what is damaged has the place of the one before it."""
    pack, last = chosen.pack, ""
    start = pack.member("")
    for line in chosen.files(prefix, lines):
        if isinstance(line, Problem):
            yield last, line
        else:
            last = line.id
            yield last, Found(pack, line, start + line.name)
