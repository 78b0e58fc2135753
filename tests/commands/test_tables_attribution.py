"""What respondents hide stays hidden in tables: in columns, bands, conditions, quotes and figures of single values."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Program = Callable[..., Any]

QUESTIONNAIRE = """\
id: quoted
version: "1"
title: Quoted
respondent: [name]
attribution: {question: how, hides: {open: [], closed: [name, age, land, member_age]}}
questions:
  - {name: name, type: text, label: Name?}
  - {name: how, type: select_one, label: How?, choices: {open: Open, closed: Closed}}
  - name: land
    type: select_one
    label: Land?
    choices: {kh: Cambodia, la: Lao PDR}
    nets: {south: {label: South, choices: [kh]}}
  - {name: age, type: integer, label: Age?}
  - {name: years, type: integer, label: Years?}
  - {name: words, type: text, label: Words?}
  - {name: dear, type: calculate, calculation: "concat('Dear ', ${name})"}
  - {name: older, type: calculate, calculation: "${age} + 1"}
  - name: member
    type: repeat
    label: Member
    questions:
      - {name: member_age, type: integer, label: Age?}
      - {name: sex, type: select_one, label: Sex?, choices: {f: F, m: M}}
"""
OPEN = {"name": "Told", "how": "open", "land": "kh", "age": 30, "years": 4, "words": "told aloud"}
CLOSED = {"name": "UNSEEN", "how": "closed", "land": "kh", "age": 7771, "years": 8881, "words": "UNSEEN words"}
CLOSED["member"] = [{"member_age": 6661, "sex": "f"}]
OPEN["member"] = [{"member_age": 20, "sex": "f"}]
FORMATS = ["table", "json", "csv", "markdown", "svg"]

# What is asked of the hidden answers, by a question, a net, bands, a calculation and conditions.
READ = [
    ["--by", "dear"],
    ["--by", "older"],
    ["--by", "land"],
    ["--by", "south"],
    ["--by", "age", "--bands", "age=0-99,100-9999"],
    ["--by", "how", "--where", "${age} > 1"],
    ["--by", "how", "--where", "${name} != ''"],
    ["--by", "sex", "--where", "${older} > 1"],
    ["--any", "aged=${member_age} > 1", "--by", "aged"],
    ["--by", "member_age", "--bands", "member_age=0-99,100-9999"],
]


@pytest.fixture(autouse=True)
def _interviews(program: Program, tmp_path: Path) -> None:
    (tmp_path / "quoted.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (tmp_path / "replies.jsonl").write_text(f"{json.dumps(OPEN)}\n{json.dumps(CLOSED)}\n", encoding="utf-8")
    outcome = program("run", "quoted.yaml", "--replies", "replies.jsonl")
    assert outcome.code == 0, outcome.err


@pytest.mark.parametrize("output_format", FORMATS)
@pytest.mark.parametrize("options", READ, ids=" ".join)
def test_no_format_tells_a_hidden_value(program: Program, options: list[str], output_format: str) -> None:
    outcome = program("summarize", "--format", output_format, *options)
    assert outcome.code == 0, outcome.err
    for unseen in ("UNSEEN", "7771", "7772", "6661", "8881"):
        assert unseen not in outcome.out.replace(",", "")
    assert "told" in outcome.out


def test_without_a_table_the_others_are_shown(program: Program) -> None:
    shown = program("summarize", "--format", "json").out
    assert "UNSEEN words" in shown
    assert "8881" in shown
    assert "7771" not in shown


@pytest.mark.parametrize("options", READ, ids=" ".join)
def test_who_hides_what_is_read_is_counted(program: Program, options: list[str]) -> None:
    document = json.loads(program("summarize", "--format", "json", *options).out)
    assert document["respondents_guarded"] == 1
    assert document["interviews"] == 2
    rows = csv.DictReader(io.StringIO(program("summarize", "--format", "csv", *options).out))
    assert [row["value"] for row in rows if row["figure"] == "respondents_guarded"] == ["1"]
    assert "1 respondent hides an answer that is used here" in " ".join(program("summarize", *options).out.split())


def test_hidden_choices_are_counted_and_hidden_values_are_in_no_column(program: Program) -> None:
    document = json.loads(program("summarize", "--format", "json", "--by", "land,dear,how").out)
    left_out = {variable["name"]: variable["left_out"] for variable in document["banner"]}
    assert left_out == {"land": {}, "dear": {"withheld": 1}, "how": {}}
    assert [column["code"] for column in document["banner"][1]["columns"]] == ["Dear Told"]
    (how,) = (each for each in document["questions"] if each["name"] == "how")
    assert [[column["base"] for column in table["columns"]] for table in how["by"]] == [[2, 0], [1], [1, 1]]


def test_who_is_withheld_for_a_lost_version_is_not_said_to_hide_an_answer(program: Program, tmp_path: Path) -> None:
    (own,) = tmp_path.glob("answers/*/questionnaires/*.yaml")
    newer = tmp_path / "newer.yaml"
    newer.write_text(QUESTIONNAIRE.replace('version: "1"', 'version: "2"'), encoding="utf-8")
    replies = "".join(f"{json.dumps({**each, 'years': 5})}\n" for each in (OPEN, CLOSED))
    (tmp_path / "later.jsonl").write_text(replies, encoding="utf-8")
    assert program("run", "newer.yaml", "--replies", "later.jsonl").code == 0
    options = ("summarize", "--questionnaire", "newer.yaml", "--by", "land", "--format", "json")
    before = program(*options).out
    assert [json.loads(before)[key] for key in ("interviews", "respondents_guarded", "lost_versions")] == [4, 2, 0]
    assert before.count("told aloud") == 2
    own.unlink()
    lost = program(*options).out
    assert [json.loads(lost)[key] for key in ("interviews", "respondents_guarded", "lost_versions")] == [4, 1, 2]
    assert lost.count("told aloud") == 1


def test_the_mean_of_members_has_no_value_that_is_hidden(program: Program, tmp_path: Path) -> None:
    def mean(*options: str) -> tuple[int, float]:
        document = json.loads(program("summarize", "--intervals", "--format", "json", *options).out)
        (question,) = (each for each in document["questions"] if each["name"] == "member_age")
        clustered = question["by_interview"]["mean"]
        return clustered["clusters"], clustered["mean"]

    assert mean() == mean("--by", "sex") == (1, 20)
    # Where nobody hides it, all are in it.
    edited = QUESTIONNAIRE.replace(", land, member_age]", ", land]")
    (tmp_path / "quoted.yaml").write_text(edited, encoding="utf-8")
    assert program("run", "quoted.yaml", "--replies", "replies.jsonl", "--answers", "shown").code == 0
    assert mean("shown") == (2, (20 + 6661) / 2)
