"""The lines of a row that has details: beside its label where there is room, else below it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from sstc_survey.i18n import gettext, noop
from sstc_survey.prompters.terminal.wrapping import cells, cut, padded, wrap

# Below this width details are shown below their label, not beside it.
_TWO_COLUMNS: Final = 50
_GAP: Final = 2
_LINES: Final = 2
_MORE_CHARACTERS: Final = noop("{count} more characters")


def beside(label: str, details: Sequence[str], width: int, ellipsis: str) -> list[str]:
    """Return the lines of a label and its details: beside one another, or below where that would be too narrow."""
    has_columns = width >= _TWO_COLUMNS
    left = width // 2 - _GAP if has_columns else width
    right = width - left - _GAP if has_columns else width - _GAP
    labels = cut(label, left, ellipsis, height=_LINES)
    texts = [line for detail in details for line in _short(detail, right, ellipsis)]
    if has_columns:
        # What is on the right comes last, so that nothing after it can be out of line.
        pairs = zip_longest(labels, texts, fillvalue="")
        return [(padded(one, left + _GAP) + other).rstrip() for one, other in pairs]
    if len(texts) == 1 and cells(labels[-1]) + _GAP + cells(texts[0]) <= width:
        return [*labels[:-1], f"{labels[-1]}{' ' * _GAP}{texts[0]}"]
    return [*labels, *(" " * _GAP + text for text in texts)]


def _short(text: str, width: int, ellipsis: str) -> list[str]:
    """Return a text in two lines at most, with how much more there is."""
    lines = wrap(text, width)
    if len(lines) <= _LINES:
        return lines
    left_out = len(text) - len(lines[0])
    room = width - cells(_characters(left_out, ellipsis))
    last = cut(text[len(lines[0]) :].lstrip(), room, "")[0] if room > 0 else ""
    return [lines[0], last + _characters(left_out - len(last), ellipsis)]


def _characters(count: int, ellipsis: str) -> str:
    return f"{ellipsis} {gettext(_MORE_CHARACTERS).format(count=count)}"
