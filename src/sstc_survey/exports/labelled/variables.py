"""The variables of a file of SPSS or Stata: what each is called, its values, their labels, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final, TypeVar, assert_never

from msgspec import Struct
from msgspec.structs import replace

from sstc_survey.display import clean
from sstc_survey.exports.labelled.cells import Content, UnfitError, Value, content_of, number_of
from sstc_survey.exports.labelled.limits import Limits, bytes_of, one_line, shortened
from sstc_survey.exports.labelled.names import all_names
from sstc_survey.exports.model import Cell, Column, DataTable, Kind, Role, State
from sstc_survey.exports.state_words import STATE_WORDS
from sstc_survey.i18n import noop, translated

# The states that leave a question without an answer, in the order of their numbers and letters.
MISSING: Final = (
    State.BLANK,
    State.DONT_KNOW,
    State.REFUSED,
    State.NOT_ASKED,
    State.NOT_REACHED,
    State.HIDDEN,
)
_NO_YES: Final = (noop("no"), noop("yes"))
# A variable of states says nothing where each is one of these.
_PLAIN: Final = frozenset({State.ANSWERED, State.NOT_ASKED})
_STATES: Final[Mapping[Cell, State]] = {state.value: state for state in State}
Key = TypeVar("Key")
# So many different cells of a column are each held once.
_MOST_SHARED: Final = 10_000


class Measure(StrEnum):
    """What can be done with the values of a variable, in the words of SPSS."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    SCALE = "scale"


class Variable(Struct, frozen=True, kw_only=True):
    """A variable: what it is made of, and the words of its format.

    A state stands among its `cells` where the question was left without an answer; `states` has the labels of states
    where any does.
    """

    column: Column
    name: str
    label: str
    content: Content
    measure: Measure
    cells: list[Value]
    labels: Mapping[str | int, str]
    states: Mapping[State, str]


class Labelled(Struct, frozen=True, kw_only=True):
    """A table as a file of labelled data has it, and what differs from the answers in it.

    `as_text` are the columns whose values the format has no numbers for, `cut` the number of labels that were cut, and
    `too_long` the columns with a text that the format cannot take, with its bytes.
    """

    table: DataTable
    variables: Sequence[Variable]
    as_text: Sequence[str]
    cut: int
    too_long: Mapping[str, int]


def state_labels(language: str) -> dict[State, str]:
    """Return what the states are called in a language."""
    return {state: translated(words, language) for state, words in STATE_WORDS.items()}


def labelled(table: DataTable, limits: Limits, language: str, *, codes: bool, states: bool) -> Labelled:
    """Read a table into the variables of a format, with its labels in a language.

    With `codes` the codes of choices are written as they are, rather than numbered; without `states` there is nothing
    where there is no answer. Of answers with several codes only the indicators are written.
    """
    return _Reader(table, limits, language, codes=codes, states=states).read()


