"""Cut a label into plain text and `${name}` references."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from .faults import Fault, RefusedError
from .nodes import Reference
from .tokens import REFERENCE, refuse_braces

_OPENING: Final = re.compile(r"\$\{")


def split_label(text: str) -> tuple[str | Reference, ...] | Fault:
    """Give the parts of a label in order; a `${` that is no reference is a fault."""
    parts: list[str | Reference] = []
    position = 0
    for opening in _OPENING.finditer(text):
        start = opening.start()
        match = REFERENCE.match(text, start)
        if match is None:
            try:
                refuse_braces(text, start)
            except RefusedError as refused:
                return refused.fault
        if start > position:
            parts.append(text[position:start])
        parts.append(Reference(match[1], start, match.end()))
        position = match.end()
    if position < len(text):
        parts.append(text[position:])
    return tuple(parts)


def fill_label(parts: tuple[str | Reference, ...], lookup: Callable[[str], str]) -> str:
    """Join the parts of a label, with each reference replaced by what the lookup gives."""
    return "".join(part if isinstance(part, str) else lookup(part.name) for part in parts)
