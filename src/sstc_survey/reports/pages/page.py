"""A page before it is written in a format: blocks, with texts that are no markup yet."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct


class Heading(Struct, frozen=True):
    """A heading below the title, of level 2 to 4."""

    level: int
    text: str


class Line(Struct, frozen=True):
    """A text with a lead that stands out, either of which may be empty; a note is less than a text."""

    text: str
    lead: str = ""
    is_note: bool = False


class Points(Struct, frozen=True):
    """Lines below one another."""

    lines: tuple[Line, ...]


class Quoted(Struct, frozen=True):
    """Words of somebody, and below them whose they are."""

    text: str
    source: str


class Table(Struct, frozen=True):
    """A table: texts in the first column, figures in the others."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Boxes(Struct, frozen=True):
    """What can be ticked or filled in by hand."""

    texts: tuple[str, ...]


Block: TypeAlias = Heading | Line | Points | Quoted | Table | Boxes


class Page(Struct, frozen=True):
    """A page in a language."""

    language: str
    title: str
    blocks: tuple[Block, ...]
