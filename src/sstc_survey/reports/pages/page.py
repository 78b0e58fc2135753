"""A page before it is written in a format: blocks, with texts that are no markup yet."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct


class Heading(Struct, frozen=True):
    """A heading below the title, of level 2 to 4; one with an anchor, unique on the page, can be led to.

    An anchor is of letters, digits, hyphens and underscores.
    """

    level: int
    text: str
    anchor: str = ""


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
    """A table: texts in the first column, or in as many as `texts` says, figures in the others.

    With a `caption`, the first cell of each row is its heading. `shares` has for each row a share in percent that a bar
    shows, or None; the rows after them are the `last` ones, which say what the figures are of. The shares of a
    `histogram` are those of classes that follow one another. `over` has headings above the headings, each with how
    many columns it is above.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: int = 1
    caption: str = ""
    shares: tuple[float | None, ...] = ()
    last: int = 0
    histogram: str = ""
    over: tuple[tuple[str, int], ...] = ()

    def share(self, place: int) -> float | None:
        """Return the share that the bar of a row shows."""
        return self.shares[place] if place < len(self.shares) else None


class Boxes(Struct, frozen=True):
    """What can be ticked or filled in by hand."""

    texts: tuple[str, ...]


Block: TypeAlias = Heading | Line | Points | Quoted | Table | Boxes


class Page(Struct, frozen=True):
    """A page in a language; with a heading for its `contents` it begins with a list of the headings with anchors.

    `under` stands between the title and that list.
    """

    language: str
    title: str
    blocks: tuple[Block, ...]
    contents: str = ""
    under: tuple[Line, ...] = ()

    @property
    def listed(self) -> list[Heading]:
        """Return the headings that its contents lead to."""
        return [block for block in self.blocks if isinstance(block, Heading) and block.anchor] if self.contents else []
