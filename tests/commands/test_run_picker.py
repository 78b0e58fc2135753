"""`run --resume` at a terminal, where there are several drafts to pick from."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import termios
from pathlib import Path
from typing import Any

import pexpect
import pytest

LOCAL = termios.ECHO | termios.ICANON

NARROWEST = 20


def terminal(folder: Path, *arguments: str, columns: int = 80, language: str = "") -> Any:
    """Start the program on a terminal of its own."""
    environment = {key: value for key, value in os.environ.items() if key not in {"COLUMNS", "NO_COLOR", "ACCESSIBLE"}}
    if language:
        environment |= {"LC_ALL": f"{language}.UTF-8", "PYTHONUTF8": "1"}
    return pexpect.spawn(
        sys.executable, ["-m", "sstc_survey", "run", *arguments],
        cwd=str(folder), env={**environment, "TERM": "xterm-256color"}, dimensions=(24, columns), timeout=300,
        encoding="utf-8",
    )  # fmt: skip


@pytest.fixture
def drafts(program: Any, small: str, tmp_path: Path) -> list[str]:
    """Leave three drafts, with no answer, one and two; return their ids."""
    for typed in ("/comment later\n", "Sok\n", "Sok\n1\n\n"):
        assert program("run", small, typed=typed).code == 1
    documents = [json.loads(file.read_text(encoding="utf-8")) for file in (tmp_path / "answers").glob("*/*.json")]
    return [document["id"] for document in sorted(documents, key=lambda document: len(document["answers"]))]


def ended(child: Any) -> int:
    child.expect(pexpect.EOF)
    child.close()
    return int(child.exitstatus)


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
@pytest.mark.usefixtures("drafts")
def test_a_signal_at_the_list_of_drafts_restores_the_terminal(
    tmp_path: Path, number: signal.Signals, code: int, plain: bool
) -> None:
    child = terminal(tmp_path, *["--plain"] * plain, "--resume")
    before = termios.tcgetattr(child.child_fd)[3]
    child.expect("Which draft\\?")
    child.expect("/quit" if plain else "stop")
    child.kill(number)
    child.expect(pexpect.EOF)
    after = termios.tcgetattr(child.child_fd)[3]
    assert ended(child) == code
    assert after & LOCAL == before & LOCAL


def test_a_draft_is_picked_from_the_list(drafts: list[str], tmp_path: Path) -> None:
    child = terminal(tmp_path, "--resume")
    child.expect("Which draft\\?")
    child.expect("stop")
    child.send("\r")
    child.expect("choose one of these first")
    child.send("2\r")
    child.expect("2 of 3")
    child.expect("Which media\\?")
    child.expect("stop")
    child.send("\x03")
    child.expect(f"run --resume {drafts[1]}")
    assert ended(child) == 130


@pytest.mark.parametrize("plain", [False, True])
def test_the_draft_that_was_begun_last_is_first_whatever_its_questionnaire(
    program: Any, drafts: list[str], small: str, tmp_path: Path, plain: bool
) -> None:
    text = Path(tmp_path, small).read_text(encoding="utf-8")
    (tmp_path / "another.yaml").write_text(re.sub("(?m)^id: .*", "id: a-first-by-name", text), encoding="utf-8")
    assert program("run", "another.yaml", typed="Dara\n").code == 1
    (newest,) = (tmp_path / "answers/a-first-by-name").glob("*.json")
    child = terminal(tmp_path, *["--plain"] * plain, "--resume")
    child.expect("/quit" if plain else "F10 stop")
    places = [child.before.index(each[:13]) for each in (newest.stem, *drafts[::-1])]
    assert places == sorted(places)
    child.close(force=True)


@pytest.mark.usefixtures("drafts")
def test_the_list_is_in_the_language_of_the_terminal(tmp_path: Path) -> None:
    child = terminal(tmp_path, "--resume", language="zh_CN")
    child.expect("哪一份草稿？")
    child.expect("，已完成 2/3，")
    child.expect("停止")
    child.send("\r")
    child.expect("请先选择一项")
    child.send("\x04")
    child.expect("找到 3 份草稿")
    assert ended(child) == 2
    child = terminal(tmp_path, "--plain", "--resume", language="zh_CN")
    child.expect("输入其编号，或“/quit”：")
    child.sendline("9")
    child.expect("“9”在此无效")
    child.sendline("/quit")
    child.expect("找到 3 份草稿")
    assert ended(child) == 2


@pytest.mark.usefixtures("drafts")
@pytest.mark.parametrize("keys", ["\x1b[21~", "\x04"])
def test_none_need_be_picked(tmp_path: Path, keys: str) -> None:
    child = terminal(tmp_path, "--resume")
    child.expect("Which draft\\?")
    child.expect("stop")
    child.send(keys)
    child.expect("3 drafts found")
    assert ended(child) == 2


@pytest.mark.parametrize("columns", [80, 40, NARROWEST])
def test_drafts_are_told_apart_at_any_width(drafts: list[str], tmp_path: Path, columns: int) -> None:
    child = terminal(tmp_path, "--resume", columns=columns)
    child.expect("Which draft\\?")
    child.expect("stop")
    # Broken into lines; at the narrowest, the end of the last one is below the list, which says so.
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\s", "", child.before)
    in_view = drafts[:0:-1] if "↓1more" in shown else drafts[::-1]
    assert len(in_view) == (2 if columns == NARROWEST else 3)
    for progress, draft in zip(("2of3,Sok", "1of3,Sok", "0of3"), in_view, strict=False):
        assert re.search(rf"\d{{4}}-\d\d-\d\d\d\d:\d\d,{progress},Small,{draft[:12]}", shown)
    child.send("\x03")
    assert ended(child) == 130


def test_without_menus_a_draft_is_picked_by_its_number(drafts: list[str], tmp_path: Path) -> None:
    child = terminal(tmp_path, "--plain", "--resume")
    child.expect(f"  1\\. .*2 of 3, Sok, Small, {drafts[2][:13]}")
    child.expect("number")
    child.sendline("4")
    child.expect('"4" is not valid here')
    child.sendline("1")
    child.expect("How old are you\\?")
    child.sendline("/quit")
    child.expect(f"sstc-survey run --plain --resume {drafts[2]}")
    assert "\x1b[" not in child.before
    assert ended(child) == 1


@pytest.mark.usefixtures("drafts")
def test_without_menus_none_need_be_picked(tmp_path: Path) -> None:
    child = terminal(tmp_path, "--plain", "--resume")
    child.expect("number")
    child.sendline("/quit")
    child.expect("3 drafts found")
    assert ended(child) == 2
