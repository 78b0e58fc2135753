"""What is asked beside the questions: a comment, a reason, the reference, a language, what to do about a failure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sstc_survey.i18n import gettext, noop
from sstc_survey.problems import Problem, codes
from sstc_survey.prompters.labels import language_name
from sstc_survey.prompters.loop import AfterFailure, Elsewhere, Retry, Stop
from sstc_survey.prompters.terminal.device import Device
from sstc_survey.prompters.terminal.inputs import enter_text
from sstc_survey.prompters.terminal.key_table import Key
from sstc_survey.prompters.terminal.lists import select_one
from sstc_survey.prompters.terminal.rows import RowValue, menu_rows
from sstc_survey.prompters.terminal.settings import PromptEnd, PromptSettings, Remember, allow_only, prompt_settings
from sstc_survey.prompters.terminal.words import problem_line

_FIELD_KEYS: Final = frozenset({Key.BACK, Key.HELP, Key.STOP})


def ask_comment(
    default: str,
    verify: Callable[[str], Problem | None],
    device: Device,
    remember: Remember[str],
    also: frozenset[Key] = frozenset(),
) -> PromptEnd[str]:
    """Ask for a comment on one line; only Enter, Back, Stop and what else is given end it."""
    keys = _FIELD_KEYS | also
    allowed = allow_only(keys, gettext("! writing a comment: Enter saves it, Esc goes back"))

    def check(key: Key, text: str) -> str | None:
        if key is not Key.ENTER:
            return allowed(key, text)
        problem = verify(text)
        return problem_line(problem) if problem else None

    lead = gettext("Comment (Enter saves it):") if default else gettext("Comment (Enter for none):")
    settings = prompt_settings(device, "text", keys, check, lead)
    return enter_text(default, settings._replace(remember=remember))


def ask_reason(verify: Callable[[str], Problem | None], device: Device) -> PromptEnd[str]:
    """Ask for a reason on one line, which may not be empty; only Enter, Back and Stop end it."""
    allowed = allow_only(_FIELD_KEYS, problem_line(Problem(codes.REPLY_NO_REASON)))

    def check(key: Key, text: str) -> str | None:
        if key is not Key.ENTER:
            return allowed(key, text)
        problem = verify(text)
        return problem_line(problem) if problem else None

    settings = prompt_settings(device, "text", _FIELD_KEYS, check, gettext("Reason for the change:"))
    return enter_text("", settings)


def ask_reference(default: str, device: Device, remember: Remember[str]) -> PromptEnd[str]:
    """Ask for the reference on one line; only Enter, Back and Stop end it."""
    allowed = allow_only(_FIELD_KEYS, gettext("! changing the reference: Enter saves it, Esc goes back"))

    def check(key: Key, text: str) -> str | None:
        return None if key is Key.ENTER else allowed(key, text)

    lead = gettext("Reference (how lists name this interview):")
    settings = prompt_settings(device, "text", _FIELD_KEYS, check, lead)
    return enter_text(default, settings._replace(remember=remember))


_MOVE: Final = ("elsewhere", noop("Choose another folder"))
_AFTER_FAILURE: Final = (
    ("again", noop("Try again")),
    _MOVE,
    ("stop", noop("Stop without saving this answer")),
)


def ask_after_failure(device: Device, *, may_move: bool = True) -> AfterFailure:
    """Ask what to do about a reply that was not saved."""
    message = gettext("! choose one of these first")
    rows = menu_rows(
        *((value, gettext(label)) for value, label in _AFTER_FAILURE if may_move or (value, label) != _MOVE)
    )
    keys = {Key.HELP, Key.STOP}
    folder_keys, folder = {Key.BACK, *keys}, ""
    while True:
        key, choice = select_one(rows, [], None, prompt_settings(device, "menu", keys, allow_only(keys, message)))
        if key is Key.STOP or (key is Key.ENTER and choice == "stop"):
            return Stop()
        if key is Key.ENTER and choice == "again":
            return Retry()
        if key is Key.NOT_BACK:
            device.return_to_left()
        check, lead = allow_only(folder_keys, message), gettext("Folder to save in:")
        key, folder = enter_text(folder, prompt_settings(device, "text", folder_keys, check, lead))
        if key is Key.STOP:
            return Stop()
        if key is Key.ENTER and folder.strip():
            return Elsewhere(folder.strip())


LANGUAGE: Final = noop("Language")
_LANGUAGE_KEYS: Final = {Key.BACK, Key.HELP}
_TWO: Final = 2


def ask_language(present: str, languages: tuple[str, ...], device: Device) -> str:
    """Return the language to go on in: of two the other one, else the one that is selected."""
    others = [tag for tag in languages if tag != present]
    if len(languages) <= _TWO:
        return others[0] if others else present
    check = allow_only(_LANGUAGE_KEYS, gettext("! choose a language first"))
    rows = menu_rows(*((tag, language_name(tag)) for tag in languages))
    settings: PromptSettings[RowValue] = prompt_settings(device, "menu", _LANGUAGE_KEYS, check, gettext(LANGUAGE))
    end = select_one(rows, [], present, settings)
    return str(end.content) if end.key is Key.ENTER else present
