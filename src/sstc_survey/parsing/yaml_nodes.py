"""YAML text to nodes that know where they stand, within bounds that no text can break.

The C composer calls itself for every level and crashes the process on deep texts; anchors and tags leave no
trace on its nodes. So the text is first shown to be harmless by counting characters, which costs next to nothing,
and where that proves nothing, by walking its events one by one.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

import yaml

from sstc_survey.parsing.source import MAX_DEPTH, Source
from sstc_survey.parsing.yaml_errors import explain
from sstc_survey.problems import Place, Problem, codes

MAX_NODES: Final = 100_000
MAX_PROPERTIES: Final = 20

# The composer of libyaml was seen to stand 20,000 levels; a line that opens blocks gives at most two a character.
_MAX_BRACKETS: Final = 3_000
_LONG_LINE: Final = 500
_MANY_BLOCKS: Final = re.compile(f"[ \t?:-]{{{_LONG_LINE}}}")
_STRUCTURE: Final = "-:,?[{"
_NODES_A_CHARACTER: Final = 3
_PROPERTY: Final = re.compile("(?:^|[-:?,\\[{\n\r\x85\u2028\u2029])[ \t]*(?:[&*][0-9A-Za-z_-]|!)")


class Document(NamedTuple):
    """The root of a YAML text, None where there is none to go on with, and what is wrong with the text."""

    root: yaml.Node | None
    problems: list[Problem]


def _no_tag(_kind: object, _value: object, _implicit: object) -> str:
    return ""


def _nothing(*_: object) -> None:
    pass


class _Untagged:
    """Leaves scalars as they were written: what they mean depends on the key that they stand under."""

    resolve = staticmethod(_no_tag)
    descend_resolver = staticmethod(_nothing)
    ascend_resolver = staticmethod(_nothing)


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
        problems, fatal = _walk(source)
        if fatal:
            return Document(None, problems)
    try:
        parser = _Parser(source.text)
        root = parser.get_node() if parser.check_node() else None
        if parser.check_node():
            problems.append(Problem(codes.YAML_SECOND_DOCUMENT, {}, place_of(source, parser.get_node())))
    except yaml.YAMLError as error:
        return Document(None, [*problems, *explain(error, source)])
    return Document(root, problems)


def place_of(source: Source, node: yaml.Node) -> Place:
    """Return where a node stands: all of it, as far as it is on the line where it begins."""
    start, end = node.start_mark, node.end_mark
    length = end.column - start.column if end.line == start.line else len(source.text)
    return source.place(start.line + 1, start.column + 1, length)


def _plainly_harmless(text: str) -> bool:
    """Tell whether counting is enough to know that a text is neither deep nor huge and has no anchors or tags."""
    return (
        bool(yaml.__with_libyaml__)
        and text.count("[") + text.count("{") <= _MAX_BRACKETS
        and _NODES_A_CHARACTER * sum(map(text.count, _STRUCTURE)) < MAX_NODES
        and (max(map(len, text.splitlines()), default=0) < _LONG_LINE or not _MANY_BLOCKS.search(text))
        and not (("!" in text or "&" in text or "*" in text) and _PROPERTY.search(text))
    )


def _walk(source: Source) -> tuple[list[Problem], bool]:
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
                return [
                    *problems,
                    Problem(codes.TOO_MANY_VALUES, {"limit": f"{MAX_NODES:,}"}, _at(source, event)),
                ], True
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    return [*problems, Problem(codes.TOO_DEEP, {"limit": MAX_DEPTH}, _at(source, event))], True
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if len(problems) < MAX_PROPERTIES:
                problems += _properties(source, event)
    except yaml.YAMLError as error:
        return [*problems, *explain(error, source)], True
    return problems, any(problem.code == codes.YAML_ALIAS for problem in problems)


def _properties(source: Source, event: yaml.Event) -> list[Problem]:
    """Return a problem for each anchor, alias or tag of an event."""
    found: list[Problem] = []
    anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
    if isinstance(event, yaml.AliasEvent):
        return [Problem(codes.YAML_ALIAS, {"alias": f"*{anchor}"}, _at(source, event, f"*{anchor}"))]
    if anchor:
        found.append(Problem(codes.YAML_ANCHOR, {"anchor": f"&{anchor}"}, _at(source, event, f"&{anchor}")))
    if tag:
        found.append(Problem(codes.YAML_TAG, {"tag": _written(tag)}, _at(source, event)))
    return found


def _written(tag: str) -> str:
    prefix = "tag:yaml.org,2002:"
    return f"!!{tag.removeprefix(prefix)}" if tag.startswith(prefix) else tag


def _at(source: Source, event: yaml.Event, word: str = "") -> Place:
    mark = event.start_mark
    assert mark is not None  # noqa: S101 what a parser made stands somewhere
    return source.place(mark.line + 1, mark.column + 1, len(word) or 1)
