"""What the figures of a summary are over, from the interviews themselves.

1. A repeat that was asked about and is empty counts; a draft that had not come to it does not.
2. What was asked follows from the version of the questionnaire that the interview was made with.
3. A choice that a filter did not offer has the number of those offered beside it, in every format.
4. A choice that excludes others is a mention, and the head says so.
5. `--intervals` shows the interval of each share, and at 40 columns labels keep their room.
6. The number of different texts does not tell what a hidden one is like.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Program = Callable[..., Any]

FAMILY = """\
id: family
version: "{version}"
title: Families
questions:
  - {{name: who, type: text, label: Who are you?}}
"""
CHILDREN = """\
  - name: child
    type: repeat
    label: Child
    questions:
      - {name: called, type: text, label: Name?}
"""


def question(program: Program, name: str, *options: str) -> dict[str, Any]:
    outcome = program("summarize", "--format", "json", *options)
    assert outcome.code == 0, outcome.err
    found: dict[str, Any] = next(each for each in json.loads(outcome.out)["questions"] if each["name"] == name)
    return found


def interview(program: Program, folder: Path, questionnaire: str, *replies: dict[str, Any]) -> None:
    path = folder / "questionnaire.yaml"
    path.write_text(questionnaire, encoding="utf-8")
    lines = folder / "replies.jsonl"
    lines.write_text("".join(f"{json.dumps(reply)}\n" for reply in replies), encoding="utf-8")
    outcome = program("run", str(path), "--replies", str(lines))
    assert outcome.code == 0, outcome.err


def test_two_none_and_none_are_two_thirds_of_a_child(program: Program, tmp_path: Path) -> None:
    two = [{"called": "Sok"}, {"called": "Dara"}]
    interview(program, tmp_path, FAMILY.format(version="1") + CHILDREN, {"who": "a", "child": two}, {"who": "b"}, {})
    found = question(program, "child")
    states = ("asked", "with_instances", "none", "not_asked", "not_reached", "total")
    assert [found[state] for state in states] == [3, 1, 2, 0, 0, 2]
    assert (found["numbers"]["n"], found["numbers"]["mean"]) == (3, 2 / 3)
    assert (found["numbers_with_any"]["n"], found["numbers_with_any"]["mean"]) == (1, 2)
    assert found["sizes"] == {"0": 2, "2": 1}
    out = program("summarize", "--question", "child").out
    assert "child · in 1 of 3 interviews (none 2) · 2 instances · per interview: n 3" in out


def test_a_draft_counts_no_child_that_nobody_spoke_of(program: Program, tmp_path: Path) -> None:
    (tmp_path / "questionnaire.yaml").write_text(FAMILY.format(version="1") + CHILDREN, encoding="utf-8")
    # The end of the input comes where a child is offered, and at the name of the first.
    for typed in ("Sok\n", "Sok\ny\n"):
        assert program("run", "questionnaire.yaml", "--plain", typed=typed).code == 1
    found = question(program, "child", "--include", "partial")
    assert [found[state] for state in ("with_instances", "none", "not_reached", "total")] == [1, 0, 1, 1]


def test_an_older_version_did_not_ask(program: Program, tmp_path: Path) -> None:
    interview(program, tmp_path, FAMILY.format(version="1"), {"who": "a"})
    later = FAMILY.format(version="2") + CHILDREN
    interview(program, tmp_path, later, {"who": "b", "child": [{"called": "Sok"}]}, {"who": "c"})
    found = question(program, "child")
    assert [found[state] for state in ("with_instances", "none", "not_asked")] == [1, 1, 1]


TOWNS = """\
id: towns
version: "1"
title: Towns
questions:
  - {name: region, type: select_one, label: Region?, choices: {n: North, s: South}}
  - name: town
    type: select_one
    label: Town?
    choices:
      a: {label: Aton, in: n}
      b: {label: Beton, in: n}
      c: {label: Ceton upon the river, in: s}
    choice_filter: in = ${region}
  - name: media
    type: select_multiple
    label: Media?
    choices: {radio: Radio, tv: Television, none: {label: None of these, exclusive: true}}
  - {name: age, type: integer, label: Age?}
