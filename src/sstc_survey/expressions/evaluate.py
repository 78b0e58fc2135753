"""Turn a tree into functions of a frame, once, so that each evaluation only calls them."""

from __future__ import annotations

from typing import assert_never

from .faults import refuse
from .frame import Run
from .library import FUNCTIONS
from .nodes import (
    BareName,
    Binary,
    Call,
    Current,
    Logical,
    Negation,
    Node,
    Number,
    Parent,
    Reference,
    Text,
)
from .operators import build_binary, build_logical, build_negation
from .values import AnswerText


def build(node: Node) -> Run:
    """Build a node that the parser has checked."""
    match node:
        case Call():
            return FUNCTIONS[node.name].build(node, build)
        case Binary():
            return build_binary(node.operator, build(node.left), build(node.right))
        case Logical():
            return build_logical(node.operator, [build(operand) for operand in node.operands])
        case Negation():
            return build_negation(build(node.operand))
        case Parent():
            raise refuse("expression-parent", node.start, node.end)
        case _:
            return _build_leaf(node)


def _build_leaf(node: Text | Number | Reference | Current | BareName) -> Run:
    match node:
        case Text() | Number():
            value = node.value
            return lambda _frame: value
        case Reference():
            name = node.name
            return lambda frame: AnswerText(frame.context.value(name))
        case BareName():
            name = node.name
            return lambda frame: frame.context.column(name)
        case Current():
            return lambda frame: AnswerText(frame.context.current())
        case _:
            assert_never(node)
