"""One way of asking for each type of question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Generic, NamedTuple, TypeAlias, TypeVar, assert_never

from sstc_survey.display import clean
from sstc_survey.engine.interview import Answer, Back, Comment, Continue, Leave, Reply
from sstc_survey.engine.validation import OK
from sstc_survey.i18n import gettext
from sstc_survey.problems import Problem, codes
from sstc_survey.prompters.expected import shown_numbers
from sstc_survey.prompters.loop import Stop
from sstc_survey.prompters.screens import Screen
from sstc_survey.prompters.terminal.device import Device
from sstc_survey.prompters.terminal.inputs import choose_mark, complete, found, marks_of, write
from sstc_survey.prompters.terminal.layout import Content, Frame, Key, Outcome, footer, help_text
from sstc_survey.prompters.terminal.lists import Pick, Row, order, pick, same, tick
from sstc_survey.prompters.terminal.words import (
    CHOICES,
    FIRST_QUESTION,
    KEYS,
    NOTHING_CHOSEN,
    NOTHING_RANKED,
    NOTHING_TICKED,
    ONE_LANGUAGE,
    said,
    written,
)
from sstc_survey.prompters.terminal.wrapping import wrap
from sstc_survey.questionnaire import (
    Acknowledge,
    Chosen,
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

# What can stand in a prompt when it ends.
Entry: TypeAlias = Pick | tuple[Pick, ...]
Filled = TypeVar("Filled", str, Pick, tuple[Pick, ...])


class Asked(NamedTuple):
    """How a prompt ended: the reply, or the key for what is to be asked first, and what stood in it."""

    reply: Reply | Stop | Key
    entry: Entry


class Desk(NamedTuple):
    """What asking needs: the question, what was entered for it before without being taken, and the terminal."""

    screen: Screen
    kept: Entry | None
    verify: Callable[[Reply], Problem | None]
    device: Device


def asked(outcome: Outcome[Filled], entered: Callable[[Filled], Reply]) -> Asked:
    """Return what a prompt came to; `entered` reads what stood in it."""
    return Asked(_meaning(outcome.key, outcome.content, entered), outcome.content)


def frame(desk: Desk, entered: Callable[[Content], Reply], kind: str) -> Frame[Content]:
    """Return the frame of a prompt of this kind: the keys that work, and what would be wrong with each."""

    def judge(key: Key, entry: Content) -> str | None:
        if key is Key.BACK and not desk.screen.can_go_back:
            return gettext(FIRST_QUESTION)
        if key is Key.LANGUAGE and len(desk.screen.languages) < 2:  # noqa: PLR2004
            return gettext(ONE_LANGUAGE)
        reply = Comment(desk.screen.comment) if key is Key.COMMENT else _meaning(key, entry, entered)
        problem = None if isinstance(reply, Stop | Key) else desk.verify(reply)
        return said(problem) if problem else None

    caps, meanings = KEYS[kind]
    working = _works(desk.screen)
    return Frame(desk.device, judge, tuple(footer(caps, working)), help_text(meanings, working))


def _meaning(key: Key, entry: Content, entered: Callable[[Content], Reply]) -> Reply | Stop | Key:
    match key:
        case Key.ENTER:
            return entered(entry)
        case Key.BACK:
            return Back()
        case Key.SKIP:
            return Leave(Missing.BLANK)
        case Key.DONT_KNOW:
            return Leave(Missing.DONT_KNOW)
        case Key.REFUSED:
            return Leave(Missing.REFUSED)
        case Key.STOP:
            return Stop()
        case Key.COMMENT | Key.LANGUAGE | Key.HELP:
            return key
        case _:
            assert_never(key)


def _works(screen: Screen) -> set[Key]:
    offered = {
        Key.BACK: screen.can_go_back,
        Key.SKIP: screen.can_skip,
        Key.DONT_KNOW: screen.can_dont_know,
        Key.REFUSED: screen.can_refuse,
        Key.COMMENT: screen.askable,
        Key.LANGUAGE: len(screen.languages) > 1,
        Key.HELP: True,
        Key.STOP: True,
    }
    return {key for key, is_offered in offered.items() if is_offered}


def unchanged(screen: Screen, entry: str, before: str) -> bool:
    """Tell whether what was said before stays: it is kept as it is, not read a second time."""
    return entry == before and (screen.value is not None or screen.missing is not None)


def twice(desk: Desk, around: Frame[Content], warning: str) -> Frame[Content]:
    """Let nothing at all be taken only at a second Enter, unless that is what was taken before."""
    if desk.screen.missing is Missing.BLANK:
        return around
    return around._replace(judge=_Twice(around.judge, warning))


class _Twice(Generic[Content]):
    """Takes nothing at all only when Enter is pressed again: most often it was forgotten."""

    def __init__(self, judge: Callable[[Key, Content], str | None], warning: str) -> None:
        self._judge = judge
        self._warning = warning
        self._warned = False

    def __call__(self, key: Key, entry: Content) -> str | None:
        if fault := self._judge(key, entry):
            return fault
        if key is not Key.ENTER or entry or self._warned:
            return None
        self._warned = True
        return gettext(self._warning)


_SUGGESTED: Final = 3


def choice_rows(screen: Screen) -> list[Row]:
    """Return the choices as rows; in a short list each has a digit, and two with one label show their codes."""
    numbers = shown_numbers(screen)
    short = all(len(number) == 1 for number in numbers)
    labels = [clean(option.label) for option in screen.options]
    return [
        Row(option.code, f"{label} ({option.code})" if labels.count(label) > 1 else label, number if short else "")
        for option, label, number in zip(screen.options, labels, numbers, strict=True)
    ]


def rows_apart(screen: Screen, *more: Missing) -> list[Row]:
    """Return the ways to leave the question without an answer as rows."""
    offered = [*more]
    if screen.can_dont_know:
        offered.append(Missing.DONT_KNOW)
    if screen.can_refuse:
        offered.append(Missing.REFUSED)
    return [Row(state, gettext(CHOICES[state])) for state in offered]


def label_of(rows: Sequence[Row], value: Pick) -> str:
    """Return how a value reads; one that has no row stands for itself."""
    return next((row.label for row in rows if same(row.value, value)), value)


def with_labels(problem: Problem, rows: Sequence[Row]) -> Problem:
    """Name what is not ranked yet by labels, not by the codes, which the person does not see."""
    if problem.code != codes.REPLY_RANK_INCOMPLETE:
        return problem
    left = ", ".join(label_of(rows, code) for code in str(problem.details["left"]).split(", "))
    return Problem(problem.code, {**problem.details, "left": left}, problem.place)


def nearer(problem: Problem, rows: Sequence[Row]) -> Problem:
    """Name labels that may be meant, not the codes, which the person does not see."""
    from difflib import get_close_matches

    typed, labels = str(problem.details["reply"]), [row.label for row in rows]
    near = [row.label for row in found(typed, rows)] or get_close_matches(typed, labels)
    more = gettext(" and {count} more").format(count=len(labels) - _SUGGESTED) if len(labels) > _SUGGESTED else ""
    details = {**problem.details, "choices": ", ".join(labels[:_SUGGESTED]) + more}
    if near:
        details["suggestion"] = " or ".join(f'"{label}"' for label in near[:_SUGGESTED])
    return Problem(problem.code, details, problem.place)


_LABEL_INDENT: Final = 6


def ask_choices(desk: Desk, question: Chosen) -> Asked:
    """Ask a question with choices in the way of its type."""
    rows = choice_rows(desk.screen)
    match question:
        case _ if not rows:
            return _leave(desk)
        case SelectOne():
            return _search(desk, rows) if _is_long(desk, question, rows) else choose(desk, rows)
        case SelectMultiple():
            return _tick(desk, rows)
        case Rank():
            return _rank(desk, rows)
        case _:
            assert_never(question)


def choose(desk: Desk, rows: list[Row]) -> Asked:
    """Ask for one of these rows, or a way to leave the question."""
    screen, kept = desk.screen, desk.kept
    at = kept if isinstance(kept, str) else screen.missing if screen.value is None else str(screen.value)
    apart = rows_apart(screen, *([Missing.BLANK] if screen.missing is Missing.BLANK and screen.can_skip else []))
    return asked(pick(rows, apart, at, frame(desk, _chosen, "pick")), _chosen)


def _tick(desk: Desk, rows: list[Row]) -> Asked:
    around = twice(desk, frame(desk, _ticked, "tick"), NOTHING_TICKED)
    return asked(tick(rows, rows_apart(desk.screen), _before(desk), around), _ticked)


def _rank(desk: Desk, rows: list[Row]) -> Asked:
    def verify(reply: Reply) -> Problem | None:
        problem = desk.verify(reply)
        return problem and with_labels(problem, rows)

    around = twice(desk, frame(desk._replace(verify=verify), _ticked, "rank"), NOTHING_RANKED)
    return asked(order(rows, rows_apart(desk.screen), _before(desk), around), _ticked)


def _before(desk: Desk) -> tuple[Pick, ...]:
    """Return the codes that stand there, or the state."""
    screen = desk.screen
    if isinstance(desk.kept, tuple):
        return desk.kept
    if screen.missing in (Missing.DONT_KNOW, Missing.REFUSED):
        return (screen.missing,)
    return tuple(screen.value) if isinstance(screen.value, list) else ()


def _leave(desk: Desk) -> Asked:
    """Ask how to leave a question whose filter lets no choice through."""
    rows = [Row(Missing.BLANK, gettext(CHOICES[Missing.BLANK]))]
    around = frame(desk, _chosen, "pick")._replace(lead=gettext("No choice fits what was said before:"))
    return asked(pick(rows, rows_apart(desk.screen), desk.screen.missing, around), _chosen)


def _chosen(entry: Pick) -> Reply:
    return Leave(entry) if isinstance(entry, Missing) else Answer(entry)


def _ticked(entry: tuple[Pick, ...]) -> Reply:
    states = [one for one in entry if isinstance(one, Missing)]
    return Leave(states[0]) if states else Answer(list(entry))


def _search(desk: Desk, rows: list[Row]) -> Asked:
    """Ask for one row of a long list by some letters of it."""
    screen = desk.screen
    rows = [*rows, *rows_apart(screen)]
    before = label_of(rows, str(screen.value)) if screen.value is not None else ""

    def entered(entry: str) -> Reply:
        if unchanged(screen, entry, before):
            return Continue()
        matches = found(entry, rows) if entry.strip() else []
        return _chosen(matches[0].value) if len(matches) == 1 else Answer(entry.strip())

    def verify(reply: Reply) -> Problem | None:
        problem = desk.verify(reply)
        return nearer(problem, rows) if problem and problem.code == codes.REPLY_NO_SUCH_CHOICE else problem

    text = label_of(rows, desk.kept) if isinstance(desk.kept, str) else before
    return asked(complete(text, rows, frame(desk._replace(verify=verify), entered, "search")), entered)


def _is_long(desk: Desk, question: SelectOne, rows: Sequence[Row]) -> bool:
    """Tell whether a list is asked by letters: as its author says, else when the screen is too low for it."""
    if question.appearance is not None:
        return question.appearance == "autocomplete"
    width = desk.device.columns - _LABEL_INDENT
    return sum(len(wrap(row.label, width)) for row in rows) > desk.device.list_rows


def put(desk: Desk) -> Asked:
    """Ask the question on the screen in the way of its type."""
    question = desk.screen.question
    if desk.screen.read_only:
        return _go_on(desk)
    match question:
        case Note():
            return _go_on(desk)
        case Acknowledge():
            return choose(desk, [Row(OK, OK)])
        case SelectOne() | SelectMultiple() | Rank():
            return ask_choices(desk, question)
        case Range():
            return _mark(desk, question)
        case TextQuestion():
            return _type(desk, multiline=question.multiline)
        case Integer() | Decimal() | Date() | Time() | DateTime():
            return _type(desk)
        case _:
            assert_never(question)


def _go_on(desk: Desk) -> Asked:
    def entered(_entry: Pick) -> Reply:
        return Continue()

    return asked(pick([Row(OK, gettext("Go on"))], [], None, frame(desk, entered, "note")), entered)


def _mark(desk: Desk, question: Range) -> Asked:
    """Ask for a mark of a scale by one key; a long scale is typed."""
    marks = marks_of(question)
    if not marks:
        return _type(desk)

    screen, kept = desk.screen, desk.kept
    before = written(screen)

    def entered(entry: str) -> Reply:
        return Continue() if unchanged(screen, entry, before) else Answer(entry)

    around = frame(desk, entered, "scale")
    if screen.missing is None:
        around = twice(desk, around, NOTHING_CHOSEN)
    return asked(choose_mark(marks, kept if isinstance(kept, str) else before, around), entered)


def _type(desk: Desk, *, multiline: bool = False) -> Asked:
    screen, kept = desk.screen, desk.kept
    before = written(screen)

    def entered(entry: str) -> Reply:
        return Continue() if unchanged(screen, entry, before) else Answer(entry)

    text = kept if isinstance(kept, str) else before
    around = frame(desk, entered, "lines" if multiline else "line")
    return asked(write(text, around, multiline=multiline), entered)
