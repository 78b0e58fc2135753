"""Mappings and sets that share what was there before behave as those of Python."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import with_examples

from sstc_survey.engine.layered import History, LayeredDict, LayeredSet
from sstc_survey.response import Event, EventKind

KEYS = st.integers(0, 8)
# Which of the copies so far is changed, after it was copied or not, and how.
STEPS = st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.sampled_from(["set", "del", "clear"]), KEYS))


def _event(number: int) -> Event:
    return Event(number, 0, EventKind.FINISH, {})


@with_examples(300)
@given(STEPS, st.integers(0, 3))
def test_a_layered_dict_is_a_dict_whichever_of_its_copies_changes(
    steps: list[tuple[int, bool, str, int]], most: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sstc_survey.engine.layered._MOST_CHANGES", most)
        plain: list[dict[int, int]] = [{}]
        layered: list[LayeredDict[int, int]] = [LayeredDict()]
        for value, (which, copies, change, key) in enumerate(steps):
            mine, its = plain[which % len(plain)], layered[which % len(plain)]
            if copies:
                mine, its = mine.copy(), its.copy()
                plain.append(mine)
                layered.append(its)
            if change == "set":
                mine[key] = its[key] = value
            elif change == "del":
                mine.pop(key, None)
                its.drop(key)
            else:
                mine.clear()
                its.clear()
            for one, other in zip(plain, layered, strict=True):
                assert list(one.items()) == list(other.items())
                assert len(one) == len(other)
                assert [one.get(each) for each in range(9)] == [other.get(each) for each in range(9)]
                assert [each in one for each in range(9)] == [each in other for each in range(9)]


def test_a_copy_of_a_layered_set_changes_alone() -> None:
    items = LayeredSet("abc")
    other = items.copy()
    other.update("cd")
    other.difference_update("ax")
    assert (list(items), list(other)) == (["a", "b", "c"], ["b", "c", "d"])


def test_a_history_goes_on_in_two_ways() -> None:
    one, two, three, four = map(_event, (1, 2, 3, 4))
    begun = History([one])
    longer = begun.with_event(two)
    longest = longer.with_event(three)
    other = begun.with_event(four)
    assert [list(each) for each in (begun, longer, longest, other)] == [
        [one], [one, two], [one, two, three], [one, four]
    ]  # fmt: skip
    assert (longest[-1], longest[1:], len(longer), longer[-1]) == (three, (two, three), 2, two)
    assert (longer == [one, two], longer == other) == (True, False)
