"""What SPSS and Stata do not take is told before anything is written, or cut where no answer is lost by it."""

from __future__ import annotations

import errno
import os
import resource
import time
from collections.abc import Callable
from typing import Final

import pytest
from conftest import Sized
from made_tables import every_type, question, question_columns, table_of
from read_back import by_pyreadstat

from sstc_survey.exports.labelled.cells import Content
from sstc_survey.exports.labelled.labelled_file import LabelledOptions, foreseen_of, write_labelled
from sstc_survey.exports.labelled.limits import DTA, SAV, Limits, bytes_of, cut, shortened
from sstc_survey.exports.labelled.sav_file import missing_numbers
from sstc_survey.exports.labelled.variables import MISSING, Measure, Variable
from sstc_survey.exports.model import Column, DataTable, Kind, Role
from sstc_survey.problems import Problem, Severity, SurveyError, codes

BOTH: Final = pytest.mark.parametrize("limits", [SAV, DTA], ids=["sav", "dta"])
OPTIONS: Final = LabelledOptions(title="Title", language="en")


def told(table: DataTable, limits: Limits, folder: object) -> list[Problem]:
    """Write a table, and return what is told of it."""
    return list(write_labelled(table, limits, os.path.join(str(folder), f"f.{limits.extension}"), OPTIONS))


def test_a_text_that_spss_cannot_have_is_refused(tmp_path: object) -> None:
    table = table_of([question("story", Kind.TEXT, Role.VALUE)], [("short",), ("ក" * 10_923,)])
    with pytest.raises(SurveyError) as raised:
        told(table, SAV, tmp_path)
    assert [(problem.code, problem.details["size"]) for problem in raised.value.problems] == [
        (codes.EXPORT_TEXT_TOO_LONG, "32,769")
    ]
    assert os.listdir(str(tmp_path)) == []
    assert told(table, DTA, tmp_path) == []


@BOTH
def test_numbers_and_dates_that_a_format_has_not_are_told(limits: Limits, tmp_path: object) -> None:
    (problem,) = told(every_type(), limits, tmp_path)
    assert problem.code == codes.EXPORT_WRITTEN_AS_TEXT
    assert problem.severity is Severity.WARNING
    assert problem.details["names"] == {"sav": "grains, founded", "dta": "grains"}[limits.extension]


@BOTH
@pytest.mark.parametrize(
    ("number", "is_text"),
    [(2**53, False), (-(2**53), False), (2**53 + 1, True), (8.8e307, False), (9e307, True), (-1.7e308, True)],
)
def test_the_largest_numbers(limits: Limits, number: float, tmp_path: object, *, is_text: bool) -> None:
    kind = Kind.INTEGER if isinstance(number, int) else Kind.DECIMAL
    columns = question_columns("much", kind, [number, 1])
    table = table_of([column for column, _ in columns], zip(*(cells for _, cells in columns), strict=True))
    assert bool(told(table, limits, tmp_path)) == is_text
    cells = by_pyreadstat(os.path.join(str(tmp_path), f"f.{limits.extension}"), limits)["much"].cells
    assert cells[:2] == ([str(number), "1"] if is_text else [number, 1])
    assert (cells[2:] == list(MISSING)) != is_text


