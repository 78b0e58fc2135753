"""A table as Parquet: every column in its type, labels in the metadata, and rows in groups, so that memory is bounded.

Equal tables give equal bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from sstc_survey.exports.csv_file import is_written
from sstc_survey.exports.model import Column, DataTable, Export, Kind, Role
from sstc_survey.exports.parquet_columns import Gatherer, UnfitError, arrow, gatherer
from sstc_survey.problems import Problem, codes

# What the columns are is told in the metadata of a file under this key, as JSON.
METADATA_KEY: Final = "sstc-survey"
# A group has so many rows at most, or about so many bytes, unless these are too few rows to read them quickly.
_MOST_ROWS: Final = 1 << 16
_MOST_BYTES: Final = 1 << 21
_LEAST_ROWS: Final = 1 << 10
_MOST_OF_FEW: Final = 1 << 23
# So many cells are put into a page before its size is looked at: long texts would make it as large as the group.
_AT_ONCE: Final = 128
_COMPRESSION: Final = "zstd"
_MOST_NAMES: Final = 10
# How pandas has whole numbers some of which are missing; without being told, it would take them for floating point.
_NULLABLE: Final = {"int64": "Int64", "int8": "Int8"}


class _Place(Struct, frozen=True):
    """A column that is written, with its place in the table and what gathers its cells."""

    at: int
    column: Column
    cells: Gatherer


class _UnfitColumnError(Exception):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def write_parquet(export: Export, table: DataTable, path: str, *, states: bool) -> list[Problem]:
    """Write a table of an export, and return what was written in another type than its own."""
    # Floating point would change them without a word.
    as_text = {each.name for each in table.columns if each.kind is Kind.DECIMAL and not each.facts.is_exact}
    while True:
        try:
            _write(export, table, path, _places(table, as_text, states=states))
        except _UnfitColumnError as unfit:
            # From the first row on, as a column has one type.
            as_text.add(unfit.name)
        else:
            break
    names = [f"{table.name}.{each.name}" for each in table.columns if each.name in as_text]
    if not names:
        return []
    more = len(names) - _MOST_NAMES
    said = ", ".join(names[:_MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")
    return [Problem(codes.PARQUET_AS_TEXT, {"names": said})]


def _places(table: DataTable, as_text: set[str], *, states: bool) -> list[_Place]:
    """Return what is written: several codes in columns of their own, and not once more in one text."""
    return [
        _Place(at, column, gatherer(column, is_text=column.name in as_text))
        for at, column in enumerate(table.columns)
        if column.role is not Role.JOINED and is_written(column, states=states)
    ]


def _write(export: Export, table: DataTable, path: str, places: Sequence[_Place]) -> None:
    pa, parquet = arrow()
    metadata = {METADATA_KEY: json.dumps(_described(export, table, places), ensure_ascii=True)}
    if any(str(each.cells.type) in _NULLABLE for each in places):
        metadata["pandas"] = json.dumps(_for_pandas(places))
    schema = pa.schema([pa.field(each.column.name, each.cells.type) for each in places], metadata=metadata)
    with parquet.ParquetWriter(path, schema, compression=_COMPRESSION, write_batch_size=_AT_ONCE) as writer:
        for group in _groups(table, places):
            writer.write_table(pa.Table.from_arrays(group, schema=schema))


def _groups(table: DataTable, places: Sequence[_Place]) -> Iterator[list[Any]]:
    """Yield the arrays of some rows at a time."""
    rows = size = 0
    for block in table.columnwise():
        for place in places:
            try:
                size += place.cells.add(block[place.at])
            except UnfitError:
                raise _UnfitColumnError(place.column.name) from None
        rows += len(block[0])
        if rows >= _MOST_ROWS or size >= (_MOST_BYTES if rows >= _LEAST_ROWS else _MOST_OF_FEW):
            yield [place.cells.take() for place in places]
            rows = size = 0
    if rows:
        yield [place.cells.take() for place in places]


def _described(export: Export, table: DataTable, places: Sequence[_Place]) -> Mapping[str, Any]:
    """Return what stands in the metadata: of what the table is, and what each column is, with the labels of codes."""
    joined = {each.question: each for each in table.columns if each.role is Role.JOINED}
    columns: dict[str, Any] = {}
    for column in (place.column for place in places):
        found: dict[str, Any] = {"label": column.label, "role": column.role.name.lower()}
        if column.question is not None:
            found["question"] = column.question
        if column.code is not None:
            of = joined.get(column.question)
            found |= {"code": column.code, "question_label": of.label if of else ""}
        if column.choices:
            found["choices"] = dict(column.choices)
        columns[column.name] = found
    questionnaire = export.questionnaire
    return {
        "format": "sstc-survey/table",
        "schema": 1,
        "questionnaire": {
            "id": questionnaire.id, "version": questionnaire.version, "sha256": questionnaire.sha256
        },
        "title": export.title,
        "language": export.language,
        "table": table.name,
        "label": table.label,
        "columns": columns,
    }  # fmt: skip


def _for_pandas(places: Sequence[_Place]) -> Mapping[str, Any]:
    columns = [
        {
            "name": place.column.name,
            "field_name": place.column.name,
            "pandas_type": str(place.cells.type),
            "numpy_type": _NULLABLE[str(place.cells.type)],
            "metadata": None,
        }
        for place in places
        if str(place.cells.type) in _NULLABLE
    ]
    return {"index_columns": [], "column_indexes": [], "columns": columns}
