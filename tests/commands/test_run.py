"""`run` without a terminal: lines from a pipe, drafts, and going on with them."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def saved(folder: Path) -> list[dict[str, Any]]:
    files = sorted((folder / "answers").glob("*/*.json"))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def begun(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "sstc_survey", "run", *arguments],
        stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder, bufsize=0,
    )  # fmt: skip


def read_until(child: subprocess.Popen[bytes], text: bytes) -> None:
    """Read what the program writes until it has written the text; fail at the end of what it writes."""
    assert child.stderr is not None
    written = b""
    while text not in written:
        byte = child.stderr.read(1)
        assert byte, written.decode()
        written += byte


def test_lines_from_a_pipe_make_a_response(program: Any, small: str, tmp_path: Path) -> None:
    outcome = program("run", small, "--interviewer", "Dara", typed="Sok\n1,2\nloud\n34\nsave\n")
    assert outcome.code == 0
    assert outcome.out == ""
    assert "Saved: answers/small/" in outcome.err
    assert "To view, run: sstc-survey show " in outcome.err
    (response,) = saved(tmp_path)
    assert response["status"] == "complete"
    assert response["mode"] == "plain"
    assert response["interviewer"] == "Dara"
    assert response["answers"] == {"who": "Sok", "media": ["radio", "tv"], "age": 34}
    assert response["comments"] == {"media": "loud"}
    assert list(response) == [
        "format", "schema", "id", "questionnaire", "status", "language", "mode", "interviewer", "reference",
        "session", "started", "finished", "answers", "missing", "comments", "rounds", "position", "unfinished",
        "events", "sha256",
    ]  # fmt: skip


def test_the_echo_makes_a_log_that_reads_well(program: Any, small: str) -> None:
    outcome = program("run", small, typed="Sok\n")
    assert "1 of 3. Who are you?\nOr /refuse: refused.\nAnswer: Sok\n2 of 3. Which media?\n" in outcome.err


def test_the_end_of_the_input_keeps_a_draft_and_says_how_to_go_on(program: Any, small: str, tmp_path: Path) -> None:
    outcome = program("run", small, typed="Sok\n/refuse\n")
    assert outcome.code == 1
    (draft,) = saved(tmp_path)
    assert (draft["status"], draft["position"], draft["finished"]) == ("partial", "age", None)
    assert draft["missing"] == {"media": "refused"}
    assert f"To resume, run: sstc-survey run --resume {draft['id']}" in outcome.err
    again = program("run", "--resume", draft["id"], typed="200\n34\nsave\n")
    assert "200 is too large (maximum 120)" in again.err
    assert again.code == 0
    (response,) = saved(tmp_path)
    assert response["status"] == "complete"
    assert response["answers"] == {"who": "Sok", "age": 34}
    assert response["started"] == draft["started"]


def test_resume_takes_the_only_draft_with_the_questionnaire_it_was_begun_with(
    program: Any, small: str, tmp_path: Path
) -> None:
    program("run", small, typed="Sok\n")
    (tmp_path / small).write_text("id: small\nversion: '2'\ntitle: New\nquestions: []\n", encoding="utf-8")
    outcome = program("run", "--resume", typed="1\n\n34\nsave\n")
    assert outcome.code == 0
    assert "3 of 3. How old are you?" in outcome.err
    assert saved(tmp_path)[0]["questionnaire"]["version"] == "1"


def test_a_beginning_of_the_id_will_do_unless_it_fits_two(program: Any, small: str, tmp_path: Path) -> None:
    program("run", small, typed="Sok\n")
    program("run", small, typed="Dara\n")
    first, second = saved(tmp_path)
    both = program("run", "--resume", first["id"][:4])
    assert both.code == 2
    for draft in (first, second):
        # What tells them apart: no more of the ID than that takes, and who, how far and when.
        facts = rf"{draft['id'][:13]}[0-9a-f-]* \({draft['answers']['who']}, draft, \d{{4}}-\d\d-\d\d \d\d:\d\d\)"
        assert re.search(facts, both.err)
    unnamed = program("run", "--resume")
    assert unnamed.code == 2
    assert first["id"] in unnamed.err
    nobody = program("run", "--resume", "ffff")
    assert nobody.code == 2
    assert 'no response ID begins with "ffff"' in nobody.err
    one = program("run", "--resume", second["id"], typed="\n\n\n5\nsave\n")
    assert one.code == 0
    done = program("run", "--resume", second["id"])
    assert done.code == 2
    assert "is complete, not a draft" in done.err


def test_a_draft_of_another_questionnaire_is_not_resumed_with_this_one(
    program: Any, small: str, tmp_path: Path
) -> None:
    program("run", small, typed="Sok\n")
    draft = saved(tmp_path)[0]["id"]
    other = (tmp_path / small).read_text(encoding="utf-8").replace("id: small", "id: other")
    (tmp_path / "other.yaml").write_text(other, encoding="utf-8")
    outcome = program("run", "other.yaml", f"--resume={draft}")
    assert outcome.code == 2
    assert 'this is a response to "small", not to "other"' in outcome.err
    nothing = program("run", "other.yaml", "--resume")
    assert "no draft to resume" in nothing.err


@pytest.mark.parametrize("damage", ["truncated", "edited", "newer"])
def test_a_damaged_draft_is_refused_with_its_reason(program: Any, small: str, tmp_path: Path, damage: str) -> None:
    program("run", small, typed="Sok\n")
    (file,) = (tmp_path / "answers" / "small").glob("*.json")
    data = file.read_bytes()
    wrong = {
        "truncated": data[:300],
        "edited": data.replace(b"Sok", b"Sam"),
        "newer": data.replace(b'"schema": 2', b'"schema": 3'),
    }[damage]
    file.write_bytes(wrong)
    words = {"truncated": "is truncated", "edited": "changed", "newer": "newer"}[damage]
    outcome = program("run", "--resume", file.stem)
    assert outcome.code == 2
    assert words in outcome.err
    assert file.read_bytes() == wrong


def test_a_full_disk_is_said_and_the_reply_can_be_saved_elsewhere(program: Any, small: str, tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", full], capture_output=True, check=False
    ).returncode:
        pytest.skip("only root can mount a small disk")
    try:
        with begun(tmp_path, small, "--answers", "full") as child:
            assert child.stdin is not None
            read_until(child, b"1 of 3.")
            with (full / "filler").open("wb", buffering=0) as filler, contextlib.suppress(OSError):
                while True:
                    filler.write(b"x" * 4096)
            child.stdin.write(b"Sok\n")
            read_until(child, b"NOT saved: ")
            read_until(child, b"The answer was: Sok")
            child.stdin.write(b"./elsewhere\n")
            read_until(child, b"2 of 3.")
            _, rest = child.communicate(timeout=300)
        assert b"--answers ./elsewhere" in rest
        (draft,) = (tmp_path / "elsewhere" / "small").glob("*.json")
        assert json.loads(draft.read_text())["answers"] == {"who": "Sok"}
        again = program("run", "--resume", "--answers", "elsewhere", typed="\n5\nsave\n")
        assert again.code == 0
    finally:
        subprocess.run(["umount", full], check=True)


def test_resume_without_a_draft_says_so(program: Any) -> None:
    outcome = program("run", "--resume")
    assert outcome.code == 2
    assert "no draft to resume in answers" in outcome.err


def test_what_was_answered_survives_kill_9(small: str, tmp_path: Path) -> None:
    with begun(tmp_path, small) as child:
        assert child.stdin is not None
        child.stdin.write(b"Sok\n")
        read_until(child, b"2 of 3.")
        child.kill()
    (draft,) = saved(tmp_path)
    assert draft["answers"] == {"who": "Sok"}
    assert draft["position"] == "media"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_signals_keep_the_draft_and_tell_which_they_were(
    small: str, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    with begun(tmp_path, small) as child:
        assert child.stdin is not None
        child.stdin.write(b"Sok\n")
        read_until(child, b"e.g. 1,2.\nOr /refuse: refused.\nAnswer: ")
        child.send_signal(number)
        _, rest = child.communicate(timeout=300)
    assert child.returncode == code
    assert b"To resume, run: sstc-survey run --resume " in rest
    assert b"Traceback" not in rest
    assert saved(tmp_path)[0]["answers"] == {"who": "Sok"}


def test_a_second_program_cannot_open_the_draft(program: Any, small: str, tmp_path: Path) -> None:
    with begun(tmp_path, small) as child:
        read_until(child, b"1 of 3.")
        outcome = program("run", "--resume")
        child.kill()
    assert outcome.code == 2
    assert "open" in outcome.err


def test_files_are_private_and_the_questionnaire_is_kept_beside_them(program: Any, small: str, tmp_path: Path) -> None:
    program("run", small, typed="Sok\n")
    folder = tmp_path / "answers" / "small"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (file,) = folder.glob("*.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (copy,) = (folder / "questionnaires").iterdir()
    assert copy.name == f"{saved(tmp_path)[0]['questionnaire']['sha256']}.yaml"
    assert copy.read_bytes() == (tmp_path / small).read_bytes()


def test_input_that_is_no_text_is_refused_by_name(program: Any, small: str, tmp_path: Path) -> None:
    outcome = program("run", small, typed=b"Caf\xe9\nCaf\xc3\xa9\n")
    assert "the text contains" in outcome.err
    assert saved(tmp_path)[0]["answers"] == {"who": "Café"}


def test_closed_standard_input_is_the_end_of_input(small: str, tmp_path: Path) -> None:
    ended = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m sstc_survey run {small} <&-'],
        capture_output=True, text=True, cwd=tmp_path, check=False, timeout=300,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "Nothing was answered: no draft was saved." in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not list(tmp_path.glob("answers/*/*.json"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "nowhere.yaml"], "file not found"),
        (["run", "."], "this is a folder"),
        (["run", "small.yaml", "--answers", "small.yaml"], "small.yaml"),
        (["run", "small.yaml", "--language", "xx"], 'unknown language "xx"'),
        (["run", "--nonsense"], "--nonsense"),
        (["nonsense"], "nonsense"),
    ],
)
def test_what_cannot_be_done_is_said_with_exit_code_2(
    program: Any, small: str, arguments: list[str], words: str
) -> None:
    assert small
    outcome = program(*arguments)
    assert outcome.code == 2
    assert words in outcome.err
    assert outcome.out == ""


def test_a_folder_that_cannot_be_written_stops_before_the_first_question(
    program: Any, small: str, tmp_path: Path
) -> None:
    if os.geteuid() == 0:
        folder = "/proc/answers"
    else:
        (tmp_path / "locked").mkdir(mode=0o555)
        folder = "locked/answers"
    outcome = program("run", small, "--answers", folder, typed="Sok\n")
    assert outcome.code in {1, 2}
    assert "1 of 3" not in outcome.err
    assert "error" in outcome.err


def test_the_panel_is_what_run_asks_when_nothing_is_named(program: Any) -> None:
    outcome = program("run", typed="")
    assert "“INTERVIEW STYLE”: PANEL GOOD PRACTICES" in outcome.err
    assert "1 of 9." in outcome.err
    assert outcome.code == 1


PEOPLE = """\
id: people
version: "1"
title: {en: People, fr: Personnes}
questions:
  - {name: began, type: start}
  - {name: day, type: today}
  - {name: by, type: username}
  - {name: ended, type: end}
  - {name: took, type: duration}
  - {name: token, type: calculate, calculation: "once(random())"}
  - name: person
    type: repeat
    label: {en: Person, fr: Personne}
    questions:
      - {name: who, type: text, label: {en: "Who?", fr: "Qui ?"}}
      - name: colour
        type: select_one
        label: {en: "Which colour does ${who} like?", fr: "Quelle couleur ${who} aime ?"}
        choices: {r: red, o: orange, y: yellow, g: green, b: blue, i: indigo, v: violet}
        randomize: true
