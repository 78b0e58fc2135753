"""How often a question is in which state is what `summarize` counts, whatever the questionnaire and the drafts.

In an export a row says it of each interview, or of each instance of a repeat.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import Program
from golden_sets import GOLDEN, GoldenSet, sets_in, write_responses
from made import cut_some, tables_in

ROOT = Path(__file__).parents[2]
QUESTIONNAIRES = [
    *sorted((ROOT / "examples" / "questionnaires").glob("*.yaml")),
    *sorted((ROOT / "questionnaires").glob("*.yaml")),
    *sorted((ROOT / "tests" / "questionnaires").glob("*.yaml")),
]
STATES = ("answered", "blank", "dont_know", "refused", "not_asked", "not_reached")
OPEN = ["--include", "partial", "--include", "simulated"]


def compare(program: Program, folder: Path, place: str) -> int:
    """Expect the states of every question in an export to be those of the summary; return how many are compared."""
    summary = json.loads(program("summarize", place, "--format", "json", "--all", *OPEN).out)
    output = folder / f"{Path(place).name}-tables"
    outcome = program("export", place, "--format", "csv", "--full", "--output", f"{output}/", *OPEN)
    assert outcome.code == 0, outcome.err
    tables = tables_in(output)
    assert len(tables["responses"]) == summary["interviews"]
    # A column of states is left out where all are answered or not asked.
    known: dict[str, tuple[list[str], list[str]]] = {}
    for rows in tables.values():
        for name in rows[0] if rows else ():
            known.setdefault(name, ([row[name] for row in rows], []))
            if f"{name}__state" in rows[0]:
                known[name] = (known[name][0], [row[f"{name}__state"] for row in rows])
    compared = 0
    for question in summary["questions"]:
        counted = {state: question[state] for state in STATES if question[state] is not None}
        if question["name"] not in known:
            # Nobody has an instance of its repeat.
            assert sum(counted.values()) == 0
            continue
        cells, states = known[question["name"]]
        found: Counter[str] = Counter(states)
        if not states:
            found["answered"] = sum(cell != "" for cell in cells)
            found["not_asked"] = len(cells) - found["answered"]
        assert {state: found[state] for state in counted} == counted, question["name"]
        compared += 1
    return compared


@pytest.mark.parametrize("path", QUESTIONNAIRES, ids=lambda path: path.stem)
@pytest.mark.parametrize("seed", [1, 2])
def test_of_interviews_by_chance_and_drafts_of_them(program: Program, tmp_path: Path, path: Path, seed: int) -> None:
    made = program("simulate", str(path), "-n", "30", "--seed", str(seed), "--answers", "made")
    assert made.code in {0, 1}, made.err
    cut_some(tmp_path / "made", random.Random(seed))
    assert compare(program, tmp_path, "made") > 0


@pytest.mark.parametrize("golden", sets_in(GOLDEN), ids=lambda golden: golden.path.name)
def test_of_golden_sets(program: Program, tmp_path: Path, golden: GoldenSet) -> None:
    write_responses(golden, "records.jsonl", tmp_path / "answers" / golden.path.name)
    assert compare(program, tmp_path, "answers") == len(summary_names(program))


def summary_names(program: Program) -> list[Any]:
    """Return the questions of a summary that some interview or instance is the base of."""
    summary = json.loads(program("summarize", "answers", "--format", "json", *OPEN).out)
    return [each for each in summary["questions"] if sum(each[state] or 0 for state in STATES)]
