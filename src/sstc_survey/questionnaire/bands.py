"""Bands: ranges of numbers, dates or times that answers are counted in, such as `0-17`, `40+`, `2016-03`, `<08:00`."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Final, NamedTuple

from msgspec import Struct

from sstc_survey.i18n import Text
from sstc_survey.problems import Problem, codes


class BandKind(StrEnum):
    """What a band has ends of."""

    NUMBERS = "numbers"
    DATES = "dates"
    TIMES = "times"


class Band(Struct, frozen=True, kw_only=True):
    """A range; its `code` is the text as it was written, which is its label too where it has no other.

    Both ends belong to it, but not the last one where that is `excluded`; one without an end ends at infinity. A day
    is its number in the calendar, a time of day the minutes since midnight.
    """

    code: str
    label: Text
    kind: BandKind
    first: Decimal
    last: Decimal
    excluded: bool = False


class Bands(tuple[Band, ...]):
    """Bands of which no two have a value in common, in the order in which they were written."""

    __slots__ = ()
    kinds: ClassVar[Sequence[BandKind]] = (*BandKind,)


class NumberBands(Bands):
    """Bands of numbers."""

    __slots__ = ()
    kinds: ClassVar[Sequence[BandKind]] = (BandKind.NUMBERS,)


class DateBands(Bands):
    """Bands of dates: of years, months or days."""

    __slots__ = ()
    kinds: ClassVar[Sequence[BandKind]] = (BandKind.DATES,)


class TimeBands(Bands):
    """Bands of times of day."""

    __slots__ = ()
    kinds: ClassVar[Sequence[BandKind]] = (BandKind.TIMES,)


class _Form(NamedTuple):
    """How the ends of a kind are written, those that `-` may stand between too, and examples of its bands."""

    point: str
    dashed: str
    examples: str


# Nothing longer is a band.
_LONGEST: Final = 64
_UNSIGNED: Final = r"[0-9]{1,18}(?:\.[0-9]{1,18})?"
_CLOCK: Final = r"[0-9]{1,2}:[0-9]{2}"
# Between dates a dash would be one of their own.
_NOTHING: Final = r"(?!)"
_FORMS: Final[Mapping[BandKind, _Form]] = {
    BandKind.NUMBERS: _Form(f"-?{_UNSIGNED}", _UNSIGNED, "0-17, 18-<40, <18, 40+ or -10..-1"),
    BandKind.DATES: _Form(
        "[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?", _NOTHING, "2016, 2016-03, 2016-01..2016-06, <2016 or 2016+"
    ),
    BandKind.TIMES: _Form(_CLOCK, _CLOCK, "08:00-11:59, <08:00 or 18:00+"),
}
_INFINITY: Final = Decimal("Infinity")
# As it is typed, and as word processors write it.
_DASH: Final = "[-\N{EN DASH}]"
# Of a moment, too, what is saved begins with the day.
_DAY: Final = "([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T.*)?"
_FIRST_OF_YEAR: Final = "-01-01"
_YEAR_DIGITS: Final = 4


def parse_bands(
    texts: Iterable[str] | Mapping[str, Text], kinds: Sequence[BandKind] = Bands.kinds
) -> tuple[Band, ...] | Problem:
    """Return the bands that texts stand for, with labels if they have any, or the first problem with them.

    All are of the first of these kinds that all can be read as.
    """
    found: list[Band] = []
    for band in read_bands(texts, kinds):
        if isinstance(band, Problem):
            return band
        found.append(band)
    return next(overlaps(found), (None, tuple(found)))[1]


def read_bands(texts: Iterable[str] | Mapping[str, Text], kinds: Sequence[BandKind]) -> list[Band | Problem]:
    """Return each band or the problem with it, read as the kind that the fewest have a problem with."""
    labels = texts if isinstance(texts, Mapping) else {}
    written = [*texts]
    readings = ([_read(text, labels.get(text), kind) for text in written] for kind in kinds)
    return min(readings, key=lambda bands: sum(isinstance(band, Problem) for band in bands))


def overlaps(bands: Sequence[Band]) -> Iterator[tuple[int, Problem]]:
    """Yield the place of each band that has a value in common with another, and the problem."""
    reaching: int | None = None
    for place in sorted(range(len(bands)), key=lambda place: (bands[place].first, bands[place].last)):
        band = bands[place]
        if reaching is not None:
            other = bands[reaching]
            if _has(other, band.first):
                yield max(place, reaching), _overlap(other, band)
            if band.last < other.last or (band.last == other.last and band.excluded):
                continue
        reaching = place


def band_of(bands: Iterable[Band], value: object) -> Band | None:
    """Return the band that a value as it is saved belongs to, None where it is in no band."""
    points = {kind: _point(value, kind) for kind in BandKind}
    return next((band for band in bands if _has(band, points[band.kind])), None)


def _has(band: Band, point: Decimal | None) -> bool:
    return point is not None and (band.first <= point < band.last or (point == band.last and not band.excluded))


def _point(value: object, kind: BandKind) -> Decimal | None:
    """Return a value as the point of a kind that it is; of a moment that is its day, also of one with a zone."""
    if kind is BandKind.NUMBERS:
        if isinstance(value, int) and not isinstance(value, bool):
            return Decimal(value)
        if isinstance(value, float):
            # As it is shown: the result 0.1 + 0.2 of an expression is the value 0.3.
            return Decimal(f"{value:.15g}") if math.isfinite(value) else None
        return Decimal(value) if isinstance(value, str) and re.fullmatch(f"-?{_UNSIGNED}", value) else None
    saved = _DAY if kind is BandKind.DATES else "([0-9]{2}:[0-9]{2})"
    match = re.fullmatch(saved, value) if isinstance(value, str) else None
    span = _span(match[1], kind) if match else None
    return span and span[0]


class _Written(NamedTuple):
    """The ends of a band as points, and both as they are written, with what is between them."""

    first: Decimal
    last: Decimal
    excluded: bool = False
    lower: str = ""
    between: str = ""
    upper: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether no value is between the ends."""
        return self.first > self.last or (self.first == self.last and self.excluded)


