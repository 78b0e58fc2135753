"""Check the names that an expression uses against those that there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from .expression import Expression
from .faults import Fault
from .mistakes import closest
from .nodes import BareName, Reference


def unknown_references(references: Iterable[Reference], names: Collection[str]) -> tuple[Fault, ...]:
    """Give a fault for each reference to a question that there is not."""
    return _unknown(references, names, "expression-unknown-name")


def unknown_columns(expression: Expression, columns: Collection[str]) -> tuple[Fault, ...]:
    """Give a fault for each column that the choices do not have."""
    return _unknown(expression.bare_names, columns, "expression-unknown-column")


def _unknown(used: Iterable[Reference | BareName], known: Collection[str], code: str) -> tuple[Fault, ...]:
    faults: list[Fault] = []
    for each in used:
        if each.name not in known:
            near = closest(each.name, known)
            details = {"name": each.name, **({"suggestion": near} if near else {})}
            faults.append(Fault(code, each.start, each.end, details))
    return tuple(faults)
