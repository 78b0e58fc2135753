"""What goes wrong in a live panel: each fault says where it is, what it is and what to do, and loses nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import NO_TERMINAL, Outcome, Program
from live_panel import NAMES, PANEL, PROGRAM, a_panel, kinds, read, said
from msgspec.structs import replace

from sstc_survey.problems import Problem
from sstc_survey.session.events import Present
from sstc_survey.storage.sessions import SessionFile

QUOTES = "answers/sstc-quote/*.json"


def hold(program: Program, *lines: str, resume: str = "beijing", more: tuple[str, ...] = ()) -> Outcome:
    """Go on with a session, and give the board these lines."""
    return program("panel", "--resume", resume, *more, typed="".join(f"{line}\n" for line in lines))


def file_of(folder: Path, name: str = "Sok") -> Path:
    return folder / "answers" / "panel" / f"{said(folder, name)['id']}.json"


def opened(path: Path) -> SessionFile:
    file = SessionFile.resume(str(path))
    assert not isinstance(file, Problem), str(file)
    return file


def sound(program: Program) -> None:
    verified = program("verify")
    assert (verified.code, verified.out) == (0, ""), verified.out


# Sessions.


@pytest.mark.parametrize("end", ["panel", "writer"])
@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda data: data[:-40], "error: the file is truncated"),
        (lambda data: data.replace(b"beijing", b"peking1"), "error: "),
        (lambda _: b"", "error: the file is empty"),
        (lambda data: data.replace(b'"schema": 1', b'"schema": 9'), "error: "),
    ],
)
def test_a_damaged_session_is_refused_and_its_responses_are_not_touched(
    program: Program, tmp_path: Path, end: str, damage: object, fault: str
) -> None:
    session = a_panel(tmp_path)
    session.write_bytes(damage(session.read_bytes()))  # type: ignore[operator]
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    refused = program("panel", "--resume" if end == "panel" else "--write", session.stem[:20])
    assert refused.code == 1
    assert str(session.relative_to(tmp_path)) in refused.err
    assert fault in refused.err
    assert "   = " in refused.err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    # What was said is still there to be counted.
    assert program("summarize", "--format", "json").code in (0, 1)


def test_two_ends_of_a_session_in_a_folder_are_both_named(program: Program, tmp_path: Path) -> None:
    session = a_panel(tmp_path)
    other = session.with_name(f"{session.stem}.conflict-00000001.json")
    shutil.copy(session, other)
    hold(program, "pause", "leave")
    with opened(other) as file:
        assert file.saved is not None
        assert file.save(file.saved.with_happenings(9_000, (Present(label="kh1", here=False),))) is None
    for way in ("--resume", "--write"):
        refused = program("panel", way, "beijing")
        assert refused.code == 1
        assert session.name in refused.err
        assert other.name in refused.err
        assert "   = " in refused.err


@pytest.mark.parametrize("way", ["--resume", "--write"])
def test_a_session_that_is_not_there_is_said_to_be_so(program: Program, tmp_path: Path, way: str) -> None:
    none = program("panel", way, "--plain")
    assert none.code == 1
    assert "answers: error: no open session\n   = " in none.err
    a_panel(tmp_path)
    unknown = program("panel", way, "beijng")
    assert unknown.code == 1
    assert 'error: no session "beijng"\n   = did you mean beijing?' in unknown.err
    elsewhere = program("panel", way, "beijing", "--answers", "nowhere")
    assert "nowhere: error: no session" in elsewhere.err
    (tmp_path / "other.yaml").write_text(PANEL.replace("id: panel", "id: other"), encoding="utf-8")
    other = program("panel", "other.yaml", way, "beijing")
    assert other.code == 1
    assert 'error: no session "beijing"' in other.err


@pytest.mark.parametrize("given", [("beijing",), ("BEIJING",), (), ("id",)])
def test_a_session_is_found_by_its_label_its_id_or_as_the_only_one(
    program: Program, tmp_path: Path, given: tuple[str, ...]
) -> None:
    session = a_panel(tmp_path)
    named = [session.stem[:13] if each == "id" else each for each in given]
    held = program("panel", "--resume", *named, "--plain", typed="leave\n")
    assert held.code == 1
    assert "Board: Question 1 of 2" in held.err
    assert "To resume, run: sstc-survey panel --resume beijing\n" in held.err


def test_of_two_open_sessions_one_has_to_be_named(program: Program, tmp_path: Path) -> None:
    a_panel(tmp_path)
    a_panel(tmp_path, label="bangkok")
    for way in ("--resume", "--write"):
        which = program("panel", way, "--plain")
        assert which.code == 1
        assert "beijing (" in which.err
        assert "bangkok (" in which.err
    assert hold(program, "end", "z").code == 0
    # What is over is not in the way.
    assert "Board: " in program("panel", "--resume", typed="leave\n").err


def test_a_session_goes_on_with_the_questionnaire_that_it_began_with(program: Program, tmp_path: Path) -> None:
    a_panel(tmp_path)
    (tmp_path / "panel.yaml").write_text(PANEL.replace("Why?", "Why not?"), encoding="utf-8")
    assert "1 of 2. Why?" in hold(program, "1", "/quit", "leave").err
    for copy in tmp_path.glob("answers/panel/questionnaires/*"):
        copy.unlink()
    gone = hold(program)
    assert gone.code in (1, 2)
    assert "error: " in gone.err
    assert "   = " in gone.err
    assert file_of(tmp_path).exists()


@pytest.mark.parametrize("started", ["2031-01-01T00:00:00+00:00", "2016-01-01T00:00:00+00:00"])
def test_a_clock_of_the_wall_that_was_changed_moves_no_clock_of_the_session(
    program: Program, tmp_path: Path, started: str
) -> None:
    session = a_panel(tmp_path)
    with opened(session) as file:
        assert file.saved is not None
        assert file.save(replace(file.saved, started=started)) is None
    held = hold(program, "leave")
    assert ("Away for 0:00; the clocks stood." in held.err) is (started > "2030")
    assert "Board: Question 1 of 2, 0:00 of 20:00" in held.err
    assert all(elapsed < 60_000 for _, elapsed, _, _ in read(session)["events"])
    sound(program)


# Responses.


def test_a_response_that_cannot_be_opened_is_named_in_its_row(program: Program, tmp_path: Path) -> None:
    session = a_panel(tmp_path)
    void, damaged, missing = (file_of(tmp_path, name) for name in NAMES.values())
    # Finished beside the session, it takes no more.
    assert program("run", "--resume", void.stem, typed="1\n\nAll\n.\nMore\nsave\n").code == 0
    assert f"! response {void.stem} is complete, not a draft" in hold(program, "call kh1", "leave").err
    assert program("void", void.stem, "--reason", "Test").code == 0
    damaged.write_bytes(damaged.read_bytes()[:-100])
    missing.unlink()
    held = hold(program, "call kh1", "call la1", "pass la1", "call cn1", "Li", "named", "/quit", "leave")
    assert "1. kh1 kh1: question 1 not yet, question 2 not put; spoke 0:00; void." in held.err
    assert "2. la1 la1: question 1 not yet, question 2 not put; spoke 0:00; damaged." in held.err
    assert "3. cn1 cn1: question 1 not yet, question 2 not put; spoke 0:00; missing." in held.err
    assert f"! {void.relative_to(tmp_path)}: response {void.stem} is void, not a draft" in held.err
    assert f"! {damaged.relative_to(tmp_path)}: the file is truncated" in held.err
    # Only who could be asked was called: of them it is asked again who they are.
    assert kinds(session).count("call") == 1
    assert "Who are you?" in held.err
    assert read(missing)["answers"] == {"name": "Li", "quoted": "named"}
    # The session ends all the same, once what is damaged is out of the way.
    damaged.unlink()
    assert hold(program, "end", "z").code == 0
    sound(program)


def limited(folder: Path, kib: int, *lines: str) -> Outcome:
    """Go on with a session where no file can have more than so many KiB, as on a disk that is full."""
    words = " ".join(f"'{word}'" for word in (*PROGRAM, "panel", "--resume", "--plain"))
    ended = subprocess.run(
        ["/bin/bash", "-c", f"trap '' XFSZ; ulimit -f {kib}; exec {words}"],
        input="".join(f"{line}\n" for line in lines),
        cwd=folder, env=NO_TERMINAL, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert "Traceback" not in ended.stderr
    return Outcome(ended.returncode, ended.stdout, ended.stderr)


def test_what_the_disk_has_no_room_for_has_no_effect_and_is_said(program: Program, tmp_path: Path) -> None:
    session = a_panel(tmp_path)
    room = session.stat().st_size // 1024 + 1
    # Events fit until the session has grown out of the room there is; then nothing more happens, and nobody is asked.
    events = [line for _ in range(12) for line in ("agrees 1 2", "differs 1 2")]
    held = limited(tmp_path, room, *events, *["pause"] * 30, "call 1", "leave")
    assert "NOT saved: answers/panel/sessions/" in held.err
    assert "Why?\n  1. To learn" not in held.err
    assert "call" not in kinds(session)
    sound(program)
    # An answer for which there is no room can be given again, or is left; the session goes on.
    held = limited(tmp_path, room + 4, "call 1", "1", "", "x" * 9_000, ".", "", "/quit", "call 2", "/quit", "leave")
    assert "NOT saved: " in held.err
    assert 'Press Enter to retry, or type "/quit" to stop without saving it: ' in held.err
    assert "The answer was: xxx" in held.err
    assert said(tmp_path)["answers"]["why"] == ["learn"]
    assert "practices" not in said(tmp_path)["answers"]
    sound(program)
    assert "Which practices?" in hold(program, "call 1", "/quit", "leave").err


# Who is there.


@pytest.mark.parametrize("names", [{"kh1": "Sok"}, NAMES])
def test_a_panel_in_which_nobody_answers_ends(program: Program, tmp_path: Path, names: dict[str, str]) -> None:
    a_panel(tmp_path, names=names)
    absences = [f"absent {number}" for number in range(1, len(names) + 1)]
    held = hold(program, *absences, "call", "n", "next", "c", "next", "c", "end", "z", "d", "z", "d")
    assert held.code == 0, held.err
    assert f"Never there: {'; '.join(names.values())}. Delete their responses" in held.err
    assert not list(tmp_path.glob("answers/panel/*.json"))
    sound(program)


def test_the_responses_of_who_never_came_are_kept_unless_that_is_asked(program: Program, tmp_path: Path) -> None:
    a_panel(tmp_path)
    # Who was called, or came back, was there.
    held = hold(program, "absent 1", "absent 2", "call 3", "/quit", "absent 3", "absent 2", "end", "z", "")
    assert held.code == 0
    assert "Never there: Sok. Delete their responses" in held.err
    assert len(list(tmp_path.glob("answers/panel/*.json"))) == len(NAMES)
    assert program("minutes", "beijing").code in (0, 1)


def test_whose_attribution_is_not_known_is_asked_before_the_first_question(program: Program, tmp_path: Path) -> None:
    a_panel(tmp_path)
    held = hold(program, "late", "my1", "Ali", "/quit", "call my1", "/quit", "call my1", "2", "/quit", "leave")
    assert "4. my1 Ali: question 1 not yet" in held.err
    assert held.err.count("1 of 4. Who are you?") == 0
    assert "2 of 4. How may you be quoted?" in held.err
    assert said(tmp_path, "Ali")["answers"] == {"name": "Ali", "quoted": "hidden"}


HOSTILE = "\x1b[31mA\u202eB [bold]x[/bold] <b>&amp;</b> ${why} " + "x" * 10_000


def test_what_is_typed_on_the_board_is_data(program: Program, tmp_path: Path) -> None:
    session = a_panel(tmp_path)
    held = hold(
        program, "late", "[red]", "late", HOSTILE, "late", "KH1", f"follow 1 {HOSTILE}", f"follow 1 {HOSTILE[:400]}",
        "Yes", ".", f"call {HOSTILE}", f"{HOSTILE}", "more x", "jump 9", "jump 1.5", "agrees 1 1", "follow 1", "leave",
    )  # fmt: skip
    assert "\x1b" not in held.err
    assert "\u202e" not in held.err
    assert 'invalid label "[red]" of a panellist' in held.err
    assert "KH1" in held.err
    assert kinds(session).count("seat") == len(NAMES)
    assert kinds(session).count("follow_up") == 1
    assert "[bold]x[/bold] <b>&amp;</b> ${why}" in held.err
    assert "restore the file from a backup" not in held.err
    sound(program)


def test_what_cannot_be_taken_back_says_so(program: Program, tmp_path: Path) -> None:
    a_panel(tmp_path)
    held = hold(program, "follow 1 Who paid?", "We", ".", "undo", "agrees 1 2", "undo", "leave")
    assert "! too late to take back: the follow-up" in held.err
    assert "Taken back: agreement or difference (Sok)." in held.err


def test_a_quote_in_which_nothing_was_said_is_gone_and_one_that_was_left_goes_on(
    program: Program, tmp_path: Path
) -> None:
    session = a_panel(tmp_path)
    hold(program, "quote 1", "/quit", "leave")
    assert not list(tmp_path.glob(QUOTES))
    hold(program, "practice 1", "Visits", "/quit", "practice 1", "Kampong Thom", "/quit", "leave")
    hold(program, "quote 1", "Adapt", ".", "quote 1", "Do not copy", ".", "leave")
    assert len(list(tmp_path.glob(QUOTES))) == len(["Adapt", "Do not copy"])
    (practice,) = tmp_path.glob("answers/sstc-good-practice/*.json")
    assert read(practice)["answers"] == {"title": "Visits", "country": "Kampong Thom", "publish": "not_yet"}
    assert read(practice)["session"] == session.stem
    sound(program)


def test_a_board_that_is_no_terminal_is_held_in_lines(program: Program, tmp_path: Path) -> None:
    a_panel(tmp_path)
    scripted = program("panel", "--resume", typed="1\n1\n\nAll\n.\nend\nz\n")
    assert scripted.code == 0
    assert said(tmp_path)["answers"]["practices"] == "All"
    assert json.loads(program("list", "--format", "json").out)
