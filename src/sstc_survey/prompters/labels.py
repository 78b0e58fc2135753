"""Names that every prompter shows: of languages, of choices, and of the states of a question without an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sstc_survey.engine.validation.choices import list_choices
from sstc_survey.i18n import gettext, noop
from sstc_survey.problems import Problem, codes
from sstc_survey.prompters.screens import ReasonScreen, SaidText, Screen
from sstc_survey.response import Missing

_LANGUAGE_NAMES: Final = {
    "ar": "العربية",
    "bn": "বাংলা",
    "en": "English",
    "es": "Español",
    "fil": "Filipino",
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
    "ta": "தமிழ்",
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


# In parentheses, so that none of them looks like an answer in these words.
_MISSING_LABELS: Final = {
    Missing.BLANK: noop("(blank)"),
    Missing.DONT_KNOW: noop("(don't know)"),
    Missing.REFUSED: noop("(refused)"),
}


def missing_label(missing: Missing) -> str:
    """Return the words for why there is no answer, in the language of the interview."""
    return gettext(_MISSING_LABELS[missing])


def without_own_number(number: str, label: str) -> str:
    """Return a label without the number that it begins with where that is the one it is shown with: `3. Health`."""
    return label.removeprefix(f"{number}. ") if number else label


def numbered(number: str, label: str) -> str:
    """Return a label with its number before it, once."""
    return f"{number}. {without_own_number(number, label)}"


def numbered_choices(screen: Screen, chosen: Sequence[str] | None = None) -> str:
    """List choices with their numbers on the screen: those with these codes, or the first of all."""
    pairs = zip(screen.numbers, screen.options, strict=True)
    shown = [numbered(number, option.label) for number, option in pairs if chosen is None or option.code in chosen]
    return list_choices(shown, gettext("; "))


def in_labels(problem: Problem | None, screen: Screen) -> Problem | None:
    """Return a problem that names choices as the screen shows them, not by their codes, which nobody saw."""
    if problem is None:
        return None
    details = dict(problem.details)
    if problem.code == codes.REPLY_RANK_INCOMPLETE:
        details["left"] = numbered_choices(screen, str(details["left"]).split(", "))
    elif problem.code == codes.REPLY_NO_SUCH_CHOICE and screen.options:
        details["choices"] = numbered_choices(screen)
    elif problem.code == codes.REPLY_TWICE:
        labels = {option.code: option.label for option in screen.options}
        details["reply"] = labels.get(str(details["reply"]), details["reply"])
    return problem._replace(details=details)


def named_reference(reference: str) -> str:
    """Return a reference as it is shown."""
    return gettext("Reference: {text}").format(text=reference)


def changed_reference(reference: str) -> str:
    """Say what the reference is from now on; empty is none."""
    return named_reference(reference) if reference else gettext("Reference removed")


def change_text(screen: ReasonScreen, arrow: str) -> str:
    """Return what was said before an edit and what is said now; empty where both read the same."""
    before, now = _said_text(screen.before), _said_text(screen.now)
    return "" if before == now else f"{before} {arrow} {now}"


def _said_text(said: SaidText) -> str:
    text = said.answer or missing_label(said.missing or Missing.BLANK)
    return f"{text} [{said.comment}]" if said.comment else text
