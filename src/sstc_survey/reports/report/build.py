"""A report as a page: how the interviews were held, each question with its figures, and how these were made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from sstc_survey.engine.form import form_of
from sstc_survey.i18n import ENGLISH, Text, Words, gettext
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.reports.pages.page import Block, Heading, Line, Page
from sstc_survey.reports.report.about import held, not_counted, not_shown, promised
from sstc_survey.reports.report.held import Held
from sstc_survey.reports.report.method import method
from sstc_survey.reports.report.questions import QuestionWriter
from sstc_survey.reports.report.settings import ReportSettings
from sstc_survey.reports.summary.model import QuestionSummary, Summary

_PART: Final = 2


def report_page(
    summary: Summary,
    questionnaire: Questionnaire | None,
    how: Held,
    settings: ReportSettings,
    session: str | None = None,
) -> Page:
    """Return the report of a summary, perhaps of one session; without any response there is no questionnaire."""
    words = Words(summary.language, questionnaire.default_language if questionnaire else ENGLISH)
    return _Builder(summary, questionnaire, settings, words).page(how, session)


class _Builder:
    """Makes the page of one report."""

    def __init__(
        self, summary: Summary, questionnaire: Questionnaire | None, settings: ReportSettings, words: Words
    ) -> None:
        self._summary = summary
        self._questionnaire = questionnaire
        self._settings = settings
        self._words = words
        nodes = form_of(questionnaire).nodes if questionnaire is not None else {}
        # By the name of a question: the names of the groups and repeats around it, and of the question whose "Other" it
        # is; to name one of them is to name the question.
        self._around: Mapping[str, tuple[str, ...]] = {
            name: (name, *([node.other_of.name] if node.other_of else []), *(each.name for each in node.ancestors))
            for name, node in nodes.items()
        }
        self._other_of = {name: node.other_of.name for name, node in nodes.items() if node.other_of is not None}
        leave_out = settings.leave_out
        left_out = self._named(leave_out.questions)
        self._left_out = [each for each in summary.questions if each.name in left_out]
        self._questions = [each for each in summary.questions if each.name not in left_out]
        self._writer = QuestionWriter(
            summary, without_quotes=self._named(leave_out.quotes), without_tables=self._named(leave_out.tables)
        )

    def page(self, how: Held, session: str | None) -> Page:
        """Return the page."""
        summary, settings = self._summary, self._settings
        blocks: list[Block] = []
        if introduction := [*self._paragraphs(settings.introduction)]:
            blocks += [Heading(_PART, gettext("Introduction"), "introduction"), *introduction]
        blocks += [Heading(_PART, gettext("How it was held"), "held"), *held(summary, how, session)]
        if self._questionnaire is not None:
            blocks += promised(summary, self._questionnaire, self._words)
        if summary.interviews:
            # A page of empty tables would hide that there is no response.
            blocks += self._parts()
        left_out = not_shown(self._left_out, self._writer.unquoted, self._writer.untabled)
        if apart := [*not_counted(summary), *left_out]:
            blocks += [Heading(_PART, gettext("What is not counted or not shown"), "not-counted"), *apart]
        if summary.interviews:
            blocks += [Heading(_PART, gettext("How the figures are made"), "method"), *method(summary, self._questions)]
        return Page(
            summary.language,
            self._words(settings.title).strip() or summary.heading,
            tuple(blocks),
            gettext("Contents"),
            tuple(self._under()),
        )

    def _under(self) -> Iterator[Line]:
        settings = self._settings
        if subtitle := self._words(settings.subtitle).strip():
            yield Line("", lead=subtitle)
        author, date = self._words(settings.author).strip(), self._words(settings.date).strip()
        if author or date:
            yield Line(" \u00b7 ".join(filter(None, (author, date))))

    def _paragraphs(self, text: Text) -> Iterator[Line]:
        """Yield a text of the author, paragraph by paragraph."""
        paragraphs = self._words(text).replace("\r\n", "\n").split("\n\n")
        yield from (Line(paragraph.strip("\n")) for paragraph in paragraphs if paragraph.strip())

    def _named(self, names: Iterable[str]) -> frozenset[str]:
        """Return the names of the questions that some names stand for."""
        given = frozenset(names)
        return frozenset(
            each.name
            for each in self._summary.questions
            if not given.isdisjoint(self._around.get(each.name, (each.name,)))
        )

    # The questions, in their parts.

    def _parts(self) -> Iterator[Block]:
        """Yield the parts of the author, and after them the questions in none of these, by their own headings."""
        placed: set[str] = set()
        for number, section in enumerate(self._settings.sections, 1):
            if heading := self._words(section.heading).strip():
                yield Heading(_PART, heading, f"part-{number}")
            yield from self._paragraphs(section.text)
            for name in section.questions:
                for question in self._placed_by(name, placed):
                    yield from self._question(question, with_headings=True)
        rest = [each for each in self._questions if each.name not in placed]
        yield from self._under_headings(rest, is_rest=bool(placed))

    def _placed_by(self, name: str, placed: set[str]) -> list[QuestionSummary]:
        """Return the questions that a name stands for and that were not placed before; they are placed now."""
        named = self._named([name])
        found = [each for each in self._questions if each.name in named and each.name not in placed]
        placed |= {each.name for each in found}
        return found

    def _under_headings(self, questions: Sequence[QuestionSummary], *, is_rest: bool) -> Iterator[Block]:
        before: tuple[str, ...] | None = None
        for number, question in enumerate(questions, 1):
            above = question.under[:-1] if question.name in self._other_of else question.under
            if above != before:
                # What stands alone would seem to belong to the group before it.
                alone = gettext("Other questions") if number > 1 or is_rest else gettext("Questions")
                yield Heading(_PART, " \u00b7 ".join(above) or alone, f"questions-{number}")
                before = above
            yield from self._question(question, with_headings=False)

    def _question(self, question: QuestionSummary, *, with_headings: bool) -> Iterator[Block]:
        text = self._settings.texts.get(question.name, "")
        other_of = self._other_of.get(question.name, "")
        yield from self._writer.blocks(
            question, [*self._paragraphs(text)], other_of=other_of, with_headings=with_headings
        )
