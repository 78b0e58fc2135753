"""Workbooks as other programs read them: every cell and its type, labels, the codebook, and what Excel cannot have."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from payloads import EVERYTHING, steering
from tables_by_hand import (
    CROPS,
    STATES,
    comment,
    every_kind,
    export_of,
    key,
    known,
    several,
    state,
    table_of,
    value,
)

from sstc_survey.exports.model import Cell, Column, DataTable, Kind, Role
from sstc_survey.exports.xlsx_file import write_xlsx
from sstc_survey.exports.xlsx_limits import LONGEST_NAME, SheetNames, units
from sstc_survey.problems import Problem, SurveyError, codes
from sstc_survey.reports.escaping import sheet_text

_R: Final = os.path.join(os.path.dirname(__file__), "read_workbook.R")
LONGEST: Final = 32_767


def written(tmp_path: Path, *tables: DataTable, states: bool = True, title: str = "Title") -> Any:
    """Write a workbook, and return it as openpyxl reads it."""
    write_xlsx(export_of(*tables, title=title), str(tmp_path / "all.xlsx"), states=states)
    return openpyxl.load_workbook(tmp_path / "all.xlsx")


def told(tmp_path: Path, *tables: DataTable) -> list[Problem]:
    """Return what is said of a workbook."""
    return write_xlsx(export_of(*tables), str(tmp_path / "all.xlsx"), states=True)


def refused(tmp_path: Path, *tables: DataTable) -> Sequence[Problem]:
    """Return why a workbook cannot be, for which nothing was written."""
    with pytest.raises(SurveyError) as raised:
        write_xlsx(export_of(*tables), str(tmp_path / "none.xlsx"), states=True)
    assert not (tmp_path / "none.xlsx").exists()
    return raised.value.problems


def rows_of(sheet: Any) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(values_only=True))


def expected(column: Column, cell: Cell) -> Any:
    """Return a cell as openpyxl reads it on the sheet of codes."""
    if cell in (None, ""):
        return None
    text = str(cell)
    match column.kind:
        case Kind.DATE:
            return dt.datetime.fromisoformat(text)
        case Kind.TIME:
            return dt.time.fromisoformat(text)
        case Kind.DATE_TIME:
            return dt.datetime.fromisoformat(text)
        case Kind.TIMESTAMP:
            return dt.datetime.fromisoformat(text).astimezone(dt.UTC).replace(tzinfo=None)
        case _:
            return cell


FORMATS: Final = {
    Kind.TEXT: "@", Kind.CODE: "@", Kind.INTEGER: "0", Kind.INDICATOR: "0", Kind.DECIMAL: "General",
    Kind.DATE: "yyyy-mm-dd", Kind.TIME: "hh:mm", Kind.DATE_TIME: "yyyy-mm-dd hh:mm",
    Kind.TIMESTAMP: "yyyy-mm-dd hh:mm:ss",
}  # fmt: skip


def test_every_cell_comes_back_in_its_type(tmp_path: Path) -> None:
    table = every_kind()
    sheet = written(tmp_path, table).worksheets[0]
    header, *rows = rows_of(sheet)
    assert header == tuple(column.name for column in table.columns)
    for row, found in zip(table.rows(), rows, strict=True):
        wanted = tuple(expected(column, cell) for column, cell in zip(table.columns, row, strict=True))
        assert found == wanted
        assert [type(cell) for cell in found] == [type(cell) for cell in wanted]
    for column, cells in zip(table.columns, sheet.iter_cols(min_row=2), strict=True):
        for cell in cells:
            if cell.value is not None:
                assert (cell.number_format, cell.data_type in "snd") == (FORMATS[column.kind], True)
    assert {column.kind for column in table.columns} == set(Kind)
    assert {column.role for column in table.columns} == set(Role)


def test_without_states_only_their_columns_are_left_out(tmp_path: Path) -> None:
    table = every_kind()
    header, *rows = rows_of(written(tmp_path, table, states=False).worksheets[0])
    kept = [place for place, column in enumerate(table.columns) if column.role is not Role.STATE]
    assert header == tuple(table.columns[place].name for place in kept)
    assert rows[0][:4] == ("a-1", dt.datetime(2016, 9, 7, 1), 61, "Ana")  # noqa: DTZ001 as it is read
    assert len(rows) == table.count


def test_labels_have_the_same_rows(tmp_path: Path) -> None:
    columns = [
        key(), known("started", Kind.TIMESTAMP), value("crop", Kind.CODE, "Crop?", CROPS), state("crop"),
        *several("media", "", CROPS), value("born", Kind.DATE, "Born?"),
    ]  # fmt: skip
    said = [
        ("a", "2016-09-07T09:00:00+08:00", "007", "answered", "x 007 gone", 1, 0, 1, "2016-09-07"),
        ("b", None, "gone", "answered", "", 0, 0, 0, None),
        ("c", None, None, "dont_know", None, None, None, None, "1066-10-14"),
    ]
    book = written(tmp_path, table_of(columns, said))
    assert book.sheetnames == ["responses", "responses labels", "codebook"]
    header, *rows = rows_of(book["responses labels"])
    # A question without a label has its name there.
    assert header == ("ID of the response", "The started", "Crop?", "crop (state)", "media", "Born?")
    labels = dict(CROPS)
    several_of_a = f"{labels['x']}; {labels['007']}; gone"
    assert rows == [
        ("a", "2016-09-07T09:00:00+08:00", labels["007"], "answered", several_of_a, dt.datetime(2016, 9, 7)),  # noqa: DTZ001
        ("b", None, "gone", "answered", None, None),
        ("c", None, None, "don't know", None, "1066-10-14"),
    ]


def test_the_codebook_has_columns_codes_and_states(tmp_path: Path) -> None:
    table = every_kind()
    header, *rows = rows_of(written(tmp_path, table)["codebook"])
    assert header[-7:] == STATES
    found = [dict(zip(header, row, strict=True)) for row in rows]
    variables = [row for row in found if row["kind"] != "code"]
    assert [row["variable"] for row in variables] == [column.name for column in table.columns]
    assert [row["label"] for row in variables] == [column.label for column in table.columns]
    for row, column in zip(variables, table.columns, strict=True):
        assert row["filled"] == column.facts.filled
        is_asked = column.role in (Role.VALUE, Role.JOINED)
        assert [row[name] for name in STATES] == ([4, 1, 1, 1, 1, 1, 1] if is_asked else [None] * 7)
    for name in ("crop", "media", "order"):
        listed = [(row["code"], row["label of the code"]) for row in found if row["variable"] == name][1:]
        assert tuple(listed) == CROPS
    split = [(row["code"], row["label of the code"]) for row in found if str(row["variable"]).startswith("media/")]
    assert tuple(split) == CROPS


def test_sheets_are_ready_to_be_read(tmp_path: Path) -> None:
    table = every_kind()
    book = written(tmp_path, table)
    assert book.active.title == "responses"
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        widths = [dimension.width for dimension in sheet.column_dimensions.values()]
        assert all(9 <= width <= 44 for width in widths)


def test_pandas_reads_every_cell(tmp_path: Path) -> None:
    table = every_kind()
    written(tmp_path, table)
    frame = pd.read_excel(tmp_path / "all.xlsx", dtype={"crop": str}, keep_default_na=False, na_values=[""])
    assert [*frame.columns] == [column.name for column in table.columns]
    for place, column in enumerate(table.columns):
        wanted = [expected(column, row[place]) for row in table.rows()]
        found = [None if pd.isna(cell) else cell for cell in frame[column.name]]
        assert found == wanted, column.name


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_reads_every_cell(tmp_path: Path) -> None:
    if subprocess.run(["Rscript", "-e", "library(readxl)"], capture_output=True, check=False).returncode:
        pytest.skip("the package readxl is not installed in R")
    table = every_kind()
    written(tmp_path, table)
    ended = subprocess.run(
        ["Rscript", _R, str(tmp_path / "all.xlsx")], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    columns: dict[str, list[str]] = {}
    for kind, what in (line.split("\t")[:2] for line in ended.stdout.splitlines()):
        if kind == "column":
            cells = columns.setdefault(bytes.fromhex(what).decode(), [])
        else:
            cells.append(what)
    assert [*columns] == [column.name for column in table.columns]
    for place, column in enumerate(table.columns):
        assert columns[column.name] == [_as_r(expected(column, row[place])) for row in table.rows()], column.name


def _as_r(cell: Any) -> str:
    match cell:
        case None:
            return "nothing"
        case str():
            return f"text:{cell.encode().hex()}"
        case dt.datetime():
            # R shows whole seconds, cut.
            return f"moment:{cell:%Y-%m-%dT%H:%M:%S}"
        case dt.time():
            return f"moment:1899-12-31T{cell:%H:%M:%S}"
        case _:
            return f"number:{cell:.17g}"


# What Excel has no number for.


@pytest.mark.parametrize("number", [10**15, -(10**15), 2**53 + 1, 2**63, 10**40])
def test_numbers_that_excel_would_change_are_texts(tmp_path: Path, number: int) -> None:
    columns = [key(), value("big", Kind.INTEGER), value("share", Kind.DECIMAL), value("small", Kind.INTEGER)]
    most = 10**15 - 1
    table = table_of(columns, [("a", number, number, most), ("b", 5, 0.5, -most), ("c", None, None, None)])
    (problem,) = told(tmp_path, table)
    assert problem.code == codes.WORKBOOK_NUMBERS_AS_TEXT
    assert str(problem).endswith("digits of some of the numbers: responses.big, responses.share")
    sheet = openpyxl.load_workbook(tmp_path / "all.xlsx").worksheets[0]
    # A whole column is of one type.
    assert rows_of(sheet)[1:] == [("a", str(number), str(number), most), ("b", "5", "0.5", -most), ("c", *[None] * 3)]
    assert sheet["B2"].number_format == "@"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.DATE, "1900-02-28"), (Kind.DATE, "0001-01-01"), (Kind.DATE, "no date"), (Kind.TIME, "24:30"),
        (Kind.TIME, "10:00+07:00"), (Kind.DATE_TIME, "1899-12-31T23:59"), (Kind.TIMESTAMP, "1900-01-01T00:00:00Z"),
        (Kind.TIMESTAMP, "0001-01-01T00:00:00+14:00"), (Kind.TIMESTAMP, "2016-12-31T23:59:60Z"),
    ],
)  # fmt: skip
def test_dates_that_excel_has_not_are_texts(tmp_path: Path, kind: Kind, text: str) -> None:
    usual = {Kind.DATE: "2016-09-07", Kind.TIME: "10:00"}.get(kind, "2016-09-07T10:00:00")
    columns = [key(), value("when", kind)]
    (problem,) = told(tmp_path, table_of(columns, [("a", text), ("b", usual)]))
    assert (problem.code, problem.details) == (codes.WORKBOOK_DATES_AS_TEXT, {"names": "responses.when"})
    sheet = openpyxl.load_workbook(tmp_path / "all.xlsx").worksheets[0]
    assert sheet["B2"].value == text
    assert not isinstance(sheet["B3"].value, str)


@pytest.mark.parametrize(("number", "read"), [(float("inf"), "inf"), (float("-inf"), "-inf"), (1e308, 1e308)])
def test_what_is_no_finite_number_is_a_text(tmp_path: Path, number: float, read: str | float) -> None:
    sheet = written(tmp_path, table_of([value("n", Kind.DECIMAL)], [(number,)])).worksheets[0]
    assert sheet["A2"].value == read


# What no sheet can have.


def long_table(text: str, **labels: str) -> DataTable:
    return table_of([key(), value("words", Kind.TEXT, labels.get("label", "Words"))], [("a", text), ("b", "x")])


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        ("x" * LONGEST, True), ("x" * (LONGEST + 1), False), ("\u1780" * LONGEST, True),
        ("\U0001f600" * (LONGEST // 2) + "x", True), ("\U0001f600" * (LONGEST // 2 + 1), False),
        ("<r>" + "x" * (LONGEST - 7) + "</r>", True), ("<r>" + "x" * (LONGEST - 6) + "</r>", False),
        # One that is shown as six.
        ("x" * (LONGEST - 6) + "\x85", True), ("x" * (LONGEST - 5) + "\x85", False),
    ],
)  # fmt: skip
def test_the_longest_text_of_a_cell(tmp_path: Path, text: str, is_read: bool) -> None:
    if is_read:
        book = written(tmp_path, long_table(text))
        assert [sheet["B2"].value for sheet in book.worksheets[:2]] == [sheet_text(text)] * 2
        return
    (problem,) = refused(tmp_path, long_table(text))
    assert problem.code == codes.WORKBOOK_TEXT_TOO_LONG
    assert (problem.details["table"], problem.details["column"]) == ("responses", "words")
    assert "use --format csv or --format parquet" in str(problem)


def test_labels_can_be_too_long_as_well(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, long_table("x", label="x" * (LONGEST + 1)))
    assert problem.details["column"] == "words (label)"
    # Each is short enough, and so is every answer but one.
    choices = [("a", "x" * 20_000), ("b", "y" * 20_000)]
    short = [key(), *several("media", "Media", choices)]
    assert not told(tmp_path, table_of(short, [("1", "a", 1, 0), ("2", "b", 0, 1)]))
    (problem,) = refused(tmp_path, table_of(short, [("1", "a", 1, 0), ("2", "a b", 1, 1)]))
    assert (problem.details["column"], problem.details["size"]) == ("media", "40,002")


@pytest.mark.parametrize(("count", "is_written"), [(16_384, True), (16_385, False)])
def test_the_most_columns_of_a_sheet(tmp_path: Path, count: int, is_written: bool) -> None:
    table = table_of((value(f"q{number}", Kind.INTEGER) for number in range(count)), [])
    if is_written:
        assert not told(tmp_path, table)
        return
    (problem,) = refused(tmp_path, table)
    details = {"table": "responses", "count": f"{count:,}", "what": "columns", "limit": "16,384"}
    assert (problem.code, problem.details) == (codes.WORKBOOK_SHEET_TOO_LARGE, details)


def test_the_most_rows_of_a_sheet(tmp_path: Path) -> None:
    from msgspec.structs import replace

    few = table_of([value("words", Kind.TEXT)], [("x",)])
    (problem,) = refused(tmp_path, replace(few, count=1_048_576), replace(few, name="member", count=1_048_575))
    details = {"table": "responses", "count": "1,048,577", "what": "rows", "limit": "1,048,576"}
    assert (problem.code, problem.details) == (codes.WORKBOOK_SHEET_TOO_LARGE, details)


def test_a_codebook_can_have_too_many_rows(tmp_path: Path) -> None:
    choices = [(f"c{number}", "x") for number in range(70_000)]
    table = table_of((value(f"q{number}", Kind.CODE, "", choices) for number in range(15)), [])
    (problem,) = refused(tmp_path, table)
    assert (problem.details["table"], problem.details["what"]) == ("codebook", "rows")


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    problems = refused(tmp_path, long_table("x" * (LONGEST + 1), label="y" * (LONGEST + 1)))
    assert [problem.details["column"] for problem in problems] == ["words (label)", "words"]


# Texts that try to be more.


def test_payloads_are_texts_in_every_place(tmp_path: Path) -> None:
    texts = list(EVERYTHING.values())
    columns = [
        value(text, Kind.TEXT, text, [(text, text)]) if number % 2 else value(text, Kind.CODE, text, [(text, text)])
        for number, text in enumerate(texts)
    ]
    columns += [comment("c"), *several("m", texts[0], [(text, text) for text in texts])]
    wide = table_of(columns, [tuple(text for _ in columns) for text in texts[:3]])
    long = table_of([value("words", Kind.TEXT)], [(text,) for text in texts], "member")
    book = written(tmp_path, wide, long, title="".join(texts))
    assert [row[0] for row in rows_of(book["member"])[1:]] == [sheet_text(text) for text in texts]
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in "sn"
                assert cell.hyperlink is None
                assert steering(str(cell.value)) == []
    has_only_cells(tmp_path / "all.xlsx")


def has_only_cells(path: Path) -> None:
    """Expect sound XML without formulas, links, or anything from outside."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            root = ET.fromstring(archive.read(name))  # noqa: S314 what the program made
            tags = {node.tag.rpartition("}")[2] for node in root.iter()}
            assert not tags & {
                "f",
                "hyperlink",
                "hyperlinks",
                "externalReference",
                "drawing",
                "legacyDrawing",
                "oleObject",
            }
            if name.endswith(".rels"):
                assert all(node.get("TargetMode") is None for node in root.iter())


