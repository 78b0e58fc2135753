"""The kinds of value that keys of a questionnaire take."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from msgspec import Meta, Struct

from sstc_survey.wording import Text

NAME_PATTERN = r"^[A-Za-z_][A-Za-z0-9_-]*$"
ID_PATTERN = r"^[a-z0-9][a-z0-9._-]*$"
CODE_PATTERN = r"^\S+$"
LANGUAGE_PATTERN = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
DATE_PATTERN = r"^\d{4}-\d{2}-\d{2}$"
TIME_PATTERN = r"^\d{2}:\d{2}$"
MAX_NAME = 64
OTHER = "other"

# What an answer can be: text, code, date or time; whole number; number; codes, or the instances of a repeat.
Value: TypeAlias = str | int | float | list[str]
Stored: TypeAlias = str | int | float | list[str | dict[str, Any]]

Name = Annotated[str, Meta(pattern=NAME_PATTERN, max_length=MAX_NAME)]
IsoDate = Annotated[str, Meta(pattern=DATE_PATTERN)]
ClockTime = Annotated[str, Meta(pattern=TIME_PATTERN)]
# Expressions in the dialect of XLSForm; those that filter choices name the columns of these too.
Formula = Annotated[str, Meta(min_length=1, extra_json_schema={"format": "expression"})]
ChoiceFilter = Annotated[str, Meta(min_length=1, extra_json_schema={"format": "choice-filter"})]


class Choice(Struct, frozen=True, kw_only=True):
    """One choice of a list, as `code: label` or `code: {label: ..., exclusive: true, region: north}`."""

    code: str
    label: Text
    exclusive: bool = False
    columns: dict[str, str] = {}


class ChoiceList(tuple[Choice, ...]):
    """The choices of a select: in the file a mapping of codes to labels, or the name of a list at the top."""

    __slots__ = ()
