"""Reports: what is in them, what their settings change, and what is wrong with settings and options."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import pytest
from conftest import Program
from payload_formats import is_docx, is_html, is_markdown

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "answers"
QUESTIONNAIRE = """\
id: visits
version: "1"
title: {en: Visits, zh: 访问}
respondent: [name]
attribution: {question: how, hides: {open: [], closed: [name]}}
questions:
  - {name: name, type: text, label: Name?}
  - {name: how, type: select_one, label: How?, choices: {open: Open, closed: Closed}, required: true}
  - name: about
    type: group
    label: About the visit
    questions:
      - name: fruit
        type: select_multiple
        label: {en: Which fruit?, zh: 哪种水果？}
        choices: {apple: Apple, pear: Pear, plum: Plum}
        or_other: true
        comment: true
      - {name: age, type: integer, label: Age?}
      - {name: day, type: date, label: Day?}
      - {name: rate, type: range, label: Rate?, start: 1, end: 5}
  - name: member
    type: repeat
    label: Member
    questions:
      - {name: sex, type: select_one, label: Sex?, choices: {f: F, m: M}}
  - {name: words, type: text, label: Words?}
"""
ROWS: list[dict[str, Any]] = [
    {
        "name": f"Person {number}",
        "how": "closed" if number % 4 == 3 else "open",
        "fruit": {"value": ["apple", "pear"] if number % 2 else ["other"], "comment": f"remark {number}"},
        **({} if number % 2 else {"fruit_other": "quince"}),
        "age": 20 + 3 * number,
        "day": f"2026-0{1 + number % 3}-11",
        "rate": 1 + number % 5,
        "member": [{"sex": "f"}, {"sex": "m"}][: number % 3],
        "words": f"words of {number}",
    }
    for number in range(12)
]


@pytest.fixture(autouse=True)
def _interviews(program: Program, tmp_path: Path) -> None:
    (tmp_path / "visits.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (tmp_path / "rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in ROWS), encoding="utf-8")
    outcome = program("run", "visits.yaml", "--replies", "rows.jsonl")
    assert outcome.code == 0, outcome.err


@pytest.fixture
def report(program: Program, tmp_path: Path) -> Callable[..., str]:
    """Return a function that writes a report in Markdown with some settings."""

    def write(settings: str = "", *options: str) -> str:
        (tmp_path / "report.yaml").write_text(settings, encoding="utf-8")
        chosen = ("--settings", "report.yaml") if settings else ()
        outcome = program("report", "answers", *chosen, *options)
        assert outcome.code == 0, outcome.err
        is_markdown(outcome.out)
        return str(outcome.out)

    return write


def headings(markdown: str) -> list[str]:
    """Return the headings of a report below its contents, as they read."""
    lines = re.findall(r'^(#{1,4}) (?:<a id="[^"]*"></a>)?(.*)$', markdown, re.MULTILINE)
    return [f"{level} {text}".replace("\\", "") for level, text in lines if text != "Contents"]


def test_without_settings_a_report_has_everything(report: Callable[..., str]) -> None:
    text = report()
    assert headings(text) == [
        "# Visits",
        "## How it was held",
        "## What respondents were promised",
        "## Questions",
        "### 1. Name?",
        "### 2. How?",
        "## About the visit",
        "### 3. Which fruit?",
        "#### Other: please specify",
        "### 4. Age?",
        "### 5. Day?",
        "### 6. Rate?",
        "## Member",
        "### 7. Sex?",
        "## Other questions",
        "### 8. Words?",
        "## How the figures are made",
    ]
    for part in (
        "**Languages:** English 12",
        "**Interviews:** from a file of replies 12",
        "12 files: 12 complete",
        "| Closed | “Name?” | 3 |",
        "| Open | nothing | 9 |",
        "3 texts, comments and values are withheld",
        "*Asked 12 of 12 interviews: answered 12 (fruit)*",
        "**Table 2: fruit**",
        f"| Apple | {chr(0x2588) * 10} | 6 | 50\\.0% | 33\\.3% |",
        "> 6 × “quince”",
        "**Comments (12)**",
        "> — Person 1",
        "n 12 · mean 36.50",
        "No weights are used",
    ):
        assert part in text, part


def test_who_hides_their_name_is_quoted_without_it(report: Callable[..., str]) -> None:
    text = report()
    quotes = dict(re.findall(r"> “words of (\d+)”\n(?:>\n> — (.*)\n)?", text))
    assert quotes == {str(number): "" if number % 4 == 3 else f"Person {number}" for number in range(12)}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_format_has_the_same_texts(program: Program, tmp_path: Path, language: str) -> None:
    for ending in ("md", "html", "docx"):
        outcome = program("report", "answers", "--by", "how", "--language", language, "--output", f"r.{ending}")
        assert outcome.code == 0, outcome.err
        assert f": r.{ending}\n" in outcome.err
    document = docx.Document(io.BytesIO((tmp_path / "r.docx").read_bytes()))
    is_docx((tmp_path / "r.docx").read_bytes())
    in_docx = [each.text for each in document.paragraphs]
    in_docx += [cell.text.strip() for table in document.tables for row in table.rows for cell in row.cells]
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    is_html(html)
    page = Structure(html)
    assert page.language == language
    said = {text.strip() for text in page.texts if text.strip()}
    # Leads and lines are a paragraph together, and quotes have a dash before who spoke.
    missing = [text for text in said if not any(text in paragraph for paragraph in in_docx)]
    # Only a page on a screen has the link that skips its contents.
    assert missing == ["Skip the contents" if language == "en" else "跳过目录"]
    markdown = (tmp_path / "r.md").read_text(encoding="utf-8").replace("\\", "").replace("&lt;", "<")
    markdown = markdown.replace("&gt;", ">")
    assert [text for text in said if text not in markdown] == missing
    if language == "zh":
        assert "对受访者的承诺" in said
        assert not [text for text in said if text.startswith(("Asked", "How ", "Table", "Percentages", "No "))]


class Structure(HTMLParser):
    """Reads what a browser and a screen reader make of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.language = ""
        self.levels: list[int] = []
        self.landmarks: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.nameless: list[str] = []
        self.tables: list[dict[str, int]] = []
        self._in_style = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self._in_style = tag == "style"
        if tag == "html":
            self.language = found.get("lang") or ""
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag in {"main", "nav"}:
            self.landmarks.append(tag)
        if "id" in found:
            self.ids.append(found["id"] or "")
        if "href" in found:
            self.links.append((found["href"] or "").removeprefix("#"))
        if tag == "svg" and (found.get("role") != "img" or not found.get("aria-label")):
            self.nameless.append(str(found))
        if tag == "table":
            self.tables.append({"caption": 0, "col": 0, "row": 0, "rows": 0})
        if tag == "caption":
            self.tables[-1]["caption"] += 1
        if tag == "th":
            self.tables[-1][(found.get("scope") or "").removesuffix("group")] += 1
        if tag == "tr":
            self.tables[-1]["rows"] += 1

    def handle_data(self, data: str) -> None:
        if not self._in_style:
            self.texts.append(data)


