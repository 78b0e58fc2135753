"""What can be wrong with an expression, by the codes of the catalogue, and the exceptions that carry it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from sstc_survey.problems import Kind
from sstc_survey.problems.codes import Code


class Diagnostic(Struct, frozen=True):
    """Why a source was refused: a code of the catalogue, the characters it is about, and what its template needs."""

    code: Code
    start: int
    end: int
    details: Mapping[str, str] = field(default_factory=dict)

    def __hash__(self) -> int:
        """Return the same number for equal diagnostics; their details follow from the code and the characters."""
        return hash((self.code, self.start, self.end))

    @property
    def fault(self) -> str:
        """Return what is wrong."""
        return _kind(self.code).fault_with(self.details)

    @property
    def remedy(self) -> str:
        """Return what to write instead; empty where that is not known."""
        return _kind(self.code).remedy_with(self.details)


class EvaluationError(Exception):
    """An expression cannot be evaluated with these answers."""

    def __init__(self, code: Code, **details: str) -> None:
        self.code = code
        self.details: Mapping[str, str] = details
        super().__init__(code)

    def __str__(self) -> str:
        """Return what is wrong."""
        return self.fault

    @property
    def fault(self) -> str:
        """Return what is wrong."""
        return _kind(self.code).fault_with(self.details)

    @property
    def remedy(self) -> str:
        """Return what to do about it; empty where that is not known."""
        return _kind(self.code).remedy_with(self.details)


class RefusedError(Exception):
    """Carries a diagnostic out of the parser; it never leaves the package."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic
        super().__init__(diagnostic.code)


def refuse(code: Code, start: int, end: int, /, **details: str) -> RefusedError:
    """Return the exception that carries a diagnostic."""
    return RefusedError(Diagnostic(code, start, end, details))


def _kind(code: Code) -> Kind:
    """Return a row of the catalogue, which is imported for the first diagnostic that is shown."""
    from sstc_survey.problems.in_expressions import DIAGNOSTICS

    return next(kind for kind in DIAGNOSTICS if kind.code == code)
