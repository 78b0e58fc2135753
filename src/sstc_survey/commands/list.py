"""`list`: the responses and drafts there are, and what is refused and why."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Final, assert_never

from sstc_survey.commands.shared.find import completion
from sstc_survey.commands.shared.last_list import remember_rows
from sstc_survey.commands.shared.output import tell, write_out
from sstc_survey.commands.shared.who import questionnaire_of, who_of
from sstc_survey.i18n import set_language
from sstc_survey.problems import ExitCode
from sstc_survey.reports.responses import (
    UNFINISHED,
    ListedEdit,
    ListedFile,
    id_length_of,
    list_total,
    write_json_list,
    write_list,
)
from sstc_survey.response import Mode
from sstc_survey.storage.inventory import Inventory
from sstc_survey.storage.outcomes import Conflicting, Counted, Duplicate, Erased, Outcome, Refused, Unfinished
from sstc_survey.storage.responses import BriefResponse
from sstc_survey.streams import is_unread

_SIMULATED: Final = "simulated"
_EDITED: Final = "edited"
# Seconds after which what was written is passed on, however little it is.
_SOON: Final = 0.1


def list_responses(paths: Sequence[str], *, as_json: bool, language: str | None) -> ExitCode:
    """Print what is under the paths while it is read; exit with 1 if anything is refused, in conflict or unfinished."""
    if language and not as_json:
        set_language(language)
    inventory = Inventory(paths)
    counts: Counter[str] = Counter()
    rows: list[str] = []
    files = _passed_on(_counted(inventory, language, counts, rows))
    if as_json:
        write = partial(write_json_list, files)
    else:
        has_several = len({os.path.basename(os.path.abspath(folder)) for folder in inventory.folders}) > 1
        id_length, digits = id_length_of(inventory.ids), len(str(len(inventory)))
        write = partial(write_list, files, id_length=id_length, digits=digits, has_several=has_several)
    write_out(write, None, for_reading=not as_json)
    if not as_json:
        remember_rows(rows)
    wrong = counts["refused"] or counts["conflict"] or counts[UNFINISHED]
    code = ExitCode.PROBLEMS if wrong else ExitCode.DONE
    simulated, edits = counts.pop(_SIMULATED, 0), counts.pop(_EDITED, 0)
    if counts.total() < len(inventory):
        # Nobody reads on.
        return code
    total = list_total(counts, simulated=simulated, ignored=len(inventory.ignored), edits=edits)
    tell(total)
    return code


def _counted(
    outcomes: Iterable[Outcome], language: str | None, counts: Counter[str], rows: list[str]
) -> Iterator[ListedFile]:
    """Yield what is listed of each file, count them by their status, and those that are simulated.

    Those with an unfinished edit are counted too. The paths of responses are added to `rows`, in the order in which
    they are numbered.
    """
    for outcome in outcomes:
        file = _listed(outcome, language)
        counts[file.status] += 1
        counts[_SIMULATED] += file.mode == Mode.SIMULATED
        counts[_EDITED] += file.unfinished_edit is not None
        if file.id is not None:
            rows.append(file.file)
        yield file


def _passed_on(files: Iterable[ListedFile]) -> Iterator[ListedFile]:
    """Yield the files, and pass on soon what was written of them, until nobody reads it."""
    due = 0.0
    for file in files:
        yield file
        if time.monotonic() >= due:
            sys.stdout.flush()
            if is_unread(sys.stdout):
                return
            due = time.monotonic() + _SOON


def _listed(outcome: Outcome, language: str | None) -> ListedFile:
    match outcome:
        case Refused(path, problem):
            return ListedFile(path, None, "refused", reason=problem.text)
        case Counted(path, response):
            return _described(path, response, response.status.value, None, language)
        case Unfinished(path, response, batch):
            reason = f"from {batch.source}; to complete it, run: {batch.command}"
            return _described(path, response, UNFINISHED, reason, language)
        case Erased(path, _, time):
            return ListedFile(path, None, "erased", reason=f"on {time}")
        case Duplicate(path, original):
            return ListedFile(path, None, "copy", reason=f"a copy of {original}")
        case Conflicting(path, response, problem):
            return _described(path, response, "conflict", problem.text, language)
        case _:
            assert_never(outcome)


def _described(path: str, response: BriefResponse, status: str, reason: str | None, language: str | None) -> ListedFile:
    questionnaire = questionnaire_of(path, response.questionnaire)
    passed, total = completion(questionnaire, response) if questionnaire else (None, None)
    return ListedFile(
        file=path,
        id=response.id,
        status=status,
        mode=response.mode.value,
        who=who_of(path, response, language),
        reference=response.reference,
        started=response.started,
        passed=passed,
        total=total,
        questionnaire=response.questionnaire.id,
        interviewer=response.interviewer,
        reason=reason,
        unfinished_edit=ListedEdit(edit.data["at"], edit.data.get("by")) if (edit := response.edit) else None,
    )
