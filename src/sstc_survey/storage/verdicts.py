"""What becomes of each file that is found, and the account of them all."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from msgspec import Struct

from sstc_survey.errors import Problem
from sstc_survey.response import Status
from sstc_survey.storage.records import Record


class Counted(Struct, frozen=True, gc=False):
    """A response that counts by its status: complete, partial or void."""

    path: str
    record: Record


class Copy(Struct, frozen=True):
    """A file whose whole history is also in the file `of`, which stands for it."""

    path: str
    of: str


class Conflicting(Struct, frozen=True):
    """One of several ways in which the same interview went on; none of them is tallied."""

    path: str
    record: Record
    problem: Problem


class Refused(Struct, frozen=True):
    """A file that cannot be read as a response."""

    path: str
    problem: Problem


Verdict: TypeAlias = Counted | Copy | Conflicting | Refused


class Account(Struct):
    """How many files there are of each kind.

    `found` is the sum of complete, partial, void, conflict and refused. Copies stand apart, since a copy adds
    no interview: merging a folder with itself changes `copies` and nothing else. The files that were looked
    at are `found + copies`.
    """

    complete: int = 0
    partial: int = 0
    void: int = 0
    conflict: int = 0
    refused: int = 0
    copies: int = 0

    @property
    def found(self) -> int:
        """Return the number of files found, copies left out."""
        return self.complete + self.partial + self.void + self.conflict + self.refused

    def add(self, verdict: Verdict) -> None:
        """Count one more file."""
        match verdict:
            case Counted(record=record):
                self._add_status(record.status)
            case Copy():
                self.copies += 1
            case Conflicting():
                self.conflict += 1
            case Refused():
                self.refused += 1
            case _:
                assert_never(verdict)

    def _add_status(self, status: Status) -> None:
        match status:
            case Status.COMPLETE:
                self.complete += 1
            case Status.PARTIAL:
                self.partial += 1
            case Status.VOID:
                self.void += 1
            case _:
                assert_never(status)
