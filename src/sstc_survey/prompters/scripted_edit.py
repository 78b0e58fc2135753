"""Edit a response with replies that are given beforehand: the same loop and the same validation, nobody is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from sstc_survey.engine.interview import Interview, first_open, objection
from sstc_survey.engine.repeats import gate_before
from sstc_survey.engine.replies import Answer, Back, Continue, Enough, Finish, GoTo, Leave, Reason, Reply
from sstc_survey.problems import Problem, codes
from sstc_survey.prompters.loop import NullPrompter, Stop, Verify
from sstc_survey.prompters.screens import ReasonScreen, RepeatScreen, ReviewLine, Screen
from sstc_survey.prompters.scripted import DependentErrors, Script, Validated
from sstc_survey.response import EventKind, Missing, Unfinished


class ScriptedEditor(NullPrompter):
    """Gives the replies of a script from review, in the order of the questionnaire, each with the same reason.

    A reply that is refused is tried again after another was taken, as it may depend on that. Questions that the
    changes lead to, and that the script does not name, are left blank. `problems` has all that is wrong.
    """

    def __init__(self, interview: Interview, script: Script, validated: Validated, reason: str) -> None:
        super().__init__(interview)
        self.problems = [outcome for outcome in validated.values() if isinstance(outcome, Problem)]
        self._script = script
        self._validated = validated
        self._reason = reason
        self._given: set[str] = set()
        self._refused: dict[str, Problem] = {}
        self._passed_over: set[str] = set()
        self._dependent_errors = DependentErrors(interview.form)
        for path, outcome in validated.items():
            if isinstance(outcome, Problem):
                self._dependent_errors.add(path)

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop:
        """Return the reply that the script has to a question, or what follows without one."""
        path = screen.path
        if (target := self._next()) != path:
            return self._to(target)
        if self._is_to_give(path):
            self._given.add(path)
            given, value = self._script.replies[path], self._validated[path]
            # What a script says reads the same in every language.
            return given.reply if value is None or screen.read_only else Answer(value, given.comment)
        if screen.fault:
            return self._pass_over(path)
        if screen.value is not None or not screen.askable:
            return Continue()
        return Leave(Missing.BLANK) if screen.can_skip else self._pass_over(path)

    def ask_repeat(self, screen: RepeatScreen, verify: Verify) -> Reply | Stop:
        """Add no instance."""
        target = self._next()
        return Enough() if target == screen.path else self._to(target)

    def ask_reason(self, screen: ReasonScreen, verify: Verify) -> Reason | Back | Stop:
        """Give the reason, which is one for all changes."""
        return Reason(self._reason, screen.path)

    def review(self, lines: tuple[ReviewLine, ...]) -> Reply | Stop:
        """Go to what is to be changed or to be asked, and at the end accept the edit."""
        if (target := self._next()) is not None:
            return GoTo(target)
        return Stop() if self.problems or self._refused else Finish()

    def reject(self, problem: Problem) -> None:
        """Remember why a reply was not accepted."""
        step = self._interview.step
        if step is not None and step.path in self._given:
            self._given.discard(step.path)
            self._refused[step.path] = problem
        else:
            self.problems.append(problem._replace(place=self._script.place))
            self._passed_over.update([] if step is None else [step.path])

    def save(self, interview: Interview, unfinished: Mapping[str, Unfinished]) -> None:
        """Remember the interview; where something was taken, what was refused has another chance."""
        new = islice(interview.events, len(self._interview.events), None)
        if any(event.kind in (EventKind.ANSWER, EventKind.MISSING) for event in new):
            self._refused.clear()
        self._interview = interview

    def remaining_problems(self) -> Iterator[Problem]:
        """Yield the problems that the end of the edit shows: replies refused, and replies to what is not asked."""
        for path, problem in self._refused.items():
            yield problem._replace(place=self._script.replies[path].place)
        for path, given in self._script.replies.items():
            is_wrong = path in self._refused or isinstance(self._validated[path], Problem)
            is_asked = self._interview.index_of(path) is not None
            if not (is_wrong or is_asked or path in self._dependent_errors):
                yield Problem(codes.REPLY_OFF_ROUTE, {"name": path}, given.place)

    def _is_to_give(self, path: str) -> bool:
        is_valid = path in self._validated and not isinstance(self._validated[path], Problem)
        return is_valid and path not in self._given and path not in self._refused

    def _next(self) -> str | None:
        """Return the path of what is to be asked now; None where that is nothing."""
        given = next((step.path for step in self._interview.steps if self._is_to_give(step.path)), None)
        if given is not None:
            return given
        path = first_open(self._interview)
        if path is None or path in self._passed_over:
            return None
        return gate_before(self._interview, self._interview.steps[self._interview.index_of(path) or 0]).path

    def _to(self, path: str | None) -> Reply | Stop:
        """Go to a question; where nothing is left to ask but what was passed over, stop."""
        if path is not None:
            return GoTo(path)
        return Stop() if first_open(self._interview) is not None else Back()

    def _pass_over(self, path: str) -> Stop:
        """Report a question that has no valid answer, and that the script does not name."""
        self._passed_over.add(path)
        interview = self._interview
        step = interview.steps[interview.index_of(path) or 0]
        is_wrong = path in self._refused or isinstance(self._validated.get(path), Problem)
        if not (is_wrong or path in self._dependent_errors):
            fault = objection(interview, step) if interview.sheet.has(path) else None
            self.problems.append(
                Problem(codes.REPLY_MISSING, {"name": path}, self._script.place)
                if fault is None
                else Problem(codes.EDIT_ANSWER_UNFIT, {"name": path, "fault": fault.fault}, self._script.place)
            )
        return Stop()
