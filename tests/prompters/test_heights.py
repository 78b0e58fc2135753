"""The lines of a screen are shared among the parts of a prompt so that what is worth most stays in view."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import with_examples

from sstc_survey.prompters.terminal.heights import Heights, Wanted, shared, shared_with_help

LIST = Wanted(lead=0, content=16, message=0, footer=3, least=2, short=1)


@pytest.mark.parametrize(
    ("rows", "question", "wanted", "heights"),
    [
        (24, 2, LIST, Heights(0, 16, 0, 3)),
        # The list makes room for the question and for a message, the keys for both.
        (24, 8, LIST, Heights(0, 13, 0, 3)),
        (24, 8, LIST._replace(message=4), Heights(0, 9, 4, 3)),
        (10, 5, LIST, Heights(0, 2, 0, 3)),
        (10, 5, LIST._replace(message=4), Heights(0, 2, 2, 1, has_short_footer=True)),
        (10, 5, LIST._replace(message=4, lead=2), Heights(1, 2, 1, 1, has_short_footer=True)),
        # Where the question is out of view, the rest has all lines.
        (10, 9, LIST, Heights(0, 7, 0, 3)),
        (4, 1, LIST._replace(message=1), Heights(0, 2, 1, 1, has_short_footer=True)),
    ],
)
def test_heights(rows: int, question: int, wanted: Wanted, heights: Heights) -> None:
    assert shared(rows, question, wanted) == heights


COUNTS = st.integers(0, 40)


@with_examples(200)
@given(st.integers(6, 60), COUNTS, COUNTS, st.integers(1, 40), COUNTS, st.integers(1, 9), st.integers(1, 3))
def test_all_parts_fit_and_none_is_left_out(
    rows: int, question: int, lead: int, content: int, message: int, footer: int, least: int
) -> None:
    wanted = Wanted(lead, content, message, footer, least, short=1)
    got = shared(rows, question, wanted)
    total = got.lead + got.content + got.message + got.footer
    assert total <= rows
    if question + min(lead, 1) + min(content, least) + min(message, 1) + 1 <= rows:
        assert question + total <= rows
    assert got.content >= min(content, least)
    assert (got.lead > 0, got.message > 0, got.footer > 0) == (lead > 0, message > 0, True)


@pytest.mark.parametrize(
    ("lines", "is_page", "heights"),
    [
        (5, False, Heights(0, 18, 5, 1)),
        (30, False, Heights(0, 8, 15, 1)),
        (3, True, Heights(0, 8, 3, 1)),
    ],
)
def test_the_help_has_what_the_content_leaves(lines: int, is_page: bool, heights: Heights) -> None:
    assert shared_with_help(24, 8, lines, 1, is_page=is_page) == heights
