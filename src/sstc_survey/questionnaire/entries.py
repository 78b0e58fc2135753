"""What every entry and every question of a questionnaire has."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from sstc_survey.questionnaire.fields import ChoiceFilter, ChoiceList, Formula, Name
from sstc_survey.wording import Text


class Entry(Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True):
    """What every entry under `questions` has."""

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
