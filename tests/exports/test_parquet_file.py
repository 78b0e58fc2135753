"""Tables of Parquet as other programs read them: every cell in its type, labels in the metadata, and bounded memory."""

from __future__ import annotations

import datetime as dt
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from payloads import EVERYTHING
from pyarrow import parquet
from tables_by_hand import CROPS, comment, every_kind, export_of, key, several, state, table_of, value

from sstc_survey.exports import parquet_file
from sstc_survey.exports.model import Cell, Column, DataTable, Kind, Role
from sstc_survey.exports.parquet_file import METADATA_KEY, write_parquet
from sstc_survey.problems import Problem, codes

TYPES: Final = {
    Kind.TEXT: pa.string(), Kind.CODE: pa.dictionary(pa.int8(), pa.string()), Kind.INTEGER: pa.int64(),
    Kind.INDICATOR: pa.int8(), Kind.DECIMAL: pa.float64(), Kind.DATE: pa.date32(), Kind.TIME: pa.time64("us"),
    Kind.DATE_TIME: pa.timestamp("us"), Kind.TIMESTAMP: pa.timestamp("us", "UTC"),
}  # fmt: skip


def write(path: Path, table: DataTable, *, states: bool = True) -> list[Problem]:
    return write_parquet(export_of(table), table, str(path), states=states)


def read(path: Path) -> pa.Table:
    return parquet.read_table(path)


def columns_of(table: DataTable) -> list[tuple[int, Column]]:
    """Return the columns that are written, with their places."""
    return [(place, column) for place, column in enumerate(table.columns) if column.role is not Role.JOINED]


def expected(column: Column, cell: Cell) -> Any:
    if cell is None:
        return None
    text = str(cell)
    match column.kind:
        case Kind.DATE:
            return dt.date.fromisoformat(text)
        case Kind.TIME:
            return dt.time.fromisoformat(text)
        case Kind.DATE_TIME | Kind.TIMESTAMP:
            return dt.datetime.fromisoformat(text)
        case Kind.DECIMAL:
            return float(cell)
        case _:
            return cell


def test_every_cell_comes_back_in_its_type(tmp_path: Path) -> None:
    table = every_kind()
    assert write(tmp_path / "all.parquet", table) == []
    found = read(tmp_path / "all.parquet")
    kept = columns_of(table)
    assert found.column_names == [column.name for _, column in kept]
    for place, column in kept:
        is_state = column.role is Role.STATE
        assert found.schema.field(column.name).type == (TYPES[Kind.CODE if is_state else column.kind])
        cells = found[column.name].to_pylist()
        assert cells == [expected(column, row[place]) for row in table.rows()], column.name
        assert [type(cell) for cell in cells if cell is not None] == [
            type(expected(column, row[place])) for row in table.rows() if row[place] is not None
        ]


def test_pandas_reads_every_cell(tmp_path: Path) -> None:
    table = every_kind()
    write(tmp_path / "all.parquet", table)
    frame = pd.read_parquet(tmp_path / "all.parquet")
    for place, column in columns_of(table):
        found = [None if pd.isna(cell) else cell for cell in frame[column.name]]
        assert found == [expected(column, row[place]) for row in table.rows()], column.name
    assert frame["age"].dtype == pd.Int64Dtype()
    assert frame["media/x"].dtype == pd.Int8Dtype()
    # In the order of the questionnaire, with those that nobody chose.
    assert [*frame["crop"].cat.categories] == [code for code, _ in CROPS]


