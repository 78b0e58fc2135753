"""Read what is typed to a question in plain mode."""

from __future__ import annotations

from typing import Final

from sstc_survey.checking import OK
from sstc_survey.interview import Answer, Leave, Onward, Remark, Reply
from sstc_survey.prompting.conduct import Stop
from sstc_survey.prompting.plain_desk import Desk
from sstc_survey.prompting.plain_words import help_lines
from sstc_survey.prompting.replies import read_choices
from sstc_survey.prompting.screens import Screen
from sstc_survey.questionnaire import Acknowledge, Note, Rank, SelectMultiple, SelectOne, TextQuestion
from sstc_survey.response import Missing
from sstc_survey.tongues import gettext

END_OF_TEXT: Final = "."


def read_reply(screen: Screen, desk: Desk) -> Reply | Stop | None:
    """Read one reply; None where the question should wait for another line."""
    text = desk.read(gettext("Answer: ") if screen.askable else gettext("Enter to go on: "))
    if text is None:
        return Stop()
    command = text.strip()
    if command.startswith("//"):
        return _answer(screen, text.replace("//", "/", 1), desk)
    if command == "?" or command.startswith("/"):
        return _command(screen, command, desk)
    return _answer(screen, text, desk)


def _command(screen: Screen, command: str, desk: Desk) -> Reply | Stop | None:
    name, _, rest = command.partition(" ")
    match name.casefold():
        case "/skip":
            return Leave(Missing.BLANK) if screen.askable else Onward()
        case "/dk":
            return Leave(Missing.DONT_KNOW)
        case "/refuse":
            return Leave(Missing.REFUSED)
        case "/comment":
            return _remark(rest, desk)
        case "?" | "/help":
            desk.put(help_lines(screen))
            return None
        case _:
            return desk.command(screen, name, rest)


def _answer(screen: Screen, text: str, desk: Desk) -> Reply | Stop:
    if isinstance(screen.question, Note):
        return Onward()
    said_before = screen.value is not None or screen.missing is not None
    if not text.strip() and (said_before or screen.read_only):
        return Onward()
    match screen.question:
        case SelectOne() | SelectMultiple() | Rank():
            return Answer(read_choices(screen, text))
        case TextQuestion(multiline=True) if text.strip() and text.strip() != END_OF_TEXT:
            return _more(text, desk)
        case TextQuestion(multiline=True):
            return Answer("")
        case Acknowledge() if text.strip().casefold() == OK.casefold():
            return Answer(OK)
        case _:
            return Answer(text)


def _more(first: str, desk: Desk) -> Reply | Stop:
    """Read the further lines of a long text; it ends with a full stop on a line of its own."""
    lines = [first]
    while (line := desk.read("... ")) is not None and line.strip() != END_OF_TEXT:
        lines.append(line)
    return Answer("\n".join(lines))


def _remark(text: str, desk: Desk) -> Reply | None:
    if not text.strip():
        text = desk.read(gettext("Comment: ")) or ""
    return Remark(text) if text.strip() else None
