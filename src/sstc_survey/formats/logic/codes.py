"""Whether the codes that answers are compared with are among the choices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from sstc_survey.checking import OK
from sstc_survey.expressions import Answers, Binary, Call, Node, Number, Text, walk
from sstc_survey.expressions.frame import Frame
from sstc_survey.expressions.values import format_number, text_to_number
from sstc_survey.formats.logic.outline import Item, Outline, answered_by, as_written
from sstc_survey.formats.logic.written import Written
from sstc_survey.formats.reading import Reader
from sstc_survey.formats.suggestions import suggested
from sstc_survey.questionnaire import Acknowledge, Choice, Rank, SelectMultiple

_FRAME = Frame(Answers({}))


class Compared(NamedTuple):
    """An answer that is compared with a code; `operator` is = or != for the whole answer, else empty."""

    item: Item
    answer: Node
    code: Text | Number
    operator: str
    whole: Node

    @property
    def written_code(self) -> str:
        """Return the code as a text."""
        return self.code.value if isinstance(self.code, Text) else format_number(self.code.value)


def compared_codes(tree: Node, item: Item, outline: Outline) -> Iterator[Compared]:
    """Yield each comparison of an answer with a code that is not blank."""
    for node in walk(tree):
        match node:
            case Binary(operator="=" | "!="):
                pairs = [(node.left, node.right), (node.right, node.left)]
                operator = node.operator
            case Call(name="selected"):
                pairs, operator = [(node.arguments[0], node.arguments[1])], ""
            case _:
                continue
        for answer, code in pairs:
            one = isinstance(answer, Call) and answer.name == "selected-at"
            inner = answer.arguments[0] if isinstance(answer, Call) and one else answer
            target = answered_by(inner, item, outline)
            if target is not None and isinstance(code, Text | Number) and code.value != "":
                yield Compared(target, inner, code, "" if one else operator, node)


def is_unknown(compared: Compared) -> bool:
    """Tell whether the question is known not to have the code."""
    codes = _codes(compared.item)
    if codes is None:
        return False
    if isinstance(compared.code, Number):
        return not any(text_to_number(code, _FRAME) == compared.code.value for code in codes)
    several = compared.operator and compared.item.is_a(SelectMultiple, Rank)
    words = compared.code.value.split(" ") if several else [compared.code.value]
    return not all(word in codes for word in words)


def _codes(item: Item) -> Collection[str] | None:
    return (OK,) if item.is_a(Acknowledge) else item.codes


def advise_on_codes(reader: Reader, outline: Outline, written: Iterable[Written]) -> None:
    """Report comparisons with codes that are not there, and of several codes with one."""
    for each in written:
        if each.expression is not None:
            for compared in compared_codes(each.expression.tree, each.item, outline):
                if is_unknown(compared):
                    _advise_on_unknown(reader, each, compared)
                if compared.operator and compared.item.is_a(SelectMultiple, Rank):
                    _advise_on_equals(reader, each, compared)


def _advise_on_unknown(reader: Reader, written: Written, compared: Compared) -> None:
    code = compared.written_code
    details = suggested(code, _codes(compared.item) or (), guessing=reader.guessing)
    labelled = [choice.code for choice in compared.item.choices or () if _is_labelled(choice, code)]
    if labelled:
        details["suggestion"] = f"'{labelled[0]}'"
    written.report(reader, "unknown-code", compared.code, code=code, name=compared.item.name, **details)


def _is_labelled(choice: Choice, text: str) -> bool:
    labels = choice.label.values() if isinstance(choice.label, dict) else [choice.label]
    return text.casefold() in (label.casefold() for label in labels)


def _advise_on_equals(reader: Reader, written: Written, compared: Compared) -> None:
    code, answer = compared.written_code, as_written(compared.answer)
    if " " in code:
        return
    if compared.item.is_a(Rank):
        instead = f"selected-at({answer}, 0) {compared.operator} '{code}'"
    else:
        taken = f"selected({answer}, '{code}')"
        instead = taken if compared.operator == "=" else f"not({taken})"
    details = {"name": compared.item.name, "operator": compared.operator, "instead": instead}
    written.report(reader, "equals-on-multiple", compared.whole, **details)
