"""Mappings that stand for Structs of the model: known, unknown and missing keys, and the type that a tag names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Final

import yaml
from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from sstc_survey.parsing.reader import INVALID, Converter, Invalid, ParsedMapping, Reader
from sstc_survey.parsing.source import MAX_DEPTH
from sstc_survey.parsing.suggestions import MAPPING, TYPE, instead_of_bands, instead_of_type, listed, suggested_type
from sstc_survey.parsing.yaml_nodes import is_null
from sstc_survey.problems import codes
from sstc_survey.questionnaire import type_name

_LEVELS: Final = 2  # a Struct is a mapping, and nested ones are in lists


class StructSchema:
    """The keys that the mappings of a Struct have, and their converters; `given` names fields that are not keys."""

    def __init__(
        self, cls: type[Struct], converter_of: Callable[[object], Converter], *, given: Sequence[str] = ()
    ) -> None:
        self.cls = cls
        self.tag = cls.__struct_config__.tag_field
        # Converters are made when first used: a group contains groups.
        self.converters: dict[str, Converter] = {}
        self._fields = {field.encode_name: field for field in fields(cls) if field.encode_name not in given}
        self._converter_of = converter_of
        self.required = [
            key
            for key, field in self._fields.items()
            if field.default is NODEFAULT and field.default_factory is NODEFAULT
        ]

    def converter(self, key: str) -> Converter | None:
        """Return the converter of a key, or None where there is no such key."""
        if key not in self.converters and key in self._fields:
            self.converters[key] = self._converter_of(self._fields[key].type)
        return self.converters.get(key)

    @property
    def type_name(self) -> str:
        """Return its type as the file has it."""
        return type_name(self.cls)

    @property
    def keys(self) -> list[str]:
        """Return the keys that such a mapping may have."""
        return [*self._fields] if self.tag is None else [self.tag, *self._fields]


def struct_converter(schema: StructSchema) -> Converter:
    """Return a converter of the mappings of one Struct."""

    def convert(reader: Reader, node: yaml.Node, key: str) -> object:
        if not isinstance(node, yaml.MappingNode):
            return reader.wrong_kind(node, key, MAPPING)
        mapping = ParsedMapping(schema.cls, node, reader.pairs(node), {})
        return convert_struct(reader, mapping, schema)

    return convert


def convert_struct(
    reader: Reader, mapping: ParsedMapping, schema: StructSchema, others: Sequence[StructSchema] = ()
) -> object:
    """Return the Struct that a mapping stands for; `others` are the schemas of the types that it could have had."""
    if reader.depth > MAX_DEPTH:
        return reader.report(codes.TOO_DEEP, mapping.node, limit=MAX_DEPTH)
    values, converters, before = mapping.values, schema.converters, reader.reported
    valid = True
    reader.depth += _LEVELS
    for key, (_, value_node) in mapping.keys.items():
        convert = converters.get(key) or schema.converter(key)
        if convert is not None:
            value = convert(reader, value_node, key)
            # A list that several questions name is reported once, and makes each of them invalid.
            if value is INVALID:
                valid = False
            else:
                values[key] = value
        elif key != schema.tag:
            _unknown_key(reader, mapping, key, schema, others)
    reader.depth -= _LEVELS
    for key in schema.required:
        if mapping.lacks(key):
            reader.report(codes.MISSING_KEY, mapping.head, key=key)
    reader.mappings.append(mapping)
    if not valid or reader.reported > before:
        return INVALID
    mapping.struct = schema.cls(**values)
    return mapping.struct


def _unknown_key(
    reader: Reader, mapping: ParsedMapping, key: str, schema: StructSchema, others: Sequence[StructSchema]
) -> None:
    node = mapping.keys[key][0]
    fitting = [other.type_name for other in others if key in other.keys]
    if fitting and (instead := instead_of_bands(key, schema.type_name)):
        reader.report(codes.NO_BANDS, node, type=schema.type_name, instead=instead)
    elif fitting:
        reader.report(codes.KEY_OF_OTHER_TYPE, node, key=key, type=schema.type_name, fitting=listed(fitting))
    else:
        reader.unknown_key(mapping, node, schema.keys)


def tagged_converter(schemas: Sequence[StructSchema]) -> Converter:
    """Return a converter of mappings whose tag (the key `type`) says which Struct they stand for."""
    by_tag = {schema.type_name: schema for schema in schemas}
    tag_key = str(schemas[0].tag)

    def convert(reader: Reader, node: yaml.Node, key: str) -> object:
        if not isinstance(node, yaml.MappingNode):
            return reader.wrong_kind(node, key, MAPPING)
        mapping = ParsedMapping(schemas[0].cls, node, reader.pairs(node), {})
        tag = mapping.keys.get(tag_key)
        schema = None if tag is None else by_tag.get(tag[1].value if isinstance(tag[1], yaml.ScalarNode) else "")
        if schema is None:
            return _untyped(reader, mapping, schemas, by_tag)
        mapping.cls = schema.cls
        return convert_struct(reader, mapping, schema, schemas)

    return convert


def _untyped(
    reader: Reader, mapping: ParsedMapping, schemas: Sequence[StructSchema], by_tag: dict[str, StructSchema]
) -> Invalid:
    """Report a type that is missing or unknown, and read what entries of every type have."""
    tag_key = str(schemas[0].tag)
    mapping.cls = object
    for key, (key_node, value_node) in mapping.keys.items():
        having = [schema for schema in schemas if key in schema.keys]
        convert = schemas[0].converter(key) if len(having) == len(schemas) else None
        value = INVALID if convert is None else convert(reader, value_node, key)
        if value is not INVALID:
            mapping.values[key] = value
        if not having:
            reader.unknown_key(mapping, key_node, dict.fromkeys(key for schema in schemas for key in schema.keys))
    if mapping.lacks(tag_key):
        reader.report(codes.MISSING_TYPE, mapping.head, key=tag_key, known=listed(by_tag))
    if tag_key in mapping.keys:
        node = mapping.keys[tag_key][1]
        if not isinstance(node, yaml.ScalarNode) or is_null(node):
            reader.wrong_kind(node, tag_key, TYPE)
        else:
            _report_unknown_type(reader, node, by_tag)
    reader.mappings.append(mapping)
    return INVALID


def _report_unknown_type(reader: Reader, node: yaml.ScalarNode, known: Collection[str]) -> None:
    """Report a type that is not supported with what to do instead, or an unknown one with what was probably meant."""
    written = node.value.strip()
    instead = instead_of_type(written)
    if instead is None:
        reader.report(
            codes.UNKNOWN_TYPE, node, type=written, **suggested_type(written, known, guessing=reader.guessing)
        )
    else:
        reader.report(codes.UNSUPPORTED_TYPE, node, type=written, instead=instead)