@pytest.mark.parametrize(
    "text", ["<r>x</r>", "<r></r>", "<r>", "</r>", "<r><t>=1</t></r>", "_x0041_", "_x005F_", " a "]
)
def test_texts_that_look_like_the_markup_of_a_sheet(tmp_path: Path, text: str) -> None:
    table = table_of([value("words", Kind.TEXT, text)], [(text,)])
    written(tmp_path, table)
    with zipfile.ZipFile(tmp_path / "all.xlsx") as archive:
        root = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314
    cells = [node for node in root.iter() if node.tag.endswith("}c")]
    # As Excel reads it, and any other program that knows what is escaped.
    shown = "".join(node.text or "" for node in cells[1].iter() if node.tag.endswith("}t"))
    assert re.sub("_x005F_", "_", shown) == text or shown == text.replace("_x005F_", "_x005F_x005F_")


def test_a_workbook_that_is_not_told_takes_texts_for_markup(tmp_path: Path) -> None:
    # What the test before would find.
    with xlsxwriter.Workbook(tmp_path / "all.xlsx", {"constant_memory": True}) as book:
        book.add_worksheet().write_string(0, 0, "<r><t>=1</t></r>")
    assert openpyxl.load_workbook(tmp_path / "all.xlsx").worksheets[0]["A1"].value == "=1"


