"""What sound questionnaires become, whatever older readers of YAML would make of their scalars."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sstc_survey.parsing import parse_questionnaire, yaml_nodes
from sstc_survey.questionnaire import (
    Acknowledge,
    Calculate,
    Choice,
    ChoiceList,
    Date,
    DateTime,
    Decimal,
    Duration,
    End,
    Group,
    Hidden,
    Integer,
    Note,
    Questionnaire,
    Range,
    Rank,
    Repeat,
    SelectMultiple,
    SelectOne,
    Start,
    TextQuestion,
    Time,
    Today,
    Username,
)

FOLDER = Path(__file__).parents[1] / "questionnaires"
MINIATURES = sorted(FOLDER.glob("*.yaml"))


@pytest.fixture(params=["libyaml", "python"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read everything with each of the two parsers."""
    if request.param == "python":
        monkeypatch.setattr(yaml, "__with_libyaml__", False)
        monkeypatch.setattr(yaml_nodes, "_Parser", yaml_nodes._PythonParser)


def read(name: str) -> Questionnaire:
    parsed = parse_questionnaire((FOLDER / name).read_bytes(), name)
    assert parsed.problems == []
    assert parsed.questionnaire is not None
    return parsed.questionnaire


@pytest.mark.parametrize("path", MINIATURES, ids=[path.stem for path in MINIATURES])
def test_miniature_is_sound(path: Path) -> None:
    assert read(path.name).id == path.stem


def test_every_type() -> None:
    questionnaire = read("every-type.yaml")
    assert questionnaire.version == "1.0"
    assert questionnaire.questions == (
        Note(name="welcome", label="Welcome", hint="Take your time"),
        Acknowledge(name="agreed", label="You may stop at any time", required=True),
        SelectMultiple(
            name="media",
            label="Which media?",
            choices=(  # type: ignore[arg-type]
                Choice(code="radio", label="Radio"),
                Choice(code="tv", label="Television"),
                Choice(code="none", label="None of these", exclusive=True),
            ),
            or_other=True,
            comment=True,
            appearance="list",
            min_selected=0,
            max_selected=2,
        ),
        SelectOne(
            name="sex",
            label="Are you a woman or a man?",
            choices=(Choice(code="f", label="A woman"), Choice(code="m", label="A man")),  # type: ignore[arg-type]
            appearance="autocomplete",
            dont_know=False,
        ),
        TextQuestion(name="name", label="Your name"),
        Integer(name="age", label="Your age", min=0, max=120, refused=False),
        Decimal(name="share", label="Which share", min=0.0, max=99.5),
        Date(name="since", label="Since when", min="1949-10-01", max="2016-09-07"),
        Group(name="end", questions=(TextQuestion(name="remarks", label="Anything else", multiline=True),)),
    )


def test_logic() -> None:
    """The parts of the model that only such questionnaires have, key by key."""
    questionnaire = read("logic.yaml")
    by_name = {entry.name: entry for entry in questionnaire.questions}
    assert questionnaire.choices["districts"] == (
        Choice(code="d1", label="First", columns={"province": "p1", "size": "1"}),
        Choice(code="d2", label="Second", columns={"province": "p1", "size": "2"}),
        Choice(code="d3", label="Third", columns={"province": "p2", "size": "1"}),
    )
    assert [by_name[name] for name in ("begun", "day", "asker", "panel", "adult", "names", "ended", "took")] == [
        Start(name="begun"),
        Today(name="day"),
        Username(name="asker"),
        Hidden(name="panel", default="B"),
        Calculate(name="adult", calculation="${age} >= 18"),
        Hidden(name="names", calculation="join(', ', ${first})"),
        End(name="ended"),
        Duration(name="took"),
    ]
    assert by_name["province"] == SelectOne(
        name="province",
        label="Province",
        choices=(Choice(code="p1", label="One"), Choice(code="p2", label="Two")),  # type: ignore[arg-type]
        randomize=True,
        seed="42",
    )
    assert by_name["district"] == SelectOne(
        name="district",
        label="District",
        choices=ChoiceList(questionnaire.choices["districts"]),
        choice_filter="province = ${province} and size < 2",
        required="${province} != ''",
        required_message="It counts",
    )
    assert by_name["age"] == Integer(
        name="age",
        label="How old are you, in ${province}?",
        constraint=". >= 0\nand . <= 120\n",
        constraint_message="No one is ${age}",
        relevant="${district} != '' or ${panel} = 'B'",
    )
    assert by_name["scale"] == Range(name="scale", label="Scale", start=0, end=1, step=0.25, default="0.5")
    order = by_name["order"]
    assert isinstance(order, Rank)
    assert order.choices == (Choice(code="a", label="First"), Choice(code="b", label="Second"))
    assert by_name["up"] == Time(name="up", label="Getting up", min="04:00", max="12:30")
    assert by_name["seen"] == DateTime(name="seen", label="Seen", default="now()", read_only="${adult} = 'false'")
    assert by_name["member"] == Repeat(
        name="member",
        label="Member",
        repeat_count="if(${age} > 60, 1, 2)",
        relevant="${adult} = 'true'",
        questions=(
            TextQuestion(name="first", label="Name of member ${asker}", default="concat('M', position(..))"),
            TextQuestion(name="full", label="Full name", calculation="concat(${first}, '!')", read_only=True),
        ),
    )


def test_the_language_no_is_norwegian() -> None:
    questionnaire = read("translated.yaml")
    assert questionnaire.title == {"en": "Media", "no": "Medier", "zh-Hans": "媒体"}
    assert questionnaire.default_language == "no"
    assert questionnaire.introduction == {"en": "Two questions.\n", "no": "To spørsmål.\n"}
    question = questionnaire.questions[0]
    assert isinstance(question, SelectOne)
    assert question.choices[1] == Choice(code="none", label={"en": "None", "no": "Ingen"}, exclusive=True)


def test_plain_scalars_stay_text() -> None:
    questionnaire = read("shared-choices.yaml")
    assert (questionnaire.version, questionnaire.title) == ("2016-09-07", "010")
    first, second = questionnaire.questions
    assert isinstance(first, SelectOne)
    assert isinstance(second, SelectMultiple)
    assert {choice.code: choice.label for choice in first.choices} == {
        "yes": "1",
        "no": "1.50",
        "010": "off",
        "1:30": "true",
        "2016-09-07": "null-hypothesis",
    }
    assert first.choices is second.choices is questionnaire.choices["answers"]
