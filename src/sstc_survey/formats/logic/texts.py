"""Texts: translations that are missing, labels that are alike, questions longer than a screen."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

import yaml

from sstc_survey.display import columns
from sstc_survey.expressions import Fault, Reference, split_label
from sstc_survey.formats.logic.outline import Item, Outline
from sstc_survey.formats.logic.written import label_node, scalars
from sstc_survey.formats.reading import Reader, Reading
from sstc_survey.formats.suggestions import listed
from sstc_survey.questionnaire import Choosing, Questionnaire, Rank, SelectMultiple
from sstc_survey.wording import Text, Words

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
                reader.report_word("lone-language", tag, tag.value, shared, language=tag.value)
        if _lacks(texts, default):
            reader.report("not-in-default-language", node, language=default, first=next(iter(texts)))
        _report_missing(reader, node, [tag for tag in shared if tag != default and _lacks(texts, tag)])
    wanted = [tag for tag in shared if tag != default]
    if wanted and _most_are_translated(outline):
        for node in _untranslated(outline):
            _report_missing(reader, node, wanted)


def _report_missing(reader: Reader, node: yaml.Node, languages: list[str]) -> None:
    if languages:
        reader.report("missing-translation", node, languages=listed(languages))


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
                for part in () if isinstance(parts, Fault) else parts:
                    if isinstance(part, Reference):
                        written = f"${{{part.name}}}"
                        reader.report_part("unfilled-reference", node, part.start, part.end, key=key, written=written)


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
                reader.report("labels-alike", nodes[choice.code][1], code=choice.code, other=other, line=line)
                break


def _advise_on_length(reader: Reader, item: Item) -> None:
    languages = {tag for text in _texts(item) if isinstance(text, dict) for tag in text} or {""}
    lines = max(_lines(item, Words(language, "")) for language in languages)
    if lines > _LINES:
        reader.report("longer-than-screen", item.reading.at("label"), lines=lines)


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
