"""Lists to pick from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import questionary
from prompt_toolkit.application import Application
from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import ConditionalMargin, Dimension, Layout, ScrollbarMargin, ScrollOffsets, Window
from prompt_toolkit.layout.containers import WindowRenderInfo

from sstc_survey.prompting.terminal.controls import Pick, Row, RowList, RowOrder, same
from sstc_survey.prompting.terminal.device import STYLE
from sstc_survey.prompting.terminal.panel import Content, Frame, Outcome, Panel

__all__ = ["Pick", "Row", "order", "pick", "same", "tick"]


def pick(rows: Sequence[Row], apart: Sequence[Row], at: Pick | None, frame: Frame[Pick]) -> Outcome[Pick]:
    """Ask for one row; those that are `apart` are set off at the end, and the pointer stands first `at` a value."""
    control = RowList(rows, apart, frame.device, ticks=False)
    control.point_at(at)
    return _ask(control, Panel(frame, lambda: control.row.value), control.go_to)


def tick(
    rows: Sequence[Row], apart: Sequence[Row], ticked: Sequence[Pick], frame: Frame[tuple[Pick, ...]]
) -> Outcome[tuple[Pick, ...]]:
    """Ask for any number of rows; a tick at one that is `apart` takes all others away, and they take its."""
    control = RowList(rows, apart, frame.device, ticks=True)
    for value in reversed(ticked):
        if control.point_at(value):
            control.toggle()
    return _ask(control, Panel(frame, control.ticked), control.go_and_toggle)


def order(
    rows: Sequence[Row], apart: Sequence[Row], ranked: Sequence[Pick], frame: Frame[tuple[Pick, ...]]
) -> Outcome[tuple[Pick, ...]]:
    """Ask for an order of the rows; one that is `apart` takes all places away, and they take its."""
    control = RowOrder(rows, apart, frame.device, ticks=False)
    for value in ranked:
        if control.point_at(value):
            control.toggle()
    if rows:
        control.point_at(rows[0].value)
    return _ask(control, Panel(frame, control.ticked), control.go_and_toggle)


def _ask(control: RowList, panel: Panel[Content], on_typed: Callable[[str], object]) -> Outcome[Content]:
    window = Window(
        control,
        height=lambda: Dimension(max=control.device.list_rows),
        dont_extend_height=True,
        always_hide_cursor=True,
        scroll_offsets=ScrollOffsets(top=1, bottom=1),
    )
    scrolls = Condition(lambda: control.line_count > control.device.list_rows or _is_cut(window.render_info))
    window.right_margins = [ConditionalMargin(ScrollbarMargin(display_arrows=True), scrolls)]
    app: Application[Any] = Application(
        layout=Layout(window),
        key_bindings=_moves(control, on_typed),
        style=STYLE,
        include_default_pygments_style=False,
        input=control.device.input,
        output=control.device.output,
    )
    panel.dress(app, window, typed=False)
    return panel.run(questionary.Question(app))


def _is_cut(info: WindowRenderInfo | None) -> bool:
    """Tell whether other windows left too little room, which is known once the list was drawn."""
    return info is not None and info.content_height > info.window_height


def _moves(control: RowList, on_typed: Callable[[str], object]) -> KeyBindings:
    bindings = KeyBindings()
    page = max(control.device.rows // 2, 1)
    steps = {"up": -1, "down": 1, "c-p": -1, "c-n": 1, "s-tab": -1, "tab": 1, "pageup": -page, "pagedown": page}
    for name, step in steps.items():
        bindings.add(name)(lambda _event, step=step: control.move(step))

    bindings.add("home")(lambda _event: control.move_to(0))
    bindings.add("end")(lambda _event: control.move_to(-1))

    @bindings.add(Keys.Any)
    def typed(event: KeyPressEvent) -> None:
        if event.data.isprintable():
            on_typed(event.data)

    return bindings
