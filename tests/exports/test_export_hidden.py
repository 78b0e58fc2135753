"""An export says nothing of an answer that its respondent hides: whatever the answer is, the bytes are the same.

As a control, `--full` and responses of those who hide nothing tell the two apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Program
from made import Folder, lines_of, read_csv

QUESTIONNAIRE: Final = """\
id: hiding
version: "1"
title: Hiding
default_language: en
refused: true
respondent: [name]
attribution: {question: how, hides: {open: [], closed: [name, age, land, gifts, best, spell, born, member_age]}}
questions:
  - {name: name, type: text, label: Name?, comment: true}
  - {name: how, type: select_one, label: How?, choices: {open: Open, closed: Closed}}
  - {name: land, type: select_one, label: Land?, choices: {kh: Cambodia, la: Lao PDR}, or_other: true}
  - {name: gifts, type: select_multiple, label: Gifts?, choices: {a: A, b: B, c: C}, or_other: true}
  - {name: best, type: rank, label: Best?, choices: {a: A, b: B, c: C}, max_selected: 2}
  - {name: age, type: integer, label: Age?}
  - {name: spell, type: decimal, label: Spell?}
  - {name: born, type: date, label: Born?}
  - {name: older, type: calculate, calculation: "${age} + 1"}
  - {name: dear, type: calculate, calculation: "concat('Dear ', ${name})"}
  - {name: total, type: calculate, calculation: "sum(${member_age})"}
  - {name: words, type: text, label: Words?}
  - name: member
    type: repeat
    label: Member
    questions:
      - {name: member_age, type: integer, label: Age?}
      - {name: sex, type: select_one, label: Sex?, choices: {f: F, m: M}}
