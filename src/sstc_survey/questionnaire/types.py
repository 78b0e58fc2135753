"""The entries of a questionnaire: their fields, what they share, each type, and the unions that are told apart.

A new type is a class here and a member of the unions at the end; the type checker and the tests of `engine` then
name the places that must know it.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias

from msgspec import Meta, Struct

from sstc_survey.i18n import Text

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
    """One choice of a list, as `code: label` or `code: {label: ..., exclusive: true, region: north}`."""

    code: str
    label: Text
    exclusive: bool = False
    columns: dict[str, str] = {}


class ChoiceList(tuple[Choice, ...]):
    """The choices of a select: in the file a mapping of codes to labels, or the name of a list at the top."""

    __slots__ = ()


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

    name: Annotated[Name, Meta(description="The name that the answer is saved under; unique in the file.")]
    label: Annotated[Text, Meta(description="The question as the respondent reads or hears it.")] = ""
    hint: Annotated[Text, Meta(description="A help to answer, shown under the question.")] = ""
    relevant: Annotated[
        Formula | None, Meta(description="An expression: where it is false, the entry is passed over.")
    ] = None


class Question(Entry, frozen=True, kw_only=True):
    """What every question that takes an answer has."""

    required: Annotated[
        bool | Formula, Meta(description="Whether the question must be answered; or an expression that says so.")
    ] = False
    required_message: Annotated[Text, Meta(description="What is said where it was left blank and may not be.")] = ""
    constraint: Annotated[
        Formula | None, Meta(description="An expression that an answer must meet; `.` is the answer.")
    ] = None
    constraint_message: Annotated[Text, Meta(description="What is said of an answer that does not meet it.")] = ""
    default: Annotated[
        str | None, Meta(description="What stands there at first: a value, or an expression worked out once.")
    ] = None
    calculation: Annotated[
        Formula | None, Meta(description="An expression whose value stands there; it is worked out anew.")
    ] = None
    read_only: Annotated[
        bool | Formula, Meta(description="Whether the value is only shown; or an expression that says so.")
    ] = False
    comment: Annotated[bool, Meta(description="Whether a remark is asked for and kept beside the answer.")] = False
    dont_know: Annotated[
        bool | None,
        Meta(description='Whether "don\'t know" is offered; left out, as the whole questionnaire has it.'),
    ] = None
    refused: Annotated[
        bool | None,
        Meta(description='Whether "refused" is offered; left out, as the whole questionnaire has it.'),
    ] = None


class Choosing(Question, frozen=True, kw_only=True):
    """What questions with choices have."""

    choices: Annotated[
        ChoiceList,
        Meta(description="The choices as code: label, or the name of a list under `choices`."),
    ]
    choice_filter: Annotated[
        ChoiceFilter | None,
        Meta(description="An expression over the columns of the choices: those for which it is true are offered."),
    ] = None
    randomize: Annotated[bool, Meta(description="Whether the choices are offered in random order.")] = False
    seed: Annotated[
        Formula | None, Meta(description="A number, or an expression, that the random order follows from.")
    ] = None
    appearance: Annotated[
        Literal["autocomplete", "list"] | None,
        Meta(description="How the choices are offered: `list` shows them all, `autocomplete` asks for a few letters."),
    ] = None


class Select(Choosing, frozen=True, kw_only=True):
    """What selects have."""

    or_other: Annotated[
        bool, Meta(description='Whether a choice "Other" is added, with its text asked for as NAME_other.')
    ] = False


class Note(Entry, frozen=True, kw_only=True, tag="note"):
    """A text to read; it takes no answer."""

    data_type: ClassVar = DataType.NONE


class SelectOne(Select, frozen=True, kw_only=True, tag="select_one"):
    """One choice of a list."""

    data_type: ClassVar = DataType.CODE


class SelectMultiple(Select, frozen=True, kw_only=True, tag="select_multiple"):
    """Any number of choices of a list."""

    data_type: ClassVar = DataType.CODES
    min_selected: Annotated[Annotated[int, Meta(ge=0)] | None, Meta(description="The least number of choices.")] = None
    max_selected: Annotated[Annotated[int, Meta(ge=1)] | None, Meta(description="The greatest number of choices.")] = (
        None
    )


class Rank(Choosing, frozen=True, kw_only=True, tag="rank"):
    """All choices of a list, in the order of the respondent."""

    data_type: ClassVar = DataType.CODES


class TextQuestion(Question, frozen=True, kw_only=True, tag="text"):
    """Words, on one line or on several."""

    data_type: ClassVar = DataType.TEXT
    multiline: Annotated[bool, Meta(description="Whether the answer may have several lines.")] = False


class Integer(Question, frozen=True, kw_only=True, tag="integer"):
    """A whole number."""

    data_type: ClassVar = DataType.NUMBER
    min: Annotated[int | None, Meta(description="The least number that is taken.")] = None
    max: Annotated[int | None, Meta(description="The greatest number that is taken.")] = None


class Decimal(Question, frozen=True, kw_only=True, tag="decimal"):
    """A number, with a fraction or without."""

    data_type: ClassVar = DataType.NUMBER
    min: Annotated[float | None, Meta(description="The least number that is taken.")] = None
    max: Annotated[float | None, Meta(description="The greatest number that is taken.")] = None


class Range(Question, frozen=True, kw_only=True, tag="range"):
    """A number on a scale."""

    data_type: ClassVar = DataType.NUMBER
    start: Annotated[float, Meta(description="Where the scale begins.")] = 1
    end: Annotated[float, Meta(description="Where the scale ends.")] = 10
    step: Annotated[Annotated[float, Meta(gt=0)], Meta(description="How far two marks of the scale are apart.")] = 1


class Date(Question, frozen=True, kw_only=True, tag="date"):
    """A day of the calendar."""

    data_type: ClassVar = DataType.DATE
    min: Annotated[IsoDate | None, Meta(description="The first day that is taken, year-month-day.")] = None
    max: Annotated[IsoDate | None, Meta(description="The last day that is taken, year-month-day.")] = None


class Time(Question, frozen=True, kw_only=True, tag="time"):
    """A time of the day."""

    data_type: ClassVar = DataType.TIME
    min: Annotated[ClockTime | None, Meta(description="The earliest time that is taken, such as 08:30.")] = None
    max: Annotated[ClockTime | None, Meta(description="The latest time that is taken, such as 17:00.")] = None


class DateTime(Question, frozen=True, kw_only=True, tag="dateTime"):
    """A day of the calendar with a time."""

    data_type: ClassVar = DataType.DATE_TIME


class Acknowledge(Question, frozen=True, kw_only=True, tag="acknowledge"):
    """A text to confirm; the answer is OK."""

    data_type: ClassVar = DataType.CODE


class Calculate(Entry, frozen=True, kw_only=True, tag="calculate"):
    """A value that is worked out and saved; nobody is asked."""

    data_type: ClassVar = DataType.CALCULATED
    calculation: Annotated[Formula, Meta(description="The expression whose value is saved.")]


class Hidden(Entry, frozen=True, kw_only=True, tag="hidden"):
    """A value that is saved and not shown."""

    data_type: ClassVar = DataType.CALCULATED
    default: Annotated[str | None, Meta(description="The value, or an expression worked out once.")] = None
    calculation: Annotated[
        Formula | None, Meta(description="An expression whose value is saved; it is worked out anew.")
    ] = None


class Start(Entry, frozen=True, kw_only=True, tag="start"):
    """When the interview began."""

    data_type: ClassVar = DataType.TIMESTAMP


class End(Entry, frozen=True, kw_only=True, tag="end"):
    """When the interview was finished."""

    data_type: ClassVar = DataType.TIMESTAMP


class Today(Entry, frozen=True, kw_only=True, tag="today"):
    """The day on which the interview began."""

    data_type: ClassVar = DataType.DATE


class Username(Entry, frozen=True, kw_only=True, tag="username"):
    """Who asked: the interviewer, as far as that was given."""

    data_type: ClassVar = DataType.TEXT


class Duration(Entry, frozen=True, kw_only=True, tag="duration"):
    """How long the interview took, in seconds."""

    data_type: ClassVar = DataType.NUMBER


class Group(Entry, frozen=True, kw_only=True, tag="group"):
    """Questions under a common heading."""

    data_type: ClassVar = DataType.NONE
    questions: Annotated[tuple[AnyEntry, ...], Meta(min_length=1, description="The questions of the group, in order.")]


class Repeat(Entry, frozen=True, kw_only=True, tag="repeat"):
    """Questions that are asked once for each of several things: members, plots, practices."""

    data_type: ClassVar = DataType.INSTANCES
    questions: Annotated[
        tuple[AnyEntry, ...], Meta(min_length=1, description="The questions of one instance, in order.")
    ]
    repeat_count: Annotated[
        Formula | None,
        Meta(description="An expression for how often; left out, the interviewer is asked after each instance."),
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
TEXT_KEYS: Final = ("label", "hint", "required_message", "constraint_message")


def type_name(entry: Struct | type[Struct]) -> str:
    """Return the name of an entry's type, as the file has it."""
    return str(entry.__struct_config__.tag)
