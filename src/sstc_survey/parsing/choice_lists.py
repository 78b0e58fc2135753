"""Lists of choices: `code: label`, or `code: {label: ..., exclusive: true}`, or the name of a list at the top."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

import yaml
from msgspec import Meta

from sstc_survey.parsing.reader import INVALID, Converter, Invalid, Pair, ParsedMapping, Reader
from sstc_survey.parsing.scalars import convert_text, convert_translatable, is_number, text_converter
from sstc_survey.parsing.structs import StructSchema, convert_struct
from sstc_survey.parsing.suggestions import CHOICES, guess
from sstc_survey.problems import codes
from sstc_survey.questionnaire import CODE_PATTERN, KEPT_CODE_PATTERN, LANGUAGE_PATTERN, Choice, ChoiceList

_CODE: Final = "code"
_COLUMNS: Final = "columns"
_LABEL: Final = "label"
_SCORE: Final = "score"
# As expressions can name them.
_COLUMN: Final = r"[^\W\d][\w.-]*"
_convert_code: Final = text_converter(Meta(pattern=CODE_PATTERN))
_convert_kept_code: Final = text_converter(Meta(pattern=KEPT_CODE_PATTERN))


def choices_converter(converter_of: Callable[[object], Converter]) -> Converter:
    """Return a converter of the choices of a question, or of the list at the top that it names."""
    schema = StructSchema(Choice, converter_of, given=(_CODE, _COLUMNS))

    def convert(reader: Reader, node: yaml.Node, key: str) -> object:
        if isinstance(node, yaml.MappingNode):
            return _convert_once(reader, node, key, schema)
        if id(node) in reader.lists_at_the_top or not isinstance(node, yaml.ScalarNode):
            return reader.wrong_kind(node, key, CHOICES)
        if node.value not in reader.choice_lists:
            if not node.value:
                return reader.wrong_kind(node, key, CHOICES)
            return reader.report_word(codes.UNKNOWN_LIST, node, node.value, reader.choice_lists, name=node.value)
        named = reader.choice_lists[node.value]
        return _convert_once(reader, named, node.value, schema) if isinstance(named, yaml.MappingNode) else INVALID

    return convert


def _convert_once(reader: Reader, node: yaml.MappingNode, key: str, schema: StructSchema) -> object:
    """Convert each list once, however many questions name it."""
    if id(node) not in reader.lists_read:
        reader.lists_read[id(node)] = _convert_list(reader, node, key, schema)
    return reader.lists_read[id(node)]


def _convert_list(reader: Reader, node: yaml.MappingNode, key: str, schema: StructSchema) -> object:
    if not node.value:
        return reader.report(codes.EMPTY_CHOICES, node, key=key)
    before = reader.reported
    convert_code = _convert_kept_code if reader.kept else _convert_code
    choices: list[Choice] = []
    for code, (code_node, value) in reader.pairs(node).items():
        convert_code(reader, code_node, code)
        choice = _convert_choice(reader, value, code, schema)
        if isinstance(choice, Choice):
            choices.append(choice)
    return INVALID if reader.reported > before else ChoiceList(choices)


def _convert_choice(reader: Reader, node: yaml.Node, code: str, schema: StructSchema) -> object:
    if isinstance(node, yaml.MappingNode) and _is_long_form(node, schema):
        pairs = reader.pairs(node)
        columns = _convert_columns(reader, pairs, schema)
        if isinstance(columns, Invalid):
            return columns
        own = {key: pair for key, pair in pairs.items() if key in schema.keys or key not in columns}
        if reader.kept and _SCORE in own and not is_number(own[_SCORE][1]):
            # It was a column like any other before it had a meaning.
            own.pop(_SCORE)
        mapping = ParsedMapping(Choice, node, own, {_CODE: code, _COLUMNS: columns})
        return convert_struct(reader, mapping, schema)
    label = convert_translatable(reader, node, code)
    return label if isinstance(label, Invalid) else Choice(code=code, label=label)


def _convert_columns(reader: Reader, pairs: Mapping[str, Pair], schema: StructSchema) -> dict[str, str] | Invalid:
    """Return what a choice has apart from its own keys: the columns that a choice_filter uses."""
    columns: dict[str, str] = {}
    for key, (_, node) in pairs.items():
        if key == _SCORE and isinstance(node, yaml.ScalarNode):
            columns[key] = node.value
        # What is most likely a misspelt key is reported as one.
        if key in schema.keys or not re.fullmatch(_COLUMN, key) or (_LABEL not in pairs and _is_label(key)):
            continue
        text = convert_text(reader, node, key)
        if isinstance(text, Invalid):
            return text
        columns[key] = text
    return columns


def _is_long_form(node: yaml.MappingNode, schema: StructSchema) -> bool:
    """Tell the keys of a choice from the languages of its label."""
    keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
    return any(key in schema.keys for key in keys) or any(
        not re.fullmatch(LANGUAGE_PATTERN, key, re.ASCII) and _is_label(key) for key in keys
    )


def _is_label(key: str) -> bool:
    """Tell whether a key is most likely `label`, misspelt."""
    return guess(key, (_LABEL,)) is not None
