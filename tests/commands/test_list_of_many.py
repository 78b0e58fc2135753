"""`list` writes as it reads, stops when nobody reads it, and shows IDs that can be typed."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import pytest

from sstc_survey.commands.shared.find import completion, find_response, found_responses
from sstc_survey.commands.shared.locate import load_copy
from sstc_survey.engine.form import form_of
from sstc_survey.engine.route import route
from sstc_survey.engine.saved_state import saved_state
from sstc_survey.problems import Problem
from sstc_survey.reports.responses import ListedFile, id_length_of, write_json_list, write_list
from sstc_survey.storage import answers_folder, id_from_data, new_id
from sstc_survey.storage.inventory import Inventory
from sstc_survey.storage.responses import BriefResponse, read_brief
from sstc_survey.storage.seals import Seals

QUESTIONNAIRES = Path(__file__).parents[1] / "questionnaires"
MANY = 40


def ids(*texts: str) -> list[str]:
    """Make ids of the beginnings of ids."""
    return [text + "01a17aaf-6f00-79f0-b7cf-3a65b1b0a925"[len(text) :] for text in texts]


@pytest.mark.parametrize(
    ("those", "length"),
    [
        ([], 13),
        (ids(""), 13),
        (ids("", ""), 13),
        (ids("", "02"), 13),
        (ids("", "01a17aaf-6f01"), 13),
        (ids("", "01a17aaf-6f00-79f1"), 18),
        (ids("", "01a17aaf-6f00-79f0-b7c0"), 23),
        (ids("", "01a17aaf-6f00-79f0-b7cf-3a65b1b0a926"), 36),
        (ids("", "02", "01a17aaf-6f00-79f0-b7c0", "03"), 23),
        ([new_id(number, bytes(10)) for number in range(300)], 13),
        ([new_id(7, bytes([number]) + bytes(9)) for number in range(16)], 18),
        ([id_from_data("small", str(number), 1) for number in range(300)], 13),
    ],
)
def test_so_much_of_an_id_is_shown_that_all_differ(those: list[str], length: int) -> None:
    assert id_length_of(those) == length
    assert len({each[:length] for each in those}) == len(set(those))


Writer = Callable[[Iterable[ListedFile], TextIO], None]


@pytest.mark.parametrize("write", [partial(write_list, id_length=13, has_several=False), write_json_list])
def test_each_response_is_written_before_the_next_is_read(write: Writer) -> None:
    stream = io.StringIO()
    seen = []

    def files() -> Iterator[ListedFile]:
        for each in ids("", "02", "03"):
            yield ListedFile(f"{each}.json", each, "complete")
            seen.append(each[:13] in stream.getvalue())

    write(files(), stream)
    assert seen == [True, True, True]


def test_no_files_are_an_empty_array() -> None:
    stream = io.StringIO()
    write_json_list([], stream)
    assert json.loads(stream.getvalue()) == []


def test_the_questionnaire_is_named_as_soon_as_there_is_a_second_one() -> None:
    stream = io.StringIO()
    names = ("one", "one", "two", "one")
    files = [
        ListedFile("x", each, "complete", questionnaire=name) for each, name in zip(ids(*"0123"), names, strict=True)
    ]
    write_list(files, stream, id_length=13, has_several=False)
    assert [line.split()[3:] for line in stream.getvalue().splitlines()] == [[], [], ["two"], ["one"]]
    stream = io.StringIO()
    write_list(files[:2], stream, id_length=13, has_several=True)
    assert [line.split()[3:] for line in stream.getvalue().splitlines()] == [["one"], ["one"]]


def test_what_is_no_response_comes_last_and_a_batch_once() -> None:
    stream = io.StringIO()
    first, second, third = ids(*"123")
    files = [
        ListedFile("a.json", None, "refused", reason="it is empty"),
        ListedFile("b.json", first, "unfinished batch", reason="from rows.jsonl; to complete it, run: X"),
        ListedFile("c.json", second, "unfinished batch", reason="from rows.jsonl; to complete it, run: X"),
        ListedFile("d.json", third, "conflict", mode="simulated", reason="it differs from e.json"),
    ]
    write_list(files, stream, id_length=13, has_several=False)
    assert stream.getvalue().splitlines() == [
        f"1  {first[:13]}  unfinished",
        f"2  {second[:13]}  unfinished",
        f"3  {third[:13]}  conflict                simulated",
        "  conflict: d.json: it differs from e.json",
        "unfinished batch (2 responses): from rows.jsonl; to complete it, run: X",
        "rejected: a.json: it is empty",
    ]


@pytest.mark.parametrize(
    ("is_terminal", "columns", "has_heading"), [(True, 80, True), (True, 40, False), (False, 80, False)]
)
def test_columns_have_headings_on_a_terminal_that_has_room_for_them(
    monkeypatch: pytest.MonkeyPatch, is_terminal: bool, columns: int, has_heading: bool
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: is_terminal)
    first, second = ids(*"12")
    files = [
        ListedFile("a.json", first, "partial", who="Ana", started="2016-09-07T14:30:00+07:00", passed=1, total=3),
        ListedFile("b.json", second, "complete", who="Sok", started="2016-09-07T15:30:00+07:00", passed=3, total=3),
    ]
    write_list(files, stream, id_length=13, has_several=False)
    heading, *rows = stream.getvalue().splitlines() if has_heading else ["", *stream.getvalue().splitlines()]
    assert ("respondent" in stream.getvalue()) is has_heading
    if has_heading:
        assert heading.split() == ["#", "ID", "status", "started", "passed", "respondent"]
        assert [rows[0].index(each) for each in (first[:13], "draft", "2016-", "1 of 3", "Ana")] == [
            heading.index(each) for each in heading.split()[1:]
        ]


@pytest.fixture
def simulated(program: Any, small: str, tmp_path: Path) -> Path:
    """Save many invented responses, and one that somebody gave."""
    program("simulate", small, "-n", str(MANY), "--answers", "trials")
    (tmp_path / "replies.json").write_text('{"who": "Ana", "age": 30}', encoding="utf-8")
    assert program("run", small, "--replies", "replies.json", "--answers", "trials").code == 0
    return tmp_path


@pytest.mark.usefixtures("simulated")
def test_simulated_responses_are_shown_as_such(program: Any) -> None:
    outcome = program("list", "trials")
    lines = outcome.out.splitlines()
    assert sum("  simulated" in line for line in lines) == MANY
    assert [line for line in lines if "simulated" not in line and "Ana" in line]
    assert f" ({MANY} simulated): " in outcome.err
    listed = json.loads(program("list", "trials", "--format", "json").out)
    assert sorted(item["mode"] for item in listed) == ["scripted"] + ["simulated"] * MANY
    assert {item["status"] for item in listed} <= {"complete", "partial"}
    # What is shown of an ID can be typed.
    shown = [line.split()[1] for line in lines if not line.startswith(" ")]
    assert len(shown) == len(set(shown)) == MANY + 1
    for each in shown[::10]:
        assert program("show", each, "--answers", "trials").code == 0


def ended_with(folder: Path, output: int) -> tuple[int, str]:
    """List into a descriptor; return the exit code and what was said."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    ended = subprocess.run(
        [sys.executable, "-m", "sstc_survey", "list", "trials"],
        cwd=folder, env=environment, stdout=output, stderr=subprocess.PIPE, text=True, check=False, timeout=300,
    )  # fmt: skip
    return ended.returncode, ended.stderr


