"""What holds for `preview`.

1. It has everything that will be read, in order: headings, labels, hints, choices, ways out, conditions in words.
2. A choice that rules out what follows says where to go.
3. Nothing that an author writes is markup, and the HTML needs nothing and runs nothing.
4. `--routing` tells when each question is asked and what its answer decides.
5. `--output` writes the whole file or leaves what was there.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from sstc_survey.engine import Form
from sstc_survey.i18n import Words
from sstc_survey.questionnaire import (
    Calculate,
    Choice,
    ChoiceList,
    Date,
    Group,
    Integer,
    Questionnaire,
    Repeat,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)
from sstc_survey.reports.paper import Names, SkipInstructions, in_words, value_in_words

SURVEY = """\
id: homes
version: "1"
title:
  en: Homes
  fr: Logements
introduction: Thank you for your time.
closing: Goodbye.
refused: true
choices:
  yn: {yes: Yes, no: No}
questions:
  - name: home
    type: group
    label: Your home
    questions:
      - {name: owns, type: select_one, label: Do you own it?, choices: yn, required: true}
      - name: rent
        type: integer
        label:
          en: How much is the rent?
          fr: À combien est le loyer ?
        hint: For one month.
        relevant: ${owns} = 'no'
        constraint: . > 0
        constraint_message: Rent is more than nothing.
      - {name: rooms, type: range, label: How many rooms?, start: 1, end: 4}
  - name: people
    type: repeat
    label: Person
    questions:
      - {name: person, type: text, label: Name}
      - {name: age, type: integer, label: "How old is ${person}?", min: 0, max: 120}
  - name: heating
    type: select_multiple
    label: How is it heated?
    choices: {wood: Wood, gas: Gas, none: {label: Not at all, exclusive: true}}
    or_other: true
    comment: true
    max_selected: 2
  - {name: order, type: rank, label: Put them in order, choices: {a: Light, b: Heat}}
  - {name: best, type: rank, label: Which matter most?, choices: {a: Light, b: Heat, c: Calm}, max_selected: 2}
  - {name: warm, type: note, label: Warm, relevant: "selected(${heating}, 'wood')"}
  - {name: total, type: calculate, calculation: "count(${people})"}
  - {name: wish, type: text, label: Wishes, multiline: true}
"""
TEXT = """\
Homes
Thank you for your time.

Your home

  1. Do you own it?
    Choose one.
    Required.
    ☐ 1. Yes  -> go to 3
    ☐ 2. No
    ☐ Refused  -> go to 3

  Ask only if “Do you own it?” (1) is “No”.
  2. How much is the rent?
    (For one month.)
    A whole number.
    Check that the answer is more than 0. If not: “Rent is more than nothing.”
    ____________________
    ☐ Refused

  3. How many rooms?
    From 1 to 4.
    ☐ 1
    ☐ 2
    ☐ 3
    ☐ 4
    ☐ Refused

Person
Repeat this section for each one; then ask if there is another.

  4. Name
    ____________________
    ☐ Refused

  5. How old is [answer to 4]?
    A whole number from 0 to 120.
    ____________________
    ☐ Refused

6. How is it heated?
  Choose up to 2.
  ☐ 1. Wood
  ☐ 2. Gas
  ☐ 3. Not at all
  ☐ 4. Other: ____________________
  ☐ Refused
  Comment: ____________________

7. Put them in order
  Rank all, first choice first.
  __ 1. Light
  __ 2. Heat
  ☐ Refused

8. Which matter most?
  Rank up to 2, first choice first.
  __ 1. Light
  __ 2. Heat
  __ 3. Calm
  ☐ Refused

Ask only if “How is it heated?” (6) includes “Wood”.
Warm

total
  Calculate: the number of “Person”.
  ____________________

9. Wishes
  ____________________
  ____________________
  ____________________
  ☐ Refused

