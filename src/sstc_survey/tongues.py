"""The program's own words in the language of the interview, by gettext; English where a catalogue lacks them."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gettext import NullTranslations

DOMAIN: Final = "sstc_survey"
FOLDER: Final = os.path.join(os.path.dirname(__file__), "locale")
ENGLISH: Final = "en"


class _Tongue:
    """Which language the program speaks now."""

    def __init__(self) -> None:
        self.tag = ENGLISH
        self.words: NullTranslations | None = None


_now: Final = _Tongue()


def speak(tag: str) -> None:
    """Speak a language from here on: the exact tag, else its base language, else English."""
    if tag != _now.tag:
        _now.tag, _now.words = tag, _catalogue(tag)


def gettext(message: str) -> str:
    """Return a message of the program in the language that it speaks now."""
    return message if _now.words is None or not message else _now.words.gettext(message)


def noop(message: str) -> str:
    """Mark a message for the catalogues that is put into words later."""
    return message


@lru_cache(maxsize=32)
def _catalogue(tag: str) -> NullTranslations | None:
    base = tag.partition("-")[0]
    if base == ENGLISH:
        return None
    from gettext import translation

    try:
        return translation(DOMAIN, FOLDER, [tag.replace("-", "_"), base])
    except OSError:
        return None
