"""All functions by name, and the check that a call names one and gives it the arguments that it takes."""

from __future__ import annotations

from typing import Final

from sstc_survey.expressions.diagnostics import refuse
from sstc_survey.expressions.functions.answers import ANSWER_FUNCTIONS
from sstc_survey.expressions.functions.base import Function
from sstc_survey.expressions.functions.choices import CHOICE_FUNCTIONS
from sstc_survey.expressions.functions.conditions import CONDITION_FUNCTIONS
from sstc_survey.expressions.functions.dates import DATE_FUNCTIONS
from sstc_survey.expressions.functions.numbers import NUMBER_FUNCTIONS
from sstc_survey.expressions.functions.texts import TEXT_FUNCTIONS
from sstc_survey.expressions.suggestions import unknown_function, unsupported_function
from sstc_survey.expressions.tree import Call
from sstc_survey.problems import codes

FUNCTIONS: Final[dict[str, Function]] = {
    **ANSWER_FUNCTIONS,
    **CHOICE_FUNCTIONS,
    **CONDITION_FUNCTIONS,
    **DATE_FUNCTIONS,
    **NUMBER_FUNCTIONS,
    **TEXT_FUNCTIONS,
}


def check_call(call: Call) -> None:
    """Refuse an unknown function, a wrong number of arguments, and constants that cannot work."""
    name = call.name
    function = FUNCTIONS.get(name)
    if function is None:
        advice = unsupported_function(name)
        if advice is not None:
            raise refuse(codes.EXPRESSION_UNSUPPORTED_FUNCTION, call.start, call.name_end, name=name, **advice)
        details = unknown_function(name, FUNCTIONS)
        raise refuse(codes.EXPRESSION_UNKNOWN_FUNCTION, call.start, call.name_end, name=name, **details)
    count = len(call.arguments)
    if count < function.minimum or (function.maximum is not None and count > function.maximum):
        details = {"expected": _expected(function), "found": str(count), "usage": function.usage}
        raise refuse(codes.EXPRESSION_ARITY, call.start, call.end, name=name, **details)
    if function.check is not None:
        function.check(call)


def _expected(function: Function) -> str:
    minimum, maximum = function.minimum, function.maximum
    if maximum == 0:
        return "no argument"
    if minimum == maximum:
        return "1 argument" if minimum == 1 else f"{minimum} arguments"
    if maximum is None:
        return "at least 1 argument" if minimum == 1 else f"at least {minimum} arguments"
    return f"{minimum} or {maximum} arguments" if maximum == minimum + 1 else f"{minimum} to {maximum} arguments"
