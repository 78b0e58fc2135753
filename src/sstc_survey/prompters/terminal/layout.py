"""What every prompt has in common: the keys that work on it, a lead above it, a message and a footer below it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Container
from enum import Enum, auto
from typing import Any, Final, Generic, Literal, NamedTuple, TypeAlias, TypeVar

from prompt_toolkit.application import Application
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import OneStyleAndTextTuple, StyleAndTextTuples
from prompt_toolkit.input.typeahead import store_typeahead
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import Dimension, FormattedTextControl, HSplit, Layout, Window

from sstc_survey.i18n import gettext, noop
from sstc_survey.prompters.terminal.device import STYLE, Device, StyledLine
from sstc_survey.prompters.terminal.wrapping import wrap, wrap_items


class Key(Enum):
    """What a key asks for, whichever key it was."""

    ENTER = auto()
    BACK = auto()
    SKIP = auto()
    DONT_KNOW = auto()
    REFUSED = auto()
    COMMENT = auto()
    LANGUAGE = auto()
    HELP = auto()
    STOP = auto()


class _Binding(NamedTuple):
    """The keys for one thing by their names, the first as the footer writes it, and a letter after Ctrl-X."""

    key: Key
    names: tuple[str, ...]
    label: str
    word: str
    letter: str
    help: str


# Terminals keep some function keys for themselves (F1, F10, F11), so each has a second way with Ctrl-X, which
# nobody edits a line with.
_BINDINGS: Final = (
    _Binding(Key.BACK, ("escape", "f2"), "Esc", noop("back"), "b", noop("Esc or F2: go back; nothing is lost")),
    _Binding(Key.SKIP, ("f3",), "F3", noop("skip"), "s", noop("F3: leave the question blank")),
    _Binding(Key.DONT_KNOW, ("f8",), "F8", noop("don't know"), "d", noop("F8: don't know")),
    _Binding(Key.REFUSED, ("f9",), "F9", noop("refuse"), "r", noop("F9: refused")),
    _Binding(Key.COMMENT, ("f4",), "F4", noop("comment"), "c", noop("F4: keep a comment beside the answer")),
    _Binding(Key.LANGUAGE, ("f6",), "F6", noop("language"), "l", noop("F6: go on in another language")),
    _Binding(Key.HELP, ("f1",), "F1", noop("help"), "h", noop("F1: this help, and away with it")),
    _Binding(Key.STOP, ("f10",), "F10", noop("stop"), "q", noop("F10: stop; the draft is kept")),
)
_FINISH_MULTILINE: Final = ("f5", "c-s")
_PREFIX: Final = "c-x"

PromptKind: TypeAlias = Literal[
    "note", "select_one", "select_multiple", "rank", "scale", "text", "multiline", "autocomplete"
]
# For each kind of prompt: its own keys as the footer names them, and what the help says of them.
_OWN_KEYS: Final[dict[PromptKind, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "note": ((noop("Enter next"),), ()),
    "select_one": (
        (noop("Enter next"),),
        (noop("Up, Down, a digit or a first letter: go to a choice"), noop("Enter: take it")),
    ),
    "select_multiple": (
        (noop("Space tick"), noop("Enter next")),
        (noop("Up, Down or a first letter: go to a choice"), noop("Space or a digit: tick it, or take the tick away")),
    ),
    "rank": (
        (noop("Space rank"), noop("Enter next")),
        (
            noop("Up, Down or a first letter: go to a choice"),
            noop("Space or a digit: give it the next place, or take it away"),
        ),
    ),
    "scale": (
        (noop("A digit or letter: take it"), noop("Enter next")),
        (noop("A digit or letter before a mark: take it"), noop("Left, Right: choose")),
    ),
    "text": ((noop("Enter next"),), (noop("Enter: take what is typed; nothing leaves it blank"),)),
    "multiline": ((noop("F5 next"), noop("Enter new line")), (noop("F5, Ctrl-S or Esc Enter: take what is typed"),)),
    "autocomplete": (
        (noop("Type part of it"), noop("Down list"), noop("Enter next")),
        (noop("Type part of a choice or of its code"), noop("Down, Up: go through those that fit")),
    ),
}


def ascii_digit(typed: str) -> str:
    """Return a digit of any script as the ASCII one; everything else as it is."""
    return str(int(typed)) if len(typed) == 1 and typed.isdecimal() else typed


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


class PromptSettings(NamedTuple, Generic[Content]):
    """What every kind of prompt needs.

    `check` takes a key and the content of the prompt, and returns why that does not end the prompt, or None.
    """

    device: Device
    check: Callable[[Key, Content], str | None]
    footer: tuple[str, ...]
    help: str
    lead: str = ""
    remember: Remember[Content] | None = None


def prompt_settings(
    device: Device,
    kind: PromptKind,
    keys: Container[Key],
    check: Callable[[Key, Content], str | None],
    lead: str = "",
) -> PromptSettings[Content]:
    """Return the settings of a prompt; footer and help name its own keys, then those of `keys`."""
    labels, explanations = _OWN_KEYS[kind]
    bindings = [binding for binding in _BINDINGS if binding.key in keys]
    footer = (*map(gettext, labels), *(f"{binding.label} {gettext(binding.word)}" for binding in bindings))
    letters = ", ".join(f"{binding.letter} {gettext(binding.word)}" for binding in bindings)
    lines = map(gettext, (*explanations, *(binding.help for binding in bindings)))
    help_text = "\n".join((*lines, gettext("Or Ctrl-X, then: {keys}").format(keys=letters)))
    return PromptSettings(device, check, footer, help_text, lead)


def allow_only(keys: Container[Key], message: str) -> Callable[[Key, object], str | None]:
    """Return a check that lets Enter and these keys end a prompt, and shows a message at every other."""
    return lambda key, _content: None if key is Key.ENTER or key in keys else message


# How long a plain Esc waits for the rest of a key that begins with it; Esc Enter takes a person longer.
_ESCAPE_BYTES: Final = 0.05
_ESCAPE_KEYS: Final = 0.3
_ESCAPE_ENTER: Final = 1.0
# How often what is being typed is kept on the disk.
_KEEP_SECONDS: Final = 2.0


class PromptRunner(Generic[Content]):
    """Runs the application of a prompt: checks every key that would end it, and shows below it what is wrong."""

    def __init__(self, settings: PromptSettings[Content], content: Callable[[], Content]) -> None:
        self._settings = settings
        self._content = content
        # Its style and text, and the content of the prompt that it is about.
        self._message: tuple[str, str, Content] | None = None
        # How many keys ago Ctrl-X was pressed, counted down: the next one may be a letter for what it does.
        self._prefixed = 0
        # Why the content could not be kept on the disk the last time.
        self._not_kept = ""

    def run_window(self, window: Window, bindings: KeyBindings) -> PromptEnd[Content]:
        """Ask with one window that takes single keys, not text."""
        app: Application[Any] = Application(
            layout=Layout(window),
            key_bindings=bindings,
            style=STYLE,
            include_default_pygments_style=False,
            input=self._settings.device.input,
            output=self._settings.device.output,
        )
        return self._run(app, has_text=False)

    def run_text(self, app: Application[Any], *, multiline: bool) -> PromptEnd[Content]:
        """Ask with an application that takes text."""
        return self._run(app, has_text=True, multiline=multiline)

    def press(self, key: Key, event: KeyPressEvent) -> None:
        """Do what a key asks for, as if it had been pressed."""
        if _is_done(event):
            return
        try:
            if event.app.future is not None and event.app.future.done():
                # A key that was pressed before the prompt had gone.
                return
            content = self._content()
            if key is Key.HELP:
                is_shown = self._message is not None and self._message[1] == self._settings.help
                self._message = None if is_shown else ("quiet", self._settings.help, content)
            elif fault := self._settings.check(key, content):
                self._message = ("fault", fault, content)
            else:
                event.app.exit(result=PromptEnd(key, content))
        except Exception as bug:  # noqa: BLE001  # raised by the application when it ends, not lost in its event loop
            event.app.exit(exception=bug)

    def _run(self, app: Application[Any], *, has_text: bool, multiline: bool = False) -> PromptEnd[Content]:
        """Put lead, message and footer round an application and run it; the end of input is a stop, Ctrl-C is raised.

        It is erased when it ends.
        """
        device, lead, footer = self._settings.device, self._settings.lead, self._settings.footer

        def clear_first_line(app: Application[Any]) -> None:
            if app.render_counter == 1:
                device.clear_line()

        def message_lines() -> list[StyledLine]:
            return self._wrapped(*self._message[:2]) if self._message else []

        def footer_lines() -> list[StyledLine]:
            lines = [("quiet", line) for line in wrap_items(footer, device.columns - 1, device.glyphs.dot)]
            return [*self._wrapped("fault", self._not_kept), *lines] if self._not_kept else lines

        above = [_window(lambda: self._wrapped("quiet", lead))] if lead else []
        windows = [*above, app.layout.container, _window(message_lines), _window(footer_lines)]
        app.layout = Layout(HSplit(windows), focused_element=app.layout.current_window)
        own_bindings = self._bindings(has_text=has_text, multiline=multiline)
        app.key_bindings = merge_key_bindings([app.key_bindings, own_bindings] if app.key_bindings else [own_bindings])
        app.key_processor.after_key_press += lambda _: self._drop_stale()
        app.before_render += clear_first_line
        app.erase_when_done = True
        # Private: where it has another name, a resized window redraws the prompt, but not the question above it.
        app._on_resize = lambda: self._repaint(app)  # type: ignore[method-assign]  # noqa: SLF001
        app.ttimeoutlen, app.timeoutlen = _ESCAPE_BYTES, _ESCAPE_ENTER if multiline else _ESCAPE_KEYS
        try:
            end: PromptEnd[Content] = app.run(pre_run=lambda: self._begin_to_keep(app))
        except EOFError:
            return PromptEnd(Key.STOP, self._content())
        finally:
            if self._settings.remember is not None:
                self._settings.remember.note(self._content())
        return end

    def _begin_to_keep(self, app: Application[Any]) -> None:
        """Keep the content on the disk every now and then while the prompt is there."""
        remember = self._settings.remember
        if remember is None:
            return

        async def keep() -> None:
            while True:
                await asyncio.sleep(_KEEP_SECONDS)
                remember.note(self._content())
                not_kept = remember.keep() or ""
                if not_kept != self._not_kept:
                    self._not_kept = not_kept
                    app.invalidate()

        app.create_background_task(keep())

    def _bindings(self, *, has_text: bool, multiline: bool) -> KeyBindings:
        bindings = KeyBindings()

        def on(key: Key, *names: str, eager: bool = False) -> None:
            bindings.add(*names, eager=eager)(lambda event: self.press(key, event))

        for binding in _BINDINGS:
            for name in binding.names:
                # Where Esc Enter means nothing, Esc need not wait for what follows, nor be taken for Meta.
                on(binding.key, name, eager=name == "escape" and not multiline)
            bindings.add(binding.letter, filter=Condition(lambda: self._prefixed > 0), eager=True)(
                lambda event, key=binding.key: self.press(key, event)
            )

        @bindings.add(_PREFIX)
        def await_letter(_event: KeyPressEvent) -> None:
            # However long it takes to come.
            self._prefixed = 2

        for name in _FINISH_MULTILINE if multiline else ("enter",):
            on(Key.ENTER, name)
        if multiline:
            on(Key.ENTER, "escape", "enter")
        if not has_text:
            on(Key.HELP, "?")
            on(Key.STOP, "c-d")

        @bindings.add("c-c")
        @bindings.add(Keys.SIGINT)
        def interrupt(event: KeyPressEvent) -> None:
            if not _is_done(event):
                event.app.exit(exception=KeyboardInterrupt)

        return bindings

    def _drop_stale(self) -> None:
        """Drop a message about a content that has changed since."""
        self._prefixed = max(self._prefixed - 1, 0)
        if self._message is not None and self._message[2] != self._content():
            self._message = None

    def _repaint(self, app: Application[Any]) -> None:
        device = self._settings.device
        app.renderer.erase()
        height = app.layout.container.preferred_height(device.columns, device.rows).preferred
        device.repaint(max(device.rows - height, 1))
        app.invalidate()

    def _wrapped(self, style: str, text: str) -> list[StyledLine]:
        return [(style, line) for line in wrap(text, self._settings.device.columns - 1)]


def _window(lines: Callable[[], list[StyledLine]]) -> Window:
    """Return a window exactly as high as its lines, which are broken for the width that there is now."""

    def text() -> StyleAndTextTuples:
        # A line that ends in a combining mark would show it twice, so each ends in a space.
        return list[OneStyleAndTextTuple]((f"class:{style}", f"{line} \n") for style, line in lines())

    def height() -> Dimension:
        count = len(lines())
        return Dimension(min=min(count, 1), max=count, preferred=count)

    return Window(FormattedTextControl(text), height=height, dont_extend_height=True)


def _is_done(event: KeyPressEvent) -> bool:
    """Tell whether the key before this one ended the prompt; then this one is kept for the next prompt."""
    if event.app.is_done:
        store_typeahead(event.app.input, event.key_sequence)
    return event.app.is_done
