"""What can be replied to a question, to the gate of a repeat, or at review."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from sstc_survey.response import Missing


class Answer(Struct, frozen=True):
    """A reply to the question on the screen, perhaps with a comment; a blank one leaves it blank."""

    raw: object
    remark: str | None = None


class Leave(Struct, frozen=True):
    """Pass the question on the screen without an answer, for a reason, perhaps with a comment."""

    state: Missing
    remark: str | None = None


class Remark(Struct, frozen=True):
    """A comment, on the question on the screen unless another is named; an empty text takes it away.

    It moves nothing: what is on the screen stays there.
    """

    text: str
    name: str | None = None


class Onward(Struct, frozen=True):
    """Go on from a note, or from a question that keeps what stands there."""


class AddInstance(Struct, frozen=True):
    """At the gate of a repeat: one instance more."""


class Enough(Struct, frozen=True):
    """At the gate of a repeat: no more instances."""


class RemoveInstance(Struct, frozen=True):
    """At the gate of a repeat: take one instance away, counted from 1; those after it move up."""

    number: int


class Back(Struct, frozen=True):
    """Go to the step before, or to the one named."""

    name: str | None = None


class GoTo(Struct, frozen=True):
    """Go from review to one question, and come back after it."""

    name: str


class Speak(Struct, frozen=True):
    """Ask in another language from here on."""

    language: str


class Finish(Struct, frozen=True):
    """End the interview at review."""


Reply: TypeAlias = (
    Answer | Leave | Remark | Onward | AddInstance | Enough | RemoveInstance | Back | GoTo | Speak | Finish
)
