"""Session files: durable like responses, refused where damaged, locked by who has them open, found by label."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from made_responses import growing
from made_sessions import AT, PARTS, SESSION_ID, a_seat, a_session, an_id
from msgspec.structs import replace
from test_save_faults import FAULTS, Died, watched

from sstc_survey.problems import Problem, codes
from sstc_survey.session.events import Call, Event, Finish, Happening, Open, Pause, Session, Start
from sstc_survey.storage import Counted, Inventory, ResponseFile, file_name, locks
from sstc_survey.storage.sessions import (
    Holder,
    SessionFile,
    decode_session,
    encode_session,
    find_session,
    read_session,
    session_files,
    session_folder,
)

HOLDER = Holder("A moderator", "/dev/pts/3", 4711, AT)
HAPPENINGS: tuple[Happening, ...] = (Start(), a_seat(1), a_seat(2), Open(part=PARTS[0]), Call(label="kh1"))


def an_other(number: int, label: str, *, finished: bool = False, events: int = 2) -> Session:
    """Return another session."""
    more = (Finish(at=AT),) if finished else ()
    return replace(a_session(*HAPPENINGS[:events], *more, label=label), id=an_id(0xABC000 + number))


def bytes_of(session: Session) -> bytes:
    data = encode_session(session)
    assert isinstance(data, bytes), str(data)
    return data


def put(folder: Path, session: Session, name: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name or file_name(session.id))
    path.write_bytes(bytes_of(session))
    return path


def begun(folder: Path, session_id: str = SESSION_ID) -> SessionFile:
    path = folder / file_name(session_id)
    file = SessionFile.open(str(path), HOLDER) if path.exists() else SessionFile.begin(str(folder), session_id, HOLDER)
    assert not isinstance(file, Problem), str(file)
    return file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(session_folder(str(tmp_path / "answers"), "panel"))


def test_a_session_is_saved_read_back_and_gone_on_with(folder: Path) -> None:
    session = a_session(*HAPPENINGS)
    with begun(folder) as file:
        assert file.save(session) is None
    path = folder / file_name(SESSION_ID)
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert read_session(str(path)) == session
    with begun(folder) as file:
        assert file.saved == session
        assert file.save(session.with_happenings(9_000, (Pause(),))) is None
    document = json.loads(path.read_text(encoding="utf-8"))
    assert list(document)[-2:] == ["events", "sha256"]
    assert document["events"][-1] == [6, 9000, "pause", {}]
    assert hashlib.sha256(path.read_bytes()[:-68]).hexdigest() == document["sha256"]


def test_whoever_comes_second_is_told_who_has_it(folder: Path) -> None:
    with begun(folder) as file:
        assert file.save(a_session()) is None
        second = SessionFile.open(file.path, Holder("Somebody else"))
        assert isinstance(second, Problem)
        assert second.code == codes.SESSION_LOCKED
        for part in ("A moderator", "/dev/pts/3", "4711", AT):
            assert part in second.fault
        # While it is open, whoever clears up leaves it.
        assert (folder / ".locks" / f"{SESSION_ID}.lock").exists()
    assert not (folder / ".locks" / f"{SESSION_ID}.lock").exists()
    begun(folder).close()


@pytest.mark.parametrize(
    "note", [b"", b"\x00\xff", b"[" * 10_000, b'{"moderator": 1}', b"x" * 100_000, b'{"pid": null}']
)
def test_a_lock_that_says_nothing_of_use_is_still_one(note: bytes, folder: Path) -> None:
    with begun(folder) as file:
        assert file.save(a_session()) is None
        file.note(note)
        second = SessionFile.open(file.path, HOLDER)
    assert isinstance(second, Problem)
    assert second.fault == "the session is open elsewhere: by an unknown program"


def test_the_name_of_a_moderator_cannot_move_the_cursor(folder: Path) -> None:
    with SessionFile.begin(str(folder), SESSION_ID, Holder("\x1b[2J\u202eevil")) as file:  # type: ignore[union-attr]
        assert file.save(a_session()) is None
        second = SessionFile.open(file.path, HOLDER)
    assert isinstance(second, Problem)
    assert "\x1b" not in second.fault
    assert "\u202e" not in second.fault


def test_every_call_of_a_save_survives_every_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)
    before, after = a_session(*HAPPENINGS[:4]), a_session(*HAPPENINGS)

    def prepared(top: Path) -> SessionFile:
        file = begun(top)
        assert file.save(before) is None
        return file

    file = prepared(tmp_path / "rehearsal")
    with watched() as system:
        assert file.save(after) is None
    file.close()
    for at in range(len(system.calls)):
        for fault in FAULTS:
            top = tmp_path / f"{at} {fault}"
            file = prepared(top)
            outcome: object = Died
            with watched(at, fault), suppress(Died):
                outcome = file.save(after)
            found = read_session(file.path)
            assert found in (before, after)
            if outcome is None:
                assert found == after
            elif isinstance(outcome, Problem):
                assert outcome.fault
                # Where the file could not be known for the one saved last, it is saved beside it.
                assert file.saved == (before if outcome.code != codes.RESPONSE_REPLACED else after)
            if outcome is not Died:
                assert file.save(after) is None
            file.close()
            with begun(top) as again:
                assert again.saved in (before, after)
                assert again.save(after) is None


def test_control_json_dump_over_the_file_loses_the_session(tmp_path: Path) -> None:
    lost = 0
    for at in range(3):
        for fault in FAULTS:
            path = put(tmp_path / f"{at} {fault}", a_session(*HAPPENINGS[:4]))
            with watched(at, fault), suppress(OSError, Died):
                descriptor = os.open(path, os.O_WRONLY | os.O_TRUNC)
                os.write(descriptor, json.dumps(msgspec.to_builtins(a_session(*HAPPENINGS))).encode())
                os.close(descriptor)
            lost += isinstance(read_session(str(path)), Problem)
    assert lost > 0


def test_a_full_disk_is_named_and_the_session_stays(folder: Path) -> None:
    with begun(folder) as file:
        assert file.save(a_session(*HAPPENINGS[:4])) is None
        with watched() as system:
            assert file.save(a_session(*HAPPENINGS)) is None
        with watched(system.calls.index("write"), errno.ENOSPC):
            problem = file.save(a_session(*HAPPENINGS, Pause()))
        assert problem is not None
        assert problem.code == codes.DISK_FULL
        assert file.saved == read_session(file.path) == a_session(*HAPPENINGS)


def test_a_file_that_another_has_replaced_is_left_and_both_are_kept(folder: Path) -> None:
    with begun(folder) as file:
        assert file.save(a_session(*HAPPENINGS[:4])) is None
        other = put(folder, a_session(*HAPPENINGS[:4], Pause()))
        problem = file.save(a_session(*HAPPENINGS))
        assert problem is not None
        assert problem.code == codes.RESPONSE_REPLACED
        assert read_session(str(other)) == a_session(*HAPPENINGS[:4], Pause())
        assert read_session(file.path) == a_session(*HAPPENINGS)
    found = find_session(str(folder.parents[1]))
    assert isinstance(found, Problem)
    assert found.code == codes.SESSION_CONFLICT
    assert "conflict-" in str(found)


def test_a_first_save_replaces_nothing(folder: Path) -> None:
    with begun(folder) as file:
        path = put(folder, a_session())
        problem = file.save(a_session(*HAPPENINGS))
        assert problem is not None
        assert problem.code == codes.RESPONSE_EXISTS
    assert read_session(str(path)) == a_session()


def resealed(session: Session, change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return the bytes of a session that was changed by somebody who seals it again."""
    document = json.loads(bytes_of(session))
    del document["sha256"]
    change(document)
    body = json.dumps(document, indent=2, ensure_ascii=False).removesuffix("\n}").encode() + b',\n  "sha256": "'
    return body + hashlib.sha256(body).hexdigest().encode() + b'"\n}\n'


