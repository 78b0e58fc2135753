"""Answers to try a condition with: all that a question takes, or enough of them to stand for all."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, combinations, pairwise
from typing import Final, TypeAlias

from sstc_survey.checking import OK
from sstc_survey.expressions import Binary, Call, Node, Text, walk
from sstc_survey.expressions.dates import moment_of_days
from sstc_survey.expressions.values import Dated, Value, format_number
from sstc_survey.form.sources import expression
from sstc_survey.formats.logic.conditions import COMPARISONS, is_boolean
from sstc_survey.formats.logic.constants import as_number, constant, is_fixed
from sstc_survey.formats.logic.outline import Item
from sstc_survey.questionnaire import Acknowledge, Date, Decimal, Integer, Range, Rank, SelectMultiple, SelectOne

Domain: TypeAlias = Sequence[str]

BLANK: Final = ""
_MAX_CODES: Final = 6
_ANY_DAY: Final = "2000-01-01"
_EQUALITIES: Final = frozenset(("=", "!="))


def domain_of(item: Item, nodes: Sequence[Node], tree: Node) -> Domain | None:
    """Return the answers to try; `nodes` are where the tree reads this one. None where no few stand for all."""
    if item.is_a(Acknowledge):
        return (BLANK, OK)
    if item.is_a(SelectOne):
        return None if item.codes is None else _one_code(item.codes, tree)
    if item.is_a(SelectMultiple):
        return _several(item, nodes, tree)
    calculation = item.value("calculation")
    read = expression(calculation) if isinstance(calculation, str) else None
    if read is not None and not item.is_asked and is_boolean(read.tree):
        return (BLANK, "true", "false")
    against = _compared_with(nodes, tree)
    if against is None or item.is_a(Rank):
        return None
    return (BLANK, *_answers(item, list(against)))


def _one_code(codes: Collection[str], tree: Node) -> Domain:
    """Return every code, those first that are written out and so make a difference soon."""
    written = [node.value for node in walk(tree) if isinstance(node, Text) and node.value in codes]
    return (BLANK, *dict.fromkeys((*written, *codes)))


def _answers(item: Item, against: list[Value]) -> Iterable[str]:
    numbers = sorted({number for value in against if math.isfinite(number := as_number(value))})
    if item.is_a(Integer):
        return (str(int(number)) for number in _within(item, _whole(numbers)))
    if item.is_a(Decimal):
        return (format_number(number) for number in _within(item, _between(numbers)))
    if item.is_a(Range):
        return (format_number(number) for number in _between(numbers))
    if item.is_a(Date):
        return _within_dates(item, numbers)
    days = list(_days(numbers))
    texts = [value for value in against if isinstance(value, str)]
    # And one that is none of them.
    other = "?" * (1 + max(map(len, texts), default=0))
    dated = days if any(isinstance(value, Dated) for value in against) or any("-" in text for text in texts) else []
    return (*map(format_number, _between(numbers)), *dated, *texts, other)


def _whole(numbers: Iterable[float]) -> Iterator[float]:
    """Yield whole numbers at, below and above each number."""
    for number in numbers:
        yield from range(math.floor(number) - 1, math.ceil(number) + 2)
    yield 0


def _between(numbers: Sequence[float]) -> Iterator[float]:
    """Yield each number, and one in each gap between and around them."""
    if not numbers:
        yield 0
        return
    yield from (numbers[0] - 1, numbers[-1] + 1, *numbers)
    yield from ((low + high) / 2 for low, high in pairwise(numbers))


def _within(item: Item, numbers: Iterable[float]) -> Iterator[float]:
    """Yield the numbers within the bounds of a question, and the bounds."""
    least, most = (bound if isinstance(bound, int | float) else None for bound in map(item.value, ("min", "max")))
    yield from (bound for bound in (least, most) if bound is not None)
    for number in numbers:
        if (least is None or number >= least) and (most is None or number <= most):
            yield number


def _within_dates(item: Item, numbers: Iterable[float]) -> Iterator[str]:
    """Yield the days within the bounds of a question, and the bounds."""
    least, most = (bound if isinstance(bound, str) else None for bound in map(item.value, ("min", "max")))
    yield from (bound for bound in (least, most) if bound is not None)
    for day in (_ANY_DAY, *_days(numbers)):
        if (least is None or day >= least) and (most is None or day <= most):
            yield day


def _days(numbers: Iterable[float]) -> Iterator[str]:
    for number in numbers:
        for days in range(math.floor(number) - 1, math.ceil(number) + 2):
            moment = moment_of_days(days)
            if moment is not None:
                yield moment.date().isoformat()


def _several(item: Item, nodes: Sequence[Node], tree: Node) -> Domain | None:
    """Return the answers of several codes: all, or those that tell the codes that are compared apart."""
    codes = item.codes
    if codes is None:
        return None
    wanted = [*codes]
    if len(wanted) > _MAX_CODES:
        against = _compared_with(nodes, tree, _EQUALITIES)
        if against is None or not all(isinstance(value, str) for value in against):
            return None
        named = {word for value in against for word in str(value).split(" ")}
        others = [code for code in codes if code not in named]
        wanted = [code for code in codes if code in named] + others[:1]
        if len(wanted) > _MAX_CODES:
            return None
    alone = {choice.code for choice in item.choices or () if choice.exclusive}
    subsets = chain.from_iterable(combinations(wanted, size) for size in range(len(wanted) + 1))
    return [" ".join(subset) for subset in subsets if len(subset) <= 1 or not alone.intersection(subset)]


def _compared_with(nodes: Sequence[Node], tree: Node, operators: frozenset[str] = COMPARISONS) -> list[Value] | None:
    """Return the constants that an answer is compared with; None where more is done with it."""
    found: list[Value] = []
    # Nodes of several expressions may have the same places.
    places = {id(node) for node in nodes}
    seen: set[int] = set()
    for node in walk(tree):
        match node:
            case Binary() if node.operator in operators:
                pairs = [(node.left, node.right), (node.right, node.left)]
            case Call(name="selected"):
                pairs = [(node.arguments[0], node.arguments[1])]
            case _:
                continue
        for answer, other in pairs:
            if id(answer) in places and is_fixed(other):
                value = constant(other)
                if value is None:
                    return None
                seen.add(id(answer))
                found.append(value)
    return found if seen == places else None
