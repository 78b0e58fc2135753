"""Which interview is which: who, references, row numbers, the last answers, and what leaves no draft."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pexpect
import pytest

from sstc_survey.i18n import set_language
from sstc_survey.prompters.plain.prompter import says_yes

HIDING = """\
id: hiding
version: "1"
title: Hiding
respondent: [who]
attribution: {question: quote, hides: {named: [], anonymous: [who]}}
questions:
  - {name: who, type: text, label: Who are you?}
  - {name: quote, type: select_one, label: How may we quote you?, choices: {named: By name, anonymous: Not by name}}
  - {name: wish, type: text, label: What do you wish?}
"""
LEFT = "Ana\n{quote}\nPeace\n"


@pytest.fixture
def hiding(tmp_path: Path) -> str:
    (tmp_path / "hiding.yaml").write_text(HIDING, encoding="utf-8")
    return "hiding.yaml"


def saved(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("answers/*/*.json"))]


def at_a_terminal(folder: Path, *arguments: str) -> Any:
    """Run the program in a terminal."""
    environment = {key: value for key, value in os.environ.items() if key not in {"COLUMNS", "NO_COLOR", "ACCESSIBLE"}}
    return pexpect.spawn(
        sys.executable, ["-m", "sstc_survey", *arguments], cwd=str(folder),
        env={**environment, "TERM": "xterm-256color"}, dimensions=(24, 80), timeout=300, encoding="utf-8",
    )  # fmt: skip


@pytest.mark.parametrize(("quote", "shown"), [("1", "Ana"), ("2", "Room 4"), ("", "Room 4")])
def test_the_reference_is_shown_where_the_respondent_may_not_be(
    program: Any, hiding: str, tmp_path: Path, quote: str, shown: str
) -> None:
    program("run", hiding, "--reference", "Room 4", typed=LEFT.format(quote=quote))
    assert [each["reference"] for each in saved(tmp_path)] == ["Room 4"]
    (line,) = program("list").out.splitlines()
    assert line.endswith(f"  {shown}")
    (listed,) = json.loads(program("list", "--format", "json").out)
    assert (listed["who"], listed["reference"]) == (shown, "Room 4")
    program("run", hiding, typed="Dara\n")
    assert f"({shown}, draft, " in program("show", "0").err
    assert " · reference Room 4" in program("show", "1").out


def test_a_reference_that_is_given_during_the_interview_is_that_of_lists_drafts_and_views(
    program: Any, hiding: str, tmp_path: Path
) -> None:
    program("run", hiding, "--reference", "Room 4", typed="Ana\n2\n/reference Room 5\n")
    (line,) = program("list").out.splitlines()
    assert line.endswith("  Room 5")
    resumed = program("run", "--resume", typed="/reference\nPeace\nsave\n")
    assert "Reference: Room 5\n" in resumed.err
    (response,) = saved(tmp_path)
    assert (response["status"], response["reference"]) == ("complete", "Room 5")
    assert " · reference Room 5" in program("show", "1").out
    assert program("verify").code == 0


def test_a_reference_is_changed_or_taken_away_after_a_resume_too(program: Any, hiding: str, tmp_path: Path) -> None:
    program("run", hiding, "--reference", "Room 4", typed="Ana\n")
    program("run", "--resume", typed="/reference Room 5\n")
    assert [each["reference"] for each in saved(tmp_path)] == ["Room 5"]
    program("run", "--resume", typed="/reference -\n1\n")
    (response,) = saved(tmp_path)
    assert (response["reference"], response["answers"]) == (None, {"who": "Ana", "quote": "named"})
    program("run", "--resume", typed="Peace\nsave\n")
    assert [(each["reference"], each["status"]) for each in saved(tmp_path)] == [(None, "complete")]


def test_a_reference_does_not_wait_for_an_answer(program: Any, hiding: str, tmp_path: Path) -> None:
    # What was named is no empty draft.
    program("run", hiding, typed="/reference Room 5\n/quit\n")
    assert [each["reference"] for each in saved(tmp_path)] == ["Room 5"]
    outcome = program("run", hiding, "--reference", "Room 4", typed="/reference -\n/quit\n")
    assert "no draft was saved" in outcome.err
    assert len(saved(tmp_path)) == 1


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_a_reference_that_is_on_the_screen_outlives_the_program(
    program: Any, hiding: str, tmp_path: Path, plain: bool, end: signal.Signals
) -> None:
    child = at_a_terminal(tmp_path, "run", hiding, *["--plain"] * plain)
    child.expect("Who are you\\?")
    child.expect("Answer:" if plain else "stop")
    child.send("/reference Room 5\r" if plain else "\x1b[18~Room 5\r")
    child.expect("Reference: Room 5")
    child.kill(end)
    child.wait() if child.isalive() else None
    child.close(force=True)
    assert [each["reference"] for each in saved(tmp_path)] == ["Room 5"]
    assert "Reference: Room 5\n" in program("run", "--resume", typed="/reference\n").err


def test_what_is_half_typed_outlives_a_kill_while_the_field_of_the_reference_is_open(
    hiding: str, tmp_path: Path
) -> None:
    child = at_a_terminal(tmp_path, "run", hiding)
    child.expect("Who are you\\?")
    child.expect("stop")
    child.send("An\x1b[18~Room")
    child.expect("Room")
    until = time.monotonic() + 300
    while saved(tmp_path)[0]["unfinished"] != {"who": {"text": "An"}}:
        assert time.monotonic() < until
        time.sleep(0.05)
    child.kill(signal.SIGKILL)
    child.close(force=True)
    child = at_a_terminal(tmp_path, "run", "--resume")
    child.expect("Not entered yet:")
    child.expect("stop")
    child.send("a\r")
    child.expect("How may we quote you")
    child.close(force=True)
    assert [(each["reference"], each["answers"]) for each in saved(tmp_path)] == [(None, {"who": "Ana"})]


def test_a_draft_takes_a_reference_when_it_is_resumed(program: Any, hiding: str, tmp_path: Path) -> None:
    program("run", hiding, typed="Ana\n")
    program("run", "--resume", "--reference", "Table 2", typed="\n")
    assert [each["reference"] for each in saved(tmp_path)] == ["Table 2"]


@pytest.mark.parametrize(
    ("typed", "last"),
    [
        ("Ana\n", ["Who are you?: Ana"]),
        (
            LEFT.format(quote="2"),
            ["Who are you?: Ana", "How may we quote you?: Not by name", "What do you wish?: Peace"],
        ),
        ("Ana\n\n", ["Who are you?: Ana", "How may we quote you?: (blank)"]),
        ("Ana\n\nPeace\n/back\n/back\n", ["Who are you?: Ana"]),
    ],
)
def test_resuming_opens_with_the_last_answers(
    program: Any, hiding: str, tmp_path: Path, typed: str, last: list[str]
) -> None:
    questionnaire = tmp_path / hiding
    questionnaire.write_text(
        questionnaire.read_text(encoding="utf-8") + "  - {name: end, type: text, label: The end?}\n", encoding="utf-8"
    )
    program("run", hiding, typed=typed)
    shown = program("run", "--resume").err.partition("Hiding\n")[2].splitlines()
    assert [line.strip() for line in shown[: len(last)]] == last
    assert shown[len(last)].endswith('"?" for help.')


NOTHING = ["", "/language en\n", "/reference\n", "?\n", "/back\n", "/nonsense\n"]


@pytest.mark.parametrize("typed", NOTHING)
@pytest.mark.parametrize("end", ["", "/quit\n"])
def test_nothing_answered_leaves_no_draft(program: Any, hiding: str, tmp_path: Path, typed: str, end: str) -> None:
    outcome = program("run", hiding, "--reference", "Room 4", typed=typed + end)
    assert outcome.code == 1
    assert "no draft was saved" in outcome.err
    assert saved(tmp_path) == []


@pytest.mark.parametrize("typed", ["Ana\n", "\n", "/comment later\n", "Ana\n/back\n"])
def test_anything_answered_leaves_a_draft(program: Any, hiding: str, tmp_path: Path, typed: str) -> None:
    outcome = program("run", hiding, typed=typed)
    assert "--resume" in outcome.err
    assert len(saved(tmp_path)) == 1
    # It stays when it is resumed and nothing is added.
    program("run", "--resume")
    assert len(saved(tmp_path)) == 1


class TestRows:
    @pytest.fixture(autouse=True)
    def _three(self, program: Any, hiding: str) -> None:
        for name in ("Ana", "Dara", "Sok"):
            program("run", hiding, typed=f"{name}\n1\n{name}'s wish\nsave\n")

    def test_a_row_of_the_last_list_is_an_id(self, program: Any) -> None:
        program("list")
        for number, name in enumerate(("Ana", "Dara", "Sok"), 1):
            assert name in program("show", str(number)).out
        assert 'begins with "4"' in program("show", "4").err

    def test_the_rows_stay_those_of_the_list(self, program: Any, tmp_path: Path) -> None:
        program("list")
        file = next(path for path in tmp_path.glob("answers/*/*.json") if "Ana" in path.read_text(encoding="utf-8"))
        file.unlink()
        assert "Dara" in program("show", "2").out
        assert "file not found" in program("show", "1").err
        program("list")
        assert "Dara" in program("show", "1").out

    def test_rows_are_found_from_another_folder(self, program: Any, tmp_path: Path) -> None:
        (tmp_path / "answers").rename(tmp_path / "elsewhere")
        assert [line.split()[0] for line in program("list", "elsewhere").out.splitlines()] == ["1", "2", "3"]
        assert "Sok" in program("show", "3").out

    def test_where_rows_cannot_be_remembered_that_is_said(self, program: Any, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        outcome = program("list", env={"XDG_STATE_HOME": str(tmp_path / "file")})
        assert outcome.code == 0
        assert len(outcome.out.splitlines()) == 3
        assert "cannot remember the row numbers" in outcome.err

    @pytest.mark.parametrize("content", [b"", b"\0\0", b"\xff\xfe", b"/nowhere"])
    def test_whatever_is_remembered_is_no_danger(self, program: Any, tmp_path: Path, content: bytes) -> None:
        state = tmp_path / "state" / "sstc-survey" / "last-list"
        state.parent.mkdir(parents=True)
        state.write_bytes(content)
        outcome = program("show", "1", env={"XDG_STATE_HOME": str(tmp_path / "state")})
        assert outcome.code == 2
        assert "Traceback" not in outcome.err

    def test_the_last_is_that_which_was_finished_last(self, program: Any, tmp_path: Path) -> None:
        program("run", "hiding.yaml", typed="Lee\n1\n")
        assert "Lee" in program("show", "--last").out
        draft = next(each["id"] for each in saved(tmp_path) if each["status"] == "partial")
        time.sleep(1.1)
        program("run", "hiding.yaml", typed="Bo\n1\nWish\nsave\n")
        assert "Bo" in program("show", "--last").out
        time.sleep(1.1)
        program("run", "--resume", draft, typed="Wish\nsave\n")
        assert "Lee" in program("show", "--last").out
        assert program("show").code == program("show", "--last", "1").code == 2

    def test_of_no_responses_there_is_no_last(self, program: Any) -> None:
        outcome = program("show", "--last", "--answers", "nowhere")
        assert outcome.code == 2
        assert "no responses in nowhere" in outcome.err


@pytest.mark.parametrize(
    ("options", "culprit"),
    [
        (["--resume", "--again"], "--again"),
        (["--replies", "x.json", "--again"], "--again"),
        (["--replies", "x.json", "--reference", "x"], "--reference"),
    ],
)
@pytest.mark.usefixtures("hiding")
def test_what_does_not_go_together_is_refused(program: Any, options: list[str], culprit: str) -> None:
    outcome = program("run", *options)
    assert outcome.code == 2
    assert culprit in outcome.err


def test_interviews_in_a_row_keep_the_interviewer_and_the_language(program: Any, hiding: str, tmp_path: Path) -> None:
    text = HIDING.replace("label: Who are you?", "label: {en: Who are you?, fr: Qui?}")
    (tmp_path / hiding).write_text(text.replace("title", "default_language: en\ntitle", 1), encoding="utf-8")
    one = "{change}{name}\n1\nPeace\nsave\n"
    typed = one.format(name="Ana", change="/language fr\n") + one.format(name="Dara", change="")
    outcome = program("run", hiding, "--again", "--interviewer", "Ly", "--reference", "1", typed=typed)
    assert outcome.code == 0
    assert outcome.err.count("1 sur 3. Qui?") == 3
    responses = saved(tmp_path)
    assert [each["answers"]["who"] for each in responses] == ["Ana", "Dara"]
    assert [(each["interviewer"], each["language"], each["status"]) for each in responses] == [
        ("Ly", "fr", "complete")
    ] * 2
    assert [each["reference"] for each in responses] == ["1", None]


def test_interviews_in_a_row_end_with_a_draft_where_one_is_left(program: Any, hiding: str, tmp_path: Path) -> None:
    outcome = program("run", hiding, "--again", typed="Ana\n1\nPeace\nsave\nDara\n")
    assert outcome.code == 1
    assert [each["status"] for each in saved(tmp_path)] == ["complete", "partial"]


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize(
    ("reply", "count"), [("\r", 1), ("n\r", 1), ("\x04", 1), ("\x03", 1), ("y\r", 2), ("yes\r", 2)]
)
def test_at_a_terminal_another_interview_is_offered(
    hiding: str, tmp_path: Path, plain: bool, reply: str, count: int
) -> None:
    (tmp_path / hiding).write_text(
        'id: one\nversion: "1"\ntitle: One\nquestions: [{name: a, type: text, label: What?}]\n', encoding="utf-8"
    )
    child = at_a_terminal(tmp_path, "run", hiding, *["--plain"] * plain)

    def one() -> None:
        child.expect("What\\?")
        child.expect("Answer:" if plain else "stop")
        child.send("this\r")
        child.expect('Type "save"|Type "save"' if plain else "Save and")
        child.send("save\r" if plain else "s\r")
        child.expect("Another interview\\? \\[y/N\\]")

    one()
    child.send(reply)
    if count > 1:
        one()
        child.send("\r")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert len(saved(tmp_path)) == count


@pytest.mark.parametrize(
    ("language", "yes", "no"),
    [
        ("en", "y Y yes Yes", "n no x"),
        ("fr", "o oui y yes", "n non"),
        ("vi", "c có y", "k không"),
        ("zh", "是 y", "否 n"),
    ],
)
def test_yes_is_the_word_or_its_first_letter(language: str, yes: str, no: str) -> None:
    set_language(language)
    try:
        assert [each for each in yes.split() if not says_yes(f"{each}\n")] == []
        assert [each for each in ["", *no.split()] if says_yes(f"{each}\n")] == []
    finally:
        set_language("en")
