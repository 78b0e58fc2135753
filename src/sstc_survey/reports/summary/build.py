"""Make a summary of a tally: labels in one language, and texts with their respondents as far as they may be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from msgspec import Struct, structs

from sstc_survey.attribution import Attributions
from sstc_survey.engine.answer_text import labels, with_names
from sstc_survey.engine.form_node import FormNode
from sstc_survey.i18n import Words
from sstc_survey.questionnaire import Choosing, DataType, End, Question, Select, Start, Today, Username, type_name
from sstc_survey.reports.summary import Base, Percent, Sort
from sstc_survey.reports.summary.model import (
    BannerColumn,
    BannerVariable,
    Body,
    ChoiceRow,
    Choices,
    Files,
    GroupRow,
    QuestionSummary,
    QuotedText,
    QuotedTexts,
    Ranks,
    RemovedQuestion,
    Summary,
    TestedTable,
    Values,
    Where,
)
from sstc_survey.reports.summary.phrases import box_label
from sstc_survey.response import QuestionnaireRef
from sstc_survey.statistics.columns import MIN_BASE, letter
from sstc_survey.tally import (
    ChoiceFigures,
    QuestionTally,
    RankFigures,
    RepeatTally,
    SetAside,
    Tally,
    ValueFigures,
)
from sstc_survey.tally.banners.cells import BannerTally
from sstc_survey.tally.banners.tables import Test, table_of
from sstc_survey.tally.figures import Figures, figures_of_question, figures_of_repeat
from sstc_survey.tally.groups import Box, GroupFigures, box_figures, net_figures, score_figures
from sstc_survey.tally.states import states_of, states_of_repeat

if TYPE_CHECKING:
    from sstc_survey.tally.clusters import ClusteredFigures

# The times, the day and the name that an interview notes of itself count as questions that it always asks.
_ASKED: Final = (Question, Select, Start, End, Today, Username)


class AttributedQuotations:
    """The texts of a tally with their respondents, without what these hide."""

    def __init__(self, tally: Tally, words: Words) -> None:
        self._respondent = tally.questionnaire.respondent
        attributions = Attributions(tally.questionnaire)
        self._hideable = attributions.hideable | tally.hidden_names
        self._texts = tally.quotations
        # Each with the names that its respondent hides, and who that is as far as it may be shown.
        self._quotations = [
            (
                quotation,
                attributions.hidden(quotation.answers) | quotation.hidden,
                attributions.speaker(quotation.answers, words, quotation.hidden),
            )
            for quotation in tally.quotations
        ]
        self._commented = [each for each in self._quotations if each[0].comments or each[0].comments_inside]

    def answers(self, name: str, *, inside: bool) -> QuotedTexts:
        """Return the answers to an open question; `inside` tells one in a repeat."""
        # An answer that tells who the respondent is needs no name with it.
        is_name = name in self._respondent
        if inside:
            found = (
                (text, hidden, None if is_name else by)
                for each, hidden, by in self._quotations
                for text in each.inside.get(name, ())
            )
        else:
            found = (
                (text, hidden, None if is_name else by)
                for each, hidden, by in self._quotations
                if isinstance(text := each.answers.get(name), str) and name not in each.beyond
            )
        return self._shown(name, found, self._texts.beyond[name], self._texts.withheld[name])

    def comments(self, name: str, *, inside: bool) -> QuotedTexts:
        """Return the comments on a question."""
        if inside:
            found = (
                (text, hidden, by)
                for each, hidden, by in self._commented
                for text in each.comments_inside.get(name, ())
            )
        else:
            found = ((each.comments[name], hidden, by) for each, hidden, by in self._commented if name in each.comments)
        return self._shown(name, found, self._texts.comments_beyond[name], self._texts.comments_withheld[name])

    def _shown(
        self, name: str, found: Iterable[tuple[str, frozenset[str], str | None]], beyond: int, withheld: int
    ) -> QuotedTexts:
        shown: list[QuotedText] = []
        for text, hidden, by in found:
            if name in hidden:
                withheld += 1
            else:
                shown.append(QuotedText(text, by))
        # In the order of the interviews, a text without a name would be known by its place among the others.
        shown.sort(key=lambda quoted: (quoted.by is None, quoted.text if quoted.by is None else ""))
        return QuotedTexts(tuple(shown), withheld, beyond)

    def without_texts(self, name: str, set_aside: SetAside) -> SetAside:
        """Leave unknown codes out where they could be texts that a respondent hides."""
        if name not in self._hideable or not set_aside.removed_choices:
            return set_aside
        return SetAside(set_aside.changed_type, {"": sum(set_aside.removed_choices.values())})


class SummaryOptions(Struct, frozen=True):
    """The language of a summary, the base of its percentages, the order of its choices, whether lists are cut, and
    whether tables have the intervals of shares.
    """

    language: str
    include_partial: bool = False
    has_simulated: bool = False
    base: Base = Base.ANSWERED
    sort: Sort = Sort.ORDER
    top: int | None = None
    show_all: bool = False
    percent: Percent = Percent.COLUMN
    boxes: Sequence[Box] = ()
    tests: Sequence[Test] = ()
    min_base: int = MIN_BASE
    bonferroni: bool = False
    intervals: bool = False


def summary_of(
    tally: Tally,
    questionnaire: QuestionnaireRef,
    files: Files,
    options: SummaryOptions,
    lost_versions: int = 0,
    version_names: Mapping[str, str] | None = None,
) -> Summary:
    """Return the summary of a tally; `questionnaire` says which version its labels are from.

    `version_names` has what the other versions are called, by their hashes.
    """
    builder, where = _SummaryBuilder(tally, options), tally.plan.where
    others: Counter[str] = Counter()
    for sha256, count in tally.versions.items():
        if sha256 != questionnaire.sha256:
            others[(version_names or {}).get(sha256, "")] += count
    return Summary(
        title=builder.words(tally.questionnaire.title),
        questionnaire=questionnaire,
        language=options.language,
        files=files,
        interviews=tally.interviews,
        other_versions=others.total(),
        version_counts=tuple(others.most_common()),
        lost_versions=lost_versions,
        include_partial=options.include_partial,
        has_simulated=options.has_simulated,
        base=options.base,
        show_all=options.show_all,
        intervals=options.intervals,
        questions=tuple(builder.questions()),
        removed=tuple(
            RemovedQuestion(name, tally.removed.get(name, 0), tally.removed_comments.get(name, 0))
            for name in sorted({*tally.removed, *tally.removed_comments})
        ),
        banner=tuple(map(builder.variable, tally.banners)),
        where=Where(where.source, tally.left_out, tally.unclear) if where is not None else None,
        repeats={name: builder.words(each.repeat.label) or name for name, each in tally.repeats.items()},
        guarded=tally.guarded,
        percent=options.percent,
        top=options.top,
        bonferroni=options.bonferroni,
    )


def empty_summary(files: Files, options: SummaryOptions) -> Summary:
    """Return the summary of files without any response: only the account of them."""
    return Summary(
        title="",
        questionnaire=None,
        language=options.language,
        files=files,
        interviews=0,
        other_versions=0,
        version_counts=(),
        lost_versions=0,
        include_partial=options.include_partial,
        has_simulated=False,
        base=options.base,
        show_all=options.show_all,
        intervals=options.intervals,
        questions=(),
        removed=(),
    )


class _SummaryBuilder:
    """Makes the summaries of all questions of a tally."""

    def __init__(self, tally: Tally, options: SummaryOptions) -> None:
        self.words = Words(options.language, tally.questionnaire.default_language)
        self._text = with_names(self.words)
        self._tally = tally
        self._options = options
        self._by_count = options.sort is Sort.COUNT
        self._quotations = AttributedQuotations(tally, self.words)

    def questions(self) -> Iterable[QuestionSummary]:
        """Yield the summary of each question and repeat that is tallied, in the order of the questionnaire."""
        tally = self._tally
        for node in tally.form.nodes.values():
            question = tally.questions.get(node.name)
            if question is not None:
                yield self._question(node, question)
            elif node.is_repeat and (not tally.only or node.name in tally.only):
                yield self._repeat(node, tally.repeats[node.name])

    def _question(self, node: FormNode, tally: QuestionTally) -> QuestionSummary:
        found, set_aside = figures_of_question(tally)
        inside = bool(node.repeats)
        body = self._quotations.answers(node.name, inside=inside) if node.entry.data_type is DataType.TEXT else None
        return QuestionSummary(
            number=None if node.name in self._tally.plan.added_names else self._tally.form.numbers.get(node.name),
            name=node.name,
            type=type_name(node.entry),
            is_asked=isinstance(node.entry, _ASKED),
            label=self._label(node),
            headings=self._headings(node),
            states=states_of(tally, self._tally.interviews, self._tally.repeat_around(node)),
            body=body or self._body(tally, found),
            comments=self._quotations.comments(node.name, inside=inside),
            set_aside=self._quotations.without_texts(node.name, set_aside),
            values_withheld=tally.withheld,
            nets=tuple(self._nets(tally)),
            boxes=tuple(_group_row(box, box_label(box.name)) for box in box_figures(tally, self._options.boxes)),
            scores=score_figures(tally),
            by_interview=self._by_interview(node),
            tables=tuple(self._tables(node)),
        )

    def _repeat(self, node: FormNode, tally: RepeatTally) -> QuestionSummary:
        found, set_aside = figures_of_repeat(tally)
        return QuestionSummary(
            number=None,
            name=node.name,
            type=type_name(node.entry),
            is_asked=False,
            label=self._text(node.entry.label),
            headings=self._headings(node),
            states=states_of_repeat(tally, self._tally.interviews),
            body=found,
            comments=QuotedTexts(),
            set_aside=set_aside,
        )

    def _by_interview(self, node: FormNode, variable: str = "", code: str = "") -> ClusteredFigures | None:
        clusters = self._tally.clusters
        if clusters is None:
            return None
        return clusters.figures(node.name, self._tally.interviews, variable, code)

    def _nets(self, tally: QuestionTally) -> Iterator[GroupRow]:
        if isinstance(tally.question, Select):
            names = {net.name: self._text(net.label) for net in tally.question.nets}
            yield from (_group_row(net, names[net.name]) for net in net_figures(tally))

    def _tables(self, node: FormNode) -> Iterator[TestedTable]:
        options = self._options
        if self._tally.banners:
            # What tests a table is imported for the first one.
            from sstc_survey.tally.banners.significance import significance_of
        for banner in self._tally.banners:
            if banner.has(node):
                table = table_of(banner, node, options.boxes, partial(self._by_interview, node, banner.variable.name))
                yield TestedTable(table, significance_of(table, options.tests, options.min_base))

    def variable(self, banner: BannerTally) -> BannerVariable:
        """Return a variable of the banner with its columns."""
        variable = banner.variable
        node = variable.node
        return BannerVariable(
            name=variable.name,
            label=self._label(node) if node is not None else variable.name,
            type=type_name(node.entry) if node is not None else "metadata",
            per=variable.level,
            overlapping=variable.overlapping,
            units=banner.units,
            columns=tuple(
                BannerColumn(code, self._text(variable.labels.get(code, code)).strip() or code, letter(place))
                for place, code in enumerate(banner.codes)
            ),
            left_out=dict(banner.left_out),
        )

    def _label(self, node: FormNode) -> str:
        # That of a condition is its expression, as it was typed.
        is_condition = node.name in self._tally.plan.added_names
        return self.words(node.entry.label) if is_condition else self._text(node.entry.label)

    def _headings(self, node: FormNode) -> tuple[str, ...]:
        # The instances of a repeat are a base, which has to be named.
        above = [self._text(each.entry.label) or (each.name if each.is_repeat else "") for each in node.ancestors]
        found = [heading for heading in reversed(above) if heading]
        if node.other_of is not None:
            found.append(self._text(node.other_of.entry.label))
        return tuple(found)

    def _body(self, tally: QuestionTally, found: Figures) -> Body:
        match found:
            case tuple():
                return self._choices(tally, found)
            case RankFigures(choices):
                ordered = sorted(choices, key=lambda choice: -choice.borda) if self._by_count else choices
                return Ranks(tuple(ordered), labels(tally.question, self._text))
            case ValueFigures(values):
                return Values(values)
            case _:
                return found

    def _choices(self, tally: QuestionTally, found: tuple[ChoiceFigures, ...]) -> Choices:
        known = labels(tally.question, self._text)
        rows = [ChoiceRow(label=known[row.code], **structs.asdict(row)) for row in found]
        if self._by_count:
            rows.sort(key=lambda row: -row.n)
        mentions = sum(row.n for row in rows)
        return Choices(
            rows=tuple(rows),
            multiple=tally.question.data_type is DataType.CODES,
            exclusive=isinstance(tally.question, Choosing) and any(each.exclusive for each in tally.question.choices),
            mentions=mentions,
            mentions_per_answered=mentions / tally.answered if tally.answered else None,
        )


def _group_row(group: GroupFigures, label: str) -> GroupRow:
    return GroupRow(label=label, **structs.asdict(group))
