"""Replies that are days and times, as people type them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Final

from sstc_survey.engine.validation.type_errors import wrong_type
from sstc_survey.engine.validation.written import MONTH, WrittenIn, plain_date
from sstc_survey.folding import narrow, nfc
from sstc_survey.i18n import gettext, noop
from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import Date, DateTime, Time, Value

# Year, month, day; and the other orders that a month with its name leaves no doubt about.
_YEAR_FIRST: Final = (
    r"(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})",
    r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号號]?",
    r"(\d{4})(\d{2})(\d{2})",
    rf"(\d{{4}})[-, ]*{MONTH}(\d{{1,2}})[-, ]*(\d{{1,2}})",
)
_DAY_FIRST: Final = rf"(\d{{1,2}})[-,./ ]*{MONTH}(\d{{1,2}})[-,./ ]*(\d{{4}})"
_MONTH_FIRST: Final = rf"{MONTH}(\d{{1,2}})[-,./ ]*(\d{{1,2}})[-,./ ]+(\d{{4}})"
_DAY_OR_MONTH_FIRST: Final = r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4})"

_AM: Final = r"a\.?m\.?|pg|pagi|上午|早上|sáng|နံနက်|မနက်|காலை|முற்பகல்|(?:ng )?umaga"
_PM: Final = r"p\.?m\.?|ptg|petang|下午|chiều|ညနေ|மாலை|பிற்பகல்|(?:ng )?hapon"
_BEFORE: Final = rf"(?:pukul|jam|alas-?|lúc|เวลา|ເວລາ|ម៉ោង|à)?\s*(?:(?P<am>{_AM})|(?P<pm>{_PM}))?\s*"
_AFTER: Final = rf"\s*(?:น\.?|ໂມງ|h|(?P<am_after>{_AM})|(?P<pm_after>{_PM}))?"
_HOUR_WORD: Final = "heures?|hrs?|h|giờ|点|點|时|時|นาฬิกา|ໂມງ|နာရီ|மணி"
_MINUTE_WORD: Final = "minutes?|min|mn|phút|menit|分|นาที|ນາທີ|မိနစ်|நிமிடங்கள்|நிமிடம்"
_MINUTES_AFTER: Final = rf"(?:(?P<minute>\d{{1,2}})(?:\s*(?:{_MINUTE_WORD}))?|(?P<half>半))?"
_CLOCKS: Final = (
    r"(?P<hour>\d{1,2})\s*[:.]\s*(?P<minute>\d{2})(?:[:.]\d{2})?",
    rf"(?P<hour>\d{{1,2}})\s*(?:{_HOUR_WORD})\s*{_MINUTES_AFTER}",
    r"(?P<hour>\d{1,2})(?P<minute>)",
)
# As programs write a time, alone or with its day: what has an offset is converted to local time; seconds are left out.
_OFFSET: Final = r"(Z|z|[+-]\d{2}:\d{2})?"
_TIMESTAMP: Final = rf"(\d{{4}}-\d{{2}}-\d{{2}})[Tt ](\d{{2}}:\d{{2}})(?::\d{{2}}(?:\.\d+)?)?{_OFFSET}"
_CLOCK_WITH_OFFSET: Final = r"(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|z|[+-]\d{2}:\d{2})"
_NOW: Final = noop("now")
_RELATIVE: Final = {noop("today"): 0, noop("yesterday"): -1, noop("tomorrow"): 1}
_MONTHS, _HOURS, _MINUTES, _NOON, _HALF = 12, 24, 60, 12, 30
# From this year on a year is most likely one of the Buddhist calendar, whose years are so many ahead.
_FAR_AHEAD: Final = 2400
_BUDDHIST: Final = 543


def validate_date(question: Date, raw: object, written_in: WrittenIn) -> Value | Problem:
    """Return a day as year-month-day."""
    if not isinstance(raw, str):
        return wrong_type(Date, "a date (year-month-day)", raw)
    is_far_ahead = question.max is not None and int(question.max[:4]) >= _FAR_AHEAD
    date = _read_date(raw.strip(), written_in, is_far_ahead=is_far_ahead)
    return date if isinstance(date, Problem) else _out_of_bounds(date, question.min, question.max) or date


def validate_time(question: Time, raw: object, written_in: WrittenIn) -> Value | Problem:
    """Return a time as hours:minutes, 00:00 to 23:59."""
    if not isinstance(raw, str):
        return wrong_type(Time, "a time (hours:minutes)", raw)
    text, plain = raw.strip(), narrow(raw)
    if timestamp := re.fullmatch(_TIMESTAMP, plain):
        text = _local(timestamp[1], timestamp[2], timestamp[3], written_in.now)[1]
    elif written_in.now is not None and (clock := re.fullmatch(_CLOCK_WITH_OFFSET, plain)):
        text = _local(written_in.now.date().isoformat(), clock[1], clock[2], written_in.now)[1]
    time = _read_time(text, written_in)
    return time if isinstance(time, Problem) else _out_of_bounds(time, question.min, question.max) or time


def _out_of_bounds(value: str, first: str | None, last: str | None) -> Problem | None:
    if first is not None and value < first:
        return Problem(codes.REPLY_TOO_EARLY, {"reply": value, "minimum": first})
    if last is not None and value > last:
        return Problem(codes.REPLY_TOO_LATE, {"reply": value, "maximum": last})
    return None


def validate_date_time(raw: object, written_in: WrittenIn) -> Value | Problem:
    """Return a day and a time as year-month-dayThours:minutes."""
    if not isinstance(raw, str):
        return wrong_type(DateTime, "a date and time", raw)
    text = raw.strip()
    if written_in.now is not None and written_in.says(text, _NOW):
        return written_in.now.isoformat(timespec="minutes")[:16]
    if timestamp := re.fullmatch(_TIMESTAMP, narrow(text)):
        text = " ".join(_local(timestamp[1], timestamp[2], timestamp[3], written_in.now))
    # Both may have spaces, and there may be none between them.
    ends = [match.end() for match in re.finditer(r"\s+|,\s*|[日号號]|(?<=\d)[Tt](?=\d)", text)][::-1]
    parts = [(re.sub(r"[\s,Tt]+$", "", text[:end]), text[end:].strip()) for end in ends]
    found = [(_read_date(day, written_in), _read_time(clock, written_in)) for day, clock in parts if day and clock]
    for date, time in found:
        if isinstance(date, str) and isinstance(time, str):
            return f"{date}T{time}"
    for date, time in found:
        # What one of them is shows what is wrong with the other.
        if isinstance(time, str) and isinstance(date, Problem) and date.code != codes.REPLY_NOT_DATE:
            return date
        if isinstance(date, str) and isinstance(time, Problem):
            return time
    return Problem(codes.REPLY_NOT_DATE_TIME, {"reply": text})


def _local(day: str, clock: str, offset: str | None, now: dt.datetime | None) -> tuple[str, str]:
    """Return the local day and time of what has an offset; what has none, or is no time, stays as it is."""
    if offset and now is not None:
        try:
            moment = dt.datetime.fromisoformat(f"{day}T{clock}{offset.upper()}").astimezone(now.tzinfo)
        except (ValueError, OverflowError):
            return day, clock
        return moment.date().isoformat(), f"{moment:%H:%M}"
    return day, clock


def _read_date(text: str, written_in: WrittenIn, *, is_far_ahead: bool = False) -> str | Problem:
    """Return a typed day as year-month-day; which of two numbers is the month is asked where both could be."""
    if written_in.now is not None:
        for word, days in _RELATIVE.items():
            if written_in.says(text, word):
                return (written_in.now.date() + dt.timedelta(days=days)).isoformat()
    written = plain_date(text)
    numbers = _numbers(written.text)
    if numbers is None:
        return Problem(codes.REPLY_NOT_DATE, {"reply": text})
    year, *rest = numbers
    if written.is_buddhist or (year >= _FAR_AHEAD and written_in.has_buddhist_years and not written.is_common):
        year -= _BUDDHIST
    elif year >= _FAR_AHEAD and not (is_far_ahead or written.is_common or written_in.is_whole):
        common = {"common": year - _BUDDHIST} if year - _BUDDHIST < _FAR_AHEAD else {}
        return Problem(codes.REPLY_YEAR_FAR_AHEAD, {"reply": text, "year": year, **common})
    if re.fullmatch(_DAY_OR_MONTH_FIRST, written.text):
        first, second = rest
        if first <= _MONTHS and second <= _MONTHS and first != second and not written_in.has_day_first:
            details = {"reply": text, "one": f"{year:04}-{second:02}-{first:02}"}
            return Problem(codes.REPLY_AMBIGUOUS_DATE, {**details, "other": f"{year:04}-{first:02}-{second:02}"})
        return _day(text, year, *((first, second) if second > _MONTHS else (second, first)))
    return _day(text, year, *rest)


def _numbers(plain: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a date; day and month in either order where only numbers are written."""
    for pattern in _YEAR_FIRST:
        if match := re.fullmatch(pattern, plain):
            return int(match[1]), int(match[2]), int(match[3])
    if match := re.fullmatch(_DAY_FIRST, plain):
        return int(match[3]), int(match[2]), int(match[1])
    if match := re.fullmatch(_MONTH_FIRST, plain) or re.fullmatch(_DAY_OR_MONTH_FIRST, plain):
        return int(match[3]), int(match[1]), int(match[2])
    return None


