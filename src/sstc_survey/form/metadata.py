"""What is known of an interview without asking."""

from __future__ import annotations

from sstc_survey.form.moment import Moment
from sstc_survey.questionnaire import Duration, End, Leaf, Start, Today, Username, Value


def opening_value(entry: Leaf, moment: Moment) -> Value | None:
    """Return what an entry of metadata holds when the interview begins."""
    match entry:
        case Start():
            return moment.now.isoformat(timespec="seconds")
        case Today():
            return moment.now.date().isoformat()
        case Username():
            return moment.username or None
        case _:
            return None


def closing_value(entry: Leaf, moment: Moment, elapsed: int) -> Value | None:
    """Return what an entry of metadata holds when the interview ends after so many ms."""
    match entry:
        case End():
            return moment.now.isoformat(timespec="seconds")
        case Duration():
            return round(elapsed / 1_000)
        case _:
            return None
