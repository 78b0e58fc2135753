"""Rosters: every error and every warning, in CSV and in YAML, and what a new roster is when it is read again."""

from __future__ import annotations

import codecs
import csv
import io
import string
from datetime import datetime
from typing import Any

import pytest
from hangs import no_hang
from hypothesis import given
from hypothesis import strategies as st
from properties import with_examples

from sstc_survey.engine import Answer, Leave, begin
from sstc_survey.engine.form import form_of
from sstc_survey.i18n import Words, set_language
from sstc_survey.parsing.questionnaire import parse_questionnaire
from sstc_survey.parsing.roster import in_order, read_roster
from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import (
    Choice,
    ChoiceList,
    Group,
    Integer,
    Note,
    Questionnaire,
    Repeat,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)
from sstc_survey.reports.rosters import new_roster
from sstc_survey.response import Missing
from sstc_survey.session.events import Start
from sstc_survey.session.roster import CheckedRoster, Roster, check_roster

TEXT = """\
id: panel
version: "1"
title: Panel
default_language: en
refused: true
respondent: [name, institution, country]
attribution:
  question: quoted
  hides:
    chatham: [name, institution, country]
    anonymous: [name, institution]
questions:
  - name: about
    type: group
    label: About you
    questions:
      - {name: welcome, type: note, label: Welcome}
      - {name: name, type: text, label: Name}
      - {name: institution, type: text, label: Institution}
      - name: country
        type: select_one
        label: Country
        or_other: true
        choices:
          kh: {en: Cambodia, zh: 柬埔寨}
          cn: {en: China, zh: 中国}
          vn: {en: Viet Nam, zh: 越南}
      - name: speaks
        type: select_multiple
        label: Which languages do you speak?
        choices: {en: English, fr: French, es: Spanish, none: {label: None of them, exclusive: true}}
      - {name: born, type: date, label: Born, max: "2000-01-01"}
      - {name: years, type: integer, label: Years of work, constraint: ". < 60", constraint_message: too many years}
      - {name: official, type: select_one, label: Are you an official?, choices: {yes: "Yes", no: "No"}}
      - {name: ministry, type: text, label: Which ministry?, relevant: "${official} = 'yes'"}
      - {name: sum, type: calculate, calculation: "${years} + 1"}
      - name: children
        type: repeat
        label: Children
        questions:
          - {name: age, type: integer, label: Age}
      - name: quoted
        type: select_one
        label: How may you be quoted?
        choices: {named: With my name, chatham: Without country, anonymous: With my country}
  - {name: useful, type: text, label: {en: Why?, zh: 为什么？}}
"""
_PARSED = parse_questionnaire(TEXT.encode(), "panel.yaml")
assert _PARSED.questionnaire is not None, _PARSED.problems
PANEL = _PARSED.questionnaire
STARTED = datetime.fromisoformat("2016-09-07T14:00:00+08:00")


@pytest.fixture(autouse=True)
def _english() -> None:
    set_language("en")


def checked(
    data: str | bytes, file: str = "r.csv", *, questionnaire: Questionnaire = PANEL, language: str = "en"
) -> CheckedRoster:
    """Read and check what is in a file."""
    read = read_roster(data.encode() if isinstance(data, str) else data, file, form_of(questionnaire))
    if read.table is None:
        return CheckedRoster(None, read.problems)
    roster, problems = check_roster(read.table, begin(questionnaire, language, started=STARTED), read.problems)
    return CheckedRoster(roster, in_order(problems, file))


def roster_of(data: str | bytes, file: str = "r.csv", **options: Any) -> Roster:
    found = checked(data, file, **options)
    assert found.roster is not None, found.problems
    return found.roster


def at(problems: list[Problem]) -> list[tuple[str, int | None, int | None]]:
    """Return the code, the line and the column of each problem."""
    return [(each.code, *((each.place.line, each.place.column) if each.place else (None, None))) for each in problems]


