"""What can be wrong with an expression: one catalogue of codes, messages and remedies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple


class Wording(NamedTuple):
    """A message and a remedy, each with %(detail)s places."""

    message: str
    hint: str | None = None


# A hint is left out when a detail that it needs is missing.
CATALOGUE: Final[Mapping[str, Wording]] = MappingProxyType(
    {
        "expression-empty": Wording("the expression is empty"),
        "expression-too-long": Wording("the expression is longer than %(limit)s characters"),
        "expression-too-deep": Wording(
            "the expression is nested too deeply", "work out a part of it in a calculation of its own"
        ),
        "expression-syntax": Wording('"%(written)s" cannot stand here'),
        "expression-character": Wording('unexpected character "%(character)s" (%(name)s)', "write %(suggestion)s"),
        "expression-curly-quote": Wording("%(character)s does not quote a text", "use straight quotes: ' or \""),
        "expression-unclosed-text": Wording(
            "the text that opens here is never closed",
            "close it with %(quote)s; quote a text that holds a ' with \"",
        ),
        "expression-unclosed-parenthesis": Wording("this ( is never closed", "add a )"),
        "expression-unopened-parenthesis": Wording("this ) closes nothing", "remove it, or open a ( before"),
        "expression-empty-parentheses": Wording("nothing stands between ( and )"),
        "expression-unclosed-brace": Wording("this ${ is never closed", "write %(suggestion)s"),
        "expression-bad-reference": Wording("%(written)s is not a reference to a question", "write %(suggestion)s"),
        "expression-double-equals": Wording('"==" is not an operator here', "use a single ="),
        "expression-foreign-operator": Wording('"%(written)s" is not an operator here', "write %(suggestion)s"),
        "expression-unary-plus": Wording("a value takes no + before it", "remove the +"),
        "expression-exponent": Wording("%(written)s is not a number here", "write it in full: %(suggestion)s"),
        "expression-bad-number": Wording("%(written)s is not a number"),
        "expression-missing-left": Wording("nothing stands before %(operator)s", "write %(suggestion)s"),
        "expression-missing-right": Wording("nothing stands after %(operator)s", "write %(suggestion)s"),
        "expression-missing-operator": Wording(
            "an operator is missing before %(written)s", "put an operator such as = or and between"
        ),
        "expression-missing-comma": Wording("a comma is missing before %(written)s", "separate arguments by ,"),
        "expression-missing-argument": Wording("an argument is missing here"),
        "expression-stray-comma": Wording("a comma stands only between the arguments of a function"),
        "expression-bare-name": Wording('"%(name)s" is neither a reference nor a text', "write %(suggestion)s"),
        "expression-path": Wording("a path cannot be used here", "name the question: ${name}"),
        "expression-predicate": Wording("[ ] cannot be used here", "use indexed-repeat(${name}, ${repeat}, 1)"),
        "expression-parent": Wording(".. stands only in position(..)"),
        "expression-unknown-function": Wording("there is no function %(name)s()", "did you mean %(suggestion)s?"),
        "expression-unsupported-function": Wording("%(name)s() is not supported", "%(suggestion)s"),
        "expression-arity": Wording("%(name)s() takes %(expected)s, not %(found)s", "write %(usage)s"),
        "expression-needs-reference": Wording("%(name)s() needs a reference such as ${name} here", "write %(usage)s"),
        "expression-position": Wording("position() takes only ..", "write position(..)"),
        "expression-choice-list": Wording(
            "the second argument of jr:choice-name() must name a question", "write %(usage)s"
        ),
        "expression-regex": Wording("in the pattern: %(reason)s", "%(suggestion)s"),
        "expression-regex-too-large": Wording("the pattern is too large", "use smaller repeat counts"),
        "expression-date-code": Wording(
            "%(written)s is no date code", "the codes are %%Y %%y %%m %%n %%b %%d %%e %%a %%H %%h %%M %%S %%3"
        ),
        "expression-bad-date": Wording("'%(written)s' is no date", "write it as year-month-day: '2024-03-05'"),
        "expression-digest": Wording("digest() knows no %(written)s", "write one of %(suggestion)s"),
        "expression-unknown-name": Wording('there is no question "%(name)s"', "did you mean ${%(suggestion)s}?"),
        "expression-unknown-column": Wording('the choices have no column "%(name)s"', "did you mean %(suggestion)s?"),
        "expression-too-many-steps": Wording("the expression takes too many steps"),
        "expression-no-source": Wording("%(name)s() cannot be worked out here"),
    }
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a source was refused: a code of the catalogue, a place, and what the message needs."""

    code: str
    start: int
    end: int
    details: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def message(self) -> str:
        """Say what is wrong."""
        return CATALOGUE[self.code].message % self.details

    @property
    def hint(self) -> str | None:
        """Say what to write instead, where that is known."""
        return _fill(CATALOGUE[self.code].hint, self.details)


class EvaluationError(Exception):
    """An expression could not be worked out with these answers."""

    def __init__(self, code: str, **details: str) -> None:
        self.code = code
        self.details: Mapping[str, str] = details
        self.message = CATALOGUE[code].message % details
        self.hint = _fill(CATALOGUE[code].hint, details)
        super().__init__(self.message)


class RefusedError(Exception):
    """Carry a fault out of the parser; it never leaves the package."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.code)


def refuse(code: str, start: int, end: int, /, **details: str) -> RefusedError:
    """Build the exception that carries a fault."""
    return RefusedError(Fault(code, start, end, details))


def _fill(template: str | None, details: Mapping[str, str]) -> str | None:
    if template is None:
        return None
    try:
        return template % details
    except KeyError:
        return None
