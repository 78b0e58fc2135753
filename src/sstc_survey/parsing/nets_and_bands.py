"""Keys that say how answers are counted together in tables: nets of choices, and bands of numbers, dates and times."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import yaml

from sstc_survey.parsing.reader import INVALID, Converter, Invalid, ParsedMapping, Reader
from sstc_survey.parsing.scalars import convert_text, convert_translatable
from sstc_survey.parsing.structs import StructSchema, convert_struct
from sstc_survey.parsing.suggestions import BANDS, MAPPING, NET
from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import Band, Bands, Name, Net, Nets, overlaps, read_bands

_NAME: Final = "name"


def nets_converter(converter_of: Callable[[object], Converter]) -> Converter:
    """Return a converter of the nets of a question, by name."""
    schema, convert_name = StructSchema(Net, converter_of, given=(_NAME,)), converter_of(Name)

    def convert(reader: Reader, node: yaml.Node, key: str) -> object:
        if not isinstance(node, yaml.MappingNode):
            return reader.wrong_kind(node, key, MAPPING)
        if not node.value:
            return reader.report(codes.EMPTY_VALUE, node, key=key)
        before = reader.reported
        nets: list[Net] = []
        for name, (name_node, value) in reader.pairs(node).items():
            convert_name(reader, name_node, key)
            net = _convert_net(reader, value, name, schema)
            if isinstance(net, Net):
                nets.append(net)
        return INVALID if reader.reported > before else Nets(nets)

    return convert


def _convert_net(reader: Reader, node: yaml.Node, name: str, schema: StructSchema) -> object:
    if not isinstance(node, yaml.MappingNode):
        return reader.wrong_kind(node, name, NET)
    return convert_struct(reader, ParsedMapping(Net, node, reader.pairs(node), {_NAME: name}), schema)


def bands_converter(cls: type[Bands]) -> Converter:
    """Return a converter of bands: a list of ranges, or a mapping of ranges to labels."""

    def convert(reader: Reader, node: yaml.Node, key: str) -> object:
        before = reader.reported
        if not isinstance(node, yaml.CollectionNode):
            return reader.wrong_kind(node, key, BANDS)
        if not node.value:
            return reader.report(codes.EMPTY_VALUE, node, key=key)
        if isinstance(node, yaml.MappingNode):
            pairs = reader.pairs(node)
            nodes = [code_node for code_node, _ in pairs.values()]
            labels = {code: convert_translatable(reader, value, code) for code, (_, value) in pairs.items()}
            found = read_bands(
                {code: "" if isinstance(label, Invalid) else label for code, label in labels.items()}, cls.kinds
            )
        else:
            texts = [(item, convert_text(reader, item, key)) for item in node.value]
            nodes = [item for item, text in texts if not isinstance(text, Invalid)]
            found = read_bands([text for _, text in texts if not isinstance(text, Invalid)], cls.kinds)
        bands = _checked(reader, nodes, found, cls)
        return INVALID if reader.reported > before else bands

    return convert


def _checked(reader: Reader, nodes: list[yaml.Node], found: list[Band | Problem], cls: type[Bands]) -> Bands:
    """Return bands; report what is wrong with each at its node."""
    bands = [band for band in found if isinstance(band, Band)]
    faults = [(place, band) for place, band in enumerate(found) if isinstance(band, Problem)]
    for place, fault in faults or overlaps(bands):
        reader.report(fault.code, nodes[place], **fault.details)
    return cls(bands)
