"""How much many evaluations may cost together."""

from __future__ import annotations

from sstc_survey.expressions.limits import MAX_REPLY_STEPS


class TooCostlyError(Exception):
    """All that is to be evaluated together takes too many steps."""


class Allowance:
    """The steps that are left of several evaluations together."""

    __slots__ = ("steps",)

    def __init__(self, steps: int = MAX_REPLY_STEPS) -> None:
        self.steps = steps

    def spend(self, steps: int) -> None:
        """Count work; raise TooCostlyError when there is too much of it."""
        self.steps -= steps
        if self.steps < 0:
            raise TooCostlyError
