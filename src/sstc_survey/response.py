"""What one interview leaves: the response, the events it is the outcome of, and the fold that joins them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct, field

from sstc_survey.questionnaire import Value

FORMAT: Final = "sstc-survey/response"
SCHEMA: Final = 1
# Where a draft stands when every question has been passed.
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
    """What can happen in an interview; `data` of each stands beside it."""

    START = "start"  # {}
    RESUME = "resume"  # {at: time of day}
    ANSWER = "answer"  # {name, value}
    MISSING = "missing"  # {name, state}
    COMMENT = "comment"  # {name, text}; an empty text takes the comment away
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
    """Which questionnaire, and which bytes of it, an interview was held with."""

    id: str
    version: str
    sha256: str


class Response(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One interview as it is saved; the fields stand in the order of the file."""

    format: Annotated[Literal["sstc-survey/response"], Meta(description="Tells the file from other JSON.")] = FORMAT
    schema: Annotated[Literal[1], Meta(description="The version of this format.")] = SCHEMA
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
        dict[str, Value],
        Meta(
            description="Name to value: text, code or date a string; integer and decimal a number; select_multiple "
            "a list of codes; the text of Other as NAME_other."
        ),
    ] = field(default_factory=dict)
    missing: Annotated[
        dict[str, Missing],
        Meta(description="Name to `blank`, `dont_know` or `refused`, for questions without an answer."),
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


class Ledger:
    """What has been said so far: the fold of the events.

    `answers`, `missing` and `comments` hold everything that was said, also to questions that are `off_route`
    now; `said()` leaves those out.
    """

    __slots__ = ("answers", "comments", "missing", "off_route")

    def __init__(self) -> None:
        self.answers: dict[str, Value] = {}
        self.missing: dict[str, Missing] = {}
        self.comments: dict[str, str] = {}
        self.off_route: set[str] = set()

    @classmethod
    def of(cls, events: Iterable[Event]) -> Ledger:
        """Fold events into what they leave said."""
        ledger = cls()
        for event in events:
            ledger.apply(event)
        return ledger

    def copy(self) -> Ledger:
        """Return a ledger that can change without this one."""
        twin = Ledger()
        twin.answers, twin.missing = dict(self.answers), dict(self.missing)
        twin.comments, twin.off_route = dict(self.comments), set(self.off_route)
        return twin

    def apply(self, event: Event) -> None:
        """Take one more event in."""
        data = event.data
        match event.kind:
            case EventKind.ANSWER:
                self.missing.pop(data["name"], None)
                self.answers[data["name"]] = data["value"]
            case EventKind.MISSING:
                self.answers.pop(data["name"], None)
                self.missing[data["name"]] = Missing(data["state"])
            case EventKind.COMMENT if data["text"]:
                self.comments[data["name"]] = data["text"]
            case EventKind.COMMENT:
                self.comments.pop(data["name"], None)
            case EventKind.OFF_ROUTE:
                self.off_route.update(data["names"])
            case EventKind.ON_ROUTE:
                self.off_route.difference_update(data["names"])
            case _:
                pass

    def has(self, name: str) -> bool:
        """Tell whether a question has been answered, or left with a reason."""
        return name in self.answers or name in self.missing

    def said(self) -> tuple[dict[str, Value], dict[str, Missing], dict[str, str]]:
        """Return answers, missing and comments of the questions that are on the route."""
        off = self.off_route
        if not off:
            return dict(self.answers), dict(self.missing), dict(self.comments)
        return (
            {name: value for name, value in self.answers.items() if name not in off},
            {name: state for name, state in self.missing.items() if name not in off},
            {name: text for name, text in self.comments.items() if name not in off},
        )
