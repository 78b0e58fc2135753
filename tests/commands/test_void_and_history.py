"""`void`, `restore` and `show --history`: nothing of a response is lost, and what is hidden stays hidden."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from edited import kinds, market, saved
from msgspec.structs import replace

from sstc_survey.problems import Problem
from sstc_survey.response import Event, EventKind, Status
from sstc_survey.storage import ResponseFile, encode


def counts(program: Any) -> tuple[int, int, int]:
    """Return how many responses are complete and void, and how many interviews are counted."""
    summary = json.loads(program("summarize", "--format", "json").out)
    return summary["files"]["complete"], summary["files"]["void"], summary["interviews"]


def test_a_void_response_does_not_count_until_it_is_restored(program: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path)
    market(program, tmp_path)
    before = saved(path)
    made = program("void", path.stem, "--reason", "held twice", "--by", "Kim")
    assert made.code == 0, made.err
    assert f"Void: answers/market/{path.name}" in made.err
    assert counts(program) == (1, 1, 1)
    void = saved(path)
    assert (void.status, void.answers, void.events[:-1]) == (Status.VOID, before.answers, before.events)
    assert void.events[-1].data | {"at": ""} == {"at": "", "by": "Kim", "reason": "held twice"}
    assert "void" in program("list").out
    again = program("restore", path.stem[:18], env={"LC_ALL": "zh_CN.UTF-8"})
    assert again.code == 0, again.err
    assert f"已完成：answers/market/{path.name}" in again.err
    assert counts(program) == (2, 0, 2)
    assert kinds(saved(path).events[-2:]) == ["void", "restore"]
    assert saved(path).events[-1].data.keys() == {"at", "by"}
    told = program("show", path.stem, "--history").out
    assert "Made void · Kim" in told
    assert "Reason: held twice" in told
    assert "Restored" in told
    assert program("verify").code == 0


def test_a_copy_from_before_it_was_void_does_not_bring_it_back(program: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path)
    shutil.copytree(tmp_path / "answers", tmp_path / "laptop")
    program("void", path.stem, "--reason", "r")
    files = json.loads(program("summarize", "answers", "laptop", "--format", "json").out)["files"]
    assert (files["complete"], files["void"], files["copies"]) == (0, 1, 1)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("restore",), "is complete, not void"),
        (("void", "--reason", " "), "the reason is empty"),
        (("restore", "--reason", ""), "the reason is empty"),
        (("void",), "--reason"),
    ],
)
def test_what_is_refused(program: Any, tmp_path: Path, call: tuple[str, ...], said: str) -> None:
    path = market(program, tmp_path)
    before = path.read_bytes()
    outcome = program(call[0], path.stem, *call[1:])
    assert (outcome.code, path.read_bytes()) == (2, before), outcome.err
    assert said in outcome.err


def test_what_is_void_is_not_made_void_again_nor_what_is_open(program: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path)
    assert program("void", path.stem, "--reason", "r").code == 0
    assert "is void, not complete" in program("void", path.stem, "--reason", "r").err
    file = ResponseFile.resume(str(path))
    assert not isinstance(file, Problem)
    with file:
        outcome = program("restore", path.stem)
    assert outcome.code == 1
    assert "this response is open elsewhere" in outcome.err


def history(program: Any, path: Path) -> list[dict[str, Any]]:
    """Return the history of a response as JSON."""
    document = json.loads(program("show", path.stem, "--history", "--format", "json").out)
    assert (document["format"], document["schema"], document["id"]) == ("sstc-survey/history", 1, path.stem)
    entries: list[dict[str, Any]] = document["history"]
    return entries


def test_the_history_tells_who_when_why_and_what(program: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path)
    program("edit", path.stem, "--set", "days=5", "--set", "why=rain", "--reason", "misheard", "--by", "Kim")
    entries = history(program, path)
    assert [entry["kind"] for entry in entries] == ["start", "finish", "reopen", "change", "answer", "accept"]
    assert [entry["by"] for entry in entries] == ["Lin", "Lin", "Kim", "Kim", "Kim", "Kim"]
    assert {key: entries[3][key] for key in ("question", "label", "before", "after", "reason", "hidden")} == {
        "question": "days",
        "label": "On how many days are you here, Sok?",
        "before": {"answer": "7", "missing": None, "comment": None},
        "after": {"answer": "5", "missing": None, "comment": None},
        "reason": "misheard",
        "hidden": False,
    }
    assert (entries[4]["before"], entries[4]["after"]["answer"]) == (None, "rain")
    text = program("show", path.stem, "--history").out
    assert "On how many days are you here, Sok?\n  7 → 5\n  Reason: misheard" in text
    assert "Why not every day?\n  rain" in text
    program("edit", path.stem, "--set", "days=7", "--reason", "it was 7", "--by", "Kim")
    later = history(program, path)[len(entries) :]
    assert [(entry["kind"], entry["question"]) for entry in later] == [
        ("reopen", None), ("change", "days"), ("set_aside", "why"), ("accept", None),
    ]  # fmt: skip
    assert later[2]["before"]["answer"] == "rain"


def test_changes_during_the_interview_are_told_too(program: Any, small: str, tmp_path: Path) -> None:
    program("run", small, "--plain", typed="Sok\n/back\nSao\n\n\n30\nsave\n")
    (path,) = tmp_path.glob("answers/*/*.json")
    (change,) = [entry for entry in history(program, path) if entry["kind"] == "change"]
    assert (change["before"]["answer"], change["after"]["answer"], change["reason"]) == ("Sok", "Sao", None)


def test_times_that_no_calendar_has_are_no_fault(program: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path)
    response = saved(path)
    events = [replace(event, elapsed=10**13) for event in response.events]
    events.append(Event(len(events) + 1, 10**13, EventKind.REOPEN, {"at": "some day", "by": "Kim"}))
    data = encode(replace(response, started="9999-12-31T23:59:59+00:00", events=events))
    assert isinstance(data, bytes)
    path.write_bytes(data)
    assert [entry["kind"] for entry in history(program, path)] == ["start", "finish", "reopen"]
    assert program("show", path.stem, "--history").code == 0


def test_what_is_hidden_is_hidden_in_the_history(program: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path)
    program("edit", path.stem, "--set", "who=Secretname", "--reason", "it was Secretname", "--by", "Kim")
    assert "Secretname" in program("show", path.stem, "--history").out
    program("edit", path.stem, "--set", "how=anonymous", "--reason", "asked for it", "--by", "Kim")
    for name in ("table", "json"):
        told = program("show", path.stem, "--history", "--format", name).out
        # Neither the name of now nor that of before, also where another question or a reason names it.
        assert "Secretname" not in told
        assert "Sok" not in told
        assert "asked for it" in told
    assert any(entry["hidden"] and entry["question"] == "who" for entry in history(program, path))


def test_a_draft_of_what_is_hidden_is_not_in_the_json(program: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path, how="anonymous")
    program("edit", path.stem, "--by", "A", "--plain", typed="1\nSecretname\n")
    assert "Secretname" in path.read_text(encoding="utf-8")
    for options in ((), ("--format", "json"), ("--history",), ("--history", "--format", "json")):
        assert "Secretname" not in program("show", path.stem, *options).out
    assert "Secretname" not in program("list").out


def test_the_history_is_in_the_language_that_is_asked_for(program: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path)
    program("edit", path.stem, "--set", "wish=water", "--reason", "misheard", "--by", "Kim")
    told = program("show", path.stem, "--history", "--language", "zh").out
    assert "愿望？\n  shade → water\n  原因：misheard" in told
    french = program("show", path.stem, "--history", env={"COLUMNS": "40"})
    assert max(map(len, french.out.splitlines())) <= 40


def test_a_file_of_schema_1_is_edited_and_becomes_schema_2(program: Any, tmp_path: Path) -> None:
    source = Path(__file__).parents[1] / "storage" / "schema_1"
    told = 0
    for file in sorted(source.glob("*.json")):
        folder = tmp_path / "answers" / "old"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        content = json.loads(file.read_text(encoding="utf-8"))
        copied = folder / f"{content['id']}.json"
        shutil.copy(file, copied)
        if content["status"] != "complete" or content["interviewer"] == "simulation":
            continue
        outcome = program("void", content["id"], "--reason", "old")
        assert outcome.code == 0, outcome.err
        assert json.loads(copied.read_text(encoding="utf-8"))["schema"] == 2
        told += 1
    assert told


def test_answers_of_the_history_are_in_that_language_too(program: Any, tmp_path: Path) -> None:
    (tmp_path / "media.yaml").write_text(
        "{id: media, version: '1', title: Media, questions: [{name: media, type: select_multiple,"
        " label: {en: Which?, zh: 哪些？},"
        " choices: {tv: TV}, or_other: true}]}",
        encoding="utf-8",
    )
    (tmp_path / "one.yaml").write_text("{media: [tv, other], media_other: radio}", encoding="utf-8")
    path = tmp_path / str(program("run", "media.yaml", "--replies", "one.yaml").out).strip()
    edit = program("edit", path.stem, "--set", "media=[tv]", "--reason", "heard wrong", "--by", "Kim")
    assert edit.code == 0, edit.err
    assert "TV; Other → TV\n" in program("show", path.stem, "--history").out
    assert "TV；其他 → TV\n" in program("show", path.stem, "--history", "--language", "zh").out