class _Reader:
    def __init__(self, table: DataTable, limits: Limits, language: str, *, codes: bool, states: bool) -> None:
        self._table = table
        self._limits = limits
        self._codes = codes
        self._with_states = states
        self._states = state_labels(language)
        self._no_yes = tuple(translated(words, language) for words in _NO_YES)
        # The label of each question: those of its indicators and its state begin with it.
        self._questions = {
            column.name: one_line(column.label) for column in table.columns if column.name == column.question
        }
        self._as_text: list[str] = []
        self._too_long: dict[str, int] = {}
        self._cut = 0

    def read(self) -> Labelled:
        columns = self._table.columns
        short = all_names(self._table, self._limits)
        cells = _cells(self._table)
        states = {
            index: [_STATES[cell] for cell in cells.pop(index)]
            for index, column in enumerate(columns)
            if column.role is Role.STATE
        }
        variables: dict[int, Variable] = {}
        carried = set()
        beside = _states_beside(columns)
        for index in sorted(cells):
            of_state = beside.get(index)
            own = None if of_state is None or not self._with_states else states[of_state]
            # What is read is let go, so that a table is not there twice.
            variables[index] = variable = self._variable(columns[index], short, cells.pop(index), own)
            if self._carries(variable):
                carried.add(of_state)
        for index, found in states.items():
            if self._with_states and index not in carried and not _PLAIN.issuperset(found):
                variables[index] = self._state_variable(columns[index], short, found)
        return Labelled(
            table=self._table,
            variables=[variables[index] for index in sorted(variables)],
            as_text=self._as_text,
            cut=self._cut,
            too_long=self._too_long,
        )

    def _carries(self, variable: Variable) -> bool:
        """Tell whether the states of a question can stand among the values of a variable."""
        match variable.content:
            case Content.TEXT:
                return False
            case Content.WHOLE | Content.DECIMAL:
                return True
            case Content.DAY | Content.MINUTE | Content.SECOND:
                return self._limits.dates_states
            case _:
                assert_never(variable.content)

    def _variable(
        self, column: Column, short: Mapping[str, str], cells: Sequence[Cell], states: Sequence[State] | None
    ) -> Variable:
        content = content_of(column, with_codes=self._codes)
        choices = _choices(column, cells) if column.kind is Kind.CODE and column.choices else {}
        values: list[Value] = []
        if content is not Content.TEXT:
            positions = {code: number for number, code in enumerate(choices, 1)}
            number = number_of(content, positions, self._limits)
            try:
                values = [None if cell is None else number(cell) for cell in cells]
            except UnfitError:
                self._as_text.append(column.name)
                content = Content.TEXT
        if content is Content.TEXT:
            values = self._texts(column, cells)
        variable = Variable(
            column=column,
            name=short[column.name],
            label=self._label(column, content),
            content=content,
            measure=_measure(column, content),
            cells=values,
            labels=self._value_labels(column, values, content, choices),
            states={},
        )
        if states is None or not self._carries(variable):
            return variable
        for index, (value, state) in enumerate(zip(values, states, strict=True)):
            if value is None and state is not State.ANSWERED:
                values[index] = state
        has_states = any(isinstance(value, State) for value in values)
        return replace(variable, states=self._shortened(self._states) if has_states else {})

    def _state_variable(self, column: Column, short: Mapping[str, str], found: Sequence[State]) -> Variable:
        numbers = {state: number for number, state in enumerate((State.ANSWERED, *MISSING))}
        return Variable(
            column=column,
            name=short[column.name],
            label=self._label(column, Content.WHOLE),
            content=Content.WHOLE,
            measure=Measure.NOMINAL,
            cells=[numbers[state] for state in found],
            labels={numbers[state]: label for state, label in self._shortened(self._states).items()},
            states={},
        )

    def _texts(self, column: Column, cells: Sequence[Cell]) -> list[Value]:
        texts: list[Value] = ["" if cell is None else _text(str(cell)) for cell in cells]
        if (limit := self._limits.longest_text) is not None:
            longest = max((bytes_of(str(text)) for text in texts), default=0)
            if longest > limit:
                self._too_long[column.name] = longest
        return texts

    def _value_labels(
        self, column: Column, values: Sequence[Value], content: Content, choices: Mapping[str, str]
    ) -> dict[str | int, str]:
        if column.kind is Kind.INDICATOR:
            return dict(enumerate(self._no_yes))
        if content is Content.TEXT and not self._limits.labels_texts:
            return {}
        labels = self._shortened(choices)
        if content is not Content.TEXT:
            return dict(enumerate(labels.values(), 1))
        # A code that is longer than all that were answered does not fit into the variable.
        widest = max((bytes_of(str(value)) for value in values), default=0)
        codes = {_text(code): label for code, label in labels.items()}
        return {code: label for code, label in codes.items() if bytes_of(code) <= widest}

    def _label(self, column: Column, content: Content) -> str:
        limits = self._limits
        question = self._questions.get(column.question or "", "")
        label = one_line(column.label) or column.name
        if content is Content.SECOND and column.kind is Kind.TIMESTAMP:
            # Neither program has offsets.
            label += " (UTC)"
        short = shortened(label, limits.longest_label, limits.label_size, of="" if label == question else question)
        self._cut += short != label
        return short

    def _shortened(self, labels: Mapping[Key, str]) -> dict[Key, str]:
        longest = self._limits.longest_value_label
        lines = {key: one_line(label) or one_line(str(key)) for key, label in labels.items()}
        short = {key: shortened(label, longest, bytes_of) for key, label in lines.items()}
        self._cut += sum(short[key] != label for key, label in lines.items())
        return short


def _cells(table: DataTable) -> dict[int, list[Cell]]:
    """Read the columns of a table that are held, by index; equal cells of few different ones are held once."""
    places = [index for index, column in enumerate(table.columns) if column.role is not Role.JOINED]
    cells: dict[int, list[Cell]] = {index: [] for index in places}
    pools: dict[int, dict[Cell, Cell]] = {index: {} for index in places}
    for block in table.columnwise():
        for index in places:
            pool = pools[index]
            for cell in set(block[index]) if len(pool) < _MOST_SHARED else ():
                pool.setdefault(cell, cell)
            cells[index] += [pool.get(cell, cell) for cell in block[index]]
    return cells


def _states_beside(columns: Sequence[Column]) -> dict[int, int]:
    """Map each column of values to the one with the states of its question: the next one there is, else the last."""
    beside: dict[int, int] = {}
    of_question: dict[str | None, int] = {}
    for index in (*reversed(range(len(columns))), *reversed(range(len(columns)))):
        column = columns[index]
        if column.role is Role.STATE:
            of_question[column.question] = index
        elif column.role in (Role.VALUE, Role.CHOICE, Role.POSITION) and column.question in of_question:
            beside.setdefault(index, of_question[column.question])
    return beside


def _choices(column: Column, cells: Iterable[Cell]) -> dict[str, str]:
    """Return the labels of codes: the choices in order, and then codes of answers that are no choices any more."""
    choices = dict(column.choices)
    others = {str(cell) for cell in cells if cell is not None} - choices.keys()
    return choices | {code: code for code in sorted(others)}


def _text(text: str) -> str:
    return clean(text, keep_newlines=True)


def _measure(column: Column, content: Content) -> Measure:
    if column.is_scale or column.role is Role.POSITION:
        return Measure.ORDINAL
    if column.role is Role.KEY or content is Content.TEXT:
        return Measure.NOMINAL
    return Measure.NOMINAL if column.kind in (Kind.CODE, Kind.INDICATOR) else Measure.SCALE
