"""The parts of a condition that stand for values, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sstc_survey.expressions import BareName, Binary, Call, Current, Negation, Number, Parent, Reference, Text
from sstc_survey.expressions import Node as Tree
from sstc_survey.expressions.values import format_number
from sstc_survey.form.node import Node
from sstc_survey.questionnaire import Date, DateTime, Today
from sstc_survey.rendering.paper_names import Names, quoted

_SIGNS: Final = {"+": "+", "-": "\u2212", "*": "\u00d7", "div": "\u00f7", "mod": "mod"}
_BINDS: Final = {"+": 1, "-": 1, "*": 2, "div": 2, "mod": 2}
_OF_NOTHING: Final = {"today": "today", "now": "now"}
_OF_ONE: Final[Mapping[str, str]] = {
    "count": "the number of {}",
    "count-non-empty": "the number of answers to {}",
    "count-selected": "the number of choices in {}",
    "date": "{}",
    "decimal-date-time": "{}",
    "decimal-time": "{}",
    "int": "the whole part of {}",
    "max": "the greatest {}",
    "min": "the smallest {}",
    "normalize-space": "{}",
    "number": "{}",
    "round": "{}, rounded",
    "string": "{}",
    "string-length": "the length of {}",
    "sum": "the sum of {}",
}
_MOMENTS: Final = {"date", "decimal-date-time", "decimal-time", "now", "today"}
_YEARS: Final = (365.0, 365.25)


class InvolvedError(Exception):
    """An expression is too involved to be put into words."""


class Terms:
    """Words for the values in an expression that stands at an entry."""

    def __init__(self, node: Node, names: Names) -> None:
        self._node = node
        self._names = names

    def term(self, tree: Tree) -> str:
        """Return a value in words, or raise InvolvedError."""
        match tree:
            case Reference(name=name):
                return self._names.entry(name)
            case Current():
                return "the answer"
            case BareName(name=name):
                return f"the {name} of the choice"
            case Number(value=value):
                return format_number(value)
            case Text(value=value):
                return quoted(value)
            case Negation(operand=Number(value=value)):
                return format_number(-value)
            case Binary(operator=operator) if operator in _SIGNS:
                left, right = (
                    self._operand(tree.left, _BINDS[operator]),
                    self._operand(tree.right, _BINDS[operator] + 1),
                )
                return f"{left} {_SIGNS[operator]} {right}"
            case Call():
                return self._called(tree)
            case _:
                raise InvolvedError

    def _operand(self, tree: Tree, binds: int) -> str:
        """Return an operand, in parentheses where it binds less than its operation."""
        is_looser = isinstance(tree, Binary) and _BINDS.get(tree.operator, 0) < binds
        return f"({self.term(tree)})" if is_looser else self.term(tree)

    def _called(self, call: Call) -> str:
        since = _years_since(call)
        if since is not None:
            return f"the full years since {self.term(since)}"
        match call.name, call.arguments:
            case name, () if name in _OF_NOTHING:
                return _OF_NOTHING[name]
            case "date", (Text(value=value),):
                return value
            case name, (only,) if name in _OF_ONE:
                return _OF_ONE[name].format(self.term(only))
            case "position", (Parent(levels=1),) if self._node.repeats:
                return f"the number of this {self._names.entry(self._node.repeat_names[-1])}"
            case _:
                return self._called_with_more(call)

    def _called_with_more(self, call: Call) -> str:
        match call.name, call.arguments:
            case "coalesce", (first, second):
                return f"{self.term(first)} ({self.term(second)} if blank)"
            case "jr:choice-name", (code, _):
                return self.term(code)
            case "selected-at", (of, Number(value=value)):
                which = "the first choice" if value == 0 else f"choice {value + 1:g}"
                return f"{which} in {self.term(of)}"
            case "round", (of, Number(value=places)):
                to = f"{places:g} decimal{'s' if places > 1 else ''}" if places else "a whole number"
                return f"{self.term(of)}, rounded to {to}"
            case "indexed-repeat", (of, repeat, number):
                return f"{self.term(of)} of {self.term(repeat)} number {self.term(number)}"
            case "join", (Text(), of):
                return f"all of {self.term(of)}"
            case _:
                raise InvolvedError

    def asked(self, tree: Tree) -> Node | None:
        """Return the question that a value is an answer to, or part of one; None where it is something else."""
        match tree:
            case Reference(name=name):
                return self._names.form.nodes.get(name)
            case Current():
                return self._node
            case Call(name="selected-at", arguments=(of, _)):
                return self.asked(of)
            case _:
                return None

    def compared(self, tree: Tree, with_: Tree) -> str:
        """Return a value in words as it is compared with another: a code by its label."""
        node = self.asked(with_)
        match tree:
            case Text(value=value) if node is not None and node.choices:
                return self.code(value, node)
            case Number(value=value) if node is not None and node.choices:
                return self.code(format_number(value), node)
            case Text(value=value):
                return value if self.is_moment(with_) else quoted(value)
            case _:
                return self.term(tree)

    def code(self, code: str, node: Node | None) -> str:
        """Return a code by the label that it has at a question."""
        return quoted(code) if node is None else self._names.choice(node, code)

    def is_moment(self, tree: Tree) -> bool:
        """Tell whether a value is a day or a time."""
        node = self.asked(tree)
        is_called = isinstance(tree, Call) and tree.name in _MOMENTS
        return is_called or (node is not None and isinstance(node.entry, Date | DateTime | Today))


def _years_since(call: Call) -> Tree | None:
    """Return the day from which an expression counts full years until today, as ages are worked out."""
    match call:
        case Call(name="int", arguments=(Binary(operator="div", left=days, right=Number(value=year)),)):
            match days:
                case Binary(operator="-", left=Call(name="today"), right=since) if year in _YEARS:
                    return since
                case _:
                    return None
        case _:
            return None
