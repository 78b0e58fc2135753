"""The responses of a session: the panellists' own, and quotes, practices and replies that belong to them."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from sstc_survey.commands.shared.begin import LOCAL, begin_interview, new_response, now, stopwatch
from sstc_survey.commands.shared.keeper import FileKeeper
from sstc_survey.commands.shared.locate import LoadedQuestionnaire, load, load_copy, shipped
from sstc_survey.engine.interview import Interview, first_unanswered, is_done
from sstc_survey.engine.interview import resume as resume_interview
from sstc_survey.engine.replies import Answer, Comment, Enough, Finish, GoTo, Leave, Reply
from sstc_survey.engine.route import Step
from sstc_survey.engine.transitions import advance
from sstc_survey.problems import Place, Problem, SurveyError, codes
from sstc_survey.prompters.loop import Prompter, run_interview
from sstc_survey.prompters.turn import Turn
from sstc_survey.response import REVIEW, Missing, Mode, Response, Status, Unfinished
from sstc_survey.session.events import Session
from sstc_survey.session.standing import SeatFacts, said_in, who_is
from sstc_survey.storage.ids import file_name
from sstc_survey.storage.response_file import ResponseFile
from sstc_survey.storage.responses import read_response

QUOTE: Final = "sstc-quote"
FOLLOW_UP: Final = "sstc-follow-up"
PRACTICE: Final = "sstc-good-practice"


class Taken(Struct, frozen=True):
    """How a turn ended: the interview then, and the command of the board that it was left for, if any."""

    interview: Interview
    command: str = ""


class SessionResponses:
    """Opens the responses of one session, each for the length of a turn, and remembers how each was then."""

    def __init__(self, answers: str, loaded: LoadedQuestionnaire, session: Session) -> None:
        self.answers = answers
        self._session = session
        self._loaded = {loaded.questionnaire.id: loaded}
        self.questionnaire = loaded.questionnaire
        # Of each file that was read: what it was recognised by, and the interview in it.
        self._seen: dict[str, tuple[tuple[int, int], Interview | Problem]] = {}

    def path(self, response_id: str, questionnaire: str = "") -> str:
        """Return the path of a response of the session; by default one to the session's own questionnaire."""
        return os.path.join(self.answers, questionnaire or self.questionnaire.id, file_name(response_id))

    def begin(
        self, response_id: str, given: Mapping[str, Reply], questionnaire: str = "", *, finishes: bool = False
    ) -> Problem | None:
        """Make a new response in which this was said already, by name; or return why not.

        One that `finishes` is complete with that: what else there is to say is left blank.
        """
        loaded = self._of(questionnaire)
        head = self._head(loaded, response_id)
        interview = begin_interview(loaded.questionnaire, head, LOCAL)
        for name, reply in given.items():
            interview = _said(interview, name, reply)
        if finishes:
            interview = finished(interview)
        try:
            with FileKeeper.begin(self.answers, loaded, head, now) as keeper:
                return keeper.save(interview)
        except SurveyError as error:
            return error.problems[0]

    def interview(self, response_id: str, questionnaire: str = "") -> Interview | Problem:
        """Return a response as it is saved now."""
        path = self.path(response_id, questionnaire)
        try:
            status = os.stat(path)
        except OSError:
            stamp = (0, 0)
        else:
            stamp = (status.st_mtime_ns, status.st_ino)
        if path not in self._seen or self._seen[path][0] != stamp:
            self._seen[path] = (stamp, self._read(path))
        return self._seen[path][1]

    def facts(self, response_id: str, parts: Collection[str], replies: Mapping[str, str]) -> SeatFacts | Problem:
        """Return what is known of a panellist; `replies` has the ids of their replies to follow-ups by part."""
        interview = self.interview(response_id)
        if isinstance(interview, Problem):
            return interview
        said = {part: said_in(interview, [part]) for part in parts}
        for part, reply_id in replies.items():
            reply = self.interview(reply_id, FOLLOW_UP)
            if not isinstance(reply, Problem):
                said[part] = said_in(reply, ["reply"])
        return SeatFacts(who_is(interview), said)

    def take_turn(
        self,
        response_id: str,
        names: Collection[str],
        headings: tuple[str, ...],
        prompter: Prompter,
        questionnaire: str = "",
        *,
        finishes: bool = False,
        is_extra: bool = False,
        ends: Callable[[], bool] = lambda: False,
        refusal: Callable[[], Problem | None] = lambda: None,
    ) -> Taken | Problem:
        """Ask the entries with these names of a response, and return how the turn ended, or why there was none.

        One that `finishes` is complete once they are passed; one that is extra goes where nothing was said to them.
        """
        path = self.path(response_id, questionnaire)
        if not os.path.lexists(path) and (problem := self.begin(response_id, {}, questionnaire)):
            return problem
        file = ResponseFile.resume(path)
        if isinstance(file, Problem):
            return file
        response = file.saved
        if response is None or response.status is not Status.PARTIAL:
            file.close()
            status = response.status.value if response else "missing"
            return Problem(codes.NOT_A_DRAFT, {"id": response_id, "status": status}, Place(path))
        loaded = self._of(questionnaire)
        with FileKeeper.resume(file, self.answers, loaded, response, now) as keeper:
            interview = resume_interview(loaded.questionnaire, response, now(), LOCAL)
            unfinished = {path: field for path, field in response.unfinished.items() if isinstance(field, Unfinished)}
            turn = Turn(interview, prompter, keeper, names, headings, ends, refusal)
            elapsed = stopwatch(interview.events[-1].elapsed)
            interview = run_interview(interview, turn, turn, elapsed, unfinished=unfinished, resumed=True)
            said = any(interview.sheet.is_mentioned(name) for name in names)
            if is_extra and not (said or any(name in names for name in keeper.unfinished)):
                keeper.remove_saved()
            elif finishes and turn.is_over:
                interview = finished(interview)
                if problem := keeper.save(interview):
                    return problem
        return Taken(interview, turn.aside.command if turn.aside else "")

    def leave_blank(self, response_id: str, names: Collection[str]) -> Problem | None:
        """Leave blank what is open in these entries, where that may be; or return why it was not saved."""
        path = self.path(response_id)
        file = ResponseFile.resume(path)
        if isinstance(file, Problem):
            return file
        response = file.saved
        if response is None or response.status is not Status.PARTIAL:
            file.close()
            return None
        loaded = self._of("")
        with FileKeeper.resume(file, self.answers, loaded, response, now) as keeper:
            before = resume_interview(loaded.questionnaire, response, now(), LOCAL)
            interview = _blank(before, names)
            return None if interview is before else keeper.save(interview)

    def finish(self, response_id: str) -> Problem | None:
        """Finish a response in which nothing is open; one that is not stays as it is."""
        file = ResponseFile.resume(self.path(response_id))
        if isinstance(file, Problem):
            return file
        response = file.saved
        if response is None or response.status is not Status.PARTIAL:
            file.close()
            return None
        loaded = self._of("")
        with FileKeeper.resume(file, self.answers, loaded, response, now) as keeper:
            interview = resume_interview(loaded.questionnaire, response, now(), LOCAL)
            if first_unanswered(interview) is not None:
                return None
            return keeper.save(finished(interview))

    def _of(self, questionnaire: str) -> LoadedQuestionnaire:
        """Return the session's own questionnaire, or a small one that ships."""
        wanted = questionnaire or self.questionnaire.id
        if wanted not in self._loaded:
            self._loaded[wanted] = load(str(shipped(f"{wanted}.yaml")))
        return self._loaded[wanted]

    def _head(self, loaded: LoadedQuestionnaire, response_id: str) -> Response:
        session = self._session
        head = new_response(loaded, Mode.PANEL, session.language, session.moderator, now())
        return replace(head, id=response_id, session=session.id)

    def _read(self, path: str) -> Interview | Problem:
        response = read_response(path)
        if isinstance(response, Problem):
            return response
        folder = os.path.dirname(path)
        try:
            questionnaire = load_copy(folder, response.questionnaire).questionnaire
        except SurveyError as error:
            return error.problems[0]
        return resume_interview(questionnaire, response, response.started, LOCAL)


