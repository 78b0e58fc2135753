"""The limits that keep any expression or pattern cheap."""

from __future__ import annotations

from typing import Final

MAX_LENGTH: Final = 10_000
"""Characters of an expression."""

MAX_NESTING: Final = 80
"""Nested parentheses, calls, minus signs and right sides."""

MAX_DEPTH: Final = 200
"""Levels of the tree; a chain of + or of `and` is one, a chain such as 1 = 1 = 1 has one for each operator."""

MAX_STEPS: Final = 1_000_000
"""Steps of one evaluation: values of a repeat that are read, characters and states of a pattern that are tried."""

MAX_FILTER_STEPS: Final = 4 * MAX_STEPS
"""Steps of a filter for all choices of a question together."""

MAX_REPLY_STEPS: Final = 3 * MAX_STEPS
"""Steps of everything that follows from one reply."""

CHARACTERS_A_STEP: Final = 10
"""Characters of a text, read or made, that count as one step."""

CHARACTERS_A_REPLY_STEP: Final = 200
"""The same in what follows from one reply: there the steps are of very many expressions, each with little else."""

MAX_TEXT: Final = 100_000
"""Characters of a text that is worked out: as many as an answer may have."""

MAX_PATTERN_NESTING: Final = 50
"""Nested groups of a pattern."""

MAX_PATTERN_REPEAT: Final = 1_000
"""The highest count in braces."""

MAX_PATTERN_STATES: Final = 5_000
"""States of the automaton of a pattern."""

MAX_PATTERN_ASSERTIONS: Final = 20
"""Look-aheads and look-behinds of a pattern."""

MAX_RANDOM_TEXT: Final = 1_000
"""Characters that uuid(n) may give."""
