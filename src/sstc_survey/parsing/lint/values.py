"""Values and texts of the questionnaire itself: constants, defaults, counts of repeats, scales, labels, languages."""

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
from sstc_survey.engine.validation import ReplyContext, is_blank, validate_reply
from sstc_survey.expressions import (
    FUNCTIONS,
    BareName,
    Call,
    Current,
    Diagnostic,
    EvaluationError,
    MappingContext,
    Node,
    Parent,
    Reference,
    split_label,
    walk,
)
from sstc_survey.expressions.context import Budget
from sstc_survey.expressions.evaluator import build
from sstc_survey.expressions.values import Value, to_number
from sstc_survey.i18n import Words
from sstc_survey.parsing.lint.outline import DEFAULT, Occurrence, Outline, OutlineEntry, is_meant, label_node, scalars
from sstc_survey.parsing.reader import ParsedMapping, Reader, listed
from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import (
    Acknowledge,
    Askable,
    Choosing,
    DataType,
    Questionnaire,
    Range,
)

NO_ANSWERS: Final = MappingContext({})
_MAX_SCALE: Final = 1_000
_SHOWN: Final = 40
# What people write for the current time, and the expressions for it.
_EXPRESSIONS: Final = {"today": "today()", "now": "now()"}
# A select_one may have numbers for codes.
_NOT_COUNTS: Final = (DataType.TEXT, DataType.DATE, DataType.TIME, DataType.DATE_TIME, DataType.CODES)
_DATES_AND_TIMES: Final = (DataType.DATE, DataType.TIME, DataType.DATE_TIME)

_LINES: Final = 15
_WIDTH: Final = 76
_INDENT: Final = 4
_VERBATIM: Final = ("title", "event", "date", "place", "introduction", "closing")
_TRANSLATED: Final = ("label", "hint", "required_message", "constraint_message")


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
                count = " ".join(each.node.value.split())[:_SHOWN]
                most = f"{MAX_INSTANCES:,}"
                each.report(reader, codes.BAD_REPEAT_COUNT, each.expression.tree, count=count, most=most)
    for entry in outline.entries:
        if isinstance(entry.value(DEFAULT), str):
            _check_default(reader, entry)
        scale = entry.mapping.struct
        if isinstance(scale, Range) and scale.start == scale.end:
            reader.report(codes.EMPTY_SCALE, entry.mapping.at("end"), start=f"{scale.start:g}")


def _check_default(reader: Reader, entry: OutlineEntry) -> None:
    text, question = str(entry.value(DEFAULT)).strip(), entry.mapping.struct
    if not isinstance(question, Askable) or is_dynamic(text) or is_meant(entry, text) or is_blank(text):
        return
    several = question.data_type is DataType.CODES
    found = validate_reply(question, text.split() if several else text, ReplyContext(Words("en", "en")))
    node = entry.mapping.at(DEFAULT)
    if isinstance(found, Problem):
        meant = _EXPRESSIONS.get(text.casefold()) if question.data_type in _DATES_AND_TIMES else None
        details = {"suggestion": meant} if meant else {}
        reader.report(codes.BAD_DEFAULT, node, default=text[:_SHOWN], reason=found.fault, **details)
    elif question.data_type in _DATES_AND_TIMES and found != text:
        # It would be saved in the form that the file has.
        reader.report(codes.BAD_DEFAULT, node, default=text[:_SHOWN], reason=f"it is written {found}")


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
    if target is not None and target.is_asked and (target.data_type in _NOT_COUNTS or target.is_a(Acknowledge)):
        several = target.data_type is DataType.CODES
        instead = f"count-selected(${{{target.name}}})" if several else "the name of an integer"
        details = {"name": target.name, "type": target.type_name, "instead": instead}
        occurrence.report(reader, codes.REPEAT_COUNT_NOT_NUMBER, tree, **details)


def _advise_on_entry(reader: Reader, entry: OutlineEntry) -> None:
    """Report keys that exclude one another, and scales that are too long."""
    keys = entry.mapping.keys
    if DEFAULT in keys and "calculation" in keys:
        reader.report(codes.CALCULATION_AND_DEFAULT, keys[DEFAULT][0])
    if entry.value("required") is True and entry.value("read_only") is True:
        reader.report(codes.REQUIRED_AND_READ_ONLY, keys["required"][0])
    scale = entry.mapping.struct
    if isinstance(scale, Range):
        start, end, step = (Fraction(repr(number)) for number in (scale.start, scale.end, scale.step))
        count = math.floor(abs(end - start) / step) + 1
        if count > _MAX_SCALE:
            key = next((key for key in ("step", "end", "start") if key in keys), "name")
            reader.report(codes.SCALE_TOO_LONG, entry.mapping.at(key), count=f"{count:,}")


