"""How figures are rounded where they are shown: once, half away from zero, on the exact decimal value."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

# Stands where there is no base.
NOTHING: Final = "\u2013"


def percentage(part: int, base: int) -> str:
    """Write a share in percent with one decimal; what is neither none nor all is not shown as if it were."""
    if not base:
        return NOTHING
    shown = _rounded(Fraction(100 * part, base), 1)
    if part and shown == "0.0":
        return "<0.1%"
    if part != base and shown == "100.0":
        return ">99.9%"
    return f"{shown}%"


def two_decimals(value: Fraction | float | None) -> str:
    """Write a figure that was calculated, such as a mean; a float stands for its shortest decimal."""
    if value is None:
        return NOTHING
    return _rounded(value if isinstance(value, Fraction) else Fraction(repr(value)), 2)


def one_decimal(value: float | None) -> str:
    """Write a limit of a share in percent, without its sign."""
    return NOTHING if value is None else _rounded(Fraction(repr(value)), 1)


def as_given(value: float | None) -> str:
    """Write a number that was an answer: its shortest decimal, without an exponent or needless zeros."""
    if value is None:
        return NOTHING
    shown = f"{Decimal(repr(value)):f}"
    shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
    return "0" if shown == "-0" else shown


def _rounded(exact: Fraction, places: int) -> str:
    scaled = abs(exact) * 10**places
    whole, part = divmod((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator), 10**places)
    sign = "-" if exact < 0 and (whole or part) else ""
    return f"{sign}{whole}.{part:0{places}d}"
