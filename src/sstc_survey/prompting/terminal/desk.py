"""What asking needs, and what each key means for the question on the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeAlias, TypeVar, assert_never

from sstc_survey.errors import Problem
from sstc_survey.interview import Back, Leave, Remark, Reply
from sstc_survey.prompting.conduct import Stop
from sstc_survey.prompting.screens import Screen
from sstc_survey.prompting.terminal.device import Device
from sstc_survey.prompting.terminal.keys import Key, footer, help_text
from sstc_survey.prompting.terminal.lists import Pick
from sstc_survey.prompting.terminal.panel import Content, Frame, Outcome
from sstc_survey.prompting.terminal.words import FIRST_QUESTION, KEYS, ONE_LANGUAGE, said
from sstc_survey.response import Missing
from sstc_survey.tongues import gettext

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
        reply = Remark(desk.screen.comment) if key is Key.COMMENT else _meaning(key, entry, entered)
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
