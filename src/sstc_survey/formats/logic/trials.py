"""What a condition always is: found by trying it with all answers that make a difference."""

from __future__ import annotations

import math
from itertools import product
from typing import Final, TypeAlias

from sstc_survey.expressions import (
    Answers,
    BareName,
    Call,
    Current,
    EvaluationError,
    Logical,
    Node,
    Parent,
    Reference,
    walk,
)
from sstc_survey.expressions.evaluate import build
from sstc_survey.expressions.frame import Frame
from sstc_survey.expressions.library import VOLATILE
from sstc_survey.expressions.values import to_boolean
from sstc_survey.formats.logic.domains import BLANK, Domain, domain_of
from sstc_survey.formats.logic.outline import Item, Outline
from sstc_survey.questionnaire import OTHER, Entry, Group, Note, Repeat

_MAX_TRIALS: Final = 512
_MAX_SUBJECTS: Final = 9  # of at least two answers each
# Functions that look further than at one answer in one instance.
_FAR: Final = VOLATILE | {
    *("sum", "count", "count-non-empty", "min", "max", "join", "concat"),
    *("indexed-repeat", "position", "jr:choice-name"),
}

# What is read, and the name of the question or column.
_Subject: TypeAlias = tuple[type, str]


class Trials:
    """Tries conditions, each once."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        # With the condition itself, as its number is given away when it goes.
        self._known: dict[tuple[int, Item, bool], tuple[Node, bool | None]] = {}

    def verdict(self, item: Item, condition: Node, *, answered: bool = False) -> bool | None:
        """Return what a condition always is, None where that depends on answers or is not known.

        `answered` says that what `.` stands for is not blank.
        """
        place = (id(condition), item, answered)
        if place not in self._known:
            self._known[place] = (condition, self._verdict(item, condition, answered=answered))
        return self._known[place][1]

    def _verdict(self, item: Item, condition: Node, *, answered: bool) -> bool | None:
        domains = self._domains(item, condition)
        if domains is not None and answered and (Current, BLANK) in domains:
            domains[Current, BLANK] = [text for text in domains[Current, BLANK] if text]
        if domains is not None and math.prod(map(len, domains.values())) <= _MAX_TRIALS:
            return _tried(condition, domains)
        if not isinstance(condition, Logical):
            return None
        decisive = condition.operator == "or"
        verdicts = [self.verdict(item, operand, answered=answered) for operand in condition.operands]
        if decisive in verdicts:
            return decisive
        return None if None in verdicts else not decisive

    def _domains(self, item: Item, condition: Node) -> dict[_Subject, Domain] | None:
        """Return the answers to try of each question that a condition reads."""
        read: dict[_Subject, list[Node]] = {}
        for node in walk(condition):
            match node:
                case Reference() | BareName():
                    read.setdefault((type(node), node.name), []).append(node)
                case Current():
                    read.setdefault((Current, BLANK), []).append(node)
                case Parent():
                    return None
                case Call() if node.name in _FAR:
                    return None
                case _:
                    pass
        if len(read) > _MAX_SUBJECTS:
            return None
        domains: dict[_Subject, Domain] = {}
        for subject, nodes in read.items():
            domain = self._domain(item, subject, nodes, condition)
            if domain is None:
                return None
            domains[subject] = domain
        return domains

    def _domain(self, item: Item, subject: _Subject, nodes: list[Node], condition: Node) -> Domain | None:
        kind, name = subject
        if kind is BareName:
            return _column(item, name)
        if kind is Current:
            return domain_of(item, nodes, condition)
        target = self.outline.names.get(name)
        if target is None or not target.is_a(Entry) or target.is_a(Note, Group, Repeat):
            return None
        near = all(repeat in item.repeats for repeat in target.repeats)
        return domain_of(target, nodes, condition) if near else None


def _column(item: Item, name: str) -> Domain | None:
    """Return what a column holds, for all choices of a question."""
    choices, codes = item.choices, item.codes
    if choices is None or codes is None or name == "label":
        return None
    if name == "name":
        return [*codes]
    if not any(name in choice.columns for choice in choices):
        return None
    blank = [BLANK] if OTHER in codes else []
    return [*dict.fromkeys([*(choice.columns.get(name, BLANK) for choice in choices), *blank])]


def _tried(condition: Node, domains: dict[_Subject, Domain]) -> bool | None:
    run = build(condition)
    outcomes: set[bool] = set()
    for values in product(*domains.values()):
        answers = _answers(dict(zip(domains, values, strict=True)))
        try:
            outcomes.add(to_boolean(run(Frame(answers))))
        except EvaluationError:
            return None
        if len(outcomes) > 1:
            return None
    return outcomes.pop() if outcomes else None


def _answers(tried: dict[_Subject, str]) -> Answers:
    return Answers(
        {name: text for (kind, name), text in tried.items() if kind is Reference},
        self_value=tried.get((Current, BLANK), BLANK),
        columns={name: text for (kind, name), text in tried.items() if kind is BareName},
    )
