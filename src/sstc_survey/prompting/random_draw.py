"""What a random reply is drawn with."""

from __future__ import annotations

import random
from typing import NamedTuple

from sstc_survey.form.state import State
from sstc_survey.prompting.random_hints import Hints
from sstc_survey.prompting.screens import Option
from sstc_survey.routing import Step


class Draw(NamedTuple):
    """What a reply is drawn with: chance, what conditions name, and the answers that there are."""

    rng: random.Random
    hints: Hints
    state: State
    step: Step
    options: tuple[Option, ...]
    fresh: frozenset[str]

    def happens(self, share: float) -> bool:
        """Return true in this share of all calls."""
        return self.rng.random() < share
