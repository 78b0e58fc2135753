"""The route: the questions that a set of answers leads to. It is derived here and stored nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sstc_survey.questionnaire import (
    OTHER,
    Leaf,
    Note,
    Questionnaire,
    SelectMultiple,
    SelectOne,
    Value,
    other_name,
    walk,
)
from sstc_survey.wording import Text


class Step(NamedTuple):
    """One stop on the route: a question or a note, and the headings it stands under."""

    question: Leaf
    headings: tuple[Text, ...]

    @property
    def name(self) -> str:
        """Return the name its answer is saved under."""
        return self.question.name

    @property
    def askable(self) -> bool:
        """Tell a question from a note."""
        return not isinstance(self.question, Note)


def route(questionnaire: Questionnaire, answers: Mapping[str, Value]) -> tuple[Step, ...]:
    """Return the steps that these answers lead to, in order; answers off the route do not matter."""
    steps: list[Step] = []
    only_after_other: dict[str, bool] = {}
    for leaf, headings in walk(questionnaire.questions):
        if not only_after_other.pop(leaf.name, True):
            continue
        steps.append(Step(leaf, headings))
        if isinstance(leaf, SelectOne | SelectMultiple) and leaf.or_other:
            only_after_other[other_name(leaf)] = chose_other(answers.get(leaf.name))
    return tuple(steps)


def chose_other(answer: Value | None) -> bool:
    """Tell whether an answer of a select, one code or several, takes "Other"."""
    return answer == OTHER or (isinstance(answer, list) and OTHER in answer)
