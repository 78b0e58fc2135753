"""Converters made from type hints: the model says what a key takes, so a new field needs no code here."""

from __future__ import annotations

import types
from collections.abc import Callable
from functools import cache
from typing import Annotated, Final, Literal, TypeAlias, Union, get_args, get_origin

import yaml
from msgspec import Meta, Struct

from sstc_survey.i18n import Text
from sstc_survey.parsing.choice_lists import choices_converter
from sstc_survey.parsing.formulas import condition_converter, formula_converter
from sstc_survey.parsing.nets_and_bands import bands_converter, nets_converter
from sstc_survey.parsing.reader import INVALID, Converter, Reader
from sstc_survey.parsing.scalars import (
    convert_boolean,
    convert_text,
    convert_translatable,
    integer_converter,
    number_converter,
    text_converter,
    word_converter,
)
from sstc_survey.parsing.structs import StructSchema, struct_converter, tagged_converter
from sstc_survey.parsing.suggestions import LIST, MAPPING
from sstc_survey.problems import codes
from sstc_survey.questionnaire import Bands, ChoiceFilter, ChoiceList, Formula, Nets

_BOUNDS: Final = ("ge", "gt", "le", "lt", "pattern", "min_length", "max_length")
_FREE: Final = Meta()
_UNIONS: Final = (Union, types.UnionType)
_Bounded: TypeAlias = Callable[[Meta], Converter]
_EXPRESSIONS: Final[dict[object, Converter]] = {
    Formula: formula_converter(),
    ChoiceFilter: formula_converter(bare_names=True),
}
_BOUNDED: Final[dict[object, _Bounded]] = {int: integer_converter, float: number_converter, str: text_converter}


@cache
def converter_of(hint: object) -> Converter:
    """Return the converter of the values of a type."""
    bounds = _FREE
    if hint in _EXPRESSIONS:
        return _EXPRESSIONS[hint]
    if get_origin(hint) is Annotated:
        # The annotations of an annotated type follow its own.
        own = Annotated[get_args(hint)[:2]]  # type: ignore[valid-type]
        if own in _EXPRESSIONS:
            return _EXPRESSIONS[own]
        hint, *metas = get_args(hint)
        bounds = Meta(
            **{name: bound for meta in metas for name in _BOUNDS if (bound := getattr(meta, name)) is not None}
        )
    if get_origin(hint) in _UNIONS:
        return _union_converter(hint, bounds)
    if hint is str and bounds == _FREE:
        return convert_text
    if hint in _BOUNDED:
        return _BOUNDED[hint](bounds)
    return _plain_converter(hint, bounds)


def _union_converter(hint: object, bounds: Meta) -> Converter:
    if hint == Text:
        return convert_translatable
    members = [member for member in get_args(hint) if member is not types.NoneType]
    if bool in members and len(members) > 1:
        return condition_converter()
    if len(members) == 1:
        return converter_of(members[0] if members[0] in _EXPRESSIONS else Annotated[members[0], bounds])
    return tagged_converter([StructSchema(member, converter_of) for member in members])


def _plain_converter(hint: object, bounds: Meta) -> Converter:
    """Return the converter of a class or of a collection."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is bool:
        return convert_boolean
    if hint is ChoiceList:
        return choices_converter(converter_of)
    if hint is Nets:
        return nets_converter(converter_of)
    if isinstance(hint, type) and issubclass(hint, Bands):
        return bands_converter(hint)
    if origin is None and isinstance(hint, type) and issubclass(hint, Struct):
        return struct_converter(StructSchema(hint, converter_of))
    if origin is Literal:
        return word_converter(arguments)
    if origin is tuple:
        return _list_converter(converter_of(arguments[0]), bounds.min_length or 0)
    if origin is dict:
        return _mapping_converter(converter_of(arguments[1]))
    raise TypeError(hint)


def _list_converter(convert_item: Converter, least: int) -> Converter:
    def convert(reader: Reader, node: yaml.Node, key: str) -> object:
        if not isinstance(node, yaml.SequenceNode):
            return reader.wrong_kind(node, key, LIST)
        if len(node.value) < least:
            return reader.report(codes.EMPTY_VALUE, node, key=key)
        items = [convert_item(reader, item, key) for item in node.value]
        return INVALID if INVALID in items else tuple(items)

    return convert


def _mapping_converter(convert_value: Converter) -> Converter:
    def convert(reader: Reader, node: yaml.Node, key: str) -> object:
        if not isinstance(node, yaml.MappingNode):
            return reader.wrong_kind(node, key, MAPPING)
        values = {name: convert_value(reader, value, name) for name, (_, value) in reader.pairs(node).items()}
        return INVALID if INVALID in values.values() else values

    return convert