Goodbye.
"""
ROUTING = """\
Homes
home: Your home
  1. owns: Do you own it?
      -> whether to ask 2
  2. rent: How much is the rent?
      Ask only if “Do you own it?” (1) is “No”.
  3. rooms: How many rooms?
people: Person
    Repeat this section for each one; then ask if there is another.
    -> the value of total
  4. person: Name
  5. age: How old is [answer to 4]?
6. heating: How is it heated?
    -> whether to ask “Warm”
7. order: Put them in order
8. best: Which matter most?
warm: Warm
    Ask only if “How is it heated?” (6) includes “Wood”.
total
    Worked out: the number of “Person”.
9. wish: Wishes
"""
NASTY = "<script>alert(1)</script> [x](http://x.y) **b** `c` | \u202e \x1b[31m & \"q\" 'a' ☐"
NASTY_SURVEY = """\
id: nasty
version: "1"
title: {nasty}
introduction: {nasty}
questions:
  - {{name: q, type: select_one, label: {nasty}, hint: {nasty}, choices: {{a: {nasty}, b: B}}}}
  - name: g
    type: group
    label: {nasty}
    hint: {nasty}
    relevant: ${{q}} = 'a'
    questions:
      - {{name: r, type: text, label: {nasty}, constraint: string-length(.) > 2, constraint_message: {nasty}}}
"""


@pytest.fixture
def homes(tmp_path: Path) -> str:
    """Write a questionnaire into the folder and return its name."""
    (tmp_path / "homes.yaml").write_text(SURVEY, encoding="utf-8")
    return "homes.yaml"


def test_the_whole_text(program: Any, homes: str) -> None:
    outcome = program("preview", homes)
    assert (outcome.code, outcome.out, outcome.err) == (0, TEXT, "")


def test_another_language(program: Any, homes: str) -> None:
    shown = program("preview", homes, "--language", "fr").out
    assert shown.startswith("Logements\n")
    assert "2. À combien est le loyer ?\n" in shown
    wrong = program("preview", homes, "--language", "de")
    assert (wrong.code, wrong.out) == (2, "")
    assert "valid languages: en, fr" in wrong.err


def test_routing(program: Any, homes: str) -> None:
    outcome = program("preview", homes, "--routing")
    assert (outcome.code, outcome.out, outcome.err) == (0, ROUTING, "")


def test_routing_as_mermaid(program: Any, homes: str) -> None:
    lines = program("preview", homes, "--routing", "--format", "mermaid").out.splitlines()
    assert lines[0] == "flowchart TD"
    ids = {match[2]: match[1] for line in lines if (match := re.search(r'(n\d+)\(?\["(?:\d+\. )?(\w+)', line))}
    assert f'  {ids["owns"]} -.->|"if “Do you own it?” (1) is “No”"| {ids["rent"]}' in lines
    assert f"  {ids['owns']} --> {ids['rent']}" in lines
    assert f'  {ids["people"]} -.->|"the value"| {ids["total"]}' in lines
    assert (
        sum(line.strip().startswith("subgraph") for line in lines) == sum(line.strip() == "end" for line in lines) == 2
    )


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        (("--routing", "--format", "html"), "--routing and --format html cannot be combined"),
        (("--format", "mermaid"), "--format mermaid requires --routing"),
    ],
)
def test_options_that_do_not_fit(program: Any, homes: str, options: tuple[str, ...], fault: str) -> None:
    outcome = program("preview", homes, *options)
    assert (outcome.code, outcome.out) == (2, "")
    assert fault in outcome.err


@pytest.mark.parametrize("output_format", ["text", "markdown", "html"])
def test_every_format_has_every_word(program: Any, homes: str, output_format: str) -> None:
    # Neither backslashes nor what keeps texts apart is seen.
    shown = re.sub(r"\\|</?bdi>", "", program("preview", homes, "--format", output_format).out)
    words = ["Homes", "Thank you", "Your home", "Do you own it?", "Yes", "No", "How much is the rent?", "one month"]
    words += ["“Do you own it?” (1) is “No”", "more than 0", "Rent is more", "Person", "How old is [answer to 4]?"]
    words += ["Wood", "Gas", "Not at all", "Other", "Refused", "Light", "Warm", "Wishes", "Goodbye", "go to 3"]
    assert [word for word in words if word not in shown] == []
    # Yes and no, the scale, how it is heated, and nine refusals, two of which are numbers in a grid on paper.
    assert shown.count("☐") == 2 + 4 + 4 + 9 - (0 if output_format == "text" else 2)
    # The name of a calculation that nothing uses is for authors.
    assert ("total" in shown) is (output_format == "text")


def nasty_survey(tmp_path: Path, text: str = NASTY) -> str:
    import json

    source = NASTY_SURVEY.format(nasty=json.dumps(text))
    (tmp_path / "nasty.yaml").write_text(source, encoding="utf-8")
    return "nasty.yaml"


class Reader(HTMLParser):
    """Collects the elements and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_shows_what_the_author_wrote_and_runs_nothing(program: Any, tmp_path: Path) -> None:
    page = program("preview", nasty_survey(tmp_path), "--format", "html").out
    reader = Reader()
    reader.feed(page)
    assert set(reader.tags) <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "div", "section", "span", "ul", "li",
        "bdi", "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    assert set(reader.attributes) <= {"lang", "charset", "http-equiv", "content", "name", "class"}
    assert reader.text.count("<script>alert(1)</script>") >= 8
    assert "\u202e" not in page
    assert "\x1b" not in page


