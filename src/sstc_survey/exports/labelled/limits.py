"""What a format of labelled data takes: how long names, labels and texts may be, and which dates it has."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from typing import Final, TypeAlias

from msgspec import Struct

from sstc_survey.display import clean

# How long a text is for a format.
Size: TypeAlias = Callable[[str], int]

_ELLIPSIS: Final = "…"
_JOINER: Final = "\u200d"


def bytes_of(text: str) -> int:
    """Return the length in UTF-8."""
    return len(text.encode())


class Limits(Struct, frozen=True, kw_only=True):
    """The limits of a format; `name_size` and `label_size` measure what names, and titles and labels of variables,
    are limited by. `reserved` gives None for
    a word in small letters that is free.

    Labels of values and texts are limited in bytes of UTF-8. `labels_texts` where the values of texts can have labels,
    `dates_states` where dates and times can have states as missing values.
    """

    extension: str
    program: str
    longest_name: int
    name_size: Size
    reserved: Callable[[str], object]
    longest_title: int
    longest_label: int
    label_size: Size
    longest_value_label: int
    longest_text: int | None
    most_variables: int | None
    first_day: dt.date
    labels_texts: bool
    dates_states: bool


SAV: Final = Limits(
    extension="sav",
    program="SPSS",
    # SPSS takes 64, and 63 for sets of multiple responses, whose names have one sign more.
    longest_name=62,
    name_size=bytes_of,
    reserved=re.compile("all|and|by|eq|ge|gt|le|lt|ne|not|or|to|with").fullmatch,
    longest_title=64,
    longest_label=256,
    label_size=bytes_of,
    longest_value_label=120,
    longest_text=32_767,
    most_variables=None,
    # SPSS counts the seconds since the day before, and shows nothing for times before this one.
    first_day=dt.date(1582, 10, 15),
    labels_texts=True,
    # Programs other than SPSS change the values of dates, but not what is declared as missing: they would take a state
    # for a day in 1582.
    dates_states=False,
)
DTA: Final = Limits(
    extension="dta",
    program="Stata",
    # Stata takes 32, also for sets of labels. Each is named after its variable, with a number of up to five digits.
    longest_name=27,
    name_size=len,
    # Those that begin with an underscore are no names here anyway.
    reserved=re.compile("byte|double|float|if|in|int|long|str[0-9]+|strl|using|with").fullmatch,
    longest_title=80,
    longest_label=80,
    label_size=len,
    longest_value_label=32_000,
    longest_text=None,
    most_variables=32_767,
    first_day=dt.date(100, 1, 1),
    labels_texts=False,
    dates_states=True,
)
# By the ending of the file.
LIMITS: Final = {limits.extension: limits for limits in (SAV, DTA)}


def one_line(text: str) -> str:
    """Return a label on one line, as both programs show them."""
    return clean(" ".join(text.split()))


def shortened(text: str, longest: int, size: Size, *, of: str = "") -> str:
    """Return a text that is no longer than a format takes, cut between characters, and with an ellipsis where cut.

    A text that begins with `of`, and ends with what sets it apart from others, keeps its end.
    """
    if size(text) <= longest:
        return text
    stem, tail = (of, text.removeprefix(of)) if of and text.startswith(of) else ("", text)
    ellipsis = size(_ELLIPSIS)
    if size(tail) > max(longest // 2, longest - size(stem)):
        room = longest - ellipsis * (2 if stem else 1)
        short, end = cut_in_two(stem, tail, room, size)
        end = end.rstrip() + _ELLIPSIS
    else:
        short, end = cut(stem, longest - ellipsis - size(tail), size), tail
    return (short if short == stem else short.rstrip() + _ELLIPSIS) + end


def cut(text: str, longest: int, size: Size) -> str:
    """Return as much of the beginning as there is room for; what belongs to a character is not parted from it."""
    end = min(len(text), longest)
    while size(text[:end]) > longest:
        end -= 1
    while 0 < end < len(text) and (_continues(text[end]) or text[end - 1] == _JOINER):
        end -= 1
    return text[:end]


def cut_in_two(stem: str, tail: str, longest: int, size: Size) -> tuple[str, str]:
    """Cut two parts to what there is room for: the stem first, and the tail where it takes more than half."""
    tail = cut(tail, max(longest // 2, longest - size(stem)), size)
    return cut(stem, longest - size(tail), size), tail


def _continues(character: str) -> bool:
    return unicodedata.category(character).startswith("M") or character == _JOINER
