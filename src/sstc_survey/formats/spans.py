"""Where a part of a text stands in its file, however the text is written there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

import yaml

from sstc_survey.errors import Place
from sstc_survey.formats.source import Source
from sstc_survey.formats.yaml_nodes import place_of


class Spot(NamedTuple):
    """Where a character of a text is written: line and column from 1, and how many columns it takes there."""

    line: int
    column: int
    width: int


Spots: TypeAlias = list[Spot]

_BLOCKS: Final = ("|", ">")
_ESCAPE: Final = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPED: Final = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip


def place_in(source: Source, node: yaml.Node, spots: Spots, start: int, end: int) -> Place:
    """Return the place of the characters from start to end of a scalar; of all of it where that cannot be told."""
    if not spots:
        return place_of(source, node)
    if start >= len(spots):
        last = spots[-1]
        return source.place(last.line, last.column + last.width)
    first, last = spots[start], spots[min(max(end - 1, start), len(spots) - 1)]
    length = last.column + last.width - first.column if last.line == first.line else len(source.line(first.line))
    return source.place(first.line, first.column, length)


def spots_of(source: Source, node: yaml.ScalarNode) -> Spots:
    """Return where each character of a scalar is written; nothing where that cannot be told.

    What is written is followed character by character: only white space can be folded, and only escapes differ.
    """
    written = _written(source, node)
    spots: Spots = []
    character, spot = next(written, ("", Spot(0, 0, 0)))
    for wanted in node.value:
        if not wanted.isspace():
            while character.isspace():
                character, spot = next(written, ("", spot))
            if character != wanted:
                return []
        spots.append(spot)
        if character == wanted:
            character, spot = next(written, ("", spot))
    return spots


def _written(source: Source, node: yaml.ScalarNode) -> Iterator[tuple[str, Spot]]:
    """Yield each character that a scalar is written with, and the end of each line."""
    start, end = node.start_mark, node.end_mark
    block, quoted = node.style in _BLOCKS, node.style in ("'", '"')
    for number in range(start.line + 1 + block, end.line + 2):
        line = source.line(number)
        first = start.column + quoted if number == start.line + 1 else 0
        last = end.column - quoted if number == end.line + 1 else len(line)
        yield from _of_line(line[:last], number, first, node.style)
        yield "\n", Spot(number, last + 1, 1)


def _of_line(line: str, number: int, column: int, style: str | None) -> Iterator[tuple[str, Spot]]:
    while column < len(line):
        character, width = line[column], 1
        if style == '"' and character == "\\":
            match = _ESCAPE.match(line, column)
            if match is None:  # before the end of the line, which then does not count
                return
            character, width = _unescaped(match), len(match[0])
        elif style == "'" and line.startswith("''", column):
            width = 2
        yield character, Spot(number, column + 1, width)
        column += width


def _unescaped(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    return chr(int(digits, 16)) if digits else _ESCAPED.get(match[4], match[4])
