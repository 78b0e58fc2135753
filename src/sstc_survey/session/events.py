"""A panel session as it is saved: what happened in the room, and no word of a panellist.

What panellists say is in their responses. Each kind of event is a class here, with its data; a new kind is a class, a
member of the union, and a row in the table of the fold.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias, get_args

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import LANGUAGE_PATTERN, MAX_TEXT
from sstc_survey.response import QuestionnaireRef

SessionFormat: TypeAlias = Literal["sstc-survey/session"]
SessionSchema: TypeAlias = Literal[1]
FORMAT: Final[SessionFormat] = "sstc-survey/session"
SCHEMA: Final[SessionSchema] = 1

MAX_SEATS: Final = 100
# Of one panellist for one question.
MAX_MINUTES: Final = 120
_MAX_DAY: Final = 24 * 60
_MAX_NAME: Final = 200
# A session goes on on the day after, or in the week after; in ms.
_MAX_AWAY: Final = 31 * 24 * 3_600_000

# `$` would also stand before a line break at the end.
LABEL_PATTERN: Final = r"^[A-Za-z0-9_-]{1,8}\Z"
SESSION_LABEL_PATTERN: Final = r"^[^\W_][\w.-]{0,39}\Z"
_ID_PATTERN: Final = r"^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z"
_PART_PATTERN: Final = r"^(\*|[A-Za-z_][A-Za-z0-9_-]{0,63}|follow_up:[1-9][0-9]{0,5})\Z"
_QUESTIONNAIRE_PATTERN: Final = r"^[a-z0-9][a-z0-9._-]{0,63}\Z"

Label = Annotated[str, Meta(pattern=LABEL_PATTERN)]
Part = Annotated[str, Meta(pattern=_PART_PATTERN)]
Number = Annotated[int, Meta(ge=1, le=1_000_000)]
_Id = Annotated[str, Meta(pattern=_ID_PATTERN)]
_Minutes = Annotated[float, Meta(gt=0, le=_MAX_DAY)]
_Cut = Annotated[dict[_Id, Number], Meta(max_length=10_000)]
_Time = Annotated[str, Meta(min_length=1, max_length=40)]
Order: TypeAlias = Literal["seat", "least", "rotate"]
RelationKind: TypeAlias = Literal["agrees", "differs"]


class _Happening(Struct, frozen=True, kw_only=True, tag_field="event", forbid_unknown_fields=True):
    """What can happen in a session."""

    # What the moderator can take back, as long as nothing that came later depends on it.
    can_be_undone: ClassVar[bool] = False


class Rules(_Happening, frozen=True, kw_only=True):
    """The rules of a session: minutes of each part and of each speaker in it, and when a round has a consensus."""

    minutes: _Minutes | None = None
    speaker: _Minutes | None = None
    order: Order = "seat"
    consensus: Annotated[int, Meta(ge=51, le=100)] = 75
    within: Annotated[float, Meta(ge=0, le=1_000_000)] | None = None
    least: Annotated[int, Meta(ge=1, le=MAX_SEATS)] = 3


class Start(Rules, frozen=True, kw_only=True, tag="start"):
    """The session begins, with these rules."""


class Settings(Rules, frozen=True, kw_only=True, tag="settings"):
    """The rules are others from here on."""


class Resume(_Happening, frozen=True, kw_only=True, tag="resume"):
    """The board is opened again at a time of day; whoever was called is not any more."""

    at: _Time


class CountAway(_Happening, frozen=True, kw_only=True, tag="count_away"):
    """The ms before the board was opened again count, for what was open and who spoke then."""

    can_be_undone: ClassVar = True
    ms: Annotated[int, Meta(ge=1, le=_MAX_AWAY)]


class Seat(_Happening, frozen=True, kw_only=True, tag="seat"):
    """A panellist: a label, the response that holds all of their words, and what the roster says of the seat."""

    label: Label
    response: _Id
    language: Annotated[str, Meta(pattern=LANGUAGE_PATTERN, max_length=60)] | None = None
    minutes: Annotated[float, Meta(ge=0, le=MAX_MINUTES)] | None = None
    terminal: bool = False


class Present(_Happening, frozen=True, kw_only=True, tag="present"):
    """A panellist leaves the room, or is back."""

    can_be_undone: ClassVar = True
    label: Label
    here: bool


class Open(_Happening, frozen=True, kw_only=True, tag="open"):
    """A part is put to the panel in a round."""

    can_be_undone: ClassVar = True
    part: Part
    round: Number = 1


class Close(_Happening, frozen=True, kw_only=True, tag="close"):
    """A part takes no more answers in a round."""

    can_be_undone: ClassVar = True
    part: Part
    round: Number = 1


class Terminals(_Happening, frozen=True, kw_only=True, tag="terminals"):
    """Joined terminals may answer the open part, or may not any more."""

    can_be_undone: ClassVar = True
    on: bool


class Call(_Happening, frozen=True, kw_only=True, tag="call"):
    """A panellist is called, and speaks until the next one is, or until `rest`."""

    can_be_undone: ClassVar = True
    label: Label


class Rest(_Happening, frozen=True, kw_only=True, tag="rest"):
    """Nobody speaks any more."""

    can_be_undone: ClassVar = True


class Pass(_Happening, frozen=True, kw_only=True, tag="pass"):
    """A panellist passes on the open part."""

    can_be_undone: ClassVar = True
    label: Label


class Pause(_Happening, frozen=True, kw_only=True, tag="pause"):
    """The clocks stop."""

    can_be_undone: ClassVar = True


class GoOn(_Happening, frozen=True, kw_only=True, tag="go_on"):
    """The clocks run again."""

    can_be_undone: ClassVar = True


class More(_Happening, frozen=True, kw_only=True, tag="more"):
    """The open part has more minutes, and so has whoever speaks."""

    can_be_undone: ClassVar = True
    minutes: _Minutes


class Reveal(_Happening, frozen=True, kw_only=True, tag="reveal"):
    """The results of a round are shown: of each response, as many events as it has then."""

    part: Part
    round: Number = 1
    cut: _Cut


class Hide(_Happening, frozen=True, kw_only=True, tag="hide"):
    """Results are not shown any more; the round stays closed."""

    can_be_undone: ClassVar = True
    part: Part
    round: Number = 1


class FollowUp(_Happening, frozen=True, kw_only=True, tag="follow_up"):
    """One question more, as the moderator words it, to some panellists or all."""

    can_be_undone: ClassVar = True
    number: Number
    text: Annotated[str, Meta(min_length=1, max_length=MAX_TEXT)]
    about: Part | None = None
    to: Annotated[list[Label], Meta(min_length=1, max_length=MAX_SEATS)]


class Attach(_Happening, frozen=True, kw_only=True, tag="attach"):
    """A response to another questionnaire that belongs to a panellist: a quote, a good practice, a reply."""

    label: Label
    response: _Id
    questionnaire: Annotated[str, Meta(pattern=_QUESTIONNAIRE_PATTERN)]
    about: Part | None = None
    round: Number | None = None


class Relation(_Happening, frozen=True, kw_only=True, tag="relation"):
    """A panellist agrees with another one, or differs."""

    can_be_undone: ClassVar = True
    who: Label
    kind: RelationKind
    whom: Label
    about: Part
    round: Number = 1


class Approve(_Happening, frozen=True, kw_only=True, tag="approve"):
    """A panellist has approved what was recorded: of each response, so many events."""

    label: Label
    cut: _Cut
    by: Annotated[str, Meta(min_length=1, max_length=_MAX_NAME)]
    at: _Time


class Undo(_Happening, frozen=True, kw_only=True, tag="undo"):
    """An event is taken back, as if it had never been."""

    seq: Number


class Finish(_Happening, frozen=True, kw_only=True, tag="finish"):
    """The session is over."""

    at: _Time


Happening: TypeAlias = (
    Start
    | Settings
    | Resume
    | CountAway
    | Seat
    | Present
    | Open
    | Close
    | Terminals
    | Call
    | Rest
    | Pass
    | Pause
    | GoOn
    | More
    | Reveal
    | Hide
    | FollowUp
    | Attach
    | Relation
    | Approve
    | Undo
    | Finish
)
KINDS: Final[dict[str, type[Happening]]] = {str(each.__struct_config__.tag): each for each in get_args(Happening)}


class Event(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One thing that happened: its number from 1, ms of session before it, what, and with what."""

    seq: int
    elapsed: int
    kind: str
    data: dict[str, Any]

    @classmethod
    def of(cls, seq: int, elapsed: int, happening: Happening) -> Event:
        """Number something that happened."""
        data = msgspec.to_builtins(happening)
        return cls(seq, elapsed, data.pop("event"), data)

    def happening(self) -> Happening | Problem:
        """Return what happened, or the problem that this is no such event."""
        kind = KINDS.get(self.kind)
        try:
            # What msgspec tells the classes by is no part of the data.
            if kind is not None and "event" not in self.data:
                return msgspec.convert(self.data, kind)
        except msgspec.ValidationError:
            pass
        return Problem(codes.SESSION_BAD_EVENT, {"seq": self.seq, "kind": self.kind[:20]})


class Session(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One session as it is saved; the fields are in the order of the file.

    `label` is what people call it, and `seen` the ms of session at which the board was last known to be there.
    """

    format: SessionFormat = FORMAT
    schema: SessionSchema = SCHEMA
    id: str
    label: str
    questionnaire: QuestionnaireRef
    moderator: str | None = None
    language: str
    started: str
    finished: str | None = None
    seen: int = 0
    events: list[Event] = []

    def with_happenings(self, elapsed: int, happenings: Iterable[Happening]) -> Session:
        """Return the session after something more has happened, at so many ms of it."""
        events, finished = [*self.events], self.finished
        for happening in happenings:
            events.append(Event.of(len(events) + 1, elapsed, happening))
            if isinstance(happening, Finish):
                finished = happening.at
        return replace(self, events=events, finished=finished, seen=max(self.seen, elapsed))
