"""One pass over the nodes of a file: what was read so far, and everything that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

import yaml
from msgspec import Struct, field

from sstc_survey.parsing.source import Source
from sstc_survey.parsing.suggestions import HOW, TEXT, TRANSLATABLE, quoted, suggested
from sstc_survey.parsing.yaml_nodes import Span, character_spans, is_null, kind, place_of, place_of_part
from sstc_survey.problems import Problem, Severity, codes
from sstc_survey.problems.codes import Code

MAX_PROBLEMS: Final = 500
MAX_GUESSES: Final = 50  # each compares a word with all that are known
# The nodes of a key and of its value.
Pair: TypeAlias = tuple[yaml.Node, yaml.Node]


class Invalid:
    """What takes the place of a value whose problem was reported."""


INVALID: Final = Invalid()


class ParsedMapping(Struct):
    """A mapping that stands for a Struct: the nodes of its keys, the valid values, and keys meant by unknown ones.

    `struct` is the Struct itself, where everything in the mapping is valid.
    """

    cls: type
    node: yaml.MappingNode
    keys: dict[str, Pair]
    values: dict[str, object]
    misspelt: list[str] = field(default_factory=list)
    struct: object | None = None

    def lacks(self, key: str) -> bool:
        """Tell whether a key is missing; a misspelt one has its own problem."""
        return key not in self.keys and key not in self.misspelt

    @property
    def head(self) -> yaml.Node:
        """Return the node of the first key, which is shown in place of the mapping."""
        return self.node.value[0][0] if self.node.value else self.node

    def at(self, key: str) -> yaml.Node:
        """Return the node of a key's value, or the head where the key is not there."""
        return self.keys[key][1] if key in self.keys else self.head


class Reader:
    """The state of one pass over a file, and how problems are added to it."""

    def __init__(self, source: Source, choice_lists: dict[str, yaml.Node], *, kept: bool = False) -> None:
        self.source = source
        self.kept = kept
        self.choice_lists = choice_lists
        self.lists_at_the_top = {id(node) for node in choice_lists.values()}
        self.lists_read: dict[int, object] = {}
        self.expressions = 0
        self.mappings: list[ParsedMapping] = []
        self.translations: list[tuple[yaml.Node, dict[str, str]]] = []
        self.problems: list[Problem] = []
        # For each problem, the line where the value that it is about begins.
        self.first_lines: list[int] = []
        # How many errors there are, and how many warnings; those that are too many are only counted.
        self.reported = 0
        self.warned = 0
        self.depth = 0
        self._spans: dict[int, list[Span]] = {}

    def report(self, code: Code, node: yaml.Node, /, **details: object) -> Invalid:
        """Add a problem with a node."""
        if self._counts(code):
            self._add(Problem(code, details, place_of(self.source, node)), node)
        return INVALID

    def report_part(self, code: Code, node: yaml.ScalarNode, start: int, end: int, /, **details: object) -> Invalid:
        """Add a problem with the characters from start to end of a scalar."""
        if self._counts(code):
            if id(node) not in self._spans:
                self._spans[id(node)] = character_spans(self.source, node)
            place = place_of_part(self.source, node, self._spans[id(node)], start, end)
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
        self.first_lines.append(node.start_mark.line + 1)

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

    def unknown_key(self, mapping: ParsedMapping, node: yaml.Node, known: Iterable[str]) -> None:
        """Add the problem of an unknown key, and remember which one was probably meant."""
        details = suggested(node.value, known, guessing=self.guessing) if self.reported < MAX_PROBLEMS else {}
        mapping.misspelt.append(str(details.get("suggestion", "")).strip('"'))
        self.report(codes.UNKNOWN_KEY, node, key=node.value, **details)

    def wrong_kind(self, node: yaml.Node, key: str, expected: str) -> Invalid:
        """Add the problem that a value is not what its key expects (one of the constants above)."""
        if is_null(node):
            return self._empty(node, key, is_text=expected in (TEXT, TRANSLATABLE))
        return self.report(codes.WRONG_KIND, node, key=key, wanted=expected, given=kind(node), how=HOW[expected])

    def _empty(self, node: yaml.Node, key: str, *, is_text: bool) -> Invalid:
        """Add the problem that a value is null, and why, if it was most likely not meant to be."""
        if is_text and node.value.isalpha():
            return self.report(codes.NULL_WORD, node, word=node.value, quoted=f'"{node.value}"')
        after = self.source.line(node.end_mark.line + 1)[node.end_mark.column :].strip()
        if is_text and after.startswith("#"):
            return self.report(codes.EMPTY_BEFORE_COMMENT, node, key=key, quoted=quoted(after))
        return self.report(codes.EMPTY_VALUE, node, key=key)

    def pairs(self, node: yaml.MappingNode) -> dict[str, Pair]:
        """Return the nodes of each key and its value; report keys that are duplicate or not text."""
        try:
            pairs: dict[str, Pair] = {pair[0].value: pair for pair in node.value}
        except TypeError:  # a list as a key
            return self._checked_pairs(node)
        return pairs if len(pairs) == len(node.value) and "<<" not in pairs else self._checked_pairs(node)

    def _checked_pairs(self, node: yaml.MappingNode) -> dict[str, Pair]:
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


Converter: TypeAlias = Callable[[Reader, yaml.Node, str], object]
"""Returns the value of a node (its key is named in messages), or reports a problem and returns INVALID."""
