"""Values of the questionnaire itself: constants, defaults, counts of repeats, scales."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final, assert_never

from sstc_survey.engine.form_node import is_dynamic
from sstc_survey.engine.paths import MAX_INSTANCES
from sstc_survey.engine.scale import Scale
from sstc_survey.engine.validation import ReplyContext, is_blank, validate_reply
from sstc_survey.engine.values import as_text
from sstc_survey.expressions.context import Budget, MappingContext
from sstc_survey.expressions.diagnostics import EvaluationError
from sstc_survey.expressions.evaluator import build
from sstc_survey.expressions.functions import FUNCTIONS
from sstc_survey.expressions.tree import BareName, Call, Current, Node, Parent, Reference, walk
from sstc_survey.expressions.values import Value, to_number
from sstc_survey.i18n import ENGLISH, Words
from sstc_survey.parsing.lint.outline import DEFAULT, Occurrence, Outline, OutlineEntry, is_meant
from sstc_survey.parsing.reader import Reader
from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import Acknowledge, Askable, DataType, Range

NO_ANSWERS: Final = MappingContext({})
_MAX_SCALE: Final = 1_000
_SHOWN: Final = 40
# What people write for the current time, and the expressions for it.
_EXPRESSIONS: Final = {"today": "today()", "now": "now()"}


def is_fixed(node: Node) -> bool:
    """Tell whether neither answers nor time nor chance can change the value of a node."""
    return not any(
        isinstance(each, Reference | Current | Parent | BareName)
        or (isinstance(each, Call) and FUNCTIONS[each.name].reads == "environment")
        for each in walk(node)
    )


def constant(node: Node) -> Value | None:
    """Return the value of a node that is always the same; None for others, and where it cannot be calculated."""
    try:
        return build(node)(Budget(NO_ANSWERS)) if is_fixed(node) else None
    except EvaluationError:
        return None


def constant_number(node: Node) -> float | None:
    """Return the number that a constant node is; NaN where it is another value."""
    value = constant(node)
    return None if value is None else as_number(value)


def as_number(value: Value) -> float:
    """Return a value as a number; NaN where it is none."""
    try:
        return to_number(value, Budget(NO_ANSWERS))
    except EvaluationError:  # a time with a zone
        return math.nan


def check_values(reader: Reader, outline: Outline, occurrences: Iterable[Occurrence]) -> None:
    """Report values that are impossible: defaults that are not answers, counts of repeats, scales of one value."""
    for each in occurrences:
        if each.key == "repeat_count" and each.expression is not None:
            number = constant_number(each.expression.tree)
            if number is not None and not (0 <= number <= MAX_INSTANCES and number == int(number)):
                count = " ".join(each.yaml_node.value.split())[:_SHOWN]
                most = f"{MAX_INSTANCES:,}"
                each.report(reader, codes.BAD_REPEAT_COUNT, each.expression.tree, count=count, most=most)
    for entry in outline.entries:
        if isinstance(entry.value(DEFAULT), str):
            _check_default(reader, entry)
        question = entry.mapping.struct
        if isinstance(question, Range) and question.start == question.end:
            reader.report(codes.EMPTY_SCALE, entry.mapping.at("end"), start=as_text(question.start))


def _check_default(reader: Reader, entry: OutlineEntry) -> None:
    text, question = str(entry.value(DEFAULT)).strip(), entry.mapping.struct
    if (
        not isinstance(question, Askable)
        or is_dynamic(text, question.data_type)
        or is_meant(entry, text)
        or is_blank(text)
    ):
        return
    several, is_dated = question.data_type is DataType.CODES, _is_date_or_time(question.data_type)
    found = validate_reply(
        question, text.split() if several else text, ReplyContext(Words("en", "en"), language=ENGLISH)
    )
    node = entry.mapping.at(DEFAULT)
    if isinstance(found, Problem):
        meant = _EXPRESSIONS.get(text.casefold()) if is_dated else None
        details = {"suggestion": meant} if meant else {}
        reader.report(codes.BAD_DEFAULT, node, default=text[:_SHOWN], reason=found.fault, **details)
    elif is_dated and found != text:
        # It would be saved in the form that the file has.
        reader.report(codes.BAD_DEFAULT, node, default=text[:_SHOWN], reason=f"expected {found}")


def _is_date_or_time(data_type: DataType) -> bool:
    match data_type:
        case DataType.DATE | DataType.TIME | DataType.DATE_TIME | DataType.TIMESTAMP:
            return True
        case DataType.NONE | DataType.TEXT | DataType.CODE | DataType.CODES | DataType.NUMBER:
            return False
        case DataType.CALCULATED | DataType.INSTANCES:
            return False
        case _:
            assert_never(data_type)


def advise_on_values(reader: Reader, outline: Outline, occurrences: Iterable[Occurrence]) -> None:
    """Report values that are possible, and most likely not meant."""
    for each in occurrences:
        if each.key == "repeat_count" and each.expression is not None:
            _advise_on_count(reader, outline, each, each.expression.tree)
    for entry in outline.entries:
        if not entry.other_of:
            _advise_on_entry(reader, entry)


def _advise_on_count(reader: Reader, outline: Outline, occurrence: Occurrence, tree: Node) -> None:
    target = outline.names.get(tree.name) if isinstance(tree, Reference) else None
    if target is not None and target.is_asked and not _may_be_count(target):
        several = target.data_type is DataType.CODES
        instead = f"count-selected(${{{target.name}}})" if several else "the name of an integer"
        details = {"name": target.name, "type": target.type_name, "instead": instead}
        occurrence.report(reader, codes.REPEAT_COUNT_NOT_NUMBER, tree, **details)


def _may_be_count(entry: OutlineEntry) -> bool:
    """Tell whether the values of an entry may be numbers."""
    data_type = entry.data_type
    match data_type:
        case DataType.NUMBER | DataType.CALCULATED:
            return True
        case DataType.CODE:
            # A select_one may have numbers for codes.
            return not entry.is_a(Acknowledge)
        case DataType.NONE | DataType.TEXT | DataType.CODES | DataType.DATE | DataType.TIME | DataType.DATE_TIME:
            return False
        case DataType.TIMESTAMP | DataType.INSTANCES:
            return False
        case _:
            assert_never(data_type)


def _advise_on_entry(reader: Reader, entry: OutlineEntry) -> None:
    """Report keys that exclude one another, constraints without a message, and scales that are too long."""
    keys = entry.mapping.keys
    if DEFAULT in keys and "calculation" in keys:
        reader.report(codes.CALCULATION_AND_DEFAULT, keys[DEFAULT][0])
    if entry.value("required") is True and entry.value("read_only") is True:
        reader.report(codes.REQUIRED_AND_READ_ONLY, keys["required"][0])
    if "constraint" in keys and "constraint_message" not in keys:
        reader.report(codes.CONSTRAINT_WITHOUT_MESSAGE, keys["constraint"][0])
    question = entry.mapping.struct
    if isinstance(question, Range):
        length = Scale(question).length
        if length > _MAX_SCALE:
            key = next((key for key in ("step", "end", "start") if key in keys), "name")
            reader.report(codes.SCALE_TOO_LONG, entry.mapping.at(key), count=f"{length:,}")
