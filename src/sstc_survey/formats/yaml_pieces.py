"""YAML read with places: every scalar is the text it is written as."""

from __future__ import annotations

import yaml

from sstc_survey.formats.pieces import Member, Outcome, Piece
from sstc_survey.formats.reading import FAULT, Fault, Reader, is_null
from sstc_survey.formats.scalars import read_text
from sstc_survey.formats.source import MAX_DEPTH, Source
from sstc_survey.formats.yaml_nodes import compose, place_of


def read_yaml(source: Source) -> Outcome:
    """Read a file that holds one YAML text."""
    document = compose(source)
    if document.root is None:
        return Outcome(None, document.problems)
    reader = Reader(source, {})
    piece = _piece(reader, document.root, "", 0)
    return Outcome(None if isinstance(piece, Fault) else piece, [*document.problems, *reader.problems])


def _piece(reader: Reader, node: yaml.Node, key: str, depth: int) -> Piece | Fault:
    place = place_of(reader.source, node)
    if depth > MAX_DEPTH:
        return reader.report("too-deep", node, limit=MAX_DEPTH)
    if is_null(node):
        return Piece(place, None)
    if isinstance(node, yaml.SequenceNode):
        items = [_piece(reader, item, key, depth + 1) for item in node.value]
        return Piece(place, [item for item in items if isinstance(item, Piece)])
    if isinstance(node, yaml.MappingNode):
        members: dict[str, Member] = {}
        for name, (name_node, value_node) in reader.pairs(node).items():
            piece = _piece(reader, value_node, name, depth + 1)
            if isinstance(piece, Piece):
                members[name] = Member(place_of(reader.source, name_node), piece)
        return Piece(place, members)
    text = read_text(reader, node, key)
    return FAULT if isinstance(text, Fault) else Piece(place, text)
