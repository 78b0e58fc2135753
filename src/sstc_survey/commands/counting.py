"""Read the files under some paths into a tally, one at a time."""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import NamedTuple, assert_never

from sstc_survey.commands.promises import Promises
from sstc_survey.commands.sources import Source
from sstc_survey.errors import Place, Problem
from sstc_survey.rendering.progress import Progress
from sstc_survey.rendering.summary import FileNote, Files
from sstc_survey.response import QuestionnaireRef, Status
from sstc_survey.storage.folders import Inventory
from sstc_survey.storage.records import Record
from sstc_survey.storage.verdicts import Account, Conflicting, Copy, Counted, Refused, Verdict
from sstc_survey.tally import Tally


class Newest(NamedTuple):
    """The newest response to a questionnaire: its id, which begins with the time, its folder, and the version."""

    response_id: str
    folder: str
    reference: QuestionnaireRef


class Counting:
    """One pass over the files: the account, the tally, and which questionnaires the responses are to.

    Without a source nothing is tallied. With `strict`, responses to another questionnaire are refused.
    """

    def __init__(self, source: Source | None, only: Collection[str], *, include_partial: bool, strict: bool) -> None:
        self.tally = None if source is None else Tally(source.questionnaire, only)
        self._promises = None if source is None else Promises(source)
        self.account = Account()
        self.refused: list[tuple[str, Problem]] = []
        self.conflicts: list[tuple[str, Problem]] = []
        self.newest: dict[str, Newest] = {}
        self.counts: dict[str, int] = {}
        self.folders: dict[str, set[str]] = {}
        self._wanted = None if source is None else source.questionnaire.id
        self._strict = strict
        self._tallied = {Status.COMPLETE, Status.PARTIAL} if include_partial else {Status.COMPLETE}

    def read(self, inventory: Inventory, progress: Progress) -> None:
        """Read every file."""
        for verdict in inventory:
            self._take(verdict)
            progress.step()
        progress.close()

    @property
    def lost(self) -> int:
        """Return how many interviews are tallied whose own version of the questionnaire is not to be had."""
        return 0 if self._promises is None else self._promises.lost

    def files(self, ignored: Collection[str]) -> Files:
        """Return the account of the files; `ignored` are those that hold no JSON."""
        return Files(
            complete=self.account.complete,
            partial=self.account.partial,
            void=self.account.void,
            copies=self.account.copies,
            refused=tuple(_note(path, problem) for path, problem in self.refused),
            conflicts=tuple(_note(path, problem) for path, problem in self.conflicts),
            ignored=tuple(ignored),
        )

    def _take(self, verdict: Verdict) -> None:
        match verdict:
            case Counted(path, record):
                if self._strict and record.questionnaire.id != self._wanted:
                    self._refuse(path, record)
                    return
                folder = self._remember(path, record)
                if (
                    self.tally is not None
                    and self._promises is not None
                    and record.status in self._tallied
                    and record.questionnaire.id == self._wanted
                ):
                    self.tally.add(record, self._promises.hidden(record, folder))
            case Conflicting(path, record, problem):
                self._remember(path, record)
                self.conflicts.append((path, problem))
            case Refused(path, problem):
                self.refused.append((path, problem))
            case Copy():
                pass
            case _:
                assert_never(verdict)
        self.account.add(verdict)

    def _refuse(self, path: str, record: Record) -> None:
        details = {"found": record.questionnaire.id, "wanted": self._wanted}
        problem = Problem("summary-other-questionnaire", details, Place(path))
        self.refused.append((path, problem))
        self.account.refused += 1

    def _remember(self, path: str, record: Record) -> str:
        """Note which questionnaire a response is to, and return its folder."""
        reference = record.questionnaire
        # Ten thousand times os.path.dirname would cost as much as opening a thousand files.
        folder = path.rpartition(os.sep)[0] or os.curdir
        self.counts[reference.id] = self.counts.get(reference.id, 0) + 1
        self.folders.setdefault(reference.id, set()).add(folder)
        newest = self.newest.get(reference.id)
        if newest is None or record.id > newest.response_id:
            self.newest[reference.id] = Newest(record.id, folder, reference)
        return folder


def _note(path: str, problem: Problem) -> FileNote:
    return FileNote(path, problem.code, f"{problem.fault} ({problem.remedy})" if problem.remedy else problem.fault)
