"""`list` and `show`: what is there, as far as it may be shown."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

PANELLISTS = """\
id: panellists
version: "1"
title: Panellists
respondent: [who, country]
attribution:
  question: quoted
  hides: {anonymous: [who]}
questions:
  - {name: who, type: text, label: Who are you?}
  - {name: country, type: select_one, label: Where from?, choices: {kh: Cambodia, la: Lao PDR}}
  - {name: quoted, type: select_one, label: How quoted?, choices: {on_record: On the record, anonymous: Anonymous}}
"""


def panellists(program: Any, folder: Path) -> list[Path]:
    (folder / "panellists.yaml").write_text(PANELLISTS, encoding="utf-8")
    (folder / "replies.jsonl").write_text(
        '{"who": "Sok Dara", "country": "kh", "quoted": "on_record"}\n'
        '{"who": "Secret \\u001b[2J", "country": "la", "quoted": "anonymous"}\n',
        encoding="utf-8",
    )
    outcome = program("run", "panellists.yaml", "--replies", "replies.jsonl", "--verbose")
    assert outcome.code == 0, outcome.err
    program("run", "panellists.yaml", typed="Draft\n")
    return [folder / line for line in outcome.out.splitlines()]


def test_list_says_who_as_far_as_that_may_be_shown(program: Any, tmp_path: Path) -> None:
    panellists(program, tmp_path)
    outcome = program("list")
    assert outcome.code == 0
    assert "Sok Dara, Cambodia" in outcome.out
    assert "Lao PDR" in outcome.out
    assert "Secret" not in outcome.out
    assert "Draft" not in outcome.out
    assert "1 of 3" in outcome.out
    assert outcome.err == "3 files: 2 complete, 1 draft\n"


def test_list_names_every_refused_file_with_its_reason(program: Any, tmp_path: Path) -> None:
    first, second = panellists(program, tmp_path)
    first.write_bytes(first.read_bytes().replace(b"Sok", b"Sam"))
    second.write_bytes(second.read_bytes()[:200])
    os.mkfifo(first.parent / "pipe.json")
    (first.parent / "notes.txt").write_text("x", encoding="utf-8")
    outcome = program("list")
    assert outcome.code == 1
    assert outcome.out.count("rejected: ") == 3
    assert outcome.err == "4 files: 1 draft, 3 rejected; 1 ignored (not .json)\n"
    listed = json.loads(program("list", "--format", "json").out)
    assert sorted(item["status"] for item in listed) == ["partial", "refused", "refused", "refused"]
    assert all(item["reason"] for item in listed if item["status"] == "refused")


def test_show_prints_one_response_without_what_is_hidden(program: Any, tmp_path: Path) -> None:
    first, second = panellists(program, tmp_path)
    outcome = program("show", first.stem)
    assert outcome.code == 0
    assert "Who are you?\n  Sok Dara\n" in outcome.out
    assert "Where from?\n  Cambodia\n" in outcome.out
    kept_back = program("show", str(second.relative_to(tmp_path)))
    assert "Secret" not in kept_back.out
    assert "withheld for confidentiality" in kept_back.out
    printed = program("show", second.stem, "--format", "json").out
    assert "Secret" not in printed
    document = json.loads(printed)
    assert document["answers"] == {"country": "la", "quoted": "anonymous"}
    assert document["hidden"] == ["who"]
    # The history has every answer there ever was.
    assert "events" not in document


HOUSE = """\
id: house
version: "1"
title: House
respondent: [who]
attribution: {question: quoted, hides: {anonymous: [who, name]}}
questions:
  - {name: who, type: text, label: Who are you?}
  - name: quoted
    type: select_one
    label: How may we quote you?
    choices: {on_record: "As ${who}", anonymous: Not by name}
  - name: member
    type: repeat
    label: Person
    questions:
      - {name: name, type: text, label: Their name?, comment: true}
      - {name: age, type: integer, label: "How old is ${name}?"}
      - {name: called, type: calculate, calculation: "concat('Mx ', ${name})"}
      - {name: works, type: select_one, label: Works?, relevant: "${age} >= 15", choices: {full: Full time, part: Part}}
  - {name: met, type: dateTime, label: Met when?}
