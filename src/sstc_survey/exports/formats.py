"""The formats of exports: what they need, which files an export becomes, and how these are written.

A format of tables has a file for each; any other has one file with all of them. To add one: a member of
`ExportFormat`, a row in `FORMATS`, and a case in `write_file`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Final, TextIO, assert_never

from msgspec import Struct

from sstc_survey.exports import ExportFormat
from sstc_survey.exports.model import DataTable, Export


class FormatKind(Struct, frozen=True, kw_only=True):
    """What there is to know of a format: `packages` are those it needs, of an extra of this program.

    With `is_of_tables` each table has a file of its own. Only what `is_text` is written to standard output.
    """

    is_of_tables: bool
    is_text: bool = False
    extra: str = ""
    packages: tuple[str, ...] = ()

    @property
    def is_installed(self) -> bool:
        """Tell whether the packages that it needs are there."""
        return all(find_spec(package) is not None for package in self.packages)


FORMATS: Final = {
    ExportFormat.CSV: FormatKind(is_of_tables=True, is_text=True),
    ExportFormat.JSONL: FormatKind(is_of_tables=False, is_text=True),
}


class WriteOptions(Struct, frozen=True, kw_only=True):
    """What can be chosen for a file; a format passes over what is not for it."""

    states: bool = True
    bom: bool = False
    separator: str | None = None
    raw: bool = False


class ExportFile(Struct, frozen=True):
    """A file of an export: a table of it, or with None all of them."""

    path: str
    table: DataTable | None


def format_of(path: str) -> ExportFormat | None:
    """Return the format that a name ends with."""
    ending = os.path.splitext(path)[1].lower().removeprefix(".")
    return ExportFormat(ending) if ending in set(ExportFormat) else None


def files_of(export: Export, chosen: ExportFormat, path: str, *, is_folder: bool) -> Iterator[ExportFile]:
    """Yield the files that an export becomes: in a folder TABLE.csv, else FILE.csv and beside it FILE_TABLE.csv."""
    if not FORMATS[chosen].is_of_tables:
        yield ExportFile(path, None)
        return
    stem, ending = os.path.splitext(path)
    for number, table in enumerate(export.tables):
        if is_folder:
            yield ExportFile(os.path.join(path, f"{table.name}.{chosen}"), table)
        else:
            yield ExportFile(f"{stem}_{table.name}{ending}" if number else path, table)


def write_file(export: Export, file: ExportFile, chosen: ExportFormat, path: str, options: WriteOptions) -> None:
    """Write one file of an export at a path, which is a temporary one; what the disk says is raised as OSError."""
    table = file.table or export.tables[0]
    match chosen:
        case ExportFormat.CSV | ExportFormat.JSONL:
            with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
                write_text(export, table, chosen, stream, options)
        case _:
            assert_never(chosen)


def write_text(export: Export, table: DataTable, chosen: ExportFormat, stream: TextIO, options: WriteOptions) -> None:
    """Write a table, or an export, in a format of text; line breaks have to stay as they are."""
    match chosen:
        case ExportFormat.CSV:
            from sstc_survey.exports.csv_file import CsvExport, write_csv

            csv = CsvExport(separator=options.separator or ",", bom=options.bom, raw=options.raw, states=options.states)
            write_csv(table, stream, csv)
        case ExportFormat.JSONL:
            from sstc_survey.exports.jsonl_file import write_jsonl

            write_jsonl(export, stream, states=options.states)
        case _:
            assert_never(chosen)


def table_names(tables: Sequence[DataTable]) -> str:
    """Return the names of tables on one line."""
    return ", ".join(table.name for table in tables)
