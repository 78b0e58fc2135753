"""How the figures of a report are made, in sentences, as far as there are such figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sstc_survey.i18n import gettext
from sstc_survey.reports.pages.page import Block, Line, Points
from sstc_survey.reports.report.questions import sentence
from sstc_survey.reports.summary import Base
from sstc_survey.reports.summary.head_phrases import meanings_by_columns
from sstc_survey.reports.summary.model import Choices, QuestionSummary, Ranks, Summary
from sstc_survey.tally import ScaleFigures


def method(summary: Summary, questions: Sequence[QuestionSummary]) -> Iterator[Block]:
    """Yield what a reader has to know to read the figures."""
    yield Points(tuple(map(Line, _sentences(summary, questions))))


def _sentences(summary: Summary, questions: Sequence[QuestionSummary]) -> Iterator[str]:
    bodies = [question.body for question in questions]
    yield gettext(
        "Under each question is its base: how many were asked, and how many of these answered, left it blank, did not "
        "know or refused. Not asked are those whom their answers led around the question, not reached those who "
        "stopped before it."
    )
    if any(isinstance(body, Choices | Ranks | ScaleFigures) for body in bodies):
        yield (
            gettext("Percentages are of those who were asked the question.")
            if summary.base is Base.ASKED
            else gettext("Percentages are of those who answered the question, not of all interviews.")
        )
    if any(isinstance(body, Choices) and body.multiple for body in bodies):
        yield gettext(
            "Where several choices could be selected, percentages add up to more than 100. The % of mentions are of "
            "all choices selected."
        )
    if any(isinstance(body, Ranks) for body in bodies):
        yield gettext(
            "Of a ranking, the share is of those who put the choice first. The Borda score adds up how many choices "
            "each respondent could put below it."
        )
    if any(question.nets or question.boxes for question in questions):
        yield gettext(
            "The first rows of some tables count several choices together; who selected more than one counts once."
        )
    if any(question.states.instances is not None for question in questions):
        yield gettext("In a part that repeats, the base is its instances: an interview counts once for each of them.")
    yield gettext("No weights are used: each interview counts once.")
    yield gettext(
        "Percentages have one decimal and are rounded half up; <0.1% and >99.9% are neither none nor all. Where there "
        "is no base, there is a dash."
    )
    yield gettext(
        "Of fewer than 30 answers, one answer changes a percentage by more than 3 points: differences between such "
        "small groups may be chance."
    )
    if summary.intervals:
        yield gettext(
            "95 % is the Wilson interval of a percentage, as if the respondents had been drawn at random. In parts "
            "that repeat it allows for the answers of one interview being alike."
        )
    yield from (f"{sentence(line)}." for line in meanings_by_columns(summary))
    yield gettext(
        "A choice that its respondent hides is counted like any other. Hidden texts are not quoted, and hidden "
        "numbers, scale values, dates and times are in no figure but the base."
    )
