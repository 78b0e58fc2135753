"""The expression dialect of XLSForm: parse once, evaluate for any answers.

>>> from sstc_survey.expressions import Expression, MappingContext, parse
>>> adult = parse("${age} >= 18")
>>> isinstance(adult, Expression) and adult.boolean(MappingContext({"age": "20"}))
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sstc_survey.expressions.context import Context, MappingContext
    from sstc_survey.expressions.diagnostics import Diagnostic, EvaluationError
    from sstc_survey.expressions.expression import Expression, fill_label, parse, split_label
    from sstc_survey.expressions.functions import FUNCTIONS
    from sstc_survey.expressions.tree import (
        COMPARISONS,
        EQUALITIES,
        OPERATORS,
        ORDERS,
        BareName,
        Binary,
        Call,
        Current,
        Logical,
        Negation,
        Node,
        NumberLiteral,
        Parent,
        Reference,
        TextLiteral,
        children,
        walk,
    )
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(name)
        from sstc_survey.lazy import public_name

        return public_name(__name__, name)


__all__ = [
    "COMPARISONS",
    "EQUALITIES",
    "FUNCTIONS",
    "OPERATORS",
    "ORDERS",
    "BareName",
    "Binary",
    "Call",
    "Context",
    "Current",
    "Diagnostic",
    "EvaluationError",
    "Expression",
    "Logical",
    "MappingContext",
    "Negation",
    "Node",
    "NumberLiteral",
    "Parent",
    "Reference",
    "TextLiteral",
    "children",
    "fill_label",
    "parse",
    "split_label",
    "walk",
]