COLUMN = codes.ROSTER_UNKNOWN_COLUMN
HEAD = "label,language,minutes,terminal,name,country,country_other,speaks,born,years,official,ministry,quoted\n"
# What is wrong with a roster in CSV: its text, then what is said of it.
ERRORS: dict[str, tuple[str, list[tuple[str, int | None, int | None]]]] = {
    "nothing": ("", [(codes.EMPTY_FILE, None, None)]),
    "only spaces": (" \n\n", [(codes.EMPTY_FILE, None, None)]),
    "only separators": (",,\n,,\n", [(codes.EMPTY_FILE, None, None)]),
    "no rows": (HEAD, [(codes.ROSTER_EMPTY, None, None)]),
    "blank rows": (HEAD + ",,,\n\n , ,\n", [(codes.ROSTER_EMPTY, None, None)]),
    "unknown columns": ("label,nam,odd\na,x,y\n", [(COLUMN, 1, 7), (COLUMN, 1, 11)]),
    "a note": ("label,welcome\na,x\n", [(codes.REPLY_NOT_ASKABLE, 1, 7)]),
    "a calculation": ("label,sum\na,1\n", [(codes.REPLY_NOT_ASKABLE, 1, 7)]),
    "a group": ("label,about\na,1\n", [(codes.REPLY_NOT_ASKABLE, 1, 7)]),
    "a repeat": ("label,children\na,1\n", [(codes.ROSTER_REPEAT, 1, 7)]),
    "within a repeat": ("label,age\na,1\n", [(codes.ROSTER_REPEAT, 1, 7)]),
    "a question of the panel": ("label,useful\na,x\n", [(codes.ROSTER_LATER_QUESTION, 1, 7)]),
    "a column twice": ("label,name,name\na,x,y\n", [(codes.ROSTER_COLUMN_TWICE, 1, 12)]),
    "a cell in no column": ("label,name\na,Doe, Jane\n", [(codes.ROSTER_EXTRA_CELL, 2, 7)]),
    "a cell under no name": ("label,,name\na,x,y\n", [(codes.ROSTER_EXTRA_CELL, 2, 3)]),
    "no label": ("label,name\na,x\n,y\n", [(codes.ROSTER_NO_LABEL, 3, 1)]),
    "a long label": ("label\nabcdefgh\nabcdefghi\n", [(codes.ROSTER_BAD_LABEL, 3, 1)]),
    "an odd label": ("label\na b\nkh.1\né\n", [(codes.ROSTER_BAD_LABEL, line, 1) for line in (2, 3, 4)]),
    "a label twice": ("label\nkh1\ncn1\nKH1\n", [(codes.ROSTER_LABEL_TWICE, 4, 1)]),
    "a country for a language": ("label,language\na,kh\n", [(codes.ROSTER_UNKNOWN_LANGUAGE, 2, 3)]),
    "the name of a language": ("label,language\na,Lao\n", [(codes.ROSTER_UNKNOWN_LANGUAGE, 2, 3)]),
    "no language": ("label,language\na,xx\nb,?\n", [(codes.ROSTER_UNKNOWN_LANGUAGE, line, 3) for line in (2, 3)]),
    "too many minutes": ("label,minutes\na,120.5\n", [(codes.REPLY_TOO_LARGE, 2, 3)]),
    "too few minutes": ("label,minutes\na,-1\n", [(codes.REPLY_TOO_SMALL, 2, 3)]),
    "no minutes": ("label,minutes\na,five\n", [(codes.REPLY_NOT_NUMBER, 2, 3)]),
    "neither yes nor no": ("label,terminal\na,maybe\n", [(codes.ROSTER_NOT_YES_NO, 2, 3)]),
    "no such choice": ("label,country\na,Japan\n", [(codes.REPLY_NO_SUCH_CHOICE, 2, 3)]),
    "no such choices": ('label,speaks\na,"en, German"\n', [(codes.REPLY_NO_SUCH_CHOICE, 2, 3)]),
    "exclusive": ('label,speaks\na,"en, none"\n', [(codes.REPLY_EXCLUSIVE, 2, 3)]),
    "other without its choice": (
        "label,country,country_other\na,kh,Japan\nb,,Japan\n",
        [(codes.ROSTER_OTHER_NOT_CHOSEN, 2, 6), (codes.ROSTER_OTHER_NOT_CHOSEN, 3, 4)],
    ),
    "a wrong choice is enough": ("label,country,country_other\na,Japan,x\n", [(codes.REPLY_NO_SUCH_CHOICE, 2, 3)]),
    "no date": ("label,born\na,soon\n", [(codes.REPLY_NOT_DATE, 2, 3)]),
    "too late": ("label,born\na,2001-02-03\n", [(codes.REPLY_TOO_LATE, 2, 3)]),
    "a constraint": ("label,years\na,60\n", [(codes.REPLY_CONSTRAINT, 2, 3)]),
    "not asked": (
        "label,official,ministry\na,no,Labour\nb,,Labour\n",
        [(codes.REPLY_OFF_ROUTE, 2, 6), (codes.REPLY_OFF_ROUTE, 3, 4)],
    ),
    "not asked after a fault": ("label,official,ministry\na,perhaps,Labour\n", [(codes.REPLY_NO_SUCH_CHOICE, 2, 3)]),
    "an open quote": ('label,name\na,"Jane\nb,John\n', [(codes.ROSTER_OPEN_QUOTE, 2, 3)]),
    "more after a quote": ('label,name\na,"Jane" Doe\n', [(codes.ROSTER_AFTER_QUOTE, 2, 9)]),
    "all at once": (
        'label,nam,minutes\n,x,5\nb,y,200\nB,"z,1\n',
        [
            (COLUMN, 1, 7),
            (codes.ROSTER_NO_LABEL, 2, 1),
            (codes.REPLY_TOO_LARGE, 3, 5),
            (codes.ROSTER_LABEL_TWICE, 4, 1),
            (codes.ROSTER_OPEN_QUOTE, 4, 3),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_reported_with_its_place(name: str) -> None:
    data, expected = ERRORS[name]
    roster, problems = checked(data)
    assert roster is None
    assert at(problems) == expected
    assert all(problem.remedy or problem.code.startswith("reply-") for problem in problems)
    assert all(problem.place is not None and problem.place.file == "r.csv" for problem in problems)


YAML_ERRORS = {
    "a text": ("hello\n", [(codes.ROSTER_WRONG_SHAPE, 1, 1)]),
    "no panellists": ("settings: {minutes: 20}\n", [(codes.ROSTER_EMPTY, None, None)]),
    "nobody": ("panellists:\n", [(codes.ROSTER_EMPTY, None, None)]),
    "an empty panellist": ("- label:\n  name:\n-\n", [(codes.ROSTER_EMPTY, None, None)]),
    "a panellist as text": ("- kh1\n- {label: a}\n", [(codes.ROSTER_WRONG_SHAPE, 1, 3)]),
    "panellists as text": ("panellists: kh1\n", [(codes.ROSTER_WRONG_SHAPE, 1, 13)]),
    "another key": ("panelists: []\n", [(codes.UNKNOWN_KEY, 1, 1), (codes.ROSTER_EMPTY, None, None)]),
    "a key twice": ("- {label: a, label: b}\n", [(codes.DUPLICATE_KEY, 1, 14)]),
    "an alias": ("- &a {label: a}\n- *a\n", [(codes.YAML_ANCHOR, 1, 3), (codes.YAML_ALIAS, 2, 3)]),
    "a tag": ("- !!map {label: a}\n", [(codes.YAML_TAG, 1, 3)]),
    "unknown columns": ("- {label: a, nam: x}\n- {label: b, nam: y}\n", [(COLUMN, line, 14) for line in (1, 2)]),
    "no label": ("- {label: a}\n- {name: x}\n", [(codes.ROSTER_NO_LABEL, 2, 3)]),
    "a label that is a list": ("- {label: [a, b]}\n", [(codes.ROSTER_NOT_ONE_VALUE, 1, 4)]),
    "minutes and more": ("- {label: a, minutes: {value: 5, comment: x}}\n", [(codes.ROSTER_NOT_ONE_VALUE, 1, 14)]),
    "an odd state": ("- {label: a, name: {missing: gone}}\n", [(codes.REPLY_NO_SUCH_STATE, 1, 30)]),
    "a state not offered": ("- {label: a, name: {missing: dont_know}}\n", [(codes.REPLY_STATE_NOT_ALLOWED, 1, 14)]),
    "a list of mappings": ("- label: a\n  name: [{x: y}]\n", [(codes.REPLY_NESTED, 2, 10)]),
    "a repeat": ("- label: a\n  children: [{age: 3}]\n", [(codes.ROSTER_REPEAT, 2, 3)]),
    "a path": ("- {label: a, 'children[1]/age': 3}\n", [(COLUMN, 1, 14)]),
    "settings as text": ("settings: x\npanellists: [{label: a}]\n", [(codes.WRONG_KIND, 1, 11)]),
    "an unknown setting": ("settings: {minuts: 5}\npanellists: [{label: a}]\n", [(codes.UNKNOWN_KEY, 1, 12)]),
    **{
        f"a setting: {key}: {value}": (
            f"settings: {{{key}: {value}}}\npanellists: [{{label: a}}]\n",
            [(codes.ROSTER_BAD_SETTING if "[" not in value else codes.ROSTER_NOT_ONE_VALUE, 1, 12)],
        )
        for key, value in (
            ("minutes", "0"), ("speaker", "1441"), ("order", "sometimes"), ("consensus", "50"), ("consensus", "75.5"),
            ("within", "-1"), ("least", "0"), ("minutes", "twenty"), ("minutes", "[1]"), ("minutes", "nan"),
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("name", YAML_ERRORS)
def test_an_error_in_yaml_is_reported_with_its_place(name: str) -> None:
    data, expected = YAML_ERRORS[name]
    roster, problems = checked(data, "r.yaml")
    assert roster is None
    assert at(problems) == expected


@pytest.mark.parametrize(
    ("name", "data", "suggestion"),
    [
        ("a column", "labl,name\na,x\n", '"label"'),
        ("a column in capitals", "LABEL,Name\na,x\n", '"label"'),
        ("a column with a space", "label,country other\na,x\n", '"country_other"'),
        ("a country", "label,language\na,kh\n", '"km"'),
        ("a language", "label,language\na,english\n", '"en"'),
        ("a language with a slip", "label,language\na,Vietnamse\n", '"vi"'),
        ("a label with a slip", "label,country\na,Cambodja\n", '"Cambodia"'),
        ("the beginning of a code", "label,quoted\na,anonymus\n", '"anonymous"'),
    ],
)
def test_what_was_meant_is_suggested(name: str, data: str, suggestion: str) -> None:
    problem = checked(data).problems[0]
    assert problem.details["suggestion"] == suggestion, name
    assert suggestion in problem.remedy


def test_both_lines_of_a_label_that_is_there_twice_are_named() -> None:
    problem = checked("label,name\nkh1,x\n\ncn1,y\nKh1,z\n").problems[0]
    assert problem.place is not None
    assert (problem.details["line"], problem.place.line) == (2, 5)
    assert problem.fault == 'label "Kh1" is also on line 2'


def test_a_hundred_panellists_and_one() -> None:
    rows = [f"p{number},name {number}\n" for number in range(101)]
    assert len(roster_of("label,name\n" + "".join(rows[:100])).rows) == 100
    assert at(checked("label,name\n" + "".join(rows)).problems) == [(codes.SESSION_TOO_MANY_SEATS, 102, 1)]


def test_what_is_no_text_is_refused() -> None:
    """Workbooks are named as what they are, and of another encoding the first byte."""
    for data in (b"PK\x03\x04\x14\0\x06\0", b"\xd0\xcf\x11\xe0\xa1\xb1"):
        assert at(checked(data).problems) == [(codes.ROSTER_IS_WORKBOOK, None, None)]
    problem = checked("label,name\na,José\n".encode("cp1252")).problems[0]
    assert (problem.code, problem.remedy) == (codes.NOT_UTF8, "save the file as UTF-8")
    assert problem.details["byte"] == "0xE9"
    assert at([problem]) == [(codes.NOT_UTF8, 2, 6)]
    assert at(checked(codecs.BOM_UTF16_LE + b"a").problems) == [(codes.NOT_TEXT, None, None)]
    assert at(checked(b"label\n" + b"a" * (1 << 20)).problems) == [(codes.TOO_LARGE, None, None)]
    assert at(checked("label" + "," * 100_001).problems) == [(codes.TOO_MANY_VALUES, 1, 100_006)]


def test_what_is_very_long_ends() -> None:
    """What was meant is looked for a few times only, and a part that is no choice ends the reading of a cell."""
    words = " ".join(["odd"] * 20_000)
    with no_hang():
        names = ",".join(f"nam{number}" for number in range(20_000))
        many = checked(f"label,{names}\na\n").problems
        assert at(many[-1:]) == [(codes.MORE_PROBLEMS, None, None)]
        assert [bool(problem.details.get("suggestion")) for problem in many[:-1]] == [True] * 50 + [False] * 450
        assert at(checked(f"label,speaks\na,{words}\n").problems) == [(codes.REPLY_NO_SUCH_CHOICE, 2, 3)]
        assert at(checked(f"label,country\na,{words * 2}\n").problems) == [(codes.REPLY_TOO_LONG, 2, 3)]
        assert at(checked("label,name\na," + '"' * 100_001).problems) == [(codes.ROSTER_OPEN_QUOTE, 2, 3)]


ROWS = [
    ["label", "language", "minutes", "terminal", "name", "country", "country_other", "speaks", "born", "quoted"],
    ["kh1", "km", "2.5", "yes", 'Panellist "B"; the first', "Cambodia", "", "en, fr", "1970-01-02", "anonymous"],
    ["", "", "", "", "", "", "", "", "", ""],
    ["kh2", "ZH", "0", "FALSE", "名字\nzwei", "柬埔寨", "", "Spanish", "", "Without country"],
    ["jp1", "tet", "", "x", "", "other", "Japan", "", "", ""],
]


def written(separator: str, line_end: str = "\n") -> str:
    table = io.StringIO(newline="")
    csv.writer(table, delimiter=separator, lineterminator="\n").writerows(ROWS)
    return table.getvalue().replace("\n", line_end)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_spreadsheets_write_csv_in_many_ways(separator: str, line_end: str, encoding: str) -> None:
    bom = codecs.BOM_UTF16_BE if encoding == "utf-16-be" else b""
    roster = roster_of(bom + written(separator, line_end).encode(encoding))
    assert [(row.label, row.language, row.minutes, row.terminal) for row in roster.rows] == [
        ("kh1", "km", 2.5, True),
        ("kh2", "zh", 0.0, False),
        ("jp1", "tet", None, True),
    ]
    assert roster.rows[0].replies == {
        "name": Answer('Panellist "B"; the first'),
        "country": Answer("kh"),
        "speaks": Answer(["en", "fr"]),
        "born": Answer("1970-01-02"),
        "quoted": Answer("anonymous"),
    }
    assert roster.rows[1].replies == {
        "name": Answer("名字 zwei"),
        "country": Answer("kh"),
        "speaks": Answer(["es"]),
        "quoted": Answer("chatham"),
    }
    assert roster.rows[2].replies == {"country": Answer("other"), "country_other": Answer("Japan")}
    assert [row.who for row in roster.rows] == ['Panellist "B"; the first, Cambodia', "名字 zwei, Cambodia", "Japan"]


def test_yaml_takes_what_replies_take() -> None:
    text = """\
settings: {minutes: 20, speaker: 2.5, order: rotate, consensus: 80, least: 4}
panellists:
  - label: no
    name: "Null"
    country: {value: Cambodia, comment: by birth}
    speaks: [English, fr]
    terminal: true
    minutes: 3
  - label: b
    name: null
    institution: {missing: refused}
    country: {missing: refused, comment: asked twice}
"""
    roster = roster_of(text, "r.yaml")
    assert roster.rules == Start(minutes=20, speaker=2.5, order="rotate", consensus=80, least=4)
    first, second = roster.rows
    assert (first.label, first.terminal, first.minutes) == ("no", True, 3)
    assert first.replies == {
        "name": Answer("Null"),
        "country": Answer("kh", "by birth"),
        "speaks": Answer(["en", "fr"]),
    }
    assert second.replies == {
        "name": Answer("null"),
        "institution": Leave(Missing.REFUSED),
        "country": Leave(Missing.REFUSED, "asked twice"),
    }


def test_without_labels_seats_have_numbers() -> None:
    assert [row.label for row in roster_of("name\nx\n\ny\n").rows] == ["1", "2"]
    assert [row.label for row in roster_of("- {name: x}\n- {name: y}\n", "r.yaml").rows] == ["1", "2"]


def test_the_order_of_columns_and_conditions_does_not_matter() -> None:
    row = roster_of("ministry,label,official\nLabour,a,yes\n").rows[0]
    assert row.replies == {"ministry": Answer("Labour"), "official": Answer("yes")}
    assert row.asked[:3] == ("name", "institution", "country")
    assert "ministry" not in row.asked


def test_what_is_typed_is_read_in_the_language_of_the_session() -> None:
    text = "label,minutes,years\na,٢,３\n"
    assert roster_of(text).rows[0].minutes == 2
    assert roster_of(text).rows[0].replies["years"] == Answer(3)
    assert roster_of("label;minutes\na;2,5\n").rows[0].minutes == 2.5
    assert roster_of("label,country\na,中国\n", language="zh").rows[0].replies["country"] == Answer("cn")


# What is said of a roster that is whole, beside that nobody has said how they may be quoted.
WARNINGS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "one person twice": (
        "label,name,institution,quoted\na,Jane  Doe,ILO,named\nb,jane doe,ilo,named\nc,Jane Doe,FAO,named\n",
        [(codes.ROSTER_SAME_PERSON, '"b" and "a" seem to be the same person')],
    ),
    "no name is no person": ("label,institution,quoted\na,ILO,named\nb,ILO,named\n", []),
    "nobody said how": (
        "label,name\na,x\nb,y\n",
        [(codes.ROSTER_NO_ATTRIBUTION, "no panellist has said how they may be quoted")],
    ),
    "a country of one": (
        "label,country,quoted\na,kh,anonymous\nb,cn,anonymous\nc,cn,anonymous\n",
        [(codes.ROSTER_TELLS_WHO, '"a" is not to be named, but "Cambodia" tells who it is')],
    ),
    "a country of one that is hidden": ("label,country,quoted\na,kh,chatham\n", []),
    "a country of one who is named": ("label,country,quoted\na,kh,named\n", []),
    "the other one is named": (
        "label,country,quoted\na,kh,anonymous\nb,kh,named\n",
        [(codes.ROSTER_TELLS_WHO, '"a" is not to be named, but "Cambodia" tells who it is')],
    ),
    "the other one may be unnamed": ("label,country,quoted\na,kh,anonymous\nb,kh,\n", []),
    "another country of one": (
        "label,country,country_other,quoted\na,other,Japan,anonymous\nb,other,Nepal,chatham\n",
        [(codes.ROSTER_TELLS_WHO, '"a" is not to be named, but "Japan" tells who it is')],
    ),
    "not asked yet": (
        "label,country,quoted\na,kh,\nb,cn,\nc,vn,named\n",
        [
            (
                codes.ROSTER_MAY_TELL_WHO,
                "without a name, these panellists may still be recognized: Cambodia (a); China (b)",
            )
        ],
    ),
    "a terminal without its language": (
        "label,language,terminal,quoted\na,lo,yes,named\nb,lo,no,named\nc,zh-CN,yes,named\n",
        [(codes.ROSTER_TERMINAL_LANGUAGE, "the questionnaire has no texts in Lao")],
    ),
    "control characters": (
        "label,name,quoted\na,Jane\x1b[2J Doe,named\n",
        [(codes.REPLY_TIDIED, 'in the reply to "name": control characters were left out')],
    ),
}


@pytest.mark.parametrize("name", WARNINGS)
def test_a_warning_stops_nothing(name: str) -> None:
    data, expected = WARNINGS[name]
    roster, problems = checked(data)
    assert roster is not None
    assert [problem.severity for problem in problems] == ["warning"] * len(problems)
    assert [(problem.code, problem.fault) for problem in problems] == expected


def test_warnings_wait_until_there_are_no_errors() -> None:
    assert at(checked("label,name\na,x\na,x\n").problems) == [(codes.ROSTER_LABEL_TWICE, 3, 1)]


_NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_-]{0,11}", fullmatch=True) | st.sampled_from(
    ["label", "language", "minutes", "terminal", "null", "true", "no", "_"]
)
_TEXTS = st.text(max_size=30) | st.sampled_from(
    ["a: b # c", "- x", "\u2028x", "\x85y\r\nz", "\x1b]0;x\x07", "${", "' \" |"]
)
_TAGS = st.dictionaries(st.sampled_from(["en", "zh", "lo"]), _TEXTS, min_size=1)


def _question(name: str, kind: int, label: Any, choices: list[Any]) -> Any:
    listed = ChoiceList(Choice(code=f"c{number}", label=text) for number, text in enumerate(choices, 1))
    match kind:
        case 0:
            return TextQuestion(name=name, label=label, read_only=len(name) % 2 == 0)
        case 1:
            return SelectOne(name=name, label=label, choices=listed, or_other=True)
        case 2:
            return SelectMultiple(name=name, label=label, choices=listed)
        case 3:
            return Note(name=name, label=label)
        case 4:
            return Repeat(name=name, label=label, questions=(Integer(name=f"{name}-in-it", label=label),))
        case _:
            return Integer(name=name, label=label)


_QUESTIONS = st.lists(
    st.tuples(_NAMES, st.integers(0, 5), _TEXTS | _TAGS, st.lists(_TEXTS | _TAGS, min_size=1, max_size=3)),
    min_size=1,
    max_size=6,
    unique_by=lambda each: each[0],
)


@with_examples(60)
@given(
    _QUESTIONS, _TEXTS, st.sampled_from(["r.csv", "r.tsv", "r.yaml", "r.json", "R.YML"]), st.sampled_from(["en", "zh"])
)
def test_a_new_roster_lacks_nothing_but_its_cells(questions: Any, title: str, file: str, language: str) -> None:
    about = Group(name="about-all", questions=tuple(_question(*each) for each in questions))
    panel = Questionnaire(
        id="p", version="1", title=title, respondent=(questions[0][0],), questions=(about, Integer(name="put-to-all"))
    )
    text = new_roster(panel, Words(language, "en"), file)
    assert at(checked(text, file, questionnaire=panel).problems) == [(codes.ROSTER_EMPTY, None, None)]
    if file.endswith((".csv", ".tsv")):
        filled = text + "kh1\n"
    else:
        filled = text.replace('"label": null', '"label": "kh1"').replace("- label:", "- label: kh1", 1)
    assert [row.label for row in roster_of(filled, file, questionnaire=panel).rows] == ["kh1"]


_CELLS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('",;\t\n' + string.ascii_letters), max_size=12
)


@with_examples(100)
@given(st.lists(_CELLS, min_size=1, max_size=5), st.sampled_from([",", ";", "\t"]), st.sampled_from(["\n", "\r\n"]))
def test_every_cell_comes_back_as_it_was_written(cells: list[str], separator: str, line_end: str) -> None:
    table = io.StringIO(newline="")
    writer = csv.writer(table, delimiter=separator, lineterminator=line_end)
    writer.writerow(["label", "name", "institution"])
    writer.writerows([f"p{number}", cell, "x"] for number, cell in enumerate(cells))
    read = read_roster(table.getvalue().encode(), "r.csv", form_of(PANEL))
    assert read.problems == []
    assert read.table is not None
    assert [row.cells["name"].raw for row in read.table.rows] == cells
    for row in read.table.rows:
        place = row.cells["institution"].place
        assert place.line_text is not None
        assert place.line_text[(place.column or 1) - 1] == "x"


_PIECES = st.sampled_from(
    [
        "label", "language", "minutes", "terminal", "name", "country", "country_other", "speaks", "born", "years",
        "official", "ministry", "quoted", "children", "age", "welcome", "useful", "settings", "panellists", "kh",
        "en", "other", "yes", "named", "anonymous", "missing", "refused", "value", "comment", "x", "1", "0.5", "-",
        "- ", "  ", ": ", ":", ",", ";", "\t", "\n", "\r\n", '"', "'", "[", "]", "{", "}", "null", "~", "\0", "\x1b[0m",
        "\ufeff", "é",
    ]
)  # fmt: skip
_LINES = st.lists(_PIECES, max_size=60).map("".join)
_FILES = st.sampled_from(["r.csv", "r.yaml", "r.json"])


@with_examples(150)
@given(_LINES | st.text(max_size=40), st.binary(max_size=3), st.sampled_from(["utf-8", "utf-16", "latin-1"]), _FILES)
def test_whatever_is_in_a_file_is_a_roster_or_has_problems(text: str, more: bytes, encoding: str, file: str) -> None:
    roster, problems = checked(text.encode(encoding, "replace") + more, file)
    assert (roster is None) == any(problem.severity == "error" for problem in problems)
    for problem in problems:
        assert problem.fault
        assert problem.place is not None
        assert problem.place.file == file
    if roster is not None:
        assert len({row.label.casefold() for row in roster.rows}) == len(roster.rows) > 0