def test_no_text_of_the_author_can_turn_what_is_around_it(program: Any, tmp_path: Path) -> None:
    # In Hebrew, with marks that end what keeps it apart, and that turn what follows.
    turned = "\u05e9\u05dc\u05d5\u05dd 123 \u2069\u2069 </bdi> \u202e(5)"
    page = program("preview", nasty_survey(tmp_path, turned), "--format", "html").out
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", page)
    body = page.partition("<body>")[2]
    assert body.count("<bdi>") == body.count("</bdi>") > 10
    assert body.count("\u05e9\u05dc\u05d5\u05dd") >= 8
    # Each of them is inside, and nothing of ours is.
    for inside in re.findall("<bdi>(.*?)</bdi>", body, re.DOTALL):
        assert not re.search("Ask only if|Required|Check that|go to", inside)
    assert "\u05e9" not in re.sub("<bdi>.*?</bdi>", "", body, flags=re.DOTALL)


def test_the_html_needs_nothing_and_allows_nothing(program: Any, homes: str) -> None:
    page = program("preview", homes, "--format", "html").out
    assert re.search(r"""Content-Security-Policy" content="default-src 'none'; style-src 'sha256-""", page)
    assert not re.search(r"https?:|url\(|@import|<script|src=|href=", page)
    assert "@media print" in page
    assert '<html lang="en">' in page


def test_the_policy_allows_the_style_that_is_there(program: Any, homes: str) -> None:
    import base64
    import hashlib

    page = program("preview", homes, "--format", "html").out
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    allowed = re.search(r"'sha256-([^']+)'", page)
    assert style
    assert allowed
    assert base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode() == allowed[1]


def test_markdown_shows_what_the_author_wrote(program: Any, tmp_path: Path) -> None:
    shown = program("preview", nasty_survey(tmp_path), "--format", "markdown").out
    reader = Reader()
    reader.feed(MarkdownIt("commonmark").render(shown))
    assert set(reader.tags) == {"h1", "h2", "p", "em", "strong", "ul", "li"}
    # A zero-width space keeps an address from becoming a link.
    assert reader.text.replace("\u200b", "").count("<script>alert(1)</script> [x](http://x.y) **b** `c` |") >= 8
    assert "\x1b" not in shown


