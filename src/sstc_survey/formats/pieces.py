"""What YAML and JSON have in common: values with the places where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from sstc_survey.errors import Place, Problem

Scalar: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A value of a file: a scalar, a list, or a mapping, whose keys have places too."""

    place: Place
    value: Scalar | list[Piece] | dict[str, Member]


@dataclass(frozen=True, slots=True)
class Member:
    """A key of a mapping, and its value."""

    place: Place
    piece: Piece


class Outcome(NamedTuple):
    """What could be read of a text, None where nothing could, and what is wrong with it."""

    piece: Piece | None
    problems: list[Problem]
