"""Lines of every script: where they break, and that they fit."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import with_examples

from sstc_survey.prompters.terminal import cells, cut, padded, wrap, wrap_items
from sstc_survey.prompters.terminal.wrapping import graphemes

KHMER = "ហេតុអ្វីបានជាកិច្ចសហប្រតិបត្តិការ"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        (
            "เจ้าหน้าที่ให้บริการประชาชนเป็นอย่างดีมากน้อยเพียงใด",
            30,
            ["เจ้าหน้าที่ให้บริการประชาชน", "เป็นอย่างดีมากน้อยเพียงใด"],
        ),
        ("", 5, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("one two", 3, ["one", "two"]),
        ("one  two", 4, ["one", "two"]),
        ("unbreakable", 4, ["unbr", "eaka", "ble"]),
        ("a unbreakable", 6, ["a", "unbrea", "kable"]),
        ("one\n\ntwo", 9, ["one", "", "two"]),
        ("学习其他国家", 5, ["学习", "其他", "国家"]),
        ("学习，其他。", 4, ["学", "习，", "其", "他。"]),
        ("abc学习", 4, ["abc", "学习"]),
        ("ប្រទេស\u200bដទៃ", 4, ["ប្រទេស", "ដទៃ"]),
        ("เปเป", 2, ["เป", "เป"]),
        ("🙂🙂", 2, ["🙂", "🙂"]),
        ("ทะทาทำๆ", 3, ["ทะ", "ทา", "ทำๆ"]),
        ("ททท ทะ", 4, ["ททท", "ทะ"]),
        ("ກະກາກຳໆ", 3, ["ກະ", "ກາ", "ກຳໆ"]),
        ("កក ។ កក", 4, ["កក ។", "កក"]),
        ("កកៗកក", 3, ["កកៗ", "កក"]),
        ("ကန်ကန်", 2, ["ကန်", "ကန်"]),
        ("ကက။ကက", 3, ["ကက။", "ကက"]),
        ("学习（其他）学", 6, ["学习", "（其", "他）学"]),
        ("学“习”他", 4, ["学", "“习”", "他"]),
        ("学《习》", 4, ["学", "《习", "》"]),
        ("学人々人", 4, ["学", "人々", "人"]),
        ("see (this one)", 5, ["see", "(this", "one)"]),
        ("👍🏽👍🏽", 2, ["👍🏽", "👍🏽"]),
        ("🇰🇭🇱🇦", 4, ["🇰🇭", "🇱🇦"]),
        ("wide", 0, ["w", "i", "d", "e"]),
    ],
)
def test_where_lines_break(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


def test_a_letter_keeps_its_marks_and_what_is_stacked_under_it() -> None:
    for width in range(2, 12):
        for line in wrap(KHMER, width):
            assert not unicodedata.category(line[0]).startswith("M")
            assert unicodedata.combining(line[-1]) != unicodedata.combining("្")


TEXT = st.text(st.sampled_from("ab ,-\n学。កា្ំไทย์🙂e\u0301\u200b\u200d"), max_size=40)


@with_examples(200)
@given(TEXT, st.integers(4, 30))
def test_nothing_is_lost_but_spaces_and_every_line_fits(text: str, width: int) -> None:
    lines = wrap(text, width)
    for space in (" ", "\n", "\u200b"):
        text = text.replace(space, "")
    assert "".join(lines).replace(" ", "").replace("\u200b", "") == text
    # A stack of letters that is wider than the line is not torn apart.
    assert all(cells(line) <= width or "្" in line or "\u200d" in line for line in lines)


@pytest.mark.parametrize(
    ("width", "lines"),
    [(11, ["aa 1 · bb 2", "cc 3"]), (10, ["aa 1", "bb 2", "cc 3"]), (3, ["aa", "1", "bb", "2", "cc", "3"])],
)
def test_items_stay_whole_where_they_fit(width: int, lines: list[str]) -> None:
    assert wrap_items(["aa 1", "bb 2", "cc 3"], width, " · ") == lines


@pytest.mark.parametrize(
    ("text", "width", "height", "lines"),
    [
        ("short", 9, 1, ["short"]),
        ("one two three", 8, 1, ["one two…"]),
        ("one two three", 7, 1, ["one tw…"]),
        ("one two three", 7, 2, ["one two", "three"]),
        ("one two three four", 7, 2, ["one two", "three…"]),
        ("one unbreakable", 9, 1, ["one unbr…"]),
        ("one\ntwo", 5, 1, ["one…"]),
        ("学习其他国家", 5, 1, ["学习…"]),
        ("សួស្តី", 3, 1, ["សួស្តី"]),
        ("សួស្តីសួស្តី", 4, 1, ["សួស្តី…"]),
    ],
)
def test_what_is_cut_ends_in_an_ellipsis(text: str, width: int, height: int, lines: list[str]) -> None:
    assert cut(text, width, "…", height=height) == lines


def test_padding_counts_cells() -> None:
    assert padded("学", 4) == "学  "


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("ab", ["a", "b"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("ក្កា", ["ក្កា"]),
        ("ស្តី", ["ស្តី"]),
        ("เก้า", ["เ", "ก้", "า"]),
        ("กำ", ["กำ"]),
        ("ຫຼວງ", ["ຫຼ", "ວ", "ງ"]),
        ("မန္တ", ["မ", "န္တ"]),
        ("👍🏽👨\u200d👩", ["👍🏽", "👨\u200d👩"]),
        ("🇰🇭🇱🇦", ["🇰🇭", "🇱🇦"]),
        ("学习", ["学", "习"]),
    ],
)
def test_what_a_cursor_goes_over_at_once(text: str, letters: list[str]) -> None:
    assert list(graphemes(text)) == letters


SCRIPTS = st.text(st.sampled_from("ab ทะาำๆเก้ ກະໆເ កា្ៗ។ ကန်း။ 学习，（“《》”） "), max_size=60)


@with_examples(200)
@given(SCRIPTS, st.integers(8, 30))
def test_no_line_begins_or_ends_where_its_script_forbids(text: str, width: int) -> None:
    before = ""
    for line in wrap(text, width):
        # What is longer than a line, or stands behind a space alone, has to be broken somewhere.
        joined = before + line
        if before and line and cells(before) < width // 2:
            is_parted = " " in joined or f"{before} {line[0]}" in text
            assert line[0] not in "ะาำๆະໆៗ။，》”）" or is_parted
            assert before[-1] not in "เເ（“《" or f"{before} " in text
        before = line
