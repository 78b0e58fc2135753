"""Texts of the questionnaire itself: their languages, references in them, labels that are alike or too long."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

import yaml

from sstc_survey.display import columns
from sstc_survey.expressions.diagnostics import Diagnostic
from sstc_survey.expressions.expression import split_label
from sstc_survey.expressions.tree import Reference
from sstc_survey.folding import folded
from sstc_survey.i18n import Words
from sstc_survey.parsing.lint.outline import Outline, OutlineEntry, yaml_label, yaml_scalars
from sstc_survey.parsing.reader import ParsedMapping, Reader
from sstc_survey.parsing.suggestions import listed, quoted
from sstc_survey.parsing.translations import is_placeholder
from sstc_survey.problems import codes
from sstc_survey.questionnaire import (
    QUESTIONNAIRE_TEXT_KEYS,
    ROW_KEYS,
    TEXT_KEYS,
    Choice,
    Choosing,
    DataType,
    Questionnaire,
)

# How much a screen shows of a question, and how far choices are indented.
_LINES: Final = 15
_WIDTH: Final = 76
_INDENT: Final = 4
_LABEL: Final = "label"
# What follows a # that was most likely not meant to begin a comment: no blank, a number, or the end of a question.
_CUT_OFF: Final = r"\s+#(?:[^\s#]|\s*[0-9]|.*[?\u061f\uff1f]\s*$)"
_MAX_LOST: Final = 40
# As other tools write a reference: {name}, {{name}}, {name.shown}, $name, $(name).
_BRACES: Final = r"(?<!\$)\{+\s*(?P<name>[^\W\d][\w-]*)(?:\.\w+)?\s*\}+|\$\(?(?P<bare>[^\W\d][\w-]*)\)?"


def advise_on_texts(reader: Reader, outline: Outline) -> None:
    """Report what is most likely wrong with texts."""
    _advise_on_languages(reader, outline)
    _advise_on_references(reader, outline)
    _advise_on_written_texts(reader, outline)
    lists: set[int] = set()
    heights: dict[int, dict[str, int]] = {}
    for entry in outline.entries:
        node = entry.yaml_choices(reader)
        if node is not None and entry.choices is not None and id(node) not in lists:
            lists.add(id(node))
            _advise_on_labels(reader, entry, node)
            _advise_on_codes(reader, entry, node)
        if not entry.other_of:
            _advise_on_length(reader, entry, heights.setdefault(id(node), {}))


def _advise_on_languages(reader: Reader, outline: Outline) -> None:
    """Report languages of one text only, and texts that lack one of the others."""
    uses = Counter(tag for _, texts in reader.translations for tag in texts)
    default = next((str(root.values.get("default_language", "en")) for root in _roots(reader)), "en")
    shared = [tag for tag, count in uses.items() if count > 1 or tag == default]
    others = [tag for tag in shared if tag != default]
    for node, texts in reader.translations:
        assert isinstance(node, yaml.MappingNode)  # noqa: S101 texts in several languages are such
        for tag, text in node.value:
            if is_placeholder(text.value, tag.value):
                shown = text.value if len(text.value) <= _MAX_LOST else f"{text.value[:_MAX_LOST]}\u2026"
                reader.report(codes.UNTRANSLATED, text, language=tag.value, text=" ".join(shown.split()))
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
        for key in TEXT_KEYS:
            text = entry.value(key)
            if isinstance(text, str) and any(map(str.isalpha, text)):
                yield entry.mapping.at(key)


def _advise_on_references(reader: Reader, outline: Outline) -> None:
    """Report references in texts that are shown as they are."""
    for root in _roots(reader):
        for key in QUESTIONNAIRE_TEXT_KEYS:
            for node in yaml_scalars(root.at(key)) if key in root.keys else ():
                _report_unfilled(reader, node, key)
    for entry in outline.entries:
        for node in _row_labels(entry):
            _report_unfilled(reader, node, _LABEL)


def _report_unfilled(reader: Reader, node: yaml.ScalarNode, key: str) -> None:
    parts = split_label(node.value)
    for part in () if isinstance(parts, Diagnostic) else parts:
        if isinstance(part, Reference):
            details = {"key": key, "written": f"${{{part.name}}}"}
            reader.report_part(codes.UNFILLED_REFERENCE, node, part.start, part.end, **details)


def _row_labels(entry: OutlineEntry) -> Iterator[yaml.ScalarNode]:
    """Yield the nodes of the labels that nets and bands have in tables."""
    for key in ROW_KEYS:
        rows = entry.mapping.keys.get(key) if entry.value(key) else None
        for _, row in rows[1].value if rows and isinstance(rows[1], yaml.MappingNode) else ():
            yield from yaml_scalars(yaml_label(row))


def _advise_on_written_texts(reader: Reader, outline: Outline) -> None:
    """Report texts that a comment cuts off, and names in braces that no answer takes the place of."""
    for root in _roots(reader):
        for key in QUESTIONNAIRE_TEXT_KEYS:
            for node in yaml_scalars(root.at(key)) if key in root.keys else ():
                _advise_on_comment(reader, node)
    for entry in outline.entries:
        for node in _row_labels(entry):
            _advise_on_comment(reader, node)
    for node in _text_nodes(reader, outline):
        _advise_on_comment(reader, node)
        _advise_on_braces(reader, outline, node)


def _text_nodes(reader: Reader, outline: Outline) -> Iterator[yaml.ScalarNode]:
    """Yield the nodes of the texts of all entries, those of their choices too, of a list that several have once."""
    lists: set[int] = set()
    for entry in outline.entries:
        if entry.other_of:
            continue
        for key in TEXT_KEYS:
            if key in entry.mapping.keys:
                yield from yaml_scalars(entry.mapping.at(key))
        choices = entry.yaml_choices(reader)
        if choices is not None and id(choices) not in lists:
            lists.add(id(choices))
            for _, choice in choices.value:
                yield from yaml_scalars(yaml_label(choice))


def _advise_on_comment(reader: Reader, node: yaml.ScalarNode) -> None:
    """Report a text without quotes that goes on behind a # as if that were no comment."""
    end = node.end_mark
    rest = reader.source.line(end.line + 1)[end.column :]
    if node.style or not node.value or not re.match(_CUT_OFF, rest):
        return
    whole = f"{' '.join(node.value.split())} {rest.strip()}"
    lost = rest.strip()
    details = {"lost": lost if len(lost) <= _MAX_LOST else f"{lost[:_MAX_LOST]}\u2026", "quoted": quoted(whole)}
    reader.report(codes.TEXT_CUT_OFF, node, **details)