def _read(text: str, label: Text | None, kind: BandKind) -> Band | Problem:
    """Return the band of a kind that a text stands for, or the problem with it."""
    code = text.strip()
    written = _written(code, kind) if len(code) <= _LONGEST else None
    if written and written.is_empty and kind is BandKind.NUMBERS and _written(code, BandKind.DATES):
        # A month, such as 2016-03, and no range of numbers from its end to its beginning.
        written = None
    if written is None:
        form = _FORMS[kind]
        code = code[:_LONGEST]
        details: dict[str, object] = {"band": code, "kind": kind.value, "examples": form.examples}
        meant = _meant(code, form)
        if meant and _written(meant, kind):
            details["suggestion"] = f'"{meant}"'
        return Problem(codes.BAD_BAND, details)
    if written.is_empty:
        is_one = written.first == written.last
        instead = written.lower if is_one else f"{written.upper}{written.between}{written.lower}"
        return Problem(codes.BAND_REVERSED, {"band": code, "instead": instead})
    return Band(
        code=code, label=label or code, kind=kind, first=written.first, last=written.last, excluded=written.excluded
    )


def _written(code: str, kind: BandKind) -> _Written | None:
    """Return what a band is written with, None where it is not written as one."""
    form = _FORMS[kind]
    if match := re.fullmatch(rf"<\s*({form.point})", code):
        end = _span(match[1], kind)
        return end and _Written(-_INFINITY, end[0], excluded=True)
    if match := re.fullmatch(rf"({form.point})\s*\+", code):
        end = _span(match[1], kind)
        return end and _Written(end[0], _INFINITY)
    if re.fullmatch(form.point, code):
        end = _span(code, kind)
        return end and _Written(*end)
    match = re.fullmatch(rf"({form.point})(\s*\.\.\s*(<?)\s*)({form.point})", code)
    match = match or re.fullmatch(rf"({form.dashed})(\s*{_DASH}\s*(<?)\s*)({form.dashed})", code)
    begin, end = (_span(match[1], kind), _span(match[4], kind)) if match else (None, None)
    if match is None or begin is None or end is None:
        return None
    lower, between, excluded, upper = match.groups()
    return _Written(begin[0], end[0 if excluded else 1], bool(excluded), lower, between, upper)


def _span(text: str, kind: BandKind) -> tuple[Decimal, Decimal] | None:
    """Return the first and the last point that a written end stands for: a month has many days."""
    try:
        match kind:
            case BandKind.NUMBERS:
                return Decimal(text), Decimal(text)
            case BandKind.TIMES:
                time = dt.time.fromisoformat(text.zfill(5))
                minutes = Decimal(time.hour * 60 + time.minute)
                return minutes, minutes
            case BandKind.DATES:
                day = dt.date.fromisoformat(text + _FIRST_OF_YEAR[len(text) - _YEAR_DIGITS :])
                return Decimal(day.toordinal()), Decimal(day.toordinal() + _days(text, day) - 1)
    except ValueError:
        return None


def _days(text: str, first: dt.date) -> int:
    """Return how many days a written year, month or day has."""
    if len(text) == _YEAR_DIGITS:
        return dt.date(first.year, 12, 31).toordinal() - first.toordinal() + 1
    if len(text) < len(first.isoformat()):
        from calendar import monthrange

        return monthrange(first.year, first.month)[1]
    return 1


def _meant(code: str, form: _Form) -> str:
    """Return how a range is written that was most likely meant, empty where that is not known."""
    if match := re.fullmatch(rf"(?:>=|\u2265)\s*({form.point})", code):
        return f"{match[1]}+"
    match = re.fullmatch(rf"({form.point})\s*(?:{_DASH}|to)\s*(<?)\s*({form.point})", code)
    return f"{match[1]}..{match[2]}{match[3]}" if match else ""


def _overlap(lower: Band, higher: Band) -> Problem:
    details: dict[str, object] = {"band": lower.code, "other": higher.code}
    written = _written(lower.code, lower.kind) if lower.last == higher.first else None
    # They have one value in common, which a day or a month that is an end is not.
    if written and written.lower and lower.kind is not BandKind.DATES:
        details["suggestion"] = f'"{written.lower}{written.between}<{written.upper}"'
    return Problem(codes.BANDS_OVERLAP, details)
