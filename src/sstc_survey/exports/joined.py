"""Responses with the rows of their repeats under them, out of tables that are read side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from sstc_survey.exports.model import DataTable, Export, Role, Row


class Joined(Struct, frozen=True):
    """A row of a table, and the rows of the repeats in it by the name of their table, in order."""

    row: Row
    inside: Mapping[str, list[Joined]]


class _Reader:
    """The rows of one table, of which those that begin with the next key can be taken."""

    def __init__(self, table: DataTable) -> None:
        self._rows = table.rows()
        self._next = next(self._rows, None)

    def take(self, key: Row) -> Iterator[Row]:
        while self._next is not None and self._next[: len(key)] == key:
            yield self._next
            self._next = next(self._rows, None)


def depth_of(table: DataTable) -> int:
    """Return how many keys a row of a table has: the id, and the number in each repeat that it is in."""
    return sum(column.role is Role.KEY for column in table.columns)


def inner_tables(export: Export) -> dict[str, list[DataTable]]:
    """Return for each table those of the repeats right in it; a table comes after the one that it is in."""
    found: dict[str, list[DataTable]] = {table.name: [] for table in export.tables}
    above: list[DataTable] = []
    for table in export.tables:
        depth = depth_of(table)
        del above[depth - 1 :]
        if above:
            found[above[-1].name].append(table)
        above.append(table)
    return found


def joined(export: Export) -> Iterator[Joined]:
    """Yield each response with what is in it."""
    inner = inner_tables(export)
    first = export.tables[0]
    readers = {table.name: _Reader(table) for table in export.tables[1:]}
    id_at = next(place for place, column in enumerate(first.columns) if column.role is Role.KEY)

    def inside(table: DataTable, key: Row) -> dict[str, list[Joined]]:
        found: dict[str, list[Joined]] = {}
        for each in inner[table.name]:
            depth = depth_of(each)
            found[each.name] = [Joined(row, inside(each, row[:depth])) for row in readers[each.name].take(key)]
        return found

    for row in first.rows():
        yield Joined(row, inside(first, (row[id_at],)))
