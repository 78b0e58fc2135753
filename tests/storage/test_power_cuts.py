"""What is acknowledged survives a power cut: an ext4 disk is shut down at random moments, and mounted again.

This takes root on Linux, who may mount a disk; without it the tests are skipped, and say why.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Cuts = Callable[..., dict[str, int]]


@pytest.fixture
def cuts(run_helper: Callable[..., str], tmp_path: Path) -> Iterator[Cuts]:
    """Cut the power so many times while something is saved, and return what came of it."""
    # A disk in memory is quick: what counts is what has reached it.
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path) as folder:

        def run(count: int, what: str, control: str = "none") -> dict[str, int]:
            outcome = json.loads(run_helper("power_runs", folder, str(count), "1", what, control))
            if "cannot" in outcome:
                pytest.skip(f"no disk can be cut off here: {outcome['cannot']}")
            return outcome  # type: ignore[no-any-return]

        yield run


def test_no_acknowledged_answer_is_lost_to_a_power_cut(cuts: Cuts, sized: Callable[[int, int], int]) -> None:
    counts = cuts(sized(300, 5_000), "interviews")
    assert counts["acknowledged"] > counts["cuts"] / 2, counts
    assert counts["cut_off"], "no cut came in the middle of a save"
    assert (counts["lost"], counts["unreadable"]) == (0, 0), counts


@pytest.mark.parametrize("control", ["no-fsync", "no-folder-fsync"])
def test_control_without_a_sync_a_power_cut_loses_answers(cuts: Cuts, control: str) -> None:
    assert cuts(200, "interviews", control)["lost"] > 0


def test_a_batch_is_whole_or_unfinished_after_a_power_cut(cuts: Cuts, sized: Callable[[int, int], int]) -> None:
    counts = cuts(sized(25, 1_000), "batches")
    assert counts["acknowledged"], counts
    assert counts["cut_off"], "no cut came in the middle of a batch"
    assert (counts["lost"], counts["unreadable"], counts["half"]) == (0, 0, 0), counts


def test_control_without_its_marker_a_batch_is_tallied_half(cuts: Cuts) -> None:
    assert cuts(200, "batches", "no-marker")["half"] > 0