def setting(**values: object) -> Callable[[dict[str, Any]], object]:
    return lambda document: document.update(values)


def adding(*event: object) -> Callable[[dict[str, Any]], object]:
    return lambda document: document["events"].append(list(event))


SOUND = a_session(*HAPPENINGS)
OTHER_ID = "01a20ff0-6fe1-4151-89d5-d4ca5bf52b35"
REFERENCE = {"id": "panel", "version": "1", "sha256": "0" * 64}
CHANGES: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (setting(format="sstc-survey/response"), codes.SESSION_OTHER_FORMAT),
    (setting(format=None), codes.SESSION_OTHER_FORMAT),
    (setting(schema=2), codes.SESSION_NEWER_SCHEMA),
    (setting(schema=0), codes.RESPONSE_UNKNOWN_SCHEMA),
    (setting(schema=True), codes.RESPONSE_UNKNOWN_SCHEMA),
    (setting(extra=1), codes.RESPONSE_UNKNOWN_KEY),
    (lambda document: document.pop("label"), codes.RESPONSE_WRONG_SHAPE),
    (setting(id=OTHER_ID), codes.RESPONSE_BAD_ID),
    (setting(label=""), codes.SESSION_BAD_LABEL),
    (setting(label="a" * 41), codes.SESSION_BAD_LABEL),
    (setting(label="\u202ebeijing"), codes.SESSION_BAD_LABEL),
    (setting(label="bei\x1b[2Jjing"), codes.SESSION_BAD_LABEL),
    (setting(label="[red]beijing[/]"), codes.SESSION_BAD_LABEL),
    (setting(label="beijing\n"), codes.SESSION_BAD_LABEL),
    (setting(label="../up"), codes.SESSION_BAD_LABEL),
    (setting(questionnaire={**REFERENCE, "id": "../up"}), codes.RESPONSE_BAD_REFERENCE),
    (setting(questionnaire={**REFERENCE, "sha256": "x"}), codes.RESPONSE_BAD_REFERENCE),
    (setting(moderator=""), codes.RESPONSE_WRONG_SHAPE),
    (setting(moderator="m" * 1001), codes.RESPONSE_WRONG_SHAPE),
    (setting(language="Chinese!"), codes.RESPONSE_WRONG_SHAPE),
    (setting(started="yesterday"), codes.RESPONSE_BAD_TIME),
    (setting(started="2016-09-07T14:00:00"), codes.RESPONSE_BAD_TIME),
    (setting(finished=AT), codes.RESPONSE_NOT_ITS_HISTORY),
    (setting(seen=3999), codes.RESPONSE_WRONG_SHAPE),
    (setting(seen=10**17), codes.RESPONSE_WRONG_SHAPE),
    (setting(events=[]), codes.SESSION_BAD_EVENT),
    (adding(7, 4000, "pause", {}), codes.RESPONSE_EVENT_ORDER),
    (adding(6, 3999, "pause", {}), codes.RESPONSE_EVENT_TIME),
    (adding(6, 4000, "applause", {}), codes.SESSION_BAD_EVENT),
    (adding(6, 4000, "pause", {"why": "coffee"}), codes.SESSION_BAD_EVENT),
    (adding(6, 4000, "call", {"label": "nobody"}), codes.SESSION_BAD_EVENT),
    (adding(6, 4000, "go_on", {}), codes.SESSION_BAD_EVENT),
    (adding(6, 4000, "undo", {"seq": 1}), codes.SESSION_BAD_EVENT),
    (adding(6, 4000, "pause"), codes.RESPONSE_WRONG_SHAPE),
    (adding(6, 4000, "follow_up", {"number": 1, "text": "x" * 100_001, "to": ["kh1"]}), codes.SESSION_BAD_EVENT),
]


