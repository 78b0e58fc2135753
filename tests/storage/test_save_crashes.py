"""What is acknowledged survives kill -9, Ctrl-C at any moment, and others who want the same file.

Each test has a control that must fail: a test of crashes that cannot show damage proves nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from made_responses import an_id

from sstc_survey.problems import Problem
from sstc_survey.storage import ResponseFile, atomic, atomic_write
from sstc_survey.storage.leftovers import clear_up

Helper = Callable[..., str]
Sized = Callable[[int, int], int]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="these tests fork")


def test_nothing_acknowledged_is_lost_to_sigkill(run_helper: Helper, sized: Sized, tmp_path: Path) -> None:
    kills = sized(1_000, 20_000)
    counts = json.loads(run_helper("kill_runs", str(tmp_path), str(kills), "1", "durable"))
    assert counts["acknowledged"] > kills / 2, counts
    assert counts["cut_off"], "no kill came in the middle of a save"
    assert (counts["lost"], counts["unreadable"]) == (0, 0), counts


def test_whoever_comes_next_clears_up_after_a_kill(run_helper: Helper, tmp_path: Path) -> None:
    counts = json.loads(run_helper("kill_runs", str(tmp_path), "60", "2", "durable"))
    assert counts["cut_off"]
    file = ResponseFile.create(str(tmp_path), an_id(9_999))
    assert not isinstance(file, Problem)
    with file:
        assert not list(tmp_path.glob(".*.tmp"))


def test_control_json_dump_over_the_file_loses_answers(run_helper: Helper, tmp_path: Path) -> None:
    counts = json.loads(run_helper("kill_runs", str(tmp_path), "100", "1", "careless"))
    assert counts["lost"] > 0, counts
    assert counts["unreadable"] > 0, counts


def test_ctrl_c_never_leaves_a_save_half_done(run_helper: Helper, sized: Sized, tmp_path: Path) -> None:
    interrupts = sized(300, 10_000)
    counts = json.loads(run_helper("interrupt_runs", str(tmp_path), str(interrupts), "1", "masked"))
    assert counts["interrupts"] == interrupts
    assert counts["damaged"] == 0, counts


def test_control_ctrl_c_damages_saves_that_do_not_hold_it_back(run_helper: Helper, tmp_path: Path) -> None:
    counts = json.loads(run_helper("interrupt_runs", str(tmp_path), "100", "1", "unmasked"))
    assert counts["damaged"] > 0, counts


def test_of_those_who_open_a_response_at_once_one_has_it(run_helper: Helper, sized: Sized, tmp_path: Path) -> None:
    processes, turns = 8, sized(20, 1_000)
    counts = json.loads(run_helper("race_runs", str(tmp_path), str(processes), str(turns)))
    assert counts["failed"] == 0
    assert counts["locked"] >= processes, "not everybody had to wait"
    assert counts["answers"] == processes * turns, "two of them had it at the same time"


def test_a_file_that_is_being_made_is_not_cleared_away(tmp_path: Path) -> None:
    real = atomic.lock
    cleared: list[int] = []

    def clear_up_first(descriptor: int) -> None:
        if not cleared:
            cleared.append(descriptor)
            clear_up(str(tmp_path))
        real(descriptor)

    with patch.object(atomic, "lock", clear_up_first):
        assert atomic_write(str(tmp_path / "summary.json"), b"new") is None
    assert cleared
    assert os.listdir(tmp_path) == ["summary.json"]


def test_many_interviews_at_once_and_a_reader_disturb_nobody(run_helper: Helper, sized: Sized, tmp_path: Path) -> None:
    writers = sized(8, 50)
    arguments = (str(tmp_path / "answers"), str(writers), str(sized(100, 400)), "0")
    outcome = json.loads(run_helper("writer_runs", *arguments))
    assert (outcome["complete"], outcome["failed"], outcome["bad"]) == (writers, 0, 0)
    assert outcome["reads"] > 1
