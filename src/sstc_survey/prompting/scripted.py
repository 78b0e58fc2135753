"""Answer the questions from a file: the same loop and the same checks, and nobody is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from sstc_survey.errors import Problem
from sstc_survey.interview import (
    AddInstance,
    Back,
    Enough,
    Finish,
    Interview,
    Leave,
    Onward,
    Remark,
    RemoveInstance,
    Reply,
    objection,
)
from sstc_survey.keys import instance_key, split_key
from sstc_survey.prompting.conduct import Stop, Verify
from sstc_survey.prompting.doubts import Doubts
from sstc_survey.prompting.reviewing import Line
from sstc_survey.prompting.screens import Gate, Screen
from sstc_survey.prompting.scripted_replies import Given, Script
from sstc_survey.prompting.silent import SilentPrompter
from sstc_survey.questionnaire import Note, Value
from sstc_survey.response import Missing

# So often is one question put again because others changed what stands there, before that goes on for ever.
_MOST_TIMES: Final = 5
_NOT_GIVEN: Final = {"reply-required", "reply-required-here"}


class ScriptedPrompter(SilentPrompter):
    """Replies with what is given, and is its own keeper: it keeps nothing but where the interview stands.

    A question without a reply keeps what stands there, or is left blank. One whose reply does not fit is passed
    over, so that everything wrong with a file is found at once; `judged` has what is known to be wrong beforehand.
    """

    def __init__(self, interview: Interview, script: Script, judged: Mapping[str, Value | Problem | None]) -> None:
        self.problems = [outcome for outcome in judged.values() if isinstance(outcome, Problem)]
        super().__init__(interview)
        self._script = script
        self._judged = judged
        self._passed_over: set[str] = set()
        self._times: Counter[str] = Counter()
        self._doubts = Doubts(interview.form)
        for key, outcome in judged.items():
            if isinstance(outcome, Problem):
                self._doubts.add(key)

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop:
        """Return the reply that is given, or go past the question if it does not fit."""
        key = screen.key
        self._times[key] += 1
        if key in self._passed_over:
            return Stop()
        if gate := self._gate_of_unwanted(key):
            return Back(gate)
        if isinstance(self._judged.get(key), Problem):
            return self._pass_over(key)
        if self._times[key] > _MOST_TIMES:
            return self._refuse(key, Problem("interview-not-done", {"name": key}))
        reply = self._reply(screen)
        problem = reply if isinstance(reply, Problem) else verify(reply)
        return reply if problem is None and not isinstance(reply, Problem) else self._refuse(key, problem)

    def gate(self, gate: Gate, verify: Verify) -> Reply | Stop:
        """Bring the repeat to as many instances as are given."""
        count, wanted = len(gate.instances), self._script.count(gate.key)
        if count < wanted:
            return AddInstance()
        return RemoveInstance(count) if count > wanted else Enough()

    def remark(self, screen: Screen, verify: Verify) -> None:
        """Give none: a comment comes with its reply."""

    def review(self, lines: tuple[Line, ...]) -> Reply | Stop:
        """Finish: a file changes nothing at review."""
        return Stop() if self.problems else Finish()

    def reject(self, problem: Problem) -> None:
        """Remember why a reply was not taken."""
        self.problems.append(problem)

    def left_over(self) -> Iterator[Problem]:
        """Yield what the end of the interview shows to be wrong: what fits no more, and what was never asked."""
        steps = {step.key: step for step in self._interview.steps}
        for key, step in steps.items():
            if key not in self._passed_over and (problem := objection(self._interview, step)):
                yield from self._worded(key, problem)
        unasked = dict(self._unasked_instances())
        yield from unasked.values()
        for key, given in self._script.replies.items():
            told = not self._is_sound(key) or any(key.startswith(f"{each}/") for each in unasked)
            if not (told or key in steps or given.says_nothing or key in self._doubts):
                yield Problem("reply-off-route", {"name": key}, given.place)

    def _unasked_instances(self) -> Iterator[tuple[str, Problem]]:
        state, form = self._interview.state, self._interview.form
        for key, places in self._script.instances.items():
            name, at = split_key(key)
            node = form.nodes.get(name)
            if node is None or not self._is_sound(key) or key in self._doubts:
                continue
            there = state.count(node, at) if state.exists(node, at) and state.relevant(node, at) else 0
            for number, place in enumerate(places[there:], there + 1):
                instance = instance_key(key, number)
                yield instance, Problem("reply-off-route", {"name": instance}, place)

    def _reply(self, screen: Screen) -> Reply | Problem:
        given = self._script.replies.get(screen.key)
        if given is None or isinstance(screen.question, Note):
            return Onward() if screen.value is not None or not screen.askable else Leave(Missing.BLANK)
        return self._beside_what_is_shown(screen, given) if screen.read_only else given.reply

    def _beside_what_is_shown(self, screen: Screen, given: Given) -> Reply | Problem:
        """Take a reply to what is only shown if it says the same."""
        if given.remark is not None and given.remark.strip() != screen.comment:
            return Remark(given.remark)
        same = given.says_nothing if screen.value is None else screen.value in (given.raw, self._judged.get(screen.key))
        return Onward() if same else Problem("reply-read-only")

    def _gate_of_unwanted(self, key: str) -> str | None:
        """Return the gate at which an instance that a question stands in can be taken away, if it is not given."""
        parts = key.split("/")
        for depth, part in enumerate(parts[:-1], 1):
            name, _, number = part.rstrip("]").partition("[")
            gate = "/".join((*parts[: depth - 1], name))
            if self._interview.form.nodes[name].is_open_repeat and int(number) > self._script.count(gate):
                return gate
        return None

    def _refuse(self, key: str, problem: Problem | None) -> Reply | Stop:
        if problem is not None:
            self.problems += self._worded(key, problem)
        return self._pass_over(key)

    def _worded(self, key: str, problem: Problem) -> Iterator[Problem]:
        """Yield a problem with its place, unless it may come only from another."""
        if key in self._doubts:
            return
        place = self._script.place_of(key)
        if key in self._script.replies:
            yield replace(problem, place=place)
        elif problem.code in _NOT_GIVEN:
            yield Problem("reply-missing", {"name": key}, place)
        else:
            yield Problem("reply-default-unfit", {"name": key, "fault": problem}, place)

    def _pass_over(self, key: str) -> Reply | Stop:
        """Go to the next question; this one stays open."""
        self._passed_over.add(key)
        self._doubts.add(key)
        steps = self._interview.steps
        after = (self._interview.place_of(key) or 0) + 1
        return Back(steps[after].key) if after < len(steps) else Stop()

    def _is_sound(self, key: str) -> bool:
        """Tell whether nothing is known to be wrong with a reply, or with what it stands in."""
        return key in self._judged and not isinstance(self._judged[key], Problem)
