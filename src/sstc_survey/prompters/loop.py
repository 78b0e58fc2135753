"""The one interview loop, what it needs of a prompter and a keeper, and the prompter and keeper that do nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from sstc_survey.engine.editing import Change, unexplained
from sstc_survey.engine.interview import Interview, cut_repeats
from sstc_survey.engine.repeats import steps_before
from sstc_survey.engine.replies import Answer, Back, ChangeLanguage, Comment, Continue, Reason, Reply
from sstc_survey.engine.transitions import advance, can_go_back
from sstc_survey.i18n import set_language
from sstc_survey.problems import Problem, Unsavable
from sstc_survey.prompters.fields import Fields
from sstc_survey.prompters.screens import (
    Cover,
    ReasonScreen,
    RepeatScreen,
    ReviewLine,
    Screen,
    cover,
    reason_screen,
    repeat_screen,
    review,
    screen,
)
from sstc_survey.questionnaire import Value
from sstc_survey.response import Status, Unfinished, comment_field


class Stop(Struct, frozen=True):
    """Leave the interview as it is; the draft stays saved."""


class Aside(Stop, frozen=True):
    """Leave a turn of a session for a command of its board, by its letter or its words; then the turn goes on."""

    command: str


class NotBack(Struct, frozen=True):
    """The reply before this one, which was Back, was none: the key was the beginning of another, which came late."""


class Retry(Struct, frozen=True):
    """Try to save again in the same place."""


class Elsewhere(Struct, frozen=True):
    """Save in another folder from now on."""

    folder: str


AfterFailure: TypeAlias = Retry | Elsewhere | Stop


class Verify:
    """Checks a reply to the question on the screen before it is given."""

    def __init__(self, interview: Interview, elapsed: Callable[[], int]) -> None:
        self._interview = interview
        self._elapsed = elapsed
        self._last: tuple[Reply, Interview | Problem] | None = None

    def __call__(self, reply: Reply) -> Problem | None:
        """Return what is wrong with a reply, or None."""
        outcome = self._outcome(reply)
        return outcome if isinstance(outcome, Problem) else None

    def value(self, reply: Reply) -> Value | None:
        """Return the answer that a reply would give to the question on the screen, or None."""
        outcome = self._outcome(reply)
        return None if isinstance(outcome, Problem) else outcome.sheet.answer(self._interview.position)

    def _outcome(self, reply: Reply) -> Interview | Problem:
        if self._last is None or self._last[0] != reply:
            self._last = (reply, advance(self._interview, reply, self._elapsed()))
        return self._last[1]


class Prompter(Protocol):
    """Asks a person, a file or a random generator. End of input is a Stop; Ctrl-C and signals are raised."""

    def open(self, cover: Cover | None, fields: Fields, *, resumed: bool) -> None:
        """Show what the interview is about, if anything; what stands in a field that is asked is put in `fields`."""

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop | NotBack:
        """Ask a question and return the reply; `verify` says what is wrong with one before it is returned."""

    def ask_repeat(self, screen: RepeatScreen, verify: Verify) -> Reply | Stop | NotBack:
        """Ask whether to add an instance to a repeat, and return the reply: add, remove, or enough."""

    def ask_comment(self, screen: Screen, verify: Verify) -> Comment | Back | Stop | None:
        """Ask for the comment that goes with an answer, which is saved already; None leaves it as it is."""

    def review(self, lines: tuple[ReviewLine, ...]) -> Reply | Stop | NotBack:
        """Show all answers and return what to do: change one, finish, or stop."""

    def reject(self, problem: Problem) -> None:
        """Say why the last reply was not accepted, and the question is asked again; or what follows from it."""

    def not_saved(self, problem: Problem, reply: Reply) -> AfterFailure:
        """Say that a reply could not be saved, and return what to do about it."""

    def close(self, closing: str) -> None:
        """Show the last words of the questionnaire."""


class ReasonPrompter(Protocol):
    """Asks for the reasons of an edit; a prompter asks for the rest."""

    def ask_reason(self, screen: ReasonScreen, verify: Verify) -> Reason | Back | Stop:
        """Ask why an answer was changed, which is saved already; Back leads to the question again."""


class EditPrompter(Prompter, ReasonPrompter, Protocol):
    """Asks all that an edit needs."""


class Keeper(Protocol):
    """Saves an interview; when `save` returns None, it is on the disk."""

    def save(self, interview: Interview, unfinished: Mapping[str, Unfinished]) -> Problem | None:
        """Save durably, or return why not; Unsavable where it is for what is to be saved."""

    def save_fields(self, unfinished: Mapping[str, Unfinished]) -> Problem | None:
        """Save what stands in fields with the interview as it was saved last, or return why not."""

    def move(self, folder: str) -> Problem | None:
        """Save in another folder from now on, or return why not."""


class ReferenceKeeper(Protocol):
    """Keeps what the interviewer calls the interview, which is how lists name it."""

    @property
    def reference(self) -> str:
        """Return the reference; empty where there is none."""

    def save_reference(self, reference: str) -> Problem | None:
        """Save another reference durably, an empty one for none, or return why not."""


class NullPrompter:
    """A base for prompters that ask nobody: it shows nothing, and is its own keeper, in memory."""

    def __init__(self, interview: Interview) -> None:
        self._interview = interview

    def open(self, cover: Cover | None, fields: Fields, *, resumed: bool) -> None:
        """Show nothing."""

    def ask_comment(self, screen: Screen, verify: Verify) -> Comment | None:
        """Give no comment."""

    def not_saved(self, problem: Problem, reply: Reply) -> AfterFailure:
        """Stop; this does not happen, as saving in memory does not fail."""
        return Stop()

    def close(self, closing: str) -> None:
        """Show nothing."""

    def save(self, interview: Interview, unfinished: Mapping[str, Unfinished]) -> Problem | None:
        """Remember the interview as it is now."""
        self._interview = interview
        return None

    def save_fields(self, unfinished: Mapping[str, Unfinished]) -> Problem | None:
        """Save nothing: there are no fields."""

    def move(self, folder: str) -> Problem | None:
        """Do nothing: nothing is written to a folder."""


def run_interview(
    interview: Interview,
    prompter: Prompter,
    keeper: Keeper,
    elapsed: Callable[[], int],
    *,
    unfinished: Mapping[str, Unfinished] | None = None,
    resumed: bool = False,
    reasons: ReasonPrompter | None = None,
) -> Interview:
    """Run an interview to its end or to a stop, and return it as it was last saved.

    `unfinished` is what stands in the fields of a draft that is resumed; `reasons` asks for those of an edit.
    """
    set_language(interview.language)
    fields = Fields(unfinished or {}, keeper.save_fields)
    prompter.open(cover(interview, resumed=resumed), fields, resumed=resumed)
    for problem in cut_repeats(interview):
        prompter.reject(problem)
    run = _Run(prompter, keeper, fields, elapsed, reasons)
    try:
        if resumed:
            interview, goes_on = run.ask_begun_comment(interview)
            if not goes_on:
                return interview
        while interview.status is Status.PARTIAL:
            interview, goes_on = run.step(interview)
            if not goes_on:
                return interview
    finally:
        # Whatever ends it, also a signal, what was typed is kept.
        fields.keep()
    if interview.reopened is None:
        prompter.close(interview.words(interview.questionnaire.closing).strip())
    return interview


class _Run:
    """The parts that take part in a run of the loop; `elapsed` tells the ms since the interview began."""

    def __init__(
        self,
        prompter: Prompter,
        keeper: Keeper,
        fields: Fields,
        elapsed: Callable[[], int],
        reasons: ReasonPrompter | None,
    ) -> None:
        self.prompter = prompter
        self.reasons = reasons
        self.keeper = keeper
        self.fields = fields
        self.elapsed = elapsed
        # Asks again what Back has left, as it was; None where the last reply was another.
        self._before_back: Callable[[], tuple[Interview, bool]] | None = None

    def step(self, interview: Interview) -> tuple[Interview, bool]:
        """Ask the next question; return the interview after the reply, and whether it goes on."""
        set_language(interview.language)
        # Whoever is at the question still, or has gone back to it, may change it once more.
        change = None if self.reasons is None else unexplained(interview)
        if self.reasons is not None and change is not None and change.step.path != interview.position:
            return self._ask_reason(interview, change, self.reasons)
        if interview.step is None:
            return self._take(interview, self.prompter.review(review(interview)))
        if interview.step.is_repeat_end:
            asked = repeat_screen(interview, interview.step)
            return self._take(interview, self.prompter.ask_repeat(asked, Verify(interview, self.elapsed)))
        shown = screen(interview, interview.step)
        reply = self.prompter.ask(shown, Verify(interview, self.elapsed))
        following, goes_on = self._take(interview, reply)
        invites_comment = (
            shown.asks_comment
            and (isinstance(reply, Continue) or (isinstance(reply, Answer) and reply.comment is None))
            and shown.path in following.sheet.answers
        )
        if not goes_on or following is interview or not invites_comment:
            return following, goes_on
        # The answer is on the disk before anything more is asked.
        return self._ask_comment(following, shown)

    def ask_begun_comment(self, interview: Interview) -> tuple[Interview, bool]:
        """Ask again for the comment on the step before, if an interview was left while it was written."""
        index = steps_before(interview)
        before = interview.steps[index - 1] if index else None
        if interview.step is None:
            # From review any question may have been answered last.
            begun = (step for step in interview.steps if self.fields.get(comment_field(step.path)) is not None)
            before = next(begun, None)
        if before is None or self.fields.get(comment_field(before.path)) is None:
            return interview, True
        shown = screen(replace(interview, position=before.path), before)
        # One that nobody was invited to write was left before.
        return self._ask_comment(interview, shown) if shown.asks_comment else (interview, True)

    def _ask_comment(self, interview: Interview, shown: Screen) -> tuple[Interview, bool]:
        comment = self.prompter.ask_comment(shown, Verify(interview, self.elapsed))
        if comment is None:
            return interview, True
        return self._take(interview, comment, lambda: self._ask_comment(interview, shown))

    def _ask_reason(self, interview: Interview, change: Change, reasons: ReasonPrompter) -> tuple[Interview, bool]:
        reply = reasons.ask_reason(reason_screen(interview, change), Verify(interview, self.elapsed))
        return self._take(interview, reply, lambda: self._ask_reason(interview, change, reasons))

    def _take(
        self,
        interview: Interview,
        reply: Reply | Stop | NotBack,
        before: Callable[[], tuple[Interview, bool]] | None = None,
    ) -> tuple[Interview, bool]:
        """Return the interview after a reply, or as it was where the reply is invalid or could not be saved.

        `before` asks again what was asked, where that is more than the step on the screen.
        """
        if isinstance(reply, Stop):
            return interview, False
        before_back, self._before_back = self._before_back, None
        if isinstance(reply, NotBack):
            if before_back is None:
                return interview, True
            # It is saved with the next reply: only the position differs from what is saved, or a new instance in
            # which nothing but what stands in its fields would be lost.
            self.fields.take_back()
            return before_back()
        following = advance(interview, reply, self.elapsed())
        if isinstance(following, Problem):
            self.prompter.reject(following)
            return interview, True
        problem = self._save(interview, following, reply)
        if isinstance(problem, Unsavable):
            self.prompter.reject(problem)
            return interview, True
        if problem is not None:
            return interview, False
        for notice in cut_repeats(following, interview):
            self.prompter.reject(notice)
        if isinstance(reply, ChangeLanguage) and not can_go_back(following):
            self._show_cover_again(interview, following)
        if isinstance(reply, Back):
            self._before_back = before or (lambda: (interview, True))
        return following, True

    def _show_cover_again(self, before: Interview, interview: Interview) -> None:
        """Show what the interview is about in the language that was chosen at its first question."""
        set_language(interview.language)
        again = cover(interview)
        if again != cover(before):
            self.prompter.open(again, self.fields, resumed=False)

    def _save(self, before: Interview, interview: Interview, reply: Reply) -> Problem | None:
        """Save, and retry as long as the person wants to and it can help; return why it was not saved."""

        def save(unfinished: Mapping[str, Unfinished]) -> Problem | None:
            problem = self.keeper.save(interview, unfinished)
            while problem is not None and not isinstance(problem, Unsavable):
                match self.prompter.not_saved(problem, reply):
                    case Retry():
                        problem = self.keeper.save(interview, unfinished)
                    case Elsewhere(folder):
                        problem = self.keeper.move(folder) or self.keeper.save(interview, unfinished)
                    case Stop():
                        return problem
            return problem

        events = [interview.events[number] for number in range(len(before.events), len(interview.events))]
        return self.fields.take(reply, before.position, events, save)
