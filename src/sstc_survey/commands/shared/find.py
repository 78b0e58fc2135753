"""Find responses by the beginning of their ID, and tell how far each has come."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Final

from sstc_survey.engine.form import form_of
from sstc_survey.engine.route import route
from sstc_survey.engine.state import saved_state
from sstc_survey.problems import Problem, SurveyError, codes
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.storage.inventory import Conflicting, Counted, Inventory, Refused
from sstc_survey.storage.responses import BriefResponse

_MAX_IDS: Final = 8


def find_response(prefix: str, answers: str) -> str:
    """Return the path of the one response file whose id begins with `prefix`, or that is named by its path."""
    if os.path.sep in prefix or prefix.endswith(".json"):
        return prefix
    paths = [path for path, _ in found_responses(answers, prefix.lower())]
    if len(paths) == 1:
        return paths[0]
    if not paths:
        raise SurveyError(Problem(codes.NO_SUCH_RESPONSE, {"prefix": prefix, "folder": answers}))
    if len({os.path.basename(path) for path in paths}) == 1:
        raise SurveyError(Problem(codes.SAME_ID_TWICE, {"id": prefix, "files": ", ".join(paths)}))
    raise SurveyError(Problem(codes.AMBIGUOUS_ID, {"prefix": prefix, "count": len(paths), "ids": id_list(paths)}))


def found_responses(answers: str, prefix: str = "") -> Iterator[tuple[str, BriefResponse | Problem]]:
    """Yield the files of responses, copies left out, with what they hold or why they are refused."""
    if not os.path.isdir(answers):
        return
    for outcome in Inventory([answers]).outcomes(prefix):
        match outcome:
            case Counted(path, response) | Conflicting(path, response):
                yield path, response
            case Refused(path, problem) if os.path.basename(path).startswith(prefix):
                yield path, problem
            case _:
                pass


def id_list(paths: list[str]) -> str:
    """List the ids of responses, of many only the first."""
    ids = [os.path.basename(path).removesuffix(".json") for path in paths]
    return ", ".join(ids[:_MAX_IDS]) + (f" and {len(ids) - _MAX_IDS} more" if ids[_MAX_IDS:] else "")


def completion(questionnaire: Questionnaire, response: BriefResponse) -> tuple[int, int]:
    """Return how many questions of its route a response has passed, and how many there are on it."""
    state = saved_state(form_of(questionnaire), response)
    paths = [step.path for step in route(state) if step.askable]
    return sum(path in state.values or path in response.missing for path in paths), len(paths)
