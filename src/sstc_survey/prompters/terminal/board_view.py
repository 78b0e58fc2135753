"""The board of a session as it is drawn: where the panel is, the question, and as many rows as there is room for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sstc_survey.display import clean
from sstc_survey.i18n import gettext
from sstc_survey.prompters.terminal.device import Device, StyledLine
from sstc_survey.prompters.terminal.wrapping import cells, cut, padded
from sstc_survey.session.board import Board, Elsewhere, SeatRow, minutes
from sstc_survey.session.board_commands import seat_key

# From so many columns on there is room for labels, and for more keys below the board.
WIDE: Final = 60
# What is above and below the rows on any screen: a heading, a message, and the keys.
_AROUND_ROWS: Final = 4
_QUESTION_LINES: Final = 4


class BoardView:
    """The board as it is drawn now, and where its pointer is."""

    def __init__(
        self, board: Callable[[], Board], device: Device, at: str, released: str = "", *, is_moved: bool = False
    ) -> None:
        self._read = board
        self._device = device
        self._released = released
        self.board = board()
        self.at, self.is_moved = at, is_moved
        self._top = 0

    @property
    def pointed(self) -> str:
        """Return the label that the pointer is at: where it was put, else of whose turn it is.

        It does not stay at who spoke last and has said all of what is asked.
        """
        board = self.board
        is_through = self.at == board.spoke_last and self.at in board.heard
        return self.at if self.at in board.labels and (self.is_moved or not is_through) else board.turn

    @property
    def said_by(self) -> str:
        """Return the label of the one whose words are meant: where the pointer was put, else who spoke last."""
        is_put = self.pointed == self.at
        return self.pointed if is_put else self.board.spoke_last or self.pointed

    @property
    def elsewhere(self) -> Elsewhere | None:
        """Return what is written elsewhere, as long as what is typed here was meant for it."""
        asked = self.board.elsewhere
        return None if asked is None or asked.response == self._released else asked

    @property
    def is_wide(self) -> bool:
        return self._device.columns >= WIDE

    def move(self, steps: int) -> None:
        """Move the pointer among the rows."""
        labels = self.board.labels
        if labels:
            place = labels.index(self.pointed) if self.pointed in labels else 0
            self.at, self.is_moved = labels[(place + steps) % len(labels)], True

    def refresh(self) -> None:
        """Read the board again: time has passed, or others have answered."""
        self.board = self._read()

    def lines(self) -> list[StyledLine]:
        """Return the heading, the question and as many rows as there is room for, with that of the pointer."""
        device, board = self._device, self.board
        above = self._heading()
        rows = [self._row(place, row) for place, row in enumerate(board.rows)]
        foot = 3 if self.is_wide else 2
        room = max(device.rows - len(above) - foot - 1, 1)
        if len(rows) > room:
            place = board.labels.index(self.pointed) if self.pointed in board.labels else 0
            if room == 1:
                return [*above, rows[place]]
            self._top = min(max(self._top, place - room + 2), place, len(rows) - room + 1)
            left = len(rows) - room + 1
            more = gettext("{count} more").format(count=left)
            rows = [*rows[self._top : self._top + room - 1], ("quiet", f" {device.glyphs.ellipsis} {more}")]
        return [*above, *rows]

    def _heading(self) -> list[StyledLine]:
        device, board = self._device, self.board
        width, dot, dots = device.columns - 1, device.glyphs.dot, device.glyphs.ellipsis
        place, clock, heard, session = board.heading
        above, below = dot.join((place, clock, heard)), session
        if not self.is_wide:
            above, below = dot.join((place, clock)), dot.join((heard, session))
        if self.is_wide and cells(above) + cells(below) + 2 <= width:
            lines = [("title", padded(above, width - cells(below)) + below)]
        else:
            lines = [(style, cut(text, width, dots)[0]) for style, text in (("title", above), ("quiet", below))]
        if device.rows <= _AROUND_ROWS * 2:
            return lines
        height = min(_QUESTION_LINES, max(device.rows - len(board.rows) - 2 * _AROUND_ROWS, 1))
        if board.question:
            question = clean(" ".join(board.question.split()))
            lines += [("question", line) for line in cut(question, width, dots, height=height)]
        if board.standing:
            lines += [("quiet", line) for line in cut(clean(board.standing), width, dots)]
        if self.elsewhere is not None:
            lines += [("title", line) for line in cut(clean(self.elsewhere.told), width, dots, height=2)]
        return lines

    def _row(self, place: int, row: SeatRow) -> StyledLine:
        device, is_pointed = self._device, row.label == self.pointed
        is_ascii = device.glyphs.ticked.isascii()
        marks = "".join(mark.value[is_ascii] for mark in row.marks)
        pointer = device.glyphs.pointer if is_pointed else " "
        key, spoken = seat_key(place) or " ", minutes(row.spoken)
        rows, word, width, dots = self.board.rows, clean(row.word), device.columns - 1, device.glyphs.ellipsis
        times = max(len(minutes(each.spoken)) for each in rows)
        if self.is_wide:
            words = max(cells(clean(each.word)) for each in rows)
            labels = max(cells(clean(each.label)) for each in rows)
            text = f" {pointer} {key} {marks}  {spoken:>{times}}  {padded(word, words)}  "
            text += f"{padded(clean(row.label), labels)}  "
            who = cut(clean(row.who), max(width - cells(text), 1), dots)[0]
        else:
            # The word is at the end: where there is none, the name has the rest of the line.
            text = f"{pointer}{key} {marks} {spoken:>{times}} "
            room = max(width - cells(text) - (cells(word) + 1 if word else 0), 1)
            who = cut(clean(row.who), room, dots)[0]
            who = f"{padded(who, room)} {word}" if word else who
        return ("pointer" if is_pointed else "", text + who)
