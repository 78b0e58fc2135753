"""YAML text to nodes with their places, within bounds that no text can break.

The C composer calls itself for every level and crashes the process on deep texts; anchors and tags leave no
trace on its nodes. So the text is first shown to be harmless by counting characters, which costs next to nothing,
and where that proves nothing, by walking its events one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import yaml

from sstc_survey.parsing.source import MAX_DEPTH, Source
from sstc_survey.parsing.suggestions import LIST, MAPPING, TEXT
from sstc_survey.problems import Place, Problem, codes

MAX_NODES: Final = 100_000
MAX_PROPERTIES: Final = 20

# The composer of libyaml was seen to survive 20,000 levels; a line that opens blocks gives at most two a character.
_MAX_BRACKETS: Final = 3_000
_LONG_LINE: Final = 500
_MANY_BLOCKS: Final = f"[ \t?:-]{{{_LONG_LINE}}}"
_YAML_TAG: Final = "tag:yaml.org,2002:"
_STRUCTURE: Final = "-:,?[{"
_NODES_A_CHARACTER: Final = 3
_PROPERTY: Final = "(?:^|[-:?,\\[{\n\r\x85\u2028\u2029])[ \t]*(?:[&*][0-9A-Za-z_-]|!)"

# The plain scalars that YAML 1.2 takes for null.
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BLOCKS: Final = ("|", ">")
_ESCAPE: Final = r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))"
_ESCAPED: Final = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip


class Document(NamedTuple):
    """The root of a YAML text, None where there is none to go on with, and what is wrong with the text."""

    root: yaml.Node | None
    problems: list[Problem]


class _Untagged:
    """Leaves scalars as text: what they mean depends on their key."""

    def resolve(self, _kind: object, _value: object, _implicit: object) -> str:
        """Return no tag."""
        return ""

    def descend_resolver(self, *_: object) -> None:
        """Do nothing."""

    def ascend_resolver(self) -> None:
        """Do nothing."""


class _PythonParser(_Untagged, yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser, yaml.composer.Composer):
    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)
        yaml.composer.Composer.__init__(self)


_Parser: Any = _PythonParser
if yaml.__with_libyaml__:
    from yaml._yaml import CParser

    class _CompiledParser(_Untagged, CParser):
        pass

    _Parser = _CompiledParser


def compose(source: Source) -> Document:
    """Return the nodes of a YAML text with every problem of its form, or None and why there are none."""
    problems: list[Problem] = []
    if not _plainly_harmless(source.text):
        problems, fatal = _check_events(source)
        if fatal:
            return Document(None, problems)
    try:
        parser = _Parser(source.text)
        root = parser.get_node() if parser.check_node() else None
        if parser.check_node():
            problems.append(Problem(codes.YAML_SECOND_DOCUMENT, {}, place_of(source, parser.get_node())))
    except yaml.YAMLError as error:
        from sstc_survey.parsing.yaml_errors import explain

        return Document(None, [*problems, *explain(error, source)])
    return Document(root, problems)


def place_of(source: Source, node: yaml.Node) -> Place:
    """Return the place of a node: all of it, as far as it is on the line where it begins."""
    start, end = node.start_mark, node.end_mark
    length = end.column - start.column if end.line == start.line else len(source.text)
    return source.place(start.line + 1, start.column + 1, length)


def is_null(node: yaml.Node) -> bool:
    """Tell whether a node is null, as YAML 1.2 has it."""
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in _NULLS


def kind(node: yaml.Node) -> str:
    """Name what a node is."""
    match node:
        case yaml.SequenceNode():
            return LIST
        case yaml.MappingNode():
            return MAPPING
        case _:
            return f'"{node.value}"' if len(node.value) < 40 and "\n" not in node.value else TEXT  # noqa: PLR2004


def _plainly_harmless(text: str) -> bool:
    """Tell whether counting is enough to know that a text is neither deep nor huge and has no anchors or tags."""
    return (
        bool(yaml.__with_libyaml__)
        and text.count("[") + text.count("{") <= _MAX_BRACKETS
        and _NODES_A_CHARACTER * sum(map(text.count, _STRUCTURE)) < MAX_NODES
        and (max(map(len, text.splitlines()), default=0) < _LONG_LINE or not re.search(_MANY_BLOCKS, text))
        and not (("!" in text or "&" in text or "*" in text) and re.search(_PROPERTY, text))
    )


def _check_events(source: Source) -> tuple[list[Problem], bool]:
    """Walk the events of a text; return what is wrong, and whether it must not be composed."""
    problems: list[Problem] = []
    depth = 0
    try:
        parser = _Parser(source.text)
        count = 0
        while parser.check_event():
            event = parser.get_event()
            count += 1
            if count > MAX_NODES:
                problem = Problem(codes.TOO_MANY_VALUES, {"limit": f"{MAX_NODES:,}"}, _event_place(source, event))
                return [*problems, problem], True
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    return [*problems, Problem(codes.TOO_DEEP, {"limit": MAX_DEPTH}, _event_place(source, event))], True
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if len(problems) < MAX_PROPERTIES:
                problems += _properties(source, event)
    except yaml.YAMLError as error:
        from sstc_survey.parsing.yaml_errors import explain

        return [*problems, *explain(error, source)], True
    return problems, any(problem.code == codes.YAML_ALIAS for problem in problems)


def _properties(source: Source, event: yaml.Event) -> list[Problem]:
    """Return a problem for each anchor, alias or tag of an event."""
    found: list[Problem] = []
    anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
    if isinstance(event, yaml.AliasEvent):
        return [Problem(codes.YAML_ALIAS, {"alias": f"*{anchor}"}, _event_place(source, event, f"*{anchor}"))]
    if anchor:
        found.append(Problem(codes.YAML_ANCHOR, {"anchor": f"&{anchor}"}, _event_place(source, event, f"&{anchor}")))
    if tag:
        short = f"!!{tag.removeprefix(_YAML_TAG)}" if tag.startswith(_YAML_TAG) else tag
        found.append(Problem(codes.YAML_TAG, {"tag": short}, _event_place(source, event)))
    return found


def _event_place(source: Source, event: yaml.Event, word: str = "") -> Place:
    mark = event.start_mark
    assert mark is not None  # noqa: S101 events of a parser have places
    return source.place(mark.line + 1, mark.column + 1, len(word) or 1)


class Span(NamedTuple):
    """Where a character of a text is written: line and column from 1, and how many columns it takes there."""

    line: int
    column: int
    width: int


def place_of_part(source: Source, node: yaml.Node, spans: list[Span], start: int, end: int) -> Place:
    """Return the place of the characters from start to end of a scalar; of all of it where that is not known."""
    if not spans:
        return place_of(source, node)
    if start >= len(spans):
        last = spans[-1]
        return source.place(last.line, last.column + last.width)
    first, last = spans[start], spans[min(max(end - 1, start), len(spans) - 1)]
    length = last.column + last.width - first.column if last.line == first.line else len(source.line(first.line))
    return source.place(first.line, first.column, length)


def character_spans(source: Source, node: yaml.ScalarNode) -> list[Span]:
    """Return where each character of a scalar is written; nothing where that is not known.

    What is written is followed character by character: only white space can be folded, and only escapes differ.
    """
    written = _written_characters(source, node)
    spans: list[Span] = []
    character, span = next(written, ("", Span(0, 0, 0)))
    for expected in node.value:
        if not expected.isspace():
            while character.isspace():
                character, span = next(written, ("", span))
            if character != expected:
                return []
        spans.append(span)
        if character == expected:
            character, span = next(written, ("", span))
    return spans


def _written_characters(source: Source, node: yaml.ScalarNode) -> Iterator[tuple[str, Span]]:
    """Yield each character that a scalar is written with, and the end of each line."""
    start, end = node.start_mark, node.end_mark
    block, quoted = node.style in _BLOCKS, node.style in ("'", '"')
    for number in range(start.line + 1 + block, end.line + 2):
        line = source.line(number)
        first = start.column + quoted if number == start.line + 1 else 0
        last = end.column - quoted if number == end.line + 1 else len(line)
        yield from _line_characters(line[:last], number, first, node.style)
        yield "\n", Span(number, last + 1, 1)


def _line_characters(line: str, number: int, column: int, style: str | None) -> Iterator[tuple[str, Span]]:
    escape = re.compile(_ESCAPE)
    while column < len(line):
        character, width = line[column], 1
        if style == '"' and character == "\\":
            match = escape.match(line, column)
            if match is None:  # before the end of the line, which then does not count
                return
            digits = match[1] or match[2] or match[3]
            character = chr(int(digits, 16)) if digits else _ESCAPED.get(match[4], match[4])
            width = len(match[0])
        elif style == "'" and line.startswith("''", column):
            width = 2
        yield character, Span(number, column + 1, width)
        column += width
