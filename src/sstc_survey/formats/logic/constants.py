"""The parts of an expression that no answer changes."""

from __future__ import annotations

import math

from sstc_survey.expressions import Answers, BareName, Call, Current, EvaluationError, Node, Parent, Reference, walk
from sstc_survey.expressions.evaluate import build
from sstc_survey.expressions.frame import Frame
from sstc_survey.expressions.library import VOLATILE
from sstc_survey.expressions.values import Value, to_number

_NOTHING = Answers({})


def is_fixed(node: Node) -> bool:
    """Tell whether neither answers nor time nor chance can change the value of a node."""
    return not any(
        isinstance(each, Reference | Current | Parent | BareName) or (isinstance(each, Call) and each.name in VOLATILE)
        for each in walk(node)
    )


def constant(node: Node) -> Value | None:
    """Return the value of a node that is always the same; None for others, and where it cannot be worked out."""
    try:
        return build(node)(Frame(_NOTHING)) if is_fixed(node) else None
    except EvaluationError:
        return None


def constant_number(node: Node) -> float | None:
    """Return the number that a constant node is; NaN where it is another value."""
    value = constant(node)
    return None if value is None else as_number(value)


def as_number(value: Value) -> float:
    """Return a value as a number; NaN where it is none."""
    try:
        return to_number(value, Frame(_NOTHING))
    except EvaluationError:  # a time with a zone
        return math.nan
