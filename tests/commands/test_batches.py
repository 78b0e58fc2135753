"""A batch of replies is whole, and may be given twice."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sstc_survey.cli import run_program
from sstc_survey.storage import atomic, batches

ROWS = 8
# Ends the program without a chance to clear up, at the call of this number that gives a file its name.
KILLED = """
import os, signal, sys
from sstc_survey.storage.atomic import Temporary
at = int(sys.argv[1])
real, calls = Temporary.replace, 0
def replace(temporary, **options):
    global calls
    calls += 1
    if calls == at:
        os.kill(os.getpid(), signal.SIGKILL)
    real(temporary, **options)
Temporary.replace = replace
from sstc_survey.cli import run_program
sys.argv = ["sstc-survey", *sys.argv[2:]]
run_program(sys.argv[1:])
"""


def write(folder: Path, rows: list[dict[str, Any]], name: str = "rows.jsonl") -> None:
    """Write a file of replies."""
    (folder / name).write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def aged(count: int = ROWS) -> list[dict[str, Any]]:
    """Return rows that all say something else."""
    return [{"who": f"Person {number}", "age": 20 + number} for number in range(count)]


def counts(program: Any) -> dict[str, int]:
    """Return the account of the files, with the number of interviews that are tallied."""
    document = json.loads(program("summarize", "--format", "json").out)
    return {**document["files"], "interviews": document["interviews"]}


def cut(folder: Path, at: int, *arguments: str) -> None:
    """Kill the program when it gives a file its name for the `at`-th time."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(at), *arguments], cwd=folder, env=environment, check=False, timeout=300
    )
    assert ended.returncode == -signal.SIGKILL


def test_a_file_that_is_given_twice_meets_its_own_responses(program: Any, small: str, tmp_path: Path) -> None:
    write(tmp_path, aged())
    first = program("run", small, "--replies", "rows.jsonl")
    assert (first.code, first.out, first.err) == (0, "", "8 responses saved in answers/small\n")
    again = program("run", small, "--replies", "rows.jsonl", "--verbose")
    assert (again.code, again.out) == (0, "")
    assert again.err == "0 responses saved in answers/small; 8 saved before\n"
    write(tmp_path, [*aged(), {"age": 90}])
    assert program("run", small, "--replies", "rows.jsonl").err == (
        "1 response saved in answers/small; 8 saved before\n"
    )
    assert counts(program)["interviews"] == 9


def test_rows_saved_with_another_version_of_the_questionnaire_are_said(
    program: Any, small: str, tmp_path: Path
) -> None:
    def version(number: int) -> None:
        path = tmp_path / small
        path.write_text(re.sub('version: "."', f'version: "{number}"', path.read_text("utf-8")), encoding="utf-8")

    write(tmp_path, aged(3))
    assert program("run", small, "--replies", "rows.jsonl").code == 0
    version(2)
    again = program("run", small, "--replies", "rows.jsonl")
    before = "0 responses saved in answers/small; 3 saved before, 3 of them with another version of the questionnaire"
    assert (again.code, again.err) == (0, f"{before} (1)\n")
    write(tmp_path, aged(5))
    assert program("run", small, "--replies", "rows.jsonl").err == f"2{before[1:]} (1)\n"
    version(3)
    again = program("run", small, "--replies", "rows.jsonl")
    assert "; 5 saved before, 5 of them with another version of the questionnaire (1, 2)\n" in again.err
    # The same version in other words is another one too.
    (tmp_path / small).write_text((tmp_path / small).read_text("utf-8").replace("Small", "Little"), encoding="utf-8")
    version(2)
    assert (
        "5 of them with another version of the questionnaire (1, 2)"
        in program("run", small, "--replies", "rows.jsonl").err
    )


def test_two_equal_rows_without_a_key_are_two(program: Any, small: str, tmp_path: Path) -> None:
    write(tmp_path, [{"age": 30}, {"age": 30}, {"age": 31}])
    for _ in range(2):
        assert program("run", small, "--replies", "rows.jsonl").code == 0
    assert counts(program)["interviews"] == 3


