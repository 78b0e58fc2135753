"""Banners of questions of every type: each format writes them, with every test."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from conftest import Program

ROOT = Path(__file__).resolve().parents[2]
# Numbers with a histogram, calculations that are texts, a long scale, and everything else that has figures.
EVERY_BODY = """\
id: every-body
version: "1"
title: Everything with figures
questions:
  - {name: side, type: select_one, label: Side, choices: {a: A, b: B}, required: true}
  - {name: age, type: integer, label: Age, min: 0, max: 90}
  - {name: share, type: decimal, label: Share, min: 0, max: 1}
  - {name: grade, type: range, label: Grade, start: 1, end: 5, step: 1}
  - {name: percent, type: range, label: Percent, start: 0, end: 100, step: 1}
  - name: several
    type: select_multiple
    label: Several
    choices: {x: X, y: Y}
    nets: {any: {label: Any, choices: [x, y]}}
  - name: agree
    type: select_one
    label: Agree
    choices: {a: {label: A, score: 1}, b: {label: B, score: 2}, c: {label: C, score: 3}, d: {label: D, score: 4}}
  - {name: order, type: rank, label: Order, choices: {p: P, q: Q, r: R}}
  - {name: day, type: date, label: Day}
  - {name: at, type: time, label: At}
  - {name: met, type: dateTime, label: Met}
  - {name: note, type: text, label: Text}
  - {name: doubled, type: calculate, calculation: "${age} * 2"}
  - {name: word, type: calculate, calculation: "concat('v', ${percent})"}
  - {name: yes, type: acknowledge, label: "Yes"}
  - {name: took, type: duration}
  - name: member
    type: repeat
    label: Member
    questions:
      - {name: years, type: integer, label: Years, min: 0, max: 90}
"""
ALL_TESTS = ("--test", "chi2", "--test", "columns", "--box", "top2", "--box", "bottom2")


@pytest.fixture
def trial(program: Program, tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_text(EVERY_BODY, encoding="utf-8")
    outcome = program("simulate", "q.yaml", "-n", "80", "--answers", "trial")
    assert outcome.code in {0, 1}


@pytest.mark.usefixtures("trial")
@pytest.mark.parametrize("output_format", ["table", "json", "csv", "markdown", "svg"])
def test_every_question_has_a_table_in_every_format(program: Program, output_format: str) -> None:
    for options in (("side", *ALL_TESTS), ("month,several", *ALL_TESTS), ("side,word", "--mean", "age")):
        outcome = program("summarize", "trial", "--by", *options, "--format", output_format)
        assert (outcome.code, outcome.err) == (0, "")


@pytest.mark.usefixtures("trial")
def test_json_and_csv_have_the_same_figures_of_numbers(program: Program) -> None:
    found = json.loads(program("summarize", "trial", "--by", "side", "--format", "json").out)
    rows = csv.DictReader(io.StringIO(program("summarize", "trial", "--by", "side", "--format", "csv").out))
    in_csv = {
        (row["question"], row["column"], row["figure"]): float(row["value"])
        for row in rows
        if row["variable"] == "side" and not row["code"] and row["value"]
    }
    compared = 0
    for question in found["questions"]:
        for column in question["by"][0]["columns"] if "by" in question else ():
            numbers = column.get("numbers", {})
            assert "histogram" not in numbers
            for figure, value in numbers.items():
                if figure != "n" and value is not None:
                    assert in_csv[question["name"], column["code"], figure] == value
                    compared += 1
    assert compared > 50


@pytest.mark.usefixtures("trial")
@pytest.mark.parametrize("output_format", ["table", "markdown", "svg"])
def test_only_those_who_ask_for_means_read_their_tests(program: Program, output_format: str) -> None:
    def shown(*options: str) -> str:
        out = program(
            "summarize", "trial", "--by", "agree", "--question", "age", "--format", output_format, *options
        ).out
        return " ".join(out.replace("\u00a0", " ").replace("&#160;", " ").split())

    columns, means = shown("--test", "columns"), shown("--mean", "age")
    for words in ("ANOVA", "Kruskal", "95 % of mean"):
        assert words in means
        assert words not in columns


@pytest.mark.usefixtures("trial")
@pytest.mark.parametrize("name", ["", "elder="])
@pytest.mark.parametrize("output_format", ["table", "json", "csv", "markdown", "svg"])
def test_a_condition_on_instances_stands_as_it_was_typed(program: Program, name: str, output_format: str) -> None:
    typed = f"{name}${{years}} > 60"
    by = name.rstrip("=") or "any"
    out = program("summarize", "trial", "--any", typed, "--by", by, "--format", output_format).out
    assert "[years]" not in out.replace("\\", "")
    if output_format in {"table", "json"}:
        assert "${years} > 60" in out
