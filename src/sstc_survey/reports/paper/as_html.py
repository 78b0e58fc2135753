"""A paper form as one HTML file, to be printed: it needs nothing else, and nothing in it is run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from typing import Final, TextIO

from sstc_survey.i18n import gettext
from sstc_survey.reports.escaping import html_text
from sstc_survey.reports.paper.build import RANK_BLANK, AnswerBox, Paper, PaperEntry, PaperGrid, PaperPart, PaperSection
from sstc_survey.reports.paper.names import END_ISOLATE, ISOLATE

_STYLE: Final = """
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 11pt/1.45 system-ui, sans-serif; color: #111; }
h1 { font-size: 1.5em; } h2, h3, h4, h5, h6 { font-size: 1.15em; margin: 1.6em 0 0.4em; }
.item { margin: 1.1em 0; break-inside: avoid; }
.label { font-weight: 600; margin: 0; white-space: pre-line; }
.told { margin: 0.1em 0; font-size: 0.9em; } .condition { margin: 0.1em 0; font-style: italic; break-after: avoid; }
ul { list-style: none; margin: 0.3em 0 0 1.2em; padding: 0; }
.if { font-style: italic; margin-top: 0.4em; }
table { width: 100%; border-collapse: collapse; margin: 0.6em 0 1.2em; table-layout: fixed; break-inside: avoid; }
th, td { border: 1px solid #555; padding: 0.2em 0.35em; vertical-align: top; }
th { font-size: 0.8em; text-align: start; overflow-wrap: anywhere; } td { height: 2.2em; }
.no { width: 5em; } thead { display: table-header-group; } tr { break-inside: avoid; }
li { display: flex; gap: 0.5em; align-items: baseline; }
.leads { font-style: italic; }
.line { display: block; flex: 1; min-width: 8em; height: 1.7em; border-bottom: 1px solid #555; }
.rank { display: inline-block; width: 1.8em; border-bottom: 1px solid #555; }
.within { border-left: 2px solid #999; padding-left: 1em; }
@media print { body { max-width: none; margin: 0; font-size: 10pt; } h2, h3, h4 { break-after: avoid; } }
@page { size: A4; margin: 18mm; }
"""
_DIGEST: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY: Final = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'"
_DEEPEST: Final = 6
# How many columns of a grid stand beside one another on a page.
_COLUMNS: Final = 7


class _Html(str):
    """What is markup already; any other text in an element is escaped."""

    __slots__ = ()


# So that the page can be read as text too.
_BREAK: Final = _Html("\n")


def _tag(name: str, *inside: str, **attributes: str) -> _Html:
    """Return an element; texts in it, and its attributes, are escaped."""
    written = "".join(f' {key.rstrip("_")}="{html_text(value)}"' for key, value in attributes.items() if value)
    content = "".join(text if isinstance(text, _Html) else html_text(text) for text in inside)
    return _Html(f"<{name}{written}>{content}</{name}>")


def _apart(text: str) -> _Html:
    """Return what the author wrote so that its direction changes nothing around it."""
    return _tag("bdi", text)


def _sentence(text: str) -> Iterator[str]:
    """Yield the parts of a sentence of ours, with what the author wrote in it kept apart."""
    for start, part in enumerate(text.split(ISOLATE)):
        written, end, rest = part.partition(END_ISOLATE) if start else ("", "", part)
        yield from (_apart(written), rest) if end else (part,)


def write_html_paper(paper: Paper, stream: TextIO) -> None:
    """Write a form as a page of HTML."""
    head = (
        _Html('<meta charset="utf-8">'),
        _Html(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        _Html('<meta name="viewport" content="width=device-width">'),
        _tag("title", paper.title),
        _Html(f"<style>{_STYLE}</style>"),
    )
    texts = [_tag("p", _apart(text)) for text in (*paper.facts, *paper.introduction)]
    closing = [_tag("p", _apart(paper.closing))] if paper.closing else []
    body = (_tag("h1", _apart(paper.title)), *texts, *_parts(paper.parts, 2), *closing)
    stream.write("<!doctype html>\n" + _tag("html", _tag("head", *head), _tag("body", *body), lang=paper.language))
    stream.write("\n")


def _parts(parts: Iterable[PaperPart], level: int) -> list[_Html]:
    return [_section(part, level) if isinstance(part, PaperSection) else _entry(part) for part in parts]


def _section(section: PaperSection, level: int) -> _Html:
    title = [_tag(f"h{level}", _apart(section.title))] if section.title else []
    hint = [_tag("p", _apart(section.hint), class_="told")] if section.hint else []
    notes = [_tag("p", *_sentence(text), class_="condition") for text in section.conditions]
    inside = _parts(section.parts, min(level + 1, _DEEPEST))
    grid = [] if section.grid is None else _grid(section.grid)
    return _tag("section", _BREAK, *title, *hint, *notes, *inside, *grid, class_="within" if section.conditions else "")


def _grid(grid: PaperGrid) -> list[_Html]:
    """Return the tables of a repeat: what fits on a page beside one another."""
    how = _tag("p", gettext("Write the answers here, a line for each; of a choice its number."), class_="condition")
    numbers = [_tag("th", _apart(number), class_="no") for number in grid.numbers]
    parts = [how]
    for start in range(0, len(grid.columns), _COLUMNS):
        columns = grid.columns[start : start + _COLUMNS]
        head = _tag("thead", _tag("tr", *numbers, *(_tag("th", _apart(column)) for column in columns)))
        # The numbers of outer instances are written in.
        before = [_tag("td")] * (len(numbers) - 1)
        rows = (
            _tag("tr", *before, _tag("td", str(row)) if not before else _tag("td"), *[_tag("td")] * len(columns))
            for row in range(1, grid.rows + 1)
        )
        parts.append(_tag("table", _BREAK, head, _tag("tbody", *rows)))
    return parts


def _entry(entry: PaperEntry) -> _Html:
    number = f"{entry.number}. " if entry.number else ""
    hint = [_tag("p", _apart(entry.hint), class_="told")] if entry.hint else []
    notes = [entry.how_to_answer, *entry.instructions]
    boxes = [*_boxes(entry.boxes), *map(_box, entry.ways_out)]
    comment = [_tag("ul", _tag("li", gettext("Comment:"), _line()))] if entry.comment else []
    return _tag(
        "div",
        _BREAK,
        *[_tag("p", *_sentence(text), class_="condition") for text in entry.conditions],
        _tag("p", number, _apart(entry.label), class_="label"),
        *hint,
        *[_tag("p", *_sentence(text), class_="told") for text in notes if text],
        *[_line()] * entry.lines,
        *([_tag("ul", *boxes)] if boxes else []),
        *comment,
        class_="item",
    )


def _line() -> _Html:
    return _tag("span", class_="line")


def _boxes(boxes: Iterable[AnswerBox]) -> Iterator[_Html]:
    """Yield the choices, under the conditions that they are offered on."""
    condition = ""
    for box in boxes:
        if box.condition != condition:
            condition = box.condition
            yield _tag("li", _tag("span", *_sentence(condition)), class_="if")
        yield _box(box)


def _box(box: AnswerBox) -> _Html:
    symbol = _tag("span", class_="rank") if box.symbol == RANK_BLANK else _tag("span", box.symbol)
    label = _tag("span", f"{box.number}. " if box.number else "", _apart(box.label))
    line = [_line()] if box.has_line else []
    leads = [_tag("span", "\u2192 ", *_sentence(box.leads), class_="leads")] if box.leads else []
    return _tag("li", symbol, label, *line, *leads)
