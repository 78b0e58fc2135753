"""Collect the files of one pass: what becomes of each, the tally, and what may be shown of it."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Collection
from typing import assert_never

from msgspec import Struct

from sstc_survey.attribution import Attributions
from sstc_survey.commands.shared.locate import LoadedQuestionnaire, load_copy
from sstc_survey.commands.shared.output import terminal
from sstc_survey.commands.shared.tables import TableOptions
from sstc_survey.engine.form import Form
from sstc_survey.problems import Place, Problem, SurveyError, codes
from sstc_survey.reports.progress import Progress
from sstc_survey.reports.report.held import Held
from sstc_survey.reports.summary.model import FileNote, Files, UnfinishedBatch
from sstc_survey.response import Mode, QuestionnaireRef, Status
from sstc_survey.storage.inventory import (
    Conflicting,
    Counted,
    Duplicate,
    Erased,
    Inventory,
    Outcome,
    Refused,
    Unfinished,
)
from sstc_survey.storage.responses import BriefResponse
from sstc_survey.tally import Tally


class UsedVersion(Struct):
    """A version of a questionnaire that responses were made with; the one to tally them by has the highest rank.

    It is the one that most responses have that can be tallied, before those whose answers are invented; of two with as
    many, the one with the newest response, whose id begins with the time, and which is in `folder`.
    """

    tallied: int
    simulated: int
    newest: str
    folder: str
    reference: QuestionnaireRef

    @property
    def rank(self) -> tuple[int, int, str]:
        """Return what the version to tally by has most of."""
        return self.tallied, self.simulated, self.newest


class OneSession(Struct):
    """The panel session whose responses alone are tallied; `others` counts those that are left out."""

    id: str
    label: str
    questionnaire_id: str
    others: int = 0

    def has(self, outcome: Outcome) -> bool:
        """Tell whether a file may be of a panellist, as one that cannot be read may; count those of others."""
        if not isinstance(outcome, Counted | Conflicting):
            return True
        response = outcome.response
        is_own = response.session == self.id and response.questionnaire.id == self.questionnaire_id
        self.others += not is_own
        return is_own


class Account:
    """Takes the files of one pass: what becomes of each, and which questionnaires the responses are to.

    What is done with a response that counts, `_take` says. With `strict`, responses to another questionnaire than that
    of the `questionnaire_id` are refused.
    """

    def __init__(
        self,
        questionnaire_id: str | None,
        *,
        include_partial: bool,
        strict: bool,
        session: OneSession | None = None,
    ) -> None:
        self.has_others = False
        self._simulated = 0
        self._erased = 0
        self._edits = 0
        self._unfinished: dict[int, UnfinishedBatch] = {}
        self._statuses: Counter[Status] = Counter()
        self._duplicates = 0
        self.refused: list[FileNote] = []
        self.conflicts: list[FileNote] = []
        # By the id of the questionnaire, and the hash of the version.
        self.versions: dict[str, dict[str, UsedVersion]] = {}
        self.counts: dict[str, int] = {}
        self.folders: dict[str, set[str]] = {}
        self._questionnaire_id = questionnaire_id
        self._strict = strict
        self._session = session
        self._tallied = {Status.COMPLETE, Status.PARTIAL} if include_partial else {Status.COMPLETE}

    def read(self, inventory: Inventory) -> None:
        """Read every file, and show on a terminal how many have been read."""
        progress = Progress(len(inventory), terminal(), time.monotonic)
        if self._session is not None:
            self._session.others = 0
        for outcome in inventory:
            if self._session is None or self._session.has(outcome):
                self._add(outcome)
            progress.step()
        progress.close()

    @property
    def apart(self) -> int:
        """Return how many responses were found that do not count: those of batches that were cut, and erased ones."""
        return sum(batch.responses for batch in self._unfinished.values()) + self._erased

    @property
    def is_whole(self) -> bool:
        """Tell whether every file could be read, and counted or left out by the rules."""
        return not (self.refused or self.conflicts or self._unfinished)

    def version_names(self, questionnaire: str) -> dict[str, str]:
        """Return what the versions of a questionnaire are called, by their hashes."""
        versions = self.versions.get(questionnaire, {})
        return {sha256: version.reference.version for sha256, version in versions.items()}

    def files(self, ignored: Collection[str]) -> Files:
        """Return the account of the files; `ignored` are those that are no JSON."""
        return Files(
            complete=self._statuses[Status.COMPLETE] + self._statuses[Status.DECLINED],
            declined=self._statuses[Status.DECLINED],
            simulated=self._simulated,
            partial=self._statuses[Status.PARTIAL],
            void=self._statuses[Status.VOID],
            unfinished_edits=self._edits,
            copies=self._duplicates,
            erased=self._erased,
            unfinished=tuple(self._unfinished.values()),
            refused=tuple(self.refused),
            conflicts=tuple(self.conflicts),
            ignored=tuple(ignored),
        )

    def _take(self, response: BriefResponse, folder: str) -> None:
        """Do with a response in a folder what the pass is for."""
        raise NotImplementedError

    def _add(self, outcome: Outcome) -> None:
        match outcome:
            case Counted(path, response):
                is_other = response.questionnaire.id != self._questionnaire_id
                if self._strict and is_other:
                    details = {"found": response.questionnaire.id, "wanted": self._questionnaire_id}
                    self._add(Refused(path, Problem(codes.SUMMARY_OTHER_QUESTIONNAIRE, details, Place(path))))
                    return
                self._statuses[response.status] += 1
                self._edits += response.edit is not None
                simulated = response.mode is Mode.SIMULATED
                self.has_others |= not simulated
                self._simulated += simulated and response.status is Status.COMPLETE
                folder = self._remember(path, response, is_counted=True)
                if response.status in self._tallied:
                    self._take(response, folder)
            case Conflicting(path, response, problem):
                self.has_others |= response.mode is not Mode.SIMULATED
                self._remember(path, response, is_counted=False)
                self.conflicts.append(FileNote(path, problem.code, problem.text))
            case Refused(path, problem):
                self.refused.append(FileNote(path, problem.code, problem.text))
            case Duplicate():
                self._duplicates += 1
            case Unfinished(_, response, batch):
                self.has_others |= response.mode is not Mode.SIMULATED
                before = self._unfinished.get(id(batch))
                count = 1 + (before.responses if before else 0)
                self._unfinished[id(batch)] = UnfinishedBatch(count, batch.source, batch.command)
            case Erased():
                self._erased += 1
            case _:
                assert_never(outcome)

    def _remember(self, path: str, response: BriefResponse, *, is_counted: bool) -> str:
        """Note which questionnaire a response is to, and return its folder."""
        reference = response.questionnaire
        # Ten thousand times os.path.dirname would cost as much as opening a thousand files.
        folder = path.rpartition(os.sep)[0] or os.curdir
        self.counts[reference.id] = self.counts.get(reference.id, 0) + 1
        self.folders.setdefault(reference.id, set()).add(folder)
        versions = self.versions.setdefault(reference.id, {})
        version = versions.get(reference.sha256)
        if version is None:
            version = versions[reference.sha256] = UsedVersion(0, 0, response.id, folder, reference)
        elif response.id > version.newest:
            version.newest, version.folder = response.id, folder
        if is_counted and response.status in self._tallied:
            version.tallied += response.mode is not Mode.SIMULATED
            version.simulated += response.mode is Mode.SIMULATED
        return folder


class Collector(Account):
    """Tallies the responses of one pass.

    Without a questionnaire nothing is tallied. Invented answers have a tally of their own.
    """

    def __init__(
        self,
        loaded: LoadedQuestionnaire | None,
        only: Collection[str],
        options: TableOptions,
        *,
        include_partial: bool,
        strict: bool,
        session: OneSession | None = None,
    ) -> None:
        questionnaire_id = None if loaded is None else loaded.questionnaire.id
        super().__init__(questionnaire_id, include_partial=include_partial, strict=strict, session=session)
        plan = None if loaded is None else options.plan(loaded.questionnaire)
        self._tallies = {
            simulated: None if loaded is None or plan is None else Tally(loaded.questionnaire, only, plan)
            for simulated in (False, True)
        }
        self._held = {False: Held(), True: Held()}
        self._confidentiality = None if loaded is None else Confidentiality(loaded)

    def tally(self, *, include_simulated: bool) -> tuple[Tally | None, bool]:
        """Return the tally, and whether invented answers are in it: if they are asked for, or are all there is."""
        given, invented = self._tallies[False], self._tallies[True]
        if given is None or invented is None or not (invented.interviews or invented.left_out):
            return given, False
        if not self.has_others:
            return invented, True
        return (given + invented, True) if include_simulated else (given, False)

    def held(self, *, include_simulated: bool) -> Held:
        """Return how the interviews of the tally were held."""
        if not self.has_others:
            return self._held[True]
        return self._held[False] + self._held[True] if include_simulated else self._held[False]

    @property
    def lost(self) -> int:
        """Return how many interviews are tallied of whose own version of the questionnaire there is no copy."""
        return 0 if self._confidentiality is None else self._confidentiality.lost

    def _take(self, response: BriefResponse, folder: str) -> None:
        is_simulated = response.mode is Mode.SIMULATED
        tally, rules = self._tallies[is_simulated], self._confidentiality
        if tally is not None and rules is not None and response.questionnaire.id == self._questionnaire_id:
            hidden, version = rules.read(response, folder)
            before = tally.interviews
            tally.add(response, hidden, version, is_lost=version is None)
            # A condition may have left it out.
            if tally.interviews > before:
                self._held[is_simulated].add(response.started, response.language, response.mode)


class Confidentiality:
    """What responses hide: what the questionnaire of the summary says, and what their own version of it says.

    A version of which there is no copy with the response hides everything, as nobody knows what it promised;
    `lost` counts the responses to such versions.
    """

    def __init__(self, loaded: LoadedQuestionnaire) -> None:
        self._rules = Attributions(loaded.questionnaire)
        self._everything = frozenset(self._rules.names)
        self._versions = {loaded.reference.sha256: self._rules}
        # Of a version that is in no folder, only the folders that were looked into.
        self._without: set[tuple[str, str]] = set()
        self.lost = 0

    def read(self, response: BriefResponse, folder: str) -> tuple[frozenset[str], Form | None]:
        """Return the names of the questions that a response in a folder hides, and its own version if there is one."""
        own = self._rules_of(response.questionnaire, folder)
        if own is None:
            self.lost += 1
            return self._everything, None
        hidden = self._rules.hidden(response.answers)
        return (hidden if own is self._rules else hidden | own.hidden(response.answers)), own.form

    def _rules_of(self, reference: QuestionnaireRef, folder: str) -> Attributions | None:
        rules = self._versions.get(reference.sha256)
        if rules is None and (reference.sha256, folder) not in self._without:
            try:
                rules = Attributions(load_copy(folder, reference).questionnaire)
                self._versions[reference.sha256] = rules
            except SurveyError:
                self._without.add((reference.sha256, folder))
        return rules
