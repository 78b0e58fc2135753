"""`void`: let a complete response no longer count, with the reason; nothing of it is lost."""

from __future__ import annotations

from sstc_survey.commands.shared.editing import refuse_unfinished, set_status
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.reports.responses import status_word
from sstc_survey.response import EventKind, Response, Status


def void(id_prefix: str, *, answers: str, reason: str, by: str | None) -> ExitCode:
    """Make the response whose ID begins so void."""

    def check(response: Response, path: str) -> None:
        if response.status is not Status.COMPLETE:
            details = {"id": response.id, "status": status_word(response.status)}
            raise SurveyError(Problem(codes.NOT_VOIDABLE, details, Place(path)))
        refuse_unfinished(response, path)

    return set_status(id_prefix, answers, Status.VOID, EventKind.VOID, check, reason=reason, by=by)
