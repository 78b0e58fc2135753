"""The counts of a codebook, as the summary of the same responses has them: what it withholds is not in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from sstc_survey.engine.validation import OK
from sstc_survey.exports.codebook.model import Category, Counts
from sstc_survey.exports.codebook.phrases import state_label
from sstc_survey.exports.model import Column, Role, State
from sstc_survey.i18n import gettext, plural
from sstc_survey.questionnaire import Acknowledge, type_name
from sstc_survey.reports.summary import phrases
from sstc_survey.reports.summary.model import Choices, QuestionSummary, QuotedTexts, Ranks
from sstc_survey.tally import DateFigures, NumberFigures, ScaleFigures, States, TimeFigures

_ACKNOWLEDGE = type_name(Acknowledge)


class QuestionCounts(Struct, frozen=True):
    """The answers to one question: how often each code was given, and how a choice was ranked."""

    summary: QuestionSummary

    def counts(self) -> Counts:
        """Return the states, and what is said of the answers."""
        body = self.summary.body
        numbers = body.numbers if isinstance(body, ScaleFigures) else body
        return Counts(
            states=self.summary.states,
            lines=tuple(self._lines()),
            numbers=numbers if isinstance(numbers, NumberFigures) else None,
        )

    def _lines(self) -> Iterator[str]:
        summary, body = self.summary, self.summary.body
        yield phrases.base_line(summary)
        withheld = summary.values_withheld + (body.withheld if isinstance(body, QuotedTexts) else 0)
        if withheld:
            yield phrases.withheld(withheld)
        match body:
            case NumberFigures() if body.n:
                yield phrases.number_line(body)
            case ScaleFigures(numbers, _) if numbers.n:
                yield phrases.number_line(numbers)
            case DateFigures() | TimeFigures():
                yield phrases.dates_line(body)
            case _:
                pass
        if summary.scores is not None and summary.scores.n:
            yield phrases.score_line(summary.scores)
        if summary.comments.n:
            yield phrases.comments_heading(summary.comments)
        yield from phrases.set_aside(summary.set_aside)

    def of_code(self, code: str) -> int | None:
        """Return how often a code was given, None where that is not known."""
        summary = self.summary
        if summary.type == _ACKNOWLEDGE and code == OK:
            return summary.states.answered - summary.set_aside.changed_type
        known = {}
        if isinstance(summary.body, Choices):
            known = {row.code: row.n for row in summary.body.rows}
        elif isinstance(summary.body, Ranks):
            known = {row.code: row.n for row in summary.body.choices}
        if code in known:
            return known[code]
        # Of choices that only other versions have.
        removed = summary.set_aside.removed_choices
        return removed.get(code) if "" in removed else removed.get(code, 0)

    def places(self, code: str) -> Sequence[int]:
        """Return how often a choice was ranked at each place."""
        body = self.summary.body
        return next((row.places for row in body.choices if row.code == code), ()) if isinstance(body, Ranks) else ()


def categories(column: Column, found: QuestionCounts | None, choices: Mapping[str, str]) -> Iterator[Category]:
    """Yield the values that a column may have; `choices` are the labels of the codes of its question."""
    match column.role:
        case Role.VALUE | Role.JOINED:
            for code, label in choices.items():
                yield Category(code, label, None if found is None else found.of_code(code))
        case Role.CHOICE:
            selected = None if found is None else found.of_code(column.code or "")
            answered = None if found is None else found.summary.states.answered - found.summary.set_aside.changed_type
            left = None if selected is None or answered is None else answered - selected
            yield Category("1", gettext("Selected"), selected)
            yield Category("0", gettext("Not selected"), left)
        case Role.POSITION:
            places: Sequence[int | None] = [None] * len(choices) if found is None else found.places(column.code or "")
            for place, count in enumerate(places, 1):
                yield Category(str(place), gettext("Rank {place}").format(place=place), count)
        case Role.STATE:
            yield from _states(None if found is None else found.summary.states)
        case _:
            pass


def _states(states: States | None) -> Iterator[Category]:
    """Yield the states; how many answers are hidden, only the data files say."""
    for state in State:
        n = None if states is None or state is State.HIDDEN else getattr(states, state.value)
        yield Category(state.value, state_label(state), n, is_missing=state is not State.ANSWERED)


def removed_line(answers: int) -> str:
    """Say how many answers there are to a question that only other versions have."""
    return plural("{count} answer", "{count} answers", answers)
