"""What an evaluation takes from outside: the time, a seed, and the language."""

from __future__ import annotations

import datetime as dt
import random

from msgspec import Struct

from sstc_survey.i18n import Words
from sstc_survey.questionnaire import Duration, End, Leaf, Start, Today, Username, Value


class Environment(Struct, frozen=True):
    """One moment of an interview; what is random follows from its seed."""

    now: dt.datetime
    seed: int
    words: Words
    username: str = ""

    def random(self, path: str) -> random.Random:
        """Return the random numbers of one entry: the same whenever the interview comes there, and when resumed."""
        return random.Random(f"{self.seed}/{path}")  # noqa: S311 no secret


def opening_value(entry: Leaf, environment: Environment) -> Value | None:
    """Return the value of an entry of metadata when the interview begins."""
    match entry:
        case Start():
            return environment.now.isoformat(timespec="seconds")
        case Today():
            return environment.now.date().isoformat()
        case Username():
            return environment.username or None
        case _:
            return None


def closing_value(entry: Leaf, environment: Environment, elapsed: int) -> Value | None:
    """Return the value of an entry of metadata when the interview ends after so many ms."""
    match entry:
        case End():
            return environment.now.isoformat(timespec="seconds")
        case Duration():
            return round(elapsed / 1_000)
        case _:
            return None
