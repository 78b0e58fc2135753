"""Ask the questions line by line: for pipes, screen readers and terminals that cannot draw."""

from __future__ import annotations

import os
from functools import partial
from typing import Final, assert_never

from sstc_survey.display import clean, spell_out
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
from sstc_survey.engine.validation import OK, takes_lines
from sstc_survey.i18n import gettext
from sstc_survey.problems import Problem, codes
from sstc_survey.prompters.fields import Fields
from sstc_survey.prompters.loop import AfterFailure, Elsewhere, Retry, Stop, Verify
from sstc_survey.prompters.plain.lines import Dialogue, Lines
from sstc_survey.prompters.plain.words import (
    NO,
    YES,
    question_help,
    question_lines,
    repeat_help,
    repeat_lines,
    review_lines,
)
from sstc_survey.prompters.screens import Cover, RepeatScreen, ReviewLine, Screen
from sstc_survey.questionnaire import (
    MAX_DIGITS,
    Acknowledge,
    DataType,
    Date,
    DateTime,
    Decimal,
    Integer,
    Note,
    Range,
    Rank,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Time,
)
from sstc_survey.response import Missing

_END_OF_TEXT: Final = "."
# A longer number is not one on the screen.
_INSTANCE_DIGITS: Final = len(str(MAX_INSTANCES))


class PlainPrompter:
    """Writes each question as lines of text and reads the reply as a line."""

    def __init__(self, lines: Lines) -> None:
        self._dialogue = Dialogue(lines)

    def open(self, cover: Cover, fields: Fields, *, resumed: bool) -> None:  # noqa: ARG002 a line that is not ended is the terminal's
        """Write what the interview is about; a resumed one needs only the title."""
        facts = " · ".join(text for text in (cover.date, cover.place) if text)
        texts = (cover.title,) if resumed else (cover.title, cover.event, facts, cover.introduction)
        self._dialogue.write_all(text for text in texts if text)
        if resumed:
            self._dialogue.write(gettext('Going on where it stopped. Write "?" for help.'))
        else:
            self._dialogue.write(gettext('Write "?" for help.'))
        self._dialogue.write("")

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop:
        """Ask a question and return the reply to it."""
        self._dialogue.show(screen, question_lines(screen))
        return self._dialogue.ask(partial(_read_reply, screen, self._dialogue), verify)

    def ask_repeat(self, screen: RepeatScreen, verify: Verify) -> Reply | Stop:
        """Ask whether to add an instance, and return the reply."""
        self._dialogue.show(screen, repeat_lines(screen))
        return self._dialogue.ask(partial(_read_repeat_reply, screen, self._dialogue, verify), verify)

    def ask_comment(self, screen: Screen, verify: Verify) -> Comment | Back | Stop | None:
        """Read the comment that goes with an answer; an empty line leaves it as it is."""
        prompt = gettext("Comment (Enter for none): ")
        if screen.comment:
            prompt = gettext("Comment (Enter keeps: {comment}): ").format(comment=clean(screen.comment))
        while True:
            text = self._dialogue.read(prompt)
            match (text if text is not None else "/quit").strip():
                case "" | "/skip":
                    return None
                case "/quit":
                    return Stop()
                case "/back":
                    return Back(screen.path)
                case words if words.startswith("/") and not words.startswith("//"):
                    self._dialogue.error(gettext('"{entry}" is not one of these').format(entry=words.split()[0]))
                    continue
                case words:
                    comment = Comment(words.removeprefix("/") if words.startswith("//") else words, screen.path)
            if problem := verify(comment):
                self.reject(problem)
            else:
                return comment

    def review(self, lines: tuple[ReviewLine, ...]) -> Reply | Stop:
        """Write all answers and read what to do."""
        self._dialogue.write_all([gettext("Review"), *review_lines(lines)])
        paths = {str(number): line.path for number, line in enumerate(lines, 1)}
        while True:
            typed = self._dialogue.read(
                gettext('Write "save" to finish, a number to change that reply, or "/quit" to keep a draft: ')
            )
            name, _, rest = (typed or "/quit").strip().partition(" ")
            match _folded(name):
                case "/quit":
                    return Stop()
                case "save":
                    return Finish()
                case "/back":
                    return Back()
                case "/language":
                    if change := self._dialogue.language(rest):
                        return change
                case number if number in paths:
                    return GoTo(paths[number])
                case _:
                    self._dialogue.error(gettext('"{entry}" is not one of these').format(entry=name))

    def reject(self, problem: Problem) -> None:
        """Write why the last reply was not accepted, or what follows from it."""
        self._dialogue.reject(problem)

    def not_saved(self, problem: Problem, reply: Reply) -> AfterFailure:
        """Write that the reply was not saved, with the reply, and read what to do."""
        self._dialogue.write(gettext("NOT saved: {problem}.").format(problem=spell_out(str(problem))))
        match reply:
            case Answer(raw) if raw:
                answer = "; ".join(raw) if isinstance(raw, list) else str(raw)
                self._dialogue.write(gettext("The reply was: {reply}").format(reply=answer))
            case Comment(text):
                self._dialogue.write(gettext("The comment was: {comment}").format(comment=text))
            case _:
                pass
        while True:
            typed = self._dialogue.read(
                gettext(
                    'Press Enter to try again, or write "/quit" to stop without it, '
                    'or the path of another folder with "/" at its end: '
                )
            )
            match "/quit" if typed is None else typed.strip():
                case "/quit":
                    return Stop()
                case "" | "again":
                    return Retry()
                case folder if _is_path(folder):
                    return Elsewhere(folder)
                case word:
                    self._dialogue.error(gettext('"{entry}" is not one of these').format(entry=word))

    def close(self, closing: str) -> None:
        """Write the last words of the questionnaire."""
        if closing:
            self._dialogue.write(closing)


