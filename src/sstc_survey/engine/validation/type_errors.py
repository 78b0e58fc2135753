"""Replies of the wrong type."""

from __future__ import annotations

from typing import Final

from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import Entry, type_name

_NAMES: Final[dict[type, str]] = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "a mapping",
    str: "text",
}


def kind_of(raw: object) -> str:
    """Name what a raw reply is."""
    return next((_NAMES[kind] for kind in type(raw).__mro__ if kind in _NAMES), "that")


def wrong_type(cls: type[Entry], expected: str, raw: object) -> Problem:
    """Return the problem of a reply that is not what its type of question takes."""
    return Problem(codes.REPLY_WRONG_SHAPE, {"type": type_name(cls), "wanted": expected, "given": kind_of(raw)})
