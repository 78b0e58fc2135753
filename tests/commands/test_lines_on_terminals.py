"""What is said on standard error: broken between words at a terminal, whole lines anywhere else."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import struct
import subprocess
import sys
import termios
import tty
from pathlib import Path

import pytest
from conftest import Program

NARROW = 40
EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "answers"
PANEL = "sstc-panel-2016"
# A file that is refused, drafts that are not exported, and more that the reader has to know.
CALLS = {
    "export": ("export", "--output", "all.csv"),
    "export with a condition": ("export", "--where", "${country} = 'kh'", "--output", "some.csv"),
    "report": ("report", "--output", "report.md"),
    "codebook": ("codebook", "answers", "--output", "codebook.md"),
    "summarize": ("summarize", "--output", "summary.txt"),
    "summarize a question that is not there": ("summarize", "--question", "nothing"),
    "list": ("list",),
    "pack": ("pack", "answers", "--output", "all.jsonl"),
    "nothing there": ("export", "a folder which is not there at all", "--output", "none.csv"),
}


@pytest.fixture(autouse=True)
def answers(tmp_path: Path) -> Path:
    """Put the answers of the examples in the folder."""
    shutil.copytree(EXAMPLES, tmp_path / "answers")
    return tmp_path / "answers"


def on_narrow_terminal(folder: Path, *arguments: str) -> str:
    """Return what comes on a narrow terminal of standard error, while standard output goes to a file."""
    controller, end = os.openpty()
    tty.setraw(end)
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("4H", 24, NARROW, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    with (folder / "printed").open("wb") as printed:
        subprocess.run(
            [sys.executable, "-m", "sstc_survey", *arguments],
            stdin=subprocess.DEVNULL, stdout=printed, stderr=end, cwd=folder, check=False, timeout=300,
            env={**environment, "NO_COLOR": "1"},
        )  # fmt: skip
    os.close(end)
    written = b""
    # Linux tells the end by an error.
    with contextlib.suppress(OSError):
        while part := os.read(controller, 65_536):
            written += part
    os.close(controller)
    return written.decode()


@pytest.mark.parametrize("name", CALLS)
def test_lines_are_broken_between_words_on_a_terminal_and_whole_elsewhere(
    name: str, program: Program, tmp_path: Path
) -> None:
    whole = program(*CALLS[name], env={"COLUMNS": str(NARROW)}).err
    for path in ("all.jsonl", "printed"):
        (tmp_path / path).unlink(missing_ok=True)
    shown = on_narrow_terminal(tmp_path, *CALLS[name])
    assert shown.split() == whole.split()
    assert all(len(line) <= NARROW or len(line.split()) == 1 for line in shown.splitlines()), shown
    assert max(map(len, whole.splitlines())) > NARROW


def test_a_path_stays_in_one_piece(answers: Path, tmp_path: Path) -> None:
    (damaged,) = [path for path in (answers / PANEL).glob("*.json") if path.read_bytes()[-2:] != b"}\n"]
    shown = on_narrow_terminal(tmp_path, "export", "--output", "all.csv")
    assert f"  {damaged.relative_to(tmp_path)}:\n" in shown
