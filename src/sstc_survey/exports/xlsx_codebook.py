"""The rows of the codebook in a workbook: what each column is, its codes with labels, and how often each state is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, assert_never

from msgspec import Struct, field

from sstc_survey.exports.model import Block, Cell, Column, DataTable, Kind, Role, State

HEADER: Final = (
    "table", "variable", "label", "kind", "question", "code", "label of the code", "filled",
    *(each.value for each in State),
)  # fmt: skip
WIDTHS: Final = (14, 24, 42, 22, 16, 14, 28, *(11 for _ in range(1 + len(State))))
_ASKED: Final = (Role.VALUE, Role.JOINED)


class Counts(Struct):
    """How many cells of each column of a table are filled, and how often each state of a question is."""

    filled: Counter[str] = field(default_factory=Counter)
    states: dict[str, Counter[Cell]] = field(default_factory=dict)

    def add(self, table: DataTable, block: Block) -> None:
        """Count some rows."""
        for column, cells in zip(table.columns, block, strict=True):
            if column.role is Role.STATE:
                self.states.setdefault(column.question or "", Counter()).update(cells)
            self.filled[column.name] += len(cells) - cells.count(None)


def codebook_size(columns: Iterable[Column]) -> int:
    """Return how many rows the columns take."""
    return sum(1 + len(column.choices) for column in columns)


def codebook_rows(
    table: DataTable, columns: Sequence[Column], counts: Counts
) -> Iterator[tuple[str | int | None, ...]]:
    """Yield a row for each column, and below it one for each of its codes."""
    none: Mapping[Cell, int] = Counter()
    labels = {each.question: dict(each.choices) for each in columns if each.role is Role.JOINED}
    for column in columns:
        states = counts.states.get(column.question or "", none) if column.role in _ASKED else None
        yield (
            table.name,
            column.name,
            column.label,
            kind_words(column),
            column.question,
            column.code,
            labels.get(column.question, {}).get(column.code or ""),
            counts.filled[column.name],
            *(None if states is None else states.get(each.value, 0) for each in State),
        )
        for code, label in column.choices:
            yield (table.name, column.name, None, "code", column.question, code, label, None, *(None for _ in State))


def kind_words(column: Column) -> str:
    """Say what the cells of a column are."""
    match column.role:
        case Role.STATE:
            return "state of the question"
        case Role.JOINED:
            return "codes with a blank between"
        case Role.POSITION:
            return "place in the order"
        case Role.KEY | Role.METADATA | Role.VALUE | Role.CHOICE | Role.COMMENT:
            pass
        case _:
            assert_never(column.role)
    match column.kind:
        case Kind.TEXT:
            return "text"
        case Kind.CODE:
            return "code of a choice"
        case Kind.INTEGER:
            return "whole number"
        case Kind.DECIMAL:
            return "number"
        case Kind.DATE:
            return "date"
        case Kind.TIME:
            return "time"
        case Kind.DATE_TIME:
            return "date and time"
        case Kind.TIMESTAMP:
            return "date and time in UTC"
        case Kind.INDICATOR:
            return "1 selected, 0 not selected"
        case _:
            assert_never(column.kind)
