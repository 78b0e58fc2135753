"""What goes wrong round a save has a way out, and leaves nothing behind."""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sstc_survey.cli import run_program
from sstc_survey.commands.shared.begin import begin_interview, new_response, now
from sstc_survey.commands.shared.keeper import FileKeeper
from sstc_survey.commands.shared.locate import load
from sstc_survey.problems import Problem, codes
from sstc_survey.response import Mode, Response
from sstc_survey.storage import ResponseFile, atomic, encoding


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str, *arguments: str
) -> tuple[int, str]:
    """Run the program in this process; return its exit code and what it said."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode()), encoding="utf-8"))
    code = run_program(list(arguments))
    said = capsys.readouterr()
    return code, said.out + said.err


def drafts(folder: Path) -> list[Path]:
    return list(folder.glob("answers/*/*.json"))


def test_a_reply_that_no_file_can_hold_is_rejected_and_the_question_put_again(
    small: str, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(encoding, "MAX_DRAFT", 2_000)
    code, said = run(monkeypatch, capsys, f"{'x' * 2_000}\nSok\nradio\n\n30\nsave\n", "run", small, "--plain")
    assert "the response would contain" in said
    assert "NOT saved" not in said
    assert said.count("Who are you?") >= 2
    (path,) = drafts(here)
    response = json.loads(path.read_text("utf-8"))
    assert (code, response["status"], response["answers"]["who"]) == (0, "complete", "Sok")


def test_what_the_end_needs_is_kept_free(
    small: str, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(encoding, "MAX_DRAFT", 965)
    code, _ = run(monkeypatch, capsys, "Sok\nradio\n\n30\nsave\n", "run", small, "--plain")
    assert code == 0
    (path,) = drafts(here)
    assert path.stat().st_size > 965


@pytest.mark.usefixtures("here")
def test_a_copy_of_the_questionnaire_that_is_deleted_meanwhile_comes_back(small: str) -> None:
    loaded = load(small)
    head = new_response(loaded, Mode.PLAIN, "en", None, now())
    interview = begin_interview(loaded.questionnaire, head)
    with FileKeeper.begin("answers", loaded, head, now) as keeper:
        assert keeper.save(interview) is None
        (copy,) = Path("answers").glob("small/questionnaires/*.yaml")
        copy.unlink()
        assert keeper.save(interview) is None
        assert copy.read_bytes() == loaded.text
        shutil.rmtree(copy.parent)
        assert keeper.save(interview) is None
        assert copy.read_bytes() == loaded.text


@pytest.mark.parametrize("way", ["deleted", "changed"])
def test_a_draft_without_its_copy_resumes_with_the_same_questionnaire(
    small: str, here: Path, program: Any, way: str
) -> None:
    program("run", small, "--plain", typed="Sok\n")
    (copy,) = here.glob("answers/small/questionnaires/*.yaml")
    if way == "deleted":
        copy.unlink()
    else:
        copy.write_bytes(copy.read_bytes() + b"# changed\n")
    assert program("run", "--plain", "--resume").code == 2
    other = here / "other.yaml"
    other.write_text((here / small).read_text("utf-8").replace("How old", "How very old"), encoding="utf-8")
    assert program("run", "other.yaml", "--plain", "--resume").code == 2
    assert program("run", small, "--plain", "--resume", typed="radio\n\n30\nsave\n").code == 0
    assert copy.read_bytes() == (here / small).read_bytes()
    # What was changed may be somebody's work.
    aside = [path for path in copy.parent.iterdir() if ".changed-" in path.name]
    assert [path.read_bytes()[-10:] for path in aside] == ([b"# changed\n"] if way == "changed" else [])


def test_the_shipped_panel_needs_no_copy(here: Path, program: Any) -> None:
    program("run", "--plain", typed="\n")
    shutil.rmtree(next(here.glob("answers/*/questionnaires")))
    outcome = program("run", "--plain", "--resume", typed="\n")
    assert "Resuming where it stopped" in outcome.err
    assert list(here.glob("answers/*/questionnaires/*.yaml"))


@pytest.mark.parametrize("at", range(1, 12))
def test_a_first_save_that_fails_leaves_no_draft(
    small: str, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], at: int
) -> None:
    real, calls = os.fsync, 0

    def failing(descriptor: int) -> None:
        nonlocal calls
        calls += 1
        if calls >= at:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", failing)
    code, said = run(monkeypatch, capsys, "", "run", small, "--plain")
    monkeypatch.setattr(os, "fsync", real)
    assert code in {1, 2}
    if "Draft saved" not in said:
        assert drafts(here) == []
    assert not list(here.rglob(".*.tmp"))


def test_control_without_taking_back_an_empty_draft_stays(
    small: str, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real, saved = atomic.sync_folder, 0

    def failing(path: str) -> None:
        nonlocal saved
        if list(here.glob("answers/small/*.json")):
            saved += 1
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(path)

    for module in ("atomic", "response_file"):
        monkeypatch.setattr(f"sstc_survey.storage.{module}.sync_folder", failing)
    monkeypatch.setattr("sstc_survey.commands.shared.keeper.FileKeeper.remove_saved", lambda _keeper: None)
    assert run(monkeypatch, capsys, "", "run", small, "--plain")[0] == 1
    assert saved
    assert len(drafts(here)) == 1


@pytest.mark.parametrize("seconds", [-1.0, -1e12, 253_402_300_800.0, 1e18])
@pytest.mark.parametrize("arguments", [("run", "--plain"), ("run", "--replies", "one.yaml"), ("simulate",)])
def test_a_clock_that_cannot_be_right_is_said(
    small: str,
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    seconds: float,
) -> None:
    (here / "one.yaml").write_text("age: 3\n", encoding="utf-8")
    monkeypatch.setattr(time, "time", lambda: seconds)
    code, said = run(monkeypatch, capsys, "", arguments[0], small, *arguments[1:])
    assert code == 1
    assert "the clock of this computer is wrong" in said
    assert drafts(here) == []


def test_a_fixed_time_that_cannot_be_is_said(small: str, here: Path, program: Any) -> None:
    assert here.is_dir()
    outcome = program("simulate", small, "-n", "2", env={"SOURCE_DATE_EPOCH": "9" * 15})
    assert outcome.code == 1
    assert "the clock of this computer is wrong" in outcome.err
    assert program("simulate", small, "-n", "2", "--answers", "x", env={"SOURCE_DATE_EPOCH": "5"}).code in {0, 1}


def test_a_draft_that_cannot_be_gone_on_with_stays(small: str, here: Path, program: Any) -> None:
    program("run", small, "--plain", typed="Sok\n")
    (path,) = drafts(here)
    before = path.read_bytes()
    limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0));"
    limited += "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
    limited += "from sstc_survey.cli import run_program; sys.exit(run_program(sys.argv[1:]))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(each for each in sys.path if each)}
    ended = subprocess.run(
        [sys.executable, "-c", limited, "run", "--plain", "--resume"],
        cwd=here, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        check=False, timeout=300,
    )  # fmt: skip
    assert ended.returncode == 1
    assert path.read_bytes() == before


def test_answers_whose_folder_is_gone_at_the_end_are_written_again(
    small: str, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real, calls = ResponseFile.save, 0

    def save(file: ResponseFile, response: Response) -> Problem | None:
        nonlocal calls
        calls += 1
        if calls == 3:
            shutil.rmtree(here / "answers")
        return real(file, response)

    monkeypatch.setattr(ResponseFile, "save", save)
    code, said = run(monkeypatch, capsys, "Sok\nradio\n/quit\n", "run", small, "--plain")
    assert code == 1
    assert "NOT saved" in said
    assert "Draft saved" in said
    (path,) = drafts(here)
    assert json.loads(path.read_text("utf-8"))["answers"]["who"] == "Sok"


def test_an_empty_line_tries_again(
    small: str, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real, calls = ResponseFile.save, 0

    def save(file: ResponseFile, response: Response) -> Problem | None:
        nonlocal calls
        calls += 1
        return Problem(codes.DISK_FULL) if calls == 2 else real(file, response)

    monkeypatch.setattr(ResponseFile, "save", save)
    typed = "Sok\n\nradio\n\n30\nsave\n"
    assert run(monkeypatch, capsys, typed, "run", small, "--plain")[0] == 0
    (path,) = drafts(here)
    assert json.loads(path.read_text("utf-8"))["answers"]["who"] == "Sok"
