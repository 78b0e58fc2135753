"""An answer as a person reads it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final, TypeAlias

from sstc_survey.engine.form_node import label_parts
from sstc_survey.i18n import Text, Words, gettext
from sstc_survey.questionnaire import AnyEntry, Choosing, DataType, Value, choices_of

# How an answer that is hidden reads.
HIDDEN: Final = "\u2026"
Translate: TypeAlias = Words | Callable[[Text], str]


def labels(question: AnyEntry, words: Translate, codes: Collection[str] | None = None) -> dict[str, str]:
    """Return the label of each choice, or of those with these codes; nothing for a question without choices."""
    if not isinstance(question, Choosing):
        return {}
    choices = choices_of(question)
    return {each.code: words(each.label).strip() for each in choices if codes is None or each.code in codes}


def with_names(words: Words) -> Callable[[Text], str]:
    """Return a reader of texts where no answers are at hand: it names the questions that they are to, as [name]."""

    def read(text: Text) -> str:
        read = words(text)
        if "${" not in read:
            return read
        from sstc_survey.expressions.expression import fill_label

        return fill_label(label_parts(read), "[{}]".format)

    return read


def answer_text(question: AnyEntry, value: Value | None, words: Translate) -> str:
    """Write an answer with labels for codes; a code without a label is written itself."""
    if isinstance(value, list):
        known = labels(question, words, value)
        return gettext("; ").join(known.get(code, code) for code in value)
    if isinstance(value, str):
        if question.data_type is DataType.DATE_TIME:
            return value.replace("T", " ")
        return labels(question, words, (value,)).get(value, value)
    if value is None:
        return ""
    # Numbers are written as expressions write them.
    from sstc_survey.engine.values import as_text

    return as_text(value)