@pytest.mark.parametrize("options", [(), ("--by", "how,month", "--test", "chi2", "--intervals")])
def test_the_page_can_be_read_by_keyboard_and_screen_reader(program: Program, options: tuple[str, ...]) -> None:
    html = program("report", "answers", "--format", "html", *options).out
    page = Structure(html)
    assert page.levels[0] == 1
    assert page.levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(page.levels, page.levels[1:], strict=False))
    assert page.landmarks == ["main", "nav"]
    assert len(set(page.ids)) == len(page.ids)
    assert set(page.links) <= set(page.ids)
    assert page.links[0] == "text"
    assert page.nameless == []
    assert page.tables
    for table in page.tables:
        assert table["caption"] == 1
        assert table["col"] >= 2
        assert table["row"] >= 1
    assert "<script" not in html
    assert re.findall(r'(?:src|href)="(?!#)', html) == []
    assert "default-src 'none'" in html


def test_the_months_of_dates_are_a_histogram_only_without_a_gap(program: Program, tmp_path: Path) -> None:
    def drawn() -> list[str]:
        html = program("report", "answers", "--format", "html").out
        return re.findall('aria-label="Histogram of ([a-z]+)', html)

    assert drawn() == ["age", "day"]
    (tmp_path / "late.jsonl").write_text(json.dumps({**ROWS[0], "day": "2027-01-01"}), encoding="utf-8")
    assert program("run", "visits.yaml", "--replies", "late.jsonl").code == 0
    assert drawn() == ["age"]


