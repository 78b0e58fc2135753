"""Texts: those of the first interviews are held, the others are counted, however the responses are divided."""

from __future__ import annotations

import pickle
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sstc_survey.tally.quotations import Quotation, Quotations

NAMES = ("a", "b")
TEXTS = ("a", "b", "who")
HIDDEN = st.frozensets(st.sampled_from(["a", "b", "inner", "who"]), max_size=2)
INSIDE = st.dictionaries(st.just("inner"), st.lists(st.text(max_size=2), min_size=1, max_size=3))
MANY = st.lists(
    st.tuples(HIDDEN, st.dictionaries(st.sampled_from(TEXTS), st.text(max_size=2)), st.booleans(), INSIDE, INSIDE),
    max_size=12,
)


def quotations(most: int) -> Quotations:
    return Quotations(NAMES, most)


def added(most: int, given_texts: list[Quotation]) -> Quotations:
    found = quotations(most)
    for each in given_texts:
        found.add(each)
    return found


def contents(found: Quotations) -> Any:
    counted = (found.beyond, found.withheld, found.comments_beyond, found.comments_withheld)
    return [*found], *map(dict, counted)


def response(number: int, parts: Any) -> Quotation:
    hidden, answers, has_comment, inside, comments_inside = parts
    comments = {"a": f"on {number}"} if has_comment else {}
    return Quotation(f"{number:04}", hidden, answers, comments, inside, comments_inside)


@given(many=MANY, most=st.integers(1, 4), cuts=st.lists(st.integers(0, 12), max_size=3), order=st.randoms())
def test_nothing_depends_on_how_the_responses_are_divided(
    many: list[Any], most: int, cuts: list[int], order: Any
) -> None:
    responses = [response(number, parts) for number, parts in enumerate(many)]
    whole = contents(added(most, responses))
    shuffled = [*responses]
    order.shuffle(shuffled)
    parts = [shuffled[start:end] for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), None], strict=True)]
    merged = quotations(most)
    for part in parts:
        # As from another process.
        merged.merge(pickle.loads(pickle.dumps(added(most, part))))
    assert contents(merged) == whole


@given(many=MANY, most=st.integers(1, 4))
def test_every_text_is_held_or_counted_once(many: list[Any], most: int) -> None:
    responses = [response(number, parts) for number, parts in enumerate(many)]
    found = added(most, responses)
    held: Counter[str] = Counter()
    for each in found:
        held.update(name for name in each.answers if name in NAMES and name not in each.beyond)
        held.update({name: len(texts) for name, texts in each.inside.items()})
        assert not each.hidden & {*each.comments, *each.inside, *each.comments_inside}
    given_texts: Counter[str] = Counter()
    for each in responses:
        given_texts.update(name for name in each.answers if name in NAMES)
        given_texts.update({name: len(texts) for name, texts in each.inside.items()})
    assert held + found.beyond + found.withheld == given_texts
    assert all(count <= most for count in held.values())


@pytest.mark.parametrize("most", [1, 3, 50])
def test_the_first_interviews_are_held(most: int) -> None:
    responses = [Quotation(f"{number:04}", frozenset(), {"a": "x"}, {}, {}, {}) for number in reversed(range(40))]
    found = added(most, responses)
    assert [each.id for each in found] == [f"{number:04}" for number in range(min(most, 40))]
    assert found.beyond["a"] == max(0, 40 - most)
