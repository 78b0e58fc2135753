"""Lines are broken at spaces, by the width that a terminal gives their characters."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import with_examples
from rich.cells import cell_len
from rich.console import Console

from sstc_survey.line_breaks import clusters
from sstc_survey.reports import wrap
from sstc_survey.reports.console import CleanConsole, wrap_facts


@pytest.mark.parametrize(
    ("line", "width", "parts"),
    [
        ("", 5, [""]),
        ("abc def", 7, ["abc def"]),
        ("abc def", 6, ["abc", "def"]),
        ("abcdefgh ij", 3, ["abc", "def", "gh", "ij"]),
        ("a  b   c", 4, ["a  b", "c"]),
        ("   indented", 9, ["indented"]),
        ("合作合作 合", 5, ["合作", "合作", "合"]),
        ("6. 为什么合作有用？", 10, ["6. 为什么", "合作有用？"]),
        ("合作有用吗？", 10, ["合作有用", "吗？"]),
        ("选择（两项）", 6, ["选择", "（两", "项）"]),
        ("ab\u200bcd\u200bef", 4, ["ab\u200bcd\u200b", "ef"]),
    ],
)
def test_wrap(line: str, width: int, parts: list[str]) -> None:
    assert list(wrap(line, width)) == parts


TEXT = st.text(st.sampled_from("ab é合 \u200b្ក😀"), max_size=60)


@with_examples(200)
@given(line=TEXT, width=st.integers(2, 12))
def test_nothing_is_lost_and_everything_fits(line: str, width: int) -> None:
    parts = list(wrap(line, width))
    assert re.sub(" ", "", "".join(parts)) == re.sub(" ", "", line)
    # Letters that stack are never parted, however wide; what is blank at an end may go beyond it.
    shown = [part.strip(" \u200b") for part in parts]
    assert all(cell_len(part) <= width or len(list(clusters(part))) == 1 for part in shown)


FACTS = "n 40 · mean 17.85 · SD 16.39 · min 1 · max 40"


@pytest.mark.parametrize(
    ("line", "width", "parts"),
    [
        (FACTS, 45, [FACTS]),
        (FACTS, 44, ["n 40 · mean 17.85 · SD 16.39 · min 1 ·", "max 40"]),
        (FACTS, 18, ["n 40 ·", "mean 17.85 ·", "SD 16.39 · min 1 ·", "max 40"]),
        (FACTS, 7, ["n 40 ·", "mean", "17.85 ·", "SD", "16.39 ·", "min 1 ·", "max 40"]),
        ("asked 6 of 73 (not asked 67): answered 4", 28, ["asked 6 of 73", "(not asked 67): answered 4"]),
        ("14 次访谈中提问 14：已回答 13，未填 1", 30, ["14 次访谈中提问 14：", "已回答 13，未填 1"]),
        ("1,234 answers, 5 blank", 14, ["1,234 answers,", "5 blank"]),
        ("", 5, []),
    ],
)
def test_a_figure_stays_with_its_name(line: str, width: int, parts: list[str]) -> None:
    assert list(wrap_facts(line, width)) == parts


def table_at(width: int, headings: list[list[str]], rows: list[list[str]]) -> list[str]:
    stream = io.StringIO()
    CleanConsole(Console(file=stream, width=width)).table(headings, rows)
    return stream.getvalue().splitlines()


HEADINGS = [["n", "% of", ""], ["", "answered", "value"]]
ROWS = [["7", "50.0%", "About right for me"], ["14", "", "answered"]]


def test_the_text_of_a_row_is_beside_its_figures_where_words_fit() -> None:
    assert table_at(40, HEADINGS, ROWS) == [
        "   n      % of",
        "      answered  value",
        "   7     50.0%  About right for me",
        "  14            answered",
    ]


def test_the_text_of_a_row_is_above_its_figures_where_words_do_not_fit() -> None:
    assert table_at(18, HEADINGS, ROWS) == [
        "  value",
        "   n      % of",
        "      answered",
        "  About right for",
        "  me",
        "   7     50.0%",
        "  answered",
        "  14",
    ]