def _advise_on_braces(reader: Reader, outline: Outline, node: yaml.ScalarNode) -> None:
    for match in re.finditer(_BRACES, node.value) if "{" in node.value or "$" in node.value else ():
        name = match["name"] or match["bare"]
        if name in outline.names:
            details = {"written": match[0], "instead": f"${{{name}}}"}
            reader.report_part(codes.UNFILLED_BRACES, node, match.start(), match.end(), **details)


def _advise_on_labels(reader: Reader, entry: OutlineEntry, node: yaml.MappingNode) -> None:
    """Report a choice that reads like an earlier one of its list."""
    nodes = {code.value: (code, yaml_label(value)) for code, value in node.value}
    seen: dict[tuple[str, str], str] = {}
    for choice in entry.choices or ():
        texts = choice.label if isinstance(choice.label, dict) else {"": choice.label}
        for tag, text in texts.items():
            other = seen.setdefault((tag, folded(text)), choice.code)
            if other != choice.code and text.strip():
                line = nodes[other][0].start_mark.line + 1
                reader.report(codes.LABELS_ALIKE, nodes[choice.code][1], code=choice.code, other=other, line=line)
                break


def _advise_on_codes(reader: Reader, entry: OutlineEntry, node: yaml.MappingNode) -> None:
    """Report a code, or a label, that may be taken for the code of another choice of its list where it is typed."""
    nodes = {code.value: (code, yaml_label(value)) for code, value in node.value}
    first: dict[str, Choice] = {}
    for choice in entry.choices or ():
        other = first.setdefault(_typed(choice.code), choice)
        if other is not choice:
            _report_confused(reader, nodes[choice.code][0], choice.code, other.code, nodes[other.code][0])
    for choice in entry.choices or ():
        for text in _texts(choice):
            other = first.get(_typed(text), choice)
            # Two choices with one label are reported as such.
            if _typed(other.code) != _typed(choice.code) and _typed(text) not in map(_typed, _texts(other)):
                label = " ".join(text.split())
                _report_confused(reader, nodes[choice.code][1], label, other.code, nodes[other.code][0])
                break


def _texts(choice: Choice) -> Collection[str]:
    return choice.label.values() if isinstance(choice.label, dict) else (choice.label,)


def _report_confused(reader: Reader, node: yaml.Node, text: str, other: str, other_node: yaml.Node) -> None:
    reader.report(codes.CHOICES_CONFUSED, node, text=text, other=other, line=other_node.start_mark.line + 1)


def _typed(text: str) -> str:
    """Return what is compared of a code or a label that is typed in haste."""
    text = folded(text)
    return text.lstrip("0") or "0" if text.isdecimal() else text


def _advise_on_length(reader: Reader, entry: OutlineEntry, heights: dict[str, int]) -> None:
    """Report a question that is longer than a screen in one of its languages; `heights` has those of its list."""
    texts = [text for text in (entry.value("label"), entry.value("hint")) if isinstance(text, str | dict)]
    appearance = entry.value("appearance")
    always_whole = appearance == "list" or entry.data_type is DataType.CODES
    lines = 0
    for language in {tag for text in texts if isinstance(text, dict) for tag in text} or {""}:
        words = Words(language, "")
        label = sum(_height(words(text), _WIDTH) for text in texts)
        if language not in heights:
            heights[language] = sum(_height(words(choice.label), _WIDTH - _INDENT) for choice in entry.choices or ())
        choices = heights[language]
        # Other lists that are longer than a screen are asked by typing, as is an autocomplete.
        whole = entry.is_a(Choosing) and appearance != "autocomplete" and (always_whole or choices <= _LINES)
        lines = max(lines, label + choices if whole else label)
    if lines > _LINES:
        reader.report(codes.LONGER_THAN_SCREEN, entry.mapping.at("label"), lines=lines)


def _height(text: str, width: int) -> int:
    return sum(max(1, math.ceil(columns(line) / width)) for line in text.strip().split("\n")) if text.strip() else 0
