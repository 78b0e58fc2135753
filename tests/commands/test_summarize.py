"""What holds for `summarize`.

1. Every file is accounted for: complete, partial, void, in conflict or refused; the five add up to those found.
2. Data goes to standard output, problems to standard error; anything refused or in conflict makes the exit code 1.
3. Answers are tallied by the version that most have, and answers to two questionnaires are never added up.
4. What a respondent keeps back is in no format.
5. `--output` writes the whole file or leaves what was there.
"""

from __future__ import annotations

import csv
import html
import io
import json
import os
import random
import re
from pathlib import Path
from typing import Any, Protocol

import pytest

from sstc_survey.engine import AnswerSheet, flattened, instance_counts
from sstc_survey.reports.summary import SummaryFormat
from sstc_survey.response import Event, EventKind, Mode, QuestionnaireRef, Response, Status
from sstc_survey.storage import RANDOM_BYTES, encode, file_name, new_id, save_copy

QUESTIONNAIRE = """\
id: fair
version: "{version}"
title: The fair
respondent: [who, country]
attribution:
  question: quoted
  hides:
    anonymous: [who]
    nothing: [who, country]
questions:
  - {{name: who, type: text, label: Who are you?}}
  - {{name: country, type: select_one, label: Where from?, choices: {{kh: Cambodia, la: Lao PDR}}, or_other: true}}
  - {{name: quoted, type: select_one, label: How quoted?, choices: {{record: By name, anonymous: No name, nothing: None}}}}
  - {{name: media, type: select_multiple, label: {media}, choices: {{radio: Radio, tv: TV}}, comment: true}}
  - {{name: age, type: integer, label: How old?}}
"""  # noqa: E501
STARTED = "2016-09-07T09:00:00+07:00"
FORMATS = tuple(SummaryFormat)


class Outcome(Protocol):
    """What a call of the program left."""

    code: int
    out: str
    err: str


class Program(Protocol):
    """Calls the program."""

    def __call__(self, *arguments: str, env: dict[str, str] | None = None) -> Outcome: ...


class Folder:
    """An answers folder that responses are put into, one after another."""

    def __init__(
        self, path: Path, questionnaire: str = QUESTIONNAIRE, version: str = "1", media: str = "Which media?"
    ) -> None:
        self.path = path / "fair"
        self.path.mkdir(parents=True, exist_ok=True)
        self.sha256 = str(save_copy(str(self.path), questionnaire.format(version=version, media=media).encode()))
        self.reference = QuestionnaireRef("fair", version, self.sha256)
        self.made = 0

    def put(
        self,
        answers: dict[str, Any],
        missing: dict[str, str] | None = None,
        comments: dict[str, str] | None = None,
        *,
        status: Status = Status.COMPLETE,
        seed: int | None = None,
    ) -> Path:
        """Write a response; those of one seed have one id."""
        self.made += 1
        number = self.made if seed is None else seed
        events = [Event(1, 0, EventKind.START, {})]
        said: list[tuple[EventKind, dict[str, Any]]]
        said = [(EventKind.INSTANCES, {"name": name, "count": count}) for name, count in instance_counts(answers)]
        said += [(EventKind.ANSWER, {"name": name, "value": value}) for name, value in flattened(answers)]
        said += [(EventKind.MISSING, {"name": name, "state": state}) for name, state in (missing or {}).items()]
        said += [(EventKind.COMMENT, {"name": name, "text": text}) for name, text in (comments or {}).items()]
        events += [Event(seq, seq * 1000, kind, data) for seq, (kind, data) in enumerate(said, start=2)]
        kept, states, remarks = AnswerSheet.of(events).on_route()
        response = Response(
            id=new_id(1_473_213_600_000 + number * 1000, random.Random(number).randbytes(RANDOM_BYTES)),
            questionnaire=self.reference,
            status=status,
            language="en",
            mode=Mode.PLAIN,
            started=STARTED,
            finished=STARTED if status is Status.COMPLETE else None,
            answers=kept,
            missing=states,
            comments=remarks,
            events=events,
        )
        data = encode(response)
        assert isinstance(data, bytes), data
        path = self.path / file_name(response.id)
        path.write_bytes(data)
        return path


OPEN = {"who": "Sok Dara", "country": "kh", "quoted": "record", "media": ["radio", "tv"], "age": 40}
VEILED = {"who": "Secret Name", "country": "la", "quoted": "anonymous", "media": ["tv"], "age": 31}
UNQUOTED = {"who": "Hidden Person", "country": "other", "country_other": "Secretland", "age": 25}
UNSAID = {"quoted": "blank", "media": "refused"}


@pytest.fixture
def answers(tmp_path: Path) -> Folder:
    """Fill the folder with three complete interviews and a draft."""
    folder = Folder(tmp_path / "answers")
    folder.put(OPEN, comments={"media": "Radio at work"})
    folder.put(VEILED, comments={"who": "a secret remark"})
    folder.put(UNQUOTED, UNSAID)
    folder.put({"who": "Half Way", "country": "kh"}, status=Status.PARTIAL)
    return folder


def summary(program: Program, *arguments: str, code: int = 0) -> dict[str, Any]:
    outcome = program("summarize", *arguments, "--format", "json")
    assert outcome.code == code, outcome.err
    document: dict[str, Any] = json.loads(outcome.out)
    return document


def question(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in document["questions"] if each["name"] == name)
    return found


