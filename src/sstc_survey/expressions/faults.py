"""What can be wrong with an expression: one catalogue of codes, messages and remedies."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from msgspec import Struct, field

from sstc_survey.errors.expression_kinds import PHRASES


class Wording(NamedTuple):
    """A message and a remedy, each with %(detail)s places."""

    message: str
    hint: str | None = None


# A hint is left out when a detail that it needs is missing.
CATALOGUE: Final[Mapping[str, Wording]] = MappingProxyType(
    {code: Wording(phrase.message, phrase.hint) for code, phrase in PHRASES.items()}
)


class Fault(Struct, frozen=True):
    """Why a source was refused: a code of the catalogue, a place, and what the message needs."""

    code: str
    start: int
    end: int
    details: Mapping[str, str] = field(default_factory=dict)

    def __hash__(self) -> int:
        """Return the same number for equal faults; their details follow from the code and the place."""
        return hash((self.code, self.start, self.end))

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
