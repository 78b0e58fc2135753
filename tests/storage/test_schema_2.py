"""What schema 2 has beside schema 1 is read and kept, before any command writes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from made_responses import an_id, bytes_of, response_of
from msgspec.structs import replace

from sstc_survey.problems import Problem
from sstc_survey.response import EDIT, Event, EventKind, Missing, Mode, Response, Round, Status, Unfinished
from sstc_survey.storage import decode, encode

ID = an_id(1)


def happened(*events: tuple[EventKind, dict[str, Any]]) -> list[Event]:
    """Number events, the start before them."""
    listed = [(EventKind.START, {"seed": 7}), *events]
    return [Event(number, number * 1_000, kind, data) for number, (kind, data) in enumerate(listed, 1)]


SAID = happened(
    (EventKind.ANSWER, {"name": "usefulness", "value": ["learn"]}),
    (EventKind.COMMENT, {"name": "usefulness", "text": "first of all"}),
    (EventKind.MISSING, {"name": "role", "state": "refused"}),
    (EventKind.ANSWER, {"name": "country", "value": "kh"}),
    (EventKind.ROUND, {"round": 2, "names": ["usefulness", "role"]}),
    (EventKind.ANSWER, {"name": "usefulness", "value": ["share"]}),
)
FINISHED = happened(
    (EventKind.ANSWER, {"name": "country", "value": "kh"}),
    (EventKind.FINISH, {}),
    (EventKind.REOPEN, {"at": "2016-09-08T09:00:00+07:00", "by": "Mrs Lin"}),
    (EventKind.ANSWER, {"name": "country", "value": "la"}),
    (EventKind.REASON, {"name": "country", "text": "misheard"}),
    (EventKind.FINISH, {}),
    (EventKind.VOID, {"at": "2016-09-08T09:00:00+07:00", "by": None, "reason": "held twice"}),
    (EventKind.RESTORE, {"at": "2016-09-08T09:00:00+07:00", "by": "Mrs Lin", "reason": "it was not"}),
    (EventKind.RESOLVE, {"at": "2016-09-08T09:00:00+07:00", "by": None, "reason": "whole", "seals": ["ab" * 32]}),
)


def with_rounds() -> Response:
    """Return a response to a question that was put twice."""
    first = Round({"usefulness": ["learn"]}, {"role": Missing.REFUSED}, {"usefulness": "first of all"})
    return replace(response_of(ID, SAID), rounds=[first])


def draft(unfinished: dict[str, Any]) -> Response:
    """Return a draft with something unfinished in it."""
    return replace(response_of(ID, SAID[:3]), unfinished=unfinished)


EDITED = {EDIT: [Event(len(FINISHED) + 1, 20_000, EventKind.REOPEN, {"at": "2016-09-09T09:00:00+07:00", "by": None})]}
SOUND: list[Callable[[], Response]] = [
    with_rounds,
    *(lambda mode=mode: replace(response_of(ID, FINISHED, Status.COMPLETE), mode=mode) for mode in Mode),
    lambda: response_of(ID, FINISHED, Status.DECLINED),
    lambda: replace(response_of(ID, FINISHED, Status.COMPLETE), reference="Room 4", session=an_id(2)),
    lambda: draft({"role": Unfinished(text="half a sen")}),
    lambda: draft({"usefulness": Unfinished(ticks=["learn"]), "member[1]/age": Unfinished(row=2)}),
    lambda: draft({"role/comment": Unfinished(text="if it"), "member[1]/comment": Unfinished(row=2)}),
    lambda: draft({"member[1]/age/comment": Unfinished(text="half a sen")}),
    lambda: replace(response_of(ID, FINISHED, Status.COMPLETE), unfinished=EDITED),
]


@pytest.mark.parametrize("response", SOUND)
def test_what_is_saved_is_read(response: Callable[[], Response]) -> None:
    made = response()
    assert decode(bytes_of(made)) == made


def test_what_was_said_before_a_round_is_set_aside() -> None:
    response = with_rounds()
    assert response.answers == {"usefulness": ["share"], "country": "kh"}
    assert response.missing == {}
    assert response.comments == {}


REFUSED: list[tuple[str, Callable[[], Response]]] = [
    ("response-not-its-history", lambda: replace(with_rounds(), rounds=[])),
    ("response-wrong-shape", lambda: draft({"role": Unfinished()})),
    ("response-wrong-shape", lambda: draft({"member[0]/age": Unfinished(text="1")})),
    ("response-wrong-shape", lambda: draft({"role": Unfinished(text="a" * 100_001)})),
    ("response-wrong-shape", lambda: draft({"role/comment": Unfinished(row="learn")})),
    ("response-wrong-shape", lambda: draft({"role/remark": Unfinished(text="a")})),
    ("response-wrong-shape", lambda: draft({"/comment": Unfinished(text="a")})),
    ("response-long-number", lambda: draft({"role": Unfinished(row=10**18)})),
    ("response-event-order", lambda: draft(EDITED)),
    ("response-wrong-shape", lambda: replace(draft({"role": Unfinished(text="a")}), status=Status.COMPLETE)),
    ("response-event-order", lambda: replace(response_of(ID, FINISHED, Status.COMPLETE), unfinished={EDIT: FINISHED})),
]


@pytest.mark.parametrize(("code", "response"), REFUSED)
def test_what_cannot_be_is_refused(code: str, response: Callable[[], Response]) -> None:
    outcome = encode(response())
    assert isinstance(outcome, Problem)
    assert outcome.code == code
