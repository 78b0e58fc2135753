"""Open the draft to resume: the one with an ID, or one that is picked from a list."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from sstc_survey.commands.shared.find import completion, find_response, found_responses, id_list
from sstc_survey.commands.shared.locate import LoadedQuestionnaire, load, load_copy
from sstc_survey.commands.shared.pick import is_at_terminal, pick
from sstc_survey.commands.shared.who import questionnaire_of, who_of
from sstc_survey.i18n import Words, noop, terminal_language, translated
from sstc_survey.problems import Place, Problem, SurveyError, codes
from sstc_survey.response import Response, Status
from sstc_survey.storage.copies import read_copy
from sstc_survey.storage.response_file import ResponseFile
from sstc_survey.storage.responses import BriefResponse

# So much of an id tells the millisecond.
_SHORT_ID: Final = 13


class Draft(Struct, frozen=True):
    """A draft that is open, with its questionnaire."""

    file: ResponseFile
    response: Response
    questionnaire: LoadedQuestionnaire


def open_draft(id_prefix: str, answers: str, given: LoadedQuestionnaire | None, *, plain: bool) -> Draft:
    """Open the draft with an ID that begins so; of any ID the only draft, or one picked from a list.

    Where a questionnaire is given, it must be a draft of it; it stands in for a copy that is gone, if it is the same.
    """
    questionnaire_id = given.questionnaire.id if given else None
    path = (
        find_response(id_prefix, answers, to_resume=True)
        if id_prefix
        else _pick(answers, questionnaire_id, plain=plain)
    )
    file = ResponseFile.resume(path)
    if isinstance(file, Problem):
        raise SurveyError(file)
    try:
        return Draft(file, *_resumable(file, path, given))
    except SurveyError:
        file.close()
        raise


def _resumable(
    file: ResponseFile, path: str, given: LoadedQuestionnaire | None
) -> tuple[Response, LoadedQuestionnaire]:
    response = file.saved
    if response is None or response.status is not Status.PARTIAL:
        from sstc_survey.reports.responses import status_word

        status = status_word(response.status) if response else "missing"
        raise SurveyError(Problem(codes.NOT_A_DRAFT, {"id": file.id, "status": status}, Place(path)))
    if given is not None and given.questionnaire.id != response.questionnaire.id:
        details = {"found": response.questionnaire.id, "wanted": given.questionnaire.id}
        raise SurveyError(Problem(codes.OTHER_QUESTIONNAIRE, details, Place(path)))
    return response, its_questionnaire(os.path.dirname(path), response, given)


def its_questionnaire(folder: str, response: Response, given: LoadedQuestionnaire | None = None) -> LoadedQuestionnaire:
    """Return the questionnaire of a response: its copy, or else the one given or shipped, if it is the very same."""
    copy = read_copy(folder or os.curdir, response.questionnaire.sha256)
    if not isinstance(copy, Problem):
        return load_copy(folder, response.questionnaire)
    for loaded in (given, load(None)):
        if loaded is not None and loaded.reference == response.questionnaire:
            return loaded
    raise SurveyError(copy)


def _pick(answers: str, questionnaire_id: str | None, *, plain: bool) -> str:
    drafts: dict[str, BriefResponse] = {}
    refused: list[Problem] = []
    for path, found in found_responses(answers):
        if isinstance(found, Problem):
            refused.append(found)
        elif found.status is Status.PARTIAL and questionnaire_id in (None, found.questionnaire.id):
            drafts[path] = found
    if not drafts:
        raise SurveyError(*refused, Problem(codes.NO_DRAFT, {"folder": answers}))
    if refused:
        from sstc_survey.reports.problems import print_problems

        print_problems(refused, sys.stderr)
    if len(drafts) == 1:
        return _only_file(next(iter(drafts)), drafts, answers)
    # Lines from a pipe are replies: none of them may be taken for the number of a draft.
    if is_at_terminal():
        # What was begun last is what is most likely meant, of whichever questionnaire.
        newest = sorted(drafts, key=lambda path: _begun(drafts[path]), reverse=True)
        described = {path: _describe(drafts[path], path) for path in newest}
        picked = pick(noop("Which draft?"), described, plain=plain)
        if picked:
            return _only_file(picked, drafts, answers)
    raise SurveyError(
        Problem(codes.WHICH_DRAFT, {"count": len(drafts), "ids": id_list([each.id for each in drafts.values()])})
    )


def _only_file(path: str, drafts: Mapping[str, BriefResponse], answers: str) -> str:
    """Return the file to go on with for one that was found, which may be a copy; of a conflict it is that one."""
    response_id = drafts[path].id
    in_conflict = sum(draft.id == response_id for draft in drafts.values()) > 1
    return path if in_conflict else find_response(response_id, answers, to_resume=True)


def _describe(response: BriefResponse, path: str) -> str:
    """Say which draft it is: when it was begun, how far it is, who speaks as far as that may be shown."""
    when, short_id = response.started[:16].replace("T", " "), response.id[:_SHORT_ID]
    questionnaire, who = questionnaire_of(path, response.questionnaire), who_of(path, response)
    if questionnaire is None:
        # Without its questionnaire it cannot be resumed, but the others can.
        return _listed(when, who, response.questionnaire.id, short_id)
    words = Words(response.language, questionnaire.default_language)
    passed, total = completion(questionnaire, response)
    return _listed(when, _how_far(passed, total), who, words(questionnaire.title), short_id)


def _begun(response: BriefResponse) -> tuple[dt.datetime, str]:
    return dt.datetime.fromisoformat(response.started), response.id


def _listed(*parts: str | None) -> str:
    """Return what there is, one after the other, in the language of the terminal."""
    return translated(noop(", "), terminal_language(os.environ)).join(filter(None, parts))


def _how_far(passed: int, total: int) -> str:
    """Say how many questions are passed, in the language of the terminal, as the draft is not open yet."""
    words = translated(noop("{passed} of {total}"), terminal_language(os.environ))
    return words.format(passed=passed, total=total)
