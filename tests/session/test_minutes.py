"""Minutes and approval pages: golden pages, and each rule of what they may say with the words in which they say it.

All panellists and their words are invented.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from held_panel import GOLDENS, PANEL, TEXTS, Held, Stated, eight, golden, person, written
from made_sessions import an_id
from msgspec.structs import replace
from payload_formats import is_markdown
from payloads import PAYLOADS, steering

from sstc_survey.commands.shared.locate import load_bytes
from sstc_survey.reports.minutes.minutes_page import Arrangement
from sstc_survey.reports.pages import PageFormat
from sstc_survey.response import Missing, Status
from sstc_survey.session import commands
from sstc_survey.session.panellists import FOLLOW_UP, PRACTICE, QUOTE, Known

RECORD, HOUSE, ANONYMOUS = "on_record", "chatham_house", "anonymous"
VISITS = {"optimisation": ["visits"]}
STUDIES = {"optimisation": ["studies"]}


def of(*panellists: tuple[str, Mapping[str, Any]]) -> Held:
    """Return a session with panellists by how they may be quoted and what they say, all parts of it put."""
    held = Held()
    held.seat(
        *(
            (f"p{number}", person(f"Person {number}", "kh", attribution, replies))
            for number, (attribution, replies) in enumerate(panellists, 1)
        )
    )
    held.puts_all()
    return held


def lines(held: Held, **page: Any) -> list[str]:
    """Return the lines of the minutes in Markdown."""
    return written(held, "en", PageFormat.MARKDOWN, **page).splitlines()


def line(held: Held, begins: str, **page: Any) -> str:
    """Return the only line that begins like this, without that."""
    (found,) = [each for each in lines(held, **page) if each.startswith(begins)]
    return found.removeprefix(begins)


@pytest.mark.parametrize(("name", "language", "output_format"), GOLDENS)
def test_golden_pages(name: str, language: str, output_format: PageFormat) -> None:
    path, text = golden(name, language, output_format)
    assert text == path.read_text(encoding="utf-8"), "run tests/session/held_panel.py and look at the difference"


@pytest.mark.parametrize(
    ("panellists", "said"),
    [
        # Nobody is hidden: names; all or none: the number.
        ([(RECORD, VISITS), (RECORD, STUDIES)], "1 of 2: Person 1"),
        ([(RECORD, VISITS), (RECORD, VISITS)], "2 of 2: all who answered"),
        ([(RECORD, STUDIES), (RECORD, STUDIES)], "0 of 2"),
        ([(RECORD, VISITS)], "1 of 1: Person 1"),
        # One is hidden: the number alone, whatever that one said.
        ([(RECORD, VISITS), (RECORD, STUDIES), (HOUSE, VISITS)], "2 of 3"),
        ([(RECORD, VISITS), (RECORD, STUDIES), (HOUSE, STUDIES)], "1 of 3"),
        ([(RECORD, VISITS), (HOUSE, VISITS)], "2 of 2: all who answered"),
        # Two are hidden: names where one of the two said it, else these would tell of both.
        ([(RECORD, VISITS), (HOUSE, VISITS), (HOUSE, STUDIES)], "2 of 3: Person 1 and one other"),
        ([(RECORD, VISITS), (RECORD, STUDIES), (HOUSE, VISITS), (HOUSE, VISITS)], "3 of 4"),
        ([(RECORD, VISITS), (HOUSE, STUDIES), (HOUSE, STUDIES)], "1 of 3"),
        ([(RECORD, VISITS), (HOUSE, VISITS), (HOUSE, VISITS), (HOUSE, STUDIES)], "3 of 4: Person 1 and two others"),
        ([(RECORD, STUDIES), (HOUSE, VISITS), (HOUSE, STUDIES)], "1 of 3"),
        # Who chose to show a country is not named either.
        ([(RECORD, VISITS), (ANONYMOUS, VISITS), (HOUSE, STUDIES)], "2 of 3: Person 1 and one other"),
        # Two are hidden, but only one of them answered.
        ([(RECORD, VISITS), (RECORD, STUDIES), (HOUSE, VISITS), (HOUSE, {})], "2 of 3"),
        # Who was not asked how to be quoted is hidden.
        ([(RECORD, VISITS), (RECORD, STUDIES), (None, VISITS)], "2 of 3"),
    ],
)
def test_a_point_names_those_who_may_be_named_where_that_tells_of_nobody_else(
    panellists: list[tuple[Any, Mapping[str, Any]]], said: str
) -> None:
    assert line(of(*panellists), "- **Field visits and study tours** ") == said


def test_who_took_part_is_named_only_on_the_record() -> None:
    held = of((RECORD, VISITS), (HOUSE, VISITS), (ANONYMOUS, VISITS), (RECORD, {}))
    held.does(commands.present(held.state, "p4", here=False))
    held.says(4, person("Person 4", "kh", RECORD), until="usefulness")
    assert line(held, "**Took part:** ") == (
        "Person 1, Institution of Person 1, Cambodia; two panellists who are not named"
    )
    assert line(held, "**Absent:** ") == "one panellist"
    assert "Person 4" not in written(held, "en", PageFormat.MARKDOWN)


def test_what_the_version_that_was_answered_hides_is_hidden() -> None:
    held = of((RECORD, VISITS), (RECORD, VISITS))
    stricter = TEXTS[PANEL].replace(b"  hides:\n", b"  hides:\n    on_record: [name]\n", 1)
    known = held.responses[an_id(2)]
    held.responses[an_id(2)] = Known(known.response, load_bytes(stricter, "stricter.yaml").questionnaire)
    assert (
        line(held, "**Took part:** ") == "Person 1, Institution of Person 1, Cambodia; one panellist who is not named"
    )
    assert "Person 2," not in written(held, "en", PageFormat.MARKDOWN)


def test_two_of_one_name_have_their_whole_names() -> None:
    held = Held()
    held.seat(
        ("a", person("Same Name", "kh", RECORD, VISITS, institution="First")),
        ("b", person("Same Name", "la", RECORD, STUDIES, institution="Second")),
    )
    held.puts_all()
    assert line(held, "- **Field visits and study tours** ") == "1 of 2: Same Name, First, Cambodia"


def test_unnamed_views_are_in_an_order_that_is_not_that_of_the_seats() -> None:
    words = [f"View number {number}" for number in range(6)]
    orders = []
    for order in (words, words[::-1]):
        held = of(*((HOUSE, {"contribution": text}) for text in order))
        orders.append([each for each in lines(held) if each.startswith("- View number")])
    assert orders[0] == orders[1]
    assert orders[0] not in ([f"- {text}" for text in words], [f"- {text}" for text in words[::-1]])


def test_a_view_shows_the_country_only_where_that_was_chosen() -> None:
    held = of((ANONYMOUS, {"contribution": "First view"}), (HOUSE, {"contribution": "Second view"}))
    assert {"- **A panellist (Cambodia):** First view", "- Second view"} <= {*lines(held)}


@pytest.mark.parametrize(
    ("attribution", "replies", "said"),
    [
        (
            RECORD,
            {"agreed": "as_it_stands"},
            ["> “Said so.”", "> — Person 1, Institution of Person 1, Cambodia (agreed)"],
        ),
        (HOUSE, {"agreed": "as_changed"}, ["> “Said so.”", "> — A panellist (agreed)"]),
        (ANONYMOUS, {"agreed": "as_changed"}, ["> “Said so.”", "> — A panellist (Cambodia) (agreed)"]),
        (RECORD, {"agreed": "not_yet"}, ["*One quote is not in here, as it is not agreed yet.*"]),
        (RECORD, {"agreed": "no"}, []),
        (
            ANONYMOUS,
            {"agreed": "as_it_stands", "interpreted": "Put so.", "spoken_in": "Khmer"},
            [
                "> “Put so.”",
                "> — A panellist (Cambodia) (as interpreted from Khmer; agreed)",
                "**In the original:** Said so.",
            ],
        ),
        # The language would tell the country.
        (
            HOUSE,
            {"agreed": "as_it_stands", "interpreted": "Put so.", "spoken_in": "Khmer"},
            ["> “Put so.”", "> — A panellist (agreed)"],
        ),
        (
            HOUSE,
            {"agreed": "as_it_stands", "spoken_in": "km"},
            ["*One quote is not in here, as it is not agreed yet.*"],
        ),
        (HOUSE, {"agreed": "as_it_stands", "spoken_in": "en-GB"}, ["> “Said so.”", "> — A panellist (agreed)"]),
    ],
)
def test_quotes(attribution: str, replies: dict[str, Any], said: list[str]) -> None:
    held = of((attribution, VISITS))
    held.attaches("p1", QUOTE, {"words": "Said so.", **replies}, held.parts[1])
    shown = [each for each in lines(held) if each.startswith(("> ", "**In the", "*One quote"))]
    assert shown == said
    if not said:
        assert "Said so." not in written(held, "en", PageFormat.MARKDOWN)


def test_a_quote_that_was_not_finished_waits() -> None:
    held = of((RECORD, VISITS))
    held.attaches("p1", QUOTE, {"words": "Half said"}, held.parts[1], until="agreed")
    assert "*One quote is not in here, as it is not agreed yet.*" in lines(held)
    assert "Half said" not in written(held, "en", PageFormat.MARKDOWN)


@pytest.mark.parametrize(
    ("attributions", "said"),
    [
        ((RECORD, RECORD), "- Person 1 agrees with Person 2."),
        ((RECORD, HOUSE), "- One panellist agrees with another."),
        ((HOUSE, RECORD), "- One panellist agrees with another."),
        ((ANONYMOUS, HOUSE), "- One panellist agrees with another."),
    ],
)
def test_who_agrees_with_whom_is_named_only_where_both_may_be(attributions: tuple[str, str], said: str) -> None:
    held = of(*((each, VISITS) for each in attributions))
    held.does(commands.relation(held.state, "p1", "agrees", "p2"))
    assert said in lines(held)


def test_small_numbers_are_in_words() -> None:
    held = of(*((HOUSE, VISITS) for _ in range(12)))
    for number in range(2, 13):
        held.does(commands.relation(held.state, f"p{number}", "differs", "p1"))
    assert "- 11 panellists differ from another." in lines(held)
    assert line(held, "**Took part:** ") == "12 panellists who are not named"
    held = of(*((HOUSE, VISITS) for _ in range(3)))
    for number in (2, 3):
        held.does(commands.relation(held.state, f"p{number}", "differs", "p1"))
    assert "- Two panellists differ from another." in lines(held)


@pytest.mark.parametrize(
    ("attribution", "publish", "said"),
    [
        (RECORD, "with_name", ["#### Pensions", "Presented by Person 1, Institution of Person 1, Cambodia"]),
        (RECORD, "without_name", ["#### Pensions"]),
        (HOUSE, "with_name", ["#### Pensions"]),
        (RECORD, "not_yet", ["*One practice is not in here, as it may not be published yet.*"]),
        (RECORD, None, ["*One practice is not in here, as it may not be published yet.*"]),
    ],
)
def test_practices(attribution: str, publish: str | None, said: list[str]) -> None:
    held = of((attribution, VISITS))
    replies = {"title": "Pensions", "country": "Laos", "publish": publish}
    held.attaches("p1", PRACTICE, replies, until=None if publish else "publish")
    shown = [each for each in lines(held) if each.startswith(("####", "Presented", "*One practice"))]
    assert [each for each in shown if "Presented" not in each or publish == "with_name"] == said


def test_practices_are_by_country_and_area() -> None:
    held = of((RECORD, VISITS))
    for title, country, area in (("c", "Laos", "old_age"), ("b", "Cambodia", "old_age"), ("a", "Laos", "children")):
        replies = {"title": title, "country": country, "area": [area], "publish": "without_name"}
        held.attaches("p1", PRACTICE, replies)
    assert [each for each in lines(held) if re.match("### (Cambodia|Laos)", each)] == [
        "### Cambodia · Income security in old age",
        "### Laos · Income security for children",
        "### Laos · Income security in old age",
    ]


def test_the_base_of_each_question_adds_up() -> None:
    held = of(
        (RECORD, {"contribution": "Answered"}),
        (RECORD, {"contribution": Missing.DONT_KNOW}),
        (RECORD, {"contribution": Missing.REFUSED}),
        (RECORD, {}),
        (RECORD, {}),
        (RECORD, {}),
        (RECORD, {}),
        (RECORD, {}),
    )
    held.does(commands.pass_part(held.state, "p5"), commands.present(held.state, "p6", here=False))
    for number in (6, 7):
        held.says(number, person(f"Person {number}", "kh", RECORD), until="contribution")
    del held.responses[an_id(8)]
    (row,) = [
        each for each in lines(held) if each.startswith("| How can South-South Triangular Cooperation contribute")
    ]
    assert row.split(" | ")[1:] == ["8", "1", "1", "1", "1", "1", "1", "1", "1 |"]
    (head,) = [each for each in lines(held) if each.startswith("| Question | put to")]
    assert head == (
        "| Question | put to | answered | blank | don't know | refused | passed on it | absent | not reached | "
        "response missing |"
    )


@pytest.mark.parametrize("status", ["missing", "void"])
def test_a_response_that_is_missing_or_void_is_counted_and_says_nothing(status: str) -> None:
    held = of((RECORD, {"contribution": "Still there"}), (RECORD, {"contribution": "Gone"}))
    if status == "missing":
        del held.responses[an_id(2)]
    else:
        known = held.responses[an_id(2)]
        held.responses[an_id(2)] = Known(replace(known.response, status=Status.VOID), known.questionnaire)
    text = written(held, "en", PageFormat.MARKDOWN)
    assert "The response of one panellist is missing or withdrawn, and not in these minutes." in text
    assert "Still there" in text
    assert not {"Gone", "Person 2"} & {*re.findall("Gone|Person 2", text)}


def test_minutes_are_a_draft_until_all_who_took_part_have_approved() -> None:
    held = of((RECORD, VISITS), (HOUSE, VISITS), (RECORD, {}))
    held.does(commands.present(held.state, "p3", here=False))
    held.says(3, person("Person 3", "kh", RECORD), until="usefulness")
    title = "# Minutes: “INTERVIEW STYLE”: PANEL GOOD PRACTICES"
    assert lines(held)[0] == f"{title} (draft: 0 of 2 panellists have approved their part)"
    held.approves("p1", "p2")
    assert lines(held)[0] == title
    assert line(held, "- **Approved:** ") == "Person 1 (2016-09-08); one panellist who is not named"


def quoted(held: Held) -> None:
    held.attaches("p1", QUOTE, {"words": "New", "agreed": "not_yet"})


def changed(held: Held) -> None:
    known = held.responses[an_id(1)]
    last = known.response.events[-1]
    events = [*known.response.events, replace(last, seq=last.seq + 1)]
    held.responses[an_id(1)] = Known(replace(known.response, events=events), known.questionnaire)


def related(held: Held) -> None:
    held.does(commands.relation(held.state, "p1", "agrees", "p2"))


@pytest.mark.parametrize("change", [quoted, changed, related])
def test_an_approval_lapses_when_anything_changes(change: Callable[[Held], None]) -> None:
    held = of((RECORD, {"contribution": "So it is."}), (RECORD, VISITS))
    held.approves("p1", "p2")
    assert "- **Person 1:** So it is." in lines(held)
    change(held)
    assert "- **Person 1:** So it is. (approved, changed since)" in lines(held)
    assert line(held, "- **Approved, changed since:** ") == "Person 1"
    assert line(held, "- **Approved:** ") == "Person 2 (2016-09-08)"
    assert "You had approved this; something was changed or added since." in lines(held, label="p1")
    held.approves("p1")
    assert "- **Person 1:** So it is." in lines(held)


def test_a_follow_up_has_those_who_were_asked_for_its_base() -> None:
    held = of((RECORD, VISITS), (HOUSE, VISITS), (RECORD, VISITS))
    held.does(commands.follow_up(held.state, "Who paid?", ("p1", "p2")))
    held.attaches("p1", FOLLOW_UP, {"asked": "Who paid?", "reply": Missing.DONT_KNOW}, "follow_up:1")
    held.attaches("p2", FOLLOW_UP, {"asked": "Who paid?", "reply": "We did."}, "follow_up:1")
    text = lines(held)
    assert "*put to 2 · answered 1 · don't know 1*" in text
    assert text[text.index("**Who paid?**") + 4 :][:3] == ["**Views that are not attributed:**", "", "- We did."]


@pytest.mark.parametrize(
    ("attributions", "named", "notes"),
    [
        ((RECORD, RECORD), "**Person 1, Institution of Person 1, Cambodia**", []),
        ((HOUSE, HOUSE), "**A panellist**", []),
        (
            (HOUSE, RECORD),
            "**A panellist**",
            ["All other panellists are named: what is not attributed can be known to be yours."],
        ),
        ((ANONYMOUS, HOUSE), "**A panellist (Cambodia)**", []),
        (
            (ANONYMOUS, "la"),
            "**A panellist (Cambodia)**",
            ["Nobody else on the panel shows “Cambodia”: this alone can tell who you are."],
        ),
    ],
)
def test_the_approval_page_says_how_a_panellist_is_named_and_what_that_tells(
    attributions: tuple[str, str], named: str, notes: list[str]
) -> None:
    held = Held()
    other = ("la", HOUSE) if attributions[1] == "la" else ("kh", attributions[1])
    held.seat(("p1", person("Person 1", "kh", attributions[0], VISITS)), ("p2", person("Person 2", *other, VISITS)))
    held.puts_all()
    text = lines(held, label="p1")
    assert text[text.index("## How you will be named") + 2] == named
    assert [each.removeprefix("**Please note:** ") for each in text if each.startswith("**Please note:**")] == notes


def test_the_approval_page_has_all_of_the_panellist_and_nothing_of_others() -> None:
    held = eight()
    text = written(held, "en", PageFormat.MARKDOWN, label="kh1", until="9 September")
    for said in (
        "Panellist B",
        "Costs be shared.",
        "Not agreed yet.",
        "A secret",
        "You agree with Panellist D.",
        "9 Sept",
    ):
        assert said in text
    assert not re.findall("Panellist [ACFHIJK]|Two weeks|Train trainers|kh1|la1", text)
    assert text.count("☐ change to:") == len(re.findall(r"☐ right .*☐ change to:.*☐ take out", text)) > 10
    assert "Silence agrees to nothing" in text
    assert "Corrections put right what was recorded; they do not add to it." in text


class Reader(HTMLParser):
    """Reads what a page of HTML has: its tags with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, tuple[str, ...]]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add((tag, tuple(name for name, _ in attrs)))


