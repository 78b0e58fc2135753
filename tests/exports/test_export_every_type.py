"""Every type of question in every state, read back by other programs and compared cell by cell with the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import duckdb
import pandas as pd
import pytest
from conftest import Program
from made import META, Folder, lines_of, read_csv, without_meta

from sstc_survey.response import Mode, Status

QUESTIONNAIRE: Final = """\
id: types
version: "1"
title: Every type
default_language: en
dont_know: true
refused: true
choices:
  places: {"007": Seven, north: The north, "1": One}
questions:
  - {name: intro, type: note, label: Welcome}
  - {name: one, type: select_one, label: One of, choices: places, or_other: true, comment: true}
  - {name: many, type: select_multiple, label: Some of, choices: places, or_other: true}
  - {name: ranked, type: rank, label: Order, choices: places, max_selected: 3}
  - {name: words, type: text, label: Words}
  - {name: whole, type: integer, label: Whole}
  - {name: share, type: decimal, label: Share}
  - {name: scale, type: range, label: Scale, start: 1, end: 5}
  - {name: half, type: range, label: Half, start: 0, end: 1, step: 0.5}
  - {name: day, type: date, label: Day}
  - {name: hour, type: time, label: Hour}
  - {name: moment, type: dateTime, label: Moment}
  - {name: okay, type: acknowledge, label: Fine}
  - {name: twice, type: calculate, calculation: "${whole} * 2"}
  - {name: dear, type: calculate, calculation: "concat('=', ${words})"}
  - {name: source, type: hidden, default: web}
  - {name: began, type: start}
  - {name: ended, type: end}
  - {name: that_day, type: today}
  - {name: who, type: username}
  - {name: lasted, type: duration}
  - name: member
    type: repeat
    label: Member
    questions:
      - {name: age, type: integer, label: Age}
      - name: plot
        type: repeat
        label: Plot
        questions:
          - {name: size, type: decimal, label: Size, comment: true}
          - {name: crops, type: select_multiple, label: Crops, choices: {rice: Rice, maize: Maize}}
"""
ANSWERS: Final[Mapping[str, Any]] = {
    "one": "007",
    "many": ["north", "1", "other"],
    "many_other": "=1+1",
    "ranked": ["1", "007"],
    "words": ' "quoted",\ta;b\nសួស្តី \u200bhere',
    "whole": 42,
    "share": 0.1,
    "scale": 3,
    "half": 0.5,
    "day": "2016-09-07",
    "hour": "08:30",
    "moment": "2016-09-07T08:30",
    "okay": "OK",
    "twice": 84,
    "dear": "=words",
    "source": "web",
    "began": "2016-09-07T09:00:00+08:00",
    "ended": "2016-09-07T09:20:00+08:00",
    "that_day": "2016-09-07",
    "who": "Chea",
    "lasted": 1200,
}
ASKED: Final = [
    "one", "many", "ranked", "words", "whole", "share", "scale", "half", "day", "hour", "moment", "okay",
]  # fmt: skip
MEMBERS: Final[list[dict[str, Any]]] = [
    {"age": 30, "plot": [{"size": 1.5, "crops": ["rice", "maize"]}, {"size": 2}]},
    {},
    {"age": 7, "plot": [{"crops": ["maize"]}]},
]
# A cell by the other program, as it gives it: text, or a number.
Reader: TypeAlias = Callable[[Path], list[dict[str, str]]]


def read_pandas(path: Path) -> list[dict[str, str]]:
    """Read a table by pandas, every cell as text."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    return [{str(name): str(cell) for name, cell in row.items()} for row in frame.to_dict("records")]


def read_duckdb(path: Path) -> list[dict[str, str]]:
    """Read a table by DuckDB, every cell as text."""
    rows = duckdb.read_csv(str(path), all_varchar=True, header=True, delimiter=",", quotechar='"')
    return [{name: cell or "" for name, cell in zip(rows.columns, row, strict=True)} for row in rows.fetchall()]