@pytest.mark.parametrize(("change", "code"), CHANGES)
def test_what_no_board_has_written_is_refused(
    change: Callable[[dict[str, Any]], object], code: str, folder: Path
) -> None:
    path = put(folder, SOUND)
    path.write_bytes(resealed(SOUND, change))
    found = read_session(str(path))
    assert isinstance(found, Problem)
    assert found.code == code
    assert found.place is not None
    assert found.place.file == str(path)
    assert found.fault.isprintable()
    assert found.remedy


def test_what_a_reader_refuses_is_never_written() -> None:
    bad = replace(SOUND, events=[*SOUND.events, Event(6, 4000, "go_on", {})])
    for session in (bad, replace(SOUND, label="\ud800"), replace(SOUND, moderator="\ud800"), replace(SOUND, seen=0)):
        assert isinstance(encode_session(session), Problem)


@pytest.mark.parametrize("flipped", range(0, len(bytes_of(SOUND)), 37))
def test_no_changed_byte_is_accepted(flipped: int) -> None:
    data = bytearray(bytes_of(SOUND))
    data[flipped] ^= 1
    assert isinstance(decode_session(bytes(data)), Problem)
    assert isinstance(decode_session(bytes(data[:flipped])), Problem)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", codes.RESPONSE_EMPTY),
        (b"{", codes.RESPONSE_TRUNCATED),
        (b"not json", codes.RESPONSE_NOT_JSON),
        (b'{"format": ' * 100_000, codes.RESPONSE_TOO_DEEP),
        (b'{"format": "sstc-survey/response", "schema": 2}', codes.SESSION_OTHER_FORMAT),
        (b'{"format": "sstc-survey/session", "schema": 9}', codes.SESSION_NEWER_SCHEMA),
        (b'{"format": "sstc-survey/session", "schema": 1}', codes.RESPONSE_EDITED),
        (bytes_of(SOUND)[:-100], codes.RESPONSE_TRUNCATED),
        (b" " * (16 << 20) + b" ", codes.TOO_LARGE),
    ],
)
def test_bytes_that_are_no_session(data: bytes, code: str) -> None:
    found = decode_session(data, "x.json")
    assert isinstance(found, Problem)
    assert found.code == code


