"""What a row of the catalogue of problems holds."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How bad a problem is: an error stops the work, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Kind(NamedTuple):
    """One kind of problem.

    `fault` and `remedy` are templates filled from the problem's details; `about` is the sentence or two of
    the reference page that say when it comes up.
    """

    code: str
    fault: str
    remedy: str = ""
    about: str = ""
    severity: Severity = Severity.ERROR
