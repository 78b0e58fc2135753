"""An answer as a person reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from sstc_survey.i18n import Text, Words, gettext
from sstc_survey.questionnaire import AnyEntry, Choosing, DataType, Value, choices_of

Translate: TypeAlias = Words | Callable[[Text], str]


def labels(question: AnyEntry, words: Translate) -> dict[str, str]:
    """Return the label of each choice by its code; nothing for a question without choices."""
    if not isinstance(question, Choosing):
        return {}
    return {choice.code: words(choice.label).strip() for choice in choices_of(question)}


def answer_text(question: AnyEntry, value: Value | None, words: Translate) -> str:
    """Write an answer with labels for codes; a code without a label is written itself."""
    if isinstance(value, list):
        known = labels(question, words)
        return gettext("; ").join(known.get(code, code) for code in value)
    if isinstance(value, str):
        if question.data_type is DataType.DATE_TIME:
            return value.replace("T", " ")
        return labels(question, words).get(value, value)
    if value is None:
        return ""
    # Numbers are written as expressions write them.
    from sstc_survey.engine.values import as_text

    return as_text(value)
