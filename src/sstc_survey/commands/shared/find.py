"""Find responses by the beginning of their ID, and tell how far each has come."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from sstc_survey.engine.form import Form, form_of
from sstc_survey.engine.paths import flattened, name_of
from sstc_survey.engine.route import route
from sstc_survey.engine.state import saved_state
from sstc_survey.problems import Place, Problem, SurveyError, codes
from sstc_survey.questionnaire import Question, Questionnaire
from sstc_survey.response import Status
from sstc_survey.storage.inventory import Conflicting, Counted, Erased, Inventory, Refused, Unfinished
from sstc_survey.storage.responses import BriefResponse

_MAX_IDS: Final = 8


def find_response(prefix: str, answers: str) -> str:
    """Return the path of the one response file whose id begins with `prefix`, or that is named by its path."""
    if os.path.sep in prefix or prefix.endswith(".json"):
        return prefix
    ids = {
        path: os.path.basename(path).partition(".")[0] if isinstance(found, Problem) else found.id
        for path, found in found_responses(answers, prefix.lower())
    }
    if len(ids) == 1:
        return next(iter(ids))
    if not ids:
        raise SurveyError(Problem(codes.NO_SUCH_RESPONSE, {"prefix": prefix, "folder": answers}))
    different = sorted(set(ids.values()))
    if len(different) == 1:
        raise SurveyError(Problem(codes.SAME_ID_TWICE, {"id": prefix, "files": ", ".join(sorted(ids))}))
    details = {"prefix": prefix, "count": len(different), "ids": id_list(different)}
    raise SurveyError(Problem(codes.AMBIGUOUS_ID, details))


def found_responses(answers: str, prefix: str = "") -> Iterator[tuple[str, BriefResponse | Problem]]:
    """Yield the files of responses, copies left out, with what they hold or why they are refused."""
    if not os.path.isdir(answers):
        return
    for outcome in Inventory([answers]).outcomes(prefix):
        match outcome:
            case Counted(path, response) | Conflicting(path, response) | Unfinished(path, response):
                yield path, response
            case Erased(path, response_id, time):
                yield path, Problem(codes.RESPONSE_ERASED, {"id": response_id, "time": time}, Place(path))
            case Refused(path, problem) if os.path.basename(path).startswith(prefix):
                yield path, problem
            case _:
                pass


def id_list(ids: list[str]) -> str:
    """List the ids of responses, of many only the first."""
    return ", ".join(ids[:_MAX_IDS]) + (f" and {len(ids) - _MAX_IDS} more" if ids[_MAX_IDS:] else "")


def completion(questionnaire: Questionnaire, response: BriefResponse) -> tuple[int, int]:
    """Return how many questions of its route a response has passed, and how many there are on it."""
    form = form_of(questionnaire)
    if response.status is Status.COMPLETE:
        # It has all of its route: nothing needs to be evaluated to count that.
        askable = _askable(form)
        count = sum(name_of(path) in askable for path, _ in flattened(response.answers)) + len(response.missing)
        return count, count
    state = saved_state(form, response)
    paths = [step.path for step in route(state) if step.askable]
    return sum(path in state.values or path in response.missing for path in paths), len(paths)


@lru_cache(maxsize=64)
def _askable(form: Form) -> frozenset[str]:
    return frozenset(node.name for node in form.nodes.values() if isinstance(node.entry, Question))
