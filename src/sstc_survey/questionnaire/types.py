"""The entries of a questionnaire: their fields, what they share, each type, and the unions that are told apart.

A new type is a class here and a member of the unions at the end; the type checker and the tests of `engine` then
name the places that must know it.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias

from msgspec import Meta, Struct

from sstc_survey.i18n import Text
from sstc_survey.questionnaire.bands import Bands, DateBands, NumberBands, TimeBands

NAME_PATTERN = r"^[A-Za-z_][A-Za-z0-9_-]*$"
ID_PATTERN = r"^[a-z0-9][a-z0-9._-]*$"
# No blanks of any kind, which part the codes of an answer, and none without width, which nobody sees.
CODE_PATTERN = (
    r"^[^\s\x1c-\x20\x85\xa0\xad\u115f\u1160\u1680\u180e\u2000-\u200d\u2028\u2029\u202f\u205f-\u2064\u2800\u3000\u3164"
    r"\ufeff\uffa0]+$"
)
# Earlier versions took blanks other than those of ASCII; responses with such codes stay readable.
KEPT_CODE_PATTERN = r"^\S+$"
LANGUAGE_PATTERN = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
DATE_PATTERN = r"^\d{4}-\d{2}-\d{2}$"
TIME_PATTERN = r"^\d{2}:\d{2}$"
MAX_NAME = 64
# Of every whole number and text, in a questionnaire or an answer: their digits and characters.
MAX_DIGITS = 18
MAX_TEXT = 100_000
OTHER = "other"

# What an answer can be: text, code, date or time; whole number; number; codes, or the instances of a repeat.
Value: TypeAlias = str | int | float | list[str]
Stored: TypeAlias = str | int | float | list[str | dict[str, Any]]

Name = Annotated[str, Meta(pattern=NAME_PATTERN, max_length=MAX_NAME)]
IsoDate = Annotated[str, Meta(pattern=DATE_PATTERN)]
ClockTime = Annotated[str, Meta(pattern=TIME_PATTERN)]
# Expressions in the dialect of XLSForm; those that filter choices name the columns of these too.
Formula = Annotated[str, Meta(min_length=1, extra_json_schema={"format": "expression"})]
ChoiceFilter = Annotated[str, Meta(min_length=1, extra_json_schema={"format": "choice-filter"})]


class Choice(Struct, frozen=True, kw_only=True):
    """One choice of a list, as `code: label` or `code: {label: ..., exclusive: true, score: 1, region: north}`."""

    code: str
    label: Text
    exclusive: bool = False
    score: float | None = None
    # Among them is the score, as it is written.
    columns: dict[str, str] = {}


class ChoiceList(tuple[Choice, ...]):
    """The choices of a select: in the file a mapping of codes to labels, or the name of a list at the top."""

    __slots__ = ()


class Net(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Choices that are counted together in tables: a respondent who selected any of them counts once."""

    name: Name
    label: Annotated[Text, Meta(description="What the row is called.")]
    choices: Annotated[tuple[str, ...], Meta(description="The codes that it counts together.")]


class Nets(tuple[Net, ...]):
    """The nets of a select: in the file a mapping of names to `{label: ..., choices: [...]}`."""

    __slots__ = ()


# Kinds of bands that values can be counted in, with examples.
_NumberBands = Annotated[
    NumberBands,
    Meta(
        description="Ranges that answers are counted in, such as `[0-17, 18-39, 40+]`, or a mapping of them to labels."
    ),
]
_DateBands = Annotated[
    DateBands,
    Meta(description="Years, months, days, or ranges of them that dates are counted in: `[<2016, 2016, 2017..2019]`."),
]
_TimeBands = Annotated[
    TimeBands, Meta(description="Ranges that times are counted in, such as `[<08:00, 08:00-11:59, 12:00+]`.")
]
_AnyBands = Annotated[
    Bands, Meta(description="Ranges that values are counted in: of numbers, dates or times, whichever the value is.")
]


class DataType(Enum):
    """The kind of values that an entry has."""

    NONE = auto()  # a note or a group has no value
    TEXT = auto()  # what someone wrote in their own words: it is quoted, not counted
    CODE = auto()  # one of a few fixed texts
    CODES = auto()  # several of them, in order
    NUMBER = auto()
    DATE = auto()  # year-month-day
    TIME = auto()  # hours:minutes
    DATE_TIME = auto()  # year-month-dayThours:minutes
    TIMESTAMP = auto()  # RFC 3339, with seconds and offset
    CALCULATED = auto()  # whatever its expression gives, a number or a text
    INSTANCES = auto()  # a list with a mapping for each instance of a repeat


class Entry(Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True):
    """What every entry under `questions` has.

    Each type names the kind of its values: nothing stands here for one that does not.
    """

    data_type: ClassVar[DataType]

    name: Annotated[Name, Meta(description="Unique name; the answer is saved under it.")]
    label: Annotated[Text, Meta(description="The question text, as read or heard.")] = ""
    hint: Annotated[Text, Meta(description="Help text, shown under the question.")] = ""
    relevant: Annotated[Formula | None, Meta(description="Expression: if false, the question is not asked.")] = None


