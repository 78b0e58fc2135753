"""The fold of a session: each kind of event where it can happen and where it cannot, undo, and the invariants."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hangs import no_hang
from made_sessions import AT, PARTS, a_seat, a_session, an_id, did, done, folded, opened, seated, step

from sstc_survey.problems import Problem, codes
from sstc_survey.session import commands
from sstc_survey.session.events import (
    KINDS,
    Approve,
    Attach,
    Call,
    Close,
    CountAway,
    Event,
    Finish,
    FollowUp,
    GoOn,
    Happening,
    Hide,
    More,
    Open,
    Pass,
    Pause,
    Present,
    Relation,
    Rest,
    Resume,
    Reveal,
    Session,
    Settings,
    Start,
    Terminals,
    Undo,
)
from sstc_survey.session.state import _HANDLERS, MAX_EVENTS, PartRound, Related, State, fold

ONE, TWO = PARTS[0], PARTS[1]
CUT = {an_id(1): 5, an_id(2): 7}
ASKED = FollowUp(number=1, text="Who paid?", about=ONE, to=["kh1", "la1"])
QUOTE = Attach(label="kh1", response=an_id(9), questionnaire="sstc-quote", about=ONE, round=1)
APPROVED = Approve(label="kh1", cut={an_id(1): 5}, by="A rapporteur", at=AT)
AGREES = Relation(who="kh1", kind="agrees", whom="la1", about=ONE)


def closed() -> State:
    return done(opened(), Close(part=ONE))


def revealed() -> State:
    return done(closed(), Reveal(part=ONE, cut=CUT))


def finished() -> State:
    return done(opened(), Finish(at=AT))


def resumed(*before: Happening) -> State:
    """Return a session whose board was away while a part was open, after what happened before that."""
    return done(opened(), *before, Resume(at=AT))


# What can happen, to which state, and what is then so.
CAN_HAPPEN: list[tuple[Happening, State, dict[str, Any]]] = [
    (Start(minutes=20), State(), {"rules": Start(minutes=20), "rules_since": 1}),
    (Settings(consensus=80), seated(), {"rules": Settings(consensus=80), "rules_since": 5}),
    (Resume(at=AT), done(opened(), Call(label="kh1")), {"speaker": None, "resumes": ((0, AT),)}),
    (
        CountAway(ms=9),
        resumed(Call(label="kh1")),
        {"session": 9, "used": {(ONE, 1): 9}, "spoken": {("kh1", (ONE, 1)): 9}},
    ),
    (CountAway(ms=9), resumed(), {"session": 9, "used": {(ONE, 1): 9}, "spoken": {}, "counted": {0}}),
    (CountAway(ms=9), resumed(Close(part=ONE)), {"session": 9, "used": {}, "spoken": {}, "interrupted": None}),
    (CountAway(ms=9), done(resumed(), Close(part=ONE), Open(part=TWO)), {"used": {(ONE, 1): 9}}),
    (a_seat(4, "vn1"), seated(), {"late": frozenset()}),
    (a_seat(4, "vn1"), opened(), {"late": {"vn1"}, "missed": {}}),
    (a_seat(4, "vn1"), closed(), {"late": {"vn1"}, "missed": {"vn1": {(ONE, 1)}}}),
    (a_seat(4, "vn1"), done(closed(), Open(part=TWO)), {"missed": {"vn1": {(ONE, 1)}}}),
    (Open(part=ONE), done(closed(), a_seat(4, "vn1")), {"missed": {}}),
    (Open(part=TWO), done(closed(), a_seat(4, "vn1")), {"missed": {"vn1": {(ONE, 1)}}}),
    (Present(label="kh1", here=False), seated(), {"absent": {"kh1"}}),
    (Present(label="kh1", here=False), done(opened(), Call(label="kh1")), {"speaker": None}),
    (Present(label="kh1", here=True), done(seated(), Present(label="kh1", here=False)), {"absent": frozenset()}),
    (Open(part=ONE), seated(), {"open": (ONE, 1), "opened": ((ONE, 1),)}),
    (Open(part=ONE), closed(), {"open": (ONE, 1), "opened": ((ONE, 1),)}),
    (Open(part=ONE, round=2), closed(), {"open": (ONE, 2), "opened": ((ONE, 1), (ONE, 2))}),
    (Open(part=ONE, round=2), revealed(), {"open": (ONE, 2)}),
    (Open(part="*", round=2), revealed(), {"open": ("*", 2)}),
    (Open(part="follow_up:1"), done(seated(), ASKED), {"open": ("follow_up:1", 1)}),
    (Close(part=ONE), done(opened(), Call(label="kh1"), Terminals(on=True)), {"open": None, "speaker": None}),
    (Terminals(on=True), opened(), {"terminals": True}),
    (Terminals(on=False), done(opened(), Terminals(on=True)), {"terminals": False}),
    (Call(label="kh1"), opened(), {"speaker": "kh1", "called": {(ONE, 1): ("kh1",)}}),
    (Call(label="la1"), done(opened(), Call(label="kh1")), {"speaker": "la1"}),
    (Call(label="kh1"), done(opened(), Pass(label="kh1")), {"passed": {(ONE, 1): frozenset()}}),
    (Rest(), done(opened(), Call(label="kh1")), {"speaker": None}),
    (Pass(label="kh1"), done(opened(), Call(label="kh1")), {"speaker": None, "passed": {(ONE, 1): {"kh1"}}}),
    (Pass(label="la1"), done(opened(), Call(label="kh1")), {"speaker": "kh1"}),
    (Pause(), opened(), {"paused": True}),
    (GoOn(), done(opened(), Pause()), {"paused": False}),
    (More(minutes=1), opened(), {"more": {(ONE, 1): 1.0}, "more_speaker": {}}),
    (More(minutes=2), done(opened(), Call(label="kh1"), More(minutes=1)), {"more": {(ONE, 1): 3.0}}),
    (Reveal(part=ONE, cut=CUT), closed(), {"hidden": frozenset()}),
    (Reveal(part=ONE, cut=CUT), done(revealed(), Hide(part=ONE)), {"hidden": frozenset()}),
    (Reveal(part=ONE, cut=CUT), done(closed(), Open(part=TWO)), {"open": (TWO, 1)}),
    (Hide(part=ONE), revealed(), {"hidden": {(ONE, 1)}}),
    (ASKED, seated(), {"follow_ups": (ASKED,)}),
    (QUOTE, opened(), {"attachments": (QUOTE,)}),
    (AGREES, opened(), {"relations": {("kh1", "la1", (ONE, 1)): "agrees"}}),
    (Relation(who="kh1", kind="differs", whom="la1", about=ONE), done(opened(), AGREES), {}),
    (APPROVED, opened(), {"approvals": {"kh1": APPROVED}}),
    (APPROVED, finished(), {"approvals": {"kh1": APPROVED}}),
    (Undo(seq=5), opened(), {"open": None, "opened": ()}),
    (Finish(at=AT), done(opened(), Call(label="kh1")), {"finished": AT, "open": None, "speaker": None}),
]

CANNOT_HAPPEN: list[tuple[Happening, State, str]] = [
    (Start(), seated(), codes.SESSION_BAD_EVENT),
    (Open(part=ONE), State(), codes.SESSION_BAD_EVENT),
    (Settings(), finished(), codes.SESSION_OVER),
    (Resume(at="yesterday"), seated(), codes.RESPONSE_BAD_TIME),
    (CountAway(ms=9), opened(), codes.SESSION_NOT_AWAY),
    (CountAway(ms=9), done(seated(), Resume(at=AT)), codes.SESSION_NOT_AWAY),
    (CountAway(ms=9), resumed(Pause()), codes.SESSION_NOT_AWAY),
    (CountAway(ms=9), done(resumed(), CountAway(ms=9)), codes.SESSION_NOT_AWAY),
    (CountAway(ms=0), resumed(), codes.SESSION_BAD_EVENT),
    (Resume(at="2016-09-07T14:00:00"), seated(), codes.RESPONSE_BAD_TIME),
    (a_seat(4, "KH1"), seated(), codes.SESSION_LABEL_TAKEN),
    (a_seat(1, "vn1"), seated(), codes.SESSION_RESPONSE_TAKEN),
    (a_seat(9, "vn1"), done(opened(), QUOTE), codes.SESSION_RESPONSE_TAKEN),
    (a_seat(200, "last"), seated(*(a_seat(n, f"p{n}") for n in range(1, 101))), codes.SESSION_TOO_MANY_SEATS),
    (Present(label="vn1", here=False), seated(), codes.SESSION_NO_SUCH_SEAT),
    (Present(label="kh1", here=True), seated(), codes.SESSION_NO_CHANGE),
    (Open(part=TWO), opened(), codes.SESSION_PART_OPEN),
    (Open(part=ONE, round=2), seated(), codes.SESSION_WRONG_ROUND),
    (Open(part=ONE, round=3), closed(), codes.SESSION_WRONG_ROUND),
    (Open(part=ONE), done(closed(), Open(part=ONE, round=2), Close(part=ONE, round=2)), codes.SESSION_WRONG_ROUND),
    (Open(part=ONE), revealed(), codes.SESSION_IS_REVEALED),
    (Open(part="*"), revealed(), codes.SESSION_IS_REVEALED),
    (Open(part="follow_up:1"), seated(), codes.SESSION_NO_SUCH_PART),
    (Close(part=ONE), seated(), codes.SESSION_PART_NOT_OPEN),
    (Close(part=TWO), opened(), codes.SESSION_PART_NOT_OPEN),
    (Close(part=ONE, round=2), opened(), codes.SESSION_PART_NOT_OPEN),
    (Terminals(on=True), seated(), codes.SESSION_NOTHING_OPEN),
    (Terminals(on=False), opened(), codes.SESSION_NO_CHANGE),
    (Call(label="kh1"), seated(), codes.SESSION_NOTHING_OPEN),
    (Call(label="vn1"), opened(), codes.SESSION_NO_SUCH_SEAT),
    (Call(label="KH1"), opened(), codes.SESSION_NO_SUCH_SEAT),
    (Call(label="kh1"), done(opened(), Call(label="kh1")), codes.SESSION_NO_CHANGE),
    (Call(label="kh1"), done(opened(), Present(label="kh1", here=False)), codes.SESSION_IS_ABSENT),
    (Call(label="cn1"), done(seated(), ASKED, Open(part="follow_up:1")), codes.SESSION_NOT_ASKED),
    (Rest(), opened(), codes.SESSION_NOBODY_CALLED),
    (Pass(label="kh1"), seated(), codes.SESSION_NOTHING_OPEN),
    (Pass(label="kh1"), done(opened(), Pass(label="kh1")), codes.SESSION_NO_CHANGE),
    (Pause(), done(opened(), Pause()), codes.SESSION_NO_CHANGE),
    (GoOn(), opened(), codes.SESSION_NO_CHANGE),
    (More(minutes=1), closed(), codes.SESSION_NOTHING_OPEN),
    (Reveal(part=ONE, cut=CUT), seated(), codes.SESSION_PART_NOT_PUT),
    (Reveal(part=ONE, cut=CUT), opened(), codes.SESSION_PART_OPEN),
    (Reveal(part=ONE, cut=CUT), revealed(), codes.SESSION_NO_CHANGE),
    (Reveal(part=ONE, cut={an_id(1): 6}), done(revealed(), Hide(part=ONE)), codes.SESSION_NO_CHANGE),
    (Reveal(part=ONE, cut={an_id(8): 6}), closed(), codes.SESSION_BAD_CUT),
    (Hide(part=ONE), closed(), codes.SESSION_NOT_REVEALED),
    (Hide(part=ONE), done(revealed(), Hide(part=ONE)), codes.SESSION_NO_CHANGE),
    (FollowUp(number=2, text="Why?", to=["kh1"]), seated(), codes.SESSION_FOLLOW_UP_NUMBER),
    (FollowUp(number=1, text=" \t", to=["kh1"]), seated(), codes.SESSION_NO_TEXT),
    (FollowUp(number=1, text="Why?", to=["vn1"]), seated(), codes.SESSION_NO_SUCH_SEAT),
    (FollowUp(number=1, text="Why?", to=["kh1", "kh1"]), seated(), codes.SESSION_BAD_EVENT),
    (FollowUp(number=1, text="Why?", to=["kh1"], about="follow_up:1"), seated(), codes.SESSION_NO_SUCH_PART),
    (Attach(label="vn1", response=an_id(9), questionnaire="sstc-quote"), opened(), codes.SESSION_NO_SUCH_SEAT),
    (Attach(label="kh1", response=an_id(2), questionnaire="sstc-quote"), opened(), codes.SESSION_RESPONSE_TAKEN),
    (QUOTE, done(opened(), QUOTE), codes.SESSION_RESPONSE_TAKEN),
    (
        Attach(label="cn1", response=an_id(9), questionnaire="sstc-follow-up", about="follow_up:1"),
        done(seated(), ASKED),
        codes.SESSION_NOT_ASKED,
    ),
    (AGREES, seated(), codes.SESSION_PART_NOT_PUT),
    (AGREES, done(opened(), AGREES), codes.SESSION_NO_CHANGE),
    (Relation(who="kh1", kind="agrees", whom="kh1", about=ONE), opened(), codes.SESSION_RELATED_TO_SELF),
    (Relation(who="kh1", kind="agrees", whom="vn1", about=ONE), opened(), codes.SESSION_NO_SUCH_SEAT),
    (Approve(label="kh1", cut={an_id(2): 5}, by="N", at=AT), opened(), codes.SESSION_BAD_CUT),
    (Approve(label="vn1", cut={}, by="N", at=AT), opened(), codes.SESSION_NO_SUCH_SEAT),
    (Approve(label="kh1", cut={}, by="N", at="then"), opened(), codes.RESPONSE_BAD_TIME),
    (Undo(seq=1), opened(), codes.SESSION_CANNOT_UNDO),
    (Undo(seq=2), opened(), codes.SESSION_CANNOT_UNDO),
    (Undo(seq=6), opened(), codes.SESSION_CANNOT_UNDO),
    (Undo(seq=99), opened(), codes.SESSION_CANNOT_UNDO),
    (Undo(seq=5), done(opened(), Undo(seq=5)), codes.SESSION_CANNOT_UNDO),
    (Undo(seq=6), done(opened(), Undo(seq=5)), codes.SESSION_CANNOT_UNDO),
    # What later events depend on stays: the close after an open, the reveal after a close, a reply after its question.
    (Undo(seq=5), closed(), codes.SESSION_CANNOT_UNDO),
    (Undo(seq=6), revealed(), codes.SESSION_CANNOT_UNDO),
    (Undo(seq=7), revealed(), codes.SESSION_CANNOT_UNDO),
    (
        Undo(seq=5),
        done(
            seated(),
            ASKED,
            Attach(label="kh1", response=an_id(9), questionnaire="sstc-follow-up", about="follow_up:1"),
        ),
        codes.SESSION_CANNOT_UNDO,
    ),
    (Finish(at=AT), finished(), codes.SESSION_OVER),
    (Finish(at="then"), opened(), codes.RESPONSE_BAD_TIME),
]


def named(value: object) -> str | None:
    return type(value).__name__ if isinstance(value, msgspec.Struct) and not isinstance(value, State) else None


@pytest.mark.parametrize(("happening", "state", "expected"), CAN_HAPPEN, ids=named)
def test_what_can_happen(happening: Happening, state: State, expected: dict[str, Any]) -> None:
    found = step(state, state.elapsed, happening)
    assert not isinstance(found, Problem), str(found)
    assert {name: getattr(found, name) for name in expected} == expected
    assert isinstance(happening, Undo) or found == folded(found.events)


@pytest.mark.parametrize(("happening", "state", "code"), CANNOT_HAPPEN, ids=named)
def test_what_cannot_happen(happening: Happening, state: State, code: str) -> None:
    found = step(state, state.elapsed, happening)
    assert isinstance(found, Problem)
    assert found.code == code
    assert found.fault
    assert found.text


def test_each_kind_is_tried_and_folded() -> None:
    kinds = set(KINDS.values())
    assert {type(happening) for happening, _, _ in CAN_HAPPEN} == kinds
    assert {type(happening) for happening, _, _ in CANNOT_HAPPEN} == kinds
    assert {*_HANDLERS, Undo} == kinds


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "data",
    [{"nothing": 1}, {"event": "call"}, {"label": "a b"}, {"label": 1}, {"part": "follow_up:0"}, {"part": ONE, "x": 1}],
)
def test_data_of_another_shape_is_no_event(kind: str, data: dict[str, Any]) -> None:
    found = Event(1, 0, kind, data).happening()
    assert isinstance(found, Problem)
    assert found.code == codes.SESSION_BAD_EVENT


@pytest.mark.parametrize(
    "label", ["", "123456789", "a b", "a\n", "[red]", "é", "\u202eab", "a\x1b", "kh\u200b", "..", "a/b"]
)
def test_a_label_is_of_a_few_plain_signs(label: str) -> None:
    found = Event(1, 0, "call", {"label": label}).happening()
    assert isinstance(found, Problem)


def test_an_unknown_kind_is_named_in_a_few_characters() -> None:
    found = Event(1, 0, "x" * 1000, {}).happening()
    assert isinstance(found, Problem)
    assert len(found.fault) < 80


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ([], codes.SESSION_BAD_EVENT),
        ([Event(1, 0, "pause", {})], codes.SESSION_BAD_EVENT),
        ([Event.of(2, 0, Start())], codes.RESPONSE_EVENT_ORDER),
        ([Event.of(1, 0, Start()), Event.of(1, 0, Pause())], codes.RESPONSE_EVENT_ORDER),
        ([Event.of(1, 5, Start()), Event.of(2, 4, Pause())], codes.RESPONSE_EVENT_TIME),
        ([Event.of(1, -1, Start())], codes.RESPONSE_EVENT_TIME),
        ([Event.of(1, 10**18, Start())], codes.RESPONSE_EVENT_TIME),
        ([Event.of(1, 0, Start()), Event.of(2, 0, Undo(seq=2))], codes.SESSION_CANNOT_UNDO),
        ([Event.of(1, 0, Start()), Event.of(2, 0, Undo(seq=3)), Event.of(3, 0, Pause())], codes.SESSION_CANNOT_UNDO),
    ],
)
def test_events_that_are_no_session(events: list[Event], code: str) -> None:
    found = fold(events)
    assert isinstance(found, Problem)
    assert found.code == code


def test_many_events_and_undos_are_folded_soon_and_more_are_refused() -> None:
    happenings: list[Happening] = [Start(), *(a_seat(n, f"p{n}") for n in range(1, 101))]
    for number in range(2_475):
        opened: list[Happening] = [Open(part=f"p{number}"), Pause()]
        if number % 2:
            happenings += [*opened, Undo(seq=len(happenings) + 2), Undo(seq=len(happenings) + 1)]
        else:
            happenings += [*opened, GoOn(), Close(part=f"p{number}")]
    events = [Event.of(number, number, happening) for number, happening in enumerate(happenings, 1)]
    with no_hang():
        assert folded(events[:MAX_EVENTS]).seq == MAX_EVENTS
    more = fold([*events, Event.of(len(events) + 1, len(events), Pause())])
    assert isinstance(more, Problem)
    assert more.code == codes.SESSION_TOO_MANY_EVENTS


def test_a_full_session_can_be_ended() -> None:
    state = msgspec.structs.replace(opened(), seq=MAX_EVENTS - 100)
    full = commands.pause(state)
    assert isinstance(full, Problem)
    assert full.code == codes.SESSION_TOO_MANY_EVENTS
    assert not isinstance(commands.finish(state, AT), Problem)


def test_results_can_only_be_shown_by_the_token_of_their_reveal() -> None:
    state = revealed()
    assert [(token.part, token.round, token.cut) for token in state.shown()] == [(ONE, 1, CUT)]
    hidden = done(state, Hide(part=ONE))
    assert list(hidden.shown()) == []
    again = did(hidden, commands.reveal(hidden, ONE, 1, {an_id(3): 99}))
    assert list(again.shown()) == list(state.shown())


def test_the_file_has_its_keys_in_order_and_reads_back() -> None:
    session = a_session()
    keys = list(msgspec.to_builtins(session))
    assert keys == [
        *("format", "schema", "id", "label", "questionnaire", "moderator", "language"),
        *("started", "finished", "seen", "events"),
    ]
    assert msgspec.json.decode(msgspec.json.encode(session), type=Session) == session
    assert msgspec.to_builtins(session.events[2]) == [3, 2000, "open", {"part": ONE, "round": 1}]
    assert session.seen == 2000
    assert session.with_happenings(3000, (Finish(at=AT),)).finished == AT


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_reads_back_as_it_was_written(kind: str) -> None:
    happening = next(happening for happening, _, _ in CAN_HAPPEN if type(happening) is KINDS[kind])
    event = msgspec.json.decode(msgspec.json.encode(Event.of(1, 2, happening)), type=Event)
    assert event.kind == kind
    assert event.happening() == happening


def test_relations_are_of_labels_and_the_last_word_counts() -> None:
    state = done(opened(), AGREES, Relation(who="kh1", kind="differs", whom="la1", about=ONE))
    assert state.relations == {Related("kh1", "la1", PartRound(ONE, 1)): "differs"}
    back = did(state, commands.undo(state))
    assert back.relations == {Related("kh1", "la1", PartRound(ONE, 1)): "agrees"}
