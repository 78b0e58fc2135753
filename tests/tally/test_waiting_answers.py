"""Answers that wait to be counted with equal ones: when they are added changes no figure, and few wait at a time."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Sequence
from typing import Any
from unittest.mock import patch

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from sstc_survey.parsing import parse_questionnaire
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.response import QuestionnaireRef, Status
from sstc_survey.storage.packs.lines import file_line
from sstc_survey.storage.packs.unread import Cutter, PackedAnswers, is_cuttable
from sstc_survey.tally import Tally, scope

CODES = [f"c{number:02}" for number in range(20)]
_ASKED = """
  - {{name: {prefix}one, type: select_one, label: One, choices: list}}
  - {{name: {prefix}many, type: select_multiple, label: Many, choices: list}}
  - {{name: {prefix}order, type: rank, label: Order, choices: list}}
  - {{name: {prefix}number, type: decimal, label: Number}}
  - {{name: {prefix}text, type: text, label: Text}}
"""
_INSIDE = _ASKED.replace("\n  ", "\n      ")
YAML = f"""
id: waiting
version: "1"
title: Waiting
default_language: en
choices:
  list:
{"".join(f"    {code}: {code}{chr(10)}" for code in CODES)}
questions:{_ASKED.format(prefix="")}
  - name: members
    type: repeat
    label: Members
    questions:{_INSIDE.format(prefix="m_")}
