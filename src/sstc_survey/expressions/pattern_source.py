"""The source of a regular expression, and what can be wrong with it."""

from __future__ import annotations

import re
from typing import Final

_COUNT: Final = re.compile(r"\{([0-9]{1,9})(,([0-9]{1,9})?)?\}")
_NAME: Final = re.compile(r"<[A-Za-z_][A-Za-z0-9_]*>")
_GENERAL: Final = "L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfson]?"
_CATEGORY: Final = re.compile(rf"\{{(?:Is|gc=|General_Category=)?({_GENERAL})\}}|([LMNPSZC])")
_HEX: Final = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}")


class PatternError(Exception):
    """What is wrong with a pattern, and where in it; without a reason it is too large."""

    def __init__(self, start: int, end: int, reason: str | None, suggestion: str | None = None) -> None:
        self.start = start
        self.end = end
        self.reason = reason
        self.suggestion = suggestion
        super().__init__(reason or "too large")


class PatternSource:
    """A pattern, and how far it has been read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0

    @property
    def at_end(self) -> bool:
        return self.place >= len(self.text)

    @property
    def peek(self) -> str:
        return self.text[self.place]

    def next(self) -> str:
        character = self.text[self.place]
        self.place += 1
        return character

    def take(self, expected: str) -> bool:
        """Go past a text if it comes next."""
        found = self.text.startswith(expected, self.place)
        self.place += len(expected) if found else 0
        return found

    def take_count(self) -> re.Match[str] | None:
        return self._take(_COUNT)

    def take_name(self) -> bool:
        return self._take(_NAME) is not None

    def take_category(self) -> str | None:
        match = self._take(_CATEGORY)
        return match[1] or match[2] if match else None

    def take_code_point(self) -> int | None:
        match = self._take(_HEX)
        return int(match[1] or match[2] or match[3], 16) if match else None

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.place)
        if match:
            self.place = match.end()
        return match
