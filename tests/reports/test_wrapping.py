"""Lines are broken at spaces, by the width that a terminal gives their characters."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import with_examples
from rich.cells import cell_len

from sstc_survey.reports import wrap


@pytest.mark.parametrize(
    ("line", "width", "parts"),
    [
        ("", 5, [""]),
        ("abc def", 7, ["abc def"]),
        ("abc def", 6, ["abc", "def"]),
        ("abcdefgh ij", 3, ["abc", "def", "gh", "ij"]),
        ("a  b   c", 4, ["a  b", "  c"]),
        ("   indented", 9, ["indented"]),
        ("合作合作 合", 5, ["合作", "合作", "合"]),
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
    assert all(cell_len(part) <= width for part in parts)
