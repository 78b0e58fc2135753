"""`edit`: the answers of a complete response change with reasons, all together or not at all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from edited import edit_in, kinds, market, saved

from sstc_survey.problems import Problem
from sstc_survey.response import Mode, Status
from sstc_survey.storage import ResponseFile, encode


def edit(program: Any, path: Path, *changes: str, reason: str = "misheard", by: str = "Kim") -> Any:
    """Change a response by options."""
    options = [part for change in changes for part in ("--set", change)]
    return program("edit", path.stem, *options, "--reason", reason, "--by", by)


def test_a_change_keeps_the_old_answer_in_the_history(program: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path)
    before = saved(path)
    outcome = edit(program, path, "wish=water: cold", "member[2]/age=13", "last=20")
    assert outcome.code == 0, outcome.err
    assert f"Saved: answers/market/{path.name}" in outcome.err
    after = saved(path)
    assert after.answers["wish"] == "water: cold"
    assert after.answers["member"] == [{"age": 30}, {"age": 13}]
    assert (before.answers["hours"], after.answers["hours"]) == (12, 14)
    assert after.events[: len(before.events)] == before.events
    new = after.events[len(before.events) :]
    assert kinds(new)[0] == "reopen"
    assert kinds(new)[-1] == "finish"
    assert [event.data for event in new if event.kind == "reason"] == [
        {"name": name, "text": "misheard"} for name in ("last", "wish", "member[2]/age")
    ]
    assert (after.status, after.unfinished, after.finished, after.mode, after.interviewer) == (
        Status.COMPLETE, {}, before.finished, Mode.SCRIPTED, "Lin",
    )  # fmt: skip
    assert program("verify").code == 0


def test_a_value_is_written_as_in_a_file_of_replies(program: Any, small: str, tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("who: Sok\nmedia: [radio]\nage: 30\n", encoding="utf-8")
    path = tmp_path / program("run", small, "--replies", "one.yaml").out.strip()
    assert edit(program, path, "media=[tv, other]", "media_other=the web", "who={missing: refused}").code == 0
    after = saved(path)
    assert after.answers == {"media": ["tv", "other"], "media_other": "the web", "age": 30}
    assert after.missing == {"who": "refused"}
    assert edit(program, path, "who=", "age={value: 31, comment: about}").code == 0
    assert (saved(path).missing["who"], saved(path).comments["age"]) == ("blank", "about")


WRONG = {
    "type": (["days=eight"], ["days"]),
    "range": (["days=8"], ["--set days"]),
    "several": (["days=8", "how=x", "nothing=1"], ["--set days", "--set how", 'unknown question "nothing"']),
    "not asked": (["why=rain"], ['"why" is not asked']),
    "brings one": (["days=5"], ['required question "why" has no reply']),
    "no such instance": (["member[3]/age=1"], ['"member[3]/age" is not asked']),
    "outside its repeat": (["age=1"], ['"age" belongs to repeat "member"']),
    "a repeat": (["member=[{age: 1}]"], ["--set member"]),
    "a path": (["member[0]/age=1"], ['unknown question "member[0]/age"']),
    "calculated": (["hours=1"], ["--set hours"]),
    "no value": (["days"], ['"days" is not NAME=VALUE']),
    "twice": (["days=1", "days=2"], ['"days" is set twice']),
    "constraint": (["first=19"], ["--set first"]),
    "leaves one unfit": (["last=5"], ['the answer to "first" is no longer valid']),
    "required": (["days="], ["--set days"]),
    "yaml": (["who={value: "], ["--set who"]),
    "unknown key": (["who={values: 1}"], ["values"]),
}


@pytest.mark.parametrize("name", WRONG)
def test_all_that_is_wrong_is_said_and_nothing_is_saved(program: Any, tmp_path: Path, name: str) -> None:
    changes, said = WRONG[name]
    path = market(program, tmp_path)
    before = path.read_bytes()
    outcome = edit(program, path, "wish=water", *changes)
    assert outcome.code == 2, outcome.err
    assert [text for text in said if text not in outcome.err] == [], outcome.err
    assert path.read_bytes() == before


def test_answers_that_depend_on_one_another_change_together(program: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path)
    assert edit(program, path, "first=19", "last=21").code == 0
    assert (saved(path).answers["first"], saved(path).answers["last"]) == (19, 21)
    assert edit(program, path, "why=rain", "days=5").code == 0
    assert saved(path).answers["why"] == "rain"
    # What is not asked any more is in the history alone.
    assert edit(program, path, "days=7").code == 0
    assert "why" not in saved(path).answers
    assert "rain" in program("show", path.stem, "--history").out


def test_what_is_there_already_is_no_change(program: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path)
    before = path.read_bytes()
    outcome = edit(program, path, "wish=shade")
    assert (outcome.code, path.read_bytes()) == (0, before)
    assert "Nothing was changed" in outcome.err


OPTIONS = {
    "--set needs both": (["--set", "wish=a"], ["--set requires --reason", "--set requires --by"]),
    "an empty reason": (["--set", "wish=a", "--reason", " ", "--by", "Kim"], ["--set requires --reason"]),
    "a reason alone": (["--reason", "a"], ["--reason requires --set"]),
    "--discard and --set": (
        ["--discard", "--set", "wish=a", "--reason", "a", "--by", "b"],
        ["--discard and --set", "--discard and --by"],
    ),
    "nothing to discard": (["--discard"], ["has no unfinished edit"]),
    "nobody to ask": ([], ["--by NAME"]),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_options_that_do_not_go_together(program: Any, tmp_path: Path, name: str) -> None:
    options, said = OPTIONS[name]
    path = market(program, tmp_path)
    before = path.read_bytes()
    outcome = program("edit", path.stem, *options)
    assert (outcome.code, path.read_bytes()) == (2, before), outcome.err
    assert [text for text in said if text not in outcome.err] == [], outcome.err


def test_a_response_is_named_as_in_show(program: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path)
    program("list")
    named = [["1"], [path.stem[:13]], [str(path)], ["--last"]]
    for number, name in enumerate(named):
        assert program("edit", *name, "--set", f"wish=w{number}", "--reason", "r", "--by", "K").code == 0, name
        assert saved(path).answers["wish"] == f"w{number}"
    market(program, tmp_path)
    assert "matches 2 responses" in program("edit", path.stem[:4], "--by", "K").err
    assert program("edit", "--by", "K").code == 2
    assert program("edit", "1", "--last", "--by", "K").code == 2


def changed(path: Path, **keys: Any) -> None:
    """Write a response anew with other keys."""
    from msgspec.structs import replace

    data = encode(replace(saved(path), **keys))
    assert isinstance(data, bytes)
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"status": Status.VOID}, "sstc-survey restore"),
        ({"status": Status.DECLINED}, "is declined and cannot be edited"),
        ({"mode": Mode.SIMULATED}, "is simulated and cannot be edited"),
    ],
)
def test_what_cannot_be_edited(program: Any, tmp_path: Path, keys: dict[str, Any], said: str) -> None:
    path = market(program, tmp_path)
    changed(path, **keys)
    outcome = edit(program, path, "wish=a")
    assert outcome.code == 2
    assert said in outcome.err


def test_a_draft_is_resumed_not_edited(program: Any, small: str, tmp_path: Path) -> None:
    program("run", small, "--plain", typed="Sok\n")
    (path,) = tmp_path.glob("answers/*/*.json")
    for call in (("edit", path.stem, "--by", "K"), ("void", path.stem, "--reason", "r")):
        outcome = program(*call)
        assert outcome.code == 2
        assert f"run --resume {path.stem}" in outcome.err


def test_it_is_edited_with_the_questionnaire_of_its_time(program: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path)
    (tmp_path / "market.yaml").write_text("id: market\nversion: '2'\ntitle: T\nquestions: []\n", encoding="utf-8")
    assert edit(program, path, "wish=water").code == 0
    shutil.rmtree(path.parent / "questionnaires")
    outcome = edit(program, path, "wish=shade")
    assert outcome.code == 2
    assert saved(path).answers["wish"] == "water"


def test_whose_edit_is_open_is_said(program: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path)
    program("edit", path.stem, "--by", "Ana", "--plain", typed="wish\nwater\n\nheard\n")
    for is_open in (True, False):
        file = ResponseFile.resume(str(path))
        assert not isinstance(file, Problem)
        if not is_open:
            file.close()
            program("edit", path.stem, "--discard")
            file = ResponseFile.resume(str(path))
            assert not isinstance(file, Problem)
        with file:
            outcome = program("edit", path.stem, "--by", "Kim")
        assert outcome.code == 1
        assert ("is being edited by Ana" if is_open else "open elsewhere") in outcome.err


# Questions in plain mode are chosen at the review by their numbers or names.
CHANGE = "7\nwater\n\nheard wrongly\n"


def test_an_edit_that_was_left_is_resumed(program: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path)
    before = saved(path)
    left = program("edit", path.stem, "--by", "Ana", "--plain", typed=CHANGE)
    assert left.code == 1, left.err
    assert f" edit {path.stem}" in left.err
    between = saved(path)
    assert (between.answers, between.comments, between.events) == (before.answers, before.comments, before.events)
    assert kinds(edit_in(path)) == ["reopen", "go_to", "answer", "reason"]
    # Everything that reads it takes the old answers, and says that there is an edit.
    assert "unfinished edit by Ana" in program("list").out
    (listed,) = json.loads(program("list", "--format", "json").out)
    assert (listed["status"], listed["unfinished_edit"]["by"]) == ("complete", "Ana")
    assert "1 with an unfinished edit" in program("list").err
    shown = program("show", path.stem)
    assert "shade" in shown.out
    assert "water" not in shown.out
    assert "unfinished edit by Ana" in shown.out
    as_json = json.loads(program("show", path.stem, "--format", "json").out)
    assert (as_json["unfinished"], as_json["unfinished_edit"]["by"]) == ({}, "Ana")
    summary = json.loads(program("summarize", "--format", "json").out)
    assert (summary["files"]["complete"], summary["files"]["unfinished_edits"]) == (1, 1)
    assert "1 with an unfinished edit" in program("summarize").out
    assert "water" not in program("summarize").out
    assert "not accepted yet" in program("show", path.stem, "--history").out
    assert program("verify").code == 0
    for call in (
        ("edit", path.stem, "--set", "wish=a", "--reason", "r", "--by", "K"),
        ("void", path.stem, "--reason", "r"),
    ):
        refused = program(*call)
        assert refused.code == 1
        assert "has an unfinished edit by Ana" in refused.err
    assert program("delete", path.stem, "--yes").code == 2
    ended = program("edit", path.stem, "--by", "Kim", "--plain", typed="save\n")
    assert ended.code == 0, ended.err
    after = saved(path)
    assert after.answers == {**before.answers, "wish": "water"}
    assert kinds(after.events[len(before.events) :]) == ["reopen", "go_to", "answer", "reason", "reopen", "finish"]
    assert program("show", path.stem, "--history").out.count("water") == 1


def test_an_edit_that_is_discarded_leaves_the_response_as_it_was(program: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path)
    before = path.read_bytes()
    outcome = program("edit", path.stem, "--by", "A", "--plain", typed=f"{CHANGE}/discard\nno\n/discard\nyes\n")
    assert (outcome.code, path.read_bytes()) == (0, before), outcome.err
    assert "as it was before the edit" in outcome.err
    program("edit", path.stem, "--by", "A", "--plain", typed=CHANGE)
    assert path.read_bytes() != before
    assert program("edit", path.stem, "--discard").code == 0
    assert path.read_bytes() == before


@pytest.mark.parametrize("typed", ["", "/quit\n", "save\n", "7\n\n\nsave\n", "7\nshade\n\nsave\n"])
def test_an_edit_that_changes_nothing_leaves_no_trace(program: Any, tmp_path: Path, typed: str) -> None:
    path = market(program, tmp_path)
    before = path.read_bytes()
    outcome = program("edit", path.stem, "--by", "A", "--plain", typed=typed)
    assert (outcome.code, path.read_bytes()) == (0, before), outcome.err
    assert "Reason" not in outcome.err


def test_a_reason_may_not_be_empty_and_is_asked_after_each_change(program: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path)
    typed = "7\nwater\n\n\n  \n/comment x\nfirst\n7\ntea\n\nsecond\n3\n5\nfewer\nrain\nsave\n"
    outcome = program("edit", path.stem, "--by", "A", "--plain", typed=typed)
    assert outcome.code == 0, outcome.err
    reasons = [event.data for event in saved(path).events if event.kind == "reason"]
    assert reasons == [
        {"name": "wish", "text": "first"},
        {"name": "wish", "text": "second"},
        {"name": "days", "text": "fewer"},
    ]
    assert "shade → water" in outcome.err
    assert "water → tea" in outcome.err
    assert saved(path).answers["why"] == "rain"


def test_back_from_a_reason_is_back_to_the_question(program: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path)
    # With the old answer nothing is left to explain.
    outcome = program("edit", path.stem, "--by", "A", "--plain", typed="7\nwater\n\n/back\nshade\n\nsave\n")
    assert outcome.code == 0, outcome.err
    assert saved(path).answers["wish"] == "shade"
    again = program("edit", path.stem, "--by", "A", "--plain", typed="7\nwater\n\n/back\n\n\nyes, water\nsave\n")
    assert again.code == 0, again.err
    assert (saved(path).answers["wish"], saved(path).events[-2].data["text"]) == ("water", "yes, water")


def test_comments_and_instances_are_changes_too(program: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path)
    typed = "1\n/comment twice\n\nhe said so\nmember\n/remove 1\nyes\n2\nhas left\nmember\n1\n40\n2\nis new\nsave\n"
    outcome = program("edit", path.stem, "--by", "A", "--plain", typed=typed)
    after = saved(path)
    assert outcome.code == 0, outcome.err
    assert after.comments == {"who": "twice"}
    assert after.answers["member"] == [{"age": 12}, {"age": 40}]
    reasons = [event.data for event in after.events if event.kind == "reason"]
    assert [reason["name"] for reason in reasons] == ["who", "member", "member"]
    told = program("show", path.stem, "--history").out
    assert "30" in told
    assert "Removed" in told


def test_the_language_of_the_editor_is_not_that_of_the_response(program: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path)
    outcome = program("edit", path.stem, "--by", "A", "--plain", typed="7\n/language zh\n水\n\n更正\n保存\n")
    assert outcome.code == 0, outcome.err
    assert "更改原因" in outcome.err
    assert (saved(path).language, saved(path).answers["wish"]) == ("en", "水")


def test_the_clock_of_an_edit_is_that_of_the_interview(program: Any, tmp_path: Path) -> None:
    (tmp_path / "clock.yaml").write_text(
        "id: clock\nversion: '1'\ntitle: T\nquestions:\n"
        "  - {name: born, type: date, label: Born, constraint: '. <= today()', required: true}\n"
        "  - {name: when, type: calculate, calculation: 'concat(${born}, \" on \", today())'}\n",
        encoding="utf-8",
    )
    (tmp_path / "one.yaml").write_text("born: 2001-01-01\n", encoding="utf-8")
    path = tmp_path / program("run", "clock.yaml", "--replies", "one.yaml").out.strip()
    held = saved(path)
    day = "2016-09-07"
    events = [
        event
        if event.kind != "calculate"
        else type(event)(event.seq, event.elapsed, event.kind, {"values": {"when": f"2001-01-01 on {day}"}})
        for event in held.events
    ]
    changed(
        path, started=f"{day}T10:00:00+07:00", finished=f"{day}T10:10:00+07:00", events=events,
        answers={**held.answers, "when": f"2001-01-01 on {day}"},
    )  # fmt: skip
    assert edit(program, path, "born=2002-02-02").code == 0
    assert saved(path).answers["when"] == f"2002-02-02 on {day}"
    # Of a day after the interview it was not known yet.
    assert edit(program, path, "born=2016-09-08").code == 2


def test_a_batch_is_run_again_after_one_of_its_responses_was_edited(program: Any, small: str, tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"who": "Sok", "age": 30}\n{"who": "Lin", "age": 40}\n', encoding="utf-8")
    assert program("run", small, "--replies", "rows.jsonl", "--key", "who").code == 0
    path = min(tmp_path.glob("answers/small/*.json"))
    for age in ("31", "32"):
        assert edit(program, path, f"age={age}").code == 0
    again = program("run", small, "--replies", "rows.jsonl", "--key", "who")
    assert again.code == 0, again.err
    assert "0 responses saved in answers/small; 2 saved before" in again.err
    assert saved(path).answers["age"] == 32
    (tmp_path / "rows.jsonl").write_text('{"who": "Sok", "age": 32}\n{"who": "Lin", "age": 32}\n', encoding="utf-8")
    assert program("run", small, "--replies", "rows.jsonl", "--key", "who").code == 1


def test_the_name_is_asked_at_a_terminal(program: Any, terminal: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path)
    first = terminal("edit", path.stem, "--plain", typed="\n \nA\x07na\n7\nwater\n\nheard\n/quit\n")
    assert first.out.count("Your name:") == 3
    assert edit_in(path)[0].data["by"] == "Ana"
    # Enter is whoever began it.
    again = terminal("edit", path.stem, "--plain", typed="\n7\ntea\n\nheard\n/quit\n", env={"LC_ALL": "zh_CN.UTF-8"})
    assert "您的姓名： [Ana]" in again.out
    assert kinds(edit_in(path)).count("reopen") == 1
    terminal("edit", path.stem, "--plain", typed="Kim\nsave\n")
    assert [event.data["by"] for event in saved(path).events if event.kind == "reopen"] == ["Ana", "Kim"]


def test_a_copy_without_the_edit_is_a_copy(program: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path)
    shutil.copytree(tmp_path / "answers", tmp_path / "laptop")
    program("edit", path.stem, "--by", "A", "--plain", typed=CHANGE)
    shutil.copytree(tmp_path / "answers", tmp_path / "stick")
    folders = ("answers", "laptop", "stick")

    def account() -> tuple[int, int, int]:
        files = json.loads(program("summarize", *folders, "--format", "json").out)["files"]
        return files["complete"], files["copies"], files["conflict"]

    assert account() == (1, 2, 0)
    program("edit", path.stem, "--by", "A", "--plain", typed="save\n")
    assert account() == (1, 2, 0)
    program("edit", path.stem, "--answers", "laptop", "--by", "B", "--plain", typed="7\nrain\n\nno\n")
    assert account() == (0, 1, 2)


def test_in_plain_mode_the_reason_says_in_which_instance(program: Any, tmp_path: Path) -> None:
    path = market(program, tmp_path)
    outcome = program("edit", path.stem, "--by", "Kim", "--plain", typed="8.2\n13\nmisheard\nsave\n")
    assert outcome.code == 0, outcome.err
    assert "Helper 2\nAge: 12 → 13\nReason for the change: misheard\n" in outcome.err
