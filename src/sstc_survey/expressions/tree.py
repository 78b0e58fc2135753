"""The tree of an expression."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple, TypeAlias, assert_never

from msgspec import Struct


class Operator(NamedTuple):
    """What stands between two operands; the one with the higher precedence takes its operands first."""

    precedence: int
    kind: Literal["logical", "equality", "order", "arithmetic"]


OPERATORS: Final = {
    "or": Operator(1, "logical"),
    "and": Operator(2, "logical"),
    **dict.fromkeys(("=", "!="), Operator(3, "equality")),
    **dict.fromkeys(("<", "<=", ">", ">="), Operator(4, "order")),
    **dict.fromkeys(("+", "-"), Operator(5, "arithmetic")),
    **dict.fromkeys(("*", "div", "mod"), Operator(6, "arithmetic")),
}
EQUALITIES: Final = frozenset(written for written, operator in OPERATORS.items() if operator.kind == "equality")
ORDERS: Final = frozenset(written for written, operator in OPERATORS.items() if operator.kind == "order")
COMPARISONS: Final = EQUALITIES | ORDERS
ARITHMETIC: Final = frozenset(written for written, operator in OPERATORS.items() if operator.kind == "arithmetic")


class TextLiteral(Struct, frozen=True):
    """A quoted text; the span includes the quotes."""

    value: str
    start: int
    end: int


class NumberLiteral(Struct, frozen=True):
    """A number written in the source."""

    value: float
    start: int
    end: int


class Reference(Struct, frozen=True):
    """`${name}`; the span includes the braces."""

    name: str
    start: int
    end: int


class Current(Struct, frozen=True):
    """`.`, the answer to the question itself."""

    start: int
    end: int


class Parent(Struct, frozen=True):
    """`..`, or `../..` with two levels."""

    levels: int
    start: int
    end: int


class BareName(Struct, frozen=True):
    """A name without braces: a column of the choices in a choice filter."""

    name: str
    start: int
    end: int


class Negation(Struct, frozen=True):
    """`-operand`."""

    operand: Node
    start: int
    end: int


class Binary(Struct, frozen=True):
    """An arithmetic operation or a comparison; `operator` is one of ARITHMETIC or COMPARISONS."""

    operator: str
    left: Node
    right: Node
    start: int
    end: int


class Logical(Struct, frozen=True):
    """Two or more operands joined by the same `and` or `or`."""

    operator: str
    operands: tuple[Node, ...]
    start: int
    end: int


class Call(Struct, frozen=True):
    """A function with its arguments; `name_end` is where the name ends."""

    name: str
    arguments: tuple[Node, ...]
    start: int
    end: int
    name_end: int


Node: TypeAlias = (
    TextLiteral | NumberLiteral | Reference | Current | Parent | BareName | Negation | Binary | Logical | Call
)


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below a node, in the order of the source."""
    match node:
        case TextLiteral() | NumberLiteral() | Reference() | Current() | Parent() | BareName():
            return ()
        case Negation():
            return (node.operand,)
        case Binary():
            return (node.left, node.right)
        case Logical():
            return node.operands
        case Call():
            return node.arguments
        case _:
            assert_never(node)


def arithmetic_chain(node: Binary) -> tuple[Node, list[Binary]]:
    """Return the first operand of a chain such as 1 + 2 * 3 - 4, and its operations on what is left of them.

    The operations that a node has on its left may be thousands, which no function can call itself for.
    """
    operations: list[Binary] = []
    first: Node = node
    while isinstance(first, Binary) and first.operator in ARITHMETIC:
        operations.append(first)
        first = first.left
    return first, operations[::-1]


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes below it, in the order of the source."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))
