"""What a session needs of a board, whatever draws it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from sstc_survey.problems import Problem
from sstc_survey.prompters.in_session import InSession, Offer
from sstc_survey.prompters.loop import Aside, Prompter
from sstc_survey.session.board import Board
from sstc_survey.session.board_commands import Command


class BoardPrompter(Protocol):
    """Shows the board and asks for commands. End of input is the command to leave; Ctrl-C and signals are raised."""

    def ask(self, board: Callable[[], Board], notice: str, at: str) -> Command:
        """Show the board, below it a notice, and return a command; the pointer is at the seat with the label `at`."""

    def resume(self, told: str, speaker: str, who: str) -> Command | None:
        """Say that the board was away, and how that can count; return what to do first, None for only the board.

        Whoever has the label `speaker` was speaking; it is empty where nobody was.
        """

    def complete(self, aside: Aside, board: Board, speaker: str) -> Command | None:
        """Return the command that was begun in a question of the speaker, or None if it is none after all."""

    def choose(self, question: str, offers: Sequence[Offer], default: str) -> str:
        """Ask one of a few things and return the letter of it, the default at Enter; empty for none of them."""

    def enter(self, question: str, default: str = "") -> str | None:
        """Ask for a line of text; None where there is none."""

    def wait(self, text: str, *, can_ask_again: bool) -> str:
        """Say what is waited for until that comes; return `a` to ask again, `l` to leave, or nothing."""

    def say(self, text: str) -> None:
        """Say something that stays to be read."""

    def reject(self, problem: Problem) -> None:
        """Say why a command has no effect."""


# Makes the prompters for a session: one for questions, and one for the board.
MakePrompters: TypeAlias = Callable[[InSession], tuple[Prompter, BoardPrompter]]
