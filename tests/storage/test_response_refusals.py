"""Each way in which bytes are no response of ours has its own reason and remedy."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hangs import no_hang
from made_responses import an_id, bytes_of, growing, put, response_of

from sstc_survey.problems import Problem
from sstc_survey.problems.in_storage import KINDS
from sstc_survey.response import Event, EventKind, Response
from sstc_survey.storage import MAX_SIZE, Seals, decode, encode, encode_tombstone, read_brief, read_response

ID = an_id(1)
DATA = bytes_of(growing(ID, 3))
SEALED_TAIL = 68


def sealed(body: bytes) -> bytes:
    """Seal a body as a program does that wants to deceive."""
    return body + hashlib.sha256(body).hexdigest().encode() + b'"\n}\n'


def forged(old: bytes, new: bytes) -> bytes:
    """Change a response, and seal it anew."""
    body = DATA[:-SEALED_TAIL]
    assert body.count(old) == 1, old
    return sealed(body.replace(old, new))


NOT_LAST = DATA[:-SEALED_TAIL].replace(b'"sha256": "', b'"session": "').replace(b'"session": null', b'"sha256": ""')
NOT_LAST = NOT_LAST.replace(b'"session": "5a', b'"sha256": "5a')
LAST_EVENT = b'[4, 4500, "answer"'


def happened(kind: str, data: str) -> bytes:
    """Let something else have happened before the first answer."""
    return forged(b'"start", {}', f'"{kind}", {data}'.encode())


def history(*events: tuple[str, dict[str, object]]) -> bytes:
    """Return a response in which just this happened, and nothing is said."""
    listed = [[number, 0, kind, data] for number, (kind, data) in enumerate(events, 1)]
    body = bytes_of(growing(ID, 0))[:-SEALED_TAIL]
    return sealed(body.replace(b'[\n    [1, 0, "start", {}]\n  ]', json.dumps(listed).encode()))


MANY: list[tuple[str, dict[str, object]]] = [
    ("instances", {"name": f"a[{number}]/b", "count": 1_000}) for number in range(1, 1_001)
]
ON_AND_OFF: list[tuple[str, dict[str, object]]] = [
    ("instances", {"name": "a", "count": 1}),
    ("remove", {"name": "a[1]"}),
]
# Nothing of it may be done: a repeat that is not there, or more instances than there can be.
IMPOSSIBLE = [
    happened("remove", '{"name": "r[1]"}'),
    happened("narrow", '{"values": {"nobody": null}}'),
    history(("instances", {"name": "r", "count": 1}), ("remove", {"name": "r[2]"})),
    history(("instances", {"name": "a", "count": 1_000}), *MANY),
    history(*ON_AND_OFF * 2_000),
]
CASES: list[tuple[str, bytes]] = [
    ("response-empty", b""),
    ("too-large", b" " * (MAX_SIZE + 1)),
    ("response-truncated", DATA[:-100]),
    ("response-truncated", b"{"),
    ("response-not-json", b"PK\x03\x04"),
    ("response-not-json", DATA.replace(b'"language": "en"', b'"language": en')),
    ("response-not-json", forged(b'"en"', b"en")),
    ("response-not-utf8", forged(b"Mrs Lin", b"Mrs L\xffn")),
    ("response-other-format", b"[1, 2, 3]"),
    ("response-other-format", b'{"type": "FeatureCollection"}'),
    ("response-erased", encode_tombstone(ID, "2026-11-26T23:00:00+00:00")),
    ("response-bad-id", encode_tombstone("../x", "2026-11-26T23:00:00+00:00")),
    ("response-other-format", forged(b"sstc-survey/response", b"sstc-survey/summary")),
    ("response-newer-schema", forged(b'"schema": 2', b'"schema": 3')),
    ("response-newer-schema", DATA.replace(b'"schema": 2', b'"schema": 3')),
    ("response-unknown-schema", forged(b'"schema": 2', b'"schema": 0')),
    ("response-unknown-schema", forged(b'"schema": 2', b'"schema": true')),
    ("response-unknown-schema", forged(b'"schema": 2', b'"schema": "1"')),
    ("response-unknown-schema", forged(b'  "schema": 2,\n', b"")),
    ("response-edited", DATA.replace(b"Mrs Lin", b"Mr Wang")),
    ("response-edited", DATA.replace(b"\n", b"\r\n")),
    ("response-edited", DATA + b"\n"),
    ("response-edited", DATA[:-1]),
    ("response-edited", DATA[:-SEALED_TAIL] + DATA[-SEALED_TAIL:-4].upper() + DATA[-4:]),
    ("response-not-a-number", forged(LAST_EVENT, b'[4, NaN, "answer"')),
    ("response-not-a-number", forged(LAST_EVENT, b'[4, -Infinity, "answer"')),
    ("response-not-a-number", forged(LAST_EVENT, b'[4, 1e999, "answer"')),
    ("response-long-number", forged(LAST_EVENT, b'[4, 1234567890123456789, "answer"')),
    ("response-long-number", forged(LAST_EVENT, b"[4, " + b"9" * 10_000 + b', "answer"')),
    ("response-duplicate-key", forged(b'"session"', b'"language"')),
    ("response-duplicate-key", forged(b'{"name": "q3", ', b'{"name": "q3", "name": "q3", ')),
    ("response-too-deep", forged(b'"Mrs Lin"', b"[" * 100_000 + b"]" * 100_000)),
    ("response-too-deep", b'{"a":' + b"[" * 100_000),
    ("response-too-many-values", forged(b'"Mrs Lin"', b"[" + b"[]," * 400_000 + b"[]]")),
    ("response-half-character", forged(b"Mrs Lin", b"Mrs \\ud800")),
    ("response-unknown-key", forged(b'"session": null', b'"session": null,\n  "weight": 1')),
    ("response-wrong-shape", sealed(NOT_LAST)),
    ("response-wrong-shape", forged(b'  "language": "en",\n', b"")),
    ("response-wrong-shape", forged(b'"language": "en"', b'"language": 1')),
    ("response-wrong-shape", forged(b'"status": "partial"', b'"status": "done"')),
    ("response-wrong-shape", forged(LAST_EVENT, b'[4, 4500, "guess"')),
    ("response-wrong-shape", forged(LAST_EVENT, b'[4, "4500", "answer"')),
    ("response-wrong-shape", forged(LAST_EVENT, b'[4, true, "answer"')),
    ("response-wrong-shape", forged(LAST_EVENT, b'[4, "answer"')),
    ("response-bad-id", forged(ID.encode(), ID.upper().encode())),
    ("response-bad-id", forged(ID.encode(), b"../../etc/passwd")),
    ("response-bad-id", forged(ID.encode(), b"123e4567-e89b-42d3-a456-426614174000")),
    ("response-bad-reference", forged(b"5a" * 32, b"5A" * 32)),
    ("response-bad-reference", forged(b"5a" * 32, b"../../../../etc/passwd")),
    ("response-bad-reference", forged(b'"sstc-panel-2016"', b'"../panel"')),
    ("response-bad-time", forged(b"09:00:00+07:00", b"09:00:00")),
    ("response-bad-time", forged(b'"finished": null', b'"finished": "yesterday"')),
    ("response-event-order", forged(LAST_EVENT, b'[5, 4500, "answer"')),
    ("response-event-order", forged(LAST_EVENT, b'[3, 4500, "answer"')),
    ("response-event-order", forged(LAST_EVENT, b'[-4, 4500, "answer"')),
    ("response-event-time", forged(LAST_EVENT, b'[4, 2999, "answer"')),
    ("response-event-time", forged(b'[1, 0, "start"', b'[1, -1, "start"')),
    ("response-bad-event", forged(b'"start", {}', b'"start", {"at": "now"}')),
    ("response-bad-event", forged(b'{"name": "q3", "value"', b'{"name": "q3", "text"')),
    ("response-bad-event", forged(b'{"name": "q3", "value"', b'{"name": ["q3"], "value"')),
    ("response-bad-event", forged(b'"start", {}', b'"off_route", {"names": "q1"}')),
    ("response-wrong-shape", forged(b'"language": "en"', b'"language": "../en"')),
    ("response-event-time", forged(LAST_EVENT, b'[4, 999999999999999999, "answer"')),
    ("response-bad-event", happened("start", '{"seed": "x"}')),
    ("response-bad-event", happened("instances", '{"name": "r", "count": 1000000}')),
    ("response-bad-event", happened("instances", '{"name": "r", "count": -1}')),
    ("response-bad-event", happened("instances", '{"name": "r[1]", "count": 1}')),
    ("response-bad-event", happened("instances", '{"name": "r/s", "count": 1}')),
    ("response-bad-event", happened("instances", '{"name": "", "count": 1}')),
    ("response-bad-event", happened("remove", '{"name": "r"}')),
    ("response-bad-event", happened("remove", '{"name": "r[0]"}')),
    ("response-bad-event", happened("remove", '{"name": "r[x]"}')),
    ("response-bad-event", happened("remove", '{"name": "r[99999999999999999999]"}')),
    ("response-bad-event", happened("enough", '{"name": "r]["}')),
    ("response-bad-event", happened("answer", '{"name": "r[1]/", "value": 1}')),
    ("response-bad-event", happened("answer", '{"name": "r[1]q", "value": 1}')),
    ("response-bad-event", happened("preset", '{"values": {"r[1": 1}}')),
    ("response-bad-event", happened("calculate", '{"values": {"q": {"a": 1}}}')),
    ("response-bad-event", happened("narrow", '{"values": [1]}')),
    ("response-bad-event", happened("off_route", '{"names": ["r[0]/q"]}')),
    ("response-bad-event", happened("language", '{"language": "../en"}')),
    ("response-bad-event", happened("language", '{"language": "en\\n"}')),
    ("response-not-its-history", happened("instances", '{"name": "r", "count": 2}')),
    ("response-not-its-history", happened("calculate", '{"values": {"q9": 1}}')),
    *(("response-not-its-history", data) for data in IMPOSSIBLE),
    ("response-not-its-history", forged(b'    "q1": "answer 1', b'    "q1": "Answer 1')),
    ("response-not-its-history", forged(b'"missing": {}', b'"missing": {"q3": "blank"}')),
    ("response-not-its-history", forged(b'"comments": {}', b'"comments": {"q3": "well"}')),
    ("response-not-its-history", forged(b'"start", {}', b'"off_route", {"names": ["q1"]}')),
]


@pytest.mark.parametrize(("code", "data"), CASES, ids=[f"{number}-{code}" for number, (code, _) in enumerate(CASES)])
def test_refusals(code: str, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "any.json"
    path.write_bytes(data)
    problem = read_response(str(path))
    assert isinstance(problem, Problem)
    assert problem.code == code, str(problem)
    assert problem.fault
    assert problem.remedy
    assert problem.place is not None
    assert problem.place.file == str(path)


@pytest.mark.parametrize("data", IMPOSSIBLE)
def test_what_cannot_have_happened_is_not_done(data: bytes) -> None:
    with no_hang():
        problem = decode(data)
    assert isinstance(problem, Problem)
    assert problem.details == {"part": "events"}


@pytest.mark.parametrize(("code", "data"), CASES)
def test_every_reader_refuses_the_same(code: str, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "any.json"
    path.write_bytes(data)
    problem = read_brief(str(path), Seals(str(tmp_path)))
    assert isinstance(problem, Problem)
    assert problem.code == code


def test_what_is_not_json_is_shown_where() -> None:
    problem = decode(DATA.replace(b'"language": "en"', b'"language": en'), "answers.json")
    assert isinstance(problem, Problem)
    assert str(problem.place) == "answers.json:11:15"


def test_a_response_in_the_file_of_another(tmp_path: Path) -> None:
    path = put(tmp_path, growing(ID, 1), f"{an_id(2)}.json")
    problem = read_response(str(path))
    assert isinstance(problem, Problem)
    assert problem.code == "response-misnamed"
    assert ID in problem.remedy


def test_a_response_under_any_other_name_is_read(tmp_path: Path) -> None:
    path = put(tmp_path, growing(ID, 1), "Mrs Lin (copy).json")
    assert read_response(str(path)) == growing(ID, 1)


def test_every_kind_of_refusal_is_tried() -> None:
    tried = {code for code, _ in CASES} | {"response-misnamed"}
    elsewhere = {
        "response-full",
        "response-erased-elsewhere",
        "response-locked",
        "response-exists",
        "response-replaced",
        "response-conflict",
    }
    assert {kind.code for kind in KINDS if kind.code.startswith("response-")} == tried - {"too-large"} | elsewhere


def test_every_kind_says_what_to_do() -> None:
    assert all(kind.fault and kind.remedy and kind.about for kind in KINDS)


@pytest.mark.parametrize("data", [history(), history(("finish", {}))])
def test_an_interview_that_never_began_is_refused(data: bytes) -> None:
    problem = decode(data)
    assert isinstance(problem, Problem)
    assert str(problem.details["where"]) == "events"


WRITERS: list[tuple[str, Callable[[], Response]]] = [
    ("response-wrong-shape", lambda: response_of(ID, [])),
    ("response-bad-id", lambda: growing("not an id", 1)),
    ("response-event-order", lambda: response_of(ID, [Event(2, 0, EventKind.START, {})])),
    ("response-bad-event", lambda: response_of(ID, [Event(1, 0, EventKind.START, {"at": "now"})])),
    (
        "response-event-time",
        lambda: response_of(ID, [Event(1, 5, EventKind.START, {}), Event(2, 4, EventKind.FINISH, {})]),
    ),
]


@pytest.mark.parametrize(("code", "response"), WRITERS)
def test_the_writer_refuses_what_the_reader_refuses(code: str, response: Callable[[], Response]) -> None:
    outcome = encode(response())
    assert isinstance(outcome, Problem)
    assert outcome.code == code
