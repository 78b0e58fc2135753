"""An export as JSON Lines: an object for each response, with its repeats as lists of objects in it.

Answers with several codes are lists, and numbers are numbers; what is empty is left out, and its state tells why.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TextIO, TypeAlias

from sstc_survey.exports.csv_file import is_written
from sstc_survey.exports.joined import Joined, inner_tables, joined
from sstc_survey.exports.model import Cell, Column, DataTable, Export, Role
from sstc_survey.reports.escaping import json_line

# What the list of codes says already.
_SPLIT: Final = frozenset({Role.CHOICE, Role.POSITION})
_Object: TypeAlias = dict[str, Any]


def write_jsonl(export: Export, stream: TextIO, *, states: bool = True) -> None:
    """Write an export to a stream."""
    inner = inner_tables(export)

    def objects_of(table: DataTable) -> Callable[[Joined], _Object]:
        lists = {below.repeat: (below.name, objects_of(below)) for below in inner[table.name]}
        columns = [
            (place, column.name, column.role is Role.JOINED, lists.get(column.question) if _is_value(column) else None)
            for place, column in enumerate(table.columns)
            if column.role not in _SPLIT
            and is_written(column, states=states)
            # Where an object is tells its keys.
            and not (column.role is Role.KEY and table.repeat is not None)
        ]

        def write(each: Joined) -> _Object:
            found: _Object = {}
            for place, name, is_joined, below in columns:
                cell = each.row[place]
                if cell is None:
                    continue
                if below is None:
                    found[name] = _codes(cell) if is_joined else cell
                else:
                    table_name, inside = below
                    found[name] = [inside(row) for row in each.inside[table_name]]
            return found

        return write

    write = objects_of(export.tables[0])
    stream.writelines(json_line(write(response)) + "\n" for response in joined(export))


def _is_value(column: Column) -> bool:
    return column.role is Role.VALUE


def _codes(cell: Cell) -> list[str]:
    return cell.split(" ") if isinstance(cell, str) and cell else []
