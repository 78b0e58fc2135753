"""What the minutes of a session and the approval page of a panellist say; nothing here has a label or a response.

Whoever draws a page has only this, so what a panellist hides cannot get on to it. A name is what `attribution` made of
it, and empty where the panellist is not named.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct


class Standing(StrEnum):
    """Whether a panellist has approved what was recorded."""

    WAITING = "waiting"
    APPROVED = "approved"
    # Approved, and something was changed or added since.
    CHANGED = "changed"


class StatementKind(StrEnum):
    """What a statement is to its question."""

    ANSWER = "answer"
    OTHER = "other"
    COMMENT = "comment"


class Statement(Struct, frozen=True):
    """What a panellist said in their own words.

    `shows` is what an unnamed panellist chose to show, such as a country.
    """

    text: str
    kind: StatementKind
    by: str = ""
    shows: str = ""
    standing: Standing = Standing.WAITING


class Point(Struct, frozen=True):
    """A choice and how many chose it: with names and the number of others, or the number alone.

    `is_all` where all of several who answered chose it.
    """

    label: str
    count: int
    named: tuple[str, ...] = ()
    others: int = 0
    is_all: bool = False


class Base(Struct, frozen=True, kw_only=True):
    """Of how many panellists each thing is true for a question; `put` is the sum of all others."""

    put: int
    answered: int = 0
    blank: int = 0
    dont_know: int = 0
    refused: int = 0
    passed: int = 0
    absent: int = 0
    not_asked: int = 0
    not_reached: int = 0
    lost: int = 0


class QuestionMinutes(Struct, frozen=True):
    """What was said to one question: points, and statements of named and of unnamed panellists.

    `counted` is how many answers the points are of, `withheld` how many answers are in none of this.
    """

    label: str
    base: Base
    counted: int = 0
    points: tuple[Point, ...] = ()
    named: tuple[Statement, ...] = ()
    unnamed: tuple[Statement, ...] = ()
    withheld: int = 0


class Quote(Struct, frozen=True):
    """A quote that its panellist has agreed to; `interpreted_from` is empty where that may not be told."""

    text: str
    by: str = ""
    shows: str = ""
    # The name as statements have it.
    short: str = ""
    original: str = ""
    interpreted_from: str = ""
    is_interpreted: bool = False


class NamedRelation(NamedTuple):
    """Who agrees with whom, or differs; both may be named."""

    who: str
    agrees: bool
    whom: str


class PartMinutes(Struct, frozen=True):
    """What was said to one part; `agrees` and `differs` count those who do, where one of the two is not named."""

    title: str
    rounds: int
    questions: tuple[QuestionMinutes, ...]
    quotes: tuple[Quote, ...] = ()
    relations: tuple[NamedRelation, ...] = ()
    agrees: int = 0
    differs: int = 0


class FollowUpMinutes(Struct, frozen=True):
    """A question more, and the replies to it."""

    question: QuestionMinutes
    quotes: tuple[Quote, ...] = ()


class Practice(Struct, frozen=True):
    """A good practice that may be published; `facts` are what is asked and what was said."""

    country: str
    area: str
    title: str
    facts: tuple[tuple[str, str], ...]
    by: str = ""


class Approvals(Struct, frozen=True):
    """Who has approved what was recorded: names with the day, and the numbers of those who are not named."""

    approved: tuple[tuple[str, str], ...] = ()
    changed: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    unnamed_approved: int = 0
    unnamed_changed: int = 0
    unnamed_waiting: int = 0

    @property
    def given(self) -> int:
        """Return how many have approved everything."""
        return len(self.approved) + self.unnamed_approved

    @property
    def wanted(self) -> int:
        """Return how many have to."""
        unnamed = self.unnamed_approved + self.unnamed_changed + self.unnamed_waiting
        return len(self.approved) + len(self.changed) + len(self.waiting) + unnamed


class Held(Struct, frozen=True, kw_only=True):
    """How the session was held; `breaks` and `away` are ms, of each break and each time that the board was closed."""

    moderator: str = ""
    started: str
    finished: str = ""
    parts: int = 0
    minutes: float | None = None
    speaker: float | None = None
    late: int = 0
    breaks: tuple[int, ...] = ()
    away: tuple[int, ...] = ()
    # The consensus that was agreed on, where results were shown.
    consensus: int | None = None
    # Whether the rules were changed after the first part was opened.
    changed_rules: bool = False


class Minutes(Struct, frozen=True, kw_only=True):
    """The minutes of one session in one language."""

    language: str
    title: str
    about: tuple[str, ...]
    questionnaire: str
    version: str
    named: tuple[str, ...]
    unnamed: int
    absent: int
    lost: int
    held: Held
    parts: tuple[PartMinutes, ...]
    follow_ups: tuple[FollowUpMinutes, ...]
    other_quotes: tuple[Quote, ...]
    quotes_waiting: int
    practices: tuple[Practice, ...]
    practices_waiting: int
    approvals: Approvals

    @property
    def is_draft(self) -> bool:
        """Tell whether somebody has not approved yet, or something is missing."""
        return self.approvals.given < self.approvals.wanted or self.lost > 0


class Recorded(Struct, frozen=True):
    """One thing that was recorded of a panellist, under its headings."""

    headings: tuple[str, ...]
    label: str
    text: str
    # How the text reads where there is none: blank, dont_know, refused.
    missing: str = ""
    comment: str = ""


class Approval(Struct, frozen=True, kw_only=True):
    """All that was recorded of one panellist, for their own eyes, and how they will be named.

    `shows` is what is shown of a panellist who is not named; `tells` whether nobody else there has the same;
    `is_only_unnamed` whether all others are named.
    """

    language: str
    title: str
    about: tuple[str, ...]
    by: str
    shows: str
    tells: bool
    is_only_unnamed: bool
    answers: tuple[Recorded, ...]
    follow_ups: tuple[Recorded, ...]
    quotes: tuple[tuple[Recorded, ...], ...]
    practices: tuple[tuple[Recorded, ...], ...]
    relations: tuple[NamedRelation, ...]
    standing: Standing
    until: str = ""
