"""Codebooks: golden pages, columns that the data files have, counts that a summary shows, and what can be wrong."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from conftest import Program
from made_codebooks import GOLDENS, HOUSEHOLD, PANEL, comparable, golden_path, source, write_household

from sstc_survey.exports.codebook.phrases import KEY_LABELS
from sstc_survey.exports.fields import METADATA

SUFFIXES = ["md", "html", "csv", "xml"]


@pytest.fixture
def household(tmp_path: Path, program: Program) -> Path:
    """Return a folder with answers to both versions of the household."""
    write_household(tmp_path, program)
    return tmp_path


def rows(program: Program, *arguments: str) -> list[dict[str, str]]:
    """Return the rows of a codebook in CSV."""
    ended = program("codebook", *arguments, "--format", "csv")
    assert ended.code == 0, ended.err
    return list(csv.DictReader(io.StringIO(ended.out)))


def variables(found: list[dict[str, str]], table: str) -> list[str]:
    """Return the columns of a table that a codebook describes."""
    return list(dict.fromkeys(row["variable"] for row in found if row["table"] == table))


@pytest.mark.parametrize(("what", "language", "name"), GOLDENS)
def test_golden_codebooks(what: str, language: str, name: str, household: Path, program: Program) -> None:
    ended = program("codebook", source(what), "--language", language, "--output", f"made.{name}")
    assert ended.code == (1 if what == "examples" else 0), ended.err
    expected = golden_path(what, language, name).read_text(encoding="utf-8")
    written = comparable((household / f"made.{name}").read_text(encoding="utf-8"))
    assert written == expected, "run tests/exports/codebook/made_codebooks.py and look at the difference"


@pytest.mark.parametrize("place", ["household.yaml", "answers"])
def test_every_column_of_the_data_files_is_described_in_their_order(
    place: str, household: Path, program: Program
) -> None:
    assert program("export", "answers", "--output", "data/", "--format", "csv").code == 0
    found = rows(program, place)
    for table in ("responses", "member", "job"):
        with (household / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        described = variables(found, table)
        if place == "answers":
            assert [name for name in described if name in header] == header
            # Files have states only where there is more to say than answered and not asked.
            assert all(name.endswith("__state") for name in described if name not in header)
        else:
            only_before = ("closing_words", "sources/loan")
            assert set(header) - set(described) == {name for name in header if name.startswith(only_before)}


def test_the_counts_are_those_of_the_summary(household: Path, program: Program) -> None:
    assert household.is_dir()
    summary = json.loads(program("summarize", "answers", "--format", "json").out)
    found = rows(program, "answers")
    compared = 0
    for question in summary["questions"]:
        (own,) = [row for row in found if row["variable"] == question["name"] and row["asked"]]
        for state in ("asked", "answered", "blank", "dont_know", "refused", "not_asked", "not_reached"):
            assert int(own[state]) == question[state], question["name"]
        for choice in question.get("choices", ()):
            counts = {row["value"]: row["n"] for row in found if row["variable"] == question["name"] and row["value"]}
            assert int(counts[choice["code"]]) == choice["n"]
            compared += 1
    assert compared > 10


def test_choices_are_selected_or_not_by_those_who_answered(household: Path, program: Program) -> None:
    assert household.is_dir()
    found = {(row["variable"], row["value"]): row["n"] for row in rows(program, "answers") if row["value"]}
    assert (found["sources/farm", "1"], found["sources/farm", "0"]) == ("1", "2")
    # Only the version before has it.
    assert (found["sources/loan", "1"], found["sources/loan", "0"]) == ("1", "2")
    assert found["sources", "loan"] == "1"
    assert (found["wishes/school", "1"], found["wishes/school", "2"]) == ("0", "1")
    assert found["agreed", "OK"] == "4"
    assert found["sources__state", "dont_know"] == "1"
    assert found["sources__state", "hidden"] == ""


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_a_respondent_hides_is_in_no_codebook(suffix: str, household: Path, program: Program) -> None:
    program("codebook", "answers", "--output", f"made.{suffix}")
    text = (household / f"made.{suffix}").read_text(encoding="utf-8")
    # The income of the one who is hidden, its half, and any text that was given.
    assert "900" in text or suffix == "csv"
    for hidden in ("77777", "77,777", "38888", "Bo\n", ">Bo<", "The coast", "Seasonal", "All good"):
        assert hidden not in text, hidden


def test_a_code_that_could_be_hidden_is_not_counted(tmp_path: Path, program: Program) -> None:
    text = (
        'id: q\nversion: "{version}"\ntitle: Q\nattribution: {{question: how, hides: {{yes: [], no: [place]}}}}\n'
        "questions:\n- {{name: how, type: select_one, label: How, choices: {{yes: Y, no: N}}}}\n"
        "- {{name: place, type: select_one, label: Where, choices: {{{choices}}}}}\n"
    )
    for version, choices, replies in (("1", "a: A, b: B", ["b"]), ("2", "a: A", ["a", "a"])):
        (tmp_path / "q.yaml").write_text(text.format(version=version, choices=choices), encoding="utf-8")
        (tmp_path / "q.jsonl").write_text(
            "".join(json.dumps({"how": "no", "place": place}) + "\n" for place in replies), encoding="utf-8"
        )
        assert program("run", "q.yaml", "--replies", "q.jsonl", "--answers", "answers").code == 0
    found = {row["value"]: row["n"] for row in rows(program, "answers") if row["variable"] == "place"}
    assert found == {"": "", "a": "2", "b": ""}


def test_differences_between_versions_stand_with_their_questions(household: Path, program: Program) -> None:
    assert household.is_dir()
    said = {row["variable"]: row["versions"] for row in rows(program, "answers") if row["versions"]}
    assert said["mood"] == "1: text: “How are you?”"
    assert said["share"] == "1: type: integer"
    assert said["remarks"] == "1: without this question"
    assert said["closing_words"] == "2: without this question; 1: 1 answer"
    assert said["sources"] == ("1: without the choices wage; with the choices loan (“A loan”); choice farm: “Farming”")
    assert {name.partition("/")[0].partition("__")[0] for name in said} == {
        "mood", "share", "remarks", "closing_words", "sources"
    }  # fmt: skip


def test_a_version_without_a_copy_is_told(household: Path, program: Program) -> None:
    copies = sorted((household / "answers" / "household" / "questionnaires").glob("*.yaml"))
    (lost,) = [copy for copy in copies if 'version: "1"' in copy.read_text(encoding="utf-8")]
    lost.unlink()
    ended = program("codebook", "answers")
    assert "There is no copy of this version: what is different in it is not known." in ended.out
    assert "Only there:" not in ended.out


def test_short_names_are_those_of_files_for_spss_and_stata(household: Path, program: Program) -> None:
    assert household.is_dir()
    found = {row["variable"]: (row["sav"], row["dta"]) for row in rows(program, "answers") if not row["value"]}
    assert found["sources"] == ("", "")
    assert found["sources/farm"] == ("sources_farm", "sources_farm")
    # States of numbers and choices are missing values there.
    assert found["income__state"] == ("", "")
    assert found["who__state"] == ("who__state", "who__state")


@pytest.mark.parametrize("ending", ["sav", "dta"])
def test_files_for_spss_and_stata_have_these_names(ending: str, household: Path, program: Program) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    assert program("export", "answers", "--output", "data/", "--format", ending).code == 0
    found = rows(program, "answers")
    for table in ("responses", "member", "job"):
        read = getattr(pyreadstat, f"read_{ending}")
        written = read(str(household / "data" / f"{table}.{ending}"), metadataonly=True)[1].column_names
        described = list(dict.fromkeys(row[ending] for row in found if row["table"] == table and row[ending]))
        assert [name for name in described if name in written] == written


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("made.md", "# Codebook"),
        ("made.htm", "<!doctype"),
        ("made.CSV", '"variable"'),
        ("made.xml", "<?xml"),
        ("made", "#"),
    ],
)
def test_the_format_follows_from_the_name(name: str, begins: str, tmp_path: Path, program: Program) -> None:
    ended = program("codebook", str(PANEL), "--output", name)
    assert (ended.code, ended.out, ended.err) == (0, "", f"Saved: {name}\n")
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_a_questionnaire_beside_answers_is_the_one_to_count_by(household: Path, program: Program) -> None:
    assert household.is_dir()
    by_before = program("codebook", "before.yaml", "answers")
    assert by_before.code == 0
    assert "Questionnaire household, version 1" in by_before.out
    assert by_before.out == program("codebook", "answers", "--questionnaire", "before.yaml").out
    assert "3 interviews" in by_before.out.partition("Version 2")[2]


def test_what_is_wrong_is_said_as_a_summary_says_it(household: Path, program: Program) -> None:
    cases: list[tuple[tuple[str, ...], tuple[str, ...]]] = [
        (("nowhere",), ("nowhere",)),
        (("answers", "--language", "xx"), ("answers", "--language", "xx")),
        (("answers", "--questionnaire", "none.yaml"), ("answers", "--questionnaire", "none.yaml")),
    ]
    for mine, theirs in cases:
        codebook, summary = program("codebook", *mine), program("summarize", *theirs)
        assert (codebook.code, codebook.out, codebook.err) == (summary.code, "", summary.err)
        assert codebook.code != 0
    other = 'id: other\nversion: "1"\ntitle: Other\nquestions:\n- {name: age, type: integer, label: How old?}\n'
    (household / "other.yaml").write_text(other, encoding="utf-8")
    (household / "r.json").write_text('{"age": 3}', encoding="utf-8")
    assert program("run", "other.yaml", "--replies", "r.json", "--answers", "answers").code == 0
    several = program("codebook", "answers")
    assert several.code == 2
    assert several.err == program("summarize", "answers").err.replace("survey summarize", "survey codebook")
    for copy in (household / "answers" / "household" / "questionnaires").glob("*.yaml"):
        copy.unlink()
    lost, summary = (program(command, "answers/household") for command in ("codebook", "summarize"))
    assert (lost.code, lost.out, lost.err) == (summary.code, "", summary.err)
    assert "no usable copy" in lost.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("household.yaml", "before.yaml"), "a codebook describes one questionnaire, not several"),
        (("household.yaml", "--questionnaire", "before.yaml"), "a codebook describes one questionnaire, not several"),
        (("household.yaml", "--output", "made.docx"), "use a name that ends in .html"),
        (("household.yaml", "--output", "before.yaml"), "before.yaml"),
        (("household.yaml", "--output", "household.yaml", "--format", "html"), "household.yaml"),
        (("none.yaml",), "none.yaml"),
    ],
)
def test_bad_calls_write_nothing(arguments: tuple[str, ...], said: str, household: Path, program: Program) -> None:
    before = sorted(household.iterdir())
    ended = program("codebook", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert sorted(household.iterdir()) == before
    assert (household / "household.yaml").read_text(encoding="utf-8") == HOUSEHOLD


def test_a_folder_of_refused_files_alone_has_no_codebook(tmp_path: Path, program: Program) -> None:
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "a.json").write_text("{", encoding="utf-8")
    ended = program("codebook")
    assert (ended.code, ended.out) == (1, "")
    assert "1 rejected" in ended.err
    assert "rejected: answers/a.json" in ended.err


def test_every_link_of_a_page_leads_to_one_heading(tmp_path: Path, program: Program) -> None:
    names = ("reading", "Reading", "contents", "table-responses", "version", "a", "A", "a-2")
    questions = "".join(f"- {{name: {name}, type: text, label: Label}}\n" for name in names)
    (tmp_path / "q.yaml").write_text(f'id: q\nversion: "1"\ntitle: Q\nquestions:\n{questions}', encoding="utf-8")
    html = program("codebook", "q.yaml", "--format", "html").out
    ids, links = re.findall(' id="([^"]*)"', html), re.findall('href="#([^"]*)"', html)
    assert len({each.casefold() for each in ids}) == len(ids)
    assert links == [each for each in ids if each != "contents"]
    assert len(links) == len(names) + 3
    markdown = program("codebook", "q.yaml").out
    assert re.findall('<a id="([^"]*)">', markdown) == re.findall(r"\]\(#([^)]*)\)", markdown)


def test_what_is_known_of_every_interview_has_a_label_in_every_language() -> None:
    assert [label for _, _, label in METADATA if label not in KEY_LABELS] == []


def test_numbers_say_so_whatever_version_made_them(household: Path, program: Program) -> None:
    (household / "more.yaml").write_text(
        'id: m\nversion: "1"\ntitle: M\nquestions:\n- {name: long, type: duration}\n'
        "- {name: sum, type: calculate, calculation: 1 + 1}\n"
        "- {name: text, type: calculate, calculation: \"concat('a', 'b')\"}\n",
        encoding="utf-8",
    )
    found = {row["variable"]: row["kind"] for row in rows(program, "more.yaml") if not row["value"]}
    assert (found["long"], found["sum"], found["text"]) == ("decimal", "decimal", "")
    shares = [row["kind"] for row in rows(program, "answers") if row["variable"] == "share"]
    assert shares == ["decimal"]


@pytest.mark.parametrize(
    ("option", "value"), [("--jobs", "nonsense"), ("--jobs", "2"), ("--executor", "tcp://127.0.0.1:9")]
)
def test_without_responses_nobody_is_to_read_them(household: Path, program: Program, option: str, value: str) -> None:
    questionnaire = next(household.glob("*.yaml")).name
    ended = program("codebook", questionnaire, option, value)
    assert ended.code == 2
    assert ended.err.startswith(f"error: {option} and a questionnaire without responses cannot be combined\n")
    assert ended.out == ""
