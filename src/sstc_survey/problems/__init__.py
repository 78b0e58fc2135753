"""A problem with its place, the exception that carries problems to the one boundary, and exit codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum, StrEnum
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from sstc_survey.i18n import gettext

if TYPE_CHECKING:
    from sstc_survey.problems.codes import Code


class Severity(StrEnum):
    """How bad a problem is: an error stops the work, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Kind(NamedTuple):
    """One kind of problem.

    `fault` and `remedy` are templates that the problem's details fill; `about` says on the reference page
    when it comes up.
    """

    code: Code
    fault: str
    remedy: str = ""
    about: str = ""
    severity: Severity = Severity.ERROR

    def fault_with(self, details: Mapping[str, object]) -> str:
        """Say what is wrong."""
        return gettext(self.fault).format_map(details)

    def remedy_with(self, details: Mapping[str, object]) -> str:
        """Say what to do about it; empty where that is not known."""
        try:
            return gettext(self.remedy).format_map(details)
        except KeyError:
            # What to write instead is not always known.
            return ""


class ExitCode(IntEnum):
    """What the program returns to the shell."""

    DONE = 0
    PROBLEMS = 1
    USAGE = 2
    FAULT = 70
    HANGUP = 129
    INTERRUPTED = 130
    TERMINATED = 143


class Place(NamedTuple):
    """Where a problem is: a file, perhaps a line and column (from 1), and how many characters of the line.

    With `line_text` a caret can be drawn under the fault without the file.
    """

    file: str
    line: int | None = None
    column: int | None = None
    length: int = 1
    line_text: str | None = None

    def __str__(self) -> str:
        """Write the place as file:line:column, as far as it is known."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


_NO_DETAILS: Final[Mapping[str, object]] = {}


class Problem(NamedTuple):
    """One thing that is wrong: a row of the catalogue, the details that fill it, and a place.

    The detail `suggestion` (what was probably meant) replaces the row's remedy.
    """

    code: Code
    details: Mapping[str, object] = _NO_DETAILS
    place: Place | None = None

    @property
    def fault(self) -> str:
        """Say what is wrong."""
        return _kind(self.code).fault_with(self.details)

    @property
    def remedy(self) -> str:
        """Say what to do about it; empty where that is not known."""
        if self.details.get("suggestion"):
            return gettext("did you mean {suggestion}?").format_map(self.details)
        return _kind(self.code).remedy_with(self.details)

    @property
    def text(self) -> str:
        """Say what is wrong, and what to do about it."""
        if not self.remedy:
            return self.fault
        return gettext("{fault} ({remedy})").format(fault=self.fault, remedy=self.remedy)

    @property
    def severity(self) -> Severity:
        """Tell an error from a warning."""
        return _kind(self.code).severity

    def __str__(self) -> str:
        """Write the problem on one line."""
        return f"{self.place}: {self.text}" if self.place else self.text


class Unsavable(Problem):
    """A problem with what is to be saved, not with where: to try again cannot help."""


class SurveyError(Exception):
    """Carry problems to the boundary that shows them and sets the exit code."""

    def __init__(self, *problems: Problem, exit_code: ExitCode = ExitCode.USAGE) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems: Sequence[Problem] = problems
        self.exit_code = exit_code

    def __reduce__(self) -> tuple[Callable[..., SurveyError], tuple[Problem, ...]]:
        """Say how it is made again in another process."""
        return partial(SurveyError, exit_code=self.exit_code), tuple(self.problems)


def _kind(code: Code) -> Kind:
    """Return a row of the catalogue, which is read when the first problem is put into words."""
    from sstc_survey.problems.catalogue import CATALOGUE

    return CATALOGUE[code]


__all__ = ["ExitCode", "Kind", "Place", "Problem", "Severity", "SurveyError"]
