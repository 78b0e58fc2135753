"""A summary as a picture of the screen that shows it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Final, TextIO

from rich.console import Console

from sstc_survey.reports.summary.as_table import draw
from sstc_survey.reports.summary.model import Summary

_WIDTH: Final = 80
# Rich's own frame links to fonts on another server: this one uses a font that the reader has.
_FRAME: Final = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; \
font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def screen_svg(render: Callable[[Console], None], width: int, title: str) -> str:
    """Return what `render` draws on a console of some columns as SVG; the same drawing gives the same text."""
    console = Console(
        file=io.StringIO(),
        width=width,
        record=True,
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
        highlight=False,
        _environ={},
    )
    render(console)
    return console.export_svg(title=title, code_format=_FRAME, unique_id="screen")


def write_svg(summary: Summary, stream: TextIO) -> None:
    """Write the summary as it looks on a terminal of 80 columns, as SVG without fonts from elsewhere."""
    stream.write(screen_svg(lambda console: draw(summary, console), _WIDTH, "sstc-survey summarize"))