def test_ids_follow_from_the_replies_not_from_how_they_are_written(program: Any, small: str, tmp_path: Path) -> None:
    write(tmp_path, [{"who": "Sok", "age": 30}])
    program("run", small, "--replies", "rows.jsonl")
    (tmp_path / "other.jsonl").write_text('\n{"age":   30, "who": "S\\u006fk"}\n', encoding="utf-8")
    assert "0 responses saved" in program("run", small, "--replies", "other.jsonl").err
    (path,) = tmp_path.glob("answers/small/*.json")
    assert path.name[14] == "8"


@pytest.mark.parametrize("at", range(1, ROWS + 3))
def test_a_batch_that_is_cut_does_not_count_until_it_is_complete(
    program: Any, small: str, tmp_path: Path, at: int
) -> None:
    write(tmp_path, aged())
    cut(tmp_path, at, "run", small, "--replies", "rows.jsonl")
    if list(tmp_path.glob("answers/small/*.json")):
        found = counts(program)
        assert found["unfinished_batch"] == found["found"] > 0
        assert (found["interviews"], found["complete"]) == (0, 0)
        table = program("summarize")
        assert table.code == 1
        assert f"complete it with: sstc-survey run {small} --replies rows.jsonl" in " ".join(table.out.split())
        listed = json.loads(program("list", "--format", "json").out)
        assert {item["status"] for item in listed} == {"unfinished batch"}
    assert program("run", small, "--replies", "rows.jsonl").code == 0
    found = counts(program)
    assert (found["interviews"], found["complete"], found["unfinished_batch"]) == (ROWS, ROWS, 0)
    assert not list(tmp_path.glob("answers/small/.batches/*"))
    assert not list(tmp_path.rglob(".*.tmp"))


def test_control_without_a_marker_half_a_batch_counts(program: Any, small: str, tmp_path: Path) -> None:
    write(tmp_path, aged())
    cut(tmp_path, 6, "run", small, "--replies", "rows.jsonl")
    (marker,) = tmp_path.glob("answers/small/.batches/*.json")
    marker.unlink()
    assert 0 < counts(program)["interviews"] < ROWS


def test_a_row_corrected_in_between_is_named_and_not_counted_twice(program: Any, small: str, tmp_path: Path) -> None:
    rows = aged()
    write(tmp_path, rows)
    cut(tmp_path, ROWS, "run", small, "--replies", "rows.jsonl")
    saved = [json.loads(path.read_text("utf-8"))["answers"] for path in tmp_path.glob("answers/small/*.json")]
    corrected = next(number for number, row in enumerate(rows) if row in saved)
    rows[corrected] = {"who": "Corrected", "age": 77}
    write(tmp_path, rows)
    outcome = program("run", small, "--replies", "rows.jsonl")
    assert outcome.code == 1
    assert f"rows.jsonl:{corrected + 1}:" in outcome.err
    assert "no longer in the file" in outcome.err
    found = counts(program)
    assert (found["interviews"], found["unfinished_batch"]) == (ROWS, 1)
    # It is taken away, if that is what was meant.
    (stale,) = [item for item in json.loads(program("list", "--format", "json").out) if item["status"] != "complete"]
    assert program("delete", stale["id"], "--yes").code == 0
    assert program("run", small, "--replies", "rows.jsonl").code == 0
    found = counts(program)
    assert (found["interviews"], found["unfinished_batch"], found["found"]) == (ROWS, 0, ROWS)


def test_a_key_tells_rows_apart_and_a_corrected_row_is_named(program: Any, small: str, tmp_path: Path) -> None:
    rows = [{"number": f"{number:03}", **row} for number, row in enumerate(aged(3))]
    write(tmp_path, rows)
    arguments = ("run", small, "--replies", "rows.jsonl", "--key", "number")
    assert program(*arguments).code == 0
    rows[1]["age"] = 99
    write(tmp_path, [*rows, {"number": "003", "age": 5}])
    outcome = program(*arguments)
    assert outcome.code == 1
    assert "1 response saved in answers/small; 3 saved before" in outcome.err
    assert "rows.jsonl:2:" in outcome.err
    assert "already saved with other replies" in outcome.err
    ages = [json.loads(path.read_text("utf-8"))["answers"]["age"] for path in tmp_path.glob("answers/small/*.json")]
    assert sorted(ages) == [5, 20, 21, 22]


