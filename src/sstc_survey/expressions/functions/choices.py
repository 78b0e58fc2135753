"""Functions over conditions and over the codes of select questions."""

from __future__ import annotations

import re
from functools import partial
from math import isfinite
from typing import Final

from sstc_survey.expressions.context import Budget, Run
from sstc_survey.expressions.diagnostics import refuse
from sstc_survey.expressions.functions.base import Build, Compile, Function, plain, text_view
from sstc_survey.expressions.lexer import REFERENCE
from sstc_survey.expressions.tree import Call, Reference, TextLiteral
from sstc_survey.expressions.values import to_boolean, to_number
from sstc_survey.problems import codes

_WEIGHTED: Final = "weighted-checklist(minimum, maximum, condition, weight, ...)"
CHOICE_NAME: Final = "jr:choice-name"
_CHOICE_NAME_USAGE: Final = "jr:choice-name(${name}, '${name}')"


def _codes(text: str) -> list[str]:
    return [code for code in text.split(" ") if code]


def _selected(text: str, code: str) -> bool:
    code = code.strip(" ")
    codes = _codes(text)
    return code in codes if codes else code == ""


def _selected_at(text: str, index: float) -> str:
    codes = _codes(text)
    place = int(index) if isfinite(index) else -1
    return codes[place] if 0 <= place < len(codes) else ""


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


def _build_choice_name(call: Call, compile_node: Compile) -> Run:
    code = text_view(call.arguments[0], compile_node)
    question = choice_question(call).name
    return lambda budget: budget.context.choice_label(question, code(budget))


def choice_question(call: Call) -> Reference:
    """Return the question that jr:choice-name names, quoted or not."""
    node = call.arguments[1]
    if isinstance(node, Reference):
        return node
    if isinstance(node, TextLiteral) and (match := re.fullmatch(REFERENCE, node.value.strip())):
        start = node.start + 1 + node.value.index("$")
        return Reference(match[1], start, start + len(match[0]))
    raise refuse(codes.EXPRESSION_CHOICE_LIST, node.start, node.end, usage=_CHOICE_NAME_USAGE)


_condition: Final = partial(Function, gives="condition")

CHOICE_FUNCTIONS: Final[dict[str, Function]] = {
    "selected": _condition("selected(list, code)", *plain("tt", _selected), finds_text=True),
    "selected-at": Function("selected-at(list, index)", *plain("tn", _selected_at)),
    "count-selected": Function(
        "count-selected(list)",
        *plain("t", lambda text: float(len(_codes(text)))),
        gives="number",
        is_length=True,
        words="the number of choices in {}",
    ),
    CHOICE_NAME: Function(_CHOICE_NAME_USAGE, 2, 2, _build_choice_name, reads="language", choices_of=slice(1, None)),
    "not": _condition("not(condition)", *plain("b", lambda condition: not condition)),
    "true": _condition("true()", *plain("", lambda: True)),
    "false": _condition("false()", *plain("", lambda: False)),
    "boolean": _condition("boolean(value)", *plain("b", bool)),
    "boolean-from-string": _condition("boolean-from-string(text)", *plain("t", lambda text: text in ("true", "1"))),
    "checklist": _condition("checklist(minimum, maximum, condition, ...)", 2, None, _build_checklist(weighted=False)),
    "weighted-checklist": _condition(_WEIGHTED, 2, None, _build_checklist(weighted=True), _check_pairs),
}
