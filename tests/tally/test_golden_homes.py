"""The figures of a repeat, against the same figures computed in R."""

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
    Decimal,
    Integer,
    Questionnaire,
    Repeat,
    SelectMultiple,
    SelectOne,
)
from sstc_survey.response import QuestionnaireRef, Status
from sstc_survey.tally import NumberFigures, Tally, figures_of_repeat, states_of, states_of_repeat

HOMES = Path(__file__).parents[1] / "golden" / "statistics" / "homes"
EXPECTED: dict[str, Any] = json.loads((HOMES / "expected" / "repeats.json").read_text(encoding="utf-8"))


class Line(msgspec.Struct):
    """One interview of the data set."""

    id: str
    status: Status
    answers: dict[str, Any]
    missing: dict[str, str]
    position: str | None = None
    language: str = "en"
    started: str = "2024-12-01T09:00:00+01:00"
    finished: str | None = None
    comments: dict[str, str] = {}
    questionnaire: QuestionnaireRef = QuestionnaireRef("homes", "1", "0" * 64)


def entry(row: dict[str, Any]) -> AnyEntry:
    about = {"name": row["name"], "label": row["label"], "relevant": row.get("relevant")}
    if row["type"] == "repeat":
        return Repeat(**about, questions=tuple(map(entry, row["questions"])))
    if row["type"] in ("integer", "decimal"):
        return (Integer if row["type"] == "integer" else Decimal)(**about)
    choices = ChoiceList(Choice(code=choice["name"], label=choice["label"]) for choice in row["choices"])
    return (SelectOne if row["type"] == "select_one" else SelectMultiple)(**about, choices=choices)


@pytest.fixture(scope="module")
def homes() -> Tally:
    """Tally the households, also those that were broken off."""
    rows = json.loads((HOMES / "questionnaire.json").read_text(encoding="utf-8"))["questions"]
    tally = Tally(Questionnaire(id="homes", version="1", title="Homes", questions=tuple(map(entry, rows))))
    for line in (HOMES / "records.jsonl").read_bytes().splitlines():
        tally.add(msgspec.json.decode(line, type=Line))
    return tally


def test_states_of_the_repeat(homes: Tally) -> None:
    found, set_aside = figures_of_repeat(homes.repeats["member"])
    states = states_of_repeat(homes.repeats["member"], homes.interviews)
    assert not set_aside.total
    assert (states.interviews, found.total) == (EXPECTED["households"], EXPECTED["members"])
    assert EXPECTED["states"] == {
        "with_members": found.with_instances,
        "none": found.none,
        "not_asked": states.not_asked,
        "not_reached": states.not_reached,
    }
    assert found.sizes == EXPECTED["sizes"]


@pytest.mark.parametrize(
    ("key", "figures"),
    [("members_per_household", "numbers"), ("members_per_household_with_any", "numbers_with_any")],
)
def test_members_per_household(homes: Tally, key: str, figures: str) -> None:
    found = getattr(figures_of_repeat(homes.repeats["member"])[0], figures)
    assert isinstance(found, NumberFigures)
    for name, value in EXPECTED[key].items():
        assert getattr(found, name) == pytest.approx(value, rel=1e-9), name


@pytest.mark.parametrize("name", EXPECTED["questions"])
def test_bases_are_members(homes: Tally, name: str) -> None:
    bases = EXPECTED["questions"][name]["bases"]
    states = states_of(homes.questions[name], homes.interviews, homes.repeats["member"])
    assert {"members": states.instances, **{key: getattr(states, key) for key in list(bases)[1:]}} == bases
