"""Which calculations give numbers: what a reference or a branch hands on is text, though it may hold a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from sstc_survey.expressions import Binary, Call, Negation, Number, Reference, Text
from sstc_survey.expressions import Node as Expressed
from sstc_survey.questionnaire import Calculate, Decimal, Duration, Hidden, Integer, Range

if TYPE_CHECKING:
    from sstc_survey.form.node import Node

_ARITHMETIC: Final = frozenset({"+", "-", "*", "div", "mod"})
_NUMBERS: Final = frozenset(
    {
        "abs", "acos", "asin", "atan", "atan2", "cos", "count", "count-non-empty", "count-selected",
        "decimal-date-time", "decimal-time", "exp", "exp10", "int", "log", "log10", "max", "min", "number", "pi",
        "position", "pow", "random", "round", "sin", "sqrt", "string-length", "sum", "tan",
    }
)  # fmt: skip
# What a function hands on: its arguments from this one on.
_HANDED_ON: Final = {"if": 1, "coalesce": 0, "once": 0}


def numeric_names(nodes: Mapping[str, Node]) -> frozenset[str]:
    """Return the names of the entries that hold numbers."""
    found: dict[str, bool] = {}
    return frozenset(name for name in nodes if _holds_a_number(name, nodes, found))


def _holds_a_number(name: str, nodes: Mapping[str, Node], found: dict[str, bool]) -> bool:
    node = nodes.get(name)
    if node is None:
        return False
    if name not in found:
        found[name] = False  # while it is worked out, if it refers to itself
        entry = node.entry
        if isinstance(entry, Calculate | Hidden) and node.calculation is not None:
            found[name] = _is_number(node.calculation.tree, nodes, found)
        else:
            found[name] = isinstance(entry, Integer | Decimal | Range | Duration)
    return found[name]


def _is_number(expressed: Expressed, nodes: Mapping[str, Node], found: dict[str, bool]) -> bool:
    match expressed:
        case Number() | Negation():
            return True
        case Binary():
            return expressed.operator in _ARITHMETIC
        case Reference():
            return _holds_a_number(expressed.name, nodes, found)
        case Call(name="indexed-repeat"):
            return _is_number(expressed.arguments[0], nodes, found)
        case Call() if expressed.name in _HANDED_ON:
            handed_on = expressed.arguments[_HANDED_ON[expressed.name] :]
            # A blank is no number, and does not make the others text.
            given = [each for each in handed_on if not (isinstance(each, Text) and each.value == "")]
            return bool(given) and all(_is_number(each, nodes, found) for each in given)
        case Call():
            return expressed.name in _NUMBERS
        case _:
            return False