HOUSE = """\
id: fair
version: "{version}"
title: The house
respondent: [who]
attribution: {{question: quoted, hides: {{anonymous: [who, name]}}}}
questions:
  - {{name: who, type: text, label: Who are you?}}
  - {{name: quoted, type: select_one, label: How quoted?, choices: {{record: By name, anonymous: No name}}}}
  - name: member
    type: repeat
    label: Person
    questions:
      - {{name: name, type: text, label: Name?}}
      - {{name: age, type: integer, label: "Age of ${{name}}?"}}
      - {{name: work, type: select_one, label: Works?, relevant: "${{age}} >= 15", choices: {{"yes": "Y", "no": "N"}}}}
      - {{name: story, type: calculate, calculation: "concat(${{name}}, ' is here')"}}
  - {{name: fruit, type: rank, label: {media}, choices: {{fig: Fig, pear: Pear, plum: Plum}}}}
  - {{name: score, type: range, label: How good?, start: 1, end: 3}}
"""
MEMBERS = [{"name": "Sok", "age": 40, "work": "yes", "story": "Sok is here"}, {"name": "Dara", "age": 9}]
SECRET = [{"name": "Secret Member", "age": 30, "work": "no", "story": "Secret Member is here"}]


@pytest.fixture
def house(tmp_path: Path) -> Folder:
    """Fill the folder with two households, and a draft that is in its second person."""
    folder = Folder(tmp_path / "answers", HOUSE, media="Order?")
    folder.put(
        {"who": "Sok", "quoted": "record", "member": MEMBERS, "fruit": ["pear", "fig", "plum"], "score": 3},
        comments={"member[2]/age": "nearly ten"},
    )
    folder.put(
        {"who": "Secret Head", "quoted": "anonymous", "member": SECRET, "fruit": ["pear", "plum", "fig"]},
        {"score": "blank"},
        comments={"member[1]/name": "a secret remark"},
    )
    folder.put({"who": "Half", "quoted": "record", "member": [{"name": "Vy", "age": 50}, {}]}, status=Status.PARTIAL)
    return folder


@pytest.mark.usefixtures("house")
def test_questions_in_a_repeat_are_tallied_over_its_instances(program: Program) -> None:
    document = summary(program)
    member, age, work = (question(document, name) for name in ("member", "age", "work"))
    assert (member["type"], member["per"], member["asked"], member["total"]) == ("repeat", "interview", 2, 3)
    assert (member["numbers"]["n"], member["numbers"]["mean"]) == (2, 1.5)
    for each in (age, work):
        assert (each["per"], each["interviews"], each["instances"]) == ("instance", 2, 3)
    assert [age[state] for state in STATES] == [3, 3, 0, 0, 0, 0, 0]
    assert [work[state] for state in STATES] == [2, 2, 0, 0, 0, 1, 0]
    assert [(row["code"], row["n"], row["percent_answered"]) for row in work["choices"]] == [
        ("yes", 1, 50.0),
        ("no", 1, 50.0),
    ]
    assert question(document, "who")["per"] == "interview"
    assert question(document, "who")["instances"] is None


@pytest.mark.usefixtures("house")
def test_a_draft_is_tallied_by_its_instances(program: Program) -> None:
    document = summary(program, "--include", "partial")
    found = {name: [question(document, name)[state] for state in STATES] for name in ("name", "age", "work", "fruit")}
    assert found == {
        "name": [4, 4, 0, 0, 0, 0, 1],
        "age": [4, 4, 0, 0, 0, 0, 1],
        # One is a child; of one the age is not known, so that it is not known to be asked either.
        "work": [2, 2, 0, 0, 0, 2, 1],
        "fruit": [2, 2, 0, 0, 0, 0, 1],
    }


# Of the ages 9, 30 and 40.
HISTOGRAM = [
    "  1  █████▍            5 – 9",
    "  0                    10 – 14",
    "  0                    15 – 19",
    "  0                    20 – 24",
    "  0                    25 – 29",
    "  1  █████▍            30 – 34",
    "  0                    35 – 39",
    "  1  █████▍            40 – 44",
]


@pytest.mark.usefixtures("house")
def test_repeats_and_ranks_for_reading(program: Program) -> None:
    arguments = [word for name in ("member", "age", "fruit") for word in ("--question", name)]
    lines = [line.rstrip() for line in program("summarize", *arguments).out.splitlines()]
    assert lines[6:] == [
        "Person",
        "  member · in 2 of 2 interviews · 3 instances · per interview: n 2 · mean 1.50 ·",
        "  SD 0.71 · min 1 · Q1 1.25 · median 1.50 · Q3 1.75 · max 2",
        "",
        "4. Age of [name]?",
        "  age · asked 3 of 3 instances in 2 interviews: answered 3",
        "  n 3 · mean 26.33 · SD 15.82 · min 9 · Q1 19.50 · median 30.00 · Q3 35.00 ·",
        "  max 40",
        "  n                    value",
        *HISTOGRAM,
        "  3                    values",
        "  Comments (1)",
        "    “nearly ten”",
        "      — Sok",
        "",
        "6. Order?",
        "  fruit · asked 2 of 2 interviews: answered 2",
        "  ranked  mean  ranked first,  Borda",
        "          rank  % of answered  score",
        "       2  2.50           0.0%      1                    Fig",
        "       2  1.00         100.0%      4  ████████████████  Pear",
        "       2  2.50           0.0%      1                    Plum",
        "       2               100.0%                           answered",
    ]


