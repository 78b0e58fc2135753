"""Where expressions stand for conditions, and what in them other programs, or their author, take differently."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from typing import Final, NamedTuple

import yaml

from sstc_survey.engine.form import expression
from sstc_survey.engine.validation import OK
from sstc_survey.expressions import (
    BareName,
    Binary,
    Call,
    Current,
    EvaluationError,
    Expression,
    Logical,
    MappingContext,
    Node,
    NumberLiteral,
    Parent,
    Reference,
    TextLiteral,
    walk,
)
from sstc_survey.expressions.context import Budget
from sstc_survey.expressions.evaluator import build
from sstc_survey.expressions.functions import VOLATILE
from sstc_survey.expressions.values import Value, format_number, might_be_date, text_to_number, to_number
from sstc_survey.parsing.lint.outline import FILTER, Item, Outline, Written, answered_by, as_written
from sstc_survey.parsing.lint.references import COLUMNS
from sstc_survey.parsing.reader import Reader, suggested
from sstc_survey.problems import codes
from sstc_survey.questionnaire import Acknowledge, Choice, Rank, SelectMultiple, SelectOne, Time

_FRAME = Budget(MappingContext({}))


class Compared(NamedTuple):
    """An answer that is compared with a code; `operator` is = or != for the whole answer, else empty."""

    item: Item
    answer: Node
    code: TextLiteral | NumberLiteral
    operator: str
    whole: Node

    @property
    def written_code(self) -> str:
        """Return the code as a text."""
        return self.code.value if isinstance(self.code, TextLiteral) else format_number(self.code.value)


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
            if target is not None and isinstance(code, TextLiteral | NumberLiteral) and code.value != "":
                yield Compared(target, inner, code, "" if one else operator, node)


def is_unknown(compared: Compared) -> bool:
    """Tell whether the question is known not to have the code."""
    codes = _codes(compared.item)
    if codes is None:
        return False
    if isinstance(compared.code, NumberLiteral):
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
    written.report(reader, codes.UNKNOWN_CODE, compared.code, code=code, name=compared.item.name, **details)


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
    written.report(reader, codes.EQUALS_ON_MULTIPLE, compared.whole, **details)


_NOTHING = MappingContext({})


def is_fixed(node: Node) -> bool:
    """Tell whether neither answers nor time nor chance can change the value of a node."""
    return not any(
        isinstance(each, Reference | Current | Parent | BareName) or (isinstance(each, Call) and each.name in VOLATILE)
        for each in walk(node)
    )


def constant(node: Node) -> Value | None:
    """Return the value of a node that is always the same; None for others, and where it cannot be worked out."""
    try:
        return build(node)(Budget(_NOTHING)) if is_fixed(node) else None
    except EvaluationError:
        return None


def constant_number(node: Node) -> float | None:
    """Return the number that a constant node is; NaN where it is another value."""
    value = constant(node)
    return None if value is None else as_number(value)


def as_number(value: Value) -> float:
    """Return a value as a number; NaN where it is none."""
    try:
        return to_number(value, Budget(_NOTHING))
    except EvaluationError:  # a time with a zone
        return math.nan


_OWN: Final = ("label", "exclusive")
_LIKE: Final = 0.8
_MAX_NEVER: Final = 5


class _Match(NamedTuple):
    """A part of a filter that a choice must meet: a column that is a code of the answer to a question."""

    column: str
    question: Item


def advise_on_filters(reader: Reader, outline: Outline, written: Iterable[Written]) -> None:
    """Report what filters leave no use for."""
    used: dict[int, set[str]] = {}
    for each in written:
        if each.key == FILTER and each.expression is not None:
            node = each.item.list_node(reader)
            columns = {column.name for column in each.expression.bare_names}
            used.setdefault(id(node), set()).update(columns)
            if node is not None:
                _advise_on_choices(reader, each.item, node, list(_matches(each.expression.tree, outline)))
    seen: set[int] = set()
    for item in outline.items:
        node = item.list_node(reader)
        if node is not None and id(node) not in seen:
            seen.add(id(node))
            _advise_on_columns(reader, item, node, used.get(id(node), set()))


def _matches(tree: Node, outline: Outline) -> Iterator[_Match]:
    match tree:
        case Logical(operator="and"):
            for operand in tree.operands:
                yield from _matches(operand, outline)
        case Binary(operator="=", left=Reference() as reference, right=BareName() as column):
            yield from _match(column, reference, outline, SelectOne)
        case Binary(operator="=", left=BareName() as column, right=Reference() as reference):
            yield from _match(column, reference, outline, SelectOne)
        case Call(name="selected", arguments=(Reference() as reference, BareName() as column)):
            yield from _match(column, reference, outline, SelectOne, SelectMultiple)
        case _:
            pass


def _match(column: BareName, reference: Reference, outline: Outline, *kinds: type) -> Iterator[_Match]:
    question = outline.names.get(reference.name)
    known = question is not None and question.is_a(*kinds) and question.codes is not None
    if question is not None and known and column.name != "label":
        yield _Match(column.name, question)


def _advise_on_choices(reader: Reader, item: Item, node: yaml.MappingNode, matches: list[_Match]) -> None:
    """Report choices whose columns hold no code of the question that they are filtered by."""
    nodes = {key.value: key for key, _ in node.value}
    found = 0
    for choice in item.choices or ():
        never = next(
            (match for match in matches if _column(choice, match.column) not in (match.question.codes or ())), None
        )
        if never is not None and found < _MAX_NEVER:
            found += 1
            at = nodes[choice.code]
            value = _column(choice, never.column)
            details = {"name": never.question.name, "column": never.column, "value": value}
            reader.report(codes.CHOICE_NEVER_OFFERED, at, code=choice.code, **details)


def _column(choice: Choice, name: str) -> str:
    return choice.code if name == "name" else choice.columns.get(name, "")


def _advise_on_columns(reader: Reader, item: Item, node: yaml.MappingNode, used: set[str]) -> None:
    """Report each column of a list that no filter uses, where it first stands."""
    known = {column for choice in item.choices or () for column in choice.columns}
    if not used <= {*known, *COLUMNS}:
        # The one that is misspelt in a filter is most likely one of these.
        return
    reported: set[str] = set()
    values = {code.value: value for code, value in node.value}
    for choice in item.choices or ():
        for column in choice.columns:
            if column not in used and column not in reported:
                reported.add(column)
                meant = get_close_matches(column, _OWN, n=1, cutoff=_LIKE)
                details = {"suggestion": f'"{meant[0]}"'} if meant else {}
                keys = (key for key, _ in values[choice.code].value if key.value == column)
                reader.report(codes.UNUSED_COLUMN, next(keys), key=column, **details)


CONDITIONS: Final = frozenset(("relevant", "required", "constraint", "read_only", FILTER))
ORDERS: Final = frozenset(("<", "<=", ">", ">="))
COMPARISONS: Final = ORDERS | {"=", "!="}
_CALLS_OF_CONDITIONS: Final = frozenset(
    (
        *("not", "true", "false", "boolean", "boolean-from-string", "selected", "contains", "starts-with"),
        *("ends-with", "regex", "checklist", "weighted-checklist"),
    )
)
_LIKE_A_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
_ANYTHING: Final = (".*", ".+")

# Without quotes it is a subtraction, such as 2025 - 2 - 20.
_UNQUOTED_DAY: Final = re.compile(r"[12][0-9]{3}-[01]?[0-9]-[0-3]?[0-9]")


def conditions_in(written: Written) -> Iterator[Node]:
    """Yield the outermost nodes that are taken as conditions."""
    if written.expression is not None and written.key in CONDITIONS:
        yield written.expression.tree
    for call in written.calls:
        if call.name == "if":
            yield call.arguments[0]


def parts(condition: Node) -> Iterator[Node]:
    """Yield a condition and the conditions that it is made of, outermost first."""
    yield condition
    match condition:
        case Logical():
            for operand in condition.operands:
                yield from parts(operand)
        case Call(name="not"):
            yield from parts(condition.arguments[0])
        case _:
            pass


def advise_on_conditions(reader: Reader, outline: Outline, written: Iterable[Written]) -> None:
    """Report bare and quoted references, patterns without anchors, divisions by zero, days that there are not."""
    for each in written:
        if each.expression is None:
            continue
        for part in (part for condition in conditions_in(each) for part in parts(condition)):
            if isinstance(part, Reference):
                _advise_on_bare(reader, outline, each, part)
        for reference in each.expression.quoted_references:
            each.report(reader, codes.QUOTED_REFERENCE, reference, written=f"${{{reference.name}}}")
        for node in walk(each.expression.tree):
            _advise_on_node(reader, each, node)
            if (time := time_in(node, each.item, outline)) is not None:
                each.report(reader, codes.TIME_COMPARISON, node, **time)
        if each.key == "constraint":
            _advise_on_constraint(reader, each, each.expression)


def _advise_on_bare(reader: Reader, outline: Outline, written: Written, reference: Reference) -> None:
    name = f"${{{reference.name}}}"
    target = outline.names.get(reference.name)
    if target is None:
        return
    worked_out = target.value("calculation")
    read = expression(worked_out) if isinstance(worked_out, str) else None
    instead = f"{name} = 'true'" if read and is_boolean(read.tree) else f"{name} != ''"
    written.report(reader, codes.BARE_REFERENCE, reference, written=name, instead=instead)


def is_boolean(node: Node) -> bool:
    """Tell whether the value of a node is true or false."""
    match node:
        case Logical():
            return True
        case Binary():
            return node.operator in COMPARISONS
        case Call(name="if"):
            return is_boolean(node.arguments[1]) and is_boolean(node.arguments[2])
        case Call():
            return node.name in _CALLS_OF_CONDITIONS
        case _:
            return False


def _advise_on_node(reader: Reader, written: Written, node: Node) -> None:
    match node:
        case Binary(operator="-", left=Binary(operator="-")) if day := _UNQUOTED_DAY.fullmatch(
            written.expression.source[node.start : node.end] if written.expression else ""
        ):
            written.report(reader, codes.UNQUOTED_DATE, node, written=day[0])
        case Binary(operator="div" | "mod") if constant_number(node.right) == 0:
            written.report(reader, codes.DIVISION_BY_ZERO, node)
        case Binary() if node.operator in COMPARISONS:
            for side in (node.left, node.right):
                if isinstance(side, TextLiteral) and is_no_day(side):
                    written.report(reader, codes.NO_SUCH_DATE, side, written=side.value)
        case Call(name="regex"):
            pattern = node.arguments[1]
            if isinstance(pattern, TextLiteral):
                _advise_on_pattern(reader, written, pattern)
        case _:
            pass


def time_in(node: Node, item: Item, outline: Outline) -> dict[str, str] | None:
    """Return what a problem says of a time of the day that is put in order; None where there is none."""
    if isinstance(node, Binary) and node.operator in ORDERS:
        for side in (node.left, node.right):
            target = answered_by(side, item, outline)
            if target is not None and target.is_a(Time):
                return {"operator": node.operator, "written": as_written(side)}
    return None


def is_no_day(text: TextLiteral) -> bool:
    """Tell whether a text looks like a date and is none."""
    return bool(_LIKE_A_DATE.fullmatch(text.value)) and not might_be_date(text.value)


def _advise_on_pattern(reader: Reader, written: Written, node: TextLiteral) -> None:
    """Report a pattern that fits a part of a text in some programs, and has to fit all of it in others."""
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
    written.report(reader, codes.REGEX_WITHOUT_ANCHORS, node, instead=f"{quote}{instead}{quote}")


def _advise_on_constraint(reader: Reader, written: Written, read: Expression) -> None:
    own = any(reference.name == written.item.name for reference in read.references)
    if not (read.self_reference or own or is_fixed(read.tree)):
        written.report(reader, codes.CONSTRAINT_WITHOUT_ANSWER, read.tree)
