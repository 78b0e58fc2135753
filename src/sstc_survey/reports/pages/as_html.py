"""A page as one file of HTML: it needs nothing else, nothing in it is run, and it prints on A4."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TextIO, assert_never
from urllib.parse import quote

from sstc_survey.i18n import gettext
from sstc_survey.reports.escaping import html_text
from sstc_survey.reports.pages.charts import STYLE as CHARTS
from sstc_survey.reports.pages.charts import bar_svg, columns_svg
from sstc_survey.reports.pages.page import Block, Boxes, Heading, Line, Page, Points, Quoted, Table
from sstc_survey.reports.pages.scripts import other_language
from sstc_survey.reports.rounding import one_decimal

_STYLE: Final = f"""
:root {{ color-scheme: light dark; --paper: #fff; --ink: #1b1b1b; --link: #0b57a4; --rule: #c3c8ce; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --paper: #15181c; --ink: #e6e6e6; --link: #8ec2f5; --rule: #4a525b; }}
}}
html {{ background: var(--paper); color: var(--ink); }} a {{ color: var(--link); }}
body {{ max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 11pt/1.5 system-ui, sans-serif; }}
h1 {{ font-size: 1.5em; }} h2 {{ font-size: 1.25em; margin: 1.8em 0 0.4em; }}
h3, h4 {{ font-size: 1.05em; margin: 1.3em 0 0.3em; }}
p, li, td, th, blockquote, caption {{ white-space: pre-line; overflow-wrap: anywhere; }}
p {{ margin: 0.5em 0; }} ul {{ margin: 0.4em 0; padding-inline-start: 1.4em; }}
.note {{ font-style: italic; }}
blockquote {{ margin: 0.7em 0; padding-inline-start: 1em; border-inline-start: 3px solid; }}
footer {{ font-size: 0.9em; }}
.text {{ text-align: start; }} nav ul {{ list-style: none; padding: 0; }} \
nav ul ul {{ padding-inline-start: 1.4em; }} nav li {{ white-space: normal; }}
.skip {{ position: absolute; left: -99rem; }} .skip:focus {{ position: static; }}
.boxes span {{ margin-inline-end: 2em; }}
.table {{ overflow-x: auto; margin: 0.6em 0; }}
table {{ border-collapse: collapse; font-size: 0.9em; }}
th, td {{ border: 1px solid; padding: 0.2em 0.4em; text-align: end; vertical-align: top; }}
th, td {{ overflow-wrap: break-word; }} th + th {{ overflow-wrap: normal; }} \
thead {{ display: table-header-group; }}
th:first-child, td:first-child {{ text-align: start; }}
.captioned {{ width: 100%; }} .captioned th, .captioned td {{ border-color: var(--rule); border-width: 1px 0; }}
.captioned tbody th {{ font-weight: normal; width: 55%; }} .captioned td:not(.text) {{ white-space: nowrap; }}
.captioned thead th {{ vertical-align: bottom; overflow-wrap: break-word; }} .captioned .over {{ text-align: center; }}
.many tbody th {{ width: auto; min-width: 9em; }} .many thead th:not(.over) {{ min-width: 3em; }}
.last {{ font-style: italic; }}
caption {{ text-align: start; font-weight: bold; padding: 0.3em 0; break-after: avoid; }}
blockquote, tr, .boxes {{ break-inside: avoid; }} h1, h2, h3, h4, h3 + p, h4 + p {{ break-after: avoid; }}
@media print {{
  :root {{ color-scheme: light; --paper: #fff; --ink: #000; --link: #000; --rule: #999; }}
  body {{ max-width: none; margin: 0; padding: 0; font-size: 10pt; }}
  .table {{ overflow: visible; }} table {{ font-size: 0.8em; }} .skip {{ display: none; }}
  td {{ overflow-wrap: anywhere; }}
  .many tbody th, .many thead th:not(.over) {{ min-width: 0; }} p {{ orphans: 3; widows: 3; }}
}}
@page {{ size: A4; margin: 18mm; }}
{CHARTS}"""
_DIGEST: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY: Final = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'"
# No backslash may stand in what an f-string reads.
_BREAK: Final = "\n"
# Anchors are apart from what else has an id.
_PREFIX: Final = "to-"
_BOX: Final = "\u2610"
# A table with more columns may be wider than a telephone, and is moved by keys then.
_FITTING: Final = 4


def write_html(page: Page, stream: TextIO) -> None:
    """Write a page as HTML."""
    stream.writelines(f"{line}\n" for line in _Writer(page).lines())


class _Writer:
    """Writes one page; what is in another script than its own says in which language."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def lines(self) -> Iterator[str]:
        """Yield the parts of the page."""
        page = self._page
        yield f'<!doctype html>\n<html lang="{html_text(page.language)}">\n<head>\n<meta charset="utf-8">'
        yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield f"<title>{html_text(page.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>"
        if page.listed:
            skip = gettext("Skip the contents")
            yield f'<a class="skip" href="#text">{self._apart(skip)}</a>'
        yield f"<h1>{self._apart(page.title)}</h1>"
        yield from map(self._written, page.under)
        if page.listed:
            yield f'<nav aria-labelledby="contents">\n<h2 id="contents">{self._apart(page.contents)}</h2>'
            yield f'{self._contents(page.listed)}\n</nav>\n<div id="text" tabindex="-1">'
        yield from map(self._written, page.blocks)
        yield f"{'</div>' if page.listed else ''}</main>\n</body>\n</html>"

    def _written(self, block: Block) -> str:
        match block:
            case Heading(level, text, anchor):
                mark = f' id="{_PREFIX}{html_text(anchor)}"' if anchor else ""
                return f"<h{level}{mark}>{self._apart(text)}</h{level}>"
            case Line():
                return f"<p>{self._line(block)}</p>"
            case Points(lines):
                return f"<ul>\n{''.join(f'<li>{self._line(line)}</li>{_BREAK}' for line in lines)}</ul>"
            case Quoted(text, source):
                footer = f"\n<footer>\u2014 {self._apart(source)}</footer>" if source else ""
                return f"<blockquote>{self._apart(text)}{footer}</blockquote>"
            case Table():
                return self._table(block)
            case Boxes(texts):
                spans = (f"<span>{_BOX} {self._apart(text)}</span>" for text in texts)
                return f'<p class="boxes">{" ".join(spans)}</p>'
            case _:
                assert_never(block)

    def _line(self, line: Line) -> str:
        lead = f"<strong>{self._apart(line.lead)}</strong>" if line.lead else ""
        text = self._apart(line.text) if line.text else ""
        if line.is_note and text:
            text = f'<span class="note">{text}</span>'
        return " ".join(filter(None, (lead, text)))

    def _table(self, table: Table) -> str:
        # With a caption the first cells are headings. A table that may be wide can be moved by keys.
        is_many = len(table.headings) > _FITTING
        caption, kinds = "", ""
        if table.caption:
            caption = f"\n<caption>{self._apart(table.caption)}</caption>"
            kinds = f' class="captioned{" many" if is_many else ""}"'
        name = html_text(table.caption or gettext(", ").join(filter(None, table.headings)))
        marks = f' tabindex="0" role="group" aria-label="{name}"' if is_many or not table.caption else ""
        above = f"{self._over(table)}\n" if table.over else ""
        head = f"{above}{self._row(table, table.headings, is_head=True)}"
        body = _BREAK.join(self._row(table, row, place) for place, row in enumerate(table.rows))
        drawing = f"{columns_svg(table)}\n" if table.histogram and len(table.rows) > table.last else ""
        return (
            f'{drawing}<div class="table"{marks}><table{kinds}>{caption}\n<thead>{head}</thead>\n'
            f"<tbody>\n{body}\n</tbody>\n</table></div>"
        )

    def _over(self, table: Table) -> str:
        """Return the headings above the headings."""
        cells = "".join(
            f'<th class="over" colspan="{columns}" scope="colgroup">{self._apart(text)}</th>' if text
            else f'<td colspan="{columns}"></td>'
            for text, columns in table.over
        )  # fmt: skip
        return f"<tr>{cells}</tr>"

    def _row(self, table: Table, cells: Iterable[str], place: int = 0, *, is_head: bool = False) -> str:
        """Return a row; the first column is of texts as it is, more of them say so."""
        mark = ' class="last"' if not is_head and place >= len(table.rows) - table.last else ""
        share = None if is_head or table.histogram else table.share(place)
        written = (self._cell(table, cell, column, share, is_head=is_head) for column, cell in enumerate(cells))
        return f"<tr{mark}>{''.join(written)}</tr>"

    def _cell(self, table: Table, cell: str, column: int, share: float | None, *, is_head: bool) -> str:
        tag, marks = ("th", ' scope="col"') if is_head else ("td", "")
        if table.caption and (is_head or column == 0):
            # A cell without words heads nothing.
            tag, marks = ("th", f' scope="{"col" if is_head else "row"}"') if cell else ("td", "")
        if 0 < column < table.texts:
            marks += ' class="text"'
        bar = bar_svg(share, f"{one_decimal(share)}%") if share is not None and column == 0 else ""
        return f"<{tag}{marks}>{self._apart(cell) if cell or not table.caption else ''}{bar}</{tag}>"

    def _contents(self, headings: Sequence[Heading]) -> str:
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
            link = f"#{_PREFIX}{quote(heading.anchor, safe='')}"
            parts.append(f'<li><a href="{link}">{self._apart(heading.text)}</a>')
        return "".join(parts) + "</li></ul>" * len(opened)

    def _apart(self, text: str) -> str:
        """Return a text whose direction changes nothing around it."""
        language = other_language(text, self._page.language)
        mark = f' lang="{language}"' if language else ""
        return f"<bdi{mark}>{html_text(text)}</bdi>"