def test_control_characters_are_replaced_and_told(tmp_path: Path) -> None:
    columns = [key(), value("words", Kind.TEXT), comment("words")]
    table = table_of(columns, [("a", "x\x1by", "\u202ez"), ("b", "a\r\nb", None), ("c", "x\x1by", "plain")])
    (problem,) = told(tmp_path, table)
    assert (problem.code, problem.details) == (codes.WORKBOOK_CHARACTERS, {"count": "3"})
    rows = rows_of(openpyxl.load_workbook(tmp_path / "all.xlsx").worksheets[0])
    assert rows[1:] == [("a", "x\u241by", "z"), ("b", "a\nb", None), ("c", "x\u241by", "plain")]


# Files.


def test_equal_exports_are_equal_files_without_names(tmp_path: Path) -> None:
    table = every_kind()
    files = [tmp_path / name for name in ("one.xlsx", "two.xlsx")]
    for file in files:
        write_xlsx(export_of(table), str(file), states=True)
    assert files[0].read_bytes() == files[1].read_bytes()
    with zipfile.ZipFile(files[0]) as archive:
        core = archive.read("docProps/core.xml").decode()
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 31, 0, 0, 0)}
    assert "<dc:creator></dc:creator>" in core
    assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in core
    assert re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core) == ["1980-01-01T00:00:00Z"] * 2


