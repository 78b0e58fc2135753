"""Where an expression gets its answers from, and how many steps it may take."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias, TypeVar

from msgspec import Struct, field

from sstc_survey.expressions.allowance import Allowance
from sstc_survey.expressions.diagnostics import EvaluationError
from sstc_survey.expressions.limits import (
    CHARACTERS_A_REPLY_STEP,
    CHARACTERS_A_STEP,
    MAX_STEPS,
    MAX_TEXT,
)
from sstc_survey.expressions.suggestions import nearest
from sstc_survey.expressions.values import Value
from sstc_survey.problems import codes
from sstc_survey.problems.codes import Code

T = TypeVar("T")


class Context(Protocol):
    """The answers as one place of the interview sees them; every answer is a text, a blank is ''.

    A question that is not relevant reads as blank. An unknown name raises EvaluationError.
    """

    def value(self, name: str) -> str:
        """Return the answer nearest to this place; outside its repeat, the one of the first instance."""

    def values(self, name: str) -> Sequence[str]:
        """Return the answers of all instances inside the innermost repeat instance shared with this place."""

    def value_at(self, name: str, instances: Sequence[tuple[str, int]]) -> str:
        """Return the answer in the numbered instances, (repeat, number from 1); '' where one does not exist.

        A repeat that is not among them is the one around this place.
        """

    def count(self, name: str) -> int:
        """Count the instances of a repeat, or of a question, that `values` would give."""

    def position(self, levels: int) -> int:
        """Return the number, from 1, of the instance that is `levels` repeats above this place."""

    def current(self) -> str:
        """Return the answer that `.` means."""

    def column(self, name: str) -> str:
        """Return a column (name, label or other) of the choice that is being filtered."""

    def choice_label(self, name: str, code: str) -> str:
        """Return the label of a choice of the question; '' for an unknown code."""

    def now(self) -> datetime:
        """Return the moment of the evaluation, with its zone."""

    def random(self) -> float:
        """Return a number from 0 up to but not including 1."""

    def uuid(self) -> str:
        """Return a new UUID of version 4."""

    @property
    def allowance(self) -> Allowance | None:
        """Return the steps that are left of this evaluation and others together, None where nobody counts them."""


class MappingContext(Struct, frozen=True):
    """A context over a flat mapping; a name inside a repeat maps to one text an instance.

    >>> MappingContext({"age": "20", "pay": ["10", "", "30"]})
    """

    answers: Mapping[str, str | Sequence[str]]
    self_value: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    instance: int = 1
    moment: datetime | None = None
    random_source: Callable[[], float] | None = None
    uuid_source: Callable[[], str] | None = None
    allowance: Allowance | None = None

    def value(self, name: str) -> str:
        found = self.answers.get(name)
        if isinstance(found, str):
            return found
        texts = self.values(name)
        return texts[self.instance - 1] if 0 < self.instance <= len(texts) else ""

    def values(self, name: str) -> Sequence[str]:
        found = _look_up(self.answers, name, codes.EXPRESSION_UNKNOWN_NAME)
        return (found,) if isinstance(found, str) else found

    def value_at(self, name: str, instances: Sequence[tuple[str, int]]) -> str:
        texts = self.values(name)
        number = instances[-1][1] if instances else 1
        return texts[number - 1] if 0 < number <= len(texts) else ""

    def count(self, name: str) -> int:
        return len(self.values(name))

    def position(self, levels: int) -> int:  # noqa: ARG002 - a flat mapping has one level
        return self.instance

    def current(self) -> str:
        return self.self_value

    def column(self, name: str) -> str:
        return _look_up(self.columns, name, codes.EXPRESSION_UNKNOWN_COLUMN)

    def choice_label(self, name: str, code: str) -> str:
        return self.labels.get(name, {}).get(code, "")

    def now(self) -> datetime:
        if self.moment is None:
            raise EvaluationError(codes.EXPRESSION_NO_SOURCE, name="now")
        return self.moment

    def random(self) -> float:
        if self.random_source is None:
            raise EvaluationError(codes.EXPRESSION_NO_SOURCE, name="random")
        return self.random_source()

    def uuid(self) -> str:
        if self.uuid_source is None:
            raise EvaluationError(codes.EXPRESSION_NO_SOURCE, name="uuid")
        return self.uuid_source()


def _look_up(mapping: Mapping[str, T], name: str, code: Code) -> T:
    try:
        return mapping[name]
    except KeyError:
        near = nearest(name, mapping)
        raise EvaluationError(code, name=name, **({"instead": near} if near else {})) from None


class Budget:
    """A context, and the steps that are left of one evaluation."""

    __slots__ = ("_allowance", "context", "steps")

    def __init__(self, context: Context, steps: int = MAX_STEPS) -> None:
        self.context = context
        self.steps = steps
        self._allowance = context.allowance

    def spend(self, steps: int) -> None:
        """Count work that depends on the answers; refuse to go on when there is too much of it."""
        self._spend(steps)
        if self._allowance is not None:
            self._allowance.spend(steps)

    def _spend(self, steps: int) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise EvaluationError(codes.EXPRESSION_TOO_MANY_STEPS)

    def now(self) -> datetime:
        """Return the moment, with its zone."""
        return self.context.now()

    def read(self, text: str) -> str:
        """Count a text that is read as work."""
        if len(text) >= CHARACTERS_A_STEP:
            self._pass_over(len(text))
        return text

    def make(self, length: int) -> None:
        """Count a text of this length that is to be made as work; refuse one that is longer than an answer."""
        if length > MAX_TEXT:
            raise EvaluationError(codes.EXPRESSION_TOO_MANY_STEPS)
        self._pass_over(length)

    def _pass_over(self, characters: int) -> None:
        self._spend(characters // CHARACTERS_A_STEP)
        if self._allowance is not None:
            self._allowance.spend(characters // CHARACTERS_A_REPLY_STEP)

    def values(self, name: str) -> Sequence[str]:
        """Return the answers of all instances, and count them as work."""
        texts = self.context.values(name)
        self._spend(len(texts) + sum(len(text) // CHARACTERS_A_STEP for text in texts))
        if self._allowance is not None:
            self._allowance.spend(len(texts) + sum(map(len, texts)) // CHARACTERS_A_REPLY_STEP)
        return texts


Run: TypeAlias = Callable[[Budget], Value]
RunText: TypeAlias = Callable[[Budget], str]
RunNumber: TypeAlias = Callable[[Budget], float]
RunBoolean: TypeAlias = Callable[[Budget], bool]
