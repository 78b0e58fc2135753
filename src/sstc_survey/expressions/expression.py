"""Expressions and labels as they are used: parsed once, evaluated for any answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Final

from sstc_survey.expressions.context import Budget, Context, Run
from sstc_survey.expressions.diagnostics import Diagnostic, EvaluationError, RefusedError, refuse
from sstc_survey.expressions.evaluator import build
from sstc_survey.expressions.functions import FUNCTIONS
from sstc_survey.expressions.functions.choices import question_of_choices
from sstc_survey.expressions.lexer import REFERENCE, refuse_braces
from sstc_survey.expressions.limits import MAX_DEPTH, MAX_FILTER_STEPS, MAX_LENGTH, MAX_TEXT
from sstc_survey.expressions.parser import Parser
from sstc_survey.expressions.tree import (
    ARITHMETIC,
    BareName,
    Binary,
    Call,
    Current,
    Negation,
    Node,
    NumberLiteral,
    Reference,
    TextLiteral,
    walk,
)
from sstc_survey.expressions.values import Value, WholeNumber, to_boolean, to_number, to_text
from sstc_survey.problems import codes

_ELLIPSIS: Final = "\u2026"


class Expression:
    """A valid expression: its tree, the names that it uses, and its value for any context.

    `references` has every `${name}` in the order written, also the quoted one of jr:choice-name; `bare_names` the
    columns of the choices, where a choice filter names them; `depth` is how many levels the tree has at most.
    """

    def __init__(
        self,
        source: str,
        tree: Node,
        references: tuple[Reference, ...],
        bare_names: tuple[BareName, ...],
        run: Run,
        depth: int = MAX_DEPTH,
    ) -> None:
        self.source = source
        self.tree = tree
        self.references = references
        self.bare_names = bare_names
        self.depth = depth
        self._run = run

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
        return any(FUNCTIONS[call.name].reads == "environment" for call in self.calls)

    @cached_property
    def depends_on_language(self) -> bool:
        """Whether the value may depend on the language: the label of a choice does."""
        in_calls = any(FUNCTIONS[call.name].reads == "language" for call in self.calls)
        return in_calls or any(column.name == "label" for column in self.bare_names)

    def reads_labels_of(self, own: str) -> Iterator[str]:
        """Yield the names of the questions that it reads the labels of choices of; `own` is that of its entry."""
        for call in self.calls:
            function = FUNCTIONS[call.name]
            yield from (question_of_choices(node).name for node in call.arguments[function.choices_of])
        if any(column.name == "label" for column in self.bare_names):
            yield own

    @cached_property
    def reads_numbered_instances(self) -> bool:
        """Whether it reads answers in instances that it numbers, apart from those around it."""
        return any(call.arguments[FUNCTIONS[call.name].numbered] for call in self.calls)

    @cached_property
    def depends_on_numbers(self) -> bool:
        """Whether it reads the number of an instance, or answers by such a number."""
        return any(FUNCTIONS[call.name].reads == "one instance" for call in self.calls)

    def gives_number(self, is_numeric: Callable[[str], bool]) -> bool:
        """Tell whether the value is a number; `is_numeric` tells that of the answer to a question."""
        return _gives_number(self.tree, is_numeric)

    @cached_property
    def quoted_references(self) -> tuple[Reference, ...]:
        """Every `${name}` inside a quoted text, where it is only text."""
        named = {reference.start for reference in self.references}
        texts = [node for node in walk(self.tree) if isinstance(node, TextLiteral)]
        found = [
            Reference(match[1], text.start + 1 + match.start(), text.start + 1 + match.end())
            for text in texts
            for match in re.finditer(REFERENCE, text.value)
        ]
        return tuple(reference for reference in found if reference.start not in named)

    def value(self, context: Context) -> str | float | bool:
        """Return the value as the text, number or boolean that it is."""
        budget = Budget(context)
        value = self._run(budget)
        return value if type(value) in (bool, float, WholeNumber) else self._text(value, budget)

    def string(self, context: Context) -> str:
        """Return the value as text; what is no number reads NaN."""
        budget = Budget(context)
        return self._text(self._run(budget), budget)

    @staticmethod
    def _text(value: Value, budget: Budget) -> str:
        """Return a value as text; also the codes of an answer are not worked out as a longer one."""
        text = str(to_text(value))
        budget.make(len(text))
        return text

    def number(self, context: Context) -> float:
        """Return the value as a number."""
        budget = Budget(context)
        return float(to_number(self._run(budget), budget))

    def boolean(self, context: Context) -> bool:
        """Return the value as a condition."""
        return to_boolean(self._run(Budget(context)))

    def conditions(self, contexts: Iterable[Context], *, otherwise: bool) -> Iterator[bool]:
        """Yield the value as a condition for each choice of a filter, and `otherwise` where it cannot be evaluated.

        The steps that it may take are for all of them together.
        """
        budget: Budget | None = None
        for context in contexts:
            if budget is None:
                budget = Budget(context, MAX_FILTER_STEPS)
            budget.context = context
            try:
                budget.spend(1)
                holds = to_boolean(self._run(budget))
            except EvaluationError:
                holds = otherwise
            yield holds


def parse(source: str, *, bare_names: bool = False) -> Expression | Diagnostic:
    """Parse an expression; `bare_names` allows the columns of a choice filter."""
    try:
        if len(source) > MAX_LENGTH:
            raise refuse(codes.EXPRESSION_TOO_LONG, MAX_LENGTH, len(source), limit=str(MAX_LENGTH))
        parser = Parser(source, bare_names=bare_names)
        tree = parser.parse()
        run = build(tree)
    except RefusedError as refused:
        return refused.diagnostic
    references = parser.references
    if naming := [node for call in parser.calls for node in call.arguments[FUNCTIONS[call.name].choices_of]]:
        by_start = {each.start: each for each in (*references, *map(question_of_choices, naming))}
        references = [by_start[start] for start in sorted(by_start)]
    return Expression(source, tree, tuple(references), tuple(parser.bare_names), run, parser.depth)


def _gives_number(node: Node, is_numeric: Callable[[str], bool]) -> bool:
    match node:
        case NumberLiteral() | Negation():
            return True
        case Binary():
            return node.operator in ARITHMETIC
        case Reference():
            return is_numeric(node.name)
        case Call():
            function = FUNCTIONS[node.name]
            handed_on = node.arguments[function.hands_on]
            if not handed_on:
                return function.gives == "number"
            # A blank is no number, and does not make the others text.
            given = [each for each in handed_on if not (isinstance(each, TextLiteral) and each.value == "")]
            return bool(given) and all(_gives_number(each, is_numeric) for each in given)
        case _:
            return False


def split_label(text: str) -> tuple[str | Reference, ...] | Diagnostic:
    """Return the parts of a label in order; a `${` that begins no reference is refused."""
    parts: list[str | Reference] = []
    position = 0
    for opening in re.finditer(r"\$\{", text):
        start = opening.start()
        match = re.compile(REFERENCE).match(text, start)
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


def fill_label(parts: tuple[str | Reference, ...], lookup: Callable[[str], str], room: int = MAX_TEXT) -> str:
    """Join the parts of a label, with each reference replaced by what the lookup returns.

    What is returned may have `room` characters in all; the rest is left out, and an ellipsis stands for it.
    """
    filled: list[str] = []
    for part in parts:
        if isinstance(part, str):
            filled.append(part)
            continue
        text = lookup(part.name) if room else ""
        filled.append(text if len(text) <= room else f"{text[:room]}{_ELLIPSIS}")
        room = max(room - len(text), 0)
    return "".join(filled)
