"""A summary as a picture of the screen that shows it."""

from __future__ import annotations

from typing import Final, TextIO

from sstc_survey.rendering.as_table import draw
from sstc_survey.rendering.picture import screen_svg
from sstc_survey.rendering.summary import Summary

_WIDTH: Final = 80


def write_svg(summary: Summary, stream: TextIO) -> None:
    """Write the summary as it looks on a terminal of 80 columns, as SVG without fonts from elsewhere."""
    stream.write(screen_svg(lambda console: draw(summary, console), _WIDTH, "sstc-survey summarize"))