"""
REPLIES: list[dict[str, Any]] = [
    {"region": "n", "town": "a", "media": ["radio", "tv"], "age": 20},
    {"region": "n", "town": "a", "media": ["radio"], "age": 22},
    {"region": "n", "town": "b", "media": ["none"], "age": 22},
    {"region": "s", "town": "c", "age": 25},
    {"region": "s", "media": ["tv"]},
]


@pytest.fixture
def towns(program: Program, tmp_path: Path) -> None:
    """Interview five people about towns."""
    interview(program, tmp_path, TOWNS, *REPLIES)


def rows(program: Program, *options: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(program("summarize", "--format", "csv", *options).out)))


@pytest.mark.usefixtures("towns")
def test_of_a_filtered_choice_the_number_of_those_offered_is_in_every_format(program: Program) -> None:
    found = question(program, "town")["choices"]
    assert [(row["code"], row["n"], row["offered"]) for row in found] == [("a", 2, 3), ("b", 1, 3), ("c", 1, 2)]
    assert [row["offered"] for row in question(program, "region")["choices"]] == [None, None]
    lines = program("summarize", "--question", "town").out.splitlines()
    assert "offered = those who were asked and could select it" in " ".join(lines[4:6])
    assert [line.rstrip() for line in lines[-6:]] == [
        "  n      % of  offered",
        "     answered",
        "  2     50.0%        3  ████████          Aton",
        "  1     25.0%        3  ████              Beton",
        "  1     25.0%        2  ████              Ceton upon the river",
        "  4    100.0%                             answered",
    ]
    assert r"| 1 | 25\.0% | 2 | Ceton upon the river |" in program("summarize", "--format", "markdown").out
    offered = {(row["question"], row["code"]): row["value"] for row in rows(program) if row["figure"] == "offered"}
    assert offered == {("town", "a"): "3", ("town", "b"): "3", ("town", "c"): "2"}
    assert "offered" not in program("summarize", "--question", "region").out


@pytest.mark.usefixtures("towns")
def test_a_choice_that_excludes_others_is_a_mention(program: Program) -> None:
    media = question(program, "media")
    assert (media["mentions"], media["mentions_per_answered"]) == (5, 1.25)
    assert [row["percent_mentions"] for row in media["choices"]] == [40, 40, 20]
    said = "% of mentions = n ÷ all choices selected (exclusive choices included)"
    assert said in " ".join(program("summarize").out.split())
    assert "exclusive" not in program("summarize", "--question", "town").out
    figures = {row["figure"]: (row["value"], row["shown"]) for row in rows(program, "--question", "media")}
    assert (figures["mentions"], figures["mentions_per_answered"]) == (("5", "5"), ("1.25", "1.25"))


@pytest.mark.usefixtures("towns")
def test_intervals_are_shown_beside_their_shares(program: Program) -> None:
    # By hand, of 2 among 4: z² = 3.8415, so 50 ± 100 · sqrt(z² · (4 + z²)) / (2 · (4 + z²)) = 50 ± 34.996.
    assert question(program, "town")["choices"][0]["interval_answered"] == pytest.approx([15.0039, 84.9961], abs=1e-4)
    out = program("summarize", "--intervals", "--question", "town").out
    assert "% of answered = n ÷ those who answered · 95 % = its Wilson interval" in " ".join(out.split())
    assert [line.rstrip() for line in out.splitlines()[-6:]] == [
        "  n      % of       95 %  offered",
        "     answered",
        "  2     50.0%  15.0–85.0        3  ████████          Aton",
        "  1     25.0%   4.6–69.9        3  ████              Beton",
        "  1     25.0%   4.6–69.9        2  ████              Ceton upon the river",
        "  4    100.0%                                        answered",
    ]
    # Of those asked it is theirs: 2 of 5.
    markdown = program("summarize", "--intervals", "--format", "markdown", "--base", "asked").out
    assert "| n | % of asked | 95 % | offered | choice |" in markdown
    assert r"| 2 | 40\.0% | 11\.8–76.9 | 3 | Aton |" in markdown
    shown = {(row["figure"], row["code"]): row["shown"] for row in rows(program, "--question", "town")}
    assert (shown["interval_answered_low", "a"], shown["interval_answered_high", "c"]) == ("15.0", "69.9")


NARROW = [
    (
        "media",
        ("--intervals",),
        [
            "  n      % of       95 %",
            "     answered",
            "  2     50.0%  15.0–85.0  Radio",
            "  2     50.0%  15.0–85.0  Television",
            "  1     25.0%   4.6–69.9  None of these",
        ],
    ),
    (
        "town",
        (),
        [
            "  n      % of  offered",
            "     answered",
            "  2     50.0%        3  Aton",
            "  1     25.0%        3  Beton",
            "  1     25.0%        2  Ceton upon the",
            "                        river",
        ],
    ),
]


@pytest.mark.usefixtures("towns")
@pytest.mark.parametrize(("name", "options", "expected"), NARROW, ids=["intervals", "offered"])
def test_at_40_columns_labels_keep_their_room(
    program: Program, name: str, options: tuple[str, ...], expected: list[str]
) -> None:
    out = program("summarize", "--question", name, *options, env={"COLUMNS": "40"}).out
    lines = [line.rstrip() for line in out.splitlines()]
    assert lines[lines.index(expected[0]) :][: len(expected)] == expected


@pytest.mark.usefixtures("towns")
def test_numbers_have_a_histogram(program: Program) -> None:
    expected = [(20, 1), (21, 0), (22, 2), (23, 0), (24, 0), (25, 1)]
    assert question(program, "age")["histogram"] == [{"from": value, "to": value, "n": n} for value, n in expected]
    lines = program("summarize", "--question", "age", env={"LC_ALL": "C", "PYTHONUTF8": "0"}).out.splitlines()
    assert [line.rstrip() for line in lines[-8:]] == [
        "  n                    value",
        "  1  ####              20",
        "  0                    21",
        "  2  ########          22",
        "  0                    23",
        "  0                    24",
        "  1  ####              25",
        "  4                    values",
    ]
    assert "| 2 | 22 |" in program("summarize", "--format", "markdown").out


def test_hidden_texts_are_not_compared_with_others(program: Program, tmp_path: Path) -> None:
    quoted = """\
id: quotes
version: "1"
title: Quotes
attribution: {question: how, hides: {veiled: [say]}}
questions:
  - {name: how, type: select_one, label: How?, choices: {"open": By name, veiled: Not}}
  - {name: say, type: text, label: Well?}
"""
    said = [("open", "yes"), ("open", "Yes"), ("open", "yes"), ("veiled", "yes"), ("veiled", "no")]
    interview(program, tmp_path, quoted, *({"how": how, "say": text} for how, text in said))
    found = question(program, "say")
    assert (found["texts"], found["answers_withheld"]) == ({"n": 5, "distinct": 2}, 2)
    figures = {row["figure"]: row["value"] for row in rows(program, "--question", "say")}
    assert (figures["n"], figures["distinct"], figures["answers_withheld"]) == ("5", "2", "2")


@pytest.mark.usefixtures("towns")
def test_the_head_says_nothing_of_figures_that_tables_of_columns_have_not(program: Program) -> None:
    out = program("summarize", "--by", "region", "--intervals").out
    assert "offered" not in out
    assert "95 %" not in out
