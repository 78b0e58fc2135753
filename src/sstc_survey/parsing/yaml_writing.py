"""Texts written so that YAML reads them back as they are."""

from __future__ import annotations

import json
import re
from typing import Final

# What YAML takes for nothing but text.
_PLAIN: Final = r"[A-Za-z][A-Za-z0-9 ,.'()-]*[A-Za-z0-9.)?]"
_PLAIN_IN_BRACKETS: Final = r"[A-Za-z][A-Za-z0-9 .'()-]*[A-Za-z0-9.)?]"
_WORDS: Final = {"null", "true", "false"}


def scalar(text: str, *, in_brackets: bool = False) -> str:
    """Write a text on one line, in quotes unless it needs none; between brackets a comma needs them too."""
    plain = _PLAIN_IN_BRACKETS if in_brackets else _PLAIN
    if re.fullmatch(plain, text) and text.casefold() not in _WORDS:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in quoted)


def block(text: str, indent: str) -> str | None:
    """Write a text of several lines under a |, each line indented; None where only quotes can hold it."""
    body = text.removesuffix("\n")
    lines = body.split("\n")
    sound = all(line.isprintable() and line == line.rstrip() for line in lines)
    if len(lines) == 1 or not sound or not lines[-1] or lines[0] != lines[0].lstrip() or not lines[0]:
        return None
    sign = "|" if text.endswith("\n") else "|-"
    return "\n".join([sign, *(f"{indent}{line}" if line else "" for line in lines)])
