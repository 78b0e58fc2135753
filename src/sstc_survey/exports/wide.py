"""Repeats joined into the row of their response: `member_2_age` is the age of the second member."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from sstc_survey.exports.fields import PlannedColumn
from sstc_survey.exports.joined import Joined, depth_of, inner_tables, joined
from sstc_survey.exports.model import Cell, Column, DataTable, Export, Role, State
from sstc_survey.exports.names import ColumnNames
from sstc_survey.exports.spool import SpoolFile, TableSpool

_ROWS: Final = 256
_NOT_ASKED: Final = State.NOT_ASKED.value


class _Part(Struct, frozen=True):
    """The columns of one instance, by their places in its table, with what they hold where there is no such one."""

    table: DataTable
    path: tuple[tuple[str, int], ...]
    places: tuple[int, ...]
    absent: tuple[Cell, ...]


def joined_wide(export: Export, file: SpoolFile) -> Export:
    """Return an export with one table, as wide as the largest number of instances of each repeat."""
    if len(export.tables) == 1:
        return export
    inner = inner_tables(export)
    most = {table.name: _most_instances(table) for table in export.tables[1:]}
    first = export.tables[0]
    names = ColumnNames(column.name for column in first.columns)
    columns = [PlannedColumn(column) for column in first.columns]
    parts: list[_Part] = []

    def add(table: DataTable, prefix: str, label: str, path: tuple[tuple[str, int], ...]) -> None:
        for below in inner[table.name]:
            for number in range(1, most[below.name] + 1):
                own_prefix, own_label = f"{prefix}{below.repeat}_{number}_", f"{label}{below.label} {number}: "
                own_path = (*path, (below.name, number))
                places = [place for place, each in enumerate(below.columns) if each.role is not Role.KEY]
                found = [below.columns[place] for place in places]
                columns.extend(PlannedColumn(_renamed(each, own_prefix, own_label, names)) for each in found)
                absent = tuple(_NOT_ASKED if each.role is Role.STATE else None for each in found)
                parts.append(_Part(below, own_path, tuple(places), absent))
                add(below, own_prefix, own_label, own_path)

    add(first, "", "", ())
    spool = TableSpool(file, columns)
    rows = (tuple(_row(response, parts)) for response in joined(export))
    while some := list(islice(rows, _ROWS)):
        spool.add(list(zip(*some, strict=True)))
    return replace(export, tables=(spool.table(first.name, first.label, None),))


def _renamed(column: Column, prefix: str, label: str, names: ColumnNames) -> Column:
    question = None if column.question is None else prefix + column.question
    return replace(column, name=names.derived(prefix + column.name), label=label + column.label, question=question)


def _row(response: Joined, parts: Sequence[_Part]) -> Iterator[Cell]:
    yield from response.row
    for part in parts:
        found: Joined | None = response
        for name, number in part.path:
            rows = found.inside[name] if found is not None else []
            found = rows[number - 1] if number <= len(rows) else None
        if found is None:
            yield from part.absent
        else:
            yield from (found.row[place] for place in part.places)


def _most_instances(table: DataTable) -> int:
    """Return the highest number of an instance in a table."""
    place = depth_of(table) - 1
    return max((max(map(int, block[place])) for block in table.columnwise()), default=0)  # type: ignore[arg-type]
