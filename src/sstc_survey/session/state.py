"""The fold of the events of a session: who sits there, what is open, who speaks, what was shown, and the clocks.

An event that cannot have happened is a Problem. What was undone is as if it had never been: the fold leaves it out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from sstc_survey.problems import Problem, codes
from sstc_survey.problems.closest import closest
from sstc_survey.session.events import (
    MAX_SEATS,
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
    RelationKind,
    Rest,
    Resume,
    Reveal,
    Rules,
    Seat,
    Settings,
    Start,
    Terminals,
    Undo,
)
from sstc_survey.session.parts import ALL, follow_up_number

# No session takes a thousand years; more would be no time of any calendar.
MAX_MS: Final = 1_000 * 365 * 24 * 3_600_000
MAX_EVENTS: Final = 10_000


class PartRound(NamedTuple):
    """A part in one of its rounds."""

    part: str
    round: int


class Interrupted(NamedTuple):
    """What was open and who spoke when the board went away, the clocks of which can run on to when it was back."""

    open: PartRound | None
    speaker: str | None


class Revealed(Struct, frozen=True):
    """That results may be shown, and of which events; only the fold of a session in which they were makes one."""

    part: str
    round: int
    cut: dict[str, int]


class Related(NamedTuple):
    """Who says something of whom, and about what."""

    who: str
    whom: str
    about: PartRound


_NOBODY: Final[frozenset[str]] = frozenset()


class State(Struct, frozen=True, kw_only=True):
    """A session as its events have left it.

    Labels are as they were seated. `used`, `spoken` and `session` are ms: of each part in each round, of each panellist
    in each of these, and of the whole from the first `open` on; none of them counts while the clocks stand.
    """

    seq: int = 0
    elapsed: int = 0
    rules: Rules = Start()
    # Of the first `start` or of a `settings` that came later.
    rules_since: int = 0
    seats: tuple[Seat, ...] = ()
    late: frozenset[str] = _NOBODY
    # What was closed already when somebody came late, and was not opened again since.
    missed: Mapping[str, frozenset[PartRound]] = {}
    absent: frozenset[str] = _NOBODY
    open: PartRound | None = None
    terminals: bool = False
    speaker: str | None = None
    paused: bool = False
    # In the order in which they were opened first.
    opened: tuple[PartRound, ...] = ()
    called: Mapping[PartRound, tuple[str, ...]] = {}
    passed: Mapping[PartRound, frozenset[str]] = {}
    revealed: Mapping[PartRound, Revealed] = {}
    hidden: frozenset[PartRound] = frozenset()
    follow_ups: tuple[FollowUp, ...] = ()
    attachments: tuple[Attach, ...] = ()
    relations: Mapping[Related, RelationKind] = {}
    approvals: Mapping[str, Approve] = {}
    finished: str | None = None
    resumes: tuple[tuple[int, str], ...] = ()
    # The last of them, while its time can be counted; and the places of those whose time was.
    interrupted: Interrupted | None = None
    counted: frozenset[int] = frozenset()
    used: Mapping[PartRound, int] = {}
    spoken: Mapping[tuple[str, PartRound], int] = {}
    session: int = 0
    more: Mapping[PartRound, float] = {}
    more_speaker: Mapping[tuple[str, PartRound], float] = {}
    # What counts: all events but those that were undone.
    events: tuple[Event, ...] = ()

    def seat(self, label: str) -> Seat | Problem:
        """Return the seat with a label, in whatever case it is written."""
        wanted = label.casefold()
        for seat in self.seats:
            if seat.label.casefold() == wanted:
                return seat
        close = closest(label, [seat.label for seat in self.seats])
        suggestion = {"suggestion": close[0]} if close else {}
        return Problem(codes.SESSION_NO_SUCH_SEAT, {"label": label, **suggestion})

    def round_of(self, part: str) -> int:
        """Return the last round in which a part was opened, by itself or with all; 0 where it was not yet."""
        same = (each.round for each in self.opened if _overlap(each.part, part))
        return max(same, default=0)

    def shown(self) -> Iterator[Revealed]:
        """Yield the results that may be on the screens now."""
        return (token for key, token in self.revealed.items() if key not in self.hidden)

    def is_asked(self, label: str, part: str) -> bool:
        """Tell whether a part is put to a panellist: a follow-up goes to some only."""
        number = follow_up_number(part)
        if number is None:
            return True
        return number <= len(self.follow_ups) and label in self.follow_ups[number - 1].to

    def responses_of(self, label: str) -> tuple[str, ...]:
        """Return the ids of all responses of a panellist: their own first, then what was attached."""
        own = (seat.response for seat in self.seats if seat.label == label)
        return (*own, *(each.response for each in self.attachments if each.label == label))

    def after(self, event: Event) -> State | Problem:
        """Return the state after one more event, or why it cannot have happened."""
        happening = event.happening()
        if isinstance(happening, Problem):
            return happening
        if event.seq != self.seq + 1:
            return Problem(codes.RESPONSE_EVENT_ORDER, {"seq": event.seq, "expected": self.seq + 1})
        if isinstance(happening, Undo):
            return self._without(event, happening.seq)
        return self.take(event, happening)

    def _without(self, event: Event, seq: int) -> State | Problem:
        undone = next((each for each in self.events if each.seq == seq), None)
        problem = Problem(codes.SESSION_CANNOT_UNDO, {"seq": seq})
        if undone is None or not _can_be_undone(undone):
            return problem
        state = _folded(each for each in self.events if each is not undone)
        if isinstance(state, Problem):
            return problem
        return state.at(event)

    def at(self, event: Event) -> State | Problem:
        """Return the state at the time of an event that leaves everything as it is."""
        if not self.elapsed <= event.elapsed <= MAX_MS:
            return Problem(codes.RESPONSE_EVENT_TIME, {"seq": event.seq})
        return replace(self.ticked(event.elapsed), seq=event.seq, events=(*self.events, event))

    def ticked(self, elapsed: int) -> State:
        """Return the state with its clocks at a later time; an earlier one leaves them as they are."""
        passed = elapsed - self.elapsed
        if passed <= 0:
            return self
        if self.paused or self.finished is not None or not self.opened:
            return replace(self, elapsed=elapsed)
        return replace(self.counting(passed, self.open, self.speaker), elapsed=elapsed)

    def counting(self, ms: int, part: PartRound | None, speaker: str | None) -> State:
        """Return the state with so many ms more on the clocks of a part, of who speaks, and of the session."""
        used, spoken = self.used, self.spoken
        if part is not None:
            used = _added(used, part, ms)
            if speaker is not None:
                spoken = _added(spoken, (speaker, part), ms)
        return replace(self, used=used, spoken=spoken, session=self.session + ms)

    def take(self, event: Event, happening: Happening) -> State | Problem:
        """Return the state after an event that is no undo, whatever its number."""
        state = self.at(event)
        if isinstance(state, Problem):
            return state
        if isinstance(happening, Start) is not (not self.events):
            return Problem(codes.SESSION_BAD_EVENT, {"seq": event.seq, "kind": event.kind})
        if self.finished is not None and not isinstance(happening, Approve):
            return Problem(codes.SESSION_OVER)
        return _HANDLERS[type(happening)](state, happening)


def fold(events: Iterable[Event]) -> State | Problem:
    """Return what events add up to, or the problem with the first that cannot have happened; `seq` in it says which.

    It is what `State.after` gives one event after the other, without starting again at every undo.
    """
    given = list(events)
    if len(given) > MAX_EVENTS:
        return Problem(codes.SESSION_TOO_MANY_EVENTS, {"limit": f"{MAX_EVENTS:,}"})
    if not given or given[0].kind != "start":
        return Problem(codes.SESSION_BAD_EVENT, {"seq": 1, "kind": given[0].kind[:20] if given else "none"})
    elapsed, undone = 0, set[int]()
    for seq, event in enumerate(given, 1):
        if event.seq != seq:
            return Problem(codes.RESPONSE_EVENT_ORDER, {"seq": event.seq, "expected": seq})
        if not elapsed <= event.elapsed <= MAX_MS:
            return Problem(codes.RESPONSE_EVENT_TIME, {"seq": seq})
        elapsed = event.elapsed
        happening = event.happening()
        if isinstance(happening, Problem):
            return happening
        if isinstance(happening, Undo):
            target = happening.seq
            if target >= seq or target in undone or not _can_be_undone(given[target - 1]):
                return Problem(codes.SESSION_CANNOT_UNDO, {"seq": target})
            undone.add(target)
    return _folded(event for event in given if event.seq not in undone)


def _folded(events: Iterable[Event]) -> State | Problem:
    """Fold events of which none is to be undone; an undo among them only takes its time."""
    state = State()
    for event in events:
        happening = event.happening()
        if isinstance(happening, Problem):
            return happening
        found = state.at(event) if isinstance(happening, Undo) else state.take(event, happening)
        if isinstance(found, Problem):
            return found._replace(details={**found.details, "seq": event.seq, "kind": event.kind})
        state = found
    return state


def _can_be_undone(event: Event) -> bool:
    happening = event.happening()
    return not isinstance(happening, Problem) and happening.can_be_undone


_Key: TypeAlias = Any


def _added(counts: Mapping[_Key, int], key: _Key, more: int) -> dict[_Key, int]:
    return {**counts, key: counts.get(key, 0) + more}


def _overlap(one: str, other: str) -> bool:
    """Tell whether two parts have questions in common: all have them with every one that is no follow-up."""
    if one == other:
        return True
    return ALL in (one, other) and follow_up_number(one) is None and follow_up_number(other) is None


def _started(state: State, start: Start) -> State:
    return replace(state, rules=start, rules_since=state.seq)


def _set(state: State, settings: Settings) -> State:
    return replace(state, rules=settings, rules_since=state.seq)


def _resumed(state: State, resume: Resume) -> State | Problem:
    if not is_time(resume.at):
        return _bad_time(resume.at)
    stood = state.paused or not state.opened
    return replace(
        state,
        speaker=None,
        resumes=(*state.resumes, (state.elapsed, resume.at)),
        interrupted=None if stood else Interrupted(state.open, state.speaker),
    )


def _counted_away(state: State, away: CountAway) -> State | Problem:
    if state.interrupted is None:
        return Problem(codes.SESSION_NOT_AWAY)
    counted = state.counted | {len(state.resumes) - 1}
    return replace(state.counting(away.ms, *state.interrupted), interrupted=None, counted=counted)


def _seated(state: State, seat: Seat) -> State | Problem:
    if len(state.seats) >= MAX_SEATS:
        return Problem(codes.SESSION_TOO_MANY_SEATS, {"limit": MAX_SEATS})
    if not isinstance(state.seat(seat.label), Problem):
        return Problem(codes.SESSION_LABEL_TAKEN, {"label": seat.label})
    if problem := _taken(state, seat.response):
        return problem
    late = state.late | {seat.label} if state.opened else state.late
    missed = frozenset(state.opened) - {state.open}
    return replace(
        state,
        seats=(*state.seats, seat),
        late=late,
        missed={**state.missed, seat.label: missed} if missed else state.missed,
    )


def _was_present(state: State, present: Present) -> State | Problem:
    if problem := _not_seated(state, present.label):
        return problem
    if present.here is (present.label not in state.absent):
        return Problem(codes.SESSION_NO_CHANGE)
    absent = state.absent - {present.label} if present.here else state.absent | {present.label}
    return replace(state, absent=absent, speaker=None if state.speaker in absent else state.speaker)


def _opened(state: State, opened: Open) -> State | Problem:
    key = PartRound(opened.part, opened.round)
    number = follow_up_number(opened.part)
    if number is not None and number > len(state.follow_ups):
        return Problem(codes.SESSION_NO_SUCH_PART, {"part": opened.part})
    if state.open is not None:
        return Problem(codes.SESSION_PART_OPEN, {"part": state.open.part})
    latest = state.round_of(opened.part)
    if opened.round not in (max(latest, 1), latest + 1):
        return Problem(codes.SESSION_WRONG_ROUND, {"part": opened.part, "round": opened.round, "next": latest + 1})
    if any(each.round == opened.round and _overlap(each.part, opened.part) for each in state.revealed):
        return Problem(codes.SESSION_IS_REVEALED, {"part": opened.part, "round": opened.round})
    order = state.opened if key in state.opened else (*state.opened, key)
    missed = {label: left for label, closed in state.missed.items() if (left := closed - {key})}
    return replace(state, open=key, opened=order, missed=missed)


def _closed(state: State, closed: Close) -> State | Problem:
    if state.open != (closed.part, closed.round):
        return Problem(codes.SESSION_PART_NOT_OPEN, {"part": closed.part, "round": closed.round})
    return replace(state, open=None, speaker=None, terminals=False)


def _at_terminals(state: State, terminals: Terminals) -> State | Problem:
    if state.open is None:
        return Problem(codes.SESSION_NOTHING_OPEN)
    return replace(state, terminals=terminals.on) if terminals.on is not state.terminals else _NO_CHANGE


def _was_called(state: State, call: Call) -> State | Problem:
    asked = _may_speak(state, call.label)
    if isinstance(asked, Problem):
        return asked
    if call.label in state.absent:
        return Problem(codes.SESSION_IS_ABSENT, {"label": call.label})
    if call.label == state.speaker:
        return _NO_CHANGE
    already = state.called.get(asked, ())
    called = {**state.called, asked: already if call.label in already else (*already, call.label)}
    passed = {**state.passed, asked: state.passed.get(asked, _NOBODY) - {call.label}}
    return replace(state, speaker=call.label, called=called, passed=passed)


def _rested(state: State, _rest: Rest) -> State | Problem:
    return replace(state, speaker=None) if state.speaker is not None else Problem(codes.SESSION_NOBODY_CALLED)


def _was_passed(state: State, passed: Pass) -> State | Problem:
    asked = _may_speak(state, passed.label)
    if isinstance(asked, Problem):
        return asked
    already = state.passed.get(asked, _NOBODY)
    if passed.label in already:
        return _NO_CHANGE
    speaker = None if state.speaker == passed.label else state.speaker
    return replace(state, passed={**state.passed, asked: already | {passed.label}}, speaker=speaker)


def _paused(state: State, _pause: Pause) -> State | Problem:
    return _NO_CHANGE if state.paused else replace(state, paused=True)


def _gone_on(state: State, _go_on: GoOn) -> State | Problem:
    return replace(state, paused=False) if state.paused else _NO_CHANGE


def _given_more(state: State, more: More) -> State | Problem:
    if state.open is None:
        return Problem(codes.SESSION_NOTHING_OPEN)
    minutes = {**state.more, state.open: state.more.get(state.open, 0) + more.minutes}
    speakers = state.more_speaker
    if state.speaker is not None:
        key = (state.speaker, state.open)
        speakers = {**speakers, key: speakers.get(key, 0) + more.minutes}
    return replace(state, more=minutes, more_speaker=speakers)


def _was_revealed(state: State, reveal: Reveal) -> State | Problem:
    key = PartRound(reveal.part, reveal.round)
    if key not in state.opened:
        return Problem(codes.SESSION_PART_NOT_PUT, {"part": reveal.part, "round": reveal.round})
    if state.open is not None and _overlap(state.open.part, reveal.part):
        return Problem(codes.SESSION_PART_OPEN, {"part": state.open.part})
    before = state.revealed.get(key)
    if before is not None:
        # What was shown is shown again as it was: nothing has been said since.
        is_same = key in state.hidden and before.cut == reveal.cut
        return replace(state, hidden=state.hidden - {key}) if is_same else _NO_CHANGE
    if not reveal.cut.keys() <= {seat.response for seat in state.seats} | _attached(state):
        return Problem(codes.SESSION_BAD_CUT)
    token = Revealed(reveal.part, reveal.round, reveal.cut)
    return replace(state, revealed={**state.revealed, key: token})


def _was_hidden(state: State, hide: Hide) -> State | Problem:
    key = PartRound(hide.part, hide.round)
    if key not in state.revealed:
        return Problem(codes.SESSION_NOT_REVEALED, {"part": hide.part, "round": hide.round})
    return _NO_CHANGE if key in state.hidden else replace(state, hidden=state.hidden | {key})


def _followed_up(state: State, asked: FollowUp) -> State | Problem:
    if asked.number != len(state.follow_ups) + 1:
        return Problem(codes.SESSION_FOLLOW_UP_NUMBER, {"number": asked.number, "next": len(state.follow_ups) + 1})
    if not asked.text.strip():
        return Problem(codes.SESSION_NO_TEXT)
    for label in asked.to:
        if problem := _not_seated(state, label):
            return problem
    if len(set(asked.to)) != len(asked.to):
        return Problem(codes.SESSION_BAD_EVENT, {"seq": state.seq, "kind": "follow_up"})
    return _no_such_part(state, asked.about) or replace(state, follow_ups=(*state.follow_ups, asked))


def _was_attached(state: State, attach: Attach) -> State | Problem:
    problem = _not_seated(state, attach.label) or _taken(state, attach.response) or _no_such_part(state, attach.about)
    if problem is None and attach.about is not None and not state.is_asked(attach.label, attach.about):
        problem = Problem(codes.SESSION_NOT_ASKED, {"label": attach.label, "part": attach.about})
    return problem or replace(state, attachments=(*state.attachments, attach))


def _was_related(state: State, said: Relation) -> State | Problem:
    about = PartRound(said.about, said.round)
    if problem := _not_seated(state, said.who) or _not_seated(state, said.whom):
        return problem
    if said.who == said.whom:
        return Problem(codes.SESSION_RELATED_TO_SELF, {"label": said.who})
    if about not in state.opened:
        return Problem(codes.SESSION_PART_NOT_PUT, {"part": said.about, "round": said.round})
    key = Related(said.who, said.whom, about)
    if state.relations.get(key) == said.kind:
        return _NO_CHANGE
    return replace(state, relations={**state.relations, key: said.kind})


def _approved(state: State, approve: Approve) -> State | Problem:
    if problem := _not_seated(state, approve.label):
        return problem
    if not is_time(approve.at):
        return _bad_time(approve.at)
    if not approve.cut.keys() <= {*state.responses_of(approve.label)}:
        return Problem(codes.SESSION_BAD_CUT)
    return replace(state, approvals={**state.approvals, approve.label: approve})


def _finished(state: State, finish: Finish) -> State | Problem:
    if not is_time(finish.at):
        return _bad_time(finish.at)
    return replace(state, finished=finish.at, open=None, speaker=None, terminals=False)


_NO_CHANGE: Final = Problem(codes.SESSION_NO_CHANGE)
_HANDLERS: Final[dict[type[Happening], Callable[[State, Any], State | Problem]]] = {
    Start: _started,
    Settings: _set,
    Resume: _resumed,
    CountAway: _counted_away,
    Seat: _seated,
    Present: _was_present,
    Open: _opened,
    Close: _closed,
    Terminals: _at_terminals,
    Call: _was_called,
    Rest: _rested,
    Pass: _was_passed,
    Pause: _paused,
    GoOn: _gone_on,
    More: _given_more,
    Reveal: _was_revealed,
    Hide: _was_hidden,
    FollowUp: _followed_up,
    Attach: _was_attached,
    Relation: _was_related,
    Approve: _approved,
    Finish: _finished,
}


def is_time(text: str) -> bool:
    """Tell whether a text is a date and time with an offset, as RFC 3339 has it."""
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _bad_time(text: str) -> Problem:
    return Problem(codes.RESPONSE_BAD_TIME, {"time": text})


def _not_seated(state: State, label: str) -> Problem | None:
    """Return a problem unless a seat has this very label."""
    if any(seat.label == label for seat in state.seats):
        return None
    found = state.seat(label)
    return found if isinstance(found, Problem) else Problem(codes.SESSION_NO_SUCH_SEAT, {"label": label})


def _taken(state: State, response: str) -> Problem | None:
    """Return a problem if a response belongs to the session already."""
    is_taken = any(seat.response == response for seat in state.seats) or response in _attached(state)
    return Problem(codes.SESSION_RESPONSE_TAKEN, {"id": response}) if is_taken else None


def _attached(state: State) -> frozenset[str]:
    return frozenset(each.response for each in state.attachments)


def _no_such_part(state: State, part: str | None) -> Problem | None:
    number = follow_up_number(part) if part else None
    is_there = number is None or number <= len(state.follow_ups)
    return None if is_there else Problem(codes.SESSION_NO_SUCH_PART, {"part": part})


def _may_speak(state: State, label: str) -> PartRound | Problem:
    """Return the open part where it is put to a panellist, or why they cannot speak to it."""
    if problem := _not_seated(state, label):
        return problem
    if state.open is None:
        return Problem(codes.SESSION_NOTHING_OPEN)
    if not state.is_asked(label, state.open.part):
        return Problem(codes.SESSION_NOT_ASKED, {"label": label, "part": state.open.part})
    return state.open