def test_output_is_whole_or_what_was_there(program: Any, homes: str, tmp_path: Path) -> None:
    assert program("preview", homes, "--format", "html", "--output", "form.html").out == ""
    page = (tmp_path / "form.html").read_text(encoding="utf-8")
    assert page == program("preview", homes, "--format", "html").out
    failed = program("preview", homes, "--output", "nowhere/form.txt")
    assert failed.code == 2
    assert "nowhere/form.txt" in failed.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["form.html", "homes.yaml"]


YES_NO = ChoiceList((Choice(code="y", label="Yes"), Choice(code="n", label="No")))
LIKERT = ChoiceList((Choice(code="1", label="Never"), Choice(code="2", label="Often")))


def form(*last: Any) -> Form:
    member = (TextQuestion(name="who", label="Name"), Integer(name="age", label="Age"), *last)
    return Form(
        Questionnaire(
            id="t", version="1", title="T",
            questions=(
                Integer(name="n", label="Number"),
                SelectOne(name="one", label="One", choices=YES_NO),
                SelectMultiple(name="many", label="Many", choices=YES_NO, or_other=True),
                SelectOne(name="how", label="How often", choices=LIKERT),
                Date(name="day", label="Day"),
                TextQuestion(name="text", label="Text"),
                Calculate(name="score", calculation="${n} * 2"),
                Repeat(name="member", label="Member", questions=member),
            ),
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("${n} = 3", "“Number” (1) is 3"),
        ("${n} != 3", "“Number” (1) is not 3"),
        ("${n} < 3", "“Number” (1) is less than 3"),
        ("${n} <= -3", "“Number” (1) is at most -3"),
        ("${n} > 2.5", "“Number” (1) is more than 2.5"),
        ("18 <= ${n}", "“Number” (1) is at least 18"),
        ("${n} >= 18 and ${n} <= 65", "“Number” (1) is from 18 to 65"),
        ("${n} >= 18 and ${n} < 65", "“Number” (1) is at least 18 and it is less than 65"),
        ("${n} > 3 and ${one} = 'y'", "“Number” (1) is more than 3 and “One” (2) is “Yes”"),
        ("${one} = 'y'", "“One” (2) is “Yes”"),
        ("${one} = 'gone'", "“One” (2) is “gone”"),
        ("${how} = 2", "“How often” (4) is “Often”"),
        ("selected(${one}, 'n')", "“One” (2) is “No”"),
        ("not(selected(${one}, 'n'))", "“One” (2) is not “No”"),
        ("selected(${many}, 'y')", "“Many” (3) includes “Yes”"),
        ("not(selected(${many}, 'other'))", "“Many” (3) does not include “Other”"),
        ("${many} = 'y'", "“Many” (3) is only “Yes”"),
        ("${text} = ''", "“Text” (6) is blank"),
        ("${text} != ''", "“Text” (6) is answered"),
        ("not(${text} = '')", "“Text” (6) is answered"),
        ("string-length(${text}) > 0", "“Text” (6) is answered"),
        ("count-selected(${many}) = 0", "“Many” (3) is blank"),
        ("count-selected(${many}) >= 2", "the number of choices in “Many” (3) is at least 2"),
        ("${many_other} != ''", "“Many” (3), other is answered"),
        ("${day} > '2026-01-31'", "“Day” (5) is after 2026-01-31"),
        ("${day} <= today()", "“Day” (5) is not after today"),
        ("int((today() - ${day}) div 365.25) >= 18", "full years since “Day” (5) is at least 18"),
        ("${score} > 4", "score is more than 4"),
        ("${n} + ${score} * 2 <= 9", "“Number” (1) + score × 2 is at most 9"),
        ("(${n} + 1) * 2 = 8", "(“Number” (1) + 1) × 2 is 8"),
        ("count(${member}) = 0", "the number of “Member” is 0"),
        ("sum(${age}) > 100", "the sum of “Age” (8) is more than 100"),
        ("coalesce(${n}, 0) > 1", "“Number” (1) (0 if blank) is more than 1"),
        ("not(${n} > 3)", "not (“Number” (1) is more than 3)"),
        ("not(${n} > 3 and ${one} = 'y')", "not (“Number” (1) is more than 3 and “One” (2) is “Yes”)"),
        ("${n} = 1 and (${one} = 'y' or ${one} = 'n')", "“Number” (1) is 1 and (“One” (2) is “Yes” or it is “No”)"),
        ("contains(${text}, '@')", "“Text” (6) contains “@”"),
        ("not(starts-with(${text}, 'a'))", "“Text” (6) does not begin with “a”"),
        ("${day} > date('2026-01-31')", "“Day” (5) is after 2026-01-31"),
        ("selected-at(${many}, 0) = 'n'", "the first choice in “Many” (3) is “No”"),
        ("selected('y n', ${one})", "“One” (2) is “Yes” or “No”"),
        ("not(selected('y n', ${one}))", "“One” (2) is none of “Yes”, “No”"),
        ("(${one} = 'y') = (${n} > 1)", "“One” (2) is “Yes” if and only if “Number” (1) is more than 1"),
        ("position(..) > 1", "the number of this “Member” is more than 1"),
        # Too involved for words, as a whole or in a part.
        ("${n}", "this is true: ${n}"),
        ("if(${n} > 1, true(), false())", "this is true: if(${n} > 1, true(), false())"),
        ("${n} = 1 and boolean(${text})", "“Number” (1) is 1 and boolean(${text})"),
    ],
)
def test_conditions_in_words(condition: str, words: str) -> None:
    found = form(TextQuestion(name="last", label="Last", relevant=condition))
    node = found.nodes["last"]
    assert node.relevant is not None
    assert in_words(node.relevant, node, Names(found, Words("en", "en"))) == words


