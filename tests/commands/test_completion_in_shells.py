"""Completion in the shells themselves: nothing that others wrote is run, split or lost.

The controls: the same names as they would be sent without care.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pexpect
import pytest
from conftest import Program
from typer._click.shell_completion import CompletionItem
from typer._completion_classes import ZshComplete
from typer._completion_shared import get_completion_script

COMPLETE = "_SSTC_SURVEY_COMPLETE"
# Each would make the file `ran`, or shows what of it went missing.
NAMES = (
    "$(touch ran)",
    "`touch ran`",
    "\\$(touch ran)",
    "x'; touch ran; '",
    'x"; touch ran; "',
    "x); touch ran; (",
    "x; touch ran",
    "a:b:c \\: \\",
    "[bold]d[/bold] [a-z]* ~ {a,b} !x",
    "two  spaces",
    "李明 ’s",
)
QUESTIONNAIRE = """\
id: stalls
version: "1"
title: Stalls
respondent: [who]
questions:
  - {name: who, type: text, multiline: true, label: Who?}
"""
needs_zsh = pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed")
needs_fish = pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")


@pytest.fixture
def shelled(program: Program, tmp_path: Path) -> Callable[[str], dict[str, str]]:
    """Save responses and summaries under these names; return how the program answers a shell, and with what around."""
    (tmp_path / "stalls.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (tmp_path / "all.jsonl").write_text("".join(json.dumps({"who": name}) + "\n" for name in NAMES), encoding="utf-8")
    assert program("run", "stalls.yaml", "--replies", "all.jsonl").code == 0
    summaries = json.dumps({name: {} for name in NAMES}, indent=1)
    (tmp_path / "answers/summaries.yaml").write_text(summaries, encoding="utf-8")
    # What the shell would expand, if it was asked to.
    (tmp_path / "d").touch()

    def answers_with(answer: str) -> dict[str, str]:
        """Put a program there that answers so, and return an environment that finds it."""
        (tmp_path / "bin").mkdir(exist_ok=True)
        (tmp_path / "bin/answer").write_text(answer, encoding="utf-8")
        path = tmp_path / "bin/sstc-survey"
        path.write_text('#!/bin/sh\ncat "${0%/*}/answer"\n', encoding="utf-8")
        path.chmod(0o755)
        kept = {key: os.environ[key] for key in ("LANG", "LC_ALL", "TERM") if key in os.environ}
        return {**kept, "PATH": f"{path.parent}:{os.environ['PATH']}", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}

    return answers_with


def script(program: Program, shell: str) -> str:
    return program("--show-completion", shell).out


def former_script(shell: str) -> str:
    return get_completion_script(prog_name="sstc-survey", complete_var=COMPLETE, shell=shell)


def offered_in_bash(folder: Path, own: str, environment: dict[str, str], word: str = "''") -> list[str]:
    """Complete a word in bash, run what would stand on the line, and return the words that a program then gets."""
    (folder / "script").write_text(own, encoding="utf-8")
    lines = (
        "source ./script",
        f"COMP_WORDS=(sstc-survey summarize --use {word}) COMP_CWORD=3",
        "_sstc_survey_completion sstc-survey",
        'for each in "${COMPREPLY[@]}"; do eval "set -- $QUOTE$each$QUOTE"; printf "%s\\n" "$@"; done',
    )
    command = ["bash", "--norc", "--noprofile", "-c", "\n".join(lines)]
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return ended.stdout.splitlines()


@pytest.mark.parametrize("installed", ["now", "before"])
def test_bash_puts_names_on_the_line_as_they_are(
    program: Program, tmp_path: Path, shelled: Callable[[str], dict[str, str]], installed: str
) -> None:
    own = script(program, "bash") if installed == "now" else former_script("bash")
    asked = {COMPLETE: "complete_bash", "COMP_WORDS": "sstc-survey\nsummarize\n--use\n", "COMP_CWORD": "3"}
    answer = program(env=asked).out
    assert offered_in_bash(tmp_path, own, shelled(answer)) == list(NAMES)
    assert not (tmp_path / "ran").exists()
    offered_in_bash(tmp_path, own, shelled("".join(f"{name}\n" for name in NAMES)))
    assert (tmp_path / "ran").exists()


@pytest.mark.parametrize("quote", ['"', "'"])
def test_bash_completes_within_a_quote(
    program: Program, tmp_path: Path, shelled: Callable[[str], dict[str, str]], quote: str
) -> None:
    asked = {COMPLETE: "complete_bash", "COMP_WORDS": f"sstc-survey\nsummarize\n--use\n{quote}", "COMP_CWORD": "3"}
    answer = program(env=asked).out
    environment = {**shelled(answer), "QUOTE": quote}
    assert offered_in_bash(tmp_path, script(program, "bash"), environment, f"\\{quote}") == list(NAMES)
    assert not (tmp_path / "ran").exists()


def listed_by_zsh(folder: Path, own: str, environment: dict[str, str]) -> str:
    """Let zsh list what can follow `show`, and return what it writes."""
    (folder / "script").write_text(own, encoding="utf-8")
    child = pexpect.spawn(
        "zsh", ["-f", "-i"], cwd=str(folder), env={**environment, "PS1": "ready> ", "TERM": "dumb"},
        dimensions=(60, 160), timeout=120, encoding="utf-8",
    )  # fmt: skip
    child.expect_exact("ready> ")
    child.send("autoload -Uz compinit; compinit -D -u; bindkey '^T' list-choices; source ./script; print is set\r")
    child.expect("\nis set")
    child.expect_exact("ready> ")
    child.send("sstc-survey show \x14\x15print is 'over'\r")
    child.expect("\nis over")
    child.close(force=True)
    return str(child.before)


@needs_zsh
@pytest.mark.parametrize("installed", ["now", "before"])
def test_zsh_lists_names_as_they_are(
    program: Program, tmp_path: Path, shelled: Callable[[str], dict[str, str]], installed: str
) -> None:
    own = script(program, "zsh") if installed == "now" else former_script("zsh")
    asked = {COMPLETE: "complete_zsh", "_TYPER_COMPLETE_ARGS": "sstc-survey show "}
    listed = listed_by_zsh(tmp_path, own, shelled(program(env=asked).out))
    names = [name if installed == "now" else " ".join(name.split()) for name in NAMES]
    assert [name for name in names if f"-- {name}, " not in listed] == []
    assert not (tmp_path / "ran").exists()

    shell = ZshComplete(None, {}, "sstc-survey", COMPLETE)  # type: ignore[arg-type]
    control = "\\$(touch ran)"
    typed = shell.format_completion(CompletionItem("0", help=control))
    listed_by_zsh(tmp_path, own, shelled(f"_arguments '*: :(({typed}))'"))
    assert (tmp_path / "ran").exists()


@needs_zsh
def test_every_tab_in_zsh_completes(program: Program, tmp_path: Path, shelled: Callable[[str], dict[str, str]]) -> None:
    environment = shelled("local -a offered; offered=(\n'summarize:Tabulate'\n); _describe -V value offered\n")
    assert program("--install-completion", "zsh", env=environment).code == 0

    def completed() -> list[bool]:
        child = pexpect.spawn(
            "zsh", ["-i"], cwd=str(tmp_path), env={**environment, "PS1": "", "TERM": "dumb"},
            dimensions=(30, 100), timeout=120, encoding="utf-8",
        )  # fmt: skip
        child.send("print 'is ''there'\r")
        child.expect("\nis there")
        found = []
        for number in range(3):
            # The line is completed and then, from its beginning, made one that prints it.
            child.send(f"sstc-survey su\t\x01print 'is ''typed' {number} \x05\r")
            child.expect(f"\nis typed {number} sstc-survey ([a-z]+)")
            found.append("summarize" in str(child.after))
        child.close(force=True)
        return found

    assert completed() == [True] * 3
    (tmp_path / ".zfunc/_sstc-survey").write_text(former_script("zsh"), encoding="utf-8")
    assert completed() == [False, True, True]


def offered_by_fish(folder: Path, own: str, environment: dict[str, str]) -> Sequence[str]:
    (folder / "script").write_text(own, encoding="utf-8")
    command = ["fish", "--no-config", "-c", "source ./script; complete -C 'sstc-survey show '"]
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return ended.stdout.splitlines()


@needs_fish
def test_fish_lists_names_as_they_are(
    program: Program, tmp_path: Path, shelled: Callable[[str], dict[str, str]]
) -> None:
    asked = {
        COMPLETE: "complete_fish",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "_TYPER_COMPLETE_ARGS": "sstc-survey show ",
    }
    listed = offered_by_fish(tmp_path, script(program, "fish"), shelled(program(env=asked).out))
    said = [line.partition("\t")[2] for line in listed]
    assert [name for name in NAMES if not any(each.startswith(f"{name}, ") for each in said)] == []
    assert len(listed) == len(NAMES)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell", "pwsh"])
@pytest.mark.parametrize("command", ["show ", "summarize --use "])
def test_an_item_is_a_line_whatever_is_in_it(program: Program, tmp_path: Path, shell: str, command: str) -> None:
    name = "a\nb\tc\x1b[31md\x9b\u202e\r"
    (tmp_path / "stalls.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (tmp_path / "one.json").write_text(json.dumps({"who": name}), encoding="utf-8")
    assert program("run", "stalls.yaml", "--replies", "one.json").code == 0
    (tmp_path / "answers/summaries.yaml").write_text(json.dumps({name: {}, "mine": {}}), encoding="utf-8")
    line = f"sstc-survey {command}"
    asked = {
        COMPLETE: f"complete_{shell}",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        **({"COMP_WORDS": line.replace(" ", "\n"), "COMP_CWORD": str(line.count(" "))} if shell == "bash" else {}),
        **({} if shell == "bash" else {"_TYPER_COMPLETE_ARGS": line}),
        **({"_TYPER_COMPLETE_WORD_TO_COMPLETE": ""} if shell in ("powershell", "pwsh") else {}),
    }
    outcome = program(env=asked)
    assert (outcome.code, outcome.err) == (0, "")
    lines = [each for each in outcome.out.split("\n") if each and not each.startswith(("local", ")"))]
    assert len(lines) == 1
    assert lines[0].replace("\t", "", 1).isprintable()
