"""How every prompt runs: the keys that work on it, what goes on while it waits, and how its parts are laid out."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Final, Generic, NamedTuple, TypeAlias

from prompt_toolkit.application import Application
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import OneStyleAndTextTuple, StyleAndTextTuples
from prompt_toolkit.input.typeahead import store_typeahead
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.key_binding.key_processor import KeyProcessor
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import AnyContainer, Dimension, FormattedTextControl, HSplit, Layout, Window

from sstc_survey.prompters.in_session import Pulse
from sstc_survey.prompters.terminal.device import STYLE, StyledLine
from sstc_survey.prompters.terminal.heights import Heights
from sstc_survey.prompters.terminal.key_parser import NOT_ESC, escape_delay
from sstc_survey.prompters.terminal.key_table import PREFIX, Key, finishing_names, own_names
from sstc_survey.prompters.terminal.settings import Content, PromptEnd, PromptSettings
from sstc_survey.prompters.terminal.surroundings import Surroundings

# How often what is being typed is kept on the disk.
_KEEP_SECONDS: Final = 2.0
# Does what a key is for.
Action: TypeAlias = Callable[[KeyPressEvent], None]
# So often time may make a key of what came, such as of Esc.
_TICK_SECONDS: Final = 0.1
# So often it is looked what is said with a prompt as time passes.
_PULSE_SECONDS: Final = 0.5


class Cursor(NamedTuple):
    """Where the cursor of a prompt is in its content, and how to put it there."""

    get: Callable[[], int]
    put: Callable[[int], None]


class PromptRunner(Generic[Content]):
    """Runs the application of a prompt: checks every key that would end it, and shows below it what is wrong.

    No key does anything but those of its kind of prompt and those that every prompt has.
    """

    def __init__(
        self,
        settings: PromptSettings[Content],
        content: Callable[[], Content],
        cursor: Cursor | None = None,
        use_enter: Callable[[], bool] = lambda: False,
        *,
        least: int = 2,
        whole_row: Callable[[], str] = str,
    ) -> None:
        """Make a prompt of which `least` lines are always in view; `whole_row` returns what a row that is cut has."""
        self._settings = settings
        self._content = content
        self._cursor = cursor
        # Does what Enter is for within the prompt, and tells whether it was for that.
        self._use_enter = use_enter
        self._around = Surroundings(settings, least=least, whole_row=whole_row)
        # How high the prompt was with the help.
        self._help_height = 0
        # How high each part is, until something may have changed.
        self._heights: Heights | None = None
        # How many keys ago Ctrl-X was pressed, counted down: the next one may be a letter for what it does.
        self._prefixed = 0

    def run_window(
        self, window: AnyContainer, actions: Mapping[str, Action], *, redraw_seconds: float | None = None
    ) -> PromptEnd[Content]:
        """Ask with a window that takes single keys, not text; each action is by the name of its key.

        A window that changes as time passes is drawn again every so many seconds.
        """
        app: Application[Any] = Application(
            layout=Layout(window),
            style=STYLE,
            include_default_pygments_style=False,
            input=self._settings.device.input,
            output=self._settings.device.output,
            refresh_interval=redraw_seconds,
        )
        return self._run(app, actions, has_text=False)

    def run_text(
        self, app: Application[Any], actions: Mapping[str, Action], below: Sequence[AnyContainer] = ()
    ) -> PromptEnd[Content]:
        """Ask with an application that takes text; each action is by the name of its key; windows may be below it."""
        if below:
            app.layout = Layout(HSplit([app.layout.container, *below]), focused_element=app.layout.current_window)
        return self._run(app, actions, has_text=True)

    def press(self, key: Key, event: KeyPressEvent) -> None:
        """Do what a key asks for, as if it had been pressed."""
        if _is_done(event):
            return
        try:
            if event.app.future is not None and event.app.future.done():
                # A key that was pressed before the prompt had gone.
                return
            content = self._content()
            if key is Key.HELP or (key is Key.BACK and self._around.has_help):
                self._settings.device.left_by_esc(None)
                self._around.turn_help(content, closes=key is Key.BACK)
                return
            if key is Key.ENTER and self._use_enter():
                return
            fault = self._settings.check(key, content)
            if event.key_sequence[-1].key is Keys.Escape:
                self._settings.device.left_by_esc(None if fault else self._cursor.get() if self._cursor else 0)
            if fault:
                self._around.fault(fault, content)
            else:
                event.app.exit(result=PromptEnd(key, content))
        except Exception as bug:  # noqa: BLE001  # raised by the application when it ends, not lost in its event loop
            event.app.exit(exception=bug)

    def notice(self, text: str) -> None:
        """Show a text below the prompt until its content changes."""
        self._around.notice(text, self._content())

    def fault(self, text: str) -> None:
        """Show what is wrong below the prompt until its content changes."""
        self._around.fault(text, self._content())

    @property
    def has_fault(self) -> bool:
        """Tell whether what is wrong is shown below the prompt."""
        return self._around.has_fault

    def _run(self, app: Application[Any], actions: Mapping[str, Action], *, has_text: bool) -> PromptEnd[Content]:
        """Put lead, message and footer round an application and run it; the end of input is a stop, Ctrl-C is raised.

        It is erased when it ends.
        """
        device, container = self._settings.device, app.layout.container

        def prepare(app: Application[Any]) -> None:
            self._heights = None
            if app.render_counter == 1:
                device.clear_line()

        def heights() -> Heights:
            if self._heights is None:
                self._heights = self._around.share(container.preferred_height(device.columns, device.rows).preferred)
            return self._heights

        def content_height() -> Dimension:
            height = heights().content
            return Dimension(min=min(height, 1), max=height, preferred=height)

        windows = [
            line_window(lambda: self._around.lead_lines(heights().lead)),
            HSplit([container], height=content_height),
            line_window(lambda: self._around.message_lines(heights().message)),
            line_window(lambda: self._around.footer_lines(is_short=heights().has_short_footer)),
        ]
        app.layout = Layout(HSplit(windows), focused_element=app.layout.current_window)
        # In place of the library's, which joins its own keys for editing, searching and the mouse to every prompt.
        app.key_processor = KeyProcessor(self._bindings(app, actions, has_text=has_text))
        app.key_processor.after_key_press += lambda _: self._after_key(app)
        app.before_render += prepare
        app.erase_when_done = True
        # Private: where it has another name, a resized window redraws the prompt, but not the question above it.
        app._on_resize = lambda: self._repaint(app)  # type: ignore[method-assign]  # noqa: SLF001
        app.ttimeoutlen = escape_delay()
        app.pre_run_callables.append(lambda: self._watch(app))
        if self._cursor and (place := device.place_to_return()) is not None:
            self._cursor.put(place)
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
                if not_kept != self._around.not_kept:
                    self._around.not_kept = not_kept
                    app.invalidate()

        in_background(app, keep)

    def _follow_pulse(self, app: Application[Any]) -> None:
        """Draw what is said as time passes, and end the prompt when it is over; what stands in it is noted."""
        device = self._settings.device
        if device.pulse is Pulse:
            return

        async def follow() -> None:
            while not app.is_done:
                await asyncio.sleep(_PULSE_SECONDS)
                before, self._around.pulse = self._around.pulse, device.pulse()
                if self._around.pulse.is_over and not app.is_done:
                    app.exit(result=PromptEnd(Key.STOP, self._content()))
                elif self._around.pulse != before:
                    app.invalidate()

        in_background(app, follow)

    def _bindings(self, app: Application[Any], actions: Mapping[str, Action], *, has_text: bool) -> KeyBindings:
        bindings, kind = KeyBindings(), self._settings.kind

        def on(key: Key, *names: str) -> None:
            for name in names:
                bindings.add(name)(lambda event: self.press(key, event))

        for name in own_names(kind):
            bindings.add(name, save_before=_begins_a_change)(actions[name])
        for binding in self._settings.bindings:
            on(binding.key, *binding.names)
            bindings.add(binding.letter, filter=Condition(lambda: self._prefixed > 0), eager=True)(
                lambda event, key=binding.key: self.press(key, event)
            )
        on(Key.ENTER, *finishing_names(kind))
        if not has_text:
            on(Key.HELP, "?")

        @bindings.add(PREFIX)
        def await_letter(_event: KeyPressEvent) -> None:
            # However long it takes to come.
            self._prefixed = 2

        @bindings.add("c-d")
        def end_input(event: KeyPressEvent) -> None:
            if not (has_text and self._content()):
                self.press(Key.STOP, event)

        @bindings.add("c-c")
        @bindings.add(Keys.SIGINT)
        def interrupt(event: KeyPressEvent) -> None:
            if not _is_done(event):
                event.app.exit(exception=KeyboardInterrupt)

        bindings.add("c-l")(lambda _event: self._repaint(app))
        bindings.add("c-z")(lambda _event: app.suspend_to_background())
        bindings.add(NOT_ESC)(self._return)
        return bindings

    def _return(self, event: KeyPressEvent) -> None:
        """Take back what Esc did: it was no key, but the beginning of one."""
        if _is_done(event):
            return
        self._around.drop_message()
        if self._settings.device.is_left_by_esc:
            event.app.exit(result=PromptEnd(Key.NOT_BACK, self._content()))

    def _watch(self, app: Application[Any]) -> None:
        """While an application runs, let time make keys, and take the terminal again when the program goes on."""

        async def tick() -> None:
            while not app.is_done:
                await asyncio.sleep(_TICK_SECONDS)
                app.key_processor.feed_multiple(app.input.flush_keys())
                app.key_processor.process_keys()

        def take_again() -> None:
            # The mode from before stays with the application, which leaves the terminal in it when it ends.
            app.input.raw_mode().__enter__()
            self._repaint(app)

        in_background(app, tick)
        self._follow_pulse(app)
        if threading.current_thread() is threading.main_thread():
            asyncio.get_running_loop().add_signal_handler(signal.SIGCONT, take_again)

    def _after_key(self, app: Application[Any]) -> None:
        """Drop a message about a content that has changed since; show again what the help has pushed out of view."""
        self._prefixed = max(self._prefixed - 1, 0)
        self._around.drop_outdated(self._content())
        if app.is_done:
            return
        if self._around.has_help:
            self._help_height = max(self._help_height, self._height(app))
        elif self._help_height:
            device = self._settings.device
            if device.shown_lines + self._help_height > device.rows:
                self._repaint(app)
            self._help_height = 0

    def _height(self, app: Application[Any]) -> int:
        device, self._heights = self._settings.device, None
        return app.layout.container.preferred_height(device.columns, device.rows).preferred

    def _repaint(self, app: Application[Any]) -> None:
        device = self._settings.device
        app.renderer.erase()
        device.repaint(max(device.rows - self._height(app), 1))
        app.invalidate()


def in_background(app: Application[Any], work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Let work go on while an application runs; what it raises ends the application, not only the work."""

    async def guarded() -> None:
        try:
            await work()
        except Exception as bug:  # noqa: BLE001  # raised by the application when it ends
            if not app.is_done:
                app.exit(exception=bug)

    app.create_background_task(guarded())


def line_window(lines: Callable[[], list[StyledLine]]) -> Window:
    """Return a window exactly as high as its lines, which are broken for the width that there is now."""

    def text() -> StyleAndTextTuples:
        # A line that ends in a combining mark would show it twice, so each ends in a space.
        return list[OneStyleAndTextTuple]((f"class:{style}", f"{line} \n") for style, line in lines())

    def height() -> Dimension:
        count = len(lines())
        return Dimension(min=min(count, 1), max=count, preferred=count)

    return Window(FormattedTextControl(text), height=height, dont_extend_height=True)


def _begins_a_change(event: KeyPressEvent) -> bool:
    """Tell whether what was there before a key is to be kept for undo: typing is undone at once, not by letters."""
    return not event.is_repeat


def _is_done(event: KeyPressEvent) -> bool:
    """Tell whether the key before this one ended the prompt; then this one is kept for the next prompt."""
    if event.app.is_done:
        store_typeahead(event.app.input, event.key_sequence)
    return event.app.is_done
