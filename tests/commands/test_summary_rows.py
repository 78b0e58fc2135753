"""The rows of tables for reading: the most frequent with one for the rest, and those who gave no answer.

1. `--top` shows the most frequent choices and adds up the rest, where respondents add up; else mentions.
2. A banner has the rows of the plain table, in the order of its total.
3. With `--base asked` the shares of one choice, with those of no answer, are all who were asked.
4. JSON and CSV have every choice, whatever is shown.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hangs import no_hang

from sstc_survey.reports.summary.phrases import most_frequent

Program = Callable[..., Any]

QUESTIONNAIRE = """\
id: rows
version: "1"
title: Rows
dont_know: true
refused: true
questions:
  - {name: sex, type: select_one, label: Sex?, choices: {f: Female, m: Male}}
  - {name: town, type: select_one, label: Town?, choices: {a: Aa, b: Bb, c: Cc, d: Dd}}
  - {name: media, type: select_multiple, label: Media?, choices: {radio: Radio, tv: TV, web: Web, sms: SMS}}
  - {name: rate, type: range, label: Rate?, start: 1, end: 4}
  - {name: best, type: rank, label: Best?, choices: {x: Xx, y: Yy, z: Zz}}
  - {name: note, type: calculate, calculation: "concat('v', ${town})"}
