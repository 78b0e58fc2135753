"""Replies from YAML, JSON and JSON Lines."""

from __future__ import annotations

import json

import pytest
from hangs import no_hang
from hypothesis import given
from hypothesis import strategies as st
from properties import with_examples

from sstc_survey.parsing import FileReply, ReplySet, read_replies
from sstc_survey.problems import Problem


def sets(data: str | bytes, file: str) -> list[ReplySet]:
    found = read_replies(data if isinstance(data, bytes) else data.encode(), file)
    assert all(isinstance(item, ReplySet) for item in found), found
    return [item for item in found if isinstance(item, ReplySet)]


def problems(data: str | bytes, file: str) -> list[str]:
    found = read_replies(data if isinstance(data, bytes) else data.encode(), file)
    return [f"{item.place}: {item.code}" for item in found if isinstance(item, Problem)]


def plain(entry: FileReply) -> tuple[object, str | None, str | None]:
    return entry.raw, entry.missing, entry.comment


YAML = """\
who: Sok
age: 034
on: no
day: 2016-09-07
media: [radio, 1]
empty:
nothing: []
why: {missing: refused, comment: in a hurry}
how: {value: [a], comment: 12}
"""


def test_scalars_of_yaml_stay_text() -> None:
    (found,) = sets(YAML, "replies.yaml")
    assert {name: plain(entry) for name, entry in found.replies.items()} == {
        "who": ("Sok", None, None),
        "age": ("034", None, None),
        "on": ("no", None, None),
        "day": ("2016-09-07", None, None),
        "media": (["radio", "1"], None, None),
        "empty": (None, None, None),
        "nothing": ([], None, None),
        "why": (None, "refused", "in a hurry"),
        "how": (["a"], None, "12"),
    }
    assert str(found.replies["media"].place) == "replies.yaml:5:1"


def test_scalars_of_json_have_their_types() -> None:
    (found,) = sets('{"a": 1, "b": 1.5, "c": true,\n "d": null, "e": ["x"], "f": "\\u00e9\U0001f600"}', "r.JSON")
    assert [entry.raw for entry in found.replies.values()] == [1, 1.5, True, None, ["x"], "é\U0001f600"]
    assert str(found.replies["d"].place) == "r.JSON:2:2"


NESTED = """\
member:
  - who: Sok
    plot:
      - {size: 2}
      - size: {missing: refused}
  - {who: {value: Dara, comment: loud}, plot: []}
  - {}
"""


def test_a_list_of_mappings_is_a_repeat() -> None:
    (found,) = sets(NESTED, "r.yaml")
    assert {key: plain(entry) for key, entry in found.replies.items()} == {
        "member[1]/who": ("Sok", None, None),
        "member[1]/plot[1]/size": ("2", None, None),
        "member[1]/plot[2]/size": (None, "refused", None),
        "member[2]/who": ("Dara", None, "loud"),
        "member[2]/plot": ([], None, None),
    }
    assert {key: [str(place) for place in places] for key, places in found.instances.items()} == {
        "member": ["r.yaml:2:5", "r.yaml:6:5", "r.yaml:7:5"],
        "member[1]/plot": ["r.yaml:4:9", "r.yaml:5:9"],
    }
    assert str(found.replies["member[1]/plot[2]/size"].place) == "r.yaml:5:9"


