"""`list`: the responses and drafts there are, and what is refused and why."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, assert_never

from sstc_survey.attribution import speaker
from sstc_survey.commands.shared.locate import parsed
from sstc_survey.commands.shared.output import write_out
from sstc_survey.display import clean
from sstc_survey.engine.form import compiled
from sstc_survey.engine.recalculation import saved_state
from sstc_survey.engine.route import route
from sstc_survey.i18n import Words
from sstc_survey.problems import ExitCode, Problem, SurveyError
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.reports.responses import Item, write_json_list, write_list
from sstc_survey.reports.summary.phrases import amount
from sstc_survey.storage.copies import kept_questionnaire
from sstc_survey.storage.inventory import Conflicting, Copy, Counted, Inventory, Outcome, Refused
from sstc_survey.storage.responses import BriefResponse

if TYPE_CHECKING:
    from sstc_survey.questionnaire import Questionnaire
    from sstc_survey.storage.responses import BriefResponse


def passed_of(paper: Questionnaire, record: BriefResponse) -> tuple[int, int]:
    """Return how many questions of its route a response has passed, and how many there are on it."""
    state = saved_state(compiled(paper), record)
    keys = [step.path for step in route(state) if step.askable]
    return sum(key in state.values or key in record.missing for key in keys), len(keys)


def list_responses(paths: Sequence[str], *, as_json: bool, language: str | None) -> ExitCode:
    """Print what lies under the paths; exit with 1 if anything is refused or in conflict."""
    inventory = Inventory(paths)
    items = [_item(verdict, language) for verdict in inventory]
    write_out(partial(write_json_list if as_json else write_list, items), None, for_reading=not as_json)
    counts = Counter(item.status for item in items)
    copies = counts.pop("copy", 0)
    ignored = f"; ignored: {len(inventory.ignored)} that are not .json" if inventory.ignored else ""
    found = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    total = amount(counts.total(), "file")
    further = f"; {amount(copies, 'further copy', 'further copies')}" if copies else ""
    sys.stderr.write(clean(f"{total}{': ' if found else ''}{found}{further}{ignored}") + "\n")
    return ExitCode.PROBLEMS if counts["refused"] or counts["conflict"] else ExitCode.DONE


def _item(verdict: Outcome, language: str | None) -> Item:
    match verdict:
        case Refused(path, problem):
            return Item(path, None, "refused", reason=_reason(problem))
        case Counted(path, record):
            return _described(path, record, record.status.value, None, language)
        case Copy(path, original):
            return Item(path, None, "copy", reason=f"the same response as {original}")
        case Conflicting(path, record, problem):
            return _described(path, record, "conflict", _reason(problem), language)
        case _:
            assert_never(verdict)


def _described(path: str, record: BriefResponse, status: str, reason: str | None, language: str | None) -> Item:
    paper = _paper(os.path.dirname(path) or os.curdir, record.questionnaire.sha256)
    who, passed, total = None, None, None
    if paper:
        who = speaker(paper, record.answers, Words(language or record.language, paper.default_language))
        passed, total = passed_of(paper, record)
    return Item(
        file=path,
        id=record.id,
        status=status,
        who=who,
        started=record.started,
        passed=passed,
        total=total,
        questionnaire=record.questionnaire.id,
        interviewer=record.interviewer,
        reason=reason,
    )


@cache
def _paper(folder: str, sha256: str) -> Questionnaire | None:
    """Return the questionnaire from its copy; without one a response is listed all the same."""
    copy = kept_questionnaire(folder, sha256)
    try:
        return None if isinstance(copy, Problem) else parsed(copy, folder).questionnaire
    except SurveyError:
        return None


def _reason(problem: Problem) -> str:
    return problem.text
