"""Conditions that are always true or always false, and entries that nothing leads to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, pairwise, product
from typing import Final, TypeAlias, TypeVar, assert_never

from sstc_survey.engine.form_node import expression
from sstc_survey.expressions.context import Budget, MappingContext
from sstc_survey.expressions.diagnostics import EvaluationError
from sstc_survey.expressions.evaluator import build
from sstc_survey.expressions.functions import FUNCTIONS
from sstc_survey.expressions.tree import (
    COMPARISONS,
    EQUALITIES,
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
from sstc_survey.expressions.values import Dated, Value, format_number, moment_of_days, to_boolean
from sstc_survey.parsing.lint.conditions import (
    compared_codes,
    compared_constants,
    conditions_in,
    is_boolean,
    is_impossible_date,
    is_unknown,
    parts,
    time_in,
)
from sstc_survey.parsing.lint.outline import Occurrence, Outline, OutlineEntry
from sstc_survey.parsing.lint.values import as_number, constant_number
from sstc_survey.parsing.reader import Reader
from sstc_survey.problems import codes
from sstc_survey.questionnaire import (
    OTHER,
    DataType,
    Entry,
    Integer,
    SelectMultiple,
)

Domain: TypeAlias = Sequence[str]
"""The answers to a question, or the values of a column, that represent all."""

# What a condition reads, and the name of the question or column.
_Subject: TypeAlias = tuple[type, str]
_Bound = TypeVar("_Bound", float, str)

BLANK: Final = ""
_ANY_DAY: Final = "2000-01-01"
_MAX_CODES: Final = 6
_MAX_COMBINATIONS: Final = 512
_MAX_SUBJECTS: Final = 9  # of at least two answers each

_ALONE: Final = "its condition holds for no answer"
_TOGETHER: Final = "no answers meet its condition and those of the groups around it"
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
            return _column(entry, name)
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


def _column(entry: OutlineEntry, name: str) -> Domain | None:
    """Return the values of a column, for all choices of a question."""
    choices, codes = entry.choices, entry.codes
    if choices is None or codes is None or name == "label":
        return None
    if name == "name":
        return [*codes]
    if not any(name in choice.columns for choice in choices):
        return None
    blank = [BLANK] if OTHER in codes else []
    return [*dict.fromkeys([*(choice.columns.get(name, BLANK) for choice in choices), *blank])]


def domain_of(entry: OutlineEntry, nodes: Sequence[Node], tree: Node) -> Domain | None:
    """Return answers that represent all, None where a few cannot; `nodes` are where the tree reads this one."""
    data_type = entry.data_type
    match data_type:
        case DataType.CODE:
            if entry.codes is None:
                return None
            # First those that are named and so make a difference soon.
            named = [node.value for node in walk(tree) if isinstance(node, TextLiteral) and node.value in entry.codes]
            return (BLANK, *dict.fromkeys((*named, *entry.codes)))
        case DataType.CODES:
            return _several_codes(entry, nodes, tree) if entry.is_a(SelectMultiple) else None
        case DataType.CALCULATED:
            calculation = entry.value("calculation")
            read = expression(calculation) if isinstance(calculation, str) else None
            if read is not None and is_boolean(read.tree):
                return (BLANK, "true", "false")
        case DataType.NONE | DataType.TEXT | DataType.NUMBER | DataType.DATE | DataType.TIME:
            pass
        case DataType.DATE_TIME | DataType.TIMESTAMP | DataType.INSTANCES:
            pass
        case _:
            assert_never(data_type)
    constants = compared_constants(nodes, tree, COMPARISONS)
    if constants is None:
        return None
    return (BLANK, *_answers(entry, constants))


def _several_codes(entry: OutlineEntry, nodes: Sequence[Node], tree: Node) -> Domain | None:
    """Return the answers of several codes: all, or those that tell the codes that are compared apart."""
    if entry.codes is None:
        return None
    tried = [*entry.codes]
    if len(tried) > _MAX_CODES:
        constants = compared_constants(nodes, tree, EQUALITIES)
        if constants is None or not all(isinstance(value, str) for value in constants):
            return None
        named = {word for value in constants for word in str(value).split(" ")}
        others = [code for code in tried if code not in named]
        tried = [code for code in tried if code in named] + others[:1]
        if len(tried) > _MAX_CODES:
            return None
    alone = {choice.code for choice in entry.choices or () if choice.exclusive}
    subsets = chain.from_iterable(combinations(tried, size) for size in range(len(tried) + 1))
    return [" ".join(subset) for subset in subsets if len(subset) <= 1 or not alone.intersection(subset)]


def _answers(entry: OutlineEntry, constants: list[Value]) -> Iterable[str]:
    """Return answers that are below, at, between and above the constants, within the bounds of the question."""
    numbers = sorted({number for value in constants if math.isfinite(number := as_number(value))})
    bounds = (entry.value("min"), entry.value("max"))
    days = [moment.date().isoformat() for number in _whole(numbers) if (moment := moment_of_days(number)) is not None]
    data_type = entry.data_type
    match data_type:
        case DataType.NUMBER if entry.is_asked:
            least, most = (bound if isinstance(bound, int | float) else None for bound in bounds)
            if entry.is_a(Integer):
                return (str(int(number)) for number in _within(least, most, (*_whole(numbers), 0)))
            return map(format_number, _within(least, most, _between(numbers)))
        case DataType.DATE if entry.is_asked:
            first, last = (bound if isinstance(bound, str) else None for bound in bounds)
            return _within(first, last, (_ANY_DAY, *days))
        case DataType.NONE | DataType.TEXT | DataType.CODE | DataType.CODES | DataType.NUMBER | DataType.DATE:
            pass
        case DataType.TIME | DataType.DATE_TIME | DataType.TIMESTAMP | DataType.CALCULATED | DataType.INSTANCES:
            pass
        case _:
            assert_never(data_type)
    texts = [value for value in constants if isinstance(value, str)]
    # And one that is none of them.
    other = "?" * (1 + max(map(len, texts), default=0))
    dated = any(isinstance(value, Dated) for value in constants) or any("-" in text for text in texts)
    return (*map(format_number, _between(numbers)), *(days if dated else ()), *texts, other)


def _within(least: _Bound | None, most: _Bound | None, values: Iterable[_Bound]) -> Iterator[_Bound]:
    """Yield the bounds of a question, and the values within them."""
    yield from (bound for bound in (least, most) if bound is not None)
    for value in values:
        if (least is None or value >= least) and (most is None or value <= most):
            yield value


def _whole(numbers: Iterable[float]) -> Iterator[int]:
    """Yield whole numbers at, below and above each number."""
    for number in numbers:
        yield from range(math.floor(number) - 1, math.ceil(number) + 2)


def _between(numbers: Sequence[float]) -> Iterator[float]:
    """Yield each number, and one in each gap between and around them."""
    if not numbers:
        yield 0
        return
    yield from (numbers[0] - 1, numbers[-1] + 1, *numbers)
    yield from ((low + high) / 2 for low, high in pairwise(numbers))
