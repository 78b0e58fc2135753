"""The state of a form as a saved response has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from typing import Final

from sstc_survey.form.moment import Moment
from sstc_survey.form.state import State
from sstc_survey.form.tree import Form
from sstc_survey.keys import counted, flattened, name_of
from sstc_survey.questionnaire import Stored
from sstc_survey.response import Saved
from sstc_survey.wording import Words

_VEIL: Final = "\u2026"
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def saved_state(form: Form, saved: Saved, *, language: str | None = None, veiled: Collection[str] = ()) -> State:
    """Return the state of a form at the moment that a response is from.

    It is read in `language`, if not in its own; the answers to the questions named in `veiled` read as an ellipsis.
    """
    words = Words(language or saved.language, form.questionnaire.default_language)
    values = {
        key: _VEIL if veiled and name_of(key) in veiled else value
        for key, value in flattened(saved.answers)
        if _is_value(value)
    }
    moment = Moment(_moment(saved.finished or saved.started), 0, words)
    return State(form, values, dict(counted(saved.answers)), moment)


def _is_value(value: object) -> bool:
    """Tell whether this can be an answer: a file that was sealed by another hand may hold anything in instances."""
    if isinstance(value, list):
        return all(isinstance(code, str) for code in value)
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _moment(text: str) -> dt.datetime:
    try:
        time = dt.datetime.fromisoformat(text)
    except ValueError:
        return _EPOCH
    return time if time.tzinfo else time.replace(tzinfo=dt.UTC)


def in_order(form: Form, answers: Mapping[str, Stored]) -> dict[str, Stored]:
    """Return answers in the order of the questionnaire, those of each instance too."""
    places = {name: place for place, name in enumerate(form.nodes)}

    def ordered(mapping: Mapping[str, Stored]) -> dict[str, Stored]:
        names = sorted(mapping, key=lambda name: places.get(name, len(places)))
        return {name: _ordered_instances(mapping[name], ordered) for name in names}

    return ordered(answers)


def _ordered_instances(value: Stored, ordered: Callable[[Mapping[str, Stored]], dict[str, Stored]]) -> Stored:
    if not isinstance(value, list):
        return value
    return [ordered(each) if isinstance(each, dict) else each for each in value]
