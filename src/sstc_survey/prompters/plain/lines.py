"""Lines to and from a person, and the commands that work wherever a line is read."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable
from textwrap import fill
from typing import Final, Protocol

from sstc_survey.display import clean, spell_out
from sstc_survey.engine.replies import Back, ChangeLanguage, Reply
from sstc_survey.engine.validation import tidied
from sstc_survey.folding import folded
from sstc_survey.i18n import gettext
from sstc_survey.problems import Problem
from sstc_survey.prompters.in_session import InSession
from sstc_survey.prompters.labels import changed_reference, named_reference
from sstc_survey.prompters.loop import Aside, ReferenceKeeper, Stop
from sstc_survey.prompters.screens import RepeatScreen, Screen

_MIN_WIDTH: Final = 12
# What is typed for the reference to take it away.
_NO_REFERENCE: Final = "-"


class StandardLines:
    """Lines from standard input and to standard error, where prompts go."""

    def __init__(self) -> None:
        # Invalid UTF-8 comes through as lone surrogates, which validation rejects with a message of its own.
        # Once something was read, the stream cannot be reconfigured.
        if hasattr(sys.stdin, "reconfigure") and sys.stdin.errors != "surrogateescape":
            sys.stdin.reconfigure(errors="surrogateescape")
        # Without a terminal nothing else shows what was typed, and a log should be readable.
        self._echo = not sys.stdin.isatty()
        self._is_first = True
        self.is_ended = False
        # A log keeps long lines; a terminal would break them in the middle of words.
        self._wrap = sys.stderr.isatty()

    def read(self, prompt: str) -> str | None:
        """Return the next line without its end, or None at the end of input."""
        self._output(prompt)
        line = sys.stdin.readline()
        if not line:
            self.is_ended = True
            self._output("\n")
            return None
        if self._is_first:
            # What some programs put before a text in UTF-8.
            line = line.removeprefix("\ufeff")
            self._is_first = False
        if self._echo:
            self._output(f"{clean(line.rstrip())}\n")
        return line.removesuffix("\n").removesuffix("\r")

    def write(self, text: str) -> None:
        """Write one line, wrapped at a terminal."""
        if self._wrap:
            width = max(shutil.get_terminal_size().columns, _MIN_WIDTH)
            text = "\n".join(_wrapped(line, width) for line in text.split("\n"))
        self._output(f"{text}\n")

    @staticmethod
    def _output(text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


def _wrapped(line: str, width: int) -> str:
    """Wrap a line between words, and indent what follows as it began."""
    indent = " " * (len(line) - len(line.lstrip()))
    return fill(line.strip(), width, initial_indent=indent, subsequent_indent=f"{indent}  " if indent else "")


class Lines(Protocol):
    """A source of lines, and a place to write them."""

    def read(self, prompt: str) -> str | None:
        """Return the next line without its end, or None at the end of input."""

    def write(self, text: str) -> None:
        """Write one line."""


class BoardLines(Lines, Protocol):
    """Lines of which others read too, and that tell whether there are no more."""

    @property
    def is_ended(self) -> bool:
        """Tell whether the end of input was read."""


class Dialogue:
    """Lines in and out of a conversation: writes cleaned text, and reads replies and commands."""

    def __init__(
        self, lines: Lines, reference_keeper: ReferenceKeeper | None = None, session: InSession | None = None
    ) -> None:
        self._lines = lines
        self._session = session
        self._reference_keeper = reference_keeper
        self._languages: tuple[str, ...] = ()

    def read(self, prompt: str, *, multiline: bool = False) -> str | None:
        """Return the next line without its end and without control characters, or None at the end of input.

        With `multiline` what is a line end besides the usual one is kept as one.
        """
        line = self._lines.read(prompt)
        if line is None:
            return None
        found = tidied(line, multiline=multiline)
        if found.changes:
            self.write(f"({'; '.join(map(gettext, found.changes))})")
        return found.text

    def write(self, text: str) -> None:
        """Write a text, on as many lines as it has."""
        self._lines.write(clean(text, keep_newlines=True))

    def write_all(self, lines: Iterable[str]) -> None:
        """Write several lines."""
        for line in lines:
            self.write(line)

    def error(self, fault: str) -> None:
        """Write an error message."""
        self.write(gettext("Error: {fault}.").format(fault=fault))

    def reject(self, problem: Problem) -> None:
        """Write why a reply was not accepted."""
        self.error(problem.text)

    def show(self, shown: Screen | RepeatScreen, lines: Iterable[str]) -> None:
        """Write a question, and remember the languages that it can be asked in."""
        self._languages = shown.languages
        self.write_all(lines)

    def ask(self, read: Callable[[], Reply | Stop | None], verify: Callable[[Reply], Problem | None]) -> Reply | Stop:
        """Read until there is a valid reply, and return it."""
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
        """Run a command that works at a question and at the end of a repeat."""
        match name:
            case "/back":
                if shown.can_go_back:
                    return Back()
                self.write(gettext("This is the first question."))
            case "/quit":
                return Stop()
            case "/language":
                return self.language(rest)
            case "/reference" if self.has_reference:
                self.reference(rest)
            case _ if aside := self.aside(name, rest):
                return aside
            case _:
                words = gettext('unknown command "{name}" (type "?" for help, "//" for an answer with "/")')
                self.error(words.format(name=name))
        return None

    @property
    def is_of_session(self) -> bool:
        """Tell whether what is asked is a turn of a session."""
        return self._session is not None

    def aside(self, name: str, rest: str) -> Aside | None:
        """Return a command of the board of the session, or None where it is none."""
        word = name.removeprefix("/")
        is_one = self._session is not None and name.startswith("/") and word in self._session.words
        return Aside(f"{word} {rest}".strip()) if is_one else None

    def language(self, tag: str) -> Reply | None:
        """Change the language, or list the languages."""
        if tag.strip():
            return ChangeLanguage(tag.strip())
        words = gettext("Type /language and one of: {languages}")
        self.write(words.format(languages=gettext(", ").join(self._languages)))
        return None

    @property
    def has_reference(self) -> bool:
        """Tell whether the interview can be given a reference: one that is not saved is in no list."""
        return self._reference_keeper is not None

    def reference(self, text: str) -> None:
        """Change the reference, or write what it is and how to change it."""
        keeper = self._reference_keeper
        if keeper is None:
            return
        # At a question that takes several lines, this one may have had line ends.
        text = tidied(text, multiline=False).text.strip()
        if not text:
            self.write(named_reference(keeper.reference or _NO_REFERENCE))
            self.write(gettext('Type "/reference TEXT" to change it, "/reference -" to remove it.'))
        elif problem := keeper.save_reference("" if folded(text) == _NO_REFERENCE else text):
            self.write(gettext("NOT saved: {problem}.").format(problem=spell_out(str(problem))))
        else:
            self.write(changed_reference(keeper.reference))
