"""`--format` and the name of the file: where they contradict, nothing is written; a folder that is missing is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Program

ANSWERS = Path(__file__).parents[2] / "examples" / "answers"
SESSION = Path(__file__).parents[2] / "examples" / "session" / "answers"


@pytest.mark.parametrize(
    ("command", "output_format", "name"),
    [
        ("export", "csv", "d.sav"),
        ("export", "xlsx", "d.csv"),
        ("report", "markdown", "d.html"),
        ("report", "html", "d.docx"),
        ("codebook", "csv", "d.md"),
        ("minutes", "html", "d.md"),
    ],
)
def test_a_name_for_another_format_is_refused(
    program: Program, tmp_path: Path, command: str, output_format: str, name: str
) -> None:
    what = ("beijing", "--answers", str(SESSION)) if command == "minutes" else (str(ANSWERS),)
    outcome = program(command, *what, "--format", output_format, "--output", name)
    assert (outcome.code, outcome.out) == (2, "")
    assert f"{name}: error: the name of the file is one for {Path(name).suffix}, but --format is {output_format}" in (
        outcome.err
    )
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("command", ["export", "report", "codebook", "summarize"])
def test_a_folder_that_is_not_there_is_named(program: Program, tmp_path: Path, command: str) -> None:
    name = "nowhere/d.md" if command in ("report", "codebook") else "nowhere/d.csv"
    outcome = program(command, str(ANSWERS), "--output", name)
    assert (outcome.code, outcome.out) == (2, "")
    assert f"the folder {tmp_path}/nowhere does not exist" in outcome.err


def test_a_report_of_nothing_is_none(program: Program, tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text("{}")
    outcome = program("report", "notes.json", "--output", "d.html")
    assert outcome.code == 1
    assert "no responses in notes.json" in outcome.err
    assert not (tmp_path / "d.html").exists()
