"""Answers that are cut out of the lines of a pack, and read when they are asked for, are those of the file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_responses import an_id, panel, response_of
from msgspec.structs import replace

from sstc_survey.response import Event, EventKind
from sstc_survey.storage import encoding
from sstc_survey.storage.packs.lines import file_line
from sstc_survey.storage.packs.unread import Cutter, PackedAnswers, is_cuttable

# Texts in which something stands that is looked for.
MARKS = (
    ',\n  "events": [',
    ',\n  "answers": {',
    '},\n  "missing": {',
    ',\n    "x": ',
    "\n  }",
    '": ',
    "\\",
    '\\"',
    "\\n",
    "\n",
    "ការងារ",
    "\U0001f600",
    "\x00\x1f\u2028",
)
TEXTS = st.lists(st.sampled_from(MARKS) | st.text(max_size=3), max_size=4).map("".join)
NAMES = st.sampled_from(["q1", "q2", "xq1", "answers", "missing", "events", "កម្ម"])
ONE = TEXTS | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = ONE | st.lists(TEXTS | st.dictionaries(NAMES, ONE | st.lists(TEXTS, max_size=2), max_size=2), max_size=3)
ANSWERS = st.dictionaries(NAMES, VALUES, max_size=5)


def line_of(text: str) -> bytes:
    return file_line(f"panel/{an_id(1)}.json", text.encode(), an_id(1))


def cut(text: str, cutter: Cutter) -> tuple[dict[str, Any], Mapping[str, Any]] | None:
    """Return what is left of a response, and its answers."""
    line = line_of(text)
    # Other lines are around it in a block.
    found = cutter.cut(b"{}\n" + line + line, 3, 3 + len(line) - 1)
    if found is None:
        return None
    rest, answers = found
    whole = json.loads(json.loads(rest)["text"])
    return whole, whole["answers"] if answers is None else answers


@given(several=st.lists(st.tuples(ANSWERS, ANSWERS), min_size=1, max_size=5))
def test_what_this_program_writes_is_cut(several: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    cutter = Cutter()
    for number, (answers, inner) in enumerate(several):
        events = [Event(1, 0, EventKind.START, {}), Event(2, 5, EventKind.ANSWER, inner)]
        comments = {name: value for name, value in answers.items() if isinstance(value, str)}
        response = replace(response_of(an_id(number), [], position="q1"), answers=answers, comments=comments)
        data = encoding.written(response, events)
        assert isinstance(data, bytes)
        text = data.decode()
        assert is_cuttable(text)
        found = cut(text, cutter)
        assert found is not None
        whole, read = found
        assert [*read.items()] == [*answers.items()]
        expected = json.loads(text)
        del expected["events"], expected["sha256"]
        assert {**whole, "answers": answers} == expected


@given(answers=ANSWERS.filter(bool))
def test_answers_are_read_whole_and_piece_by_piece(answers: dict[str, Any]) -> None:
    data = encoding.written(replace(response_of(an_id(1), []), answers=answers), [])
    assert isinstance(data, bytes)
    found = cut(data.decode(), Cutter())
    assert found is not None
    read = found[1]
    assert isinstance(read, PackedAnswers)
    assert [*read.items()] == [*answers.items()]
    assert {name: read[name] for name in read} == answers
    assert (len(read), read.get("none"), "none" in read) == (len(answers), None, False)
    pieces = PackedAnswers.read(PackedAnswers.pieces([read.written, read.written]))
    assert [item for piece in pieces for item in piece.items()] == [*answers.items(), *answers.items()]


KEYS = ("answers", "missing", "comments", "events")
GAP = re.compile(r'"(?:[^"\\]|\\.)*"|(\n *)')


@st.composite
def files(draw: st.DrawFn) -> tuple[dict[str, Any], str]:
    """Return what a file says, and its text: mostly in the order and with the white space of this program."""
    inner = st.dictionaries(NAMES, VALUES, max_size=2)
    values = {
        "answers": draw(ANSWERS),
        "missing": draw(inner),
        "comments": draw(inner),
        "events": draw(st.lists(inner)),
    }
    order = draw(st.just(KEYS) | st.permutations(KEYS))
    document = {"id": an_id(1), **{key: values[key] for key in order}}
    text = json.dumps(document, indent=2, ensure_ascii=False)
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
        gaps = [found.span(1) for found in GAP.finditer(text) if found[1]]
        start, end = draw(st.sampled_from(gaps))
        text = (
            text[:start] + draw(st.sampled_from(["", " ", *("\n" + " " * spaces for spaces in range(8))])) + text[end:]
        )
    return document, text


@given(file=files(), near=st.tuples(st.integers(0, 400), st.integers(0, 400)))
def test_however_a_file_is_written_nothing_else_is_cut_of_it(
    file: tuple[dict[str, Any], str], near: tuple[int, int]
) -> None:
    document, text = file
    cutter = Cutter()
    cutter._answers, cutter._missing = near
    found = cut(text, cutter) if is_cuttable(text) else None
    if found is not None:
        whole, answers = found
        assert dict(answers) == document["answers"]
        keys = [*document]
        assert whole == {key: document[key] for key in keys[: keys.index("events")]} | {"answers": whole["answers"]}


ODD = {
    "comments before what is missing": """{
  "id": "x",
  "answers": {
    "a": "b"
  },
  "comments": {
    "c": "d"
  },
  "missing": {},
  "events": []
}""",
    "codes indented as answers are": """{
  "id": "x",
  "answers": {
    "a": [
    "b",
    "c"
    ]
  },
  "missing": {},
  "events": []
}""",
}


@pytest.mark.parametrize("what", ODD)
def test_control_what_is_not_cuttable_is_cut_wrongly(what: str) -> None:
    text = ODD[what]
    assert not is_cuttable(text)
    found = cut(text, Cutter())
    assert found is not None
    answers, expected = found[1], json.loads(text)["answers"]
    assert isinstance(answers, PackedAnswers)
    try:
        is_right = dict(answers) == expected
        is_right = is_right and len(PackedAnswers.read(PackedAnswers.pieces([answers.written]))) == len(expected)
    except msgspec.MsgspecError:
        is_right = False
    assert not is_right


def test_a_panel_s_file_is_cuttable() -> None:
    data = encoding.encode(panel(1))
    assert isinstance(data, bytes)
    assert is_cuttable(data.decode())
    assert not is_cuttable(data.decode().replace('{\n    "name"', '{\n     "name"'))
