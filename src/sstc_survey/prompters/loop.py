"""The one interview loop, and what it asks of whoever puts the questions and whoever keeps the answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol, TypeAlias

from msgspec import Struct

from sstc_survey.engine.interview import Answer, Back, Comment, Continue, Interview, Reply
from sstc_survey.engine.transitions import advance
from sstc_survey.i18n import set_language
from sstc_survey.problems import Problem
from sstc_survey.prompters.screens import Cover, Line, RepeatScreen, Screen, cover, repeat_screen, review, screen
from sstc_survey.questionnaire import Value
from sstc_survey.response import Status


class Stop(Struct, frozen=True):
    """Leave the interview as it is; the draft is kept."""


class Retry(Struct, frozen=True):
    """Try to save again in the same place."""


class Elsewhere(Struct, frozen=True):
    """Save in another folder from now on."""

    folder: str


AfterFailure: TypeAlias = Retry | Elsewhere | Stop


class Verify:
    """Says beforehand what a reply would come to."""

    def __init__(self, interview: Interview, elapsed: Callable[[], int]) -> None:
        self._interview = interview
        self._elapsed = elapsed
        self._last: tuple[Reply, Interview | Problem] | None = None

    def __call__(self, reply: Reply) -> Problem | None:
        """Return what would be wrong with a reply, or None."""
        outcome = self._outcome(reply)
        return outcome if isinstance(outcome, Problem) else None

    def value(self, reply: Reply) -> Value | None:
        """Return what would stand in the question on the screen, or None where that would be nothing."""
        outcome = self._outcome(reply)
        return None if isinstance(outcome, Problem) else outcome.sheet.answer(self._interview.position)

    def _outcome(self, reply: Reply) -> Interview | Problem:
        if self._last is None or self._last[0] != reply:
            self._last = (reply, advance(self._interview, reply, self._elapsed()))
        return self._last[1]


class Prompter(Protocol):
    """Puts questions to a person or a file. End of input is a Stop; Ctrl-C and signals are raised."""

    def open(self, cover: Cover, *, resumed: bool) -> None:
        """Show what the interview is about."""

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop:
        """Put a question and return the reply; `verify` says beforehand what would be wrong with one."""

    def ask_repeat(self, screen: RepeatScreen, verify: Verify) -> Reply | Stop:
        """Ask whether a repeat has one instance more, and return the reply: add, remove, or enough."""

    def ask_comment(self, screen: Screen, verify: Verify) -> Comment | Back | Stop | None:
        """Ask for the comment that goes with an answer, which is saved already; None leaves it as it is."""

    def review(self, lines: tuple[Line, ...]) -> Reply | Stop:
        """Show all replies and return what to do: change one, finish, or stop."""

    def reject(self, problem: Problem) -> None:
        """Say why the last reply changes nothing; the question is put again."""

    def not_saved(self, problem: Problem, reply: Reply) -> AfterFailure:
        """Say that a reply could not be saved, and return what to do about it."""

    def close(self, closing: str) -> None:
        """Show the last words of the questionnaire."""


class Keeper(Protocol):
    """Keeps an interview; when `keep` returns None it has survived whatever comes next."""

    def keep(self, interview: Interview) -> Problem | None:
        """Save durably, or return why not."""

    def move(self, folder: str) -> Problem | None:
        """Save in another folder from now on, or return why not."""


def run_interview(
    interview: Interview,
    prompter: Prompter,
    keeper: Keeper,
    elapsed: Callable[[], int],
    *,
    resumed: bool = False,
) -> Interview:
    """Hold an interview to its end or to a stop, and return it as it was last saved."""
    set_language(interview.language)
    prompter.open(cover(interview), resumed=resumed)
    hold = _Loop(prompter, keeper, elapsed)
    while interview.status is Status.PARTIAL:
        interview, goes_on = hold.step(interview)
        if not goes_on:
            return interview
    prompter.close(interview.words(interview.questionnaire.closing).strip())
    return interview


class _Loop(NamedTuple):
    """Everyone who takes part in an interview beside the one who answers."""

    prompter: Prompter
    keeper: Keeper
    elapsed: Callable[[], int]

    def step(self, interview: Interview) -> tuple[Interview, bool]:
        """Put what stands next; return the interview after the reply, and whether it goes on."""
        set_language(interview.language)
        if interview.step is None:
            return self._take(interview, self.prompter.review(review(interview)))
        if interview.step.is_repeat_end:
            asked = repeat_screen(interview, interview.step)
            return self._take(interview, self.prompter.ask_repeat(asked, Verify(interview, self.elapsed)))
        shown = screen(interview, interview.step)
        reply = self.prompter.ask(shown, Verify(interview, self.elapsed))
        following, goes_on = self._take(interview, reply)
        if not goes_on or following is interview or not _invites_comment(shown, reply, following):
            return following, goes_on
        # The answer is on the disk before anything more is asked.
        comment = self.prompter.ask_comment(shown, Verify(following, self.elapsed))
        return (following, True) if comment is None else self._take(following, comment)

    def _take(self, interview: Interview, reply: Reply | Stop) -> tuple[Interview, bool]:
        """Return the interview after a reply, as it was where the reply does not fit or could not be saved."""
        if isinstance(reply, Stop):
            return interview, False
        following = advance(interview, reply, self.elapsed())
        if isinstance(following, Problem):
            self.prompter.reject(following)
            return interview, True
        return (following, True) if _kept(following, reply, self.prompter, self.keeper) else (interview, False)


def _invites_comment(shown: Screen, reply: Reply | Stop, following: Interview) -> bool:
    return (
        shown.asks_comment
        and isinstance(reply, Answer | Continue)
        and (not isinstance(reply, Answer) or reply.comment is None)
        and shown.path in following.sheet.answers
    )


def _kept(interview: Interview, reply: Reply, prompter: Prompter, keeper: Keeper) -> bool:
    """Save, and go on trying as long as the person wants to; tell whether it was saved."""
    problem = keeper.keep(interview)
    while problem is not None:
        match prompter.not_saved(problem, reply):
            case Retry():
                problem = keeper.keep(interview)
            case Elsewhere(folder):
                problem = keeper.move(folder) or keeper.keep(interview)
            case Stop():
                return False
    return True