@pytest.mark.usefixtures("house")
def test_ranks_are_sorted_by_what_they_add_up_to(program: Program) -> None:
    document = summary(program, "--sort", "count")
    assert [(row["code"], row["borda"]) for row in question(document, "fruit")["ranks"]] == [
        ("pear", 4),
        ("fig", 1),
        ("plum", 1),
    ]
    assert [(row["mark"], row["n"]) for row in question(document, "score")["marks"]] == [(1, 0), (2, 0), (3, 1)]


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("output_format", FORMATS)
def test_what_is_kept_back_in_a_repeat_is_in_no_format(program: Program, output_format: str) -> None:
    out = program("summarize", "--format", output_format, "--include", "partial").out.replace("&#160;", " ")
    assert "nearly ten" in out
    assert "Dara" in out
    assert "Sok is here" in out
    assert "ecret" not in out


@pytest.mark.usefixtures("house")
def test_an_unknown_question_is_told_of_repeats_too(program: Program) -> None:
    shown = " ".join(program("summarize", "--question", "person").err.split())
    assert "who, quoted, member, name, age, work, story, fruit, score" in shown


STATES = ("asked", "answered", "blank", "dont_know", "refused", "not_asked", "not_reached")


@pytest.mark.usefixtures("answers")
def test_json_is_an_interface(program: Program) -> None:
    document = summary(program)
    assert (document["format"], document["schema"]) == ("sstc-survey/summary", 2)
    assert document["files"] == {
        "found": 4,
        "complete": 3,
        "declined": 0,
        "simulated": 0,
        "partial": 1,
        "void": 0,
        "conflict": 0,
        "refused": 0,
        "unfinished_batch": 0,
        "unfinished_edits": 0,
        "copies": 0,
        "erased": 0,
    }
    assert document["interviews"] == 3
    media = question(document, "media")
    assert [media[state] for state in STATES] == [3, 2, 0, 0, 1, 0, 0]
    assert media["choices"] == [
        {
            "code": "radio",
            "label": "Radio",
            "n": 1,
            "percent_answered": 50.0,
            "percent_asked": 100 / 3,
            "percent_mentions": 100 / 3,
            "interval_answered": pytest.approx([9.4531205734, 90.5468794266]),
            "offered": None,
        },
        {
            "code": "tv",
            "label": "TV",
            "n": 2,
            "percent_answered": 100.0,
            "percent_asked": 200 / 3,
            "percent_mentions": 200 / 3,
            "interval_answered": pytest.approx([34.2380227506, 100.0]),
            "offered": None,
        },
    ]
    assert question(document, "age")["numbers"] == {
        "n": 3,
        "sum": 96,
        "mean": 32.0,
        "sd": pytest.approx(57**0.5, rel=1e-15),
        "min": 25,
        "q1": 28.0,
        "median": 31.0,
        "q3": 35.5,
        "max": 40,
    }
    assert [question(document, "country_other")[state] for state in STATES] == [1, 1, 0, 0, 0, 2, 0]


@pytest.mark.usefixtures("answers")
def test_drafts_are_tallied_when_asked_for(program: Program) -> None:
    document = summary(program, "--include", "partial")
    assert document["interviews"] == 4
    assert [question(document, "age")[state] for state in STATES] == [3, 3, 0, 0, 0, 0, 1]
    assert [question(document, "country_other")[state] for state in STATES] == [1, 1, 0, 0, 0, 3, 0]


@pytest.mark.usefixtures("answers")
def test_the_table_is_for_reading(program: Program) -> None:
    outcome = program("summarize", "--question", "media")
    assert (outcome.code, outcome.err) == (0, "")
    lines = [line.rstrip() for line in outcome.out.splitlines()]
    assert lines == [
        "The fair",
        "Questionnaire fair, version 1",
        "4 files: 3 complete, 1 draft, 0 void, 0 conflicting, 0 rejected",
        "Base: 3 complete interviews; 1 draft not included",
        "n = answers with this choice · % of answered = n ÷ those who answered ·",
        "% of mentions = n ÷ all choices selected",
        "",
        "4. Which media?",
        "  media · asked 3 of 3 interviews: answered 2, refused 1",
        "  n      % of      % of",
        "     answered  mentions",
        "  1     50.0%     33.3%  ████████          Radio",
        "  2    100.0%     66.7%  ████████████████  TV",
        "  2                                        answered (several choices: % adds up",
        "                                           to more than 100)",
        "  3              100.0%                    mentions",
        "  Comments (1)",
        "    “Radio at work”",
        "      — Sok Dara, Cambodia",
    ]


@pytest.mark.usefixtures("answers")
@pytest.mark.parametrize("columns", ["20", "40", "80", "200"])
def test_the_table_fits(program: Program, columns: str) -> None:
    out = program("summarize", env={"COLUMNS": columns}).out
    assert max(map(len, out.splitlines())) <= int(columns)
    assert "Cambodia" in out


@pytest.mark.usefixtures("answers")
def test_the_table_does_without_what_the_screen_cannot_write(program: Program) -> None:
    out = program("summarize", env={"PYTHONIOENCODING": "ascii", "NO_COLOR": "1"}).out
    assert out.isascii()
    assert "########" in out
    assert '"Radio at work"' in out
    assert "\x1b" not in out


@pytest.mark.usefixtures("answers")
def test_choices_by_base_and_by_count(program: Program) -> None:
    out = program("summarize", "--question", "media", "--base", "asked", "--sort", "count").out
    assert re.search(r"n +% of +% of *\n +asked +mentions *\n +2 +66\.7% .* TV *\n +1 +33\.3% .* Radio", out)
    assert "% of asked = n ÷ those who were asked" in out
    # Three were asked and there are three mentions.
    assert re.search(r"\n +3 +asked\n +3 +100.0% +mentions\n", out)


