"""The wrong questionnaire is said once, with how many responses it does not fit; for programs, of each file."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from conftest import Program

OTHER = 'id: other\nversion: "1"\ntitle: Other\nquestions:\n  - {name: a, type: text, label: A}\n'
REASON = 'this is a response to "small", not to "other"'
ROWS = 5


@pytest.fixture(autouse=True)
def files(tmp_path: Path, program: Program, small: str) -> list[str]:
    """Return the paths of some responses, which are there beside another questionnaire and a damaged file."""
    (tmp_path / "other.yaml").write_text(OTHER, encoding="utf-8")
    (tmp_path / "rows.jsonl").write_text(
        "\n".join(json.dumps({"who": "Ana", "age": age}) for age in range(ROWS)), encoding="utf-8"
    )
    assert program("run", small, "--replies", "rows.jsonl").code == 0
    found = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.glob("answers/small/*.json"))
    (tmp_path / "answers" / "small" / "damaged.json").write_text("{")
    return found


CALLS = {
    "table": ("summarize", "--questionnaire", "other.yaml"),
    "markdown": ("summarize", "--questionnaire", "other.yaml", "--format", "markdown"),
    "in a file": ("summarize", "--questionnaire", "other.yaml", "--format", "json", "--output", "summary.json"),
    "report": ("report", "--questionnaire", "other.yaml", "--output", "report.html"),
    "export": ("export", "--questionnaire", "other.yaml", "--output", "all.csv"),
    "codebook": ("codebook", "answers", "other.yaml", "--output", "codebook.md"),
}


@pytest.mark.parametrize("name", CALLS)
def test_it_is_said_once_with_the_number_and_the_first_files(name: str, program: Program, files: list[str]) -> None:
    outcome = program(*CALLS[name])
    assert outcome.code == 1
    wanted = f"rejected: 5 files, each for the same reason: {REASON} (summarise it with its own questionnaire): "
    wanted += f"{', '.join(files[:3])} and 2 more"
    # Lines of a table are broken, and Markdown escapes; what it has is said on standard error too.
    told = [re.sub(r"\\|\s", "", text) for text in (outcome.out, outcome.err)]
    assert {text.count(re.sub(r"\s", "", REASON)) for text in told} <= {0, 1}
    assert any(re.sub(r"\s", "", wanted) in text for text in told)
    # The others are named, each with its own reason.
    assert "answers/small/damaged.json:" in "".join(told)


def test_a_few_are_named_each(program: Program, files: list[str], tmp_path: Path) -> None:
    for path in files[3:]:
        (tmp_path / path).unlink()
    outcome = program("export", "--questionnaire", "other.yaml", "--output", "all.csv")
    lines = [line for line in outcome.err.splitlines() if REASON in line]
    assert [line.split(": ")[1] for line in lines] == files[:3]


def test_programs_get_each_file(program: Program, files: list[str]) -> None:
    call = ("summarize", "--questionnaire", "other.yaml", "--format")
    document = json.loads(program(*call, "json").out)
    code = "summary-other-questionnaire"
    assert [each["file"] for each in document["refused"] if each["code"] == code] == files
    rows = [*csv.DictReader(io.StringIO(program(*call, "csv").out))]
    assert [row["by"] for row in rows if row["code"] == code] == files
