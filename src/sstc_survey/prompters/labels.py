"""Names that every prompter shows: of languages, and of the states of a question without an answer."""

from __future__ import annotations

from typing import Final

from sstc_survey.i18n import gettext, noop
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


# In parentheses, so that none of them looks like an answer in these words.
_MISSING_LABELS: Final = {
    Missing.BLANK: noop("(blank)"),
    Missing.DONT_KNOW: noop("(don't know)"),
    Missing.REFUSED: noop("(refused)"),
}


def missing_label(missing: Missing) -> str:
    """Return the words for why there is no answer, in the language of the interview."""
    return gettext(_MISSING_LABELS[missing])