@pytest.mark.usefixtures("answers")
@pytest.mark.parametrize("output_format", FORMATS)
@pytest.mark.parametrize("include", [(), ("--include", "partial")])
def test_what_is_kept_back_is_in_no_format(program: Program, output_format: str, include: tuple[str, ...]) -> None:
    out = program("summarize", "--format", output_format, *include).out.replace("&#160;", " ")
    assert "Sok Dara" in out
    for secret in ("Secret Name", "a secret remark", "Hidden Person", "Secretland", "Half Way"):
        assert secret not in out


@pytest.mark.usefixtures("answers")
def test_what_is_kept_back_is_counted(program: Program) -> None:
    who = question(summary(program), "who")
    assert who["answers"] == [{"text": "Sok Dara", "by": None}]
    assert (who["answers_withheld"], who["comments"], who["comments_withheld"]) == (2, [], 1)
    assert "2 withheld" in program("summarize", "--question", "who").out


@pytest.mark.parametrize("output_format", FORMATS)
def test_the_text_of_other_is_kept_back_with_its_question(
    program: Program, answers: Folder, output_format: str
) -> None:
    hushed = {"who": "Hush", "country": "other", "country_other": "Hushland", "quoted": "nothing"}
    answers.put(hushed, comments={"media": "in a whisper"})
    out = program("summarize", "--format", output_format).out.replace("&#160;", " ")
    assert "in a whisper" in out
    assert "Hush" not in out


FREE = """\
id: fair
version: "2"
title: The fair
respondent: [who, country]
questions:
  - {name: who, type: text, label: Who are you?}
  - {name: country, type: select_one, label: Where from?, choices: {kh: Cambodia, la: Lao PDR}, or_other: true}
  - {name: media, type: select_multiple, label: Which media?, choices: {radio: Radio, tv: TV}, comment: true}
  - {name: age, type: integer, label: How old?}
"""


def free_version(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path / "answers", FREE.replace("{", "{{").replace("}", "}}"), version="2")
    folder.put({"who": "Free Speech", "country": "kh", "age": 50}, comments={"media": "said freely"}, seed=90)
    return folder


@pytest.mark.parametrize("output_format", FORMATS)
def test_what_an_older_version_hides_stays_hidden(program: Program, tmp_path: Path, output_format: str) -> None:
    older = Folder(tmp_path / "answers")
    older.put(OPEN)
    older.put(VEILED, comments={"media": "a known remark"})
    free_version(tmp_path)
    (tmp_path / "free.yaml").write_text(FREE, encoding="utf-8")
    out = program("summarize", "--questionnaire", "free.yaml", "--format", output_format).out.replace("&#160;", " ")
    for shown in ("Free Speech", "Sok Dara", "a known remark"):
        assert shown in out
    assert "Secret Name" not in out
    assert question(summary(program, "--questionnaire", "free.yaml"), "who")["answers_withheld"] == 1


@pytest.mark.parametrize("output_format", FORMATS)
def test_nothing_is_shown_of_answers_to_a_lost_version(program: Program, tmp_path: Path, output_format: str) -> None:
    older = Folder(tmp_path / "answers")
    older.put(OPEN, comments={"media": "a lost remark"})
    older.put(VEILED)
    (older.path / "questionnaires" / f"{older.sha256}.yaml").unlink()
    free_version(tmp_path)
    (tmp_path / "free.yaml").write_text(FREE, encoding="utf-8")
    out = program("summarize", "--questionnaire", "free.yaml", "--format", output_format).out.replace("&#160;", " ")
    assert "said freely" in out
    for lost in ("Sok Dara", "Secret Name", "a lost remark"):
        assert lost not in out
    document = summary(program, "--questionnaire", "free.yaml")
    assert (document["interviews"], document["other_versions"], document["lost_versions"]) == (3, 2, 2)
    who, media, age = (question(document, name) for name in ("who", "media", "age"))
    assert (who["answers"], who["answers_withheld"]) == ([{"text": "Free Speech", "by": None}], 2)
    assert (media["comments"], media["comments_withheld"]) == (
        [{"text": "said freely", "by": "Free Speech, Cambodia"}],
        1,
    )
    assert (age["answered"], age["numbers"]["n"], age["numbers"]["max"], age["values_withheld"]) == (3, 1, 50, 2)
    # Nobody can be recognised by a count.
    assert [row["n"] for row in media["choices"]] == [1, 2]


def test_a_lost_version_is_told_at_the_head(program: Program, tmp_path: Path) -> None:
    older = Folder(tmp_path / "answers")
    older.put(OPEN)
    free_version(tmp_path)
    assert "missing version" not in program("summarize").out
    (older.path / "questionnaires" / f"{older.sha256}.yaml").unlink()
    for output_format in ("table", "markdown"):
        head, _, _ = program("summarize", "--format", output_format).out.partition("Who are you?")
        assert "1 interview used a missing version: its texts, names and values are withheld" in (
            " ".join(head.split())
        )


EXACT = """\
id: fair
version: "{version}"
title: The fair
attribution: {{question: quoted, hides: {{veiled: [age, born, met, score, total, weight]}}}}
questions:
  - {{name: quoted, type: select_one, label: {media}, choices: {{"open": By name, veiled: Not}}}}
  - {{name: age, type: integer, label: How old?}}
  - {{name: born, type: date, label: Born when?}}
  - {{name: met, type: time, label: Met when?}}
  - {{name: score, type: range, label: How good?, start: 1, end: 5}}
  - {{name: total, type: calculate, calculation: "${{age}} * 2"}}
  - {{name: people, type: repeat, label: Person, questions: [{{name: weight, type: decimal, label: How heavy?}}]}}
  - {{name: height, type: integer, label: How tall?}}
"""


