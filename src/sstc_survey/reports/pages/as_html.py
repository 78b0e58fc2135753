"""A page as one file of HTML: it needs nothing else, nothing in it is run, and it prints on A4."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Final, TextIO, assert_never
from urllib.parse import quote

from sstc_survey.reports.escaping import html_text
from sstc_survey.reports.pages.page import Block, Boxes, Heading, Line, Page, Points, Quoted, Table

_STYLE: Final = """
:root { color-scheme: light dark; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 11pt/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5em; } h2 { font-size: 1.25em; margin: 1.8em 0 0.4em; }
h3, h4 { font-size: 1.05em; margin: 1.3em 0 0.3em; }
p, li, td, th, blockquote { white-space: pre-line; overflow-wrap: anywhere; } nav li { white-space: normal; }
p { margin: 0.5em 0; } ul { margin: 0.4em 0; padding-inline-start: 1.4em; }
.note { font-style: italic; }
blockquote { margin: 0.7em 0; padding-inline-start: 1em; border-inline-start: 3px solid; }
footer { font-size: 0.9em; }
.text { text-align: start; } nav ul { list-style: none; padding: 0; } nav ul ul { padding-inline-start: 1.4em; }
.boxes span { margin-inline-end: 2em; }
div { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9em; }
th, td { border: 1px solid; padding: 0.2em 0.4em; text-align: end; vertical-align: top; }
th, td { overflow-wrap: break-word; } th + th { overflow-wrap: normal; } thead { display: table-header-group; }
th:first-child, td:first-child { text-align: start; }
blockquote, tr, .boxes { break-inside: avoid; } h1, h2, h3, h4 { break-after: avoid; }
@media print {
  :root { color-scheme: light; } body { max-width: none; margin: 0; padding: 0; font-size: 10pt; }
  div { overflow: visible; } table { font-size: 0.8em; } td { overflow-wrap: anywhere; }
}
@page { size: A4; margin: 18mm; }
"""
_DIGEST: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY: Final = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'"
# No backslash may stand in what an f-string reads.
_BREAK: Final = "\n"
# Anchors are apart from what else has an id.
_PREFIX: Final = "to-"
_BOX: Final = "\u2610"


def write_html(page: Page, stream: TextIO) -> None:
    """Write a page as HTML."""
    stream.writelines(f"{line}\n" for line in _lines(page))


def _lines(page: Page) -> Iterator[str]:
    yield f'<!doctype html>\n<html lang="{html_text(page.language)}">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{html_text(page.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>"
    yield f"<h1>{_apart(page.title)}</h1>"
    if page.listed:
        yield f'<nav aria-labelledby="contents">\n<h2 id="contents">{_apart(page.contents)}</h2>'
        yield f"{_contents(page.listed)}\n</nav>"
    yield from map(_written, page.blocks)
    yield "</main>\n</body>\n</html>"


def _written(block: Block) -> str:
    match block:
        case Heading(level, text, anchor):
            mark = f' id="{_PREFIX}{html_text(anchor)}"' if anchor else ""
            return f"<h{level}{mark}>{_apart(text)}</h{level}>"
        case Line():
            return f"<p>{_line(block)}</p>"
        case Points(lines):
            return f"<ul>\n{''.join(f'<li>{_line(line)}</li>{_BREAK}' for line in lines)}</ul>"
        case Quoted(text, source):
            footer = f"\n<footer>\u2014 {_apart(source)}</footer>" if source else ""
            return f"<blockquote>{_apart(text)}{footer}</blockquote>"
        case Table(headings, rows, texts):
            head, body = _row("th", headings, texts), _BREAK.join(_row("td", row, texts) for row in rows)
            return f"<div><table>\n<thead>{head}</thead>\n<tbody>\n{body}\n</tbody>\n</table></div>"
        case Boxes(texts):
            spans = (f"<span>{_BOX} {_apart(text)}</span>" for text in texts)
            return f'<p class="boxes">{" ".join(spans)}</p>'
        case _:
            assert_never(block)


def _line(line: Line) -> str:
    lead = f"<strong>{_apart(line.lead)}</strong>" if line.lead else ""
    text = _apart(line.text) if line.text else ""
    if line.is_note and text:
        text = f'<span class="note">{text}</span>'
    return " ".join(filter(None, (lead, text)))


def _row(tag: str, cells: Iterable[str], texts: int) -> str:
    """Return a row; the first column is of texts as it is, more of them say so."""
    marks = (' class="text"' if 0 < place < texts else "" for place in count())
    return (
        f"<tr>{''.join(f'<{tag}{mark}>{_apart(cell)}</{tag}>' for cell, mark in zip(cells, marks, strict=False))}</tr>"
    )


def _contents(headings: Sequence[Heading]) -> str:
    """Return lists in lists that lead to headings, by their levels."""
    parts: list[str] = []
    opened: list[int] = []
    for heading in headings:
        while len(opened) > 1 and heading.level <= opened[-2]:
            parts.append("</li></ul>")
            opened.pop()
        if not opened or heading.level > opened[-1]:
            parts.append("<ul>" if not opened else "\n<ul>")
            opened.append(heading.level)
        else:
            parts.append("</li>\n")
        parts.append(f'<li><a href="#{_PREFIX}{quote(heading.anchor, safe="")}">{_apart(heading.text)}</a>')
    return "".join(parts) + "</li></ul>" * len(opened)


def _apart(text: str) -> str:
    """Return a text whose direction changes nothing around it."""
    return f"<bdi>{html_text(text)}</bdi>"
