"""The prompts that ask for one row of a list, for several, or for an order of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from prompt_toolkit.key_binding import KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import AnyContainer, Dimension, HSplit, Window

from sstc_survey.display import clean
from sstc_survey.i18n import gettext, noop
from sstc_survey.prompters.terminal.choice_list import ChoiceList
from sstc_survey.prompters.terminal.device import StyledLine
from sstc_survey.prompters.terminal.key_table import ANY, Key
from sstc_survey.prompters.terminal.layout import PromptRunner, line_window
from sstc_survey.prompters.terminal.rows import ListRow, RowValue
from sstc_survey.prompters.terminal.settings import (
    Content,
    OtherText,
    PromptEnd,
    PromptSettings,
    Remember,
    without_numbers,
)
from sstc_survey.prompters.terminal.typed_number import TypedNumber
from sstc_survey.prompters.terminal.words import NO_MATCH
from sstc_survey.prompters.terminal.wrapping import wrap

SOUGHT: Final = noop("Find: {text}")


def select_one(
    rows: Sequence[ListRow],
    rows_below: Sequence[ListRow],
    default: RowValue | None,
    settings: PromptSettings[RowValue],
    in_view: RowValue | None = None,
) -> PromptEnd[RowValue]:
    """Ask for one row; `rows_below` come after a separator, and the pointer is first at the default value.

    Without a default no row is chosen, and the content is empty until one is; the list begins where one is `in_view`.
    """
    control = ChoiceList(rows, rows_below, settings.device)
    control.show_value(in_view)
    if not any(control.row_numbers):
        settings = without_numbers(settings)
    if not control.point_at_value(default):
        control.put_pointer(-1)
    return _run(control, rows, settings, lambda: control.value, control.put_pointer)


def select_multiple(
    rows: Sequence[ListRow],
    rows_below: Sequence[ListRow],
    selected: Sequence[RowValue],
    settings: PromptSettings[tuple[RowValue, ...]],
) -> PromptEnd[tuple[RowValue, ...]]:
    """Ask for any number of rows; one of `rows_below` excludes all others."""
    control = ChoiceList(rows, rows_below, settings.device, "ticks")
    for value in reversed(selected):
        if control.point_at_value(value):
            control.toggle()
    return _run(control, rows, settings, control.values, control.tick)


def rank(
    rows: Sequence[ListRow],
    rows_below: Sequence[ListRow],
    ranked: Sequence[RowValue],
    settings: PromptSettings[tuple[RowValue, ...]],
) -> PromptEnd[tuple[RowValue, ...]]:
    """Ask for an order of the rows; one of `rows_below` excludes all others."""
    control = ChoiceList(rows, rows_below, settings.device, "ranks")
    for value in ranked:
        if control.point_at_value(value):
            control.toggle()
    control.put_pointer(0)
    return _run(control, rows, settings, control.values, control.tick)


def _run(
    control: ChoiceList,
    rows: Sequence[ListRow],
    settings: PromptSettings[Content],
    content: Callable[[], Content],
    on_number: Callable[[int], None],
) -> PromptEnd[Content]:
    device = control.device
    typed_number = TypedNumber(
        control.row_numbers,
        control.cursor,
        on_number,
        lambda text: runner.fault(text),  # noqa: PLW0108  # made below
        several=bool(control.marks),
    )
    control.typed = typed_number

    other = settings.other if control.has_other else None
    if other is not None:
        control.let_other_mean(other.get())
        settings = settings._replace(remember=_with_other(settings.remember, control, other))

    def check(key: Key, content: Content) -> str | None:
        return typed_number.fault_at(key) or settings.check(key, content)

    # The row at the pointer, and how many more there are; all of a menu, which says what can be done at all.
    least = device.rows // 2 if settings.kind == "menu" else 2
    checked = settings._replace(check=check)
    runner = PromptRunner(checked, content, control.cursor, control.use_enter, least=least, whole_row=control.whole_row)
    window = Window(
        control,
        height=lambda: Dimension(max=device.list_height),
        dont_extend_height=True,
        always_hide_cursor=True,
    )

    def typed(event: KeyPressEvent) -> None:
        if isinstance(event.key_sequence[-1].key, Keys):
            return
        data = event.data
        if not control.sought and typed_number.accepts(data):
            typed_number.add(data, event)
        elif data.isprintable() and not (typed_number.finish() and data == " "):
            if data == " " and not control.marks and (control.has_moved or not control.sought):
                # What Space takes is at the pointer: it leaves nothing blank.
                if content():
                    runner.press(Key.ENTER, event)
                elif len(rows) == 1:
                    # An agreement: the first Space chooses it, and only the next key gives it.
                    control.put_pointer(0)
            elif settings.kind != "menu":
                control.type(data)

    moves = {name: partial(control.move, step) for name, step in _STEPS.items()}
    moves |= {name: partial(_move_page, control, step) for name, step in (("pageup", -1), ("pagedown", 1))}
    moves |= {"home": partial(control.move_to, 0), "end": partial(control.move_to, -1)}
    actions = {name: typed_number.before(move) for name, move in moves.items()}
    actions |= {
        "c-h": typed_number.before(lambda: control.seek(control.sought[:-1])),
        "c-u": typed_number.before(lambda: control.seek("")),
        ANY: typed,
    }
    below = [_sought_line(control, lambda: runner.has_fault), typed_number.line()]
    return runner.run_window(HSplit([window, *below]), actions)


def _with_other(remember: Remember[Content] | None, control: ChoiceList, other: OtherText) -> Remember[Content]:
    """Return what keeps the content of a list, with what is typed for its row for everything else."""

    def note(content: Content) -> None:
        if remember is not None:
            remember.note(content)
        other.put(control.meant_by_other())

    return Remember(note, remember.keep if remember is not None else lambda: None)


_STEPS: Final = {"up": -1, "down": 1, "s-tab": -1, "tab": 1}


def _move_page(control: ChoiceList, direction: int) -> None:
    control.move(direction * max(control.device.rows // 2, 1))


def _sought_line(control: ChoiceList, has_fault: Callable[[], bool]) -> AnyContainer:
    """Return a window that shows the letters that are looked for, or that no choice has them; that is said once."""

    def lines() -> list[StyledLine]:
        says_fault = control.is_without_match and not has_fault()
        style, message = ("fault", NO_MATCH) if says_fault else ("quiet", SOUGHT)
        text = gettext(message).format(text=clean(control.sought)) if control.sought else ""
        return [(style, line) for line in wrap(text, control.device.columns - 1)] if text else []

    return line_window(lines)
