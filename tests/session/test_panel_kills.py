"""A board that is killed at any moment: its session and its responses are sound, and no file belongs to nobody."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from unittest import mock

import pytest
from conftest import Sized
from live_panel import a_panel, panel_loaded
from panel_script import conducted, live

from sstc_survey.commands.session.live import LiveSession
from sstc_survey.commands.session.responses import SessionResponses
from sstc_survey.engine.replies import Answer, Reply
from sstc_survey.problems import Problem
from sstc_survey.session.board_commands import Command, Verb
from sstc_survey.session.commands import Happenings
from sstc_survey.session.events import Attach, Session
from sstc_survey.session.state import State, fold
from sstc_survey.storage import Inventory, Refused
from sstc_survey.storage.sessions import read_session


def commands_of(rng: random.Random) -> Iterator[Command]:
    while True:
        seat = (rng.choice(["kh1", "la1", "cn1"]),)
        yield Command(rng.choice([Verb.CALL, Verb.CALL, Verb.QUOTE, Verb.PAUSE, Verb.PASS]), seat)


def hold_until_killed(path: Path, seed: int, acknowledge: int) -> None:
    """Hold a session for ever, and tell of each text that was given once something else is asked."""
    before, numbers = "", count()

    def reply(asked: str) -> Reply:
        nonlocal before
        os.write(acknowledge, f"{before}\n".encode() if before else b"")
        before = f"text {seed}.{next(numbers)} of the panel" if asked != "why" else ""
        return Answer(before) if before else Answer(["learn"])

    with live(path) as session:
        conducted(path, session, commands_of(random.Random(seed)), reply)


def killed(path: Path, seed: int, rng: random.Random) -> list[str]:
    """Hold a session in a process of its own, kill that after a random time, and return what it acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            hold_until_killed(path, seed, writing)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as stream:
        # So that something has happened.
        first = stream.readline()
        time.sleep(rng.uniform(0, 0.1))
        os.kill(child, signal.SIGKILL)
        assert os.waitpid(child, 0)[1] == signal.SIGKILL
        return [line.strip() for line in (first, *stream)]


def orphans(folder: Path, path: Path) -> set[str]:
    """Return the responses in a folder that belong to nobody in its session; all that is there is sound."""
    session = read_session(str(path))
    assert isinstance(session, Session), str(session)
    state = fold(session.events)
    assert isinstance(state, State)
    refused = [each for each in Inventory([str(folder / "answers")]) if isinstance(each, Refused)]
    assert not refused
    known = {response for seat in state.seats for response in state.responses_of(seat.label)}
    return {file.stem for file in folder.glob("answers/*/*.json")} - known


def test_a_board_that_is_killed_leaves_everything_sound(tmp_path: Path, sized: Sized) -> None:
    rng = random.Random(11)
    for seed in range(sized(25, 300)):
        folder = tmp_path / str(seed % 5)
        folder.mkdir(exist_ok=True)
        path = next(folder.glob("answers/panel/sessions/*.json"), None) or a_panel(folder)
        acknowledged = killed(path, seed, rng)
        assert acknowledged
        assert not orphans(folder, path)
        # A text that was given may have been given anew since: then the history has it.
        there = "".join(file.read_text(encoding="utf-8") for file in folder.glob("answers/*/*.json"))
        assert [text for text in acknowledged if f'"{text}"' not in there] == []


def test_a_file_that_is_made_before_its_event_is_found_to_belong_to_nobody(tmp_path: Path) -> None:
    """The control: the order of events and files is what keeps them together."""
    path = a_panel(tmp_path)
    add = LiveSession.add

    def file_first(session: LiveSession, happenings: Happenings | Problem) -> Problem | None:
        for each in [] if isinstance(happenings, Problem) else happenings:
            if isinstance(each, Attach):
                responses = SessionResponses(str(tmp_path / "answers"), panel_loaded(), session.session)
                assert responses.begin(each.response, {}, each.questionnaire) is None
                raise KeyboardInterrupt
        return add(session, happenings)

    with live(path) as session, mock.patch.object(LiveSession, "add", file_first), pytest.raises(KeyboardInterrupt):
        conducted(path, session, [Command(Verb.QUOTE, ("kh1",))], lambda _: Answer("Adapt"))
    assert len(orphans(tmp_path, path)) == 1
