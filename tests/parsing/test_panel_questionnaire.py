"""The shipped panel: the words of its source, and what a moderator can rely on."""

from __future__ import annotations

from pathlib import Path

import pytest

from sstc_survey.engine import begin
from sstc_survey.i18n import Words
from sstc_survey.parsing import parse_questionnaire
from sstc_survey.questionnaire import Question, Questionnaire, SelectMultiple, SelectOne, TextQuestion, choices_of

FILE = Path(__file__).parents[2] / "questionnaires" / "sstc-panel-2016.yaml"


@pytest.fixture(scope="module")
def panel() -> Questionnaire:
    # No text lacks a translation, among much else.
    parsed = parse_questionnaire(FILE.read_bytes(), FILE.name, advice=True)
    assert parsed.problems == []
    assert parsed.questionnaire is not None
    return parsed.questionnaire


ENGLISH = Words("en", "en")


def labels(panel: Questionnaire, name: str) -> list[str]:
    question = next(leaf for leaf in panel.leaves() if leaf.name == name)
    assert isinstance(question, SelectOne | SelectMultiple)
    return [ENGLISH(choice.label) for choice in question.choices]


def test_head_is_that_of_the_source(panel: Questionnaire) -> None:
    assert tuple(ENGLISH(text) for text in (panel.title, panel.event, panel.date, panel.place)) == (
        "“INTERVIEW STYLE”: PANEL GOOD PRACTICES",
        (
            "ILO-China-ASEAN High Level Seminar to Achieve the SDGs on Universal Social Protection "
            "Through South-South and Triangular Cooperation"
        ),
        "7 September 2016",
        "Beijing, P.R.C.",
    )


def test_questions_are_those_of_the_source(panel: Questionnaire) -> None:
    asked = {leaf.name: ENGLISH(leaf.label) for leaf in panel.leaves()}
    assert asked["usefulness"] == (
        "Why is South-South Triangular Cooperation useful to you and can you give some examples and good practices?"
    )
    assert asked["practices"] == "… can you give some examples and good practices?"
    assert asked["optimisation"] == (
        "How can South-South Triangular Cooperation be optimized to better support the promotion of Social Protection"
        " Floors?"
    )
    assert asked["contribution"] == (
        "How can South-South Triangular Cooperation contribute to building Universal Social Protection and achieving"
        " the Sustainable Development Goals?"
    )


def test_options_are_those_of_the_source(panel: Questionnaire) -> None:
    assert labels(panel, "usefulness") == [
        "To learn from other countries",
        "To share information and expertise",
        "To contribute to improvement of social protection in my country",
    ]
    assert labels(panel, "optimisation") == [
        "Technical studies conducted jointly",
        "Conferences and workshops to share knowledge and experiences",
        "Field visits and study tours",
    ]


def test_headings_number_the_questions(panel: Questionnaire) -> None:
    state = begin(panel, "en").state
    for number, name in enumerate(("practices", "optimisation", "contribution"), 1):
        assert state.headings(state.form.nodes[name], ()) == (f"Question {number}",)


def test_introduction_tells_the_background(panel: Questionnaire) -> None:
    introduction = ENGLISH(panel.introduction)
    for word in ("2012", "ILO", "Sustainable Development Goals", "No. 202", "130 million", "500 million"):
        assert word in introduction
    # Twenty seconds, at the 250 words a minute that most people read.
    assert len(introduction.split()) < 130
    assert len(introduction.splitlines()) > 1


def test_route_has_nine_steps(panel: Questionnaire) -> None:
    assert [step.path for step in begin(panel, "en").steps] == [
        "name",
        "institution",
        "country",
        "role",
        "attribution",
        "usefulness",
        "practices",
        "optimisation",
        "contribution",
    ]


def test_nothing_holds_a_moderator_up(panel: Questionnaire) -> None:
    questions = [leaf for leaf in panel.leaves() if isinstance(leaf, Question)]
    assert not [question.name for question in questions if question.required]
    assert all(panel.offers(question)[1] for question in questions)
    assert not panel.offers(next(question for question in questions if question.name == "attribution"))[0]


def test_countries(panel: Questionnaire) -> None:
    country = next(leaf for leaf in panel.leaves() if leaf.name == "country")
    assert isinstance(country, SelectOne)
    assert country.appearance == "autocomplete"
    assert " ".join(choice.code for choice in choices_of(country)) == "cn bn kh id la my mm ph sg th vn ilo other"


def test_open_questions_take_several_lines_and_selects_a_comment(panel: Questionnaire) -> None:
    leaves = {leaf.name: leaf for leaf in panel.leaves()}
    for name in ("practices", "contribution"):
        question = leaves[name]
        assert isinstance(question, TextQuestion)
        assert question.multiline
    for name in ("usefulness", "optimisation"):
        select = leaves[name]
        assert isinstance(select, SelectMultiple)
        assert (select.or_other, select.comment) == (True, True)


def test_attribution_hides_who_spoke(panel: Questionnaire) -> None:
    assert panel.respondent == ("name", "institution", "country")
    assert panel.attribution is not None
    hides = {code: set(names) for code, names in panel.attribution.hides.items()}
    assert hides["anonymous"] >= {"name", "institution"}
    assert "country" not in hides["anonymous"]
    assert hides["chatham_house"] >= {"name", "institution", "country"}
    assert "on_record" not in hides


def test_first_line_names_the_schema_for_editors() -> None:
    first = FILE.read_text(encoding="utf-8").splitlines()[0]
    prefix = "# yaml-language-server: $schema="
    assert first.startswith(prefix)
    assert (FILE.parent / first.removeprefix(prefix)).resolve() == (
        FILE.parents[1] / "schema" / "questionnaire.schema.json"
    )
