"""Signals between and during saves: a batch is saved whole or not at all, and what is said of a draft is true."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sstc_survey.cli import run_program
from sstc_survey.commands.shared.begin import begin_interview, new_response, now
from sstc_survey.commands.shared.keeper import FileKeeper
from sstc_survey.commands.shared.locate import load
from sstc_survey.problems import Problem, codes
from sstc_survey.response import Mode
from sstc_survey.storage import Batch, Temporary, new_files

CODES = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129}
ROUNDS = 6


@contextmanager
def ignored_afterwards() -> Iterator[None]:
    """Let no signal that comes too late end the tests themselves."""
    before = {name: signal.signal(signal.Signals[name], signal.SIG_IGN) for name in CODES if name != "SIGINT"}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(signal.Signals[name], handler)


def signal_at_save(number: int, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Send this process a signal in the middle of a save, counted from 1."""
    saves = 0
    replace = Temporary.replace

    def replace_and_signal(temporary: Temporary, *, is_new: bool = False) -> None:
        nonlocal saves
        replace(temporary, is_new=is_new)
        if temporary.target.endswith(".json") and "/." not in temporary.target:
            saves += 1
            if saves == number:
                os.kill(os.getpid(), signal.Signals[name])

    monkeypatch.setattr(Temporary, "replace", replace_and_signal)


@pytest.fixture
def batch(small: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Return a function that takes a batch of replies, and returns the exit code."""
    monkeypatch.chdir(tmp_path)
    # So many are saved at a time.
    monkeypatch.setattr(new_files, "MOST_FILES", 2)
    Path("batch.jsonl").write_text("".join(f'{{"age": {age}}}\n' for age in range(ROUNDS)), encoding="utf-8")

    def take() -> int:
        with ignored_afterwards():
            return run_program(["run", small, "--replies", "batch.jsonl"])

    return take


def saved() -> list[Path]:
    return list(Path("answers").glob("*/*.json"))


@pytest.mark.parametrize("at", [1, 3, ROUNDS])
@pytest.mark.parametrize("name", CODES)
def test_a_signal_takes_the_whole_batch_back(
    batch: Callable[[], int], name: str, at: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    signal_at_save(at, name, monkeypatch)
    assert batch() == CODES[name]
    assert saved() == []
    assert capsys.readouterr().out == ""


def test_control_without_taking_back_a_part_stays(batch: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> None:
    signal_at_save(3, "SIGTERM", monkeypatch)
    monkeypatch.setattr(Batch, "give_up", lambda _batch: None)
    assert batch() == CODES["SIGTERM"]
    # Those that are saved together, the third among them.
    assert len(saved()) == 4


def test_a_disk_that_fails_takes_the_whole_batch_back(
    batch: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    # All of them are there, but may not survive a power cut.
    monkeypatch.setattr(Batch, "finish", lambda _batch, _differing: Problem(codes.DISK_FAILING))
    assert batch() == 1
    assert saved() == []
    assert not list(Path("answers").glob("*/.batches/*"))


def test_a_signal_in_the_first_save_elsewhere_leaves_the_true_path(
    small: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = load(small)
    head = new_response(source, Mode.PLAIN, "en", None, now())
    interview = begin_interview(source.questionnaire, head)
    with FileKeeper.begin("answers", source, head, now) as keeper:
        assert keeper.save(interview) is None
        first = keeper.path
        assert keeper.move("elsewhere") is None
        assert (keeper.path, keeper.saved_in) == (first, "answers")
        signal_at_save(1, "SIGINT", monkeypatch)
        with pytest.raises(KeyboardInterrupt):
            keeper.save(interview)
        assert (keeper.path, keeper.saved_in) == (f"elsewhere/small/{head.id}.json", "elsewhere")
        assert Path(keeper.path).exists()
