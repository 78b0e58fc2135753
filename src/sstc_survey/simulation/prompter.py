"""Answer at random, in place of respondents, so that every part of a questionnaire is reached."""

from __future__ import annotations

import random
from collections import Counter
from typing import Final

from msgspec import Struct

from sstc_survey.engine.form import Form
from sstc_survey.engine.interview import Interview
from sstc_survey.engine.replies import (
    AddInstance,
    Answer,
    Comment,
    Continue,
    Enough,
    Finish,
    Leave,
    RemoveInstance,
    Reply,
)
from sstc_survey.engine.validation import is_blank
from sstc_survey.problems import Problem, codes
from sstc_survey.prompters.loop import NullPrompter, Stop, Verify
from sstc_survey.prompters.screens import RepeatScreen, ReviewLine, Screen
from sstc_survey.questionnaire import Choosing, Question, Value
from sstc_survey.response import REVIEW, Missing
from sstc_survey.simulation.hints import DrawContext, hints_of
from sstc_survey.simulation.texts import words
from sstc_survey.simulation.values import value

# So often one question is asked in one interview before it counts as one that cannot be answered.
MAX_TRIES: Final = 50
# So often a value is drawn for one try, until it meets the constraint.
_MAX_DRAWS: Final = 100
_MISSING_SHARES: Final = {Missing.BLANK: 0.08, Missing.DONT_KNOW: 0.04, Missing.REFUSED: 0.03}
_KEEP_SHARE: Final = 0.5
_COMMENT_SHARE: Final = 0.3
_REMOVE_SHARE: Final = 0.05
# How many instances a repeat gets, each as often as it stands here.
_INSTANCES: Final = (0, 1, 1, 2, 2, 3, 4)


class DeadEnd(Struct, frozen=True):
    """Where no reply was accepted, and the problem with the last one."""

    path: str
    problem: Problem | None


class SimulationContext:
    """What the interviews of a simulation share: the hints for each question, and the codes that none chose yet."""

    def __init__(self, form: Form) -> None:
        self.hints = hints_of(form)
        self.unchosen = {
            name: {choice.code for choice in node.choices}
            for name, node in form.nodes.items()
            if isinstance(node.entry, Choosing)
        }


