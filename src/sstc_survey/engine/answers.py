"""The answers of an interview: the fold of its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sstc_survey.engine.layered import LayeredDict, LayeredSet
from sstc_survey.engine.paths import MAX_TOGETHER, Run, birth_number, instance_of, nested, shifted, with_number
from sstc_survey.questionnaire import Stored, Value
from sstc_survey.response import Event, EventKind, Missing, Round

_MAPPINGS: Final = (
    "answers",
    "missing",
    "comments",
    "presets",
    "calculated",
    "narrowed",
    "counts",
    "made",
    "removed",
    "values",
)
_SETS: Final = ("enough", "off_route")
# Those of outer instances that are gone are remembered beside those that there are.
MAX_COUNTED: Final = 5 * MAX_TOGETHER


class AnswerSheet:
    """The answers so far, by path.

    `answers`, `missing` and `comments` have everything that was given, also to questions that are `off_route`
    now; `on_route()` leaves those out. `presets` are the values of questions before they are asked, `calculated`
    those of entries that nobody is asked, `narrowed` is what is left of an answer when choices are no longer offered
    (None: nothing); `values` has the value of each entry, on the route or not. `counts` has the number of instances of
    each repeat, `made` the highest number there ever were, `removed` the how-manieth each one was that was removed,
    and a repeat is in `enough` when no more instances are to be added. `rounds` has what was said to questions before
    they were put again.
    """

    __slots__ = (*_MAPPINGS, *_SETS, "rounds")

    answers: LayeredDict[str, Value]
    missing: LayeredDict[str, Missing]
    comments: LayeredDict[str, str]
    presets: LayeredDict[str, Value]
    calculated: LayeredDict[str, Value]
    narrowed: LayeredDict[str, Value | None]
    counts: LayeredDict[str, int]
    made: LayeredDict[str, int]
    removed: LayeredDict[str, tuple[Run, ...]]
    values: LayeredDict[str, Value]
    enough: LayeredSet[str]
    off_route: LayeredSet[str]
    rounds: list[Round]

    def __init__(self) -> None:
        for name in _MAPPINGS:
            setattr(self, name, LayeredDict())
        for name in _SETS:
            setattr(self, name, LayeredSet())
        self.rounds = []

    @classmethod
    def of(cls, events: Iterable[Event]) -> AnswerSheet:
        """Fold events into the answers they leave."""
        sheet = cls()
        for event in events:
            sheet.apply(event.kind, event.data)
        return sheet

    def copy(self) -> AnswerSheet:
        """Return a sheet that can change without this one."""
        twin = AnswerSheet.__new__(AnswerSheet)
        for name in self.__slots__:
            setattr(twin, name, getattr(self, name).copy())
        return twin

    def apply(self, kind: EventKind, data: Mapping[str, Any]) -> None:
        """Apply one more event; one that cannot have happened raises ValueError."""
        match kind:
            case EventKind.ANSWER:
                self._clear(data["name"])
                self.answers[data["name"]] = data["value"]
                self._settle(data["name"])
            case EventKind.MISSING:
                self.presets.drop(data["name"])
                self._clear(data["name"])
                self.missing[data["name"]] = Missing(data["state"])
            case EventKind.COMMENT if data["text"]:
                self.comments[data["name"]] = data["text"]
            case EventKind.COMMENT:
                self.comments.drop(data["name"])
            case EventKind.PRESET | EventKind.CALCULATE | EventKind.NARROW:
                self._set_values(kind, data["values"])
            case EventKind.INSTANCES:
                path, count = data["name"], data["count"]
                self.counts[path] = count
                self.made[path] = max(count, self.made.get(path, 0))
                self.enough.discard(path)
            case EventKind.REMOVE:
                self._remove(*instance_of(data["name"]))
            case EventKind.ENOUGH:
                self.enough.add(data["name"])
            case EventKind.OFF_ROUTE:
                self.off_route.update(data["names"])
            case EventKind.ON_ROUTE:
                self.off_route.difference_update(data["names"])
            case EventKind.ROUND:
                self._set_aside(data["names"])
            case _:
                pass

    def has(self, path: str) -> bool:
        """Tell whether a question has been answered, or left with a reason."""
        if path in self.answers:
            return self.narrowed.get(path, ...) is not None
        return path in self.missing

    def is_mentioned(self, path: str) -> bool:
        """Tell whether anything was said at a path: of a question, on the route or not, or of a repeat that is over."""
        return path in self.answers or path in self.missing or path in self.comments or path in self.enough

    def answer(self, path: str) -> Value | None:
        """Return the answer that counts now."""
        return self.narrowed[path] if path in self.narrowed else self.answers.get(path)

    def on_route(self) -> tuple[dict[str, Stored], dict[str, Missing], dict[str, str]]:
        """Return answers as they are saved, missing and comments, of the entries on the route."""
        off = self.off_route
        known = dict(self.calculated.items()) | dict(self.answers.items())
        answers = {path: value for path, value in known.items() if path not in off}
        for path in self.narrowed.keys() & answers.keys():
            left = self.narrowed[path]
            if left is None:
                del answers[path]
            else:
                answers[path] = left
        return (
            nested(answers, self.counts, off),
            {path: missing for path, missing in self.missing.items() if path not in off},
            {path: text for path, text in self.comments.items() if path not in off},
        )

    def _clear(self, path: str) -> None:
        self.answers.drop(path)
        self.missing.drop(path)
        self.narrowed.drop(path)
        self._settle(path)

    def _settle(self, path: str) -> None:
        """Bring the value of an entry up to date: its answer, else its preset, else what was calculated."""
        for mapping in (self.answers, self.presets, self.calculated):
            if path in mapping:
                self.values[path] = mapping[path]
                return
        self.values.drop(path)

    def _set_aside(self, names: Iterable[str]) -> None:
        """Move what was said to some questions to the rounds that are over: they are open again."""
        over = Round()
        for path in names:
            if path in self.off_route:
                continue
            if (value := self.answer(path)) is not None:
                over.answers[path] = value
            if path in self.missing:
                over.missing[path] = self.missing[path]
            if path in self.comments:
                over.comments[path] = self.comments.pop(path)
            self._clear(path)
        self.rounds.append(over)

    def _set_values(self, kind: EventKind, values: Mapping[str, Any]) -> None:
        """Set the values that followed from something else; None removes one."""
        for path, value in values.items():
            if kind is EventKind.NARROW:
                if path not in self.answers:
                    raise ValueError(path)
                self.narrowed[path] = value
                if value == self.answers[path]:
                    del self.narrowed[path]
                continue
            if kind is EventKind.PRESET:
                self._clear(path)
            mapping = self.presets if kind is EventKind.PRESET else self.calculated
            mapping.drop(path)
            if value is not None:
                mapping[path] = value
            self._settle(path)

    def _remove(self, repeat: str, number: int) -> None:
        """Remove one instance of a repeat: later ones move up."""
        if not 1 <= number <= self.counts.get(repeat, 0):
            raise ValueError(number)
        gone = self.removed.get(repeat, ())
        for name in _MAPPINGS:
            setattr(self, name, LayeredDict(shifted(getattr(self, name), repeat, number)))
        for name in _SETS:
            setattr(self, name, LayeredSet(shifted(dict.fromkeys(getattr(self, name)), repeat, number)))
        self.counts[repeat] -= 1
        self.made[repeat] -= 1
        self.removed[repeat] = with_number(gone, birth_number(gone, number))
