"""What the tables of an export are to have: the columns of each question, by all versions of the questionnaire.

The version that the export is by comes first; what only others have follows it, by name, in the table of the repeat
that it is in there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from enum import Enum, auto
from typing import Final

from msgspec import Struct

from sstc_survey.engine.answer_text import labels, with_names
from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.validation import OK
from sstc_survey.exports.model import Column, Kind, Role
from sstc_survey.exports.names import ColumnNames, TableNames
from sstc_survey.i18n import Words
from sstc_survey.questionnaire import (
    Acknowledge,
    DataType,
    Decimal,
    Duration,
    Integer,
    Question,
    Range,
    Rank,
    SelectMultiple,
    SelectOne,
    Username,
)

RESPONSES: Final = "responses"
# What is known of every interview, in this order, with its label.
METADATA: Final = (
    ("id", Kind.TEXT, "ID of the response"),
    ("started", Kind.TIMESTAMP, "Start of the interview"),
    ("finished", Kind.TIMESTAMP, "End of the interview"),
    ("seconds", Kind.INTEGER, "Seconds from start to end"),
    ("language", Kind.TEXT, "Language of the interview"),
    ("version", Kind.TEXT, "Version of the questionnaire"),
    ("interviewer", Kind.TEXT, "Interviewer"),
    ("reference", Kind.TEXT, "Reference of the interview"),
    ("mode", Kind.TEXT, "How the questions were asked"),
    ("session", Kind.TEXT, "ID of the panel session"),
    ("status", Kind.TEXT, "Status of the response"),
)
# What tells who held or gave an interview.
# The times and the session find the same interview in what others have.
IDENTIFYING: Final = frozenset({"started", "finished", "interviewer", "reference", "session"})
_KINDS: Final = {
    DataType.TEXT: Kind.TEXT,
    DataType.CODE: Kind.CODE,
    DataType.CODES: Kind.TEXT,
    DataType.DATE: Kind.DATE,
    DataType.TIME: Kind.TIME,
    DataType.DATE_TIME: Kind.DATE_TIME,
    DataType.TIMESTAMP: Kind.TIMESTAMP,
    DataType.INSTANCES: Kind.INTEGER,
}


class Shape(Enum):
    """What the answers to a question look like in a table."""

    ONE = auto()
    SEVERAL = auto()  # codes, in the order of the answer
    RANKED = auto()
    INSTANCES = auto()  # of a repeat, whose number is in the table around it
    MIXED = auto()  # not the same in all versions


class PlannedColumn(Struct, frozen=True):
    """A column before its rows are known.

    With `is_typed_later` its kind follows from the values that occur; without `stays_empty` it is left out where
    nothing is in it.
    """

    column: Column
    is_typed_later: bool = False
    stays_empty: bool = True


class Field(Struct, frozen=True):
    """A question, or a repeat, with its columns: the value, those of its choices, the state, and the comment if any."""

    name: str
    shape: Shape
    columns: tuple[PlannedColumn, ...]
    codes: tuple[str, ...]
    has_comment: bool


class TablePlan(Struct, frozen=True):
    """A table with its keys and fields, and the tables of the repeats in it; `place` is the path of its repeat.

    The keys of the table of responses are what is known of every interview, as `metadata` names it.
    """

    name: str
    label: str
    place: str
    repeat: str | None
    keys: tuple[PlannedColumn, ...]
    metadata: tuple[str, ...]
    fields: tuple[Field, ...]
    children: tuple[TablePlan, ...]

    @property
    def columns(self) -> list[PlannedColumn]:
        """Return all columns in order."""
        return [*self.keys, *(column for field in self.fields for column in field.columns)]

    def walk(self) -> Iterator[TablePlan]:
        """Yield this table, and those in it after it."""
        yield self
        for child in self.children:
            yield from child.walk()


class FieldOptions(Struct, frozen=True, kw_only=True):
    """In which language labels are, the names that are left out, and the places of the questions with comments."""

    words: Words
    left_out: Collection[str] = ()
    commented: Collection[str] = ()
    is_anonymous: bool = False


def plan_tables(forms: Sequence[Form], options: FieldOptions) -> TablePlan:
    """Return the table of responses with all that are in it; the first form is that of the version exported by."""
    return _Planner(forms, options).table("", None)


class _Planner:
    """Brings the entries of all versions together."""

    def __init__(self, forms: Sequence[Form], options: FieldOptions) -> None:
        self._options = options
        self._words = with_names(options.words)
        self._names = TableNames()
        self._metadata = [each for each in METADATA if not (options.is_anonymous and each[0] in IDENTIFYING)]
        # By the place of the table, and the name: the entries of that name, the first version's first.
        self._entries: dict[str, dict[str, list[FormNode]]] = {"": {}}
        for form in forms:
            for node in form.nodes.values():
                if node.is_repeat or (node.leaf is not None and node.leaf.data_type is not DataType.NONE):
                    table = self._entries.setdefault("/".join(node.repeat_names), {})
                    table.setdefault(node.name, []).append(node)

    def table(self, place: str, repeat: FormNode | None) -> TablePlan:
        entries = self._entries.get(place, {})
        names = ColumnNames(entries)
        metadata = self._metadata if repeat is None else ()
        keys = _keys(names, len(repeat.repeats)) if repeat else (_known(names, *each) for each in metadata)
        name = self._names.free(RESPONSES if repeat is None else repeat.name)
        fields = tuple(
            self._field(nodes, names) for name, nodes in entries.items() if not self._is_left_out(name, nodes[0])
        )
        return TablePlan(
            name,
            "" if repeat is None else self._words(repeat.entry.label).strip(),
            place,
            None if repeat is None else repeat.name,
            tuple(keys),
            tuple(name for name, _, _ in metadata),
            fields,
            tuple(
                self.table(f"{place}/{name}".lstrip("/"), node)
                for name, nodes in entries.items()
                if (node := next((node for node in nodes if node.is_repeat), None)) is not None
            ),
        )

    def _is_left_out(self, name: str, node: FormNode) -> bool:
        options = self._options
        return name in options.left_out or (options.is_anonymous and isinstance(node.entry, Username))

    def _field(self, nodes: Sequence[FormNode], names: ColumnNames) -> Field:
        node = nodes[0]
        shape = _shape_of(nodes)
        label = self._words(node.entry.label).strip()
        if node.other_of is not None:
            around = self._words(node.other_of.entry.label).strip()
            label = f"{around} \u2013 {label}" if around else label
        choices = self._choices(nodes)
        kind = _kind_of(nodes, shape)
        is_joined = shape in (Shape.SEVERAL, Shape.RANKED)
        value = Column(
            name=node.name,
            kind=kind or Kind.TEXT,
            role=Role.JOINED if is_joined else Role.VALUE,
            label=label,
            question=node.name,
            choices=tuple(choices.items()),
            is_scale=_is_scale(node),
        )
        columns = [PlannedColumn(value, is_typed_later=kind is None)]
        if is_joined:
            for code, text in choices.items():
                columns.append(
                    PlannedColumn(
                        Column(
                            name=names.derived(f"{node.name}/{code}"),
                            kind=Kind.INDICATOR if shape is Shape.SEVERAL else Kind.INTEGER,
                            role=Role.CHOICE if shape is Shape.SEVERAL else Role.POSITION,
                            label=f"{label}: {text}",
                            question=node.name,
                            code=code,
                        )
                    )
                )
        state = Column(
            name=names.derived(f"{node.name}__state"),
            kind=Kind.TEXT,
            role=Role.STATE,
            label=f"{label} (state)",
            question=node.name,
        )
        columns.append(PlannedColumn(state))
        asks_comment = any(isinstance(each.entry, Question) and each.entry.comment for each in nodes)
        has_comment = asks_comment or node.schema_path in self._options.commented
        if has_comment:
            comment = Column(
                name=names.derived(f"{node.name}__comment"),
                kind=Kind.TEXT,
                role=Role.COMMENT,
                label=f"{label} (comment)",
                question=node.name,
            )
            columns.append(PlannedColumn(comment, stays_empty=asks_comment))
        return Field(node.name, shape, tuple(columns), tuple(choices), has_comment)

    def _choices(self, nodes: Sequence[FormNode]) -> dict[str, str]:
        """Return the labels of all choices, in the order of the first version, then of those that have more."""
        found: dict[str, str] = {}
        for node in nodes:
            if isinstance(node.entry, Acknowledge):
                found.setdefault(OK, OK)
            for code, label in labels(node.entry, self._words).items():
                found.setdefault(code, label or code)
        return found


def _keys(names: ColumnNames, depth: int) -> Iterator[PlannedColumn]:
    """Yield the keys of the table of a repeat that is in so many others: the number in each of them, then its own."""
    yield _key(names, "id", Kind.TEXT, "ID of the response")
    for above in range(depth, 0, -1):
        name = "parent" if above == 1 else f"parent_{above}"
        label = "Number of the row above" if above == 1 else f"Number of the row {above} levels above"
        yield _key(names, name, Kind.INTEGER, label)
    yield _key(names, "number", Kind.INTEGER, "Number of the row")


def _known(names: ColumnNames, name: str, kind: Kind, label: str) -> PlannedColumn:
    role = Role.KEY if name == "id" else Role.METADATA
    return PlannedColumn(Column(name=names.of_response(name), kind=kind, role=role, label=label))


def _key(names: ColumnNames, name: str, kind: Kind, label: str) -> PlannedColumn:
    return PlannedColumn(Column(name=names.of_response(name), kind=kind, role=Role.KEY, label=label))


def _shape(node: FormNode) -> Shape:
    if node.is_repeat:
        return Shape.INSTANCES
    if isinstance(node.entry, SelectMultiple):
        return Shape.SEVERAL
    return Shape.RANKED if isinstance(node.entry, Rank) else Shape.ONE


def _shape_of(nodes: Sequence[FormNode]) -> Shape:
    shapes = {_shape(node) for node in nodes}
    return _shape(nodes[0]) if len(shapes) == 1 or nodes[0].is_repeat else Shape.MIXED


def _kind_of(nodes: Sequence[FormNode], shape: Shape) -> Kind | None:
    """Return what the values are in all versions, or None where that follows from those that occur."""
    if shape is Shape.MIXED:
        return Kind.TEXT
    kinds = {_kind(node) for node in nodes if _shape(node) is shape}
    if len(kinds) == 1:
        return kinds.pop()
    return None if kinds <= {None, Kind.INTEGER, Kind.DECIMAL} else Kind.TEXT


def _kind(node: FormNode) -> Kind | None:
    match node.entry:
        case Integer():
            return Kind.INTEGER
        case Decimal():
            return Kind.DECIMAL
        case Range(start=start, step=step):
            return Kind.INTEGER if start == int(start) and step == int(step) else Kind.DECIMAL
        case Duration():
            return None
        case _:
            return _KINDS.get(node.entry.data_type)


def _is_scale(node: FormNode) -> bool:
    """Tell whether answers are steps of a scale: of a range, or choices whose scores rise or fall in their order."""
    match node.entry:
        case Range():
            return True
        case SelectOne(choices=choices, or_other=False):
            scores = [choice.score for choice in choices if choice.score is not None]
            ordered = sorted(set(scores))
            return len(scores) == len(choices) > 1 and scores in (ordered, ordered[::-1])
        case _:
            return False
