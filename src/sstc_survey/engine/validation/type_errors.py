"""Replies of the wrong type."""

from __future__ import annotations

from typing import Final

from sstc_survey.problems import Problem, codes

_NAMES: Final[dict[type, str]] = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "a mapping",
    str: "text",
}


def wrong_type(type_name: str, expected: str, raw: object) -> Problem:
    """Return the problem of a reply that is not what its type of question takes."""
    return Problem(
        codes.REPLY_WRONG_SHAPE, {"type": type_name, "wanted": expected, "given": _NAMES.get(type(raw), "that")}
    )
