"""The replies of an interview, put in other ways: as lines that are typed, and as keys that are pressed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from sstc_survey.engine import AddInstance, Answer, Comment, Continue, Enough, Leave, RemoveInstance, Reply, as_text
from sstc_survey.engine.validation import is_blank
from sstc_survey.prompters import RepeatScreen, Screen, Stop, Verify
from sstc_survey.prompters.terminal import scale_keys, scale_values
from sstc_survey.questionnaire import Acknowledge, Choosing, Note, Range, Rank, SelectMultiple, SelectOne, TextQuestion
from sstc_survey.response import Missing
from sstc_survey.simulation import RandomPrompter

Turn: TypeAlias = tuple[Screen | RepeatScreen, Reply | None]
COMMANDS = {Missing.BLANK: "/skip", Missing.DONT_KNOW: "/dk", Missing.REFUSED: "/refuse"}
KEYS = {Missing.BLANK: "F3", Missing.DONT_KNOW: "F8", Missing.REFUSED: "F9"}


class Recorder(RandomPrompter):
    """Replies at random, and remembers every reply that was taken."""

    turns: list[Turn]

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop:
        reply = super().ask(screen, verify)
        if not isinstance(reply, Stop) and verify(reply) is None:
            self.turns.append((screen, reply))
        return reply

    def ask_repeat(self, screen: RepeatScreen, verify: Verify) -> Reply | Stop:
        reply = super().ask_repeat(screen, verify)
        if not isinstance(reply, Stop):
            self.turns.append((screen, reply))
        return reply

    def ask_comment(self, screen: Screen, verify: Verify) -> Comment | None:
        comment = super().ask_comment(screen, verify)
        self.turns.append((screen, comment))
        return comment


def typed(turns: list[Turn]) -> Iterator[str]:
    """Yield the lines that give these replies in plain mode."""
    for shown, reply in turns:
        match reply:
            case None | Continue():
                yield ""
            case Comment(text):
                yield text
            case AddInstance():
                yield "yes"
            case Enough():
                yield "no"
            case RemoveInstance(number):
                yield from (f"/remove {number}", "yes")
            case Leave(missing):
                yield COMMANDS[missing]
            case Answer(raw):
                assert isinstance(shown, Screen)
                yield from _line(shown, raw)
            case _:
                raise AssertionError(reply)
    yield "save"


def _line(screen: Screen, raw: object) -> Iterator[str]:
    question = screen.question
    if is_blank(raw):
        yield "/skip"
    elif isinstance(question, Choosing):
        numbers = dict(zip([option.code for option in screen.options], screen.numbers, strict=True))
        codes: list[str] = raw if isinstance(raw, list) else [str(raw)]
        yield ",".join(numbers[code] for code in codes)
    elif isinstance(question, TextQuestion):
        assert isinstance(raw, str)
        yield from (f"/{line}" if line.startswith("/") else line for line in raw.split("\n"))
        if question.multiline:
            yield "."
    else:
        yield as_text(raw)  # type: ignore[arg-type]


def pressed(turns: list[Turn]) -> Iterator[str]:
    """Yield the keys that give these replies at a terminal high enough for every list."""
    for shown, reply in turns:
        match reply:
            case None | Continue():
                yield "Enter"
            case Comment(text):
                yield from ("Ctrl-U", text, "Enter")
            case AddInstance():
                yield from ("1", "Enter")
            case Enough():
                yield from ("2", "Enter")
            case RemoveInstance(number):
                yield from ("2", *["Down"] * number, "Enter", "Down", "Enter")
            case Leave(missing):
                yield KEYS[missing]
            case Answer(raw):
                assert isinstance(shown, Screen)
                yield from _keys(shown, raw)
            case _:
                raise AssertionError(reply)
    yield from ("Down", "Enter")


def _keys(screen: Screen, raw: object) -> Iterator[str]:
    question = screen.question
    codes = [option.code for option in screen.options]
    match question:
        case _ if is_blank(raw):
            yield "F3"
        case SelectOne(appearance="autocomplete"):
            yield from ("Ctrl-U", str(raw), "Enter")
        case SelectOne():
            yield from (*_steps(_pointed_at(screen, codes), codes.index(str(raw))), "Enter")
        case SelectMultiple() | Rank():
            assert isinstance(raw, list)
            yield from _ticks(screen, codes, raw)
        case Acknowledge():
            yield from ("o", "Enter")
        case Range() if values := scale_values(question):
            yield from (scale_keys(values)[values.index(as_text(raw))], "Enter")  # type: ignore[arg-type]
        case TextQuestion(multiline=True):
            yield from (str(raw), "F5")
        case Note():
            raise AssertionError(screen.path)
        case TextQuestion() | _:
            yield from ("Ctrl-U", as_text(raw), "Enter")  # type: ignore[arg-type]


def _pointed_at(screen: Screen, codes: list[str]) -> int:
    if screen.value is not None:
        return codes.index(str(screen.value)) if screen.value in codes else -1
    return len(codes) + (screen.missing is Missing.REFUSED and screen.can_dont_know) if screen.missing else -1


def _steps(at: int, target: int) -> list[str]:
    return ["Down"] * (target - at) if target >= at else ["Up"] * (at - target)


def _ticks(screen: Screen, codes: list[str], expected: list[str]) -> Iterator[str]:
    before = [code for code in screen.value if code in codes] if isinstance(screen.value, list) else []
    at = codes.index(before[0]) if before and isinstance(screen.question, SelectMultiple) else 0
    if isinstance(screen.question, Rank):
        turned = [*before, *expected]
    else:
        turned = [code for code in codes if (code in before) != (code in expected)]
    for code in turned:
        yield from (*_steps(at, codes.index(code)), "Space")
        at = codes.index(code)
    yield "Enter"
