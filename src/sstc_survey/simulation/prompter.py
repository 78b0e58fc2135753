"""Answer at random: a stand-in for respondents, which takes every turn that a questionnaire has."""

from __future__ import annotations

import random
from collections import Counter
from typing import Final

from msgspec import Struct

from sstc_survey.engine.form import Form
from sstc_survey.engine.interview import (
    AddInstance,
    Answer,
    Comment,
    Continue,
    Enough,
    Finish,
    Interview,
    Leave,
    RemoveInstance,
)
from sstc_survey.engine.interview import Reply as AnyReply
from sstc_survey.engine.validation import is_blank
from sstc_survey.problems import Problem
from sstc_survey.prompters.loop import Stop, Verify
from sstc_survey.prompters.screens import Line, RepeatScreen, Screen
from sstc_survey.prompters.scripted import NullPrompter
from sstc_survey.questionnaire import Choosing, Note, Value
from sstc_survey.response import Missing
from sstc_survey.simulation.hints import Draw, hints_of
from sstc_survey.simulation.texts import words
from sstc_survey.simulation.values import value

# So often is one question put in one interview before it counts as one that cannot be answered.
MOST_TRIES: Final = 50
# So often a value is drawn for one try, until it meets the constraint.
_DRAWS: Final = 100
_REVIEW: Final = "review"
_SHARES: Final = {Missing.BLANK: 0.08, Missing.DONT_KNOW: 0.04, Missing.REFUSED: 0.03}
_KEEPS: Final = 0.5
_REMARKS: Final = 0.3
_REMOVES: Final = 0.05


class Stuck(Struct, frozen=True):
    """Where an interview could not go on, and why the last reply was not taken."""

    path: str
    problem: Problem | None


class Memory:
    """What a run of interviews shares: what conditions are about, and the codes that were chosen already."""

    def __init__(self, form: Form) -> None:
        self.hints = hints_of(form)
        self.fresh = {
            name: {choice.code for choice in node.choices}
            for name, node in form.nodes.items()
            if isinstance(node.entry, Choosing)
        }


class RandomPrompter(NullPrompter):
    """Replies at random, and is its own keeper: it keeps nothing but where the interview stands.

    `stuck` says where it stopped because no reply was taken, and `given_up` where no answer was, so that the
    question was left.
    """

    def __init__(self, interview: Interview, memory: Memory, rng: random.Random) -> None:
        self.stuck: Stuck | None = None
        self.given_up: list[Stuck] = []
        super().__init__(interview)
        self._memory = memory
        self._rng = rng
        self._tries: Counter[str] = Counter()
        self._wanted: dict[str, int] = {}
        self._problem: Problem | None = None

    def ask(self, screen: Screen, verify: Verify) -> AnyReply | Stop:
        """Return a reply; one that is not taken is followed by another."""
        self._tries[screen.path] += 1
        tries = self._tries[screen.path]
        if tries > MOST_TRIES:
            return self._give_up(screen)
        if not screen.askable:
            return Continue()
        if tries == 1 and (left := self._left(screen)):
            return left
        if isinstance(screen.question, Choosing) and not screen.options:
            return _way_out(screen) or Leave(Missing.BLANK)
        return Answer(self._value(screen))

    def _give_up(self, screen: Screen) -> AnyReply | Stop:
        """Leave a question that no answer fits, or stop where it cannot be left."""
        place = Stuck(screen.path, self._problem)
        left = _way_out(screen)
        # What comes back again and again cannot be settled by leaving it either.
        if left is None or self._tries[screen.path] > 2 * MOST_TRIES:
            self.stuck = place
            return Stop()
        self.given_up.append(place)
        return left

    def _left(self, screen: Screen) -> AnyReply | None:
        """Return now and then a reply that gives no answer, where one is offered, or that keeps what stands there."""
        if screen.value is not None and not screen.fault and self._happens(_KEEPS):
            return Continue()
        offered = {
            Missing.BLANK: screen.can_skip,
            Missing.DONT_KNOW: screen.can_dont_know,
            Missing.REFUSED: screen.can_refuse,
        }
        left = (Leave(state) for state, share in _SHARES.items() if offered[state] and self._happens(share))
        return next(left, None)

    def _happens(self, share: float) -> bool:
        return self._rng.random() < share

    def _value(self, screen: Screen) -> Value:
        question, step = screen.question, self._interview.step
        if isinstance(question, Note) or step is None:
            raise TypeError(screen.path)
        fresh = self._memory.fresh.get(question.name, set())
        state = self._interview.state
        draw = Draw(self._rng, self._memory.hints[question.name], state, step, screen.options, frozenset(fresh))
        raw = value(question, draw)
        for _ in range(_DRAWS):
            if not is_blank(raw) and state.meets_constraint(step.node, step.at, raw):
                break
            raw = value(question, draw)
        fresh.difference_update(raw if isinstance(raw, list) else (raw,))
        return raw

    def _may_try(self, path: str) -> bool:
        """Count a try; after too many of them, say that the interview is stuck there."""
        self._tries[path] += 1
        if self._tries[path] <= MOST_TRIES:
            return True
        self.stuck = Stuck(path, self._problem)
        return False

    def ask_repeat(self, screen: RepeatScreen, verify: Verify) -> AnyReply | Stop:
        """Add up to three instances, or now and then take the last one away."""
        if not self._may_try(screen.path):
            return Stop()
        if screen.path not in self._wanted:
            self._wanted[screen.path] = self._rng.choice((0, 0, 1, 1, 2, 3))
            if screen.instances and self._happens(_REMOVES):
                self._wanted[screen.path] = 0
                return RemoveInstance(len(screen.instances))
        if self._wanted[screen.path] and screen.can_add:
            self._wanted[screen.path] -= 1
            return AddInstance()
        return Enough()

    def ask_comment(self, screen: Screen, verify: Verify) -> Comment | None:
        """Return a comment sometimes."""
        return Comment(words(self._rng), screen.path) if self._happens(_REMARKS) else None

    def review(self, lines: tuple[Line, ...]) -> AnyReply | Stop:
        """Finish."""
        return Finish() if self._may_try(_REVIEW) else Stop()

    def reject(self, problem: Problem) -> None:
        """Remember why the last reply was not taken."""
        self._problem = problem


def _way_out(screen: Screen) -> Leave | None:
    """Return a reply that leaves a question without an answer, if there is any."""
    if screen.can_skip:
        return Leave(Missing.BLANK)
    if screen.can_dont_know:
        return Leave(Missing.DONT_KNOW)
    return Leave(Missing.REFUSED) if screen.can_refuse else None
