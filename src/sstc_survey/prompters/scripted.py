"""Answer the questions from a file: the same loop and the same checks, and nobody is asked."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from msgspec import Struct

from sstc_survey.engine.form import Form, FormNode
from sstc_survey.engine.interview import (
    AddInstance,
    Answer,
    Back,
    Comment,
    Continue,
    Enough,
    Finish,
    Interview,
    Leave,
    RemoveInstance,
    Reply,
    objection,
)
from sstc_survey.engine.paths import MAX_INSTANCES, instance_path, split_path
from sstc_survey.engine.validation import ReplyContext, check, is_blank, validate_comment, validate_missing
from sstc_survey.engine.validation.type_errors import wrong_shape
from sstc_survey.expressions import Expression
from sstc_survey.i18n import Words
from sstc_survey.problems import Place, Problem, codes
from sstc_survey.prompters.loop import AfterFailure, Stop, Verify
from sstc_survey.prompters.screens import Cover, Line, RepeatScreen, Screen
from sstc_survey.questionnaire import Note, Question, Questionnaire, Repeat, Value
from sstc_survey.response import Missing


class Doubts:
    """The keys of what follows from replies that are wrong."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._wrong: set[str] = set()
        self._followers: set[str] = set()

    def add(self, key: str) -> None:
        """Take in that a reply is wrong; what takes no reply is as it is without one."""
        node = self._form.nodes.get(split_path(key)[0])
        if node is not None and isinstance(node.entry, Question | Repeat):
            self._wrong.add(node.name)
            self._followers |= self._form.affected({node.name}) - {node.name}

    def __contains__(self, key: str) -> bool:
        """Tell whether what is wrong at a key may follow from a wrong reply."""
        node = self._form.nodes.get(split_path(key)[0])
        if node is None or node.name in self._followers:
            return True
        return any(name in self._wrong or name in self._followers for name in _looked_at(node))


def _looked_at(node: FormNode) -> Iterator[str]:
    """Yield the names that the constraint of a question, and whether it is required, follow from."""
    for each in (node.constraint, node.required):
        if isinstance(each, Expression):
            yield from (reference.name for reference in each.references)


_NUMBER: Final = re.compile(r"\[\d+\]")


class Given(Struct, frozen=True):
    """What is given for one question: a value or a state, perhaps a comment, and where it stands."""

    place: Place
    raw: object = None
    state: Missing | None = None
    comment: str | None = None

    @property
    def reply(self) -> Reply:
        """Return it as a reply."""
        if self.state is not None:
            return Leave(self.state, self.comment)
        return Answer(self.raw, self.comment)

    @property
    def says_nothing(self) -> bool:
        """Tell whether it only leaves a question blank."""
        return self.comment is None and (self.state is Missing.BLANK or (self.state is None and is_blank(self.raw)))


class Script(Struct, frozen=True):
    """The replies of one response by key, and by the key of each repeat where its instances stand."""

    place: Place
    replies: Mapping[str, Given]
    instances: Mapping[str, Sequence[Place]]

    def count(self, repeat_path: str) -> int:
        """Return how many instances of a repeat are given."""
        return len(self.instances.get(repeat_path, ()))

    def place_of(self, key: str) -> Place:
        """Return where a reply stands, or should: in its instance of a repeat, else in the response."""
        if key in self.replies:
            return self.replies[key].place
        around = key.rpartition("/")[0]
        for repeat_path, places in self.instances.items():
            for number, place in enumerate(places, 1):
                if instance_path(repeat_path, number) == around:
                    return place
        return self.place


def judged(
    questionnaire: Questionnaire, form: Form, script: Script, words: Words, now: dt.datetime
) -> dict[str, Value | Problem | None]:
    """Return by key the value of each reply, None where it has none, or the problem with it."""
    found: dict[str, Value | Problem | None] = {}
    for key, places in script.instances.items():
        if not _is_inside_a_fault(key, found):
            problem = _instances_fault(form, key, len(places))
            found[key] = problem and replace(problem, place=places[0])
    setting = ReplyContext(words, None, now)
    for key, given in script.replies.items():
        if not _is_inside_a_fault(key, found):
            outcome = _judged(questionnaire, form, key, given, setting)
            found[key] = replace(outcome, place=given.place) if isinstance(outcome, Problem) else outcome
    return found


