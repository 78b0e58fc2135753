"""Make a summary of a tally: labels in one language, and words with who said them as far as that may be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from msgspec import Struct

from sstc_survey.attribution import Attributions
from sstc_survey.questionnaire import Note, Questionnaire, SelectMultiple, TextQuestion, walk
from sstc_survey.reading import labels
from sstc_survey.rendering.summary import (
    Base,
    Body,
    ChoiceRow,
    Choices,
    Files,
    Order,
    QuestionSummary,
    Quote,
    Quotes,
    RemovedQuestion,
    Summary,
)
from sstc_survey.response import QuestionnaireRef
from sstc_survey.tally import QuestionTally, Tally, Voice
from sstc_survey.tally.figures import ChoiceFigures, SetAside, figures, states_of
from sstc_survey.wording import Words


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
    others: Mapping[str, Questionnaire] = MappingProxyType({}),
) -> Summary:
    """Return what a tally comes to; `questionnaire` says which version its labels are from.

    `others` holds the other versions that interviews were held with, by SHA-256: what was promised there holds.
    """
    maker = _Maker(tally, view, questionnaire.sha256, others)
    return Summary(
        title=maker.words(tally.questionnaire.title),
        questionnaire=questionnaire,
        language=view.language,
        files=files,
        interviews=tally.interviews,
        other_versions=tally.interviews - tally.versions.get(questionnaire.sha256, 0),
        include_partial=view.include_partial,
        base=view.base,
        questions=tuple(maker.questions()),
        removed=tuple(_removed(tally)),
    )


class _Maker:
    """Holds what the summaries of all questions need."""

    def __init__(self, tally: Tally, view: View, version: str, others: Mapping[str, Questionnaire]) -> None:
        self.words = Words(view.language, tally.questionnaire.default_language)
        self._tally = tally
        self._view = view
        self._attributions = Attributions(tally.questionnaire)
        self._version = version
        self._others = {sha256: Attributions(paper) for sha256, paper in others.items()}
        # The ids begin with the time, so this is the order of the interviews, however they were found.
        self._voices = [self._attributed(voice) for voice in sorted(tally.voices, key=_by_id)]

    def _attributed(self, voice: Voice) -> tuple[Voice, frozenset[str], str | None]:
        """Return what of a voice is hidden, and who spoke as far as both versions of the questionnaire allow."""
        promised = self._promised(voice)
        hidden = self._attributions.hidden(voice.answers) | promised
        return voice, hidden, self._attributions.speaker(voice.answers, self.words, promised)

    def _promised(self, voice: Voice) -> frozenset[str]:
        """Return what is hidden by the questionnaire that the interview was held with, if it was another one."""
        if voice.version == self._version:
            return frozenset()
        own = self._others.get(voice.version)
        # Whatever it was, it was promised in a text that is lost.
        return self._attributions.telling if own is None else own.hidden(voice.answers)

    def questions(self) -> Iterable[QuestionSummary]:
        """Yield the summary of each question that is tallied, in the order of the questionnaire."""
        askable = (found for found in walk(self._tally.questionnaire.questions) if not isinstance(found[0], Note))
        for number, (leaf, headings) in enumerate(askable, start=1):
            question = self._tally.questions.get(leaf.name)
            if question is not None:
                yield self._question(number, question, tuple(self.words(heading) for heading in headings))

    def _question(self, number: int, tally: QuestionTally, headings: tuple[str, ...]) -> QuestionSummary:
        question = tally.question
        found, set_aside = figures(tally)
        body: Body
        if isinstance(found, tuple):
            body = self._choices(tally, found)
        elif isinstance(question, TextQuestion):
            body = self._answers(question.name)
        else:
            body = found
        return QuestionSummary(
            number=number,
            name=question.name,
            type=type_of(question),
            label=self.words(question.label),
            headings=headings,
            states=states_of(tally, self._tally.interviews),
            body=body,
            comments=self._comments(question.name),
            set_aside=self._without_words(question.name, set_aside),
        )

    def _choices(self, tally: QuestionTally, found: tuple[ChoiceFigures, ...]) -> Choices:
        known = labels(tally.question, self.words)
        multiple = isinstance(tally.question, SelectMultiple)
        rows = [
            ChoiceRow(row.code, known[row.code], row.n, row.percent_answered, row.percent_asked, row.percent_mentions)
            for row in found
        ]
        if self._view.order == "count":
            rows.sort(key=lambda row: -row.n)
        return Choices(tuple(rows), multiple)

    def _answers(self, name: str) -> Quotes:
        # What says who spoke needs nobody beside it.
        alone = name in self._tally.questionnaire.respondent
        said = ((voice.answers.get(name), hidden, None if alone else by) for voice, hidden, by in self._voices)
        return self._quotes(name, said)

    def _comments(self, name: str) -> Quotes:
        return self._quotes(name, ((voice.comments.get(name), hidden, by) for voice, hidden, by in self._voices))

    def _quotes(self, name: str, said: Iterable[tuple[object, frozenset[str], str | None]]) -> Quotes:
        shown: list[Quote] = []
        withheld = 0
        for text, hidden, by in said:
            if not isinstance(text, str):
                continue
            if name in hidden:
                withheld += 1
            else:
                shown.append(Quote(text, by))
        # In the order of the interviews, what nobody stands beside would be known by its place between others.
        shown.sort(key=lambda quote: (quote.by is None, quote.text if quote.by is None else ""))
        return Quotes(tuple(shown), withheld)

    def _without_words(self, name: str, set_aside: SetAside) -> SetAside:
        """Leave unknown codes out where they could be words that a respondent has hidden."""
        if name not in self._attributions.hideable or not set_aside.removed_choices:
            return set_aside
        return SetAside(set_aside.changed_type, {"": sum(set_aside.removed_choices.values())})


def type_of(question: Struct) -> str:
    """Return the name of a question's type, as the file has it."""
    return str(question.__struct_config__.tag)


def _by_id(voice: Voice) -> str:
    return voice.id


def _removed(tally: Tally) -> Iterable[RemovedQuestion]:
    for name in sorted({*tally.removed, *tally.removed_comments}):
        yield RemovedQuestion(name, tally.removed.get(name, 0), tally.removed_comments.get(name, 0))
