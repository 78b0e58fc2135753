"""Names of files in what commands write: two names that differ can be told apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Program

# What a terminal would not show, and how it is written.
UNSEEN = {"\u202e": "\\u202e", "\u2066": "\\u2066", "\u200e": "\\u200e", "\u2060": "\\u2060", "\t": "\u2409"}
COMMANDS: dict[str, Callable[[str], tuple[str, ...]]] = {
    "check": lambda name: ("check", f"{name}.yaml"),
    "check of nothing": lambda name: ("check", f"no{name}.yaml"),
    "preview": lambda name: ("preview", f"no{name}.yaml"),
    "preview into": lambda name: ("preview", "small.yaml", "--output", f"{name}.yaml"),
    "run": lambda name: ("run", f"no{name}.yaml"),
    "run with replies": lambda name: ("run", "small.yaml", "--replies", f"{name}.jsonl", "--answers", f"{name}.made"),
    "list": lambda name: ("list", name),
    "list of nothing": lambda name: ("list", f"no{name}"),
    "show": lambda name: ("show", f"{name}/{name}.json"),
    "delete": lambda name: ("delete", f"{name}/{name}.json"),
    "verify": lambda name: ("verify", name),
    "summarize": lambda name: ("summarize", name),
    "summarize into": lambda name: ("summarize", name, "--format", "csv", "--output", f"{name}/x.csv"),
    "simulate": lambda name: ("simulate", "small.yaml", "-n", "1", "--answers", f"{name}.made"),
    "new": lambda name: ("new", f"new{name}.yaml", "--yes", "--title", "Made"),
    "resume": lambda name: ("run", "--resume", f"{name}/{name}.json"),
}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("command", COMMANDS)
def test_two_names_can_be_told_apart(program: Program, tmp_path: Path, command: str) -> None:
    name, shown = "a" + "b".join(UNSEEN) + "b", "a" + "b".join(UNSEEN.values()) + "b"
    (tmp_path / f"{name}.yaml").write_text("id: x\nquestions: [\n")
    (tmp_path / f"{name}.jsonl").write_text('{"who": "A", "age": 1}\n')
    (tmp_path / name).mkdir()
    (tmp_path / name / f"{name}.json").write_text("{}")
    outcome = program(*COMMANDS[command](name))
    written = outcome.out + outcome.err
    assert shown in written
    assert not [unseen for unseen in UNSEEN if unseen in written]


def test_labels_are_not_spelt_out(program: Program, small: str, tmp_path: Path) -> None:
    questionnaire = tmp_path / small
    questionnaire.write_text(questionnaire.read_text().replace("Which media?", '"Which \\u200emedia?"'))
    assert "Which media?" in program("preview", small).out
