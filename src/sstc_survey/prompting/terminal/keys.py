"""The keys that do the same on every question."""

from __future__ import annotations

from collections.abc import Container, Iterator
from enum import Enum, auto
from typing import Final, NamedTuple

from sstc_survey.tongues import gettext, noop


class Key(Enum):
    """What a key asks for, whichever key it was."""

    ENTER = auto()
    BACK = auto()
    SKIP = auto()
    DONT_KNOW = auto()
    REFUSED = auto()
    COMMENT = auto()
    LANGUAGE = auto()
    HELP = auto()
    STOP = auto()


class Binding(NamedTuple):
    """The keys for one thing: by their names, as the footer writes the first, and a letter after Ctrl-X."""

    key: Key
    names: tuple[str, ...]
    cap: str
    word: str
    letter: str
    meaning: str


# Terminals keep some function keys for themselves (F1, F10, F11), so each has a second way with Ctrl-X, which
# nobody edits a line with.
BINDINGS: Final = (
    Binding(Key.BACK, ("escape", "f2"), "Esc", noop("back"), "b", noop("Esc or F2: go back; nothing is lost")),
    Binding(Key.SKIP, ("f3",), "F3", noop("skip"), "s", noop("F3: leave the question blank")),
    Binding(Key.DONT_KNOW, ("f8",), "F8", noop("don't know"), "d", noop("F8: don't know")),
    Binding(Key.REFUSED, ("f9",), "F9", noop("refuse"), "r", noop("F9: refused")),
    Binding(Key.COMMENT, ("f4",), "F4", noop("comment"), "c", noop("F4: keep a comment beside the answer")),
    Binding(Key.LANGUAGE, ("f6",), "F6", noop("language"), "l", noop("F6: go on in another language")),
    Binding(Key.HELP, ("f1",), "F1", noop("help"), "h", noop("F1: this help, and away with it")),
    Binding(Key.STOP, ("f10",), "F10", noop("stop"), "q", noop("F10: stop; the draft is kept")),
)
FINISH: Final = ("f5", "c-s")
PREFIX: Final = "c-x"


def ascii_digit(typed: str) -> str:
    """Return a digit of any script as the ASCII one; everything else as it is."""
    return str(int(typed)) if len(typed) == 1 and typed.isdecimal() else typed


def footer(first: tuple[str, ...], works: Container[Key]) -> Iterator[str]:
    """Yield the keys of this question, then those of every question that work on it."""
    yield from map(gettext, first)
    for binding in BINDINGS:
        if binding.key in works:
            yield f"{binding.cap} {gettext(binding.word)}"


def help_text(first: tuple[str, ...], works: Container[Key]) -> str:
    """Explain the keys that work on a question, a line for each."""
    working = [binding for binding in BINDINGS if binding.key in works]
    spare = ", ".join(f"{binding.letter} {gettext(binding.word)}" for binding in working)
    told = map(gettext, (*first, *(binding.meaning for binding in working)))
    return "\n".join((*told, gettext("Or Ctrl-X, then: {keys}").format(keys=spare)))
