"""Conditions: comparisons with codes, and what other programs, or their author, understand differently."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from sstc_survey.engine.form_node import expression
from sstc_survey.expressions.context import Budget
from sstc_survey.expressions.functions import FUNCTIONS
from sstc_survey.expressions.tree import (
    COMPARISONS,
    EQUALITIES,
    ORDERS,
    Binary,
    Call,
    Logical,
    Node,
    NumberLiteral,
    Reference,
    TextLiteral,
    walk,
)
from sstc_survey.expressions.values import Value, format_number, might_be_date, text_to_number
from sstc_survey.folding import nfc
from sstc_survey.parsing.lint.outline import FILTER, Occurrence, Outline, OutlineEntry, answered_by, reference_text
from sstc_survey.parsing.lint.values import NO_ANSWERS, constant, constant_number, is_fixed
from sstc_survey.parsing.reader import Reader
from sstc_survey.parsing.suggestions import suggested
from sstc_survey.problems import codes
from sstc_survey.questionnaire import DataType, Rank

CONDITIONS: Final = frozenset(("relevant", "required", "constraint", "read_only", FILTER))
_LIKE_A_DATE: Final = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
_ANYTHING: Final = (".*", ".+")

# Without quotes it is a subtraction, such as 2025 - 2 - 20.
_UNQUOTED_DAY: Final = r"[12][0-9]{3}-[01]?[0-9]-[0-3]?[0-9]"


class Compared(NamedTuple):
    """An answer that is compared with a code; `operator` is = or != for the whole answer, else empty."""

    entry: OutlineEntry
    answer: Node
    code: TextLiteral | NumberLiteral
    operator: str
    whole: Node

    @property
    def code_text(self) -> str:
        """Return the code as a text."""
        return self.code.value if isinstance(self.code, TextLiteral) else format_number(self.code.value)


def code_comparisons(tree: Node) -> Iterator[tuple[Node, Node, str, Node]]:
    """Yield what may be an answer, what may be its code, the operator for the whole answer, and the comparison."""
    for node in walk(tree):
        match node:
            case Binary() if node.operator in EQUALITIES:
                pairs = [(node.left, node.right), (node.right, node.left)]
                operator = node.operator
            case Call(arguments=(answer, code)) if FUNCTIONS[node.name].compares_code:
                pairs, operator = [(answer, code)], ""
            case _:
                continue
        for answer, code in pairs:
            one = isinstance(answer, Call) and FUNCTIONS[answer.name].picks_code
            inner = answer.arguments[0] if isinstance(answer, Call) and one else answer
            yield inner, code, "" if one else operator, node


def compared_codes(tree: Node, entry: OutlineEntry, outline: Outline) -> Iterator[Compared]:
    """Yield each comparison of an answer with a code that is not blank."""
    for answer, code, operator, whole in code_comparisons(tree):
        target = answered_by(answer, entry, outline)
        if target is not None and isinstance(code, TextLiteral | NumberLiteral) and code.value != "":
            yield Compared(target, answer, code, operator, whole)


def compared_constants(nodes: Sequence[Node], tree: Node, operators: frozenset[str]) -> list[Value] | None:
    """Return the constants that an answer is compared with; None where more is done with it."""
    found: list[Value] = []
    # Nodes of several expressions may have the same places.
    places = {id(node) for node in nodes}
    seen: set[int] = set()
    for node in walk(tree):
        match node:
            case Binary() if node.operator in operators:
                pairs = [(node.left, node.right), (node.right, node.left)]
            case Call(arguments=(answer, other)) if FUNCTIONS[node.name].compares_code:
                pairs = [(answer, other)]
            case _:
                continue
        for answer, other in pairs:
            if id(answer) in places and is_fixed(other):
                value = constant(other)
                if value is None:
                    return None
                seen.add(id(answer))
                found.append(value)
    return found if seen == places else None


def is_unknown(compared: Compared) -> bool:
    """Tell whether the question is known not to have the code."""
    known = compared.entry.codes
    if known is None:
        return False
    if isinstance(compared.code, NumberLiteral):
        budget = Budget(NO_ANSWERS)
        return not any(text_to_number(code, budget) == compared.code.value for code in known)
    several = compared.operator and compared.entry.data_type is DataType.CODES
    text = nfc(compared.code.value)
    return not {nfc(code) for code in known}.issuperset(text.split(" ") if several else [text])


def advise_on_codes(reader: Reader, outline: Outline, occurrences: Iterable[Occurrence]) -> None:
    """Report comparisons with unknown codes, and of several codes with one."""
    for each in occurrences:
        if each.expression is not None:
            for compared in compared_codes(each.expression.tree, each.entry, outline):
                if is_unknown(compared):
                    _advise_on_unknown(reader, each, compared)
                if compared.operator and compared.entry.data_type is DataType.CODES:
                    _advise_on_equals(reader, each, compared)


def _advise_on_unknown(reader: Reader, occurrence: Occurrence, compared: Compared) -> None:
    code = compared.code_text
    details = suggested(code, compared.entry.codes or (), guessing=reader.guessing)
    for choice in compared.entry.choices or ():
        labels = choice.label.values() if isinstance(choice.label, dict) else [choice.label]
        if code.casefold() in (label.casefold() for label in labels):
            details["suggestion"] = f"'{choice.code}'"
            break
    occurrence.report(reader, codes.UNKNOWN_CODE, compared.code, code=code, name=compared.entry.name, **details)


def _advise_on_equals(reader: Reader, occurrence: Occurrence, compared: Compared) -> None:
    code, answer = compared.code_text, reference_text(compared.answer)
    if " " in code:
        return
    if compared.entry.is_a(Rank):
        instead = f"selected-at({answer}, 0) {compared.operator} '{code}'"
    else:
        selected = f"selected({answer}, '{code}')"
        instead = selected if compared.operator == "=" else f"not({selected})"
    details = {"name": compared.entry.name, "operator": compared.operator, "instead": instead}
    occurrence.report(reader, codes.EQUALS_ON_MULTIPLE, compared.whole, **details)


def conditions_in(occurrence: Occurrence) -> Iterator[Node]:
    """Yield the outermost nodes that are used as conditions."""
    if occurrence.expression is not None and occurrence.key in CONDITIONS:
        yield occurrence.expression.tree
    for call in occurrence.calls:
        yield from call.arguments[FUNCTIONS[call.name].decided_by]


def parts(condition: Node) -> Iterator[Node]:
    """Yield a condition and the conditions that it is made of, outermost first."""
    yield condition
    match condition:
        case Logical():
            for operand in condition.operands:
                yield from parts(operand)
        case Call(arguments=(negated,)) if FUNCTIONS[condition.name].negates:
            yield from parts(negated)
        case _:
            pass


def advise_on_conditions(reader: Reader, outline: Outline, occurrences: Iterable[Occurrence]) -> None:
    """Report bare and quoted references, patterns without anchors, divisions by zero, dates that do not exist."""
    for each in occurrences:
        read = each.expression
        if read is None:
            continue
        for part in (part for condition in conditions_in(each) for part in parts(condition)):
            if isinstance(part, Reference) and part.name in outline.names:
                _advise_on_bare(reader, each, part, outline.names[part.name])
        for reference in read.quoted_references:
            each.report(reader, codes.QUOTED_REFERENCE, reference, written=reference_text(reference))
        for node in walk(read.tree):
            _advise_on_node(reader, each, node)
            if (time := time_in(node, each.entry, outline)) is not None:
                each.report(reader, codes.TIME_COMPARISON, node, **time)
        if each.key == "constraint":
            own = read.self_reference or any(reference.name == each.entry.name for reference in read.references)
            if not own and not is_fixed(read.tree):
                each.report(reader, codes.CONSTRAINT_WITHOUT_ANSWER, read.tree)


def _advise_on_bare(reader: Reader, occurrence: Occurrence, reference: Reference, target: OutlineEntry) -> None:
    name, calculation = reference_text(reference), target.value("calculation")
    read = expression(calculation) if isinstance(calculation, str) else None
    instead = f"{name} = 'true'" if read and is_boolean(read.tree) else f"{name} != ''"
    occurrence.report(reader, codes.BARE_REFERENCE, reference, written=name, instead=instead)


def is_boolean(node: Node) -> bool:
    """Tell whether the value of a node is true or false."""
    match node:
        case Logical():
            return True
        case Binary():
            return node.operator in COMPARISONS
        case Call():
            function = FUNCTIONS[node.name]
            if node.arguments[function.decided_by]:
                return all(map(is_boolean, node.arguments[function.hands_on]))
            return function.gives == "condition"
        case _:
            return False


def _advise_on_node(reader: Reader, occurrence: Occurrence, node: Node) -> None:
    match node:
        case Binary(operator="-", left=Binary(operator="-")) if day := re.fullmatch(
            _UNQUOTED_DAY, occurrence.expression.source[node.start : node.end] if occurrence.expression else ""
        ):
            occurrence.report(reader, codes.UNQUOTED_DATE, node, written=day[0])
        case Binary(operator="div" | "mod") if constant_number(node.right) == 0:
            occurrence.report(reader, codes.DIVISION_BY_ZERO, node)
        case Binary() if node.operator in COMPARISONS:
            for side in (node.left, node.right):
                if isinstance(side, TextLiteral) and is_impossible_date(side):
                    occurrence.report(reader, codes.NO_SUCH_DATE, side, written=side.value)
        case Call():
            for pattern in node.arguments[FUNCTIONS[node.name].patterns]:
                if isinstance(pattern, TextLiteral):
                    _advise_on_pattern(reader, occurrence, pattern)
        case _:
            pass


def time_in(node: Node, entry: OutlineEntry, outline: Outline) -> dict[str, str] | None:
    """Return the details of a problem with a comparison of times by order; None where a node is not one."""
    if isinstance(node, Binary) and node.operator in ORDERS:
        for side in (node.left, node.right):
            target = answered_by(side, entry, outline)
            if target is not None and target.data_type is DataType.TIME:
                return {"operator": node.operator, "written": reference_text(side)}
    return None


def is_impossible_date(text: TextLiteral) -> bool:
    """Tell whether a text looks like a date that does not exist."""
    return bool(re.fullmatch(_LIKE_A_DATE, text.value)) and not might_be_date(text.value)


def _advise_on_pattern(reader: Reader, occurrence: Occurrence, node: TextLiteral) -> None:
    """Report a pattern that matches a part of a text in some programs, and must match all of it in others."""
    pattern = node.value
    begins = pattern.startswith(("^", *_ANYTHING))
    ends = pattern.endswith(("$", *_ANYTHING))
    if begins and ends:
        return
    if begins != ends:
        # The open end is most likely meant.
        instead = f"{pattern}.*$" if begins else f"^.*{pattern}"
    else:
        instead = f"^({pattern})$" if "|" in pattern else f"^{pattern}$"
    quote = '"' if "'" in pattern else "'"
    occurrence.report(reader, codes.REGEX_WITHOUT_ANCHORS, node, instead=f"{quote}{instead}{quote}")