SETTINGS = """\
title: {en: What visitors say, zh: 访客的话}
subtitle: A study
author: The office
date: 7 September 2026
introduction: |
  First *paragraph*.

  Second paragraph.
sections:
  - heading: Taste
    text: Read this.
    questions: [fruit, words]
  - heading: A word between
    text: Nothing to count.
  - questions: [member]
texts:
  fruit: What they like.
nets:
  fruit: {tree: {label: From a tree, choices: [apple, pear]}}
leave_out:
  questions: [name, rate]
  quotes: [words]
  tables: [age]
"""


def test_settings_choose_order_texts_nets_and_what_is_left_out(report: Callable[..., str]) -> None:
    text = report(SETTINGS)
    assert headings(text) == [
        "# What visitors say",
        "## Introduction",
        "## How it was held",
        "## What respondents were promised",
        "## Taste",
        "### 3. Which fruit?",
        "#### Other: please specify",
        "### 8. Words?",
        "## A word between",
        "### Member",
        "### 7. Sex?",
        "## Other questions",
        "### 2. How?",
        "## About the visit",
        "### 4. Age?",
        "### 5. Day?",
        "## What is not counted or not shown",
        "## How the figures are made",
    ]
    assert text.startswith("# What visitors say\n\n**A study**\n\nThe office · 7 September 2026\n\n## Contents\n")
    assert text.index("Second paragraph") < text.index('## <a id="held">')
    assert "First \\*paragraph\\*" in text
    assert '### <a id="question-fruit"></a>3\\. Which fruit?\n\nWhat they like\\.' in text or "What they like." in text
    assert "| From a tree |" in text
    assert "words of" not in text
    assert "**Texts and comments that are left out:** 8\\. Words? (12)" in text
    assert "**Questions that are left out:** 1\\. Name?; 6. Rate?" in text
    assert "**Questions whose tables are left out:** 4\\. Age?" in text
    assert "mean 36" in text
    assert ": age**" not in text


def test_texts_are_in_the_language_of_the_report(report: Callable[..., str]) -> None:
    assert report(SETTINGS, "--language", "zh").startswith("# 访客的话\n")


