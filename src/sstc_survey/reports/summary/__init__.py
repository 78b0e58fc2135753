"""The formats a summary is written in. Each is imported when it is wanted: one needs rich, another csv."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TextIO, TypeAlias

from sstc_survey.reports.summary.model import Summary

Renderer: TypeAlias = Callable[[Summary, TextIO], None]


def _table(summary: Summary, stream: TextIO) -> None:
    from sstc_survey.reports.summary.as_table import write_table

    write_table(summary, stream)


def _json(summary: Summary, stream: TextIO) -> None:
    from sstc_survey.reports.summary.as_json import write_json_summary

    write_json_summary(summary, stream)


def _csv(summary: Summary, stream: TextIO) -> None:
    from sstc_survey.reports.summary.as_csv import write_csv

    write_csv(summary, stream)


def _markdown(summary: Summary, stream: TextIO) -> None:
    from sstc_survey.reports.summary.as_markdown import write_markdown

    write_markdown(summary, stream)


def _svg(summary: Summary, stream: TextIO) -> None:
    from sstc_survey.reports.summary.as_svg import write_svg

    write_svg(summary, stream)


RENDERERS: Final[Mapping[str, Renderer]] = {
    "table": _table,
    "json": _json,
    "csv": _csv,
    "markdown": _markdown,
    "svg": _svg,
}
