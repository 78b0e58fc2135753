"""The keys that do the same on every question."""

from __future__ import annotations

from collections.abc import Container, Iterator
from enum import Enum, auto
from typing import Final, NamedTuple


class Key(Enum):
    """What a key asks for, whichever key it was."""

    ENTER = auto()
    BACK = auto()
    SKIP = auto()
    DONT_KNOW = auto()
    REFUSED = auto()
    COMMENT = auto()
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
    Binding(Key.BACK, ("escape", "f2"), "Esc", "back", "b", "Esc or F2: go back; nothing is lost"),
    Binding(Key.SKIP, ("f3",), "F3", "skip", "s", "F3: leave the question blank"),
    Binding(Key.DONT_KNOW, ("f8",), "F8", "don't know", "d", "F8: don't know"),
    Binding(Key.REFUSED, ("f9",), "F9", "refuse", "r", "F9: refused"),
    Binding(Key.COMMENT, ("f4",), "F4", "comment", "c", "F4: keep a comment beside the answer"),
    Binding(Key.HELP, ("f1",), "F1", "help", "h", "F1: this help, and away with it"),
    Binding(Key.STOP, ("f10",), "F10", "stop", "q", "F10: stop; the draft is kept"),
)
FINISH: Final = ("f5", "c-s")
PREFIX: Final = "c-x"


def footer(first: tuple[str, ...], works: Container[Key]) -> Iterator[str]:
    """Yield the keys of this question, then those of every question that work on it."""
    yield from first
    for binding in BINDINGS:
        if binding.key in works:
            yield f"{binding.cap} {binding.word}"


def help_text(first: tuple[str, ...], works: Container[Key]) -> str:
    """Explain the keys that work on a question, a line for each."""
    working = [binding for binding in BINDINGS if binding.key in works]
    spare = ", ".join(f"{binding.letter} {binding.word}" for binding in working)
    return "\n".join((*first, *(binding.meaning for binding in working), f"Or Ctrl-X, then: {spare}"))
