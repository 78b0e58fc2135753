"""The kinds of value, how one is read as another, and texts that are numbers or dates."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from math import floor, inf, nan
from typing import Final, Protocol, Self, TypeAlias

_NUMBER: Final = r"[ \t\r\n]*+(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))[ \t\r\n]*"
_MAX_PLACES: Final = 400
_ZONE: Final = r"(?P<zone>Z|[+\-][0-9]{2}:?[0-9]{2})?"
_SECOND: Final = r"(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?)?"
_CLOCK: Final = rf"(?P<hour>[0-9]{{2}}):(?P<minute>[0-9]{{2}}){_SECOND}{_ZONE}"
_MOMENT: Final = rf"(?P<year>[0-9]{{4}})-(?P<month>[0-9]{{1,2}})-(?P<day>[0-9]{{1,2}})(?:T{_CLOCK})?"
# Up to this integer, and down to its negative, a number is as exact as the integer.
LARGEST_KEPT: Final = 2**53
# Every integer with so many digits is kept.
_KEPT_DIGITS: Final = 15
# Of the integers that are answers.
_MAX_DIGITS: Final = 18
_EPOCH: Final = date(1970, 1, 1).toordinal()
_DAY_MS: Final = 86_400_000
_SHORTEST: Final = len("2024-03-05")


class AnswerText(str):
    """The text of an answer: a question that is there counts as true even when it is blank."""

    __slots__ = ()


class Dated(float):
    """A day or a moment: days since 1970-01-01 as a number, ISO 8601 as a text."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, days: float, text: str) -> Self:
        """Add the text to the number."""
        dated = super().__new__(cls, days)
        dated.text = text
        return dated


class WholeNumber(float):
    """An integer of up to 18 digits that has too many for a number to keep.

    It is exact where it is handed on or compared; arithmetic with it is that of numbers.
    """

    __slots__ = ("whole",)
    whole: int

    def __new__(cls, whole: int) -> Self:
        """Make it the number that is nearest."""
        number = super().__new__(cls, whole)
        number.whole = whole
        return number

    def __neg__(self) -> WholeNumber:
        return WholeNumber(-self.whole)

    def __eq__(self, other: object) -> bool:
        return self.whole == _exact(other) if isinstance(other, float | int) else NotImplemented

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __lt__(self, other: float) -> bool:
        return self.whole < _exact(other)

    def __le__(self, other: float) -> bool:
        return self.whole <= _exact(other)

    def __gt__(self, other: float) -> bool:
        return self.whole > _exact(other)

    def __ge__(self, other: float) -> bool:
        return self.whole >= _exact(other)

    def __hash__(self) -> int:
        return hash(self.whole)


def _exact(number: float) -> float:
    return number.whole if isinstance(number, WholeNumber) else number


def read_number(digits: str) -> float:
    """Read digits, perhaps with a sign or a fraction."""
    number = float(digits)
    if abs(number) < LARGEST_KEPT or "." in digits or len(digits.lstrip("-")) > _MAX_DIGITS:
        return number
    return WholeNumber(int(digits))


Value: TypeAlias = str | float | bool
"""AnswerText, Dated and WholeNumber are among them."""


