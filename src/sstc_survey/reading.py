"""An answer as a person reads it."""

from __future__ import annotations

from sstc_survey.questionnaire import Leaf, SelectMultiple, SelectOne, Value, choices_of
from sstc_survey.wording import Words


def labels(question: Leaf, words: Words) -> dict[str, str]:
    """Return the label of each choice by its code; nothing for a question without choices."""
    if not isinstance(question, SelectOne | SelectMultiple):
        return {}
    return {choice.code: words(choice.label).strip() for choice in choices_of(question)}


def reading(question: Leaf, value: Value | None, words: Words) -> str:
    """Write an answer with labels for codes; a code that has no label any more stands for itself."""
    if value is None:
        return ""
    known = labels(question, words)
    if isinstance(value, list):
        return "; ".join(known.get(code, code) for code in value)
    return known.get(value, value) if isinstance(value, str) else str(value)
