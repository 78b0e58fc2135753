"""Lists of choices: `code: label`, or `code: {label: ..., exclusive: true}`, or the name of a list at the top."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

import yaml
from msgspec import Meta

from sstc_survey.i18n import Text
from sstc_survey.parsing.reader import CHOICES, INVALID, Invalid, Pair, Read, Reader, Reading, closest
from sstc_survey.parsing.scalars import read_text, read_wording, text_reader
from sstc_survey.parsing.structs import Plan, read_struct
from sstc_survey.problems import codes
from sstc_survey.questionnaire import CODE_PATTERN, LANGUAGE_PATTERN, Choice, ChoiceList

_CODE: Final = "code"
_COLUMNS: Final = "columns"
_LABEL: Final = "label"
# As expressions can name them.
_COLUMN: Final = re.compile(r"[^\W\d][\w.-]*")
_is_tag: Final = re.compile(LANGUAGE_PATTERN, re.ASCII).fullmatch
_read_code: Final = text_reader(Meta(pattern=CODE_PATTERN))


def choices_reader(reader_of: Callable[[object], Read]) -> Read:
    """Return a reader of the choices of a question, or of the list at the top that it names."""
    plan = Plan(Choice, reader_of, given=(_CODE, _COLUMNS))

    def read(reader: Reader, node: yaml.Node, key: str) -> object:
        if isinstance(node, yaml.MappingNode):
            return _read_once(reader, node, key, plan)
        if id(node) in reader.lists_at_the_top or not isinstance(node, yaml.ScalarNode):
            return reader.wrong_kind(node, key, CHOICES)
        if node.value not in reader.choice_lists:
            if not node.value:
                return reader.wrong_kind(node, key, CHOICES)
            return reader.report_word(codes.UNKNOWN_LIST, node, node.value, reader.choice_lists, name=node.value)
        named = reader.choice_lists[node.value]
        return _read_once(reader, named, node.value, plan) if isinstance(named, yaml.MappingNode) else INVALID

    return read


def _read_once(reader: Reader, node: yaml.MappingNode, key: str, plan: Plan) -> object:
    """Read each list once, however many questions name it."""
    if id(node) not in reader.lists_read:
        reader.lists_read[id(node)] = _read_list(reader, node, key, plan)
    return reader.lists_read[id(node)]


def _read_list(reader: Reader, node: yaml.MappingNode, key: str, plan: Plan) -> object:
    if not node.value:
        return reader.report(codes.EMPTY_CHOICES, node, key=key)
    before = reader.reported
    choices: list[Choice] = []
    for code, (code_node, value) in reader.pairs(node).items():
        _read_code(reader, code_node, code)
        choice = _read_choice(reader, value, code, plan)
        if isinstance(choice, Choice):
            choices.append(choice)
    return INVALID if reader.reported > before else ChoiceList(choices)


def _read_choice(reader: Reader, node: yaml.Node, code: str, plan: Plan) -> object:
    if isinstance(node, yaml.MappingNode) and _is_long_form(node, plan):
        pairs = reader.pairs(node)
        columns = _read_columns(reader, pairs, plan)
        if isinstance(columns, Invalid):
            return columns
        own = {key: pair for key, pair in pairs.items() if key not in columns}
        reading = Reading(Choice, node, own, {_CODE: code, _COLUMNS: columns})
        return read_struct(reader, reading, plan)
    label = read_wording(reader, node, code)
    return label if isinstance(label, Invalid) else Choice(code=code, label=_checked(label))


def _read_columns(reader: Reader, pairs: Mapping[str, Pair], plan: Plan) -> dict[str, str] | Invalid:
    """Read what a choice has beside its own keys: columns that a choice_filter looks at."""
    columns: dict[str, str] = {}
    for key, (_, node) in pairs.items():
        # What is most likely a slip of a key is reported as one.
        if key in plan.keys or not _COLUMN.fullmatch(key) or (_LABEL not in pairs and _is_label(key)):
            continue
        text = read_text(reader, node, key)
        if isinstance(text, Invalid):
            return text
        columns[key] = text
    return columns


def _is_long_form(node: yaml.MappingNode, plan: Plan) -> bool:
    """Tell the keys of a choice from the languages of its label."""
    keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
    return any(key in plan.keys for key in keys) or any(not _is_tag(key) and _is_label(key) for key in keys)


def _is_label(key: str) -> bool:
    """Tell whether a key is most likely the label, written wrongly."""
    return closest(key, (_LABEL,)) is not None


def _checked(label: object) -> Text:
    assert isinstance(label, str | dict)  # noqa: S101 this is what a wording is
    return label
