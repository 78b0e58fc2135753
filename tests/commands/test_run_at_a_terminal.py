"""`run` at a real terminal: signals at every kind of prompt, a whole panel, kill -9 and going on."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest

THREE = """\
id: three
version: "1"
title: Three
questions:
  - {name: word, type: text, label: First word?}
  - {name: one, type: select_one, label: Which one?, choices: {a: Alpha, b: Beta}}
  - {name: several, type: select_multiple, label: Which several?, choices: {a: Alpha, b: Beta}}
  - {name: story, type: text, multiline: true, label: The story?}
"""
KINDS = {"word": 0, "one": 1, "several": 2}
QUESTIONS = ["First word\\?", "Which one\\?", "Which several\\?", "The story\\?"]
KEYS = ["hello\r", "1\r", " \r"]


def terminal(folder: Path, *arguments: str, columns: int = 80) -> Any:
    """Start the program on a terminal of its own."""
    environment = {key: value for key, value in os.environ.items() if key not in {"COLUMNS", "NO_COLOR", "ACCESSIBLE"}}
    return pexpect.spawn(
        sys.executable, ["-m", "sstc_survey", *arguments],
        cwd=str(folder), env={**environment, "TERM": "xterm-256color"}, dimensions=(24, columns), timeout=300,
        encoding="utf-8",
    )  # fmt: skip


def answered(child: Any, count: int) -> None:
    """Answer so many questions, and wait until the next one takes keys."""
    for question, keys in zip(QUESTIONS[:count], KEYS[:count], strict=True):
        child.expect(question)
        child.expect("stop")
        child.send(keys)
    child.expect(QUESTIONS[count])
    child.expect("stop")


def saved(folder: Path) -> dict[str, Any]:
    (file,) = (folder / "answers").glob("*/*.json")
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return document


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 300
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_restores_the_terminal_and_keeps_the_draft(
    program: Any, tmp_path: Path, kind: str, number: signal.Signals, code: int
) -> None:
    (tmp_path / "three.yaml").write_text(THREE, encoding="utf-8")
    child = terminal(tmp_path, "run", "three.yaml")
    before = termios.tcgetattr(child.child_fd)[3]
    answered(child, KINDS[kind])
    child.kill(number)
    child.expect("sstc-survey run --resume [0-9a-f-]{36}" if KINDS[kind] else "no draft was saved")
    child.expect(pexpect.EOF)
    after = termios.tcgetattr(child.child_fd)[3]
    child.close()
    assert child.exitstatus == code
    assert after & (termios.ECHO | termios.ICANON) == before & (termios.ECHO | termios.ICANON)
    if not KINDS[kind]:
        assert not list(tmp_path.glob("answers/*/*.json"))
        return
    draft = saved(tmp_path)
    assert draft["position"] == kind
    assert len(draft["answers"]) == KINDS[kind]
    assert re.search(QUESTIONS[KINDS[kind]], program("run", "--resume").err)


def test_ctrl_c_typed_at_a_prompt_is_an_interrupt(tmp_path: Path) -> None:
    (tmp_path / "three.yaml").write_text(THREE, encoding="utf-8")
    child = terminal(tmp_path, "run", "three.yaml")
    answered(child, 1)
    child.send("\x03")
    child.expect("To resume, run")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130


def test_a_hang_up_of_the_terminal_keeps_the_draft(tmp_path: Path) -> None:
    (tmp_path / "three.yaml").write_text(THREE, encoding="utf-8")
    child = terminal(tmp_path, "run", "three.yaml")
    answered(child, 2)
    child.close(force=False)
    child.wait() if child.isalive() else None
    assert saved(tmp_path)["answers"] == {"word": "hello", "one": "a"}


@pytest.mark.parametrize("end", ["\x1b[21~", "\x03", signal.SIGTERM, signal.SIGHUP, signal.SIGKILL, "hang-up"])
def test_what_was_typed_and_not_given_stands_there_again(tmp_path: Path, end: str | signal.Signals) -> None:
    (tmp_path / "three.yaml").write_text(THREE, encoding="utf-8")
    child = terminal(tmp_path, "run", "three.yaml")
    answered(child, 3)
    child.send("one\rtwo")
    child.expect("two")
    if end is signal.SIGKILL:
        wait_until(lambda: saved(tmp_path)["unfinished"] != {})
    if end == "hang-up":
        child.close(force=False)
    elif isinstance(end, str):
        child.send(end)
    else:
        child.kill(end)
    child.wait() if child.isalive() else None
    draft = saved(tmp_path)
    assert draft["unfinished"] == {"story": {"text": "one\ntwo"}}
    assert "story" not in draft["answers"]
    child = terminal(tmp_path, "run", "--resume")
    child.expect("Not entered yet:")
    child.expect("stop")
    child.send(" three\x1b\r")
    child.expect("Save and finish")
    child.close(force=True)
    assert saved(tmp_path)["answers"]["story"] == "one\ntwo three"
    assert saved(tmp_path)["unfinished"] == {}


def test_what_stood_in_the_field_of_an_interview_that_cannot_be_saved_is_said_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "three.yaml").write_text(THREE, encoding="utf-8")
    child = terminal(tmp_path, "run", "three.yaml")
    answered(child, 0)
    child.send("hello")
    child.expect("hello")
    (file,) = (tmp_path / "answers").glob("*/*.json")
    shutil.rmtree(file.parent / ".locks")
    (tmp_path / "answers" / "three").rename(tmp_path / "gone")
    child.expect("What is being typed is NOT saved")
    child.send("\x1b[21~")
    child.expect("What is being typed is NOT saved")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1


FIRST_PART = [
    ("What is your name\\?", "Panellist\r"),
    ("Which institution", "\x1b[20~"),  # F9: refused
    ("Which country", "camb\r"),
    ("In which role", "\x1bOQ"),  # F2: back
    ("3 of 9", "\r"),
]
SECOND_PART = [
    ("4 of 9", "1\r"),
    ("How may your answers be quoted", "1\r"),
    ("6 of 9", " \r"),
    ("Comment", "aloud\r"),
    ("7 of 9", "one\rtwo\x1b\r"),
    ("8 of 9", "\x1b[19~"),  # F8: don't know
    ("9 of 9", "\x1bOR"),  # F3: leave blank
]


def test_the_panel_is_held_refused_killed_and_gone_on_with(tmp_path: Path) -> None:
    child = terminal(tmp_path, "run")
    for question, keys in FIRST_PART:
        child.expect(question)
        child.expect("stop")
        child.send(keys)
    child.expect("In which role")
    child.expect("stop")
    child.kill(signal.SIGKILL)
    child.wait()
    draft = saved(tmp_path)
    assert (draft["answers"], draft["missing"]) == ({"name": "Panellist", "country": "kh"}, {"institution": "refused"})
    again = terminal(tmp_path, "run", "--resume", draft["id"][:13], columns=40)
    for question, keys in SECOND_PART:
        again.expect(question)
        again.expect("stop")
        again.send(keys)
    again.expect("Save and finish")
    again.send("s\r")
    again.expect("Saved:")
    again.expect(pexpect.EOF)
    again.close()
    assert again.exitstatus == 0
    response = saved(tmp_path)
    assert (response["status"], response["id"]) == ("complete", draft["id"])
    assert response["answers"]["usefulness"] == ["learn"]
    assert response["answers"]["practices"] == "one\ntwo"
    assert response["comments"] == {"usefulness": "aloud"}
    assert response["missing"] == {"institution": "refused", "optimisation": "dont_know", "contribution": "blank"}


def test_what_is_written_to_standard_output_is_no_prompt(tmp_path: Path) -> None:
    (tmp_path / "three.yaml").write_text(THREE, encoding="utf-8")
    line = f'"{sys.executable}" -m sstc_survey run three.yaml > out.txt'
    environment = {**os.environ, "TERM": "xterm-256color"}
    child = pexpect.spawn("/bin/sh", ["-c", line], cwd=str(tmp_path), env=environment, timeout=300, encoding="utf-8")
    child.expect("First word")
    child.expect("stop")
    child.send("\x03")
    child.expect(pexpect.EOF)
    child.close()
    assert (tmp_path / "out.txt").read_text() == ""


@pytest.mark.parametrize("columns", [40, 20])
def test_narrow_terminals_show_the_question_whole(tmp_path: Path, columns: int) -> None:
    (tmp_path / "long.yaml").write_text(
        "id: long\nversion: '1'\ntitle: Long\nquestions:\n"
        "  - {name: q, type: text, label: Which of the many good practices would you name first of all?}\n",
        encoding="utf-8",
    )
    child = terminal(tmp_path, "run", "long.yaml", columns=columns)
    child.expect("1 of 1")
    child.expect("stop")
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", child.before).split()
    assert "Which of the many good practices would you name first of all?" in " ".join(shown)
    child.send("this one\r")
    child.expect("Save and")
    child.send("s\r")
    child.expect("Another interview\\?")
    child.send("\r")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
