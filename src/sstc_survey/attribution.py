"""How each respondent may be quoted, and which of their answers that hides.

What a respondent's choice hides is hidden in every output. For a respondent who has not chosen, or whose choice this
questionnaire does not know, everything that any choice hides is hidden. A question inside a repeat is hidden in all
instances, and what is calculated from a hidden answer is hidden with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from sstc_survey.engine.answer_text import HIDDEN, answer_text
from sstc_survey.engine.form import Form, form_of
from sstc_survey.engine.form_node import FormNode, label_parts
from sstc_survey.i18n import Text, Words
from sstc_survey.questionnaire import OTHER, DataType, Questionnaire, Select, SelectOne, Stored, other_name


class Attributions:
    """The rules of one questionnaire, prepared once for many responses."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._respondent = questionnaire.respondent
        self.form = form_of(questionnaire)
        self._questions = {leaf.name: leaf for leaf in questionnaire.leaves()}
        # Very many quotes have few distinct answers under them.
        self._texts: dict[tuple[str, str | float, Words], str] = {}
        self._question = ""
        self._hides: dict[str, frozenset[str]] = {}
        self._all: frozenset[str] = frozenset()
        rules = questionnaire.attribution
        if rules is not None:
            self._question = rules.question
            question = self._questions.get(rules.question)
            # Only the codes of the questionnaire: what "Other" hides, it does not say.
            choices = question.choices if isinstance(question, SelectOne) else ()
            self._hides = {choice.code: self._with_dependents(rules.hides.get(choice.code, ())) for choice in choices}
            self._all = self._with_dependents(name for names in rules.hides.values() for name in names)

    @property
    def names(self) -> Iterable[str]:
        """Return the names of all entries that a response may have something for."""
        return self.form.nodes

    @property
    def hideable(self) -> frozenset[str]:
        """Return the names of the questions that some choice hides."""
        return self._all

    @property
    def identifying(self) -> frozenset[str]:
        """Return the names of the questions that tell who a respondent is, or that some choice hides."""
        return self._all | self._with_dependents(self._respondent)

    def hidden(self, answers: Mapping[str, object]) -> frozenset[str]:
        """Return the names of the questions whose answers and comments may not be shown."""
        if not self._question:
            return self._all
        choice = answers.get(self._question)
        return self._hides.get(choice, self._all) if isinstance(choice, str) else self._all

    def speaker(
        self, answers: Mapping[str, Stored], words: Words, also_hidden: frozenset[str] = frozenset()
    ) -> str | None:
        """Return the respondent, such as "Name, Institution, Country", or None if nothing of it may be shown."""
        hidden = self.hidden(answers) | also_hidden
        parts = [self._part(name, answers, words, hidden) for name in self._respondent if name not in hidden]
        return ", ".join(part for part in parts if part) or None

    def _part(self, name: str, answers: Mapping[str, Stored], words: Words, hidden: frozenset[str]) -> str:
        value, question = answers.get(name), self._questions.get(name)
        if question is None or value is None:
            return ""
        if value == OTHER and isinstance(question, Select) and question.or_other:
            other = other_name(question)
            text = None if other in hidden else answers.get(other)
            if isinstance(text, str):
                return text

        def read(text: Text) -> str:
            return _filled(words(text), answers, hidden)

        if isinstance(value, list):
            return answer_text(question, [code for code in value if isinstance(code, str)], read)
        if self.form.nodes[name].named_in_choices:
            return answer_text(question, value, read)
        if question.data_type is DataType.TEXT:
            return answer_text(question, value, words)
        key = (name, value, words)
        if key not in self._texts:
            self._texts[key] = answer_text(question, value, words)
        return self._texts[key]

    def _with_dependents(self, names: Iterable[str]) -> frozenset[str]:
        """Return the names with those of the texts of their "Other", and of all that is calculated from them."""
        hidden: set[str] = set()
        fresh = set(names)
        while fresh:
            hidden |= fresh
            fresh = {node.name for node in self.form.nodes.values() if _dependencies(node) & fresh} - hidden
        return frozenset(hidden)


def hidden(questionnaire: Questionnaire, answers: Mapping[str, Stored]) -> frozenset[str]:
    """Return the names of the questions whose answers and comments one response hides."""
    return _rules(form_of(questionnaire)).hidden(answers)


def speaker(questionnaire: Questionnaire, answers: Mapping[str, Stored], words: Words) -> str | None:
    """Return the respondent of one response, such as "Name, Institution, Country", or None if all of it is hidden."""
    return _rules(form_of(questionnaire)).speaker(answers, words)


@lru_cache(maxsize=64)
def _rules(form: Form) -> Attributions:
    return Attributions(form.questionnaire)


def _filled(text: str, answers: Mapping[str, Stored], hidden: frozenset[str]) -> str:
    """Return the label of a choice, with answers where it names questions; a hidden one reads as an ellipsis."""
    if "${" not in text:
        return text
    from sstc_survey.engine.values import as_text
    from sstc_survey.expressions.expression import fill_label

    def answer(name: str) -> str:
        value = answers.get(name)
        if value is not None and name in hidden:
            return HIDDEN
        if isinstance(value, list):
            return " ".join(code for code in value if isinstance(code, str))
        return as_text(value)

    return fill_label(label_parts(text), answer)


def _dependencies(node: FormNode) -> set[str]:
    """Return the names of the entries that the value of an entry comes from."""
    read = (each for each in (node.calculation, node.default) if each is not None and not isinstance(each, str))
    names = {reference.name for each in read for reference in each.references}
    return names if node.other_of is None else {*names, node.other_of.name}
