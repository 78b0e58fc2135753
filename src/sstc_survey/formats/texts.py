"""Texts in one language for all, or in several by language tag."""

from __future__ import annotations

from typing import Final

import yaml
from msgspec import Meta

from sstc_survey.formats.reading import FAULT, WORDING, Fault, Reader
from sstc_survey.formats.scalars import read_text, text_reader
from sstc_survey.questionnaire import LANGUAGE_PATTERN

_read_tag: Final = text_reader(Meta(pattern=LANGUAGE_PATTERN))


def read_wording(reader: Reader, node: yaml.Node, key: str) -> object:
    """Read a text, or a mapping of language tags to texts."""
    if node.__class__ is yaml.ScalarNode:
        return read_text(reader, node, key)
    if not isinstance(node, yaml.MappingNode):
        return reader.wrong_kind(node, key, WORDING)
    if not node.value:
        return reader.report("empty-value", node, key=key)
    texts: dict[str, str] = {}
    sound = True
    for tag, (tag_node, text_node) in reader.pairs(node).items():
        text = read_text(reader, text_node, tag)
        if isinstance(_read_tag(reader, tag_node, key), Fault) or isinstance(text, Fault):
            sound = False
        else:
            texts[tag] = text
    if not sound:
        return FAULT
    reader.translations.append((node, texts))
    return texts
