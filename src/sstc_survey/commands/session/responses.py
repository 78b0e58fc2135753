"""The responses of a session: the panellists' own, and quotes, practices and replies that belong to them."""

from __future__ import annotations

import os
import time
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
from sstc_survey.session.events import Attach, Session
from sstc_survey.session.standing import SeatFacts, said_in, who_is
from sstc_survey.storage.ids import file_name
from sstc_survey.storage.response_file import ResponseFile
from sstc_survey.storage.responses import read_response

QUOTE: Final = "sstc-quote"
FOLLOW_UP: Final = "sstc-follow-up"
PRACTICE: Final = "sstc-good-practice"
# Whoever is called away from a response lets it go within a second.
_PATIENCE: Final = 2.0
_PAUSE: Final = 0.1


class Taken(Struct, frozen=True):
    """How a turn ended: the interview then, the command of the board that it was left for, if any, and whether all
    of it was passed.
    """

    interview: Interview
    command: str = ""
    is_over: bool = False


class TurnOf(Struct, frozen=True):
    """A turn that can be taken: the entries with these names of a response.

    A response that is not there yet begins with what is `given`. What comes `before` is asked first where something is
    open in it. One that `finishes` is complete once all is
    passed; one that is extra goes where nothing was said in it.
    """

    label: str
    response: str
    names: tuple[str, ...]
    headings: tuple[str, ...]
    questionnaire: str = ""
    given: Mapping[str, Reply] = {}
    before: tuple[str, ...] = ()
    finishes: bool = False
    is_extra: bool = False


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

    def begin(self, response_id: str, given: Mapping[str, Reply], questionnaire: str = "") -> Problem | None:
        """Make a new response in which this was said already, by name; or return why not."""
        keeper = self._begin(response_id, given, questionnaire)
        if isinstance(keeper, Problem):
            return keeper
        keeper.close()
        return None

    def _begin(self, response_id: str, given: Mapping[str, Reply], questionnaire: str) -> FileKeeper | Problem:
        loaded = self._of(questionnaire)
        head = self._head(loaded, response_id)
        interview = begin_interview(loaded.questionnaire, head, LOCAL)
        for name, reply in given.items():
            interview = _said(interview, name, reply)
        try:
            keeper = FileKeeper.begin(self.answers, loaded, head, now)
        except SurveyError as error:
            return error.problems[0]
        problem = keeper.save(interview)
        if problem is not None:
            keeper.remove_saved()
            keeper.close()
        return problem or keeper

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

    def is_draft(self, attached: Attach) -> bool:
        """Tell whether something was said in what is attached to a panellist, and not all."""
        interview = self.interview(attached.response, attached.questionnaire)
        return isinstance(interview, Interview) and interview.status is Status.PARTIAL

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
        turn: TurnOf,
        prompter: Prompter,
        ends: Callable[[], bool] = lambda: False,
        refusal: Callable[[], Problem | None] = lambda: None,
    ) -> Taken | Problem:
        """Take a turn until all is passed, it is left or `ends` tells that it is over; or return why there was none."""
        if os.path.lexists(self.path(turn.response, turn.questionnaire)):
            opened = self._open(turn.response, turn.questionnaire)
        else:
            # The session names a response before its file is made.
            opened = self._begin(turn.response, turn.given, turn.questionnaire)
        if isinstance(opened, Problem):
            return opened
        with opened as keeper:
            response, questionnaire = keeper.saved, self._of(turn.questionnaire).questionnaire
            interview = resume_interview(questionnaire, response, now(), LOCAL)
            unfinished = {path: field for path, field in response.unfinished.items() if isinstance(field, Unfinished)}
            names = [*(turn.before if _is_any_open(interview, turn.before) else ()), *turn.names]
            bounded = Turn(interview, prompter, keeper, names, turn.headings, ends, refusal)
            elapsed = stopwatch(interview.events[-1].elapsed)
            interview = run_interview(interview, bounded, bounded, elapsed, unfinished=unfinished, resumed=True)
            said = any(interview.sheet.is_mentioned(name) for name in names)
            if turn.is_extra and not (said or any(name in names for name in keeper.unfinished)):
                keeper.remove_saved()
            elif turn.finishes and bounded.is_over:
                interview = finished(interview)
                if problem := keeper.save(interview):
                    return problem
        return Taken(interview, bounded.aside.command if bounded.aside else "", is_over=bounded.is_over)

    def leave_blank(self, response_id: str, names: Collection[str]) -> Problem | None:
        """Leave blank what is open in these entries, where that may be; or return why it was not saved."""
        return self._change(response_id, "", lambda interview: _blank(interview, names))

    def finish(self, response_id: str, questionnaire: str = "") -> Problem | None:
        """Finish a response in which nothing is open that has to be said; another stays as it is.

        Of the session's own questionnaire, what was not reached stays open.
        """

        def finish(interview: Interview) -> Interview:
            may_finish = questionnaire or first_unanswered(interview) is None
            done = finished(interview) if may_finish else interview
            return done if done.status is Status.COMPLETE else interview

        return self._change(response_id, questionnaire, finish)

    def is_there(self, response_id: str) -> bool:
        """Tell whether a response was made, and is still there."""
        return os.path.lexists(self.path(response_id))

    def remove(self, response_id: str) -> Problem | None:
        """Remove a response in which nothing was said, or return why not."""
        opened = self._open(response_id, "")
        if isinstance(opened, Problem):
            return opened
        with opened as keeper:
            keeper.remove_saved(also_old=True)
        return None

    def _change(self, response_id: str, questionnaire: str, change: Callable[[Interview], Interview]) -> Problem | None:
        """Save what a change makes of a draft; return why that failed. What is no draft, or not there, stays so."""
        if not os.path.lexists(self.path(response_id, questionnaire)):
            return None
        opened = self._open(response_id, questionnaire)
        if isinstance(opened, Problem):
            return None if opened.code == codes.NOT_A_DRAFT else opened
        with opened as keeper:
            before = resume_interview(self._of(questionnaire).questionnaire, keeper.saved, now(), LOCAL)
            interview = change(before)
            return None if interview is before else keeper.save(interview)

    def _open(self, response_id: str, questionnaire: str) -> FileKeeper | Problem:
        """Open a draft, once whoever was called away from it has let it go."""
        path = self.path(response_id, questionnaire)
        file = ResponseFile.resume(path)
        until = time.monotonic() + _PATIENCE
        while isinstance(file, Problem) and file.code == codes.RESPONSE_LOCKED and time.monotonic() < until:
            time.sleep(_PAUSE)
            file = ResponseFile.resume(path)
        if isinstance(file, Problem):
            return file
        response = file.saved
        if response is None or response.status is not Status.PARTIAL:
            file.close()
            status = response.status.value if response else "missing"
            return Problem(codes.NOT_A_DRAFT, {"id": response_id, "status": status}, Place(path))
        try:
            return FileKeeper.resume(file, self.answers, self._of(questionnaire), response, now)
        except SurveyError as error:
            return error.problems[0]

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
        if response.status not in (Status.PARTIAL, Status.COMPLETE):
            return Problem(codes.NOT_A_DRAFT, {"id": response.id, "status": response.status.value}, Place(path))
        # One that is complete stays so: it is only looked at.
        return replace(resume_interview(questionnaire, response, response.started, LOCAL), status=response.status)


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


def _is_any_open(interview: Interview, names: Collection[str]) -> bool:
    """Tell whether a step of these entries was not passed."""
    return any(_is_open(interview, step, names) for step in interview.steps)


def _is_open(interview: Interview, step: Step, names: Collection[str] | None) -> bool:
    """Tell whether a step of these entries, or of any, was not passed."""
    is_in = names is None or step.node.top.name in names
    return is_in and not interview.sheet.has(step.path) and not is_done(interview, step)
