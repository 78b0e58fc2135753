"""Responses to several versions of a questionnaire: all questions by name, and what is different is said."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from conftest import Program
from made import Folder, lines_of, read_csv, without_meta

from sstc_survey.response import Status

HEAD: Final = 'id: waves\nversion: "{}"\ntitle: Waves\ndefault_language: en\nquestions:\n'
OLD: Final = HEAD.format(1) + (
    "  - {name: age, type: integer, label: Old age}\n"
    "  - {name: media, type: select_multiple, label: Media, choices: {radio: Radio, press: Press}}\n"
    "  - {name: born, type: text, label: Born}\n"
    "  - {name: gone, type: text, label: Gone}\n"
    "  - {name: kind, type: select_multiple, label: Kind, choices: {a: A, b: B}}\n"
    "  - {name: once, type: repeat, label: Once, questions: [{name: thing, type: text, label: Thing}]}\n"
    "  - {name: child, type: repeat, label: Child, questions: [\n"
    "      {name: sex, type: text, label: Sex}, {name: school, type: text, label: School}]}\n"
)
NEW: Final = HEAD.format(2) + (
    "  - {name: media, type: select_multiple, label: Media, choices: {tv: TV, radio: Radio}}\n"
    "  - {name: age, type: integer, label: Age}\n"
    "  - {name: born, type: date, label: Born}\n"
    "  - {name: kind, type: select_one, label: Kind, choices: {a: A, b: B}}\n"
    "  - {name: added, type: text, label: Added}\n"
    "  - {name: child, type: repeat, label: Child, questions: [{name: sex, type: text, label: Sex}]}\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two responses to the newer version, and one to the older."""
    old = Folder(tmp_path / "answers", OLD)
    old.add(
        {"age": 7, "media": ["press", "radio"], "born": "long ago", "gone": "g", "kind": ["a", "b"],
         "once": [{"thing": "t"}], "child": [{"sex": "f", "school": "s"}]},
        {},
    )  # fmt: skip
    new = Folder(tmp_path / "answers", NEW)
    for _ in range(2):
        new.add({"age": 8, "media": ["tv"], "born": "1990-01-01", "kind": "a", "child": [{"sex": "m"}]})
    return tmp_path


def test_all_columns_are_there_by_name_those_of_the_newer_first(program: Program, folder: Path) -> None:
    outcome = program("export", "--output", "all.csv")
    assert outcome.code == 0
    rows = read_csv(folder / "all.csv")
    assert list(without_meta(rows[0])) == [
        "media", "media/tv", "media/radio", "media/press", "age", "born", "kind", "added", "child", "gone", "once",
    ]  # fmt: skip
    assert list(without_meta(rows[0]).values()) == [
        "press radio",
        "0",
        "1",
        "1",
        "7",
        "long ago",
        "a b",
        "",
        "1",
        "g",
        "1",
    ]
    assert list(without_meta(rows[2]).values()) == ["tv", "1", "0", "0", "8", "1990-01-01", "a", "", "1", "", ""]
    assert [row["version"] for row in rows] == ["1", "2", "2"]
    assert read_csv(folder / "all_once.csv")[0]["thing"] == "t"
    assert [(row["sex"], row["school"]) for row in read_csv(folder / "all_child.csv")] == [
        ("f", "s"),
        ("m", ""),
        ("m", ""),
    ]
    said = "Version 1 (1 response): without: added; with also: gone, once, once/thing, child/school"
    assert f"{said}; of another type there: born, kind\n" in outcome.err


def test_the_questionnaire_that_is_named_comes_first(program: Program, folder: Path) -> None:
    (folder / "old.yaml").write_text(OLD)
    assert program("export", "--questionnaire", "old.yaml", "--output", "all.csv").code == 0
    names = list(without_meta(read_csv(folder / "all.csv")[0]))
    assert names == [
        "age",
        "media",
        "media/radio",
        "media/press",
        "media/tv",
        "born",
        "gone",
        "kind",
        "once",
        "child",
        "added",
    ]


def test_drafts_of_another_version_did_not_come_to_its_questions(program: Program, folder: Path) -> None:
    Folder(folder / "answers", OLD).add({"age": 1}, status=Status.PARTIAL, position="media")
    (folder / "new.yaml").write_text(NEW)
    arguments = ["--questionnaire", "new.yaml", "--include", "partial", "--output", "all.jsonl"]
    assert program("export", *arguments).code == 0
    draft = list(lines_of(folder / "all.jsonl"))[-1]
    states = {name: value for name, value in draft.items() if name.endswith("__state")}
    assert states == {
        "media__state": "not_reached", "born__state": "not_reached", "kind__state": "not_reached",
        "added__state": "not_reached", "child__state": "not_reached",
        "gone__state": "not_reached", "once__state": "not_reached",
    }  # fmt: skip


def test_two_questionnaires_are_not_mixed(program: Program, folder: Path) -> None:
    Folder(folder / "answers", NEW.replace("id: waves", "id: other"), first=100).add({"age": 1})
    outcome = program("export", "--output", "all.csv")
    assert outcome.code == 2
    assert "found responses to 2 questionnaires: other (1), waves (3)" in outcome.err
    assert "sstc-survey export answers/other; sstc-survey export answers/waves" in outcome.err
    assert not (folder / "all.csv").exists()
    (folder / "new.yaml").write_text(NEW)
    outcome = program("export", "--output", "all.csv", "--questionnaire", "new.yaml")
    assert outcome.code == 1
    assert "answers/other" in outcome.err
    assert len(read_csv(folder / "all.csv")) == 3


def test_a_copy_that_is_missing_is_told(program: Program, folder: Path) -> None:
    for copy in (folder / "answers").rglob("*.yaml"):
        copy.unlink()
    outcome = program("export", "--output", "all.csv")
    assert outcome.code == 2
    assert "no usable copy of questionnaire waves 2" in outcome.err
    assert not (folder / "all.csv").exists()
