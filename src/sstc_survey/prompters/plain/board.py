"""The board of a session line by line: the same commands as words."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final

from sstc_survey.folding import folded
from sstc_survey.i18n import gettext, noop
from sstc_survey.problems import Problem
from sstc_survey.prompters.in_session import Offer
from sstc_survey.prompters.loop import Aside
from sstc_survey.prompters.plain.lines import BoardLines, Dialogue
from sstc_survey.session.board import Board, Mark, SeatRow, minutes
from sstc_survey.session.board_commands import ENTRIES, Command, Verb, parse_command

_WAIT_SECONDS: Final = 0.5
_STATES: Final = {
    Mark.SAID: noop("answered"),
    Mark.PART: noop("answered in part"),
    Mark.PASSED: noop("passed on it"),
    Mark.REFUSED: noop("refused"),
    Mark.OPEN: noop("not yet"),
    Mark.NOT_PUT: noop("not put"),
}


class PlainBoard:
    """Writes where the panel is, and reads a line as a command."""

    def __init__(self, lines: BoardLines) -> None:
        self._lines = lines
        self._dialogue = Dialogue(lines)
        # The rows that were written last: only what has changed is written again.
        self._written: dict[str, str] = {}
        # What was waited for last, which is written once.
        self._waited_for = ""

    def ask(self, board: Callable[[], Board], notice: str, at: str) -> Command:  # noqa: ARG002 nothing points
        """Write the board as far as it has changed, and read a command."""
        if notice:
            self._dialogue.write(notice)
        shown = board()
        self._dialogue.write(gettext("Board: {place}.").format(place=_where(shown)))
        if shown.standing:
            self._dialogue.write(shown.standing)
        self._write_rows(shown)
        while True:
            elsewhere = board().elsewhere
            if elsewhere is not None:
                self._dialogue.write(elsewhere.told)
                self._dialogue.write(gettext('Until it is written, board commands begin with a slash: "/next".'))
            line = self._dialogue.read(gettext('Board command ("?" lists them): '))
            if line is None:
                return Command(Verb.LEAVE)
            if elsewhere is not None:
                # What it was when the line was begun counts.
                if not line.strip().startswith("/"):
                    self._dialogue.error(gettext("it is asked at the writer's terminal: type there"))
                    continue
                line = line.strip().removeprefix("/")
            command = parse_command(line, shown.labels, shown.turn or None, shown.spoke_last or None)
            if isinstance(command, Problem):
                self.reject(command)
            elif command.verb is Verb.HELP:
                self._dialogue.write_all(f"  {gettext(entry.line)}" for entry in ENTRIES)
            else:
                return command

    def resume(self, told: str, speaker: str, who: str) -> Command | None:  # noqa: ARG002 the first line is a command
        """Write that the board was away, and how to count that time."""
        self._dialogue.write(told)
        self._dialogue.write(gettext('To count the time away, use the board command "count".'))
        return None

    def complete(self, aside: Aside, board: Board, speaker: str) -> Command | None:
        """Return the command that was written in a question, after its slash."""
        command = parse_command(aside.command, board.labels, speaker)
        if isinstance(command, Problem):
            self.reject(command)
            return None
        return command

    def choose(self, question: str, offers: Sequence[Offer], default: str) -> str:
        """Read the letter or the word of one of a few things; an empty line is the default."""
        named = gettext(", ").join(f"{offer.letter} {offer.label}" for offer in offers)
        while True:
            line = self._dialogue.read(f"{question} ({named}) ")
            if line is None:
                return ""
            said = folded(line.strip())
            if not said:
                return default
            for offer in offers:
                if said in (folded(offer.letter), folded(offer.word), folded(offer.label)):
                    return offer.letter
            if said == "/back":
                return ""
            self._dialogue.error(gettext('"{entry}" is not valid here').format(entry=line.strip()))

    def enter(self, question: str, default: str = "") -> str | None:
        """Read a line of text; an empty one is the default."""
        line = self._dialogue.read(f"{question} ")
        if line is None or folded(line.strip()) == "/back":
            return None
        return line.strip() or default

    def wait(self, text: str, *, can_ask_again: bool) -> str:  # noqa: ARG002 a line cannot be taken back
        """Write what is waited for, once, and look again a little later; leave at the end of input."""
        if self._lines.is_ended:
            return "l"
        if text != self._waited_for:
            self._dialogue.write(text)
        self._waited_for = text
        time.sleep(_WAIT_SECONDS)
        return ""

    def say(self, text: str) -> None:
        """Write a text."""
        self._dialogue.write(text)

    def reject(self, problem: Problem) -> None:
        """Write why a command has no effect."""
        self._dialogue.reject(problem)

    def _write_rows(self, board: Board) -> None:
        for place, row in enumerate(board.rows):
            line = _row_line(place, row, board.columns)
            if self._written.get(row.label) != line:
                self._dialogue.write(line)
            self._written[row.label] = line


def _where(board: Board) -> str:
    """Return where the panel is, and who is next."""
    place, clock, heard, session = board.heading
    parts = [place, clock, heard, session]
    if board.next_label:
        parts.append(gettext("next: {who}").format(who=board.who(board.next_label)))
    return gettext(", ").join(parts)


def _row_line(place: int, row: SeatRow, columns: Sequence[str]) -> str:
    """Return a panellist with what is said of each question."""
    states = gettext(", ").join(
        gettext("{question} {state}").format(question=question, state=gettext(_STATES[mark]))
        for question, mark in zip(columns, row.marks, strict=True)
    )
    spoke = gettext("spoke {time}").format(time=minutes(row.spoken))
    told = gettext("; ").join(filter(None, (states, spoke, row.word)))
    return f"{place + 1}. {row.label} {row.who}: {told}."
