"""Write packs: lines in blocks, each as soon as it is full, and the index of the blocks at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from sstc_survey.storage.packs import frames
from sstc_survey.storage.packs.lines import (
    BLOCK_LINES,
    BLOCK_SIZE,
    HEADER,
    Block,
    Index,
    Kind,
    PackedFolder,
    ending_line,
    file_line,
    index_line,
    named,
)


class PackWriter:
    """A pack while it is written: first what lies beside responses, then the files in the order of their ids.

    The files of one id come at once, so that they are in one block.
    """

    def __init__(self, write: Callable[[bytes], object], *, is_compressed: bool, block_size: int = BLOCK_SIZE) -> None:
        """Begin with a function that takes the bytes of the pack in their order."""
        if is_compressed:
            frames.need_zstandard()
        self.files = 0
        self._write = write
        self._is_compressed = is_compressed
        self._block_size = block_size
        self._blocks: list[Block] = []
        self._folders: Counter[str] = Counter()
        self._lines: list[bytes] = [HEADER]
        self._size = len(HEADER)
        self._count = 0
        self._ids = ("", "")
        self._beside: int | None = None

    def add_beside(self, kind: Kind, path: str, data: bytes) -> None:
        """Add what lies beside responses."""
        self._add(file_line(path, data, kind=kind))
        self._end_full_block()

    def add(self, response_id: str, files: Sequence[tuple[str, bytes]]) -> None:
        """Add the files of one id, each with its path, in the order of these; or one whose id nothing tells."""
        self._end_beside()
        for path, data in files:
            if not self._count:
                self._ids = (response_id, response_id)
            self._add(file_line(path, data, response_id))
            self._folders[path.rpartition("/")[0]] += 1
            self.files += 1
        self._ids = (self._ids[0], response_id)
        self._end_full_block()

    def close(self) -> None:
        """Write what is left, and the index."""
        self._end_beside()
        self._end_block()
        folders = [PackedFolder(count, **named(name)) for name, count in sorted(self._folders.items())]
        line = index_line(Index(self.files, self._beside or 0, folders, self._blocks))
        stored = self._stored(line)
        self._write(stored)
        ending = ending_line(len(line), len(stored))
        self._write(frames.raw_frame(ending) if self._is_compressed else ending)

    def _add(self, line: bytes) -> None:
        self._lines.append(line)
        self._size += len(line)
        self._count += 1

    def _end_beside(self) -> None:
        if self._beside is None:
            self._end_block()
            self._beside = len(self._blocks)

    def _end_full_block(self) -> None:
        if self._size >= self._block_size or self._count >= BLOCK_LINES:
            self._end_block()

    def _end_block(self) -> None:
        if not self._size:
            return
        stored = self._stored(b"".join(self._lines))
        self._blocks.append(Block(self._size, len(stored), self._count, *self._ids))
        self._write(stored)
        self._lines.clear()
        self._size = self._count = 0

    def _stored(self, data: bytes) -> bytes:
        return frames.compressed(data) if self._is_compressed else data
