"""Put the questions line by line: for pipes, screen readers and terminals that cannot draw."""

from __future__ import annotations

from functools import partial

from sstc_survey.display import clean
from sstc_survey.errors import Problem
from sstc_survey.interview import Answer, Back, Finish, GoTo, Remark, Reply
from sstc_survey.prompting.conduct import AfterFailure, Elsewhere, Retry, Stop, Verify
from sstc_survey.prompting.plain_desk import Desk, Lines
from sstc_survey.prompting.plain_gates import gate_lines, read_gate
from sstc_survey.prompting.plain_questions import read_reply
from sstc_survey.prompting.plain_words import question_lines, review_lines
from sstc_survey.prompting.replies import folded
from sstc_survey.prompting.reviewing import Line
from sstc_survey.prompting.screens import Cover, Gate, Screen
from sstc_survey.tongues import gettext


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

    def gate(self, gate: Gate, verify: Verify) -> Reply | Stop:
        """Ask whether there is one more, and return the reply."""
        self._desk.show(gate, gate_lines(gate))
        return self._desk.taken(partial(read_gate, gate, self._desk, verify), verify)

    def remark(self, screen: Screen, verify: Verify) -> Remark | Back | Stop | None:
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
                    return Back(screen.key)
                case words if words.startswith("/") and not words.startswith("//"):
                    self._desk.complain(gettext('"{entry}" is not one of these').format(entry=words.split()[0]))
                    continue
                case words:
                    remark = Remark(words.removeprefix("/") if words.startswith("//") else words, screen.key)
            if problem := verify(remark):
                self.reject(problem)
            else:
                return remark

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
            case Remark(text):
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
