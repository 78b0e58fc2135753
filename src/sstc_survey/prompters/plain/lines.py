"""Lines to and from whoever is asked, and what can be done wherever a line is read."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable
from textwrap import fill
from typing import Final, Protocol

from sstc_survey.display import clean
from sstc_survey.engine.interview import Back, ChangeLanguage, Reply
from sstc_survey.i18n import gettext
from sstc_survey.problems import Problem
from sstc_survey.prompters.loop import Stop, Verify
from sstc_survey.prompters.screens import RepeatScreen, Screen

_LEAST_WIDTH: Final = 12


class StandardLines:
    """Lines from standard input; what is written goes to standard error, as prompts do."""

    def __init__(self) -> None:
        # Bytes that are no UTF-8 come through as lone surrogates, which the checks refuse by name.
        # Once something was read this cannot be asked for again.
        if sys.stdin is not None and hasattr(sys.stdin, "reconfigure") and sys.stdin.errors != "surrogateescape":
            sys.stdin.reconfigure(errors="surrogateescape")
        # Without a terminal nobody else shows what was answered, and a log should read well.
        self._echo = sys.stdin is not None and not sys.stdin.isatty()
        # A log keeps its lines whole; a terminal would break them in the middle of words.
        self._wrap = sys.stderr.isatty()

    def read(self, prompt: str) -> str | None:
        """Return the next line without its end, or None at the end of input."""
        self._put(prompt)
        line = sys.stdin.readline() if sys.stdin is not None else ""
        if not line:
            self._put("\n")
            return None
        if self._echo:
            self._put(f"{clean(line.rstrip())}\n")
        return line.removesuffix("\n").removesuffix("\r")

    def write(self, text: str) -> None:
        """Write one line, or at a terminal as many as it takes there."""
        if self._wrap:
            width = max(shutil.get_terminal_size().columns, _LEAST_WIDTH)
            text = "\n".join(_broken(line, width) for line in text.split("\n"))
        self._put(f"{text}\n")

    @staticmethod
    def _put(text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


def _broken(line: str, width: int) -> str:
    """Break a line between words, and keep what follows as far in as it began."""
    indent = " " * (len(line) - len(line.lstrip()))
    return fill(line.strip(), width, initial_indent=indent, subsequent_indent=f"{indent}  " if indent else "")


class Lines(Protocol):
    """Where lines come from and go to."""

    def read(self, prompt: str) -> str | None:
        """Return the next line without its end, or None at the end of input."""

    def write(self, text: str) -> None:
        """Write one line."""


class Desk:
    """Writes lines that are clean, and reads others."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._languages: tuple[str, ...] = ()

    def read(self, prompt: str) -> str | None:
        """Return the next line without its end, or None at the end of input."""
        return self._lines.read(prompt)

    def write(self, text: str) -> None:
        """Write a text, on as many lines as it has."""
        self._lines.write(clean(text, keep_newlines=True))

    def put(self, lines: Iterable[str]) -> None:
        """Write several lines."""
        for line in lines:
            self.write(line)

    def complain(self, fault: str) -> None:
        """Write that something is wrong."""
        self.write(gettext("Error: {fault}.").format(fault=fault))

    def reject(self, problem: Problem) -> None:
        """Write why a reply changes nothing."""
        self.complain(problem.text)

    def show(self, shown: Screen | RepeatScreen, lines: Iterable[str]) -> None:
        """Write what is put, and remember the languages that it can be put in."""
        self._languages = shown.languages
        self.put(lines)

    def taken(self, read: Callable[[], Reply | Stop | None], verify: Verify) -> Reply | Stop:
        """Read until there is a reply that fits."""
        while True:
            reply = read()
            if isinstance(reply, Stop):
                return reply
            if reply is None:
                continue
            if problem := verify(reply):
                self.reject(problem)
            else:
                return reply

    def command(self, shown: Screen | RepeatScreen, name: str, rest: str) -> Reply | Stop | None:
        """Do what can be done at a question and at a gate."""
        match name.casefold():
            case "/back":
                if shown.can_go_back:
                    return Back()
                self.write(gettext("This is the first question."))
            case "/quit":
                return Stop()
            case "/language":
                return self.language(rest)
            case _:
                words = gettext('there is no command "{name}" (write "?" for help, "//" for an answer with "/")')
                self.complain(words.format(name=name))
        return None

    def language(self, tag: str) -> Reply | None:
        """Ask in another language, or write which there are."""
        known = {language.casefold(): language for language in self._languages}
        if tag.strip():
            return ChangeLanguage(known.get(tag.strip().casefold(), tag.strip()))
        words = gettext("Write /language and one of these: {languages}")
        self.write(words.format(languages=", ".join(self._languages)))
        return None
