"""Pages: what leads to a heading, and columns of texts."""

from __future__ import annotations

import io
import re

import pytest
from payload_formats import is_html, is_markdown
from payloads import PAYLOADS

from sstc_survey.reports.pages import PageFormat, write_page
from sstc_survey.reports.pages.page import Heading, Line, Page, Table

LEVELS = (
    Heading(3, "Deep first", "deep"),
    Heading(2, "A part", "part"),
    Heading(4, "Two below", "below"),
    Heading(3, "One below", "One-below"),
    Heading(2, "Not listed"),
    Heading(2, "Last", "last"),
)


def written(page: Page, output_format: PageFormat) -> str:
    """Return a page as it is written in a format."""
    stream = io.StringIO()
    write_page(page, output_format, stream)
    return stream.getvalue()


def test_contents_lead_to_the_headings_with_anchors_by_their_levels() -> None:
    page = Page("en", "Title", LEVELS, "Contents")
    markdown = written(page, PageFormat.MARKDOWN)
    assert markdown.startswith(
        "# Title\n\n## Contents\n\n  - [Deep first](#deep)\n- [A part](#part)\n    - [Two below](#below)\n"
        '  - [One below](#One-below)\n- [Last](#last)\n\n### <a id="deep"></a>Deep first\n'
    )
    html = written(page, PageFormat.HTML)
    to, ids = re.findall('href="#([^"]*)"', html), re.findall(' id="(to-[^"]*)"', html)
    assert to == ids == ["to-deep", "to-part", "to-below", "to-One-below", "to-last"]
    nav = html.partition("<nav")[2].partition("</nav>")[0]
    assert nav.count("<ul>") == nav.count("</ul>")
    assert nav.count("<li>") == nav.count("</li>") == len(ids)
    is_html(html)
    is_markdown(markdown)


@pytest.mark.parametrize("output_format", PageFormat)
def test_without_a_heading_for_them_there_are_no_contents(output_format: PageFormat) -> None:
    text = written(Page("en", "Title", LEVELS), output_format)
    assert "deep" in text
    assert "](#" not in text
    assert "href" not in text
    assert "<nav" not in text


def test_a_table_has_as_many_columns_of_texts_as_it_says() -> None:
    page = Page("en", "Title", (Table(("a", "b", "c"), (("1", "2", "3"),), texts=2),))
    assert "| :-- | :-- | --: |" in written(page, PageFormat.MARKDOWN)
    html = written(page, PageFormat.HTML)
    assert '<td><bdi>1</bdi></td><td class="text"><bdi>2</bdi></td><td><bdi>3</bdi></td>' in html


def test_data_in_headings_and_contents_is_no_markup() -> None:
    blocks = [
        block
        for place, text in enumerate(PAYLOADS.values())
        for block in (
            Heading(2, text, f"a{place}"),
            Line(text, lead=text),
            Table((text, text), ((text, text),), texts=2),
        )
    ]
    page = Page("en", "Title", tuple(blocks), "Contents")
    is_markdown(written(page, PageFormat.MARKDOWN))
    is_html(written(page, PageFormat.HTML))
