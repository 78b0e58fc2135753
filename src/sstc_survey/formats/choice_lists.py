"""Lists of choices: `code: label`, or `code: {label: ..., exclusive: true}`, or the name of a list at the top."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import yaml
from msgspec import Meta

from sstc_survey.formats.reading import CHOICES, FAULT, Fault, Read, Reader, Reading
from sstc_survey.formats.scalars import text_reader
from sstc_survey.formats.structs import Plan, read_struct
from sstc_survey.formats.texts import read_wording
from sstc_survey.questionnaire import CODE_PATTERN, Choice, ChoiceList
from sstc_survey.wording import Text

_CODE: Final = "code"
_read_code: Final = text_reader(Meta(pattern=CODE_PATTERN))


def choices_reader(reader_of: Callable[[object], Read]) -> Read:
    """Return a reader of the choices of a question, or of the list at the top that it names."""
    plan = Plan(Choice, reader_of, given=(_CODE,))

    def read(reader: Reader, node: yaml.Node, key: str) -> object:
        if isinstance(node, yaml.MappingNode):
            return _read_once(reader, node, key, plan)
        if id(node) in reader.lists_at_the_top or not isinstance(node, yaml.ScalarNode):
            return reader.wrong_kind(node, key, CHOICES)
        if node.value not in reader.choice_lists:
            if not node.value:
                return reader.wrong_kind(node, key, CHOICES)
            return reader.report_word("unknown-list", node, node.value, reader.choice_lists, name=node.value)
        named = reader.choice_lists[node.value]
        return _read_once(reader, named, node.value, plan) if isinstance(named, yaml.MappingNode) else FAULT

    return read


def _read_once(reader: Reader, node: yaml.MappingNode, key: str, plan: Plan) -> object:
    """Read each list once, however many questions name it."""
    if id(node) not in reader.lists_read:
        reader.lists_read[id(node)] = _read_list(reader, node, key, plan)
    return reader.lists_read[id(node)]


def _read_list(reader: Reader, node: yaml.MappingNode, key: str, plan: Plan) -> object:
    if not node.value:
        return reader.report("empty-choices", node, key=key)
    before = reader.reported
    choices: list[Choice] = []
    for code, (code_node, value) in reader.pairs(node).items():
        _read_code(reader, code_node, code)
        choice = _read_choice(reader, value, code, plan)
        if isinstance(choice, Choice):
            choices.append(choice)
    return FAULT if reader.reported > before else ChoiceList(choices)


def _read_choice(reader: Reader, node: yaml.Node, code: str, plan: Plan) -> object:
    if isinstance(node, yaml.MappingNode) and any(key.value in plan.keys for key, _ in node.value):
        reading = Reading(Choice, node, reader.pairs(node), {_CODE: code})
        return read_struct(reader, reading, plan)
    label = read_wording(reader, node, code)
    return label if isinstance(label, Fault) else Choice(code=code, label=_checked(label))


def _checked(label: object) -> Text:
    assert isinstance(label, str | dict)  # noqa: S101 this is what a wording is
    return label