def test_a_list_that_nobody_reads_ends_at_once(simulated: Path) -> None:
    assert ended_with(simulated, subprocess.DEVNULL)[1].startswith(f"{MANY + 1} files")
    reading, writing = os.pipe()
    os.close(reading)
    # All of it would fit into what is written at once: the first line was passed on before the rest was read.
    assert ended_with(simulated, writing) == (0, "")
    os.close(writing)


def test_an_id_reads_no_other_file(simulated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def noted(path: str, seals: Seals | None = None) -> BriefResponse | Problem:
        read.append(path)
        return read_brief(path, seals)

    monkeypatch.setattr(answers_folder, "read_brief", noted)
    trials = simulated / "trials"
    paths = sorted(map(str, (trials / "small").glob("*.json")))
    for path in (paths[0], paths[-1]):
        for length in (36, 18):
            assert find_response(Path(path).stem[:length].upper(), str(trials)) == path
            assert read == [path]
            read.clear()
    # The control: without an ID all of them are read.
    assert len(list(found_responses(str(trials)))) == len(read) == MANY + 1


@pytest.mark.parametrize("name", ["logic", "every-type"])
def test_what_is_complete_has_passed_what_its_route_has(program: Any, tmp_path: Path, name: str) -> None:
    program("simulate", str(QUESTIONNAIRES / f"{name}.yaml"), "-n", "60", "--answers", "trials")
    statuses = set()
    for outcome in Inventory([str(tmp_path / "trials")]):
        response = read_brief(outcome.path)
        assert not isinstance(response, Problem)
        questionnaire = load_copy(os.path.dirname(outcome.path), response.questionnaire).questionnaire
        state = saved_state(form_of(questionnaire), response)
        asked = [step.path for step in route(state) if step.askable and not step.node.other_of]
        passed = sum(path in state.values or path in response.missing for path in asked)
        assert completion(questionnaire, response) == (passed, len(asked))
        statuses.add(response.status.value)
    assert "complete" in statuses
