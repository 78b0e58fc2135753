"""JSON and YAML as values with places, within bounds; the JSON reader of the standard library has no places."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from json import JSONDecodeError, JSONDecoder
from typing import Final, NamedTuple, NoReturn, TypeAlias

import yaml
from msgspec import Struct

from sstc_survey.engine.validation.numbers import KEPT_DIGITS, keeps
from sstc_survey.parsing.reader import INVALID, Invalid, Reader
from sstc_survey.parsing.scalars import convert_text
from sstc_survey.parsing.source import MAX_DEPTH, Source
from sstc_survey.parsing.yaml_nodes import compose, is_null, place_of
from sstc_survey.problems import Place, Problem, codes
from sstc_survey.problems.codes import Code
from sstc_survey.questionnaire import MAX_DIGITS

MAX_VALUES: Final = 20_000

Scalar: TypeAlias = str | int | float | bool | None
_PlaceAt: TypeAlias = Callable[[int, int], Place]
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORD: Final = re.compile(r"[^\s,:\[\]{}\"]*")
_WORDS: Final[dict[str, Scalar]] = {"true": True, "false": False, "null": None}
_DECODER: Final = JSONDecoder()
_HALF: Final = re.compile("[\ud800-\udfff]")
_COMMAS: Final = "put commas between members, but not after the last"
_NAMES: Final = 'write "name": value'


class NullWord(str):
    """A plain scalar that YAML takes for null, as it is written: where a text is wanted it may be a name or a word."""

    __slots__ = ()


class JsonValue(Struct, frozen=True):
    """A value of a file: a scalar, a list, or a mapping, whose keys have places too."""

    place: Place
    data: Scalar | list[JsonValue] | dict[str, JsonMember]


class JsonMember(Struct, frozen=True):
    """A key of a mapping, and its value."""

    place: Place
    value: JsonValue


class JsonDocument(NamedTuple):
    """What could be read of a text, None where nothing could, and what is wrong with it."""

    root: JsonValue | None
    problems: list[Problem]


def read_yaml(source: Source) -> JsonDocument:
    """Read one YAML text."""
    root, problems = compose(source)
    reader = Reader(source, {})
    value = INVALID if root is None else _from_node(reader, root, "", 0)
    return JsonDocument(None if isinstance(value, Invalid) else value, [*problems, *reader.problems])


def _from_node(reader: Reader, node: yaml.Node, key: str, depth: int) -> JsonValue | Invalid:
    place = place_of(reader.source, node)
    if depth > MAX_DEPTH:
        return reader.report(codes.TOO_DEEP, node, limit=MAX_DEPTH)
    if is_null(node):
        return JsonValue(place, NullWord(node.value) if node.value else None)
    if isinstance(node, yaml.SequenceNode):
        items = [_from_node(reader, item, key, depth + 1) for item in node.value]
        return JsonValue(place, [item for item in items if isinstance(item, JsonValue)])
    if isinstance(node, yaml.MappingNode):
        members: dict[str, JsonMember] = {}
        for name, (name_node, value_node) in reader.pairs(node).items():
            value = _from_node(reader, value_node, name, depth + 1)
            if isinstance(value, JsonValue):
                members[name] = JsonMember(place_of(reader.source, name_node), value)
        return JsonValue(place, members)
    text = convert_text(reader, node, key)
    return INVALID if isinstance(text, Invalid) else JsonValue(place, text)


def read_json(source: Source) -> JsonDocument:
    """Read one JSON text."""
    from bisect import bisect_right

    starts = [0, *(match.end() for match in re.finditer("\n", source.text))]

    def place_at(start: int, length: int) -> Place:
        line = bisect_right(starts, start)
        return source.place(line, start - starts[line - 1] + 1, length)

    return _Scanner(source.text, place_at).document()


def read_json_lines(source: Source) -> Iterator[JsonDocument]:
    """Read one JSON text a line; empty lines are skipped."""
    for number, line in enumerate(source.lines, start=1):
        if line.strip():

            def place_at(start: int, length: int, number: int = number) -> Place:
                return source.place(number, start + 1, length)

            yield _Scanner(line, place_at).document()


class _StoppedError(Exception):
    """Carries the problem that ends the reading of a text."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class _Scanner:
    """Reads one JSON text; problems that leave the rest readable are kept, others stop it."""

    def __init__(self, text: str, place_at: _PlaceAt) -> None:
        self._text = text
        self._place_at = place_at
        self._problems: list[Problem] = []
        self._count = 0

    def document(self) -> JsonDocument:
        """Return the value of the text, and what is wrong with it."""
        try:
            value, end = self._value(self._skip(0), 0)
            if end < len(self._text):
                self._stop(codes.JSON_REST, end)
        except _StoppedError as stopped:
            return JsonDocument(None, [*self._problems, stopped.problem])
        return JsonDocument(value, self._problems)

    def _skip(self, start: int) -> int:
        match = _SPACE.match(self._text, start)
        return match.end() if match else start

    def _value(self, start: int, depth: int) -> tuple[JsonValue, int]:
        """Read the value that starts here; return it and where the next thing starts."""
        self._count += 1
        if self._count > MAX_VALUES:
            self._stop(codes.TOO_MANY_VALUES, start, limit=f"{MAX_VALUES:,}")
        match self._text[start : start + 1]:
            case '"':
                text, end = self._string(start)
                value = JsonValue(self._place_at(start, end - start), text)
            case "{" | "[" if depth >= MAX_DEPTH:
                self._stop(codes.TOO_DEEP, start, limit=MAX_DEPTH)
            case "{":
                members, end = self._members(start, depth + 1)
                value = JsonValue(self._place_at(start, end - start), members)
            case "[":
                items, end = self._items(start, depth + 1)
                value = JsonValue(self._place_at(start, end - start), items)
            case _:
                scalar, end = self._scalar(start)
                value = JsonValue(self._place_at(start, end - start), scalar)
        return value, self._skip(end)

    def _string(self, start: int) -> tuple[str, int]:
        text: str
        try:
            text, end = _DECODER.raw_decode(self._text, start)
        except JSONDecodeError as error:
            code = codes.JSON_OPEN_QUOTE if "Unterminated" in error.msg else codes.JSON_BAD_TEXT
            self._stop(code, start if code == codes.JSON_OPEN_QUOTE else error.pos)
        if not text.isascii() and _HALF.search(text):
            self._problems.append(Problem(codes.HALF_CHARACTER, {}, self._place_at(start, end - start)))
        return text, end

    def _scalar(self, start: int) -> tuple[Scalar, int]:
        match = _WORD.match(self._text, start)
        word = match[0] if match else ""
        end = start + len(word)
        if word in _WORDS:
            return _WORDS[word], end
        number = _NUMBER.fullmatch(word)
        if number is None:
            self._stop(codes.JSON_WANTED, start, len(word), wanted="a value", hint=_hint(word))
        if len(number[1]) > MAX_DIGITS or len(word) > 2 * MAX_DIGITS:
            self._stop(codes.NUMBER_TOO_LONG, start, len(word), key=f"{word[:MAX_DIGITS]}…", digits=MAX_DIGITS)
        if not number[2] and not number[3]:
            return int(word), end
        if math.isfinite(float(word)) and not keeps(float(word), word):
            details = {"key": word[:MAX_DIGITS], "digits": KEPT_DIGITS}
            self._problems.append(Problem(codes.NUMBER_TOO_LONG, details, self._place_at(start, len(word))))
        return float(word) + 0.0, end

    def _members(self, start: int, depth: int) -> tuple[dict[str, JsonMember], int]:
        members: dict[str, JsonMember] = {}
        position = self._skip(start + 1)
        while self._text[position : position + 1] != "}" or members:
            if self._text[position : position + 1] != '"':
                self._stop(codes.JSON_WANTED, position, wanted="a name in double quotes", hint=_COMMAS)
            name, end = self._string(position)
            place = self._place_at(position, end - position)
            colon = self._skip(end)
            if self._text[colon : colon + 1] != ":":
                self._stop(codes.JSON_WANTED, colon, wanted='":"', hint=_NAMES)
            value, position = self._value(self._skip(colon + 1), depth)
            if name in members:
                details = {"key": name, "line": members[name].place.line}
                self._problems.append(Problem(codes.DUPLICATE_KEY, details, place))
            members[name] = JsonMember(place, value)
            if self._is_end(position, "}"):
                break
            position = self._skip(position + 1)
        return members, position + 1

    def _items(self, start: int, depth: int) -> tuple[list[JsonValue], int]:
        items: list[JsonValue] = []
        position = self._skip(start + 1)
        while self._text[position : position + 1] != "]" or items:
            value, position = self._value(position, depth)
            items.append(value)
            if self._is_end(position, "]"):
                break
            position = self._skip(position + 1)
        return items, position + 1

    def _is_end(self, position: int, closing: str) -> bool:
        sign = self._text[position : position + 1]
        if sign not in {",", closing}:
            self._stop(codes.JSON_WANTED, position, wanted=f'"," or "{closing}"', hint=_COMMAS)
        return sign == closing

    def _stop(self, code: Code, start: int, length: int = 1, **details: object) -> NoReturn:
        raise _StoppedError(Problem(code, details, self._place_at(start, length)))


def _hint(word: str) -> str:
    if word in {"NaN", "Infinity", "-Infinity"}:
        return "write null for no answer; JSON has no such number"
    return "put texts in double quotes" if word else _COMMAS
