"""A table as CSV, as RFC 4180 has it: a row for each row, an empty cell for each that is empty."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from typing import Final, TextIO

from msgspec import Struct

from sstc_survey.exports.model import Cell, Column, DataTable, Role
from sstc_survey.reports.escaping import csv_text

BOM: Final = "\ufeff"
# What no program takes for more than text, wherever it splits cells: most texts are such, and need no closer look.
_PLAIN: Final = re.compile(r"[0-9A-Za-z_][ !#-+\-./0-9:<-{}~]*").fullmatch


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
    writer = csv.writer(stream, delimiter=options.separator)
    writer.writerow(_texts([table.columns[place].name for place in places], raw=options.raw))
    for block in table.columnwise():
        writer.writerows(zip(*(_texts(block[place], raw=options.raw) for place in places), strict=True))


def _texts(cells: Sequence[Cell], *, raw: bool) -> Sequence[Cell]:
    """Return cells without anything that a program could take for more than a text or a number."""
    unsafe = {text: csv_text(text, raw=raw) for text in _distinct(cells) if not _PLAIN(text)}
    return [unsafe.get(cell, cell) for cell in cells] if unsafe else cells  # type: ignore[arg-type]


def _distinct(cells: Iterable[Cell]) -> Iterable[str]:
    return (cell for cell in set(cells) if isinstance(cell, str))