def test_nets_can_be_columns(report: Callable[..., str]) -> None:
    assert "fruit by fruit.tree" in report(SETTINGS, "--by", "fruit.tree")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("titel: x\n", ['report.yaml:1:1: error: unknown key "titel"', 'did you mean "title"?']),
        ("title: [x]\n", ["report.yaml:1:8: error:"]),
        ("title: x\ntitle: y\n", ["report.yaml:2:1: error:"]),
        ("leave_out: {quote: [a]}\n", ['unknown key "quote"', 'did you mean "quotes"?']),
        (
            "sections:\n  - questions: [fruits, how]\n",
            ['report.yaml:2:17: error: "fruits" is not a question, group or repeat', 'did you mean "fruit"?'],
        ),
        ("texts: {nothing: x}\n", ['report.yaml:1:9: error: "nothing" is not']),
        ("leave_out: {tables: [agee]}\n", ['did you mean "age"?']),
        (
            "sections:\n  - questions: [how]\n  - questions: [age, how]\n",
            ['report.yaml:3:22: error: "how" is in the sections twice, first on line 2'],
        ),
        ("nets: {age: {x: {label: X, choices: [a]}}}\n", ['"age" has no choices to count together (type integer)']),
        ("nets: {fruit: {x: {label: X, choices: [appel]}}}\n", ['"appel" in net "x" is not a choice']),
        ("nets: {fruit: {apple: {label: X, choices: [pear]}}}\n", ['net "apple" has the name of a choice']),
        ("nets: {fruit: {x: {choices: [pear]}}}\n", ['"label"']),
        ("nets: {fruit: {x: {label: X, choices: []}}}\n", ['net "x" has no choices']),
        ("- title\n", ["report.yaml:1:1: error:"]),
        ("title: [\n", ["report.yaml:1:8: error:"]),
        ('title: "\x01"\n', ["report.yaml:1:9: error:"]),
    ],
)
def test_what_is_wrong_with_settings_is_told_with_its_place(
    program: Program, tmp_path: Path, settings: str, said: list[str]
) -> None:
    (tmp_path / "report.yaml").write_text(settings, encoding="utf-8")
    outcome = program("report", "answers", "--settings", "report.yaml", "--output", "r.html")
    assert (outcome.code, outcome.out) == (2, "")
    for part in said:
        assert part in outcome.err
    assert not (tmp_path / "r.html").exists()


