"""What a moderator can do, and what then happens."""

from __future__ import annotations

import pytest
from made_sessions import AT, PARTS, a_seat, an_id, did, done, opened, seated

from sstc_survey.problems import Problem, codes
from sstc_survey.session import commands
from sstc_survey.session.events import (
    Attach,
    Call,
    Close,
    FollowUp,
    Open,
    Pass,
    Present,
    Relation,
    Reveal,
    Settings,
    Start,
    Undo,
)
from sstc_survey.session.state import PartRound, State

ONE, TWO, THREE = PARTS
ALL = (*PARTS, "*")
CLOSE = Close(part=ONE)
CALLED = done(opened(), Call(label="kh1"))
CLOSED = done(opened(), CLOSE)
ASKED = done(seated(), FollowUp(number=1, text="Who paid?", to=["kh1"]))
EVERYTHING = done(CLOSED, Open(part=TWO), Close(part=TWO), Open(part=THREE))

HAPPEN = [
    (commands.begin(Start(), [a_seat(1)]), (Start(), a_seat(1))),
    (commands.change_rules(opened(), Start(consensus=80)), (Settings(consensus=80),)),
    (commands.present(seated(), "KH1"), (Present(label="kh1", here=False),)),
    (commands.present(done(seated(), Present(label="kh1", here=False)), "kh1"), (Present(label="kh1", here=True),)),
    (commands.next_part(seated(), PARTS), (Open(part=ONE),)),
    (commands.next_part(opened(), PARTS), (CLOSE, Open(part=TWO))),
    (commands.next_part(EVERYTHING, PARTS), (Close(part=THREE),)),
    (commands.open_part(opened(), THREE, PARTS), (CLOSE, Open(part=THREE))),
    (commands.open_part(CLOSED, ONE, PARTS), (Open(part=ONE),)),
    (commands.open_part(seated(), "*", ALL), (Open(part="*"),)),
    (commands.open_part(ASKED, "follow_up:1", PARTS), (Open(part="follow_up:1"),)),
    (commands.again(opened(), ONE, PARTS), (CLOSE, Open(part=ONE, round=2))),
    (commands.close_part(opened()), (CLOSE,)),
    (commands.call(opened(), "Kh1"), (Call(label="kh1"),)),
    (commands.call(CALLED, "la1"), (Call(label="la1"),)),
    (commands.pass_part(opened(), "LA1"), (Pass(label="la1"),)),
    (commands.reveal(opened(), ONE, 1, {an_id(1): 4}), (CLOSE, Reveal(part=ONE, cut={an_id(1): 4}))),
    (commands.reveal(CLOSED, ONE, 1, {}), (Reveal(part=ONE, cut={}),)),
    (commands.follow_up(seated(), " Who\npaid?\x1b[31m ", ["KH1", "kh1"]),
     (FollowUp(number=1, text="Who paid?", to=["kh1"]),)),
    (commands.follow_up(done(seated(), Present(label="la1", here=False)), "Why?", about=ONE),
     (FollowUp(number=1, text="Why?", about=ONE, to=["kh1", "cn1"]),)),
    (commands.relation(opened(), "kh1", "differs", "LA1"),
     (Relation(who="kh1", kind="differs", whom="la1", about=ONE),)),
    (commands.relation(done(CLOSED, Open(part=TWO), Close(part=TWO)), "kh1", "agrees", "la1"),
     (Relation(who="kh1", kind="agrees", whom="la1", about=TWO),)),
    (commands.relation(EVERYTHING, "kh1", "agrees", "la1", PartRound(ONE, 1)),
     (Relation(who="kh1", kind="agrees", whom="la1", about=ONE),)),
    (commands.undo(CALLED), (Undo(seq=6),)),
    (commands.undo(done(CALLED, a_seat(4, "vn1"))), (Undo(seq=6),)),
    (commands.undo(CALLED, 6), (Undo(seq=6),)),
]  # fmt: skip

