"""What a function of the dialect is, and how it is built over its arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal, TypeAlias

from msgspec import Struct

from sstc_survey.expressions.context import Budget, Run, RunBoolean, RunNumber, RunText
from sstc_survey.expressions.tree import Call, Current, Node, NumberLiteral, Reference, TextLiteral
from sstc_survey.expressions.values import Value, to_boolean, to_number, to_text

Compile: TypeAlias = Callable[[Node], Run]
Build: TypeAlias = Callable[[Call, Compile], Run]
Check: TypeAlias = Callable[[Call], None]

NO_ARGUMENT: Final = slice(0)
FIRST_ARGUMENT: Final = slice(1)
ALL_ARGUMENTS: Final = slice(None)


class Function(Struct, frozen=True):
    """A function of the dialect, with all that the rest of the program knows of it."""

    usage: str
    """How it is written."""
    minimum: int
    maximum: int | None
    """How many arguments it takes at least and at most; None is any number."""
    build: Build
    check: Check | None = None
    """Refuses constants among the arguments with which it cannot work."""
    gives: Literal["text", "number", "condition"] = "text"
    """What a calculation with it is saved as; where it hands an argument on, what that one is saved as."""
    reads: Literal["arguments", "all instances", "one instance", "language", "environment"] = "arguments"
    """What its value depends on.

    Its arguments alone; the answers to them in all instances; those in one numbered instance, or the number itself;
    the language of the interview; or the environment (time, chance, what is there already), so that the same answers
    may give another value later.
    """
    hands_on: slice = NO_ARGUMENT
    """The arguments of which it gives one as it is."""
    decided_by: slice = NO_ARGUMENT
    """The arguments that decide, as conditions, which of the others it gives."""
    numbered: slice = NO_ARGUMENT
    """The arguments that are read in a numbered instance."""
    repeats: slice = NO_ARGUMENT
    """The arguments that may name a repeat."""
    choices_of: slice = NO_ARGUMENT
    """The arguments that only name the question whose choices it looks at."""
    patterns: slice = NO_ARGUMENT
    """The arguments that are patterns."""
    compares_code: bool = False
    """Whether it compares its first argument, an answer, with the second, a code."""
    picks_code: bool = False
    """Whether it gives one code of its first argument, an answer with several."""
    negates: bool = False
    """Whether it holds exactly where its argument does not."""
    finds_text: bool = False
    """Whether it looks in an answer for a text that is written in the expression."""
    is_length: bool = False
    """Whether it tells how long an answer is: 0 only if that is blank."""
    is_date: bool = False
    """Whether it reads as a day or a time, also where its value is a number."""
    words: str = ""
    """How it reads on paper, a {} for each argument; empty where that depends on the arguments, or is too involved."""
    verbs: tuple[str, str] | None = None
    """What paper says of the first argument and the text that is the second: where it holds, and where it does not."""


def plain(takes: str, call: Callable[..., Value]) -> tuple[int, int, Build]:
    """Return the arity and the builder of a function of its arguments alone.

    `takes` has a letter for each argument (t text, n number, b boolean, v value as it is), and `?` before the
    first that may be left out.
    """
    minimum, maximum, views = _signature(takes)

    def build(node: Call, compile_node: Compile) -> Run:
        match [view(argument, compile_node) for view, argument in zip(views, node.arguments, strict=False)]:
            case []:
                return lambda _budget: call()
            case [first]:
                return lambda budget: call(first(budget))
            case [first, second]:
                return lambda budget: call(first(budget), second(budget))
            case arguments:
                return lambda budget: call(*[argument(budget) for argument in arguments])

    return minimum, maximum, build


def budgeted(takes: str, call: Callable[..., Value]) -> tuple[int, int, Build]:
    """Return the arity and the builder of a function that also takes the budget, before its arguments."""
    minimum, maximum, views = _signature(takes)

    def build(node: Call, compile_node: Compile) -> Run:
        arguments = [view(argument, compile_node) for view, argument in zip(views, node.arguments, strict=False)]
        return lambda budget: call(budget, *[argument(budget) for argument in arguments])

    return minimum, maximum, build


def text_view(node: Node, compile_node: Compile) -> RunText:
    """Build a node so that it gives a text."""
    run = compile_node(node)
    if isinstance(node, TextLiteral | Reference | Current):
        return run  # type: ignore[return-value]
    return lambda budget: to_text(run(budget))


def number_view(node: Node, compile_node: Compile) -> RunNumber:
    """Build a node so that it gives a number."""
    run = compile_node(node)
    if isinstance(node, NumberLiteral):
        return run  # type: ignore[return-value]
    return lambda budget: to_number(run(budget), budget)


def boolean_view(node: Node, compile_node: Compile) -> RunBoolean:
    """Build a node so that it gives true or false."""
    run = compile_node(node)
    return lambda budget: to_boolean(run(budget))


_View: TypeAlias = Callable[[Node, Compile], Callable[[Budget], Any]]
_VIEWS: Final[dict[str, _View]] = {
    "t": text_view,
    "n": number_view,
    "b": boolean_view,
    "v": lambda node, compile_node: compile_node(node),
}


def _signature(takes: str) -> tuple[int, int, list[_View]]:
    required, _, optional = takes.partition("?")
    return len(required), len(required + optional), [_VIEWS[letter] for letter in required + optional]
