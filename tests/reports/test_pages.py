"""Pages: what leads to a heading, and columns of texts."""

from __future__ import annotations

import io
import re
from itertools import pairwise

import pytest
from msgspec.structs import replace
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
    to, ids = re.findall('href="#(to-[^"]*)"', html), re.findall(' id="(to-[^"]*)"', html)
    assert to == ids == ["to-deep", "to-part", "to-below", "to-One-below", "to-last"]
    skip = html.partition("<main>")[2].lstrip()
    assert skip.startswith('<a class="skip" href="#text">')
    assert html.index("</nav>") < html.index('<div id="text"') < html.index('id="to-deep"')
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
    assert "skip" not in text.partition("<main>")[2]


def test_a_table_has_as_many_columns_of_texts_as_it_says() -> None:
    page = Page("en", "Title", (Table(("a", "b", "c"), (("1", "2", "3"),), texts=2),))
    assert "| :-- | :-- | --: |" in written(page, PageFormat.MARKDOWN)
    html = written(page, PageFormat.HTML)
    assert '<td><bdi>1</bdi></td><td class="text"><bdi>2</bdi></td><td><bdi>3</bdi></td>' in html


SHARES = Table(
    headings=("Choice", "n", "%"),
    rows=(("Ja", "3", "75.0%"), ("Nein", "1", "25.0%"), ("answered", "4", "")),
    caption="Table 1: vote",
    shares=(75.0, 25.0),
    last=1,
)


def test_a_table_with_shares_has_bars_with_names_and_headings_of_rows() -> None:
    html = written(Page("en", "Title", (SHARES,)), PageFormat.HTML)
    table = html.partition("<table")[2]
    assert "<caption><bdi>Table 1: vote</bdi></caption>" in table
    assert table.count('scope="col"') == 3
    assert table.count('scope="row"') == 3
    assert re.findall('role="img" aria-label="([^"]*)"', table) == ["75.0%", "25.0%"]
    assert re.findall('class="share" width="([^"]*)"', table) == ["75", "25"]
    assert table.count('class="last"') == 1
    markdown = written(Page("en", "Title", (SHARES,)), PageFormat.MARKDOWN)
    assert "**Table 1: vote**" in markdown
    assert f"| Ja | {chr(0x2588) * 15} | 3 | 75\\.0% |" in markdown
    assert "| answered |  | 4 |  |" in markdown
    is_html(html)
    is_markdown(markdown)


def test_a_histogram_is_above_its_table_and_has_a_name() -> None:
    page = Page("en", "Title", (replace(SHARES, histogram="Histogram of <b>"),))
    html = written(page, PageFormat.HTML)
    assert html.index("<svg") < html.index("<table")
    assert 'role="img" aria-label="Histogram of &lt;b&gt;"' in html
    assert html.count("<svg") == 1
    heights = [float(height) for height in re.findall('<rect class="share"[^>]* height="([^"]*)"', html)]
    assert heights[0] == pytest.approx(3 * heights[1], abs=0.02)
    is_html(html)


@pytest.mark.parametrize("count", [2, 5, 24, 100])
def test_no_two_names_of_a_histogram_overlap(count: int) -> None:
    rows = tuple((f"{year}-09", "1,234") for year in range(count))
    table = Table(("Month", "n"), rows, caption="x", shares=(1.0,) * count, histogram="h")
    html = written(Page("en", "Title", (table,)), PageFormat.HTML)
    for inside in ("-09", "1,234"):
        shown = re.findall(f'<text x="([^"]*)" y="[^"]*">([^<]*{inside})</text>', html)
        ends = [(float(x) - 2.6 * len(text), float(x) + 2.6 * len(text)) for x, text in shown]
        assert all(one[1] <= other[0] + 0.1 for one, other in pairwise(ends))
        assert ends[0][0] >= -0.1
        assert ends[-1][1] <= 320.1


def test_a_wide_table_can_be_moved_by_keys_and_says_what_it_is() -> None:
    wide = Table(("", *"abcdef"), (("row", *"123456"),), caption="Wide", over=(("", 1), ("first", 3), ("second", 3)))
    html = written(Page("en", "Title", (wide, SHARES)), PageFormat.HTML)
    assert html.count('tabindex="0" role="group" aria-label="Wide"') == html.count("tabindex") == 1
    assert '<th class="over" colspan="3" scope="colgroup"><bdi>first</bdi></th>' in html
    assert "<th></th>" not in html
    bare = written(Page("en", "Title", (Table(("a", "<b>"), (("1", "2"),)),)), PageFormat.HTML)
    assert 'tabindex="0" role="group" aria-label="a, &lt;b&gt;"' in bare
    assert bare.count('<th scope="col">') == 2
    markdown = written(Page("en", "Title", (wide,)), PageFormat.MARKDOWN)
    assert "|  | first: a | first: b | first: c | second: d | second: e | second: f |" in markdown


@pytest.mark.parametrize(
    ("text", "page", "language"),
    [
        ("你好", "en", "zh"),
        ("你好", "zh", ""),
        ("គាត់", "zh", "km"),
        ("Panellist 你", "en", ""),
        ("あ你", "zh", ""),
        ("สวัส", "en", "th"),
        ("café", "en", ""),
        ("plain", "zh", ""),
    ],
)
def test_texts_in_another_script_say_their_language(text: str, page: str, language: str) -> None:
    html = written(Page(page, "x", (Line(text),)), PageFormat.HTML)
    mark = f' lang="{language}"' if language else ""
    assert f"<p><bdi{mark}>{text}</bdi></p>" in html


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
