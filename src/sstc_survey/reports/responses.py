"""Responses for reading: one as a transcript, many as a list; and both as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, TextIO

from msgspec import Struct
from msgspec.structs import asdict
from rich.cells import cell_len

from sstc_survey.display import counted, spell_out
from sstc_survey.i18n import gettext, noop, plural
from sstc_survey.reports.console import INDENT, CleanConsole, console_for
from sstc_survey.reports.escaping import json_line, json_text
from sstc_survey.response import EventKind, Missing, Mode, Response, edit_of

_MISSING_LABELS: Final = {
    Missing.BLANK: noop("(blank)"),
    Missing.DONT_KNOW: noop("(don't know)"),
    Missing.REFUSED: noop("(refused)"),
    None: noop("(not reached)"),
}
_MODES: Final = {
    Mode.TERMINAL: noop("terminal"),
    Mode.PLAIN: noop("plain"),
    Mode.SCRIPTED: noop("scripted"),
    Mode.PANEL: noop("panel"),
    Mode.IMPORTED: noop("imported"),
    Mode.SIMULATED: noop("simulated"),
}
# The widths of two columns of a list.
_STATUS: Final = len("unfinished")
_PROGRESS: Final = len("10 of 10")
# Where the first three groups of an id end, and the whole of it. The first two are the time of the start.
_ID_ENDS: Final = (13, 18, 23, 36)
# The status in a list of the responses of a batch that was cut.
UNFINISHED: Final = "unfinished batch"
# What people read for the words that programs read.
_STATUSES: Final = {
    "partial": noop("draft"),
    "complete": noop("complete"),
    "void": noop("void"),
    "declined": noop("declined"),
    "refused": noop("rejected"),
}
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
    console = CleanConsole(console_for(stream))
    console.line(title, "bold")
    console.line(gettext("Response {id}").format(id=response.id))
    for facts in _about(response):
        console.facts(" · ".join(facts), "dim")
    shown: tuple[str, ...] = ()
    for entry in entries:
        console.gap()
        if entry.headings != shown:
            for heading in entry.headings:
                console.line(heading, "dim")
            shown = entry.headings
        console.line(entry.label, "bold")
        if entry.hidden:
            console.line(gettext("(withheld for confidentiality)"), "dim", INDENT)
        elif entry.reply:
            console.line(entry.reply, indent=INDENT)
        else:
            console.line(gettext(_MISSING_LABELS[entry.missing]), "dim", INDENT)
        if entry.comment and not entry.hidden:
            console.line(gettext("Comment: {comment}").format(comment=entry.comment), "italic", INDENT)


def _about(response: Response) -> Iterator[list[str]]:
    """Yield the facts about a response, those of a line together."""
    mode, given = gettext(_MODES[response.mode]), (response.interviewer, response.reference)
    names = (gettext("interviewer {name}"), gettext("reference {name}"))
    yield [
        status_word(response.status),
        mode,
        response.language,
        *(said.format(name=name) for said, name in zip(names, given, strict=True) if name),
    ]
    times = (gettext("started {time}"), response.started), (gettext("finished {time}"), response.finished)
    yield [said.format(time=time) for said, time in times if time]
    questionnaire = response.questionnaire
    if begun := [event.data for event in edit_of(response) if event.kind is EventKind.REOPEN]:
        yield [_edit_words(begun[-1]["at"], begun[-1].get("by")), gettext("the answers are those before it")]
    yield [gettext("Questionnaire {id}, version {version}").format(id=questionnaire.id, version=questionnaire.version)]


def _edit_words(at: str, by: str | None) -> str:
    """Say who has an unfinished edit, and since when."""
    when = at[:_STARTED].replace("T", " ")
    return gettext("unfinished edit by {name}, {time}").format(name=by or "?", time=when)


def write_json(response: dict[str, Any], stream: TextIO) -> None:
    """Write a response as JSON."""
    stream.write(json_text(response))


class ListedEdit(Struct, frozen=True):
    """An unfinished edit: since when, and by whom."""

    at: str
    by: str | None


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
    unfinished_edit: ListedEdit | None = None

    @property
    def begun(self) -> str:
        """Say when it was begun, to the minute."""
        return (self.started or "")[:16].replace("T", " ")

    @property
    def progress(self) -> str:
        """Say how many of its questions were passed."""
        if self.passed is None:
            return ""
        return gettext("{passed} of {total}").format(passed=self.passed, total=self.total)


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
            others.append(_file_line(file))
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
            lines += console.laid_out(_file_line(file), INDENT)
        if (edit := file.unfinished_edit) is not None:
            lines += console.laid_out(spell_out(_edit_words(edit.at, edit.by)), INDENT)
        stream.write("\n".join([*lines, ""]))
    others = [
        f"{UNFINISHED} ({counted(count, 'response')}): {spell_out(reason)}" for reason, count in batches.items()
    ] + others
    stream.writelines(f"{line}\n" for each in others for line in console.laid_out(each))


def list_total(counts: Mapping[str, int], *, simulated: int, ignored: int, edits: int = 0) -> str:
    """Say how many files a list has of each status, and what else is among them."""
    kinds = [
        (gettext("{count} complete"), counts.get("complete", 0)),
        ("", counts.get("partial", 0)),
        (gettext("{count} declined"), counts.get("declined", 0)),
        (gettext("{count} void"), counts.get("void", 0)),
        (gettext("{count} conflicting"), counts.get("conflict", 0)),
        (gettext("{count} rejected"), counts.get("refused", 0)),
        (gettext("{count} in an unfinished batch"), counts.get(UNFINISHED, 0)),
        (gettext("{count} erased"), counts.get("erased", 0)),
    ]
    said = [
        message.format(count=f"{count:,}") if message else plural("{count} draft", "{count} drafts", count)
        for message, count in kinds
        if count
    ]
    copies = counts.get("copy", 0)
    total = plural("{count} file", "{count} files", sum(counts.values()) - copies)
    if simulated:
        among = gettext("{count} simulated").format(count=f"{simulated:,}")
        total = gettext("{fact} ({details})").format(fact=total, details=among)
    if said:
        total = gettext("{files}: {kinds}").format(files=total, kinds=gettext(", ").join(said))
    more = [
        *([edits_phrase(edits)] if edits else []),
        *([plural("{count} copy", "{count} copies", copies)] if copies else []),
        *([gettext("{count} ignored (not .json)").format(count=f"{ignored:,}")] if ignored else []),
    ]
    return gettext("; ").join([total, *more])


def edits_phrase(count: int) -> str:
    """Say how many responses have an edit that is unfinished."""
    return gettext("{count} with an unfinished edit").format(count=f"{count:,}")


def id_length_of(ids: Iterable[str]) -> int:
    """Return how much of each id tells it from the others: at least the time in it, and always whole groups."""
    in_order = sorted(set(ids))
    return next(
        end
        for end in _ID_ENDS
        if end == _ID_ENDS[-1] or all(one[:end] != other[:end] for one, other in pairwise(in_order))
    )


def missing_words(missing: Missing) -> str:
    """Return the words for why there is no answer."""
    return gettext(_MISSING_LABELS[missing])


def status_word(status: str) -> str:
    """Return the word for a status that people read."""
    return gettext(_STATUSES.get(status, status))


def _heading(digits: int, id_length: int) -> str:
    widths = {
        "#": digits,
        "ID": id_length,
        gettext("status"): _STATUS,
        gettext("started"): _STARTED,
        gettext("passed"): _PROGRESS,
    }
    return "  ".join([*(_filled(word, width) for word, width in widths.items()), gettext("respondent")])


def _filled(word: str, width: int) -> str:
    return word + " " * (width - cell_len(word))


def _response_lines(
    file: ListedFile, number: str, console: CleanConsole, id_length: int, *, has_several: bool
) -> Iterator[str]:
    mode = gettext(_MODES[Mode.SIMULATED]) if file.mode == Mode.SIMULATED else None
    rest = " \u00b7 ".join(filter(None, (mode, file.questionnaire if has_several else None, file.who)))
    status = gettext("unfinished") if file.status == UNFINISHED else status_word(file.status)
    id_shown, progress = (file.id or "")[:id_length], _filled(file.progress, _PROGRESS)
    facts = [number, id_shown, _filled(status, _STATUS), file.begun, progress]
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


def _file_line(file: ListedFile) -> str:
    about = f"{file.file}: {file.reason}"
    return spell_out(gettext("{fact}: {details}").format(fact=status_word(file.status), details=about))


def write_json_list(files: Iterable[ListedFile], stream: TextIO) -> None:
    """Write the list as JSON, each file on a line of its own as it comes."""
    before = "[\n"
    for file in files:
        stream.write(f"{before}{json_line(_listed(file))}")
        before = ",\n"
    stream.write("[]\n" if before == "[\n" else "\n]\n")


def _listed(file: ListedFile) -> dict[str, Any]:
    edit = file.unfinished_edit
    return {**asdict(file), "unfinished_edit": None if edit is None else asdict(edit)}