def tags_of(page: str) -> set[tuple[str, tuple[str, ...]]]:
    reader = Reader()
    reader.feed(page)
    # Texts in another script say which language they are in.
    return {("bdi", ()) if each == ("bdi", ("lang",)) else each for each in reader.found}


# Answers have no control characters of their own.
_CLEANED = {name: re.sub("[\x00-\x1f\x7f-\x9f\ufffe\uffff]", " ", text)[:1_000] for name, text in PAYLOADS.items()}
HOSTILE = {name: text for name, text in _CLEANED.items() if re.search(r"\w|[^\W\s]|[!-~]", text)}


@cache
def plain_tags() -> set[tuple[str, tuple[str, ...]]]:
    """Return the tags of pages in which nothing is hostile."""
    held = eight()
    pages: list[dict[str, Any]] = [{}, {"label": "la1"}]
    return set[Any]().union(*(tags_of(written(held, "en", PageFormat.HTML, **page)) for page in pages))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_remain_texts(name: str) -> None:
    hostile = HOSTILE[name]
    held = Held()
    replies = {
        "contribution": hostile,
        "practices": hostile,
        "usefulness": Stated(["other"], hostile),
        "usefulness_other": hostile,
    }
    people = [person(hostile, "kh", each, replies, institution=hostile) for each in (RECORD, HOUSE)]
    held.seat(("p1", people[0]), ("p2", people[1]))
    held.session = replace(held.session, moderator=hostile)
    held.attaches("p1", QUOTE, {"words": hostile, "interpreted": hostile, "spoken_in": hostile, "agreed": "as_changed"})
    held.attaches("p1", PRACTICE, {"title": hostile, "country": hostile, "done": hostile, "publish": "with_name"})
    held.does(commands.open_part(held.state, held.parts[0], held.parts))
    pages: list[dict[str, Any]] = [{}, {"arrangement": Arrangement.SPEAKER}, {"label": "p1", "until": hostile}]
    for page in pages:
        html = written(held, "en", PageFormat.HTML, **page)
        assert tags_of(html) <= plain_tags()
        assert steering(html) == []
        is_markdown(written(held, "en", PageFormat.MARKDOWN, **page))


def test_a_page_of_html_runs_nothing_and_loads_nothing() -> None:
    html = written(eight(), "en", PageFormat.HTML)
    assert "default-src 'none'; style-src 'sha256-" in html
    assert not re.findall(r"<script|<link|<img|src=|href=|url\(|@import", html)
    assert "prefers-color-scheme" in html or "color-scheme: light dark" in html
    assert "@page { size: A4" in html
