"""The clocks of a session, all of whose moments are given, and who is called next."""

from __future__ import annotations

import pytest
from made_sessions import AT, PARTS, a_seat, did, done, seated

from sstc_survey.problems import Problem, codes
from sstc_survey.session import commands
from sstc_survey.session.clocks import (
    away,
    next_to_call,
    part_clock,
    session_clock,
    speaker_clock,
    spoke_last,
    spoke_least,
    spoken,
)
from sstc_survey.session.events import (
    Call,
    Close,
    CountAway,
    Finish,
    FollowUp,
    GoOn,
    More,
    Open,
    Pass,
    Pause,
    Present,
    Rest,
    Resume,
    Settings,
    Start,
    Undo,
)
from sstc_survey.session.state import PartRound, State

ONE = PartRound(PARTS[0], 1)
TWO = PartRound(PARTS[1], 1)
MINUTE = 60_000


def told(state: State, *steps: tuple[float, object]) -> State:
    """Let things happen at so many minutes."""
    for minutes, happening in steps:
        state = done(state, happening, at=round(minutes * MINUTE))  # type: ignore[arg-type]
    return state


RULES = Start(minutes=20, speaker=2.5)
SEATS = (a_seat(1), a_seat(2, minutes=5.0), a_seat(3))


def test_time_is_counted_from_the_first_part_on_and_not_while_the_clocks_stand() -> None:
    state = told(
        seated(*SEATS, rules=RULES),
        (10, Open(part=ONE.part)),
        (11, Call(label="kh1")),
        (13, Pause()),
        (17, GoOn()),
        (18, Call(label="la1")),
        (21, Close(part=ONE.part)),
    )
    at = 25 * MINUTE
    assert part_clock(state, at, ONE).used == 7 * MINUTE
    assert part_clock(state, at, ONE).left == 13 * MINUTE
    assert speaker_clock(state, at, "kh1", ONE).used == 3 * MINUTE
    assert speaker_clock(state, at, "kh1", ONE).left == -0.5 * MINUTE
    assert speaker_clock(state, at, "la1", ONE).left == 2 * MINUTE
    assert session_clock(state, at, 3).used == 11 * MINUTE
    assert session_clock(state, at, 3).left == 49 * MINUTE


def test_clocks_run_between_events_and_never_backwards() -> None:
    state = told(seated(rules=RULES), (0, Open(part=ONE.part)), (1, Call(label="kh1")))
    assert speaker_clock(state, 3 * MINUTE, "kh1", ONE).used == 2 * MINUTE
    assert speaker_clock(state, 0, "kh1", ONE).used == 0
    assert part_clock(state, -1, ONE).used == MINUTE


def test_more_minutes_go_to_the_part_the_speaker_and_the_session() -> None:
    state = told(seated(rules=RULES), (0, Open(part=ONE.part)), (0, More(minutes=1)), (0, Call(label="kh1")))
    state = told(state, (0, More(minutes=0.5)))
    assert part_clock(state, 0, ONE).limit == 21.5 * MINUTE
    assert speaker_clock(state, 0, "kh1", ONE).limit == 3 * MINUTE
    assert speaker_clock(state, 0, "la1", ONE).limit == 2.5 * MINUTE
    assert session_clock(state, 0, 3).limit == 61.5 * MINUTE


def test_without_minutes_nothing_is_left_or_over() -> None:
    state = told(seated(), (0, Open(part=ONE.part)))
    clocks = part_clock(state, 9, ONE), speaker_clock(state, 9, "kh1", ONE), session_clock(state, 9, 3)
    assert [clock.left for clock in clocks] == [None] * 3


