"""Shares as drawings of a page in HTML: the bar of a row, and the columns of classes that follow one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sstc_survey.reports.escaping import html_text
from sstc_survey.reports.pages.page import Table

# A drawing has a size of its own, in which a letter of the smallest size is so wide.
_WIDTH: Final = 320
_HEIGHT: Final = 150
_LETTER: Final = 5.2
# What is above the columns for the numbers, and below them for the classes.
_ABOVE: Final = 14
_BELOW: Final = 18
_GAP: Final = 0.12
_WHOLE: Final = 100

# Colours in both appearances; each pair differs by 3 to 1 at least, as WCAG has it for drawings.
STYLE: Final = """
:root { --bar: #1f6fb2; --track: #e7ecf1; }
svg rect, svg .track { fill: var(--track); } svg .share { fill: var(--bar); }
svg text { fill: currentColor; font: 9px system-ui, sans-serif; text-anchor: middle; }
svg line { stroke: currentColor; stroke-width: 1; }
.bar { display: block; width: 100%; height: 0.45em; margin-top: 0.25em; }
.columns { display: block; width: 100%; max-width: 34rem; margin: 0.6em 0; break-inside: avoid; }
@media (prefers-color-scheme: dark) { :root { --bar: #6db3ee; --track: #39424c; } }
@media print { :root { --bar: #1f6fb2; --track: #e7ecf1; } }
@media (forced-colors: active) { svg { forced-color-adjust: none; } }
"""


def bar_svg(percent: float, name: str) -> str:
    """Return the bar of a share of 100 percent."""
    width = _figure(min(max(percent, 0), _WHOLE))
    return (
        f'<svg class="bar" role="img" aria-label="{html_text(name)}" viewBox="0 0 100 10" preserveAspectRatio="none">'
        f'<rect width="100" height="10"/><rect class="share" width="{width}" height="10"/></svg>'
    )


def columns_svg(table: Table) -> str:
    """Return the columns of a table that has a histogram: above each is its number, below it its class."""
    rows = table.rows[: len(table.rows) - table.last]
    drawn = "".join(_columns(rows, [table.share(place) or 0 for place in range(len(rows))]))
    return (
        f'<svg class="columns" role="img" aria-label="{html_text(table.histogram)}" '
        f'viewBox="0 0 {_WIDTH} {_HEIGHT}">{drawn}</svg>'
    )


def _columns(rows: Sequence[Sequence[str]], shares: Sequence[float]) -> Iterator[str]:
    slot = _WIDTH / len(rows)
    room, floor = _HEIGHT - _ABOVE - _BELOW, _HEIGHT - _BELOW
    highest = max(shares) or 1
    # Where there is no room for every number and every class, only some are named.
    names, numbers = _Line(_HEIGHT - 5), _Line()
    for place, (row, share) in enumerate(zip(rows, shares, strict=True)):
        height = room * share / highest
        left, middle = slot * (place + _GAP / 2), slot * (place + 0.5)
        yield (
            f'<rect class="share" x="{_figure(left)}" y="{_figure(floor - height)}" '
            f'width="{_figure(slot * (1 - _GAP))}" height="{_figure(height)}"/>'
        )
        yield numbers.text(row[1], middle, floor - height - 3)
        yield names.text(row[0], middle)
    yield f'<line x1="0" y1="{floor}" x2="{_WIDTH}" y2="{floor}"/>'


class _Line:
    """Writes texts beside one another, as far as there is room."""

    def __init__(self, height: float = 0) -> None:
        self._height = height
        self._end = -_LETTER

    def text(self, text: str, middle: float, height: float | None = None) -> str:
        """Return a text, moved in from an edge; nothing where the one before it is in its place."""
        half = len(text) * _LETTER / 2
        at = min(max(middle, half), _WIDTH - half)
        if at - half < self._end + _LETTER:
            return ""
        self._end = at + half
        y = self._height if height is None else height
        return f'<text x="{_figure(at)}" y="{_figure(y)}">{html_text(text)}</text>'


def _figure(value: float) -> str:
    """Write a length, with as many decimals as can be seen."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
