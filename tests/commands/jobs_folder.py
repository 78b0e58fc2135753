"""Folders of responses in every state there is, and what is asked of them: whoever reads them, the answer is one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from conftest import Program

ROSTER = Path(__file__).parents[2] / "examples" / "questionnaires" / "household-roster.yaml"
# Enough for several parts.
MANY = 320


def mess(program: Program, folder: Path) -> None:
    """Make two folders of responses in every state there is, some of them in both."""
    made = program("simulate", str(ROSTER), "--count", str(MANY), "--seed", "1", "--answers", "one")
    assert made.code == 0, made.err
    ours = folder / "one" / "household-roster"
    shutil.copytree(ours, folder / "two" / "household-roster", symlinks=True)
    paths = sorted(ours.glob("*.json"))
    other = folder / "two" / "household-roster"
    for number, path in enumerate(paths):
        copy = other / path.name
        match number % 10:
            case 0:
                path.write_bytes(path.read_bytes().replace(b'"answers"', b'"answerz"'))
            case 1:
                copy.write_bytes(copy.read_bytes()[:-40])
            case 2 | 3 | 4 | 5 | 6:
                copy.unlink()
            case 7:
                path.rename(path.with_name(f"{path.stem} copy.json"))
            case _:
                pass
    for path in (ours, other):
        (path / "notes.txt").write_text("not a response")
    os.mkfifo(other / "pipe.json")


CALLS: dict[str, tuple[str, ...]] = {
    "json": ("summarize", "one", "two", "--include", "simulated", "--format", "json"),
    "table": ("summarize", "two", "one", "--include", "simulated", "--include", "partial"),
    "banner": ("summarize", "one", "two", "--by", "region,size", "--intervals", "--format", "json"),
    "where": ("summarize", "one", "--where", "${size} > 2", "--quotes", "3", "--format", "csv"),
    "files": ("summarize", "one/household-roster", "two", "--questionnaire", str(ROSTER)),
    "export": ("export", "one", "two", "--include", "simulated", "--format", "jsonl", "--output", "-"),
    "report": ("report", "one", "two", "--include", "simulated"),
    "codebook": ("codebook", "two", "one"),
    "verify": ("verify", "one", "two"),
    "verify json": ("verify", "two", "one", "--format", "json"),
}