"""
MEMBERS = (
    '[{"name": {"value": "%s", "comment": "%s"}, "age": 40, "works": "full"}, {"name": "Dara", "age": {"value": 9}}]'
)


def houses(program: Any, folder: Path) -> list[Path]:
    (folder / "house.yaml").write_text(HOUSE, encoding="utf-8")
    (folder / "replies.jsonl").write_text(
        f'{{"who": "Sok", "quoted": "on_record", "member": {MEMBERS % ("Mom", "a neighbour")}, '
        '"met": "2016-09-07 09:30"}\n'
        f'{{"who": "Secret Head", "quoted": "anonymous", "member": {MEMBERS % ("Secret One", "secret")}}}\n',
        encoding="utf-8",
    )
    outcome = program("run", "house.yaml", "--replies", "replies.jsonl", "--verbose")
    assert outcome.code == 0, outcome.err
    return [folder / line for line in outcome.out.splitlines()]


def test_show_puts_instances_under_their_headings(program: Any, tmp_path: Path) -> None:
    open_one, _ = houses(program, tmp_path)
    shown = program("show", open_one.stem).out
    _, _, body = shown.partition("Who are you?")
    assert body == (
        "\n  Sok\n\nHow may we quote you?\n  As Sok\n"
        "\nPerson 1\nTheir name?\n  Mom\n  Comment: a neighbour\n"
        "\nHow old is Mom?\n  40\n\nWorks?\n  Full time\n"
        "\nPerson 2\nTheir name?\n  Dara\n\nHow old is Dara?\n  9\n"
        "\nMet when?\n  2016-09-07 09:30\n"
    )


def test_show_hides_in_every_instance_what_is_hidden(program: Any, tmp_path: Path) -> None:
    _, veiled = houses(program, tmp_path)
    shown = program("show", veiled.stem).out
    assert "ecret" not in shown
    assert shown.count("withheld for confidentiality") == 3
    # A label does not tell what is hidden either.
    assert shown.count("How old is …?") == 2
    document = json.loads(program("show", veiled.stem, "--format", "json").out)
    assert document["answers"] == {"quoted": "anonymous", "member": [{"age": 40, "works": "full"}, {"age": 9}]}
    assert document["comments"] == {}
    assert document["hidden"] == ["called", "name", "who"]


def test_list_counts_what_is_passed_in_each_instance(program: Any, tmp_path: Path) -> None:
    houses(program, tmp_path)
    # The second person is asked for a name; what is worked out is no question.
    program("run", "house.yaml", typed="Vy\n1\nyes\nPhally\n\n40\n1\nyes\n")
    listed = json.loads(program("list", "--format", "json").out)
    assert sorted((item["passed"], item["total"], item["status"]) for item in listed) == [
        (5, 8, "partial"),
        (8, 8, "complete"),
        (8, 8, "complete"),
    ]


MEDIA = """\
id: media
version: "1"
title: Media
questions:
  - {name: media, type: select_one, label: Which?, choices: {tv: TV}, or_other: true}
  - {name: why, type: text, label: Why?}
  - {name: ending, type: text, label: Anything else?}
