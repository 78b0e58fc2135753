"""Lines to and from whoever is asked, and what can be done wherever a line is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from sstc_survey.display import clean
from sstc_survey.errors import Problem
from sstc_survey.interview import Back, Reply, Speak
from sstc_survey.prompting.conduct import Stop, Verify
from sstc_survey.prompting.screens import Gate, Screen
from sstc_survey.tongues import gettext


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
        self.complain(f"{problem.fault}{f' ({problem.remedy})' if problem.remedy else ''}")

    def show(self, shown: Screen | Gate, lines: Iterable[str]) -> None:
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

    def command(self, shown: Screen | Gate, name: str, rest: str) -> Reply | Stop | None:
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
            return Speak(known.get(tag.strip().casefold(), tag.strip()))
        words = gettext("Write /language and one of these: {languages}")
        self.write(words.format(languages=", ".join(self._languages)))
        return None
