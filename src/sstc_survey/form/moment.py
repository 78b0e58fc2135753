"""What an evaluation takes from outside: the time, chance, and the language."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import dataclass, field

from sstc_survey.wording import Words


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment of an interview: chance follows from the seed and from how many events came before."""

    now: dt.datetime
    seed: int
    event: int
    words: Words
    username: str = ""
    _chance: random.Random = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Begin the chance of this moment."""
        object.__setattr__(self, "_chance", random.Random(f"{self.seed}/{self.event}"))  # noqa: S311 no secret

    def random(self) -> float:
        """Return a number from 0 up to but not including 1."""
        return self._chance.random()

    def uuid(self) -> str:
        """Return a UUID of version 4."""
        return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))
