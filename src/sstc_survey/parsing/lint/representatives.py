"""A few answers to a question, or values of a column, that represent all that there can be."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations, pairwise
from typing import Final, TypeAlias, TypeVar, assert_never

from sstc_survey.engine.form_node import expression
from sstc_survey.expressions.tree import COMPARISONS, EQUALITIES, Node, TextLiteral, walk
from sstc_survey.expressions.values import Dated, Value, format_number, moment_of_days
from sstc_survey.parsing.lint.conditions import compared_constants, is_boolean
from sstc_survey.parsing.lint.outline import OutlineEntry
from sstc_survey.parsing.lint.values import as_number
from sstc_survey.questionnaire import OTHER, DataType, Integer, SelectMultiple

Domain: TypeAlias = Sequence[str]
"""The answers to a question, or the values of a column, that represent all."""

_Bound = TypeVar("_Bound", float, str)

BLANK: Final = ""
_ANY_DAY: Final = "2000-01-01"
_MAX_CODES: Final = 6


def column_domain(entry: OutlineEntry, name: str) -> Domain | None:
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
