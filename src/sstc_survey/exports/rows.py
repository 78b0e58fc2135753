"""Responses as rows: each answer in its columns, and the state of every question; what is hidden leaves no trace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final, Protocol, assert_never

from sstc_survey.engine.form import Form
from sstc_survey.engine.paths import instance_path, schema_path
from sstc_survey.exports.fields import Field, Shape, TablePlan
from sstc_survey.exports.model import Block, Cell, DataTable, State
from sstc_survey.exports.spool import SpoolFile, TableSpool
from sstc_survey.response import Mode, Status
from sstc_survey.tally.input import TallyInput

# So many rows of a table, or bytes of responses, are turned into columns at a time.
_ROWS: Final = 512
_BYTES: Final = 1 << 20

_NOTHING: Final[Mapping[str, Any]] = {}
_ANSWERED: Final = State.ANSWERED.value
_NOT_ASKED: Final = State.NOT_ASKED.value
_NOT_REACHED: Final = State.NOT_REACHED.value
_HIDDEN: Final = State.HIDDEN.value


class ExportInput(TallyInput, Protocol):
    """What an export reads of a response."""

    @property
    def mode(self) -> Mode: ...
    @property
    def reference(self) -> str | None: ...
    @property
    def session(self) -> str | None: ...


class _Unit:
    """A row to be, and what was said there, without what is hidden.

    Its `keys` are the id and the numbers of instances, or the id and the response.
    """

    __slots__ = ("answers", "comments", "empty", "hidden", "keys", "missing", "not_reached")

    def __init__(
        self,
        keys: tuple[Any, ...],
        answers: Mapping[str, Any],
        missing: Mapping[str, str],
        comments: Mapping[str, str],
        not_reached: Collection[str],
        hidden: frozenset[str],
        empty: Mapping[str, bool],
    ) -> None:
        self.keys = keys
        self.answers = answers
        self.missing = missing
        self.comments = comments
        self.not_reached = not_reached
        self.hidden = hidden
        self.empty = empty

    def state(self, name: str) -> str:
        """Return the state of a question that has no answer here."""
        if name in self.hidden:
            return _HIDDEN
        state = self.missing.get(name)
        if state is not None:
            return state
        return _NOT_REACHED if name in self.not_reached else _NOT_ASKED


class RowWriter:
    """Turns responses, one after the other, into the rows of the tables of a plan.

    `forms` are those of the versions that the plan is of, the one exported by first. Whether a draft came to a question
    is told by that one, as a summary does; to one that it lacks, by the version of the draft. Where it `is_anonymous`,
    ids are numbers: those that follow from data tell it to who guesses right.
    """

    def __init__(self, plan: TablePlan, forms: Sequence[Form], file: SpoolFile, *, is_anonymous: bool = False) -> None:
        self._plan = plan
        self._is_anonymous = is_anonymous
        self._count = 0
        self._form = forms[0]
        self._tables = {table.place: _TableRows(table, file) for table in plan.walk()}
        self._all = frozenset(field.name for table in plan.walk() for field in table.fields)
        self._has_repeats = bool(plan.children)
        self._size = 0
        self._empties = _empty_repeats(forms)
        own = {node.schema_path for node in self._form.nodes.values()}
        self._others = frozenset(
            node.schema_path for form in forms[1:] for node in form.nodes.values() if node.schema_path not in own
        )

    @property
    def everything(self) -> frozenset[str]:
        """Return the names of all questions that have columns."""
        return self._all

    def add(self, response: ExportInput, hidden: frozenset[str], version: Form | None, size: int) -> None:
        """Add one response; `version` is the form it was made with, if that is known, and `size` its bytes.

        A draft has no instance any more that nobody said anything in, as `without_unopened` returns it.
        """
        form = version or self._form
        self._count += 1
        not_reached = self._not_reached(form, response) if response.status is Status.PARTIAL else ()
        if self._has_repeats:
            self._add_tree(response, form, not_reached, hidden)
        else:
            keys = (self._id(response), response)
            missing, comments = response.missing, response.comments
            unit = _unit(keys, response.answers, missing, comments, not_reached, hidden, _NOTHING)
            self._tables[""].add(unit)
        self._size += size
        if self._size > _BYTES:
            self.flush()

    def flush(self) -> None:
        """Write what has been added and waits."""
        self._size = 0
        for table in self._tables.values():
            table.flush()

    def tables(self) -> tuple[DataTable, ...]:
        """Return the tables of all that was added."""
        self.flush()
        return tuple(table.table() for table in self._tables.values())

    def _id(self, response: ExportInput) -> str:
        return f"{self._count}" if self._is_anonymous else response.id

    def _not_reached(self, form: Form, response: ExportInput) -> list[str]:
        # Only a partial interview needs its route.
        from sstc_survey.tally.not_reached import not_reached

        paths = [*not_reached(self._form, response)]
        if self._others and form is not self._form:
            paths += (path for path in not_reached(form, response) if schema_path(path) in self._others)
        return paths

    def _add_tree(
        self,
        response: ExportInput,
        form: Form,
        not_reached: Collection[str],
        hidden: frozenset[str],
    ) -> None:
        """Add a response with the instances of its repeats."""
        missing, comments = _by_instance(response.missing), _by_instance(response.comments)
        unreached: dict[str, set[str]] = {}
        for path in not_reached:
            around, _, name = path.rpartition("/")
            unreached.setdefault(around, set()).add(name)
        empty: dict[str, dict[str, bool]] = {}
        for each in self._empties:
            for name, at, is_reached in each.of(form, response):
                around = form.nodes[name].path(at).rpartition("/")[0]
                empty.setdefault(around, {})[name] = is_reached

        def add(table: TablePlan, keys: tuple[Any, ...], path: str, answers: Mapping[str, Any]) -> None:
            self._tables[table.place].add(
                _unit(
                    keys,
                    answers,
                    missing.get(path, _NOTHING),
                    comments.get(path, _NOTHING),
                    unreached.get(path, ()),
                    hidden,
                    empty.get(path, _NOTHING),
                )
            )
            for child in table.children:
                found = answers.get(child.repeat or "")
                if not isinstance(found, list) or child.repeat in hidden:
                    continue
                around = f"{path}/{child.repeat}" if path else f"{child.repeat}"
                for number, instance in enumerate(found, 1):
                    if isinstance(instance, dict):
                        own = keys[:1] if table is self._plan else keys
                        add(child, (*own, number), instance_path(around, number), instance)

        add(self._plan, (self._id(response), response), "", response.answers)


def _unit(
    keys: tuple[Any, ...],
    answers: Mapping[str, Any],
    missing: Mapping[str, str],
    comments: Mapping[str, str],
    not_reached: Collection[str],
    hidden: frozenset[str],
    empty: Mapping[str, bool],
) -> _Unit:
    if hidden:
        answers = {name: value for name, value in answers.items() if name not in hidden}
        comments = {name: text for name, text in comments.items() if name not in hidden}
    return _Unit(keys, answers, missing, comments, not_reached, hidden, empty)


def _by_instance(said: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return what is by path by the path of the instance, and then by name."""
    found: dict[str, dict[str, str]] = {}
    for path, text in said.items():
        around, _, name = path.rpartition("/")
        found.setdefault(around, {})[name] = text
    return found


