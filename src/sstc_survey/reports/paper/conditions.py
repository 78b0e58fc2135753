"""Conditions in words, as skip instructions on paper have them, in the language that is spoken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sstc_survey.engine.form_node import FormNode
from sstc_survey.expressions.expression import Expression
from sstc_survey.expressions.functions import FUNCTIONS
from sstc_survey.expressions.functions.base import NO_ARGUMENT
from sstc_survey.expressions.tree import (
    OPERATORS,
    BareName,
    Binary,
    Call,
    Current,
    Logical,
    Negation,
    Node,
    NumberLiteral,
    Parent,
    Reference,
    TextLiteral,
    arithmetic_chain,
)
from sstc_survey.expressions.values import format_number
from sstc_survey.i18n import gettext, noop, plural
from sstc_survey.questionnaire import DataType, SelectMultiple
from sstc_survey.reports.paper.names import Names

_SIGNS: Final = {"+": "+", "-": "\u2212", "*": "\u00d7", "div": "\u00f7", "mod": "mod"}
# The days of a year, as expressions have them.
_YEARS: Final = (365.0, 365.25)
_NUMBERS: Final = {
    "=": noop("{left} is {right}"),
    "!=": noop("{left} is not {right}"),
    "<": noop("{left} is less than {right}"),
    "<=": noop("{left} is at most {right}"),
    ">": noop("{left} is more than {right}"),
    ">=": noop("{left} is at least {right}"),
}
_DATES: Final = {
    **_NUMBERS,
    "<": noop("{left} is before {right}"),
    "<=": noop("{left} is not after {right}"),
    ">": noop("{left} is after {right}"),
    ">=": noop("{left} is not before {right}"),
}
# A select_multiple that has this choice and no other.
_ONLY: Final = noop("{left} is only {right}")
_INCLUDES: Final = (noop("{left} includes {right}"), noop("{left} does not include {right}"))
_JOINED: Final = {"and": noop(" and "), "or": noop(" or ")}
# The columns that every choice has: its code and its label.
_CHOICE: Final = frozenset({"name", "label"})
_MIRRORED: Final = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_TURNED: Final = {"=": "!=", "!=": "="}
# Comparisons of a length or a count that only ask whether there is an answer.
_ANSWERED: Final = {(">", 0.0), ("!=", 0.0), (">=", 1.0)}
_BLANK: Final = {("=", 0.0), ("<", 1.0), ("<=", 0.0)}


def in_words(expression: Expression, node: FormNode, names: Names) -> str:
    """Return a condition as a clause; one that is too involved is returned as it is written."""
    try:
        return clause_of(expression, node, names)
    except InvolvedError:
        return gettext("this is true: {expression}").format(expression=names.isolated(expression.source))


def clause_of(expression: Expression, node: FormNode, names: Names, columns: Mapping[str, str] | None = None) -> str:
    """Return a condition as a clause, or raise InvolvedError.

    With the `columns` of a choice, it is the condition on that choice: empty where it is always offered.
    """
    writer = _ClauseWriter(expression, node, names, columns)
    return "" if writer.decided(expression.tree) else writer.clause(expression.tree)


def value_in_words(expression: Expression, node: FormNode, names: Names) -> str:
    """Return a value in words; one that is too involved is returned as it is written."""
    try:
        return value_of(expression, node, names)
    except InvolvedError:
        return names.isolated(expression.source)


def value_of(expression: Expression, node: FormNode, names: Names) -> str:
    """Return a value in words, or raise InvolvedError."""
    return _ClauseWriter(expression, node, names).value(expression.tree)


class InvolvedError(Exception):
    """An expression is too involved to be put into words."""


class _ValueWriter:
    """Puts the values in an expression of an entry into words; `columns` are those of the choice that it is about."""

    def __init__(self, node: FormNode, names: Names, columns: Mapping[str, str] | None = None) -> None:
        self._node = node
        self._names = names
        self._columns = columns

    def literal(self, tree: Node) -> Node:
        """Return the value of a column as it would be written."""
        if self._columns is None or not isinstance(tree, BareName):
            return tree
        return TextLiteral(self._columns.get(tree.name, ""), tree.start, tree.end)

    def term(self, tree: Node) -> str:
        """Return a value in words, or raise InvolvedError."""
        match tree:
            case Current() | Reference(name=self._node.name):
                return gettext("the answer")
            case Reference(name=name):
                return self._names.entry(name)
            case BareName(name=name) if self._names.for_paper and name in _CHOICE:
                return gettext("the choice")
            case BareName(name=name) if self._columns is not None:
                return self._names.quoted(self._columns.get(name, ""))
            case BareName(name=name) if not self._names.for_paper:
                return gettext("the {column} of the choice").format(column=name)
            case NumberLiteral(value=value):
                return format_number(value)
            case TextLiteral(value=value):
                return self._names.quoted(value)
            case Negation(operand=NumberLiteral(value=value)):
                return format_number(-value)
            case Binary(operator=operator) if operator in _SIGNS:
                return self._chain(tree)
            case Call():
                return self._called(tree)
            case _:
                raise InvolvedError

    def _chain(self, tree: Binary) -> str:
        """Return an operation, or a chain of them."""
        first, operations = arithmetic_chain(tree)
        left = self.term(first)
        looser = operations[0]
        for operation in operations:
            precedence = OPERATORS[operation.operator].precedence
            left = f"({left})" if OPERATORS[looser.operator].precedence < precedence else left
            left = f"{left} {_SIGNS[operation.operator]} {self._operand(operation.right, precedence + 1)}"
            looser = operation
        return left

    def _operand(self, tree: Node, precedence: int) -> str:
        """Return an operand, in parentheses where its operation has a lower precedence."""
        is_looser = isinstance(tree, Binary) and OPERATORS[tree.operator].precedence < precedence
        return f"({self.term(tree)})" if is_looser else self.term(tree)

    def _called(self, call: Call) -> str:
        match call.name, call.arguments:
            # As ages are calculated.
            case "int", (
                Binary(
                    operator="div",
                    left=Binary(operator="-", left=Call(name="today"), right=since),
                    right=NumberLiteral(value=year),
                ),
            ) if year in _YEARS:
                return gettext("full years since {date}").format(date=self.term(since))
            case "date", (TextLiteral(value=value),):
                return self._names.isolated(value)
            case "position", (Parent(levels=1),) if self._node.repeats:
                return gettext("the number of this {repeat}").format(
                    repeat=self._names.entry(self._node.repeat_names[-1])
                )
            case "jr:choice-name", (code, _):
                return self.term(code)
            case "selected-at", (of, NumberLiteral(value=value)):
                if value == 0:
                    return gettext("the first choice in {question}").format(question=self.term(of))
                which = gettext("choice {number} in {question}")
                return which.format(number=f"{value + 1:g}", question=self.term(of))
            case "round", (of, NumberLiteral(value=places)):
                to = plural("{count} decimal", "{count} decimals", int(places)) if places else gettext("a whole number")
                return gettext("{value}, rounded to {decimals}").format(value=self.term(of), decimals=to)
            case "join", (TextLiteral(), of):
                return gettext("all of {question}").format(question=self.term(of))
            case name, arguments:
                words = FUNCTIONS[name].words
                if not words or words.count("{}") != len(arguments):
                    raise InvolvedError
                return gettext(words).format(*map(self.term, arguments))

    def asked(self, tree: Node) -> FormNode | None:
        """Return the question that a value is an answer to, or part of one; None where it is something else."""
        match tree:
            case Reference(name=name):
                return self._names.form.nodes.get(name)
            case Current():
                return self._node
            case Call(name=name, arguments=(of, *_)) if FUNCTIONS[name].picks_code:
                return self.asked(of)
            case _:
                return None

    def compared(self, tree: Node, with_: Node) -> str:
        """Return a value in words as it is compared with another: a code by its label."""
        node = self.asked(with_)
        match tree:
            case TextLiteral(value=value) if node is not None and node.choices:
                return self.code(value, node)
            case NumberLiteral(value=value) if node is not None and node.choices:
                return self.code(format_number(value), node)
            case TextLiteral(value=value):
                return self._names.isolated(value) if self.is_date_or_time(with_) else self._names.quoted(value)
            case _:
                return self.term(tree)

    def code(self, code: str, node: FormNode | None) -> str:
        """Return a code by the label that it has at a question."""
        return self._names.quoted(code) if node is None else self._names.choice(node, code)

    def is_date_or_time(self, tree: Node) -> bool:
        """Tell whether a value is a date or a time."""
        node = self.asked(tree)
        is_called = isinstance(tree, Call) and FUNCTIONS[tree.name].is_date
        return is_called or (node is not None and node.entry.data_type in (DataType.DATE, DataType.DATE_TIME))


class _ClauseWriter:
    """Puts one condition into clauses; a thing that was just named is called "it"."""

    def __init__(
        self, expression: Expression, node: FormNode, names: Names, columns: Mapping[str, str] | None = None
    ) -> None:
        self._source = expression.source
        self._node = node
        self._names = names
        self._values = _ValueWriter(node, names, columns)
        self._named = ""

    def value(self, tree: Node) -> str:
        """Return a value in words, with what it depends on, or raise InvolvedError."""
        match tree:
            case Call(name="if", arguments=(condition, then, otherwise)):
                self._named = ""
                return gettext("{value} if {condition}; otherwise {otherwise}").format(
                    value=self.value(then), condition=self.clause(condition), otherwise=self.value(otherwise)
                )
            case TextLiteral(value="") if self._node.choices:
                return gettext("blank")
            case TextLiteral(value=code) if self._node.choices:
                return self._values.code(code, self._node)
            case _:
                return self._values.term(tree)

    def clause(self, tree: Node, *, negated: bool = False) -> str:
        """Return a condition in words, or raise InvolvedError."""
        match tree:
            case Logical() if not negated:
                return self._joined(tree)
            case Binary(operator=operator) if operator in _NUMBERS:
                return self._comparison(tree, negated=negated)
            case Call(name=name, arguments=(inner,)) if FUNCTIONS[name].negates:
                return self.clause(inner, negated=not negated)
            case Call(
                name="selected",
                arguments=(Reference() | Current() as answer, TextLiteral() | BareName() | Reference() as code),
            ):
                return self._selected(answer, self._values.literal(code), negated=negated)
            case Call(name="selected", arguments=(TextLiteral(value=codes), Reference() | Current() as answer)):
                return self._one_of(codes, answer, negated=negated)
            case Call(name=name, arguments=(subject, TextLiteral() as part)) if verbs := self._verbs(name):
                return gettext("{subject} {verb} {part}").format(
                    subject=self._subject(subject), verb=gettext(verbs[negated]), part=self._values.term(part)
                )
            case Logical():
                return gettext("not ({condition})").format(condition=self._joined(tree))
            case _:
                raise InvolvedError

    def _verbs(self, name: str) -> tuple[str, str] | None:
        """Return what is said of a text that a function looks at; nobody reads a pattern on paper."""
        function = FUNCTIONS[name]
        return None if self._names.for_paper and function.patterns != NO_ARGUMENT else function.verbs

    def _joined(self, tree: Logical) -> str:
        parts: list[str] = []
        operands = [operand for operand in tree.operands if self.decided(operand) is None]
        if len(operands) == 1:
            return self.clause(operands[0])
        while operands:
            operand = operands.pop(0)
            following = operands[0] if operands and tree.operator == "and" else None
            range_ = self._range(operand, following)
            if range_ is not None:
                operands.pop(0)
                parts.append(range_)
            elif isinstance(operand, Logical):
                self._named = ""
                parts.append(gettext("({condition})").format(condition=self._clause_or_source(operand)))
                self._named = ""
            else:
                parts.append(self._clause_or_source(operand))
        return gettext(_JOINED[tree.operator]).join(parts)

    def decided(self, tree: Node) -> bool | None:
        """Tell what a condition comes to where the columns of a choice decide it, else None."""
        match tree:
            case Logical(operator=operator, operands=operands):
                found = {self.decided(operand) for operand in operands}
                deciding = operator == "or"
                return deciding if deciding in found else None if None in found else not deciding
            case Binary(operator=operator) if operator in _TURNED:
                left, right = self._values.literal(tree.left), self._values.literal(tree.right)
                if isinstance(left, TextLiteral) and isinstance(right, TextLiteral):
                    return (left.value == right.value) is (operator == "=")
        return None

    def _clause_or_source(self, tree: Node) -> str:
        """Return a part of a condition in words, or as it is written where it is too involved."""
        try:
            return self.clause(tree)
        except InvolvedError:
            self._named = ""
            if self._names.for_paper:
                raise
            written = self._source[tree.start : tree.end]
            # The parentheses around it are no part of it.
            if written.count("(") != written.count(")"):
                raise
            return self._names.isolated(written)

    def _range(self, first: Node, second: Node | None) -> str | None:
        """Return "is from ... to ..." for a minimum and a maximum of the same answer."""
        match first, second:
            case (
                Binary(
                    operator=">=",
                    left=Reference() | Current() as answer,
                    right=NumberLiteral() | TextLiteral() | Reference() as minimum,
                ),
                Binary(
                    operator="<=",
                    left=Reference() | Current() as same,
                    right=NumberLiteral() | TextLiteral() | Reference() as maximum,
                ),
            ) if self._values.term(answer) == self._values.term(same):
                start, end = self._values.compared(minimum, answer), self._values.compared(maximum, same)
                return gettext("{left} is from {start} to {end}").format(
                    left=self._subject(answer), start=start, end=end
                )
            case _:
                return None

    def _comparison(self, tree: Binary, *, negated: bool) -> str:
        operator, left, right = tree.operator, self._values.literal(tree.left), self._values.literal(tree.right)
        if operator in _TURNED and _is_condition(left) and _is_condition(right):
            if negated is (operator == "="):
                raise InvolvedError
            self._named = ""
            first = self.clause(left)
            self._named = ""
            return gettext("{first} if and only if {second}").format(first=first, second=self.clause(right))
        if isinstance(left, NumberLiteral | TextLiteral) and not isinstance(right, NumberLiteral | TextLiteral):
            operator, left, right = _MIRRORED[operator], right, left
        if negated and operator not in _TURNED:
            # "Less than" does not hold of a blank, and neither does "at least".
            return gettext("not ({condition})").format(condition=self._comparison(tree, negated=False))
        operator = _TURNED[operator] if negated else operator
        if (answered := self._answered_or_blank(operator, left, right)) is not None:
            return answered
        has_dates = self._values.is_date_or_time(left) or self._values.is_date_or_time(right)
        node = self._values.asked(left) if isinstance(left, Reference | Current) else None
        is_only = operator == "=" and node is not None and isinstance(node.entry, SelectMultiple)
        said = _ONLY if is_only else (_DATES if has_dates else _NUMBERS)[operator]
        return self._said(said, left, right)

    def _said(self, message: str, left: Node, right: Node) -> str:
        return gettext(message).format(left=self._subject(left), right=self._values.compared(right, left))

    def _answered_or_blank(self, operator: str, left: Node, right: Node) -> str | None:
        """Return whether there is an answer, where that is all that a comparison asks."""
        match left, right:
            case _, TextLiteral(value="") if operator in _TURNED:
                return self._blank(left, is_blank=operator == "=")
            case Call(name=name, arguments=(of,)), NumberLiteral(value=value) if FUNCTIONS[name].is_length:
                if (operator, value) in _ANSWERED | _BLANK:
                    return self._blank(of, is_blank=(operator, value) in _BLANK)
        return None

    def _blank(self, tree: Node, *, is_blank: bool) -> str:
        said = gettext("{left} is blank") if is_blank else gettext("{left} is answered")
        return said.format(left=self._subject(tree))

    def _selected(self, answer: Reference | Current, code: Node, *, negated: bool) -> str:
        node = self._values.asked(answer)
        is_list = node is not None and node.entry.data_type is DataType.CODES
        return self._said((_INCLUDES if is_list else (_NUMBERS["="], _NUMBERS["!="]))[negated], answer, code)

    def _one_of(self, codes: str, answer: Reference | Current, *, negated: bool) -> str:
        """Return that an answer is among the codes of a list that is written out."""
        node = self._values.asked(answer)
        labels = [self._values.code(code, node) for code in codes.split()]
        subject = self._subject(answer)
        if negated:
            return gettext("{left} is none of {choices}").format(left=subject, choices=gettext(", ").join(labels))
        return gettext(_NUMBERS["="]).format(left=subject, right=gettext(_JOINED["or"]).join(labels))

    def _subject(self, tree: Node) -> str:
        """Name what a clause is about; what the clause before was about is "it"."""
        subject = self._values.term(tree)
        if subject == self._named:
            return gettext("it")
        self._named = subject
        return subject


def _is_condition(tree: Node) -> bool:
    return isinstance(tree, Logical) or (isinstance(tree, Binary) and tree.operator in _NUMBERS)
