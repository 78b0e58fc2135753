"""No figure depends on a value that its respondent hides: a summary is the same whatever that value is.

Where nobody hides anything, each of these summaries differs: so they would tell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Program

QUESTIONNAIRE = """\
id: values
version: "1"
title: Values
respondent: [name]
attribution: {question: how, hides: {open: [], closed: [name, age, born, at, rate, spell, member_age, land]}}
questions:
  - {name: name, type: text, label: Name?}
  - {name: how, type: select_one, label: How?, choices: {open: Open, closed: Closed}}
  - {name: land, type: select_one, label: Land?, choices: {kh: Cambodia, la: Lao PDR}}
  - {name: age, type: integer, label: Age?, bands: [0-199, 200+]}
  - {name: born, type: date, label: Born?, bands: [1990, 2000+]}
  - {name: at, type: time, label: At?}
  - {name: rate, type: range, label: Rate?, start: 1, end: 5}
  - {name: spell, type: decimal, label: Spell?}
  - {name: years, type: integer, label: Years?}
  - {name: words, type: text, label: Words?}
  - {name: dear, type: calculate, calculation: "concat('Dear ', ${name})"}
  - {name: older, type: calculate, calculation: "${age} + 1"}
  - {name: total, type: calculate, calculation: "sum(${member_age})"}
  - name: member
    type: repeat
    label: Member
    questions:
      - {name: member_age, type: integer, label: Age?}
      - {name: sex, type: select_one, label: Sex?, choices: {f: F, m: M}}
"""
# Two values each, on the same side of every condition and in the same band.
HIDDEN: list[dict[str, object]] = [
    {"name": "Ann", "age": 771, "born": "2001-02-03", "at": "03:10", "rate": 5, "spell": 0.5, "member": (661, 662)},
    {"name": "Bea", "age": 250, "born": "2013-12-12", "at": "23:50", "rate": 1, "spell": 99.25, "member": (340, 9)},
]
# What is not shown singly of those who hide an answer that is read.
GUARDED: list[dict[str, object]] = [{"years": 8, "words": "one"}, {"years": 95, "words": "two"}]

PLAIN = [
    [],
    ["--intervals"],
    ["--box", "top2", "--box", "bottom2"],
    ["--by", "how", "--mean", "age", "--mean", "rate", "--mean", "older", "--test", "columns", "--min-base", "2"],
    ["--by", "how", "--box", "top2", "--percent", "row"],
    ["--by", "sex", "--mean", "member_age", "--intervals"],
    ["--by", "language", "--where", "${how} != ''"],
]
READING = [
    ["--by", "land", "--mean", "years"],
    ["--by", "age,born"],
    ["--by", "age", "--bands", "age=0-99,100+"],
    ["--by", "at", "--bands", "at=00:00-12:00,12:01+"],
    ["--by", "spell", "--bands", "spell=0+", "--test", "chi2"],
    ["--by", "rate", "--box", "top2"],
    ["--by", "older,total,dear"],
    ["--by", "how", "--where", "${age} > 1 or ${older} > 1"],
    ["--where", "${name} != ''"],
    ["--any", "aged=${member_age} > 1", "--by", "aged,sex"],
    ["--by", "member_age", "--bands", "member_age=0-99,100+", "--mean", "years"],
]
FORMATS = ["table", "json", "csv", "markdown", "svg"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all tests save responses in, once for all of them."""
    return tmp_path_factory.mktemp("values")


def reply(number: int, which: int, *, hides: bool, guarded: int) -> dict[str, object]:
    """Return the answers of one respondent: every thirteenth has the values that may be hidden."""
    values: dict[str, object] = {
        "name": f"P{number}",
        "age": 30 + number,
        "born": f"1990-01-{1 + number:02}",
        "at": "09:00",
        "rate": 1 + number % 5,
        "spell": number / 8,
        "years": number % 6,
        "words": f"w{number}",
        "member": (20 + number, 7),
    }
    is_hidden = number % 13 == 0
    if is_hidden:
        values |= {**HIDDEN[which], **GUARDED[guarded]}
    ages = values["member"]
    assert isinstance(ages, tuple)
    return {
        **values,
        "how": "closed" if is_hidden and hides else "open",
        "land": ("kh", "la")[number % 2],
        "member": [{"member_age": age, "sex": sex} for age, sex in zip(ages, "fm", strict=True)],
    }