@pytest.mark.parametrize(
    ("constraint", "words"),
    [
        (". >= 0 and . <= 120", "the answer is from 0 to 120"),
        (". <= ${n}", "the answer is at most “Number” (1)"),
        ("regex(., '^[0-9]+$')", "the answer matches the pattern “^[0-9]+$”"),
        ("string-length(.) <= 8", "the length of the answer is at most 8"),
        (". + ${n} = 100", "the answer + “Number” (1) is 100"),
    ],
)
def test_constraints_in_words(constraint: str, words: str) -> None:
    found = form(Integer(name="last", label="Last", constraint=constraint))
    node = found.nodes["last"]
    assert node.constraint is not None
    assert in_words(node.constraint, node, Names(found, Words("en", "en"))) == words


@pytest.mark.parametrize(
    ("calculation", "words"),
    [
        ("${n} + 1", "“Number” (1) + 1"),
        ("if(${one} = 'y', 1, 0)", "1 if “One” (2) is “Yes”; otherwise 0"),
        (
            "if(${n} > 9, 'many', if(${n} > 3, 'some', 'few'))",
            "“many” if “Number” (1) is more than 9; otherwise “some” if “Number” (1) is more than 3; otherwise “few”",
        ),
        ("jr:choice-name(${one}, '${one}')", "“One” (2)"),
        ("round(${n} div 3, 1)", "“Number” (1) ÷ 3, rounded to 1 decimal"),
        ("indexed-repeat(${who}, ${member}, ${n})", "“Name” (7) of “Member” number “Number” (1)"),
        ("join(', ', ${who})", "all of “Name” (7)"),
        ("substr(${text}, 1, 3)", "substr(${text}, 1, 3)"),
    ],
)
def test_calculations_in_words(calculation: str, words: str) -> None:
    found = form(Calculate(name="last", calculation=calculation))
    node = found.nodes["last"]
    assert node.calculation is not None
    assert value_in_words(node.calculation, node, Names(found, Words("en", "en"))) == words


def asks(name: str, relevant: str | None = None) -> TextQuestion:
    return TextQuestion(name=name, label=name, relevant=relevant)


