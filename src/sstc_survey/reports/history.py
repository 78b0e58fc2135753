"""The history of a response for reading, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TextIO

from msgspec import Struct
from msgspec.structs import asdict

from sstc_survey.engine.history import EntryKind
from sstc_survey.i18n import gettext, noop
from sstc_survey.reports.console import INDENT, CleanConsole, console_for
from sstc_survey.reports.escaping import json_text
from sstc_survey.reports.responses import missing_words, status_word
from sstc_survey.response import Missing, Response

_FORMAT: Final = "sstc-survey/history"
_SCHEMA: Final = 1
_KINDS: Final = {
    EntryKind.START: noop("Interview started"),
    EntryKind.FINISH: noop("Interview finished"),
    EntryKind.REOPEN: noop("Edit started"),
    EntryKind.ANSWER: noop("Answered"),
    EntryKind.CHANGE: noop("Changed"),
    EntryKind.SET_ASIDE: noop("No longer asked"),
    EntryKind.RETURN: noop("Asked again"),
    EntryKind.NARROW: noop("Choices no longer offered"),
    EntryKind.REMOVE: noop("Removed"),
    EntryKind.ROUND: noop("Questions put again"),
    EntryKind.ACCEPT: noop("Edit accepted"),
    EntryKind.VOID: noop("Made void"),
    EntryKind.RESTORE: noop("Restored"),
    EntryKind.RESOLVE: noop("Conflict resolved"),
}
_MINUTE: Final = len("2016-09-07T14:30")


class ShownSaid(Struct, frozen=True):
    """What was said to a question as it may be shown: its answer, else why there is none, and the comment."""

    answer: str | None = None
    missing: Missing | None = None
    comment: str | None = None


class HistoryLine(Struct, frozen=True):
    """One thing that happened; `hidden` where the respondent's attribution hides what was said.

    `before` is None where nothing was said before, and `after` where nothing is said any more.
    """

    at: str
    by: str | None
    kind: EntryKind
    question: str | None = None
    headings: tuple[str, ...] = ()
    label: str | None = None
    before: ShownSaid | None = None
    after: ShownSaid | None = None
    reason: str | None = None
    hidden: bool = False
    accepted: bool = True


def write_history(title: str, response: Response, lines: Sequence[HistoryLine], stream: TextIO) -> None:
    """Write the history of a response as a person reads it."""
    console = CleanConsole(console_for(stream))
    console.line(title, "bold")
    console.line(gettext("Response {id}").format(id=response.id))
    console.line(status_word(response.status), "dim")
    for line in lines:
        console.gap()
        facts = [line.at[:_MINUTE].replace("T", " "), gettext(_KINDS[line.kind]), line.by]
        if not line.accepted:
            facts.append(gettext("not accepted yet"))
        console.facts(" · ".join(filter(None, facts)), "dim")
        for heading in line.headings:
            console.line(heading, "dim")
        if line.label is not None:
            console.line(line.label, "bold")
        if line.hidden:
            console.line(gettext("(withheld for confidentiality)"), "dim", INDENT)
        elif said := [_said_text(said) for said in (line.before, line.after) if said is not None]:
            console.line(" → ".join(said), indent=INDENT)
        if line.reason:
            console.line(gettext("Reason: {reason}").format(reason=line.reason), "italic", INDENT)


def _said_text(said: ShownSaid) -> str:
    text = said.answer or missing_words(said.missing or Missing.BLANK)
    return f"{text} [{said.comment}]" if said.comment else text


def write_json_history(response: Response, lines: Sequence[HistoryLine], stream: TextIO) -> None:
    """Write the history of a response as JSON."""
    document = {
        "format": _FORMAT,
        "schema": _SCHEMA,
        "id": response.id,
        "status": response.status,
        "history": [_document(line) for line in lines],
    }
    stream.write(json_text(document))


def _document(line: HistoryLine) -> dict[str, object]:
    said = {name: each and asdict(each) for name, each in (("before", line.before), ("after", line.after))}
    return {**asdict(line), **said}
