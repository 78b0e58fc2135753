"""regex(): search for a pattern in a time that cannot explode."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from .faults import EvaluationError, refuse
from .nodes import Call, Text
from .pattern_source import PatternError

if TYPE_CHECKING:
    from .automaton import Program, Spend


def search(pattern: str, text: str, spend: Spend) -> bool:
    """Say whether a pattern matches any part of a text."""
    try:
        program = _program(pattern)
    except PatternError as error:
        raise EvaluationError(_code(error), **_details(error)) from None
    return program.search(text, spend)


def check_pattern_argument(call: Call) -> None:
    """Refuse a quoted pattern that cannot work, at the place inside the quotes."""
    node = call.arguments[1]
    if not isinstance(node, Text):
        return
    try:
        _program(node.value)
    except PatternError as error:
        first = node.start + 1
        end = min(first + error.end, node.end)
        raise refuse(_code(error), first + error.start, end, **_details(error)) from None


@lru_cache(maxsize=128)
def _program(pattern: str) -> Program:
    from .automaton import Program
    from .patterns import parse_pattern

    return Program(parse_pattern(pattern))


def _code(error: PatternError) -> str:
    return "expression-regex-too-large" if error.reason is None else "expression-regex"


def _details(error: PatternError) -> dict[str, str]:
    details = {"reason": error.reason, "suggestion": error.suggestion}
    return {key: value for key, value in details.items() if value is not None}
