"""What an evaluation takes from outside: the time, chance, and the language."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from sstc_survey.wording import Words


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment of an interview; chance follows from its seed."""

    now: dt.datetime
    seed: int
    words: Words
    username: str = ""

    def chance(self, key: str) -> random.Random:
        """Return the chance of one place: the same whenever the interview comes there, and after it was resumed."""
        return random.Random(f"{self.seed}/{key}")  # noqa: S311 no secret