def _is_path(text: str) -> bool:
    """Tell a path from a word or a command that was mistyped, for which a folder would be made."""
    return any(separator in text[1:] for separator in (os.sep, os.altsep) if separator)


def _read_reply(screen: Screen, dialogue: Dialogue) -> Reply | Stop | None:
    """Read one reply; None where the question waits for another line."""
    prompt = gettext("Answer: ") if screen.askable else gettext("Enter to go on: ")
    text = dialogue.read(prompt, multiline=takes_lines(screen.question))
    if text is None:
        return Stop()
    command = text.strip()
    if command.startswith("//"):
        return _answer(screen, text.replace("//", "/", 1), dialogue)
    if command != "?" and not command.startswith("/"):
        return _answer(screen, text, dialogue)
    name, _, rest = command.partition(" ")
    match name.casefold():
        case "/skip":
            return Leave(Missing.BLANK) if screen.askable else Continue()
        case "/dk":
            return Leave(Missing.DONT_KNOW)
        case "/refuse":
            return Leave(Missing.REFUSED)
        case "/comment":
            comment = rest if rest.strip() else dialogue.read(gettext("Comment: ")) or ""
            return Comment(comment) if comment.strip() else None
        case "?" | "/help":
            dialogue.write_all(question_help(screen))
            return None
        case _:
            return dialogue.command(screen, name, rest)


def _answer(screen: Screen, text: str, dialogue: Dialogue) -> Reply:
    """Return the reply that a line is to a question; a long text is read to its end."""
    question = screen.question
    if isinstance(question, Note):
        return Continue()
    answered_before = screen.value is not None or screen.missing is not None
    if not text.strip() and (answered_before or screen.read_only):
        return Continue()
    match question:
        case SelectOne() | SelectMultiple() | Rank():
            return Answer(_read_choices(screen, text))
        case TextQuestion(multiline=True):
            if text.strip() in {"", _END_OF_TEXT}:
                return Answer("")
            lines = [text]
            while (line := dialogue.read("... ", multiline=True)) is not None and line.strip() != _END_OF_TEXT:
                lines.append(line)
            return Answer("\n".join(lines))
        case Acknowledge():
            return Answer(OK if text.strip().casefold() == OK.casefold() else text)
        case TextQuestion() | Integer() | Decimal() | Range() | Date() | Time() | DateTime():
            return Answer(text)
        case _:
            assert_never(question)


def _read_choices(screen: Screen, text: str) -> str | list[str]:
    """Return the code, or for a list of choices the codes, that a typed line means, else what was typed."""
    # A number beats a code, a code beats a label.
    meanings = {_folded(option.label): option.code for option in reversed(screen.options)}
    meanings |= {_folded(option.code): option.code for option in screen.options}
    meanings |= dict(zip(screen.numbers, (option.code for option in screen.options), strict=True))
    if screen.question.data_type is not DataType.CODES:
        return meanings.get(_folded(text), text.strip())
    if _folded(text) in meanings:
        return [meanings[_folded(text)]]
    return [meanings.get(_folded(part), part.strip()) for part in text.split(",") if part.strip()]


def _folded(text: str) -> str:
    """Return a text as it is compared: without case, and digits of any script in ASCII."""
    text = text.strip().casefold()
    return str(int(text)) if len(text) <= MAX_DIGITS and text.isdecimal() and text.lstrip("0") else text


def _read_repeat_reply(screen: RepeatScreen, dialogue: Dialogue, verify: Verify) -> Reply | Stop | None:
    """Read one reply at the end of a repeat; None where it waits for another line."""
    text = dialogue.read(gettext("Answer: "))
    if text is None:
        return Stop()
    name, _, rest = text.strip().partition(" ")
    match name.casefold():
        case "/remove":
            return _removal(_folded(rest), dialogue, verify)
        case "?" | "/help":
            dialogue.write_all(repeat_help(screen))
            return None
        case command if command.startswith("/"):
            return dialogue.command(screen, name, rest)
        case "" if screen.enough:
            return Continue()
    number = _folded(text)
    if number == "1" or _means(text, YES):
        return AddInstance()
    if number == "2" or _means(text, NO):
        return Enough()
    dialogue.reject(Problem(codes.REPLY_GATE))
    return None


def _removal(number: str, dialogue: Dialogue, verify: Verify) -> Reply | None:
    """Ask for confirmation, as what is removed cannot be restored."""
    removal = RemoveInstance(int(number) if number.isdecimal() and len(number) <= _INSTANCE_DIGITS else 0)
    if problem := verify(removal):
        dialogue.reject(problem)
        return None
    question = gettext('Remove {number} with all that was said of it? Write "yes" to remove it: ')
    return removal if _means(dialogue.read(question.format(number=removal.number)) or "", YES) else None


def _means(text: str, word: str) -> bool:
    """Tell whether a line is yes, or no, in the language of the moment or in English; its first letter is enough."""
    typed, own = text.strip().casefold(), gettext(word).casefold()
    return bool(typed) and typed in {own, own[0], *own.split("/"), word.casefold(), word[0].casefold()}
