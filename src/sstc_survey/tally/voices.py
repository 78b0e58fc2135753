"""What was said in words: the answers to open questions, and the comments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from sstc_survey.form.tree import Form
from sstc_survey.keys import flattened, name_of
from sstc_survey.questionnaire import OTHER, Questionnaire, Stored, TextQuestion
from sstc_survey.tally.levels import place_of
from sstc_survey.tally.record import Record


class Voice(Struct, frozen=True):
    """What one respondent said in words; `answers` also has the answers that tell who it was.

    What was said in repeats stands in `inside` and `comments_inside`, by name; `hidden` has the names of the questions
    that the respondent keeps back.
    """

    id: str
    hidden: frozenset[str]
    answers: Mapping[str, Stored]
    comments: Mapping[str, str]
    inside: Mapping[str, list[str]]
    comments_inside: Mapping[str, list[str]]


class Listener:
    """Picks out of responses what was said in words to the questions of these names.

    Without comments, or answers under one of the names in `speaking`, a response has nothing for it.
    """

    def __init__(self, form: Form, names: Iterable[str]) -> None:
        nodes = [form.nodes[name] for name in names]
        self._places = frozenset(node.place for node in nodes)
        texts = [node for node in nodes if isinstance(node.entry, TextQuestion)]
        self._texts = frozenset(node.name for node in texts if not node.repeats)
        self._texts_inside = frozenset(node.place for node in texts if node.repeats)
        self._holders = frozenset(node.repeat_names[0] for node in texts if node.repeats)
        self.speaking = self._texts | self._holders
        self._told = self._texts | _telling(form.questionnaire)

    def hear(self, record: Record, hidden: frozenset[str]) -> Voice | None:
        """Return what a response says in words, None if nothing."""
        answers = {name: value for name, value in record.answers.items() if name in self._told}
        inside: dict[str, list[str]] = {}
        for holder in self._holders & record.answers.keys():
            for key, value in flattened({holder: record.answers[holder]}):
                if place_of(key) in self._texts_inside and isinstance(value, str):
                    inside.setdefault(name_of(key), []).append(value)
        comments: dict[str, str] = {}
        comments_inside: dict[str, list[str]] = {}
        for key, text in record.comments.items():
            place = place_of(key)
            if place == key in self._places:
                comments[key] = text
            elif place in self._places:
                comments_inside.setdefault(name_of(key), []).append(text)
        if not (comments or inside or comments_inside) and self._texts.isdisjoint(answers):
            return None
        return Voice(record.id, hidden, answers, comments, inside, comments_inside)


def _telling(questionnaire: Questionnaire) -> set[str]:
    """Return the names under which an answer may tell who spoke, or how they may be quoted."""
    names = {name for asked in questionnaire.respondent for name in (asked, f"{asked}_{OTHER}")}
    return names | ({questionnaire.attribution.question} if questionnaire.attribution else set())
