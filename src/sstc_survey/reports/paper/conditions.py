"""Conditions in words, as skip instructions on paper have them."""

from __future__ import annotations

from typing import Final

from sstc_survey.engine.form import FormNode
from sstc_survey.expressions import (
    FUNCTIONS,
    BareName,
    Binary,
    Call,
    Current,
    Expression,
    Logical,
    Negation,
    Node,
    NumberLiteral,
    Parent,
    Reference,
    TextLiteral,
    walk,
)
from sstc_survey.expressions.values import format_number
from sstc_survey.questionnaire import Date, DateTime, Rank, SelectMultiple, Today
from sstc_survey.reports.paper.names import Names, quoted

_SIGNS: Final = {"+": "+", "-": "\u2212", "*": "\u00d7", "div": "\u00f7", "mod": "mod"}
_BINDS: Final = {"+": 1, "-": 1, "*": 2, "div": 2, "mod": 2}
_YEARS: Final = (365.0, 365.25)


class InvolvedError(Exception):
    """An expression is too involved to be put into words."""


class Terms:
    """Words for the values in an expression that stands at an entry."""

    def __init__(self, node: FormNode, names: Names) -> None:
        self._node = node
        self._names = names

    def term(self, tree: Node) -> str:
        """Return a value in words, or raise InvolvedError."""
        match tree:
            case Reference(name=name):
                return self._names.entry(name)
            case Current():
                return "the answer"
            case BareName(name=name):
                return f"the {name} of the choice"
            case NumberLiteral(value=value):
                return format_number(value)
            case TextLiteral(value=value):
                return quoted(value)
            case Negation(operand=NumberLiteral(value=value)):
                return format_number(-value)
            case Binary(operator=operator) if operator in _SIGNS:
                left, right = (
                    self._operand(tree.left, _BINDS[operator]),
                    self._operand(tree.right, _BINDS[operator] + 1),
                )
                return f"{left} {_SIGNS[operator]} {right}"
            case Call():
                return self._called(tree)
            case _:
                raise InvolvedError

    def _operand(self, tree: Node, binds: int) -> str:
        """Return an operand, in parentheses where it binds less than its operation."""
        is_looser = isinstance(tree, Binary) and _BINDS.get(tree.operator, 0) < binds
        return f"({self.term(tree)})" if is_looser else self.term(tree)

    def _called(self, call: Call) -> str:
        since = _years_since(call)
        if since is not None:
            return f"the full years since {self.term(since)}"
        match call.name, call.arguments:
            case "date", (TextLiteral(value=value),):
                return value
            case "position", (Parent(levels=1),) if self._node.repeats:
                return f"the number of this {self._names.entry(self._node.repeat_names[-1])}"
            case "jr:choice-name", (code, _):
                return self.term(code)
            case "selected-at", (of, NumberLiteral(value=value)):
                which = "the first choice" if value == 0 else f"choice {value + 1:g}"
                return f"{which} in {self.term(of)}"
            case "round", (of, NumberLiteral(value=places)):
                to = f"{places:g} decimal{'s' if places > 1 else ''}" if places else "a whole number"
                return f"{self.term(of)}, rounded to {to}"
            case "join", (TextLiteral(), of):
                return f"all of {self.term(of)}"
            case name, arguments:
                words = FUNCTIONS[name].words
                if not words or words.count("{}") != len(arguments):
                    raise InvolvedError
                return words.format(*map(self.term, arguments))

    def asked(self, tree: Node) -> FormNode | None:
        """Return the question that a value is an answer to, or part of one; None where it is something else."""
        match tree:
            case Reference(name=name):
                return self._names.form.nodes.get(name)
            case Current():
                return self._node
            case Call(name="selected-at", arguments=(of, _)):
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
                return value if self.is_moment(with_) else quoted(value)
            case _:
                return self.term(tree)

    def code(self, code: str, node: FormNode | None) -> str:
        """Return a code by the label that it has at a question."""
        return quoted(code) if node is None else self._names.choice(node, code)

    def is_moment(self, tree: Node) -> bool:
        """Tell whether a value is a day or a time."""
        node = self.asked(tree)
        is_called = isinstance(tree, Call) and FUNCTIONS[tree.name].is_moment
        return is_called or (node is not None and isinstance(node.entry, Date | DateTime | Today))


