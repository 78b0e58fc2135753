"""Who said it, as far as each respondent allows.

What a respondent's choice hides is hidden in every output. A respondent who has not said how they may be
quoted, or said it in a way that this questionnaire does not know, is treated as having hidden everything that
any choice hides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sstc_survey.questionnaire import (
    OTHER,
    Leaf,
    Questionnaire,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Value,
    other_name,
)
from sstc_survey.reading import reading
from sstc_survey.wording import Words


class Attributions:
    """The rules of one questionnaire, worked out once for many responses."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._respondent = questionnaire.respondent
        self._questions = {leaf.name: leaf for leaf in questionnaire.leaves()}
        # Few distinct answers stand under very many quotes.
        self._read: dict[tuple[str, str | float, Words], str] = {}
        self._asked_in = ""
        self._hides: dict[str, frozenset[str]] = {}
        rules = questionnaire.attribution
        if rules is not None:
            self._asked_in = rules.question
            known = _codes(self._questions.get(rules.question))
            self._hides = {code: self._with_others(rules.hides.get(code, ())) for code in known}
            self._all = self._with_others(name for names in rules.hides.values() for name in names)
        else:
            self._all = frozenset()

    @property
    def hideable(self) -> frozenset[str]:
        """Return the names of the questions that some choice hides."""
        return self._all

    def hidden(self, answers: Mapping[str, Value]) -> frozenset[str]:
        """Return the names of the questions whose answers and comments may not be shown."""
        said = answers.get(self._asked_in)
        return self._hides.get(said, self._all) if isinstance(said, str) else self._all

    @property
    def telling(self) -> frozenset[str]:
        """Return the names of all questions that could tell who spoke."""
        return self._all | self._with_others(self._respondent)

    def speaker(
        self, answers: Mapping[str, Value], words: Words, also_hidden: frozenset[str] = frozenset()
    ) -> str | None:
        """Return who spoke, such as "Name, Institution, Country", or None if nothing of it may be shown."""
        hidden = self.hidden(answers) | also_hidden
        parts = [self._part(name, answers, words, hidden) for name in self._respondent if name not in hidden]
        return ", ".join(part for part in parts if part) or None

    def _part(self, name: str, answers: Mapping[str, Value], words: Words, hidden: frozenset[str]) -> str:
        value = answers.get(name)
        if value == OTHER:
            other = self._other_of(name)
            said = None if other is None or other in hidden else answers.get(other)
            if isinstance(said, str):
                return said
        question = self._questions.get(name)
        if question is None or value is None:
            return ""
        if isinstance(value, list) or isinstance(question, TextQuestion):
            return reading(question, value, words)
        key = (name, value, words)
        if key not in self._read:
            self._read[key] = reading(question, value, words)
        return self._read[key]

    def _with_others(self, names: Iterable[str]) -> frozenset[str]:
        """Return the names with those of the texts of their "Other"."""
        hidden = set(names)
        hidden.update(other for name in list(hidden) if (other := self._other_of(name)) is not None)
        return frozenset(hidden)

    def _other_of(self, name: str) -> str | None:
        question = self._questions.get(name)
        return other_name(question) if isinstance(question, SelectOne | SelectMultiple) and question.or_other else None


def hidden(questionnaire: Questionnaire, answers: Mapping[str, Value]) -> frozenset[str]:
    """Return the names of the questions whose answers and comments one response keeps back."""
    return Attributions(questionnaire).hidden(answers)


def speaker(questionnaire: Questionnaire, answers: Mapping[str, Value], words: Words) -> str | None:
    """Return who spoke in one response, such as "Name, Institution, Country", or None if all of it is hidden."""
    return Attributions(questionnaire).speaker(answers, words)


def _codes(question: Leaf | None) -> tuple[str, ...]:
    """Return the codes that the questionnaire itself gives; what "Other" means it does not say."""
    return tuple(choice.code for choice in question.choices) if isinstance(question, SelectOne) else ()