def repeat_of(*questions: Any) -> Repeat:
    return Repeat(name="rep", label="R", questions=questions)


def test_a_long_label_is_cut_at_a_word() -> None:
    label = "Which of the following things did you do in the last seven days, if any?"
    questionnaire = Questionnaire(id="t", version="1", title="T", questions=(TextQuestion(name="a", label=label),))
    shown = Names(Form(questionnaire), Words("en", "en")).entry("a")
    assert shown == "“Which of the following things did you do in the last seven…” (1)"


@pytest.mark.parametrize(
    ("following", "yes", "no", "blank"),
    [
        # The question itself is 1, what follows it 2, 3 and so on; None where nothing is passed over.
        ((asks("a"),), None, None, None),
        ((asks("a", "${q} = 'y'"), asks("b")), None, "3", "3"),
        ((asks("a", "${q} = 'y'"), asks("b", "${q} = 'n'"), asks("c")), None, "3", "4"),
        ((asks("a", "${q} = 'y'"),), None, "the end", "the end"),
        ((asks("a", "${q} != 'n'"), asks("b")), None, "3", None),
        ((asks("a", "selected(${q}, 'y') and ${b} = 1"), asks("b")), None, "3", "3"),
        # What else a condition asks for is not known here.
        ((asks("a", "${q} = 'y' or ${b} = 1"), asks("b")), None, None, None),
        ((Group(name="g", relevant="${q} = 'y'", questions=(asks("a"), asks("b"))), asks("c")), None, "4", "4"),
        ((asks("a"), asks("b", "${q} = 'y'"), asks("c")), None, None, None),
        # Calculations, and the conditions of a part, must not be passed over.
        ((asks("a", "${q} = 'y'"), Calculate(name="sum", calculation="1"), asks("b")), None, "sum", "sum"),
        (
            (asks("a", "${q} = 'y'"), Group(name="g", label="Part", relevant="today() > 1", questions=(asks("b"),))),
            None,
            "“Part”",
            "“Part”",
        ),
        # What cannot be reached then is passed over too: what needs an answer that is not asked for, or a value of it.
        (
            (asks("a", "${q} = 'y'"), Group(name="g", label="Part", relevant="${a} != ''", questions=(asks("b"),))),
            None,
            "the end",
            "the end",
        ),
        ((asks("a", "${q} = 'y'"), asks("b", "${a} = 1 or ${q} = 'y'"), asks("c")), None, "4", "4"),
        (
            (
                asks("a", "${q} = 'y'"),
                Calculate(name="sum", calculation="if(${a} = 1, 1, 0)", relevant="${q} = 'n'"),
                asks("b", "${sum} = 1"),
                asks("c"),
            ),
            None,
            "sum",
            "4",
        ),
        ((asks("a", "${q} = 'y'"), asks("b", "count(${a}) > 5 or ${r} != ''"), repeat_of(asks("r"))), None, "3", "3"),
        ((asks("a", "${q} = 'y'"), Group(name="g", label="Part", questions=(asks("b"),))), None, "3", "3"),
    ],
)
def test_where_a_choice_leads(following: Any, yes: str | None, no: str | None, blank: str | None) -> None:
    question = SelectOne(name="q", label="Q", choices=YES_NO)
    found = Form(Questionnaire(id="t", version="1", title="T", questions=(question, *following)))
    skips = SkipInstructions(Names(found, Words("en", "en")))
    led = [skips.after(found.nodes["q"], code) for code in ("y", "n", "")]
    assert led == [yes, no, blank]


def test_on_paper_choices_lead_to_what_is_on_the_form() -> None:
    following = (
        asks("a", "${q} = 'y'"),
        Calculate(name="sum", calculation="if(${a} = 1, 1, 0)"),
        asks("b", "${sum} = 1"),
        Calculate(name="unused", calculation="1"),
        asks("c"),
    )
    question = SelectOne(name="q", label="Q", choices=YES_NO)
    found = Form(Questionnaire(id="t", version="1", title="T", questions=(question, *following)))
    names = Names(found, Words("en", "en"), for_paper=True)
    skips = SkipInstructions(names)
    # The value is used, so it has a box, which must be filled in.
    assert names.boxes == {"sum": "A"}
    assert [skips.after(found.nodes["q"], code) for code in ("y", "n")] == [None, "box A"]