def test_figures_are_without_the_values_of_those_who_hide_them(program: Program, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "answers", EXACT)
    said = {"age": 40, "born": "1976-05-01", "met": "09:30", "score": 4, "total": "80", "height": 170}
    folder.put({**said, "quoted": "open", "people": [{"weight": 60.5}]})
    kept = {"age": 97, "born": "1919-12-31", "met": "23:59", "score": 1, "total": "194", "height": 999}
    folder.put({**kept, "quoted": "veiled", "people": [{"weight": 222.5}, {"weight": 3.5}]})
    document = summary(program)
    found = {name: question(document, name) for name in ("age", "born", "met", "score", "total", "weight", "height")}
    assert {name: (each["answered"], each["values_withheld"]) for name, each in found.items()} == {
        "age": (2, 1),
        "born": (2, 1),
        "met": (2, 1),
        "score": (2, 1),
        "total": (2, 1),
        "weight": (3, 2),
        "height": (2, 0),
    }
    assert (found["age"]["numbers"]["min"], found["age"]["numbers"]["max"]) == (40, 40)
    assert (found["born"]["dates"]["first"], found["born"]["dates"]["last"]) == ("1976-05-01", "1976-05-01")
    assert found["met"]["times"]["latest"] == "09:30"
    assert [(row["n"], row["percent_answered"]) for row in found["score"]["marks"]][3] == (1, 50.0)
    assert found["total"]["numbers"]["max"] == 80
    assert found["weight"]["numbers"]["max"] == 60.5
    assert found["height"]["numbers"]["max"] == 999
    for output_format in ("table", "csv", "markdown"):
        out = program("summarize", "--format", output_format).out
        assert "2 withheld" in out or '"values_withheld","","","","2"' in out
        assert not re.search(r"\b97\b|1919|23:|194|222", out)


def test_every_file_is_accounted_for(program: Program, answers: Folder) -> None:
    answers.put({"who": "Void"}, status=Status.VOID)
    apart = Folder(answers.path.parent.parent / "other laptop")
    (apart.path / (original := answers.put(OPEN, seed=50)).name).write_bytes(original.read_bytes())
    answers.put({"who": "Here"}, status=Status.PARTIAL, seed=60)
    apart.put({"who": "There"}, status=Status.PARTIAL, seed=60)
    (answers.path / "torn.json").write_text('{"format"')
    (answers.path / "notes.txt").write_text("not an answer")
    outcome = program("summarize", "answers", "other laptop", "--format", "json")
    document = json.loads(outcome.out)
    assert outcome.code == 1
    assert document["files"] == {
        "found": 9,
        "complete": 4,
        "declined": 0,
        "simulated": 0,
        "partial": 1,
        "void": 1,
        "conflict": 2,
        "refused": 1,
        "unfinished_batch": 0,
        "unfinished_edits": 0,
        "copies": 1,
        "erased": 0,
    }
    assert document["refused"][0]["file"] == "answers/fair/torn.json"
    assert document["refused"][0]["code"] == "response-truncated"
    assert {note["code"] for note in document["conflicts"]} == {"response-conflict"}
    assert document["ignored"] == ["answers/fair/notes.txt"]
    table = program("summarize", "answers", "other laptop").out
    assert "9 files: 4 complete, 1 draft, 1 void, 2 conflicting, 1 rejected; 1 copy; 1 ignored" in (
        " ".join(table.split())
    )
    assert "torn.json: the file is truncated" in " ".join(table.split())


def test_what_the_version_that_counts_lacks_is_set_aside(program: Program, tmp_path: Path) -> None:
    newer = QUESTIONNAIRE.replace("{{radio: Radio, tv: TV}}", "{{tv: Television}}").replace(
        "type: integer", "type: text"
    )
    first = Folder(tmp_path / "answers")
    first.put({**OPEN, "gone": "x"}, comments={"gone": "y"})
    second = Folder(tmp_path / "answers", newer, version="2", media="Media now?")
    second.put({**OPEN, "media": ["tv"], "age": "forty"}, seed=9)
    document = summary(program)
    assert document["questionnaire"]["version"] == "2"
    assert document["other_versions"] == 1
    media, age = question(document, "media"), question(document, "age")
    assert media["label"] == "Media now?"
    assert [(row["label"], row["n"]) for row in media["choices"]] == [("Television", 2)]
    assert media["set_aside"] == {"changed_type": 0, "removed_choices": {"radio": 1}}
    assert age["set_aside"] == {"changed_type": 1, "removed_choices": {}}
    assert [answer["text"] for answer in age["answers"]] == ["forty"]
    assert document["removed_questions"] == [{"name": "gone", "answers": 1, "comments": 1}]


def version(tmp_path: Path, name: str, seeds: range, **fields: Any) -> Folder:
    """Put responses to a version of the questionnaire; those with greater seeds are newer."""
    folder = Folder(tmp_path / "answers", version=name, media=f"Media of {name}?")
    for seed in seeds:
        folder.put(OPEN, seed=seed, **fields)
    return folder