class Question(Entry, frozen=True, kw_only=True):
    """What every question that takes an answer has."""

    required: Annotated[
        bool | Formula, Meta(description="Whether an answer is required: true, false or an expression.")
    ] = False
    required_message: Annotated[Text, Meta(description="Message if a required question is left blank.")] = ""
    constraint: Annotated[Formula | None, Meta(description="Expression that must be true of the answer (`.`).")] = None
    constraint_message: Annotated[Text, Meta(description="Message if the constraint is false.")] = ""
    default: Annotated[str | None, Meta(description="Initial value, or an expression evaluated once.")] = None
    calculation: Annotated[
        Formula | None, Meta(description="Expression that sets the value; recalculated on change.")
    ] = None
    read_only: Annotated[
        bool | Formula, Meta(description="Whether the value is only shown: true, false or an expression.")
    ] = False
    comment: Annotated[bool, Meta(description="Whether to ask for a comment as well.")] = False
    dont_know: Annotated[
        bool | None,
        Meta(description='Whether to offer "don\'t know"; default as at the top.'),
    ] = None
    refused: Annotated[
        bool | None,
        Meta(description='Whether to offer "refused"; default as at the top.'),
    ] = None


class Choosing(Question, frozen=True, kw_only=True):
    """What questions with choices have."""

    choices: Annotated[
        ChoiceList,
        Meta(description="Choices as code: label, or the name of a list under `choices`."),
    ]
    choice_filter: Annotated[
        ChoiceFilter | None,
        Meta(description="Expression over the choices' columns; where false, the choice is not offered."),
    ] = None
    randomize: Annotated[bool, Meta(description="Whether to offer the choices in random order.")] = False
    seed: Annotated[Formula | None, Meta(description="Seed of the random order: a number or an expression.")] = None
    appearance: Annotated[
        Literal["autocomplete", "list"] | None,
        Meta(description="How to show the choices: `list` shows all, `autocomplete` searches."),
    ] = None


class Select(Choosing, frozen=True, kw_only=True):
    """What selects have."""

    or_other: Annotated[bool, Meta(description='Whether to add "Other" and ask for its text, saved as NAME_other.')] = (
        False
    )
    nets: Annotated[
        Nets, Meta(description="Choices to count together in tables, as name: {label: ..., choices: [code, code]}.")
    ] = Nets()


class Note(Entry, frozen=True, kw_only=True, tag="note"):
    """A text to read; it takes no answer."""

    data_type: ClassVar = DataType.NONE


class SelectOne(Select, frozen=True, kw_only=True, tag="select_one"):
    """One choice of a list."""

    data_type: ClassVar = DataType.CODE


class SelectMultiple(Select, frozen=True, kw_only=True, tag="select_multiple"):
    """Any number of choices of a list."""

    data_type: ClassVar = DataType.CODES
    min_selected: Annotated[Annotated[int, Meta(ge=0)] | None, Meta(description="Minimum number of choices.")] = None
    max_selected: Annotated[Annotated[int, Meta(ge=1)] | None, Meta(description="Maximum number of choices.")] = None


class Rank(Choosing, frozen=True, kw_only=True, tag="rank"):
    """The choices of a list, ranked by the respondent: all of them, or the best."""

    data_type: ClassVar = DataType.CODES
    min_selected: Annotated[
        Annotated[int, Meta(ge=0)] | None,
        Meta(description="Minimum number of choices to rank: all, or 1 with `max_selected`."),
    ] = None
    max_selected: Annotated[
        Annotated[int, Meta(ge=1)] | None,
        Meta(description="Maximum number of choices to rank, such as 3 for the best three."),
    ] = None

    def ranked(self, offered: int) -> tuple[int, int]:
        """Return how many of the choices that are offered must be ranked, and how many may be."""
        if self.min_selected is None and self.max_selected is None:
            return offered, offered
        return min(self.min_selected or 1, offered), min(self.max_selected or offered, offered)


class TextQuestion(Question, frozen=True, kw_only=True, tag="text"):
    """Text, on one line or several."""

    data_type: ClassVar = DataType.TEXT
    multiline: Annotated[bool, Meta(description="Whether the answer may have several lines.")] = False


class Integer(Question, frozen=True, kw_only=True, tag="integer"):
    """A whole number."""

    data_type: ClassVar = DataType.NUMBER
    min: Annotated[int | None, Meta(description="Minimum.")] = None
    max: Annotated[int | None, Meta(description="Maximum.")] = None
    bands: _NumberBands = NumberBands()


class Decimal(Question, frozen=True, kw_only=True, tag="decimal"):
    """A number, with or without decimals."""

    data_type: ClassVar = DataType.NUMBER
    min: Annotated[float | None, Meta(description="Minimum.")] = None
    max: Annotated[float | None, Meta(description="Maximum.")] = None
    bands: _NumberBands = NumberBands()


