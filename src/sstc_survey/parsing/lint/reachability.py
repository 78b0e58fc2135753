"""Conditions that are always true or always false, and entries that nothing leads to."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Final, TypeAlias

from sstc_survey.expressions.context import Budget, MappingContext
from sstc_survey.expressions.diagnostics import EvaluationError
from sstc_survey.expressions.evaluator import build
from sstc_survey.expressions.functions import FUNCTIONS
from sstc_survey.expressions.tree import (
    BareName,
    Binary,
    Call,
    Current,
    Logical,
    Node,
    Parent,
    Reference,
    TextLiteral,
    walk,
)
from sstc_survey.expressions.values import to_boolean
from sstc_survey.parsing.lint.conditions import (
    compared_codes,
    conditions_in,
    is_impossible_date,
    is_unknown,
    parts,
    time_in,
)
from sstc_survey.parsing.lint.outline import Occurrence, Outline, OutlineEntry
from sstc_survey.parsing.lint.representatives import BLANK, Domain, column_domain, domain_of
from sstc_survey.parsing.lint.values import constant_number
from sstc_survey.parsing.reader import Reader
from sstc_survey.problems import codes
from sstc_survey.questionnaire import (
    DataType,
    Entry,
)

# What a condition reads, and the name of the question or column.
_Subject: TypeAlias = tuple[type, str]

_MAX_COMBINATIONS: Final = 512
_MAX_SUBJECTS: Final = 9  # of at least two answers each

_ALONE: Final = "its condition is never true"
_TOGETHER: Final = "its condition and those of its groups are never true together"
_NO_INSTANCE: Final = "it has 0 instances"


def advise_on_reachability(reader: Reader, outline: Outline, occurrences: Sequence[Occurrence]) -> None:
    """Report conditions that no answer changes, and entries that nothing leads to."""
    tables = TruthTables(outline)
    unreachable = _advise_on_entries(reader, tables, occurrences)
    for each in occurrences:
        if each.key != "relevant" or each.entry not in unreachable:
            for condition in conditions_in(each):
                _advise_on_condition(reader, tables, each, condition)


def _advise_on_entries(reader: Reader, tables: TruthTables, occurrences: Sequence[Occurrence]) -> set[OutlineEntry]:
    """Report the outermost entries that nothing leads to; return them with all that is in them."""
    relevant = {each.entry: each for each in occurrences if each.key == "relevant"}
    counts = {each.entry: each for each in occurrences if each.key == "repeat_count"}
    unreachable: set[OutlineEntry] = set()
    for entry in tables.outline.entries:
        if entry.parent in unreachable:
            unreachable.add(entry)
            continue
        cause, why = relevant.get(entry), ""
        count = counts.get(entry)
        if count is not None and count.expression is not None and constant_number(count.expression.tree) == 0:
            cause, why = count, _NO_INSTANCE
        elif cause is not None:
            why = _why_unreachable(tables, relevant, entry)
        if why and cause is not None and cause.expression is not None:
            unreachable.add(entry)
            cause.report(reader, codes.NEVER_ASKED, cause.expression.tree, name=entry.name, why=why)
    return unreachable


def _why_unreachable(tables: TruthTables, relevant: Mapping[OutlineEntry, Occurrence], entry: OutlineEntry) -> str:
    """Return why no answers lead to an entry, nothing where some may."""
    trees: list[Node] = []
    around: OutlineEntry | None = entry
    while around is not None:
        own = relevant.get(around)
        if own is not None and own.expression is not None:
            if _has_other_problem(tables.outline, own, own.expression.tree):
                return ""
            trees.append(own.expression.tree)
        around = around.parent
    if tables.fixed_truth(entry, trees[0]) is False:
        return _ALONE
    together = Logical("and", tuple(trees), 0, 0)
    return _TOGETHER if len(trees) > 1 and tables.fixed_truth(entry, together) is False else ""


def _advise_on_condition(
    reader: Reader, tables: TruthTables, occurrence: Occurrence, condition: Node, *, checked: bool = False
) -> None:
    """Report the outermost parts of a condition that are always true or always false.

    `checked` says that no part has another problem.
    """
    if isinstance(condition, Call) and not condition.arguments and FUNCTIONS[condition.name].gives == "condition":
        # true() or false(): it is meant to be always the same.
        return
    checked = checked or not _has_other_problem(tables.outline, occurrence, condition)
    if checked:
        always = tables.fixed_truth(occurrence.entry, condition, answered=occurrence.key == "constraint")
        if always is not None:
            occurrence.report(reader, codes.ALWAYS_TRUE if always else codes.ALWAYS_FALSE, condition)
            return
    match condition:
        case Logical():
            for operand in condition.operands:
                _advise_on_condition(reader, tables, occurrence, operand, checked=checked)
        case Call(arguments=(negated,)) if FUNCTIONS[condition.name].negates:
            _advise_on_condition(reader, tables, occurrence, negated, checked=checked)
        case _:
            pass


def _has_other_problem(outline: Outline, occurrence: Occurrence, condition: Node) -> bool:
    """Tell whether what is wrong with a condition is reported by another code."""
    if any(isinstance(part, Reference) for part in parts(condition)):
        return True
    for node in walk(condition):
        if isinstance(node, TextLiteral) and is_impossible_date(node):
            return True
        if isinstance(node, Binary) and time_in(node, occurrence.entry, outline):
            return True
    return any(map(is_unknown, compared_codes(condition, occurrence.entry, outline)))


class TruthTables:
    """What conditions are for all combinations of the answers that they read; each is calculated once."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        # With the condition itself, as its number is given away when it goes.
        self._known: dict[tuple[int, OutlineEntry, bool], tuple[Node, bool | None]] = {}

    def fixed_truth(self, entry: OutlineEntry, condition: Node, *, answered: bool = False) -> bool | None:
        """Return what a condition always is, None where that depends on answers or is not known.

        `answered` says that the answer `.` is not blank.
        """
        place = (id(condition), entry, answered)
        if place not in self._known:
            self._known[place] = (condition, self._calculate(entry, condition, answered=answered))
        return self._known[place][1]

    def _calculate(self, entry: OutlineEntry, condition: Node, *, answered: bool) -> bool | None:
        domains = self._domains(entry, condition)
        if domains is not None and answered and (Current, BLANK) in domains:
            domains[Current, BLANK] = [text for text in domains[Current, BLANK] if text]
        if domains is not None and math.prod(map(len, domains.values())) <= _MAX_COMBINATIONS:
            return _truth_in_all(condition, domains)
        if not isinstance(condition, Logical):
            return None
        decisive = condition.operator == "or"
        outcomes = [self.fixed_truth(entry, operand, answered=answered) for operand in condition.operands]
        if decisive in outcomes:
            return decisive
        return None if None in outcomes else not decisive

    def _domains(self, entry: OutlineEntry, condition: Node) -> dict[_Subject, Domain] | None:
        """Return the domain of all that a condition reads; None where one is not known."""
        read: dict[_Subject, list[Node]] = {}
        for node in walk(condition):
            match node:
                case Reference() | BareName():
                    read.setdefault((type(node), node.name), []).append(node)
                case Current():
                    read.setdefault((Current, BLANK), []).append(node)
                case Parent():
                    return None
                case Call() if FUNCTIONS[node.name].reads != "arguments":
                    return None
                case _:
                    pass
            if len(read) > _MAX_SUBJECTS:
                return None
        domains: dict[_Subject, Domain] = {}
        for subject, nodes in read.items():
            domain = self._domain(entry, subject, nodes, condition)
            if domain is None:
                return None
            domains[subject] = domain
        return domains

    def _domain(self, entry: OutlineEntry, subject: _Subject, nodes: list[Node], condition: Node) -> Domain | None:
        kind, name = subject
        if kind is BareName:
            return column_domain(entry, name)
        if kind is Current:
            return domain_of(entry, nodes, condition)
        target = self.outline.names.get(name)
        if target is None or not target.is_a(Entry) or target.data_type in (DataType.NONE, DataType.INSTANCES):
            return None
        near = all(repeat in entry.repeats for repeat in target.repeats)
        return domain_of(target, nodes, condition) if near else None


def _truth_in_all(condition: Node, domains: dict[_Subject, Domain]) -> bool | None:
    """Return what a condition is for all combinations, None where they differ or one cannot be evaluated."""
    run = build(condition)
    outcomes: set[bool] = set()
    for values in product(*domains.values()):
        answers = dict(zip(domains, values, strict=True))
        context = MappingContext(
            {name: text for (kind, name), text in answers.items() if kind is Reference},
            self_value=answers.get((Current, BLANK), BLANK),
            columns={name: text for (kind, name), text in answers.items() if kind is BareName},
        )
        try:
            outcomes.add(to_boolean(run(Budget(context))))
        except EvaluationError:
            return None
        if len(outcomes) > 1:
            return None
    return outcomes.pop() if outcomes else None
