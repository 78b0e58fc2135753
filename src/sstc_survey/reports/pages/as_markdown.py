"""A page in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TextIO, assert_never
from urllib.parse import quote

from sstc_survey.i18n import gettext
from sstc_survey.reports.escaping import html_text, markdown_text
from sstc_survey.reports.pages.page import Block, Boxes, Heading, Line, Page, Points, Quoted, Table

# How many signs a bar of 100 percent has.
_BAR: Final = 20


def write_markdown(page: Page, stream: TextIO) -> None:
    """Write a page as Markdown."""
    stream.writelines(f"{line}\n" for line in _lines(page))


def _lines(page: Page) -> Iterator[str]:
    yield f"# {markdown_text(page.title)}"
    for line in page.under:
        yield from ("", _line(line))
    if page.listed:
        yield from ("", f"## {markdown_text(page.contents)}", "", *_contents(page.listed))
    for block in page.blocks:
        yield ""
        yield from _written(block)


def _written(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, text, anchor):
            mark = f'<a id="{html_text(anchor)}"></a>' if anchor else ""
            yield f"{'#' * level} {mark}{markdown_text(text)}"
        case Line():
            yield _line(block)
        case Points(lines):
            yield from (f"- {_line(line)}" for line in lines)
        case Quoted(text, source):
            yield f"> {markdown_text(text)}"
            if source:
                yield from (">", f"> \u2014 {markdown_text(source)}")
        case Table():
            yield from _table(block)
        case Boxes(texts):
            yield " \u00a0 ".join(f"\u2610 {markdown_text(text)}" for text in texts)
        case _:
            assert_never(block)


def _table(table: Table) -> Iterator[str]:
    """Yield a table; Markdown has one line of headings, so what is above them stands in each, and bars are of text."""
    above = [text for text, columns in table.over for _ in range(columns)]
    headings = [*table.headings]
    for place, name in enumerate(above):
        if name:
            headings[place] = gettext("{name}: {label}").format(name=name, label=headings[place])
    texts = table.texts
    rows: list[Sequence[str]] = list(table.rows)
    if any(share is not None for share in table.shares):
        headings.insert(texts, "")
        rows = [(*row[:texts], _bar(table.share(place)), *row[texts:]) for place, row in enumerate(table.rows)]
        texts += 1
    if table.caption:
        yield from (f"**{markdown_text(table.caption)}**", "")
    yield _row(headings)
    yield f"|{' :-- |' * texts}{' --: |' * (len(headings) - texts)}"
    yield from map(_row, rows)


def _bar(share: float | None) -> str:
    """Draw a share of 100 percent."""
    return "\u2588" * round(min(max(share or 0, 0), 100) * _BAR / 100)


def _contents(headings: Sequence[Heading]) -> Iterator[str]:
    highest = min(heading.level for heading in headings)
    for heading in headings:
        yield f"{'  ' * (heading.level - highest)}- [{markdown_text(heading.text)}](#{quote(heading.anchor, safe='')})"


def _line(line: Line) -> str:
    lead, text = markdown_text(line.lead), markdown_text(line.text)
    if line.is_note and text:
        text = f"*{text}*"
    return " ".join(part for part in (f"**{lead}**" if lead else "", text) if part)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(markdown_text, cells))} |"