def test_the_version_that_most_responses_have_counts_and_the_others_are_named(program: Program, tmp_path: Path) -> None:
    version(tmp_path, "1", range(1, 3))
    second = version(tmp_path, "2", range(3, 6))
    # A clock that is wrong makes no version the one that counts, and neither do drafts.
    version(tmp_path, "3", range(90, 91))
    version(tmp_path, "4", range(91, 99), status=Status.PARTIAL)
    document = summary(program)
    assert document["questionnaire"]["version"] == "2"
    assert (document["interviews"], document["other_versions"]) == (6, 3)
    assert question(document, "media")["label"] == "Media of 2?"
    said = " ".join(program("summarize").out.split())
    assert "version 2; 3 interviews used another version: 1 (2), 3 (1) (--questionnaire FILE chooses one)" in said
    for name, sha256 in (("2", second.sha256), ("3", version(tmp_path, "3", range(0)).sha256)):
        chosen = os.path.join("answers", "fair", "questionnaires", f"{sha256}.yaml")
        assert summary(program, "--questionnaire", chosen)["questionnaire"]["version"] == name
    assert summary(program, "--include", "partial")["questionnaire"]["version"] == "4"


def test_of_two_versions_with_as_many_responses_that_of_the_newest_counts(program: Program, tmp_path: Path) -> None:
    version(tmp_path, "2", range(1, 3))
    version(tmp_path, "1", range(3, 5))
    assert summary(program)["questionnaire"]["version"] == "1"
    version(tmp_path, "2", range(5, 6))
    assert summary(program)["questionnaire"]["version"] == "2"


def test_an_older_copy_is_not_needed(program: Program, tmp_path: Path) -> None:
    first = Folder(tmp_path / "answers")
    first.put(OPEN)
    (first.path / "questionnaires" / f"{first.sha256}.yaml").unlink()
    Folder(tmp_path / "answers", version="2").put(VEILED, seed=9)
    assert summary(program)["interviews"] == 2


def test_without_a_copy_a_questionnaire_can_be_named(program: Program, answers: Folder) -> None:
    copy = answers.path / "questionnaires" / f"{answers.sha256}.yaml"
    text = copy.read_text(encoding="utf-8")
    copy.unlink()
    outcome = program("summarize")
    assert (outcome.code, outcome.out) == (2, "")
    assert "--questionnaire FILE" in outcome.err
    (answers.path.parent.parent / "fair.yaml").write_text(text, encoding="utf-8")
    assert summary(program, "--questionnaire", "fair.yaml")["interviews"] == 3


def other(tmp_path: Path, *parts: str) -> Folder:
    folder = Folder(tmp_path.joinpath(*parts), QUESTIONNAIRE.replace("id: fair", "id: market"))
    folder.reference = QuestionnaireRef("market", "1", folder.sha256)
    folder.put(VEILED, seed=77)
    return folder


def test_answers_to_two_questionnaires_are_not_added_up(program: Program, answers: Folder, tmp_path: Path) -> None:
    other(tmp_path, "answers", "second")
    outcome = program("summarize")
    assert (outcome.code, outcome.out) == (2, "")
    shown = " ".join(outcome.err.split())
    assert "fair (4), market (1)" in shown
    assert "sstc-survey summarize answers/fair" in shown
    assert "sstc-survey summarize answers/second/fair" in shown
    assert summary(program, str(answers.path))["interviews"] == 3


def test_a_named_questionnaire_refuses_the_answers_to_others(program: Program, answers: Folder, tmp_path: Path) -> None:
    market = other(tmp_path, "answers")
    copy = os.path.join("answers", "fair", "questionnaires", f"{answers.sha256}.yaml")
    assert f"--questionnaire {copy}" in re.sub(r"\s+", " ", program("summarize").err)
    document = summary(program, "--questionnaire", copy, code=1)
    assert (document["interviews"], document["files"]["found"], document["files"]["refused"]) == (3, 5, 1)
    assert document["refused"][0]["code"] == "summary-other-questionnaire"
    assert market.reference.id in document["refused"][0]["reason"]


@pytest.mark.usefixtures("answers")
def test_an_unknown_question_names_those_there_are(program: Program) -> None:
    outcome = program("summarize", "--question", "medai", "--question", "age")
    assert (outcome.code, outcome.out) == (2, "")
    assert "did you mean media?" in outcome.err
    outcome = program("summarize", "--question", "wholly-other", "--question", "age")
    assert (outcome.code, outcome.out) == (2, "")
    shown = " ".join(outcome.err.split())
    assert 'unknown question "wholly-other"' in shown
    assert "who, country, country_other, quoted, media, age" in shown


@pytest.mark.usefixtures("answers")
def test_an_unknown_language_names_those_there_are(program: Program) -> None:
    outcome = program("summarize", "--language", "km")
    assert (outcome.code, outcome.out) == (2, "")
    assert 'unknown language "km"' in outcome.err


def test_nothing_to_summarise(program: Program, tmp_path: Path) -> None:
    outcome = program("summarize")
    assert outcome.code == 2
    assert "file not found" in outcome.err
    (tmp_path / "answers").mkdir()
    outcome = program("summarize")
    assert (outcome.code, outcome.out) == (1, "")
    assert "no responses in answers" in outcome.err


def test_only_refused_files_are_accounted_for(program: Program, tmp_path: Path) -> None:
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "x.json").write_text("{}")
    (tmp_path / "answers" / "y.json").write_text("{")
    document = summary(program, code=1)
    assert (document["files"]["found"], document["files"]["refused"], document["interviews"]) == (2, 2, 0)
    assert [note["file"] for note in document["refused"]] == ["answers/x.json", "answers/y.json"]
    assert (document["questionnaire"], document["questions"]) == (None, [])
    for output_format in FORMATS:
        outcome = program("summarize", "--format", output_format)
        assert outcome.code == 1
        assert "x.json" in outcome.out
    shown = " ".join(program("summarize").out.split())
    assert "2 files: 0 complete, 0 drafts, 0 void, 0 conflicting, 2 rejected" in shown
    assert "this is not an sstc-survey response" in shown