def _years_since(call: Call) -> Node | None:
    """Return the day from which an expression counts full years until today, as ages are worked out."""
    match call:
        case Call(name="int", arguments=(Binary(operator="div", left=days, right=NumberLiteral(value=year)),)):
            match days:
                case Binary(operator="-", left=Call(name="today"), right=since) if year in _YEARS:
                    return since
                case _:
                    return None
        case _:
            return None


_NUMBERS: Final = {
    "=": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
}
_DAYS: Final = {**_NUMBERS, "<": "is before", "<=": "is not after", ">": "is after", ">=": "is not before"}
_MIRRORED: Final = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_TURNED: Final = {"=": "!=", "!=": "="}
# Comparisons of a length or a count that only ask whether there is an answer.
_ANSWERED: Final = {(">", 0.0), ("!=", 0.0), (">=", 1.0)}
_BLANK: Final = {("=", 0.0), ("<", 1.0), ("<=", 0.0)}


def in_words(expression: Expression, node: FormNode, names: Names) -> str:
    """Return a condition as a clause; one that is too involved stands in its own words."""
    try:
        return _Clauses(expression, node, names).clause(expression.tree)
    except InvolvedError:
        return f"this holds: {expression.source}"


def value_in_words(expression: Expression, node: FormNode, names: Names) -> str:
    """Return a value in words; one that is too involved stands as it is written."""
    try:
        return _Clauses(expression, node, names).value(expression.tree)
    except InvolvedError:
        return expression.source


