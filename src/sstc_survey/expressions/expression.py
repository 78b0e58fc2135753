"""An expression that has been read, and how to work it out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from sstc_survey.expressions.context import Budget, Context, Run
from sstc_survey.expressions.diagnostics import Diagnostic, RefusedError, refuse
from sstc_survey.expressions.evaluator import build
from sstc_survey.expressions.functions import VOLATILE
from sstc_survey.expressions.functions.choices import choice_question
from sstc_survey.expressions.lexer import REFERENCE, refuse_braces
from sstc_survey.expressions.limits import MAX_LENGTH
from sstc_survey.expressions.parser import Parser
from sstc_survey.expressions.suggestions import closest
from sstc_survey.expressions.tree import BareName, Call, Current, Node, Reference, TextLiteral, walk
from sstc_survey.expressions.values import to_boolean, to_number, to_text
from sstc_survey.problems import codes
from sstc_survey.problems.codes import Code

_OPENING: Final = re.compile(r"\$\{")


def split_label(text: str) -> tuple[str | Reference, ...] | Diagnostic:
    """Give the parts of a label in order; a `${` that is no reference is a fault."""
    parts: list[str | Reference] = []
    position = 0
    for opening in _OPENING.finditer(text):
        start = opening.start()
        match = REFERENCE.match(text, start)
        if match is None:
            try:
                refuse_braces(text, start)
            except RefusedError as refused:
                return refused.diagnostic
        if start > position:
            parts.append(text[position:start])
        parts.append(Reference(match[1], start, match.end()))
        position = match.end()
    if position < len(text):
        parts.append(text[position:])
    return tuple(parts)


def fill_label(parts: tuple[str | Reference, ...], lookup: Callable[[str], str]) -> str:
    """Join the parts of a label, with each reference replaced by what the lookup gives."""
    return "".join(part if isinstance(part, str) else lookup(part.name) for part in parts)


@dataclass(frozen=True)
class Expression:
    """A valid expression: its tree, the names that it uses, and its value for any context."""

    source: str
    tree: Node
    references: tuple[Reference, ...]
    """Every `${name}` in the order written, also the quoted one of jr:choice-name."""
    bare_names: tuple[BareName, ...]
    """Columns of the choices, where a choice filter names them."""
    _run: Run = field(repr=False, compare=False)

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """Every function called, outermost first; the name ends at `name_end`."""
        return tuple(node for node in walk(self.tree) if isinstance(node, Call))

    @cached_property
    def self_reference(self) -> bool:
        """Whether `.` occurs; once() reads the same answer without naming it."""
        return any(isinstance(node, Current) for node in walk(self.tree))

    @cached_property
    def is_volatile(self) -> bool:
        """Whether the same answers may give another value later."""
        return any(call.name in VOLATILE for call in self.calls)

    @cached_property
    def quoted_references(self) -> tuple[Reference, ...]:
        """Every `${name}` that stands inside a quoted text and so is only text."""
        named = {reference.start for reference in self.references}
        texts = [node for node in walk(self.tree) if isinstance(node, TextLiteral)]
        found = [
            Reference(match[1], text.start + 1 + match.start(), text.start + 1 + match.end())
            for text in texts
            for match in REFERENCE.finditer(text.value)
        ]
        return tuple(reference for reference in found if reference.start not in named)

    def value(self, context: Context) -> str | float | bool:
        """Work out the value as the text, number or boolean that it is."""
        value = self._run(Budget(context))
        return value if type(value) in (bool, float) else str(to_text(value))

    def string(self, context: Context) -> str:
        """Work out the value and read it as text; a number that is none reads as NaN."""
        return str(to_text(self._run(Budget(context))))

    def number(self, context: Context) -> float:
        """Work out the value and read it as a number."""
        budget = Budget(context)
        return float(to_number(self._run(budget), budget))

    def boolean(self, context: Context) -> bool:
        """Work out the value and read it as a condition."""
        return to_boolean(self._run(Budget(context)))

    def stored(self, context: Context) -> str:
        """Work out the text that a calculation stores: blank where the value is no number."""
        value = self._run(Budget(context))
        not_a_number = isinstance(value, float) and value != value  # noqa: PLR0124
        return "" if not_a_number else str(to_text(value))


def parse(source: str, *, bare_names: bool = False) -> Expression | Diagnostic:
    """Read an expression; `bare_names` allows the columns of a choice filter."""
    try:
        if len(source) > MAX_LENGTH:
            raise refuse(codes.EXPRESSION_TOO_LONG, MAX_LENGTH, len(source), limit=str(MAX_LENGTH))
        parser = Parser(source, bare_names=bare_names)
        tree = parser.parse()
        run = build(tree)
    except RefusedError as refused:
        return refused.diagnostic
    references = tuple(parser.references)
    if "jr:choice-name" in source:
        references = _with_choice_questions(parser.references, tree)
    return Expression(source, tree, references, tuple(parser.bare_names), run)


def _with_choice_questions(references: list[Reference], tree: Node) -> tuple[Reference, ...]:
    found = [choice_question(node) for node in walk(tree) if isinstance(node, Call) and node.name == "jr:choice-name"]
    by_place = {reference.start: reference for reference in [*references, *found]}
    return tuple(by_place[start] for start in sorted(by_place))


def unknown_references(references: Iterable[Reference], names: Collection[str]) -> tuple[Diagnostic, ...]:
    """Give a fault for each reference to a question that there is not."""
    return _unknown(references, names, codes.EXPRESSION_UNKNOWN_NAME)


def unknown_columns(expression: Expression, columns: Collection[str]) -> tuple[Diagnostic, ...]:
    """Give a fault for each column that the choices do not have."""
    return _unknown(expression.bare_names, columns, codes.EXPRESSION_UNKNOWN_COLUMN)


def _unknown(used: Iterable[Reference | BareName], known: Collection[str], code: Code) -> tuple[Diagnostic, ...]:
    faults: list[Diagnostic] = []
    for each in used:
        if each.name not in known:
            near = closest(each.name, known)
            details = {"name": each.name, **({"instead": near} if near else {})}
            faults.append(Diagnostic(code, each.start, each.end, details))
    return tuple(faults)
