"""Replies in words."""

from __future__ import annotations

from typing import Final

from sstc_survey.checking.shapes import wrong_shape
from sstc_survey.errors import Problem
from sstc_survey.questionnaire import TextQuestion, Value

MAX_TEXT: Final = 100_000


def check_text(question: TextQuestion, raw: object) -> Value | Problem:
    """Return a text without the white space round it."""
    if not isinstance(raw, str):
        return wrong_shape("text", "text", raw)
    text = raw.strip()
    if not question.multiline and "\n" in text:
        return Problem("reply-one-line")
    return sound_text(text)


def sound_text(text: str) -> str | Problem:
    """Return a text that can be saved, or the problem with it."""
    if len(text) > MAX_TEXT:
        return Problem("reply-too-long", {"length": len(text), "maximum": MAX_TEXT})
    try:
        text.encode()
    except UnicodeEncodeError:
        return Problem("reply-not-text")
    return text