"""
# Of 30: towns 3 a, 12 b, 6 c, 3 d, 3 do not know, 3 refused.
TOWNS = [*"abbbbccd", {"missing": "dont_know"}, {"missing": "refused"}]
pytestmark = pytest.mark.usefixtures("answers")


@pytest.fixture
def answers(program: Program, tmp_path: Path) -> None:
    """Save thirty responses."""
    (tmp_path / "rows.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    replies = [
        {
            "sex": "fm"[place % 2],
            "town": TOWNS[place % 10],
            "media": [["tv"], ["tv", "web"], ["tv", "sms", "radio"]][place % 3],
            "rate": [3, 3, 4, 1, 2][place % 5],
            "best": ["z", "x", "y"],
        }
        for place in range(30)
    ]
    (tmp_path / "replies.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in replies), encoding="utf-8")
    outcome = program("run", "rows.yaml", "--replies", "replies.jsonl")
    assert outcome.code == 0, outcome.err


def rows(program: Program, question: str, *options: str) -> list[list[str]]:
    """Return the rows of a question in Markdown, without bars and headings."""
    outcome = program("summarize", "--question", question, "--format", "markdown", *options)
    assert outcome.code == 0, outcome.err
    lines = [
        line.removeprefix("| ").removesuffix(" |").split(" | ")
        for line in outcome.out.replace("\\", "").splitlines()
        if line.startswith("|")
    ]
    return [[cell.strip() for cell in line] for line in lines[2:]]


@pytest.mark.parametrize(
    ("question", "options", "expected"),
    [
        ("town", ("--top", "2"), [["12", "50.0%", "Bb"], ["6", "25.0%", "Cc"], ["6", "25.0%", "2 more"]]),
        ("town", ("--top", "3"), [["3", "12.5%", "Aa"], ["12", "50.0%", "Bb"], ["6", "25.0%", "Cc"]]),
        (
            "town",
            ("--top", "3", "--sort", "count"),
            [["12", "50.0%", "Bb"], ["6", "25.0%", "Cc"], ["3", "12.5%", "Aa"]],
        ),
        ("media", ("--top", "1"), [["30", "100.0%", "50.0%", "TV"], ["30", "", "50.0%", "3 more (mentions)"]]),
        ("rate", ("--top", "1"), [["12", "40.0%", "3"], ["18", "60.0%", "3 more"]]),
        ("best", ("--top", "1"), [["30", "1.00", "100.0%", "60", "Zz"], ["", "", "0.0%", "30", "2 more"]]),
        ("note", ("--top", "2"), [["12", "vb"], ["6", "v"], ["12", "3 more"]]),
    ],
)
def test_the_rest_is_one_row(
    program: Program, question: str, options: tuple[str, ...], expected: list[list[str]]
) -> None:
    assert rows(program, question, *options)[: len(expected)] == expected


@pytest.mark.parametrize(
    ("question", "options", "expected"),
    [
        ("town", (), ["Bb", "Cc", "2 more"]),
        ("town", ("--percent", "row"), ["Bb", "Cc", "2 more"]),
        ("rate", (), ["1", "3", "2 more"]),
        ("media", ("--sort", "count"), ["TV", "Radio", "2 more (mentions)"]),
        ("best", (), ["Xx: mean rank", "Zz: mean rank", "1 more"]),
        ("best", ("--sort", "count"), ["Zz: mean rank", "Xx: mean rank", "1 more"]),
    ],
)
def test_a_banner_has_the_same_rows(
    program: Program, question: str, options: tuple[str, ...], expected: list[str]
) -> None:
    found = rows(program, question, "--by", "sex", "--top", "2", *options)
    assert [row[0] for row in found if row[0] != "answered"][: len(expected)] == expected


@pytest.mark.parametrize("percent", ["column", "total"])
def test_the_rest_has_the_share_of_its_answers(program: Program, percent: str) -> None:
    cut, whole = (
        {row[0]: row[1:] for row in rows(program, "town", "--by", "sex", "--percent", percent, *top)}
        for top in (("--top", "2"), ())
    )
    assert cut["Bb"] == whole["Bb"]
    shares = [[float(cell.strip("%")) for cell in cells] for cells in (cut["2 more"], whole["Aa"], whole["Dd"])]
    assert shares[0] == pytest.approx([sum(pair) for pair in zip(*shares[1:], strict=True)], abs=0.11)


def test_a_net_may_be_added_when_answers_are_there(program: Program, tmp_path: Path) -> None:
    assert program("summarize", "--by", "edges").code == 2
    edges = "{a: Aa, b: Bb, c: Cc, d: Dd}, nets: {edges: {label: Edges, choices: [a, d]}}"
    named = QUESTIONNAIRE.replace('version: "1"', 'version: "1 with nets"')
    newer = named.replace("{a: Aa, b: Bb, c: Cc, d: Dd}", edges)
    (tmp_path / "newer.yaml").write_text(newer, encoding="utf-8")
    outcome = program("summarize", "--questionnaire", "newer.yaml", "--by", "edges", "--question", "sex")
    assert outcome.code == 0, outcome.err
    assert "version 1 with nets; 30 interviews used another version: 1 (30)" in " ".join(outcome.out.split())
    assert "answered, but in no column: edges 6" in outcome.out
    (row,) = (line.split() for line in outcome.out.splitlines() if line.startswith("  answered  "))
    assert row == ["answered", "30", "6", "18"]


def test_the_rest_of_a_row_is_all_of_it(program: Program) -> None:
    found = {row[0]: row[1:] for row in rows(program, "town", "--by", "sex", "--top", "2", "--percent", "row")}
    assert found["2 more"][0] == "100.0%"
    assert sum(float(cell.strip("%")) for cell in found["2 more"][1:]) == pytest.approx(100, abs=0.11)


@pytest.mark.parametrize("by", [(), ("--by", "sex")])
@pytest.mark.parametrize("top", [(), ("--top", "2")])
def test_all_who_were_asked_add_up(program: Program, by: tuple[str, ...], top: tuple[str, ...]) -> None:
    found = rows(program, "town", "--base", "asked", *by, *top)
    if by:
        labels, shares = [row[0] for row in found], [row[1] for row in found]
        assert labels[-1] == "Total"
        shares = shares[labels.index("answered") + 1 :]
    else:
        labels, shares = [row[-1] for row in found], [row[1] for row in found]
        assert labels[-1] == "asked"
    assert labels[-3:-1] == ["don't know", "refused"]
    assert shares[-1] == "100.0%"
    assert sum(float(re.sub(" .*|%", "", share)) for share in shares[:-1]) == pytest.approx(100, abs=0.3)


@pytest.mark.parametrize("question", ["town", "media", "rate", "best"])
def test_without_base_asked_there_are_no_such_rows(program: Program, question: str) -> None:
    for options in ((), ("--by", "sex"), ("--by", "sex", "--base", "asked", "--percent", "row")):
        assert "refused" not in {cell for row in rows(program, question, *options) for cell in row}


@pytest.mark.parametrize("output_format", ["json", "csv"])
@pytest.mark.parametrize("by", [(), ("--by", "sex")])
def test_programs_get_every_choice(program: Program, output_format: str, by: tuple[str, ...]) -> None:
    whole, cut = (program("summarize", "--format", output_format, *by, *top).out for top in ((), ("--top", "1")))
    assert whole == cut


@pytest.mark.parametrize(
    ("top", "shown", "rest"),
    [(None, "abcd", ""), (1, "b", "acd"), (2, "bc", "ad"), (3, "abc", "d"), (4, "abcd", ""), (9, "abcd", "")],
)
def test_the_most_frequent_and_the_rest_keep_their_order(top: int | None, shown: str, rest: str) -> None:
    counts = {"a": 3, "b": 12, "c": 6, "d": 3}
    assert most_frequent([*counts], counts.__getitem__, top) == ([*shown], [*rest])


def test_very_many_choices_are_parted_at_once() -> None:
    count = 200_000
    with no_hang():
        shown, rest = most_frequent(range(count), int, count // 2)
    assert (shown[0], rest[-1]) == (count // 2, count // 2 - 1)


@pytest.mark.parametrize("question", ["media", "rate"])
def test_the_shares_of_the_total_are_of_all_who_answered(program: Program, question: str) -> None:
    options = ("summarize", "answers", "--question", question, "--by", "town", "--box", "top2", "--format")
    (found,) = json.loads(program(*options, "json").out)["questions"]
    (table,) = found["by"]
    assert table["no_column"] == 6
    total = table["total"]
    cells = [*total.get("choices", []), *total.get("values", []), *total.get("boxes", {}).values()]
    assert cells
    assert all(cell["percent_row"] == 100 for cell in cells if cell["n"])
    assert all(cell["percent_total"] == pytest.approx(100 * cell["n"] / 30) for cell in cells)
    written = csv.DictReader(io.StringIO(program(*options, "csv").out))
    shares = [row for row in written if row["variable"] == "town" and "percent" in row["figure"]]
    assert shares
    assert all(float(row["value"]) <= 100 for row in shares)
    assert {row["shown"] for row in shares if row["column"] == "" and row["figure"].endswith("percent_row")} == {
        "100.0%"
    }
    # As a person reads it.
    shown = rows(program, question, "--by", "town", "--box", "top2", "--percent", "total")
    read = " ".join(cell for row in shown for cell in row)
    assert all(f"{cell['percent_total']:.1f}%" in read for cell in cells)