def test_no_choice_leads_out_of_a_repeat() -> None:
    inner = (SelectOne(name="q", label="Q", choices=YES_NO), asks("a", "${q} = 'y'"))
    questionnaire = Questionnaire(
        id="t", version="1", title="T", questions=(Repeat(name="r", label="R", questions=inner), asks("b"))
    )
    found = Form(questionnaire)
    skips = SkipInstructions(Names(found, Words("en", "en")))
    assert [skips.after(found.nodes["q"], code) for code in ("y", "n")] == [None, "the end of this section"]


PAPER = """\
id: paper
version: "1"
title: {en: Paper, zh: 纸质问卷}
dont_know: true
questions:
  - {name: code_of_home, type: text, label: Number, hint: Two letters, constraint: "regex(., '^[A-Z]{2}$')"}
  - {name: mail, type: text, label: Mail, constraint: "regex(., '@')", constraint_message: An address has an at sign.}
  - {name: region_of, type: select_one, label: Region, choices: {north: North, south: South}, or_other: true}
  - name: town
    type: select_one
    label: Town
    choices:
      alta: {label: Alta, part: north}
      boria: {label: Boria, part: south}
      cassem: {label: Cassem, part: south}
      any: {label: Elsewhere, part: any}
    choice_filter: part = ${region_of} or part = 'any'
  - {name: hidden_number, type: hidden, default: "7"}
  - {name: member_count, type: calculate, calculation: "count(${member})"}
  - {name: unused_value, type: calculate, calculation: "substr(${mail}, 0, 3)"}
  - {name: used_value, type: calculate, calculation: "substr(${mail}, 0, ${hidden_number})"}
  - {name: asked, type: integer, label: "Asked of ${used_value}", relevant: "substr(${mail}, 0, 1) = 'a'"}
  - {name: told, type: note, label: "There are ${member_count}.", relevant: "${used_value} = 'x'"}
  - name: member
    type: repeat
    label: Person
    questions:
      - {name: line_of, type: calculate, calculation: "position(..)"}
      - {name: given_name, type: text, label: "Name of ${line_of}"}
      - {name: sex, type: select_one, label: Sex, choices: {f: Female, m: Male}}
      - name: job
        type: repeat
        label: Job
        repeat_count: "2"
        questions: [{name: work_done, type: text, label: Work}]
  - {name: seen, type: integer, label: Seen, calculation: "string-length(substr(${mail}, 1))", default: ""}
"""
UNREADABLE = r"\$\{|\w+-?\w*\([^)]*\$|\^|\{2\}|substr|\bregex"


def paper_text(page: str) -> str:
    import html

    return " ".join(
        html.unescape(re.sub("<style.*?</style>|<title>.*?</title>|<[^>]*>", " ", page, flags=re.DOTALL)).split()
    )


@pytest.fixture
def paper(tmp_path: Path) -> str:
    """Write a questionnaire with everything that paper cannot do into the folder, and return its name."""
    (tmp_path / "paper.yaml").write_text(PAPER, encoding="utf-8")
    return "paper.yaml"


def test_paper_has_no_formulas_or_names(program: Any, paper: str) -> None:
    for output_format in ("html", "markdown"):
        text = paper_text(program("preview", paper, "--format", output_format).out.replace("\\", ""))
        assert not re.search(UNREADABLE, text)
        for name in re.findall(r"name: (\w+)", PAPER):
            assert not ("_" in name and name in text)
    assert "${mail}" in program("preview", paper).out