def test_duckdb_reads_every_cell(tmp_path: Path) -> None:
    table = every_kind()
    write(tmp_path / "all.parquet", table)
    found = duckdb.read_parquet(f"{tmp_path}/all.parquet")
    kept = columns_of(table)
    assert found.columns == [column.name for _, column in kept]
    with_offset = [str(kind) for kind in found.types].count("TIMESTAMP WITH TIME ZONE")
    assert with_offset == sum(column.kind is Kind.TIMESTAMP for _, column in kept)
    # Their texts do not depend on where the program runs.
    names = ", ".join(
        f'epoch_us("{column.name}")' if column.kind is Kind.TIMESTAMP else f'"{column.name}"' for _, column in kept
    )
    rows = found.project(names).fetchall()
    for (place, column), cells in zip(kept, zip(*rows, strict=True), strict=True):
        wanted = [expected(column, row[place]) for row in table.rows()]
        if column.kind is Kind.TIMESTAMP:
            start = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
            wanted = [None if each is None else (each - start) // dt.timedelta(microseconds=1) for each in wanted]
        assert list(cells) == wanted, column.name


def test_labels_are_in_the_metadata(tmp_path: Path) -> None:
    table = every_kind()
    write(tmp_path / "all.parquet", table)
    document = json.loads(parquet.read_schema(tmp_path / "all.parquet").metadata[METADATA_KEY.encode()])
    assert {name: document[name] for name in ("format", "schema", "title", "language", "table")} == {
        "format": "sstc-survey/table", "schema": 1, "title": "Title", "language": "en", "table": "responses"
    }  # fmt: skip
    assert document["questionnaire"] == {"id": "market", "version": "1", "sha256": "0" * 64}
    columns = document["columns"]
    assert [*columns] == [column.name for _, column in columns_of(table)]
    assert columns["crop"] == {"label": "Crop?", "role": "value", "question": "crop", "choices": dict(CROPS)}
    assert columns["media/x"] == {
        "label": f"Which media?: {dict(CROPS)['x']}", "role": "choice", "question": "media", "code": "x",
        "question_label": "Which media?",
    }  # fmt: skip
    # As DuckDB finds it.
    query = "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = ?"
    ((text,),) = duckdb.execute(query, [f"{tmp_path}/all.parquet", METADATA_KEY]).fetchall()
    assert json.loads(text) == document


def test_without_states_only_their_columns_are_left_out(tmp_path: Path) -> None:
    table = every_kind()
    write(tmp_path / "all.parquet", table, states=False)
    names = [column.name for _, column in columns_of(table) if column.role is not Role.STATE]
    assert read(tmp_path / "all.parquet").column_names == names


@pytest.mark.parametrize("number", [2**53 + 1, 2**63 - 1, -(2**63)])
def test_whole_numbers_of_64_bits_are_exact(tmp_path: Path, number: int) -> None:
    table = table_of([key(), value("big", Kind.INTEGER)], [("a", number), ("b", None), ("c", 5)])
    assert write(tmp_path / "all.parquet", table) == []
    assert read(tmp_path / "all.parquet")["big"].to_pylist() == [number, None, 5]
    assert pd.read_parquet(tmp_path / "all.parquet")["big"][0] == number
    assert duckdb.read_parquet(f"{tmp_path}/all.parquet").project("big").fetchall() == [(number,), (None,), (5,)]


@pytest.mark.parametrize(
    ("kind", "usual", "odd"),
    [
        (Kind.INTEGER, 0, 2**63), (Kind.DECIMAL, 0.5, 2**53 + 1), (Kind.DECIMAL, 0, 10**400),
        (Kind.DATE, "2016-09-07", "2016-02-30"), (Kind.TIME, "10:00", "24:30"), (Kind.TIME, "10:00", "10:00Z"),
        (Kind.DATE_TIME, "2016-09-07T10:00", "2016-09-07T10:00Z"), (Kind.TIMESTAMP, "2016-09-07T10:00Z", "soon"),
        (Kind.TIMESTAMP, "2016-09-07T10:00Z", "2016-09-07T10:00"),
    ],
)  # fmt: skip
def test_what_does_not_fit_makes_its_column_a_text(tmp_path: Path, kind: Kind, usual: Cell, odd: Cell) -> None:
    columns = [key(), value("fits", kind), value("odd", kind)]
    table = table_of(columns, [("a", usual, usual), ("b", None, None), ("c", usual, odd)])
    (problem,) = write(tmp_path / "all.parquet", table)
    assert (problem.code, problem.details) == (codes.PARQUET_AS_TEXT, {"names": "responses.odd"})
    found = read(tmp_path / "all.parquet")
    assert found["odd"].to_pylist() == [str(usual), None, str(odd)]
    assert found["fits"].to_pylist() == [expected(columns[1], usual), None, expected(columns[1], usual)]


def test_codes_that_no_choice_has(tmp_path: Path) -> None:
    codes_of_many = [f"c{number}" for number in range(500)]
    few = table_of([value("few", Kind.CODE, "", CROPS)], [("x",), (None,), *((code,) for code in codes_of_many[:100])])
    assert write(tmp_path / "few.parquet", few) == []
    assert read(tmp_path / "few.parquet")["few"].to_pylist() == ["x", None, *codes_of_many[:100]]
    many = table_of([value("few", Kind.CODE, "", CROPS)], [(code,) for code in codes_of_many])
    assert len(write(tmp_path / "many.parquet", many)) == 1
    assert read(tmp_path / "many.parquet")["few"].to_pylist() == codes_of_many
    choices = [(code, code) for code in codes_of_many[:200]]
    wide = table_of([value("few", Kind.CODE, "", choices)], [(code,) for code in codes_of_many])
    assert write(tmp_path / "wide.parquet", wide) == []
    assert read(tmp_path / "wide.parquet")["few"].to_pylist() == codes_of_many


CELLS: Final = st.one_of(
    st.none(), st.text(st.characters(codec="utf-8")), st.sampled_from(["", "a", "\U0001f469\u200d\U0001f4bb"])
)


@given(
    st.lists(
        st.tuples(
            CELLS, CELLS, st.none() | st.integers(-(2**63), 2**63 - 1), st.none() | st.floats(allow_nan=False),
            st.none() | st.dates(), st.none() | st.times(), st.none() | st.sampled_from([0, 1]),
        )
    )
)  # fmt: skip
def test_any_cells_come_back(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[Any, ...]]) -> None:
    path = tmp_path_factory.getbasetemp() / "any.parquet"
    columns = [
        value("t", Kind.TEXT), value("c", Kind.CODE, "", CROPS), value("i", Kind.INTEGER), value("d", Kind.DECIMAL),
        value("date", Kind.DATE), value("time", Kind.TIME), *several("m", "", [("a", "A")])[1:],
    ]  # fmt: skip
    said = [(*row[:4], *(each and each.isoformat() for each in row[4:5]), _iso(row[5]), row[6]) for row in rows]
    told = write(path, table_of(columns, said))
    found = read(path)
    # More codes than a question of three choices can have.
    assert not told or len({row[1] for row in rows}) > 100
    for place, column in enumerate(columns):
        cells = found[column.name].to_pylist()
        assert cells == [row[place] for row in rows]
        if column.kind is Kind.DECIMAL:
            signs = [math.copysign(1, cell) for cell in cells if cell is not None]
            assert signs == [math.copysign(1, row[place]) for row in rows if row[place] is not None]


