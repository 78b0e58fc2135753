"""What to do when a reply could not be saved."""

from __future__ import annotations

from typing import Final

from sstc_survey.errors import Problem
from sstc_survey.prompting.conduct import AfterFailure, Elsewhere, Retry, Stop
from sstc_survey.prompting.terminal.device import Device
from sstc_survey.prompting.terminal.keys import Key, footer, help_text
from sstc_survey.prompting.terminal.lists import Row, pick
from sstc_survey.prompting.terminal.page import Page
from sstc_survey.prompting.terminal.panel import Content, Frame
from sstc_survey.prompting.terminal.texts import write
from sstc_survey.prompting.terminal.words import KEYS
from sstc_survey.tongues import gettext, noop

_ROWS: Final = (
    ("again", noop("Try again")),
    ("elsewhere", noop("Choose another folder")),
    ("stop", noop("Stop (this reply is not saved)")),
)


def ask_after_failure(problem: Problem, said: str, page: Page, device: Device) -> AfterFailure:
    """Print that a reply was not saved, and the reply so that it can be copied by hand; ask what to do."""
    page.fault(gettext("NOT saved: {problem}").format(problem=problem))
    if said:
        page.put("", said, gettext("The reply was: "))
    while True:
        key, choice = pick(
            [Row(value, gettext(label)) for value, label in _ROWS],
            [],
            None,
            _frame(device, "pick", {Key.HELP, Key.STOP}),
        )
        if key is Key.STOP or choice == "stop":
            return Stop()
        if choice == "again":
            return Retry()
        key, folder = write("", _frame(device, "line", {Key.BACK, Key.HELP, Key.STOP}, gettext("Folder to save in:")))
        if key is Key.STOP:
            return Stop()
        if key is Key.ENTER and folder.strip():
            return Elsewhere(folder.strip())


def _frame(device: Device, kind: str, works: set[Key], lead: str = "") -> Frame[Content]:
    def judge(key: Key, _content: Content) -> str | None:
        return None if key in {Key.ENTER, *works} else gettext("! choose what to do first")

    caps, meanings = KEYS[kind]
    return Frame(device, judge, tuple(footer(caps, works)), help_text(meanings, works), lead)
