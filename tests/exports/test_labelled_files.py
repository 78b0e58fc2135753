"""Files of SPSS and Stata, read back by pyreadstat, pandas, R and PSPP: each cell is what was answered."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from typing import Any, Final

import pytest
from made_tables import ANSWERS, UNANSWERED, every_type, question, question_columns, table_of
from payloads import EVERYTHING, STEERING
from read_back import NO_YES, STATES, WORDS, Found, Plain, by_pyreadstat, by_r, expected_cells

from sstc_survey.display import clean
from sstc_survey.exports.labelled.labelled_file import LabelledOptions, write_labelled
from sstc_survey.exports.labelled.limits import DTA, SAV, Limits
from sstc_survey.exports.labelled.names import names
from sstc_survey.exports.labelled.syntax import has_sets, multiple_response_sets
from sstc_survey.exports.model import Cell, Column, DataTable, Kind, Role

Reader = Callable[[str, Limits], dict[str, Found]]
# Columns with a value that the format has no number for.
AS_TEXT: Final = {"sav": ["grains", "founded"], "dta": ["grains"]}


def _r(path: str, _: Limits) -> dict[str, Found]:
    return by_r(path)


BOTH: Final = pytest.mark.parametrize("limits", [SAV, DTA], ids=["sav", "dta"])
READERS: Final = pytest.mark.parametrize("read", [by_pyreadstat, _r], ids=["pyreadstat", "R"])


def written(table: DataTable, limits: Limits, path: object, **options: Any) -> str:
    """Write a table, and return where."""
    file = os.path.join(str(path), f"file.{limits.extension}")
    write_labelled(table, limits, file, LabelledOptions(**{"title": "Title", "language": "en", **options}))
    return file


@BOTH
@READERS
@pytest.mark.parametrize("with_codes", [False, True])
def test_every_type_in_every_state(limits: Limits, read: Reader, tmp_path: object, *, with_codes: bool) -> None:
    table = every_type()
    found = read(written(table, limits, tmp_path, codes=with_codes), limits)
    expected = expected_cells(table, AS_TEXT[limits.extension], dated_states=limits is DTA, codes=with_codes)
    short = names(table, limits.extension)
    assert list(found) == sorted((short[name] for name in expected), key=list(short.values()).index)
    times = {name for name, (kind, _) in ANSWERS.items() if kind is Kind.TIME}
    for name, cells in expected.items():
        read_cells = found[short[name]].cells
        if limits is DTA and name in times and read is _r:
            # Stata has times of the first day that it counts from.
            read_cells = [cell.removeprefix("1960-01-01T") if isinstance(cell, str) else cell for cell in read_cells]
        assert read_cells == cells, name


@BOTH
@READERS
@pytest.mark.parametrize("language", WORDS)
def test_labels(limits: Limits, read: Reader, language: str, tmp_path: object) -> None:
    found = read(written(every_type(), limits, tmp_path, language=language), limits)
    states = dict(zip(STATES, WORDS[language], strict=True))
    missing: dict[Plain, str] = {state: states[state] for state in UNANSWERED}
    assert found["sex"].labels == {1: "A woman", 2: "A man", 3: "Other"} | missing
    # A label is one line, in which quotes stay.
    assert found["code"].labels[2.0] == "Ten \"ten\" '10'"
    assert found["media_radio"].labels == dict(enumerate(NO_YES[language])) | missing
    assert found["age"].labels == missing
    assert found["remarks__state"].labels == dict(enumerate(WORDS[language]))
    assert found["remarks"].labels == found["seconds"].labels == {}
    assert {name: each.label for name, each in found.items() if name in ("sex", "media_radio", "order_b", "seen")} == {
        "sex": "What of sex?",
        "media_radio": "What of media?: 收音机",
        "order_b": "What of order?: ទីពីរ",
        "seen": "What of seen? (UTC)",
    }


def test_codes_have_labels_where_texts_can_have_them(tmp_path: object) -> None:
    assert by_pyreadstat(written(every_type(), SAV, tmp_path, codes=True), SAV)["code"].labels == {
        "007": "Seven",
        "010": "Ten \"ten\" '10'",
        "a/b": "A or B",
    }
    assert by_pyreadstat(written(every_type(), DTA, tmp_path, codes=True), DTA)["code"].labels == {}


def test_formats_and_measures_of_spss(tmp_path: object) -> None:
    import pyreadstat

    meta = pyreadstat.read_sav(written(every_type(), SAV, tmp_path), user_missing=True)[1]
    formats = meta.original_variable_types
    assert {name: formats[name] for name in ("sex", "media_tv", "order_a", "age", "remarks__state")} == dict.fromkeys(
        ("sex", "media_tv", "order_a", "age", "remarks__state"), "F8.0"
    )
    assert (formats["population"], formats["share"], formats["tiny"]) == ("F13.0", "F8.3", "F40.16")
    assert (formats["since"], formats["begins"], formats["meets"]) == ("SDATE10", "TIME5", "DATETIME20")
    measures = {name: meta.variable_measure[name] for name in ("id", "sex", "media_tv", "order_a", "age", "share")}
    assert measures == {
        "id": "nominal",
        "sex": "nominal",
        "media_tv": "nominal",
        "order_a": "ordinal",
        "age": "scale",
        "share": "scale",
    }
    assert meta.missing_ranges["age"] == [{"lo": -999, "hi": -994}]
    assert meta.missing_ranges["sex"] == [{"lo": -99, "hi": -94}]
    assert meta.file_label == "Title"


def test_scales_are_ordinal(tmp_path: object) -> None:
    import pyreadstat
    from msgspec.structs import replace

    column = replace(question("step", Kind.INTEGER, Role.VALUE), is_scale=True)
    meta = pyreadstat.read_sav(written(table_of([column], [(3,)]), SAV, tmp_path))[1]
    assert meta.variable_measure == {"step": "ordinal"}


def test_formats_of_stata(tmp_path: object) -> None:
    import pyreadstat

    formats = pyreadstat.read_dta(written(every_type(), DTA, tmp_path))[1].original_variable_types
    assert {
        name: formats[name] for name in ("sex", "age", "population", "share", "tiny", "since", "begins", "meets")
    } == {
        "sex": "%12.0g",
        "age": "%12.0g",
        "population": "%14.0f",
        "share": "%12.3f",
        "tiny": "%21.0g",
        "since": "%tdCCYY-NN-DD",
        "begins": "%tcHH:MM",
        "meets": "%tc",
    }


def test_pandas_reads_stata(tmp_path: object) -> None:
    import pandas as pd

    frame = pd.read_stata(written(every_type(), DTA, tmp_path), convert_categoricals=False)
    assert frame["age"].tolist()[:3] == [0, 42, -98]
    assert frame["age"][3:].isna().all()
    assert frame["grains"].tolist()[:3] == [str(2**53 + 1), "5", "-7"]
    assert [str(date.date()) for date in frame["founded"][:3]] == ["1066-10-14", "2016-09-07", "1582-10-14"]
    labels = pd.read_stata(written(every_type(), DTA, tmp_path))["sex"].tolist()
    assert labels[:3] == ["A man", "A woman", "Other"]


@pytest.mark.parametrize("states", [False, True])
def test_without_states_there_is_nothing_where_nothing_was_answered(tmp_path: object, *, states: bool) -> None:
    for limits in (SAV, DTA):
        found = by_pyreadstat(written(every_type(), limits, tmp_path, states=states), limits)
        has_states = [name for name in found if name.endswith("__state")]
        assert bool(has_states) == states
        # pyreadstat reads nothing as nought in whole numbers of Stata that have letters too.
        assert (found["share"].cells[3:] == [None] * len(UNANSWERED)) != states


def test_a_question_that_all_answered_or_nobody_asked_has_no_variable_of_states(tmp_path: object) -> None:
    columns = [question("name", Kind.TEXT, Role.VALUE), question("name", Kind.TEXT, Role.STATE)]
    table = table_of(columns, [("a", "answered"), (None, "not_asked")])
    for limits in (SAV, DTA):
        assert list(by_pyreadstat(written(table, limits, tmp_path), limits)) == ["name"]


def test_r_takes_states_of_spss_for_missing(tmp_path: object) -> None:
    found = by_r(written(every_type(), SAV, tmp_path), states=False)
    for name in ("sex", "age", "share", "since", "media_tv"):
        assert found[name].cells[3:] == [None] * len(UNANSWERED)


@BOTH
@READERS
def test_texts_of_any_length(limits: Limits, read: Reader, tmp_path: object) -> None:
    # Of texts of 32,767 bytes and a few other lengths, haven 2.5.1 reads all but the last byte.
    longest = 32_766 if read is _r and limits is SAV else 32_767
    texts = ["x" * length for length in (0, 1, 244, 255, 256, 2044, 2045, 2046, longest)] + ["ក" * 10_922]
    if limits is DTA:
        texts += ["字" * 100_000]
    column = question("story", Kind.TEXT, Role.VALUE)
    found = read(written(table_of([column], [(text,) for text in texts]), limits, tmp_path), limits)
    assert found["story"].cells == texts


@READERS
@BOTH
def test_empty_tables(limits: Limits, read: Reader, tmp_path: object) -> None:
    table = every_type()
    found = read(written(table_of(table.columns, []), limits, tmp_path), limits)
    assert {"id", "sex", "remarks", "since", "media_radio"} <= set(found)
    assert all(each.cells == [] for each in found.values())
    assert found["sex"].labels == {1: "A woman", 2: "A man", 3: "Other"}


@READERS
@BOTH
def test_columns_without_a_value(limits: Limits, read: Reader, tmp_path: object) -> None:
    columns = [question(f"of_{kind.name.lower()}", kind, Role.VALUE) for kind in Kind]
    found = read(written(table_of(columns, [(None,) * len(columns)] * 2), limits, tmp_path), limits)
    for kind in Kind:
        is_text = kind in (Kind.TEXT, Kind.CODE)
        assert found[f"of_{kind.name.lower()}"].cells == ["" if is_text else None] * 2


@READERS
@BOTH
def test_two_thousand_variables(limits: Limits, read: Reader, tmp_path: object) -> None:
    columns: list[tuple[Column, list[Cell]]] = []
    for number in range(1000):
        # Names that differ in case, and in the end of what is too long.
        columns += question_columns(f"Question{number}", Kind.INTEGER, [number, None])
        columns += question_columns(f"qUESTION{number}" + "_" * 20 + "end", Kind.INTEGER, [-number, 2**40])
    table = table_of([column for column, _ in columns], zip(*(cells for _, cells in columns), strict=True))
    found = read(written(table, limits, tmp_path), limits)
    assert len(found) == len({name.casefold() for name in found}) == 2000
    short = names(table, limits.extension)
    for number in range(0, 1000, 97):
        assert found[short[f"Question{number}"]].cells[0] == number
        assert found[short[f"qUESTION{number}" + "_" * 20 + "end"]].cells[:2] == [-number, 2**40]


@BOTH
def test_payloads_are_data(limits: Limits, tmp_path: object) -> None:
    texts = list(EVERYTHING.values())
    coded = {f"{number}{''.join(text.split())}": text for number, text in enumerate(texts)}
    columns = [
        Column(name="text", kind=Kind.TEXT, role=Role.VALUE, label=" ".join(texts)[:200], question="text"),
        Column(name="code", kind=Kind.CODE, role=Role.VALUE, label="", question="code", choices=tuple(coded.items())),
        *(
            Column(name=f"many/{code}", kind=Kind.INDICATOR, role=Role.CHOICE, label=text, question="many", code=code)
            for code, text in coded.items()
        ),
    ]
    table = table_of(columns, [(text, code, *[1] * len(texts)) for text, code in zip(texts, coded, strict=True)])
    for with_codes in (False, True):
        found = by_pyreadstat(written(table, limits, tmp_path, codes=with_codes, title=texts[0]), limits)
        # SPSS fills its texts with spaces, which are no part of them.
        assert [str(cell).rstrip(" ") for cell in found["text"].cells] == [
            clean(text, keep_newlines=True).rstrip(" ") for text in texts
        ]
        labels = [text for each in found.values() for text in (each.label, *each.labels.values())]
        assert [text for text in labels if STEERING.search(text) or "\n" in text] == []
        assert not any(re.search(r"[^\w]", name) for name in found)
    with open(os.path.join(str(tmp_path), f"file.{limits.extension}"), "rb") as file:
        assert b"\x1b" not in file.read(2048)
    syntax = multiple_response_sets(table)
    assert _words(syntax) - {"MRSETS", "/MDGROUP", "/DISPLAY", "CATEGORYLABELS=VARLABELS", "VALUE=1"} <= {
        "LABEL=",
        "NAME=$many",
        "NAME=[$many].",
        *(name for name in names(table, "sav").values()),
        *(f"VARIABLES={name}" for name in names(table, "sav").values()),
    }


def _words(syntax: str) -> set[str]:
    """Return the words of a syntax outside quotes and comments."""
    lines = [line for line in syntax.splitlines() if not line.startswith("*")]
    return set(re.sub(r"'(?:[^']|'')*'", "", "\n".join(lines)).split())


NASTY: Final = (
    "It's a 'test'",
    'Say "yes"',
    "End.\n* comment.\nHOST COMMAND=['touch ran'].",
    "x' /MDGROUP NAME=$y LABEL='z",
    "中文 ខ្មែរ",
    "/* open",
    "long " * 100,
)


def _sets_table(labels: tuple[str, ...] = NASTY) -> DataTable:
    columns = []
    for number, label in enumerate(labels):
        columns.append(Column(name=f"q{number}", kind=Kind.TEXT, role=Role.JOINED, label=label, question=f"q{number}"))
        columns += [
            Column(
                name=f"q{number}/{code}",
                kind=Kind.INDICATOR,
                role=Role.CHOICE,
                label=f"{label}: {code}",
                question=f"q{number}",
                code=str(code),
            )
            for code in range(40)
        ]
    return table_of(columns, [(1,) * len(columns)])


def test_syntax_of_sets() -> None:
    syntax = multiple_response_sets(every_type())
    assert syntax.endswith(
        "MRSETS\n"
        "  /MDGROUP NAME=$media CATEGORYLABELS=VARLABELS\n"
        "    LABEL='What of media?'\n"
        "    VARIABLES=media_radio media_tv media_other\n"
        "    VALUE=1\n"
        "  /DISPLAY NAME=[$media].\n"
    )
    assert not has_sets(table_of([question("age", Kind.INTEGER, Role.VALUE)], []))
    lines = multiple_response_sets(_sets_table()).splitlines()
    assert "    LABEL='It''s a ''test'''" in lines
    assert "    LABEL='End. * comment. HOST COMMAND=[''touch ran''].'" in lines
    assert all(line for line in lines)
    assert max(len(line) for line in lines if "LABEL" not in line) <= 120


@pytest.mark.skipif(shutil.which("pspp") is None, reason="PSPP is not installed")
def test_pspp_declares_the_sets(tmp_path: object) -> None:
    table = _sets_table()
    file = written(table, SAV, tmp_path)
    syntax = f"GET FILE='{file}'.\n{multiple_response_sets(table)}"
    with open(os.path.join(str(tmp_path), "sets.sps"), "w", encoding="utf-8") as script:
        script.write(syntax)
    done = subprocess.run(
        ["pspp", "-O", "format=csv", "sets.sps"], cwd=str(tmp_path), check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not os.path.exists(os.path.join(str(tmp_path), "ran"))
    assert sum(line.startswith("$q") for line in done.stdout.splitlines()) == len(NASTY)
    assert "It's a 'test'" in done.stdout


@BOTH
def test_codes_that_are_no_choices_any_more_come_last(limits: Limits, tmp_path: object) -> None:
    column = question("sex", Kind.CODE, Role.VALUE)
    found = by_pyreadstat(written(table_of([column], [("x",), ("f",), ("b",)]), limits, tmp_path), limits)["sex"]
    assert found.cells == [5, 1, 4]
    assert found.labels == {1: "A woman", 2: "A man", 3: "Other", 4: "b", 5: "x"}
