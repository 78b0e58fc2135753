"""Put the questions line by line: for pipes, screen readers and terminals that cannot draw."""

from __future__ import annotations

from typing import Protocol

from sstc_survey.checking import OK
from sstc_survey.display import clean
from sstc_survey.errors import Problem
from sstc_survey.interview import Answer, Back, Finish, GoTo, Leave, Onward, Remark, Reply
from sstc_survey.prompting.conduct import AfterFailure, Elsewhere, Retry, Stop, Verify
from sstc_survey.prompting.plain_words import expected, help_lines, options_lines, present_state
from sstc_survey.prompting.replies import read_choices
from sstc_survey.prompting.screens import Cover, Line, Screen
from sstc_survey.questionnaire import Acknowledge, SelectMultiple, SelectOne, TextQuestion
from sstc_survey.response import Missing

END_OF_TEXT = "."


class Lines(Protocol):
    """Where lines come from and go to."""

    def read(self, prompt: str) -> str | None:
        """Return the next line without its end, or None at the end of input."""

    def write(self, text: str) -> None:
        """Write one line."""


class PlainPrompter:
    """Puts each question as lines of text and reads the reply as a line."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def open(self, cover: Cover, *, resumed: bool) -> None:
        """Write what the interview is about; a resumed one needs only the title."""
        facts = " · ".join(text for text in (cover.date, cover.place) if text)
        for text in (cover.title,) if resumed else (cover.title, cover.event, facts, cover.introduction):
            if text:
                self._write(text)
        self._write('Write "?" for help.' if not resumed else 'Going on where it stopped. Write "?" for help.')
        self._write("")

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop:
        """Put a question and return the reply to it."""
        self._put(screen)
        while True:
            reply = self._reply(screen)
            if isinstance(reply, Stop):
                return reply
            problem = reply and verify(reply)
            if problem:
                self.reject(problem)
            elif reply:
                return reply

    def remark(self, screen: Screen, verify: Verify) -> Remark | Back | Stop | None:
        """Read the comment that goes with an answer; an empty line leaves it as it is."""
        present = f" (Enter keeps: {clean(screen.comment)})" if screen.comment else " (Enter for none)"
        while True:
            text = self._lines.read(f"Comment{present}: ")
            match (text if text is not None else "/quit").strip():
                case "":
                    return None
                case "/quit":
                    return Stop()
                case "/back":
                    return Back(screen.question.name)
                case words:
                    remark = Remark(words.removeprefix("/") if words.startswith("//") else words, screen.question.name)
            if problem := verify(remark):
                self.reject(problem)
            else:
                return remark

    def review(self, lines: tuple[Line, ...]) -> Reply | Stop:
        """Write all replies and read what to do."""
        self._write("Review")
        for number, line in enumerate(lines, 1):
            remark = f"  [{line.comment}]" if line.comment else ""
            self._write(f"  {number}. {line.label}: {line.reply or present_state(line.state)}{remark}")
        while True:
            entry = self._lines.read(
                'Write "save" to finish, a number to change that reply, or "/quit" to keep a draft: '
            )
            match (entry or "/quit").strip().casefold():
                case "/quit":
                    return Stop()
                case "save":
                    return Finish()
                case "/back":
                    return Back()
                case pick if pick.isdecimal() and 1 <= int(pick) <= len(lines):
                    return GoTo(lines[int(pick) - 1].name)
                case other:
                    self._write(f'Error: "{other}" is not one of these.')

    def reject(self, problem: Problem) -> None:
        """Write why the last reply changes nothing."""
        self._write(f"Error: {problem.fault}{f' ({problem.remedy})' if problem.remedy else ''}.")

    def not_saved(self, problem: Problem, reply: Reply) -> AfterFailure:
        """Write that the reply was not saved, with the reply, and read what to do."""
        self._write(f"NOT saved: {problem}.")
        match reply:
            case Answer(raw) if raw:
                self._write(f"The reply was: {'; '.join(raw) if isinstance(raw, list) else raw!s}")
            case Remark(text):
                self._write(f"The comment was: {text}")
            case _:
                pass
        entry = self._lines.read(
            'Write "again" to try again, "/quit" to stop without it, or the path of another folder: '
        )
        match (entry or "/quit").strip():
            case "/quit":
                return Stop()
            case "again":
                return Retry()
            case folder:
                return Elsewhere(folder)

    def close(self, closing: str) -> None:
        """Write the last words of the questionnaire."""
        if closing:
            self._write(closing)

    def _write(self, text: str) -> None:
        self._lines.write(clean(text, keep_newlines=True))

    def _put(self, screen: Screen) -> None:
        for heading in screen.headings:
            self._write(heading)
        self._write(f"{screen.number} of {screen.total}. {screen.label}")
        if screen.hint:
            self._write(f"  ({screen.hint})")
        for line in options_lines(screen):
            self._write(line)
        for line in expected(screen):
            self._write(line)
        if screen.comment:
            self._write(f"Comment: {screen.comment}")

    def _reply(self, screen: Screen) -> Reply | Stop | None:
        """Read one reply; None where the question should wait for another line."""
        text = self._lines.read("Answer: " if screen.askable else "Enter to go on: ")
        if text is None:
            return Stop()
        command = text.strip()
        if command.startswith("//"):
            return self._answer(screen, text.replace("//", "/", 1))
        if command == "?" or command.startswith("/"):
            return self._command(screen, command)
        return self._answer(screen, text)

    def _command(self, screen: Screen, command: str) -> Reply | Stop | None:
        name, _, rest = command.partition(" ")
        match name.casefold():
            case "/back":
                if screen.can_go_back:
                    return Back()
                self._write("This is the first question.")
            case "/skip":
                return Leave(Missing.BLANK) if screen.askable else Onward()
            case "/dk":
                return Leave(Missing.DONT_KNOW)
            case "/refuse":
                return Leave(Missing.REFUSED)
            case "/comment":
                return self._remark(rest)
            case "/quit":
                return Stop()
            case "?" | "/help":
                for line in help_lines(screen):
                    self._write(line)
            case _:
                self._write(f'Error: there is no command "{name}" (write "?" for help, "//" for an answer with "/").')
        return None

    def _answer(self, screen: Screen, text: str) -> Reply | Stop:
        if not screen.askable:
            return Onward()
        said_before = screen.value is not None or screen.missing is not None
        if not text.strip() and said_before:
            return Onward()
        match screen.question:
            case SelectOne() | SelectMultiple():
                return Answer(read_choices(screen, text))
            case TextQuestion(multiline=True) if text.strip() and text.strip() != END_OF_TEXT:
                return self._more(text)
            case TextQuestion(multiline=True):
                return Answer("")
            case Acknowledge() if text.strip().casefold() == OK.casefold():
                return Answer(OK)
            case _:
                return Answer(text)

    def _more(self, first: str) -> Reply | Stop:
        """Read the further lines of a long text; it ends with a full stop on a line of its own."""
        lines = [first]
        while (line := self._lines.read("... ")) is not None and line.strip() != END_OF_TEXT:
            lines.append(line)
        return Answer("\n".join(lines))

    def _remark(self, text: str) -> Reply | None:
        if not text.strip():
            text = self._lines.read("Comment: ") or ""
        return Remark(text) if text.strip() else None
