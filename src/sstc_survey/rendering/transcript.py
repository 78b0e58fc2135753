"""One response, readable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from sstc_survey.display import clean
from sstc_survey.rendering.json_text import json_text
from sstc_survey.response import Missing, Response

_STATES = {Missing.BLANK: "blank", Missing.DONT_KNOW: "don't know", Missing.REFUSED: "refused", None: "not reached"}


@dataclass(frozen=True, slots=True)
class Passage:
    """One question with what was said to it; `hidden` where the respondent's attribution hides it."""

    headings: tuple[str, ...]
    label: str
    reply: str
    state: Missing | None
    comment: str
    hidden: bool


def write_transcript(title: str, response: Response, passages: Sequence[Passage], stream: TextIO) -> None:
    """Write a response as a person reads it."""
    console = Console(file=stream, highlight=False, soft_wrap=False)
    console.print(_plain(title, "bold"))
    console.print(_plain(f"Response {response.id}"))
    for line in _facts(response):
        console.print(_plain(line, "dim"))
    shown: tuple[str, ...] = ()
    for passage in passages:
        console.print()
        if passage.headings != shown:
            for heading in passage.headings:
                console.print(_plain(heading, "dim"))
            shown = passage.headings
        console.print(_plain(passage.label, "bold"))
        console.print(Padding(_reply(passage), (0, 0, 0, 2), expand=False))
        if passage.comment and not passage.hidden:
            console.print(Padding(_plain(f"Comment: {passage.comment}", "italic"), (0, 0, 0, 2), expand=False))


def _plain(text: str, style: str = "") -> Text:
    return Text(clean(text, keep_newlines=True), style=style)


def _reply(passage: Passage) -> Text:
    if passage.hidden:
        return _plain("(hidden by the respondent's attribution)", "dim")
    return _plain(passage.reply) if passage.reply else _plain(f"({_STATES[passage.state]})", "dim")


def _facts(response: Response) -> list[str]:
    ended = f", finished {response.finished}" if response.finished else ""
    by = f" · interviewer {response.interviewer}" if response.interviewer else ""
    paper = response.questionnaire
    return [
        f"{response.status} · {response.mode} · {response.language}{by}",
        f"begun {response.started}{ended}",
        f"questionnaire {paper.id} {paper.version}",
    ]


def write_json(response: dict[str, Any], stream: TextIO) -> None:
    """Write a response as JSON."""
    stream.write(json_text(response))
