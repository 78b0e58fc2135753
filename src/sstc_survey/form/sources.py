"""Expressions and texts with references, each read once."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sstc_survey.expressions import Expression, Fault, Reference

_DYNAMIC: Final = re.compile(r"\$\{|[A-Za-z0-9]\s*\(")
_REMEMBERED: Final = 8_192


@lru_cache(maxsize=_REMEMBERED)
def parsed(source: str, *, bare_names: bool = False) -> Expression | Fault:
    """Read an expression, each once; what reads them is imported where the first one is met."""
    from sstc_survey.expressions import parse

    return parse(source, bare_names=bare_names)


@lru_cache(maxsize=_REMEMBERED)
def _split(text: str) -> tuple[str | Reference, ...] | None:
    from sstc_survey.expressions import Fault, split_label

    parts = split_label(text)
    return None if isinstance(parts, Fault) else parts


def expression(source: str | None, *, bare_names: bool = False) -> Expression | None:
    """Read an expression; one with a fault, which check reports, counts as none."""
    return _sound(parsed(source, bare_names=bare_names)) if source else None


def _sound(read: Expression | Fault) -> Expression | None:
    from sstc_survey.expressions import Expression

    return read if isinstance(read, Expression) else None


def label_parts(text: str) -> tuple[str | Reference, ...]:
    """Cut a text at its references; one with a fault stays whole."""
    return _split(text) or (text,)


def is_dynamic(default: str) -> bool:
    """Tell whether a default is an expression: it names a question, or calls a function."""
    return bool(_DYNAMIC.search(default)) and _sound(parsed(default)) is not None