@pytest.mark.parametrize("value", [0, 0.0, "0", False, 7])
def test_whatever_is_a_value_can_be_a_key(program: Any, small: str, tmp_path: Path, value: object) -> None:
    write(tmp_path, [{"who": "Ana", "age": 30, "visit": each} for each in (value, "other")])
    assert program("run", small, "--replies", "rows.jsonl", "--key", "visit").code == 0
    assert counts(program)["complete"] == 2
    assert program("run", small, "--replies", "rows.jsonl", "--key", "visit").code == 0
    assert counts(program)["complete"] == 2


def test_a_key_may_be_a_question(program: Any, small: str, tmp_path: Path) -> None:
    write(tmp_path, aged(3))
    for _ in range(2):
        assert program("run", small, "--replies", "rows.jsonl", "--key", "who").code == 0
    assert counts(program)["interviews"] == 3


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"number": 1, "age": 3}, {"age": 4}], 'no "number"'),
        ([{"number": 1, "age": 3}, {"number": None, "age": 4}], 'no "number"'),
        ([{"number": 1, "age": 3}, {"number": "1", "age": 4}], 'duplicate key "1"'),
    ],
)
def test_rows_that_the_key_does_not_tell_apart_are_problems(
    program: Any, small: str, tmp_path: Path, rows: list[dict[str, Any]], words: str
) -> None:
    write(tmp_path, rows)
    outcome = program("run", small, "--replies", "rows.jsonl", "--key", "number")
    assert outcome.code == 2
    assert words in outcome.err
    assert "rows.jsonl:2:" in outcome.err
    assert not list(tmp_path.glob("answers/*/*.json"))


def test_a_file_of_one_response_makes_a_new_one_each_time_unless_a_key_is_given(
    program: Any, small: str, tmp_path: Path
) -> None:
    (tmp_path / "one.yaml").write_text("who: Sok\nage: 30\n", encoding="utf-8")
    for _ in range(2):
        assert program("run", small, "--replies", "one.yaml").code == 0
    assert counts(program)["interviews"] == 2
    for _ in range(2):
        assert program("run", small, "--replies", "one.yaml", "--key", "who").code == 0
    assert counts(program)["interviews"] == 3


def test_a_key_without_replies_is_a_problem(program: Any, small: str) -> None:
    outcome = program("run", small, "--key", "who")
    assert outcome.code == 2
    assert "--replies" in outcome.err


def test_a_batch_waits_for_no_other(program: Any, small: str, tmp_path: Path) -> None:
    from sstc_survey.problems import Problem
    from sstc_survey.storage import Batch, BatchMarker

    write(tmp_path, aged())
    folder = tmp_path / "answers" / "small"
    other = Batch.begin(str(folder), BatchMarker(source="other", command="x", started="", rows={}))
    assert not isinstance(other, Problem)
    with other:
        outcome = program("run", small, "--replies", "rows.jsonl")
        assert outcome.code == 1
        assert "another batch is being saved" in outcome.err
        assert not list(folder.glob("*.json"))


def test_a_marker_that_is_damaged_is_named(program: Any, small: str, tmp_path: Path) -> None:
    write(tmp_path, aged())
    assert program("run", small, "--replies", "rows.jsonl").code == 0
    (tmp_path / "answers" / "small" / ".batches" / "broken.json").write_text("{", encoding="utf-8")
    outcome = program("summarize", "--format", "json")
    assert outcome.code == 1
    assert [note["code"] for note in json.loads(outcome.out)["refused"]] == ["batch-marker-damaged"]


def test_invented_answers_are_counted_apart(program: Any, small: str, tmp_path: Path) -> None:
    program("simulate", small, "-n", "5", "--answers", "answers")
    only = program("summarize")
    assert "all of them have invented answers" in only.out
    assert counts(program)["interviews"] == 5
    write(tmp_path, aged(3))
    assert program("run", small, "--replies", "rows.jsonl").code == 0
    found = counts(program)
    assert (found["interviews"], found["complete"], found["simulated"]) == (3, 8, 5)
    assert "--include simulated" in program("summarize").out
    document = json.loads(program("summarize", "--include", "simulated", "--format", "json").out)
    assert (document["interviews"], document["has_simulated"]) == (8, True)


def test_a_simulation_that_was_killed_is_completed_by_the_same_command(
    program: Any, small: str, tmp_path: Path
) -> None:
    cut(tmp_path, 5, "simulate", small, "-n", "9", "--answers", "answers")
    assert counts(program)["unfinished_batch"] > 0
    assert program("simulate", small, "-n", "9", "--answers", "answers").code in {0, 1}
    found = counts(program)
    assert (found["simulated"], found["unfinished_batch"]) == (9, 0)