def test_conflicts_alone_make_the_exit_code_1_and_are_not_tallied(program: Program, answers: Folder) -> None:
    apart = Folder(answers.path.parent.parent / "other laptop")
    answers.put({"who": "Here", "age": 99}, seed=60)
    apart.put({"who": "There", "age": 98}, seed=60)
    document = summary(program, "answers", "other laptop", code=1)
    assert (document["files"]["conflict"], document["files"]["refused"], document["interviews"]) == (2, 0, 3)
    assert question(document, "age")["numbers"]["max"] == 40


@pytest.mark.parametrize("include", [(), ("--include", "partial")])
def test_void_interviews_are_not_tallied(program: Program, answers: Folder, include: tuple[str, ...]) -> None:
    before = summary(program, *include)["questions"]
    answers.put({**OPEN, "age": 99}, status=Status.VOID)
    document = summary(program, *include)
    assert (document["files"]["void"], document["questions"]) == (1, before)


def test_drafts_alone_make_an_empty_summary(program: Program, tmp_path: Path) -> None:
    Folder(tmp_path / "answers").put({"who": "Half Way"}, status=Status.PARTIAL)
    document = summary(program)
    assert document["interviews"] == 0
    assert [row["percent_answered"] for row in question(document, "country")["choices"]] == [None] * 3
    shown = program("summarize").out
    assert "Base: 0 complete interviews; 1 draft not included (--include partial adds them)" in shown
    assert "asked" not in shown


@pytest.mark.usefixtures("answers")
@pytest.mark.parametrize("output_format", FORMATS)
def test_output_is_what_would_have_been_printed(program: Program, tmp_path: Path, output_format: str) -> None:
    printed = program("summarize", "--format", output_format)
    written = program("summarize", "--format", output_format, "--output", "summary.out")
    assert (written.code, written.out, written.err) == (0, "", "Saved: summary.out\n")
    assert (tmp_path / "summary.out").read_text(encoding="utf-8") == printed.out


@pytest.mark.parametrize("output_format", FORMATS)
def test_what_is_left_out_is_said_beside_the_output(program: Program, answers: Folder, output_format: str) -> None:
    name = "01580000-0000-7000-8000-000000000000.json"
    (answers.path / name).write_text("{")
    written = program("summarize", "--format", output_format, "--output", "summary.out")
    assert written.code == 1
    assert f"{name}: the file is truncated" in written.err


@pytest.mark.usefixtures("answers")
def test_output_is_whole_or_not_at_all(program: Program, tmp_path: Path) -> None:
    (tmp_path / "kept.json").write_text("before")
    assert program("summarize", "--question", "nope", "--output", "kept.json").code == 2
    assert (tmp_path / "kept.json").read_text() == "before"
    outcome = program("summarize", "--output", "no/such/folder.json")
    assert (outcome.code, outcome.out) == (2, "")
    assert "no/such/folder.json" in outcome.err


@pytest.mark.usefixtures("answers")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666])
def test_output_keeps_the_mode_of_what_was_there(program: Program, tmp_path: Path, mode: int) -> None:
    (kept := tmp_path / "kept.txt").write_text("before")
    kept.chmod(mode)
    assert program("summarize", "--output", "kept.txt").code == 0
    assert kept.read_text().startswith("The fair")
    assert kept.stat().st_mode & 0o777 == mode


@pytest.mark.usefixtures("answers")
def test_what_programs_read_is_utf_8_in_every_locale(program: Program) -> None:
    for output_format in ("json", "csv", "markdown"):
        latin = program("summarize", "--format", output_format, env={"PYTHONIOENCODING": "ascii"})
        assert latin.out == program("summarize", "--format", output_format).out


@pytest.mark.usefixtures("answers")
def test_csv_is_one_figure_a_row(program: Program) -> None:
    rows = list(csv.DictReader(io.StringIO(program("summarize", "--format", "csv").out)))
    found = [row["value"] for row in rows if (row["question"], row["figure"]) == ("age", "mean")]
    assert found == ["32.0"]
    assert {
        (row["code"], row["text"], row["value"])
        for row in rows
        if (row["question"], row["figure"])
        == (
            "media",
            "n",
        )
    } == {("radio", "Radio", "1"), ("tv", "TV", "2")}


@pytest.mark.usefixtures("answers")
def test_csv_has_the_separator_that_was_chosen(program: Program) -> None:
    usual = list(csv.reader(io.StringIO(program("summarize", "--format", "csv").out)))
    for chosen, separator in ((",", ","), (";", ";"), ("tab", "\t"), ("\t", "\t")):
        written = program("summarize", "--format", "csv", "--separator", chosen)
        assert (written.code, written.err) == (0, "")
        assert list(csv.reader(io.StringIO(written.out), delimiter=separator)) == usual
    for chosen in ("|", "", ",,", "x"):
        refused = program("summarize", "--format", "csv", "--separator", chosen)
        assert (refused.code, refused.out) == (2, "")
        assert "--separator" in refused.err


@pytest.mark.usefixtures("answers")
def test_raw_csv_has_no_apostrophes(program: Program, tmp_path: Path) -> None:
    survey = (
        'id: formulas\nversion: "1"\ntitle: =1+1\nquestions:\n'
        '  - {name: words, type: text, label: "a;=1", multiline: true}\n'
    )
    (tmp_path / "formulas.yaml").write_text(survey, encoding="utf-8")
    (tmp_path / "replies.json").write_text('{"words": "one\\n=2"}', encoding="utf-8")
    assert program("run", "formulas.yaml", "--replies", "replies.json", "--answers", "formulas").code == 0
    for option, apostrophe in ((), "'"), (("--raw",), ""):
        written = program("summarize", "formulas", "--format", "csv", *option).out
        for text in (f'"{apostrophe}=1+1"', f'"a;{apostrophe}=1"', f'"one\n{apostrophe}=2"'):
            assert text in written


