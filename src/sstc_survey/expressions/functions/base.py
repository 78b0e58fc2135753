"""How a function is described and built over its arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from msgspec import Struct

from sstc_survey.expressions.context import Budget, Run, RunBoolean, RunNumber, RunText
from sstc_survey.expressions.tree import Call, Current, Node, NumberLiteral, Reference, TextLiteral
from sstc_survey.expressions.values import Value, to_boolean, to_number, to_text

Compile: TypeAlias = Callable[[Node], Run]
Check: TypeAlias = Callable[[Call], None]


class Function(Struct, frozen=True):
    """A function of the dialect: how it is written, how many arguments it takes, how it is built."""

    usage: str
    minimum: int
    maximum: int | None
    build: Callable[[Call, Compile], Run]
    check: Check | None = None


def plain(usage: str, takes: str, call: Callable[..., Value], check: Check | None = None) -> Function:
    """Describe a function of its arguments alone.

    `takes` has a letter an argument (t text, n number, b boolean, v value as it is), `?` before the
    first that may be left out, and `*` at the end where the last may be repeated or left out.
    """
    minimum, maximum, letters = _counts(takes)

    def build(node: Call, compile_node: Compile) -> Run:
        arguments = [
            _VIEWS[letters[min(index, len(letters) - 1)]](argument, compile_node)
            for index, argument in enumerate(node.arguments)
        ]
        return _apply(call, arguments)

    return Function(usage, minimum, maximum, build, check)


def budgeted(usage: str, takes: str, call: Callable[..., Value], check: Check | None = None) -> Function:
    """Describe a function that is also handed the frame, first."""
    minimum, maximum, letters = _counts(takes)

    def build(node: Call, compile_node: Compile) -> Run:
        arguments = [_VIEWS[letters[index]](argument, compile_node) for index, argument in enumerate(node.arguments)]
        return lambda budget: call(budget, *[argument(budget) for argument in arguments])

    return Function(usage, minimum, maximum, build, check)


def _counts(takes: str) -> tuple[int, int | None, str]:
    required, _, optional = takes.partition("?")
    if takes.endswith("*"):
        letters = takes.rstrip("*")
        return len(letters) - 1, None, letters
    return len(required), len(required + optional), required + optional


def _apply(call: Callable[..., Value], arguments: list[Callable[[Budget], Any]]) -> Run:
    match arguments:
        case []:
            return lambda _frame: call()
        case [first]:
            return lambda budget: call(first(budget))
        case [first, second]:
            return lambda budget: call(first(budget), second(budget))
        case _:
            return lambda budget: call(*[argument(budget) for argument in arguments])


def text_view(node: Node, compile_node: Compile) -> RunText:
    """Build a node so that it gives a text."""
    run = compile_node(node)
    if isinstance(node, TextLiteral | Reference | Current):
        return run  # type: ignore[return-value]
    return lambda budget: to_text(run(budget))


def number_view(node: Node, compile_node: Compile) -> RunNumber:
    """Build a node so that it gives a number."""
    run = compile_node(node)
    if isinstance(node, NumberLiteral):
        return run  # type: ignore[return-value]
    return lambda budget: to_number(run(budget), budget)


def boolean_view(node: Node, compile_node: Compile) -> RunBoolean:
    """Build a node so that it gives true or false."""
    run = compile_node(node)
    return lambda budget: to_boolean(run(budget))


def value_view(node: Node, compile_node: Compile) -> Run:
    """Build a node so that it gives its value as it is."""
    return compile_node(node)


_VIEWS: Final[dict[str, Callable[[Node, Compile], Callable[[Budget], Any]]]] = {
    "t": text_view,
    "n": number_view,
    "b": boolean_view,
    "v": value_view,
}
