"""Who is named and what is hidden, for each way in which a respondent may be quoted."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from sstc_survey.attribution import Attributions, hidden, speaker
from sstc_survey.i18n import Words
from sstc_survey.questionnaire import Attribution, Calculate, Choice, ChoiceList, Questionnaire, SelectOne, TextQuestion

WORDS = Words("en", "en")
EVERYTHING = frozenset({"who", "country", "country_other"})

CASES: list[tuple[dict[str, Any], frozenset[str], str | None]] = [
    ({"quoted": "record", "who": "Sok", "country": "kh"}, frozenset(), "Sok, KH"),
    ({"quoted": "record", "who": "Sok"}, frozenset(), "Sok"),
    ({"quoted": "record"}, frozenset(), None),
    ({"quoted": "record", "who": "Sok", "country": "other", "country_other": "Peru"}, frozenset(), "Sok, Peru"),
    ({"quoted": "record", "who": "Sok", "country": "other"}, frozenset(), "Sok, Other"),
    ({"quoted": "anonymous", "who": "Sok", "country": "kh"}, frozenset({"who"}), "KH"),
    ({"quoted": "chatham", "who": "Sok", "country": "other", "country_other": "Peru"}, EVERYTHING, None),
    ({"who": "Sok", "country": "kh"}, EVERYTHING, None),
    ({"quoted": "a choice of an older version", "who": "Sok"}, EVERYTHING, None),
    ({"quoted": ["record"], "who": "Sok"}, EVERYTHING, None),
]


@pytest.mark.parametrize(("answers", "names", "who"), CASES)
def test_hidden_and_speaker(
    kinds: Questionnaire, answers: dict[str, Any], names: frozenset[str], who: str | None
) -> None:
    assert hidden(kinds, answers) == names
    assert speaker(kinds, answers, WORDS) == who


def test_what_can_be_hidden(kinds: Questionnaire) -> None:
    assert Attributions(kinds).hideable == EVERYTHING


def test_without_rules_nothing_is_hidden(kinds: Questionnaire) -> None:
    free = replace(kinds, attribution=None)
    assert hidden(free, {"who": "Sok"}) == frozenset()
    assert speaker(free, {"who": "Sok", "country": "la"}, WORDS) == "Sok, LA"


def test_another_way_to_be_quoted_hides_everything(kinds: Questionnaire) -> None:
    questions = tuple(
        replace(entry, or_other=True) if entry.name == "quoted" else entry  # type: ignore[call-arg, type-var, unused-ignore]
        for entry in kinds.questions
    )
    assert hidden(replace(kinds, questions=questions), {"quoted": "other"}) == EVERYTHING


@pytest.mark.parametrize(
    ("answers", "names"),
    [
        ({"quoted": "record", "member": [{"name": "Sok"}]}, frozenset()),
        # A calculation with a hidden answer tells it.
        ({"quoted": "anonymous", "member": [{"name": "Sok"}]}, frozenset({"head", "name", "called"})),
        ({"member": [{"quoted": "record"}]}, frozenset({"head", "name", "called"})),
    ],
)
def test_questions_in_repeats_are_hidden_in_all_instances(
    household: Questionnaire, answers: dict[str, Any], names: frozenset[str]
) -> None:
    assert hidden(household, answers) == names


def test_values_that_depend_on_a_hidden_answer_are_hidden() -> None:
    questionnaire = Questionnaire(
        id="chain",
        version="1",
        title="Chain",
        attribution=Attribution(question="quoted", hides={"anonymous": ("who",)}),
        questions=(
            SelectOne(name="quoted", choices=ChoiceList((Choice(code="anonymous", label="Anonymous"),))),
            TextQuestion(name="who"),
            TextQuestion(name="badge", default="${who}"),
            TextQuestion(name="plain", default="who", relevant="${who} != ''"),
            Calculate(name="greeting", calculation="concat('Dear ', ${badge})"),
        ),
    )
    assert hidden(questionnaire, {"quoted": "anonymous"}) == {"who", "badge", "greeting"}


def test_who_spoke_is_not_looked_for_in_repeats(household: Questionnaire) -> None:
    questionnaire = replace(household, respondent=("head", "name"))
    answers: dict[str, Any] = {"quoted": "record", "head": "Vy", "member": [{"name": "Sok"}]}
    assert speaker(questionnaire, answers, WORDS) == "Vy"
