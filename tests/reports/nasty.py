"""One deliberately nasty result, and the file of it in each format.

Run as a program it writes the files anew: nasty.py, then look at what git says has changed.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from rich.console import Console

from sstc_survey.attribution import hidden
from sstc_survey.commands.shared.tables import NO_TABLES, TableOptions
from sstc_survey.questionnaire import (
    Acknowledge,
    Attribution,
    Calculate,
    Choice,
    ChoiceList,
    Date,
    DateTime,
    Decimal,
    Duration,
    Group,
    Hidden,
    Integer,
    Questionnaire,
    Range,
    Rank,
    Repeat,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Time,
)
from sstc_survey.reports.summary import (
    FileNote,
    Files,
    Summary,
    SummaryFormat,
    SummaryOptions,
    draw,
    summary_of,
    write_summary,
)
from sstc_survey.response import QuestionnaireRef, Status
from sstc_survey.tally import Tally
from sstc_survey.tally.banners.tables import Test
from sstc_survey.tally.groups import Box

GOLDEN: Final = Path(__file__).parent / "golden"
SUFFIXES: Final = {"table": "txt", "json": "json", "csv": "csv", "markdown": "md", "svg": "svg"}

# Escape codes, C1, bidi, a line separator, a byte-order mark, half a character, a bell and a backspace.
HOSTILE: Final = "\x1b[31mred\x1b]0;title\x07 \x9b2J \u202egnp.exe\u2066 \u2028 \ufeff \ud800 \x08 end"
MARKUP: Final = "[bold]no[/bold] [/x] <b>tag</b> | pipe | `code` *star* _under_ [a](http://b.example) &amp; $x$"
SPACED: Final = "# heading\n- item\n\n    code\n> quote\r\n1. one\ttab"
KHMER: Final = "ការ\u200bងារ និង\u200bការ\u200bបណ្តុះបណ្តាល"
CHINESE: Final = "南南合作与三方合作" * 8
LONG: Final = "unbreakable" * 14


class SavedResponse(Struct, kw_only=True):
    """What a tally reads of a response."""

    id: str
    status: Status = Status.COMPLETE
    questionnaire: QuestionnaireRef = QuestionnaireRef("nasty", "2", "ab" * 32)
    language: str = "fr"
    started: str = "2016-09-07T09:00:00+07:00"
    interviewer: str | None = None
    finished: str | None = None
    answers: dict[str, Any] = {}
    missing: dict[str, str] = {}
    comments: dict[str, str] = {}
    position: str | None = None


QUESTIONNAIRE: Final = Questionnaire(
    id="nasty",
    version="2 | <i>",
    title="=cmd|' /C calc'!A0 — a title that is [red]far[/red] longer than any screen on which it is ever shown",
    respondent=("who", "land"),
    attribution=Attribution(
        question="quoted",
        hides={"veiled": ("who", "secret", "nick"), "masked": ("who", "land", "secret", "nick")},
    ),
    questions=(
        TextQuestion(name="who", label="Who?"),
        SelectOne(
            name="land",
            label=HOSTILE,
            choices=ChoiceList((Choice(code="kh", label=KHMER), Choice(code="cn", label=CHINESE))),
            or_other=True,
        ),
        SelectOne(
            name="quoted",
            label="How?",
            choices=ChoiceList(Choice(code=code, label=code) for code in ("open", "veiled", "masked")),
        ),
        Group(
            name="part",
            label={"en": "+Part <two>"},
            questions=(
                SelectMultiple(
                    name="uses",
                    label={"fr": "À quoi ?", "en": "@SUM(1+1)*cmd"},
                    choices=ChoiceList(
                        (
                            Choice(code="a|b", label=MARKUP),
                            Choice(code="=1+1", label="-1+1"),
                            Choice(code="none", label="\t\nnobody took it"),
                            Choice(code="long", label=LONG),
                        )
                    ),
                ),
                Integer(name="years", label=""),
            ),
        ),
        Decimal(name="money", label="Money?"),
        Date(name="day", label="When?"),
        TextQuestion(name="words", label="Anything else?"),
        TextQuestion(name="secret", label="A secret?"),
        Acknowledge(name="seen", label="Seen?"),
        Rank(
            name="order",
            label="Order?",
            choices=ChoiceList(
                (
                    Choice(code="x|y", label=MARKUP),
                    Choice(code="=z", label=KHMER),
                    Choice(code="last", label="last | <i>"),
                )
            ),
        ),
        Range(name="scale", label="Scale?", start=-1, end=1, step=0.5),
        Time(name="clock", label="What time?"),
        DateTime(name="met", label="Met when?"),
        Repeat(
            name="member",
            label="# Member | <b> of ${who}",
            questions=(
                TextQuestion(name="nick", label="What is [bold] called in ${land}?"),
                Integer(name="age", label="Age of ${nick}?"),
                Repeat(
                    name="job",
                    questions=(
                        SelectOne(
                            name="pay",
                            label="Pay?",
                            choices=ChoiceList((Choice(code="-1", label="-1"), Choice(code="+1", label=LONG))),
                        ),
                    ),
                ),
                Calculate(name="double", label="", calculation="${age} * 2"),
            ),
        ),
        Calculate(name="kind", label="=kind", calculation="if(${years} > 3, 'many', 'few')"),
        Calculate(name="greeting", label="Greeting", calculation="concat('Dear ', ${who})"),
        Hidden(name="batch", default="7"),
        Duration(name="took"),
    ),
)

RESPONSES: Final = (
    SavedResponse(
        id="1",
        answers={
            "who": f"Sok {MARKUP}",
            "land": "kh",
            "quoted": "open",
            "uses": ["a|b", "=1+1", "long"],
            "years": -3,
            "money": 0.1,
            "day": "2016-02-29",
            "words": HOSTILE,
            "secret": "told openly",
            "seen": "OK",
            "order": ["x|y", "last", "=z"],
            "scale": -0.5,
            "clock": "08:30",
            "met": "2016-09-07T08:30",
            "member": [
                {"nick": MARKUP, "age": 40, "double": 80, "job": [{"pay": "-1"}, {"pay": "+1"}]},
                {"nick": HOSTILE, "double": 14, "age": 7},
            ],
            "kind": "few",
            "greeting": "told GREETING",
            "batch": "7",
            "took": 1201,
        },
        comments={"uses": SPACED, "years": '=HYPERLINK("http://x.example")', "member[2]/age": "-1 | <b>year</b>"},
    ),
    SavedResponse(
        id="2",
        answers={
            "who": "UNSEEN NAME",
            "land": "cn",
            "quoted": "veiled",
            "uses": ["a|b", "gone=|"],
            "years": 10,
            "money": 0.2,
            "day": "2016-02-01",
            "words": SPACED,
            "secret": "UNSEEN SECRET",
            "order": ["=z", "gone", "x|y", "last"],
            "scale": 1,
            "clock": "17:05",
            "member": [{"nick": "UNSEEN NICK", "age": "old", "job": [{"pay": "0"}, {}], "gone|q": 1}],
            "kind": "=many",
            "greeting": "UNSEEN GREETING",
            "batch": "8",
            "took": 900,
        },
        missing={"seen": "refused", "met": "refused", "member[1]/job[2]/pay": "dont_know"},
        comments={"who": "UNSEEN COMMENT", "member[1]/nick": "UNSEEN COMMENT ON A NICK"},
    ),
    SavedResponse(
        id="3",
        answers={
            "who": "UNSEEN MASK",
            "land": "other",
            "land_other": "UNSEEN LAND",
            "quoted": "masked",
            "uses": ["=1+1"],
            "years": "many",
            "money": 12345678.5,
            "words": CHINESE,
            "removed|q": "x",
            "order": "x|y",
            "scale": 7,
            "clock": "8 o'clock",
            "met": "2016-10-01T00:00",
            "kind": "few",
            "greeting": "UNSEEN GREETING",
            "batch": "9.5",
            "took": 1500,
        },
        missing={"day": "blank", "secret": "dont_know", "seen": "blank"},
        comments={"removed|q": "x"},
        questionnaire=QuestionnaireRef("nasty", "1", "cd" * 32),
    ),
    SavedResponse(
        id="4",
        status=Status.PARTIAL,
        answers={"who": "UNSEEN DRAFT", "land": "kh", "words": LONG, "member": [{"age": 30, "double": 60}, {}]},
        missing={"quoted": "dont_know"},
    ),
)

FILES: Final = Files(
    complete=3,
    partial=1,
    copies=1,
    refused=(FileNote("answers/\x1b[2J\udcff|=cmd.json", "response-not-json", "this is not JSON"),),
    conflicts=(FileNote("=a.json", "response-conflict", "this interview went on differently in <b>.json"),),
    ignored=("notes.txt",),
)


def nasty() -> Summary:
    """Return the summary."""
    return _summary_of(RESPONSES)


def nasty_with(words: Sequence[str]) -> Summary:
    """Return a summary of interviews in which these words were answered."""
    return _summary_of([SavedResponse(id=text, answers={"quoted": "open", "words": text}) for text in words])


def is_formula(cell: str) -> bool:
    """Tell whether a spreadsheet could take a cell for more than text or a number."""
    if cell.startswith(("\t", "\r", "\n")):
        return True
    try:
        float(cell)
    except ValueError:
        return cell.lstrip(' "\xa0\u200b').startswith(("=", "+", "-", "@", "\uff1d"))
    return False


def _summary_of(responses: Sequence[SavedResponse]) -> Summary:
    return _tallied(responses, SummaryOptions("fr", include_partial=True))


def _tallied(
    responses: Iterable[SavedResponse],
    options: SummaryOptions,
    only: Sequence[str] = (),
    tables: TableOptions = NO_TABLES,
) -> Summary:
    tally = Tally(QUESTIONNAIRE, only, tables.plan(QUESTIONNAIRE))
    for response in responses:
        tally.add(response, hidden(QUESTIONNAIRE, response.answers))
    reference = QuestionnaireRef("nasty", QUESTIONNAIRE.version, "ab" * 32)
    return summary_of(tally, reference, FILES, options, lost_versions=1)


def nasty_banner() -> Summary:
    """Return the summary by choices, by several choices, and by a condition on members."""
    options = SummaryOptions("fr", include_partial=True, tests=[Test.CHI2, Test.COLUMNS, Test.MEANS], min_base=2)
    tables = TableOptions(by=["land", "uses", "any"], where="${kind} != 'many' or true()", any=["${age} > 30"])
    return _tallied(RESPONSES, options, ["uses", "years", "words", "secret", "pay"], tables)


def lettered_banner() -> Summary:
    """Return the summary of so many interviews that shares are shown with letters and tests, and intervals of means."""
    options = SummaryOptions(
        "fr", tests=[Test.CHI2, Test.COLUMNS, Test.MEANS], boxes=[Box.TOP, Box.BOTTOM], min_base=10
    )
    tables = TableOptions(by=["land", "years"], bands=["years=<0,0-9,10+"], where="${money} > 0")
    return _tallied(_many(), options, ["land", "uses", "years", "scale", "order", "kind"], tables)


def _many() -> Iterator[SavedResponse]:
    """Yield ninety interviews: most answers differ between countries, not all are given, some are hidden."""
    for place in range(90):
        answers: dict[str, Any] = {
            "quoted": "veiled" if place % 9 == 0 else "open",
            "who": "UNSEEN NAME" if place % 9 == 0 else "told",
            "land": ("kh", "kh", "cn")[place % 3] if place < 80 else "other",
            "uses": ["a|b", "long"] if place % 3 < 2 and place % 5 else ["=1+1"],
            "years": (-3, 5, 40)[place % 3] - place % 2,
            "money": place % 10,
            "scale": (-1, -0.5, 1)[place % 3] if place % 4 else 1,
            "order": ["x|y", "last", "=z"] if place % 3 < 2 else ["=z"],
            "kind": ("many", "=few")[place % 2],
        }
        missing = {}
        if place % 7 == 0:
            missing = {"uses": "refused", "scale": "dont_know"}
            del answers["uses"], answers["scale"]
        yield SavedResponse(id=f"{place:02}", answers=answers, missing=missing)


# The banners, by the names of their golden files.
BANNERS: Final = {"banner": nasty_banner, "letters": lettered_banner}


def drawn_banner(name: str, width: int) -> str:
    """Return the table of a banner on a screen."""
    stream = io.StringIO()
    draw(BANNERS[name](), Console(file=stream, width=width, highlight=False))
    return stream.getvalue()


def written(output_format: str, summary: Summary | None = None) -> bytes:
    """Return the nasty summary, or another one, in a format, as the bytes that a file gets."""
    stream = io.StringIO()
    write_summary(summary or nasty(), SummaryFormat(output_format), stream)
    return stream.getvalue().encode("utf-8", "backslashreplace")


def golden(output_format: str, name: str = "nasty") -> Path:
    """Return the path of the golden file of a format."""
    return GOLDEN / f"{name}.{SUFFIXES[output_format]}"


if __name__ == "__main__":
    for each in SUFFIXES:
        golden(each).write_bytes(written(each))
        for name, summary_of_banner in BANNERS.items():
            golden(each, name).write_bytes(written(each, summary_of_banner()))
    for name in BANNERS:
        golden("table", f"{name}-40").write_text(drawn_banner(name, 40), encoding="utf-8")
