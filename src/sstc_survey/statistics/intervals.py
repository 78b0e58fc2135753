"""Intervals of shares."""

from __future__ import annotations

import math
from typing import Final

# The quantile of the normal distribution that leaves 2.5 % above it.
_Z: Final = 1.959963984540054


def wilson(count: int, base: int) -> tuple[float, float] | None:
    """Return the 95 % Wilson score interval of a share in percent, or None where there is no base.

    It has no continuity correction.
    """
    if not base:
        return None
    share, z_squared = count / base, _Z * _Z / base
    middle = share + z_squared / 2
    half = math.sqrt(z_squared * (share * (1 - share) + z_squared / 4))
    low, high = ((middle + side * half) / (1 + z_squared) for side in (-1, 1))
    # Exactly none and all, where rounding would leave the last bits of something else.
    return (100 * low if count else 0.0), (100 * high if count != base else 100.0)
