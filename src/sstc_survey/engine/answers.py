"""What has been said in an interview: the fold of its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sstc_survey.engine.paths import instance_of, nested, shifted
from sstc_survey.questionnaire import Stored, Value
from sstc_survey.response import Event, EventKind, Missing

_BY_KEY: Final = ("answers", "missing", "comments", "presets", "calculated", "narrowed", "counts", "made")
_SETS: Final = ("enough", "off_route")


class AnswerSheet:
    """What has been said so far, by key.

    `answers`, `missing` and `comments` hold everything that was said, also to questions that are `off_route`
    now; `said()` leaves those out. `presets` stand in questions before they are asked, `calculated` where nobody
    is asked, `narrowed` is what is left of an answer when choices are no longer offered (None: nothing).
    `counts` has the number of instances of each repeat, `made` the highest number there ever were, and a repeat
    is in `enough` when no more instances are wanted.
    """

    __slots__ = (*_BY_KEY, *_SETS)

    answers: dict[str, Value]
    missing: dict[str, Missing]
    comments: dict[str, str]
    presets: dict[str, Value]
    calculated: dict[str, Value]
    narrowed: dict[str, Value | None]
    counts: dict[str, int]
    made: dict[str, int]
    enough: set[str]
    off_route: set[str]

    def __init__(self) -> None:
        for name in _BY_KEY:
            setattr(self, name, {})
        for name in _SETS:
            setattr(self, name, set())

    @classmethod
    def of(cls, events: Iterable[Event]) -> AnswerSheet:
        """Fold events into what they leave said."""
        sheet = cls()
        for event in events:
            sheet.apply(event.kind, event.data)
        return sheet

    def copy(self) -> AnswerSheet:
        """Return a ledger that can change without this one."""
        twin = AnswerSheet.__new__(AnswerSheet)
        for name in self.__slots__:
            setattr(twin, name, getattr(self, name).copy())
        return twin

    def apply(self, kind: EventKind, data: Mapping[str, Any]) -> None:
        """Take one more event in; one that cannot have happened raises ValueError."""
        match kind:
            case EventKind.ANSWER:
                self._answer(data["name"], data["value"])
            case EventKind.MISSING:
                self._forget(data["name"])
                self.presets.pop(data["name"], None)
                self.missing[data["name"]] = Missing(data["state"])
            case EventKind.COMMENT if data["text"]:
                self.comments[data["name"]] = data["text"]
            case EventKind.COMMENT:
                self.comments.pop(data["name"], None)
            case EventKind.PRESET | EventKind.CALCULATE | EventKind.NARROW:
                self._work_out(kind, data["values"])
            case EventKind.INSTANCES | EventKind.REMOVE | EventKind.ENOUGH:
                self._count(kind, data)
            case EventKind.OFF_ROUTE:
                self.off_route.update(data["names"])
            case EventKind.ON_ROUTE:
                self.off_route.difference_update(data["names"])
            case _:
                pass

    def has(self, path: str) -> bool:
        """Tell whether a question has been answered, or left with a reason."""
        if path in self.answers:
            return self.narrowed.get(path, ...) is not None
        return path in self.missing

    def answer(self, path: str) -> Value | None:
        """Return the answer that counts now."""
        return self.narrowed[path] if path in self.narrowed else self.answers.get(path)

    def values(self) -> dict[str, Value]:
        """Return what each entry holds, on the route or not."""
        return {**self.calculated, **self.presets, **self.answers}

    def said(self) -> tuple[dict[str, Stored], dict[str, Missing], dict[str, str]]:
        """Return answers as they are saved, missing and comments, of what is on the route."""
        off = self.off_route
        answers = {path: value for path, value in (self.calculated | self.answers).items() if path not in off}
        for path in self.narrowed.keys() & answers.keys():
            left = self.narrowed[path]
            if left is None:
                del answers[path]
            else:
                answers[path] = left
        return (
            nested(answers, self.counts, off),
            {path: state for path, state in self.missing.items() if path not in off},
            {path: text for path, text in self.comments.items() if path not in off},
        )

    def _forget(self, path: str) -> None:
        self.answers.pop(path, None)
        self.missing.pop(path, None)
        self.narrowed.pop(path, None)

    def _answer(self, path: str, value: Value) -> None:
        self._forget(path)
        self.answers[path] = value

    def _work_out(self, kind: EventKind, values: Mapping[str, Any]) -> None:
        for path, value in values.items():
            if kind is EventKind.NARROW:
                self._narrow(path, value)
                continue
            if kind is EventKind.PRESET:
                self._forget(path)
            kept = self.presets if kind is EventKind.PRESET else self.calculated
            kept.pop(path, None)
            if value is not None:
                kept[path] = value

    def _narrow(self, path: str, left: Value | None) -> None:
        if path not in self.answers:
            raise ValueError(path)
        self.narrowed[path] = left
        if left == self.answers[path]:
            del self.narrowed[path]

    def _count(self, kind: EventKind, data: Mapping[str, Any]) -> None:
        path = data["name"]
        if kind is EventKind.ENOUGH:
            self.enough.add(path)
            return
        if kind is EventKind.REMOVE:
            self._remove(*instance_of(path))
            return
        self.counts[path] = data["count"]
        self.made[path] = max(self.counts[path], self.made.get(path, 0))
        self.enough.discard(path)

    def _remove(self, repeat: str, number: int) -> None:
        if not 1 <= number <= self.counts.get(repeat, 0):
            raise ValueError(number)
        for name in _BY_KEY:
            setattr(self, name, shifted(getattr(self, name), repeat, number))
        for name in _SETS:
            setattr(self, name, set(shifted(dict.fromkeys(getattr(self, name)), repeat, number)))
        self.counts[repeat] -= 1
        self.made[repeat] -= 1
