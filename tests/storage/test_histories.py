"""The fold of the readers gives what the fold of the interview gives, or nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from properties import with_examples

from sstc_survey.engine import AnswerSheet
from sstc_survey.response import Event, EventKind
from sstc_survey.storage.history import HistoryReader

PATHS = st.sampled_from(["a", "b", "r[1]/q", "r[2]/q", "r[1]/s[1]/t"])
VALUES = st.one_of(st.integers(0, 3), st.sampled_from(["x", "y"]), st.just(["x"]))
HAPPENED: dict[EventKind, st.SearchStrategy[dict[str, Any]]] = {
    EventKind.ANSWER: st.fixed_dictionaries({"name": PATHS, "value": VALUES}),
    EventKind.MISSING: st.fixed_dictionaries({"name": PATHS, "state": st.sampled_from(["blank", "refused"])}),
    EventKind.COMMENT: st.fixed_dictionaries({"name": PATHS, "text": st.sampled_from(["", "well"])}),
    EventKind.PRESET: st.dictionaries(PATHS, st.none() | VALUES).map(lambda values: {"values": values}),
    EventKind.CALCULATE: st.dictionaries(PATHS, st.none() | VALUES).map(lambda values: {"values": values}),
    EventKind.INSTANCES: st.fixed_dictionaries(
        {"name": st.sampled_from(["r", "r[1]/s", "r[2]/s"]), "count": st.integers(0, 3)}
    ),
    EventKind.OFF_ROUTE: st.lists(PATHS).map(lambda names: {"names": names}),
    EventKind.ON_ROUTE: st.lists(PATHS).map(lambda names: {"names": names}),
    EventKind.ROUND: st.lists(PATHS).map(lambda names: {"round": 2, "names": names}),
    EventKind.ENOUGH: st.just({"name": "r"}),
    EventKind.BACK: st.just({"name": "a"}),
    EventKind.FINISH: st.just({}),
}
HISTORIES = st.lists(
    st.sampled_from(sorted(HAPPENED)).flatmap(lambda kind: HAPPENED[kind].map(lambda data: (kind, data))), max_size=12
)


@with_examples(1_000)
@given(HISTORIES)
def test_both_folds_agree(history: list[tuple[EventKind, dict[str, Any]]]) -> None:
    events = [Event(number, 0, kind, data) for number, (kind, data) in enumerate(history, 1)]
    read = HistoryReader()
    assert read.add(events) is None
    simply = read.folded()
    sheet = AnswerSheet.of(events)
    if simply is not None:
        assert simply == sheet.on_route()
        assert not sheet.rounds
    whole = {EventKind.OFF_ROUTE, EventKind.ON_ROUTE, EventKind.ROUND}
    assert (simply is None) == any(kind in whole for kind, _ in history)
