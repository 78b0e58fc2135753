"""Responses for reading: one as a transcript, many as a list; and both as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, TextIO

from msgspec import Struct
from msgspec.structs import asdict
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from sstc_survey.display import clean, counted, spell_out
from sstc_survey.reports.console import INDENT, CleanConsole, console_for
from sstc_survey.reports.escaping import json_line, json_text
from sstc_survey.response import Missing, Mode, Response

_MISSING_LABELS: Final = {
    Missing.BLANK: "blank",
    Missing.DONT_KNOW: "don't know",
    Missing.REFUSED: "refused",
    None: "not reached",
}
# The widths of two columns of a list.
_STATUS: Final = len("unfinished")
_PROGRESS: Final = len("10 of 10")
# Where the first three groups of an id end, and the whole of it. The first two are the time of the start.
_ID_ENDS: Final = (13, 18, 23, 36)
# The status in a list of the responses of a batch that was cut.
UNFINISHED: Final = "unfinished batch"
# What people read for some of the words that programs read.
_STATUSES: Final = {"partial": "draft", "refused": "rejected"}
_STARTED: Final = len("2016-09-07 14:30")


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
    reference = f" · reference {response.reference}" if response.reference else ""
    questionnaire = response.questionnaire
    for line in (
        f"{status_word(response.status)} · {response.mode} · {response.language}{by}{reference}",
        f"started {response.started}{finished}",
        f"questionnaire {questionnaire.id}, version {questionnaire.version}",
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
            reply = _text("(withheld for confidentiality)", "dim")
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
    mode: str | None = None
    who: str | None = None
    started: str | None = None
    passed: int | None = None
    total: int | None = None
    questionnaire: str | None = None
    interviewer: str | None = None
    reference: str | None = None
    reason: str | None = None

    @property
    def begun(self) -> str:
        """Say when it was begun, to the minute."""
        return (self.started or "")[:16].replace("T", " ")

    @property
    def progress(self) -> str:
        """Say how many of its questions were passed."""
        return "" if self.passed is None else f"{self.passed} of {self.total}"


def write_list(
    files: Iterable[ListedFile], stream: TextIO, *, id_length: int, has_several: bool, digits: int = 1
) -> None:
    """Write lines for each response as it comes, and at the end those for batches, and for files without a response.

    Responses are numbered, in a column of so many digits; `id_length` is how much of each id is shown. The ids of
    questionnaires are if there are several, or as soon as a second one comes. What does not fit on the line of a
    response goes below it, indented.
    """
    console = CleanConsole(console_for(stream))
    heading = _heading(digits, id_length) if stream.isatty() else ""
    questionnaire = None
    batches: Counter[str] = Counter()
    others: list[str] = []
    number = 0
    for file in files:
        if file.id is None:
            others.append(spell_out(f"{status_word(file.status)}: {file.file}: {file.reason}"))
            continue
        questionnaire = questionnaire or file.questionnaire
        has_several |= file.questionnaire != questionnaire
        number += 1
        lines = [heading] if heading and cell_len(heading) <= console.width else []
        heading = ""
        lines += _response_lines(file, f"{number:<{digits}}", console, id_length, has_several=has_several)
        if file.status == UNFINISHED:
            batches[file.reason or ""] += 1
        elif file.reason is not None:
            lines += console.laid_out(spell_out(f"{status_word(file.status)}: {file.file}: {file.reason}"), INDENT)
        stream.write("\n".join([*lines, ""]))
    others = [
        f"{UNFINISHED} ({counted(count, 'response')}): {spell_out(reason)}" for reason, count in batches.items()
    ] + others
    stream.writelines(f"{line}\n" for each in others for line in console.laid_out(each))


def id_length_of(ids: Iterable[str]) -> int:
    """Return how much of each id tells it from the others: at least the time in it, and always whole groups."""
    in_order = sorted(set(ids))
    return next(
        end
        for end in _ID_ENDS
        if end == _ID_ENDS[-1] or all(one[:end] != other[:end] for one, other in pairwise(in_order))
    )


def status_word(status: str, count: int = 1) -> str:
    """Return the word for a status that people read, as it follows a count."""
    word = _STATUSES.get(status, status)
    return "drafts" if word == "draft" and count != 1 else word


def _heading(digits: int, id_length: int) -> str:
    widths = {"#": digits, "ID": id_length, "status": _STATUS, "started": _STARTED, "passed": _PROGRESS}
    return "  ".join([*(word.ljust(width) for word, width in widths.items()), "respondent"])


def _response_lines(
    file: ListedFile, number: str, console: CleanConsole, id_length: int, *, has_several: bool
) -> Iterator[str]:
    mode = file.mode if file.mode == Mode.SIMULATED else None
    rest = " \u00b7 ".join(filter(None, (mode, file.questionnaire if has_several else None, file.who)))
    status = "unfinished" if file.status == UNFINISHED else status_word(file.status)
    facts = [number, (file.id or "")[:id_length], status.ljust(_STATUS), file.begun, file.progress.ljust(_PROGRESS)]
    line = "  ".join(facts)
    if cell_len(line) + 2 + cell_len(rest) <= console.width:
        yield from console.laid_out(f"{line}  {rest}".rstrip())
        return
    if cell_len(line.rstrip()) <= console.width:
        yield from console.laid_out(line.rstrip())
    else:
        yield from console.laid_out("  ".join(facts[:3]).rstrip())
        yield from console.laid_out("  ".join(facts[3:]).rstrip(), INDENT)
    if rest:
        yield from console.laid_out(rest, INDENT)


def write_json_list(files: Iterable[ListedFile], stream: TextIO) -> None:
    """Write the list as JSON, each file on a line of its own as it comes."""
    before = "[\n"
    for file in files:
        stream.write(f"{before}{json_line(asdict(file))}")
        before = ",\n"
    stream.write("[]\n" if before == "[\n" else "\n]\n")


def _text(text: str, style: str = "") -> Text:
    return Text(clean(text, keep_newlines=True), style=style)


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 2), expand=False)