"""


def test_a_list_counts_as_an_interview_does(program: Any, tmp_path: Path) -> None:
    (tmp_path / "media.yaml").write_text(MEDIA, encoding="utf-8")
    # A text of Other belongs to its question, given or blank.
    for typed, where in (
        ("2\nRadio\n", "2 of 3"),
        ("2\nRadio\nIt talks\nNo\nsave\n", "3 of 3"),
        ("1\nIt talks\n", "3 of 3"),
    ):
        outcome = program("run", "media.yaml", typed=typed)
        assert where in outcome.err
    listed = json.loads(program("list", "--format", "json").out)
    assert sorted((item["passed"], item["total"], item["status"]) for item in listed) == [
        (1, 3, "partial"),
        (2, 3, "partial"),
        (3, 3, "complete"),
    ]


def test_show_of_nothing_there_says_so(program: Any) -> None:
    outcome = program("show", "0123")
    assert outcome.code == 2
    assert "run sstc-survey list answers" in outcome.err


def test_show_leaves_out_comments_on_what_is_hidden(program: Any, tmp_path: Path) -> None:
    open_one, veiled = houses(program, tmp_path)
    assert "Comment: a neighbour" in program("show", open_one.stem).out
    assert "Comment" not in program("show", veiled.stem).out


STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
HOSTILE = "a\x9b\x7f\u202e\u2028\u2029\ufeff\u2066z"
WRITTEN = json.dumps(HOSTILE)
# What of it is an answer.
SAID = "a\u202e \ufeff\u2066z"


@pytest.fixture
def hostile(program: Any, tmp_path: Path) -> Path:
    """Save a response to a questionnaire with a title, and with an answer, that would steer a terminal."""
    questionnaire = PANELLISTS.replace("title: Panellists", f"title: {WRITTEN}")
    (tmp_path / "hostile.yaml").write_text(questionnaire, encoding="utf-8")
    (tmp_path / "replies.jsonl").write_text(f'{{"who": {WRITTEN}, "quoted": "on_record"}}\n', encoding="utf-8")
    outcome = program("run", "hostile.yaml", "--replies", "replies.jsonl", "--verbose")
    assert outcome.code == 0, outcome.err
    return tmp_path / str(outcome.out).strip()


@pytest.mark.parametrize("output_format", ["json", "table"])
def test_nothing_that_is_printed_steers_a_terminal(program: Any, hostile: Path, output_format: str) -> None:
    for name in (HOSTILE, "\udcff"):
        (hostile.parent / f"{name}.json").write_text("{", encoding="utf-8")
        (hostile.parents[2] / f"{name}.yaml").write_text("id: x", encoding="utf-8")
    calls = (
        ("list", 1, HOSTILE),
        ("show", hostile.stem, 0, SAID),
        ("simulate", "hostile.yaml", "-n", "20", 0, HOSTILE),
        ("check", f"{HOSTILE}.yaml", "\udcff.yaml", 1, HOSTILE),
    )
    for *arguments, code, text in calls:
        as_text = "text" if arguments[0] == "check" else "table"
        format_name = as_text if output_format == "table" else "json"
        for env in ({}, {"PYTHONIOENCODING": "ascii"}):
            outcome = program(*arguments, "--format", format_name, env=env)
            assert outcome.code == code, (arguments, outcome)
            assert not STEERING.findall(outcome.out)
            if format_name == "json":
                # Escapes lose nothing.
                assert text in str(json.loads(outcome.out)).replace(repr(text)[1:-1], text)


def test_list_and_show_do_without_what_the_screen_cannot_write(program: Any, tmp_path: Path) -> None:
    (tmp_path / "panellists.yaml").write_text(PANELLISTS, encoding="utf-8")
    (tmp_path / "replies.jsonl").write_text('{"who": "សុខ", "quoted": "on_record"}\n', encoding="utf-8")
    path = Path(program("run", "panellists.yaml", "--replies", "replies.jsonl", "--verbose").out.strip())
    ascii_only = {"PYTHONIOENCODING": "ascii"}
    for arguments in (("list",), ("show", path.stem)):
        outcome = program(*arguments, env=ascii_only)
        assert (outcome.code, outcome.out.isascii()) == (0, True)
        assert "\\u179f\\u17bb\\u1781" in outcome.out
        # What programs read is UTF-8 everywhere.
        assert "សុខ" in program(*arguments, "--format", "json", env=ascii_only).out


@pytest.mark.parametrize("env", [{}, {"PYTHONIOENCODING": "ascii"}])
def test_a_file_name_that_is_not_utf_8(program: Any, tmp_path: Path, env: dict[str, str]) -> None:
    first, _ = panellists(program, tmp_path)
    (first.parent / os.fsdecode(b"\xff.json")).write_text("{")
    outcome = program("list", env=env)
    assert outcome.code == 1
    assert "rejected: answers/panellists/\\udcff.json" in outcome.out
    items = json.loads(program("list", "--format", "json", env=env).out)
    assert "answers/panellists/\udcff.json" in [item["file"] for item in items]
    outcome = program("show", os.fsdecode(b"answers/panellists/\xff.json"), env=env)
    assert (outcome.code, outcome.out) == (2, "")
    assert "\\udcff.json" in outcome.err


def test_copies_stand_apart_in_list_as_in_a_summary(program: Any, tmp_path: Path) -> None:
    first, _ = panellists(program, tmp_path)
    (tmp_path / "copied").mkdir()
    shutil.copy(first, tmp_path / "copied")
    outcome = program("list", "answers", "copied")
    assert outcome.code == 0
    assert outcome.err == "3 files: 2 complete, 1 draft; 1 copy\n"
    assert "copy: " in outcome.out


@pytest.mark.parametrize(
    "copy", ["copy.json", "elsewhere/copy.json", "{id}.conflict-1a2b3c4d.json", "elsewhere/{id}.json"]
)
def test_show_names_every_file_of_an_interview_that_went_on_differently(
    program: Any, tmp_path: Path, copy: str
) -> None:
    (tmp_path / "panellists.yaml").write_text(PANELLISTS, encoding="utf-8")
    program("run", "panellists.yaml", typed="Draft\n")
    (first,) = (tmp_path / "answers" / "panellists").glob("*.json")
    second = first.parent / copy.format(id=first.stem)
    if second.parent != first.parent:
        shutil.copytree(first.parent / "questionnaires", second.parent / "questionnaires")
    shutil.copy(first, second)
    for path, code in ((first, "1"), (second, "2")):
        program("run", "--plain", "--resume", str(path.relative_to(tmp_path)), typed=f"{code}\n")
    for named in (first.stem, first.stem[:13]):
        shown = program("show", named)
        assert (shown.code, shown.out) == (2, "")
        for path in (first, second):
            assert str(path.relative_to(tmp_path)) in shown.err
    assert "Cambodia" in program("show", str(first.relative_to(tmp_path))).out
    assert "Lao PDR" in program("show", str(second.relative_to(tmp_path))).out


IN_CHINESE = """\
id: two
version: "1"
title: {en: Two questions, zh: 两个问题}
questions:
  - {name: who, type: text, label: {en: Who are you?, zh: 您是谁？}}
  - {name: why, type: text, label: {en: Why are you here?, zh: 您为什么来？}}
