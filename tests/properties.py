"""How many examples properties are tried with."""

from __future__ import annotations

from hypothesis import settings

USUAL = 100


def with_examples(count: int) -> settings:
    """Try a property with another number of examples than usual, which a profile multiplies like the usual one."""
    return settings(max_examples=count * settings().max_examples // USUAL)
