"""What can be done at the step on the screen: each reply takes an interview to its next state."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from sstc_survey.response import Missing


class Answer(Struct, frozen=True):
    """A reply to the question on the screen, perhaps with a comment; a blank reply leaves it blank."""

    raw: object
    comment: str | None = None


class Leave(Struct, frozen=True):
    """Pass the question on the screen without an answer, for a reason, perhaps with a comment."""

    missing: Missing
    comment: str | None = None


class Comment(Struct, frozen=True):
    """A comment, on the question on the screen unless another is named; an empty text removes it.

    The interview stays where it is.
    """

    text: str
    name: str | None = None


class Continue(Struct, frozen=True):
    """Go on from a note, or from a question that keeps its value."""


class AddInstance(Struct, frozen=True):
    """At the end of a repeat: add one instance."""


class Enough(Struct, frozen=True):
    """At the end of a repeat: no more instances."""


class RemoveInstance(Struct, frozen=True):
    """At the end of a repeat: remove one instance, counted from 1; those after it move up."""

    number: int


class Back(Struct, frozen=True):
    """Go to the step before, or to the one named."""

    name: str | None = None


class GoTo(Struct, frozen=True):
    """Go from review to one question, and come back after it."""

    name: str


class ChangeLanguage(Struct, frozen=True):
    """Ask in another language from here on."""

    language: str


class Reason(Struct, frozen=True):
    """In an edit: why what was said at a question, or the instances of a repeat, was changed.

    The interview stays where it is.
    """

    text: str
    name: str


class Finish(Struct, frozen=True):
    """End the interview at review; an edit is accepted."""


class Discard(Struct, frozen=True):
    """At the review of an edit: leave the response as it was before."""


Reply: TypeAlias = (
    Answer
    | Leave
    | Comment
    | Continue
    | AddInstance
    | Enough
    | RemoveInstance
    | Back
    | GoTo
    | ChangeLanguage
    | Reason
    | Finish
    | Discard
)
