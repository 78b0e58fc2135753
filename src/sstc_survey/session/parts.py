"""The parts of a questionnaire, which a moderator puts to the panel one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from sstc_survey.i18n import Text
from sstc_survey.questionnaire import Group, Question, Questionnaire, Repeat
from sstc_survey.questionnaire.types import AnyEntry

# All parts at once, as in a Delphi.
ALL: Final = "*"
_FOLLOW_UP: Final = "follow_up:"


class QuestionnairePart(Struct, frozen=True):
    """A top-level group or question: what a moderator calls a question.

    `questions` are the names in it that an answer is saved under; those of a repeat cannot be put again.
    """

    name: str
    label: Text
    questions: tuple[str, ...]
    has_repeat: bool = False


def parts_of(questionnaire: Questionnaire) -> tuple[QuestionnairePart, ...]:
    """Return the parts in order, without those that ask who speaks or how they may be quoted."""
    about = _asks_who(questionnaire)
    found = (_part(entry) for entry in questionnaire.questions)
    return tuple(part for part in found if part.questions and about.isdisjoint(part.questions))


def questions_before(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Return the names of the questions that are asked before the first part, as they are in none."""
    inside = {name for part in parts_of(questionnaire) for name in part.questions}
    names = (name for entry in questionnaire.questions for name in _questions(entry))
    return tuple(name for name in names if name not in inside)


def questions_in(questionnaire: Questionnaire, part: str) -> tuple[str, ...]:
    """Return the names of the questions of a part; none for a follow-up, which is in no questionnaire."""
    parts = parts_of(questionnaire)
    return tuple(name for each in parts if part in (ALL, each.name) for name in each.questions)


def follow_up(number: int) -> str:
    """Return what the part of a follow-up is called."""
    return f"{_FOLLOW_UP}{number}"


def follow_up_number(part: str) -> int | None:
    """Return the number of the follow-up that a part is, None where it is none."""
    found = re.fullmatch(rf"{_FOLLOW_UP}([1-9][0-9]*)", part)
    return int(found[1]) if found else None


def _asks_who(questionnaire: Questionnaire) -> frozenset[str]:
    attribution = questionnaire.attribution
    return frozenset((*questionnaire.respondent, *((attribution.question,) if attribution else ())))


def _part(entry: AnyEntry) -> QuestionnairePart:
    return QuestionnairePart(entry.name, entry.label, tuple(_questions(entry)), _has_repeat(entry))


def _questions(entry: AnyEntry) -> Iterator[str]:
    """Yield the names under which the answers of an entry are saved, a repeat as one."""
    if isinstance(entry, Group):
        for each in entry.questions:
            yield from _questions(each)
    elif isinstance(entry, Question | Repeat):
        yield entry.name


def _has_repeat(entry: AnyEntry) -> bool:
    return isinstance(entry, Repeat) or (isinstance(entry, Group) and any(map(_has_repeat, entry.questions)))
