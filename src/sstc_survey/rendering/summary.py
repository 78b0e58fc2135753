"""What a summary says: every figure of a tally with the labels of one language, before any format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

from sstc_survey.response import QuestionnaireRef
from sstc_survey.tally.figures import DateFigures, SetAside, States
from sstc_survey.tally.numbers import NumberFigures

Base: TypeAlias = Literal["answered", "asked"]
Order: TypeAlias = Literal["order", "count"]


class FileNote(Struct, frozen=True):
    """A file that is not tallied: the code of the problem with it, and what it is."""

    file: str
    code: str
    reason: str


class Files(Struct, frozen=True, kw_only=True):
    """The account of the files: the five kinds add up to `found`.

    Copies of a response that is counted already, and files that hold no JSON, stand apart.
    """

    complete: int = 0
    partial: int = 0
    void: int = 0
    copies: int = 0
    refused: tuple[FileNote, ...] = ()
    conflicts: tuple[FileNote, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def found(self) -> int:
        """Return the number of files found, copies left out."""
        return self.complete + self.partial + self.void + len(self.conflicts) + len(self.refused)


class ChoiceRow(Struct, frozen=True):
    """One choice of a select; percentages are None where there is no base, or where they say nothing."""

    code: str
    label: str
    n: int
    percent_answered: float | None
    percent_asked: float | None
    percent_mentions: float | None


class Quote(Struct, frozen=True):
    """What one respondent said in words, and who it was as far as that may be shown."""

    text: str
    by: str | None


class Quotes(Struct, frozen=True):
    """What was said in words; `withheld` counts what the respondents' attribution hides."""

    shown: tuple[Quote, ...] = ()
    withheld: int = 0


class Choices(Struct, frozen=True):
    """The choices of a select; `multiple` where a respondent may take several."""

    rows: tuple[ChoiceRow, ...]
    multiple: bool


Body: TypeAlias = Choices | NumberFigures | DateFigures | Quotes | None


class QuestionSummary(Struct, frozen=True, kw_only=True):
    """One question with its base and its figures; `number` is its place in the questionnaire, from 1."""

    number: int
    name: str
    type: str
    label: str
    headings: tuple[str, ...]
    states: States
    body: Body
    comments: Quotes
    set_aside: SetAside


class RemovedQuestion(Struct, frozen=True):
    """A question that the questionnaire does not have: how many answers and comments are set aside."""

    name: str
    answers: int
    comments: int


class Summary(Struct, frozen=True, kw_only=True):
    """A whole summary. `base` is what the first percentage of a table divides by."""

    title: str
    questionnaire: QuestionnaireRef
    language: str
    files: Files
    interviews: int
    other_versions: int
    include_partial: bool
    base: Base
    questions: Sequence[QuestionSummary]
    removed: Sequence[RemovedQuestion]