class Range(Question, frozen=True, kw_only=True, tag="range"):
    """A number on a scale."""

    data_type: ClassVar = DataType.NUMBER
    start: Annotated[float, Meta(description="First value.")] = 1
    end: Annotated[float, Meta(description="Last value.")] = 10
    step: Annotated[Annotated[float, Meta(gt=0)], Meta(description="Distance between two values.")] = 1
    bands: _NumberBands = NumberBands()


class Date(Question, frozen=True, kw_only=True, tag="date"):
    """A date."""

    data_type: ClassVar = DataType.DATE
    min: Annotated[IsoDate | None, Meta(description="Earliest date, year-month-day.")] = None
    max: Annotated[IsoDate | None, Meta(description="Latest date, year-month-day.")] = None
    bands: _DateBands = DateBands()


class Time(Question, frozen=True, kw_only=True, tag="time"):
    """A time of day."""

    data_type: ClassVar = DataType.TIME
    min: Annotated[ClockTime | None, Meta(description="Earliest time, such as 08:30.")] = None
    max: Annotated[ClockTime | None, Meta(description="Latest time, such as 17:00.")] = None
    bands: _TimeBands = TimeBands()


class DateTime(Question, frozen=True, kw_only=True, tag="dateTime"):
    """A date and time."""

    data_type: ClassVar = DataType.DATE_TIME
    bands: _DateBands = DateBands()


class Acknowledge(Question, frozen=True, kw_only=True, tag="acknowledge"):
    """A text to confirm with OK."""

    data_type: ClassVar = DataType.CODE


class Calculate(Entry, frozen=True, kw_only=True, tag="calculate"):
    """A value that is calculated and saved, not asked."""

    data_type: ClassVar = DataType.CALCULATED
    calculation: Annotated[Formula, Meta(description="The expression whose value is saved.")]
    bands: _AnyBands = Bands()


class Hidden(Entry, frozen=True, kw_only=True, tag="hidden"):
    """A value that is saved and not shown."""

    data_type: ClassVar = DataType.CALCULATED
    default: Annotated[str | None, Meta(description="The value, or an expression evaluated once.")] = None
    calculation: Annotated[
        Formula | None, Meta(description="Expression whose value is saved; recalculated on change.")
    ] = None
    bands: _AnyBands = Bands()


class Start(Entry, frozen=True, kw_only=True, tag="start"):
    """When the interview began."""

    data_type: ClassVar = DataType.TIMESTAMP


class End(Entry, frozen=True, kw_only=True, tag="end"):
    """When the interview was finished."""

    data_type: ClassVar = DataType.TIMESTAMP


class Today(Entry, frozen=True, kw_only=True, tag="today"):
    """The day on which the interview began."""

    data_type: ClassVar = DataType.DATE
    bands: _DateBands = DateBands()


class Username(Entry, frozen=True, kw_only=True, tag="username"):
    """The interviewer, if given."""

    data_type: ClassVar = DataType.TEXT


class Duration(Entry, frozen=True, kw_only=True, tag="duration"):
    """How long the interview took, in seconds."""

    data_type: ClassVar = DataType.NUMBER
    bands: _NumberBands = NumberBands()


class Group(Entry, frozen=True, kw_only=True, tag="group"):
    """Questions under a common heading."""

    data_type: ClassVar = DataType.NONE
    questions: Annotated[tuple[AnyEntry, ...], Meta(min_length=1, description="The questions of the group, in order.")]


class Repeat(Entry, frozen=True, kw_only=True, tag="repeat"):
    """Questions that repeat, for example for each member or plot."""

    data_type: ClassVar = DataType.INSTANCES
    questions: Annotated[
        tuple[AnyEntry, ...], Meta(min_length=1, description="The questions of one instance, in order.")
    ]
    repeat_count: Annotated[
        Formula | None,
        Meta(description="Expression for the number of instances; without it, the interviewer adds them."),
    ] = None


Chosen: TypeAlias = SelectOne | SelectMultiple | Rank
Askable: TypeAlias = (
    SelectOne | SelectMultiple | Rank | TextQuestion | Integer | Decimal | Range | Date | Time | DateTime | Acknowledge
)
# What is put on the screen; the end of a repeat comes as well.
Shown: TypeAlias = Askable | Note
Metadata: TypeAlias = Start | End | Today | Username | Duration
Automatic: TypeAlias = Calculate | Hidden | Metadata
Leaf: TypeAlias = Shown | Automatic
AnyEntry: TypeAlias = Leaf | Group | Repeat

# The keys of entries that take an expression, and those that take a text.
FORMULA_KEYS: Final = (
    "relevant",
    "required",
    "constraint",
    "calculation",
    "read_only",
    "seed",
    "repeat_count",
    "choice_filter",
)
# The keys whose items are rows of tables, each with a label.
ROW_KEYS: Final = ("nets", "bands")
TEXT_KEYS: Final = ("label", "hint", "required_message", "constraint_message")


def type_name(entry: Struct | type[Struct]) -> str:
    """Return the name of an entry's type, as the file has it."""
    return str(entry.__struct_config__.tag)
