"""JSON as every command writes it: readable in any script, with nothing in it that can steer a terminal."""

from __future__ import annotations

import json
import re
from typing import Final

# What json leaves as it is though it can steer a terminal, or cannot be encoded; an escape says the same in a string.
_STEERING: Final = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def json_text(document: object) -> str:
    """Return a document as indented JSON that ends with a line break."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"