def finished(interview: Interview) -> Interview:
    """Return an interview with what is open left blank where that may be, and finished if all is passed then."""
    blank = _blank(interview, None)
    if first_unanswered(blank) is not None:
        return blank
    done = advance(replace(blank, position=REVIEW), Finish(), blank.events[-1].elapsed)
    return blank if isinstance(done, Problem) else done


def _said(interview: Interview, name: str, reply: Reply) -> Interview:
    """Return an interview in which something was said to a question; where it cannot be, it is to be asked."""
    elapsed = interview.events[-1].elapsed
    at = advance(interview, GoTo(name), elapsed)
    if isinstance(at, Problem):
        return interview
    following = advance(at, reply, elapsed)
    if isinstance(following, Problem):
        return interview
    return replace(following, reviewing=False) if isinstance(reply, Answer | Leave | Comment) else following


def _blank(interview: Interview, names: Collection[str] | None) -> Interview:
    """Return an interview in which what is open in these entries, or in all, was left blank where that may be."""
    tried: set[str] = set()
    while True:
        step = next(
            (step for step in interview.steps if _is_open(interview, step, names) and step.path not in tried), None
        )
        if step is None:
            return interview
        tried.add(step.path)
        interview = _said(interview, step.path, Enough() if step.is_repeat_end else Leave(Missing.BLANK))


def _is_open(interview: Interview, step: Step, names: Collection[str] | None) -> bool:
    """Tell whether a step of these entries, or of any, was not passed."""
    is_in = names is None or step.node.top.name in names
    return is_in and not interview.sheet.has(step.path) and not is_done(interview, step)
