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


class SavedZone(dt.tzinfo):
    """The local zone as far as a response tells it: the offset of its beginning; from its end on, that of its end."""

    def __init__(self, started: dt.datetime, finished: dt.datetime) -> None:
        self._offsets = started.utcoffset() or dt.timedelta(), finished.utcoffset() or dt.timedelta()
        self._end = finished.astimezone(dt.UTC).replace(tzinfo=None)

    def utcoffset(self, moment: dt.datetime | None) -> dt.timedelta | None:
        """Return the offset of a local time."""
        before, after = self._offsets
        return after if moment is None or moment.replace(tzinfo=None) - after >= self._end else before

    def dst(self, moment: dt.datetime | None) -> dt.timedelta | None:
        """Return None: how much of the offset is summer time is not known."""

    def tzname(self, moment: dt.datetime | None) -> str | None:
        """Return None: what the zone is called is not known."""

    def fromutc(self, moment: dt.datetime) -> dt.datetime:
        """Return the local time of a moment."""
        before, after = self._offsets
        return moment + (after if moment.replace(tzinfo=None) >= self._end else before)


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
