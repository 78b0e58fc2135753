"""The board of a session in a terminal that can draw: one key calls, letters are commands."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple

from prompt_toolkit.key_binding import KeyPressEvent
from prompt_toolkit.keys import Keys

from sstc_survey.display import clean
from sstc_survey.i18n import gettext, noop
from sstc_survey.problems import Problem
from sstc_survey.prompters.in_session import Offer, Pulse
from sstc_survey.prompters.loop import Aside
from sstc_survey.prompters.terminal.board_view import WIDE, BoardView
from sstc_survey.prompters.terminal.device import Device, StyledLine
from sstc_survey.prompters.terminal.inputs import enter_text
from sstc_survey.prompters.terminal.key_table import ANY, Key
from sstc_survey.prompters.terminal.layout import Action, PromptRunner, line_window
from sstc_survey.prompters.terminal.letters import LetterKey, select_letter
from sstc_survey.prompters.terminal.settings import allow_only, prompt_settings
from sstc_survey.prompters.terminal.words import problem_line
from sstc_survey.prompters.terminal.wrapping import wrap
from sstc_survey.session.board import Board, keys_of
from sstc_survey.session.board_commands import ENTRIES, Command, Verb, seat_key

_REDRAW_SECONDS: Final = 1.0
_AT_FOOT: Final = (Verb.PASS, Verb.ABSENT, Verb.NEXT, Verb.QUOTE, Verb.FOLLOW, Verb.AGREES, Verb.PAUSE)
_AT_NARROW_FOOT: Final = (Verb.NEXT,)
# What stands for that key among letters; nothing that is typed is as long.
_ENTER: Final = "Enter"
_LETTERS: Final = {entry.letter: entry for entry in ENTRIES if entry.letter}
ASKED_ELSEWHERE: Final = noop("! asked at the writer's terminal: type there, or press Esc for the keys of the board")
# After a key that was refused, what is written elsewhere may have ended, but not the typing.
_QUIET_SECONDS: Final = 1.0
ESC_ON_BOARD: Final = noop("! F10 leaves the board")


class _Press(NamedTuple):
    """What was pressed on the board: a letter, or nothing for Enter; the seat at the pointer, and who has said it.

    That is who spoke last, unless the pointer was moved.
    """

    letter: str
    label: str
    said_by: str


class TerminalBoard:
    """Draws the board on a screen of its own; questions are put on the usual one."""

    def __init__(self, device: Device | None = None) -> None:
        self._device = device or Device()
        # The board as it was drawn last: what it asks stands below it.
        self._view: BoardView | None = None
        # What is written elsewhere and no longer keeps the keys from being commands.
        self._released = ""

    def ask(self, board: Callable[[], Board], notice: str, at: str) -> Command:
        """Show the board until a key gives a command."""
        is_moved = False
        with self._device.other_screen():
            while True:
                view = self._view = BoardView(board, self._device, at, self._released, is_moved=is_moved)
                elsewhere, press = view.elsewhere, None
                if elsewhere is None:
                    press, key = _ask_key(view, notice, self._device)
                else:
                    key = _wait_elsewhere(view, notice, self._device)
                    self._released = elsewhere.response if key is Key.BACK else ""
                at, is_moved, notice = view.at, view.is_moved, ""
                if key is Key.STOP:
                    command = self._leave(view)
                else:
                    command = None if press is None else self._command(press, view)
                if command is not None:
                    return command

    def resume(self, told: str, speaker: str, who: str) -> Command | None:
        """Offer to call whoever was speaking, the board, or to count the time away."""
        offers = [Offer("b", "", gettext("the board")), Offer("c", "", gettext("count the time away"))]
        if speaker:
            offers = [Offer(_ENTER, "", gettext("call {who}").format(who=who)), *offers]
        with self._device.other_screen():
            letter = select_letter(told, offers, self._device, default=offers[0].letter)
        return {"c": Command(Verb.COUNT), _ENTER: Command(Verb.CALL, (speaker,))}.get(letter)

    def complete(self, aside: Aside, board: Board, speaker: str) -> Command | None:
        """Return the command for a letter that was pressed in a question."""
        with self._device.other_screen():
            view = BoardView(lambda: board, self._device, speaker)
            return self._command(_Press(aside.command, speaker, speaker), view)

    def choose(self, question: str, offers: Sequence[Offer], default: str) -> str:
        """Ask for one of a few letters."""
        with self._device.other_screen():
            above = self._view.lines if self._view else list
            return select_letter(question, offers, self._device, above=above, default=default)

    def enter(self, question: str, default: str = "") -> str | None:
        """Ask for a line of text; Esc is none."""
        keys = {Key.BACK, Key.HELP}
        check = allow_only({Key.ENTER, *keys}, "")
        end = enter_text(default, prompt_settings(self._device, "text", keys, check, clean(question)))
        return end.content.strip() if end.key is Key.ENTER else None

    def wait(self, text: str, *, can_ask_again: bool) -> str:
        """Wait with a prompt, which is over when what is waited for comes."""
        again = [Offer("a", "", gettext("ask again"))] if can_ask_again else []
        letter = select_letter(text, [*again, Offer("l", "", gettext("leave"))], self._device, stop="l")
        # What was waited for stops the prompt too.
        return "" if letter == "l" and self._device.pulse().is_over else letter

    def say(self, text: str) -> None:
        """Print a text between questions."""
        self._device.show(
            lambda: [("", line) for line in wrap(clean(text, keep_newlines=True), self._device.columns - 1)]
        )

    def reject(self, problem: Problem) -> None:
        """Print why a command has no effect."""
        self._device.show(lambda: [("fault", line) for line in wrap(problem_line(problem), self._device.columns - 1)])

    def _command(self, press: _Press, view: BoardView) -> Command | None:
        """Return the command of what was pressed, once what it needs was asked for; None where it is none."""
        letter, label, said_by = press
        labels = view.board.labels
        seats = {seat_key(place): each for place, each in enumerate(labels) if seat_key(place)}
        if not letter or letter in seats:
            return Command(Verb.CALL, (seats.get(letter, label),)) if labels else None
        verb = Verb.PAUSE if letter == " " else _LETTERS[letter].verb
        match verb:
            case Verb.PASS | Verb.ABSENT:
                return Command(verb, (label,)) if label else None
            case Verb.QUOTE | Verb.PRACTICE | Verb.SHOW:
                return Command(verb, (said_by,)) if said_by else None
            case Verb.AGREES:
                return self._relation(view, said_by)
            case Verb.FOLLOW:
                return self._follow_up(view, said_by)
            case Verb.JUMP:
                offers = [Offer(str(number), "", text) for number, text in enumerate(view.board.questions, 1)]
                number = select_letter(gettext("Which question?"), offers, self._device, above=view.lines)
                return Command(verb, number=int(number)) if number else None
            case Verb.MORE:
                return Command(verb, number=1)
            case _:
                return Command(verb)

    def _relation(self, view: BoardView, label: str) -> Command | None:
        who = view.board.who(label)
        kinds = [Offer("a", "", gettext("agrees with")), Offer("d", "", gettext("differs from"))]
        kind = select_letter(f"{who}:", kinds, self._device, above=view.lines)
        others = [offer for offer in _seat_offers(view.board) if offer.word != label]
        if not kind or not others:
            return None
        question = gettext("{who} agrees with:") if kind == "a" else gettext("{who} differs from:")
        key = select_letter(question.format(who=who), others, self._device, above=view.lines)
        whom = next((offer.word for offer in others if offer.letter == key), "")
        return Command(Verb.AGREES if kind == "a" else Verb.DIFFERS, (label, whom)) if whom else None

    def _follow_up(self, view: BoardView, label: str) -> Command | None:
        board = view.board
        offers = [Offer("*", "", gettext("all")), *_seat_offers(board)]
        own = next((offer.letter for offer in offers if offer.word == label), "*")
        key = select_letter(gettext("One question more, to:"), offers, self._device, above=view.lines, default=own)
        seats = board.labels if key == "*" else [offer.word for offer in offers if offer.letter == key]
        if not key:
            return None
        to = gettext("all") if key == "*" else board.who(seats[0])
        text = self.enter(gettext("One question more, to {who}:").format(who=to))
        return Command(Verb.FOLLOW, tuple(seats), text=text) if text else None

    def _leave(self, view: BoardView) -> Command | None:
        offers = [Offer("l", "", gettext("leave for now")), Offer("z", "", gettext("end the session"))]
        letter = select_letter(gettext("Leave?"), offers, self._device, above=view.lines, default="l", stop="l")
        return {"l": Command(Verb.LEAVE), "z": Command(Verb.END)}.get(letter)


def _seat_offers(board: Board) -> list[Offer]:
    """Return the seats that have keys, with their labels as words."""
    return [Offer(seat_key(place), row.label, row.who) for place, row in enumerate(board.rows) if seat_key(place)]


def _ask_key(view: BoardView, notice: str, device: Device) -> tuple[_Press, Key]:
    """Show the board until a key was pressed that asks for something."""
    pressed = LetterKey(
        {key for place in range(len(view.board.rows)) if (key := seat_key(place))} | set(_LETTERS) | {" "}
    )

    def check(key: Key, _content: _Press) -> str | None:
        return None if key in (Key.ENTER, Key.STOP) else gettext(ESC_ON_BOARD)

    settings = prompt_settings(device, "board", {Key.HELP, Key.STOP}, check)
    settings = settings._replace(footer=_footer(view.board, device), help=_help(settings.help))
    runner: PromptRunner[_Press] = PromptRunner(settings, lambda: _Press(pressed.letter, view.pointed, view.said_by))

    def lines() -> list[StyledLine]:
        view.refresh()
        return view.lines()

    if notice:
        runner.notice(notice)
    end = runner.run_window(
        line_window(lines), {**_moves(view), ANY: partial(pressed.typed, runner)}, redraw_seconds=_REDRAW_SECONDS
    )
    return end.content, end.key


def _wait_elsewhere(view: BoardView, notice: str, device: Device) -> Key:
    """Show the board while something is written elsewhere, and refuse what is typed; return the key that ended that.

    It is Enter where what is written elsewhere has ended, and nothing is typed here any more.
    """
    refused_at = 0.0

    def check(key: Key, _content: str) -> str | None:
        nonlocal refused_at
        if key in (Key.BACK, Key.STOP):
            return None
        refused_at = time.monotonic()
        return gettext(ASKED_ELSEWHERE)

    keys = gettext("keys of the board")
    settings = prompt_settings(device, "board", {Key.BACK, Key.HELP, Key.STOP}, check)
    footer = (f"Esc {keys}", f"F1 {gettext('help')}", f"F10 {gettext('leave')}")
    told = gettext(ASKED_ELSEWHERE).removeprefix("! ")
    runner: PromptRunner[str] = PromptRunner(settings._replace(footer=footer, help=told), lambda: view.pointed)

    def refuse(event: KeyPressEvent) -> None:
        if not isinstance(event.key_sequence[-1].key, Keys):
            runner.press(Key.ENTER, event)

    def is_through() -> bool:
        return view.elsewhere is None and time.monotonic() - refused_at > _QUIET_SECONDS

    def lines() -> list[StyledLine]:
        view.refresh()
        return view.lines()

    if notice:
        runner.notice(notice)
    device.pulse = lambda: Pulse(is_over=is_through())
    try:
        end = runner.run_window(line_window(lines), {**_moves(view), ANY: refuse}, redraw_seconds=_REDRAW_SECONDS)
    finally:
        device.pulse = Pulse
    return Key.ENTER if is_through() else end.key


def _moves(view: BoardView) -> dict[str, Action]:
    """Return what moves the pointer, by the names of the keys."""
    steps = {"up": -1, "down": 1, "s-tab": -1, "tab": 1}
    return {name: partial(_move, view, step) for name, step in steps.items()}


def _move(view: BoardView, steps: int, _event: KeyPressEvent) -> None:
    view.move(steps)


def _footer(board: Board, device: Device) -> tuple[str, ...]:
    """Return the keys that are named below the board: on a narrow one the most usual."""
    is_wide = device.columns >= WIDE
    by_verb = {entry.verb: entry for entry in ENTRIES}
    entries = [by_verb[verb] for verb in (_AT_FOOT if is_wide else _AT_NARROW_FOOT)]
    keys = keys_of(board.rows)
    call_seat, help_ = gettext("call that one"), gettext("help")
    seats = (f"{keys} {call_seat}",) if is_wide and keys else ()
    named = (f"{entry.letter} {gettext(entry.label)}" for entry in entries)
    return (f"Enter {gettext('call')}", *seats, *named, f"F1 {help_}", f"F10 {gettext('leave')}")


def _help(keys: str) -> str:
    """Return what every key of the board does."""
    named = [f"{entry.letter}: {gettext(entry.label)}" for entry in ENTRIES if entry.letter]
    return "\n".join((gettext("Enter, or the key of a panellist: call"), *named, keys))
