"""The account of one pass: what becomes of each file, and which questionnaires the responses are to."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Generic, TypeAlias, TypeVar, assert_never, cast

from msgspec import Struct

from sstc_survey.commands.shared.jobs.workers import Workers, divided
from sstc_survey.commands.shared.output import terminal
from sstc_survey.problems import Place, Problem, codes
from sstc_survey.reports.progress import Progress
from sstc_survey.reports.summary.model import FileNote, Files, UnfinishedBatch
from sstc_survey.response import Mode, QuestionnaireRef, Status
from sstc_survey.storage.inventory import Inventory
from sstc_survey.storage.outcomes import Conflicting, Counted, Duplicate, Erased, Outcome, Refused, Unfinished
from sstc_survey.storage.responses import BriefResponse

PartT = TypeVar("PartT")

# A batch that was cut: its file of replies, and when it began.
BatchKey: TypeAlias = tuple[str, str]

# What responses that follow one another mostly share: their folder, their questionnaire, their status and their mode.
Kind: TypeAlias = tuple[str, QuestionnaireRef, Status, Mode]
# What becomes of a file that does not count.
_Other: TypeAlias = Duplicate | Conflicting | Refused | Unfinished | Erased


class UsedVersion(Struct):
    """A version of a questionnaire that responses in `folders` were made with; one has the highest rank.

    It is the one to tally by: the one that most responses have that can be tallied, before those whose answers are
    invented; of two with as many, the one with the newest response, whose id begins with the time, and which is in
    `folder`. `found` are all that were found, also those that are in conflict.
    """

    reference: QuestionnaireRef
    newest: str
    folder: str
    folders: set[str]
    found: int = 0
    tallied: int = 0
    simulated: int = 0

    @property
    def rank(self) -> tuple[int, int, str]:
        """Return what the version to tally by has most of."""
        return self.tallied, self.simulated, self.newest

    def merge(self, other: UsedVersion) -> None:
        """Add the responses of other files that were made with it."""
        self.found += other.found
        self.tallied += other.tallied
        self.simulated += other.simulated
        self.folders |= other.folders
        if other.newest > self.newest:
            self.newest, self.folder = other.newest, other.folder


class OneSession(Struct, frozen=True):
    """The panel session whose responses alone are tallied."""

    id: str
    label: str
    questionnaire_id: str

    def has(self, outcome: Outcome) -> bool:
        """Tell whether a file may be of a panellist, as one that cannot be read may."""
        if not isinstance(outcome, Counted | Conflicting):
            return True
        response = outcome.response
        return response.session == self.id and response.questionnaire.id == self.questionnaire_id


class AccountPart(Struct, frozen=True, kw_only=True):
    """What became of some of the files; it can be sent from one process to another."""

    has_others: bool
    simulated: int
    erased: int
    edits: int
    unfinished: Mapping[BatchKey, UnfinishedBatch]
    statuses: Mapping[Status, int]
    duplicates: int
    refused: list[FileNote]
    conflicts: list[FileNote]
    versions: Mapping[str, Mapping[str, UsedVersion]]
    others: int


class Account(Generic[PartT]):
    """Takes the files of one pass: what becomes of each, and which questionnaires the responses are to.

    What is done with each response that counts, `_taker` says; where workers read the files, `_job` does it for a
    part of them, and `merge` adds what that found. With `strict`, responses to another questionnaire than that of the
    `questionnaire_id` are refused.
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
        self._unfinished: dict[BatchKey, UnfinishedBatch] = {}
        self._statuses: defaultdict[Status, int] = defaultdict(int)
        self._duplicates = 0
        self.refused: list[FileNote] = []
        self.conflicts: list[FileNote] = []
        # By the id of the questionnaire, and the hash of the version.
        self.versions: dict[str, dict[str, UsedVersion]] = {}
        self._questionnaire_id = questionnaire_id
        self._strict = strict
        self._session = session
        # The responses that are not of the session.
        self.others = 0
        # Whether what is done with a response needs each of its answers.
        self.reads_answers = True
        self._tallied = {Status.COMPLETE, Status.PARTIAL} if include_partial else {Status.COMPLETE}

    def read(self, inventory: Inventory, workers: Workers | None = None) -> None:
        """Read every file, or let workers do it, and show on a terminal how many have been read."""
        self._begin(inventory)
        if workers is not None:
            before, after = inventory.rest()
            self._read(before)
            for part in divided(self._job(), inventory, workers):
                self.merge(part)
            self._read(after)
            return
        progress = Progress(len(inventory), terminal(), time.monotonic)
        try:
            self._read(progress.over(inventory))
        finally:
            progress.close()

    def read_part(self, part: Inventory) -> None:
        """Read every file of a part, and show nothing."""
        self._begin(part)
        self._read(part)

    def _begin(self, inventory: Inventory) -> None:
        self.others = 0
        inventory.reads_answers = self.reads_answers

    def _read(self, outcomes: Iterable[Outcome]) -> None:
        session = self._session
        for kind, alike in groupby(outcomes if session is None else self._of_session(session, outcomes), _kind_of):
            if kind is None:
                for outcome in alike:
                    self._add(cast(_Other, outcome))
            else:
                self._add_alike(kind, cast(Iterator[Counted], alike))

    def _of_session(self, session: OneSession, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        for outcome in outcomes:
            if session.has(outcome):
                yield outcome
            else:
                self.others += 1

    def _job(self) -> Callable[[Inventory], PartT]:
        """Return what another process does with a part of the files."""
        raise NotImplementedError

    def merge(self, part: PartT) -> None:
        """Add what another process found in a part of the files, which come after those read before."""
        raise NotImplementedError

    def account(self) -> AccountPart:
        """Return what became of the files."""
        return AccountPart(
            has_others=self.has_others,
            simulated=self._simulated,
            erased=self._erased,
            edits=self._edits,
            unfinished=self._unfinished,
            statuses=self._statuses,
            duplicates=self._duplicates,
            refused=self.refused,
            conflicts=self.conflicts,
            versions=self.versions,
            others=self.others,
        )

    def merge_account(self, other: AccountPart) -> None:
        """Add what became of other files."""
        self.has_others |= other.has_others
        self._simulated += other.simulated
        self._erased += other.erased
        self._edits += other.edits
        for key, batch in other.unfinished.items():
            self._add_unfinished(key, batch)
        for status, count in other.statuses.items():
            self._statuses[status] += count
        self._duplicates += other.duplicates
        self.refused += other.refused
        self.conflicts += other.conflicts
        for name, others in other.versions.items():
            versions = self.versions.setdefault(name, {})
            for sha256, version in others.items():
                if sha256 in versions:
                    versions[sha256].merge(version)
                else:
                    versions[sha256] = version
        self.others += other.others

    def _add_unfinished(self, key: BatchKey, batch: UnfinishedBatch) -> None:
        before = self._unfinished.get(key)
        responses = batch.responses + (before.responses if before else 0)
        self._unfinished[key] = UnfinishedBatch(responses, batch.source, batch.command)

    @property
    def counts(self) -> Mapping[str, int]:
        """Return how many responses were found to each questionnaire."""
        return {name: sum(each.found for each in versions.values()) for name, versions in self.versions.items()}

    @property
    def folders(self) -> Mapping[str, set[str]]:
        """Return the folders in which responses to each questionnaire were found."""
        found: dict[str, set[str]] = {}
        for name, versions in self.versions.items():
            found[name] = set().union(*(each.folders for each in versions.values()))
        return found

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

    def _taker(self, kind: Kind) -> Callable[[BriefResponse], None]:
        """Return what takes each response of a kind."""
        raise NotImplementedError

    def _add_alike(self, kind: Kind, alike: Iterable[Counted]) -> None:
        """Add responses of one kind that follow one another."""
        folder, reference, status, mode = kind
        if self._strict and reference.id != self._questionnaire_id:
            details = {"found": reference.id, "wanted": self._questionnaire_id}
            for outcome in alike:
                problem = Problem(codes.SUMMARY_OTHER_QUESTIONNAIRE, details, Place(outcome.path))
                self._add(Refused(outcome.path, problem))
            return
        take = self._taker(kind) if status in self._tallied else None
        count, newest = 0, ""
        for outcome in alike:
            response = outcome.response
            count += 1
            if response.id > newest:  # noqa: PLR1730 a call would take as long as all else here
                newest = response.id
            if response.edit is not None:
                self._edits += 1
            if take is not None:
                take(response)
        is_simulated = mode is Mode.SIMULATED
        self._statuses[status] += count
        self.has_others |= not is_simulated
        if is_simulated and status is Status.COMPLETE:
            self._simulated += count
        version = self._version_of(folder, reference, newest)
        version.found += count
        if take is not None and is_simulated:
            version.simulated += count
        elif take is not None:
            version.tallied += count

    def _add(self, outcome: _Other) -> None:
        match outcome:
            case Conflicting(path, response, problem):
                self.has_others |= response.mode is not Mode.SIMULATED
                self._version_of(os.path.dirname(path) or os.curdir, response.questionnaire, response.id).found += 1
                self.conflicts.append(FileNote(path, problem.code, problem.text))
            case Refused(path, problem):
                self.refused.append(FileNote(path, problem.code, problem.text))
            case Duplicate():
                self._duplicates += 1
            case Unfinished(_, response, batch):
                self.has_others |= response.mode is not Mode.SIMULATED
                self._add_unfinished((batch.source, batch.started), UnfinishedBatch(1, batch.source, batch.command))
            case Erased():
                self._erased += 1
            case _:
                assert_never(outcome)

    def _version_of(self, folder: str, reference: QuestionnaireRef, response_id: str) -> UsedVersion:
        """Return the version that a response in a folder was made with."""
        versions = self.versions.setdefault(reference.id, {})
        version = versions.get(reference.sha256)
        if version is None:
            version = versions[reference.sha256] = UsedVersion(reference, response_id, folder, set())
        elif response_id > version.newest:
            version.newest, version.folder = response_id, folder
        version.folders.add(folder)
        return version


def _kind_of(outcome: Outcome) -> Kind | None:
    """Return the kind of a response that counts, None for everything else."""
    if not isinstance(outcome, Counted):
        return None
    response = outcome.response
    # Ten thousand times os.path.dirname would cost as much as opening a thousand files.
    return outcome.path.rpartition(os.sep)[0] or os.curdir, response.questionnaire, response.status, response.mode
