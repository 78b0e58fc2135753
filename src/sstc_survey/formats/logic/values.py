"""Values that stand in the questionnaire itself: defaults, counts of repeats, scales; and keys that exclude others."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from sstc_survey.checking import Setting, check, is_blank
from sstc_survey.errors import Problem
from sstc_survey.expressions import Reference
from sstc_survey.form.sources import is_dynamic
from sstc_survey.formats.logic.constants import constant_number
from sstc_survey.formats.logic.outline import Item, Outline
from sstc_survey.formats.logic.written import DEFAULT, Written, is_meant
from sstc_survey.formats.reading import Reader
from sstc_survey.keys import MAX_INSTANCES
from sstc_survey.questionnaire import (
    Acknowledge,
    Askable,
    Date,
    DateTime,
    Range,
    Rank,
    SelectMultiple,
    TextQuestion,
    Time,
)
from sstc_survey.wording import Words

_MAX_MARKS: Final = 1_000
_SHOWN: Final = 40
# What people type for a day, and what works one out.
_MOMENTS: Final = {"today": "today()", "now": "now()"}
_NOT_COUNTS: Final = (TextQuestion, Date, Time, DateTime, Acknowledge, SelectMultiple, Rank)


def check_values(reader: Reader, outline: Outline, written: Iterable[Written]) -> None:
    """Report values that cannot be: defaults that are no answers, impossible counts, scales of one mark."""
    for each in written:
        if each.key == "repeat_count" and each.expression is not None:
            _check_count(reader, each)
    for item in outline.items:
        if isinstance(item.value(DEFAULT), str):
            _check_default(reader, item)
        if item.is_a(Range):
            _check_scale(reader, item)


def _check_count(reader: Reader, written: Written) -> None:
    assert written.expression is not None  # noqa: S101 it is that of a count
    tree = written.expression.tree
    number = constant_number(tree)
    if number is not None and not (0 <= number <= MAX_INSTANCES and number == int(number)):
        count = " ".join(written.node.value.split())[:_SHOWN]
        written.report(reader, "bad-repeat-count", tree, count=count, most=f"{MAX_INSTANCES:,}")


def _check_default(reader: Reader, item: Item) -> None:
    text, question = str(item.value(DEFAULT)).strip(), item.reading.made
    if not isinstance(question, Askable) or is_dynamic(text) or is_meant(item, text) or is_blank(text):
        return
    several = isinstance(question, SelectMultiple | Rank)
    found = check(question, text.split() if several else text, Setting(Words("en", "en")))
    node = item.reading.at(DEFAULT)
    if isinstance(found, Problem):
        meant = _MOMENTS.get(text.casefold()) if isinstance(question, Date | Time | DateTime) else None
        details = {"suggestion": meant} if meant else {}
        reader.report("bad-default", node, default=text[:_SHOWN], reason=found.fault, **details)
    elif isinstance(question, Date | Time | DateTime) and found != text:
        # It would be kept as it is written.
        reader.report("bad-default", node, default=text[:_SHOWN], reason=f"it is written {found}")


def _check_scale(reader: Reader, item: Item) -> None:
    scale = item.reading.made
    if isinstance(scale, Range) and scale.start == scale.end:
        reader.report("empty-scale", item.reading.at("end"), start=f"{scale.start:g}")


def advise_on_values(reader: Reader, outline: Outline, written: Iterable[Written]) -> None:
    """Report values that can be, and most likely should not."""
    for each in written:
        if each.key == "repeat_count" and each.expression is not None:
            _advise_on_count(reader, outline, each)
    for item in outline.items:
        if not item.other_of:
            _advise_on_keys(reader, item)
            _advise_on_scale(reader, item)


def _advise_on_count(reader: Reader, outline: Outline, written: Written) -> None:
    tree = written.expression.tree if written.expression else None
    target = outline.names.get(tree.name) if isinstance(tree, Reference) else None
    if target is not None and tree is not None and target.is_a(*_NOT_COUNTS):
        several = target.is_a(SelectMultiple, Rank)
        instead = f"count-selected(${{{target.name}}})" if several else "the name of an integer"
        details = {"name": target.name, "type": target.type_name, "instead": instead}
        written.report(reader, "repeat-count-not-number", tree, **details)


def _advise_on_keys(reader: Reader, item: Item) -> None:
    if DEFAULT in item.reading.keys and "calculation" in item.reading.keys:
        reader.report("calculation-and-default", item.reading.keys[DEFAULT][0])
    if item.value("required") is True and item.value("read_only") is True:
        reader.report("required-and-read-only", item.reading.keys["required"][0])


def _advise_on_scale(reader: Reader, item: Item) -> None:
    scale = item.reading.made
    if isinstance(scale, Range):
        start, end, step = (Fraction(repr(number)) for number in (scale.start, scale.end, scale.step))
        marks = math.floor(abs(end - start) / step) + 1
        if marks > _MAX_MARKS:
            key = next((key for key in ("step", "end", "start") if key in item.reading.keys), "name")
            reader.report("scale-too-long", item.reading.at(key), count=f"{marks:,}")