@BOTH
def test_labels_are_cut_between_characters_and_told(limits: Limits, tmp_path: object) -> None:
    long, end = "ខ្មែរ" * 100, ": the choice"
    columns = [
        Column(name="q", kind=Kind.TEXT, role=Role.JOINED, label=long, question="q"),
        Column(name="q/a", kind=Kind.INDICATOR, role=Role.CHOICE, label=long + end, question="q", code="a"),
        Column(
            name="one",
            kind=Kind.CODE,
            role=Role.VALUE,
            label="é" * 81,
            question="one",
            choices=(("a", "字" * 11_000), ("b", "")),
        ),
    ]
    (problem,) = told(table_of(columns, [("a", 1, "b")]), limits, tmp_path)
    assert problem.code == codes.EXPORT_LABELS_CUT
    assert problem.details["count"] == ("2" if limits is SAV else "3")
    found = by_pyreadstat(os.path.join(str(tmp_path), f"f.{limits.extension}"), limits)
    label = found["q_a"].label
    # The choice can still be told.
    assert label.endswith(f"…{end}")
    assert long.startswith(label.removesuffix(f"…{end}"))
    assert limits.longest_label - 12 <= limits.label_size(label) <= limits.longest_label
    assert found["one"].label == ("é" * 81 if limits is SAV else "é" * 79 + "…")
    value = found["one"].labels[1]
    assert value == "字" * ((limits.longest_value_label - 3) // 3) + "…"
    assert found["one"].labels[2] == "b"


@pytest.mark.parametrize(
    ("text", "longest", "size", "expected"),
    [
        ("abc", 2, len, "ab"),
        ("éé", 3, bytes_of, "é"),
        ("e\u0301x", 1, len, ""),
        ("ae\u0301x", 2, len, "a"),
        ("a\U0001f469\u200d\U0001f4bb", 3, len, "a"),
        ("កា", 3, bytes_of, ""),
        ("", 0, len, ""),
    ],
)
def test_cuts(text: str, longest: int, size: Callable[[str], int], expected: str) -> None:
    assert cut(text, longest, size) == expected


def test_shortened() -> None:
    assert shortened("abcdef", 6, len) == "abcdef"
    assert shortened("abcdefg", 6, len) == "abcde…"
    assert shortened("question: end", 10, len, of="question") == "ques…: end"
    assert shortened("q: a long end of it", 10, len, of="q") == "q: a lon…"
    assert shortened("question: a long end", 10, len, of="question") == "ques…: a…"


@pytest.mark.parametrize(
    ("least", "expected"),
    [
        (0, range(-99, -93)),
        (-93, range(-99, -93)),
        (-93.5, range(-99, -93)),
        (-94, range(-999, -993)),
        (-994, range(-9999, -9993)),
        (-(10**14), range(-(10**15) + 1, -(10**15) + 7)),
        (-(2**53), [-99e14, -98e14, -97e14, -96e14, -95e14, -94e14]),
        (-8.8e307, [-99e306, -98e306, -97e306, -96e306, -95e306, -94e306]),
    ],
)
def test_states_are_below_all_values(least: float, expected: list[float]) -> None:
    variable = Variable(
        column=question("age", Kind.DECIMAL, Role.VALUE),
        name="age",
        label="",
        content=Content.DECIMAL,
        measure=Measure.SCALE,
        cells=[5, least, None],
        labels={},
        states={},
    )
    numbers = list(missing_numbers(variable).values())
    assert numbers == pytest.approx(list(expected), rel=1e-15)
    assert len(set(numbers)) == 6
    assert max(numbers) < least


def test_what_is_known_before_a_table_is_read() -> None:
    def sized(count: int, columns: int) -> DataTable:
        return DataTable(
            name="responses",
            label="",
            repeat=None,
            columns=tuple(question(f"q{number}", Kind.INTEGER, Role.VALUE) for number in range(columns)),
            count=count,
            rows=lambda: pytest.fail("read"),
        )

    assert foreseen_of(sized(1_000_000, 10), SAV) == []
    (problem,) = foreseen_of(sized(1_000_001, 10), DTA)
    assert (problem.code, problem.details["size"]) == (codes.EXPORT_HELD_IN_MEMORY, "0.5 GB")
    (problem,) = foreseen_of(sized(5_000_001, 10), SAV)
    assert (problem.code, problem.severity) == (codes.EXPORT_TOO_LARGE, Severity.ERROR)
    assert foreseen_of(sized(1, 32_768), SAV) == []
    (problem,) = foreseen_of(sized(1, 32_768), DTA)
    assert (problem.code, problem.details["count"]) == (codes.EXPORT_TOO_MANY_VARIABLES, "32,768")


@BOTH
def test_equal_tables_give_equal_bytes(limits: Limits, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    path = os.path.join(str(tmp_path), f"f.{limits.extension}")
    written = []
    for zone in ("UTC", "Asia/Phnom_Penh"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        told(every_type(), limits, tmp_path)
        with open(path, "rb") as file:
            written.append(file.read())
        # SPSS has the second, Stata the minute.
        time.sleep(1.1 if limits is SAV else 0)
    monkeypatch.undo()
    time.tzset()
    assert written[0] == written[1]
    import pyreadstat

    read = pyreadstat.read_sav if limits is SAV else pyreadstat.read_dta
    assert str(read(path)[1].creation_time) == "1970-01-01 00:00:00"


@BOTH
def test_a_full_disk_is_told(limits: Limits, sized: Sized, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    table = table_of([question("story", Kind.TEXT, Role.VALUE)], [("x" * 200,), ("y" * 150,), ("z",)])
    path = os.path.join(str(tmp_path), "f")
    assert write_labelled(table, limits, path, OPTIONS) == []
    whole = os.path.getsize(path)

    def refused(size: int) -> bool:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        reason = None
        try:
            write_labelled(table, limits, path, OPTIONS)
        except OSError as error:
            reason = error.errno
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert reason in (None, errno.EFBIG)
        return reason is not None

    # Some writes end in the last bytes of a row, some between rows, and some in what is before them.
    sizes = range(0, whole - (8 if limits is SAV else 0), sized(7, 1))
    assert [size for size in sizes if not refused(size)] == []
    assert not refused(whole)
    # pyreadstat itself says nothing where none of a piece can be written.
    monkeypatch.setattr("sstc_survey.exports.labelled.writing.is_whole", lambda *_: True)
    assert [size for size in sizes if not refused(size)] != []
