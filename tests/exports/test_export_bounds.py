"""What is large, many or strange: texts, numbers, columns, names and labels."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import duckdb
import pandas as pd
import pytest
from conftest import Program
from hypothesis import given
from hypothesis import strategies as st
from made import META, Folder, lines_of, read_csv, without_meta

from sstc_survey.exports.fields import PlannedColumn
from sstc_survey.exports.model import Column, Kind, Role
from sstc_survey.exports.names import ColumnNames, TableNames
from sstc_survey.exports.spool import SpoolFile, TableSpool
from sstc_survey.reports.escaping import csv_text

HEAD: Final = 'id: {}\nversion: "1"\ntitle: "A \\"title\\"\\nof two lines"\ndefault_language: en\nquestions:\n'


def test_long_texts_and_every_script(program: Program, tmp_path: Path) -> None:
    texts = [
        "x" * 32_767,
        "\u1780" * 32_767,
        '"' * 1_000,
        "a\nb\n\nc",
        " around ",
        "'",
        "\U0001f600 \u0627\u0644",
        "0012",
        "NA",
    ]
    folder = Folder(tmp_path / "answers", HEAD.format("long") + "  - {name: words, type: text, label: Words}\n")
    for text in texts:
        folder.add({"words": text})
    assert program("export", "--output", "all.csv").code == 0
    path = tmp_path / "all.csv"
    assert [row["words"] for row in read_csv(path)] == texts
    assert pd.read_csv(path, dtype=str, keep_default_na=False)["words"].tolist() == texts
    rows = duckdb.read_csv(str(path), all_varchar=True, header=True, max_line_size=1 << 20)
    assert [row[len(META)] for row in rows.fetchall()] == texts
    assert program("export", "--output", "all.jsonl").code == 0
    assert [line["words"] for line in lines_of(tmp_path / "all.jsonl")] == texts


def test_two_thousand_variables(program: Program, tmp_path: Path) -> None:
    lines = "".join(f"  - {{name: q{number}, type: integer, label: Number {number}}}\n" for number in range(2_000))
    folder = Folder(tmp_path / "answers", HEAD.format("many") + lines)
    folder.add({f"q{number}": number for number in range(2_000)})
    folder.add({}, {f"q{number}": "blank" for number in range(0, 2_000, 2)})
    assert program("export", "--output", "all.csv").code == 0
    first, second = read_csv(tmp_path / "all.csv")
    assert [first[f"q{number}"] for number in range(2_000)] == [str(number) for number in range(2_000)]
    assert [second[f"q{number}__state"] for number in (0, 2)] == ["blank"] * 2
    assert "q1__state" not in second


NAMES: Final = """\
  - {name: Age, type: integer, label: "The \\"older\\" one\\nof two"}
  - {name: age, type: integer, label: The other}
  - {name: id, type: text, label: Passport}
  - {name: response_id, type: text, label: Another}
  - {name: status, type: text, label: Status}
  - {name: age__state, type: text, label: State of age}
  - {name: many, type: select_multiple, label: Many, choices: {A: Upper, a: Lower}}
  - {name: member, type: repeat, label: M, questions: [
      {name: number, type: integer, label: N}, {name: parent, type: text, label: P}]}