def test_special_files_are_refused_at_once(folder: Path) -> None:
    folder.mkdir(parents=True)
    os.mkfifo(folder / file_name(an_id(0)))
    (folder / file_name(an_id(1))).mkdir()
    (folder / file_name(an_id(2))).symlink_to("/dev/zero")
    for number in range(3):
        assert isinstance(read_session(str(folder / file_name(an_id(number)))), Problem)
    assert len(session_files(str(folder.parents[1]))) == 3
    assert isinstance(find_session(str(folder.parents[1])), Problem)


def test_a_file_named_after_another_session_is_refused(folder: Path) -> None:
    path = put(folder, SOUND, file_name(an_id(5)))
    for found in (read_session(str(path)), SessionFile.open(str(path), HOLDER)):
        assert isinstance(found, Problem)
        assert found.code == codes.RESPONSE_MISNAMED


BEIJING, HANOI, OVER = an_other(1, "beijing"), an_other(2, "hanoi"), an_other(3, "lima", finished=True)


@pytest.mark.parametrize(
    ("sessions", "text", "expected"),
    [
        ([BEIJING], "", BEIJING),
        ([BEIJING, OVER], "", BEIJING),
        ([BEIJING, HANOI], "", codes.WHICH_SESSION),
        ([OVER], "", codes.NO_OPEN_SESSION),
        ([], "", codes.NO_OPEN_SESSION),
        ([BEIJING, HANOI], "hanoi", HANOI),
        ([BEIJING, HANOI], "HANOI", HANOI),
        ([BEIJING, OVER], "lima", OVER),
        ([an_other(4, "lima"), OVER], "lima", an_other(4, "lima")),
        ([an_other(4, "lima"), an_other(5, "lima")], "lima", codes.WHICH_SESSION),
        ([BEIJING], BEIJING.id, BEIJING),
        ([BEIJING, SOUND], SOUND.id[:28], SOUND),
        ([BEIJING, HANOI], BEIJING.id[:30], codes.WHICH_SESSION),
        ([BEIJING], "bejing", codes.NO_SUCH_SESSION),
        ([BEIJING], "\x1b[2J\u202e" * 99, codes.NO_SUCH_SESSION),
        ([], "beijing", codes.NO_SUCH_SESSION),
    ],
)
def test_a_session_is_found(sessions: list[Session], text: str, expected: Session | str, folder: Path) -> None:
    paths = {session.id: put(folder, session) for session in sessions}
    found = find_session(str(folder.parents[1]), text)
    if isinstance(expected, Session):
        assert found == str(paths[expected.id])
        assert find_session(str(folder.parents[1]), text, "panel") == found
        assert isinstance(find_session(str(folder.parents[1]), text, "another"), Problem)
    else:
        assert isinstance(found, Problem)
        assert found.code == expected
        assert found.text.isprintable()
        assert len(found.text) < 300


