"""What `run` was asked for on the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# What `--resume` without an ID stands for.
ANY_DRAFT: Final = "?"


@dataclass(frozen=True, slots=True)
class Request:
    """The options of `run`, as given."""

    questionnaire: str | None
    answers: str
    language: str | None
    interviewer: str | None
    plain: bool
    replies: str | None
    resume: str | None
