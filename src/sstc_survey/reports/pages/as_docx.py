"""A page as DOCX: headings, tables and lists that word processors know as such; the same page gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any, Final, assert_never

from sstc_survey.i18n import base_language
from sstc_survey.reports.escaping import docx_text
from sstc_survey.reports.pages.page import Block, Boxes, Heading, Line, Page, Points, Quoted, Table
from sstc_survey.reports.pages.scripts import other_language

# A file in a zip archive has a time; this is the earliest.
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_BOX: Final = "\u2610"
_BAR_COLOUR: Final = "1F6FB2"
_LINE_COLOUR: Final = "A0A8B0"
# A4 and its margins, in millimetres.
_PAGE: Final = (210, 297)
_MARGIN: Final = 20
_TWIPS: Final = 1440 / 25.4
# By how many columns of figures there are at most: how wide one is, in millimetres, and how large its letters are.
_SIZES: Final = ((4, 22, 9), (7, 17, 8.5), (11, 12.5, 7))
_NARROWEST: Final = (0.8, 6)
# The share of a page that figures may have, rather than the texts before them.
_SHARE: Final = 0.65
# So many columns of figures have room on an upright page.
_MOST_UPRIGHT: Final = 5
# The parts that the template has and a page has no use for: a picture of it, and the program that made it.
_LEFT_OUT: Final = ("docProps/thumbnail.jpeg", "docProps/app.xml")
# Languages that are written without spaces, or with signs that have a font of their own.
_EAST_ASIAN: Final = {"zh": "zh-CN", "ja": "ja-JP", "ko": "ko-KR"}


def docx_bytes(page: Page) -> bytes:
    """Return a page as a file of DOCX; needs the extra `report`."""
    return _Writer(page).data()


class _Writer:
    """Writes one page."""

    def __init__(self, page: Page) -> None:
        from docx import Document
        from docx.enum.section import WD_ORIENT
        from docx.shared import Mm, Pt

        self._page = page
        self._document: Any = Document()
        # Names of bookmarks may not be as long as anchors.
        self._bookmarks = {heading.anchor: f"to_{number}" for number, heading in enumerate(page.listed, 1)}
        section = self._document.sections[0]
        # A page with a table of many figures lies on its side.
        is_wide = any(isinstance(block, Table) and _figures(block) > _MOST_UPRIGHT for block in page.blocks)
        size = _PAGE[::-1] if is_wide else _PAGE
        section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = map(Mm, size)
        self._width = size[0] - 2 * _MARGIN
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
        styles = self._document.styles
        styles["Normal"].font.size = Pt(10.5)
        styles["Caption"].font.size = Pt(9)
        styles["Normal"].paragraph_format.space_after = Pt(4)
        for name in ("List Bullet", "Caption"):
            styles[name].paragraph_format.space_after = Pt(2)
        _set_language(styles.element, page.language)
        self._number_pages(section)

    def data(self) -> bytes:
        """Return the file."""
        page = self._page
        self._text(self._document.add_paragraph(style="Title"), page.title)
        for line in page.under:
            self._line(self._document.add_paragraph(), line)
        if page.listed:
            self._text(self._document.add_heading(level=1), page.contents)
            self._contents(page.listed)
        before: Block | None = None
        for block in page.blocks:
            self._block(block)
            if isinstance(before, Heading) and isinstance(block, Line):
                # What is said first below a heading leads over to what follows.
                self._document.paragraphs[-1].paragraph_format.keep_with_next = True
            before = block
        self._describe()
        saved = io.BytesIO()
        self._document.save(saved)
        return _without_times(saved)

    def _describe(self) -> None:
        """Say what the document is called and in which language it is; who made it, when and with what is not told."""
        properties = self._document.core_properties
        for element in list(properties._element):  # noqa: SLF001 there is no other way to remove one
            properties._element.remove(element)  # noqa: SLF001
        properties.title = docx_text(self._page.title)[:255]
        properties.language = self._page.language
        package = self._document.part.package
        for key, each in list(package.rels.items()):
            if str(each.target_part.partname).removeprefix("/") in _LEFT_OUT:
                del package.rels[key]

    def _block(self, block: Block) -> None:
        match block:
            case Heading(level, text, anchor):
                heading = self._document.add_heading(level=level - 1)
                self._text(heading, text)
                if anchor in self._bookmarks:
                    self._mark(heading, self._bookmarks[anchor])
            case Line():
                self._line(self._document.add_paragraph(), block)
            case Points(lines):
                for line in lines:
                    self._line(self._document.add_paragraph(style="List Bullet"), line)
            case Quoted(text, source):
                quote = self._document.add_paragraph(style="Quote")
                quote.paragraph_format.left_indent = _mm(8)
                self._text(quote, text)
                if source:
                    quote.paragraph_format.keep_with_next = True
                    quote.paragraph_format.space_after = 0
                    by = self._document.add_paragraph()
                    by.paragraph_format.left_indent = _mm(8)
                    self._text(by, f"\u2014 {source}")
            case Table():
                self._table(block)
            case Boxes(texts):
                self._text(self._document.add_paragraph(), "   ".join(f"{_BOX} {text}" for text in texts))
            case _:
                assert_never(block)

    def _line(self, paragraph: Any, line: Line) -> None:  # noqa: ANN401 python-docx comes without types
        if line.lead:
            self._text(paragraph, line.lead, bold=True)
        if line.text:
            self._text(paragraph, f" {line.text}" if line.lead else line.text, italic=line.is_note)

    def _text(self, paragraph: Any, text: str, *, bold: bool = False, italic: bool = False) -> None:  # noqa: ANN401
        """Add a text to a paragraph, in the language that it is in as far as that is known."""
        run = paragraph.add_run(docx_text(text))
        run.bold, run.italic = bold or None, italic or None
        if language := other_language(text, self._page.language):
            _add_language(run._element.get_or_add_rPr(), language)  # noqa: SLF001 the library has no languages

    # Tables.

    def _table(self, table: Table) -> None:
        if table.caption:
            caption = self._document.add_paragraph(style="Caption")
            caption.paragraph_format.keep_with_next = True
            self._text(caption, table.caption)
        count = len(table.headings)
        heads = 2 if table.over else 1
        made = self._document.add_table(rows=heads + len(table.rows), cols=count)
        made.style = "Table Grid"
        made.autofit = False
        widths, size = _sizes(count, table.texts, self._width)
        _describe_table(made, table.caption, widths)
        rows = [row.cells for row in made.rows]
        if table.over:
            self._over(table, rows[0], size)
        for cells, texts, is_head in (
            (rows[heads - 1], table.headings, True),
            *zip(rows[heads:], table.rows, (False for _ in table.rows), strict=True),
        ):
            for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
                self._cell(cell, text, bold=is_head, is_figure=column >= table.texts, size=size)
                cell.width = _mm(widths[column])
        for place, cells in enumerate(rows[heads:]):
            if (share := table.share(place)) is not None and share > 0:
                _bar(cells[0].add_paragraph(), share, widths[0])
        for place, row in enumerate(made.rows):
            # All rows but the last one keep the next one, where a table is short enough for one page.
            _keep(row, is_head=place < heads)
        self._document.add_paragraph().paragraph_format.space_after = 0

    def _over(self, table: Table, cells: Sequence[Any], size: float) -> None:
        column = 0
        for text, count in table.over:
            merged = cells[column].merge(cells[column + count - 1]) if count > 1 else cells[column]
            self._cell(merged, text, bold=True, is_figure=False, size=size)
            column += count

    def _cell(self, cell: Any, text: str, *, bold: bool, is_figure: bool, size: float) -> None:  # noqa: ANN401
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(1)
        if is_figure:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if text:
            self._text(paragraph, text, bold=bold)
        for run in paragraph.runs:
            run.font.size = Pt(size)

    # Links, and the number of each page.

    def _mark(self, paragraph: Any, name: str) -> None:  # noqa: ANN401
        """Let a paragraph be led to by a bookmark."""
        number = name.rpartition("_")[2]
        paragraph._p.append(_element("bookmarkStart", id=number, name=name))  # noqa: SLF001 the library has none
        paragraph._p.append(_element("bookmarkEnd", id=number))  # noqa: SLF001

    def _contents(self, headings: Sequence[Heading]) -> None:
        highest = min(heading.level for heading in headings)
        for heading in headings:
            paragraph = self._document.add_paragraph()
            paragraph.paragraph_format.left_indent = _mm(6 * (heading.level - highest))
            paragraph.paragraph_format.space_after = 0
            self._text(paragraph, heading.text)
            link = _element("hyperlink", anchor=self._bookmarks[heading.anchor], history="1")
            link.extend([run._element for run in paragraph.runs])  # noqa: SLF001 the library has no links within
            paragraph._p.append(link)  # noqa: SLF001

    def _number_pages(self, section: Any) -> None:  # noqa: ANN401
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        field = _element("fldSimple", instr="PAGE")
        run = _element("r")
        text = _element("t")
        text.text = "1"
        run.append(text)
        field.append(run)
        paragraph._p.append(field)  # noqa: SLF001 the library has no fields


def _figures(table: Table) -> int:
    return len(table.headings) - table.texts


def _sizes(count: int, texts: int, whole: float) -> tuple[list[float], float]:
    """Return how wide the columns of a table are, in millimetres of the `whole`, and how large its letters."""
    figures = count - texts
    part, least = _NARROWEST
    each, size = next(((width, size) for most, width, size in _SIZES if figures <= most), (0, least))
    each = each or whole * part / figures
    # Where a page has more room, figures have it, up to what a few of them have.
    each = max(each, min(_SIZES[0][1], whole * _SHARE / (figures or 1)))
    return [*([(whole - each * figures) / texts] * texts), *([each] * figures)], size


def _bar(paragraph: Any, share: float, width: float) -> None:  # noqa: ANN401
    """Make a paragraph a bar: it is shaded, as wide as the share of its cell, and has no text to read out."""
    from docx.shared import Pt

    room = width - 4
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(1), Pt(2)
    paragraph.paragraph_format.line_spacing = Pt(5)
    paragraph.paragraph_format.right_indent = _mm(room * (1 - min(share, 100) / 100))
    shading = _element("shd", val="clear", color="auto", fill=_BAR_COLOUR)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 the library has no shading
    # The schema has an order, in which spacing and indents come after the shading.
    spacing = properties.find(_name("spacing"))
    spacing.addprevious(shading)


def _keep(row: Any, *, is_head: bool) -> None:  # noqa: ANN401
    """Let no page break go through a row, and let the first rows stand on every page of a table."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 the library has no such properties
    properties.append(_element("cantSplit"))
    if is_head:
        properties.append(_element("tblHeader"))
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def _describe_table(table: Any, caption: str, widths: Sequence[float]) -> None:  # noqa: ANN401
    """Say what a table is for who cannot see it, how wide its columns are, and that its lines are light."""
    properties = table._tbl.tblPr  # noqa: SLF001 the library has no descriptions
    borders = _element("tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(side, val="single", sz="4", space="0", color=_LINE_COLOUR))
    for side in ("left", "right", "insideV"):
        borders.append(_element(side, val="nil"))
    # The order of the schema: borders before the layout and the look.
    layout = properties.find(_name("tblLayout"))
    (properties.append if layout is None else layout.addprevious)(borders)
    if caption:
        properties.append(_element("tblCaption", val=docx_text(caption)))
    for column, width in zip(table._tbl.tblGrid.findall(_name("gridCol")), widths, strict=True):  # noqa: SLF001
        column.set(_name("w"), str(round(width * _TWIPS)))


def _set_language(styles: Any, tag: str) -> None:  # noqa: ANN401
    """Set the language of all texts that do not have one of their own."""
    for properties in styles.iter(_name("rPrDefault")):
        for found in list(properties.iter(_name("lang"))):
            found.getparent().remove(found)
        _add_language(properties.find(_name("rPr")), tag)


def _add_language(properties: Any, tag: str) -> None:  # noqa: ANN401
    base = base_language(tag)
    east_asian = _EAST_ASIAN.get(base)
    marks = {"val": east_asian or tag, "eastAsia": east_asian or "zh-CN"}
    if not east_asian:
        marks["bidi"] = tag
    properties.append(_element("lang", **marks))


def _element(kind: str, **attributes: str) -> Any:  # noqa: ANN401
    from docx.oxml import OxmlElement

    made = OxmlElement(f"w:{kind}")
    for name, value in attributes.items():
        made.set(_name(name), value)
    return made


def _name(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))


def _mm(length: float) -> Any:  # noqa: ANN401
    from docx.shared import Mm

    return Mm(length)


def _without_times(saved: io.BytesIO) -> bytes:
    """Return an archive whose files have no time: only what is in them makes two archives different."""
    written = io.BytesIO()
    with zipfile.ZipFile(saved) as before, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            after.writestr(zipfile.ZipInfo(entry.filename, _TIME), before.read(entry), zipfile.ZIP_DEFLATED)
    return written.getvalue()
