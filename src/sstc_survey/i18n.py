"""The program's own messages in the language of the interview, by gettext, and the texts of questionnaires."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from gettext import NullTranslations

DOMAIN: Final = "sstc_survey"
FOLDER: Final = os.path.join(os.path.dirname(__file__), "locale")
ENGLISH: Final = "en"
# Languages that have another tag too, with the one of their catalogue.
_OTHER_NAMES: Final = {"tl": "fil"}

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
        for exact in (self.language, self.default_language):
            for tag in (exact, exact.partition("-")[0]):
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


def plural(one: str, several: str, count: int) -> str:
    """Return a message of the program in the form for a number of things, with the number for its {count}."""
    catalogue = _current.catalogue
    message = (one if count == 1 else several) if catalogue is None else catalogue.ngettext(one, several, count)
    return message.format(count=f"{count:,}")


def translated(message: str, tag: str) -> str:
    """Return a message of the program in a language, whichever is spoken now; in English where there is none."""
    catalogue = _catalogue(tag)
    return message if catalogue is None else catalogue.gettext(message)


def has_catalogue(tag: str) -> bool:
    """Tell whether the program's own words are there in a language; English are always."""
    return base_language(tag) == ENGLISH or _catalogue(tag) is not None


def noop(message: str) -> str:
    """Mark a message for the catalogues that is translated later."""
    return message


@lru_cache(maxsize=32)
def _catalogue(tag: str) -> NullTranslations | None:
    base = base_language(tag)
    base = _OTHER_NAMES.get(base, base)
    if base in ("", ENGLISH):
        return None
    from gettext import translation

    try:
        return translation(DOMAIN, FOLDER, [tag.replace("-", "_"), base])
    except OSError:
        return None


def base_language(tag: str) -> str:
    """Return the language of a tag without script and country."""
    return tag.replace("_", "-").partition("-")[0].lower()


def terminal_language(environment: Mapping[str, str]) -> str:
    """Return the tag of the language that a user has set for programs, such as zh-CN; empty where none is."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next(filter(None, (environment.get(name) for name in names)), "")
    tag = re.split("[.@]", locale)[0].replace("_", "-")
    return "" if tag in ("C", "POSIX") else tag


# The script that Chinese is written in where a country is named, as in BCP 47's likely subtags.
_CHINESE_SCRIPTS: Final = {"cn": "hans", "sg": "hans", "my": "hans", "tw": "hant", "hk": "hant", "mo": "hant"}


def find_languages(asked: str, known: Iterable[str]) -> list[str]:
    """Return the tag that is asked for, in whatever case; else the nearest one of less or of more detail.

    That is the lookup of BCP 47, both ways. Several are returned where each has as much to do with it, none where no
    tag fits.
    """
    tags = {_subtags(tag): tag for tag in known}
    if asked in tags.values():
        return [asked]
    sought = _subtags(asked)
    less = (tags[sought[:length]] for length in range(len(sought), 0, -1) if sought[:length] in tags)
    if nearest := next(less, None):
        return [nearest]
    return [tag for subtags, tag in tags.items() if subtags[: len(sought)] == sought]


def _subtags(tag: str) -> tuple[str, ...]:
    """Return the parts of a tag; Chinese of a country has the script that is written there."""
    language, *rest = tag.strip().replace("_", "-").lower().split("-")
    script = _CHINESE_SCRIPTS.get(rest[0]) if language == "zh" and rest else None
    return (language, *([script] if script else []), *rest)
