"""The random order of choices, which follows from a seed."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from typing import Final, TypeVar

Item = TypeVar("Item")

# The generator of Park and Miller and the inside-out shuffle of Fisher and Yates, as the ODK engines have them: one
# seed gives one order everywhere.
_MODULUS: Final = 2_147_483_647
_FACTOR: Final = 16_807


def shuffled(items: Sequence[Item], seed: float | None, own_seed: str) -> list[Item]:
    """Return items in random order; without a seed that is a number, the interview's own is taken."""
    state = int(seed) if seed is not None and math.isfinite(seed) else zlib.crc32(own_seed.encode())
    state = math.trunc(math.fmod(state, _MODULUS))
    state += _MODULUS - 1 if state <= 0 else 0
    drawn: list[Item] = []
    for count, item in enumerate(items, 1):
        state = state * _FACTOR % _MODULUS
        place = int((state - 1) / (_MODULUS - 1) * count)
        drawn.append(item)
        drawn[place], drawn[-1] = item, drawn[place]
    return drawn
