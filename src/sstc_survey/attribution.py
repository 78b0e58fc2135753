"""Who said it, as far as each respondent allows.

What a respondent's choice hides is hidden in every output. A respondent who has not said how they may be
quoted, or said it in a way that this questionnaire does not know, is treated as having hidden everything that
any choice hides. A question inside a repeat is hidden in all instances, and what is worked out from a hidden answer
is hidden with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from sstc_survey.engine.answer_text import reading
from sstc_survey.engine.form import Form, FormNode, compiled
from sstc_survey.i18n import Words
from sstc_survey.questionnaire import (
    OTHER,
    Leaf,
    Questionnaire,
    SelectMultiple,
    SelectOne,
    Stored,
    TextQuestion,
    other_name,
)


class Attributions:
    """The rules of one questionnaire, worked out once for many responses."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._respondent = questionnaire.respondent
        self._form = compiled(questionnaire)
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
    def names(self) -> Iterable[str]:
        """Return the names of all that a response may hold something for."""
        return self._form.nodes

    @property
    def hideable(self) -> frozenset[str]:
        """Return the names of the questions that some choice hides."""
        return self._all

    def hidden(self, answers: Mapping[str, Stored]) -> frozenset[str]:
        """Return the names of the questions whose answers and comments may not be shown."""
        said = answers.get(self._asked_in)
        return self._hides.get(said, self._all) if isinstance(said, str) else self._all

    def speaker(
        self, answers: Mapping[str, Stored], words: Words, also_hidden: frozenset[str] = frozenset()
    ) -> str | None:
        """Return who spoke, such as "Name, Institution, Country", or None if nothing of it may be shown."""
        hidden = self.hidden(answers) | also_hidden
        parts = [self._part(name, answers, words, hidden) for name in self._respondent if name not in hidden]
        return ", ".join(part for part in parts if part) or None

    def _part(self, name: str, answers: Mapping[str, Stored], words: Words, hidden: frozenset[str]) -> str:
        value = answers.get(name)
        if value == OTHER:
            other = self._other_of(name)
            said = None if other is None or other in hidden else answers.get(other)
            if isinstance(said, str):
                return said
        question = self._questions.get(name)
        if question is None or value is None:
            return ""
        if isinstance(value, list):
            return reading(question, [code for code in value if isinstance(code, str)], words)
        if isinstance(question, TextQuestion):
            return reading(question, value, words)
        key = (name, value, words)
        if key not in self._read:
            self._read[key] = reading(question, value, words)
        return self._read[key]

    def _with_others(self, names: Iterable[str]) -> frozenset[str]:
        """Return the names with those of the texts of their "Other", and of all that is worked out from them."""
        hidden: set[str] = set()
        fresh = set(names)
        while fresh:
            hidden |= fresh
            fresh = {node.name for node in self._form.nodes.values() if _sources(node) & fresh} - hidden
        return frozenset(hidden)

    def _other_of(self, name: str) -> str | None:
        question = self._questions.get(name)
        return other_name(question) if isinstance(question, SelectOne | SelectMultiple) and question.or_other else None


def hidden(questionnaire: Questionnaire, answers: Mapping[str, Stored]) -> frozenset[str]:
    """Return the names of the questions whose answers and comments one response keeps back."""
    return _rules(compiled(questionnaire)).hidden(answers)


def speaker(questionnaire: Questionnaire, answers: Mapping[str, Stored], words: Words) -> str | None:
    """Return who spoke in one response, such as "Name, Institution, Country", or None if all of it is hidden."""
    return _rules(compiled(questionnaire)).speaker(answers, words)


@lru_cache(maxsize=64)
def _rules(form: Form) -> Attributions:
    return Attributions(form.questionnaire)


def _sources(node: FormNode) -> set[str]:
    """Return the names of the entries that tell what an entry holds."""
    read = (each for each in (node.calculation, node.default) if each is not None and not isinstance(each, str))
    sources = {reference.name for each in read for reference in each.references}
    return sources if node.other_of is None else {*sources, node.other_of.name}


def _codes(question: Leaf | None) -> tuple[str, ...]:
    """Return the codes that the questionnaire itself gives; what "Other" means it does not say."""
    return tuple(choice.code for choice in question.choices) if isinstance(question, SelectOne) else ()
