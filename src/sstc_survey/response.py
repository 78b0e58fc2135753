"""A response: one interview as it is saved, with all its events."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, Protocol, TypeAlias

from msgspec import Meta, Struct, field

from sstc_survey.questionnaire import Stored, Value

ResponseFormat: TypeAlias = Literal["sstc-survey/response"]
ResponseSchema: TypeAlias = Literal[2]
FORMAT: Final[ResponseFormat] = "sstc-survey/response"
SCHEMA: Final[ResponseSchema] = 2
# The interviewer that files of schema 1 name where the answers are invented.
SIMULATION: Final = "simulation"
# The key in `unfinished` of the events of an edit; no path has a slash at its beginning.
EDIT: Final = "/events"
# What the key in `unfinished` of a comment that is being written ends with; no path ends like this.
COMMENT_FIELD: Final = "/comment"
# The position of a draft when every question has been passed.
REVIEW = "review"


class Missing(StrEnum):
    """Why a question that was asked has no answer."""

    BLANK = "blank"
    DONT_KNOW = "dont_know"
    REFUSED = "refused"


class Status(StrEnum):
    """How far an interview has come."""

    PARTIAL = "partial"
    COMPLETE = "complete"
    VOID = "void"
    DECLINED = "declined"


class Mode(StrEnum):
    """How the questions were put."""

    TERMINAL = "terminal"
    PLAIN = "plain"
    SCRIPTED = "scripted"
    PANEL = "panel"
    IMPORTED = "imported"
    SIMULATED = "simulated"


class EventKind(StrEnum):
    """What can happen in an interview, each with its `data`."""

    START = "start"  # {seed}: what chance follows from
    RESUME = "resume"  # {at: time of day}
    ANSWER = "answer"  # {name, value}
    MISSING = "missing"  # {name, state}
    COMMENT = "comment"  # {name, text}; an empty text takes the comment away
    PRESET = "preset"  # {values}: values of questions before they are asked, by default or calculation
    CALCULATE = "calculate"  # {values}: values calculated for entries that are not asked
    NARROW = "narrow"  # {values}: what of answers is left when choices are not offered any more
    INSTANCES = "instances"  # {name, count}: how many instances a repeat has
    REMOVE = "remove"  # {name}: of an instance; those after it move up
    ENOUGH = "enough"  # {name}: no more instances
    LANGUAGE = "language"  # {language}: asked in it from here on
    OFF_ROUTE = "off_route"  # {names}: no longer asked, so set aside
    ON_ROUTE = "on_route"  # {names}: asked again, so back; of notes: still to be read
    BACK = "back"  # {name}: the question gone back to
    GO_TO = "go_to"  # {name}
    FINISH = "finish"  # {}
    ROUND = "round"  # {round, names}: these questions are put again, and what was said to them is set aside
    REASON = "reason"  # {name, text}: why an answer was changed
    REOPEN = "reopen"  # {at, by}: a finished response is edited
    VOID = "void"  # {at, by, reason}
    RESTORE = "restore"  # {at, by, reason}
    RESOLVE = "resolve"  # {at, by, reason, seals}: one of several ways in which it went on was chosen


class Event(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One thing that happened: its number from 1, ms of interview before it, what, and with what."""

    seq: int
    elapsed: int
    kind: EventKind
    data: dict[str, Any]


class QuestionnaireRef(Struct, frozen=True, forbid_unknown_fields=True):
    """Which questionnaire, and which bytes of it, an interview was run with."""

    id: str
    version: str
    sha256: str


class Round(Struct, frozen=True, forbid_unknown_fields=True):
    """What was said to questions before they were put again, by path."""

    answers: dict[str, Value] = field(default_factory=dict)
    missing: dict[str, Missing] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)


