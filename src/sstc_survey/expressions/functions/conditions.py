"""Functions over conditions, and those that give one of several values."""

from __future__ import annotations

from functools import partial
from typing import Final

from sstc_survey.expressions.context import Budget, Run
from sstc_survey.expressions.diagnostics import EvaluationError, refuse
from sstc_survey.expressions.functions.base import (
    ALL_ARGUMENTS,
    FIRST_ARGUMENT,
    Build,
    Compile,
    Function,
    boolean_view,
    plain,
    text_view,
)
from sstc_survey.expressions.tree import Call
from sstc_survey.expressions.values import to_boolean, to_number, to_text
from sstc_survey.problems import codes

_WEIGHTED: Final = "weighted-checklist(minimum, maximum, condition, weight, ...)"


def _build_if(call: Call, compile_node: Compile) -> Run:
    condition = boolean_view(call.arguments[0], compile_node)
    then, otherwise = (compile_node(argument) for argument in call.arguments[1:])
    return lambda budget: then(budget) if condition(budget) else otherwise(budget)


def _build_coalesce(call: Call, compile_node: Compile) -> Run:
    first = compile_node(call.arguments[0])
    second = text_view(call.arguments[1], compile_node)

    def run(budget: Budget) -> str:
        value = first(budget)
        # NaN is saved as a blank, so it counts as one here.
        blank = isinstance(value, float) and value != value  # noqa: PLR0124
        return str(("" if blank else to_text(value)) or second(budget))

    return run


def _build_once(call: Call, compile_node: Compile) -> Run:
    fresh = compile_node(call.arguments[0])

    def run(budget: Budget) -> str | float | bool:
        current = budget.read(budget.context.current())
        try:
            # Evaluated every time, so that what it reads does not depend on the value that is there already.
            value = fresh(budget)
        except EvaluationError:
            if not current:
                raise
            return current
        return current or value

    return run


def _build_checklist(*, weighted: bool) -> Build:
    step = 2 if weighted else 1

    def build(call: Call, compile_node: Compile) -> Run:
        runs = [compile_node(argument) for argument in call.arguments]

        def run(budget: Budget) -> bool:
            minimum, maximum = (to_number(each(budget), budget) for each in runs[:2])
            total = 0.0
            for place in range(2, len(runs), step):
                if to_boolean(runs[place](budget)):
                    total += to_number(runs[place + 1](budget), budget) if weighted else 1
            return (minimum == -1 or total >= minimum) and (maximum == -1 or total <= maximum)

        return run

    return build


def _check_pairs(call: Call) -> None:
    if len(call.arguments) % 2:
        details = {"name": call.name, "expected": "an even number of arguments"}
        usage, found = _WEIGHTED, str(len(call.arguments))
        raise refuse(codes.EXPRESSION_ARITY, call.start, call.end, found=found, usage=usage, **details)


_condition: Final = partial(Function, gives="condition")

CONDITION_FUNCTIONS: Final[dict[str, Function]] = {
    "if": Function(
        "if(condition, then, otherwise)", 3, 3, _build_if, decided_by=FIRST_ARGUMENT, hands_on=slice(1, None)
    ),
    "coalesce": Function(
        "coalesce(first, second)", 2, 2, _build_coalesce, hands_on=ALL_ARGUMENTS, words="{} ({} if blank)"
    ),
    "once": Function("once(value)", 1, 1, _build_once, reads="environment", hands_on=ALL_ARGUMENTS),
    "not": _condition("not(condition)", *plain("b", lambda condition: not condition), negates=True),
    "true": _condition("true()", *plain("", lambda: True)),
    "false": _condition("false()", *plain("", lambda: False)),
    "boolean": _condition("boolean(value)", *plain("b", bool)),
    "boolean-from-string": _condition("boolean-from-string(text)", *plain("t", lambda text: text in ("true", "1"))),
    "checklist": _condition("checklist(minimum, maximum, condition, ...)", 2, None, _build_checklist(weighted=False)),
    "weighted-checklist": _condition(_WEIGHTED, 2, None, _build_checklist(weighted=True), _check_pairs),
}
