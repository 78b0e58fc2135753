"""Every figure of a data set, against the same figures computed in R."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sstc_survey.questionnaire import (
    AnyEntry,
    Choice,
    ChoiceList,
    Date,
    Decimal,
    Integer,
    Questionnaire,
    Range,
    Rank,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)
from sstc_survey.response import QuestionnaireRef, Status
from sstc_survey.tally import (
    ChoiceFigures,
    DateFigures,
    NumberFigures,
    RankFigures,
    ScaleFigures,
    Tally,
    figures_of_question,
    states_of,
)

TOWN = Path(__file__).parents[1] / "golden" / "statistics" / "town"
PLAIN: dict[str, type[Integer | Decimal | Date | TextQuestion]] = {
    "integer": Integer,
    "decimal": Decimal,
    "date": Date,
    "text": TextQuestion,
}
CHOOSING: dict[str, type[SelectOne | SelectMultiple | Rank]] = {
    "select_one": SelectOne,
    "select_multiple": SelectMultiple,
    "rank": Rank,
}
WAVES = [("records.jsonl", "questions.json"), ("records_wave2.jsonl", "questions_wave2.json")]


class Line(msgspec.Struct):
    """One interview of the data set."""

    id: str
    answers: dict[str, Any]
    missing: dict[str, str]
    language: str = "en"
    started: str = "2024-12-01T09:00:00+01:00"
    finished: str | None = None
    comments: dict[str, str] = {}
    position: str | None = None
    status: Status = Status.COMPLETE
    questionnaire: QuestionnaireRef = QuestionnaireRef("town", "1", "0" * 64)


def read_json(name: str) -> Any:
    return json.loads((TOWN / name).read_text(encoding="utf-8"))


def entry(row: dict[str, Any]) -> AnyEntry:
    if row["type"] in PLAIN:
        return PLAIN[row["type"]](name=row["name"], label=row["label"])
    if row["type"] == "range":
        return Range(name=row["name"], label=row["label"], **row["parameters"])
    choices = ChoiceList(Choice(code=choice["name"], label=choice["label"]) for choice in row["choices"])
    return CHOOSING[row["type"]](name=row["name"], label=row["label"], choices=choices)


def town() -> Questionnaire:
    rows = read_json("questionnaire.json")["questions"]
    return Questionnaire(id="town", version="1", title="Town", questions=tuple(map(entry, rows)))


QUESTIONS = [leaf.name for leaf in town().leaves()]


def tally_of_wave(responses: str) -> Tally:
    tally = Tally(town())
    for line in (TOWN / responses).read_bytes().splitlines():
        tally.add(msgspec.json.decode(line, type=Line))
    return tally


@pytest.fixture(scope="module", params=WAVES, ids=["wave 1", "wave 2"])
def wave(request: pytest.FixtureRequest) -> tuple[Tally, dict[str, Any]]:
    responses, expected = request.param
    return tally_of_wave(responses), read_json(f"expected/{expected}")


def close(expected: float | None) -> Any:
    return None if expected is None else pytest.approx(expected, rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("name", QUESTIONS)
def test_bases(wave: tuple[Tally, dict[str, Any]], name: str) -> None:
    tally, expected = wave
    states = states_of(tally.questions[name], tally.interviews)
    bases = expected["questions"][name]["bases"]
    assert {key: getattr(states, key) for key in bases} == bases
    assert states.not_reached == 0


@pytest.mark.parametrize("name", QUESTIONS)
def test_figures(wave: tuple[Tally, dict[str, Any]], name: str) -> None:
    tally, expected = wave
    row = expected["questions"][name]
    found, set_aside = figures_of_question(tally.questions[name])
    assert set_aside.total == 0
    assert not tally.removed
    match found:
        case NumberFigures():
            check_numbers(found, row["numeric"])
        case ScaleFigures():
            check_numbers(found.numbers, row["numeric"])
            check_scale(found, row["steps"])
        case RankFigures():
            check_ranks(found, row["rank"])
        case DateFigures():
            dates = row["dates"] if "dates" in row else row["date"]
            assert (found.n, found.first, found.last) == (dates["n"], dates["earliest"], dates["latest"])
            assert found.median == dates["median_low"]
            assert dict(found.months) == dates["by_month"]
        case None:
            texts = [quotation.answers[name] for quotation in tally.quotations if name in quotation.answers]
            assert (len(texts), len(set(map(str, texts)))) == (row["text"]["n"], row["text"]["distinct"])
        case _:
            assert isinstance(found, tuple)
            check_choices(found, row)


def check_numbers(found: NumberFigures, expected: dict[str, Any]) -> None:
    for key, value in expected.items():
        assert getattr(found, key) == close(value), key


def check_scale(found: ScaleFigures, steps: dict[str, Any]) -> None:
    assert [f"{row.value:g}" for row in found.values] == list(steps)
    for row in found.values:
        expected = steps[f"{row.value:g}"]
        assert (row.n, row.percent_answered) == (expected["count"], close(expected["pct_answered"]))


def check_ranks(found: RankFigures, expected: dict[str, Any]) -> None:
    assert [choice.code for choice in found.choices] == list(expected["items"])
    for choice in found.choices:
        item = expected["items"][choice.code]
        assert (choice.n, choice.first, choice.borda) == (item["n_ranked"], item["first_count"], item["borda"])
        assert choice.mean_rank == close(item["mean_rank"])
        assert choice.percent_answered == close(item["first_pct"])
        assert choice.borda_per_answered == close(item["borda_per_answered"])
        assert {str(place): n for place, n in enumerate(choice.places, 1)} == item["at_rank"]


def check_choices(found: tuple[ChoiceFigures, ...], row: dict[str, Any]) -> None:
    assert [choice.code for choice in found] == list(row["choices"])
    for choice in found:
        expected = row["choices"][choice.code]
        assert choice.n == expected["count"]
        assert choice.percent_answered == close(expected["pct_answered"])
        assert choice.percent_asked == close(expected["pct_asked"])
        assert choice.percent_mentions == close(expected.get("pct_mentions"))
        assert choice.interval_answered == tuple(map(close, expected["wilson95_pct_answered"]))
