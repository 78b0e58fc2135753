"""What lies in folders, as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from sstc_survey.display import clean
from sstc_survey.rendering.json_text import json_text

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