def test_empty_tables_and_names_that_differ_in_case(tmp_path: Path) -> None:
    columns = [key(), value("Age", Kind.INTEGER), value("age", Kind.INTEGER), value("AGE", Kind.INTEGER)]
    book = written(
        tmp_path,
        table_of(columns, [("a", 1, 2, 3)]),
        table_of([key(), key("number", Kind.INTEGER)], [], "codebook"),
        table_of([key()], [("a",)], "responses labels"),
    )
    assert book.sheetnames == [
        "responses", "responses labels 2", "codebook", "codebook labels", "responses labels", "responses labels labels",
        "codebook 2",
    ]  # fmt: skip
    assert rows_of(book["responses"]) == [("id", "Age", "age", "AGE"), ("a", 1, 2, 3)]
    assert rows_of(book["codebook"]) == [("id", "number")]


def test_two_thousand_variables(tmp_path: Path) -> None:
    columns = [value(f"q{number}", Kind.INTEGER) for number in range(2_000)]
    rows = [tuple(range(start, start + 2_000)) for start in range(3)]
    assert rows_of(written(tmp_path, table_of(columns, rows)).worksheets[0])[1:] == rows


@given(st.lists(st.text(min_size=1, max_size=40), max_size=30))
def test_names_of_sheets(names: list[str]) -> None:
    free = SheetNames()
    found = [free.free(name, ending) for name in names for ending in ("", " labels")]
    assert len({name.casefold() for name in found}) == len(found)
    for name in found:
        assert 0 < units(name) <= LONGEST_NAME
        assert not re.search(r"[\[\]:*?/\\']", name)
        assert name.strip() == name
        assert name.casefold() != "history"
