"""Ask in plain mode whether a repeat has one instance more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sstc_survey.errors import Problem
from sstc_survey.interview import AddInstance, Enough, Onward, RemoveInstance, Reply
from sstc_survey.keys import MAX_INSTANCES
from sstc_survey.prompting.conduct import Stop, Verify
from sstc_survey.prompting.plain_desk import Desk
from sstc_survey.prompting.plain_words import NO, YES, command_rows, keeping, language_row, numbered, says
from sstc_survey.prompting.replies import folded
from sstc_survey.prompting.screens import Gate
from sstc_survey.prompting.wanted import told
from sstc_survey.response import Missing
from sstc_survey.tongues import gettext

_MOST_DIGITS: Final = len(str(MAX_INSTANCES))


def gate_lines(gate: Gate) -> Iterator[str]:
    """Yield the lines that ask whether there is one more."""
    yield from gate.headings
    count = len(gate.instances)
    there = "; ".join(f"{number}. {each or told(Missing.BLANK)}" for number, each in enumerate(gate.instances, 1))
    words = gettext("Another: {label}? There are {count}: {instances}") if count else gettext("{label}: is there one?")
    yield numbered(gate, words.format(label=gate.label or gate.key, count=count, instances=there))
    if gate.hint:
        yield f"  ({gate.hint})"
    for number, word in enumerate((YES, NO), 1):
        yield f"  {number}. {gettext(word)}"
    if gate.enough:
        yield keeping(gettext(NO))


def read_gate(gate: Gate, desk: Desk, verify: Verify) -> Reply | Stop | None:
    """Read one reply; None where the gate should wait for another line."""
    text = desk.read(gettext("Answer: "))
    if text is None:
        return Stop()
    name, _, rest = text.strip().partition(" ")
    match name.casefold():
        case "/remove":
            return _removal(folded(rest), desk, verify)
        case "?" | "/help":
            desk.put(_help(gate))
            return None
        case command if command.startswith("/"):
            return desk.command(gate, name, rest)
        case "" if gate.enough:
            return Onward()
    return _answer(text, desk)


def _answer(text: str, desk: Desk) -> Reply | None:
    """Read yes or no, or the number of either."""
    number = folded(text)
    if number == "1" or says(text, YES):
        return AddInstance()
    if number == "2" or says(text, NO):
        return Enough()
    desk.reject(Problem("reply-gate"))
    return None


def _removal(number: str, desk: Desk, verify: Verify) -> Reply | None:
    """Ask once more: what is removed does not come back."""
    removal = RemoveInstance(int(number) if number.isdecimal() and len(number) <= _MOST_DIGITS else 0)
    if problem := verify(removal):
        desk.reject(problem)
        return None
    sure = gettext('Remove {number} with all that was said of it? Write "yes" to remove it: ')
    return removal if says(desk.read(sure.format(number=removal.number)) or "", YES) else None


def _help(gate: Gate) -> list[str]:
    """List the commands that work here."""
    return command_rows(
        ("/back", gettext("go to the question before"), gate.can_go_back),
        ("/remove NUMBER", gettext("take one away"), bool(gate.instances)),
        language_row(gate.languages),
        ("/quit", gettext("stop and keep a draft"), True),
    )