def _empty_repeats(forms: Sequence[Form]) -> list[Any]:
    """Return what tells of repeats without instances, for those of the first form, then for those others have."""
    if not any(form.repeats for form in forms):
        return []
    from sstc_survey.tally.empty_repeats import EmptyRepeats

    found, known = [], set[str]()
    for form in forms:
        names = [node.name for node in form.repeats if node.schema_path not in known]
        known |= {node.schema_path for node in form.repeats}
        if names:
            found.append(EmptyRepeats(form, names))
    return found


class _TableRows:
    """The rows of one table that wait to be turned into columns."""

    def __init__(self, plan: TablePlan, file: SpoolFile) -> None:
        self._plan = plan
        self._spool = TableSpool(file, plan.columns)
        self._units: list[_Unit] = []

    def add(self, unit: _Unit) -> None:
        self._units.append(unit)
        if len(self._units) >= _ROWS:
            self.flush()

    def flush(self) -> None:
        if self._units:
            self._spool.add(_block(self._plan, self._units))
            self._units = []

    def table(self) -> DataTable:
        return self._spool.table(self._plan.name, self._plan.label, self._plan.repeat)


def _block(plan: TablePlan, units: Sequence[_Unit]) -> Block:
    """Return the cells of each column for some rows."""
    answers = [unit.answers for unit in units]
    keys = zip(*(unit.keys for unit in units), strict=True)
    block: list[Sequence[Any]] = list(keys)
    if plan.repeat is None:
        # The id comes first.
        ids, responses = block
        block = [ids, *(list(map(_METADATA[name], responses)) for name in plan.metadata[1:])]
    for field in plan.fields:
        block += _cells(field, units, [each.get(field.name) for each in answers])
    return block


