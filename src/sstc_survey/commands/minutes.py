"""`minutes`: what a session said, the approval page of a panellist, and the approval itself."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial

from sstc_survey.commands.shared.begin import now
from sstc_survey.commands.shared.locate import LoadedQuestionnaire, chosen_language, load_copy
from sstc_survey.commands.shared.output import output_to, tell, write_out
from sstc_survey.commands.shared.packed import refuse_packs
from sstc_survey.display import counted
from sstc_survey.i18n import find_languages, set_language
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.reports.minutes.approval_page import approval_page
from sstc_survey.reports.minutes.minutes_page import Arrangement, minutes_page
from sstc_survey.reports.pages import PageFormat, write_page
from sstc_survey.reports.pages.page import Page
from sstc_survey.response import Response, Status
from sstc_survey.session import commands
from sstc_survey.session.approval import approval_of
from sstc_survey.session.events import Seat, Session
from sstc_survey.session.minutes_build import minutes_of
from sstc_survey.session.panellists import Known, Panel
from sstc_survey.session.state import State, fold
from sstc_survey.storage.ids import file_name
from sstc_survey.storage.inventory import Inventory
from sstc_survey.storage.listing import is_folder
from sstc_survey.storage.outcomes import Conflicting, Counted, Duplicate, Erased, Refused, Unfinished
from sstc_survey.storage.responses import read_response
from sstc_survey.storage.sessions import Holder, SessionFile, find_session, read_session, session_files

_ENDINGS = {
    ".html": PageFormat.HTML,
    ".htm": PageFormat.HTML,
    ".md": PageFormat.MARKDOWN,
    ".markdown": PageFormat.MARKDOWN,
}


def minutes(
    session: str | None,
    *,
    answers: str,
    by: str | None,
    language: str | None,
    output: str | None,
    output_format: PageFormat | None,
    panellist: str | None,
    until: str | None,
) -> ExitCode:
    """Write the minutes of a session, or the approval page of a panellist; exit with 1 if a response is missing."""
    if by is not None and panellist is not None:
        raise SurveyError(Problem(codes.OPTIONS_CONTRADICT, {"first": "--for", "second": "--by"}))
    if until is not None and panellist is None:
        raise SurveyError(Problem(codes.OPTION_NEEDS, {"option": "--until", "needed": "--for"}))
    arrangement = _arrangement(by)
    destination = output_to(output, [answers])
    found = _Found(answers, _path(answers, session))
    seat = None if panellist is None else _seat(found.state, panellist)
    shown_in = _language(found, language, None if seat is None else seat.language)
    set_language(shown_in)
    page = _page(found, seat, shown_in, arrangement, until)
    ending = os.path.splitext(output or "")[1].lower()
    by_name = _ENDINGS.get(ending)
    if output_format is not None and by_name not in (None, output_format):
        details = {"ending": ending, "format": f"{output_format}"}
        raise SurveyError(Problem(codes.OUTPUT_OTHER_FORMAT, details, Place(output or "")))
    chosen = output_format or by_name or PageFormat.MARKDOWN
    write_out(partial(write_page, page, chosen), destination, for_reading=False)
    if destination is not None:
        tell(f"Saved: {destination.path}")
    return found.say_problems()


def approve(session: str | None, label: str, *, answers: str, by: str) -> ExitCode:
    """Record that a panellist has approved what is recorded now."""
    if not by.strip():
        raise SurveyError(Problem(codes.OPTION_NEEDS, {"option": "--approve", "needed": "--by NAME"}))
    refuse_packs(answers)
    path = _path(answers, session)
    at = now()
    file = SessionFile.open(path, Holder(by, None, os.getpid(), at))
    if isinstance(file, Problem):
        raise SurveyError(file, exit_code=ExitCode.PROBLEMS)
    with file:
        found = _Found(answers, path)
        seat = _seat(found.state, label)
        if (problem := found.missing.get(seat.response)) is not None:
            raise SurveyError(problem, exit_code=ExitCode.PROBLEMS)
        cut = found.panel(found.session.language).cut(seat.label)
        happenings = commands.approve(found.state, seat.label, cut, by.strip(), at)
        if isinstance(happenings, Problem):
            raise SurveyError(happenings, exit_code=ExitCode.PROBLEMS)
        if failed := file.save(found.session.with_happenings(found.session.seen, happenings)):
            raise SurveyError(failed, exit_code=ExitCode.PROBLEMS)
    said = (
        f"Approved: {seat.label}, {counted(len(cut), 'response')}. What is changed or added later needs approval again."
    )
    tell(said)
    return ExitCode.DONE


def check_approves(others: Mapping[str, str | None]) -> None:
    """Raise the problems of options that have no effect on an approval."""
    problems = [
        Problem(codes.OPTIONS_CONTRADICT, {"first": "--approve", "second": option})
        for option, value in others.items()
        if value is not None
    ]
    if problems:
        raise SurveyError(*problems)


class _Found:
    """A session with all of its responses that are there; `missing` says of each other one why it is not."""

    def __init__(self, answers: str, path: str) -> None:
        read = read_session(path)
        state = read if isinstance(read, Problem) else fold(read.events)
        if isinstance(read, Problem) or isinstance(state, Problem):
            problem = read if isinstance(read, Problem) else state
            raise SurveyError(*([problem] if isinstance(problem, Problem) else []), exit_code=ExitCode.PROBLEMS)
        self.session: Session = read
        self.state: State = state
        self._answers = answers
        self._inventories: dict[str, Inventory | None] = {}
        self._copies: dict[tuple[str, str], LoadedQuestionnaire] = {}
        own = self._folder(self.session.questionnaire.id)
        self.questionnaire: Questionnaire = load_copy(own, self.session.questionnaire).questionnaire
        self.responses: dict[str, Known] = {}
        self.missing: dict[str, Problem] = {}
        named = [(seat.response, self.session.questionnaire.id) for seat in state.seats]
        named += [(each.response, each.questionnaire) for each in state.attachments]
        for response_id, questionnaire_id in named:
            known = self._known(response_id, questionnaire_id)
            if isinstance(known, Known):
                self.responses[response_id] = known
            else:
                self.missing[response_id] = known

    def panel(self, language: str) -> Panel:
        """Return the panel in a language."""
        return Panel(self.session, self.state, self.questionnaire, self.responses, language)

    def say_problems(self) -> ExitCode:
        """Say of each response that should be there why it is not, and return the exit code."""
        # Who never came may have none, and an attachment that was never made says nothing.
        wanted = {seat.response: seat.label for seat in self.state.seats if seat.label not in self.state.absent}
        told = [
            problem
            for response_id, problem in self.missing.items()
            if response_id in wanted or problem.code != codes.NO_SUCH_FILE
        ]
        tell(*(f"Not in the minutes: {problem.text}" for problem in told))
        return ExitCode.PROBLEMS if told else ExitCode.DONE

    def _folder(self, questionnaire_id: str) -> str:
        return os.path.join(self._answers, questionnaire_id)

    def _known(self, response_id: str, questionnaire_id: str) -> Known | Problem:
        response = self._response(response_id, questionnaire_id)
        if isinstance(response, Problem):
            return response
        reference = response.questionnaire
        folder = self._folder(questionnaire_id)
        try:
            key = (folder, reference.sha256)
            if key not in self._copies:
                self._copies[key] = load_copy(folder, reference)
        except SurveyError as error:
            return error.problems[0]
        return Known(response, self._copies[key].questionnaire)

    def _response(self, response_id: str, questionnaire_id: str) -> Response | Problem:
        """Return a response, or why it cannot be read: it is missing, void, damaged, or in conflict with a copy."""
        folder = self._folder(questionnaire_id)
        if folder not in self._inventories:
            self._inventories[folder] = Inventory([folder]) if is_folder(folder) else None
        inventory = self._inventories[folder]
        path = os.path.join(folder, file_name(response_id))
        for outcome in inventory.outcomes(response_id) if inventory is not None else ():
            match outcome:
                case Counted(found, _):
                    response = read_response(found)
                    if isinstance(response, Response) and response.status is Status.VOID:
                        return Problem(codes.MINUTES_WITHDRAWN, {"id": response_id}, Place(found))
                    return response
                case Conflicting(_, _, problem) | Refused(_, problem):
                    return problem
                case Erased():
                    return Problem(codes.RESPONSE_ERASED, {"id": outcome.id, "time": outcome.time}, Place(outcome.path))
                case Duplicate() | Unfinished():
                    continue
        return Problem(codes.NO_SUCH_FILE, {}, Place(path))


def _path(answers: str, session: str | None) -> str:
    """Return the path of a session; where none is named, the open one, or the only one."""
    path = find_session(answers, session or "")
    if isinstance(path, Problem) and path.code == codes.NO_OPEN_SESSION:
        ids = {os.path.basename(each).partition(".")[0] for each in session_files(answers)}
        path = find_session(answers, ids.pop()) if len(ids) == 1 else path
    if isinstance(path, Problem):
        raise SurveyError(path, exit_code=ExitCode.PROBLEMS)
    return path


def _seat(state: State, label: str) -> Seat:
    seat = state.seat(label)
    if isinstance(seat, Problem):
        raise SurveyError(seat)
    return seat


def _arrangement(by: str | None) -> Arrangement:
    known = [each.value for each in Arrangement]
    if by is not None and by not in known:
        message = f"Invalid value for '--by': '{by}' is not one of {', '.join(map(repr, known))}."
        raise SurveyError(Problem(codes.USAGE, {"message": message}))
    return Arrangement.QUESTION if by is None else Arrangement(by)


def _language(found: _Found, asked: str | None, seat: str | None) -> str:
    """Return the language of a page: what is asked for, the panellist's, the session's, or the questionnaire's."""
    if asked is not None:
        return chosen_language(found.questionnaire, asked)
    known = sorted(found.questionnaire.languages())
    for tag in filter(None, (seat, found.session.language)):
        if len(nearest := find_languages(tag, known)) == 1:
            return nearest[0]
    return found.questionnaire.default_language


def _page(found: _Found, seat: Seat | None, language: str, arrangement: Arrangement, until: str | None) -> Page:
    of = (found.session, found.state, found.questionnaire, found.responses)
    if seat is None:
        return minutes_page(minutes_of(*of, language), arrangement)
    return approval_page(approval_of(*of, seat.label, language, until or ""))