def to_text(value: Value) -> str:
    """Read a value as text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Dated):
        return value.text
    return format_number(value)


def to_number(value: Value, zoned: Zoned) -> float:
    """Read a value as a number; NaN where it is not one."""
    kind = type(value)
    if kind is float or kind is WholeNumber:
        return value  # type: ignore[return-value]
    if isinstance(value, str):
        return text_to_number(value, zoned)
    return float(value)


def text_to_number(text: str, zoned: Zoned) -> float:
    """Read a text as a number, an ISO date or time of a date as days; NaN where it is neither."""
    # A sum over many instances reads little else.
    if text.isdigit() and text.isascii():
        return float(text) if len(text) <= _KEPT_DIGITS else read_number(text)
    if match := re.fullmatch(_NUMBER, text):
        return read_number(match[1])
    return days_of_text(text, zoned)


def to_boolean(value: Value) -> bool:
    """Read a value as true or false."""
    if isinstance(value, bool):
        return value
    if isinstance(value, AnswerText | Dated):
        return True
    if isinstance(value, str):
        return value != ""
    return value == value and value != 0  # noqa: PLR0124 - NaN is not equal to itself


def equal(left: Value, right: Value, zoned: Zoned) -> bool:
    """Compare as booleans if one is a boolean, else as numbers if one is a number, else as texts."""
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) is to_boolean(right)
    if isinstance(left, float) or isinstance(right, float):
        return to_number(left, zoned) == to_number(right, zoned)
    return left == right


def format_number(number: float) -> str:
    """Write a number in full, without an exponent."""
    if number != number:  # noqa: PLR0124 - NaN is not equal to itself
        return "NaN"
    if number in (inf, -inf):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "0"
    if isinstance(number, WholeNumber):
        return str(number.whole)
    written = repr(number)
    if "e" in written:
        from decimal import Decimal

        return f"{Decimal(written):f}"
    return written.removesuffix(".0")


def round_half_up(number: float, places: int) -> float:
    """Round the number as it is written, a half towards positive infinity."""
    if number != number or number in (inf, -inf) or places > _MAX_PLACES:  # noqa: PLR0124 - NaN
        return number
    if isinstance(number, WholeNumber) and places >= 0:
        return number
    if places < -_MAX_PLACES:
        return 0.0
    mantissa, _, exponent = repr(number).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits, power = int(whole + fraction), int(exponent or 0) - len(fraction)
    if power + places >= 0:
        return number
    unit = 10 ** -(power + places)
    rounded = (2 * digits + unit) // (2 * unit)
    return float(f"{rounded}e{-places}")


class Zoned(Protocol):
    """Knows the moment of the evaluation, and with it the local zone."""

    def now(self) -> datetime:
        """Return the moment, with its zone."""


def days_of_text(text: str, zoned: Zoned) -> float:
    """Read a full ISO date, or date and time, as days; NaN for any other text."""
    if len(text) < _SHORTEST or text[4] != "-" or text[7] != "-" or text[10:11] not in ("", "T"):
        return nan
    moment = moment_of_text(text, zoned)
    return nan if moment is None else days_of_moment(moment)


def moment_of_text(text: str, zoned: Zoned) -> datetime | None:
    """Read an ISO date whose month and day may lack a zero; None for any other text."""
    match = re.fullmatch(_MOMENT, text)
    if match is None:
        return None
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
        if match["hour"] is None:
            return datetime.combine(day, time())
        moment = datetime.combine(day, _clock(match))
        if match["zone"] is None:
            return moment
        aware = moment.replace(tzinfo=timezone(_offset(match["zone"])))
        return aware.astimezone(zoned.now().tzinfo or UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


class _Greenwich:
    def now(self) -> datetime:
        return datetime(2000, 1, 1, tzinfo=UTC)


def might_be_date(text: str) -> bool:
    """Tell whether a text is a date in any zone."""
    return moment_of_text(text, _Greenwich()) is not None


def moment_of_days(days: float) -> datetime | None:
    """Return the moment of a day number, to the millisecond; None outside the years 1 to 9999."""
    try:
        whole = floor(days)
        milliseconds = round((days - whole) * _DAY_MS)
        midnight = datetime.combine(date.fromordinal(whole + _EPOCH), time())
        return midnight + timedelta(milliseconds=milliseconds)
    except (ValueError, OverflowError):
        return None


def days_of_moment(moment: datetime) -> float:
    """Return the days and their fraction by the moment's own clock."""
    days = moment.toordinal() - _EPOCH
    return days + _seconds(moment.time()) / 86_400


def day_fraction_of_text(text: str, zoned: Zoned) -> float:
    """Read a time, or the time of a date and time, as a fraction of the day; NaN for any other text."""
    match = re.fullmatch(_CLOCK, text)
    if match is None:
        moment = moment_of_text(text, zoned)
        return nan if moment is None else _seconds(moment.time()) / 86_400
    try:
        clock = _clock(match)
    except ValueError:
        return nan
    seconds = _seconds(clock)
    if match["zone"]:
        local = zoned.now().utcoffset() or timedelta()
        seconds += (local - _offset(match["zone"])).total_seconds()
    return seconds / 86_400 % 1.0


def _clock(match: re.Match[str]) -> time:
    fraction = int(((match["fraction"] or "") + "000000")[:6])
    return time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0), fraction)


def _offset(zone: str) -> timedelta:
    if zone == "Z":
        return timedelta()
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    offset = timedelta(hours=hours, minutes=minutes)
    return -offset if zone[0] == "-" else offset


def _seconds(clock: time) -> float:
    return clock.hour * 3600 + clock.minute * 60 + clock.second + clock.microsecond / 1_000_000
