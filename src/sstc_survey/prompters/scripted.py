"""Answer the questions from a file: the same loop and the same validation, and nobody is asked.

A script is validated as a whole first; then the interview runs with it, and finds what depends on other answers. What
may only follow from an error that is reported already is not reported again.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from sstc_survey.engine.answer_text import with_names
from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.interview import Interview, objection
from sstc_survey.engine.paths import MAX_INSTANCES, instance_of, instance_path, schema_path, split_path
from sstc_survey.engine.replies import (
    AddInstance,
    Answer,
    Back,
    Comment,
    Continue,
    Enough,
    Finish,
    Leave,
    RemoveInstance,
    Reply,
)
from sstc_survey.engine.validation import (
    ReplyContext,
    is_blank,
    normalize_reply,
    takes_lines,
    tidied,
    tidied_reply,
    validate_comment,
    validate_missing,
    validate_reply,
    wrong_type,
)
from sstc_survey.expressions.expression import Expression
from sstc_survey.i18n import Words
from sstc_survey.problems import Place, Problem, codes
from sstc_survey.problems.closest import closest
from sstc_survey.prompters.loop import NullPrompter, Stop, Verify
from sstc_survey.prompters.screens import RepeatScreen, ReviewLine, Screen
from sstc_survey.questionnaire import Question, Questionnaire, Repeat, Value
from sstc_survey.response import Missing


class ScriptedReply(Struct, frozen=True):
    """The reply to one question in a file: a value or a missing state, perhaps a comment, and its place."""

    place: Place
    raw: object = None
    missing: Missing | None = None
    comment: str | None = None

    @property
    def reply(self) -> Reply:
        """Return it as a reply to the question on the screen."""
        if self.missing is not None:
            return Leave(self.missing, self.comment)
        return Answer(self.raw, self.comment)

    @property
    def is_empty(self) -> bool:
        """Tell whether it only leaves a question blank."""
        is_blank_reply = self.missing is Missing.BLANK or (self.missing is None and is_blank(self.raw))
        return self.comment is None and is_blank_reply


class Script(Struct, frozen=True):
    """The replies of one response by path, and by the path of each repeat the places of its instances."""

    place: Place
    replies: Mapping[str, ScriptedReply]
    instances: Mapping[str, Sequence[Place]]

    def count(self, repeat_path: str) -> int:
        """Return how many instances of a repeat the script has."""
        return len(self.instances.get(repeat_path, ()))

    def place_of(self, path: str) -> Place:
        """Return the place of a reply, or where it should be: in its instance of a repeat, else in the response."""
        if path in self.replies:
            return self.replies[path].place
        around = path.rpartition("/")[0]
        if around:
            repeat_path, number = instance_of(around)
            if number <= self.count(repeat_path):
                return self.instances[repeat_path][number - 1]
        return self.place


def tidied_script(form: Form, script: Script) -> tuple[Script, list[Problem]]:
    """Return a script without control characters in its replies, and a warning for each that had some."""
    replies, warnings = dict[str, ScriptedReply](), list[Problem]()
    for path, given in script.replies.items():
        node = form.nodes.get(split_path(path)[0])
        raw, changes = tidied_reply(given.raw, multiline=node is not None and takes_lines(node.entry))
        comment = given.comment
        if comment is not None:
            found = tidied(comment, multiline=True)
            comment, changes = found.text, tuple(dict.fromkeys((*changes, *found.changes)))
        replies[path] = replace(given, raw=raw, comment=comment) if changes or raw != given.raw else given
        if changes:
            details = {"name": path, "changes": "; ".join(changes)}
            warnings.append(Problem(codes.REPLY_TIDIED, details, given.place))
    return replace(script, replies=replies), warnings


# By path the value of each reply, None where it has none, or the problem with it.
Validated: TypeAlias = Mapping[str, Value | Problem | None]


def validate_script(
    questionnaire: Questionnaire, form: Form, script: Script, words: Words, now: dt.datetime
) -> Validated:
    """Validate each reply by itself, before the interview."""
    found: dict[str, Value | Problem | None] = {}

    def is_in_wrong_repeat(path: str) -> bool:
        """Tell whether a path is in a repeat that is itself wrong: one problem is enough."""
        return any(isinstance(found.get(instance_of(around)[0]), Problem) for around in _instances_around(path))

    for path, places in script.instances.items():
        if is_in_wrong_repeat(path):
            continue
        node = _find_node(form, path)
        problem: Problem | None = None
        if isinstance(node, Problem):
            problem = node
        elif not node.is_repeat:
            problem = Problem(codes.REPLY_NOT_A_REPEAT, {"name": node.name})
        elif len(places) > MAX_INSTANCES:
            problem = Problem(codes.REPLY_TOO_MANY_INSTANCES, {"maximum": MAX_INSTANCES})
        found[path] = problem and problem._replace(place=places[0])
    context = ReplyContext(with_names(words), None, now)
    for path, given in script.replies.items():
        if not is_in_wrong_repeat(path):
            outcome = _validate(questionnaire, form, path, given, context)
            found[path] = outcome._replace(place=given.place) if isinstance(outcome, Problem) else outcome
    return found


def _instances_around(path: str) -> Iterator[str]:
    """Yield the paths of the instances that a path is in, the innermost first."""
    while around := path.rpartition("/")[0]:
        yield around
        path = around


def _validate(
    questionnaire: Questionnaire, form: Form, path: str, given: ScriptedReply, context: ReplyContext
) -> Value | Problem | None:
    node = _find_node(form, path)
    if isinstance(node, Problem):
        return node
    question = node.entry
    if node.is_repeat:
        is_empty = given.is_empty and given.raw in (None, [])
        return None if is_empty else wrong_type(Repeat, "a list of mappings, one per instance", given.raw)
    if not isinstance(question, Question):
        return Problem(codes.REPLY_NOT_ASKABLE, {"name": node.name})
    if given.comment is not None and isinstance(comment := validate_comment(given.comment), Problem):
        return comment
    if given.missing is not None or is_blank(given.raw):
        return validate_missing(questionnaire, question, given.missing or Missing.BLANK, required=False)
    return validate_reply(question, given.raw, context)


def _find_node(form: Form, path: str) -> FormNode | Problem:
    """Return the entry that a path names, or the problem that there is none."""
    name, _ = split_path(path)
    node = form.nodes.get(name)
    if node is None:
        close = closest(name, form.nodes)
        suggestion = {"suggestion": f'"{close[0]}"'} if close else {}
        return Problem(codes.REPLY_UNKNOWN_QUESTION, {"name": name, **suggestion})
    if node.schema_path != schema_path(path):
        if node.repeats:
            return Problem(codes.REPLY_IN_A_REPEAT, {"name": name, "repeat": node.repeats[-1].name})
        return Problem(codes.REPLY_IN_NO_REPEAT, {"name": name})
    return node


class DependentErrors:
    """Which errors may only follow from replies that are known to be wrong."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._wrong: set[str] = set()
        self._followers: set[str] = set()

    def add(self, path: str) -> None:
        """Note that a reply is wrong; entries that take no reply do not change without one."""
        node = self._form.nodes.get(split_path(path)[0])
        if node is not None and node.name not in self._wrong and isinstance(node.entry, Question | Repeat):
            self._wrong.add(node.name)
            self._followers |= self._form.affected([(node.name, ())]).keys() - {node.name}

    def __contains__(self, path: str) -> bool:
        """Tell whether an error at a path may follow from a wrong reply."""
        node = self._form.nodes.get(split_path(path)[0])
        if node is None or node.name in self._followers:
            return True
        return any(
            reference.name in self._wrong or reference.name in self._followers
            for condition in (node.constraint, node.required)
            if isinstance(condition, Expression)
            for reference in condition.references
        )