def _is_inside_a_fault(key: str, found: Mapping[str, Value | Problem | None]) -> bool:
    """Tell whether a key stands in a repeat that is itself wrong: one problem says it."""
    return any(isinstance(problem, Problem) and key.startswith(f"{repeat}[") for repeat, problem in found.items())


def _instances_fault(form: Form, key: str, count: int) -> Problem | None:
    node = _node(form, key)
    if isinstance(node, Problem):
        return node
    if not node.is_repeat:
        return Problem(codes.REPLY_NOT_A_REPEAT, {"name": node.name})
    if count > MAX_INSTANCES:
        return Problem(codes.REPLY_TOO_MANY_INSTANCES, {"maximum": MAX_INSTANCES})
    return None


def _judged(
    questionnaire: Questionnaire, form: Form, key: str, given: Given, setting: ReplyContext
) -> Value | Problem | None:
    node = _node(form, key)
    if isinstance(node, Problem):
        return node
    question = node.entry
    if node.is_repeat:
        empty = given.says_nothing and given.raw in (None, [])
        return None if empty else wrong_shape("repeat", "a list of mappings, one an instance", given.raw)
    if not isinstance(question, Question):
        return Problem(codes.REPLY_NOT_ASKABLE, {"name": node.name})
    if given.comment is not None and isinstance(comment := validate_comment(given.comment), Problem):
        return comment
    if given.state is not None or is_blank(given.raw):
        return validate_missing(questionnaire, question, given.state or Missing.BLANK, required=False)
    return check(question, given.raw, setting)


def _node(form: Form, key: str) -> FormNode | Problem:
    """Return the entry that a key stands for, or the problem that none stands there."""
    name, _ = split_path(key)
    node = form.nodes.get(name)
    if node is None:
        return Problem(codes.REPLY_UNKNOWN_QUESTION, {"name": name, **_meant(form, name)})
    if node.place != _NUMBER.sub("", key):
        if node.repeats:
            return Problem(codes.REPLY_IN_A_REPEAT, {"name": name, "repeat": node.repeats[-1].name})
        return Problem(codes.REPLY_IN_NO_REPEAT, {"name": name})
    return node


def _meant(form: Form, name: str) -> dict[str, str]:
    from difflib import get_close_matches

    close = get_close_matches(name, form.nodes, n=1)
    return {"suggestion": f'"{close[0]}"'} if close else {}


class NullPrompter:
    """Shows nothing, and is its own keeper: it remembers where the interview stands."""

    def __init__(self, interview: Interview) -> None:
        self._interview = interview

    def open(self, cover: Cover, *, resumed: bool) -> None:
        """Show nothing."""

    def not_saved(self, problem: Problem, reply: Reply) -> AfterFailure:
        """Stop; it never comes to this, as nothing is saved."""
        return Stop()

    def close(self, closing: str) -> None:
        """Show nothing."""

    def keep(self, interview: Interview) -> Problem | None:
        """Remember where the interview stands."""
        self._interview = interview
        return None

    def move(self, folder: str) -> Problem | None:
        """Keep nothing anywhere else."""


# So often is one question put again because others changed what stands there, before that goes on for ever.
_MOST_TIMES: Final = 5
_NOT_GIVEN: Final = {codes.REPLY_REQUIRED, codes.REPLY_REQUIRED_HERE}


