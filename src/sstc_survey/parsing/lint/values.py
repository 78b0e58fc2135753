"""Values that stand in the questionnaire itself: defaults, counts of repeats, scales; and keys that exclude others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from fractions import Fraction
from typing import Final

import yaml

from sstc_survey.display import columns
from sstc_survey.engine.form import is_dynamic
from sstc_survey.engine.paths import MAX_INSTANCES
from sstc_survey.engine.validation import ReplyContext, check, is_blank
from sstc_survey.expressions import Diagnostic, Reference, split_label
from sstc_survey.i18n import Text, Words
from sstc_survey.parsing.lint.conditions import constant_number
from sstc_survey.parsing.lint.outline import DEFAULT, Item, Outline, Written, is_meant, label_node, scalars
from sstc_survey.parsing.reader import Reader, Reading, listed
from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import (
    Acknowledge,
    Askable,
    Choosing,
    Date,
    DateTime,
    Questionnaire,
    Range,
    Rank,
    SelectMultiple,
    TextQuestion,
    Time,
)

_LINES: Final = 15
_WIDTH: Final = 76
_INDENT: Final = 4
_AS_WRITTEN: Final = ("title", "event", "date", "place", "introduction", "closing")
_READ: Final = ("label", "hint", "required_message", "constraint_message")


def advise_on_texts(reader: Reader, outline: Outline) -> None:
    """Report what is most likely wrong with texts."""
    _advise_on_languages(reader, outline)
    _advise_on_references(reader)
    lists: set[int] = set()
    for item in outline.items:
        node = item.list_node(reader)
        if node is not None and id(node) not in lists:
            lists.add(id(node))
            _advise_on_labels(reader, item, node)
        if not item.other_of:
            _advise_on_length(reader, item)


def _advise_on_languages(reader: Reader, outline: Outline) -> None:
    """Report languages of one text only, and texts that lack one of the others."""
    uses = Counter(tag for _, texts in reader.translations for tag in texts)
    default = _default_language(reader)
    shared = [tag for tag, count in uses.items() if count > 1 or tag == default]
    for node, texts in reader.translations:
        assert isinstance(node, yaml.MappingNode)  # noqa: S101 so texts in several languages are written
        for tag, _ in node.value:
            if len(reader.translations) > 1 and _lacks(shared, tag.value):
                reader.report_word(codes.LONE_LANGUAGE, tag, tag.value, shared, language=tag.value)
        if _lacks(texts, default):
            reader.report(codes.NOT_IN_DEFAULT_LANGUAGE, node, language=default, first=next(iter(texts)))
        _report_missing(reader, node, [tag for tag in shared if tag != default and _lacks(texts, tag)])
    wanted = [tag for tag in shared if tag != default]
    if wanted and _most_are_translated(outline):
        for node in _untranslated(outline):
            _report_missing(reader, node, wanted)


def _report_missing(reader: Reader, node: yaml.Node, languages: list[str]) -> None:
    if languages:
        reader.report(codes.MISSING_TRANSLATION, node, languages=listed(languages))


def _roots(reader: Reader) -> Iterator[Reading]:
    return (reading for reading in reader.readings if reading.cls is Questionnaire)


def _default_language(reader: Reader) -> str:
    return next((str(root.values.get("default_language", "en")) for root in _roots(reader)), "en")


def _lacks(texts: Collection[str], tag: str) -> bool:
    return tag not in texts and tag.partition("-")[0] not in texts


def _most_are_translated(outline: Outline) -> bool:
    labels = [item.value("label") for item in outline.items]
    return sum(isinstance(label, dict) for label in labels) > sum(isinstance(label, str) for label in labels)


def _untranslated(outline: Outline) -> Iterator[yaml.Node]:
    """Yield the texts that are said to read the same in all languages, and have words."""
    for item in outline.items:
        for key in _READ:
            text = item.value(key)
            if isinstance(text, str) and any(map(str.isalpha, text)):
                yield item.reading.at(key)


def _advise_on_references(reader: Reader) -> None:
    """Report references in texts that are shown as they are."""
    for root in _roots(reader):
        for key in _AS_WRITTEN:
            for node in scalars(root.at(key)) if key in root.keys else ():
                parts = split_label(node.value)
                for part in () if isinstance(parts, Diagnostic) else parts:
                    if isinstance(part, Reference):
                        written = f"${{{part.name}}}"
                        reader.report_part(
                            codes.UNFILLED_REFERENCE, node, part.start, part.end, key=key, written=written
                        )


def _advise_on_labels(reader: Reader, item: Item, node: yaml.MappingNode) -> None:
    """Report a choice that reads like an earlier one of its list."""
    nodes = {code.value: (code, label_node(value)) for code, value in node.value}
    seen: dict[tuple[str, str], str] = {}
    for choice in item.choices or ():
        texts = choice.label if isinstance(choice.label, dict) else {"": choice.label}
        for tag, text in texts.items():
            other = seen.setdefault((tag, " ".join(text.split()).casefold()), choice.code)
            if other != choice.code and text.strip():
                line = nodes[other][0].start_mark.line + 1
                reader.report(codes.LABELS_ALIKE, nodes[choice.code][1], code=choice.code, other=other, line=line)
                break


def _advise_on_length(reader: Reader, item: Item) -> None:
    languages = {tag for text in _texts(item) if isinstance(text, dict) for tag in text} or {""}
    lines = max(_lines(item, Words(language, "")) for language in languages)
    if lines > _LINES:
        reader.report(codes.LONGER_THAN_SCREEN, item.reading.at("label"), lines=lines)


def _texts(item: Item) -> Iterator[Text]:
    for key in ("label", "hint"):
        text = item.value(key)
        if isinstance(text, str | dict):
            yield text


def _lines(item: Item, words: Words) -> int:
    label = sum(_height(words(text), _WIDTH) for text in _texts(item))
    choices = sum(_height(words(choice.label), _WIDTH - _INDENT) for choice in item.choices or ())
    return label + (choices if _is_shown_whole(item, choices) else 0)


def _is_shown_whole(item: Item, lines: int) -> bool:
    """Tell whether a list is shown whole, and not asked by its letters."""
    appearance = item.value("appearance")
    if not item.is_a(Choosing) or appearance == "autocomplete":
        return False
    return appearance == "list" or item.is_a(SelectMultiple, Rank) or lines <= _LINES


def _height(text: str, width: int) -> int:
    return sum(max(1, math.ceil(columns(line) / width)) for line in text.strip().split("\n")) if text.strip() else 0


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
        written.report(reader, codes.BAD_REPEAT_COUNT, tree, count=count, most=f"{MAX_INSTANCES:,}")


def _check_default(reader: Reader, item: Item) -> None:
    text, question = str(item.value(DEFAULT)).strip(), item.reading.made
    if not isinstance(question, Askable) or is_dynamic(text) or is_meant(item, text) or is_blank(text):
        return
    several = isinstance(question, SelectMultiple | Rank)
    found = check(question, text.split() if several else text, ReplyContext(Words("en", "en")))
    node = item.reading.at(DEFAULT)
    if isinstance(found, Problem):
        meant = _MOMENTS.get(text.casefold()) if isinstance(question, Date | Time | DateTime) else None
        details = {"suggestion": meant} if meant else {}
        reader.report(codes.BAD_DEFAULT, node, default=text[:_SHOWN], reason=found.fault, **details)
    elif isinstance(question, Date | Time | DateTime) and found != text:
        # It would be kept as it is written.
        reader.report(codes.BAD_DEFAULT, node, default=text[:_SHOWN], reason=f"it is written {found}")


def _check_scale(reader: Reader, item: Item) -> None:
    scale = item.reading.made
    if isinstance(scale, Range) and scale.start == scale.end:
        reader.report(codes.EMPTY_SCALE, item.reading.at("end"), start=f"{scale.start:g}")


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
        written.report(reader, codes.REPEAT_COUNT_NOT_NUMBER, tree, **details)


def _advise_on_keys(reader: Reader, item: Item) -> None:
    if DEFAULT in item.reading.keys and "calculation" in item.reading.keys:
        reader.report(codes.CALCULATION_AND_DEFAULT, item.reading.keys[DEFAULT][0])
    if item.value("required") is True and item.value("read_only") is True:
        reader.report(codes.REQUIRED_AND_READ_ONLY, item.reading.keys["required"][0])


def _advise_on_scale(reader: Reader, item: Item) -> None:
    scale = item.reading.made
    if isinstance(scale, Range):
        start, end, step = (Fraction(repr(number)) for number in (scale.start, scale.end, scale.step))
        marks = math.floor(abs(end - start) / step) + 1
        if marks > _MAX_MARKS:
            key = next((key for key in ("step", "end", "start") if key in item.reading.keys), "name")
            reader.report(codes.SCALE_TOO_LONG, item.reading.at(key), count=f"{marks:,}")
