"""Read packs: block by block in the order of ids, or one file by its path; what is damaged is left out and named."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from operator import attrgetter
from typing import Final, TypeAlias

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.storage.bounded import MIB, reason
from sstc_survey.storage.ids import id_within, is_file_name
from sstc_survey.storage.packs import frames, places
from sstc_survey.storage.packs.lines import (
    ENDING_SIZE,
    INDEX_BEGINNING,
    SCHEMA,
    Block,
    Index,
    PackedFile,
    is_compressed_name,
    is_header,
    read_ending,
    read_file_line,
    read_index,
)
from sstc_survey.storage.packs.scan import scan

# Blocks that stay in memory: while files of two blocks take turns, neither is read again and again.
_AT_HAND: Final = 2
_OPEN: Final = 16
# No file of another kind has the seal of a block, and no block that other rules found sound.
_BLOCK_SEAL: Final = b"sstc-survey/block 2\n"
# The first block of a pack, if it is compressed, or as much of it as tells what it is.
_HEAD_SIZE: Final = 1 << 18
_PATH: Final = re.compile(rb'\{"id":"[0-9a-f-]{0,36}","path":"([^"\\]+)",')

Line: TypeAlias = PackedFile | Problem


class StoredBlock(Struct):
    """A block as it is stored, with the SHA-256 of that and of what the index says of it, and its lines once read."""

    stored: bytes
    seal: bytes
    lines: list[Line] | None = None


class Pack(Struct, frozen=True):
    """A pack with its index; one without a sound index has the index of what is whole, and says what is not.

    `damage` is what is wrong with the pack as a whole. The blocks begin at the `offsets`.
    """

    path: str
    index: Index
    offsets: tuple[int, ...]
    damage: tuple[Problem, ...]
    at_hand: OrderedDict[int, StoredBlock]

    def __reduce__(self) -> tuple[Callable[..., Pack], tuple[str, places.Ticket | None]]:
        """Send no more than where it is to another process, which opens the pack itself."""
        return _reopened, (self.path, places.ticket(self.path))

    @classmethod
    def open(cls, path: str) -> Pack | Problem:
        """Read the index of a pack, or look through all of it, or say why it cannot be read.

        Raises SurveyError where it is compressed and the package for that is not installed.
        """
        if is_compressed_name(path):
            frames.need_zstandard()
        try:
            size, head = places.beginning(path, len(frames.MAGIC) + 1)
        except OSError as error:
            return Problem(codes.UNREADABLE, {"reason": reason(error)}, Place(path))
        found = _indexed(path, size)
        if found is None:
            if not size:
                return Problem(codes.PACK_NOT_ONE, {}, Place(path))
            return _scanned(path, size, head)
        index, offsets = found
        pack = cls(path, index, offsets, (), OrderedDict())
        return pack._with_newer() or pack

    def _with_newer(self) -> Problem | None:
        first = _block_at(self.path, self.offsets[0], self.index.blocks[0]) if self.index.blocks else b""
        line = (first or b"").partition(b"\n")[0]
        return _not_ours(line, self.path) if is_header(line) else None

    def lines(self, number: int) -> list[Line]:
        """Return the files of a block, and a problem for each line that is damaged or lost."""
        found = self.stored(number)
        lines = found.lines
        if lines is None:
            lines = found.lines = list(self._read(number, found.stored))
        return lines

    def data(self, number: int, stored: bytes) -> bytes | None:
        """Return the lines of a block that is stored so, as they are; None if it is not whole."""
        return _whole(self.path, stored, self.index.blocks[number])

    def block_of(self, response_id: str) -> int:
        """Return the number of the block in which the files of an id are."""
        return bisect_left(self.index.blocks, response_id, lo=self.index.beside, key=attrgetter("last"))

    def stored(self, number: int) -> StoredBlock:
        """Return a block; those that were read last stay in memory."""
        # Threads of a cluster's worker share a pack: each may find that another one has dropped what it looked for.
        found = self.at_hand.get(number)
        if found is not None:
            with contextlib.suppress(KeyError):
                self.at_hand.move_to_end(number)
            return found
        block = self.index.blocks[number]
        stored = places.bytes_at(self.path, self.offsets[number], block.stored)
        seal = hashlib.sha256(_BLOCK_SEAL + msgspec.json.encode(block))
        seal.update(stored)
        found = self.at_hand[number] = StoredBlock(stored, seal.digest())
        while len(self.at_hand) > _AT_HAND:
            with contextlib.suppress(KeyError):
                self.at_hand.popitem(last=False)
        return found

    def _read(self, number: int, stored: bytes) -> Iterator[Line]:
        block = self.index.blocks[number]
        data = _whole(self.path, stored, block)
        is_sound = data is not None and is_compressed_name(self.path)
        if data is None:
            data = frames.salvaged(stored, block.size) if is_compressed_name(self.path) else stored
        wanted, last, is_beside = block.lines, ("", ""), number < self.index.beside
        for line in data.split(b"\n"):
            if not line or line.startswith(INDEX_BEGINNING) or (not number and is_header(line)):
                continue
            found = read_file_line(line, is_sound=is_sound)
            if not wanted:
                # More lines than the index tells of are as little its own as those that are damaged.
                break
            wanted -= 1
            if found is None:
                yield _damaged(self.path, _path_in(line), block)
            elif (found.kind is not None) is not is_beside or not (
                is_beside or (_follows(found, last) and block.first <= found.id <= block.last)
            ):
                yield Problem(codes.PACK_OUT_OF_ORDER, {}, Place(self.member(found.name)))
            else:
                last = (found.id, found.name)
                yield found
        lost = _damaged(self.path, "", block)
        yield from (lost for _ in range(wanted))

    def beside(self) -> Iterator[Line]:
        """Yield what lies beside responses, the copies of questionnaires first."""
        for number in range(self.index.beside):
            yield from self.lines(number)

    def files(
        self,
        prefix: str = "",
        first: str = "",
        before: str | None = None,
        lines: Callable[[int], Iterable[Line]] | None = None,
    ) -> Iterator[Line]:
        """Yield the files in the order of ids, or those whose id begins so, or from an id on, before another one.

        What is damaged has the place of what is before it; it is left out where ids have to begin so. Each block is
        read by `lines` of this pack, or by another way to do so.
        """
        read = lines or self.lines
        for number in self._blocks_of(prefix or first, prefix):
            block = self.index.blocks[number]
            if before is not None and block.first >= before:
                break
            if not prefix and first <= block.first and (before is None or block.last < before):
                yield from read(number)
                continue
            at = block.first
            for line in read(number):
                at = line.id if isinstance(line, PackedFile) else at
                is_wanted = first <= at and (before is None or at < before)
                if is_wanted and (not prefix or (isinstance(line, PackedFile) and line.id.startswith(prefix))):
                    yield line

    def _blocks_of(self, first: str, prefix: str) -> range:
        blocks = self.index.blocks
        start = bisect_left(blocks, first, lo=self.index.beside, key=lambda block: block.last)
        end = bisect_right(blocks, prefix, lo=start, key=lambda block: block.first[: len(prefix)])
        return range(start, end if prefix else len(blocks))

    def find(self, name: str) -> PackedFile | None:
        """Return the file at a path in the pack, or None if there is none that is whole."""
        base = name.rpartition("/")[2]
        within = id_within(base)
        own = self._blocks_of(within, within) if within else range(0)
        numbers: Sequence[range] = (own, range(self.index.beside))
        if not is_file_name(base):
            numbers = (*numbers, range(self.index.beside, len(self.index.blocks)))
        for number in (each for some in numbers for each in some):
            for line in self.lines(number):
                if isinstance(line, PackedFile) and line.name == name:
                    return line
        return None

    def member(self, name: str) -> str:
        """Return the path of a file of the pack, as it is shown and read by."""
        return f"{self.path}/{name}"

    def names(self, folder: str) -> list[str]:
        """Return the names of the folders in a folder of the pack, and of the files that lie beside responses."""
        start = f"{folder}/" if folder else ""
        below = {name[len(start) :].partition("/")[0] for name in self._not_responses() if name.startswith(start)}
        return sorted(below - {""})

    def has_folder(self, name: str) -> bool:
        """Tell whether there is a folder at a path in the pack."""
        return not name or any(each.startswith(f"{name}/") for each in self._not_responses())

    def _not_responses(self) -> Iterator[str]:
        yield from (f"{folder.name}/" for folder in self.index.folders)
        yield from (line.name for line in self.beside() if isinstance(line, PackedFile))


def _indexed(path: str, size: int) -> tuple[Index, tuple[int, ...]] | None:
    """Return the index at the end of a pack with where its blocks begin, or None if it is not sound."""
    is_compressed = is_compressed_name(path)
    ending = frames.raw_size(ENDING_SIZE) if is_compressed else ENDING_SIZE
    found = read_ending(places.bytes_at(path, size - ending, ending)[-ENDING_SIZE:]) if size > ending else None
    if found is None:
        return None
    # One that was decompressed has blocks of the size that they had before.
    block = Block(found[0], found[1] if is_compressed else found[0], 0, "", "")
    line = _block_at(path, size - ending - block.stored, block) if size > ending + block.stored else None
    index = None if line is None else read_index(line)
    if index is None:
        return None
    if not is_compressed:
        index = replace(index, blocks=[replace(each, stored=each.size) for each in index.blocks])
    *offsets, end = accumulate((each.stored for each in index.blocks), initial=0)
    return (index, tuple(offsets)) if end == size - ending - block.stored else None


def _scanned(path: str, size: int, head: bytes) -> Pack | Problem:
    """Return what is whole of a pack without its index."""
    is_compressed = is_compressed_name(path)
    begins = head.startswith(frames.MAGIC) if is_compressed else head.startswith(b"{")
    if not begins:
        return Problem(codes.PACK_NOT_ONE, {}, Place(path))
    found = scan(path, size)
    if (found.header is None or not is_header(found.header)) and not is_pack(path):
        return Problem(codes.PACK_NOT_ONE, {}, Place(path))
    if found.header is not None and (problem := _not_ours(found.header, path)) is not None:
        return problem
    if found.is_foreign:
        return Problem(codes.PACK_FOREIGN, {"plain": path[: -len(os.path.splitext(path)[1])]}, Place(path))
    damage = Problem(codes.PACK_CUT, {"count": f"{found.index.files:,}"}, Place(path))
    return Pack(path, found.index, found.offsets, (damage,), OrderedDict())


def _not_ours(header: bytes, path: str) -> Problem | None:
    schema = re.search(rb'"schema":(\d{1,9})', header)
    if schema is None:
        return Problem(codes.PACK_NOT_ONE, {}, Place(path))
    number = int(schema[1])
    if number == SCHEMA:
        return None
    return Problem(codes.PACK_NEWER, {"schema": number, "known": SCHEMA}, Place(path))


def _block_at(path: str, offset: int, block: Block) -> bytes | None:
    """Return the lines of a block, or None if they are not whole."""
    return _whole(path, places.bytes_at(path, offset, block.stored), block)


def _whole(path: str, stored: bytes, block: Block) -> bytes | None:
    if is_compressed_name(path):
        return frames.decompressed(stored, block.size)
    return stored if len(stored) == block.size else None


def _follows(found: PackedFile, last: tuple[str, str]) -> bool:
    """Tell whether a file is in order after another one; those without an id have none."""
    return last < (found.id, found.name) or found.id == last[0] == ""


def _path_in(line: bytes) -> str:
    """Return the path that a damaged line still tells."""
    found = _PATH.match(line)
    return os.fsdecode(found[1]) if found else ""


def _damaged(path: str, name: str, block: Block) -> Problem:
    place = Place(f"{path}/{name}" if name else path)
    if name or not block.first:
        return Problem(codes.PACK_FILE_DAMAGED, {}, place)
    return Problem(codes.PACK_BLOCK_DAMAGED, {"first": block.first, "last": block.last}, place)


def opened(path: str) -> Pack | Problem:
    """Return a pack, which stays open while others do not take its turn."""
    try:
        identity = places.identity(path)
    except OSError as error:
        return Problem(codes.UNREADABLE, {"reason": reason(error)}, Place(path))
    return _opened(path, *identity)


def _reopened(path: str, ticket: places.Ticket | None) -> Pack:
    if ticket is not None:
        places.take(path, ticket)
    pack = opened(path)
    if isinstance(pack, Problem):
        raise SurveyError(pack, exit_code=ExitCode.PROBLEMS)
    return pack


@lru_cache(_OPEN)
def _opened(path: str, *_: int | str) -> Pack | Problem:
    return Pack.open(path)


def is_pack(path: str) -> bool:
    """Tell whether a file begins as a pack does, whatever its name is and however damaged the rest of it."""
    try:
        _, head = places.beginning(path, _HEAD_SIZE)
    except OSError:
        return False
    if not head.startswith(frames.MAGIC):
        return is_header(head)
    # Without the package, nobody can tell what is in it.
    return is_compressed_name(path) if not frames.is_available() else is_header(frames.salvaged(head, MIB))
