"""The tree of an expression."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias, assert_never


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted text; the span includes the quotes."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Number:
    """A number written out."""

    value: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reference:
    """`${name}`; the span includes the braces."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Current:
    """`.`, the answer that is being judged."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parent:
    """`..`, or `../..` with two levels."""

    levels: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class BareName:
    """A name without braces: a column of the choices in a choice filter."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Negation:
    """`-operand`."""

    operand: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Binary:
    """An arithmetic operation or a comparison."""

    operator: str
    left: Node
    right: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Logical:
    """Two or more operands joined by the same `and` or `or`."""

    operator: str
    operands: tuple[Node, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; `name_end` is where the name ends."""

    name: str
    arguments: tuple[Node, ...]
    start: int
    end: int
    name_end: int


Node: TypeAlias = Text | Number | Reference | Current | Parent | BareName | Negation | Binary | Logical | Call


def children(node: Node) -> tuple[Node, ...]:
    """Give the nodes directly below one node, in the order written."""
    match node:
        case Text() | Number() | Reference() | Current() | Parent() | BareName():
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


def walk(node: Node) -> Iterator[Node]:
    """Give a node and everything below it, in the order written."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))
