"""The expression dialect of XLSForm: read once, work out for any answers.

>>> from sstc_survey.expressions import Answers, Expression, parse
>>> adult = parse("${age} >= 18")
>>> isinstance(adult, Expression) and adult.boolean(Answers({"age": "20"}))
True
"""

from sstc_survey.expressions.context import Answers, Context
from sstc_survey.expressions.expression import (
    Expression,
    fill_label,
    parse,
    split_label,
    unknown_columns,
    unknown_references,
)
from sstc_survey.expressions.functions import FUNCTIONS
from sstc_survey.expressions.suggestions import CATALOGUE, EvaluationError, Fault
from sstc_survey.expressions.tree import (
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
