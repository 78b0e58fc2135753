"""Codebooks that tests compare with golden files, made by the program; run as a program, this writes the files anew.

Then look at what git says has changed. The household and its answers are invented.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import sstc_survey

FOLDER: Final = Path(__file__).parent
GOLDEN: Final = FOLDER / "golden"
REPOSITORY: Final = FOLDER.parents[2]
PANEL: Final = REPOSITORY / "questionnaires" / "sstc-panel-2016.yaml"
EXAMPLES: Final = REPOSITORY / "examples" / "answers"
HOUSEHOLD: Final = (FOLDER / "household.yaml").read_text(encoding="utf-8")
# What the version before had instead: a text, a type, choices, a question that it alone has, and one that it lacks.
BEFORE: Final = {
    'version: "2"': 'version: "1"',
    "{en: How is it going?, zh: 情况如何？}": "{en: How are you?, zh: 您好吗？}",
    "{name: share, type: decimal,": "{name: share, type: integer,",
    ", max: 99.5}": ", max: 99}",
    'wage: {label: {en: "Wages, \\"in cash\\"", zh: 工资}}': "loan: {label: {en: A loan, zh: 贷款}}",
    "selected(${sources}, 'wage')": "selected(${sources}, 'farm')",
    "farm: {label: {en: A farm, zh: 农场}}": "farm: {label: {en: Farming, zh: 务农}}",
    "{name: remarks, type: text, multiline: true,": "{name: closing_words, type: text, comment: true,",
}
NOW: Final[Sequence[Mapping[str, Any]]] = (
    {
        "agreed": "OK", "quoting": "open", "region": "south", "town": "port", "since": "2010-05-01", "bell": "07:30",
        "moved": "2011-01-02T10:00", "sources": ["farm", "wage"], "income": 900, "share": 12.5, "mood": 4,
        "wishes": ["road", "school"], "who": "Ana",
        "member": [
            {"nick": "A", "age": 30, "job": [{"tasks": ["cook"]}, {"tasks": []}]},
            {"nick": "B", "age": 4, "job": [{"tasks": ["drive"]}, {"tasks": ["cook"]}]},
        ],
        "remarks": "All good",
    },
    {
        "agreed": "OK", "quoting": "closed", "region": "other", "region_other": "The coast", "town": "port",
        "sources": {"value": ["wage"], "comment": "Seasonal"}, "income": 77777, "mood": 2, "wishes": ["clinic"],
        "who": "Bo", "member": [],
    },
    {
        "agreed": "OK", "quoting": "open", "region": "north", "town": "hill", "sources": {"missing": "dont_know"},
        "share": {"missing": "refused"}, "mood": 5, "who": "Cy", "member": [{"nick": "C", "age": 61, "job": [{}, {}]}],
    },
)  # fmt: skip
THEN: Final[Sequence[Mapping[str, Any]]] = (
    {
        "agreed": "OK", "quoting": "open", "region": "north", "town": "hill", "sources": ["loan"], "share": 3,
        "mood": 1, "who": "Di", "member": [], "closing_words": {"value": "Goodbye", "comment": "in tears"},
    },
)  # fmt: skip
# The panel as it ships, its example answers, and the household with the answers to both versions.
GOLDENS: Final = [
    (what, language, name)
    for what, formats in (
        ("panel", {"en": ("md", "html"), "zh": ("md",)}),
        ("examples", {"en": ("md",)}),
        ("household", {"en": ("md", "csv", "xml"), "zh": ("md", "html")}),
    )
    for language, names in formats.items()
    for name in names
]


def before() -> str:
    """Return the version of the household before."""
    text = HOUSEHOLD
    for now, then in BEFORE.items():
        if now not in text:
            raise ValueError(now)
        text = text.replace(now, then)
    return text


def write_household(folder: Path, run: Callable[..., object]) -> None:
    """Write both versions of the household into a folder, and save the answers to them in `answers` there."""
    for name, text, rows in (("household.yaml", HOUSEHOLD, NOW), ("before.yaml", before(), THEN)):
        (folder / name).write_text(text, encoding="utf-8")
        replies = "".join(f"{json.dumps(row)}\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(replies, encoding="utf-8")
        run("run", name, "--replies", f"{name}.jsonl", "--answers", "answers")


def source(what: str) -> str:
    """Return what a golden codebook is of."""
    return {"panel": str(PANEL), "examples": str(EXAMPLES), "household": "answers"}[what]


def comparable(text: str) -> str:
    """Return a codebook without the version of the program that wrote it."""
    return text.replace(f'<software version="{sstc_survey.__version__}">', '<software version="VERSION">')


def golden_path(what: str, language: str, name: str) -> Path:
    """Return the file of a golden codebook."""
    return GOLDEN / f"{what}.{language}.{name}"


def _run(folder: str) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "sstc_survey", *arguments]
        ended = subprocess.run(command, cwd=folder, check=False, capture_output=True)
        if ended.returncode not in (0, 1):
            sys.exit(ended.stderr.decode())
        return ended

    return run


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        program = _run(made)
        write_household(Path(made), program)
        for of, tag, suffix in GOLDENS:
            program("codebook", source(of), "--language", tag, "--output", f"made.{suffix}")
            written = (Path(made) / f"made.{suffix}").read_text(encoding="utf-8")
            golden_path(of, tag, suffix).write_text(comparable(written), encoding="utf-8")
