"""Pages as DOCX: word processors find headings, tables and lists in them, and nothing of the machine."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from payload_formats import is_docx
from payloads import PAYLOADS

from sstc_survey.reports.pages.as_docx import docx_bytes
from sstc_survey.reports.pages.page import Block, Boxes, Heading, Line, Page, Points, Quoted, Table

SHARES = Table(
    headings=("Choice", "n", "%"),
    rows=(("Yes", "3", "75.0%"), ("No", "0", "0.0%"), ("answered", "4", "")),
    caption="Table 1: vote",
    shares=(75.0, 0.0),
    last=1,
)
BLOCKS: tuple[Block, ...] = (
    Heading(2, "Part", "part"),
    Heading(3, "Question", "question-a"),
    Line("13 of 14", lead="Base:", is_note=True),
    SHARES,
    Points((Line("one"), Line("two"))),
    Quoted("\u4f60\u597d", "Somebody"),
    Heading(3, "Another", "question-b"),
    Boxes(("right", "wrong")),
)


def opened(page: Page) -> Any:
    """Return a page as the library reads it back."""
    data = docx_bytes(page)
    is_docx(data)
    return docx.Document(io.BytesIO(data))


def test_headings_lists_and_quotes_are_known_as_such() -> None:
    document = opened(Page("en", "Title", BLOCKS, "Contents", (Line("", lead="Subtitle"),)))
    found = [(each.style.name, each.text) for each in document.paragraphs if each.text]
    assert found == [
        ("Title", "Title"),
        ("Normal", "Subtitle"),
        ("Heading 1", "Contents"),
        ("Normal", "Part"),
        ("Normal", "Question"),
        ("Normal", "Another"),
        ("Heading 1", "Part"),
        ("Heading 2", "Question"),
        ("Normal", "Base: 13 of 14"),
        ("Caption", "Table 1: vote"),
        ("List Bullet", "one"),
        ("List Bullet", "two"),
        ("Quote", "\u4f60\u597d"),
        ("Normal", "\u2014 Somebody"),
        ("Heading 2", "Another"),
        ("Normal", "\u2610 right   \u2610 wrong"),
    ]


def test_contents_lead_to_headings() -> None:
    body = opened(Page("en", "Title", BLOCKS, "Contents")).element.body
    links = [each.get(qn("w:anchor")) for each in body.iter(qn("w:hyperlink"))]
    marks = [each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))]
    assert links == marks == ["to_1", "to_2", "to_3"]


def test_a_table_repeats_its_head_keeps_its_rows_and_has_bars() -> None:
    (table,) = opened(Page("en", "Title", BLOCKS)).tables
    assert [[cell.text.rstrip("\n") for cell in row.cells] for row in table.rows] == [
        ["Choice", "n", "%"],
        ["Yes", "3", "75.0%"],
        ["No", "0", "0.0%"],
        ["answered", "4", ""],
    ]
    heads = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
    assert heads == [True, False, False, False]
    assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)
    bars = list(table._tbl.iter(qn("w:shd")))
    assert len(bars) == 1
    indents = [each.get(qn("w:right")) for each in table._tbl.iter(qn("w:ind"))]
    width = table.columns[0].width.twips
    assert int(indents[0]) == pytest.approx((width - 4 * 1440 / 25.4) / 4, abs=30)
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Table 1: vote"


def test_columns_of_variables_stand_below_their_name() -> None:
    wide = Table(("", "a", "b"), (("row", "1", "2"),), caption="Wide", over=(("", 1), ("by", 2)))
    (table,) = opened(Page("en", "Title", (wide,))).tables
    assert [cell.text for cell in table.rows[0].cells] == ["", "by", "by"]
    assert table.rows[0].cells[1]._tc is table.rows[0].cells[2]._tc
    assert [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows] == [True, True, False]


@pytest.mark.parametrize(("language", "said"), [("en", "en"), ("zh", "zh-CN"), ("fr", "fr"), ("km", "km")])
def test_the_language_is_set_and_that_of_other_scripts_too(language: str, said: str) -> None:
    document = opened(Page(language, "Title", (Line("\u1782\u17b6\u178f\u17cb"), Line("\u4f60\u597d"))))
    defaults = document.styles.element.find(qn("w:docDefaults"))
    assert [each.get(qn("w:val")) for each in defaults.iter(qn("w:lang"))] == [said]
    others = [each.get(qn("w:val")) for each in document.element.body.iter(qn("w:lang"))]
    assert others == [tag for own, tag in (("km", "km"), ("zh", "zh-CN")) if own != language]


def test_nothing_tells_the_machine_the_time_or_a_name() -> None:
    data = docx_bytes(Page("en", "A title", BLOCKS))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert not [name for name in names if "thumbnail" in name or "app.xml" in name]
    properties = docx.Document(io.BytesIO(data)).core_properties
    assert (properties.title, properties.language) == ("A title", "en")
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    for word in ("created", "modified", "python"):
        assert word not in core


def test_the_same_page_gives_the_same_bytes() -> None:
    assert docx_bytes(Page("en", "Title", BLOCKS)) == docx_bytes(Page("en", "Title", BLOCKS))
    assert docx_bytes(Page("en", "Title", BLOCKS)) != docx_bytes(Page("en", "Other", BLOCKS))


def test_data_is_no_markup() -> None:
    blocks = [
        block
        for place, text in enumerate(PAYLOADS.values())
        for block in (
            Heading(2, text, f"a{place}"),
            Line(text, lead=text),
            Points((Line(text),)),
            Quoted(text, text),
            Table((text, text), ((text, text),), caption=text or "x", shares=(50.0,), over=((text, 2),)),
            Boxes((text,)),
        )
    ]
    is_docx(docx_bytes(Page("en", "".join(PAYLOADS.values()), tuple(blocks), "Contents")))
