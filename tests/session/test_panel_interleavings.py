"""Whatever the board does while a writer asks, what was acknowledged is there, and nothing comes after a close."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from live_panel import a_panel, said
from panel_script import ScriptedPrompter, live, turns_of

from sstc_survey.commands.session.live import LiveSession
from sstc_survey.engine.replies import Answer, Reply
from sstc_survey.problems import Problem, codes
from sstc_survey.session import commands
from sstc_survey.session.commands import Happenings
from sstc_survey.session.state import State

REPLIES = {"why": Answer(["learn"]), "practices": Answer("All")}
# What the board does, and whether the question is closed by that.
STEPS: dict[str, tuple[Callable[[State], Happenings | Problem], bool]] = {
    "close": (commands.close_part, True),
    "next": (lambda state: commands.open_part(state, "question_2", ["question_1", "question_2"]), True),
    "call": (lambda state: commands.call(state, "la1"), False),
    "rest": (commands.rest, False),
    "absent": (lambda state: commands.present(state, "kh1"), False),
    "pause": (commands.pause, False),
}


class Room:
    """A board and a writer who take their steps in an order that the test decides."""

    def __init__(self, session: LiveSession, steps: dict[int, str], *, is_careful: bool) -> None:
        self.session = session
        self.acknowledged: list[str] = []
        self.late: list[str] = []
        self._steps = steps
        self._asked = 0
        self._is_careful = is_careful
        self._open = session.state.open

    def reply(self, path: str) -> Reply:
        """Let the board take its step once the question stands on the screen, and before the reply is given."""
        if name := self._steps.get(self._asked):
            assert self.session.add(STEPS[name][0](self.session.now)) is None
        self._asked += 1
        if self.session.state.open != self._open:
            self.late.append(path)
        return REPLIES[path]

    def is_over(self) -> bool:
        return self.session.state.speaker != "kh1"

    def refusal(self) -> Problem | None:
        is_closed = self.session.state.open != self._open
        return Problem(codes.BOARD_CLOSED) if is_closed and self._is_careful else None


def written(folder: Path, steps: dict[int, str], *, is_careful: bool = True) -> tuple[Room, set[str]]:
    """Let a writer ask a panellist while the board takes steps; return the room, and what was saved."""
    path = a_panel(folder)
    with live(path) as session:
        assert session.add(commands.call(session.now, "kh1")) is None
        room, turns = Room(session, steps, is_careful=is_careful), turns_of(path, session)
        turn = turns.own(session.state, "kh1")
        assert not isinstance(turn, Problem)
        taken = turns.responses.take_turn(turn, ScriptedPrompter(room.reply), room.is_over, room.refusal)
        assert not isinstance(taken, Problem)
    return room, {*said(folder)["answers"]} & REPLIES.keys()


@pytest.mark.parametrize(("at", "name"), [*product((0, 1), STEPS)])
def test_a_step_of_the_board_while_a_question_stands(tmp_path: Path, at: int, name: str) -> None:
    room, saved = written(tmp_path, {at: name})
    is_closed = STEPS[name][1]
    # What was given before it was closed counts, and what comes after it does not.
    assert saved == {*list(REPLIES)[:at], *([] if is_closed else [list(REPLIES)[at]])} | (
        REPLIES.keys() if name == "pause" else set()
    )
    assert not saved & {*room.late}
    if is_closed:
        assert said(tmp_path)["unfinished"].keys() <= {list(REPLIES)[at]}


def test_without_the_check_an_answer_comes_after_the_close(tmp_path: Path) -> None:
    room, saved = written(tmp_path, {0: "close"}, is_careful=False)
    assert saved & {*room.late}