"""


def test_names_that_are_taken_and_that_differ_in_case(program: Program, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "answers", HEAD.format("names") + NAMES)
    answers = {"Age": 1, "age": 2, "id": "P1", "response_id": "x", "status": "s", "age__state": "t", "many": ["a"]}
    response = folder.add({**answers, "member": [{"number": 5, "parent": "p"}]})
    folder.add({}, {"age": "blank", "Age": "blank"})
    assert program("export", "--output", "all.csv").code == 0
    first, second = read_csv(tmp_path / "all.csv")
    assert list(first)[:11] == [
        "response_response_id", "started", "finished", "seconds", "language", "version", "interviewer", "reference",
        "mode", "session", "response_status",
    ]  # fmt: skip
    assert (first["response_response_id"], first["response_status"]) == (response.id, "complete")
    assert [first[name] for name in answers if name != "many"] == ["1", "2", "P1", "x", "s", "t"]
    assert (first["many/A"], first["many/a"]) == ("0", "1")
    assert (second["age__state_"], second["Age__state"]) == ("blank", "blank")
    (member,) = read_csv(tmp_path / "all_member.csv")
    assert list(member.items()) == [("id", response.id), ("response_number", "1"), ("number", "5"), ("parent", "p")]
    assert len(pd.read_csv(tmp_path / "all.csv", dtype=str).columns) == len(first)


def test_a_table_may_be_empty(program: Program, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "answers", HEAD.format("names") + NAMES)
    from sstc_survey.response import Status

    folder.add({}, status=Status.PARTIAL, position="Age")
    outcome = program("export", "--output", "all.csv")
    assert outcome.code == 0
    assert "Not included: 1 draft (--include partial adds them)" in outcome.err
    assert read_csv(tmp_path / "all.csv") == []
    outcome = program("export", "--output", "draft.csv", "--include", "partial")
    assert "Exported: 1 response (including 1 draft)\n" in outcome.err
    assert pd.read_csv(tmp_path / "all.csv").columns[-1] == "member"
    assert program("export", "--output", "wide.csv", "--wide").code == 0
    assert program("export", "--output", "all.jsonl").code == 0
    assert (tmp_path / "all.jsonl").read_bytes() == b""


CALCULATED: Final[dict[str, tuple[list[Any], list[str]]]] = {
    "whole": ([1, 2**53 + 1], ["1", "9007199254740993"]),
    "numbers": ([1, 2.5], ["1", "2.5"]),
    "mixed": ([7, "seven"], ["7", "seven"]),
    "texts": (["007", "1e3"], ["007", "1e3"]),
}


@pytest.mark.parametrize("kind", CALCULATED)
def test_what_is_calculated_is_what_occurs(program: Program, tmp_path: Path, kind: str) -> None:
    values, cells = CALCULATED[kind]
    folder = Folder(
        tmp_path / "answers", HEAD.format("sums") + "  - {name: sum, type: calculate, calculation: \"'x'\"}\n"
    )
    for value in values:
        folder.add({"sum": value})
    assert program("export", "--output", "all.csv").code == 0
    assert [without_meta(row) for row in read_csv(tmp_path / "all.csv")] == [{"sum": cell} for cell in cells]
    assert program("export", "--output", "all.jsonl").code == 0
    found = [line["sum"] for line in lines_of(tmp_path / "all.jsonl")]
    assert found == (cells if kind == "mixed" else values)


CELLS: Final = st.one_of(
    st.none(), st.text(max_size=5), st.integers(-(2**54), 2**54), st.floats(allow_nan=False, allow_infinity=False)
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=4), st.sampled_from([True, False]))
def test_a_column_is_what_is_in_it(blocks: list[list[Any]], is_typed_later: bool) -> None:
    column = Column(name="a", kind=Kind.INTEGER, role=Role.VALUE, label="A", question="a")
    with SpoolFile() as file:
        spool = TableSpool(file, [PlannedColumn(column, is_typed_later=is_typed_later)])
        for block in blocks:
            spool.add([block])
        table = spool.table("t", "T", None)
        given_cells = [cell for block in blocks for cell in block]
        read = [row[0] for row in table.rows()]
        assert read == [row[0] for row in table.rows()] == [cell for (cells,) in table.columnwise() for cell in cells]
        (found,) = table.columns
        filled = [cell for cell in given_cells if cell is not None]
        assert (table.count, found.facts.filled) == (len(given_cells), len(filled))
        if any(isinstance(cell, str) for cell in filled):
            assert found.kind is Kind.TEXT
            assert all(cell is None or isinstance(cell, str) for cell in read)
            texts = [cell for cell in read if isinstance(cell, str)]
            assert found.facts.longest == max(map(len, texts))
            assert found.facts.longest_bytes >= max(len(text.encode("utf-8", "surrogatepass")) for text in texts)
        elif filled:
            assert found.kind is (Kind.DECIMAL if any(isinstance(cell, float) for cell in filled) else Kind.INTEGER)
            assert [(type(cell), cell) for cell in read] == [(type(cell), cell) for cell in given_cells]
            assert found.facts.is_exact == all(abs(cell) <= 2**53 for cell in filled)


@given(st.text(max_size=8), st.sampled_from([",", ";", "\t"]))
def test_any_text_is_one_cell(text: str, separator: str) -> None:
    import csv
    import io

    from sstc_survey.exports.csv_file import CsvExport, write_csv
    from sstc_survey.exports.model import DataTable

    column = Column(name="a", kind=Kind.TEXT, role=Role.VALUE, label="A", question="a")
    rows = [(text, "b")]
    table = DataTable(name="t", label="T", repeat=None, columns=(column, column), count=1, rows=lambda: iter(rows))
    stream = io.StringIO(newline="")
    write_csv(table, stream, CsvExport(separator=separator))
    stream.seek(0)
    assert list(csv.reader(stream, delimiter=separator))[1] == [csv_text(text), "b"]


def test_names_give_way() -> None:
    names = ColumnNames(["a", "a__state", "id", "response_id"])
    assert [names.derived("a__state"), names.derived("a__state"), names.of_response("id")] == [
        "a__state_", "a__state__", "response_response_id",
    ]  # fmt: skip
    tables = TableNames()
    assert [tables.free(name) for name in ("a", "A", "a", "a_2")] == ["a", "A_2", "a_3", "a_2_2"]