def places(program: Program, folder: Path, options: list[str], *, hides: bool) -> Iterator[Path]:
    """Yield the folder with one of the values of those who hide them, and that with the other."""
    for which in (0, 1):
        guarded = which if options in READING else 0
        place = folder / f"{'closed' if hides else 'open'}{which}{guarded}"
        if not place.exists():
            replies = [reply(number, which, hides=hides, guarded=guarded) for number in range(26)]
            lines = folder / f"{place.name}.jsonl"
            lines.write_text("".join(f"{json.dumps(each)}\n" for each in replies), encoding="utf-8")
            (folder / "values.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
            made = program("run", str(folder / "values.yaml"), "--replies", str(lines), "--answers", str(place))
            assert made.code == 0, made.err
        yield place


def summaries(
    program: Program, folder: Path, options: list[str], output_format: str = "json", *, hides: bool
) -> list[str]:
    """Return the summary with one of the values of those who hide them, and with the other."""
    found = []
    for place in places(program, folder, options, hides=hides):
        outcome = program("summarize", str(place), "--format", output_format, "--all", *options)
        assert outcome.code == 0, outcome.err
        found.append(outcome.out)
    return found


def reports(program: Program, folder: Path, options: list[str], ending: str, *, hides: bool) -> list[bytes]:
    """Return the report with one of the values of those who hide them, and with the other."""
    found = []
    for place in places(program, folder, options, hides=hides):
        path = folder / f"{place.name}.{ending}"
        outcome = program("report", str(place), "--all", "--output", str(path), *options)
        assert outcome.code == 0, outcome.err
        found.append(path.read_bytes())
    if hides and found[0] != found[1]:
        made = [program("report", str(place)).out for place in places(program, folder, options, hides=hides)]
        if len({re.search("Dates:.*", text)[0] for text in made}) > 1:  # type: ignore[index]  # every report has them
            pytest.skip("a day has ended between the interviews of one and of the other")
    return found


@pytest.mark.parametrize("options", [*PLAIN, *READING], ids=" ".join)
def test_a_summary_is_the_same_whatever_is_hidden(program: Program, folder: Path, options: list[str]) -> None:
    one, other = summaries(program, folder, options, hides=True)
    assert json.loads(one)["interviews"] == 26
    assert one == other
    shown, otherwise = summaries(program, folder, options, hides=False)
    assert shown != otherwise


@pytest.mark.parametrize("output_format", FORMATS)
@pytest.mark.parametrize("options", [PLAIN[4], READING[1]], ids=" ".join)
def test_so_is_every_format(program: Program, folder: Path, options: list[str], output_format: str) -> None:
    one, other = summaries(program, folder, options, output_format, hides=True)
    assert one == other
    shown, otherwise = summaries(program, folder, options, output_format, hides=False)
    assert shown != otherwise


@pytest.mark.parametrize("options", [*PLAIN, *READING], ids=" ".join)
def test_a_report_is_the_same_whatever_is_hidden(program: Program, folder: Path, options: list[str]) -> None:
    one, other = reports(program, folder, options, "md", hides=True)
    assert one == other
    shown, otherwise = reports(program, folder, options, "md", hides=False)
    assert shown != otherwise


@pytest.mark.parametrize("ending", ["html", "docx"])
@pytest.mark.parametrize("options", [PLAIN[4], READING[1]], ids=" ".join)
def test_so_is_every_format_of_it(program: Program, folder: Path, options: list[str], ending: str) -> None:
    one, other = reports(program, folder, options, ending, hides=True)
    assert one == other
    shown, otherwise = reports(program, folder, options, ending, hides=False)
    assert shown != otherwise
