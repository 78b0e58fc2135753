"""Find responses by the beginning of their ID, and tell how far each has come."""

from __future__ import annotations

import datetime as dt
import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from typing import Final

from sstc_survey.commands.shared.last_list import row_path
from sstc_survey.commands.shared.who import who_of
from sstc_survey.engine.form import form_of
from sstc_survey.engine.paths import flattened, name_of
from sstc_survey.engine.route import route
from sstc_survey.engine.saved_state import saved_state
from sstc_survey.problems import Place, Problem, SurveyError, codes
from sstc_survey.questionnaire import RESPONSE_SUFFIX, Questionnaire
from sstc_survey.response import Status
from sstc_survey.storage.ids import file_name, id_within
from sstc_survey.storage.inventory import Inventory
from sstc_survey.storage.listing import is_folder
from sstc_survey.storage.outcomes import Conflicting, Counted, Duplicate, Erased, Outcome, Refused, Unfinished
from sstc_survey.storage.packs.places import real
from sstc_survey.storage.responses import BriefResponse

_MAX_IDS: Final = 8
# What commands read without `--answers`.
ANSWERS: Final = "answers"


def find_response(prefix: str, answers: str, *, to_resume: bool = False) -> str:
    """Return the path of the response file whose id begins with `prefix`, or that is named by its path or its row.

    Its copies are named on standard error; to resume it while one of them is further on is a problem.
    """
    if (path := named_path(prefix, answers)) is not None:
        return path
    response_id, outcomes = find_outcomes(prefix.lower(), answers)
    return own_file(response_id, outcomes, to_resume=to_resume)


def find_last(answers: str) -> str:
    """Return the path of the response that was finished, or else begun, last."""
    found = [
        (dt.datetime.fromisoformat(each.finished or each.started), path)
        for path, each in found_responses(answers)
        if isinstance(each, BriefResponse)
    ]
    if not found:
        raise SurveyError(Problem(codes.NO_RESPONSE, {"folder": answers}))
    return max(found)[1]


def named_path(text: str, answers: str = ANSWERS) -> str | None:
    """Return the file that is named by its path, or by its row in the last list; None where an ID is meant.

    Where a folder of answers is named, a row of a list of others is a problem: another response would be meant.
    """
    if os.path.sep in text or text.endswith(RESPONSE_SUFFIX):
        return text
    path = row_path(text)
    if path is not None and answers != ANSWERS:
        folder = os.path.join(real(answers), "")
        if not real(path).startswith(folder):
            details = {"row": text, "path": path, "folder": shlex.quote(answers)}
            raise SurveyError(Problem(codes.LIST_ROW_ELSEWHERE, details))
    return path


def find_outcomes(prefix: str, answers: str) -> tuple[str, list[Outcome]]:
    """Return the one id that begins so, and what becomes of each file of that response."""
    found: dict[str, list[Outcome]] = {}
    if is_folder(answers):
        outcomes = list(Inventory([answers]).outcomes(prefix))
        ids = {outcome.path: _id_of(outcome) for outcome in outcomes if not isinstance(outcome, Duplicate)}
        for outcome in outcomes:
            found.setdefault(ids[outcome.of if isinstance(outcome, Duplicate) else outcome.path], []).append(outcome)
    if not found:
        raise SurveyError(Problem(codes.NO_SUCH_RESPONSE, {"prefix": prefix, "folder": answers}))
    if len(found) > 1:
        from sstc_survey.reports.responses import id_length_of

        length = id_length_of(found)
        shown = [f"{each[:length]} ({_telling(outcomes)})" for each, outcomes in sorted(found.items())]
        details = {"prefix": prefix, "count": len(found), "ids": id_list(shown)}
        raise SurveyError(Problem(codes.AMBIGUOUS_ID, details))
    return next(iter(found.items()))


def described(path: str, response: BriefResponse) -> str:
    """Say what tells a response from others: who, how far it is and when it was begun."""
    from sstc_survey.reports.responses import status_word

    facts = (who_of(path, response), status_word(response.status), response.started[:16].replace("T", " "))
    return ", ".join(filter(None, facts))


