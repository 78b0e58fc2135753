"""A codebook as CSV: a row for each column of the data files, and one for each value that it may have below it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Final, TextIO, TypeAlias

from sstc_survey.exports.codebook.build import SHORTENED
from sstc_survey.exports.codebook.model import Category, Codebook, CodebookEntry, CodebookTable, Variable
from sstc_survey.exports.model import Role
from sstc_survey.reports.escaping import csv_text

_STATES: Final = ("asked", "answered", "blank", "dont_know", "refused", "not_asked", "not_reached")
# `value` and what follows it are of one value; a row without it is of the column itself.
COLUMNS: Final = (
    "variable", "table", "role", "kind", "label", *SHORTENED, "question", "number", "type", "hint", "section",
    "content", "expected", "route", "rules", "min", "max", *_STATES, "versions", "value", "value_label", "missing", "n",
)  # fmt: skip
_OF_VALUES: Final = COLUMNS.index("value")
_Cell: TypeAlias = str | int | None


def write_csv(codebook: Codebook, stream: TextIO) -> None:
    """Write a codebook as CSV; what a spreadsheet would take for a formula has an apostrophe before it."""
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(COLUMNS)
    for table in codebook.tables:
        for variable in table.keys:
            writer.writerows(map(_written, _rows(table, None, variable)))
        for entry in table.entries:
            for variable in entry.variables:
                writer.writerows(map(_written, _rows(table, entry, variable)))


def _written(row: tuple[_Cell, ...]) -> list[str | int]:
    return ["" if cell is None else csv_text(cell) if isinstance(cell, str) else cell for cell in row]


def _rows(table: CodebookTable, entry: CodebookEntry | None, variable: Variable) -> Iterator[tuple[_Cell, ...]]:
    about = _about(table, entry, variable)
    yield *about, None, None, None, None
    # What names the column stands in each row, so that rows can be sorted and filtered.
    named = (*about[: COLUMNS.index("kind")], *([None] * (_OF_VALUES - COLUMNS.index("kind"))))
    for category in variable.categories:
        yield *named, *_value(category)


def _about(table: CodebookTable, entry: CodebookEntry | None, variable: Variable) -> tuple[_Cell, ...]:
    kind = "" if variable.kind is None else variable.kind.name.lower()
    own = (variable.name, table.name, variable.role.name.lower(), kind, variable.label)
    short = (variable.short.get(ending) for ending in SHORTENED)
    if entry is None:
        empty: list[_Cell] = [None] * (_OF_VALUES - len(own) - len(SHORTENED))
        empty[COLUMNS.index("content") - len(own) - len(SHORTENED)] = variable.holds
        return (*own, *short, *empty)
    states = None if entry.counts is None else entry.counts.states
    return (
        *own,
        *short,
        entry.name,
        entry.number,
        entry.type,
        entry.hint,
        " > ".join(entry.headings),
        variable.holds,
        entry.expected,
        " ".join(entry.route),
        " ".join(entry.rules),
        *((entry.smallest, entry.largest) if variable.role is Role.VALUE else (None, None)),
        *(None if states is None else getattr(states, state) for state in _STATES),
        "; ".join(f"{each.version}: {each.text}" for each in entry.differences),
    )


def _value(category: Category) -> tuple[_Cell, ...]:
    return category.value, category.label, "yes" if category.is_missing else "", category.n
