"""The tally of a questionnaire: interviews go in one by one, and tallies add up.

A complete interview has a state for every question on its route, so a question that it says nothing of was not
asked. A partial one stopped somewhere: what is on its route and has no state was not reached. In a repeat each
instance has its states, so there the instances are the base.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from sstc_survey.engine.form import Form, FormNode, compiled
from sstc_survey.engine.paths import Instances
from sstc_survey.engine.recalculation import saved_state
from sstc_survey.engine.route import route
from sstc_survey.engine.state import State
from sstc_survey.questionnaire import Note, Questionnaire, Repeat
from sstc_survey.response import Status
from sstc_survey.tally.questions import (
    QuestionTally,
    Quotation,
    QuotationCollector,
    RepeatTally,
    Scope,
    TallyInput,
    ValuesTally,
    place_of,
    tally_of,
)


def unreached(form: Form, record: TallyInput) -> Iterator[str]:
    """Yield the names of questions that were not reached, once for each instance; and those of repeats."""
    state = saved_state(form, record)
    for step in route(state):
        if step.askable and step.path not in record.missing and _lacks(record.answers, step.node, step.at):
            yield step.node.name
    for node in form.nodes.values():
        for at in state.instances(node) if node.repeat_count is not None else ():
            if _is_uncounted(state, node, at) and _lacks(record.answers, node, at):
                yield node.name


def _lacks(answers: Mapping[str, Any], node: FormNode, at: Instances) -> bool:
    """Tell whether a response has the instances that an entry stands in, and nothing for it there."""
    for repeat, number in zip(node.repeat_names, at, strict=True):
        instances = answers.get(repeat)
        if not isinstance(instances, list) or len(instances) < number or not isinstance(instances[number - 1], dict):
            return False
        answers = instances[number - 1]
    return node.name not in answers


def _is_uncounted(state: State, repeat: FormNode, at: Instances) -> bool:
    """Tell whether the number of instances of a counted repeat is not known yet."""
    if repeat.repeat_count is None or not state.relevant(repeat, at):
        return False
    number = state.evaluated(repeat.repeat_count, repeat, at)
    return number == "" or number != number  # noqa: PLR0124 NaN


class Tally:
    """What the interviews of one questionnaire add up to: `tally(a) + tally(b) == tally(a + b)`.

    `questions` has the tally of each question, or of each one named in `only`; `repeats` that of each repeat;
    `quotations` what was said in words, the one part that grows with the interviews; `removed` and `removed_comments`
    how many answers and comments there are to questions that the questionnaire does not have; `versions` how many
    interviews there are by the SHA-256 of the questionnaire that they were held with; `kept_back` has the names that
    any respondent hides.
    """

    def __init__(self, questionnaire: Questionnaire, only: Collection[str] = ()) -> None:
        self.questionnaire = questionnaire
        self.only = frozenset(only)
        self.form = compiled(questionnaire)
        self.interviews = 0
        self.questions: dict[str, QuestionTally] = {}
        self.repeats: dict[str, RepeatTally] = {}
        self.quotations: list[Quotation] = []
        self.removed: defaultdict[str, int] = defaultdict(int)
        self.removed_comments: defaultdict[str, int] = defaultdict(int)
        self.versions: defaultdict[str, int] = defaultdict(int)
        self.kept_back: set[str] = set()
        self._level = Scope("", self.removed)
        # By the place of a question: its tally, or None where it is not wanted or has no figures.
        self._places: dict[str, QuestionTally | None] = {}
        for node in self.form.nodes.values():
            self._prepare(node)
        self._listener = QuotationCollector(self.form, self.questions)

    def _prepare(self, node: FormNode) -> None:
        """Make the tally of an entry, and put it where its answers are."""
        around = self.around(node)
        level = self._level if around is None else around.level
        if isinstance(node.entry, Repeat):
            repeat = RepeatTally(node.entry, around, Scope(f"{node.place}/", self.removed))
            self.repeats[node.name] = repeat
            level.takers[node.name] = repeat.taker
        elif node.leaf is None or isinstance(node.leaf, Note):
            return
        else:
            tally = tally_of(node.leaf) if not self.only or node.name in self.only else None
            self._places[node.place] = tally
            if tally is not None:
                self.questions[node.name] = tally
                level.takers[node.name] = tally.take
        level.known.add(node.name)

    def around(self, node: FormNode) -> RepeatTally | None:
        """Return the repeat whose instances are the base of an entry, None where interviews are."""
        return self.repeats[node.repeat_names[-1]] if node.repeats else None

    @property
    def names(self) -> list[str]:
        """Return the names that have figures, in the order of the questionnaire."""
        return [name for name in self.form.nodes if name in self.questions or name in self.repeats]

    def add(self, record: TallyInput, hidden: frozenset[str] = frozenset()) -> None:
        """Tally one interview more; `hidden` are the names of the questions that its respondent keeps back."""
        self.interviews += 1
        self.versions[record.questionnaire.sha256] += 1
        self._take(record, hidden)
        places = self._places
        for key, state in record.missing.items():
            tally = places[key] if key in places else places.get(place_of(key))
            if tally is not None:
                tally.missing[state] += 1
        if record.comments or not self._listener.speaking.isdisjoint(record.answers):
            self._listen(record, hidden)
        if record.status is Status.PARTIAL:
            # Only what stopped needs its route.
            for name in unreached(self.form, record):
                unknown = self.questions.get(name) or self.repeats.get(name)
                if unknown is not None:
                    unknown.not_reached += 1

    def _take(self, record: TallyInput, hidden: frozenset[str]) -> None:
        found = (self.questions.get(name) for name in hidden)
        veiled = [question for question in found if isinstance(question, ValuesTally)]
        self.kept_back |= hidden
        for question in veiled:
            question.veiled = True
        self._level.take(record.answers)
        for question in veiled:
            question.veiled = False

    def _listen(self, record: TallyInput, hidden: frozenset[str]) -> None:
        for key in record.comments:
            if key not in self._places and (place := place_of(key)) not in self._places:
                self.removed_comments[place] += 1
        voice = self._listener.hear(record, hidden)
        if voice is not None:
            self.quotations.append(voice)

    def __add__(self, other: Tally) -> Tally:
        """Return the tally of the interviews of both."""
        if self.questionnaire != other.questionnaire or self.only != other.only:
            raise ValueError("tallies of different questions do not add up")
        both = Tally(self.questionnaire, self.only)
        for part in (self, other):
            both._merge(part)
        return both

    def _merge(self, other: Tally) -> None:
        self.interviews += other.interviews
        self.quotations += other.quotations
        self.kept_back |= other.kept_back
        for name, question in self.questions.items():
            question.merge(other.questions[name])
        for name, repeat in self.repeats.items():
            repeat.merge(other.repeats[name])
        for name in ("removed", "removed_comments", "versions"):
            mine = getattr(self, name)
            for key, count in getattr(other, name).items():
                mine[key] += count

    def __eq__(self, other: object) -> bool:
        """Tell whether two tallies say the same."""
        if not isinstance(other, Tally):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _PARTS)

    __hash__ = None  # type: ignore[assignment]


_PARTS: Final = (
    "questionnaire",
    "only",
    "interviews",
    "questions",
    "repeats",
    "quotations",
    "removed",
    "removed_comments",
    "versions",
    "kept_back",
)
