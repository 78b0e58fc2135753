"""Functions over the answers in several instances of a repeat, or in one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import isfinite, nan
from typing import Final

from sstc_survey.expressions.context import Budget, Run
from sstc_survey.expressions.diagnostics import refuse
from sstc_survey.expressions.functions.base import (
    FIRST_ARGUMENT,
    Build,
    Compile,
    Function,
    number_view,
    text_view,
)
from sstc_survey.expressions.tree import Call, Node, Parent, Reference
from sstc_survey.expressions.values import text_to_number
from sstc_survey.problems import codes


def _texts(node: Node, compile_node: Compile) -> Callable[[Budget], list[str]]:
    """Build a node so that a reference gives the answers of all instances."""
    if isinstance(node, Reference):
        name = node.name
        return lambda budget: list(budget.values(name))
    run = text_view(node, compile_node)
    return lambda budget: [run(budget)]


def _numbers(node: Node, compile_node: Compile) -> Callable[[Budget], list[float]]:
    if isinstance(node, Reference):
        name = node.name
        return lambda budget: [text_to_number(text, budget) for text in budget.values(name)]
    run = number_view(node, compile_node)
    return lambda budget: [run(budget)]


def _build_concat(call: Call, compile_node: Compile) -> Run:
    parts = [_texts(argument, compile_node) for argument in call.arguments]
    return lambda budget: _joined("", parts, budget)


def _build_join(call: Call, compile_node: Compile) -> Run:
    glue = text_view(call.arguments[0], compile_node)
    parts = [_texts(argument, compile_node) for argument in call.arguments[1:]]
    return lambda budget: _joined(glue(budget), parts, budget)


def _joined(glue: str, parts: Sequence[Callable[[Budget], list[str]]], budget: Budget) -> str:
    """Join texts; how long the whole is to be is known before it is made."""
    texts = [text for part in parts for text in part(budget)]
    budget.make(sum(map(len, texts)) + len(glue) * max(len(texts) - 1, 0))
    return glue.join(texts)


def _build_extreme(choose: Callable[[list[float]], float]) -> Build:
    def build(call: Call, compile_node: Compile) -> Run:
        parts = [_numbers(argument, compile_node) for argument in call.arguments]
        return lambda budget: _total(choose, [number for part in parts for number in part(budget)])

    return build


def _total(choose: Callable[[list[float]], float], numbers: list[float]) -> float:
    # One blank makes the whole blank, and so does having no instance at all.
    if not numbers or any(number != number for number in numbers):  # noqa: PLR0124 - NaN
        return nan
    return choose(numbers)


def _build_sum(call: Call, compile_node: Compile) -> Run:
    numbers = _numbers(_reference(call, 0), compile_node)
    return lambda budget: _total(sum, numbers(budget))


def _build_count(call: Call, _compile_node: Compile) -> Run:
    name = _reference(call, 0).name
    return lambda budget: float(budget.context.count(name))


def _build_count_non_empty(call: Call, _compile_node: Compile) -> Run:
    name = _reference(call, 0).name
    return lambda budget: float(sum(1 for text in budget.values(name) if text))


def _build_position(call: Call, _compile_node: Compile) -> Run:
    node = call.arguments[0] if call.arguments else call
    if not isinstance(node, Parent):
        raise refuse(codes.EXPRESSION_POSITION, node.start, node.end)
    levels = node.levels
    return lambda budget: float(budget.context.position(levels))


def _build_indexed_repeat(call: Call, compile_node: Compile) -> Run:
    name = _reference(call, 0).name
    pairs = [
        (_reference(call, place).name, number_view(call.arguments[place + 1], compile_node))
        for place in range(1, len(call.arguments), 2)
    ]

    def run(budget: Budget) -> str:
        instances = [(repeat, index(budget)) for repeat, index in pairs]
        if not all(isfinite(index) and index >= 1 for _, index in instances):
            return ""
        return budget.read(budget.context.value_at(name, [(repeat, int(index)) for repeat, index in instances]))

    return run


def _check_indexed_repeat(call: Call) -> None:
    if len(call.arguments) % 2 == 0:
        found = str(len(call.arguments))
        details = {"name": call.name, "expected": "3, 5 or 7 arguments", "usage": _INDEXED}
        raise refuse(codes.EXPRESSION_ARITY, call.start, call.end, found=found, **details)


def _reference(call: Call, place: int) -> Reference:
    node = call.arguments[place]
    if isinstance(node, Reference):
        return node
    details = {"name": call.name, "usage": ANSWER_FUNCTIONS[call.name].usage}
    raise refuse(codes.EXPRESSION_NEEDS_REFERENCE, node.start, node.end, **details)


_INDEXED: Final = "indexed-repeat(${name}, ${repeat}, index)"
_number_over_instances: Final = partial(Function, gives="number", reads="all instances")

ANSWER_FUNCTIONS: Final[dict[str, Function]] = {
    "concat": Function("concat(text, ...)", 0, None, _build_concat, reads="all instances"),
    "join": Function("join(glue, text, ...)", 1, None, _build_join, reads="all instances"),
    "min": _number_over_instances("min(number, ...)", 0, None, _build_extreme(min), words="the smallest {}"),
    "max": _number_over_instances("max(number, ...)", 0, None, _build_extreme(max), words="the greatest {}"),
    "sum": _number_over_instances("sum(${name})", 1, 1, _build_sum, words="the sum of {}"),
    "count": _number_over_instances(
        "count(${name})", 1, 1, _build_count, repeats=FIRST_ARGUMENT, words="the number of {}"
    ),
    "count-non-empty": _number_over_instances(
        "count-non-empty(${name})", 1, 1, _build_count_non_empty, words="the number of answers to {}"
    ),
    "position": Function("position(..)", 0, 1, _build_position, gives="number", reads="one instance"),
    "indexed-repeat": Function(
        _INDEXED,
        3,
        7,
        _build_indexed_repeat,
        _check_indexed_repeat,
        reads="one instance",
        hands_on=FIRST_ARGUMENT,
        numbered=FIRST_ARGUMENT,
        repeats=slice(1, None, 2),
        words="{} of {} number {}",
    ),
}
