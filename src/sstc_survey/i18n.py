"""The program's own messages in the language of the interview, by gettext, and the texts of questionnaires."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from gettext import NullTranslations

DOMAIN: Final = "sstc_survey"
FOLDER: Final = os.path.join(os.path.dirname(__file__), "locale")
ENGLISH: Final = "en"

# One string for every language, or one for each language tag.
Text: TypeAlias = str | dict[str, str]


class ProgramText(str):
    """A text of a questionnaire that the program adds: it is translated by the program's catalogues."""

    __slots__ = ()


class Words(NamedTuple):
    """Read texts in one language: the exact tag, else its base language, else the default, else the first."""

    language: str
    default_language: str

    def __call__(self, text: Text) -> str:
        """Return the text in this language; a text in no language at all is empty."""
        if isinstance(text, ProgramText):
            return gettext(text)
        if isinstance(text, str):
            return text
        for tag in (self.language, _base(self.language), self.default_language, _base(self.default_language)):
            if tag in text:
                return text[tag]
        return next(iter(text.values()), "")


class _Current:
    """The language of the program's messages; English has no catalogue."""

    def __init__(self) -> None:
        self.tag = ENGLISH
        self.catalogue: NullTranslations | None = None


_current: Final = _Current()


def set_language(tag: str) -> None:
    """Use a language from here on: the exact tag, else its base language, else English."""
    if tag != _current.tag:
        _current.tag, _current.catalogue = tag, _catalogue(tag)


def gettext(message: str) -> str:
    """Return a message of the program in the current language; in English where its catalogue lacks it."""
    # Never a subclass of str: a text that was read is a text like any other.
    return str(message) if _current.catalogue is None or not message else _current.catalogue.gettext(message)


def noop(message: str) -> str:
    """Mark a message for the catalogues that is translated later."""
    return message


@lru_cache(maxsize=32)
def _catalogue(tag: str) -> NullTranslations | None:
    base = _base(tag)
    if base == ENGLISH:
        return None
    from gettext import translation

    try:
        return translation(DOMAIN, FOLDER, [tag.replace("-", "_"), base])
    except OSError:
        return None


def _base(tag: str) -> str:
    return tag.partition("-")[0]
