"""The program's own words in the language of the interview, by gettext; English where a catalogue lacks them."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

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


def set_language(tag: str) -> None:
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


# One string for every language, or one for each language tag.
Text: TypeAlias = str | dict[str, str]


class Own(str):
    """A text of the program itself, which stands in its catalogues."""

    __slots__ = ()


class Words(NamedTuple):
    """Read texts in one language: the exact tag, else its base language, else the default, else the first."""

    language: str
    default_language: str

    def __call__(self, text: Text) -> str:
        """Return the text in this language; a text in no language at all is empty."""
        if isinstance(text, Own):
            return gettext(text)
        if isinstance(text, str):
            return text
        for tag in (self.language, _base(self.language), self.default_language, _base(self.default_language)):
            if tag in text:
                return text[tag]
        return next(iter(text.values()), "")


def _base(tag: str) -> str:
    return tag.partition("-")[0]