"""


def test_show_and_list_speak_the_language_that_is_asked_for(program: Any, tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(IN_CHINESE, encoding="utf-8")
    program("run", "two.yaml", typed="\n/quit\n")
    shown = program("show", "--last", "--language", "zh").out
    assert "（未填）" in shown
    assert "（未到达）" in shown
    assert not re.search("draft|blank|reached|started|Response", shown), shown
    listed = program("list", "--language", "zh")
    assert "草稿" in listed.out
    assert listed.err == "1 个文件：草稿 1\n"
    # What programs read is the same in every language.
    as_json = json.loads(program("list", "--language", "zh", "--format", "json").out)
    assert as_json[0]["status"] == "partial"
    # And so is, for those who did not ask for it, what is said of responses in several languages.
    assert program("list").err == "1 file: 1 draft\n"


def test_what_is_shown_has_no_spaces_at_the_ends_of_lines(program: Any, tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(IN_CHINESE, encoding="utf-8")
    program("run", "two.yaml", typed=f"{'many words ' * 20}\n/quit\n")
    lines = program("show", "--last").out.splitlines()
    assert [line for line in lines if line != line.rstrip()] == []
    assert sum("many words" in line for line in lines) > 1


def test_a_row_of_a_list_of_another_folder_is_not_taken(program: Any, small: str, tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"who": "A", "age": 4}\n')
    for folder in ("one", "two"):
        assert program("run", small, "--replies", "rows.jsonl", "--answers", folder).code == 0
    state = {"XDG_STATE_HOME": str(tmp_path / "state")}
    assert program("list", "one", env=state).code == 0
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.json")}
    for command in (
        ("show", "1"),
        ("void", "1", "--reason", "no", "--by", "me"),
        ("delete", "1", "--yes"),
        ("edit", "1", "--set", "age=5", "--reason", "no", "--by", "me"),
    ):
        outcome = program(*command, "--answers", "two", env=state)
        assert (outcome.code, outcome.out) == (2, "")
        assert "row 1 of the last list is in another folder: one/small/" in outcome.err
        assert "run: sstc-survey list two" in outcome.err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.json")} == before
    assert program("show", "1", "--answers", "one", env=state).code == 0
    assert program("show", "1", env=state).code == 0