def test_lines_that_can_be_read_are_read_beside_those_that_cannot() -> None:
    found = read_replies(b'{"a": 1}\n{"b": {"c": 1}}\n{"a": 2}\n', "r.jsonl")
    assert [item.code if isinstance(item, Problem) else item.replies["a"].raw for item in found] == [
        1,
        "unknown-key",
        2,
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_json_lines_are_one_response_each(end: str) -> None:
    found = sets(end.join(['{"a": "x\u2028y"}', "", '{"a": "z"}']), "r.jsonl")
    assert [(item.place.line, item.replies["a"].raw) for item in found] == [(1, "x\u2028y"), (3, "z")]


@pytest.mark.parametrize(
    ("data", "file", "found"),
    [
        ("", "r.yaml", ["r.yaml: empty-file"]),
        ("# later\n", "r.yaml", ["r.yaml: empty-file"]),
        (" \n", "r.json", ["r.json: empty-file"]),
        ("\n\n", "r.jsonl", ["r.jsonl: empty-file"]),
        (
            "a: 1\na: {valu: 2}\nb: {missing: gone}",
            "r.yaml",
            ["r.yaml:2:1: duplicate-key", "r.yaml:3:14: reply-no-such-state"],
        ),
        ("a: {valu: 2}\nb: &x 1", "r.yaml", ["r.yaml:1:5: unknown-key", "r.yaml:2:4: yaml-anchor"]),
        ("a: *x", "r.yaml", ["r.yaml:1:4: yaml-alias"]),
        ("a: 1\n---\na: 2", "r.yaml", ["r.yaml:3:1: yaml-second-document"]),
        ("a: [", "r.yaml", ["r.yaml:1:4: yaml-open-bracket"]),
        (
            '{"a": 1}\n{"a": }\n[1]\n{"a": 2, "a": 3}',
            "r.jsonl",
            ["r.jsonl:2:7: json-wanted", "r.jsonl:3:1: replies-not-a-mapping", "r.jsonl:4:10: duplicate-key"],
        ),
        (
            "a:\n  - {b: 1}\n  - 2\n  - {c: {d: 1}, 'e[1]': 2}",
            "r.yaml",
            ["r.yaml:3:5: reply-not-an-instance", "r.yaml:4:10: unknown-key", "r.yaml:4:17: reply-unknown-question"],
        ),
        ("a: {value: [{b: 1}]}", "r.yaml", ["r.yaml:1:13: reply-nested"]),
        ('{"a": [', "r.json", ["r.json:1:8: json-wanted"]),
        ('{"a": {"missing": true}}', "r.json", ["r.json:1:19: reply-no-such-state"]),
        ('{"a": 1234567890123456789}', "r.json", ["r.json:1:7: number-too-long"]),
        ('{"a": Infinity}', "r.json", ["r.json:1:7: json-wanted"]),
        ('{"a": 01}', "r.json", ["r.json:1:7: json-wanted"]),
        ("\ufeff{}x", "r.json", ["r.json:1:3: json-rest"]),
        ('{"\\ud800": 1}', "r.json", ["r.json:1:2: half-character"]),
        (b'{"a": "\xff"}', "r.json", ["r.json:1:8: not-utf8"]),
        ("{}".encode("utf-16"), "r.json", ["r.json: not-text"]),
        ('"' + "a" * (16 << 20) + '"', "r.json", ["r.json: too-large"]),
        ("a" * (1 << 20) + ": b", "r.yaml", ["r.yaml: too-large"]),
    ],
)
def test_problems(data: str | bytes, file: str, found: list[str]) -> None:
    assert problems(data, file) == found


@pytest.mark.parametrize(
    ("data", "file"),
    [
        ("[" * 1_000_000, "r.json"),
        ('{"a":' * 200_000, "r.json"),
        ("[" + "1," * 2_000_000, "r.json"),
        ("1\n" * 1_000_000, "r.jsonl"),
        ("[" * 100_000, "r.yaml"),
        ("- " * 100_000, "r.yaml"),
        ("a: [" + "b," * 200_000, "r.yaml"),
    ],
    ids=lambda value: value[:5],
)
def test_hostile_replies(data: str, file: str) -> None:
    with no_hang():
        assert problems(data, file)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=2), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@with_examples(200)
@given(st.dictionaries(st.text("abcé", min_size=1, max_size=3), st.lists(JSON, max_size=2) | JSON), st.booleans())
def test_what_json_holds_is_read_or_refused(replies: dict[str, object], ascii_only: bool) -> None:
    found = read_replies(json.dumps(replies, ensure_ascii=ascii_only).encode(), "r.json")
    for item in found:
        if isinstance(item, ReplySet):
            for name, given_value in replies.items():
                if isinstance(given_value, list) and any(isinstance(each, dict) for each in given_value):
                    assert len(item.instances[name]) == len(given_value)
                elif not isinstance(given_value, dict):
                    assert item.replies[name].raw == given_value


@with_examples(200)
@given(
    st.binary(max_size=60) | st.text('{}[]",:\\ua1-.e \n', max_size=40).map(str.encode),
    st.sampled_from(["yaml", "json", "jsonl"]),
)
def test_any_bytes_are_read_or_refused(data: bytes, suffix: str) -> None:
    found = read_replies(data, f"r.{suffix}")
    assert found
    assert all(str(item) for item in found)