def _day(text: str, year: int, month: int, day: int) -> str | Problem:
    days = calendar.monthrange(year, month)[1] if year > 0 and 1 <= month <= _MONTHS else 0
    if not days:
        reason = gettext("the month must be 1 to {count}").format(count=_MONTHS)
    elif not 1 <= day <= days:
        reason = gettext("that month has {count} days").format(count=days)
    else:
        return dt.date(year, month, day).isoformat()
    return Problem(codes.REPLY_NO_SUCH_DATE, {"reply": text, "reason": reason})


def _read_time(text: str, written_in: WrittenIn) -> str | Problem:
    if written_in.now is not None and written_in.says(text, _NOW):
        return written_in.now.strftime("%H:%M")
    plain = nfc(narrow(text)).casefold()
    matches = (re.fullmatch(_BEFORE + clock + _AFTER, plain) for clock in _CLOCKS)
    match = next(filter(None, matches), None)
    if match is None:
        return Problem(codes.REPLY_NOT_TIME, {"reply": text})
    said = match.groupdict()
    is_am, is_pm = bool(said["am"] or said["am_after"]), bool(said["pm"] or said["pm_after"])
    hour, minute = int(said["hour"]), int(said["minute"] or 0)
    if said.get("half"):
        minute = _HALF
    has_half = is_am or is_pm
    is_bare = said["minute"] == "" and not has_half
    if is_bare or (is_am and is_pm) or (has_half and not 1 <= hour <= _NOON):
        return Problem(codes.REPLY_NOT_TIME, {"reply": text})
    if has_half:
        hour = hour % _NOON + (_NOON if is_pm else 0)
    if hour >= _HOURS or minute >= _MINUTES:
        return Problem(codes.REPLY_NOT_TIME, {"reply": text})
    return f"{hour:02}:{minute:02}"
