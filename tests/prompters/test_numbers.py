"""How many questions there are: said as about so many while answers to come may change it; and one number for each."""

from __future__ import annotations

import msgspec
import pytest
from terminal_questionnaires import GRADE, MANY, NOTE, WHO, questionnaire_of
from terminal_stage import staged

from sstc_survey.engine.form import Form
from sstc_survey.questionnaire import AnyEntry, Calculate, Group, Repeat, SelectMultiple, TextQuestion

IF_GOOD = tuple(
    TextQuestion(name=f"q{number}", label=f"Q{number}?", relevant="${grade} = 'good'") for number in (1, 2, 3)
)
COUNTED = Repeat(name="people", label="Person", repeat_count="${many}", questions=(WHO,))
OTHER = SelectMultiple(name="media", label="Which?", choices=GRADE.choices, or_other=True)


@pytest.mark.parametrize(
    ("questions", "keys", "positions"),
    [
        ((GRADE, *IF_GOOD), ("1", "Enter", "x", "Enter"), ("1 of about 4", "2 of 4", "3 of 4")),
        ((GRADE, *IF_GOOD, WHO), ("2", "Enter"), ("1 of about 5", "2 of 2")),
        ((MANY, COUNTED), ("2", "Enter"), ("1 of about 2", "2 of 3")),
        ((WHO, MANY), ("x", "Enter"), ("1 of 2", "2 of 2")),
        ((OTHER, WHO), (*"1,4", "Enter"), ("1 of 2", "2 of 3")),
        ((NOTE, WHO), ("Enter",), ("1 of 2", "2 of 2")),
    ],
)
def test_the_total_is_about_so_many_while_answers_may_change_it(
    questions: tuple[AnyEntry, ...], keys: tuple[str, ...], positions: tuple[str, ...]
) -> None:
    with staged(questionnaire_of(*questions), rows=60) as stage:
        first = stage.see(positions[0], "F10 stop")
        # A bar at the first question is not full.
        assert "██████████" not in first
        stage.press(*keys)
        stage.see(*positions)


def test_each_question_has_one_number_and_a_text_of_other_has_that_of_its_question() -> None:
    entries = (NOTE, WHO, OTHER, Group(name="g", label="G", questions=(MANY,)), Calculate(name="c", calculation="1"))
    repeat = Repeat(name="people", label="Person", questions=(msgspec.structs.replace(WHO, name="name"),))
    form = Form(questionnaire_of(*entries, repeat))
    assert form.numbers == {"who": 1, "media": 2, "many": 3, "name": 4}
