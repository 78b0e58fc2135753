"""Draw how the cost of a summary grows with the responses, both on a logarithmic scale, as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

_WIDTH: Final = 640
_HEIGHT: Final = 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 200, 20, 50
_COLOURS: Final = ("#1f6fb2", "#b2561f", "#4a8f3c", "#8a4fa3", "#777777", "#a8871f")


class Line(NamedTuple):
    """What was measured of one program: its seconds by the number of responses."""

    name: str
    seconds: dict[int, float]


def draw(lines: Sequence[Line], path: Path) -> None:
    """Write a chart of some lines."""
    sizes = sorted({size for line in lines for size in line.seconds})
    taken = [seconds for line in lines for seconds in line.seconds.values()]
    chart = _Chart(sizes, math.floor(math.log10(min(taken))), math.ceil(math.log10(max(taken))))
    path.write_text("\n".join(chart.svg(lines)) + "\n", encoding="utf-8")


class _Chart:
    def __init__(self, sizes: Sequence[int], low: int, high: int) -> None:
        self._sizes = sizes
        self._low, self._high = low, high

    def _x(self, size: float) -> float:
        first, last = math.log10(self._sizes[0]), math.log10(self._sizes[-1])
        return _LEFT + (math.log10(size) - first) / ((last - first) or 1) * (_WIDTH - _LEFT - _RIGHT)

    def _y(self, seconds: float) -> float:
        share = (math.log10(seconds) - self._low) / (self._high - self._low)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)

    def svg(self, lines: Sequence[Line]) -> Iterator[str]:
        title = "CPU seconds of a summary by the number of responses"
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
            f'aria-label="{title}" font-family="sans-serif" font-size="12">'
        )
        yield f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>'
        for power in range(self._low, self._high + 1):
            y = self._y(10**power)
            yield f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#dddddd"/>'
            yield f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} s</text>'
        for size in self._sizes:
            yield f'<text x="{self._x(size):.1f}" y="{_HEIGHT - _BOTTOM + 20}" text-anchor="middle">{size:,}</text>'
        yield f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2:.0f}" y="{_HEIGHT - 10}" text-anchor="middle">{title}</text>'
        names = sorted(lines, key=lambda line: -line.seconds[max(line.seconds)])
        above = 0.0
        for colour, line in zip(_COLOURS, names, strict=False):
            points = [(self._x(size), self._y(seconds)) for size, seconds in sorted(line.seconds.items())]
            path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
            yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
            yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points)
            # Names of lines that end close to each other stand below one another.
            above = max(points[-1][1], above + 15)
            yield f'<text x="{points[-1][0] + 10:.1f}" y="{above + 4:.1f}" fill="{colour}">{line.name}</text>'
        yield "</svg>"
