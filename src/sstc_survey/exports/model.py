"""An export before it is written in a format: its tables, their columns, and where the rows come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import Enum, StrEnum, auto
from itertools import islice
from typing import Final, TypeAlias

from msgspec import Struct

from sstc_survey.response import QuestionnaireRef

# Dates and times are text in ISO 8601; None is an empty cell.
Cell: TypeAlias = str | int | float | None
Row: TypeAlias = tuple[Cell, ...]
# Some rows, as the cells of each column.
Block: TypeAlias = Sequence[Sequence[Cell]]
_BLOCK: Final = 512


class State(StrEnum):
    """Whether a question has an answer, and if not, why; what is hidden by attribution says no more than that."""

    ANSWERED = "answered"
    BLANK = "blank"
    DONT_KNOW = "dont_know"
    REFUSED = "refused"
    NOT_ASKED = "not_asked"
    NOT_REACHED = "not_reached"
    HIDDEN = "hidden"


class Kind(Enum):
    """What the cells of a column are."""

    TEXT = auto()
    CODE = auto()  # one of the choices
    INTEGER = auto()
    DECIMAL = auto()
    DATE = auto()
    TIME = auto()
    DATE_TIME = auto()  # without an offset
    TIMESTAMP = auto()  # with seconds and an offset
    INDICATOR = auto()  # 1 for a choice that was selected, 0 for one that was not


class Role(Enum):
    """What a column is for."""

    KEY = auto()  # the id of a response, or of the row above and the number of an instance
    METADATA = auto()  # of the interview: when, how, by whom
    VALUE = auto()  # the answer
    JOINED = auto()  # the codes of an answer that has several, with a blank between
    CHOICE = auto()  # the indicator of one choice
    POSITION = auto()  # the place of one choice in a rank
    STATE = auto()
    COMMENT = auto()


class Facts(Struct, frozen=True):
    """What the rows of a table were found to hold in a column.

    `longest` and `longest_bytes` are of its texts, in characters and in UTF-8. Where a whole number is beyond
    2**53 a column is not exact: programs that count in floating point would change it. `needs_states` where a question
    has another state than answered and not asked.
    """

    filled: int = 0
    longest: int = 0
    longest_bytes: int = 0
    is_exact: bool = True
    needs_states: bool = False


class Column(Struct, frozen=True, kw_only=True):
    """A column: `question` names what it is of, and `code` the choice it is of, where it is of one.

    `choices` are the codes that its cells may have, or be joined of, with their labels, in the questionnaire's order.
    `is_scale` where its values are steps of a scale: of a range, or of choices with scores.
    """

    name: str
    kind: Kind
    role: Role
    label: str
    question: str | None = None
    code: str | None = None
    choices: tuple[tuple[str, str], ...] = ()
    is_scale: bool = False
    facts: Facts = Facts()


class DataTable(Struct, frozen=True, kw_only=True):
    """A table: a row for each response, or for each instance of a repeat; its rows can be read any number of times.

    Every question has its state in a column of that role, whether or not a format writes it. `blocks` gives the same
    rows, some at a time and column by column.
    """

    name: str
    label: str
    repeat: str | None
    columns: tuple[Column, ...]
    count: int
    rows: Callable[[], Iterator[Row]]
    blocks: Callable[[], Iterator[Block]] | None = None

    def columnwise(self) -> Iterator[Block]:
        """Yield the rows in blocks, in each of which every column has its cells; it is quicker than row by row."""
        if self.blocks is not None:
            yield from self.blocks()
            return
        rows = self.rows()
        while some := list(islice(rows, _BLOCK)):
            yield list(zip(*some, strict=True))


class Export(Struct, frozen=True, kw_only=True):
    """What is exported of the responses to a questionnaire, in one language; the table of responses comes first."""

    questionnaire: QuestionnaireRef
    title: str
    language: str
    tables: tuple[DataTable, ...]
