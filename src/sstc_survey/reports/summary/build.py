"""Make a summary of a tally: labels in one language, and words with who said them as far as that may be shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from sstc_survey.attribution import Attributions
from sstc_survey.engine.answer_text import labels
from sstc_survey.engine.form import FormNode
from sstc_survey.i18n import Text, Words
from sstc_survey.questionnaire import Question, SelectMultiple, TextQuestion
from sstc_survey.reports.summary.model import (
    Base,
    Body,
    ChoiceRow,
    Choices,
    Files,
    Order,
    QuestionSummary,
    Quote,
    Quotes,
    Ranks,
    RemovedQuestion,
    Summary,
    Values,
)
from sstc_survey.response import QuestionnaireRef
from sstc_survey.tally import (
    ChoiceFigures,
    QuestionTally,
    Quotation,
    RankFigures,
    RepeatTally,
    SetAside,
    Tally,
    ValueFigures,
)
from sstc_survey.tally.figures import Figures, figures, figures_of_repeat, states_of, states_of_repeat


class Quoting:
    """The words of a tally, without those that the respondents keep back."""

    def __init__(self, tally: Tally, words: Words) -> None:
        self._words = words
        self._respondent = tally.questionnaire.respondent
        self._attributions = Attributions(tally.questionnaire)
        self._kept_back = self._attributions.hideable | tally.hidden_names
        # The ids begin with the time, so this is the order of the interviews, however they were found.
        self._quotations = [self._attributed(quotation) for quotation in sorted(tally.quotations, key=_by_id)]

    def _attributed(self, quotation: Quotation) -> tuple[Quotation, frozenset[str], str | None]:
        """Return what of a quotation is hidden, and who spoke as far as that may be shown."""
        hidden = self._attributions.hidden(quotation.answers) | quotation.hidden
        return quotation, hidden, self._attributions.speaker(quotation.answers, self._words, quotation.hidden)

    def answers(self, name: str, *, inside: bool) -> Quotes:
        """Return the answers to an open question; `inside` tells one in a repeat."""
        # What says who spoke needs nobody beside it.
        alone = name in self._respondent
        said = (
            (
                quotation.inside.get(name, ()) if inside else (quotation.answers.get(name),),
                hidden,
                None if alone else by,
            )
            for quotation, hidden, by in self._quotations
        )
        return self._quotes(name, said)

    def comments(self, name: str, *, inside: bool) -> Quotes:
        """Return the comments on a question."""
        said = (
            (quotation.comments_inside.get(name, ()) if inside else (quotation.comments.get(name),), hidden, by)
            for quotation, hidden, by in self._quotations
        )
        return self._quotes(name, said)

    def _quotes(self, name: str, said: Iterable[tuple[Sequence[object], frozenset[str], str | None]]) -> Quotes:
        shown: list[Quote] = []
        withheld = 0
        for texts, hidden, by in said:
            for text in texts:
                if not isinstance(text, str):
                    continue
                if name in hidden:
                    withheld += 1
                else:
                    shown.append(Quote(text, by))
        # In the order of the interviews, what nobody stands beside would be known by its place between others.
        shown.sort(key=lambda quote: (quote.by is None, quote.text if quote.by is None else ""))
        return Quotes(tuple(shown), withheld)

    def without_words(self, name: str, set_aside: SetAside) -> SetAside:
        """Leave unknown codes out where they could be words that a respondent has hidden."""
        if name not in self._kept_back or not set_aside.removed_choices:
            return set_aside
        return SetAside(set_aside.changed_type, {"": sum(set_aside.removed_choices.values())})


def _by_id(quotation: Quotation) -> str:
    return quotation.id


class View(Struct, frozen=True):
    """How a summary is wanted: its language, the base of percentages, the order of choices."""

    language: str
    include_partial: bool = False
    base: Base = "answered"
    order: Order = "order"


def summarise(
    tally: Tally,
    questionnaire: QuestionnaireRef,
    files: Files,
    view: View,
    lost_versions: int = 0,
) -> Summary:
    """Return what a tally comes to; `questionnaire` says which version its labels are from."""
    maker = _Maker(tally, view)
    return Summary(
        title=maker.words(tally.questionnaire.title),
        questionnaire=questionnaire,
        language=view.language,
        files=files,
        interviews=tally.interviews,
        other_versions=tally.interviews - tally.versions.get(questionnaire.sha256, 0),
        lost_versions=lost_versions,
        include_partial=view.include_partial,
        base=view.base,
        questions=tuple(maker.questions()),
        removed=tuple(_removed(tally)),
    )


def nothing(files: Files, view: View) -> Summary:
    """Return the summary of files among which there is no response: only the account of them."""
    return Summary(
        title="",
        questionnaire=None,
        language=view.language,
        files=files,
        interviews=0,
        other_versions=0,
        lost_versions=0,
        include_partial=view.include_partial,
        base=view.base,
        questions=(),
        removed=(),
    )


class _Maker:
    """Holds what the summaries of all questions need."""

    def __init__(self, tally: Tally, view: View) -> None:
        self.words = Words(view.language, tally.questionnaire.default_language)
        self._tally = tally
        self._by_count = view.order == "count"
        self._quoting = Quoting(tally, self.words)

    def questions(self) -> Iterable[QuestionSummary]:
        """Yield the summary of each question and repeat that is tallied, in the order of the questionnaire."""
        tally, number = self._tally, 0
        for node in tally.form.nodes.values():
            asked = isinstance(node.entry, Question)
            number += asked
            question = tally.questions.get(node.name)
            if question is not None:
                yield self._question(number if asked else None, node, question)
            elif node.is_repeat and (not tally.only or node.name in tally.only):
                yield self._repeat(node, tally.repeats[node.name])

    def _question(self, number: int | None, node: FormNode, tally: QuestionTally) -> QuestionSummary:
        found, set_aside = figures(tally)
        inside = bool(node.repeats)
        body = self._quoting.answers(node.name, inside=inside) if isinstance(node.entry, TextQuestion) else None
        return QuestionSummary(
            number=number,
            name=node.name,
            type=type_of(node.entry),
            label=self._text(node.entry.label),
            headings=self._headings(node),
            states=states_of(tally, self._tally.interviews, self._tally.repeat_around(node)),
            body=body or self._body(tally, found),
            comments=self._quoting.comments(node.name, inside=inside),
            set_aside=self._quoting.without_words(node.name, set_aside),
            values_withheld=tally.withheld,
        )

    def _repeat(self, node: FormNode, tally: RepeatTally) -> QuestionSummary:
        found, set_aside = figures_of_repeat(tally)
        return QuestionSummary(
            number=None,
            name=node.name,
            type=type_of(node.entry),
            label=self._text(node.entry.label),
            headings=self._headings(node),
            states=states_of_repeat(tally, self._tally.interviews),
            body=found,
            comments=Quotes(),
            set_aside=set_aside,
        )

    def _text(self, text: Text) -> str:
        """Return a text in the language of the summary; where it holds an answer, the name of the question."""
        words = self.words(text)
        return _with_names(words) if "${" in words else words

    def _headings(self, node: FormNode) -> tuple[str, ...]:
        found = [] if node.other_of is None else [self._text(node.other_of.entry.label)]
        above = node.parent
        while above is not None:
            # The instances of a repeat are a base, which has to be named.
            heading = self._text(above.entry.label) or (above.name if above.is_repeat else "")
            if heading:
                found.insert(0, heading)
            above = above.parent
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
        rows = [
            ChoiceRow(row.code, known[row.code], row.n, row.percent_answered, row.percent_asked, row.percent_mentions)
            for row in found
        ]
        if self._by_count:
            rows.sort(key=lambda row: -row.n)
        return Choices(tuple(rows), isinstance(tally.question, SelectMultiple))


def type_of(entry: Struct) -> str:
    """Return the name of an entry's type, as the file has it."""
    return str(entry.__struct_config__.tag)


def _removed(tally: Tally) -> Iterable[RemovedQuestion]:
    for name in sorted({*tally.removed, *tally.removed_comments}):
        yield RemovedQuestion(name, tally.removed.get(name, 0), tally.removed_comments.get(name, 0))


def _with_names(words: str) -> str:
    """Write the names of the questions where a text has their answers: each interview had its own."""
    from sstc_survey.engine.form import label_parts
    from sstc_survey.expressions import fill_label

    return fill_label(label_parts(words), "[{}]".format)