def _cells(field: Field, units: Sequence[_Unit], values: list[Any]) -> Iterator[Sequence[Cell]]:
    """Yield the cells of each column of a question, whose values are these."""
    name, shape = field.name, field.shape
    states: list[str] | None = None
    match shape:
        case Shape.ONE | Shape.MIXED:
            yield _plain(values)
        case Shape.SEVERAL:
            yield _joined(values)
            lists = [value if value.__class__ is list else None for value in values]
            for code in field.codes:
                yield [None if codes is None else 1 if code in codes else 0 for codes in lists]
        case Shape.RANKED:
            yield _joined(values)
            places = [_places(value) if _is_codes(value) else _NOTHING for value in values]
            for code in field.codes:
                yield [place.get(code) for place in places]
        case Shape.INSTANCES:
            counts, states = _instances(name, units, values)
            yield counts
        case _:
            assert_never(shape)
    if states is None:
        if None in values:
            states = [
                unit.state(name) if value is None else _ANSWERED for unit, value in zip(units, values, strict=True)
            ]
        else:
            states = [_ANSWERED] * len(values)
    yield states
    if field.has_comment:
        yield [unit.comments.get(name) for unit in units]


_CELLS: Final = frozenset({str, int, float, type(None)})


def _plain(values: list[Any]) -> list[Cell]:
    """Return values as cells: codes with a blank between, and what is no answer of one value as text, or nothing."""
    return values if set(map(type, values)) <= _CELLS else [_cell(value) for value in values]


def _joined(values: list[Any]) -> list[Cell]:
    """Return lists of codes as cells; as a rule there is nothing else among them."""
    try:
        return [None if value is None else " ".join(value) for value in values]
    except TypeError:
        return _plain(values)


def _cell(value: Any) -> Cell:  # noqa: ANN401 whatever a file holds
    if _is_codes(value):
        return " ".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str | int | float) else None


def _is_codes(value: Any) -> bool:  # noqa: ANN401
    return value.__class__ is list and all(code.__class__ is str for code in value)


def _places(codes: Sequence[str]) -> dict[str, int]:
    """Return the place of each code in a rank."""
    return {code: place for place, code in enumerate(dict.fromkeys(codes), 1)}


def _instances(name: str, units: Sequence[_Unit], values: Sequence[Any]) -> tuple[list[Cell], list[str]]:
    """Return how many instances a repeat has in each row, and the states of asking about it."""
    counts: list[Cell] = []
    states: list[str] = []
    for unit, value in zip(units, values, strict=True):
        is_reached = unit.empty.get(name)
        if value is not None:
            instances = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
            counts.append(len(instances) if instances or value == [] else None)
            states.append(_ANSWERED)
        elif name in unit.hidden:
            counts.append(None)
            states.append(_HIDDEN)
        elif is_reached is None:
            counts.append(None)
            states.append(_NOT_ASKED)
        else:
            counts.append(0 if is_reached else None)
            states.append(_ANSWERED if is_reached else _NOT_REACHED)
    return counts, states


def _seconds(response: ExportInput) -> int | None:
    if response.finished is None:
        return None
    try:
        begun, ended = (dt.datetime.fromisoformat(time) for time in (response.started, response.finished))
        return round((ended - begun).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


_METADATA: Final[Mapping[str, Callable[[Any], Cell]]] = {
    **{
        name: attrgetter(name)
        for name in ("started", "finished", "language", "interviewer", "reference", "mode", "session", "status")
    },
    "seconds": _seconds,
    "version": attrgetter("questionnaire.version"),
}
