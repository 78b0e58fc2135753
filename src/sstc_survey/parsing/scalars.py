"""Scalars of YAML 1.2, each converted to what its key expects: elsewhere `no`, `1:30` and `010` are text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Final

import yaml
from msgspec import Meta

from sstc_survey.i18n import Text
from sstc_survey.parsing.reader import INVALID, Converter, Invalid, Reader
from sstc_survey.parsing.suggestions import BOOLEAN, INTEGER, NUMBER, TEXT, TRANSLATABLE
from sstc_survey.parsing.yaml_nodes import is_null
from sstc_survey.problems import codes
from sstc_survey.questionnaire import (
    CODE_PATTERN,
    DATE_PATTERN,
    ID_PATTERN,
    KEPT_CODE_PATTERN,
    LANGUAGE_PATTERN,
    MAX_DIGITS,
    MAX_TEXT,
    NAME_PATTERN,
    TIME_PATTERN,
)

_CODES: Final = {
    NAME_PATTERN: codes.BAD_NAME,
    ID_PATTERN: codes.BAD_ID,
    LANGUAGE_PATTERN: codes.BAD_LANGUAGE,
    DATE_PATTERN: codes.BAD_DATE,
    TIME_PATTERN: codes.BAD_TIME,
    CODE_PATTERN: codes.BAD_CODE,
    KEPT_CODE_PATTERN: codes.BAD_CODE,
}
_INTEGER: Final = "[-+]?[0-9]+"
_NUMBER: Final = r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,2})?"
_BOOLEANS: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
# What may be meant for one of them.
_MEANT: Final = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def convert_text(reader: Reader, node: yaml.Node, key: str) -> str | Invalid:
    """Return a text; a plain scalar that looks like a number or a date is the text it is written as."""
    if node.__class__ is not yaml.ScalarNode or (not node.style and is_null(node)):
        return reader.wrong_kind(node, key, TEXT)
    text: str = node.value
    if len(text) > MAX_TEXT:
        return reader.report(codes.TEXT_TOO_LONG, node, key=key, limit=f"{MAX_TEXT:,}")
    # Only an escape such as "\ud800" can put half a character into a file in UTF-8.
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        return reader.report(codes.HALF_CHARACTER, node)
    return text


def text_converter(meta: Meta) -> Converter:
    """Return a converter of texts that keeps the pattern and the lengths of its hint."""
    pattern = meta.pattern or ""
    shortest, longest = meta.min_length or 0, meta.max_length or MAX_TEXT
    code = _CODES.get(pattern, codes.BAD_FORM)

    def convert(reader: Reader, node: yaml.Node, key: str) -> object:
        text = convert_text(reader, node, key)
        if isinstance(text, Invalid):
            return text
        if len(text) < shortest:
            return reader.report(codes.EMPTY_VALUE, node, key=key)
        # Compiled with the first such text: most patterns are of keys that few questionnaires have.
        if pattern and not (re.fullmatch(pattern, text, re.ASCII) and _exists(text, pattern)):
            return reader.report(code, node, key=key, text=text)
        if len(text) > longest:
            return reader.report(codes.TEXT_TOO_LONG, node, key=key, limit=longest)
        return text

    return convert


def _exists(text: str, pattern: str) -> bool:
    """Tell whether what has the form of a day or a time is one."""
    try:
        if pattern == DATE_PATTERN:
            dt.date.fromisoformat(text)
        elif pattern == TIME_PATTERN:
            dt.time.fromisoformat(text)
    except ValueError:
        return False
    return True


def word_converter(known: Sequence[str]) -> Converter:
    """Return a converter of one of a few words."""

    def convert(reader: Reader, node: yaml.Node, key: str) -> object:
        text = convert_text(reader, node, key)
        if isinstance(text, Invalid) or text in known:
            return text
        return reader.report_word(codes.UNKNOWN_WORD, node, text, known, key=key, word=text)

    return convert


def convert_boolean(reader: Reader, node: yaml.Node, key: str) -> object:
    """Return true or false."""
    if isinstance(node, yaml.ScalarNode) and not is_null(node):
        if not node.style and node.value in _BOOLEANS:
            return _BOOLEANS[node.value]
        meant = node.value.casefold()
        if meant in _MEANT or meant in _BOOLEANS:
            return reader.report(codes.NOT_BOOLEAN, node, key=key, text=node.value, meant=_MEANT.get(meant, meant))
    return reader.wrong_kind(node, key, BOOLEAN)


def integer_converter(meta: Meta) -> Converter:
    """Return a converter of whole numbers within the bounds of its hint."""

    def convert(reader: Reader, node: yaml.Node, key: str) -> object:
        if not _matches(node, _INTEGER):
            return reader.wrong_kind(node, key, INTEGER)
        if len(node.value) > MAX_DIGITS:
            return reader.report(codes.NUMBER_TOO_LONG, node, key=key, digits=MAX_DIGITS)
        return _bounded(reader, node, key, int(node.value), meta)

    return convert


def number_converter(meta: Meta) -> Converter:
    """Return a converter of numbers within the bounds of its hint."""

    def convert(reader: Reader, node: yaml.Node, key: str) -> object:
        if not is_number(node):
            return reader.wrong_kind(node, key, NUMBER)
        if len(node.value) > 2 * MAX_DIGITS:
            return reader.report(codes.NUMBER_TOO_LONG, node, key=key, digits=MAX_DIGITS)
        return _bounded(reader, node, key, float(node.value), meta)

    return convert


def is_number(node: yaml.Node) -> bool:
    """Tell whether a value is written as a number."""
    return _matches(node, _NUMBER)


def _matches(node: yaml.Node, pattern: str) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.style and bool(re.fullmatch(pattern, node.value))


def _bounded(reader: Reader, node: yaml.Node, key: str, number: float, meta: Meta) -> object:
    bounds = (
        (meta.ge, codes.NUMBER_TOO_SMALL, number.__ge__),
        (meta.gt, codes.NUMBER_NOT_ABOVE, number.__gt__),
        (meta.le, codes.NUMBER_TOO_LARGE, number.__le__),
        (meta.lt, codes.NUMBER_TOO_LARGE, number.__lt__),
    )
    for bound, code, holds in bounds:
        if bound is not None and not holds(bound):
            from sstc_survey.engine.values import as_text

            reader.report(code, node, key=key, number=node.value, bound=as_text(bound))
            return INVALID
    return number


_convert_tag: Final = text_converter(Meta(pattern=LANGUAGE_PATTERN))


def convert_translatable(reader: Reader, node: yaml.Node, key: str) -> Text | Invalid:
    """Return a text, or a mapping of language tags to texts."""
    if node.__class__ is yaml.ScalarNode:
        return convert_text(reader, node, key)
    if not isinstance(node, yaml.MappingNode):
        return reader.wrong_kind(node, key, TRANSLATABLE)
    if not node.value:
        return reader.report(codes.EMPTY_VALUE, node, key=key)
    texts: dict[str, str] = {}
    pairs = reader.pairs(node)
    # A key that is there twice or is no text was reported.
    valid = len(pairs) == len(node.value)
    for tag, (tag_node, text_node) in pairs.items():
        text = convert_text(reader, text_node, tag)
        if isinstance(_convert_tag(reader, tag_node, key), Invalid) or isinstance(text, Invalid):
            valid = False
        else:
            texts[tag] = text
    if not valid:
        return INVALID
    reader.translations.append((node, texts))
    return texts
