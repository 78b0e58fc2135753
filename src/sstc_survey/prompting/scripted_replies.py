"""What a replies file gives for one response, and what is wrong with it whatever else was said."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from msgspec import Struct

from sstc_survey.checking import Setting, check, check_remark, check_state, is_blank
from sstc_survey.checking.shapes import wrong_shape
from sstc_survey.errors import Place, Problem
from sstc_survey.form.node import Node
from sstc_survey.form.tree import Form
from sstc_survey.interview import Answer, Leave, Reply
from sstc_survey.keys import MAX_INSTANCES, instance_key, split_key
from sstc_survey.questionnaire import Question, Questionnaire, Value
from sstc_survey.response import Missing
from sstc_survey.wording import Words

_NUMBER: Final = re.compile(r"\[\d+\]")


class Given(Struct, frozen=True):
    """What is given for one question: a value or a state, perhaps a comment, and where it stands."""

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

    @property
    def says_nothing(self) -> bool:
        """Tell whether it only leaves a question blank."""
        return self.remark is None and (self.state is Missing.BLANK or (self.state is None and is_blank(self.raw)))


class Script(Struct, frozen=True):
    """The replies of one response by key, and by the key of each repeat where its instances stand."""

    place: Place
    replies: Mapping[str, Given]
    instances: Mapping[str, Sequence[Place]]

    def count(self, repeat_key: str) -> int:
        """Return how many instances of a repeat are given."""
        return len(self.instances.get(repeat_key, ()))

    def place_of(self, key: str) -> Place:
        """Return where a reply stands, or should: in its instance of a repeat, else in the response."""
        if key in self.replies:
            return self.replies[key].place
        around = key.rpartition("/")[0]
        for repeat_key, places in self.instances.items():
            for number, place in enumerate(places, 1):
                if instance_key(repeat_key, number) == around:
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
    setting = Setting(words, None, now)
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
        return Problem("reply-not-a-repeat", {"name": node.name})
    if count > MAX_INSTANCES:
        return Problem("reply-too-many-instances", {"maximum": MAX_INSTANCES})
    return None


def _judged(
    questionnaire: Questionnaire, form: Form, key: str, given: Given, setting: Setting
) -> Value | Problem | None:
    node = _node(form, key)
    if isinstance(node, Problem):
        return node
    question = node.entry
    if node.is_repeat:
        empty = given.says_nothing and given.raw in (None, [])
        return None if empty else wrong_shape("repeat", "a list of mappings, one an instance", given.raw)
    if not isinstance(question, Question):
        return Problem("reply-not-askable", {"name": node.name})
    if given.remark is not None and isinstance(remark := check_remark(given.remark), Problem):
        return remark
    if given.state is not None or is_blank(given.raw):
        return check_state(questionnaire, question, given.state or Missing.BLANK, required=False)
    return check(question, given.raw, setting)


def _node(form: Form, key: str) -> Node | Problem:
    """Return the entry that a key stands for, or the problem that none stands there."""
    name, _ = split_key(key)
    node = form.nodes.get(name)
    if node is None:
        return Problem("reply-unknown-question", {"name": name, **_meant(form, name)})
    if node.place != _NUMBER.sub("", key):
        if node.repeats:
            return Problem("reply-in-a-repeat", {"name": name, "repeat": node.repeats[-1].name})
        return Problem("reply-in-no-repeat", {"name": name})
    return node


def _meant(form: Form, name: str) -> dict[str, str]:
    from difflib import get_close_matches

    close = get_close_matches(name, form.nodes, n=1)
    return {"suggestion": f'"{close[0]}"'} if close else {}
