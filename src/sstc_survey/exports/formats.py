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
from sstc_survey.problems import Problem

# The ending of files with commands of SPSS.
_SYNTAX: Final = ".sps"


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
    ExportFormat.XLSX: FormatKind(is_of_tables=False, extra="xlsx", packages=("xlsxwriter",)),
    ExportFormat.PARQUET: FormatKind(is_of_tables=True, extra="parquet", packages=("pyarrow",)),
    ExportFormat.SAV: FormatKind(is_of_tables=True, extra="spss", packages=("pandas", "pyreadstat")),
    ExportFormat.DTA: FormatKind(is_of_tables=True, extra="spss", packages=("pandas", "pyreadstat")),
}


class WriteOptions(Struct, frozen=True, kw_only=True):
    """What can be chosen for a file; a format passes over what is not for it."""

    states: bool = True
    bom: bool = False
    separator: str | None = None
    raw: bool = False
    codes: bool = False


class ExportFile(Struct, frozen=True):
    """A file of an export: a table of it, or with None all of them.

    With `is_syntax` it has what the file of the table cannot have, for the program that reads it.
    """

    path: str
    table: DataTable | None
    is_syntax: bool = False


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
            file = ExportFile(os.path.join(path, f"{table.name}.{chosen}"), table)
        else:
            file = ExportFile(f"{stem}_{table.name}{ending}" if number else path, table)
        yield file
        if chosen is ExportFormat.SAV:
            from sstc_survey.exports.labelled.syntax import has_sets

            if has_sets(table):
                yield ExportFile(f"{os.path.splitext(file.path)[0]}{_SYNTAX}", table, is_syntax=True)


def foreseen(export: Export, chosen: ExportFormat) -> list[Problem]:
    """Return what is known of the files before they are written: that memory is needed, or that they cannot be made."""
    match chosen:
        case ExportFormat.CSV | ExportFormat.JSONL | ExportFormat.XLSX | ExportFormat.PARQUET:
            return []
        case ExportFormat.SAV | ExportFormat.DTA:
            from sstc_survey.exports.labelled.labelled_file import foreseen_of
            from sstc_survey.exports.labelled.limits import LIMITS

            return [problem for table in export.tables for problem in foreseen_of(table, LIMITS[chosen])]
        case _:
            assert_never(chosen)


def write_file(
    export: Export, file: ExportFile, chosen: ExportFormat, path: str, options: WriteOptions
) -> Sequence[Problem]:
    """Write one file of an export at a path, which is a temporary one; what the disk says is raised as OSError.

    What is returned is for who reads the file to know.
    """
    table = file.table or export.tables[0]
    if file.is_syntax:
        from sstc_survey.exports.labelled.syntax import multiple_response_sets

        with open(path, "w", encoding="utf-8", newline="") as stream:
            stream.write(multiple_response_sets(table))
        return []
    match chosen:
        case ExportFormat.CSV | ExportFormat.JSONL:
            with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
                write_text(export, table, chosen, stream, options)
            return []
        case ExportFormat.XLSX:
            from sstc_survey.exports.xlsx_file import write_xlsx

            return write_xlsx(export, path, states=options.states)
        case ExportFormat.PARQUET:
            from sstc_survey.exports.parquet_file import write_parquet

            return write_parquet(export, table, path, states=options.states)
        case ExportFormat.SAV | ExportFormat.DTA:
            from sstc_survey.exports.labelled.labelled_file import LabelledOptions, write_labelled
            from sstc_survey.exports.labelled.limits import LIMITS

            labelled = LabelledOptions(
                title=export.title, language=export.language, codes=options.codes, states=options.states
            )
            return write_labelled(table, LIMITS[chosen], path, labelled)
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
        case ExportFormat.XLSX | ExportFormat.PARQUET | ExportFormat.SAV | ExportFormat.DTA:
            raise AssertionError("this is no format of text")
        case _:
            assert_never(chosen)


def table_names(tables: Sequence[DataTable]) -> str:
    """Return the names of tables on one line."""
    return ", ".join(table.name for table in tables)
