"""What stands round every prompt: a short lead above it, a message and the keys that work below it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from enum import Enum, auto
from typing import Any, Final, Generic, NamedTuple, TypeVar

import questionary
from prompt_toolkit.application import Application
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import OneStyleAndTextTuple, StyleAndTextTuples
from prompt_toolkit.input.typeahead import store_typeahead
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import AnyContainer, Dimension, FormattedTextControl, HSplit, Layout, Window

from sstc_survey.i18n import gettext, noop
from sstc_survey.prompters.terminal.device import Device
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


class Binding(NamedTuple):
    """The keys for one thing: by their names, as the footer writes the first, and a letter after Ctrl-X."""

    key: Key
    names: tuple[str, ...]
    cap: str
    word: str
    letter: str
    meaning: str


# Terminals keep some function keys for themselves (F1, F10, F11), so each has a second way with Ctrl-X, which
# nobody edits a line with.
BINDINGS: Final = (
    Binding(Key.BACK, ("escape", "f2"), "Esc", noop("back"), "b", noop("Esc or F2: go back; nothing is lost")),
    Binding(Key.SKIP, ("f3",), "F3", noop("skip"), "s", noop("F3: leave the question blank")),
    Binding(Key.DONT_KNOW, ("f8",), "F8", noop("don't know"), "d", noop("F8: don't know")),
    Binding(Key.REFUSED, ("f9",), "F9", noop("refuse"), "r", noop("F9: refused")),
    Binding(Key.COMMENT, ("f4",), "F4", noop("comment"), "c", noop("F4: keep a comment beside the answer")),
    Binding(Key.LANGUAGE, ("f6",), "F6", noop("language"), "l", noop("F6: go on in another language")),
    Binding(Key.HELP, ("f1",), "F1", noop("help"), "h", noop("F1: this help, and away with it")),
    Binding(Key.STOP, ("f10",), "F10", noop("stop"), "q", noop("F10: stop; the draft is kept")),
)
FINISH: Final = ("f5", "c-s")
PREFIX: Final = "c-x"


def ascii_digit(typed: str) -> str:
    """Return a digit of any script as the ASCII one; everything else as it is."""
    return str(int(typed)) if len(typed) == 1 and typed.isdecimal() else typed


def footer(first: tuple[str, ...], works: Container[Key]) -> Iterator[str]:
    """Yield the keys of this question, then those of every question that work on it."""
    yield from map(gettext, first)
    for binding in BINDINGS:
        if binding.key in works:
            yield f"{binding.cap} {gettext(binding.word)}"


def help_text(first: tuple[str, ...], works: Container[Key]) -> str:
    """Explain the keys that work on a question, a line for each."""
    working = [binding for binding in BINDINGS if binding.key in works]
    spare = ", ".join(f"{binding.letter} {gettext(binding.word)}" for binding in working)
    lines = map(gettext, (*first, *(binding.meaning for binding in working)))
    return "\n".join((*lines, gettext("Or Ctrl-X, then: {keys}").format(keys=spare)))


Content = TypeVar("Content")

# How long a plain Esc waits for the rest of a key that begins with it; Esc Enter takes a person longer.
_ESCAPE_BYTES: Final = 0.05
_ESCAPE_KEYS: Final = 0.3
_ESCAPE_ENTER: Final = 1.0


class Outcome(NamedTuple, Generic[Content]):
    """The key that ended a prompt, and what stood in it."""

    key: Key
    content: Content


class Frame(NamedTuple, Generic[Content]):
    """What is the same for every kind of prompt.

    `judge` takes a key and what stands in the prompt, and returns why that does not end the prompt, or None.
    """

    device: Device
    judge: Callable[[Key, Content], str | None]
    footer: tuple[str, ...]
    help: str
    lead: str = ""


class Panel(Generic[Content]):
    """Dresses an application: every key that ends it is judged, and what was wrong is said in place."""

    def __init__(self, frame: Frame[Content], content: Callable[[], Content]) -> None:
        self._frame = frame
        self._content = content
        self._message: tuple[str, str, Content] | None = None
        # How many keys ago Ctrl-X was pressed, counted down: the next one may be a letter for what it does.
        self._prefixed = 0

    def dress(self, app: Application[Any], body: AnyContainer, *, typed: bool, multiline: bool = False) -> None:
        """Put the panel round the body of an application, which is erased when it ends."""
        focus = app.layout.current_window
        parts = [self._window(self._lead)] if self._frame.lead else []
        app.layout = Layout(
            HSplit([*parts, body, self._window(self._say), self._window(self._keys)]), focused_element=focus
        )
        own = self._bindings(typed=typed, multiline=multiline)
        app.key_bindings = merge_key_bindings([app.key_bindings, own] if app.key_bindings else [own])
        app.key_processor.after_key_press += lambda _: self._forget()
        app.before_render += self._begin
        app.erase_when_done = True
        # Private: where it has another name, a resized window redraws the prompt, but not the question above it.
        app._on_resize = lambda: self._repaint(app)  # type: ignore[method-assign]  # noqa: SLF001
        app.ttimeoutlen, app.timeoutlen = _ESCAPE_BYTES, _ESCAPE_ENTER if multiline else _ESCAPE_KEYS

    def run(self, question: questionary.Question) -> Outcome[Content]:
        """Ask, and return how it ended; the end of input is a stop, Ctrl-C is raised."""
        try:
            outcome: Outcome[Content] = question.unsafe_ask()
        except EOFError:
            return Outcome(Key.STOP, self._content())
        return outcome

    def press(self, key: Key, event: KeyPressEvent) -> None:
        """Do what a key asks for, as if it had been pressed."""
        if _is_done(event):
            return
        try:
            self._judge(key, event)
        except Exception as bug:  # noqa: BLE001  # raised by the application when it ends, not lost in its event loop
            event.app.exit(exception=bug)

    def _judge(self, key: Key, event: KeyPressEvent) -> None:
        if event.app.future is not None and event.app.future.done():
            # A key that was pressed before the prompt had gone.
            return
        content = self._content()
        if key is Key.HELP:
            shown = self._message is not None and self._message[1] == self._frame.help
            self._message = None if shown else ("quiet", self._frame.help, content)
        elif fault := self._frame.judge(key, content):
            self._message = ("fault", fault, content)
        else:
            event.app.exit(result=Outcome(key, content))

    def _begin(self, app: Application[Any]) -> None:
        if app.render_counter == 1:
            self._frame.device.wipe_line()

    def _repaint(self, app: Application[Any]) -> None:
        device = self._frame.device
        app.renderer.erase()
        height = app.layout.container.preferred_height(device.columns, device.rows).preferred
        device.repaint(max(device.rows - height, 1))
        app.invalidate()

    def _forget(self) -> None:
        """Drop what was said of something that does not stand there any more."""
        self._prefixed = max(self._prefixed - 1, 0)
        if self._message is not None and self._message[2] != self._content():
            self._message = None

    def _bindings(self, *, typed: bool, multiline: bool) -> KeyBindings:
        bindings = KeyBindings()

        def on(key: Key, *names: str, eager: bool = False) -> None:
            bindings.add(*names, eager=eager)(lambda event: self.press(key, event))

        for binding in BINDINGS:
            for name in binding.names:
                # Where Esc Enter means nothing, Esc need not wait for what follows, nor be taken for Meta.
                on(binding.key, name, eager=name == "escape" and not multiline)
            bindings.add(binding.letter, filter=Condition(lambda: self._prefixed > 0), eager=True)(
                lambda event, key=binding.key: self.press(key, event)
            )
        bindings.add(PREFIX)(lambda _: self._await_letter())
        for name in FINISH if multiline else ("enter",):
            on(Key.ENTER, name)
        if multiline:
            on(Key.ENTER, "escape", "enter")
        if not typed:
            on(Key.HELP, "?")
            on(Key.STOP, "c-d")
        for name in ("c-c", Keys.SIGINT):
            bindings.add(name)(_interrupt)
        return bindings

    def _await_letter(self) -> None:
        """Take the next key for a letter of the second way, however long it takes to come."""
        self._prefixed = 2

    def _window(self, lines: Callable[[], list[tuple[str, str]]]) -> Window:
        """Return a window exactly as high as its lines, which are broken for the width that there is now."""

        def text() -> StyleAndTextTuples:
            # A line that ends in a combining mark would show it twice, so each ends in a space.
            return list[OneStyleAndTextTuple]((f"class:{style}", f"{line} \n") for style, line in lines())

        def height() -> Dimension:
            count = len(lines())
            return Dimension(min=min(count, 1), max=count, preferred=count)

        return Window(FormattedTextControl(text), height=height, dont_extend_height=True)

    def _lines(self, style: str, text: str) -> list[tuple[str, str]]:
        return [(style, line) for line in wrap(text, self._frame.device.columns - 1)]

    def _lead(self) -> list[tuple[str, str]]:
        return self._lines("quiet", self._frame.lead)

    def _say(self) -> list[tuple[str, str]]:
        return self._lines(*self._message[:2]) if self._message else []

    def _keys(self) -> list[tuple[str, str]]:
        device = self._frame.device
        lines = wrap_items(self._frame.footer, device.columns - 1, device.signs.dot)
        return [("quiet", line) for line in lines]


def _interrupt(event: KeyPressEvent) -> None:
    if not _is_done(event):
        event.app.exit(exception=KeyboardInterrupt)


def _is_done(event: KeyPressEvent) -> bool:
    """Tell whether the key before this one ended the prompt; then this one is kept for the next prompt."""
    if event.app.is_done:
        store_typeahead(event.app.input, event.key_sequence)
    return event.app.is_done
