"""What a moderator can do: each function returns what then happens, to be saved before it counts, or why it cannot be.

Labels are taken in any case. Nothing is changed here: whoever saves the events folds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from sstc_survey.engine.validation import is_blank, tidied, validate_reply
from sstc_survey.engine.validation.replies import ReplyContext
from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import TextQuestion
from sstc_survey.session.clocks import away
from sstc_survey.session.events import (
    LABEL_PATTERN,
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
from sstc_survey.session.state import MAX_EVENTS, PartRound, State

Happenings: TypeAlias = tuple[Happening, ...]

# Left for the end of a session, and for what is approved after it.
_RESERVE = 200


def proposed(state: State, *happenings: Happening) -> Happenings | Problem:
    """Return what is to happen, if all of it can happen now, or why not."""
    is_ending = all(isinstance(each, Finish | Approve | Undo) for each in happenings)
    if state.seq + len(happenings) > MAX_EVENTS - (0 if is_ending else _RESERVE):
        return Problem(codes.SESSION_TOO_MANY_EVENTS, {"limit": f"{MAX_EVENTS:,}"})
    for happening in happenings:
        found = state.after(Event.of(state.seq + 1, state.elapsed, happening))
        if isinstance(found, Problem):
            return found
        state = found
    return happenings


def begin(rules: Start, seats: Iterable[Seat]) -> Happenings | Problem:
    """Begin a session with its rules and its panellists."""
    return proposed(State(), rules, *seats)


def change_rules(state: State, rules: Rules) -> Happenings | Problem:
    """Change the rules; the minutes tell when."""
    fields = {name: getattr(rules, name) for name in Rules.__struct_fields__}
    return proposed(state, Settings(**fields))


def resume(state: State, at: str) -> Happenings | Problem:
    """Open the board again at a time of day."""
    return proposed(state, Resume(at=at))


def count_away(state: State, started: str) -> Happenings | Problem:
    """Let the time for which the board was away, the last time, count for what was open and who spoke then.

    `started` is when the session was, as the time away is told by the clocks of the wall.
    """
    times = away(state, started)
    if not times or not times[-1]:
        return Problem(codes.SESSION_NOT_AWAY)
    return proposed(state, CountAway(ms=times[-1]))


def seat(state: State, new: Seat) -> Happenings | Problem:
    """Seat one more panellist: who comes after the first part was opened is late."""
    if re.fullmatch(LABEL_PATTERN, new.label) is None:
        return Problem(codes.SESSION_BAD_SEAT, {"label": new.label})
    return proposed(state, new)


def present(state: State, label: str, *, here: bool | None = None) -> Happenings | Problem:
    """Say that a panellist has left or is back; by default, the other of what was so."""
    found = state.seat(label)
    if isinstance(found, Problem):
        return found
    is_here = found.label in state.absent if here is None else here
    return proposed(state, Present(label=found.label, here=is_here))


def open_part(state: State, part: str, parts: Sequence[str], round_: int | None = None) -> Happenings | Problem:
    """Put a part to the panel, after closing the one that is open; by default in its last round, or its first.

    `parts` are the names of the questionnaire's parts, and `*` for all; follow-ups are known.
    """
    if part not in parts and part not in (f"follow_up:{each.number}" for each in state.follow_ups):
        return Problem(codes.SESSION_NO_SUCH_PART, {"part": part})
    number = max(state.round_of(part), 1) if round_ is None else round_
    return proposed(state, *_closing(state), Open(part=part, round=number))


def next_part(state: State, parts: Sequence[str]) -> Happenings | Problem:
    """Close what is open, and put the first part that was not put yet to the panel."""
    left = [part for part in parts if not state.round_of(part)]
    if not left:
        return proposed(state, *_closing(state)) if state.open else Problem(codes.SESSION_NO_PART_LEFT)
    return open_part(state, left[0], parts)


def again(state: State, part: str, parts: Sequence[str]) -> Happenings | Problem:
    """Put a part to the panel in one more round."""
    return open_part(state, part, parts, state.round_of(part) + 1)


def close_part(state: State) -> Happenings | Problem:
    """Close the open part."""
    return proposed(state, *_closing(state)) if state.open else Problem(codes.SESSION_NOTHING_OPEN)


def _closing(state: State) -> tuple[Close, ...]:
    return (Close(part=state.open.part, round=state.open.round),) if state.open else ()


def terminals(state: State, *, on: bool) -> Happenings | Problem:
    """Let joined terminals answer the open part, or stop that."""
    return proposed(state, Terminals(on=on))


def call(state: State, label: str) -> Happenings | Problem:
    """Call a panellist; whoever spoke does not any more."""
    found = state.seat(label)
    return found if isinstance(found, Problem) else proposed(state, Call(label=found.label))


def rest(state: State) -> Happenings | Problem:
    """Let nobody speak."""
    return proposed(state, Rest())


def pass_part(state: State, label: str) -> Happenings | Problem:
    """Note that a panellist passes on the open part."""
    found = state.seat(label)
    return found if isinstance(found, Problem) else proposed(state, Pass(label=found.label))


def pause(state: State) -> Happenings | Problem:
    """Stop the clocks."""
    return proposed(state, Pause())


def go_on(state: State) -> Happenings | Problem:
    """Let the clocks go on."""
    return proposed(state, GoOn())


def more(state: State, minutes: float = 1) -> Happenings | Problem:
    """Give the open part, and whoever speaks, more minutes."""
    return proposed(state, More(minutes=minutes))


def reveal(state: State, part: str, round_: int, cut: Mapping[str, int]) -> Happenings | Problem:
    """Show the results of a round, closing it first; those that were hidden are shown as they were.

    `cut` has of each response the number of its events.
    """
    key = PartRound(part, round_)
    before = state.revealed.get(key)
    shown = Reveal(part=part, round=round_, cut=dict(cut) if before is None else before.cut)
    return proposed(state, *(_closing(state) if state.open == key else ()), shown)


def hide(state: State, part: str, round_: int) -> Happenings | Problem:
    """Show the results of a round no more."""
    return proposed(state, Hide(part=part, round=round_))


def follow_up(state: State, text: str, to: Sequence[str] = (), about: str | None = None) -> Happenings | Problem:
    """Ask one question more, of some panellists or of all who are there; text only."""
    words = validate_reply(TextQuestion(name="asked"), tidied(text, multiline=False).text, ReplyContext(str))
    if isinstance(words, Problem):
        return words
    if is_blank(words):
        return Problem(codes.SESSION_NO_TEXT)
    labels: dict[str, None] = {}
    for label in to or [each.label for each in state.seats if each.label not in state.absent]:
        found = state.seat(label)
        if isinstance(found, Problem):
            return found
        labels[found.label] = None
    if not labels:
        return Problem(codes.SESSION_ASKED_NOBODY)
    asked = FollowUp(number=len(state.follow_ups) + 1, text=str(words), about=about, to=list(labels))
    return proposed(state, asked)


def attach(state: State, label: str, attached: Attach) -> Happenings | Problem:
    """Attach a response to another questionnaire to a panellist, before its file is made."""
    found = state.seat(label)
    return found if isinstance(found, Problem) else proposed(state, replace(attached, label=found.label))


def relation(
    state: State, who: str, kind: RelationKind, whom: str, about: PartRound | None = None
) -> Happenings | Problem:
    """Note that a panellist agrees with another one, or differs; about the open part, or the last that was put."""
    seats = [state.seat(who), state.seat(whom)]
    for each in seats:
        if isinstance(each, Problem):
            return each
    key = about or state.open or (state.opened[-1] if state.opened else None)
    if key is None:
        return Problem(codes.SESSION_NOTHING_OPEN)
    labels = [each.label for each in seats if isinstance(each, Seat)]
    return proposed(state, Relation(who=labels[0], kind=kind, whom=labels[1], about=key.part, round=key.round))


def approve(state: State, label: str, cut: Mapping[str, int], by: str, at: str) -> Happenings | Problem:
    """Note that a panellist has approved what was recorded, as far as these numbers of events."""
    found = state.seat(label)
    if isinstance(found, Problem):
        return found
    return proposed(state, Approve(label=found.label, cut=dict(cut), by=by, at=at))


def undo(state: State, seq: int | None = None) -> Happenings | Problem:
    """Take an event back; by default the last one that can be."""
    if seq is not None:
        return proposed(state, Undo(seq=seq))
    for event in reversed(state.events):
        happening = event.happening()
        if not isinstance(happening, Problem) and happening.can_be_undone:
            return proposed(state, Undo(seq=event.seq))
    return Problem(codes.SESSION_NOTHING_TO_UNDO)


def finish(state: State, at: str) -> Happenings | Problem:
    """End the session, closing what is open."""
    return proposed(state, Finish(at=at))
