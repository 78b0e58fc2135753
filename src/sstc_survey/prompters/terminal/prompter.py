"""The prompter for a terminal that can draw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from prompt_toolkit.input import Input
from prompt_toolkit.output import Output

from sstc_survey.engine.interview import Back, ChangeLanguage, Comment, RemoveInstance, Reply
from sstc_survey.i18n import gettext, noop
from sstc_survey.problems import Problem
from sstc_survey.prompters.expected import name_of
from sstc_survey.prompters.loop import AfterFailure, Elsewhere, Retry, Stop, Verify
from sstc_survey.prompters.screens import Cover, Line, RepeatScreen, Screen
from sstc_survey.prompters.terminal.device import Device, learn_widths
from sstc_survey.prompters.terminal.inputs import write
from sstc_survey.prompters.terminal.layout import Content, Frame, Key, Outcome, footer, help_text
from sstc_survey.prompters.terminal.lists import Pick, Row, pick
from sstc_survey.prompters.terminal.page import Page
from sstc_survey.prompters.terminal.questions import Desk, Entry, put
from sstc_survey.prompters.terminal.words import KEYS, reading, said

_COMMENT_KEYS: Final = {Key.BACK, Key.HELP, Key.STOP}


def comment_prompt(present: str, verify: Callable[[str], Problem | None], device: Device) -> Outcome[str]:
    """Ask for a comment on one line; only Enter, Back and Stop end it."""

    def judge(key: Key, text: str) -> str | None:
        if key not in {Key.ENTER, *_COMMENT_KEYS}:
            return gettext("! a comment is being written: Enter keeps it, Esc goes back")
        problem = verify(text) if key is Key.ENTER else None
        return said(problem) if problem else None

    caps, meanings = KEYS["line"]
    lead = gettext("Comment (Enter keeps it):") if present else gettext("Comment (Enter for none):")
    return write(
        present, Frame(device, judge, tuple(footer(caps, _COMMENT_KEYS)), help_text(meanings, _COMMENT_KEYS), lead)
    )


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


_LANGUAGE_KEYS: Final = {Key.BACK, Key.HELP}
_TWO: Final = 2


def ask_language(present: str, languages: tuple[str, ...], device: Device) -> str:
    """Return the language to go on in: of two the other one, else the one that is picked."""
    others = [tag for tag in languages if tag != present]
    if len(languages) <= _TWO:
        return others[0] if others else present
    caps, meanings = KEYS["pick"]
    frame: Frame[Pick] = Frame(
        device,
        lambda key, _row: None if key in {Key.ENTER, *_LANGUAGE_KEYS} else gettext("! choose a language first"),
        tuple(footer(caps, _LANGUAGE_KEYS)),
        help_text(meanings, _LANGUAGE_KEYS),
    )
    outcome = pick([Row(tag, name_of(tag)) for tag in languages], [], present, frame)
    return str(outcome.content) if outcome.key is Key.ENTER else present


class TerminalPrompter:
    """Puts each question below the last; when it is answered only the question and the reply stay.

    What was entered but not taken is kept until its question is answered.
    """

    def __init__(self, *, input: Input | None = None, output: Output | None = None) -> None:  # noqa: A002
        self._device = Device(input, output)
        self._page = Page(self._device)
        self._kept: dict[str, Entry] = {}
        self._kept_comments: dict[str, str] = {}
        self._printed: tuple[str, str] | None = None
        self._answered: str | None = None
        self._said = ""

    def open(self, cover: Cover, *, resumed: bool) -> None:
        """Print what the interview is about."""
        learn_widths(self._device)
        self._page.cover(cover, resumed=resumed)

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop:
        """Print a question, unless it still stands there, and return the reply to it."""
        if self._answered != screen.path:
            self._drop_answered()
        printed = (screen.path, screen.language)
        if self._printed != printed:
            self._page.question(screen)
            self._printed = printed
        reply = self._reply(screen, verify)
        self._record(screen, reply, verify)
        return reply

    def ask_comment(self, screen: Screen, verify: Verify) -> Comment | Back | Stop | None:
        """Ask for the comment that goes with an answer."""
        name = screen.path
        key, text = self._comment_text(screen, lambda text: verify(Comment(text, name)))
        reply: Comment | Back | None = Comment(text, name) if text.strip() != screen.comment else None
        if key is Key.STOP:
            return Stop()
        if key is Key.BACK:
            reply = Back(name)
        if reply is not None:
            self._record(screen, reply, verify)
        return reply

    def ask_repeat(self, screen: RepeatScreen, verify: Verify) -> Reply | Stop:  # noqa: ARG002 nothing of a gate can be wrong
        """Print what a repeat holds, and return whether there is one more."""
        from sstc_survey.prompters.terminal.repeats import ask_repeat, reading_of

        self._drop_answered()
        self._page.repeat(screen)
        self._printed = None
        while isinstance(reply := ask_repeat(screen, self._device), Key):
            if spoken := self._other_language(screen):
                return spoken
        if isinstance(reply, Back):
            self._went_back()
        if isinstance(reply, RemoveInstance):
            # What was entered in later instances would stand in others now.
            self._kept.clear()
            self._kept_comments.clear()
        if said_there := reading_of(screen, reply):
            self._page.reply(said_there)
        return reply

    def _other_language(self, shown: Screen | RepeatScreen) -> ChangeLanguage | None:
        """Return the language that is wanted now, or None where it stays the same."""
        from sstc_survey.prompters.expected import name_of

        language = ask_language(shown.language, shown.languages, self._device)
        if language == shown.language:
            return None
        self._page.aside(f"{self._device.signs.arrow} {name_of(language)}")
        return ChangeLanguage(language)

    def _went_back(self) -> None:
        self._page.aside(f"{self._device.signs.back} {gettext('back')}")
        self._printed = None

    def _drop_answered(self) -> None:
        """Forget what was entered for the last question, which was taken."""
        if self._answered is not None:
            self._kept.pop(self._answered, None)
            self._answered = None

    def review(self, lines: tuple[Line, ...]) -> Reply | Stop:
        """Print all replies and return what to do with them."""
        self._kept.clear()
        self._kept_comments.clear()
        self._printed = None
        from sstc_survey.prompters.terminal.review import ask_review, show_review

        show_review(lines, self._page, self._device)
        self._said = ""
        return ask_review(lines, self._device)

    def reject(self, problem: Problem) -> None:
        """Print why the last reply changes nothing."""
        self._page.fault(said(problem))

    def not_saved(self, problem: Problem, reply: Reply) -> AfterFailure:
        """Print that a reply was not saved, with the reply, and ask what to do."""
        said_before = reply.text if isinstance(reply, Comment) else self._said
        return ask_after_failure(problem, said_before, self._page, self._device)

    def close(self, closing: str) -> None:
        """Print the last words of the questionnaire."""
        if closing:
            self._page.gap()
            self._page.put("", closing)

    def _reply(self, screen: Screen, verify: Verify) -> Reply | Stop:
        """Ask until there is a reply; a comment may be written in between."""
        while True:
            asked = put(Desk(screen, self._kept.get(screen.path), verify, self._device))
            self._kept[screen.path] = asked.entry
            reply: Reply | Stop | None
            match asked.reply:
                case Key.LANGUAGE:
                    reply = self._other_language(screen)
                case Key():
                    reply = self._comment(screen, verify)
                case other:
                    reply = other
            if reply is not None:
                return reply

    def _comment(self, screen: Screen, verify: Verify) -> Reply | Stop | None:
        """Ask for a comment on a question that stays; None where it is left as it is."""
        key, text = self._comment_text(screen, lambda text: verify(Comment(text)))
        if key is Key.STOP:
            return Stop()
        return Comment(text) if key is Key.ENTER and text.strip() != screen.comment else None

    def _comment_text(self, screen: Screen, verify: Callable[[str], Problem | None]) -> Outcome[str]:
        """Ask for a comment; one that was begun and left stands there when it is asked for again."""
        name = screen.path
        outcome = comment_prompt(self._kept_comments.pop(name, screen.comment), verify, self._device)
        if outcome.key is Key.BACK:
            self._kept_comments[name] = outcome.content
        return outcome

    def _record(self, screen: Screen, reply: Reply | Stop, verify: Verify) -> None:
        """Leave a line of what was replied, as it was read."""
        match reply:
            case Stop():
                return
            case Back():
                self._went_back()
                return
            case ChangeLanguage():
                self._printed = None
                return
            case Comment(text):
                self._page.aside(_comment_line(text.strip()))
                return
            case _:
                self._answered = screen.path
        self._said = reading(screen, reply, verify)
        # What is only shown stands there already.
        if self._said and not screen.read_only:
            self._page.reply(self._said)


def _comment_line(text: str) -> str:
    return gettext("Comment: {text}").format(text=text) if text else gettext("Comment taken away")
