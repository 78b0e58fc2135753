"""What an evaluation takes from outside: the time, a seed, and the language."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, assert_never

from msgspec import Struct

from sstc_survey.i18n import Words
from sstc_survey.questionnaire import Duration, End, Metadata, Start, Today, Username, Value

if TYPE_CHECKING:
    from random import Random

# Where nobody says what time it is.
EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Environment(Struct, frozen=True):
    """When, in which language and for whom an interview is evaluated; what is random follows from its seed.

    The zone of `now` is the local one: it tells the local time of any other moment.
    """

    now: dt.datetime
    seed: int
    words: Words
    username: str = ""

    def random(self, key: str) -> Random:
        """Return the random numbers of one entry: the same whenever the interview comes there, and when resumed."""
        from random import Random

        return Random(f"{self.seed}/{key}")  # noqa: S311 no secret


def opening_value(entry: Metadata, environment: Environment) -> Value | None:
    """Return the value of an entry of metadata when the interview begins."""
    match entry:
        case Start():
            return environment.now.isoformat(timespec="seconds")
        case Today():
            return environment.now.date().isoformat()
        case Username():
            return environment.username or None
        case End() | Duration():
            return None
        case _:
            assert_never(entry)


def closing_value(entry: Metadata, environment: Environment, elapsed: int) -> Value | None:
    """Return the value of an entry of metadata when the interview ends after so many ms."""
    match entry:
        case End():
            return environment.now.isoformat(timespec="seconds")
        case Duration():
            return round(elapsed / 1_000)
        case Start() | Today() | Username():
            return None
        case _:
            assert_never(entry)
