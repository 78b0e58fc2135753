"""A response: one interview as it is saved, with all its events."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, Protocol, TypeAlias

from msgspec import Meta, Struct, field

from sstc_survey.questionnaire import Stored

ResponseFormat: TypeAlias = Literal["sstc-survey/response"]
ResponseSchema: TypeAlias = Literal[1]
FORMAT: Final[ResponseFormat] = "sstc-survey/response"
SCHEMA: Final[ResponseSchema] = 1
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


class Mode(StrEnum):
    """How the questions were put."""

    TERMINAL = "terminal"
    PLAIN = "plain"
    SCRIPTED = "scripted"
    PANEL = "panel"


class EventKind(StrEnum):
    """What can happen in an interview, each with its `data`."""

    START = "start"  # {seed}: what chance follows from
    RESUME = "resume"  # {at: time of day}
    ANSWER = "answer"  # {name, value}
    MISSING = "missing"  # {name, state}
    COMMENT = "comment"  # {name, text}; an empty text takes the comment away
    PRESET = "preset"  # {values}: what stands in questions before they are asked, by default or calculation
    CALCULATE = "calculate"  # {values}: what was worked out for entries that nobody is asked
    NARROW = "narrow"  # {values}: what of answers is left when choices are not offered any more
    INSTANCES = "instances"  # {name, count}: how many instances a repeat has
    REMOVE = "remove"  # {name}: of an instance; those after it move up
    ENOUGH = "enough"  # {name}: no more instances
    LANGUAGE = "language"  # {language}: asked in it from here on
    OFF_ROUTE = "off_route"  # {names}: no longer asked, so set aside
    ON_ROUTE = "on_route"  # {names}: asked again, so back
    BACK = "back"  # {name}: the question gone back to
    GO_TO = "go_to"  # {name}
    FINISH = "finish"  # {}
    REOPEN = "reopen"  # {at}
    VOID = "void"  # {reason}
    RESTORE = "restore"  # {}


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


class Response(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One interview as it is saved; the fields are in the order of the file."""

    format: Annotated[ResponseFormat, Meta(description="Tells the file from other JSON.")] = FORMAT
    schema: Annotated[ResponseSchema, Meta(description="The version of this format.")] = SCHEMA
    id: Annotated[str, Meta(description="A UUID of version 7; the file is named after it.")]
    questionnaire: Annotated[
        QuestionnaireRef, Meta(description="`id`, `version` and `sha256` of the questionnaire's bytes.")
    ]
    status: Annotated[Status, Meta(description="`partial` (a draft), `complete` or `void`.")]
    language: Annotated[str, Meta(description="The tag of the language that was asked in.")]
    mode: Annotated[Mode, Meta(description="`terminal`, `plain`, `scripted` or `panel`.")]
    interviewer: Annotated[str | None, Meta(description="Who asked, if that was given.")] = None
    session: Annotated[str | None, Meta(description="The panel that it belongs to, if any.")] = None
    started: Annotated[str, Meta(description="When it was begun, RFC 3339 with the offset.")]
    finished: Annotated[str | None, Meta(description="When it was finished; null for a draft.")] = None
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
    comments: Annotated[dict[str, str], Meta(description="Name to the remark kept beside the answer.")] = field(
        default_factory=dict
    )
    position: Annotated[
        str | None, Meta(description="The question where a draft stopped, or `review`; null when finished.")
    ] = None
    events: Annotated[list[Event], Meta(description="Everything that happened, in order.")] = field(
        default_factory=list
    )


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
