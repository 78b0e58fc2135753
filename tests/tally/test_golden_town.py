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
    SelectMultiple,
    SelectOne,
    TextQuestion,
)
from sstc_survey.response import QuestionnaireRef, Status
from sstc_survey.tally import Tally
from sstc_survey.tally.figures import ChoiceFigures, DateFigures, figures, states_of
from sstc_survey.tally.numbers import NumberFigures

TOWN = Path(__file__).parents[1] / "golden" / "statistics" / "town"
# Types that questionnaires do not have yet.
NOT_YET = {"satisfaction": "range", "priorities": "rank"}
PLAIN: dict[str, type[Integer | Decimal | Date | TextQuestion]] = {
    "integer": Integer,
    "decimal": Decimal,
    "date": Date,
    "text": TextQuestion,
}
SELECTS: dict[str, type[SelectOne | SelectMultiple]] = {"select_one": SelectOne, "select_multiple": SelectMultiple}
WAVES = [("records.jsonl", "questions.json"), ("records_wave2.jsonl", "questions_wave2.json")]


class Line(msgspec.Struct):
    """One interview of the data set."""

    id: str
    answers: dict[str, Any]
    missing: dict[str, str]
    comments: dict[str, str] = {}
    status: Status = Status.COMPLETE
    questionnaire: QuestionnaireRef = QuestionnaireRef("town", "1", "0" * 64)


def read_json(name: str) -> Any:
    return json.loads((TOWN / name).read_text(encoding="utf-8"))


def entry(row: dict[str, Any]) -> AnyEntry:
    if row["type"] in PLAIN:
        return PLAIN[row["type"]](name=row["name"], label=row["label"])
    choices = ChoiceList(Choice(code=choice["name"], label=choice["label"]) for choice in row["choices"])
    return SELECTS[row["type"]](name=row["name"], label=row["label"], choices=choices)


def town() -> Questionnaire:
    rows = [row for row in read_json("questionnaire.json")["questions"] if row["name"] not in NOT_YET]
    return Questionnaire(id="town", version="1", title="Town", questions=tuple(map(entry, rows)))


QUESTIONS = [leaf.name for leaf in town().leaves()]


def tally_of_wave(records: str) -> Tally:
    tally = Tally(town())
    for line in (TOWN / records).read_bytes().splitlines():
        tally.add(msgspec.json.decode(line, type=Line))
    return tally


@pytest.fixture(scope="module", params=WAVES, ids=["wave 1", "wave 2"])
def wave(request: pytest.FixtureRequest) -> tuple[Tally, dict[str, Any]]:
    records, expected = request.param
    return tally_of_wave(records), read_json(f"expected/{expected}")


def close(expected: float | None) -> Any:
    return None if expected is None else pytest.approx(expected, rel=1e-8, abs=1e-9)


def test_what_is_skipped_is_of_a_type_that_does_not_exist_yet() -> None:
    types = {row["name"]: row["type"] for row in read_json("questionnaire.json")["questions"]}
    assert {name: kind for name, kind in types.items() if kind not in {*PLAIN, *SELECTS}} == NOT_YET


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
    found, set_aside = figures(tally.questions[name])
    # The only answers that do not fit are to the questions of types that do not exist yet.
    assert set_aside.total == 0
    assert set(tally.removed) == set(NOT_YET)
    if isinstance(found, NumberFigures):
        for key in NumberFigures.__struct_fields__:
            assert getattr(found, key) == close(row["numeric"][key]), key
    elif isinstance(found, DateFigures):
        dates = row["dates"] if "dates" in row else row["date"]
        assert (found.n, found.first, found.last) == (dates["n"], dates["earliest"], dates["latest"])
        assert dict(found.months) == dates["by_month"]
    elif found is None:
        texts = [voice.answers[name] for voice in tally.voices if name in voice.answers]
        assert (len(texts), len(set(map(str, texts)))) == (row["text"]["n"], row["text"]["distinct"])
    else:
        check_choices(found, row)


def check_choices(found: tuple[ChoiceFigures, ...], row: dict[str, Any]) -> None:
    assert [choice.code for choice in found] == list(row["choices"])
    for choice in found:
        wanted = row["choices"][choice.code]
        assert choice.n == wanted["count"]
        assert choice.percent_answered == close(wanted["pct_answered"])
        assert choice.percent_asked == close(wanted["pct_asked"])
        assert choice.percent_mentions == close(wanted.get("pct_mentions"))