def _telling(outcomes: Sequence[Outcome]) -> str:
    """Say what tells a response, of whose files these are the outcomes, from others."""
    outcome = outcomes[0]
    if isinstance(outcome, Counted | Conflicting | Unfinished):
        return described(outcome.path, outcome.response)
    return "erased" if isinstance(outcome, Erased) else "rejected"


def _id_of(outcome: Counted | Conflicting | Unfinished | Erased | Refused) -> str:
    match outcome:
        case Counted(_, response) | Conflicting(_, response) | Unfinished(_, response):
            return response.id
        case Erased(_, response_id):
            return response_id
        case Refused(path, problem):
            name = os.path.basename(path)
            return id_within(name) or str(problem.details.get("id", name.partition(".")[0]))


def own_file(response_id: str, outcomes: Sequence[Outcome], *, to_resume: bool = False) -> str:
    """Return the path of a response among what becomes of its files, and name the others, which are copies.

    It is a problem if somebody has to choose: between those of a conflict, or, to resume it, if a copy is further on.
    """
    paths = sorted(outcome.path for outcome in outcomes)
    own = [path for path in paths if os.path.basename(path) == file_name(response_id)]
    counted = next((outcome.path for outcome in outcomes if isinstance(outcome, Counted | Unfinished)), None)
    if counted is None and len(paths) == 1:
        # Whoever reads it says what is wrong.
        return paths[0]
    if counted in own or not own:
        path = counted
    else:
        behind = [outcome.path for outcome in outcomes if isinstance(outcome, Duplicate) and outcome.path in own]
        path = behind[0] if behind == own and len(own) == 1 and not to_resume else None
    if path is None or counted is None:
        raise SurveyError(Problem(codes.SAME_ID_TWICE, {"id": response_id, "files": ", ".join(paths)}))
    _warn(response_id, path, counted, [other for other in paths if other not in (path, counted)])
    return path


def _warn(response_id: str, path: str, counted: str, copies: Sequence[str]) -> None:
    """Say what there is beside the file of a response, and that this has another name, if so."""
    warnings = []
    if os.path.basename(path) != file_name(response_id):
        warnings.append(Problem(codes.RESPONSE_RENAMED, {"name": file_name(response_id)}, Place(path)))
    if counted != path:
        warnings.append(Problem(codes.RESPONSE_BEHIND, {"file": counted}, Place(path)))
    if copies:
        warnings.append(Problem(codes.RESPONSE_COPIED, {"files": ", ".join(copies)}, Place(path)))
    if warnings:
        from sstc_survey.reports.problems import print_problems

        print_problems(warnings, sys.stderr)


def found_responses(answers: str) -> Iterator[tuple[str, BriefResponse | Problem]]:
    """Yield the files of responses, copies left out, with what they hold or why they are refused."""
    if not is_folder(answers):
        return
    for outcome in Inventory([answers]):
        match outcome:
            case Counted(path, response) | Conflicting(path, response) | Unfinished(path, response):
                yield path, response
            case Erased(path, response_id, time):
                yield path, Problem(codes.RESPONSE_ERASED, {"id": response_id, "time": time}, Place(path))
            case Refused(path, problem):
                yield path, problem
            case Duplicate():
                pass


def id_list(ids: list[str]) -> str:
    """List the ids of responses, of many only the first."""
    return ", ".join(ids[:_MAX_IDS]) + (f" and {len(ids) - _MAX_IDS} more" if ids[_MAX_IDS:] else "")


def completion(questionnaire: Questionnaire, response: BriefResponse) -> tuple[int, int]:
    """Return how many questions of its route a response has passed, and how many there are on it.

    A text of Other belongs to its question, as in an interview, which counts no more than that.
    """
    form = form_of(questionnaire)
    if response.status is Status.COMPLETE:
        # It has all of its route: nothing needs to be evaluated to count that.
        said = (*(path for path, _ in flattened(response.answers)), *response.missing)
        count = sum(name_of(path) in form.numbers for path in said)
        return count, count
    state = saved_state(form, response)
    paths = [step.path for step in route(state) if step.node.name in form.numbers]
    return sum(path in state.values or path in response.missing for path in paths), len(paths)