def advise_on_texts(reader: Reader, outline: Outline) -> None:
    """Report what is most likely wrong with texts."""
    _advise_on_languages(reader, outline)
    _advise_on_references(reader)
    lists: set[int] = set()
    for entry in outline.entries:
        node = entry.list_node(reader)
        if node is not None and id(node) not in lists:
            lists.add(id(node))
            _advise_on_labels(reader, entry, node)
        if not entry.other_of:
            _advise_on_length(reader, entry)


def _advise_on_languages(reader: Reader, outline: Outline) -> None:
    """Report languages of one text only, and texts that lack one of the others."""
    uses = Counter(tag for _, texts in reader.translations for tag in texts)
    default = next((str(root.values.get("default_language", "en")) for root in _roots(reader)), "en")
    shared = [tag for tag, count in uses.items() if count > 1 or tag == default]
    others = [tag for tag in shared if tag != default]
    for node, texts in reader.translations:
        assert isinstance(node, yaml.MappingNode)  # noqa: S101 texts in several languages are such
        for tag, _ in node.value:
            if len(reader.translations) > 1 and _lacks(shared, tag.value):
                reader.report_word(codes.LONE_LANGUAGE, tag, tag.value, shared, language=tag.value)
        if _lacks(texts, default):
            reader.report(codes.NOT_IN_DEFAULT_LANGUAGE, node, language=default, first=next(iter(texts)))
        missing = [tag for tag in others if _lacks(texts, tag)]
        if missing:
            reader.report(codes.MISSING_TRANSLATION, node, languages=listed(missing))
    labels = [entry.value("label") for entry in outline.entries]
    translated = sum(isinstance(label, dict) for label in labels)
    if others and translated > sum(isinstance(label, str) for label in labels):
        for node in _untranslated(outline):
            reader.report(codes.MISSING_TRANSLATION, node, languages=listed(others))


def _roots(reader: Reader) -> Iterator[ParsedMapping]:
    return (mapping for mapping in reader.mappings if mapping.cls is Questionnaire)


def _lacks(texts: Collection[str], tag: str) -> bool:
    return tag not in texts and tag.partition("-")[0] not in texts


def _untranslated(outline: Outline) -> Iterator[yaml.Node]:
    """Yield the texts with words that are in no language, and so the same in all."""
    for entry in outline.entries:
        for key in _TRANSLATED:
            text = entry.value(key)
            if isinstance(text, str) and any(map(str.isalpha, text)):
                yield entry.mapping.at(key)


def _advise_on_references(reader: Reader) -> None:
    """Report references in texts that are shown as they are."""
    for root in _roots(reader):
        for key in _VERBATIM:
            for node in scalars(root.at(key)) if key in root.keys else ():
                parts = split_label(node.value)
                for part in () if isinstance(parts, Diagnostic) else parts:
                    if isinstance(part, Reference):
                        details = {"key": key, "written": f"${{{part.name}}}"}
                        reader.report_part(codes.UNFILLED_REFERENCE, node, part.start, part.end, **details)


def _advise_on_labels(reader: Reader, entry: OutlineEntry, node: yaml.MappingNode) -> None:
    """Report a choice that reads like an earlier one of its list."""
    nodes = {code.value: (code, label_node(value)) for code, value in node.value}
    seen: dict[tuple[str, str], str] = {}
    for choice in entry.choices or ():
        texts = choice.label if isinstance(choice.label, dict) else {"": choice.label}
        for tag, text in texts.items():
            other = seen.setdefault((tag, " ".join(text.split()).casefold()), choice.code)
            if other != choice.code and text.strip():
                line = nodes[other][0].start_mark.line + 1
                reader.report(codes.LABELS_ALIKE, nodes[choice.code][1], code=choice.code, other=other, line=line)
                break


def _advise_on_length(reader: Reader, entry: OutlineEntry) -> None:
    """Report a question that is longer than a screen in one of its languages."""
    texts = [text for text in (entry.value("label"), entry.value("hint")) if isinstance(text, str | dict)]
    appearance = entry.value("appearance")
    always_whole = appearance == "list" or entry.data_type is DataType.CODES
    lines = 0
    for language in {tag for text in texts if isinstance(text, dict) for tag in text} or {""}:
        words = Words(language, "")
        label = sum(_height(words(text), _WIDTH) for text in texts)
        choices = sum(_height(words(choice.label), _WIDTH - _INDENT) for choice in entry.choices or ())
        # Other lists that are longer than a screen are asked by typing, as is an autocomplete.
        whole = entry.is_a(Choosing) and appearance != "autocomplete" and (always_whole or choices <= _LINES)
        lines = max(lines, label + choices if whole else label)
    if lines > _LINES:
        reader.report(codes.LONGER_THAN_SCREEN, entry.mapping.at("label"), lines=lines)


def _height(text: str, width: int) -> int:
    return sum(max(1, math.ceil(columns(line) / width)) for line in text.strip().split("\n")) if text.strip() else 0
