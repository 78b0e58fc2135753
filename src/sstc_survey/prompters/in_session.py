"""What a session adds to the prompts of a turn: its clocks, and the commands of its board."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple


class Pulse(NamedTuple):
    """What is said with a prompt as time passes, and whether the prompt is over, with what stands in it kept.

    `status` is in one line: what there is no room for is left out from its end on.
    """

    status: tuple[str, ...] = ()
    is_over: bool = False


class Offer(NamedTuple):
    """A command of the board: the letter for it, if it has one, the word for it in lines, and what it says."""

    letter: str
    word: str
    label: str


class InSession(NamedTuple):
    """The session that a turn is part of: how it stands now, and what can be asked of its board in a question."""

    pulse: Callable[[], Pulse]
    offers: Sequence[Offer]

    @property
    def words(self) -> frozenset[str]:
        """Return the words of the commands."""
        return frozenset(offer.word for offer in self.offers)
