"""An answer as a person reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from sstc_survey.i18n import Text, Words
from sstc_survey.questionnaire import AnyEntry, DateTime, Rank, SelectMultiple, SelectOne, Value, choices_of

# Gives a text in a language.
Wording: TypeAlias = Words | Callable[[Text], str]


def labels(question: AnyEntry, words: Wording) -> dict[str, str]:
    """Return the label of each choice by its code; nothing for a question without choices."""
    if not isinstance(question, SelectOne | SelectMultiple | Rank):
        return {}
    return {choice.code: words(choice.label).strip() for choice in choices_of(question)}


def reading(question: AnyEntry, value: Value | None, words: Wording) -> str:
    """Write an answer with labels for codes; a code that has no label any more stands for itself."""
    if value is None:
        return ""
    known = labels(question, words)
    if isinstance(value, list):
        return "; ".join(known.get(code, code) for code in value)
    if isinstance(question, DateTime) and isinstance(value, str):
        return value.replace("T", " ")
    if isinstance(value, str):
        return known.get(value, value)
    from sstc_survey.engine.values import as_text

    return as_text(value)
