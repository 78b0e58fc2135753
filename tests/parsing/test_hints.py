"""A field with a type hint is all that a new key needs."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
import yaml
from msgspec import Meta, Struct

from sstc_survey.parsing import INVALID, Reader, Source, compose, converter_of


class Leaf(Struct, tag_field="kind", tag="leaf", frozen=True):
    size: Annotated[int, Meta(gt=0, le=9)] = 1


class Branch(Struct, tag_field="kind", tag="branch", frozen=True):
    parts: tuple[Branch | Leaf, ...]


class Everything(Struct, frozen=True, kw_only=True):
    word: Annotated[str, Meta(pattern="^[a-z]+$", min_length=2, max_length=5)] = "word"
    share: Annotated[float, Meta(ge=0, lt=1)] | None = None
    colour: Literal["red", "green"] = "red"
    on: bool = False
    counts: dict[str, int] = {}
    names: Annotated[tuple[str, ...], Meta(min_length=1)] = ("a",)
    tree: Branch | Leaf = Leaf()


def read(text: str) -> tuple[object, list[str]]:
    source = Source("f", text)
    root = compose(source).root
    assert root is not None
    reader = Reader(source, {})
    value = converter_of(Everything)(reader, root, "f")
    return value, [problem.code for problem in reader.problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("word: abc", Everything(word="abc")),
        ("share: 0", Everything(share=0.0)),
        ("share: 2.5e-1", Everything(share=0.25)),
        ("{share: .5, colour: green, on: True}", Everything(share=0.5, colour="green", on=True)),
        ("counts: {a: 010, no: -1}", Everything(counts={"a": 10, "no": -1})),
        ("names: [1.0, no, ~x]", Everything(names=("1.0", "no", "~x"))),
        (
            "tree: {kind: branch, parts: [{kind: leaf, size: 9}, {kind: branch, parts: []}]}",
            Everything(tree=Branch(parts=(Leaf(size=9), Branch(parts=())))),
        ),
    ],
)
def test_sound_value(text: str, expected: Everything) -> None:
    assert read(text) == (expected, [])


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("word: a", ["empty-value"]),
        ("word: ABC", ["bad-form"]),
        ("word: abcdef", ["text-too-long"]),
        ('word: "abc\\n"', ["bad-form"]),
        ("share: 1", ["number-too-large"]),
        ("share: -0.1", ["number-too-small"]),
        ("share: ~", ["empty-value"]),
        ("share: .inf", ["wrong-kind"]),
        ("share: 1_0", ["wrong-kind"]),
        ("colour: blue", ["unknown-word"]),
        ("on: 1", ["wrong-kind"]),
        ("counts: {a: 0x10, b: 1:30, c: '1'}", ["wrong-kind"] * 3),
        ("names: []", ["empty-value"]),
        ("names: [a, [b], ]", ["wrong-kind"]),
        ("tree: {kind: leaf, size: 0}", ["number-not-above"]),
        ("tree: {kind: leaf, size: 10}", ["number-too-large"]),
        ("tree: {kind: branch, parts: [{kind: leaves}, {size: 1}]}", ["unknown-type", "missing-type"]),
        ("tree: {kind: branch}", ["missing-key"]),
        ("tree: leaf", ["wrong-kind"]),
        ("{word: AB, colour: blue, tree: {kind: leaf, parts: []}}", ["bad-form", "unknown-word", "key-of-other-type"]),
    ],
)
def test_every_fault_is_reported(text: str, codes: list[str]) -> None:
    assert read(text) == (INVALID, codes)


def test_a_hint_that_nothing_reads_is_a_fault_of_the_program() -> None:
    with pytest.raises(TypeError):
        converter_of(yaml.Node)
