"""The states of a question, or of a repeat: how many were asked, and with what outcome."""

from __future__ import annotations

from msgspec import Struct

from sstc_survey.response import Missing
from sstc_survey.tally.questions import QuestionTally
from sstc_survey.tally.scope import RepeatTally


class States(Struct, frozen=True):
    """How often a question was in which state; `asked` is the sum of the four after it.

    The base is the interviews; in a repeat it is the `instances`, and `interviews` says in how many they are.
    """

    interviews: int
    asked: int
    answered: int
    blank: int
    dont_know: int
    refused: int
    not_asked: int
    not_reached: int
    instances: int | None = None


def states_of(tally: QuestionTally, interviews: int, parent: RepeatTally | None = None) -> States:
    """Return the states of a question over all interviews, or over the instances of the repeat around it."""
    missing = tally.missing
    base = interviews if parent is None else parent.instances
    return States(
        interviews=interviews if parent is None else parent.interviews,
        asked=tally.asked,
        answered=tally.answered,
        blank=missing.get(Missing.BLANK, 0),
        dont_know=missing.get(Missing.DONT_KNOW, 0),
        refused=missing.get(Missing.REFUSED, 0),
        not_asked=base - tally.asked - tally.not_reached,
        not_reached=tally.not_reached,
        instances=None if parent is None else parent.instances,
    )


def states_of_repeat(repeat: RepeatTally, interviews: int) -> States:
    """Return in how many interviews, or instances of the repeat around it, a repeat was asked about.

    Whoever was asked has answered, also that there are no instances.
    """
    parent = repeat.parent
    base = interviews if parent is None else parent.instances
    asked = sum(repeat.sizes.values()) + repeat.misfits
    return States(
        interviews=interviews if parent is None else parent.interviews,
        asked=asked,
        answered=asked,
        blank=0,
        dont_know=0,
        refused=0,
        not_asked=base - asked - repeat.not_reached,
        not_reached=repeat.not_reached,
        instances=None if parent is None else parent.instances,
    )
