"""One pass over the nodes of a file: what was read so far, and everything that is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

import yaml

from sstc_survey.parsing.source import Source
from sstc_survey.parsing.yaml_nodes import place_of
from sstc_survey.problems import Place, Problem, Severity, codes
from sstc_survey.problems.codes import Code


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


_MAX_LISTED: Final = 24
_MAX_WORD: Final = 64
_MAX_KNOWN: Final = 2_000
# What other tools call the keys.
_ELSEWHERE: Final = {
    **dict.fromkeys(("readonly", "locked"), "read_only"),
    **dict.fromkeys(("relevance", "condition", "show_if", "visible_if", "display_if"), "relevant"),
    **dict.fromkeys(("validation", "validate"), "constraint"),
    **dict.fromkeys(("calculate", "formula", "expression"), "calculation"),
    **dict.fromkeys(("options", "answers", "list_name"), "choices"),
    **dict.fromkeys(("text", "question"), "label"),
    **dict.fromkeys(("guidance_hint", "help", "description"), "hint"),
    "mandatory": "required",
    "filter": "choice_filter",
    "other": "or_other",
    "count": "repeat_count",
    "minimum": "min",
    "maximum": "max",
}


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like this one, if any is."""
    from difflib import get_close_matches

    words = list(known)
    if len(word) > _MAX_WORD or len(words) > _MAX_KNOWN:
        return None
    # XLSForm writes the language of a text behind its key: label::French.
    plain = _folded(word.partition("::")[0])
    if _ELSEWHERE.get(plain) in words:
        return _ELSEWHERE[plain]
    folded = {_folded(candidate): candidate for candidate in words}
    matches = get_close_matches(plain, folded, n=1)
    return folded[matches[0]] if matches else None


