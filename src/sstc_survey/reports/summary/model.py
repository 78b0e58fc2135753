"""What a summary says: every figure of a tally with the labels of one language, before any format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from sstc_survey.i18n import gettext
from sstc_survey.reports.summary import Base, Percent
from sstc_survey.response import QuestionnaireRef
from sstc_survey.tally.banners.tables import Table
from sstc_survey.tally.figures import InstanceFigures, Interval, RankedChoice, ScaleFigures, SetAside
from sstc_survey.tally.groups import ScoreFigures
from sstc_survey.tally.numbers import DateFigures, NumberFigures, TimeFigures
from sstc_survey.tally.states import States

if TYPE_CHECKING:
    from sstc_survey.tally.banners.significance import Significance
    from sstc_survey.tally.clusters import ClusteredFigures


class FileNote(Struct, frozen=True):
    """A file that is not tallied: the code of the problem with it, and what it is."""

    file: str
    code: str
    reason: str


class UnfinishedBatch(Struct, frozen=True):
    """A batch that was cut: how many of its responses are there, its file of replies, and what completes it."""

    responses: int
    source: str
    command: str


class Files(Struct, frozen=True, kw_only=True):
    """The account of the files: the five kinds and the unfinished batches add up to `found`.

    Among the complete ones, those are counted apart that were declined, those with invented answers, and those with an
    edit that is unfinished, which count with their answers before it. Copies of a
    response that is counted already, what stays of erased responses, and files that are no JSON, are not among those
    found.
    """

    complete: int = 0
    declined: int = 0
    simulated: int = 0
    partial: int = 0
    void: int = 0
    unfinished_edits: int = 0
    copies: int = 0
    erased: int = 0
    unfinished: tuple[UnfinishedBatch, ...] = ()
    refused: tuple[FileNote, ...] = ()
    conflicts: tuple[FileNote, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def found(self) -> int:
        """Return the number of files found, copies left out."""
        kinds = (self.complete, self.partial, self.void, len(self.conflicts), len(self.refused))
        return sum(kinds) + self.in_unfinished_batches

    @property
    def in_unfinished_batches(self) -> int:
        """Return the number of responses of batches that were cut."""
        return sum(batch.responses for batch in self.unfinished)


class ChoiceRow(Struct, frozen=True):
    """One choice of a select; percentages are None where there is no base, or where they mean nothing."""

    code: str
    label: str
    n: int
    percent_answered: float | None
    percent_asked: float | None
    percent_mentions: float | None
    interval_answered: Interval
    offered: int | None


class GroupRow(Struct, frozen=True):
    """A net or a box: answers that are counted together, a respondent once; `choices` are their codes or values."""

    name: str
    label: str
    choices: tuple[str, ...]
    n: int
    percent_answered: float | None
    percent_asked: float | None


class QuotedText(Struct, frozen=True, gc=False):
    """A text of one respondent, and who that is as far as it may be shown."""

    text: str
    by: str | None


class QuotedTexts(Struct, frozen=True):
    """The texts of all respondents; `withheld` counts those that their attribution hides.

    `beyond` counts those after so many that they were not read to be shown.
    """

    shown: tuple[QuotedText, ...] = ()
    withheld: int = 0
    beyond: int = 0

    @property
    def n(self) -> int:
        """Return how many texts there are."""
        return len(self.shown) + self.withheld + self.beyond

    @property
    def distinct(self) -> int | None:
        """Return how many different texts are shown, None where some were only counted.

        With hidden ones it would tell whether these are like others.
        """
        return None if self.beyond else len({quoted.text for quoted in self.shown})


class Choices(Struct, frozen=True):
    """The choices of a select; `multiple` where a respondent may choose several, one `exclusive` of the others.

    `mentions` is how often all of them were chosen, `mentions_per_answered` by each respondent on average.
    """

    rows: tuple[ChoiceRow, ...]
    multiple: bool
    exclusive: bool
    mentions: int
    mentions_per_answered: float | None

    @property
    def is_filtered(self) -> bool:
        """Tell whether a filter may have left choices out."""
        return any(row.offered is not None for row in self.rows)


class Ranks(Struct, frozen=True):
    """The choices of a rank, with their labels by code."""

    choices: tuple[RankedChoice, ...]
    labels: Mapping[str, str]

    @property
    def is_filtered(self) -> bool:
        """Tell whether a filter may have left choices out."""
        return any(row.offered is not None for row in self.choices)


class Values(Struct, frozen=True):
    """How often each calculated value occurs."""

    values: Mapping[str, int]


Body: TypeAlias = (
    Choices
    | Ranks
    | ScaleFigures
    | NumberFigures
    | DateFigures
    | TimeFigures
    | Values
    | InstanceFigures
    | QuotedTexts
    | None
)


class Where(Struct, frozen=True):
    """The condition on interviews: how many it leaves out, of which it could not be worked out for some."""

    expression: str
    left_out: int
    unclear: int


class BannerColumn(Struct, frozen=True):
    """One column of a banner; letters begin again with each variable."""

    code: str
    label: str
    letter: str


class BannerVariable(Struct, frozen=True, kw_only=True):
    """A variable of the banner; `left_out` has why units are in no column, and how many."""

    name: str
    label: str
    type: str
    per: str
    overlapping: bool
    units: int
    columns: tuple[BannerColumn, ...]
    left_out: Mapping[str, int]


class TestedTable(Struct, frozen=True):
    """A question by a variable of the banner, with what was tested of it."""

    __test__ = False

    table: Table
    significance: Significance


class QuestionSummary(Struct, frozen=True, kw_only=True):
    """One question, repeat or calculation, with its base and its figures.

    `number` is that of the question, as everywhere; other entries have none. `is_asked` tells what
    counts as asked from values that are worked out. The figures are without the `values_withheld`, which the
    respondents' attribution hides. Nets and boxes are rows above the others; `by_interview` has the errors of a
    question of a repeat, with the interview as the cluster.
    """

    number: int | None
    name: str
    type: str
    is_asked: bool
    label: str
    headings: tuple[str, ...]
    states: States
    body: Body
    comments: QuotedTexts
    set_aside: SetAside
    values_withheld: int = 0
    nets: Sequence[GroupRow] = ()
    boxes: Sequence[GroupRow] = ()
    scores: ScoreFigures | None = None
    by_interview: ClusteredFigures | None = None
    tables: Sequence[TestedTable] = ()

    @property
    def is_repeat(self) -> bool:
        """Tell a repeat from a question."""
        return isinstance(self.body, InstanceFigures)

    @property
    def under(self) -> tuple[str, ...]:
        """Return the headings above its figures: a repeat is the heading of the questions in it."""
        return (*self.headings, self.label or self.name) if self.is_repeat else self.headings


class RemovedQuestion(Struct, frozen=True):
    """A question that the questionnaire does not have, with how many answers and comments are set aside."""

    name: str
    answers: int
    comments: int


class Summary(Struct, frozen=True, kw_only=True):
    """A whole summary. `base` is what the first percentage of a table divides by; `show_all` cuts no list, and
    with `intervals` tables have those of shares. Tables for reading put the rows after the `top` ones together.

    Without any response there is no questionnaire. Of the interviews `other_versions` used another version of it, of
    which `version_counts` has the names and how many used each, and `lost_versions` one of which there is no copy, so
    that nobody knows what it hides. Invented answers are in the figures where `has_simulated`.
    """

    title: str
    questionnaire: QuestionnaireRef | None
    language: str
    files: Files
    interviews: int
    other_versions: int
    version_counts: tuple[tuple[str, int], ...]
    lost_versions: int
    include_partial: bool
    has_simulated: bool
    base: Base
    show_all: bool
    intervals: bool
    questions: Sequence[QuestionSummary]
    removed: Sequence[RemovedQuestion]
    banner: Sequence[BannerVariable] = ()
    where: Where | None = None
    repeats: Mapping[str, str] = {}
    guarded: int = 0
    percent: Percent = Percent.COLUMN
    top: int | None = None
    bonferroni: bool = False

    @property
    def heading(self) -> str:
        """Return the title, or what replaces it."""
        return self.title or (self.questionnaire.id if self.questionnaire else gettext("No responses"))