def test_a_damaged_session_is_said_where_it_may_be_the_one(folder: Path) -> None:
    answers = str(folder.parents[1])
    path = put(folder, SOUND)
    path.write_bytes(path.read_bytes()[:-100])
    for text in ("", SOUND.id[:20], "beijing"):
        found = find_session(answers, text)
        assert isinstance(found, Problem)
        assert found.code == codes.RESPONSE_TRUNCATED
        assert str(path) in str(found)
    put(folder, HANOI)
    assert find_session(answers) == find_session(answers, "hanoi") == str(folder / file_name(HANOI.id))


def test_of_copies_the_one_that_went_on_is_found(folder: Path) -> None:
    put(folder, an_other(1, "beijing"))
    longer = put(folder, an_other(1, "beijing", events=4), f"{BEIJING.id}.conflict-00000001.json")
    assert find_session(str(folder.parents[1])) == str(longer)


def test_an_inventory_passes_over_sessions_and_counts_them(folder: Path) -> None:
    path = put(folder, SOUND)
    with ResponseFile.create(str(folder.parent), an_id(1)) as file:  # type: ignore[union-attr]
        assert file.save(growing(an_id(1), 2)) is None
    for top in (folder.parents[1], folder):
        inventory = Inventory([str(top)])
        assert inventory.sessions == [str(path)]
        assert inventory.ignored == []
        assert [type(outcome) for outcome in inventory] == [Counted] * (top != folder)


def test_what_is_no_session_among_them_is_still_accounted_for(folder: Path) -> None:
    put(folder, SOUND)
    with ResponseFile.create(str(folder), an_id(1)) as file:  # type: ignore[union-attr]
        assert file.save(growing(an_id(1), 2)) is None
    (folder / file_name(an_id(2))).write_bytes(b"")
    os.mkfifo(folder / file_name(an_id(3)))
    inventory = Inventory([str(folder)])
    assert len(inventory.sessions) == 1
    assert sorted(type(outcome).__name__ for outcome in inventory) == ["Counted", "Refused", "Refused"]


def test_the_lock_of_a_session_is_in_its_folder(folder: Path) -> None:
    with begun(folder) as file:
        assert locks.lock_path(str(folder), SESSION_ID) == str(folder / ".locks" / f"{SESSION_ID}.lock")
        assert os.path.exists(locks.lock_path(os.path.dirname(file.path), SESSION_ID))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="it forks")
def test_no_event_that_was_acknowledged_is_lost_to_sigkill(
    run_helper: Callable[..., str], sized: Callable[[int, int], int], tmp_path: Path
) -> None:
    kills = sized(200, 5_000)
    counts = json.loads(run_helper("kill_runs", str(tmp_path), str(kills), "3", "sessions"))
    assert counts["acknowledged"] > kills / 2, counts
    assert counts["cut_off"], "no kill came in the middle of a save"
    assert (counts["lost"], counts["unreadable"]) == (0, 0), counts


@pytest.mark.skipif(not hasattr(os, "fork"), reason="it forks")
def test_control_events_written_over_the_file_are_lost(run_helper: Callable[..., str], tmp_path: Path) -> None:
    counts = json.loads(run_helper("kill_runs", str(tmp_path), "100", "3", "careless_sessions"))
    assert counts["lost"] > 0, counts
    assert counts["unreadable"] > 0, counts
