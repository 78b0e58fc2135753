"""Look through a pack whose index is not sound, such as one that was cut off, for what is whole in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO, Final

from msgspec import Struct, field

from sstc_survey.storage.bounded import MIB
from sstc_survey.storage.packs import frames, places
from sstc_survey.storage.packs.lines import (
    BLOCK_LINES,
    BLOCK_SIZE,
    INDEX_BEGINNING,
    LARGEST_BLOCK,
    LONGEST_LINE,
    Block,
    Index,
    PackedFile,
    PackedFolder,
    is_compressed_name,
    is_header,
    named,
    read_file_line,
)

_OVERLAP: Final = len(frames.MAGIC) - 1


class Scanned(Struct):
    """What was found: the first line, and the index that the pack would have with where its blocks begin.

    One that is foreign was compressed by another program: its lines are not in blocks of their own.
    """

    header: bytes | None
    index: Index
    offsets: tuple[int, ...]
    is_foreign: bool


class _Found(Struct):
    """The blocks so far, and the one that grows, with where it begins."""

    blocks: list[Block] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    folders: Counter[str] = field(default_factory=Counter)
    header: bytes | None = None
    beside: int = 0
    last: tuple[str, str] = ("", "")
    growing: list[int] = field(default_factory=lambda: [0, 0])
    start: int = 0
    first: str = ""
    is_beside: bool = True
    is_foreign: bool = False

    def close(self) -> None:
        """End the block that grows."""
        size, lines = self.growing
        if size:
            self.add(self.start, Block(size, size, lines, self.first, self.last[0]))
        self.start += size
        self.growing = [0, 0]
        self.first = self.last[0]

    def add(self, offset: int, block: Block) -> None:
        """Add a block."""
        self.blocks.append(block)
        self.offsets.append(offset)
        self.beside += self.is_beside

    def goes_on(self, found: PackedFile | None) -> bool:
        """Tell whether a line is in its place after those before it, and count its file if so."""
        if found is None or (found.kind is not None) is not self.is_beside:
            return False
        if found.kind is None:
            key = (found.id, found.name)
            if key <= self.last and (found.id or self.last[0]):
                return False
            self.last = key
            self.folders[found.name.rpartition("/")[0]] += 1
        return True

    def result(self) -> Scanned:
        """Return what was found."""
        blocks = self.blocks[self.beside :]
        files = sum(block.lines for block in blocks)
        others = files - self.folders.total()
        folders = [PackedFolder(count, **named(name)) for name, count in sorted(self.folders.items())]
        folders += [PackedFolder(others, "")] if others else []
        index = Index(files, self.beside, folders, self.blocks)
        return Scanned(self.header, index, tuple(self.offsets), self.is_foreign)


def scan(path: str, size: int) -> Scanned:
    """Return what is whole in a pack of so many bytes, with a block of one line for each stretch that is not."""
    found = _Found()
    try:
        with places.opened_file(path) as file:
            if is_compressed_name(path):
                _scan_frames(file, size, found)
            else:
                _scan_lines(file, found)
    except OSError:
        # What cannot be read is lost, as what is cut off.
        pass
    return found.result()


def _scan_lines(file: BinaryIO, found: _Found) -> None:
    for line, size in _lines(file):
        bare = line.rstrip(b"\n")
        if found.header is None:
            found.header = bare
        if bare.startswith(INDEX_BEGINNING) or not bare or (not found.offsets and not found.start and is_header(bare)):
            found.growing[0] += size
            continue
        each = read_file_line(bare)
        if found.is_beside and each is not None and each.kind is None:
            found.close()
            found.is_beside = False
        before = found.last[0]
        if found.goes_on(each):
            if not found.growing[1]:
                found.first = found.last[0]
            found.growing[0] += size
            found.growing[1] += 1
            if found.growing[0] >= BLOCK_SIZE or found.growing[1] >= BLOCK_LINES:
                found.close()
        elif each is None and not line.endswith(b"\n") and size == len(line):
            # What follows is said to be cut off.
            break
        else:
            found.close()
            found.add(found.start, Block(size, size, 1, before, before))
            found.start += size
    found.close()


def _lines(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Yield each line with its size; of one that is too long to be any, only the beginning."""
    while line := file.readline(LONGEST_LINE):
        size = len(line)
        more = line
        while not more.endswith(b"\n") and (more := file.readline(MIB)):
            size += len(more)
        yield (line if size == len(line) else line[:BLOCK_SIZE]), size


def _scan_frames(file: BinaryIO, end: int, found: _Found) -> None:
    at = 0
    while at < end:
        size = frames.frame_size(file, at, end)
        following = at + size if size is not None else _next_frame(file, at + 1, end)
        _add_frame(file, at, following - at, end, found, is_whole=size is not None)
        at = following


def _next_frame(file: BinaryIO, at: int, end: int) -> int:
    """Return where the next frame that is whole begins, or the end."""
    while at < end:
        file.seek(at)
        chunk = file.read(MIB + _OVERLAP)
        where = chunk.find(frames.MAGIC)
        if where < 0:
            at += MIB
        elif frames.frame_size(file, at + where, end) is not None:
            return at + where
        else:
            at += where + 1
    return end


def _add_frame(file: BinaryIO, at: int, stored: int, end: int, found: _Found, *, is_whole: bool) -> None:
    is_last = not is_whole and at + stored == end
    file.seek(at)
    frame = file.read(min(stored, LARGEST_BLOCK))
    data = frames.salvaged(frame, LARGEST_BLOCK)
    *lines, rest = data.split(b"\n")
    found.header = found.header or (lines or [rest])[0]
    sealed = [line for line in (*lines, rest) if line and not line.startswith(INDEX_BEGINNING) and not is_header(line)]
    if not sealed and lines and is_header(lines[0]):
        found.add(at, Block(len(data), stored, 0, "", ""))
    if not sealed and (lines or is_last):
        # It is the index, or the end.
        return
    read = [read_file_line(line) for line in sealed]
    has_files = any(each is not None and each.kind is None for each in read)
    found.is_foreign |= has_files and len(sealed) < len(lines)
    found.is_beside &= not has_files
    before, whole = found.last[0], [each for each in read if found.goes_on(each)]
    first = whole[0].id if whole and whole[0] is not None else before
    if is_last:
        # What follows is said to be cut off.
        lost = len(read) - len(whole) - (1 if read and read[-1] is None else 0)
    else:
        is_damaged = not is_whole or len(frame) < stored or frames.is_damaged(frame)
        lost = len(read) - len(whole) + (1 if is_damaged and not (read and read[-1] is None) else 0)
    if whole or lost:
        found.add(at, Block(max(len(data), 1), stored, len(whole) + lost, first, found.last[0]))
