"""Answer the questions from a file: the same loop and the same checks, and nobody is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from msgspec import Struct

from sstc_survey.checking import check, check_remark, check_state, is_blank
from sstc_survey.errors import Place, Problem
from sstc_survey.interview import Answer, Finish, Leave, Onward, Reply
from sstc_survey.prompting.conduct import AfterFailure, Stop, Verify
from sstc_survey.prompting.screens import Cover, Line, Screen
from sstc_survey.questionnaire import Leaf, Note, Questionnaire, Value
from sstc_survey.response import Missing
from sstc_survey.routing import route
from sstc_survey.wording import Words


class Given(Struct, frozen=True):
    """What a replies file gives for one question: a value or a state, perhaps a comment, and where it stands."""

    place: Place
    raw: object = None
    state: Missing | None = None
    remark: str | None = None

    @property
    def reply(self) -> Reply:
        """Return it as a reply."""
        if self.state is not None:
            return Leave(self.state, self.remark)
        return Answer(self.raw, self.remark)


class ScriptedPrompter:
    """Replies with what was given; a question without a reply is left blank."""

    def __init__(self, replies: Mapping[str, Given]) -> None:
        self._replies = replies
        self.problems: list[Problem] = []

    def open(self, cover: Cover, *, resumed: bool) -> None:
        """Show nothing."""

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop:
        """Return the reply that the file gives."""
        if not screen.askable:
            return Onward()
        given = self._replies.get(screen.question.name)
        reply = given.reply if given else Leave(Missing.BLANK)
        if problem := verify(reply):
            self.reject(problem)
            return Stop()
        return reply

    def remark(self, screen: Screen, verify: Verify) -> None:
        """Give none: a comment comes with its reply."""

    def review(self, lines: tuple[Line, ...]) -> Reply | Stop:
        """Finish: a file changes nothing at review."""
        return Finish()

    def reject(self, problem: Problem) -> None:
        """Remember why a reply was not taken."""
        self.problems.append(problem)

    def not_saved(self, problem: Problem, reply: Reply) -> AfterFailure:
        """Remember why it was not saved, and stop: nobody is there to decide otherwise."""
        self.problems.append(problem)
        return Stop()

    def close(self, closing: str) -> None:
        """Show nothing."""


def faults(questionnaire: Questionnaire, replies: Mapping[str, Given], words: Words, whole: Place) -> Iterator[Problem]:
    """Yield everything wrong with the replies of one response; `whole` is where the response stands."""
    leaves = {leaf.name: leaf for leaf in questionnaire.leaves()}
    values: dict[str, Value] = {}
    sound = True
    for name, given in replies.items():
        outcome = _judged(questionnaire, leaves.get(name), given, words, name)
        if isinstance(outcome, Problem):
            sound = False
            yield replace(outcome, place=given.place)
        elif outcome is not None:
            values[name] = outcome
    steps = {step.name: step.question for step in route(questionnaire, values)}
    for name, leaf in steps.items():
        if name not in replies and not isinstance(leaf, Note) and leaf.required:
            yield Problem("reply-missing", {"name": name}, whole)
    # Which questions are asked is not known while an answer is wrong.
    if sound:
        for name in replies.keys() - steps.keys():
            yield Problem("reply-off-route", {"name": name}, replies[name].place)


def _judged(
    questionnaire: Questionnaire, leaf: Leaf | None, given: Given, words: Words, name: str
) -> Value | Problem | None:
    """Return the value that is given, None where none is, or the problem with it."""
    if leaf is None:
        return Problem("reply-unknown-question", {"name": name} | _meant(questionnaire, name))
    if isinstance(leaf, Note):
        return Problem("reply-not-askable", {"name": name})
    if given.remark is not None and isinstance(remark := check_remark(given.remark), Problem):
        return remark
    state = Missing.BLANK if given.state is None and is_blank(given.raw) else given.state
    return check(leaf, given.raw, words) if state is None else check_state(questionnaire, leaf, state)


def _meant(questionnaire: Questionnaire, name: str) -> dict[str, str]:
    from difflib import get_close_matches

    close = get_close_matches(name, [leaf.name for leaf in questionnaire.leaves()], n=1)
    return {"suggestion": f'"{close[0]}"'} if close else {}
