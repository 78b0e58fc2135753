"""What clean() leaves of text that tries to steer a terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sstc_survey.display import clean, spell_out

PAYLOADS = {
    "colour": ("\x1b[31mred", "␛[31mred"),
    "clear screen": ("\x1b[2J\x1b[H", "␛[2J␛[H"),
    "window title": ("\x1b]0;title\x07", "␛]0;title␇"),
    "clipboard": ("\x1b]52;c;cm0gLXJm\x1b\\", "␛]52;c;cm0gLXJm␛\\"),
    "link": ("\x1b]8;;http://x\x1b\\here\x1b]8;;\x1b\\", "␛]8;;http://x␛\\here␛]8;;␛\\"),
    "one-byte CSI": ("\x9b31m", "\\u009b31m"),
    "one-byte OSC": ("\x9d0;t\x9c", "\\u009d0;t\\u009c"),
    "next line": ("a\x85b", "a\\u0085b"),
    "carriage return": ("harmless\rharmful", "harmless␍harmful"),
    "backspace": ("no\x08\x08yes", "no␈␈yes"),
    "null": ("a\0b", "a␀b"),
    "delete": ("a\x7fb", "a␡b"),
    "vertical tab and form feed": ("a\vb\fc", "a␋b␌c"),
    "shift out": ("a\x0eb", "a␎b"),
    "line separators": ("a\u2028b\u2029c", "a\\u2028b\\u2029c"),
    "byte-order mark": ("\ufeffid", "\\ufeffid"),
    "lone surrogate": ("a\ud800b", "a\\ud800b"),
    "no characters": ("a\ufffeb\uffff", "a\\ufffeb\\uffff"),
    "right-to-left override": ("invoice\u202efdp.exe", "invoicefdp.exe"),
    "isolates": ("\u2066a\u2067b\u2068c\u2069", "abc"),
    "marks of direction": ("\u200ea\u200fb\u061cc", "abc"),
    "embeddings": ("\u202aa\u202bb\u202cc\u202dd", "abcd"),
    "tab": ("a\tb", "a b"),
    "line break": ("a\nb", "a␊b"),
}


@pytest.mark.parametrize(("given_text", "shown"), PAYLOADS.values(), ids=PAYLOADS)
def test_payload(given_text: str, shown: str) -> None:
    assert clean(given_text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Which media do you use?",
        "[bold]not markup[/bold] [/foo]",
        "តើ\u200bអ្នក\u200bឈ្មោះ\u200bអ្វី?",  # Khmer, with zero-width spaces between words
        "คุณชื่ออะไร",
        "ທ່ານ\u200bຊື່\u200bຫຍັງ",
        "क्\u200dष नी\u200cला",
        "您叫什么名字?",
        "👩\u200d💻",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert clean(text) == text


def test_line_breaks_can_stay() -> None:
    assert clean("one\r\ntwo\nthree\rfour\x1b", keep_newlines=True) == "one\ntwo\nthree␍four␛"


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_nothing_that_steers_a_terminal_is_left(text: str) -> None:
    shown = clean(text)
    assert not [c for c in shown if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}]
    assert not [c for c in shown if unicodedata.bidirectional(c) in BIDI_CONTROLS]
    assert clean(shown) == shown


# What `clean` leaves out, or what nobody sees in a name: each of these is told from the name without it.
UNSEEN = {
    **{
        f"U+{code:04X}": chr(code)
        for code in (0xAD, 0x34F, 0x61C, 0x200B, 0x200E, 0x202E, 0x2060, 0x2066, 0x3164, 0xE0041)
    },
    "tab": "\t",
    "line break": "\n",
    "escape": "\x1b",
    "byte-order mark": "\ufeff",
    "half": "\udc80",
}


@pytest.mark.parametrize("unseen", UNSEEN.values(), ids=UNSEEN)
def test_names_can_be_told_apart(unseen: str) -> None:
    names = ("a.json", f"{unseen}a.json", f"a{unseen}.json", f"a.json{unseen}", f"a{unseen}{unseen}.json", "a .json")
    shown = [spell_out(name) for name in names]
    assert len(set(shown)) == len(names)
    assert all(unicodedata.category(character) not in {"Cc", "Cf", "Cs"} for name in shown for character in name)


def test_names_in_scripts_that_need_joiners_stay_as_they_are() -> None:
    for name in ("តើ\u200bអ្នក.json", "می\u200cخواهم.yaml", "👩\u200d💻.yaml", "ການ\u200bສຳຫຼວດ"):
        assert spell_out(name) == name
    assert spell_out("invoice\u202efdp.exe") == "invoice\\u202efdp.exe"


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_what_is_spelt_out_steers_nothing_and_stays(text: str) -> None:
    shown = spell_out(text)
    assert clean(shown) == shown == spell_out(shown)


BIDI_CONTROLS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