# So often one question is asked again because others changed its answer, before that counts as endless.
_MAX_ASKED: Final = 5
_NOT_GIVEN: Final = {codes.REPLY_REQUIRED, codes.REPLY_REQUIRED_HERE}


class ScriptedPrompter(NullPrompter):
    """Replies with what the script has.

    A question without a reply keeps its default or calculated value, or is left blank. One whose reply is wrong is
    passed over, so that all problems of a file are found at once; `validated` has those that are known beforehand.
    """

    def __init__(self, interview: Interview, script: Script, validated: Validated) -> None:
        super().__init__(interview)
        self.problems = [outcome for outcome in validated.values() if isinstance(outcome, Problem)]
        self._script = script
        self._validated = validated
        self._passed_over: set[str] = set()
        self._rejected: set[str] = set()
        self._times_asked: Counter[str] = Counter()
        self._dependent_errors = DependentErrors(interview.form)
        for path, outcome in validated.items():
            if isinstance(outcome, Problem):
                self._dependent_errors.add(path)

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop:
        """Return the reply that the script has, or go past the question if it is wrong."""
        path = screen.path
        self._times_asked[path] += 1
        if path in self._passed_over:
            return Stop()
        if path in self._rejected:
            return self._pass_over(path)
        if repeat_path := self._repeat_to_shorten(path):
            return Back(repeat_path)
        if isinstance(self._validated.get(path), Problem):
            return self._pass_over(path)
        if self._times_asked[path] > _MAX_ASKED:
            return self._report(path, Problem(codes.INTERVIEW_NOT_DONE, {"name": path}))
        reply = self._reply(screen)
        return self._report(path, reply) if isinstance(reply, Problem) else reply

    def ask_repeat(self, screen: RepeatScreen, verify: Verify) -> Reply | Stop:
        """Bring the repeat to as many instances as the script has."""
        count, expected = len(screen.instances), self._script.count(screen.path)
        # More than there can be are never there.
        if count < expected and not isinstance(self._validated.get(screen.path), Problem):
            return AddInstance()
        return RemoveInstance(count) if count > expected else Enough()

    def review(self, lines: tuple[ReviewLine, ...]) -> Reply | Stop:
        """Finish: a script changes nothing at review."""
        return Stop() if self.problems else Finish()

    def reject(self, problem: Problem) -> None:
        """Remember why a reply was not accepted; the question is passed over when it is asked again."""
        step = self._interview.step
        if problem.code == codes.REPEAT_CUT:
            # It follows from replies that are valid, of which it is not known which.
            self.problems.append(problem._replace(place=self._script.place))
        elif step is None or step.is_repeat_end:
            self.problems.append(problem)
        else:
            self._rejected.add(step.path)
            self.problems += self._located(step.path, problem)

    def remaining_problems(self) -> Iterator[Problem]:
        """Yield the problems that the end of the interview shows: invalid answers, and replies that are not used."""
        steps = {step.path: step for step in self._interview.steps}
        for path, step in steps.items():
            if path not in self._passed_over and (problem := objection(self._interview, step)):
                yield from self._located(path, problem)
        not_asked = dict(self._instances_not_asked())
        yield from not_asked.values()
        for path, given in self._script.replies.items():
            reported = not self._is_valid(path) or any(each in not_asked for each in _instances_around(path))
            if not (reported or path in steps or given.is_empty or path in self._dependent_errors):
                yield Problem(codes.REPLY_OFF_ROUTE, {"name": path}, given.place)

    def _instances_not_asked(self) -> Iterator[tuple[str, Problem]]:
        state, form = self._interview.state, self._interview.form
        for path, places in self._script.instances.items():
            name, at = split_path(path)
            node = form.nodes.get(name)
            if node is None or not self._is_valid(path) or path in self._dependent_errors:
                continue
            count = state.count(node, at) if state.exists(node, at) and state.relevant(node, at) else 0
            for number, place in enumerate(places[count:], count + 1):
                instance = instance_path(path, number)
                yield instance, Problem(codes.REPLY_OFF_ROUTE, {"name": instance}, place)

    def _reply(self, screen: Screen) -> Reply | Problem:
        given = self._script.replies.get(screen.path)
        if given is None or not isinstance(screen.question, Question):
            return Continue() if screen.value is not None or not screen.askable else Leave(Missing.BLANK)
        if not screen.read_only:
            value = self._validated.get(screen.path)
            # What a file says reads the same in every language, so it is not read again in that of the interview.
            return given.reply if value is None else Answer(value, given.comment)
        if given.comment is not None and normalize_reply(given.comment) != screen.comment:
            return Comment(given.comment)
        # A read-only question takes a reply that is the value it has.
        values = (given.raw, self._validated.get(screen.path))
        is_same = given.is_empty if screen.value is None else screen.value in values
        return Continue() if is_same else Problem(codes.REPLY_READ_ONLY)

    def _repeat_to_shorten(self, path: str) -> str | None:
        """Return the path of the repeat around a question that has an instance more than the script, if any."""
        parts = path.split("/")
        for depth, part in enumerate(parts[:-1], 1):
            name, _, number = part.rstrip("]").partition("[")
            repeat_path = "/".join((*parts[: depth - 1], name))
            if self._interview.form.nodes[name].is_open_repeat and int(number) > self._script.count(repeat_path):
                return repeat_path
        return None

    def _report(self, path: str, problem: Problem | None) -> Reply | Stop:
        if problem is not None:
            self.problems += self._located(path, problem)
        return self._pass_over(path)

    def _located(self, path: str, problem: Problem) -> Iterator[Problem]:
        """Yield a problem with its place, unless it may only follow from another."""
        if path in self._dependent_errors:
            return
        place = self._script.place_of(path)
        if path in self._script.replies:
            yield problem._replace(place=place)
        elif problem.code in _NOT_GIVEN:
            yield Problem(codes.REPLY_MISSING, {"name": path}, place)
        else:
            yield Problem(codes.REPLY_DEFAULT_UNFIT, {"name": path, "fault": problem}, place)

    def _pass_over(self, path: str) -> Reply | Stop:
        """Go to the next question; this one stays unanswered."""
        self._passed_over.add(path)
        self._dependent_errors.add(path)
        steps = self._interview.steps
        after = (self._interview.index_of(path) or 0) + 1
        return Back(steps[after].path) if after < len(steps) else Stop()

    def _is_valid(self, path: str) -> bool:
        """Tell whether nothing is known to be wrong with a reply, or with the repeat around it."""
        return path in self._validated and not isinstance(self._validated[path], Problem)
