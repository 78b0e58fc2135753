"""The expression dialect of XLSForm: read once, work out for any answers.

>>> from sstc_survey.expressions import Answers, Expression, parse
>>> adult = parse("${age} >= 18")
>>> isinstance(adult, Expression) and adult.boolean(Answers({"age": "20"}))
True
"""

from .context import Answers, Context
from .expression import Expression, parse
from .faults import CATALOGUE, EvaluationError, Fault
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
    children,
    walk,
)
from .piping import fill_label, split_label
from .references import unknown_columns, unknown_references

__all__ = [
    "CATALOGUE",
    "FUNCTIONS",
    "Answers",
    "BareName",
    "Binary",
    "Call",
    "Context",
    "Current",
    "EvaluationError",
    "Expression",
    "Fault",
    "Logical",
    "Negation",
    "Node",
    "Number",
    "Parent",
    "Reference",
    "Text",
    "children",
    "fill_label",
    "parse",
    "split_label",
    "unknown_columns",
    "unknown_references",
    "walk",
]