def _folded(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")


def listed(known: Iterable[str]) -> str:
    """Write words one after the other; a long list is cut."""
    words = list(known)
    more = f" and {len(words) - _MAX_LISTED} more" if len(words) > _MAX_LISTED else ""
    return ", ".join(words[:_MAX_LISTED]) + more


def suggested(word: str, known: Iterable[str], *, guessing: bool = True) -> dict[str, object]:
    """Return the details of a problem with a word that is not known; guessing takes time."""
    words = list(known)
    details: dict[str, object] = {"known": listed(words) or "none"}
    if guessing and (guess := closest(word, words)):
        details["suggestion"] = f'"{guess}"'
    return details


MAX_PROBLEMS: Final = 500
MAX_GUESSES: Final = 50  # each compares a word with all that are known
Pair: TypeAlias = tuple[yaml.Node, yaml.Node]


class Invalid:
    """What a reader returns for a node whose problem it has reported."""


INVALID: Final = Invalid()


@dataclass(slots=True)
class Reading:
    """A mapping that stands for a Struct: the nodes of its keys, the values that could be read, and likely slips.

    `made` is the Struct itself, where all of it could be read.
    """

    cls: type
    node: yaml.MappingNode
    keys: dict[str, Pair]
    values: dict[str, object]
    misspelt: list[str] = field(default_factory=list)
    made: object | None = None

    def lacks(self, key: str) -> bool:
        """Tell whether a key is not there, not even with a slip of the pen, which is a problem of its own."""
        return key not in self.keys and key not in self.misspelt

    @property
    def head(self) -> yaml.Node:
        """Return the node of the first key, which stands for the mapping where one thing is to be shown."""
        return self.node.value[0][0] if self.node.value else self.node

    def at(self, key: str) -> yaml.Node:
        """Return the node of a key's value, or the head where the key is not there."""
        return self.keys[key][1] if key in self.keys else self.head


class Reader:
    """What the readers of one file share."""

    def __init__(self, source: Source, choice_lists: dict[str, yaml.Node]) -> None:
        self.source = source
        self.choice_lists = choice_lists
        self.lists_at_the_top = {id(node) for node in choice_lists.values()}
        self.lists_read: dict[int, object] = {}
        self.formulas = 0
        self.readings: list[Reading] = []
        self.translations: list[tuple[yaml.Node, dict[str, str]]] = []
        self.problems: list[Problem] = []
        # For each problem the line where the value begins that it is about.
        self.heads: list[int] = []
        # How many errors there are, and how many warnings; those that are too many are only counted.
        self.reported = 0
        self.warned = 0
        self.depth = 0
        self._spots: dict[int, Spots] = {}

    def report(self, code: Code, node: yaml.Node, /, **details: object) -> Invalid:
        """Add a problem with a node."""
        if self._counts(code):
            self._add(Problem(code, details, place_of(self.source, node)), node)
        return INVALID

    def report_part(self, code: Code, node: yaml.ScalarNode, start: int, end: int, /, **details: object) -> Invalid:
        """Add a problem with the characters from start to end of a scalar."""
        if self._counts(code):
            if id(node) not in self._spots:
                self._spots[id(node)] = spots_of(self.source, node)
            place = place_in(self.source, node, self._spots[id(node)], start, end)
            self._add(Problem(code, details, place), node)
        return INVALID

    def _counts(self, code: Code) -> bool:
        """Count a problem; tell whether it is among those that are listed."""
        from sstc_survey.problems.catalogue import CATALOGUE

        if CATALOGUE[code].severity is Severity.WARNING:
            self.warned += 1
            return self.warned <= MAX_PROBLEMS
        self.reported += 1
        return self.reported <= MAX_PROBLEMS

    def _add(self, problem: Problem, node: yaml.Node) -> None:
        self.problems.append(problem)
        self.heads.append(node.start_mark.line + 1)

    @property
    def guessing(self) -> bool:
        """Tell whether what was meant is still looked for, which takes time."""
        return self.reported + self.warned < MAX_GUESSES

    def report_word(
        self, code: Code, node: yaml.Node, word: str, known: Iterable[str], /, **details: object
    ) -> Invalid:
        """Add a problem with a word that should be one of those known."""
        if self.reported < MAX_PROBLEMS:
            details |= suggested(word, known, guessing=self.guessing)
        return self.report(code, node, **details)

    def unknown_key(self, reading: Reading, node: yaml.Node, known: Iterable[str]) -> None:
        """Add the problem of a key that is not known, and remember which one was probably meant."""
        if self.reported < MAX_PROBLEMS:
            details = suggested(node.value, known, guessing=self.guessing)
            reading.misspelt.append(str(details.get("suggestion", "")).strip('"'))
            self.report(codes.UNKNOWN_KEY, node, key=node.value, **details)
        else:
            self.report(codes.UNKNOWN_KEY, node)

    def wrong_kind(self, node: yaml.Node, key: str, wanted: str) -> Invalid:
        """Add the problem that something else (one of the constants below) is wanted as the value of a key."""
        if is_null(node):
            return self.report(codes.EMPTY_VALUE, node, key=key)
        return self.report(codes.WRONG_KIND, node, key=key, wanted=wanted, given=kind(node), how=_HOW[wanted])

    def pairs(self, node: yaml.MappingNode) -> dict[str, Pair]:
        """Return the nodes of each key and its value; report keys that are twice there or no text."""
        try:
            pairs: dict[str, Pair] = {pair[0].value: pair for pair in node.value}
        except TypeError:  # a list as a key
            return self._sound_pairs(node)
        return pairs if len(pairs) == len(node.value) and "<<" not in pairs else self._sound_pairs(node)

    def _sound_pairs(self, node: yaml.MappingNode) -> dict[str, Pair]:
        pairs: dict[str, Pair] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.report(codes.KEY_NOT_TEXT, key)
            elif key.value == "<<" and not key.style:
                self.report(codes.YAML_MERGE, key)
            elif key.value in pairs:
                self.report(codes.DUPLICATE_KEY, key, key=key.value, line=pairs[key.value][0].start_mark.line + 1)
            else:
                pairs[key.value] = (key, value)
        return pairs


Read: TypeAlias = Callable[[Reader, yaml.Node, str], object]
"""Reads the node of a key (named for messages) and returns its value, or reports a problem and returns FAULT."""

_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})


def is_null(node: yaml.Node) -> bool:
    """Tell whether nothing stands here, as YAML 1.2 has it."""
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in _NULLS


TEXT: Final = "text"
WORDING: Final = "text, or a mapping of languages to texts,"
LIST: Final = "a list"
MAPPING: Final = "a mapping"
CHOICES: Final = "a mapping of codes to labels"
BOOLEAN: Final = "true or false"
INTEGER: Final = "a whole number"
NUMBER: Final = "a number"
TYPE: Final = "the name of a type"
_HOW: Final = {
    TEXT: "write it after the key; a text that begins with a bracket needs quotes",
    WORDING: "write it after the key; a text that begins with a bracket needs quotes",
    LIST: "write each item on a line of its own, after a dash and a space; or all of them as [one, two]",
    MAPPING: "write its keys on lines of their own, each with its value: key: value",
    CHOICES: "write each choice on a line of its own: code: label",
    BOOLEAN: "write true or false, without quotes",
    INTEGER: "write it in the digits 0 to 9, without quotes",
    NUMBER: "write it in the digits 0 to 9 with a point, without quotes",
    TYPE: "write type: and one name, such as text",
}


def kind(node: yaml.Node) -> str:
    """Name what a node is."""
    match node:
        case yaml.SequenceNode():
            return "a list"
        case yaml.MappingNode():
            return "a mapping"
        case _:
            return f'"{node.value}"' if len(node.value) < 40 and "\n" not in node.value else "text"  # noqa: PLR2004
