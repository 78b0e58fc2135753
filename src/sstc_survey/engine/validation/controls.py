"""Control characters, which are no part of an answer, wherever they come from."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from sstc_survey.i18n import noop
from sstc_survey.questionnaire import TextQuestion

JOINED: Final = noop("the lines were joined into one")
LEFT_OUT: Final = noop("control characters were left out")

# All that Unicode takes for the end of a line: LF, VT, FF, CR, NEL, and the separators of lines and paragraphs.
_LINE_END: Final = "(?:\r\n|[\n\v\f\r\x85\u2028\u2029])"
_CONTROLS: Final = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if code != ord("\n")}

# What a terminal takes for a command, by ECMA-48: colours, moves, titles of windows, character sets.
_SEQUENCE: Final = re.compile(
    "\x1b(?:\\[[0-?]*[ -/]*[@-~]|[\\]PX^_][^\x00-\x06\x0e-\x1a\x1b]*(?:\x07|\x1b\\\\)|[(-/][0-~]|O[A-Za-z])"
)


class Tidied(NamedTuple):
    """A text without control characters, and what was changed in it."""

    text: str
    joined: bool = False
    left_out: bool = False

    @property
    def changes(self) -> tuple[str, ...]:
        """Return what was done to it, in words to be translated."""
        return (JOINED,) * self.joined + (LEFT_OUT,) * self.left_out


def takes_lines(entry: object) -> bool:
    """Tell whether an entry of a questionnaire takes a text of several lines."""
    return isinstance(entry, TextQuestion) and entry.multiline


def tidied(text: str, *, multiline: bool) -> Tidied:
    r"""Return a text in which every line end is \n, or where it may have but one line a space, and a tab a space.

    Other control characters are left out, and whole what a terminal would take for a command. Line ends around a text
    of one line go, too.
    """
    if text.isprintable():
        return Tidied(text)
    given, text = text, re.sub(_SEQUENCE, "", text)
    if multiline:
        lines, joined = re.sub(_LINE_END, "\n", text), False
    else:
        inner = re.sub(f"^{_LINE_END}+|{_LINE_END}+$", "", text)
        lines, count = re.subn(f"{_LINE_END}+", " ", inner)
        joined = count > 0
    spaced = lines.replace("\t", " ")
    kept = spaced.translate(_CONTROLS)
    return Tidied(kept, joined, kept != spaced or text != given)


def tidied_reply(raw: object, *, multiline: bool) -> tuple[object, tuple[str, ...]]:
    """Return a raw reply with every text in it tidied, and what was changed, in words to be translated."""
    match raw:
        case str():
            found = tidied(raw, multiline=multiline)
            return found.text, found.changes
        case list():
            parts = [tidied_reply(part, multiline=multiline) for part in raw]
            changes = dict.fromkeys(change for _, changed in parts for change in changed)
            return [part for part, _ in parts], tuple(changes)
        case _:
            return raw, ()
