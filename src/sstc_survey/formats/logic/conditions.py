"""Where expressions stand for conditions, and what in them other programs, or their author, take differently."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from sstc_survey.expressions import Binary, Call, Expression, Logical, Node, Reference, Text, walk
from sstc_survey.expressions.dates import might_be_date
from sstc_survey.form.sources import expression
from sstc_survey.formats.logic.constants import constant_number, is_fixed
from sstc_survey.formats.logic.outline import Item, Outline, answered_by, as_written
from sstc_survey.formats.logic.written import FILTER, Written
from sstc_survey.formats.reading import Reader
from sstc_survey.questionnaire import Time

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
            each.report(reader, "quoted-reference", reference, written=f"${{{reference.name}}}")
        for node in walk(each.expression.tree):
            _advise_on_node(reader, each, node)
            if (time := time_in(node, each.item, outline)) is not None:
                each.report(reader, "time-comparison", node, **time)
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
    written.report(reader, "bare-reference", reference, written=name, instead=instead)


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
            written.report(reader, "unquoted-date", node, written=day[0])
        case Binary(operator="div" | "mod") if constant_number(node.right) == 0:
            written.report(reader, "division-by-zero", node)
        case Binary() if node.operator in COMPARISONS:
            for side in (node.left, node.right):
                if isinstance(side, Text) and is_no_day(side):
                    written.report(reader, "no-such-date", side, written=side.value)
        case Call(name="regex"):
            pattern = node.arguments[1]
            if isinstance(pattern, Text):
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


def is_no_day(text: Text) -> bool:
    """Tell whether a text looks like a date and is none."""
    return bool(_LIKE_A_DATE.fullmatch(text.value)) and not might_be_date(text.value)


def _advise_on_pattern(reader: Reader, written: Written, node: Text) -> None:
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
    written.report(reader, "regex-without-anchors", node, instead=f"{quote}{instead}{quote}")


def _advise_on_constraint(reader: Reader, written: Written, read: Expression) -> None:
    own = any(reference.name == written.item.name for reference in read.references)
    if not (read.self_reference or own or is_fixed(read.tree)):
        written.report(reader, "constraint-without-answer", read.tree)
