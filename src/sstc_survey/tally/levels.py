"""Where answers stand: those of an interview, and those of each instance of a repeat.

Names are looked up level by level, so that a question that was moved into a repeat, or out of one, does not take
the answers that it had in its other place.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from sstc_survey.keys import flattened
from sstc_survey.questionnaire import Repeat

_NUMBERS: Final = re.compile(r"\[\d+\]")

# Takes one answer.
Taker: TypeAlias = Callable[[Any], None]


def place_of(key: str) -> str:
    """Return a key without the numbers of instances: it stands for the question in all of them."""
    return _NUMBERS.sub("", key)


class Level:
    """What is told of at one level: `takers` by name; a name not even `known` is counted as `removed`, by place."""

    __slots__ = ("_around", "_removed", "known", "takers")

    def __init__(self, around: str, removed: defaultdict[str, int]) -> None:
        self.takers: dict[str, Taker] = {}
        self.known: set[str] = set()
        self._around = around
        self._removed = removed

    def take(self, answers: Mapping[str, Any]) -> None:
        """Count the answers of one interview, or of one instance."""
        takers = self.takers
        for name, value in answers.items():
            if name in takers:
                takers[name](value)
            elif name not in self.known:
                for key, _ in flattened({name: value}):
                    self._removed[self._around + place_of(key)] += 1


class RepeatTally:
    """How many instances of a repeat there are, and in how many of what stands around it.

    `sizes` counts the places, interviews or instances of the repeat around it, by how many instances they have,
    if any; `interviews` are those that have at least one, `misfits` the answers that are no instances.
    """

    __slots__ = ("_family", "around", "instances", "interviews", "level", "misfits", "not_reached", "repeat", "sizes")

    def __init__(self, repeat: Repeat, around: RepeatTally | None, level: Level) -> None:
        self.repeat = repeat
        self.around = around
        self.level = level
        self.instances = 0
        self.interviews = 0
        self.misfits = 0
        self.not_reached = 0
        self.sizes: defaultdict[float, int] = defaultdict(int)
        self._family: list[RepeatTally] = [self]
        while around is not None:
            around._family.append(self)  # noqa: SLF001 its own kind
            around = around.around

    @property
    def taker(self) -> Taker:
        """Return what takes the value that is saved under the name of the repeat."""
        return self._take_interview if self.around is None else self._take

    def _take_interview(self, value: Any) -> None:  # noqa: ANN401 whatever a file holds
        before = [each.instances for each in self._family]
        self._take(value)
        for each, count in zip(self._family, before, strict=True):
            each.interviews += each.instances > count

    def _take(self, value: Any) -> None:  # noqa: ANN401
        instances = [each for each in value if each.__class__ is dict] if value.__class__ is list else []
        if not instances:
            self.misfits += 1
            return
        self.sizes[len(instances)] += 1
        self.instances += len(instances)
        for instance in instances:
            self.level.take(instance)

    def merge(self, other: RepeatTally) -> None:
        """Add what another tally of the repeat counted."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for size, count in other.sizes.items():
            self.sizes[size] += count

    def __eq__(self, other: object) -> bool:
        """Tell whether two tallies say the same."""
        if not isinstance(other, RepeatTally):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in ("repeat", "sizes", *_COUNTS))

    __hash__ = None  # type: ignore[assignment]


_COUNTS: Final = ("instances", "interviews", "misfits", "not_reached")
