"""Replies of the wrong kind."""

from __future__ import annotations

from typing import Final

from sstc_survey.problems import Problem, codes

_GIVEN: Final[dict[type, str]] = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "a mapping",
    str: "text",
}


def wrong_shape(type_name: str, wanted: str, raw: object) -> Problem:
    """Return the problem of a reply that is of another kind than its question takes."""
    return Problem(
        codes.REPLY_WRONG_SHAPE, {"type": type_name, "wanted": wanted, "given": _GIVEN.get(type(raw), "that")}
    )