READERS: Final[dict[str, Reader]] = {"csv": read_csv, "pandas": read_pandas, "duckdb": read_duckdb}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return a folder with a response in which everything is answered, and one in which nothing is."""
    folder = Folder(tmp_path / "answers", QUESTIONNAIRE)
    folder.add(
        {**ANSWERS, "member": MEMBERS},
        {"member[3]/plot[1]/size": "refused", "member[2]/age": "dont_know"},
        {"one": "not\nsure", "member[1]/plot[2]/size": "about"},
        interviewer="Chea",
        reference="=room 2",
        session="01570000-0000-7000-8000-00000000abcd",
    )
    for state in ("blank", "dont_know", "refused"):
        folder.add({}, dict.fromkeys(ASKED, state))
    folder.add({})
    folder.add({"whole": 5, "twice": 10}, {"words": "blank"}, status=Status.PARTIAL, position="share")
    return folder


def written(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield the cells that an answer is to be in."""
    if isinstance(value, list):
        yield name, " ".join(value)
        for place, code in enumerate(("007", "north", "1", "other")):
            if name == "many":
                yield f"{name}/{code}", "1" if code in value else "0"
            elif place < 3:
                yield f"{name}/{code}", str(value.index(code) + 1) if code in value else ""
    else:
        yield name, str(value)


def expected(answers: Mapping[str, Any], state: str) -> dict[str, str]:
    """Return the cells of questions, with their states, where all that were asked are in the same one."""
    row: dict[str, str] = {}
    for name in (*ASKED, "many_other"):
        row |= dict.fromkeys((each for each, _ in written(name, ANSWERS[name])), "")
        row[f"{name}__state"] = state
    row["many_other__state"] = "not_asked"
    for name, value in answers.items():
        row |= dict(written(name, value))
        row[f"{name}__state"] = "answered"
    return row


@pytest.mark.parametrize("reader", READERS)
def test_every_answer_and_state_is_read_back(program: Program, tmp_path: Path, folder: Folder, reader: str) -> None:
    assert folder.path.exists()
    outcome = program("export", "--format", "csv", "--output", "out/", "--include", "partial", "--raw")
    assert outcome.code == 0, outcome.err
    rows = READERS[reader](tmp_path / "out" / "responses.csv")
    # What no screen could show as it is, is shown in another way in every output.
    answered = {**ANSWERS, "words": str(ANSWERS["words"]).replace("\t", " ")}
    wanted = [
        expected(answered, "answered"),
        *(expected({}, state) for state in ("blank", "dont_know", "refused", "not_asked")),
        expected({"whole": 5}, "not_reached") | {"words__state": "blank"},
    ]
    for row, want in zip(rows, wanted, strict=True):
        found = {name: cell for name, cell in row.items() if name in want}
        assert found == {name: cell for name, cell in want.items() if name in row}
    assert {*ANSWERS, *(f"{name}__state" for name in ASKED), "many/north", "ranked/1"} <= rows[0].keys()
    assert rows[0]["one__comment"] == "not\nsure"
    assert [row["member"] for row in rows] == ["3", "0", "0", "0", "0", ""]
    assert [row["member__state"] for row in rows] == ["answered"] * 5 + ["not_reached"]


@pytest.mark.parametrize("reader", READERS)
def test_repeats_have_keys(program: Program, tmp_path: Path, folder: Folder, reader: str) -> None:
    assert folder.path.exists()
    assert program("export", "--output", "all.csv").code == 0
    members = READERS[reader](tmp_path / "all_member.csv")
    ids = {row["id"] for row in members}
    assert ids == {READERS[reader](tmp_path / "all.csv")[0]["id"]}
    assert [[row[name] for name in ("number", "age", "age__state", "plot")] for row in members] == [
        ["1", "30", "answered", "2"],
        ["2", "", "dont_know", "0"],
        ["3", "7", "answered", "1"],
    ]
    plots = READERS[reader](tmp_path / "all_plot.csv")
    names = ["id", "parent", "number", "size", "size__state", "size__comment", "crops", "crops/rice", "crops/maize"]
    assert list(plots[0]) == names
    (id_,) = ids
    assert [list(row.values()) for row in plots] == [
        [id_, "1", "1", "1.5", "answered", "", "rice maize", "1", "1"],
        [id_, "1", "2", "2", "answered", "about", "", "", ""],
        [id_, "3", "1", "", "refused", "", "maize", "0", "1"],
    ]


def test_lines_have_typed_values_and_repeats_in_them(program: Program, tmp_path: Path, folder: Folder) -> None:
    assert folder.path.exists()
    assert program("export", "--output", "all.jsonl", "--include", "partial").code == 0
    lines = list(lines_of(tmp_path / "all.jsonl"))
    found = {name: value for name, value in lines[0].items() if name in ANSWERS}
    assert found == ANSWERS
    assert [type(found[name]) for name in ("whole", "share", "scale", "lasted")] == [int, float, int, int]
    size = {"size": 1.5, "size__state": "answered", "crops": ["rice", "maize"]}
    other = {"size": 2, "size__state": "answered", "size__comment": "about"}
    assert lines[0]["member"] == [
        {"age": 30, "age__state": "answered", "plot": [size, other]},
        {"age__state": "dont_know", "plot": []},
        {"age": 7, "age__state": "answered", "plot": [{"size__state": "refused", "crops": ["maize"]}]},
    ]
    assert (lines[1]["member"], lines[5]["member__state"]) == ([], "not_reached")
    assert "member" not in lines[5]
    assert [line["words__state"] for line in lines] == [
        "answered", "blank", "dont_know", "refused", "not_asked", "blank",
    ]  # fmt: skip