def _iso(time: dt.time | None) -> str | None:
    return None if time is None else time.isoformat()


def test_payloads_come_back_as_they_are(tmp_path: Path) -> None:
    texts = list(EVERYTHING.values())
    columns = [value("words", Kind.TEXT, "".join(texts), [(text, text) for text in texts]), comment("words")]
    write(tmp_path / "all.parquet", table_of(columns, [(text, text) for text in texts]))
    # UTF-8 has no half characters: they are spelt out.
    wanted = [text.encode("utf-8", "backslashreplace").decode() for text in texts]
    assert read(tmp_path / "all.parquet")["words"].to_pylist() == wanted
    assert pd.read_parquet(tmp_path / "all.parquet")["words__comment"].tolist() == wanted


def test_long_texts_many_columns_and_names_that_differ_in_case(tmp_path: Path) -> None:
    texts = ["x" * 32_768, "\u1780" * 40_000, "\U0001f600" * 32_768]
    columns = [key(), value("Age", Kind.INTEGER), value("age", Kind.TEXT)]
    write(tmp_path / "long.parquet", table_of(columns, [("a", 1, text) for text in texts]))
    assert read(tmp_path / "long.parquet")["age"].to_pylist() == texts
    assert pd.read_parquet(tmp_path / "long.parquet")["Age"].tolist() == [1, 1, 1]
    # Where case makes no difference, a second one has another name.
    assert duckdb.read_parquet(f"{tmp_path}/long.parquet").columns == ["id", "Age", "age_1"]
    many = [value(f"q{number}", Kind.INTEGER) for number in range(2_000)]
    write(tmp_path / "many.parquet", table_of(many, [tuple(range(2_000)), tuple([None] * 2_000)]))
    assert read(tmp_path / "many.parquet").to_pylist()[0] == {f"q{number}": number for number in range(2_000)}


def test_empty_tables_have_their_columns(tmp_path: Path) -> None:
    write(tmp_path / "all.parquet", table_of(every_kind().columns, []))
    found = read(tmp_path / "all.parquet")
    assert (found.num_rows, found.schema.field("born").type) == (0, pa.date32())
    assert len(pd.read_parquet(tmp_path / "all.parquet")) == 0


def test_groups_of_rows_are_read_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(f"a{number}", number, "rice" if number % 3 else None, "answered") for number in range(5_000)]
    table = table_of([key(), value("n", Kind.INTEGER), value("crop", Kind.CODE, "", CROPS), state("crop")], rows)
    for name, limit in (("one", 1 << 20), ("several", 1_000)):
        monkeypatch.setattr(parquet_file, "_MOST_ROWS", limit)
        write(tmp_path / f"{name}.parquet", table)
    assert parquet.ParquetFile(tmp_path / "one.parquet").num_row_groups == 1
    assert parquet.ParquetFile(tmp_path / "several.parquet").num_row_groups == 5
    assert read(tmp_path / "one.parquet").equals(read(tmp_path / "several.parquet"))
    assert read(tmp_path / "several.parquet")["n"].to_pylist() == list(range(5_000))


def test_equal_tables_are_equal_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(tmp_path / f"{name}.parquet", every_kind())
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


IMPORTED: Final = """
import sys
sys.path[:0] = sys.argv[2:]
from tables_by_hand import every_kind, export_of
from sstc_survey.exports.parquet_file import write_parquet
write_parquet(export_of(every_kind()), every_kind(), sys.argv[1], states=True)
print([name for name in ("pandas", "pyarrow.compute", "pyarrow._s3fs", "pyarrow.dataset") if name in sys.modules])
import pandas
print(len(pandas.read_parquet(sys.argv[1])))
"""


def test_what_takes_memory_is_not_imported(tmp_path: Path) -> None:
    folder = str(Path(__file__).parent)
    ended = subprocess.run(
        [sys.executable, "-c", IMPORTED, str(tmp_path / "all.parquet"), folder],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    # What is imported later works as usual.
    assert ended.stdout.splitlines() == ["[]", "10"]