"""


def test_a_draft_goes_on_inside_a_repeat_in_its_language_with_its_choices_as_they_were(
    program: Any, tmp_path: Path
) -> None:
    (tmp_path / "people.yaml").write_text(PEOPLE, encoding="utf-8")
    begun = program("run", "people.yaml", "--interviewer", "Dara", typed="yes\nSok\nred\nyes\n/language fr\nBopha\n")
    assert "/language fr" in begun.err
    assert "Qui ?" in begun.err
    (draft,) = saved(tmp_path)
    assert (draft["language"], draft["position"]) == ("fr", "person[2]/colour")
    assert draft["answers"]["person"] == [{"who": "Sok", "colour": "r"}, {"who": "Bopha"}]
    resumed = program("run", "--resume", typed="indigo\nno\nsave\n")
    assert resumed.code == 0
    question = "Quelle couleur Bopha aime ?"
    assert question in begun.err
    assert resumed.err.split(question)[1].splitlines()[1:8] == begun.err.split(question)[1].splitlines()[1:8]
    (response,) = saved(tmp_path)
    answers = response["answers"]
    assert response["status"] == "complete"
    assert answers["person"] == [{"who": "Sok", "colour": "r"}, {"who": "Bopha", "colour": "i"}]
    assert answers["token"] == draft["answers"]["token"]
    assert 0 <= answers["token"] < 1
    assert (answers["by"], answers["began"]) == ("Dara", response["started"])
    assert answers["day"] == response["started"][:10]
    assert answers["ended"] >= answers["began"]
    assert answers["took"] >= 0