"""


class Response(Struct):
    answers: dict[str, Any]
    id: str = ""
    questionnaire: QuestionnaireRef = QuestionnaireRef("waiting", "1", "5a" * 32)
    status: Status = Status.COMPLETE
    language: str = "en"
    interviewer: str | None = None
    started: str = ""
    finished: str | None = None
    position: str | None = None
    missing: dict[str, Any] = {}
    comments: dict[str, str] = {}


@pytest.fixture(scope="module")
def questionnaire() -> Questionnaire:
    found = parse_questionnaire(YAML.encode(), "waiting.yaml").questionnaire
    assert found is not None
    return found


@pytest.fixture(scope="module")
def closed() -> Questionnaire:
    """Return a questionnaire without a text and a repeat, whose answers need not be read one by one."""
    lines = YAML[: YAML.index("  - name: members")].splitlines(keepends=True)
    closed = "".join(line for line in lines if "type: text" not in line)
    found = parse_questionnaire(closed.encode(), "waiting.yaml").questionnaire
    assert found is not None
    return found


NAMES = ("one", "many", "order", "number", "text", "gone")
# What this program writes, and what may be in a file that was sealed by another hand.
VALUES: st.SearchStrategy[Any] = (
    st.sampled_from(["c00", "c01", "", "x", 0, 1, 1.0, 0.0, -0.0, 2.5, 10**20, True, False, None, [], [[]], {}])
    | st.lists(st.sampled_from([*CODES[:3], "x", 1, True, None]), max_size=4)
    | st.lists(st.sampled_from([["c00"], {"m_one": "c01"}, "c02"]), max_size=2)
)
ONE = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6)
INSTANCES = st.lists(st.dictionaries(st.sampled_from([f"m_{name}" for name in NAMES]), VALUES, max_size=6), max_size=4)


@st.composite
def interviews(draw: st.DrawFn) -> tuple[dict[str, Any], frozenset[str]]:
    answers = {**draw(ONE), **({"members": draw(INSTANCES)} if draw(st.booleans()) else {})}
    return answers, draw(st.frozensets(st.sampled_from(["number", "one", "m_number", "many"]), max_size=3))


def figures(tally: Tally) -> list[object]:
    """Return everything that was counted, by name and value; 1 and 1.0 are one value."""
    return [
        *(
            (name, each.answered, each.misfits, each.withheld, dict(each.counts), dict(each.places), dict(each.nets))
            for name, each in tally.questions.items()
        ),
        *((name, each.instances, each.misfits, dict(each.sizes)) for name, each in tally.repeats.items()),
        dict(tally.removed),
    ]


@given(given_interviews=st.lists(interviews(), max_size=12), cut=st.integers(0, 12))
def test_when_answers_are_added_changes_no_figure(
    questionnaire: Questionnaire, given_interviews: Sequence[tuple[dict[str, Any], frozenset[str]]], cut: int
) -> None:
    at_once, one_by_one, parts = Tally(questionnaire), Tally(questionnaire), [Tally(questionnaire) for _ in range(2)]
    often = Tally(questionnaire)
    for number, (answers, hidden) in enumerate(given_interviews):
        response = Response(answers)
        at_once.add(response, hidden)
        one_by_one.add(response, hidden)
        # Nothing waits any more.
        figures(one_by_one)
        parts[number < cut].add(response, hidden)
        # Also while an answer is hidden.
        with patch.object(scope, "_AT_ONCE", 2), patch.object(scope, "_MOST_WAITING", 0):
            often.add(response, hidden)
    assert figures(at_once) == figures(one_by_one) == figures(often) == figures(parts[0] + parts[1])


# What a pack can have: answers in the types that a response is read in.
PACKED: st.SearchStrategy[Any] = st.dictionaries(
    st.sampled_from(NAMES),
    st.sampled_from(
        ["c00", "c01", "", "x", 'ការ\n"\\', 0, 1, 1.0, -0.0, 2.5, 10**20, [], ["c00"], ["c01", "c00"], ["x"]]
    )
    | st.lists(st.sampled_from([{"m_one": "c01"}, {"m_one": True}, "c02"]), max_size=2),
    min_size=1,
    max_size=6,
)
HIDDEN = st.frozensets(st.sampled_from(["number", "one", "many"]), max_size=2)


def unread(answers: dict[str, Any]) -> PackedAnswers:
    """Return answers as a pack has them that was checked before."""
    text = msgspec.json.format(
        msgspec.json.encode({"id": "", "answers": answers, "missing": {}, "events": []}), indent=2
    )
    assert is_cuttable(text.decode())
    line = file_line("a.json", text)
    found = Cutter().cut(line, 0, len(line))
    assert found is not None
    assert found[1] is not None
    return found[1]


@pytest.mark.parametrize("only", [(), ("one", "number")], ids=["all", "some"])
@pytest.mark.parametrize("most", [(1, 1), (1, 10_000), (1 << 16, 10_000)], ids=["one", "few", "many"])
@given(given_interviews=st.lists(st.tuples(PACKED, HIDDEN), max_size=12))
def test_unread_answers_are_counted_like_others(
    closed: Questionnaire,
    most: tuple[int, int],
    only: Sequence[str],
    given_interviews: Sequence[tuple[dict[str, Any], frozenset[str]]],
) -> None:
    read, not_read = Tally(closed, only), Tally(closed, only)
    with patch.object(scope, "_MOST_UNREAD", most[0]), patch.object(scope, "_MOST_WAITING", most[1]):
        for answers, hidden in given_interviews:
            read.add(Response(answers), hidden)
            packed = unread(answers)
            not_read.add(Response(packed), hidden)  # type: ignore[arg-type]  # a response may hold any mapping
            # What is hidden in part is read for itself; what is only counted is read with others that are equal.
            assert (packed._answers is not None) is bool(hidden)
        both = not_read + not_read
        assert both.counts().removed == {name: 2 * n for name, n in not_read.counts().removed.items()}
    assert figures(read) == figures(not_read)


@pytest.mark.parametrize("most", [scope._MOST_WAITING, pytest.param(10**9, id="control")])
def test_few_answers_wait(questionnaire: Questionnaire, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(scope, "_MOST_WAITING", most)
    tally, rng = Tally(questionnaire), random.Random(1)
    tracemalloc.start()
    try:
        for _ in range(400):
            members = [
                {"m_many": [str(code) for code in rng.sample(CODES, 12)], "m_order": rng.sample(CODES, 20)}
                for _ in range(40)
            ]
            tally.add(Response({"members": members}))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sum(tally.questions["m_many"].counts.values()) == 400 * 40 * 12
    assert (peak < 6_000_000) is (most < 10**9), peak
