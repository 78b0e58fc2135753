"""What a moderator calls a question: the parts of a questionnaire."""

from __future__ import annotations

from pathlib import Path

import pytest

from sstc_survey.parsing.questionnaire import parse_questionnaire
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.session.parts import follow_up, follow_up_number, parts_of, questions_before, questions_in

PANEL = Path(__file__).parents[2] / "questionnaires" / "sstc-panel-2016.yaml"
HEAD = "id: a\nversion: 1\ntitle: A\n"


def parsed(data: bytes) -> Questionnaire:
    found = parse_questionnaire(data, "a.yaml")
    assert found.questionnaire is not None, found
    return found.questionnaire


def of(text: str) -> Questionnaire:
    return parsed((HEAD + text).encode())


def test_the_panel_has_three() -> None:
    panel = parsed(PANEL.read_bytes())
    assert [part.name for part in parts_of(panel)] == ["question_1", "question_2", "question_3"]
    assert questions_in(panel, "question_1") == ("usefulness", "practices")
    assert questions_in(panel, "*") == ("usefulness", "practices", "optimisation", "contribution")
    assert questions_in(panel, "follow_up:1") == questions_in(panel, "about_you") == ()
    assert questions_before(panel) == ("name", "institution", "country", "role", "attribution")


@pytest.mark.parametrize(
    ("text", "parts", "before"),
    [
        ("questions:\n- {name: q, type: text, label: Q}\n", ["q"], []),
        # A question that stands alone is a part; notes and calculations are none, nor a group of them.
        (
            (
                "questions:\n- {name: n, type: note, label: N}\n- {name: c, type: calculate, calculation: '1'}\n"
                "- {name: g, type: group, label: G, questions: [{name: m, type: note, label: N}]}\n"
                "- {name: q, type: text, label: Q}\n"
            ),
            ["q"],
            [],
        ),
        # Whoever speaks is asked before, with all that is asked beside it.
        (
            (
                "respondent: [who]\nquestions:\n- {name: g, type: group, label: G, questions: [{name: who, type: text,"
                " label: W}, {name: age, type: integer, label: A}]}\n- {name: q, type: text, label: Q}\n"
            ),
            ["q"],
            ["who", "age"],
        ),
        (
            (
                "attribution: {question: how, hides: {a: []}}\nquestions:\n"
                "- {name: how, type: select_one, label: H, choices: {a: A, b: B}}\n- {name: q, type: text, label: Q}\n"
            ),
            ["q"],
            ["how"],
        ),
        ("respondent: [q]\nquestions:\n- {name: q, type: text, label: Q}\n", [], ["q"]),
        (
            (
                "questions:\n- {name: g, type: group, label: G, questions: [{name: h, type: group, label: H, questions:"
                " [{name: q, type: text, label: Q}]}]}\n"
            ),
            ["g"],
            [],
        ),
    ],
)
def test_what_is_a_part(text: str, parts: list[str], before: list[str]) -> None:
    questionnaire = of(text)
    assert [part.name for part in parts_of(questionnaire)] == parts
    assert list(questions_before(questionnaire)) == before


@pytest.mark.parametrize("is_inside", [False, True])
def test_a_repeat_is_known(is_inside: bool) -> None:
    repeat = "{name: r, type: repeat, label: R, questions: [{name: q, type: text, label: Q}]}"
    group = f"{{name: g, type: group, label: G, questions: [{repeat}]}}"
    questionnaire = of(f"questions:\n- {group if is_inside else repeat}\n- {{name: p, type: text, label: P}}\n")
    assert [(part.questions, part.has_repeat) for part in parts_of(questionnaire)] == [(("r",), True), (("p",), False)]


def test_follow_ups_have_numbers() -> None:
    assert follow_up(12) == "follow_up:12"
    assert follow_up_number(follow_up(12)) == 12
    assert [follow_up_number(part) for part in ("*", "q", "follow_up:0", "follow_up:", "follow_up:1\n")] == [None] * 5
