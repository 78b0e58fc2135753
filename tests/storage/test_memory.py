"""Memory that cannot be had: nothing is lost, nothing is said to be saved that is not, and a plain message says why."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from made_responses import an_id, growing

from sstc_survey.problems import Problem
from sstc_survey.storage import ResponseFile, read_response, response_file

Helper = Callable[..., str]
Sized = Callable[[int, int], int]

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process so")


@pytest.fixture
def starved(run_helper: Helper, tmp_path: Path) -> Callable[[int, str], dict[str, int]]:
    """Let saves fail at so many of the moments at which they ask for memory."""
    pytest.importorskip("_testcapi", reason="this Python cannot refuse memory: it comes without _testcapi")
    return lambda moments, how: json.loads(run_helper("memory_runs", str(tmp_path), str(moments), how))


@linux
def test_a_save_survives_each_moment_without_memory(starved: Callable[..., dict[str, int]], sized: Sized) -> None:
    counts = starved(sized(200, 20_000), "durable")
    assert counts["not_saved"] > counts["died"], counts
    assert (counts["lost"], counts["false"], counts["stuck"], counts["left"]) == (0, 0, 0, 0), counts


@linux
def test_control_a_file_written_over_is_lost_without_memory(starved: Callable[..., dict[str, int]]) -> None:
    assert starved(40, "careless")["lost"] > 0


@linux
def test_commands_say_that_memory_is_short(run_helper: Helper, sized: Sized, tmp_path: Path) -> None:
    outcome = json.loads(run_helper("limit_runs", str(tmp_path), str(sized(9, 60))))
    assert outcome["faults"] == []
    assert all(outcome["told"].values()), "there was always enough memory"


@pytest.mark.parametrize("name", ["encode", "Temporary", "sync_folder"])
def test_a_save_without_memory_is_no_save_and_can_be_tried_again(name: str, tmp_path: Path) -> None:
    file = ResponseFile.create(str(tmp_path), an_id(1))
    assert not isinstance(file, Problem)
    with file:
        assert file.save(growing(an_id(1), 1)) is None
        with patch.object(ResponseFile if name == "encode" else response_file, name, side_effect=MemoryError):
            problem = file.save(growing(an_id(1), 2))
        assert problem is not None
        assert problem.code == "out-of-memory"
        assert file.failed == problem
        assert not list(tmp_path.glob(".*.tmp"))
        assert file.save(growing(an_id(1), 2)) is None
    assert read_response(file.path) == growing(an_id(1), 2)


@linux
def test_a_response_that_is_read_without_memory_is_no_crash(run_helper: Helper, tmp_path: Path) -> None:
    counts = json.loads(run_helper("limit_runs", str(tmp_path), "150", "checked"))
    assert counts["died"] == 0, counts
    assert counts["read"], counts
    assert counts["told"], counts


@linux
def test_control_a_response_read_without_a_look_at_the_memory_is_a_crash(run_helper: Helper, tmp_path: Path) -> None:
    assert json.loads(run_helper("limit_runs", str(tmp_path), "150", "unchecked"))["died"] > 0
