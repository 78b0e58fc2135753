"""What every prompter says beside the question: the expected answer, and names of states, languages and choices."""

from __future__ import annotations

from typing import Final, assert_never

from sstc_survey.i18n import gettext, noop
from sstc_survey.prompters.screens import Screen
from sstc_survey.questionnaire import (
    Acknowledge,
    Date,
    DateTime,
    Decimal,
    Integer,
    Note,
    Range,
    Rank,
    SelectMultiple,
    SelectOne,
    Shown,
    TextQuestion,
    Time,
)
from sstc_survey.response import Missing

_LANGUAGE_NAMES: Final = {
    "ar": "العربية",
    "bn": "বাংলা",
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "hi": "हिन्दी",
    "id": "Bahasa Indonesia",
    "km": "ខ្មែរ",
    "lo": "ລາວ",
    "ms": "Bahasa Melayu",
    "my": "မြန်မာ",
    "ne": "नेपाली",
    "pt": "Português",
    "ru": "Русский",
    "sw": "Kiswahili",
    "th": "ไทย",
    "tl": "Filipino",
    "vi": "Tiếng Việt",
    "zh": "中文",
}


def language_name(tag: str) -> str:
    """Return the name of a language in itself; the tag where it is not known, or says more than the language."""
    name = _LANGUAGE_NAMES.get(tag.partition("-")[0])
    if name is None:
        return tag
    return name if "-" not in tag else f"{name} ({tag})"


def shown_numbers(screen: Screen) -> list[str]:
    """Return the number each choice is shown with: its code where all codes are numbers, else 1, 2, 3 …"""
    codes = [option.code for option in screen.options]
    return codes if all(code.isdecimal() for code in codes) else [str(place) for place in range(1, len(codes) + 1)]


# In parentheses, so that none of them looks like an answer in these words.
_STATE_LABELS: Final = {
    Missing.BLANK: noop("(blank)"),
    Missing.DONT_KNOW: noop("(don't know)"),
    Missing.REFUSED: noop("(refused)"),
}


def state_label(state: Missing) -> str:
    """Return the name of a missing state, in the language of the moment."""
    return gettext(_STATE_LABELS[state])


def expected(question: Shown) -> str:
    """Return what kind of answer is expected, where the question on the screen does not show it."""
    match question:
        case SelectMultiple():
            return _expected_number(question.min_selected or 0, question.max_selected)
        case Rank():
            return gettext("All of them, the first one first")
        case Integer():
            return _within(gettext("A whole number"), question.min, question.max)
        case Decimal():
            return _within(gettext("A number"), question.min, question.max)
        case Range():
            by_one = question.step == 1
            words = gettext("From {start} to {end}") if by_one else gettext("From {start} to {end}, by {step}")
            return words.format(start=f"{question.start:g}", end=f"{question.end:g}", step=f"{question.step:g}")
        case Date():
            return _between(gettext("A date as year-month-day"), question.min, question.max)
        case Time():
            return _between(gettext("A time as hours:minutes"), question.min, question.max)
        case DateTime():
            return gettext("A date and a time, such as 2016-09-07 14:30")
        case SelectOne() | TextQuestion() | Acknowledge() | Note():
            return ""
        case _:
            assert_never(question)


def _expected_number(least: int, most: int | None) -> str:
    """Return how many choices to select."""
    if most is None:
        words = gettext("Choose {least} or more") if least else gettext("Choose any number")
    elif least == most:
        words = gettext("Choose {least}")
    else:
        words = gettext("Choose {least} to {most}") if least else gettext("Choose up to {most}")
    return words.format(least=least, most=most)


def _within(what: str, least: float | None, most: float | None) -> str:
    if least is not None and most is not None:
        return gettext("{what} from {least} to {most}").format(what=what, least=least, most=most)
    if least is not None:
        return gettext("{what}, {least} or more").format(what=what, least=least)
    return what if most is None else gettext("{what}, {most} or less").format(what=what, most=most)


def _between(what: str, first: str | None, last: str | None) -> str:
    if first and last:
        return gettext("{what}, from {first} until {last}").format(what=what, first=first, last=last)
    if first:
        return gettext("{what}, from {first}").format(what=what, first=first)
    return gettext("{what}, until {last}").format(what=what, last=last) if last else what
