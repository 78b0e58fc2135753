"""Put the questions line by line: for pipes, screen readers and terminals that cannot draw."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from sstc_survey.display import clean
from sstc_survey.engine.interview import (
    AddInstance,
    Answer,
    Back,
    Comment,
    Continue,
    Enough,
    Finish,
    GoTo,
    Leave,
    RemoveInstance,
    Reply,
)
from sstc_survey.engine.paths import MAX_INSTANCES
from sstc_survey.engine.validation import OK
from sstc_survey.i18n import gettext
from sstc_survey.problems import Problem, codes
from sstc_survey.prompters.expected import folded, read_choices, state_label
from sstc_survey.prompters.loop import AfterFailure, Elsewhere, Retry, Stop, Verify
from sstc_survey.prompters.plain.lines import Desk, Lines
from sstc_survey.prompters.plain.words import (
    NO,
    YES,
    command_rows,
    help_lines,
    keeping,
    language_row,
    numbered,
    question_lines,
    review_lines,
    says,
)
from sstc_survey.prompters.screens import Cover, Line, RepeatScreen, Screen
from sstc_survey.questionnaire import Acknowledge, Note, Rank, SelectMultiple, SelectOne, TextQuestion
from sstc_survey.response import Missing

_MOST_DIGITS: Final = len(str(MAX_INSTANCES))


def gate_lines(screen: RepeatScreen) -> Iterator[str]:
    """Yield the lines that ask whether there is one more."""
    yield from screen.headings
    count = len(screen.instances)
    there = "; ".join(
        f"{number}. {each or state_label(Missing.BLANK)}" for number, each in enumerate(screen.instances, 1)
    )
    words = gettext("Another: {label}? There are {count}: {instances}") if count else gettext("{label}: is there one?")
    yield numbered(screen, words.format(label=screen.label or screen.path, count=count, instances=there))
    if screen.hint:
        yield f"  ({screen.hint})"
    for number, word in enumerate((YES, NO), 1):
        yield f"  {number}. {gettext(word)}"
    if screen.enough:
        yield keeping(gettext(NO))


def read_gate(screen: RepeatScreen, desk: Desk, verify: Verify) -> Reply | Stop | None:
    """Read one reply; None where the gate should wait for another line."""
    text = desk.read(gettext("Answer: "))
    if text is None:
        return Stop()
    name, _, rest = text.strip().partition(" ")
    match name.casefold():
        case "/remove":
            return _removal(folded(rest), desk, verify)
        case "?" | "/help":
            desk.put(_help(screen))
            return None
        case command if command.startswith("/"):
            return desk.command(screen, name, rest)
        case "" if screen.enough:
            return Continue()
    return _repeat_answer(text, desk)


def _repeat_answer(text: str, desk: Desk) -> Reply | None:
    """Read yes or no, or the number of either."""
    number = folded(text)
    if number == "1" or says(text, YES):
        return AddInstance()
    if number == "2" or says(text, NO):
        return Enough()
    desk.reject(Problem(codes.REPLY_GATE))
    return None


def _removal(number: str, desk: Desk, verify: Verify) -> Reply | None:
    """Ask once more: what is removed does not come back."""
    removal = RemoveInstance(int(number) if number.isdecimal() and len(number) <= _MOST_DIGITS else 0)
    if problem := verify(removal):
        desk.reject(problem)
        return None
    sure = gettext('Remove {number} with all that was said of it? Write "yes" to remove it: ')
    return removal if says(desk.read(sure.format(number=removal.number)) or "", YES) else None


def _help(screen: RepeatScreen) -> list[str]:
    """List the commands that work here."""
    return command_rows(
        ("/back", gettext("go to the question before"), screen.can_go_back),
        ("/remove NUMBER", gettext("take one away"), bool(screen.instances)),
        language_row(screen.languages),
        ("/quit", gettext("stop and keep a draft"), True),
    )


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
            return Leave(Missing.BLANK) if screen.askable else Continue()
        case "/dk":
            return Leave(Missing.DONT_KNOW)
        case "/refuse":
            return Leave(Missing.REFUSED)
        case "/comment":
            return _comment(rest, desk)
        case "?" | "/help":
            desk.put(help_lines(screen))
            return None
        case _:
            return desk.command(screen, name, rest)


def _answer(screen: Screen, text: str, desk: Desk) -> Reply | Stop:
    if isinstance(screen.question, Note):
        return Continue()
    said_before = screen.value is not None or screen.missing is not None
    if not text.strip() and (said_before or screen.read_only):
        return Continue()
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


def _comment(text: str, desk: Desk) -> Reply | None:
    if not text.strip():
        text = desk.read(gettext("Comment: ")) or ""
    return Comment(text) if text.strip() else None


class PlainPrompter:
    """Puts each question as lines of text and reads the reply as a line."""

    def __init__(self, lines: Lines) -> None:
        self._desk = Desk(lines)

    def open(self, cover: Cover, *, resumed: bool) -> None:
        """Write what the interview is about; a resumed one needs only the title."""
        facts = " · ".join(text for text in (cover.date, cover.place) if text)
        texts = (cover.title,) if resumed else (cover.title, cover.event, facts, cover.introduction)
        self._desk.put(text for text in texts if text)
        if resumed:
            self._desk.write(gettext('Going on where it stopped. Write "?" for help.'))
        else:
            self._desk.write(gettext('Write "?" for help.'))
        self._desk.write("")

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop:
        """Put a question and return the reply to it."""
        self._desk.show(screen, question_lines(screen))
        return self._desk.taken(partial(read_reply, screen, self._desk), verify)

    def ask_repeat(self, screen: RepeatScreen, verify: Verify) -> Reply | Stop:
        """Ask whether there is one more, and return the reply."""
        self._desk.show(screen, gate_lines(screen))
        return self._desk.taken(partial(read_gate, screen, self._desk, verify), verify)

    def ask_comment(self, screen: Screen, verify: Verify) -> Comment | Back | Stop | None:
        """Read the comment that goes with an answer; an empty line leaves it as it is."""
        prompt = gettext("Comment (Enter for none): ")
        if screen.comment:
            prompt = gettext("Comment (Enter keeps: {comment}): ").format(comment=clean(screen.comment))
        while True:
            text = self._desk.read(prompt)
            match (text if text is not None else "/quit").strip():
                case "" | "/skip":
                    return None
                case "/quit":
                    return Stop()
                case "/back":
                    return Back(screen.path)
                case words if words.startswith("/") and not words.startswith("//"):
                    self._desk.complain(gettext('"{entry}" is not one of these').format(entry=words.split()[0]))
                    continue
                case words:
                    comment = Comment(words.removeprefix("/") if words.startswith("//") else words, screen.path)
            if problem := verify(comment):
                self.reject(problem)
            else:
                return comment

    def review(self, lines: tuple[Line, ...]) -> Reply | Stop:
        """Write all replies and read what to do."""
        self._desk.put([gettext("Review"), *review_lines(lines)])
        numbers = {str(number): line.name for number, line in enumerate(lines, 1)}
        while True:
            entry = self._desk.read(
                gettext('Write "save" to finish, a number to change that reply, or "/quit" to keep a draft: ')
            )
            name, _, rest = (entry or "/quit").strip().partition(" ")
            match folded(name):
                case "/quit":
                    return Stop()
                case "save":
                    return Finish()
                case "/back":
                    return Back()
                case "/language":
                    if spoken := self._desk.language(rest):
                        return spoken
                case number if number in numbers:
                    return GoTo(numbers[number])
                case _:
                    self._desk.complain(gettext('"{entry}" is not one of these').format(entry=name))

    def reject(self, problem: Problem) -> None:
        """Write why the last reply changes nothing."""
        self._desk.reject(problem)

    def not_saved(self, problem: Problem, reply: Reply) -> AfterFailure:
        """Write that the reply was not saved, with the reply, and read what to do."""
        self._desk.write(gettext("NOT saved: {problem}.").format(problem=problem))
        match reply:
            case Answer(raw) if raw:
                said = "; ".join(raw) if isinstance(raw, list) else str(raw)
                self._desk.write(gettext("The reply was: {reply}").format(reply=said))
            case Comment(text):
                self._desk.write(gettext("The comment was: {comment}").format(comment=text))
            case _:
                pass
        entry = self._desk.read(
            gettext('Write "again" to try again, "/quit" to stop without it, or the path of another folder: ')
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
            self._desk.write(closing)
