"""Intervals of a share."""

from __future__ import annotations

import math
from typing import Final

# The normal quantile at 0.975
Z: Final = 1.959963984540054


def wilson(count: int, base: int) -> tuple[float, float] | None:
    """Return the 95 % Wilson score interval of a share, in percent and without continuity correction.

    There is none without a base.
    """
    if not base:
        return None
    middle = 2 * count + Z * Z
    reach = Z * math.sqrt(Z * Z + 4 * count * (base - count) / base)
    scale = 50 / (base + Z * Z)
    # All of them make exactly 100, which rounding could miss.
    return (middle - reach) * scale, ((middle + reach) * scale if count < base else 100.0)