def test_a_file_that_has_grown_takes_nothing_back_when_it_is_cut(program: Any, small: str, tmp_path: Path) -> None:
    write(tmp_path, aged(3))
    assert program("run", small, "--replies", "rows.jsonl").code == 0
    write(tmp_path, aged(ROWS))
    cut(tmp_path, 3, "run", small, "--replies", "rows.jsonl")
    found = counts(program)
    assert (found["complete"], found["interviews"]) == (3, 3)
    assert found["unfinished_batch"] > 0
    kept = json.loads(program("list", "--format", "json").out)
    complete = next(item["id"] for item in kept if item["status"] == "complete")
    assert program("delete", complete, "--yes").code == 2
    assert program("run", small, "--replies", "rows.jsonl").code == 0
    assert counts(program)["interviews"] == ROWS


def test_two_files_that_share_rows_and_were_cut_are_completed_each(program: Any, small: str, tmp_path: Path) -> None:
    write(tmp_path, aged(6), "a.jsonl")
    write(tmp_path, aged(8)[4:], "b.jsonl")
    for name in ("a.jsonl", "b.jsonl"):
        cut(tmp_path, 5, "run", small, "--replies", name)
    second = program("run", small, "--replies", "b.jsonl")
    assert (second.code, "no longer in the file" in second.err) == (0, False)
    assert counts(program)["interviews"] == 4
    assert program("run", small, "--replies", "a.jsonl").code == 0
    found = counts(program)
    assert (found["interviews"], found["unfinished_batch"]) == (8, 0)


def test_a_copy_of_a_cut_batch_takes_nothing_from_the_complete_one(program: Any, small: str, tmp_path: Path) -> None:
    write(tmp_path, aged())
    cut(tmp_path, 6, "run", small, "--replies", "rows.jsonl")
    shutil.copytree(tmp_path / "answers", tmp_path / "stick")
    assert program("run", small, "--replies", "rows.jsonl").code == 0
    for paths in (("answers", "stick"), ("stick", "answers")):
        document = json.loads(program("summarize", *paths, "--format", "json").out)
        assert (document["interviews"], document["files"]["unfinished_batch"]) == (ROWS, 0)


def test_a_signal_in_the_very_last_step_of_a_completion_leaves_it_whole(
    program: Any, small: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, aged())
    cut(tmp_path, 6, "run", small, "--replies", "rows.jsonl")
    monkeypatch.chdir(tmp_path)
    real = atomic.sync_folder

    def interrupted(path: str) -> None:
        real(path)
        if path.endswith(".batches") and not list(Path(path).glob("*.json")):
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(batches, "sync_folder", interrupted)
    code = run_program(["run", small, "--replies", "rows.jsonl"])
    assert code == 130
    found = counts(program)
    assert (found["interviews"], found["found"]) == (ROWS, ROWS)


def test_a_simulation_is_completed_on_another_day(program: Any, small: str, tmp_path: Path) -> None:
    arguments = ("simulate", small, "-n", "9", "--answers", "answers")
    cut(tmp_path, 5, *arguments)
    outcome = program(*arguments, env={"SOURCE_DATE_EPOCH": "1700000000"})
    assert outcome.code in {0, 1}
    found = counts(program)
    assert (found["simulated"], found["unfinished_batch"]) == (9, 0)


def test_invented_answers_are_tallied_beside_cut_ones(program: Any, small: str, tmp_path: Path) -> None:
    assert program("simulate", small, "-n", "5", "--answers", "answers").code in {0, 1}
    cut(tmp_path, 4, "simulate", small, "-n", "7", "--seed", "2", "--answers", "answers")
    found = counts(program)
    assert (found["interviews"], found["unfinished_batch"]) == (5, 2)


def test_a_response_that_a_row_meets_is_named_where_it_is(program: Any, small: str, tmp_path: Path) -> None:
    write(tmp_path, aged(2))
    assert program("run", small, "--replies", "rows.jsonl").code == 0
    path = next(tmp_path.glob("answers/small/*.json"))
    path.write_bytes(path.read_bytes()[:100])
    assert f"answers/small/{path.name}" in program("run", small, "--replies", "rows.jsonl").err
