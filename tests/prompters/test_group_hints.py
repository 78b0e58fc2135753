"""The hint of a group is on the screen where the group begins, and in the help at each question of it."""

from __future__ import annotations

from collections import deque

import pytest
from terminal_questionnaires import questionnaire_of
from terminal_stage import staged

from sstc_survey.engine import AddInstance, Answer, Back, Enough, GoTo, Interview, Reply, advance, begin
from sstc_survey.prompters import PlainPrompter, repeat_screen, run_interview, screen
from sstc_survey.questionnaire import Group, Integer, Note, Repeat, TextQuestion

YEAR, MONTH, SLEPT, PLOTS = "Think of the last twelve months", "Think of ${who}", "Who slept here", "Each plot"
INNER = Group(name="month", label="Month", hint=MONTH, questions=(Integer(name="b", label="B?"),))
MEMBERS = Repeat(name="m", label="Member", hint=SLEPT, questions=(TextQuestion(name="name", label="Name?"),))
PLOT = Repeat(name="p", label="Plot", hint=PLOTS, repeat_count="2", questions=(Integer(name="size", label="Size?"),))
FORM = questionnaire_of(
    TextQuestion(name="who", label="Who?"),
    Group(
        name="year",
        label="Year",
        hint=YEAR,
        questions=(
            Group(name="no", label="No", hint="Never", relevant="1 = 2", questions=(TextQuestion(name="x"),)),
            INNER,
            Integer(name="c", label="C?"),
            Group(name="house", label="House", hint="All of it", questions=(MEMBERS,)),
            PLOT,
        ),
    ),
    Group(name="end", label="End", hint="Nearly done", questions=(Note(name="n", label="N"), Integer(name="z"))),
)
# Each reply, and then the hints on the screen and those in the help.
FOR_SOK = "Think of Sok"
SHOWN: list[tuple[Reply, str, tuple[str, ...], tuple[str, ...]]] = [
    (Answer("Sok"), "b", (YEAR, FOR_SOK), (YEAR, FOR_SOK)),
    (Answer(1), "c", (), (YEAR,)),
    (Answer(1), "m", ("All of it",), (YEAR, "All of it")),
    (AddInstance(), "m[1]/name", (), (YEAR, "All of it", SLEPT)),
    (Answer("Dara"), "m", (), (YEAR, "All of it")),
    (AddInstance(), "m[2]/name", (), (YEAR, "All of it", SLEPT)),
    (Answer("Mala"), "m", (), (YEAR, "All of it")),
    (Enough(), "p[1]/size", (PLOTS,), (YEAR, PLOTS)),
    (Answer(1), "p[2]/size", (PLOTS,), (YEAR, PLOTS)),
    (Answer(1), "n", ("Nearly done",), ("Nearly done",)),
    (Back("b"), "b", (YEAR, FOR_SOK), (YEAR, FOR_SOK)),
    (GoTo("c"), "c", (), (YEAR,)),
]


def hints(interview: Interview) -> tuple[tuple[str, ...], tuple[str, ...]]:
    assert interview.step is not None
    shown = (repeat_screen if interview.step.is_repeat_end else screen)(interview, interview.step)
    return shown.opening_hints, shown.hints_around


def test_they_are_shown_where_a_group_begins_and_named_at_each_question_of_it() -> None:
    interview = begin(FORM, "en")
    assert hints(interview) == ((), ())
    for reply, position, opening, around in SHOWN:
        following = advance(interview, reply, 0)
        assert isinstance(following, Interview)
        assert (following.position, *hints(following)) == (position, opening, around)
        interview = following


class Typist:
    """Types lines, and is a keeper that saves nothing."""

    def __init__(self, *lines: str) -> None:
        self.left = deque(lines)
        self.written = ""

    def read(self, prompt: str) -> str | None:
        line = self.left.popleft() if self.left else None
        self.written += f"{prompt}{line}\n"
        return line

    def write(self, text: str) -> None:
        self.written += f"{text}\n"

    def save(self, *_: object) -> None:
        """Save nothing."""

    save_fields = move = save


def test_plain_mode_writes_them() -> None:
    typist = Typist("Sok", "1", "?", "1", "?", "yes", "?")
    run_interview(begin(FORM, "en"), PlainPrompter(typist), typist, lambda: 0)
    assert f"Year\nMonth\n  ({YEAR})\n  ({FOR_SOK})\n3 of 7. B?\n" in typist.written
    assert f"C?\nA whole number.\nAnswer: ?\n  ({YEAR})\n  /back" in typist.written
    assert "Year\nHouse\n  (All of it)\nAdd: Member?\n  (Who slept here)\n" in typist.written
    assert f"Answer: ?\n  ({YEAR})\n  (All of it)\n  /back" in typist.written
    assert f"Name?\nAnswer: ?\n  ({YEAR})\n  (All of it)\n  ({SLEPT})\n  /back" in typist.written


@pytest.mark.parametrize("columns", [80, 20])
def test_the_terminal_shows_them(columns: int) -> None:
    with staged(FORM, rows=90, columns=columns) as stage:
        stage.press("Sok", "Enter")
        view = stage.see("B?")
        assert f"Year / Month\n{YEAR if columns > 40 else 'Think of the last'}" in view
        assert f"{FOR_SOK}\nB?" in view
        stage.press("1", "Enter")
        stage.see("C?", "F1 help")
        stage.press("F1")
        stage.see("Think of the last", "Esc or F2: go back", times=1)
        stage.press("F1", "1", "Enter")
        stage.see("All of it\nMember: 0 so far\nWho slept here\n")
        stage.press("1", "Enter")
        stage.see("Name?")
        stage.press("F1")
        stage.see("Who slept here", times=2)
        stage.press("F10")
        stage.end()