class Unfinished(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What stands in the field of a question and was not given yet: a text, ticked choices, or the row chosen."""

    text: str | None = None
    ticks: list[str] | None = None
    row: str | int | None = None


def comment_field(path: str) -> str:
    """Return the key in `unfinished` of the comment on a question that is being written."""
    return path + COMMENT_FIELD


class Response(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One interview as it is saved; the fields are in the order of the file."""

    format: Annotated[ResponseFormat, Meta(description="Tells the file from other JSON.")] = FORMAT
    schema: Annotated[ResponseSchema, Meta(description="The version of this format.")] = SCHEMA
    id: Annotated[
        str, Meta(description="A UUID of version 7, or of 8 where it follows from data; the file is named after it.")
    ]
    questionnaire: Annotated[
        QuestionnaireRef, Meta(description="`id`, `version` and `sha256` of the questionnaire's bytes.")
    ]
    status: Annotated[Status, Meta(description="`partial` (a draft), `complete`, `void` or `declined`.")]
    language: Annotated[str, Meta(description="Language tag of the interview.")]
    mode: Annotated[Mode, Meta(description="How the questions were asked; `simulated` answers are random.")]
    interviewer: Annotated[str | None, Meta(description="Name of the interviewer, if given.")] = None
    reference: Annotated[
        str | None, Meta(description="The interviewer's own name for the interview, such as a room or a number.")
    ] = None
    session: Annotated[str | None, Meta(description="ID of the panel session it belongs to, if any.")] = None
    started: Annotated[str, Meta(description="Start time, RFC 3339 with an offset.")]
    finished: Annotated[str | None, Meta(description="End time; null for a draft.")] = None
    answers: Annotated[
        dict[str, Stored],
        Meta(
            description="Name to value: text, code, date or time a string; integer, decimal and range a number; "
            "select_multiple and rank a list of codes; the text of Other as NAME_other; a repeat a list with a "
            "mapping for each instance."
        ),
    ] = field(default_factory=dict)
    missing: Annotated[
        dict[str, Missing],
        Meta(
            description="Name to `blank`, `dont_know` or `refused`, for questions without an answer; in a repeat "
            "the name is such as `member[2]/age`."
        ),
    ] = field(default_factory=dict)
    comments: Annotated[dict[str, str], Meta(description="Name to comment.")] = field(default_factory=dict)
    rounds: Annotated[
        list[Round],
        Meta(
            description="What there was before questions were asked again, oldest first: `answers`, `missing` and "
            "`comments` by path. Mostly empty."
        ),
    ] = field(default_factory=list)
    position: Annotated[
        str | None, Meta(description="The question where a draft stopped, or `review`; null when finished.")
    ] = None
    unfinished: Annotated[
        dict[str, Unfinished | list[Event]],
        Meta(
            description="What is in the fields of a draft but not entered yet: path to `text`, `ticks` or `row`, and "
            "`PATH/comment` to the `text` of a comment. In a finished response that is being edited, `/events` has "
            "the events of the edit. Never counted."
        ),
    ] = field(default_factory=dict)
    events: Annotated[list[Event], Meta(description="Everything that happened, in order.")] = field(
        default_factory=list
    )


def edit_of(response: Response) -> list[Event]:
    """Return the events of the unfinished edit of a response; nothing where there is none."""
    events = response.unfinished.get(EDIT)
    return events if isinstance(events, list) else []


class Saved(Protocol):
    """What is read of a saved response to evaluate its questionnaire."""

    @property
    def language(self) -> str: ...
    @property
    def started(self) -> str: ...
    @property
    def finished(self) -> str | None: ...
    @property
    def answers(self) -> Mapping[str, Stored]: ...
    @property
    def missing(self) -> Mapping[str, str]: ...


class UnreadAnswers(Mapping[str, Stored]):
    """The answers of a response as they are `written`, of which equal ones can be counted before they are read."""

    __slots__ = ("written",)

    def __init__(self, written: bytes) -> None:
        self.written = written

    @staticmethod
    @abstractmethod
    def pieces(written: Iterable[bytes]) -> list[bytes]:
        """Return each answer of several responses, with its name; those that are equal have the same bytes."""

    @staticmethod
    @abstractmethod
    def read(pieces: Iterable[bytes]) -> list[dict[str, Stored]]:
        """Return what pieces say, each by itself."""