class _Clauses:
    """Writes the clauses of one condition; a thing that was just named is called "it"."""

    def __init__(self, expression: Expression, node: FormNode, names: Names) -> None:
        self._source = expression.source
        self._terms = Terms(node, names)
        self._named = ""

    def value(self, tree: Node) -> str:
        """Return a value in words, with what it depends on, or raise InvolvedError."""
        match tree:
            case Call(name="if", arguments=(condition, then, otherwise)):
                self._named = ""
                return f"{self.value(then)} if {self.clause(condition)}; otherwise {self.value(otherwise)}"
            case _:
                return self._terms.term(tree)

    def clause(self, tree: Node, *, negated: bool = False) -> str:
        """Return a condition in words, or raise InvolvedError."""
        match tree:
            case Logical() if not negated:
                return self._joined(tree)
            case Binary(operator=operator) if operator in _NUMBERS:
                return self._comparison(tree, negated=negated)
            case Call(name="not", arguments=(inner,)):
                return self.clause(inner, negated=not negated)
            case Call(
                name="selected",
                arguments=(Reference() | Current() as list_, TextLiteral() | BareName() | Reference() as code),
            ):
                return self._selected(list_, code, negated=negated)
            case Call(name="selected", arguments=(TextLiteral(value=codes), Reference() | Current() as one)):
                return self._one_of(codes, one, negated=negated)
            case Call(name=name, arguments=(subject, TextLiteral() as part)) if verbs := FUNCTIONS[name].verbs:
                return f"{self._subject(subject)} {verbs[negated]} {self._terms.term(part)}"
            case Logical():
                return f"not ({self._joined(tree)})"
            case _:
                raise InvolvedError

    def _joined(self, tree: Logical) -> str:
        parts: list[str] = []
        operands = list(tree.operands)
        while operands:
            operand = operands.pop(0)
            following = operands[0] if operands and tree.operator == "and" else None
            span = self._span(operand, following)
            if span:
                operands.pop(0)
            parts.append(span or self._part(operand))
        return f" {tree.operator} ".join(parts)

    def _part(self, operand: Node) -> str:
        if isinstance(operand, Logical):
            self._named = ""
            inner = f"({self._own_words(operand)})"
            self._named = ""
            return inner
        return self._own_words(operand)

    def _own_words(self, tree: Node) -> str:
        """Return a part of a condition in words, or where it is too involved as it is written."""
        try:
            return self.clause(tree)
        except InvolvedError:
            self._named = ""
            written = self._source[tree.start : tree.end]
            # The parentheses around it are no part of it.
            if written.count("(") != written.count(")"):
                raise
            return written

    def _span(self, first: Node, second: Node | None) -> str | None:
        """Return "is from ... to ..." for a least and a greatest value of the same thing."""
        match first, second:
            case Binary(operator=">="), Binary(operator="<="):
                things = [self._terms.term(side) for side in (first.left, second.left) if _is_plain(side)]
                ends = [self._terms.compared(side.right, side.left) for side in (first, second) if _is_end(side.right)]
                if len(things) == len(ends) == len((first, second)) and things[0] == things[1]:
                    return f"{self._subject(first.left)} is from {ends[0]} to {ends[1]}"
            case _:
                pass
        return None

    def _comparison(self, tree: Binary, *, negated: bool) -> str:
        operator, left, right = tree.operator, tree.left, tree.right
        if operator in _TURNED and _is_condition(left) and _is_condition(right):
            return self._both_or_neither(left, right, negated=negated is (operator == "="))
        if isinstance(left, NumberLiteral | TextLiteral) and not isinstance(right, NumberLiteral | TextLiteral):
            operator, left, right = _MIRRORED[operator], right, left
        if negated and operator not in _TURNED:
            # "Less than" does not hold of a blank, and neither does "at least".
            return f"not ({self._comparison(tree, negated=False)})"
        operator = _TURNED[operator] if negated else operator
        if (answered := self._is_answered(operator, left, right)) is not None:
            return answered
        days = self._terms.is_moment(left) or self._terms.is_moment(right)
        verb = (_DAYS if days else _NUMBERS)[operator]
        node = self._terms.asked(left) if isinstance(left, Reference | Current) else None
        only = " only" if operator == "=" and node is not None and isinstance(node.entry, SelectMultiple) else ""
        return f"{self._subject(left)} {verb}{only} {self._terms.compared(right, left)}"

    def _both_or_neither(self, left: Node, right: Node, *, negated: bool) -> str:
        if negated:
            raise InvolvedError
        self._named = ""
        first = self.clause(left)
        self._named = ""
        return f"{first} exactly if {self.clause(right)}"

    def _is_answered(self, operator: str, left: Node, right: Node) -> str | None:
        match left, right:
            case _, TextLiteral(value="") if operator in _TURNED:
                return f"{self._subject(left)} is {'blank' if operator == '=' else 'answered'}"
            case Call(name=name, arguments=(of,)), NumberLiteral(value=value) if FUNCTIONS[name].is_length:
                if (operator, value) in _ANSWERED | _BLANK:
                    return f"{self._subject(of)} is {'answered' if (operator, value) in _ANSWERED else 'blank'}"
        return None

    def _selected(self, list_: Reference | Current, code: TextLiteral | BareName | Reference, *, negated: bool) -> str:
        node = self._terms.asked(list_)
        several = node is not None and isinstance(node.entry, SelectMultiple | Rank)
        verb = ("includes", "does not include") if several else ("is", "is not")
        return f"{self._subject(list_)} {verb[negated]} {self._terms.compared(code, list_)}"

    def _one_of(self, codes: str, one: Reference | Current, *, negated: bool) -> str:
        """Return that an answer is among the codes of a list that is written out."""
        node = self._terms.asked(one)
        labels = [self._terms.code(code, node) for code in codes.split()]
        subject = self._subject(one)
        return f"{subject} is none of {', '.join(labels)}" if negated else f"{subject} is {' or '.join(labels)}"

    def _subject(self, tree: Node) -> str:
        """Name what a clause is about; what the clause before was about is "it"."""
        subject = self._terms.term(tree)
        if subject == self._named:
            return "it"
        self._named = subject
        return subject


def _is_condition(tree: Node) -> bool:
    return isinstance(tree, Logical) or (isinstance(tree, Binary) and tree.operator in _NUMBERS)


def _is_plain(tree: Node) -> bool:
    return isinstance(tree, Reference | Current)


def _is_end(tree: Node) -> bool:
    return all(not isinstance(each, Current) for each in walk(tree)) and isinstance(
        tree, NumberLiteral | TextLiteral | Reference
    )
