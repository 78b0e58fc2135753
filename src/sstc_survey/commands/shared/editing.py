"""Open a finished response to change it, and save what becomes of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from sstc_survey.commands.shared.begin import now
from sstc_survey.commands.shared.find import find_response
from sstc_survey.commands.shared.keeper import FileKeeper
from sstc_survey.commands.shared.output import tell
from sstc_survey.commands.shared.packed import refuse_packs
from sstc_survey.engine.editing import discarded, is_changed
from sstc_survey.engine.form import in_form_order
from sstc_survey.engine.interview import Interview
from sstc_survey.engine.validation import validate_comment
from sstc_survey.i18n import gettext, set_language, terminal_language
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.reports.responses import status_word
from sstc_survey.response import EDIT, Event, EventKind, Mode, Response, Status, Unfinished, edit_of
from sstc_survey.storage.response_file import ResponseFile
from sstc_survey.storage.responses import read_response


def edited(before: Response, interview: Interview) -> Response:
    """Return a response with what its edit is now: apart from the answers, among them, or discarded."""
    events = list(interview.events)
    if interview.status is Status.PARTIAL:
        return replace(before, unfinished={EDIT: events[interview.reopened :]})
    if len(events) == interview.reopened:
        return replace(before, unfinished={})
    answers, missing, comments = interview.sheet.on_route()
    return replace(
        before,
        answers=in_form_order(interview.form, answers),
        missing=missing,
        comments=comments,
        rounds=interview.sheet.rounds,
        unfinished={},
        events=events,
    )


class EditKeeper(FileKeeper):
    """Saves an edit beside the response that it changes, which stays as it was until the edit is accepted."""

    def _response(self, interview: Interview, unfinished: Mapping[str, Unfinished] | None) -> Response:  # noqa: ARG002 only of a draft
        return edited(self._head, interview)

    @property
    def saved(self) -> Response:
        """Return the response as it was saved last, also where a signal came before anybody heard of it."""
        return self._file.saved or self._head

    def drop_unchanged(self, interview: Interview) -> None:
        """Leave the response as it was if its edit was left before anything was changed."""
        edit = edit_of(self.saved)
        if edit and not self.failed and not is_changed(edit):
            self.save(discarded(interview))


def open_finished(path: str) -> tuple[ResponseFile, Response]:
    """Open the file of a response that is not a draft; where somebody edits it, say who."""
    file = ResponseFile.resume(path)
    if isinstance(file, Problem):
        raise SurveyError(_who_edits(path, file), exit_code=ExitCode.PROBLEMS)
    response = file.saved
    if response is None or response.status is Status.PARTIAL:
        file.close()
        raise SurveyError(Problem(codes.EDIT_DRAFT, {"id": file.id}, Place(path)))
    return file, response


def refuse_unless_editable(response: Response, path: str) -> None:
    """Raise why a response cannot be edited, unless it can."""
    if response.status is Status.VOID:
        raise SurveyError(Problem(codes.EDIT_VOID, {"id": response.id}, Place(path)))
    if response.status is not Status.COMPLETE or response.mode is Mode.SIMULATED:
        is_simulated = response.mode is Mode.SIMULATED
        status = status_word(Mode.SIMULATED if is_simulated else response.status)
        raise SurveyError(Problem(codes.NOT_EDITABLE, {"id": response.id, "status": status}, Place(path)))


def editor_of(response: Response) -> tuple[str, str]:
    """Return who makes the unfinished edit of a response, and since when; empty where there is none."""
    begun = [event.data for event in edit_of(response) if event.kind is EventKind.REOPEN]
    return (begun[-1].get("by") or "", begun[-1]["at"]) if begun else ("", "")


def refuse_unfinished(response: Response, path: str) -> None:
    """Raise that somebody has an unfinished edit of a response, if so."""
    if edit_of(response):
        details = {"id": response.id, "by": editor_of(response)[0]}
        raise SurveyError(Problem(codes.EDIT_UNFINISHED, details, Place(path)), exit_code=ExitCode.PROBLEMS)


def set_status(
    id_prefix: str,
    answers: str,
    status: Status,
    kind: EventKind,
    check: Callable[[Response, str], None],
    *,
    reason: str | None,
    by: str | None,
) -> ExitCode:
    """Give the response whose ID begins so another status, with an event that says when, who and why.

    `check` raises what speaks against it.
    """
    refuse_packs(answers, id_prefix)
    set_language(terminal_language(os.environ))
    checked = None if reason is None else validate_comment(reason)
    if isinstance(checked, Problem):
        raise SurveyError(checked._replace(place=Place("--reason")))
    if checked == "":
        raise SurveyError(Problem(codes.NO_REASON))
    path = find_response(id_prefix, answers, to_resume=True)
    file, response = open_finished(path)
    with file:
        check(response, path)
        last = response.events[-1]
        data = {"at": now(), "by": (by or "").strip() or None, **({} if checked is None else {"reason": checked})}
        event = Event(last.seq + 1, last.elapsed, kind, data)
        problem = file.save(replace(response, status=status, events=[*response.events, event]))
        if problem is not None:
            tell(gettext("NOT saved: {problem}").format(problem=problem))
            return ExitCode.PROBLEMS
        tell(gettext("{label}: {text}").format(label=status_word(status).capitalize(), text=file.path))
    return ExitCode.DONE


def folder_of(path: str) -> str:
    """Return the answers folder of a response, which is in the folder of its questionnaire there."""
    return os.path.dirname(os.path.dirname(path)) or os.curdir


def _who_edits(path: str, problem: Problem) -> Problem:
    """Return the problem of a response that is locked, with who edits it if somebody does."""
    response = read_response(path) if problem.code == codes.RESPONSE_LOCKED else problem
    if isinstance(response, Problem) or not edit_of(response):
        return problem
    by, at = editor_of(response)
    return Problem(codes.EDIT_LOCKED, {"id": response.id, "by": by, "at": at}, Place(path))
