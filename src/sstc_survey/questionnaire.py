"""The model of a questionnaire: what its file may say, typed and frozen.

The fields are the keys of the file, their types what a key takes, and their descriptions what an editor shows
while hovering. The reader, the JSON Schema and the reference page are all made from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias, assert_never

from msgspec import Meta, Struct

from sstc_survey.wording import Text

NAME_PATTERN = r"^[A-Za-z_][A-Za-z0-9_-]*$"
ID_PATTERN = r"^[a-z0-9][a-z0-9._-]*$"
CODE_PATTERN = r"^\S+$"
LANGUAGE_PATTERN = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
DATE_PATTERN = r"^\d{4}-\d{2}-\d{2}$"
MAX_NAME = 64
OTHER = "other"

# What an answer can be: text, code or date; whole number; number; codes.
Value: TypeAlias = str | int | float | list[str]

Name = Annotated[str, Meta(pattern=NAME_PATTERN, max_length=MAX_NAME)]
IsoDate = Annotated[str, Meta(pattern=DATE_PATTERN)]


class Choice(Struct, frozen=True, kw_only=True):
    """One choice of a list, as `code: label` or `code: {label: ..., exclusive: true}`."""

    code: str
    label: Text
    exclusive: bool = False


class ChoiceList(tuple[Choice, ...]):
    """The choices of a select: in the file a mapping of codes to labels, or the name of a list at the top."""

    __slots__ = ()


class Entry(Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True):
    """What every entry under `questions` has."""

    name: Annotated[Name, Meta(description="The name that the answer is saved under; unique in the file.")]
    label: Annotated[Text, Meta(description="The question as the respondent reads or hears it.")] = ""
    hint: Annotated[Text, Meta(description="A help to answer, shown under the question.")] = ""


class Note(Entry, frozen=True, kw_only=True, tag="note"):
    """A text to read; it takes no answer."""


class Question(Entry, frozen=True, kw_only=True):
    """What every question that takes an answer has."""

    required: Annotated[bool, Meta(description="Whether the question must be answered.")] = False
    comment: Annotated[bool, Meta(description="Whether a remark is asked for and kept beside the answer.")] = False
    dont_know: Annotated[
        bool | None,
        Meta(description='Whether "don\'t know" is offered; left out, as the whole questionnaire has it.'),
    ] = None
    refused: Annotated[
        bool | None,
        Meta(description='Whether "refused" is offered; left out, as the whole questionnaire has it.'),
    ] = None


class Select(Question, frozen=True, kw_only=True):
    """What questions with choices have."""

    choices: Annotated[
        ChoiceList,
        Meta(description="The choices as code: label, or the name of a list under `choices`."),
    ]
    or_other: Annotated[
        bool, Meta(description='Whether a choice "Other" is added, with its text asked for as NAME_other.')
    ] = False
    appearance: Annotated[
        Literal["autocomplete", "list"] | None,
        Meta(description="How the choices are offered: `list` shows them all, `autocomplete` asks for a few letters."),
    ] = None


class SelectOne(Select, frozen=True, kw_only=True, tag="select_one"):
    """One choice of a list."""


class SelectMultiple(Select, frozen=True, kw_only=True, tag="select_multiple"):
    """Any number of choices of a list."""

    min_selected: Annotated[Annotated[int, Meta(ge=0)] | None, Meta(description="The least number of choices.")] = None
    max_selected: Annotated[Annotated[int, Meta(ge=1)] | None, Meta(description="The greatest number of choices.")] = (
        None
    )


class TextQuestion(Question, frozen=True, kw_only=True, tag="text"):
    """Words, on one line or on several."""

    multiline: Annotated[bool, Meta(description="Whether the answer may have several lines.")] = False


class Integer(Question, frozen=True, kw_only=True, tag="integer"):
    """A whole number."""

    min: Annotated[int | None, Meta(description="The least number that is taken.")] = None
    max: Annotated[int | None, Meta(description="The greatest number that is taken.")] = None


class Decimal(Question, frozen=True, kw_only=True, tag="decimal"):
    """A number, with a fraction or without."""

    min: Annotated[float | None, Meta(description="The least number that is taken.")] = None
    max: Annotated[float | None, Meta(description="The greatest number that is taken.")] = None


class Date(Question, frozen=True, kw_only=True, tag="date"):
    """A day of the calendar."""

    min: Annotated[IsoDate | None, Meta(description="The first day that is taken, year-month-day.")] = None
    max: Annotated[IsoDate | None, Meta(description="The last day that is taken, year-month-day.")] = None


class Acknowledge(Question, frozen=True, kw_only=True, tag="acknowledge"):
    """A text to confirm; the answer is OK."""


Askable: TypeAlias = SelectOne | SelectMultiple | TextQuestion | Integer | Decimal | Date | Acknowledge
Leaf: TypeAlias = Askable | Note


class Group(Entry, frozen=True, kw_only=True, tag="group"):
    """Questions under a common heading."""

    questions: Annotated[tuple[AnyEntry, ...], Meta(min_length=1, description="The questions of the group, in order.")]


AnyEntry: TypeAlias = Leaf | Group


class Attribution(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Under which question a respondent says how they may be quoted, and what each of its choices hides."""

    question: Annotated[Name, Meta(description="The select_one that asks how the respondent may be quoted.")]
    hides: Annotated[
        dict[str, tuple[Name, ...]],
        Meta(description="For each choice the questions whose answers are hidden in every output."),
    ]