class ScriptedPrompter(NullPrompter):
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
        key = screen.path
        self._times[key] += 1
        if key in self._passed_over:
            return Stop()
        if end := self._gate_of_unwanted(key):
            return Back(end)
        if isinstance(self._judged.get(key), Problem):
            return self._pass_over(key)
        if self._times[key] > _MOST_TIMES:
            return self._refuse(key, Problem(codes.INTERVIEW_NOT_DONE, {"name": key}))
        reply = self._reply(screen)
        problem = reply if isinstance(reply, Problem) else verify(reply)
        return reply if problem is None and not isinstance(reply, Problem) else self._refuse(key, problem)

    def ask_repeat(self, screen: RepeatScreen, verify: Verify) -> Reply | Stop:
        """Bring the repeat to as many instances as are given."""
        count, expected = len(screen.instances), self._script.count(screen.path)
        if count < expected:
            return AddInstance()
        return RemoveInstance(count) if count > expected else Enough()

    def ask_comment(self, screen: Screen, verify: Verify) -> None:
        """Give none: a comment comes with its reply."""

    def review(self, lines: tuple[Line, ...]) -> Reply | Stop:
        """Finish: a file changes nothing at review."""
        return Stop() if self.problems else Finish()

    def reject(self, problem: Problem) -> None:
        """Remember why a reply was not taken."""
        self.problems.append(problem)

    def left_over(self) -> Iterator[Problem]:
        """Yield what the end of the interview shows to be wrong: what fits no more, and what was never asked."""
        steps = {step.path: step for step in self._interview.steps}
        for key, step in steps.items():
            if key not in self._passed_over and (problem := objection(self._interview, step)):
                yield from self._worded(key, problem)
        unasked = dict(self._unasked_instances())
        yield from unasked.values()
        for key, given in self._script.replies.items():
            reported = not self._is_sound(key) or any(key.startswith(f"{each}/") for each in unasked)
            if not (reported or key in steps or given.says_nothing or key in self._doubts):
                yield Problem(codes.REPLY_OFF_ROUTE, {"name": key}, given.place)

    def _unasked_instances(self) -> Iterator[tuple[str, Problem]]:
        state, form = self._interview.state, self._interview.form
        for key, places in self._script.instances.items():
            name, at = split_path(key)
            node = form.nodes.get(name)
            if node is None or not self._is_sound(key) or key in self._doubts:
                continue
            there = state.count(node, at) if state.exists(node, at) and state.relevant(node, at) else 0
            for number, place in enumerate(places[there:], there + 1):
                instance = instance_path(key, number)
                yield instance, Problem(codes.REPLY_OFF_ROUTE, {"name": instance}, place)

    def _reply(self, screen: Screen) -> Reply | Problem:
        given = self._script.replies.get(screen.path)
        if given is None or isinstance(screen.question, Note):
            return Continue() if screen.value is not None or not screen.askable else Leave(Missing.BLANK)
        return self._beside_what_is_shown(screen, given) if screen.read_only else given.reply

    def _beside_what_is_shown(self, screen: Screen, given: Given) -> Reply | Problem:
        """Take a reply to what is only shown if it says the same."""
        if given.comment is not None and given.comment.strip() != screen.comment:
            return Comment(given.comment)
        same = (
            given.says_nothing if screen.value is None else screen.value in (given.raw, self._judged.get(screen.path))
        )
        return Continue() if same else Problem(codes.REPLY_READ_ONLY)

    def _gate_of_unwanted(self, key: str) -> str | None:
        """Return the gate at which an instance that a question stands in can be taken away, if it is not given."""
        parts = key.split("/")
        for depth, part in enumerate(parts[:-1], 1):
            name, _, number = part.rstrip("]").partition("[")
            screen = "/".join((*parts[: depth - 1], name))
            if self._interview.form.nodes[name].is_open_repeat and int(number) > self._script.count(screen):
                return screen
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
            yield Problem(codes.REPLY_MISSING, {"name": key}, place)
        else:
            yield Problem(codes.REPLY_DEFAULT_UNFIT, {"name": key, "fault": problem}, place)

    def _pass_over(self, key: str) -> Reply | Stop:
        """Go to the next question; this one stays open."""
        self._passed_over.add(key)
        self._doubts.add(key)
        steps = self._interview.steps
        after = (self._interview.index_of(key) or 0) + 1
        return Back(steps[after].path) if after < len(steps) else Stop()

    def _is_sound(self, key: str) -> bool:
        """Tell whether nothing is known to be wrong with a reply, or with what it stands in."""
        return key in self._judged and not isinstance(self._judged[key], Problem)
