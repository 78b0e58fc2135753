"""The tally of a questionnaire: interviews go in one by one, and tallies add up.

A complete interview has a state for every question on its route, so a question that it says nothing of was not
asked. A partial one stopped somewhere: what is on its route and has no state was not reached.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Protocol

from msgspec import Struct

from sstc_survey.questionnaire import OTHER, Note, Questionnaire, TextQuestion, Value
from sstc_survey.response import QuestionnaireRef, Status
from sstc_survey.routing import route
from sstc_survey.tally.answers import QuestionTally, tally_of


class Record(Protocol):
    """What a tally reads of a response."""

    @property
    def id(self) -> str: ...
    @property
    def status(self) -> Status: ...
    @property
    def questionnaire(self) -> QuestionnaireRef: ...
    @property
    def answers(self) -> Mapping[str, Value]: ...
    @property
    def missing(self) -> Mapping[str, str]: ...
    @property
    def comments(self) -> Mapping[str, str]: ...


class Voice(Struct, frozen=True):
    """What one respondent said in words; `answers` also has the answers that tell who it was."""

    id: str
    version: str
    answers: Mapping[str, Value]
    comments: Mapping[str, str]


class Tally:
    """What the interviews of one questionnaire add up to: `tally(a) + tally(b) == tally(a + b)`.

    `questions` has the tally of each question, or of each one named in `only`; `voices` what was said in words,
    the one part that grows with the interviews; `removed` and `removed_comments` how many answers and comments
    there are to questions that the questionnaire does not have; `versions` how many interviews there are by the
    SHA-256 of the questionnaire that they were held with.
    """

    def __init__(self, questionnaire: Questionnaire, only: Collection[str] = ()) -> None:
        self.questionnaire = questionnaire
        self.only = frozenset(only)
        askable = [leaf for leaf in questionnaire.leaves() if not isinstance(leaf, Note)]
        wanted = [question for question in askable if not only or question.name in self.only]
        self.interviews = 0
        self.questions: dict[str, QuestionTally] = {question.name: tally_of(question) for question in wanted}
        self.voices: list[Voice] = []
        self.removed: defaultdict[str, int] = defaultdict(int)
        self.removed_comments: defaultdict[str, int] = defaultdict(int)
        self.versions: defaultdict[str, int] = defaultdict(int)
        self._known = frozenset(question.name for question in askable)
        self._texts = frozenset(question.name for question in wanted if isinstance(question, TextQuestion))
        self._told = self._texts | _telling(questionnaire)
        self._take = {name: question.take for name, question in self.questions.items()}

    def add(self, record: Record) -> None:
        """Tally one interview more."""
        self.interviews += 1
        self.versions[record.questionnaire.sha256] += 1
        answers, takers = record.answers, self._take
        for name, value in answers.items():
            if name in takers:
                takers[name](value)
            elif name not in self._known:
                self.removed[name] += 1
        for name, state in record.missing.items():
            if name in takers:
                self.questions[name].missing[state] += 1
        if record.comments or not self._texts.isdisjoint(answers):
            self._listen(record)
        if record.status is Status.PARTIAL:
            self._see_where_it_stopped(record)

    def __add__(self, other: Tally) -> Tally:
        """Return the tally of the interviews of both."""
        if self.questionnaire != other.questionnaire or self.only != other.only:
            raise ValueError("tallies of different questions do not add up")
        both = Tally(self.questionnaire, self.only)
        both.questions = {name: mine + other.questions[name] for name, mine in self.questions.items()}
        both._take = {name: question.take for name, question in both.questions.items()}
        both.voices = self.voices + other.voices
        for part in (self, other):
            both.interviews += part.interviews
            for name, count in part.removed.items():
                both.removed[name] += count
            for name, count in part.removed_comments.items():
                both.removed_comments[name] += count
            for version, count in part.versions.items():
                both.versions[version] += count
        return both

    def __eq__(self, other: object) -> bool:
        """Tell whether two tallies say the same."""
        if not isinstance(other, Tally):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _PARTS)

    __hash__ = None  # type: ignore[assignment]

    def _listen(self, record: Record) -> None:
        answers = {name: value for name, value in record.answers.items() if name in self._told}
        comments = {name: text for name, text in record.comments.items() if name in self.questions}
        if comments or not self._texts.isdisjoint(answers):
            self.voices.append(Voice(record.id, record.questionnaire.sha256, answers, comments))
        for name in record.comments.keys() - self._known:
            self.removed_comments[name] += 1

    def _see_where_it_stopped(self, record: Record) -> None:
        for step in route(self.questionnaire, record.answers):
            name = step.name
            if name in self.questions and name not in record.answers and name not in record.missing:
                self.questions[name].not_reached += 1


_PARTS = ("questionnaire", "only", "interviews", "questions", "voices", "removed", "removed_comments", "versions")


def _telling(questionnaire: Questionnaire) -> set[str]:
    """Return the names under which an answer may tell who spoke, or how they may be quoted."""
    names = {name for asked in questionnaire.respondent for name in (asked, f"{asked}_{OTHER}")}
    return names | ({questionnaire.attribution.question} if questionnaire.attribution else set())
