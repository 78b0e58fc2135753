"""How a session stands: what each panellist has said of each question, and the board that shows it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import Enum, auto
from typing import Final

from msgspec import Struct

from sstc_survey.engine.answer_text import answer_text
from sstc_survey.engine.interview import Interview, is_done
from sstc_survey.i18n import gettext, noop
from sstc_survey.questionnaire import Question, SelectOne
from sstc_survey.response import Missing
from sstc_survey.session.board import Board, Mark, SeatRow
from sstc_survey.session.clocks import Clock, next_to_call, part_clock, session_clock, spoke_last, spoke_least, spoken
from sstc_survey.session.parts import QuestionnairePart, follow_up, follow_up_number
from sstc_survey.session.state import PartRound, State


class Said(Enum):
    """How much of a part was said."""

    NOTHING = auto()
    PART = auto()
    ALL = auto()
    # Nothing was answered: all of it was left blank; or some of it was refused.
    BLANK = auto()
    REFUSED = auto()


class SeatFacts(Struct, frozen=True):
    """What is known of a panellist: who it is, for the moderator's eyes, and how much they said of each part.

    `fault` is a word for what is wrong with the response, where something is.
    """

    who: str
    said: Mapping[str, Said]
    fault: str = ""


def said_in(interview: Interview, names: Collection[str]) -> Said:
    """Return how much was said of the entries at the top with these names, as the route is now."""
    asked = [step for step in interview.steps if step.askable and step.node.top.name in names]
    done = [step for step in asked if is_done(interview, step)]
    if not done:
        return Said.NOTHING
    if len(done) < len(asked):
        return Said.PART
    states = {interview.sheet.missing.get(step.path) for step in done}
    if not states <= {Missing.REFUSED, Missing.BLANK}:
        return Said.ALL
    return Said.REFUSED if Missing.REFUSED in states else Said.BLANK


def who_is(interview: Interview) -> str:
    """Return who a panellist is: the first answer that says who, and those that were chosen, such as the country."""
    questionnaire = interview.questionnaire
    told: list[str] = []
    for name in questionnaire.respondent:
        step = next((step for step in interview.steps if step.path == name), None)
        entry = None if step is None else step.node.entry
        value = interview.sheet.answers.get(name)
        if step is None or value is None or not isinstance(entry, Question):
            continue
        if told and not isinstance(entry, SelectOne):
            continue
        other = interview.sheet.answers.get(f"{name}_other")
        told.append(str(other) if other else answer_text(entry, value, interview.state.reader(step.node, step.at)))
    return gettext(", ").join(told)


_WORDS: Final = {
    "absent": noop("absent"),
    "speaks": noop("speaks"),
    "left": noop("left"),
    "late": noop("late"),
    "least": noop("least"),
    "next": noop("next"),
}


def board_of(
    state: State,
    elapsed: int,
    parts: Sequence[QuestionnairePart],
    texts: Mapping[str, tuple[str, str]],
    facts: Mapping[str, SeatFacts],
    standing: str = "",
) -> Board:
    """Return the board of a session at so many ms of it.

    `texts` has for each part that was put what the moderator calls it, and the words that are asked; `facts` has what
    is known by label.
    """
    asked = state.open or (state.opened[-1] if state.opened else None)
    follow_ups = [part for each in state.follow_ups if state.round_of(part := follow_up(each.number))]
    columns = [*(part.name for part in parts), *follow_ups]
    heard = heard_on(state, asked, facts)
    following = next_to_call(state, elapsed, heard) if asked else None
    least = spoke_least(state, elapsed) if state.session else None
    rows = tuple(
        SeatRow(
            label=seat.label,
            who=facts[seat.label].who or seat.label,
            marks=tuple(_mark(state, seat.label, column, facts[seat.label].said) for column in columns),
            spoken=spoken(state, elapsed, seat.label),
            word=_word(state, seat.label, asked, facts[seat.label], following, least),
            is_heard=seat.label in heard,
        )
        for seat in state.seats
        if asked is None or state.is_asked(seat.label, asked.part)
    )
    return Board(
        place=_place(asked, parts),
        question=texts.get(asked.part, ("", ""))[1] if asked else "",
        questions=tuple(texts[part.name][0] for part in parts),
        columns=tuple(_column(column, place) for place, column in enumerate(columns, 1)),
        part_clock=part_clock(state, elapsed, asked) if asked else Clock(0),
        session_clock=session_clock(state, elapsed, len(parts)),
        rows=rows,
        next_label=following or "",
        standing=standing,
        speaker=state.speaker or "",
        spoke_last=spoke_last(state) or "",
    )


def heard_on(state: State, asked: PartRound | None, facts: Mapping[str, SeatFacts]) -> frozenset[str]:
    """Return who has said, passed or refused what is asked."""
    if asked is None:
        return frozenset()
    silent = (Said.NOTHING, Said.PART)
    said = {label for label, known in facts.items() if known.said.get(asked.part, Said.NOTHING) not in silent}
    return frozenset(said | state.passed.get(asked, frozenset()))


def _place(asked: PartRound | None, parts: Sequence[QuestionnairePart]) -> str:
    if asked is None:
        return gettext("Before the first question")
    if (number := follow_up_number(asked.part)) is not None:
        return gettext("Follow-up {number}").format(number=number)
    names = [part.name for part in parts]
    if asked.part not in names:
        return gettext("All questions")
    return gettext("Question {number} of {count}").format(number=names.index(asked.part) + 1, count=len(names))


def _column(part: str, place: int) -> str:
    """Return what a column of marks is called within a line."""
    if (number := follow_up_number(part)) is not None:
        return gettext("follow-up {number}").format(number=number)
    return gettext("question {number}").format(number=place)


def _mark(state: State, label: str, part: str, said: Mapping[str, Said]) -> Mark:
    match said.get(part, Said.NOTHING):
        case Said.ALL:
            return Mark.SAID
        case Said.PART:
            return Mark.PART
        case Said.REFUSED:
            return Mark.REFUSED
        case Said.BLANK:
            return Mark.PASSED
        case Said.NOTHING:
            missed = state.missed.get(label, frozenset())
            rounds = [asked for asked in state.opened if asked.part == part and asked not in missed]
            if any(label in state.passed.get(asked, ()) for asked in rounds):
                return Mark.PASSED
            return Mark.OPEN if rounds and state.is_asked(label, part) else Mark.NOT_PUT


def _word(
    state: State, label: str, asked: PartRound | None, facts: SeatFacts, following: str | None, least: str | None
) -> str:
    """Return one word for how a panellist is; of several the one that the moderator has to know first."""
    if facts.fault:
        return facts.fault
    words = {
        "absent": label in state.absent,
        "speaks": label == state.speaker,
        "left": asked is not None and facts.said.get(asked.part) is Said.PART,
        "next": label == following,
        "late": label in state.late,
        "least": label == least,
    }
    return next((gettext(_WORDS[word]) for word, holds in words.items() if holds), "")
