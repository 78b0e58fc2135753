"""What holds for every format of a summary.

1. It is byte for byte what its golden file says.
2. Nothing from outside steers a terminal, a spreadsheet or a page.
3. What respondents hide is not in it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any, get_args
from xml.etree import ElementTree as ET

import nasty
import pytest
from rich.cells import cell_len
from rich.console import Console

from sstc_survey.reports import Progress, markdown_text
from sstc_survey.reports.escaping import csv_text, mermaid_text
from sstc_survey.reports.summary import (
    COLUMNS,
    SEPARATORS,
    Body,
    Choices,
    CsvOptions,
    QuotedTexts,
    SummaryFormat,
    Values,
    draw,
    phrases,
    screen_svg,
    write_summary,
)
from sstc_survey.reports.summary.model import QuotedText
from sstc_survey.reports.summary.tables import FigureRow, values_table

FORMATS = list(SummaryFormat)
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


@pytest.fixture(autouse=True)
def _no_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.mark.parametrize("output_format", FORMATS)
def test_golden(output_format: str) -> None:
    assert nasty.written(output_format).decode() == nasty.golden(output_format).read_text(encoding="utf-8")


@pytest.mark.parametrize("output_format", FORMATS)
@pytest.mark.parametrize("name", nasty.BANNERS)
def test_a_banner_is_its_golden_file(name: str, output_format: str) -> None:
    found = nasty.written(output_format, nasty.BANNERS[name]()).decode()
    assert found == nasty.golden(output_format, name).read_text(encoding="utf-8")
    assert not STEERING.findall(found)
    assert "UNSEEN" not in found


@pytest.mark.parametrize("name", nasty.BANNERS)
def test_a_banner_at_40_columns_is_its_golden_file(name: str) -> None:
    found = nasty.drawn_banner(name, 40)
    assert found == nasty.golden("table", f"{name}-40").read_text(encoding="utf-8")
    assert max(map(cell_len, found.splitlines())) <= 40


@pytest.mark.parametrize("output_format", FORMATS)
def test_nothing_steers_a_terminal(output_format: str) -> None:
    assert not STEERING.findall(nasty.written(output_format).decode())


@pytest.mark.parametrize("output_format", FORMATS)
def test_nothing_that_is_hidden_is_there(output_format: str) -> None:
    assert sum("UNSEEN" in str(response) for response in nasty.RESPONSES) == 3
    text = nasty.written(output_format).decode()
    assert "UNSEEN" not in text
    assert "told" in text


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 200])
def test_the_table_fits_its_width(width: int) -> None:
    out = io.StringIO()
    console = Console(file=out, width=width, highlight=False)
    draw(nasty.nasty(), console)
    assert max(map(cell_len, out.getvalue().splitlines())) <= width


def test_json_is_a_document() -> None:
    document = json.loads(nasty.written("json"))
    files = document["files"]
    assert files["found"] == sum(files[kind] for kind in ("complete", "partial", "void", "conflict", "refused"))
    for question in document["questions"]:
        states = [question[state] for state in ("asked", "not_asked", "not_reached")]
        if question["per"] == "interview":
            assert sum(states) == question["interviews"] == document["interviews"]
        else:
            assert sum(states) == question["instances"] > question["interviews"] > 0
    # Escapes lose nothing: the text is what the questionnaire says.
    assert [each["label"] for each in document["questions"] if each["name"] == "land"] == [nasty.HOSTILE]


VALUE = COLUMNS.index("value")


def test_csv_is_tidy() -> None:
    rows = list(csv.reader(io.StringIO(nasty.written("csv").decode())))
    assert rows[0] == list(COLUMNS)
    assert {len(row) for row in rows} == {len(COLUMNS)}
    for row in rows[1:]:
        assert not any(nasty.is_formula(cell) for cell in row)
        assert re.fullmatch(r"(-?\d+(\.\d+)?)?", row[VALUE])
    smallest = [row[VALUE] for row in rows if row[0] == "years" and row[3] == "min"]
    assert smallest == ["-3"]


# What begins a formula, and what may come before it.
FORMULAS = (
    "=1+1", "+1+1", "-1-1", "@SUM(1)", "=cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "\uff1d1+1", "=\tx", "- x",
)  # fmt: skip
BEFORE = (
    "", " ", "\u00a0", "\u200b ", '"', '""', '" "', "\n", "\r\n", "\r", "\t", "\t\n", "x\n", "x;", "x; ", 'x,"', "x|",
    "x\t", ";;", "x\n\n ", 'x";"', 'x""\n""', "'", "x,-5,", "x\u2028", "-", "--", "=,", "@;",
)  # fmt: skip


@pytest.mark.parametrize("written", SEPARATORS.values())
def test_no_cell_is_a_formula_wherever_the_file_is_split(written: str) -> None:
    ends = ("", '"', ";x", '\n"')
    texts = [before + formula + end for before in BEFORE for formula in FORMULAS for end in ends]
    summary = nasty.nasty_with(texts)
    stream = io.StringIO()
    write_summary(summary, SummaryFormat.CSV, stream, CsvOptions(written))
    data = stream.getvalue()
    rows = list(csv.reader(io.StringIO(data), delimiter=written))
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert len(rows) > len(texts)
    for separator in ",;|\t":
        found = [cell for row in csv.reader(io.StringIO(data), delimiter=separator) for cell in row]
        # Some split at line breaks first, whatever is quoted.
        found += [cell for line in data.split("\n") for row in csv.reader([line], delimiter=separator) for cell in row]
        # Cells that were empty leave their separators behind where the file is split at another one.
        left = "" if separator == written else written
        assert [cell for cell in found if nasty.is_formula(cell.lstrip(left) if left else cell)] == []


def test_raw_csv_has_the_texts_as_they_are() -> None:
    stream = io.StringIO()
    write_summary(nasty.nasty_with(["=1+1", "a;=b", "\x1b[0m"]), SummaryFormat.CSV, stream, CsvOptions(raw=True))
    texts = [row["text"] for row in csv.DictReader(io.StringIO(stream.getvalue())) if row["figure"] == "answer"]
    assert set(texts) == {"=1+1", "a;=b", "\u241b[0m"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("=1", "'=1"),
        ("-5", "-5"),
        ("+5", "+5"),
        ("-0.5", "-0.5"),
        ("-1e-05", "-1e-05"),
        ("-5 degrees", "'-5 degrees"),
        ("-5-5", "'-5-5"),
        ("a - b = c", "a - b = c"),
        ("a@b.example", "a@b.example"),
        ("2016-09-07", "2016-09-07"),
        ("well, fine; thanks", "well, fine; thanks"),
        ("fine;=1", "fine;'=1"),
        ("fine; =1", "fine; '=1"),
        ('fine,"=1"', 'fine,"\'=1"'),
        ("one\n- two", "one\n'- two"),
        ("tab\t=1", "tab =1"),
        ("\n=1", "'\n'=1"),
        ("'=1", "'=1"),
    ],
)
def test_csv_text_stays_readable(text: str, expected: str) -> None:
    assert csv_text(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("<b>", "&lt;b&gt;"),
        ("a|b", r"a\|b"),
        ("# h", r"\# h"),
        ("- item", r"\- item"),
        ("12. item", r"12\. item"),
        ("2016-09-07", "2016-09-07"),
        ("    code", "code"),
        ("one\ntwo", "one<br>two"),
        ("&amp;", "&amp;amp;"),
        ("http://x.example", "http&#8203;://x.example"),
        ("www.x.example", "www&#8203;.x.example"),
        ("a@b.example", "a@&#8203;b.example"),
        ("[a](b) ![c](d)", r"\[a\](b) !\[c\](d)"),
        ("\x1b[0m", r"␛\[0m"),
    ],
)
def test_markdown_shows_text_as_it_is(text: str, expected: str) -> None:
    assert markdown_text(text) == expected


@pytest.mark.parametrize("turn", ["\u202e", "\u200e\u200f ", "\u2066\u2069\t"])
@pytest.mark.parametrize("opening", ["# heading", "- item", "    code", "1. one", "=== ", "+ item"])
def test_what_is_cleaned_away_leaves_no_opening(turn: str, opening: str) -> None:
    assert markdown_text(f"{turn}  {opening}") == markdown_text(opening)


def test_mermaid_reads_no_directive_or_formula_in_a_label() -> None:
    assert mermaid_text("%%{init: {}}%% $$x$$") == '"#37;#37;{init: {}}#37;#37; #36;#36;x#36;#36;"'


def test_markdown_tables_have_one_row_a_line() -> None:
    tables = [line for line in nasty.written("markdown").decode().splitlines() if line.startswith("|")]
    assert tables
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in tables} == {3, 4, 5, 6}


def test_a_picture_needs_nothing_from_elsewhere() -> None:
    summary = nasty.nasty()
    pictures = [screen_svg(lambda console: draw(summary, console), 60, "<title> & more") for _ in range(2)]
    assert pictures[0] == pictures[1]
    root = ET.fromstring(pictures[0])  # noqa: S314 made here
    # Links in answers stay text; none is one that a viewer follows.
    assert not [node.attrib for node in root.iter() if any("http" in value for value in node.attrib.values())]
    assert "url(http" not in pictures[0]
    assert "@import" not in pictures[0]
    assert "Money?" in "".join(root.itertext())


def test_the_nasty_result_has_every_kind_of_body() -> None:
    bodies: list[Any] = [question.body for question in nasty.nasty().questions]
    kinds = {type(body).__name__ for body in bodies}
    assert kinds == {each.__name__ for each in get_args(Body)}
    assert any(isinstance(body, Choices) and not row.n for body in bodies if body for row in getattr(body, "rows", ()))
    assert any(isinstance(body, QuotedTexts) and body.withheld for body in bodies)


def lines_of(width: int) -> list[str]:
    out = io.StringIO()
    draw(nasty.nasty(), Console(file=out, width=width, highlight=False))
    return [line.rstrip() for line in out.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("width", "over", "below"),
    [
        (80, "  ranked  mean  ranked first,  Borda", "          rank  % of answered  score"),
        (40, "  ranked  mean  ranked first,  Borda", "          rank  % of answered  score"),
        (24, "  ranked  mean", "          rank"),
    ],
)
def test_a_rank_keeps_what_matters_most_where_there_is_little_room(width: int, over: str, below: str) -> None:
    lines = lines_of(width)
    assert lines[lines.index(over) + 1] == below


def test_base_lines_say_what_the_base_is() -> None:
    summary = nasty.nasty()
    found = {question.name: phrases.base_line(question) for question in summary.questions}
    expected = {
        "who": "asked 4 of 4 interviews: answered 4",
        "land_other": "asked 1 of 4 interviews (not asked 3): answered 1",
        "day": "asked 3 of 4 interviews (not reached 1): answered 2, blank 1",
        "member": "in 3 of 4 interviews (none 1) · 5 instances · per interview: "
        "n 4 · mean 1.25 · SD 0.96 · min 0 · Q1 0.75 · median 1.50 · Q3 2.00 · max 2",
        "age": "asked 4 of 5 instances in 3 interviews (not reached 1): answered 4",
        "pay": "asked 4 of 4 instances in 2 interviews: answered 3, don't know 1",
        "double": "calculated in 3 of 5 instances in 3 interviews",
        "took": "calculated in 3 of 4 interviews",
    }
    assert {name: found[name] for name in expected} == expected


def test_many_values_are_cut_in_what_is_for_reading() -> None:
    values = Values({f"v{number:02}": 2 for number in range(30)})
    table = values_table(values)
    assert [row.label for row in table.rows] == [f"v{number:02}" for number in range(20)]
    assert table.base == [FigureRow(["60"], "values")]
    assert list(phrases.about_values(values)) == ["10 more values (20 times in total)"]
    assert len(values_table(values, show_all=True).rows) == 30
    assert list(phrases.about_values(values, show_all=True)) == []


def test_equal_texts_are_quoted_once_and_long_lists_are_cut() -> None:
    texts = QuotedTexts(
        tuple(QuotedText(text, by) for text, by in [("once", "A"), ("twice", "B"), ("twice ", None), ("twice", "B")])
    )
    assert phrases.quotations(texts, show_all=False) == ([("twice", 3, ("B",)), ("once", 1, ("A",))], 0)
    many = QuotedTexts(tuple(QuotedText(f"{number:02}", None) for number in [*range(25), 24, 23]))
    shown, left = phrases.quotations(many, show_all=False)
    assert [each.text for each in shown[:3]] == ["23", "24", "00"]
    assert (len(shown), left) == (20, 5)
    assert list(phrases.below(many, left)) == ["5 more (--all shows everything)"]
    shown, left = phrases.quotations(many, show_all=True)
    assert (len(shown), left) == (25, 0)
    alike = QuotedTexts(tuple(QuotedText("No", f"P{number}") for number in range(7)))
    (quoted,), _ = phrases.quotations(alike, show_all=False)
    assert phrases.speakers(quoted, show_all=False) == "P0; P1; P2; P3; P4 and 2 more"
    assert phrases.speakers(quoted, show_all=True) == "P0; P1; P2; P3; P4; P5; P6"


class Clock:
    """A clock that goes on by half a second each time it is read."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.5
        return self.now


def test_progress_waits_and_goes_away_again() -> None:
    stream = io.StringIO()
    progress = Progress(2000, stream, Clock())
    for _ in range(256):
        progress.step()
    assert stream.getvalue() == ""
    for _ in range(256):
        progress.step()
    assert stream.getvalue() == "\r512 of 2,000 files read"
    progress.close()
    assert stream.getvalue().endswith("\r" + " " * len("512 of 2,000 files read") + "\r")


def test_progress_says_nothing_without_a_terminal() -> None:
    progress = Progress(2000, None, Clock())
    for _ in range(2000):
        progress.step()
    progress.close()
