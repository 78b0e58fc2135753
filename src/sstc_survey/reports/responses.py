"""What lies in folders, as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from sstc_survey.display import clean
from sstc_survey.reports.summary.as_json import json_text
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


_STATUS: Final = len("complete")
_PROGRESS: Final = len("10 of 10")


@dataclass(frozen=True, slots=True)
class Item:
    """One file: what it is, and for a response who, when and how far; for a refused file why."""

    file: str
    id: str | None
    status: str
    who: str | None = None
    started: str | None = None
    passed: int | None = None
    total: int | None = None
    questionnaire: str | None = None
    interviewer: str | None = None
    reason: str | None = None

    @property
    def begun(self) -> str:
        """Say when it was begun, to the minute."""
        return (self.started or "")[:16].replace("T", " ")

    @property
    def progress(self) -> str:
        """Say how many of its questions have been passed."""
        return "" if self.passed is None else f"{self.passed} of {self.total}"


def write_list(items: Sequence[Item], stream: TextIO) -> None:
    """Write a line for each response, and below them every file that is refused, with the reason.

    What does not fit beside the rest goes below it, further in.
    """
    console = Console(file=stream, highlight=False)
    refused = [item for item in items if item.id is None]
    listed = [item for item in items if item.id is not None]
    ids = {item.file: _short(item.id, listed) for item in listed}
    longest = max(map(len, ids.values()), default=0)
    several = len({item.questionnaire for item in listed}) > 1
    for item in listed:
        facts = [ids[item.file].ljust(longest), item.status.ljust(_STATUS), item.begun, item.progress.ljust(_PROGRESS)]
        rest = [text for text in (item.questionnaire if several else None, item.who) if text]
        _write_item(facts, " \u00b7 ".join(rest), console)
        if item.reason is not None:
            _write_below(f"conflict: {item.file}: {item.reason}", console)
    for item in refused:
        console.print(_text(f"{item.status}: {item.file}: {item.reason}"))


def _write_item(facts: Sequence[str], rest: str, console: Console) -> None:
    line = "  ".join(facts)
    if cell_len(line) + 2 + cell_len(rest) <= console.width:
        console.print(_text(f"{line}  {rest}".rstrip()))
        return
    if cell_len(line.rstrip()) <= console.width:
        console.print(_text(line.rstrip()))
    else:
        console.print(_text("  ".join(facts[:2]).rstrip()))
        _write_below("  ".join(facts[2:]), console)
    if rest:
        _write_below(rest, console)


def _write_below(text: str, console: Console) -> None:
    console.print(Padding(_text(text), (0, 0, 0, 2), expand=False))


def _short(wanted: str | None, items: Sequence[Item]) -> str:
    """Return as much of an id as tells it from the others here, at least up to its second group."""
    ids = {item.id for item in items if item.id}
    for length in (13, 18, 23):
        if wanted and sum(other.startswith(wanted[:length]) for other in ids) == 1:
            return wanted[:length]
    return wanted or ""


def _text(text: str) -> Text:
    return Text(clean(text))


def write_json_list(items: Sequence[Item], stream: TextIO) -> None:
    """Write the list as JSON."""
    stream.write(json_text([asdict(item) for item in items]))
