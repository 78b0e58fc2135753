"""Variables of a banner: what tells in which of its columns an interview, or an instance of a repeat, is counted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final, Protocol

from sstc_survey.engine.form_node import FormNode
from sstc_survey.i18n import ProgramText, Text, noop
from sstc_survey.questionnaire import Net, Range, Select, SelectMultiple, SelectOne, choices_of
from sstc_survey.questionnaire.bands import Band, band_of
from sstc_survey.response import Missing
from sstc_survey.tally.banners.units import INTERVIEW, Level, Unit, level_of
from sstc_survey.tally.input import TallyInput

# What is known of every interview besides its answers.
_METADATA: Final[Mapping[str, Callable[[TallyInput], str | None]]] = {
    "language": lambda response: response.language,
    "interviewer": lambda response: response.interviewer,
    "version": lambda response: response.questionnaire.version,
    "month": lambda response: response.started[:7],
}
METADATA: Final = tuple(_METADATA)
# Why a unit is in no column though there is an answer: it is in no band, or its choice is not in the questionnaire.
NO_COLUMN: Final = "no_column"
# Why a value that its respondent hides is in no column.
WITHHELD: Final = "withheld"
NO_LABELS: Final[Mapping[str, Text]] = {}
# The columns of a net.
YES: Final = "yes"
NO: Final = "no"


class Variable(Protocol):
    """A variable of a banner; `codes` are its columns in order, or None where they are the values that occur.

    `labels` has the labels of its columns, where they are not their codes, and `node` is the question that it reads, if
    it is one. Where it is `overlapping`, a unit may be in several columns.
    """

    @property
    def name(self) -> str: ...
    @property
    def level(self) -> Level: ...
    @property
    def node(self) -> FormNode | None: ...
    @property
    def codes(self) -> Sequence[str] | None: ...
    @property
    def labels(self) -> Mapping[str, Text]: ...
    @property
    def overlapping(self) -> bool: ...
    def columns(self, unit: Unit) -> Sequence[str] | str:
        """Return the columns of a unit, or why it has none: a state of the question, or NO_COLUMN."""


def columns_of(variable: Variable, unit: Unit, hidden: Collection[str]) -> Sequence[str] | str:
    """Return the columns of a unit, or why it has none; `hidden` are the questions that its respondent hides.

    A hidden value heads no column, and no band, as it is in no other figure; hidden choices are counted.
    """
    found, node = variable.columns(unit), variable.node
    if not isinstance(found, str) and node is not None and node.name in hidden and not isinstance(node.entry, Select):
        return WITHHELD
    return found


class AnswerVariable:
    """A variable whose columns follow from the answer to one question."""

    def __init__(
        self,
        node: FormNode,
        codes: Sequence[str] | None,
        read: Callable[[Any], Sequence[str] | None],
        *,
        name: str = "",
        labels: Mapping[str, Text] = NO_LABELS,
        overlapping: bool = False,
    ) -> None:
        self.name = name or node.name
        self.labels = labels
        self.node = node
        self.level = level_of(node)
        self.codes = codes
        self.overlapping = overlapping
        self._question = node.name
        self._read = read

    def columns(self, unit: Unit) -> Sequence[str] | str:
        """Return the columns of a unit, or why it has none."""
        value = unit.answers.get(self._question)
        if value is None:
            return unit.state(self._question)
        found = self._read(value)
        return NO_COLUMN if found is None else found


class MetadataVariable:
    """A variable of the interview itself, such as its language; its columns are the values that occur."""

    node = None
    codes = None
    labels = NO_LABELS
    overlapping = False
    level = INTERVIEW

    def __init__(self, name: str) -> None:
        self.name = name

    def columns(self, unit: Unit) -> Sequence[str] | str:
        """Return the value of an interview."""
        value = _METADATA[self.name](unit.response)
        return (value,) if value else Missing.BLANK


def choice_variable(node: FormNode, question: SelectOne | SelectMultiple) -> AnswerVariable:
    """Return the variable whose columns are the choices of a select."""
    labels = {choice.code: choice.label for choice in choices_of(question)}
    codes = list(labels)
    columns = {code: (code,) for code in codes}
    if isinstance(question, SelectMultiple):
        known = frozenset(codes)

        def read(value: Any) -> Sequence[str] | None:  # noqa: ANN401 whatever a file holds
            return [code for code in dict.fromkeys(value) if code in known] if isinstance(value, list) else None

        return AnswerVariable(node, codes, read, labels=labels, overlapping=True)

    def read_one(value: Any) -> Sequence[str] | None:  # noqa: ANN401 whatever a file holds
        return columns.get(value) if isinstance(value, str) else None

    return AnswerVariable(node, codes, read_one, labels=labels)


def net_variable(node: FormNode, net: Net, name: str) -> AnswerVariable:
    """Return the variable that tells who chose any of the choices of a net."""
    inside = frozenset(net.choices)

    def read(value: Any) -> Sequence[str]:  # noqa: ANN401 whatever a file holds
        codes = value if isinstance(value, list) else [value]
        return (YES,) if any(code in inside for code in codes) else (NO,)

    labels: Mapping[str, Text] = {YES: net.label, NO: ProgramText(noop("Other"))}
    return AnswerVariable(node, (YES, NO), read, name=name, labels=labels)


def scale_variable(node: FormNode, question: Range) -> AnswerVariable:
    """Return the variable whose columns are the values of a scale."""
    from sstc_survey.engine.scale import Scale

    scale = Scale(question)
    columns = {float(scale.value(step)): (f"{float(scale.value(step)):.15g}",) for step in range(scale.length)}
    return AnswerVariable(node, [code for (code,) in columns.values()], _numbered(columns))


def _numbered(columns: Mapping[float, tuple[str]]) -> Callable[[Any], Sequence[str] | None]:
    return lambda value: columns.get(float(f"{value:.15g}")) if isinstance(value, int | float) else None


def value_variable(node: FormNode) -> AnswerVariable:
    """Return the variable whose columns are the values of a calculation that occur."""

    def read(value: Any) -> Sequence[str] | None:  # noqa: ANN401 whatever a file holds
        if isinstance(value, int | float):
            return (f"{value:.15g}",)
        return (value,) if isinstance(value, str) else None

    return AnswerVariable(node, None, read)


def band_variable(node: FormNode, bands: Sequence[Band]) -> AnswerVariable:
    """Return the variable whose columns are bands of numbers, dates or times."""

    def read(value: Any) -> Sequence[str] | None:  # noqa: ANN401 whatever a file holds
        band = band_of(bands, value)
        return None if band is None else (band.code,)

    return AnswerVariable(node, [band.code for band in bands], read, labels={band.code: band.label for band in bands})
