"""What asking needs, and what each key means for the question on the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias, TypeVar, assert_never

from sstc_survey.interview import Back, Leave, Remark, Reply
from sstc_survey.prompting.conduct import Stop, Verify
from sstc_survey.prompting.screens import Screen
from sstc_survey.prompting.terminal.device import Device
from sstc_survey.prompting.terminal.keys import Key, footer, help_text
from sstc_survey.prompting.terminal.lists import Pick
from sstc_survey.prompting.terminal.panel import Content, Frame, Outcome
from sstc_survey.prompting.terminal.words import FIRST_QUESTION, KEYS, said
from sstc_survey.response import Missing

# What can stand in a prompt when it ends.
Entry: TypeAlias = Pick | tuple[Pick, ...]
Filled = TypeVar("Filled", str, Pick, tuple[Pick, ...])


class Asked(NamedTuple):
    """How a prompt ended: the reply, or None where a comment is to be written first, and what stood in it."""

    reply: Reply | Stop | None
    entry: Entry


class Desk(NamedTuple):
    """What asking needs: the question, what was entered for it before without being taken, and the terminal."""

    screen: Screen
    kept: Entry | None
    verify: Verify
    device: Device


def asked(outcome: Outcome[Filled], entered: Callable[[Filled], Reply]) -> Asked:
    """Return what a prompt came to; `entered` reads what stood in it."""
    return Asked(_meaning(outcome.key, outcome.content, entered), outcome.content)


def frame(desk: Desk, entered: Callable[[Content], Reply], kind: str) -> Frame[Content]:
    """Return the frame of a prompt of this kind: the keys that work, and what would be wrong with each."""

    def judge(key: Key, entry: Content) -> str | None:
        if key is Key.BACK and not desk.screen.can_go_back:
            return FIRST_QUESTION
        reply = Remark(desk.screen.comment) if key is Key.COMMENT else _meaning(key, entry, entered)
        problem = None if isinstance(reply, Stop | None) else desk.verify(reply)
        return said(problem) if problem else None

    caps, meanings = KEYS[kind]
    working = _works(desk.screen)
    return Frame(desk.device, judge, tuple(footer(caps, working)), help_text(meanings, working))


def _meaning(key: Key, entry: Content, entered: Callable[[Content], Reply]) -> Reply | Stop | None:
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
        case Key.COMMENT | Key.HELP:
            return None
        case _:
            assert_never(key)


def _works(screen: Screen) -> set[Key]:
    offered = {
        Key.BACK: screen.can_go_back,
        Key.SKIP: screen.can_skip,
        Key.DONT_KNOW: screen.can_dont_know,
        Key.REFUSED: screen.can_refuse,
        Key.COMMENT: screen.askable,
        Key.HELP: True,
        Key.STOP: True,
    }
    return {key for key, is_offered in offered.items() if is_offered}
