"""Ask the questions line by line: for pipes, screen readers and terminals that cannot draw."""

from __future__ import annotations

import os
from functools import partial
from typing import Final, assert_never

from sstc_survey.display import clean, spell_out
from sstc_survey.engine.answer_text import answer_text
from sstc_survey.engine.paths import MAX_INSTANCES
from sstc_survey.engine.replies import (
    AddInstance,
    Answer,
    Back,
    Comment,
    Continue,
    Discard,
    Enough,
    Finish,
    GoTo,
    Leave,
    Reason,
    RemoveInstance,
    Reply,
)
from sstc_survey.engine.validation import OK, Candidate, Unclear, matches, several_matches, takes_lines
from sstc_survey.folding import folded, narrow
from sstc_survey.i18n import gettext
from sstc_survey.problems import Problem, codes
from sstc_survey.prompters.fields import Fields
from sstc_survey.prompters.in_session import InSession
from sstc_survey.prompters.labels import change_text, in_labels, numbered_choices
from sstc_survey.prompters.loop import AfterFailure, Elsewhere, ReferenceKeeper, Retry, Stop, Verify
from sstc_survey.prompters.plain.lines import Dialogue, Lines
from sstc_survey.prompters.plain.words import (
    AGAIN,
    ENOUGH,
    MORE,
    NO,
    SAVE,
    YES,
    last_lines,
    question_help,
    question_lines,
    repeat_help,
    repeat_lines,
    review_lines,
)
from sstc_survey.prompters.screens import Cover, ReasonScreen, RepeatScreen, ReviewLine, Screen
from sstc_survey.questionnaire import (
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

# A longer number is not one on the screen.
_INSTANCE_DIGITS: Final = len(str(MAX_INSTANCES))


class PlainPrompter:
    """Writes each question as lines of text and reads the reply as a line."""

    def __init__(
        self, lines: Lines, reference_keeper: ReferenceKeeper | None = None, session: InSession | None = None
    ) -> None:
        self._dialogue = Dialogue(lines, reference_keeper, session)
        self._is_edit = False

    def open(self, cover: Cover | None, fields: Fields, *, resumed: bool) -> None:  # noqa: ARG002 a line that is not ended is the terminal's
        """Write what the interview is about; a resumed one needs only the title."""
        if cover is None:
            return
        facts = " · ".join(text for text in (cover.date, cover.place) if text)
        self._is_edit = cover.is_edit
        texts = (cover.title,) if resumed or cover.is_edit else (cover.title, cover.event, facts, cover.introduction)
        self._dialogue.write_all(text for text in texts if text)
        if cover.is_edit:
            self._dialogue.write(gettext("Editing a saved response: each change needs a reason"))
            self._dialogue.write(gettext('Type "?" for help.'))
        elif resumed:
            self._dialogue.write_all(last_lines(cover))
            self._dialogue.write(gettext('Resuming where it stopped. Type "?" for help.'))
        else:
            self._dialogue.write(gettext('Type "?" for help.'))
        self._dialogue.write("")

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop:
        """Ask a question and return the reply to it."""
        self._dialogue.show(screen, question_lines(screen))
        reply = self._dialogue.ask(
            partial(_read_reply, screen, self._dialogue), lambda reply: in_labels(verify(reply), screen)
        )
        if understood := _understood(screen, reply, verify):
            self._dialogue.write(f"= {understood}")
        return reply

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
            match _command(text if text is not None else "/quit"):
                case ("" | "/skip", ""):
                    return None
                case ("/quit", ""):
                    return Stop()
                case ("/back", ""):
                    return Back(screen.path)
                case (name, rest) if aside := self._dialogue.aside(name, rest):
                    return aside
                case (name, _) if _is_command(name) and name != "?":
                    self._dialogue.error(gettext('"{entry}" is not valid here').format(entry=name))
                    continue
                case _:
                    comment = Comment(_without_slash(text or ""), screen.path)
            if problem := verify(comment):
                self.reject(problem)
            else:
                return comment

    def ask_reason(self, screen: ReasonScreen, verify: Verify) -> Reason | Back | Stop:
        """Read why an answer was changed."""
        change = change_text(screen, "→")
        self._dialogue.write_all(screen.headings)
        self._dialogue.write(
            gettext("{label}: {answer}").format(label=screen.label, answer=change) if change else screen.label
        )
        while True:
            text = self._dialogue.read(gettext("Reason for the change:") + " ")
            match _command(text if text is not None else "/quit"):
                case ("/quit", ""):
                    return Stop()
                case ("/back", ""):
                    return Back(screen.path)
                case (name, _) if _is_command(name) and name != "?":
                    self._dialogue.error(gettext('"{entry}" is not valid here').format(entry=name))
                    continue
                case _:
                    reason = Reason(_without_slash(text or ""), screen.path)
            if problem := verify(reason):
                self.reject(problem)
            else:
                return reason

    def review(self, lines: tuple[ReviewLine, ...]) -> Reply | Stop:
        """Write all answers and read what to do."""
        self._dialogue.write_all([gettext("Review"), *review_lines(lines)])
        prompt = gettext('Type "save" to finish, a number to change that answer, or "/quit" to save a draft: ')
        if self._is_edit:
            prompt = gettext(
                'Type "save" to accept the changes, a number to change that answer, '
                '"/discard" to discard the changes, or "/quit" to continue later: '
            )
        while True:
            typed = self._dialogue.read(prompt)
            if _says(typed or "", SAVE):
                return Finish()
            name, rest = _command(typed or "/quit")
            match name:
                case "/quit":
                    return Stop()
                case "/back":
                    return Back()
                case "/discard" if self._is_edit:
                    question = gettext('Discard the changes? Type "yes" to discard them: ')
                    if _means(self._dialogue.read(question) or "", YES):
                        return Discard()
                case "/language":
                    if change := self._dialogue.language(rest):
                        return change
                case "/reference" if self._dialogue.has_reference:
                    self._dialogue.reference(rest)
                case _ if path := _line_meant(typed or "", lines):
                    return GoTo(path)
                case _:
                    self._dialogue.error(gettext('"{entry}" is not valid here').format(entry=name))

    def reject(self, problem: Problem) -> None:
        """Write why the last reply was not accepted, or what follows from it."""
        self._dialogue.reject(problem)

    def not_saved(self, problem: Problem, reply: Reply) -> AfterFailure:
        """Write that the reply was not saved, with the reply, and read what to do."""
        self._dialogue.write(gettext("NOT saved: {problem}.").format(problem=spell_out(str(problem))))
        match reply:
            case Answer(raw) if raw:
                answer = gettext("; ").join(raw) if isinstance(raw, list) else str(raw)
                self._dialogue.write(gettext("The answer was: {reply}").format(reply=answer))
            case Comment(text):
                self._dialogue.write(gettext("The comment was: {comment}").format(comment=text))
            case _:
                pass
        # What belongs to a session stays beside it.
        is_bound = self._dialogue.is_of_session
        question = (
            gettext('Press Enter to retry, or type "/quit" to stop without saving it: ')
            if is_bound
            else gettext(
                'Press Enter to retry, or type "/quit" to stop without saving it, '
                'or another folder with "/" at its end: '
            )
        )
        while True:
            typed = self._dialogue.read(question)
            text = "/quit" if typed is None else typed.strip()
            if folded(text) == "/quit":
                return Stop()
            if not text or _says(text, AGAIN):
                return Retry()
            if _is_path(text) and not is_bound:
                return Elsewhere(text)
            self._dialogue.error(gettext('"{entry}" is not valid here').format(entry=text))

    def close(self, closing: str) -> None:
        """Write the last words of the questionnaire."""
        if closing:
            self._dialogue.write(closing)


def _command(text: str) -> tuple[str, str]:
    """Return the first word of a line as commands are compared, and the rest as it is."""
    first, *rest = text.split(maxsplit=1) or [""]
    return folded(first), rest[0] if rest else ""


def _is_command(name: str) -> bool:
    return name == "?" or (name.startswith("/") and not name.startswith("//"))


def _without_slash(text: str) -> str:
    """Return an answer that begins with a slash without the one before it, which tells it from a command."""
    return text.lstrip()[1:] if folded(text.lstrip()[:2]) == "//" else text


def _is_path(text: str) -> bool:
    """Tell a path from a word or a command that was mistyped, for which a folder would be made."""
    return any(separator in text[1:] for separator in (os.sep, os.altsep) if separator)


def _read_reply(screen: Screen, dialogue: Dialogue) -> Reply | Stop | None:
    """Read one reply; None where the question waits for another line."""
    prompt = gettext("Answer: ") if screen.askable else gettext("Enter to continue: ")
    text = dialogue.read(prompt, multiline=takes_lines(screen.question))
    if text is None:
        return Stop()
    name, rest = _command(text)
    if not _is_command(name):
        answer = _answer(screen, _without_slash(text), dialogue)
        if not isinstance(answer, Problem):
            return answer
        dialogue.reject(answer)
        return None
    match name:
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
            dialogue.write_all(question_help(screen, has_reference=dialogue.has_reference))
            return None
        case _:
            return dialogue.command(screen, name, rest)


def _answer(screen: Screen, text: str, dialogue: Dialogue) -> Reply | Problem:
    """Return the reply that a line is to a question; a long text is read to its end."""
    question = screen.question
    if isinstance(question, Note):
        return Continue()
    answered_before = screen.value is not None or screen.missing is not None
    if not text.strip() and (answered_before or screen.read_only):
        return Continue()
    match question:
        case SelectOne() | SelectMultiple() | Rank():
            chosen = _read_choices(screen, text)
            return chosen if isinstance(chosen, Problem) else Answer(chosen)
        case TextQuestion(multiline=True):
            if not text.strip() or _is_end(text):
                return Answer("")
            lines = [text]
            while (line := dialogue.read("... ", multiline=True)) is not None and not _is_end(line):
                lines.append(line)
            return Answer("\n".join(lines))
        case Acknowledge():
            return Answer(OK if folded(text) == folded(OK) else text)
        case TextQuestion() | Integer() | Decimal() | Range() | Date() | Time() | DateTime():
            return Answer(text)
        case _:
            assert_never(question)


def _is_end(line: str) -> bool:
    """Tell whether a line ends a text: it is a full stop, also a Chinese one."""
    return folded(line) in {".", "\u3002"}


def _understood(screen: Screen, reply: Reply | Stop, verify: Verify) -> str:
    """Return a number, a date or a time as it was read, where that is not how it was typed; else nothing."""
    kinds = (DataType.NUMBER, DataType.DATE, DataType.TIME, DataType.DATE_TIME)
    if not isinstance(reply, Answer) or not isinstance(reply.raw, str) or screen.question.data_type not in kinds:
        return ""
    text = answer_text(screen.question, verify.value(reply), str)
    return "" if text == reply.raw.strip() else text


def _read_choices(screen: Screen, text: str) -> str | list[str] | Problem:
    """Return the code, or for a list of choices the codes, that a typed line means, or what is wrong with it."""
    candidates = [
        Candidate(option.code, option.code, option.label, number)
        for option, number in zip(screen.options, screen.numbers, strict=True)
    ]
    if screen.question.data_type is not DataType.CODES:
        whole = matches(text, candidates)
        if not text.strip() or len(whole) == 1:
            return whole[0] if whole else ""
        return _unclear(screen, text, whole)
    chosen = several_matches(text, candidates)
    return _unclear(screen, chosen.typed, chosen.found) if isinstance(chosen, Unclear) else chosen


def _unclear(screen: Screen, typed: str, found: list[str]) -> Problem:
    """Return the problem of a reply that means no choice, or several."""
    if found:
        return Problem(
            codes.REPLY_AMBIGUOUS_CHOICE, {"reply": typed.strip(), "choices": numbered_choices(screen, found)}
        )
    listed = {"choices": numbered_choices(screen)} if screen.options else {}
    return Problem(codes.REPLY_NO_SUCH_CHOICE, {"reply": typed.strip(), **listed})


def _read_repeat_reply(screen: RepeatScreen, dialogue: Dialogue, verify: Verify) -> Reply | Stop | None:
    """Read one reply at the end of a repeat; None where it waits for another line."""
    text = dialogue.read(gettext("Answer: "))
    if text is None:
        return Stop()
    name, rest = _command(text)
    match name:
        case "/remove":
            return _removal(folded(rest), dialogue, verify)
        case "?" | "/help":
            dialogue.write_all(repeat_help(screen, has_reference=dialogue.has_reference))
            return None
        case command if command.startswith("/"):
            return dialogue.command(screen, name, rest)
        case "" if screen.enough:
            return Continue()
    number = folded(text)
    if number == "1" or _means(text, MORE, YES):
        return AddInstance()
    if number == "2" or _means(text, ENOUGH, NO):
        return Enough()
    dialogue.reject(Problem(codes.REPLY_GATE))
    return None


def _line_meant(typed: str, lines: tuple[ReviewLine, ...]) -> str | None:
    """Return the path of the line that a number or a name means: of a question in a repeat, 5 alone means the first."""
    said = narrow(typed).lstrip("0")
    found = matches(said, [Candidate(line.path, line.path, line.number) for line in lines])
    if not found:
        begins = f"{said.removesuffix('.')}."
        found = [line.path for line in lines if line.number.startswith(begins)][:1]
    return found[0] if len(found) == 1 else None


def _removal(number: str, dialogue: Dialogue, verify: Verify) -> Reply | None:
    """Ask for confirmation, as what is removed cannot be restored."""
    removal = RemoveInstance(int(number) if number.isdecimal() and len(number) <= _INSTANCE_DIGITS else 0)
    if problem := verify(removal):
        dialogue.reject(problem)
        return None
    question = gettext('Remove {number} and all its answers? Type "yes" to remove: ')
    return removal if _means(dialogue.read(question.format(number=removal.number)) or "", YES) else None


def _means(text: str, *words: str) -> bool:
    """Tell whether a line is one of some words in the language of the moment or in English, or its first letter."""
    said = {folded(each) for word in words for each in (word, *gettext(word).split("/"))}
    return folded(text) in {*said, *(word[0] for word in said)}


def says_yes(line: str) -> bool:
    """Tell whether a line is yes, in the language of the moment or in English, or its first letter."""
    words = {folded(each) for each in (YES, *gettext(YES).split("/"))}
    return folded(line.strip()) in words | {word[:1] for word in words}


def _says(text: str, word: str) -> bool:
    """Tell whether a line is a word in the language of the moment, or in English."""
    return folded(text) in {folded(each) for each in (word, *gettext(word).split("/"))}
