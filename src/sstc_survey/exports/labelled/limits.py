"""What a format of labelled data takes: how long names, labels and texts may be, and which dates it has."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from typing import Final, TypeAlias

from msgspec import Struct

# How long a text is for a format.
Size: TypeAlias = Callable[[str], int]

_ELLIPSIS: Final = "…"
_JOINER: Final = "\u200d"


def bytes_of(text: str) -> int:
    """Return the length in UTF-8."""
    return len(text.encode())


class Limits(Struct, frozen=True, kw_only=True):
    """The limits of a format; `name_size` and `label_size` measure what names and labels of variables are limited by.

    Labels of values and texts are limited in bytes of UTF-8. `labels_texts` where the values of texts can have labels,
    `dates_states` where dates and times can have states as missing values.
    """

    extension: str
    program: str
    longest_name: int
    name_size: Size
    reserved: frozenset[str]
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
    reserved=frozenset({"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"}),
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
    reserved=frozenset(
        {
            *("_all", "_b", "_coef", "_cons", "_n", "_pi", "_pred", "_rc", "_se", "_skip"),
            *("byte", "double", "float", "if", "in", "int", "long", "str", "strl", "using", "with"),
        }
    ),
    longest_label=80,
    label_size=len,
    longest_value_label=32_000,
    longest_text=None,
    most_variables=32_767,
    first_day=dt.date(100, 1, 1),
    labels_texts=False,
    dates_states=True,
)


def shortened(text: str, longest: int, size: Size, *, of: str = "") -> str:
    """Return a text that is no longer than a format takes, cut between characters, and with an ellipsis where cut.

    A text that begins with `of`, and ends with what sets it apart from others, keeps its end.
    """
    if size(text) <= longest:
        return text
    stem, tail = (of, text.removeprefix(of)) if of and text.startswith(of) else (text, "")
    room = longest - size(_ELLIPSIS)
    short_stem, short_tail = cut_in_two(stem, tail, room, size)
    if short_tail == tail:
        return short_stem.rstrip() + _ELLIPSIS + tail
    # Then both are cut: there is room for one ellipsis more.
    short_stem, short_tail = cut_in_two(stem, tail, room - size(_ELLIPSIS), size)
    is_whole = short_stem == stem
    return (stem if is_whole else short_stem.rstrip() + _ELLIPSIS) + short_tail.rstrip() + _ELLIPSIS


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