REFUSED = [
    (commands.begin(Start(), [a_seat(1), a_seat(2, "KH1")]), codes.SESSION_LABEL_TAKEN),
    (commands.present(seated(), "kh2"), codes.SESSION_NO_SUCH_SEAT),
    (commands.seat(seated(), a_seat(4, "kh1")), codes.SESSION_LABEL_TAKEN),
    (commands.open_part(seated(), "question_9", PARTS), codes.SESSION_NO_SUCH_PART),
    (commands.open_part(seated(), "*", PARTS), codes.SESSION_NO_SUCH_PART),
    (commands.open_part(done(CLOSED, Reveal(part=ONE, cut={})), ONE, PARTS), codes.SESSION_IS_REVEALED),
    (commands.next_part(done(EVERYTHING, Close(part=THREE)), PARTS), codes.SESSION_NO_PART_LEFT),
    (commands.close_part(seated()), codes.SESSION_NOTHING_OPEN),
    (commands.call(opened(), "nobody"), codes.SESSION_NO_SUCH_SEAT),
    (commands.terminals(seated(), on=True), codes.SESSION_NOTHING_OPEN),
    (commands.rest(opened()), codes.SESSION_NOBODY_CALLED),
    (commands.go_on(opened()), codes.SESSION_NO_CHANGE),
    (commands.more(seated()), codes.SESSION_NOTHING_OPEN),
    (commands.hide(CLOSED, ONE, 1), codes.SESSION_NOT_REVEALED),
    (commands.reveal(seated(), ONE, 1, {}), codes.SESSION_PART_NOT_PUT),
    (commands.follow_up(seated(), " \u2028\t "), codes.SESSION_NO_TEXT),
    (commands.follow_up(seated(), "x" * 100_001), codes.REPLY_TOO_LONG),
    (commands.follow_up(seated(), "\ud800"), codes.REPLY_NOT_TEXT),
    (commands.follow_up(seated(), "Why?", ["kh9"]), codes.SESSION_NO_SUCH_SEAT),
    (commands.follow_up(done(State(), Start()), "Why?"), codes.SESSION_ASKED_NOBODY),
    (commands.relation(seated(), "kh1", "agrees", "la1"), codes.SESSION_NOTHING_OPEN),
    (commands.relation(opened(), "kh1", "agrees", "kh1"), codes.SESSION_RELATED_TO_SELF),
    (commands.relation(opened(), "kh1", "agrees", "kh9"), codes.SESSION_NO_SUCH_SEAT),
    (commands.undo(seated()), codes.SESSION_NOTHING_TO_UNDO),
    (commands.undo(done(CLOSED, Reveal(part=ONE, cut={}))), codes.SESSION_CANNOT_UNDO),
    (commands.approve(opened(), "kh1", {an_id(2): 1}, "N", AT), codes.SESSION_BAD_CUT),
    (commands.finish(opened(), "later"), codes.RESPONSE_BAD_TIME),
]


@pytest.mark.parametrize(("outcome", "expected"), HAPPEN)
def test_a_command_says_what_happens(outcome: object, expected: object) -> None:
    assert outcome == expected


@pytest.mark.parametrize(("outcome", "code"), REFUSED)
def test_a_command_that_cannot_be_says_why(outcome: object, code: str) -> None:
    assert isinstance(outcome, Problem)
    assert outcome.code == code
    assert outcome.text


def test_the_rest_of_the_commands_can_all_happen_one_after_the_other() -> None:
    state = opened()
    state = did(state, commands.pause(state))
    state = did(state, commands.go_on(state))
    state = did(state, commands.terminals(state, on=True))
    state = did(state, commands.call(state, "kh1"))
    state = did(state, commands.more(state, 2))
    state = did(state, commands.rest(state))
    quote = Attach(label="", response=an_id(9), questionnaire="sstc-quote", about=ONE, round=1)
    state = did(state, commands.attach(state, "KH1", quote))
    assert state.responses_of("kh1") == (an_id(1), an_id(9))
    state = did(state, commands.reveal(state, ONE, 1, {an_id(1): 3}))
    state = did(state, commands.hide(state, ONE, 1))
    state = did(state, commands.resume(state, AT))
    state = did(state, commands.finish(state, AT))
    state = did(state, commands.approve(state, "kh1", {an_id(1): 3, an_id(9): 2}, "A rapporteur", AT))
    assert state.approvals["kh1"].by == "A rapporteur"


def test_a_label_that_is_not_there_gets_the_closest_one_for_a_suggestion() -> None:
    found = commands.call(opened(), "kh2")
    assert isinstance(found, Problem)
    assert "kh1" in found.remedy
