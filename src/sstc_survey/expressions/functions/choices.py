"""Functions over the codes of select questions, and the labels of their choices."""

from __future__ import annotations

import re
from math import isfinite
from typing import Final

from sstc_survey.expressions.context import Run
from sstc_survey.expressions.diagnostics import refuse
from sstc_survey.expressions.functions.base import Compile, Function, plain, text_view
from sstc_survey.expressions.lexer import REFERENCE
from sstc_survey.expressions.tree import Call, Node, Reference, TextLiteral
from sstc_survey.folding import nfc
from sstc_survey.problems import codes

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


def _build_choice_name(call: Call, compile_node: Compile) -> Run:
    code = text_view(call.arguments[0], compile_node)
    question = question_of_choices(call.arguments[1]).name
    return lambda budget: nfc(budget.context.choice_label(question, code(budget)))


def question_of_choices(node: Node) -> Reference:
    """Return the question that an argument names, quoted or not, for its choices to be looked at."""
    if isinstance(node, Reference):
        return node
    if isinstance(node, TextLiteral) and (match := re.fullmatch(REFERENCE, node.value.strip())):
        start = node.start + 1 + node.value.index("$")
        return Reference(match[1], start, start + len(match[0]))
    raise refuse(codes.EXPRESSION_CHOICE_LIST, node.start, node.end, usage=_CHOICE_NAME_USAGE)


CHOICE_FUNCTIONS: Final[dict[str, Function]] = {
    "selected": Function(
        "selected(list, code)", *plain("tt", _selected), gives="condition", compares_code=True, finds_text=True
    ),
    "selected-at": Function("selected-at(list, index)", *plain("tn", _selected_at), picks_code=True),
    "count-selected": Function(
        "count-selected(list)",
        *plain("t", lambda text: float(len(_codes(text)))),
        gives="number",
        is_length=True,
        words="the number of choices in {}",
    ),
    "jr:choice-name": Function(
        _CHOICE_NAME_USAGE, 2, 2, _build_choice_name, reads="language", choices_of=slice(1, None)
    ),
}
