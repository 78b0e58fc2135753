"""Boards of invented panels at several moments, as they are drawn on a terminal of 24 lines."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO, cast

from made_sessions import a_seat, done
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output
from terminal_stage import KEYS, Drawn

from sstc_survey.commands.shared.locate import load_bytes, shipped
from sstc_survey.i18n import Words, gettext, set_language
from sstc_survey.prompters.terminal.board import TerminalBoard
from sstc_survey.prompters.terminal.device import Device
from sstc_survey.questionnaire import Question
from sstc_survey.session.board import Board
from sstc_survey.session.board_commands import Command, Verb
from sstc_survey.session.events import Call, Close, Finish, Open, Pass, Pause, Present, Rest, Seat, Start
from sstc_survey.session.parts import parts_of
from sstc_survey.session.standing import Said, SeatFacts, board_of
from sstc_survey.session.state import State

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ("en", "zh")
COLUMNS = (80, 40)
ROWS = 24
FORM = load_bytes(shipped("sstc-panel-2016.yaml").read_bytes(), "panel.yaml").questionnaire
PARTS = parts_of(FORM)
NAMES = [part.name for part in PARTS]
RULES = Start(minutes=20, speaker=2.5)
# Labels with the letter of the panellist and the country by its code.
TWELVE = {
    "kh1": ("B", "kh"), "kh2": ("C", "kh"), "cn1": ("A", "cn"), "la1": ("D", "la"), "la2": ("E", "la"),
    "id1": ("F", "id"), "id2": ("G", "id"), "my1": ("H", "my"), "ph1": ("I", "ph"), "th1": ("J", "th"),
    "vn1": ("K", "vn"), "ilo": ("M", "ilo"),
}  # fmt: skip
EIGHT = [label for label in TWELVE if label not in {"kh2", "la2", "id2", "ph1"}]
# For how many seconds who speaks to each question.
FIRST = {
    "kh1": 180, "kh2": 150, "cn1": 200, "la1": 192, "la2": 140, "id1": 55, "id2": 90, "ph1": 60, "th1": 75, "vn1": 108,
}  # fmt: skip
SECOND = {"kh1": 101, "kh2": 88, "cn1": 167, "ph1": 62}
ALL, PART, REFUSED = Said.ALL, Said.PART, Said.REFUSED


class Moment(NamedTuple):
    """A session at so many ms of it, what is known of each panellist, and what stands below the question."""

    state: State
    elapsed: int
    said: Mapping[str, Sequence[Said]]
    standing: str = ""


def _seated(labels: Sequence[str]) -> State:
    seats = [a_seat(number, label) for number, label in enumerate(labels, 1)]
    state = done(State(), RULES, *seats)
    return done(state, Present(label="my1", here=False))


def _spoken(state: State, begin: int, part: str, times: Mapping[str, int]) -> tuple[State, int]:
    """Let panellists speak to a part one after another, from so many seconds on, and return when the last has."""
    state = done(state, Open(part=part), at=begin * 1_000)
    for label, seconds in times.items():
        state = done(state, Call(label=label), at=begin * 1_000)
        begin += seconds
        state = done(state, Rest(), at=begin * 1_000)
    return state, begin


def before() -> Moment:
    """Return twelve panellists before the first question; one is absent."""
    return Moment(_seated(list(TWELVE)), 0, {})


def speaking() -> Moment:
    """Return twelve panellists in question 2, while one speaks; one was late, one is absent."""
    state = _seated([label for label in TWELVE if label != "ilo"])
    state, at = _spoken(state, 0, NAMES[0], FIRST)
    state = done(state, Pass(label="la2"), at=at * 1_000)
    state = done(state, Close(part=NAMES[0]), a_seat(12, "ilo"), at=1_342_000)
    state, _ = _spoken(state, 1_342, NAMES[1], SECOND)
    state = done(state, Call(label="la1"), at=1_822_000)
    said: dict[str, Sequence[Said]] = {label: (ALL,) for label in FIRST if label != "la2"}
    said |= {"id2": (REFUSED,), "kh1": (ALL, ALL), "kh2": (ALL, ALL), "cn1": (ALL, PART), "ph1": (ALL, ALL)}
    return Moment(state, 1_836_000, said)


def paused() -> Moment:
    """Return eight panellists in question 3, with the clocks stopped and nobody speaking."""
    state = _seated(EIGHT)
    times = {label: 150 for label in EIGHT if label != "my1"}
    for place, name in enumerate(NAMES[:2]):
        state, at = _spoken(state, place * 1_200, name, times)
        state = done(state, Close(part=name), at=max(at, place * 1_200 + 1_190) * 1_000)
    state, at = _spoken(state, 2_400, NAMES[2], {"vn1": 140, "th1": 130})
    state = done(state, Pause(), at=(at + 12) * 1_000)
    said = dict.fromkeys(times, (ALL, ALL)) | {"vn1": (ALL, ALL, ALL), "th1": (ALL, ALL, ALL)}
    return Moment(state, 3_000_000, said, gettext("The clocks are stopped."))


def finished() -> Moment:
    """Return eight panellists at the end."""
    state = _seated(EIGHT)
    times = {label: 150 for label in EIGHT if label != "my1"}
    for place, name in enumerate(NAMES):
        state, _ = _spoken(state, place * 1_200, name, times)
        state = done(state, Close(part=name), at=(place * 1_200 + 1_190) * 1_000)
    state = done(state, Finish(at="2016-09-07T15:02:00+08:00"), at=3_600_000)
    return Moment(state, 3_600_000, dict.fromkeys(times, (ALL, ALL, ALL)))


MOMENTS: dict[str, Callable[[], Moment]] = {
    "before": before,
    "speaking": speaking,
    "paused": paused,
    "finished": finished,
}


def board(moment: Moment, language: str) -> Board:
    """Return the board of a moment, as the program makes it of the files."""
    words = Words(language, FORM.default_language)
    leaves = {leaf.name: leaf for leaf in FORM.leaves() if isinstance(leaf, Question)}
    texts = {part.name: (words(part.label), words(leaves[next(iter(part.questions))].label)) for part in PARTS}
    facts = {
        seat.label: SeatFacts(_who(seat, words), dict(zip(NAMES, moment.said.get(seat.label, ()), strict=False)))
        for seat in moment.state.seats
    }
    return board_of(moment.state, moment.elapsed, PARTS, texts, facts, moment.standing)


def _who(seat: Seat, words: Words) -> str:
    letter, code = TWELVE[seat.label]
    country = next(leaf for leaf in FORM.leaves() if leaf.name == "country")
    label = next(words(choice.label) for choice in country.choices if choice.code == code)  # type: ignore[union-attr]
    return gettext(", ").join((f"Panellist {letter}", label))


def drawn(shown: Board, columns: int, encoding: str = "utf-8") -> list[str]:
    """Return the screen with a board, which is then left."""
    screen, left = Drawn(columns, ROWS, encoding), list[Command]()
    with create_pipe_input() as keys:
        output = Vt100_Output(cast("TextIO", screen), screen.size, term="xterm-256color", enable_cpr=False)
        terminal = TerminalBoard(Device(keys, output))
        thread = threading.Thread(target=lambda: left.append(terminal.ask(lambda: shown, "", "")), daemon=True)
        thread.start()
        text = screen.until(lambda view: "F10 " in view, "the keys")
        keys.send_text(KEYS["F10"])
        screen.until(lambda view: gettext("Leave?") in view, "the question")
        keys.send_text("l")
        thread.join(60)
    assert left == [Command(Verb.LEAVE)]
    return text.splitlines()


def golden(language: str) -> tuple[Path, str]:
    """Return the path of the boards in the language that is set, and what it should hold."""
    told = [
        "\n".join((f"== {name}, {columns} columns", *drawn(board(moment(), language), columns)))
        for name, moment in MOMENTS.items()
        for columns in COLUMNS
    ]
    return GOLDEN / f"board.{language}.txt", "\n\n".join(told) + "\n"


if __name__ == "__main__":
    # Run as a program it writes the golden boards; then look at what git says has changed.
    for language in LANGUAGES:
        set_language(language)
        path, text = golden(language)
        path.write_text(text, encoding="utf-8")
