"""Rows that wait in a temporary file, so that memory is bounded, with the facts of each column.

The file has no name: nothing of it is left, whatever becomes of the program.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from types import TracebackType
from typing import Final, Self, TypeVar

import msgspec
from msgspec.structs import replace

from sstc_survey.engine.values import as_text
from sstc_survey.exports.fields import PlannedColumn
from sstc_survey.exports.model import Block, Cell, Column, DataTable, Facts, Kind, Role, Row, State
from sstc_survey.problems import ExitCode, SurveyError
from sstc_survey.storage.atomic import unwritten

# The largest whole number up to which floating point has every one.
LARGEST_EXACT: Final = 1 << 53
_NUMBERS: Final = (Kind.INTEGER, Kind.DECIMAL)
_USUAL: Final = frozenset({State.ANSWERED.value, State.NOT_ASKED.value})
_DECODER: Final = msgspec.msgpack.Decoder(list[list[str | int | float | None]])

T = TypeVar("T")


class SpoolFile:
    """A temporary file without a name to which pieces are added, and from which each can be read at any time."""

    def __init__(self) -> None:
        self._file = self._tried(lambda: tempfile.TemporaryFile(prefix="sstc-survey-"))  # noqa: SIM115 it lives as long
        self._end = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # Its space is given back.
        self._file.close()

    def append(self, data: bytes) -> tuple[int, int]:
        """Add a piece, and return where it is."""
        at = self._end, len(data)
        self._tried(lambda: self._write(data))
        self._end += len(data)
        return at

    def read(self, at: tuple[int, int]) -> bytes:
        """Return a piece."""
        offset, size = at
        return self._tried(lambda: os.pread(self._file.fileno(), size, offset))

    def _write(self, data: bytes) -> None:
        rest, offset = memoryview(data), self._end
        while rest:
            written = os.pwrite(self._file.fileno(), rest, offset)
            rest, offset = rest[written:], offset + written

    @staticmethod
    def _tried(work: Callable[[], T]) -> T:
        """Do something with the file, or raise what is wrong with its disk."""
        try:
            return work()
        except OSError as error:
            raise SurveyError(unwritten(error, tempfile.gettempdir()), exit_code=ExitCode.PROBLEMS) from None


class _Gatherer:
    """Gathers the facts of one column."""

    def __init__(self, planned: PlannedColumn) -> None:
        self.planned = planned
        self.filled = 0
        self.longest = 0
        self.longest_bytes = 0
        self.largest: float = 0
        self.classes: set[type] = set()
        self.states: set[Cell] = set()

    def add(self, cells: Sequence[Cell]) -> None:
        """Take the next cells into account."""
        distinct = set(cells)
        self.filled += len(cells)
        if None in distinct:
            distinct.remove(None)
            self.filled -= cells.count(None)
        column = self.planned.column
        if column.role is Role.STATE:
            self.states |= distinct
        elif column.kind is not Kind.INDICATOR and distinct:
            self._add_cells(cells, distinct)

    def _add_cells(self, cells: Sequence[Cell], distinct: set[Cell]) -> None:
        classes = set(map(type, distinct))
        if classes != {str}:
            # 1 and 1.0 are the same in a set.
            classes = set(map(type, cells)) - {type(None)}
            self.largest = max(self.largest, *(abs(cell) for cell in distinct if isinstance(cell, int | float)), 0)
        self.classes |= classes
        self._add_texts(cell for cell in distinct if isinstance(cell, str))

    def _add_texts(self, texts: Iterable[str]) -> None:
        for text in texts:
            length = len(text)
            self.longest = max(self.longest, length)
            if length * 4 > self.longest_bytes:
                size = length if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
                self.longest_bytes = max(self.longest_bytes, size)

    @property
    def kind(self) -> Kind:
        """Return what the cells are: as planned, unless there are others."""
        planned = self.planned.column.kind
        classes = self.classes
        if self.planned.is_typed_later:
            planned = Kind.INTEGER if classes and classes <= {int, float} else Kind.TEXT
        if planned in _NUMBERS:
            if str in classes:
                return Kind.TEXT
            return Kind.DECIMAL if float in classes else planned
        return Kind.TEXT if classes & {int, float} else planned

    def column(self, *, needs_states: bool) -> Column:
        """Return the column with its facts."""
        kind = self.kind
        column = self.planned.column
        longest, longest_bytes = self.longest, self.longest_bytes
        if column.role is Role.STATE:
            longest = longest_bytes = max((len(str(state)) for state in self.states), default=0)
        return replace(
            column,
            kind=kind,
            facts=Facts(
                filled=self.filled,
                longest=longest,
                longest_bytes=longest_bytes,
                is_exact=kind not in _NUMBERS or self.largest <= LARGEST_EXACT,
                needs_states=needs_states,
            ),
        )


class TableSpool:
    """The rows of one table: added in blocks, then read as often as they are needed."""

    def __init__(self, file: SpoolFile, columns: Sequence[PlannedColumn]) -> None:
        self._file = file
        self._gatherers = [_Gatherer(column) for column in columns]
        self._blocks: list[tuple[int, int]] = []
        self._count = 0

    def add(self, block: Block) -> None:
        """Add rows, of which there is at least one."""
        for gatherer, cells in zip(self._gatherers, block, strict=True):
            gatherer.add(cells)
        self._blocks.append(self._file.append(msgspec.msgpack.encode(block)))
        self._count += len(block[0])

    def table(self, name: str, label: str, repeat: str | None) -> DataTable:
        """Return the table of all rows that were added."""
        needing = {each.planned.column.question for each in self._gatherers if not each.states <= _USUAL}
        kept = [
            place for place, gatherer in enumerate(self._gatherers) if gatherer.planned.stays_empty or gatherer.filled
        ]
        columns = tuple(
            self._gatherers[place].column(needs_states=self._gatherers[place].planned.column.question in needing)
            for place in kept
        )
        mixed = [
            number
            for number, (place, column) in enumerate(zip(kept, columns, strict=True))
            if column.kind is Kind.TEXT and self._gatherers[place].classes & {int, float}
        ]
        columns = tuple(
            _with_lengths(column, self._read(kept, mixed), number) if number in mixed else column
            for number, column in enumerate(columns)
        )
        return DataTable(
            name=name,
            label=label,
            repeat=repeat,
            columns=columns,
            count=self._count,
            rows=partial(self._rows, kept, mixed),
            blocks=partial(self._read, kept, mixed),
        )

    def _rows(self, kept: Sequence[int], mixed: Sequence[int]) -> Iterator[Row]:
        for block in self._read(kept, mixed):
            yield from zip(*block, strict=True)

    def _read(self, kept: Sequence[int], mixed: Sequence[int]) -> Iterator[Block]:
        for at in self._blocks:
            found: list[list[Cell]] = _DECODER.decode(self._file.read(at))
            block = found if len(kept) == len(found) else [found[place] for place in kept]
            for number in mixed:
                block[number] = [None if cell is None else as_text(cell) for cell in block[number]]
            yield block


def _with_lengths(column: Column, blocks: Iterable[Block], number: int) -> Column:
    """Return a column whose numbers have become texts, with the lengths of these."""
    longest = max((len(str(cell)) for block in blocks for cell in block[number] if cell is not None), default=0)
    facts = column.facts
    return replace(
        column,
        facts=replace(facts, longest=max(longest, facts.longest), longest_bytes=max(longest, facts.longest_bytes)),
    )