def test_paper_says_what_takes_the_place_of_a_formula(program: Any, paper: str) -> None:
    text = paper_text(program("preview", paper, "--format", "html").out)
    for said in (
        # The hint stands for a pattern, or the message does.
        "1. Number Two letters ☐ Don't know 2. Mail",
        "2. Mail Check the answer. If it does not fit: “ An address has an at sign. ”",
        "Always: ☐ 4. Elsewhere",
        "Only if “ Region ” (3) is “ North ”: ☐ 1. Alta",
        "Only if “ Region ” (3) is “ South ”: ☐ 2. Boria ☐ 3. Cassem",
        "Box A Fill in before the interview. Default: “ 7 ”.",
        "Box B Calculate: the number of “ Person ”.",
        "Box C Leave blank if you cannot tell: it is calculated from question 2, box A.",
        "Ask only if this follows from question 2. 5. Asked of [box C]",
        "Ask only if box C is “ x ”. There are [box B].",
    ):
        assert said in text, said


@pytest.mark.parametrize(("options", "rows"), [((), 6), (("--rows", "3"), 3)])
def test_a_repeat_has_a_grid(program: Any, paper: str, options: tuple[str, ...], rows: int) -> None:
    page = program("preview", paper, "--format", "html", *options).out
    inner, outer = re.findall("<table>.*?</table>", page, re.DOTALL)
    assert [paper_text(each) for each in re.findall("<th[ >].*?</th>", outer)] == [
        "Person", "Box D", "6. Name of [box D]", "7. Sex",
    ]  # fmt: skip
    assert [paper_text(each) for each in re.findall("<th[ >].*?</th>", inner)] == ["Person", "Job", "8. Work"]
    assert re.findall("<tr><td>([0-9]+)</td>", outer) == [str(row) for row in range(1, rows + 1)]
    # Two jobs each, whichever the options.
    assert inner.count("<tr>") == 1 + 2
    # Its choices have numbers to write, not boxes to tick.
    assert "1. Female 2. Male Don't know" in paper_text(page)
    # Outside of the grids: two texts, what is other, three boxes, two numbers.
    assert page.count('class="line"') == 8
    markdown = program("preview", paper, "--format", "markdown", *options).out
    assert len(re.findall(r"^\| \d", markdown, re.MULTILINE)) == rows
    assert MarkdownIt("commonmark").enable("table").render(markdown).count("<table>") == 2


def test_rows_are_for_paper(program: Any, paper: str) -> None:
    outcome = program("preview", paper, "--rows", "3")
    assert (outcome.code, outcome.out) == (2, "")
    assert "--rows requires --format html" in outcome.err
    assert program("preview", paper, "--format", "html", "--rows", "0").code == 2


def test_paper_is_in_the_language_that_is_asked_for(program: Any, paper: str) -> None:
    known = "Number Two letters Mail An address has an at sign Region North South Town Alta Boria Cassem Elsewhere"
    known += " Asked of There are Person Name Sex Female Male Job Work Seen"
    for output_format in ("html", "markdown", "text"):
        out = program("preview", paper, "--format", output_format, "--language", "zh").out
        shown = paper_text(out.replace("\\", "")) if output_format != "text" else out
        assert "纸质问卷" in shown
        left = set(re.findall("[A-Za-z]{2,}", shown)) - set(known.split())
        if output_format != "text":
            assert not left, left
        assert not left & {"Ask", "Calculate", "Calculated", "Choose", "Other", "Required", "go", "Repeat", "know"}


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[2] / "examples" / "questionnaires").glob("*.yaml")))
def test_the_examples_can_be_filled_in_on_paper(program: Any, path: Path) -> None:
    text = paper_text(program("preview", str(path), "--format", "html").out)
    assert not re.search(UNREADABLE, text)
    names = set(re.findall(r"name: (\w+_\w+)", path.read_text(encoding="utf-8")))
    assert {name for name in names if re.search(rf"\b{name}\b", text)} == set()
