"""The caps that keep any expression, pattern or label cheap."""

from __future__ import annotations

from typing import Final

MAX_LENGTH: Final = 10_000
"""Characters of an expression."""

MAX_NESTING: Final = 80
"""Parentheses, calls, minus signs and right sides inside one another."""

MAX_DEPTH: Final = 200
"""Levels of the tree; a chain such as 1 + 1 + 1 adds one level an operator."""

MAX_STEPS: Final = 1_000_000
"""Units of work in one evaluation: values of a repeat read, characters matched, states tried."""

MAX_PATTERN_NESTING: Final = 50
MAX_PATTERN_REPEAT: Final = 1_000
MAX_PATTERN_STATES: Final = 5_000
MAX_PATTERN_LOOKS: Final = 20

MAX_RANDOM_TEXT: Final = 1_000
"""Characters that uuid(n) may give."""
