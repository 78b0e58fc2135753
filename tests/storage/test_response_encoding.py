"""The bytes of a response file: their layout, their seal, and that what is saved can be read."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_responses import an_id, bytes_of, growing, panel, panels, response_of
from msgspec.structs import replace
from properties import with_examples

from sstc_survey.problems import Problem
from sstc_survey.response import Event, EventKind
from sstc_survey.storage import brief_of, decode, encode, encoding, read_brief

FLIPS = 8_000


def test_the_layout() -> None:
    events = [
        Event(1, 0, EventKind.START, {}),
        Event(2, 1500, EventKind.ANSWER, {"name": "country", "value": "kh"}),
        Event(3, 2500, EventKind.ANSWER, {"name": "usefulness", "value": ["learn", "other"]}),
        Event(4, 3100, EventKind.COMMENT, {"name": "usefulness", "text": 'a "good" one: ជំនាញ'}),
        Event(5, 4000, EventKind.MISSING, {"name": "role", "state": "refused"}),
    ]
    response = response_of("0157025f-9101-76c5-a522-4a58b791f1d8", events, position="practices")
    body = """{
  "format": "sstc-survey/response",
  "schema": 2,
  "id": "0157025f-9101-76c5-a522-4a58b791f1d8",
  "questionnaire": {
    "id": "sstc-panel-2016",
    "version": "2016-09-07",
    "sha256": "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"
  },
  "status": "partial",
  "language": "en",
  "mode": "terminal",
  "interviewer": "Mrs Lin",
  "reference": null,
  "session": null,
  "started": "2016-09-07T09:00:00+07:00",
  "finished": null,
  "answers": {
    "country": "kh",
    "usefulness": [
      "learn",
      "other"
    ]
  },
  "missing": {
    "role": "refused"
  },
  "comments": {
    "usefulness": "a \\"good\\" one: ជំនាញ"
  },
  "rounds": [],
  "position": "practices",
  "unfinished": {},
  "events": [
    [1, 0, "start", {}],
    [2, 1500, "answer", {"name": "country", "value": "kh"}],
    [3, 2500, "answer", {"name": "usefulness", "value": ["learn", "other"]}],
    [4, 3100, "comment", {"name": "usefulness", "text": "a \\"good\\" one: ជំនាញ"}],
    [5, 4000, "missing", {"name": "role", "state": "refused"}]
  ],
  "sha256": \""""
    digest = hashlib.sha256(body.encode()).hexdigest()
    assert bytes_of(response).decode() == body + digest + '"\n}\n'


@pytest.mark.parametrize("seed", range(20))
def test_what_is_written_is_what_is_read(seed: int) -> None:
    response = panel(seed)
    assert decode(bytes_of(response)) == response


TEXTS = st.text(max_size=20)
VALUES = st.one_of(
    TEXTS,
    st.text(alphabet=st.characters(codec=None), max_size=5),
    st.integers(),
    st.floats(),
    st.lists(TEXTS, max_size=3),
)
NAMES = st.sampled_from(["a", "b", "c", "", "\0", "é"])
CHANGES = st.one_of(
    st.builds(lambda name, value: (EventKind.ANSWER, {"name": name, "value": value}), NAMES, VALUES),
    st.builds(
        lambda name, state: (EventKind.MISSING, {"name": name, "state": state}),
        NAMES,
        st.sampled_from(["blank", "dont_know", "refused"]),
    ),
    st.builds(lambda name, text: (EventKind.COMMENT, {"name": name, "text": text}), NAMES, TEXTS),
    st.builds(lambda names: (EventKind.OFF_ROUTE, {"names": names}), st.lists(NAMES, max_size=3)),
    st.builds(lambda names: (EventKind.ON_ROUTE, {"names": names}), st.lists(NAMES, max_size=3)),
    st.builds(lambda name: (EventKind.BACK, {"name": name}), NAMES),
)


@with_examples(500)
@given(st.lists(CHANGES, max_size=8), st.one_of(st.none(), TEXTS))
def test_whatever_is_saved_can_be_read(changes: list[tuple[EventKind, dict[str, object]]], person: str | None) -> None:
    events = [Event(number, number, kind, data) for number, (kind, data) in enumerate(changes, start=1)]
    response = replace(response_of(an_id(1), events), interviewer=person)
    data = encode(response)
    if isinstance(data, Problem):
        assert data.code in {
            "response-half-character",
            "response-long-number",
            "response-wrong-shape",
            "response-bad-event",
        }
    else:
        assert decode(data) == response


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("half \ud83d of a smile", "response-half-character"),
        (10**18, "response-long-number"),
        (float("nan"), "response-wrong-shape"),
        (float("inf"), "response-wrong-shape"),
        (None, "response-wrong-shape"),
        ({"a": "mapping"}, "response-wrong-shape"),
    ],
)
def test_what_could_not_be_read_is_not_written(value: object, code: str) -> None:
    event = Event(1, 0, EventKind.ANSWER, {"name": "q", "value": value})
    outcome = encode(response_of(an_id(1), [event]))
    assert isinstance(outcome, Problem)
    assert outcome.code == code


def altered(data: bytes, rng: random.Random) -> bytes:
    """Return the bytes with one thing changed."""
    at = rng.randrange(len(data))
    match rng.randrange(6):
        case 0:
            return data[:at]
        case 1:
            return data[:at] + rng.choice((b" ", b"\n", b"0", b'"', b"\0")) + data[at:]
        case 2:
            return data[:at] + data[at + 1 :]
        case 3:
            return data + rng.choice((b" ", b"\n", b"}", b"\0"))
        case _:
            return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]


def test_no_altered_content_is_accepted() -> None:
    rng = random.Random(8)
    originals = [bytes_of(response) for response in panels(10)]
    for _ in range(FLIPS):
        data = altered(rng.choice(originals), rng)
        assert isinstance(decode(data), Problem)


def test_no_altered_content_is_accepted_the_quick_way(tmp_path: Path) -> None:
    rng = random.Random(9)
    original = bytes_of(panel(1))
    path = tmp_path / "any.json"
    for _ in range(FLIPS // 4):
        path.write_bytes(altered(original, rng))
        assert isinstance(read_brief(str(path)), Problem)
    path.write_bytes(original)
    assert read_brief(str(path)) == brief_of(panel(1))


def test_every_bit_of_the_seal_counts() -> None:
    data = bytes_of(growing(an_id(1), 1))
    for at in range(len(data) - 90, len(data)):
        for bit in range(8):
            assert isinstance(decode(data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]), Problem)


def resealed(body: bytes) -> bytes:
    """Seal bytes anew."""
    return body + hashlib.sha256(body).hexdigest().encode() + b'"\n}\n'


FAKES = [
    lambda body: body[:-15] + b"!" * 15,
    lambda body: body[:-15] + b',\n  "sha257": "',
    lambda body: body.replace(b'"answers": {', b'"answers":{"name":"FAKE"},\n  "answers": {', 1),
    lambda body: body.replace(b'"answers": {', b'"answers" : {},\n  "answers": {', 1),
    lambda body: body.replace(b'"reference": null,', b'"interviewer": null,', 1),
    lambda body: body.replace(b'{"name": "q1", ', b'{"name":"q9","name": "q1", ', 1),
]


@pytest.mark.parametrize("fake", FAKES)
def test_the_quick_reading_passes_nothing_that_the_slow_one_refuses(fake: Callable[[bytes], bytes]) -> None:
    body = bytes_of(growing(an_id(1), 2))[:-68]
    changed = fake(body)
    assert changed != body
    assert isinstance(decode(resealed(changed)), Problem)


@with_examples(300)
@given(st.data())
def test_both_readings_agree_on_whatever_is_changed(data: st.DataObject) -> None:
    body = bytearray(bytes_of(panel(3))[:-68])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(60, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 2))] = data.draw(st.sampled_from([b"", b" ", b'"', b",", b"1", b"x"]))
    changed = resealed(bytes(body))
    quickly, slowly = encoding._read_quickly(changed), encoding._read_slowly(changed)
    if quickly is not None:
        assert isinstance(slowly, Problem) is (encoding._validate(quickly) is not None)
