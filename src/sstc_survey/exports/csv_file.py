"""A table as CSV, as RFC 4180 has it: a row for each row, an empty cell for each that is empty."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, TextIO

from msgspec import Struct

from sstc_survey.exports.model import Cell, Column, DataTable, Kind, Role
from sstc_survey.reports.escaping import csv_text

BOM: Final = "\ufeff"
# What no program takes for more than text, wherever it splits cells: most texts are such, and need no closer look.
_PLAIN: Final = re.compile(r"[0-9A-Za-z_][ !#-+\-./0-9:<-{}~]*").fullmatch

_LINE_END: Final = "\r\n"
# So many texts of a column are remembered, if they are no longer than this.
_MOST_KNOWN: Final = 512
_LONGEST_KNOWN: Final = 64


class CsvExport(Struct, frozen=True, kw_only=True):
    """How CSV is written; with `raw` what looks like a formula stays as it is, and `states` has the states."""

    separator: str = ","
    bom: bool = False
    raw: bool = False
    states: bool = True


def is_written(column: Column, *, states: bool) -> bool:
    """Tell whether a format without states of its own has a column: states only where there is more to say."""
    return column.role is not Role.STATE or (states and column.facts.needs_states)


def write_csv(table: DataTable, stream: TextIO, options: CsvExport) -> None:
    """Write a table to a stream that leaves line breaks as they are."""
    if options.bom:
        stream.write(BOM)
    places = [place for place, each in enumerate(table.columns) if is_written(each, states=options.states)]
    names = [_Texts(options).of(table.columns[place].name) for place in places]
    stream.write(options.separator.join(names) + _LINE_END)
    texts = {place: _Texts(options, table.columns[place].kind) for place in places}
    for block in table.columnwise():
        columns = [texts[place].of_cells(block[place]) for place in places]
        stream.write("".join([options.separator.join(row) + _LINE_END for row in zip(*columns, strict=True)]))


class _Texts:
    """The texts of the cells of one column, of which few are different as a rule."""

    def __init__(self, options: CsvExport, kind: Kind = Kind.TEXT) -> None:
        self._raw = options.raw
        self._is_decimal = kind is Kind.DECIMAL
        # Such a text has to be quoted; so has one with a blank at an end, which readers may take away.
        self._special = re.compile(f'["\\r\\n{re.escape(options.separator)}]|^\\s|\\s$').search
        self._known: dict[Cell, str] = {None: ""}

    def of_cells(self, cells: Sequence[Cell]) -> list[str]:
        """Return the text of each cell."""
        if self._is_decimal:
            # 1 and 1.0 are the same in a set.
            return ["" if cell is None else repr(cell) for cell in cells]
        known = self._known
        fresh = {cell: self.of(cell) for cell in set(cells).difference(known)}  # type: ignore[arg-type]
        if not fresh:
            return [known[cell] for cell in cells]
        if len(known) + len(fresh) <= _MOST_KNOWN and max(map(len, fresh.values())) <= _LONGEST_KNOWN:
            known |= fresh
            return [known[cell] for cell in cells]
        return [fresh[cell] if cell in fresh else known[cell] for cell in cells]

    def of(self, cell: str | float) -> str:
        """Return the text of a cell, without anything that a program could take for more than a text or a number."""
        if not isinstance(cell, str):
            return repr(cell)
        safe = cell if _PLAIN(cell) else csv_text(cell, raw=self._raw)
        if self._special(safe):
            quoted = safe.replace('"', '""')
            return f'"{quoted}"'
        return safe
