"""What asking one question needs, and the prompt that comes of it: its keys, and what each of them replies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple, assert_never

from sstc_survey.engine.replies import Back, Comment, Leave, Reply
from sstc_survey.i18n import gettext
from sstc_survey.problems import Problem
from sstc_survey.prompters.fields import Fields
from sstc_survey.prompters.loop import Stop
from sstc_survey.prompters.screens import Screen
from sstc_survey.prompters.terminal.device import Device
from sstc_survey.prompters.terminal.field_content import is_refused, to_field
from sstc_survey.prompters.terminal.key_table import Key, PromptKind
from sstc_survey.prompters.terminal.rows import ListRow, label_of
from sstc_survey.prompters.terminal.settings import (
    Content,
    OtherText,
    PromptEnd,
    PromptSettings,
    Remember,
    prompt_settings,
)
from sstc_survey.prompters.terminal.words import (
    FIRST_QUESTION,
    NOT_HERE,
    ONE_LANGUAGE,
    answer_on,
    problem_line,
)
from sstc_survey.prompters.terminal.wrapping import cut
from sstc_survey.response import Missing, Unfinished


class PromptContext(NamedTuple):
    """What asking needs: the question, the fields of the interview, and the terminal.

    `is_back` tells that what stands in the field of the question was not typed just now; `other` is for what is
    typed in its list and means the choice of everything else; `also` has the keys for what is not of this question:
    the reference of the interview, or the board of its session.
    """

    screen: Screen
    fields: Fields
    verify: Callable[[Reply], Problem | None]
    device: Device
    is_back: bool = False
    other: OtherText | None = None
    also: frozenset[Key] = frozenset()

    @property
    def unfinished(self) -> Unfinished | None:
        """Return what stands in the field of the question and was not given, or None."""
        return self.fields.get(self.screen.path)


def kept(fields: Fields) -> str | None:
    """Keep what stands in fields on the disk, and return why that failed."""
    problem = fields.keep()
    return gettext("What is being typed is NOT saved: {problem}").format(problem=problem) if problem else None


def settings_of(
    context: PromptContext, kind: PromptKind, to_reply: Callable[[Content], Reply], given: Content | None = None
) -> PromptSettings[Content]:
    """Return the settings of a prompt of this kind: the keys that work, and what would be wrong with each.

    `given` is its content where nothing else was entered; None if it is not remembered.
    """
    screen = context.screen
    offered = {
        Key.BACK: screen.can_go_back,
        Key.SKIP: screen.can_skip,
        Key.DONT_KNOW: screen.can_dont_know,
        Key.REFUSED: screen.can_refuse,
        Key.COMMENT: screen.askable,
        Key.LANGUAGE: len(screen.languages) > 1,
        Key.REFERENCE: Key.REFERENCE in context.also,
        Key.MORE: Key.MORE in context.also,
        Key.HELP: True,
        Key.STOP: True,
    }

    def check(key: Key, content: Content) -> str | None:
        if key is Key.BACK and not offered[key]:
            return gettext(FIRST_QUESTION)
        if key is Key.LANGUAGE and not offered[key]:
            return gettext(ONE_LANGUAGE)
        if key is Key.REFERENCE and not offered[key]:
            return f"! {gettext(NOT_HERE).format(entry='F7')}"
        reply = Comment(screen.comment) if key is Key.COMMENT else _reply_of(key, content, to_reply)
        problem = None if isinstance(reply, Stop | Key) else context.verify(reply)
        return problem_line(problem) if problem else None

    keys = {key for key, works in offered.items() if works}
    settings = prompt_settings(context.device, kind, keys, check, hints=screen.hints_around)
    settings = settings._replace(other=context.other)
    if given is None:
        return settings

    def note(content: Content) -> None:
        field = None if content == given else to_field(kind, content)
        context.fields.put(screen.path, field, withheld=is_refused(content))

    lead = _lead(context) if context.is_back and context.unfinished is not None else ""
    return settings._replace(lead=lead, remember=Remember(note, partial(kept, context.fields)))


def _lead(context: PromptContext) -> str:
    """Return what is above a field with something that was not given: the answer that was, and that this was not."""
    device, given = context.device, answer_on(context.screen)
    shown = cut(gettext("Now: {state}").format(state=given), device.columns - 1, device.glyphs.ellipsis, height=2)
    return "\n".join((*(shown if given else ()), gettext("Not entered yet:")))


def _reply_of(key: Key, content: Content, to_reply: Callable[[Content], Reply]) -> Reply | Stop | Key:
    match key:
        case Key.ENTER:
            return to_reply(content)
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
        case Key.COMMENT | Key.LANGUAGE | Key.REFERENCE | Key.MORE | Key.HELP | Key.NOT_BACK:
            return key
        case _:
            assert_never(key)


def ended(end: PromptEnd[Content], to_reply: Callable[[Content], Reply]) -> Reply | Stop | Key:
    return _reply_of(end.key, end.content, to_reply)


def confirm_empty(context: PromptContext, settings: PromptSettings[Content], warning: str) -> PromptSettings[Content]:
    """Accept an empty prompt only at a second Enter: most often it was forgotten, unless it was left blank before."""
    warned = context.screen.missing is Missing.BLANK

    def check(key: Key, content: Content) -> str | None:
        nonlocal warned
        if fault := settings.check(key, content):
            return fault
        if key is not Key.ENTER or content or warned:
            return None
        warned = True
        return gettext(warning)

    return settings._replace(check=check)


def text_in(field: Unfinished | None, given: str, rows: Sequence[ListRow] = ()) -> str:
    """Return the text that stands in a field, the label for a row, else what was given before."""
    if field is None:
        return given
    if isinstance(field.row, str):
        # The terminal was high enough for a list.
        return label_of(rows, field.row)
    return given if field.text is None else field.text


def is_unchanged(screen: Screen, text: str, before: str) -> bool:
    """Tell whether an answer stays: it is kept, not read a second time."""
    return text == before and (screen.value is not None or screen.missing is not None)
