"""What a prompt needs to know before it asks, and what it tells when it ends."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import Generic, NamedTuple, TypeVar

from sstc_survey.display import clean
from sstc_survey.i18n import gettext
from sstc_survey.prompters.terminal.device import Device
from sstc_survey.prompters.terminal.key_table import (
    NUMBER_CHOOSES,
    Binding,
    Key,
    PromptKind,
    bindings_with,
    footer_of,
    help_of,
)

Content = TypeVar("Content")


class PromptEnd(NamedTuple, Generic[Content]):
    """The key that ended a prompt, and its content then."""

    key: Key
    content: Content


class Remember(NamedTuple, Generic[Content]):
    """What is done with the content of a prompt while nobody has given it: `note` it, and `keep` it on the disk.

    `keep` returns why that failed, or None.
    """

    note: Callable[[Content], None]
    keep: Callable[[], str | None]


class OtherText(NamedTuple):
    """What was typed in a list for the choice of everything else, and how to put it; empty where nothing was."""

    get: Callable[[], str]
    put: Callable[[str], None]


class PromptSettings(NamedTuple, Generic[Content]):
    """What every kind of prompt needs.

    `check` takes a key and the content of the prompt, and returns why that does not end the prompt, or None.
    """

    device: Device
    kind: PromptKind
    check: Callable[[Key, Content], str | None]
    footer: tuple[str, ...]
    help: str
    bindings: tuple[Binding, ...]
    lead: str = ""
    remember: Remember[Content] | None = None
    other: OtherText | None = None


def prompt_settings(
    device: Device,
    kind: PromptKind,
    keys: Container[Key],
    check: Callable[[Key, Content], str | None],
    lead: str = "",
    hints: Iterable[str] = (),
) -> PromptSettings[Content]:
    """Return the settings of a prompt; footer and help name its own keys, then those of `keys`.

    The help begins with the `hints` of what is around the question.
    """
    cleaned = (clean(hint, keep_newlines=True) for hint in hints)
    help_text = "\n".join((*cleaned, help_of(kind, keys)))
    return PromptSettings(device, kind, check, footer_of(kind, keys), help_text, bindings_with(keys), lead)


def without_numbers(settings: PromptSettings[Content]) -> PromptSettings[Content]:
    """Return the settings of a prompt in which nothing has a number."""
    return settings._replace(footer=tuple(each for each in settings.footer if each != gettext(NUMBER_CHOOSES)))


def allow_only(keys: Container[Key], message: str) -> Callable[[Key, object], str | None]:
    """Return a check that lets these keys end a prompt, and Enter where it has a content; others show a message."""
    return lambda key, content: None if key in keys or (key is Key.ENTER and content) else message
