"""`list`: the responses and drafts there are, and what is refused and why."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from functools import cache, partial
from typing import assert_never

from sstc_survey.attribution import speaker
from sstc_survey.commands.shared.find import completion
from sstc_survey.commands.shared.locate import load_copy
from sstc_survey.commands.shared.output import write_out
from sstc_survey.display import clean, counted
from sstc_survey.i18n import Words
from sstc_survey.problems import ExitCode, SurveyError
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.reports.responses import ListedFile, write_json_list, write_list
from sstc_survey.response import QuestionnaireRef
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


def list_responses(paths: Sequence[str], *, as_json: bool, language: str | None) -> ExitCode:
    """Print what lies under the paths; exit with 1 if anything is refused or in conflict."""
    inventory = Inventory(paths)
    files = [_listed(outcome, language) for outcome in inventory]
    write_out(partial(write_json_list if as_json else write_list, files), None, for_reading=not as_json)
    counts = Counter(file.status for file in files)
    copies = counts.pop("copy", 0)
    ignored = f"; ignored: {len(inventory.ignored)} that are not .json" if inventory.ignored else ""
    found = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    total = counted(counts.total(), "file")
    further = f"; {counted(copies, 'further copy', 'further copies')}" if copies else ""
    sys.stderr.write(clean(f"{total}{': ' if found else ''}{found}{further}{ignored}") + "\n")
    return ExitCode.PROBLEMS if counts["refused"] or counts["conflict"] else ExitCode.DONE


def _listed(outcome: Outcome, language: str | None) -> ListedFile:
    match outcome:
        case Refused(path, problem):
            return ListedFile(path, None, "refused", reason=problem.text)
        case Counted(path, response):
            return _described(path, response, response.status.value, None, language)
        case Unfinished(path, response, batch):
            reason = f"from {batch.source}; complete the batch with: {batch.command}"
            return _described(path, response, "unfinished batch", reason, language)
        case Erased(path, _, time):
            return ListedFile(path, None, "erased", reason=f"on {time}")
        case Duplicate(path, original):
            return ListedFile(path, None, "copy", reason=f"the same response as {original}")
        case Conflicting(path, response, problem):
            return _described(path, response, "conflict", problem.text, language)
        case _:
            assert_never(outcome)


def _described(path: str, response: BriefResponse, status: str, reason: str | None, language: str | None) -> ListedFile:
    questionnaire = _questionnaire(os.path.dirname(path), response.questionnaire)
    who, passed, total = None, None, None
    if questionnaire:
        words = Words(language or response.language, questionnaire.default_language)
        who = speaker(questionnaire, response.answers, words)
        passed, total = completion(questionnaire, response)
    return ListedFile(
        file=path,
        id=response.id,
        status=status,
        who=who,
        started=response.started,
        passed=passed,
        total=total,
        questionnaire=response.questionnaire.id,
        interviewer=response.interviewer,
        reason=reason,
    )


@cache
def _questionnaire(folder: str, reference: QuestionnaireRef) -> Questionnaire | None:
    """Return the questionnaire from its copy; without one a response is listed all the same."""
    try:
        return load_copy(folder, reference).questionnaire
    except SurveyError:
        return None
