"""What schema 2 has beside schema 1 is read and kept, before any command writes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from made_responses import an_id, bytes_of, response_of
from msgspec.structs import replace

from sstc_survey.problems import Problem
from sstc_survey.response import EDIT, Event, EventKind, Missing, Mode, Response, Round, Status, Unfinished
from sstc_survey.storage import brief_of, decode, encode
from sstc_survey.storage.responses import is_continuation

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


def edited(*kinds: tuple[EventKind, dict[str, Any]], accepted: bool = False) -> Response:
    """Return a response with an edit, unfinished or accepted, in which these things happened."""
    first = FINISHED[:3]
    edit = [Event(len(first) + number, 20_000, kind, data) for number, (kind, data) in enumerate(kinds, 1)]
    if accepted:
        return response_of(ID, [*first, *edit], Status.COMPLETE)
    return replace(response_of(ID, first, Status.COMPLETE), unfinished={EDIT: edit} if edit else {})


REOPEN = (EventKind.REOPEN, {"at": "2016-09-09T09:00:00+07:00", "by": "Kim"})
LATER = (EventKind.RESUME, {"at": "2016-09-10T09:00:00+07:00"})
LAO = (EventKind.ANSWER, {"name": "country", "value": "la"})
THAI = (EventKind.ANSWER, {"name": "country", "value": "th"})
WHY = (EventKind.REASON, {"name": "country", "text": "misheard"})
DONE: tuple[EventKind, dict[str, Any]] = (EventKind.FINISH, {})
CONTINUED: list[tuple[Response, Response, bool]] = [
    (edited(REOPEN), edited(), True),
    (edited(REOPEN, LAO), edited(REOPEN), True),
    (edited(REOPEN, LAO, WHY, DONE, accepted=True), edited(), True),
    (edited(REOPEN, LAO, WHY, DONE, accepted=True), edited(REOPEN, LAO), True),
    (edited(REOPEN, LAO, WHY, DONE, accepted=True), edited(REOPEN, LAO, LATER), True),
    (edited(REOPEN, LAO), edited(REOPEN, LAO), True),
    (edited(REOPEN, LAO), edited(REOPEN, THAI), False),
    (edited(REOPEN, LAO, WHY, DONE, accepted=True), edited(REOPEN, THAI), False),
    (edited(REOPEN, THAI, WHY), edited(REOPEN, LAO), False),
]


@pytest.mark.parametrize(("longer", "shorter", "is_one"), CONTINUED)
def test_an_edit_is_part_of_how_a_response_went_on(longer: Response, shorter: Response, is_one: bool) -> None:
    for response in (longer, shorter):
        assert decode(bytes_of(response)) == response
    assert is_continuation(longer, shorter) is is_one
    assert is_continuation(shorter, longer) is (longer == shorter)


def test_what_is_read_of_an_edit_without_its_history() -> None:
    brief = brief_of(edited(REOPEN, LAO))
    assert brief.edit is not None
    assert brief.edit.data["by"] == "Kim"
    assert brief.answers == edited().answers
    assert brief_of(edited()).edit is None
