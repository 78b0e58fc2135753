"""Replies that are days and times, as people type them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Final

from sstc_survey.engine.validation.type_errors import wrong_type
from sstc_survey.i18n import gettext
from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import Date, DateTime, Time, Value

_ISO: Final = r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
_CHINESE: Final = r"(\d{4})年(\d{1,2})月(\d{1,2})日?"
_DAY_OR_MONTH_FIRST: Final = r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})"
_CLOCK: Final = r"(\d{1,2})(?:[:.hH](\d{2})(?::\d{2})?|)(?:\s*([aApP])\.?[mM]\.?)?"
# As programs write a time, alone or with its day: what has an offset is converted to local time; seconds are left out.
_OFFSET: Final = r"(Z|z|[+-]\d{2}:\d{2})?"
_TIMESTAMP: Final = rf"(\d{{4}}-\d{{2}}-\d{{2}})[Tt ](\d{{2}}:\d{{2}})(?::\d{{2}}(?:\.\d+)?)?{_OFFSET}"
_CLOCK_WITH_OFFSET: Final = r"(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|z|[+-]\d{2}:\d{2})"
_RELATIVE: Final = {"today": 0, "yesterday": -1, "tomorrow": 1}
_MONTHS, _HOURS, _MINUTES, _NOON = 12, 24, 60, 12


def validate_date(question: Date, raw: object, now: dt.datetime | None) -> Value | Problem:
    """Return a day as year-month-day."""
    if not isinstance(raw, str):
        return wrong_type(Date, "a date as year-month-day", raw)
    date = _read_date(raw.strip(), now)
    return date if isinstance(date, Problem) else _out_of_bounds(date, question.min, question.max) or date


def validate_time(question: Time, raw: object, now: dt.datetime | None) -> Value | Problem:
    """Return a time as hours:minutes, 00:00 to 23:59."""
    if not isinstance(raw, str):
        return wrong_type(Time, "a time as hours:minutes", raw)
    text = raw.strip()
    if timestamp := re.fullmatch(_TIMESTAMP, text):
        text = _local(timestamp[1], timestamp[2], timestamp[3], now)[1]
    elif now is not None and (clock := re.fullmatch(_CLOCK_WITH_OFFSET, text)):
        text = _local(now.date().isoformat(), clock[1], clock[2], now)[1]
    time = _read_time(text, now)
    return time if isinstance(time, Problem) else _out_of_bounds(time, question.min, question.max) or time


def _out_of_bounds(value: str, first: str | None, last: str | None) -> Problem | None:
    if first is not None and value < first:
        return Problem(codes.REPLY_TOO_EARLY, {"reply": value, "minimum": first})
    if last is not None and value > last:
        return Problem(codes.REPLY_TOO_LATE, {"reply": value, "maximum": last})
    return None


def validate_date_time(raw: object, now: dt.datetime | None) -> Value | Problem:
    """Return a day and a time as year-month-dayThours:minutes."""
    if not isinstance(raw, str):
        return wrong_type(DateTime, "a date and a time", raw)
    text = raw.strip()
    if text.casefold() == "now" and now is not None:
        return now.isoformat(timespec="minutes")[:16]
    if timestamp := re.fullmatch(_TIMESTAMP, text):
        day, clock = _local(timestamp[1], timestamp[2], timestamp[3], now)
    else:
        day, _, clock = text.replace("T", " ").rpartition(" ")
    if not day:
        return Problem(codes.REPLY_NOT_DATE_TIME, {"reply": text})
    date, time = _read_date(day.strip(), now), _read_time(clock, now)
    if isinstance(date, Problem):
        return date
    return time if isinstance(time, Problem) else f"{date}T{time}"


def _local(day: str, clock: str, offset: str | None, now: dt.datetime | None) -> tuple[str, str]:
    """Return the local day and time of what has an offset; what has none, or is no time, stays as it is."""
    if offset and now is not None:
        try:
            moment = dt.datetime.fromisoformat(f"{day}T{clock}{offset.upper()}").astimezone(now.tzinfo)
        except (ValueError, OverflowError):
            return day, clock
        return moment.date().isoformat(), f"{moment:%H:%M}"
    return day, clock


def _read_date(text: str, now: dt.datetime | None) -> str | Problem:
    """Return a typed day as year-month-day; which of two numbers is the month is asked where both could be."""
    if text.casefold() in _RELATIVE and now is not None:
        return (now.date() + dt.timedelta(days=_RELATIVE[text.casefold()])).isoformat()
    if match := re.fullmatch(_ISO, text) or re.fullmatch(_CHINESE, text):
        year, month, day = (int(part) for part in match.groups())
        return _day(text, year, month, day)
    if match := re.fullmatch(_DAY_OR_MONTH_FIRST, text):
        first, second, year = (int(part) for part in match.groups())
        if first <= _MONTHS and second <= _MONTHS and first != second:
            details = {"reply": text, "one": f"{year:04}-{second:02}-{first:02}"}
            return Problem(codes.REPLY_AMBIGUOUS_DATE, {**details, "other": f"{year:04}-{first:02}-{second:02}"})
        day, month = (second, first) if second > _MONTHS else (first, second)
        return _day(text, year, month, day)
    return Problem(codes.REPLY_NOT_DATE, {"reply": text})


def _day(text: str, year: int, month: int, day: int) -> str | Problem:
    days = calendar.monthrange(year, month)[1] if year and 1 <= month <= _MONTHS else 0
    if not days:
        reason = gettext("a year has months 1 to {count}").format(count=_MONTHS)
    elif not 1 <= day <= days:
        reason = gettext("that month has days 1 to {count}").format(count=days)
    else:
        return dt.date(year, month, day).isoformat()
    return Problem(codes.REPLY_NO_SUCH_DATE, {"reply": text, "reason": reason})


def _read_time(text: str, now: dt.datetime | None) -> str | Problem:
    if text.casefold() == "now" and now is not None:
        return now.strftime("%H:%M")
    match = re.fullmatch(_CLOCK, text)
    if match is None or (match[2] is None and match[3] is None):
        return Problem(codes.REPLY_NOT_TIME, {"reply": text})
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").casefold()
    if half and not 1 <= hour <= _NOON:
        return Problem(codes.REPLY_NOT_TIME, {"reply": text})
    if half:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    if hour >= _HOURS or minute >= _MINUTES:
        return Problem(codes.REPLY_NOT_TIME, {"reply": text})
    return f"{hour:02}:{minute:02}"
