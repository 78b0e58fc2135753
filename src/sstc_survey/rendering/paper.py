"""A questionnaire as a paper form: what stands on it, whatever it is printed with."""

from __future__ import annotations

from typing import Final, TypeAlias

from msgspec import Struct

TICK: Final = "\u2610"
RANK: Final = "__"


class Box(Struct, frozen=True):
    """A choice to mark: its number on the screen, its label, a line to write on, and where it leads."""

    number: str
    label: str
    mark: str = TICK
    writes: bool = False
    leads: str = ""


class Item(Struct, frozen=True):
    """A question, a note, or a value to work out; `number` is 0 for what is not asked."""

    name: str
    number: int
    label: str
    hint: str
    conditions: tuple[str, ...]
    wanted: str
    instructions: tuple[str, ...]
    boxes: tuple[Box, ...]
    lines: int
    ways_out: tuple[Box, ...]
    comment: bool


class Section(Struct, frozen=True):
    """Parts under a heading; one that repeats says how often."""

    title: str
    hint: str
    conditions: tuple[str, ...]
    parts: tuple[Part, ...]


Part: TypeAlias = Item | Section


class Paper(Struct, frozen=True):
    """A whole form; empty texts are left out when it is printed."""

    language: str
    title: str
    facts: tuple[str, ...]
    introduction: tuple[str, ...]
    closing: str
    parts: tuple[Part, ...]
