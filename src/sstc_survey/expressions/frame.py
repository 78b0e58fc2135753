"""What one evaluation carries along."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias

from .context import Context
from .faults import EvaluationError
from .limits import MAX_STEPS
from .values import Value


class Frame:
    """A context, and the steps that are left."""

    __slots__ = ("context", "steps")

    def __init__(self, context: Context) -> None:
        self.context = context
        self.steps = MAX_STEPS

    def spend(self, steps: int) -> None:
        """Count work that depends on the answers; refuse to go on when there is too much of it."""
        self.steps -= steps
        if self.steps < 0:
            raise EvaluationError("expression-too-many-steps")

    def now(self) -> datetime:
        """Give the moment, with its zone."""
        return self.context.now()

    def values(self, name: str) -> Sequence[str]:
        """Give the answers of all instances, and count them as work."""
        texts = self.context.values(name)
        self.spend(len(texts))
        return texts


Run: TypeAlias = Callable[[Frame], Value]
RunText: TypeAlias = Callable[[Frame], str]
RunNumber: TypeAlias = Callable[[Frame], float]
RunBoolean: TypeAlias = Callable[[Frame], bool]
