"""`run` that is suspended and goes on, and terminals that it cannot draw on."""

from __future__ import annotations

import json
import os
import signal
import sys
import termios
from pathlib import Path
from typing import Any

import pexpect
import pytest

TWO = """\
id: two
version: "1"
title: Two
questions:
  - {name: word, type: text, label: First word?}
  - {name: one, type: select_one, label: Which one?, choices: {a: Alpha, b: Beta}}
"""
RUN = f'"{sys.executable}" -m sstc_survey run two.yaml'


def environment(term: str = "xterm-256color") -> dict[str, str]:
    dropped = {"COLUMNS", "NO_COLOR", "ACCESSIBLE", "ENV"}
    return {**{key: value for key, value in os.environ.items() if key not in dropped}, "TERM": term, "PS1": "ready> "}


def spawned(folder: Path, command: str, *arguments: str, term: str = "xterm-256color") -> Any:
    (folder / "two.yaml").write_text(TWO, encoding="utf-8")
    return pexpect.spawn(
        command, list(arguments), cwd=str(folder), env=environment(term), dimensions=(30, 100), timeout=120,
        encoding="utf-8",
    )  # fmt: skip


def word(folder: Path) -> object:
    (file,) = (folder / "answers").glob("*/*.json")
    return json.loads(file.read_text(encoding="utf-8"))["answers"].get("word")


def end(child: Any) -> None:
    child.send("\x03")
    child.expect("Draft saved|no draft was saved")
    child.close()


@pytest.mark.parametrize(("plain", "asks"), [("", "F10 stop"), (" --plain", "Answer: ")])
def test_ctrl_z_suspends_and_fg_goes_on(tmp_path: Path, plain: str, asks: str) -> None:
    shell = spawned(tmp_path, "/bin/sh", "-i")
    shell.expect_exact("ready> ")
    shell.sendline(RUN + plain)
    shell.expect("First word")
    shell.expect_exact(asks)
    if not plain:
        shell.send("hel")
        shell.expect("hel")
    for _ in range(2):
        shell.send("\x1a")
        shell.expect("Stopped|Suspended")
        shell.expect_exact("ready> ")
        shell.sendline("fg")
        shell.expect("two.yaml")
        if not plain:
            shell.expect("First word")
            shell.expect_exact(asks)
    shell.send("hello\r" if plain else "lo\r")
    shell.expect("Which one")
    shell.expect_exact(asks)
    end(shell)
    assert word(tmp_path) == "hello"


def test_a_terminal_that_was_changed_while_it_was_stopped_is_taken_again(tmp_path: Path) -> None:
    child = spawned(tmp_path, sys.executable, "-m", "sstc_survey", "run", "two.yaml")
    child.expect("First word")
    child.expect_exact("F10 stop")
    child.send("hel")
    child.expect("hel")
    child.kill(signal.SIGSTOP)
    mode = termios.tcgetattr(child.child_fd)
    mode[0] |= termios.ICRNL | termios.IXON
    mode[3] |= termios.ECHO | termios.ICANON | termios.ISIG
    termios.tcsetattr(child.child_fd, termios.TCSANOW, mode)
    child.kill(signal.SIGCONT)
    child.expect("First word")
    child.expect_exact("F10 stop")
    again = termios.tcgetattr(child.child_fd)
    assert not again[0] & (termios.ICRNL | termios.IXON)
    assert not again[3] & (termios.ECHO | termios.ICANON | termios.ISIG)
    child.send("lo\r")
    child.expect("Which one")
    child.expect_exact("F10 stop")
    end(child)
    assert word(tmp_path) == "hello"


@pytest.mark.parametrize(
    ("term", "asks"),
    [
        ("", "Answer: "),
        ("dumb", "Answer: "),
        ("unknown", "Answer: "),
        ("no-such-terminal", "Answer: "),
        ("vt100", "F10 stop"),
        ("tmux-256color", "F10 stop"),
    ],
)
def test_a_terminal_that_is_not_known_is_asked_line_by_line(tmp_path: Path, term: str, asks: str) -> None:
    child = spawned(tmp_path, sys.executable, "-m", "sstc_survey", "run", "two.yaml", term=term)
    child.expect("First word")
    child.expect_exact(asks)
    end(child)


def test_ctrl_s_stops_no_output_between_two_questions(tmp_path: Path) -> None:
    child = spawned(tmp_path, sys.executable, "-m", "sstc_survey", "run", "two.yaml")
    before = termios.tcgetattr(child.child_fd)[0]
    child.expect("First word")
    child.expect_exact("F10 stop")
    assert not termios.tcgetattr(child.child_fd)[0] & termios.IXON
    child.send("\x03")
    child.expect("no draft was saved")
    child.expect(pexpect.EOF)
    assert termios.tcgetattr(child.child_fd)[0] & termios.IXON == before & termios.IXON
    child.close()