"""
# Two sets of answers that may be hidden, with what follows from them; what is not hidden is the same.
FIRST: Final[dict[str, Any]] = {
    "name": "Ann", "land": "kh", "gifts": ["a"], "best": ["a", "b"], "age": 7, "spell": 1, "born": "1990-01-01",
    "older": 8, "dear": "Dear Ann", "total": 3,
}  # fmt: skip
SECOND: Final[dict[str, Any]] = {
    "name": "=a\nlonger \u1780 name", "land": "other", "land_other": "Elsewhere", "gifts": ["b", "other"],
    "gifts_other": "Tea", "best": ["c"], "age": 2**53 + 1, "spell": 0.25, "born": "2013-12-12", "older": 2**53 + 2,
    "dear": "Dear you", "total": 71.5,
}  # fmt: skip
# What is said besides: to a question without an answer, why; and comments.
VARIANTS: Final[list[tuple[dict[str, Any], dict[str, str], dict[str, str]]]] = [
    (FIRST, {}, {}),
    (SECOND, {}, {"name": "a remark", "age": "another", "member[1]/member_age": "a third"}),
    ({}, {"name": "refused", "age": "blank", "born": "blank"}, {}),
]
AGES: Final = [(1, 2), (70, 1.5), ()]
OPTIONS: Final[list[Sequence[str]]] = [
    [], ["--wide"], ["--anonymous"], ["--where", "${words} != ''"], ["--where", "${age} > 6 or ${words} = ''"],
    ["--where", "${total} > 2"],
]  # fmt: skip


def exported(program: Program, folder: Path, how: str, variant: int, options: Sequence[str]) -> dict[str, bytes]:
    """Return the files of an export of others and of a respondent with a variant of these answers."""
    answers, missing, comments = VARIANTS[variant]
    ages = AGES[variant]
    place = folder / f"{how}{variant}"
    if not place.exists():
        made = Folder(place, QUESTIONNAIRE)
        made.add({"how": "open", **FIRST, "words": "w", "member": [{"member_age": 4, "sex": "f"}]})
        members = [{"sex": "f", **({"member_age": ages[number]} if ages else {})} for number in (0, 1)]
        made.add({**answers, "how": how, "words": "said", "member": members}, missing, comments)
    output = folder / f"{how}{variant}-tables"
    for kind in ("csv", "jsonl"):
        name = f"{output}/" if kind == "csv" else f"{output}.jsonl"
        outcome = program("export", str(place), "--format", kind, "--output", name, *options)
        assert outcome.code == 0, outcome.err
    files = [*sorted(output.glob("*.csv")), output.with_suffix(".jsonl")]
    found = {path.name.replace(output.name, ""): path.read_bytes() for path in files}
    for path in files:
        path.unlink()
    return found


@pytest.mark.parametrize("options", OPTIONS, ids=" ".join)
def test_nothing_depends_on_what_is_hidden(program: Program, tmp_path: Path, options: Sequence[str]) -> None:
    first, *others = [exported(program, tmp_path, "closed", variant, options) for variant in range(3)]
    for other in others:
        assert other == first
    if "--anonymous" not in options:
        differing = [exported(program, tmp_path, "closed", variant, [*options, "--full"]) for variant in range(2)]
        assert differing[0] != differing[1]
        shown = [exported(program, tmp_path, "open", variant, options) for variant in range(2)]
        assert shown[0] != shown[1]


def test_hidden_cells_are_empty_and_say_so(program: Program, tmp_path: Path) -> None:
    exported(program, tmp_path, "closed", 1, [])
    outcome = program("export", "closed1", "--output", "all.csv")
    assert "Hidden as respondents chose: answers in 1 response (state hidden)\n" in outcome.err
    row, member = read_csv(tmp_path / "all.csv")[1], read_csv(tmp_path / "all_member.csv")[-1]
    names = ["name", "land", "land_other", "gifts", "gifts_other", "best", "age", "older", "dear", "total"]
    assert [row[name] for name in names] == [""] * len(names)
    assert [row[f"{name}__state"] for name in names] == ["hidden"] * len(names)
    assert {row[f"gifts/{code}"] for code in "abc"} == {""}
    assert (row["words"], row["how"], row["member"]) == ("said", "closed", "2")
    assert (member["member_age"], member["member_age__state"], member["sex"]) == ("", "hidden", "f")


def test_full_says_aloud_that_it_shows_what_is_hidden(program: Program, tmp_path: Path) -> None:
    exported(program, tmp_path, "closed", 1, [])
    outcome = program("export", "closed1", "--full", "--output", "all.csv")
    assert "Warning: --full: answers are included that respondents asked to hide" in outcome.err
    row = read_csv(tmp_path / "all.csv")[1]
    assert (row["age"], row["total"], row["name__comment"]) == (str(2**53 + 1), "71.5", "a remark")
    outcome = program("export", "closed1", "--full", "--anonymous", "--output", "other.csv")
    assert (outcome.code, "--anonymous and --full cannot be combined" in outcome.err) == (2, True)


def test_who_hides_what_a_condition_reads_is_left_out(program: Program, tmp_path: Path) -> None:
    exported(program, tmp_path, "closed", 1, [])
    for condition in ("${age} > 0", "${older} > 0", "not(${age} > 0) or true()"):
        outcome = program("export", "closed1", "--where", condition, "--output", "all.csv")
        assert "Left out: 1 response that hides an answer which --where reads\n" in outcome.err
        assert [row["name"] for row in read_csv(tmp_path / "all.csv")] == ["Ann"]
    outcome = program("export", "closed1", "--where", "${age} > 9", "--full", "--output", "all.csv")
    assert len(read_csv(tmp_path / "all.csv")) == 1
    assert "Left out:" not in outcome.err


def test_anonymous_leaves_out_who_it_was(program: Program, tmp_path: Path) -> None:
    made = Folder(tmp_path / "answers", QUESTIONNAIRE)
    for number in range(2):
        made.add(
            {"name": f"Ann {number}", "dear": "Dear Ann", "how": "open", "words": "said", "member": [{"sex": "f"}]},
            comments={"name": "a remark"},
            interviewer="Chea",
            reference="Room 2",
        )
    assert program("export", "--anonymous", "--output", "all.csv").code == 0
    rows = read_csv(tmp_path / "all.csv")
    names = {
        "name",
        "dear",
        "age",
        "older",
        "land",
        "name__comment",
        "interviewer",
        "reference",
        "started",
        "finished",
        "session",
    }
    assert not names & rows[0].keys()
    assert [(row["id"], row["words"]) for row in rows] == [("1", "said"), ("2", "said")]
    assert [row["id"] for row in read_csv(tmp_path / "all_member.csv")] == ["1", "2"]
    assert b"Ann" not in (tmp_path / "all.csv").read_bytes()


def test_without_its_version_a_response_hides_everything(program: Program, tmp_path: Path) -> None:
    made = Folder(tmp_path / "answers", QUESTIONNAIRE)
    made.add({"words": "known", "how": "open"})
    made.add({"words": "known too", "how": "open"})
    other = Folder(tmp_path / "answers", QUESTIONNAIRE.replace('version: "1"', 'version: "2"'))
    other.add({"words": "lost", "how": "open", "member": [{"sex": "f"}, {"sex": "m"}]})
    (copy,) = (tmp_path / "answers").rglob(f"{other.reference.sha256}.yaml")
    copy.unlink()
    outcome = program("export", "--output", "all.csv")
    assert outcome.code == 0
    assert "Version 2 (1 response): there is no copy of it\n" in outcome.err
    assert "Hidden, as their version has no copy here: all answers in 1 response\n" in outcome.err
    row = read_csv(tmp_path / "all.csv")[-1]
    assert {cell for name, cell in row.items() if name.endswith("__state")} == {"hidden"}
    assert (row["words"], row["member"]) == ("", "")
    assert read_csv(tmp_path / "all_member.csv") == []
    outcome = program("export", "--output", "all.jsonl", "--full")
    assert "Only questions that other versions have: of 1 response, as their version has no copy here\n" in outcome.err
    line = list(lines_of(tmp_path / "all.jsonl"))[-1]
    assert (line["words"], line["member"]) == ("lost", [{"sex": "f"}, {"sex": "m"}])


def test_what_lifts_the_hiding_is_for_the_owner_alone(program: Program, tmp_path: Path) -> None:
    made = Folder(tmp_path / "answers", QUESTIONNAIRE)
    made.add({"name": "Ann", "how": "closed", "member": [{"sex": "f"}]})
    for name, options in (("usual", ()), ("full", ("--full",))):
        for output in (f"{name}.csv", f"{name}.jsonl"):
            assert program("export", *options, "--output", output).code == 0
    modes = {path.name: path.stat().st_mode & 0o077 for path in tmp_path.glob("*.*") if path.is_file()}
    assert {name for name, mode in modes.items() if not mode} == {"full.csv", "full_member.csv", "full.jsonl"}


def test_where_nobody_is_left_nothing_is_written(program: Program, tmp_path: Path) -> None:
    made = Folder(tmp_path / "answers", QUESTIONNAIRE)
    made.add({"name": "Ann", "how": "closed", "age": 7})
    outcome = program("export", "--where", "${age} = 7", "--output", "all.csv")
    assert outcome.code == 1
    said = (
        "no interview that may be looked at meets ${age} = 7 (1 response left out: an answer that it reads is hidden)"
    )
    assert said in outcome.err
    assert "Saved" not in outcome.err
    assert not (tmp_path / "all.csv").exists()


def test_where_nobody_meets_it_it_says_of_those_that_were_looked_at(program: Program, tmp_path: Path) -> None:
    made = Folder(tmp_path / "answers", QUESTIONNAIRE)
    made.add({"name": "Ann", "how": "open", "age": 7})
    outcome = program("export", "--where", "${age} = 8", "--output", "all.csv")
    assert "error: no interview meets ${age} = 8\n" in outcome.err
    made.add({"name": "Bea", "how": "closed", "age": 8})
    outcome = program("export", "--where", "${age} = 8", "--output", "all.csv")
    assert "error: no interview that may be looked at meets ${age} = 8 (1 response left out" in outcome.err
    # A summary counts whatever is hidden.
    assert program("summarize", "--where", "${age} = 8").code == 0