class Questionnaire(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole questionnaire."""

    id: Annotated[
        str,
        Meta(
            pattern=ID_PATTERN,
            max_length=MAX_NAME,
            description="Names the questionnaire, and the folder of its answers.",
        ),
    ]
    version: Annotated[str, Meta(min_length=1, description="Changed by the author with every change that counts.")]
    title: Annotated[Text, Meta(description="The title of the questionnaire.")]
    event: Annotated[Text, Meta(description="The event at which it is asked.")] = ""
    date: Annotated[Text, Meta(description="When it is asked, as it should read.")] = ""
    place: Annotated[Text, Meta(description="Where it is asked.")] = ""
    default_language: Annotated[
        str, Meta(pattern=LANGUAGE_PATTERN, description="The language of texts that name none.")
    ] = "en"
    introduction: Annotated[Text, Meta(description="Shown before the first question.")] = ""
    closing: Annotated[Text, Meta(description="Shown after the last question.")] = ""
    respondent: Annotated[
        tuple[Name, ...],
        Meta(description="The questions that say who spoke, in lists and beside quotes."),
    ] = ()
    attribution: Annotated[
        Attribution | None, Meta(description="How respondents may be quoted, and what that hides.")
    ] = None
    dont_know: Annotated[bool, Meta(description='Whether questions offer "don\'t know" unless they say.')] = False
    refused: Annotated[bool, Meta(description='Whether questions offer "refused" unless they say.')] = False
    choices: Annotated[
        dict[str, ChoiceList], Meta(description="Lists of choices that several questions use, by name.")
    ] = {}
    questions: Annotated[tuple[AnyEntry, ...], Meta(min_length=1, description="The questions, in order.")]

    def leaves(self) -> Iterator[Leaf]:
        """Yield every question and note in order, those in groups too, each `or_other` text after its question."""
        for leaf, _ in walk(self.questions):
            yield leaf

    def languages(self) -> set[str]:
        """Return the tags of every language that some text is in, the default language included."""
        texts = [self.title, self.event, self.date, self.place, self.introduction, self.closing]
        for leaf, headings in walk(self.questions):
            texts += [leaf.label, leaf.hint, *headings]
            if isinstance(leaf, SelectOne | SelectMultiple):
                texts += [choice.label for choice in leaf.choices]
        return {self.default_language, *(tag for text in texts if isinstance(text, dict) for tag in text)}

    def offers(self, question: Askable) -> tuple[bool, bool]:
        """Tell whether a question offers "don't know", and whether it offers "refused"."""
        dont_know = self.dont_know if question.dont_know is None else question.dont_know
        refused = self.refused if question.refused is None else question.refused
        return dont_know, refused


def walk(entries: tuple[AnyEntry, ...], headings: tuple[Text, ...] = ()) -> Iterator[tuple[Leaf, tuple[Text, ...]]]:
    """Yield each question and note in order with the headings it stands under; `or_other` texts included."""
    for entry in entries:
        match entry:
            case Group():
                yield from walk(entry.questions, (*headings, entry.label) if entry.label else headings)
            case SelectOne() | SelectMultiple():
                yield entry, headings
                if entry.or_other:
                    yield other_text(entry), (*headings, entry.label)
            case TextQuestion() | Integer() | Decimal() | Date() | Acknowledge() | Note():
                yield entry, headings
            case _:
                assert_never(entry)


def other_name(question: Select) -> str:
    """Return the name that the text of "Other" is saved under."""
    return f"{question.name}_{OTHER}"


def other_text(question: SelectOne | SelectMultiple) -> TextQuestion:
    """Make the question that asks for the text of "Other"; it is offered the same ways out."""
    return TextQuestion(
        name=other_name(question),
        label="Other: please say which",
        dont_know=question.dont_know,
        refused=question.refused,
    )


def choices_of(question: SelectOne | SelectMultiple) -> tuple[Choice, ...]:
    """Return the choices a respondent is shown, "Other" included where the question adds it."""
    if not question.or_other or any(choice.code == OTHER for choice in question.choices):
        return question.choices
    return (*question.choices, Choice(code=OTHER, label="Other"))
