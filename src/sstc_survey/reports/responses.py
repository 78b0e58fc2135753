"""Responses for reading: one as a transcript, many as a list; and both as JSON."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final, TextIO

from msgspec import Struct
from msgspec.structs import asdict
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from sstc_survey.display import clean
from sstc_survey.reports.escaping import json_text
from sstc_survey.response import Missing, Response

_MISSING_LABELS: Final = {
    Missing.BLANK: "blank",
    Missing.DONT_KNOW: "don't know",
    Missing.REFUSED: "refused",
    None: "not reached",
}
# The widths of two columns of a list.
_STATUS: Final = len("complete")
_PROGRESS: Final = len("10 of 10")


class TranscriptEntry(Struct, frozen=True):
    """One question with the answer to it; `hidden` where the respondent's attribution hides it."""

    headings: tuple[str, ...]
    label: str
    reply: str
    missing: Missing | None
    comment: str
    hidden: bool


def write_transcript(title: str, response: Response, entries: Sequence[TranscriptEntry], stream: TextIO) -> None:
    """Write a response as a person reads it."""
    console = Console(file=stream, highlight=False, soft_wrap=False)
    console.print(_text(title, "bold"))
    console.print(_text(f"Response {response.id}"))
    finished = f", finished {response.finished}" if response.finished else ""
    by = f" · interviewer {response.interviewer}" if response.interviewer else ""
    questionnaire = response.questionnaire
    for line in (
        f"{response.status} · {response.mode} · {response.language}{by}",
        f"begun {response.started}{finished}",
        f"questionnaire {questionnaire.id} {questionnaire.version}",
    ):
        console.print(_text(line, "dim"))
    shown: tuple[str, ...] = ()
    for entry in entries:
        console.print()
        if entry.headings != shown:
            for heading in entry.headings:
                console.print(_text(heading, "dim"))
            shown = entry.headings
        console.print(_text(entry.label, "bold"))
        if entry.hidden:
            reply = _text("(hidden by the respondent's attribution)", "dim")
        else:
            reply = _text(entry.reply) if entry.reply else _text(f"({_MISSING_LABELS[entry.missing]})", "dim")
        console.print(_indented(reply))
        if entry.comment and not entry.hidden:
            console.print(_indented(_text(f"Comment: {entry.comment}", "italic")))


def write_json(response: dict[str, Any], stream: TextIO) -> None:
    """Write a response as JSON."""
    stream.write(json_text(response))


class ListedFile(Struct, frozen=True):
    """One file of a list: its status, for a response who, when and how far, for a refused file why."""

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
        """Say how many of its questions were passed."""
        return "" if self.passed is None else f"{self.passed} of {self.total}"


def write_list(files: Sequence[ListedFile], stream: TextIO) -> None:
    """Write a line for each response, and below them every file that is refused, with the reason.

    What does not fit on the line goes below it, indented.
    """
    console = Console(file=stream, highlight=False)
    responses = [file for file in files if file.id is not None]
    ids = _short_ids({file.id for file in responses if file.id})
    longest = max(map(len, ids.values()), default=0)
    has_several = len({file.questionnaire for file in responses}) > 1
    for file in responses:
        rest = [text for text in (file.questionnaire if has_several else None, file.who) if text]
        facts = [
            ids.get(file.id or "", "").ljust(longest),
            file.status.ljust(_STATUS),
            file.begun,
            file.progress.ljust(_PROGRESS),
        ]
        _write_response(facts, " \u00b7 ".join(rest), console)
        if file.reason is not None:
            console.print(_indented(_line(f"conflict: {file.file}: {file.reason}")))
    for file in files:
        if file.id is None:
            console.print(_line(f"{file.status}: {file.file}: {file.reason}"))


def _short_ids(ids: Collection[str]) -> dict[str, str]:
    """Return as much of each id as tells it from the others, at least up to its second group."""
    return {
        each: next(
            (each[:length] for length in (13, 18, 23) if sum(other.startswith(each[:length]) for other in ids) == 1),
            each,
        )
        for each in ids
    }


def _write_response(facts: Sequence[str], rest: str, console: Console) -> None:
    line = "  ".join(facts)
    if cell_len(line) + 2 + cell_len(rest) <= console.width:
        console.print(_line(f"{line}  {rest}".rstrip()))
        return
    if cell_len(line.rstrip()) <= console.width:
        console.print(_line(line.rstrip()))
    else:
        console.print(_line("  ".join(facts[:2]).rstrip()))
        console.print(_indented(_line("  ".join(facts[2:]))))
    if rest:
        console.print(_indented(_line(rest)))


def write_json_list(files: Sequence[ListedFile], stream: TextIO) -> None:
    """Write the list as JSON."""
    stream.write(json_text([asdict(file) for file in files]))


def _text(text: str, style: str = "") -> Text:
    return Text(clean(text, keep_newlines=True), style=style)


def _line(text: str) -> Text:
    return Text(clean(text))


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 2), expand=False)