def test_all_that_is_wrong_is_told_at_once(program: Program, tmp_path: Path) -> None:
    (tmp_path / "report.yaml").write_text("texts: {a: x, b: y}\nleave_out: {quotes: [c]}\n", encoding="utf-8")
    outcome = program("report", "answers", "--settings", "report.yaml")
    assert outcome.err.count("error:") == 3


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--output", "r.txt"), 2, "use a name that ends in .html, .htm, .md, .markdown or .docx"),
        (("--output", "report"), 2, "does not say in which format"),
        (("--format", "docx"), 2, "docx is not written to standard output"),
        (("--format", "docx", "--output", "-"), 2, "docx is not written to standard output"),
        (("--settings", "nowhere.yaml"), 2, "nowhere.yaml: error:"),
        (("--settings", "rows.jsonl", "--output", "rows.jsonl", "--format", "html"), 2, "reads this file"),
        (("--question", "nothing"), 2, 'unknown question "nothing"'),
        (("--by", "nothing"), 2, "nothing"),
        (("--test", "chi2"), 2, "--by"),
        (("--where", "${age} >"), 2, "--where"),
        (("--where", "${age} > 900"), 1, "no interview meets ${age} > 900"),
        (("--use", "mine"), 2, "mine"),
        (("--language", "fr"), 2, "fr"),
        (("--session", "none"), 1, "none"),
        (("--questionnaire", "nowhere.yaml"), 2, "nowhere.yaml"),
        (("--output", "answers/visits/r.html"), 2, "answers/visits"),
        (("--output", "elsewhere/r.html"), 2, "elsewhere/r.html"),
        (("--output", "visits.yaml", "--format", "docx"), 2, "visits.yaml"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(
    program: Program, tmp_path: Path, options: tuple[str, ...], code: int, said: str
) -> None:
    before = sorted((path, path.stat().st_mtime_ns) for path in tmp_path.rglob("*") if path.is_file())
    outcome = program("report", "answers", *options)
    assert (outcome.code, outcome.out) == (code, "")
    assert said in outcome.err
    assert sorted((path, path.stat().st_mtime_ns) for path in tmp_path.rglob("*") if path.is_file()) == before


def test_nothing_to_report_is_told(program: Program, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    outcome = program("report", "empty", "--output", "r.html")
    assert (outcome.code, outcome.out) == (1, "")
    assert not (tmp_path / "r.html").exists()


def test_without_the_extra_the_line_that_installs_it_is_told(program: Program, tmp_path: Path) -> None:
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text('import sys\nsys.modules["docx"] = None\n', encoding="utf-8")
    outcome = separate(tmp_path, hidden, "report", "answers", "--output", "r.docx")
    assert outcome.returncode == 2
    assert 'run: pip install "sstc-survey[report]"' in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert separate(tmp_path, hidden, "report", "answers", "--output", "r.html").returncode == 0
    assert program("report", "answers", "--output", "r.docx").code == 0


def separate(folder: Path, path: Path, *arguments: str) -> Any:
    """Run the program in a process of its own, with a folder in front of where modules come from."""
    return subprocess.run(
        [sys.executable, "-m", "sstc_survey", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("ending", ["html", "md", "docx"])
def test_a_full_disk_leaves_what_was_there(program: Program, tmp_path: Path, ending: str) -> None:
    assert program("report", "answers", "--output", "/dev/full", "--format", "html").code == 1
    (tmp_path / f"r.{ending}").write_text("mine", encoding="utf-8")
    (tmp_path / f"r.{ending}").chmod(0o444)
    outcome = program("report", "answers", "--output", f"r.{ending}")
    assert outcome.code == 2
    assert (tmp_path / f"r.{ending}").read_text(encoding="utf-8") == "mine"


def test_docx_goes_into_a_pipe(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "sstc_survey", "report", "answers", "--format", "docx", "--output", "/dev/stdout"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert made.returncode == 0
    is_docx(made.stdout)


def test_drafts_conflicts_and_rejected_files_are_told_without_their_paths(program: Program) -> None:
    outcome = program("report", str(EXAMPLES), "--format", "markdown")
    assert outcome.code == 1
    assert "2 interviews were not finished" in outcome.out
    assert "1 file could not be read as a response" in outcome.out
    assert "examples" not in outcome.out.replace("can you give some examples", "")
    assert str(EXAMPLES) in outcome.err


def test_saved_options_are_used(program: Program) -> None:
    saved = program("summarize", "answers", "--by", "how", "--test", "chi2", "--save", "mine")
    assert saved.code == 0, saved.err
    outcome = program("report", "answers", "--use", "mine")
    assert outcome.code == 0, outcome.err
    assert "fruit by how" in outcome.out


def test_only_those_who_meet_a_condition_count_in_how_it_was_held(program: Program) -> None:
    out = program("report", "answers", "--where", "${how} = 'open'").out
    assert "**Languages:** English 9" in out
    assert "Only where" in out


def test_invented_answers_are_told(program: Program) -> None:
    assert program("simulate", "visits.yaml", "-n", "5", "--seed", "1", "--answers", "trial").code == 0
    out = program("report", "trial").out
    assert "simulated, with invented answers 5" in out
    both = program("report", "answers", "trial", "--include", "simulated").out
    assert "from a file of replies 12, simulated, with invented answers 5" in both
    assert "5 interviews have invented answers (simulated)" in program("report", "answers", "trial").out


def test_several_processes_give_the_same_report(program: Program, tmp_path: Path) -> None:
    (tmp_path / "report.yaml").write_text(SETTINGS, encoding="utf-8")
    options = ("report", "answers", "--settings", "report.yaml", "--by", "fruit.tree", "--format", "html")
    one, two = program(*options), program(*options, "--jobs", "2")
    assert one.code == two.code == 0, two.err
    assert one.out == two.out
    assert "From a tree" in one.out


def test_texts_that_were_not_read_are_counted(program: Program) -> None:
    out = program("report", "answers", "--quotes", "2", "--question", "words").out
    assert "10 more texts are not shown" in out
    assert out.count("> \u201c") == 2


def test_a_report_of_a_session_says_so(program: Program) -> None:
    session = ROOT / "examples" / "session" / "answers"
    outcome = program("report", str(session), "--session", "beijing")
    assert outcome.code == 0, outcome.err
    assert "Only the panel session beijing" in outcome.out
    assert "in a panel session 8" in outcome.out
    assert "Session beijing" in outcome.err
