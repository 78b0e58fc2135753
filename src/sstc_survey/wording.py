"""A text in a language."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from sstc_survey.tongues import gettext

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
