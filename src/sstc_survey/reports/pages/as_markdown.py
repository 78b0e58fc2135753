"""A page in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO, assert_never

from sstc_survey.reports.escaping import markdown_text
from sstc_survey.reports.pages.page import Block, Boxes, Heading, Line, Page, Points, Quoted, Table


def write_markdown(page: Page, stream: TextIO) -> None:
    """Write a page as Markdown."""
    stream.writelines(f"{line}\n" for line in _lines(page))


def _lines(page: Page) -> Iterator[str]:
    yield f"# {markdown_text(page.title)}"
    for block in page.blocks:
        yield ""
        yield from _written(block)


def _written(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, text):
            yield f"{'#' * level} {markdown_text(text)}"
        case Line():
            yield _line(block)
        case Points(lines):
            yield from (f"- {_line(line)}" for line in lines)
        case Quoted(text, source):
            yield f"> {markdown_text(text)}"
            if source:
                yield from (">", f"> \u2014 {markdown_text(source)}")
        case Table(headings, rows):
            yield _row(headings)
            yield f"| :-- |{' --: |' * (len(headings) - 1)}"
            yield from map(_row, rows)
        case Boxes(texts):
            yield " \u00a0 ".join(f"\u2610 {markdown_text(text)}" for text in texts)
        case _:
            assert_never(block)


def _line(line: Line) -> str:
    lead, text = markdown_text(line.lead), markdown_text(line.text)
    if line.is_note and text:
        text = f"*{text}*"
    return " ".join(part for part in (f"**{lead}**" if lead else "", text) if part)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(markdown_text, cells))} |"
