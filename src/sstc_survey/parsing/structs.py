"""Mappings that stand for Structs of the model: known keys, keys that are missing, and types told by a tag."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Final

import yaml
from msgspec import NODEFAULT, Struct
from msgspec.structs import FieldInfo, fields

from sstc_survey.parsing.reader import (
    INVALID,
    MAPPING,
    TYPE,
    Invalid,
    Read,
    Reader,
    Reading,
    is_null,
    listed,
    suggested,
)
from sstc_survey.parsing.source import MAX_DEPTH
from sstc_survey.problems import codes

_FILE: Final = "note the name of the file in a text"
_MAP: Final = "measure it with another tool, and note in a text where that keeps it"
_LIST: Final = "write the choices into this file, under choices, and take {type}"
_END: Final = "take it out: what belongs to a {type} stands indented under its questions:"
_DATA: Final = "write the data into this file, as columns of choices"
_WHO: Final = "take username, or ask for it in a text"
_INSTEAD: Final = {
    "geopoint": "ask for the place in a text, or for latitude and longitude in two decimals",
    "start_geopoint": "ask for the place in a text, or for latitude and longitude in two decimals",
    **dict.fromkeys(("geotrace", "geoshape"), _MAP),
    **dict.fromkeys(("image", "photo", "audio", "background_audio", "video", "file", "signature"), _FILE),
    "barcode": "take a text: a scanner types what it reads",
    "select_one_from_file": _LIST.format(type="select_one"),
    "select_one_external": _LIST.format(type="select_one"),
    "select_multiple_from_file": _LIST.format(type="select_multiple"),
    **dict.fromkeys(("csv_external", "xml_external"), _DATA),
    "end_group": _END.format(type="group"),
    "end_repeat": _END.format(type="repeat"),
    "audit": "take it out: each response keeps when every answer was given",
    **dict.fromkeys(("deviceid", "subscriberid", "simserial", "phonenumber", "email"), _WHO),
}
_SELECTS: Final = {"select_one": "select_one", "select_multiple": "select_multiple", "rank": "rank"}
_WRITTEN: Final = {
    **_SELECTS,
    **dict.fromkeys(("select1", "single_choice", "radio", "dropdown", "yes_no", "boolean", "bool"), "select_one"),
    **dict.fromkeys(("select_many", "select", "multiple_choice", "checkbox", "checkboxes"), "select_multiple"),
    "select_all_that_apply": "select_multiple",
    "ranking": "rank",
    **dict.fromkeys(("string", "str", "paragraph"), "text"),
    **dict.fromkeys(("int", "whole_number"), "integer"),
    **dict.fromkeys(("number", "numeric", "float", "double"), "decimal"),
    **dict.fromkeys(("scale", "slider", "likert"), "range"),
    **dict.fromkeys(("datetime", "date_time", "timestamp"), "dateTime"),
    "trigger": "acknowledge",
    **dict.fromkeys(("calculated", "calculation", "formula"), "calculate"),
    **dict.fromkeys(("info", "label"), "note"),
    **dict.fromkeys(("begin_group", "section", "page"), "group"),
    **dict.fromkeys(("begin_repeat", "loop", "roster"), "repeat"),
}


def report_type(reader: Reader, node: yaml.ScalarNode, known: Collection[str]) -> None:
    """Report a type that there is not, with what was probably meant, or what to do without it."""
    written = node.value.strip()
    folded = written.casefold().replace("-", "_").replace(" ", "_")
    first, _, rest = written.partition(" ")
    instead = _INSTEAD.get(folded) or _INSTEAD.get(first.casefold().replace("-", "_"))
    if instead is not None:
        reader.report(codes.UNSUPPORTED_TYPE, node, type=written, instead=instead)
        return
    details = suggested(written, known, guessing=reader.guessing)
    meant = _WRITTEN.get(folded)
    if meant in known:
        details["suggestion"] = f'"{meant}"'
    elif first in _SELECTS and first in known and rest:
        details["suggestion"] = f'"{first}", and choices: {rest.strip()} on a line of its own'
    reader.report(codes.UNKNOWN_TYPE, node, type=written, **details)


_LEVELS: Final = 2  # a Struct is a mapping, and those that nest stand in lists


class Plan:
    """How the mappings of a Struct are read; the fields named in `given` do not stand among its keys."""

    def __init__(self, cls: type[Struct], reader_of: Callable[[object], Read], *, given: Sequence[str] = ()) -> None:
        self.cls = cls
        self.tag = cls.__struct_config__.tag_field
        # Readers are made when first used: a group holds groups.
        self.readers: dict[str, Read] = {}
        self._fields = {field.encode_name: field for field in fields(cls) if field.encode_name not in given}
        self._reader_of = reader_of
        self.required = [key for key, field in self._fields.items() if _is_required(field)]

    def reader(self, key: str) -> Read | None:
        """Return the reader of a key, or None where there is no such key."""
        if key not in self.readers and key in self._fields:
            self.readers[key] = self._reader_of(self._fields[key].type)
        return self.readers.get(key)

    @property
    def keys(self) -> list[str]:
        """Return the keys that such a mapping may have."""
        return [*self._fields] if self.tag is None else [self.tag, *self._fields]


def _is_required(field: FieldInfo) -> bool:
    return field.default is NODEFAULT and field.default_factory is NODEFAULT


def struct_reader(plan: Plan) -> Read:
    """Return a reader of the mappings of one Struct."""

    def read(reader: Reader, node: yaml.Node, key: str) -> object:
        if not isinstance(node, yaml.MappingNode):
            return reader.wrong_kind(node, key, MAPPING)
        reading = Reading(plan.cls, node, reader.pairs(node), {})
        return read_struct(reader, reading, plan)

    return read


def read_struct(reader: Reader, reading: Reading, plan: Plan, others: Sequence[Plan] = ()) -> object:
    """Read the keys of a mapping; `others` are the plans of the types that it might have been of."""
    if reader.depth > MAX_DEPTH:
        return reader.report(codes.TOO_DEEP, reading.node, limit=MAX_DEPTH)
    values, readers, before = reading.values, plan.readers, reader.reported
    sound = True
    reader.depth += _LEVELS
    for key, (_, value_node) in reading.keys.items():
        read = readers.get(key) or plan.reader(key)
        if read is not None:
            value = read(reader, value_node, key)
            # A list that several questions name is reported once, and is a fault of each of them.
            if value is INVALID:
                sound = False
            else:
                values[key] = value
        elif key != plan.tag:
            _unknown_key(reader, reading, key, plan, others)
    reader.depth -= _LEVELS
    for key in plan.required:
        if reading.lacks(key):
            reader.report(codes.MISSING_KEY, reading.head, key=key)
    reader.readings.append(reading)
    if not sound or reader.reported > before:
        return INVALID
    reading.made = plan.cls(**values)
    return reading.made


def _unknown_key(reader: Reader, reading: Reading, key: str, plan: Plan, others: Sequence[Plan]) -> None:
    node = reading.keys[key][0]
    fitting = [_tag_of(other) for other in others if key in other.keys]
    if fitting:
        reader.report(codes.KEY_OF_OTHER_TYPE, node, key=key, type=_tag_of(plan), fitting=listed(fitting))
    else:
        reader.unknown_key(reading, node, plan.keys)


def _tag_of(plan: Plan) -> str:
    return str(plan.cls.__struct_config__.tag)


def tagged_reader(plans: Sequence[Plan]) -> Read:
    """Return a reader of mappings whose tag (the key `type`) says which Struct they stand for."""
    by_tag = {_tag_of(plan): plan for plan in plans}
    tag_key = str(plans[0].tag)

    def read(reader: Reader, node: yaml.Node, key: str) -> object:
        if not isinstance(node, yaml.MappingNode):
            return reader.wrong_kind(node, key, MAPPING)
        reading = Reading(plans[0].cls, node, reader.pairs(node), {})
        tag = reading.keys.get(tag_key)
        plan = None if tag is None else by_tag.get(tag[1].value if isinstance(tag[1], yaml.ScalarNode) else "")
        if plan is None:
            return _untyped(reader, reading, plans, by_tag)
        reading.cls = plan.cls
        return read_struct(reader, reading, plan, plans)

    return read


def _report_type(reader: Reader, reading: Reading, tag_key: str, known: dict[str, Plan]) -> None:
    if reading.lacks(tag_key):
        reader.report(codes.MISSING_TYPE, reading.head, key=tag_key, known=listed(known))
    if tag_key in reading.keys:
        node = reading.keys[tag_key][1]
        if not isinstance(node, yaml.ScalarNode) or is_null(node):
            reader.wrong_kind(node, tag_key, TYPE)
        else:
            report_type(reader, node, known)


def _untyped(reader: Reader, reading: Reading, plans: Sequence[Plan], by_tag: dict[str, Plan]) -> Invalid:
    """Report a type that is missing or unknown, and read what entries of every type have."""
    tag_key = str(plans[0].tag)
    reading.cls = object
    for key, (key_node, value_node) in reading.keys.items():
        having = [plan for plan in plans if key in plan.keys]
        read = plans[0].reader(key) if len(having) == len(plans) else None
        value = INVALID if read is None else read(reader, value_node, key)
        if value is not INVALID:
            reading.values[key] = value
        if not having:
            reader.unknown_key(reading, key_node, dict.fromkeys(key for plan in plans for key in plan.keys))
    _report_type(reader, reading, tag_key, by_tag)
    reader.readings.append(reading)
    return INVALID
