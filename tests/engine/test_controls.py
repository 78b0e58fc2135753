"""Control characters: they are no part of an answer, wherever it comes from."""

from __future__ import annotations

import pytest

from sstc_survey.engine import Answer, Comment, Interview, advance, begin
from sstc_survey.engine.validation import tidied, tidied_reply
from sstc_survey.engine.validation.controls import JOINED, LEFT_OUT
from sstc_survey.questionnaire import Integer, Questionnaire, TextQuestion

LINE_ENDS = ("\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029")
CONTROLS = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\v\f\r\t\x85"]
# Khmer, Thai and Lao need the first; the others steer, but are stored as they are and cleaned where they are shown.
KEPT = "\u200b\u200c\u200d\u200e\u202e\u2066\ufeffa é中\U0001f600\xa0"


@pytest.mark.parametrize("end", LINE_ENDS)
def test_a_line_end_is_one_line_end_or_a_space(end: str) -> None:
    assert tidied(f"a{end}b{end}{end}c", multiline=True) == ("a\nb\n\nc", False, False)
    assert tidied(f"a{end}b{end}{end}c", multiline=False) == ("a b c", True, False)
    assert tidied(f"{end}a{end}", multiline=False) == ("a", False, False)


@pytest.mark.parametrize("control", CONTROLS)
def test_other_controls_are_left_out(control: str) -> None:
    for multiline in (False, True):
        assert tidied(f"a{control}b", multiline=multiline) == ("ab", False, True)


@pytest.mark.parametrize(
    "sequence",
    [
        "\x1b[31m", "\x1b[0;1;38;5;201m", "\x1b[A", "\x1b[2J", "\x1b[?25l", "\x1b[1 q", "\x1b[15~", "\x1b]0;title\x07",
        "\x1b]8;;http://x\x1b\\", "\x1bP1$r0m\x1b\\", "\x1b(B", "\x1bOP", "\x1b_Gi=1\x1b\\",
    ],
)  # fmt: skip
def test_a_command_for_a_terminal_is_left_out_whole(sequence: str) -> None:
    for multiline in (False, True):
        assert tidied(f"a {sequence}red{sequence}", multiline=multiline) == ("a red", False, True)
        # What only begins like one stays, but for the control character.
        assert tidied("a\x1b]b\x1b[", multiline=multiline) == ("a]b[", False, True)


def test_a_tab_is_a_space_and_what_scripts_need_stays() -> None:
    for multiline in (False, True):
        assert tidied("a\tb", multiline=multiline) == ("a b", False, False)
        assert tidied(KEPT, multiline=multiline) == (KEPT, False, False)


def test_what_was_changed_is_told_for_texts_and_lists() -> None:
    assert tidied("a\nb\x1a", multiline=False).changes == (JOINED, LEFT_OUT)
    assert tidied_reply(["a\x1a", "b", "c\nd\x00"], multiline=False) == (["a", "b", "c d"], (LEFT_OUT, JOINED))
    assert tidied_reply(5, multiline=False) == (5, ())


@pytest.mark.parametrize(
    ("question", "raw", "expected"),
    [
        (TextQuestion(name="q", label="Q"), "a\nb\x1b[A", "a b"),
        (TextQuestion(name="q", label="Q", multiline=True), "a\r\nb\u2028c\x1a", "a\nb\nc"),
        (TextQuestion(name="q", label="Q"), "\x1a\x00", None),
        (Integer(name="q", label="Q"), "5\x1a\n", 5),
    ],
)
def test_no_reply_brings_one_into_an_answer(question: TextQuestion | Integer, raw: str, expected: object) -> None:
    begun = begin(Questionnaire(id="q", version="1", title="Q", questions=(question,)), "en")
    answered = advance(begun, Answer(raw), 0)
    assert isinstance(answered, Interview)
    assert answered.sheet.answers.get("q") == expected
    commented = advance(begun, Comment("a\x1ab\rc", "q"), 0)
    assert isinstance(commented, Interview)
    assert commented.sheet.comments == {"q": "ab\nc"}
