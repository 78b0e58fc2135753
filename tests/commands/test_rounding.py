"""Figures are rounded once, half away from zero, on their exact value: every case of the golden set, in every format.

What a command can be given through files goes through them, means and the like; the shares, some of a million
interviews, are counted into a tally.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from sstc_survey.questionnaire import Choice, ChoiceList, Questionnaire, SelectOne
from sstc_survey.reports.rounding import as_given, percentage, two_decimals
from sstc_survey.reports.summary import Files, Summary, SummaryFormat, SummaryOptions, summary_of, write_summary
from sstc_survey.response import Event, EventKind, Mode, QuestionnaireRef, Response, Status
from sstc_survey.storage import encode, file_name, save_copy
from sstc_survey.tally import Tally

Cases: TypeAlias = dict[str, list[dict[str, Any]]]

GOLDEN = Path(__file__).parents[1] / "golden" / "statistics"
# What a case says, by the figure in JSON and CSV.
SHOWN = {"means": {"show": "mean"}, "sds": {"show": "sd"}, "quartiles": {}, "min_max": {}}
# How many figures a case has
FIGURES = {"means": 1, "sds": 1, "quartiles": 3, "min_max": 2}
NAMES = {"mean": "mean", "sd": "SD", "q1": "Q1", "median": "median", "q3": "Q3", "min": "min", "max": "max"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "cases" in metafunc.fixturenames:
        paths = sorted(Path(metafunc.config.getoption("golden") or GOLDEN).rglob("rounding/cases.json"))
        cases = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
        metafunc.parametrize("cases", cases, ids=[path.parents[1].name for path in paths])


def expected_figures(cases: Cases) -> Iterator[tuple[str, str, str]]:
    """Yield each figure of the golden set that the answers to one question give: its question, its name, itself."""
    number = 0
    for kind, names in SHOWN.items():
        for case in cases[kind]:
            for key, shown in case.items():
                if key in ("show", "q1", "median", "q3", "min", "max"):
                    yield f"q{number}", names.get(key, key), "\u2013" if shown is None else shown
            number += 1


@pytest.fixture
def numbers(tmp_path: Path, cases: Cases) -> None:
    """Put the numbers of the cases into responses: a question for each case, an interview for each of its numbers."""
    numbers = [case for kind in SHOWN for case in cases[kind]]
    folder = tmp_path / "answers" / "numbers"
    folder.mkdir(parents=True)
    questions = "\n".join(f"  - {{name: q{number}, type: decimal, label: Q}}" for number in range(len(numbers)))
    written = f'id: numbers\nversion: "1"\ntitle: Numbers\nquestions:\n{questions}\n'
    reference = QuestionnaireRef("numbers", "1", str(save_copy(str(folder), written.encode())))
    for row in range(max(len(case["values"]) for case in numbers)):
        answers = {
            f"q{number}": json.loads(case["values"][row])
            for number, case in enumerate(numbers)
            if row < len(case["values"])
        }
        said = [
            Event(seq, seq * 1000, EventKind.ANSWER, {"name": name, "value": value})
            for seq, (name, value) in enumerate(answers.items(), 2)
        ]
        response = Response(
            id=f"01570000-0000-7000-8000-{row:012}",
            questionnaire=reference,
            status=Status.COMPLETE,
            language="en",
            mode=Mode.PLAIN,
            started="2016-09-07T09:00:00+07:00",
            finished="2016-09-07T09:10:00+07:00",
            answers=answers,
            missing={},
            comments={},
            events=[Event(1, 0, EventKind.START, {}), *said],
        )
        data = encode(response)
        assert isinstance(data, bytes)
        (folder / file_name(response.id)).write_bytes(data)


@pytest.mark.usefixtures("numbers")
@pytest.mark.parametrize("output_format", ["table", "markdown", "svg"])
def test_numbers_on_a_page(program: Callable[..., Any], output_format: str, cases: Cases) -> None:
    out = program("summarize", "--format", output_format).out.replace("&#160;", " ").replace("\\", "")
    text = " ".join(re.sub("<[^>]*>", "", out).split())
    parts = re.split(r"\b(q\d+) · asked", text)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    for question, figure, shown in expected_figures(cases):
        assert re.search(rf"· {NAMES[figure]} (\S+)", found[question])[1] == shown, (question, figure)  # type: ignore[index]


@pytest.mark.usefixtures("numbers")
def test_numbers_in_a_data_frame_and_for_programs(program: Callable[..., Any], cases: Cases) -> None:
    rows = list(csv.DictReader(io.StringIO(program("summarize", "--format", "csv").out)))
    found = {(row["question"], row["figure"]): row["shown"] for row in rows}
    document = json.loads(program("summarize", "--format", "json").out)
    numbers = {each["name"]: each["numbers"] for each in document["questions"]}
    compared = 0
    for question, figure, shown in expected_figures(cases):
        assert found[question, figure] == shown
        # JSON has the double that is nearest to the exact figure.
        value = numbers[question][figure]
        assert (as_given(value) if figure in ("min", "max") else two_decimals(value)) == shown
        compared += 1
    assert compared == sum(len(cases[kind]) * count for kind, count in FIGURES.items()) > 0


def shares_summary(shares: list[dict[str, Any]]) -> Summary:
    """Return a summary of a question for each share, answered by as many as its base."""
    choices = ChoiceList([Choice(code="some", label="some"), Choice(code="rest", label="rest")])
    questions = tuple(SelectOne(name=f"q{number}", label="Q", choices=choices) for number in range(len(shares)))
    tally = Tally(Questionnaire(id="shares", version="1", title="Shares", questions=questions))
    tally.interviews = max(case["base"] for case in shares)
    for number, case in enumerate(shares):
        question = tally.questions[f"q{number}"]
        question.answered = case["base"]
        question.counts.update(some=case["count"], rest=case["base"] - case["count"])
    return summary_of(tally, QuestionnaireRef("shares", "1", "0" * 64), Files(), SummaryOptions("en"))


@pytest.mark.parametrize("output_format", list(SummaryFormat))
def test_shares(output_format: SummaryFormat, cases: Cases) -> None:
    shares = cases["shares"]
    stream = io.StringIO()
    write_summary(shares_summary(shares), output_format, stream)
    written, expected = stream.getvalue(), [f"{case['show']}%" for case in shares]
    match output_format:
        case SummaryFormat.CSV:
            rows = csv.DictReader(io.StringIO(written))
            found = [row["shown"] for row in rows if (row["figure"], row["code"]) == ("percent_answered", "some")]
        case SummaryFormat.JSON:
            # In full precision: 100 times the count, divided once.
            found = [question["choices"][0]["percent_answered"] for question in json.loads(written)["questions"]]
            assert found == [100 * case["count"] / case["base"] for case in shares]
            return
        case _:
            page = re.sub("<text[^>]*>|</text>", "", written) if output_format is SummaryFormat.SVG else written
            page = page.replace("&#160;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("\\", "")
            found = re.findall(r"([<>]?\d+\.\d%)[^\n]* some\b", page)
    assert found == expected


def test_the_golden_numbers(cases: Cases) -> None:
    for case in cases["shares"]:
        assert percentage(case["count"], case["base"]) == f"{case['show']}%"
    for case in cases["numbers"]:
        assert two_decimals(Fraction(case["value"])) == two_decimals(float(case["value"])) == case["show_2"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "\u2013"), (12.05, "12.05"), (-0.0, "0"), (1e22, "1" + "0" * 22), (1e-7, "0.0000001"), (3.0, "3")],
)
def test_what_was_an_answer_is_shown_as_given(value: float | None, shown: str) -> None:
    assert as_given(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "\u2013"),
        (-0.004, "0.00"),
        (-0.005, "-0.01"),
        (Fraction(1, 200), "0.01"),
        (7, "7.00"),
        (1e18, f"{10**18}.00"),
    ],
)
def test_what_was_calculated_has_two_decimals(value: Fraction | float | None, shown: str) -> None:
    assert two_decimals(value) == shown


def test_without_a_base_there_is_no_share() -> None:
    assert percentage(0, 0) == "\u2013"
