"""Readers made from type hints: the model says what a key takes, so a new field needs no code here."""

from __future__ import annotations

import types
from collections.abc import Callable
from functools import cache
from typing import Annotated, Final, Literal, TypeAlias, Union, get_args, get_origin

import yaml
from msgspec import Meta, Struct

from sstc_survey.i18n import Text
from sstc_survey.parsing.choice_lists import choices_reader
from sstc_survey.parsing.formulas import condition_reader, formula_reader
from sstc_survey.parsing.reader import INVALID, LIST, MAPPING, Read, Reader
from sstc_survey.parsing.scalars import (
    integer_reader,
    number_reader,
    read_boolean,
    read_text,
    read_wording,
    text_reader,
    word_reader,
)
from sstc_survey.parsing.structs import Plan, struct_reader, tagged_reader
from sstc_survey.problems import codes
from sstc_survey.questionnaire import ChoiceFilter, ChoiceList, Formula

_BOUNDS: Final = ("ge", "gt", "le", "lt", "pattern", "min_length", "max_length")
_FREE: Final = Meta()
_UNIONS: Final = (Union, types.UnionType)
_Bounded: TypeAlias = Callable[[Meta], Read]
_FORMULAS: Final[dict[object, Read]] = {Formula: formula_reader(), ChoiceFilter: formula_reader(bare_names=True)}
_BOUNDED: Final[dict[object, _Bounded]] = {int: integer_reader, float: number_reader, str: text_reader}


@cache
def reader_of(hint: object) -> Read:
    """Return the reader of the values of a type."""
    bounds = _FREE
    if hint in _FORMULAS:
        return _FORMULAS[hint]
    if get_origin(hint) is Annotated:
        # Annotations of an annotated type stand behind its own.
        own = Annotated[get_args(hint)[:2]]  # type: ignore[valid-type]
        if own in _FORMULAS:
            return _FORMULAS[own]
        hint, bounds = _annotated(hint)
    if get_origin(hint) in _UNIONS:
        return _union_reader(hint, bounds)
    if hint is str and bounds == _FREE:
        return read_text
    if hint in _BOUNDED:
        return _BOUNDED[hint](bounds)
    if isinstance(hint, type) and not get_origin(hint):
        return _class_reader(hint)
    return _collection_reader(hint, bounds)


def _annotated(hint: object) -> tuple[object, Meta]:
    """Return a type without its annotations, and the bounds among them."""
    bare, *metas = get_args(hint)
    bounds = {name: value for meta in metas for name in _BOUNDS if (value := getattr(meta, name)) is not None}
    return bare, Meta(**bounds)


def _union_reader(hint: object, bounds: Meta) -> Read:
    if hint == Text:
        return read_wording
    members = [member for member in get_args(hint) if member is not types.NoneType]
    if bool in members and len(members) > 1:
        return condition_reader()
    if len(members) == 1:
        return reader_of(members[0] if members[0] in _FORMULAS else Annotated[members[0], bounds])
    return tagged_reader([Plan(member, reader_of) for member in members])


def _class_reader(cls: type) -> Read:
    if cls is bool:
        return read_boolean
    if cls is ChoiceList:
        return choices_reader(reader_of)
    if issubclass(cls, Struct):
        return struct_reader(Plan(cls, reader_of))
    raise TypeError(cls)


def _collection_reader(hint: object, bounds: Meta) -> Read:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return word_reader(arguments)
    if origin is tuple:
        return _list_reader(reader_of(arguments[0]), bounds.min_length or 0)
    if origin is dict:
        return _mapping_reader(reader_of(arguments[1]))
    raise TypeError(hint)


def _list_reader(read_item: Read, least: int) -> Read:
    def read(reader: Reader, node: yaml.Node, key: str) -> object:
        if not isinstance(node, yaml.SequenceNode):
            return reader.wrong_kind(node, key, LIST)
        if len(node.value) < least:
            return reader.report(codes.EMPTY_VALUE, node, key=key)
        items = [read_item(reader, item, key) for item in node.value]
        return INVALID if INVALID in items else tuple(items)

    return read


def _mapping_reader(read_value: Read) -> Read:
    def read(reader: Reader, node: yaml.Node, key: str) -> object:
        if not isinstance(node, yaml.MappingNode):
            return reader.wrong_kind(node, key, MAPPING)
        values = {name: read_value(reader, value, name) for name, (_, value) in reader.pairs(node).items()}
        return INVALID if INVALID in values.values() else values

    return read