def test_what_is_known_of_an_interview(program: Program, tmp_path: Path, folder: Folder) -> None:
    folder.add({"whole": 1}, language="km", mode=Mode.PANEL, finished="2016-09-07T10:00:30+09:00")
    assert program("export", "--output", "all.csv", "--include", "partial").code == 0
    rows = read_csv(tmp_path / "all.csv")
    assert tuple(rows[0])[: len(META)] == META
    first, draft, last = rows[0], rows[5], rows[6]
    assert [first[name] for name in META[1:]] == [
        "2016-09-07T09:00:00+08:00", "2016-09-07T09:20:00+08:00", "1200", "en", "1", "Chea", "'=room 2", "plain",
        "01570000-0000-7000-8000-00000000abcd", "complete",
    ]  # fmt: skip
    assert (draft["finished"], draft["seconds"], draft["status"]) == ("", "", "partial")
    assert (last["seconds"], last["language"], last["mode"], last["session"]) == ("30", "km", "panel", "")
    assert first["id"] < draft["id"] < last["id"]


def test_formulas_are_defused_and_codes_stay(program: Program, tmp_path: Path, folder: Folder) -> None:
    assert folder.path.exists()
    assert program("export", "--output", "all.csv").code == 0
    assert program("export", "--output", "raw.csv", "--raw").code == 0
    row, raw = read_csv(tmp_path / "all.csv")[0], read_csv(tmp_path / "raw.csv")[0]
    assert (row["many_other"], raw["many_other"]) == ("'=1+1", "=1+1")
    assert (row["dear"], raw["dear"]) == ("'=words", "=words")
    assert row["one"] == raw["one"] == "007"
    assert pd.read_csv(tmp_path / "all.csv", dtype={"one": str})["whole"].dropna().tolist() == [42]


@pytest.mark.parametrize("options", [[], ["--no-states"]])
def test_states_stand_where_there_is_more_to_say(program: Program, tmp_path: Path, options: Sequence[str]) -> None:
    folder = Folder(tmp_path / "answers", QUESTIONNAIRE)
    folder.add({"one": "north", "whole": 1}, {"words": "refused"})
    assert program("export", "--output", "all.csv", *options).code == 0
    names = [name for name in without_meta(read_csv(tmp_path / "all.csv")[0]) if name.endswith("__state")]
    assert names == ([] if options else ["words__state"])


def test_a_byte_order_mark_and_separators(program: Program, tmp_path: Path, folder: Folder) -> None:
    assert folder.path.exists()
    assert program("export", "--output", "plain.csv").code == 0
    plain = read_csv(tmp_path / "plain.csv")
    for option, separator in ((";", ";"), ("tab", "\t"), ("\t", "\t")):
        assert program("export", "--output", "other.csv", "--bom", "--separator", option).code == 0
        data = (tmp_path / "other.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbfid" + separator.encode())
        assert data.endswith(b"\r\n")
        frame = pd.read_csv(tmp_path / "other.csv", sep=separator, dtype=str, keep_default_na=False)
        assert frame.to_dict("records") == plain


def test_wide_is_one_table(program: Program, tmp_path: Path, folder: Folder) -> None:
    folder.add({"member": [{"age": 1}]})
    assert program("export", "--wide", "--output", "wide.csv").code == 0
    first, *_, last = read_csv(tmp_path / "wide.csv")
    ages = [[row[f"member_{number}_age"] for number in (1, 2, 3)] for row in (first, last)]
    assert ages == [["30", "", "7"], ["1", "", ""]]
    assert (first["member_2_age__state"], last["member_2_age__state"]) == ("dont_know", "not_asked")
    assert first["member_1_plot_2_size"] == "2"
    assert first["member_1_plot_2_size__comment"] == "about"
    assert first["member_3_plot_1_size__state"] == "refused"
    assert first["member_1_plot_1_crops/maize"] == "1"
    assert not list(tmp_path.glob("wide_*"))
