"""Sessions to go on with, and terminals to hold them at; all people and words are invented."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pexpect
import pyte
from terminal_stage import KEYS

from sstc_survey.commands.session.responses import SessionResponses
from sstc_survey.commands.shared.begin import fresh_id
from sstc_survey.commands.shared.locate import LoadedQuestionnaire, load_bytes
from sstc_survey.engine.replies import Answer
from sstc_survey.problems import Problem
from sstc_survey.session import commands
from sstc_survey.session.events import Happening, Open, Seat, Session, Start
from sstc_survey.storage.sessions import Holder, SessionFile, session_folder

# However busy the machine is, nothing takes as long.
PATIENCE = 120
PANEL = """\
id: panel
version: "1"
title: A panel
respondent: [name]
attribution: {question: quoted, hides: {named: [], hidden: [name]}}
questions:
  - {name: name, type: text, label: Who are you?}
  - {name: quoted, type: select_one, label: How may you be quoted?, choices: {named: By name, hidden: Not by name}}
  - name: question_1
    type: group
    label: Question 1
    questions:
      - {name: why, type: select_multiple, label: Why?, choices: {learn: To learn, share: To share}, comment: true}
      - {name: practices, type: text, multiline: true, label: Which practices?}
  - {name: question_2, type: text, label: What next?, refused: true}
"""
PROGRAM = (sys.executable, "-m", "sstc_survey")
NAMES = {"kh1": "Sok", "la1": "Noi", "cn1": "Li"}


def a_panel(
    folder: Path,
    *happenings: Happening,
    names: dict[str, str] | None = None,
    label: str = "beijing",
    away: timedelta | None = None,
) -> Path:
    """Make a session in a folder whose panellists were seated and asked the first question, and return its file.

    Its board has been away for some time; by default for none, as its clock was set back.
    """
    (folder / "panel.yaml").write_text(PANEL, encoding="utf-8")
    loaded, answers = load_bytes(PANEL.encode(), "panel.yaml"), str(folder / "answers")
    started = (datetime.now(UTC) - (away or -timedelta(hours=1))).isoformat(timespec="seconds")
    session = Session(
        id=fresh_id(), label=label, questionnaire=loaded.reference, moderator="Ana", language="en", started=started
    )
    names = NAMES if names is None else names
    seats = [Seat(label=each, response=fresh_id()) for each in names]
    begun = commands.begin(Start(minutes=20, speaker=2.5), seats)
    assert not isinstance(begun, Problem)
    events = (*begun, Open(part="question_1"), *happenings)
    session = session.with_happenings(1_000, events)
    file = SessionFile.begin(session_folder(answers, "panel"), session.id, Holder())
    assert not isinstance(file, Problem)
    with file:
        assert file.save(session) is None
    responses = SessionResponses(answers, loaded, session)
    for seat in seats:
        given = {"name": Answer(names[seat.label]), "quoted": Answer("named")}
        assert responses.begin(seat.response, given) is None
    return Path(file.path)


def panel_loaded() -> LoadedQuestionnaire:
    """Return the questionnaire of the panel."""
    return load_bytes(PANEL.encode(), "panel.yaml")


def read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def kinds(path: Path) -> list[str]:
    """Return the kinds of what has happened in a session."""
    return [kind for _, _, kind, _ in read(path)["events"]]


def said(folder: Path, name: str = "Sok") -> dict[str, Any]:
    """Return the response of a panellist."""
    (found,) = [
        document
        for file in folder.glob("answers/panel/*.json")
        if (document := read(file))["answers"].get("name") == name
    ]
    return found


class Terminal:
    """The program on a terminal of its own: keys are pressed by their names, and what stands on the screen is seen."""

    def __init__(
        self, folder: Path, *arguments: str, columns: int = 80, rows: int = 24, command: Sequence[str] = PROGRAM
    ) -> None:
        dropped = {"COLUMNS", "NO_COLOR", "ACCESSIBLE"}
        environment = {key: value for key, value in os.environ.items() if key not in dropped}
        self.child: Any = pexpect.spawn(
            command[0], [*command[1:], *arguments], cwd=str(folder),
            env={**environment, "TERM": "xterm-256color"}, dimensions=(rows, columns), timeout=PATIENCE,
            encoding="utf-8",
        )  # fmt: skip
        self.keys = 0
        self.written = ""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)

    @property
    def view(self) -> str:
        """Return the text in view."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip()

    def press(self, *keys: str) -> None:
        """Press keys by their names, which are counted; whatever is no name is typed."""
        self.keys += sum(each in KEYS or len(each) == 1 for each in keys)
        self.child.send("".join(KEYS.get(each, each) for each in keys))

    def see(self, *texts: str) -> str:
        """Wait until all texts are in view."""
        return self.until(lambda: all(text in self.view for text in texts), f"to see {texts}")

    def miss(self, text: str) -> str:
        """Wait until a text is not in view any more."""
        return self.until(lambda: text not in self.view, f"to miss {text!r}")

    def until(self, holds: Callable[[], bool], what: str) -> str:
        until = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < until, f"{what}:\n{self.view}"
            assert self._read(0.1) or holds(), f"{what}; it has ended:\n{self.view}"
        return self.view

    def end(self) -> int:
        """Wait until the program has ended, and return its exit code, or the signal that ended it, below 0."""
        while self._read(PATIENCE):
            pass
        self.child.close()
        assert "Traceback" not in self.written
        return self._code()

    def kill(self, number: signal.Signals = signal.SIGKILL) -> int:
        """Send a signal, and wait for the end."""
        self.child.kill(number)
        return self.end()

    def close(self) -> None:
        """End the program, if it has not ended."""
        self.child.close(force=True)

    def hang_up(self) -> int:
        """Close the terminal, wait until the program has ended, and return its exit code, as `end` does."""
        self.child.ptyproc.fileobj.close()
        until = time.monotonic() + PATIENCE
        while self.child.isalive():
            assert time.monotonic() < until
            time.sleep(0.02)
        self.child.closed = self.child.ptyproc.closed = True
        return self._code()

    def _code(self) -> int:
        """Return the exit code of the program, which has ended."""
        return int(self.child.exitstatus if self.child.signalstatus is None else -self.child.signalstatus)

    def _read(self, seconds: float) -> bool:
        """Read what was written, if something is within a time; tell whether there may be more."""
        with contextlib.suppress(pexpect.TIMEOUT):
            try:
                text = self.child.read_nonblocking(65_536, timeout=seconds)
            except pexpect.EOF:
                return False
            self.written += text
            self._stream.feed(text)
        return True


@contextlib.contextmanager
def terminals(folder: Path, *commands: Sequence[str]) -> Iterator[list[Terminal]]:
    """Start programs on terminals, and end what of them is left."""
    started = [Terminal(folder, *command) for command in commands]
    try:
        yield started
    finally:
        for each in started:
            each.close()
