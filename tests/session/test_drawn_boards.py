"""The board of a panel as it is drawn, in English and Chinese, on a wide terminal and on a narrow one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from drawn_boards import COLUMNS, LANGUAGES, MOMENTS, board, drawn, golden
from prompt_toolkit.utils import get_cwidth

from sstc_survey.i18n import set_language


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    set_language(request.param)
    yield request.param
    set_language("en")


def test_golden_boards(language: str) -> None:
    path, text = golden(language)
    assert text == path.read_text(encoding="utf-8")
    for columns, lines in re.findall(r"^== \w+, (\d+) columns\n(.*?)(?=^==|\Z)", text, re.DOTALL | re.MULTILINE):
        # No line is broken by the terminal.
        assert [line for line in lines.splitlines() if get_cwidth(line) >= int(columns)] == []


@pytest.mark.parametrize("columns", COLUMNS)
def test_a_board_in_ascii_tells_the_same(columns: int) -> None:
    shown = board(MOMENTS["speaking"](), "en")
    lines = drawn(shown, columns, "ascii")
    assert any(line.startswith((" > 4 ", ">4 ")) for line in lines)
    assert any(" 3 */." in line for line in lines)
    assert "3 of 12 heard" in "\n".join(lines[:2])