@pytest.mark.usefixtures("answers")
@pytest.mark.parametrize("option", [("--raw",), ("--separator", ";")])
@pytest.mark.parametrize("output_format", [each for each in FORMATS if each != "csv"])
def test_options_of_csv_go_with_csv_alone(program: Program, option: tuple[str, ...], output_format: str) -> None:
    refused = program("summarize", "--format", output_format, *option)
    assert (refused.code, refused.out) == (2, "")
    assert f"{option[0]} requires --format csv" in refused.err


HEAVY = ("questionary", "prompt_toolkit", "hypothesis", "pydantic", "rich.progress", "asyncio")


@pytest.mark.usefixtures("answers")
def test_json_needs_no_rich(program: Program) -> None:
    loaded = program("summarize", "--format", "json", env={"PYTHONPROFILEIMPORTTIME": "1"}).err
    assert "sstc_survey.reports.summary.as_json" in loaded
    for module in (*HEAVY, "rich.console"):
        assert not re.search(rf"\| +{re.escape(module)}$", loaded, re.MULTILINE), module


LANGUAGES = """\
id: fair
version: "{version}"
title: {{en: The fair, zh: 集市}}
questions:
  - {{name: media, type: select_multiple, label: {{en: "{media}", zh: 哪些媒体？}}, choices: {{radio: {{en: Radio, zh: 广播}}, tv: TV}}, or_other: true}}
  - {{name: order, type: rank, label: Order, choices: {{fig: Fig, pear: Pear}}}}
  - {{name: score, type: range, label: Score, start: 1, end: 3}}
  - {{name: age, type: integer, label: Age}}
  - {{name: day, type: date, label: Day}}
  - {{name: hour, type: time, label: Hour}}
  - {{name: word, type: calculate, calculation: "'w'"}}
  - {{name: member, type: repeat, label: 成员, questions: [{{name: kid, type: text, label: Kid}}]}}
"""  # noqa: E501


@pytest.fixture
def languages(tmp_path: Path) -> Folder:
    """Fill the folder with interviews that have every kind of figure."""
    folder = Folder(tmp_path / "answers", LANGUAGES)
    answers = {
        "media": ["radio", "tv", "other"], "media_other": "x", "order": ["fig", "pear"], "score": 2, "age": 40,
        "day": "2016-09-07", "hour": "14:30", "word": "w", "member": [{"kid": "k"}],
    }  # fmt: skip
    folder.put(answers, comments={"media": "y"})
    folder.put({**answers, "age": 12.5, "gone": 1}, {})
    folder.put({}, {"media": "refused"}, status=Status.PARTIAL)
    folder.put({"day": "2016-10-01"}, {"media": "dont_know", "order": "blank"}, status=Status.VOID)
    return folder


@pytest.mark.usefixtures("languages")
@pytest.mark.parametrize("output_format", ["table", "markdown", "svg"])
@pytest.mark.parametrize("more", [(), ("--include", "partial", "--base", "asked")])
def test_a_summary_is_in_the_language_that_is_asked_for(
    program: Program, output_format: str, more: tuple[str, ...]
) -> None:
    arguments = ("summarize", "--format", output_format, *more)
    english = program(*arguments, "--question", "media").out
    assert "n = answers with this choice" in english.replace("&#160;", " ")
    out = program(*arguments, "--language", "zh").out.replace("&#160;", " ")
    text = html.unescape(re.sub("<style.*?</style>|<[^>]*>", " ", out, flags=re.DOTALL)).replace(
        "--include partial", ""
    )
    # Only the names and labels that the questionnaire has, and names of statistics, are in Latin letters.
    known = "fair media media_other TV order Order Fig Pear score Score age Age day Day hour Hour word member kid Kid"
    left = set(re.findall("[A-Za-z_]{2,}", text.replace("\\", ""))) - {
        *known.split(),
        "gone",
        "sstc",
        "survey",
        "summarize",
    }
    assert not left, left
    assert "问卷 fair，版本 1" in text


@pytest.mark.usefixtures("languages")
def test_keys_and_columns_stay_in_every_language(program: Program) -> None:
    for output_format in ("json", "csv"):
        found = [
            re.sub(r"[^\x00-\x7f]+", "", program("summarize", "--format", output_format, "--language", tag).out)
            for tag in ("en", "zh")
        ]
        for key in ("percent_mentions", "not_reached", "changed_type" if output_format == "json" else "earliest"):
            assert key in found[0]
            assert key in found[1]


@pytest.mark.usefixtures("answers")
def test_long_lists_are_cut_unless_all_is_asked_for(program: Program, answers: Folder) -> None:
    for number in range(30):
        answers.put({"who": f"P{number:02}", "quoted": "record"})
    answers.put({"who": "P07", "quoted": "record"})
    out = program("summarize", "--question", "who").out
    assert "2 × “P07”" in out
    assert "11 more (--all shows everything)" in out
    assert len(re.findall("“", out)) == 20
    out = program("summarize", "--question", "who", "--all").out
    assert "more" not in out
    assert len(re.findall("“", out)) == 31
    # For programs nothing is cut or put together.
    assert len(question(summary(program), "who")["answers"]) == 32
