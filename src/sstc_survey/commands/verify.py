"""`verify`: the whole check of every file under some paths; what was verified before is not believed."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final, TextIO

from msgspec import Struct, field

from sstc_survey.commands.shared.jobs.workers import Workers, divided, readers
from sstc_survey.commands.shared.locate import load_copy
from sstc_survey.commands.shared.output import tell, terminal, write_out
from sstc_survey.display import counted
from sstc_survey.i18n import gettext, plural, set_language
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.reports.escaping import json_text
from sstc_survey.reports.problems import print_problems, problem_documents
from sstc_survey.reports.progress import Progress
from sstc_survey.response import QuestionnaireRef
from sstc_survey.storage.batches import BatchMarker, read_markers
from sstc_survey.storage.copies import read_copies
from sstc_survey.storage.inventory import Inventory
from sstc_survey.storage.leftovers import leftovers
from sstc_survey.storage.outcomes import Conflicting, Counted, Duplicate, Erased, Outcome, Refused, Unfinished
from sstc_survey.storage.sessions import read_session

_FORMAT: Final = "sstc-survey/verification"
_SCHEMA: Final = 1


class _Checked(Struct):
    """What was found in some files: how many of each kind, the questionnaires of each folder, and what is wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    references: dict[str, set[QuestionnaireRef]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Add what became of a file."""
        match outcome:
            case Counted(path, response) | Unfinished(path, response) | Conflicting(path, response):
                self.references.setdefault(os.path.dirname(path) or os.curdir, set()).add(response.questionnaire)
            case _:
                path = outcome.path
        match outcome:
            case Refused(_, problem) if problem.code == codes.BATCH_MARKER_DAMAGED:
                # It is no response, and named with what is beside them.
                pass
            case Refused(_, problem) | Conflicting(_, _, problem):
                self.problems.append(problem if problem.place else problem._replace(place=Place(path)))
                self.counts["refused" if isinstance(outcome, Refused) else "conflict"] += 1
            case Counted(_, response):
                self.counts[response.status.value] += 1
            case Unfinished():
                self.counts["unfinished_batch"] += 1
            case Duplicate():
                self.counts["copies"] += 1
            case Erased():
                self.counts["erased"] += 1

    def merge(self, other: _Checked) -> None:
        """Add what was found in other files, which come after these."""
        self.counts += other.counts
        self.problems += other.problems
        for folder, references in other.references.items():
            self.references.setdefault(folder, set()).update(references)


def _check_part(part: Inventory) -> _Checked:
    checked = _Checked()
    for outcome in part:
        checked.add(outcome)
    return checked


def _check(inventory: Inventory, workers: Workers | None) -> _Checked:
    checked = _Checked()
    if workers is None:
        progress = Progress(len(inventory), terminal(), time.monotonic)
        try:
            for outcome in inventory:
                progress.step()
                checked.add(outcome)
        finally:
            progress.close()
        return checked
    before, after = inventory.rest()
    for outcome in before:
        checked.add(outcome)
    for part in divided(_check_part, inventory, workers):
        checked.merge(part)
    for outcome in after:
        checked.add(outcome)
    return checked


def verify(
    paths: Sequence[str], *, as_json: bool, language: str | None, jobs: str | None, executor: str | None
) -> ExitCode:
    """Check everything there is, and write what is wrong; exit with 1 if anything is."""
    if language and not as_json:
        set_language(language)
    with readers(paths, jobs, executor, believes_seals=False) as (inventory, workers):
        checked = _check(inventory, workers)
    counts, references, problems = checked.counts, checked.references, checked.problems
    for path in sorted(inventory.sessions):
        session = read_session(path)
        if isinstance(session, Problem):
            problems.append(session)
        else:
            beside = os.path.dirname(os.path.dirname(path)) or os.curdir
            references.setdefault(beside, set()).add(session.questionnaire)
    for folder in inventory.looked_into:
        problems += _beside(folder, references.get(folder, set()))

    def write(stream: TextIO) -> None:
        if as_json:
            stream.write(json_text(_document(counts, len(inventory.sessions), problems)))
        else:
            print_problems(problems, stream)

    write_out(write, None, for_reading=not as_json)
    sys.stdout.flush()
    tell(_total(counts.total(), len(inventory.sessions), len(problems)))
    return ExitCode.PROBLEMS if problems else ExitCode.DONE


def _total(files: int, sessions: int, problems: int) -> str:
    words = (
        gettext("{files} and {sessions} verified: {problems}") if sessions else gettext("{files} verified: {problems}")
    )
    return words.format(
        files=plural("{count} file", "{count} files", files),
        sessions=plural("{count} session", "{count} sessions", sessions),
        problems=plural("{count} problem", "{count} problems", problems),
    )


def _document(counts: Counter[str], sessions: int, problems: Sequence[Problem]) -> dict[str, Any]:
    kinds = ("complete", "partial", "void", "declined", "conflict", "refused", "unfinished_batch", "copies", "erased")
    return {
        "format": _FORMAT,
        "schema": _SCHEMA,
        "files": {"found": counts.total(), **{kind: counts[kind] for kind in kinds}},
        "sessions": sessions,
        "problems": problem_documents(problems),
    }


def _beside(folder: str, references: set[QuestionnaireRef]) -> Iterator[Problem]:
    """Yield what is wrong in a folder beside its responses: copies of questionnaires, batches, leftovers."""
    copies = read_copies(folder)
    for path, copy in copies.items():
        if isinstance(copy, Problem):
            yield copy if copy.place else copy._replace(place=Place(path))
    for reference in sorted(references, key=lambda each: each.sha256):
        try:
            load_copy(folder, reference)
        except SurveyError as error:
            # Those that are damaged are named already.
            yield from (problem for problem in error.problems if problem.code != codes.QUESTIONNAIRE_COPY_CHANGED)
    for path, marker in read_markers(folder).items():
        if isinstance(marker, BatchMarker):
            details = {
                "count": counted(len(marker.rows), "response"),
                "source": marker.source,
                "command": marker.command,
            }
            yield Problem(codes.BATCH_UNFINISHED, details, Place(path))
        else:
            yield marker
    yield from leftovers(folder)
