"""The sentences of a summary, the same in every format that is for reading, in the language that is spoken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple, TypeVar

from sstc_survey.display import spell_out
from sstc_survey.i18n import gettext, noop, plural
from sstc_survey.problems import codes
from sstc_survey.reports.rounding import as_given, two_decimals
from sstc_survey.reports.summary.model import (
    FileNote,
    Files,
    QuestionSummary,
    QuotedTexts,
    RemovedQuestion,
    Summary,
    Values,
)
from sstc_survey.tally import DateFigures, InstanceFigures, NumberFigures, SetAside, States, TimeFigures
from sstc_survey.tally.groups import ScoreFigures

# How many different values, and how many different texts, are listed.
MOST_VALUES: Final = 20
# Of those who gave the same text so many are named.
_MOST_NAMES: Final = 5
# Of those that are rejected for the same reason.
_MOST_FILES: Final = 3
_Row = TypeVar("_Row")
# The figures of numbers, and whether they are answers, which are shown as they were given.
NUMBERS: Final = (
    (noop("mean"), "mean", False),
    (noop("SD"), "sd", False),
    (noop("min"), "min", True),
    (noop("Q1"), "q1", False),
    (noop("median"), "median", False),
    (noop("Q3"), "q3", False),
    (noop("max"), "max", True),
)


def box_label(name: str) -> str:
    """Return what the box of a scale is called."""
    return {"top2": gettext("Top 2"), "bottom2": gettext("Bottom 2")}[name]


def score_line(scores: ScoreFigures) -> str:
    """Write the figures of scores on one line."""
    parts = [
        f"n {scores.n:,}",
        *([gettext("without score {count}").format(count=f"{scores.without_score:,}")] if scores.without_score else []),
        f"{gettext('mean')} {two_decimals(scores.mean)}",
        f"{gettext('SD')} {two_decimals(scores.sd)}",
        f"{gettext('median')} {two_decimals(scores.median)}",
    ]
    return gettext("scores: {figures}").format(figures=" · ".join(parts))


def left_out(files: Files) -> Iterator[str]:
    """Say of each file, and of each batch, that is not tallied why."""
    for batch in files.unfinished:
        responses = plural("{count} response", "{count} responses", batch.responses)
        line = gettext("unfinished batch: {responses} from {source}; complete it with: {command}")
        yield spell_out(line.format(responses=responses, source=batch.source, command=batch.command))
    for line, notes in (
        (gettext("rejected: {file}: {reason}"), [note for note in files.refused if not _is_other(note)]),
        (gettext("conflicting: {file}: {reason}"), files.conflicts),
    ):
        yield from (line.format(file=spell_out(note.file), reason=spell_out(note.reason)) for note in notes)
    # As a rule the questionnaire is the wrong one, and then these are all the files.
    others = sorted(filter(_is_other, files.refused), key=_reason)
    for reason, alike in groupby(others, key=_reason):
        yield from _said_once(spell_out(reason), [spell_out(note.file) for note in alike])


def _said_once(reason: str, files: Sequence[str]) -> Iterator[str]:
    """Say of a few files each why it is rejected, and of more than a few once."""
    if (more := len(files) - _MOST_FILES) <= 0:
        yield from (gettext("rejected: {file}: {reason}").format(file=file, reason=reason) for file in files)
        return
    line = gettext("rejected: {count} files, each for the same reason: {reason}: {files}")
    shown = gettext(", ").join(files[:_MOST_FILES]) + gettext(" and {count} more").format(count=f"{more:,}")
    yield line.format(count=f"{len(files):,}", reason=reason, files=shown)


def _is_other(note: FileNote) -> bool:
    return note.code == codes.SUMMARY_OTHER_QUESTIONNAIRE


def _reason(note: FileNote) -> str:
    return note.reason


def title(question: QuestionSummary) -> str:
    """Return the heading of a question: its number, and its label or its name."""
    label = question.label or question.name
    return label if question.number is None else f"{question.number}. {label}"


def base_line(question: QuestionSummary) -> str:
    """Say in how many interviews a question was asked, and with what outcome; what did not occur is left out.

    Asked, not asked and not reached add up to the interviews, and the states of the answers to those asked. In a
    repeat a question is asked in instances, and these are in interviews.
    """
    states, base, body = question.states, _base(question.states), question.body
    is_put = question.is_asked or question.is_repeat
    apart = [
        *_states((states.not_asked if is_put else 0, gettext("not asked"))),
        *_states((states.not_reached, gettext("not reached"))),
    ]
    if isinstance(body, InstanceFigures):
        where = gettext("in {count} of {base}").format(count=f"{states.asked - body.none:,}", base=base)
        without = _states((body.none, gettext("none")))
        return " · ".join([with_details(where, [*without, *apart]), *_instances(question, body)])
    if not question.is_asked:
        calculated = gettext("calculated in {count} of {base}").format(count=f"{states.answered:,}", base=base)
        return with_details(calculated, apart)
    asked = gettext("asked {count} of {base}").format(count=f"{states.asked:,}", base=base)
    asked = with_details(asked, apart)
    if not states.asked:
        return asked
    outcomes = [
        f"{gettext('answered')} {states.answered:,}",
        *_states(*unanswered(states)),
    ]
    return gettext("{asked}: {outcomes}").format(asked=asked, outcomes=gettext(", ").join(outcomes))


def unanswered(states: States) -> tuple[tuple[int, str], ...]:
    """Return how many were asked and gave no answer, by what that is called."""
    return (
        (states.blank, gettext("blank")),
        (states.dont_know, gettext("don't know")),
        (states.refused, gettext("refused")),
    )


def _states(*counted: tuple[int, str]) -> Iterator[str]:
    yield from (f"{state} {count:,}" for count, state in counted if count)


def with_details(fact: str, details: Iterable[str]) -> str:
    """Put details, as far as there are any, in brackets after a fact."""
    joined = gettext(", ").join(details)
    return gettext("{fact} ({details})").format(fact=fact, details=joined) if joined else fact


def _base(states: States) -> str:
    """Say what the base is: interviews, or the instances in them."""
    interviews = plural("{count} interview", "{count} interviews", states.interviews)
    if states.instances is None:
        return interviews
    instances = plural("{count} instance", "{count} instances", states.instances)
    return gettext("{instances} in {interviews}").format(instances=instances, interviews=interviews)


def _instances(question: QuestionSummary, figures: InstanceFigures) -> Iterator[str]:
    """Say how many instances a repeat has, and how many in each interview, or instance around it, that was asked."""
    yield plural("{count} instance", "{count} instances", figures.total)
    if figures.total:
        # The repeat around it is the last heading above it.
        around = question.headings[-1] if question.states.instances is not None else ""
        per = gettext("per instance of “{repeat}”").format(repeat=around) if around else gettext("per interview")
        yield gettext("{fact}: {details}").format(fact=per, details=number_line(figures.numbers))


def number_line(figures: NumberFigures) -> str:
    """Write the figures of numbers on one line."""
    return " · ".join([f"n {figures.n:,}", *_number_parts(figures)]) if figures.n else gettext("no numbers")


def _number_parts(figures: NumberFigures) -> Iterator[str]:
    for name, key, is_given in NUMBERS:
        value = getattr(figures, key)
        yield f"{gettext(name)} {as_given(value) if is_given else two_decimals(value)}"


def dates_line(figures: DateFigures | TimeFigures) -> str:
    """Write the earliest, the median and the latest of some dates or times."""
    if isinstance(figures, DateFigures):
        first, last, nothing = figures.first, figures.last, gettext("no dates")
    else:
        first, last, nothing = figures.earliest, figures.latest, gettext("no times")
    found = [(gettext("earliest"), first), (gettext("median"), figures.median), (gettext("latest"), last)]
    shown = " · ".join(f"{name} {value.replace('T', ' ')}" for name, value in found if value)
    return shown or nothing


def about_values(values: Values, *, show_all: bool = False) -> Iterator[str]:
    """Say how many values a table leaves out."""
    rest = [] if show_all else list(values.values.values())[MOST_VALUES:]
    if rest:
        values_left = plural("{count} more value", "{count} more values", len(rest))
        times = plural("{count} time in total", "{count} times in total", sum(rest))
        yield gettext("{fact} ({details})").format(fact=values_left, details=times)


def most_frequent(rows: Sequence[_Row], count: Callable[[_Row], int], top: int | None) -> tuple[list[_Row], list[_Row]]:
    """Return the `top` rows with the largest counts, of equal ones the first, and the rest; without it, all and none.

    Both are in the order of the rows.
    """
    if top is None:
        return [*rows], []
    counts = [*map(count, rows)]
    largest = {*sorted(range(len(rows)), key=lambda place: -counts[place])[:top]}
    shown = [row for place, row in enumerate(rows) if place in largest]
    return shown, [row for place, row in enumerate(rows) if place not in largest]


def rest_label(count: int, *, of_mentions: bool = False) -> str:
    """Return what the row of the rest is called; of several choices it has mentions, not respondents."""
    more = gettext("{count} more").format(count=f"{count:,}")
    return with_details(more, [gettext("mentions")] if of_mentions else [])


class Quotation(NamedTuple):
    """A text that was given `n` times, and who by, as far as they may be named."""

    text: str
    n: int
    by: tuple[str, ...]

    @property
    def times(self) -> str:
        """Return how often it was given, to stand before it; nothing for once."""
        return f"{self.n:,} \u00d7 " if self.n > 1 else ""


def quotations(texts: QuotedTexts, *, show_all: bool) -> tuple[list[Quotation], int]:
    """Return texts, equal ones together and the most frequent first, and how many are left out of a long list."""
    found: dict[str, list[str | None]] = {}
    for quoted in texts.shown:
        found.setdefault(quoted.text.strip(), []).append(quoted.by)
    together = [
        Quotation(text, len(speakers), tuple(speaker for speaker in dict.fromkeys(speakers) if speaker))
        for text, speakers in sorted(found.items(), key=lambda item: -len(item[1]))
    ]
    shown = together if show_all else together[:MOST_VALUES]
    return shown, sum(each.n for each in together[len(shown) :])


def speakers(quotation: Quotation, *, show_all: bool) -> str:
    """Name those who gave a text; of many only the first, and how many more there are."""
    shown = quotation.by if show_all else quotation.by[:_MOST_NAMES]
    named = gettext("; ").join(shown)
    more = len(quotation.by) - len(shown)
    return named + gettext(" and {count} more").format(count=f"{more:,}") if more else named


def below(texts: QuotedTexts, left: int) -> Iterator[str]:
    """Say which texts are not shown: the rest of a long list, those not read, and those that respondents hide."""
    if left:
        more = gettext("{count} more").format(count=f"{left:,}")
        yield with_details(more, [gettext("--all shows everything")])
    if texts.beyond:
        more = gettext("{count} counted only").format(count=f"{texts.beyond:,}")
        yield with_details(more, [gettext("--quotes reads more")])
    if texts.withheld:
        yield withheld(texts.withheld)


def comments_heading(texts: QuotedTexts) -> str:
    """Say how many comments there are."""
    return gettext("Comments ({count})").format(count=f"{texts.n:,}")


def withheld(count: int) -> str:
    """Say how much is withheld."""
    return gettext("{count} withheld for confidentiality").format(count=f"{count:,}")


def set_aside(aside: SetAside) -> Iterator[str]:
    """Say which answers do not fit the question as it is now."""
    if aside.changed_type:
        yield not_counted(
            plural("{count} answer of another type", "{count} answers of another type", aside.changed_type)
        )
    for code, count in aside.removed_choices.items():
        if code:
            answers = plural("{count} answer with unknown choice", "{count} answers with unknown choice", count)
            yield not_counted(f'{answers} "{code}"')
        else:
            yield not_counted(plural("{count} unknown choice", "{count} unknown choices", count))


def removed(summary: Summary) -> Iterator[str]:
    """Say what is left out: answers and comments to questions that the questionnaire does not have."""
    for question in summary.removed:
        yield not_counted(gettext("; ").join(_removed(question)))


def _removed(question: RemovedQuestion) -> Iterator[str]:
    if question.answers:
        answers = plural("{count} answer to unknown question", "{count} answers to unknown question", question.answers)
        yield f'{answers} "{question.name}"'
    if question.comments:
        comments = plural(
            "{count} comment on unknown question", "{count} comments on unknown question", question.comments
        )
        yield f'{comments} "{question.name}"'


def not_counted(what: str) -> str:
    """Say that something is left out of the figures."""
    return gettext("not counted: {what}").format(what=what)