class RandomPrompter(NullPrompter):
    """Replies at random.

    `stuck` says where the interview stopped because no reply was accepted, and `given_up` at which questions no answer
    was, so that they were left without one.
    """

    def __init__(self, interview: Interview, context: SimulationContext, rng: random.Random) -> None:
        super().__init__(interview)
        self.stuck: DeadEnd | None = None
        self.given_up: list[DeadEnd] = []
        self._context = context
        self._rng = rng
        self._tries: Counter[str] = Counter()
        # How many instances are still to be added to each repeat.
        self._to_add: dict[str, int] = {}
        self._problem: Problem | None = None
        # Where there was nothing to choose from, and after which answers.
        self._empty_lists: dict[str, Problem] = {}

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop:
        """Return a reply; after one that is not accepted, another."""
        self._tries[screen.path] += 1
        tries = self._tries[screen.path]
        if tries > MAX_TRIES:
            return self._give_up(screen)
        if not screen.askable:
            return Continue()
        if tries == 1 and (reply := self._reply_without_answer(screen)):
            return reply
        if isinstance(screen.question, Choosing) and not screen.options:
            self._empty_lists[screen.path] = self._no_choice()
            return _leave(screen) or Leave(Missing.BLANK)
        return Answer(self._draw(screen))

    def _give_up(self, screen: Screen) -> Reply | Stop:
        """Leave a question without an answer, or stop where that is not allowed."""
        dead_end = DeadEnd(screen.path, self._empty_lists.get(screen.path, self._problem))
        reply = _leave(screen)
        # Leaving a question that comes back again and again does not help either.
        if reply is None or self._tries[screen.path] > 2 * MAX_TRIES:
            self.stuck = dead_end
            return Stop()
        self.given_up.append(dead_end)
        return reply

    def _no_choice(self) -> Problem:
        """Return the problem that a filter leaves nothing, with the answers that it names."""
        step, state = self._interview.step, self._interview.state
        filter_ = step.node.choice_filter if step is not None else None
        said: dict[str, None] = {}
        for reference in filter_.references if filter_ is not None else ():
            node = self._interview.form.nodes.get(reference.name)
            if node is not None and step is not None:
                text = state.text(node, step.at[: step.node.shared_depth(node)])
                said[f"${{{node.name}}} = '{text}'"] = None
        answers = f"with {', '.join(said)}" if said else "whatever is answered"
        return Problem(codes.SIMULATION_NO_CHOICE, {"answers": answers})

    def _reply_without_answer(self, screen: Screen) -> Reply | None:
        """Return sometimes a reply that keeps the value, or one that gives no answer, where that is allowed."""
        if screen.value is not None and not screen.fault and self._happens(_KEEP_SHARE):
            return Continue()
        allowed = {
            Missing.BLANK: screen.can_skip,
            Missing.DONT_KNOW: screen.can_dont_know,
            Missing.REFUSED: screen.can_refuse,
        }
        shares = _MISSING_SHARES.items()
        replies = (Leave(missing) for missing, share in shares if allowed[missing] and self._happens(share))
        return next(replies, None)

    def _draw(self, screen: Screen) -> Value:
        """Draw an answer that meets the constraint, if one is found."""
        question, step, state = screen.question, self._interview.step, self._interview.state
        if not isinstance(question, Question) or step is None:
            raise TypeError(screen.path)
        unchosen = self._context.unchosen.get(question.name, set())
        hints = self._context.hints[question.name]
        context = DrawContext(self._rng, hints, state, step, screen.options, frozenset(unchosen))
        raw = value(question, context)
        for _ in range(_MAX_DRAWS):
            if not is_blank(raw) and state.meets_constraint(step.node, step.at, raw):
                break
            raw = value(question, context)
        unchosen.difference_update(raw if isinstance(raw, list) else (raw,))
        return raw

    def ask_repeat(self, screen: RepeatScreen, verify: Verify) -> Reply | Stop:
        """Add up to four instances, and sometimes remove the last one; now and then there is none."""
        path = screen.path
        if not self._may_try(path):
            return Stop()
        if path not in self._to_add:
            self._to_add[path] = self._rng.choice(_INSTANCES)
        if self._to_add[path] and screen.can_add:
            self._to_add[path] -= 1
            return AddInstance()
        if screen.instances and self._happens(_REMOVE_SHARE):
            return RemoveInstance(len(screen.instances))
        return Enough()

    def ask_comment(self, screen: Screen, verify: Verify) -> Comment | None:
        """Return a comment sometimes."""
        return Comment(words(self._rng), screen.path) if self._happens(_COMMENT_SHARE) else None

    def review(self, lines: tuple[ReviewLine, ...]) -> Reply | Stop:
        """Finish."""
        return Finish() if self._may_try(REVIEW) else Stop()

    def reject(self, problem: Problem) -> None:
        """Remember why the last reply was not accepted."""
        self._problem = problem

    def _happens(self, share: float) -> bool:
        return self._rng.random() < share

    def _may_try(self, path: str) -> bool:
        """Count a try; after too many of them, note that the interview is stuck there."""
        self._tries[path] += 1
        if self._tries[path] <= MAX_TRIES:
            return True
        self.stuck = DeadEnd(path, self._problem)
        return False


def _leave(screen: Screen) -> Leave | None:
    """Return a reply that leaves a question without an answer, if one is allowed."""
    if screen.can_skip:
        return Leave(Missing.BLANK)
    if screen.can_dont_know:
        return Leave(Missing.DONT_KNOW)
    return Leave(Missing.REFUSED) if screen.can_refuse else None