def test_each_part_and_round_has_its_own_clock() -> None:
    state = told(
        seated(rules=RULES),
        (0, Open(part=ONE.part)),
        (4, Close(part=ONE.part)),
        (5, Open(part=TWO.part)),
        (6, Close(part=TWO.part)),
        (6, Open(part=ONE.part)),
        (7, Close(part=ONE.part)),
        (8, Open(part=ONE.part, round=2)),
        (11, Finish(at=AT)),
    )
    at = 30 * MINUTE
    used = [part_clock(state, at, key).used // MINUTE for key in (ONE, TWO, PartRound(ONE.part, 2))]
    assert used == [5, 1, 3]
    assert session_clock(state, at, 3).used == 11 * MINUTE


def test_what_was_undone_takes_no_time_from_anybody() -> None:
    opened = told(seated(rules=RULES), (0, Open(part=ONE.part)), (1, Call(label="kh1")))
    state = told(opened, (3, Call(label="la1")), (5, Undo(seq=7)))
    assert state.speaker == "kh1"
    assert speaker_clock(state, 6 * MINUTE, "kh1", ONE).used == 5 * MINUTE
    assert spoken(state, 6 * MINUTE, "la1") == 0


@pytest.mark.parametrize(
    ("resumes", "expected"),
    [
        ([], []),
        ([(31, "2016-09-07T14:35:20+08:00")], [4 * MINUTE + 20_000]),
        # Times of the same moment may be written with other offsets.
        ([(31, "2016-09-07T06:35:20Z")], [4 * MINUTE + 20_000]),
        ([(31, "2016-09-07T14:35:00+08:00"), (41, "2016-09-07T14:48:00+08:00")], [4 * MINUTE, 3 * MINUTE]),
        # A clock that was set back, a night, a clock put right again.
        ([(31, "2016-09-07T13:00:00+08:00")], [0]),
        ([(31, "2016-09-08T14:31:00+08:00")], [24 * 60 * MINUTE]),
        ([(31, "2016-09-07T13:00:00+08:00"), (41, "2016-09-07T14:48:00+08:00")], [0, 7 * MINUTE]),
    ],
)
def test_how_long_the_board_was_away(resumes: list[tuple[float, str]], expected: list[int]) -> None:
    state = told(seated(), *((minutes, Resume(at=at)) for minutes, at in resumes))
    assert away(state, AT) == expected


def test_the_time_away_counts_for_what_was_open_then_and_can_be_taken_back() -> None:
    state = told(
        seated(rules=RULES),
        (0, Open(part=ONE.part)),
        (1, Call(label="kh1")),
        (3, Resume(at="2016-09-07T14:07:00+08:00")),
        (3, Call(label="la1")),
    )
    counted = did(state, commands.count_away(state, AT))
    at = 4 * MINUTE
    used = [
        part_clock(counted, at, ONE),
        session_clock(counted, at, 3),
        *(speaker_clock(counted, at, label, ONE) for label in ("kh1", "la1")),
    ]
    assert [clock.used // MINUTE for clock in used] == [8, 8, 6, 1]
    assert isinstance(commands.count_away(counted, AT), Problem)
    back = did(counted, commands.undo(counted))
    assert (back.used, back.spoken, back.session) == (state.used, state.spoken, state.session)
    assert commands.count_away(back, AT) == (CountAway(ms=4 * MINUTE),)


def test_no_time_is_counted_that_a_clock_set_back_does_not_tell() -> None:
    state = told(seated(), (0, Open(part=ONE.part)), (1, Resume(at=AT)))
    problem = commands.count_away(state, AT)
    assert isinstance(problem, Problem)
    assert problem.code == codes.SESSION_NOT_AWAY


def test_a_resume_ends_the_call_but_not_the_break() -> None:
    state = told(seated(), (0, Open(part=ONE.part)), (0, Call(label="kh1")), (1, Resume(at=AT)))
    assert spoken(state, 5 * MINUTE, "kh1") == MINUTE
    assert told(state, (5, Pause()), (6, Resume(at=AT))).paused


CALLS = (Open(part=ONE.part), Call(label="kh1"), Rest())


def test_who_spoke_least_is_there_and_the_first_of_several() -> None:
    state = seated()
    assert spoke_least(state, 0) == "kh1"
    state = told(state, (0, Open(part=ONE.part)), (0, Call(label="kh1")))
    assert spoke_least(state, 1) == "la1"
    assert spoke_least(told(state, (1, Present(label="la1", here=False))), MINUTE) == "cn1"
    assert spoke_least(seated(a_seat(1, terminal=True)), 0) is None
    # Who came late is not compared with the others.
    assert spoke_least(done(state, a_seat(4, "vn1")), MINUTE) == "la1"


@pytest.mark.parametrize(
    ("happenings", "expected"),
    [
        ((), None),
        (CALLS[:1], None),
        (CALLS[:2], "kh1"),
        (CALLS, "kh1"),
        ((*CALLS, Call(label="la1"), Undo(seq=8)), "kh1"),
        ((*CALLS, Pass(label="la1")), "kh1"),
        ((*CALLS, Close(part=ONE.part)), "kh1"),
        ((*CALLS, Close(part=ONE.part), Open(part=TWO.part)), None),
    ],
)
def test_who_spoke_last_to_what_is_open(happenings: tuple[object, ...], expected: str | None) -> None:
    assert spoke_last(told(seated(), *((number, each) for number, each in enumerate(happenings)))) == expected


@pytest.mark.parametrize(
    ("order", "happenings", "heard", "expected"),
    [
        ("seat", (), (), None),
        ("seat", CALLS[:1], (), "kh1"),
        ("seat", CALLS[:2], (), "la1"),
        # Who was called already and is not through comes after the others.
        ("seat", CALLS, (), "la1"),
        ("seat", CALLS, ("la1",), "cn1"),
        ("seat", CALLS, ("la1", "cn1"), "kh1"),
        ("seat", CALLS, ("kh1", "la1", "cn1"), None),
        ("seat", (*CALLS, Pass(label="la1")), (), "cn1"),
        ("seat", (*CALLS, Present(label="la1", here=False)), (), "cn1"),
        ("rotate", CALLS[:1], (), "kh1"),
        ("rotate", (*CALLS, Close(part=ONE.part), Open(part=TWO.part)), (), "la1"),
        ("rotate", (*CALLS, Close(part=ONE.part), Open(part=TWO.part)), ("la1", "cn1"), "kh1"),
        ("least", CALLS, (), "la1"),
        ("least", (*CALLS, Close(part=ONE.part), Open(part=TWO.part), Call(label="la1"), Rest()), (), "cn1"),
    ],
)
def test_who_is_next(order: str, happenings: tuple[object, ...], heard: tuple[str, ...], expected: str | None) -> None:
    state = told(seated(), (0, Settings(order=order)))  # type: ignore[arg-type]
    state = told(state, *((number, happening) for number, happening in enumerate(happenings)))
    assert next_to_call(state, state.elapsed + MINUTE, heard) == expected


def test_who_answers_at_a_terminal_or_was_not_asked_is_not_next() -> None:
    state = told(seated(a_seat(1, terminal=True), a_seat(2), a_seat(3)), (0, Open(part=ONE.part)))
    assert next_to_call(state, 0) == "la1"
    state = told(
        state,
        (0, Close(part=ONE.part)),
        (0, FollowUp(number=1, text="Why?", to=["cn1"])),
        (0, Open(part="follow_up:1")),
    )
    assert next_to_call(state, 0) == "cn1"
