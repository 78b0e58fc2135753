"""`restore`: let a void response count again."""

from __future__ import annotations

from sstc_survey.commands.shared.editing import set_status
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.reports.responses import status_word
from sstc_survey.response import EventKind, Response, Status


def restore(id_prefix: str, *, answers: str, reason: str | None, by: str | None) -> ExitCode:
    """Make the void response whose ID begins so complete again."""

    def check(response: Response, path: str) -> None:
        if response.status is not Status.VOID:
            details = {"id": response.id, "status": status_word(response.status)}
            raise SurveyError(Problem(codes.NOT_VOID, details, Place(path)))

    return set_status(id_prefix, answers, Status.COMPLETE, EventKind.RESTORE, check, reason=reason, by=by)
