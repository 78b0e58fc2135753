"""The minutes of a session as a page, by question or by speaker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final

from sstc_survey.i18n import gettext, noop
from sstc_survey.reports.minutes import phrases
from sstc_survey.reports.minutes.phrases import in_words, listed, listed_items, sentence, several
from sstc_survey.reports.pages.page import Block, Heading, Line, Page, Points, Quoted, Table
from sstc_survey.session.minutes import Approvals, Held, Minutes, PartMinutes, Practice, QuestionMinutes, Quote

# As much of a time as people read: to the minute.
_TIME: Final = slice(0, 16)
_DAY: Final = slice(0, 10)
# The question, to how many it was put, and how many answered.
_ALWAYS: Final = 3


class Arrangement(StrEnum):
    """What the statements of named panellists stand under."""

    QUESTION = "question"
    SPEAKER = "speaker"


def minutes_page(minutes: Minutes, arrangement: Arrangement = Arrangement.QUESTION) -> Page:
    """Return minutes as a page."""
    by_speaker = arrangement is Arrangement.SPEAKER
    blocks: list[Block] = [*_head(minutes), *_held(minutes.held)]
    for part in minutes.parts:
        blocks += _part(part, by_speaker=by_speaker)
    for number, each in enumerate(minutes.follow_ups, 1):
        title = gettext("Follow-up {number}").format(number=number)
        blocks += (Heading(2, title), Line("", lead=each.question.label), *_base(each.question))
        blocks += (*_statements(each.question, by_speaker=by_speaker), *_quotes(each.quotes, by_speaker=by_speaker))
    if by_speaker:
        blocks += _speakers(minutes)
    blocks += [*_other_quotes(minutes, by_speaker=by_speaker), *_practices(minutes), *_approvals(minutes.approvals)]
    return Page(minutes.language, _title(minutes), (*blocks, *_annex(minutes)))


def _title(minutes: Minutes) -> str:
    title = gettext("Minutes: {title}").format(title=minutes.title)
    if not minutes.is_draft:
        return title
    given, wanted = minutes.approvals.given, minutes.approvals.wanted
    draft = gettext("draft: {count} of {total} panellists have approved their part").format(count=given, total=wanted)
    return gettext("{fact} ({details})").format(fact=title, details=draft)


def _head(minutes: Minutes) -> Iterator[Block]:
    told = gettext("Questionnaire {id}, version {version}").format(id=minutes.questionnaire, version=minutes.version)
    if minutes.about:
        yield Line(listed(minutes.about))
    yield Line(told)
    people = [*minutes.named, *([phrases.panellists(minutes.unnamed)] if minutes.unnamed else [])]
    yield Line(listed_items(people) or gettext("Nobody"), lead=gettext("Took part:"))
    if minutes.absent:
        yield Line(several(noop("one panellist"), noop("{count} panellists"), minutes.absent), lead=gettext("Absent:"))
    if minutes.lost:
        lost = several(
            noop("The response of one panellist is missing or withdrawn, and not in these minutes."),
            noop("The responses of {count} panellists are missing or withdrawn, and not in these minutes."),
            minutes.lost,
        )
        yield Line(lost)


def _held(held: Held) -> Iterator[Block]:
    begun, ended = held.started[_TIME].replace("T", " "), held.finished[_TIME].replace("T", " ")
    if ended[_DAY] == begun[_DAY]:
        ended = ended[_DAY.stop :].lstrip()
    when = gettext("{start} to {end}").format(start=begun, end=ended) if ended else begun
    facts = [when]
    if held.moderator:
        facts.append(gettext("moderator: {name}").format(name=held.moderator))
    facts.append(several(noop("one question was put"), noop("{count} questions were put"), held.parts))
    if held.minutes:
        facts.append(gettext("{count} minutes for each question").format(count=f"{held.minutes:g}"))
    if held.speaker:
        facts.append(gettext("{count} minutes for each speaker").format(count=f"{held.speaker:g}"))
    for stops, one, more in (
        (held.breaks, noop("one break"), noop("{count} breaks")),
        (held.away, noop("one interruption"), noop("{count} interruptions")),
    ):
        if stops:
            count, lengths = several(one, more, len(stops)), listed(map(phrases.minutes, stops))
            facts.append(gettext("{fact} ({details})").format(fact=count, details=lengths))
    if held.late:
        facts.append(several(noop("one panellist came late"), noop("{count} panellists came late"), held.late))
    if held.consensus:
        facts.append(
            gettext("consensus agreed on beforehand: {percent}% of those who answered").format(percent=held.consensus)
        )
    if held.changed_rules:
        facts.append(gettext("the rules were changed in the session"))
    yield Line(listed_items(facts), lead=gettext("How it was held:"))


def _part(part: PartMinutes, *, by_speaker: bool) -> Iterator[Block]:
    yield Heading(2, part.title)
    if part.rounds > 1:
        rounds = in_words(part.rounds)
        yield Line(gettext("Put in {count} rounds; these are the last answers.").format(count=rounds), is_note=True)
    for question in part.questions:
        yield Heading(3, question.label)
        yield from _base(question)
        if question.points and question.counted:
            yield Points(
                tuple(Line(phrases.choosing(point, question.counted), lead=point.label) for point in question.points)
            )
        yield from _statements(question, by_speaker=by_speaker)
    yield from _relations(part)
    yield from _quotes(part.quotes, by_speaker=by_speaker)


def _base(question: QuestionMinutes) -> Iterator[Block]:
    yield Line(phrases.base_line(question.base), is_note=True)
    if question.withheld:
        yield Line(
            several(noop("One answer is withheld."), noop("{count} answers are withheld."), question.withheld),
            is_note=True,
        )


def _statements(question: QuestionMinutes, *, by_speaker: bool) -> Iterator[Block]:
    if question.named and not by_speaker:
        yield Line("", lead=gettext("Statements:"))
        yield Points(
            tuple(
                Line(
                    phrases.with_standing(each),
                    lead=gettext("{speaker}:").format(speaker=each.by),
                )
                for each in question.named
            )
        )
    if question.unnamed:
        yield Line("", lead=gettext("Views that are not attributed:"))
        yield Points(tuple(Line(phrases.said(each), lead=phrases.speaker_of(each)) for each in question.unnamed))


def _relations(part: PartMinutes) -> Iterator[Block]:
    agrees, differs = gettext("{name} agrees with {other}."), gettext("{name} differs from {other}.")
    told = [(agrees if does else differs).format(name=who, other=whom) for who, does, whom in part.relations]
    if part.agrees:
        one, more = noop("One panellist agrees with another."), noop("{count} panellists agree with another.")
        told.append(sentence(several(one, more, part.agrees)))
    if part.differs:
        one, more = noop("One panellist differs from another."), noop("{count} panellists differ from another.")
        told.append(sentence(several(one, more, part.differs)))
    if told:
        yield Line("", lead=gettext("Agreement and difference:"))
        yield Points(tuple(map(Line, told)))


def _quotes(quotes: Iterable[Quote], *, by_speaker: bool) -> Iterator[Block]:
    for quote in quotes:
        if by_speaker and quote.by:
            continue
        yield Quoted(gettext("\u201c{text}\u201d").format(text=quote.text), phrases.source(quote))
        if quote.original:
            yield Line(quote.original, lead=gettext("In the original:"))


def _speakers(minutes: Minutes) -> Iterator[Block]:
    """Yield what each named panellist said; what they chose stands with the questions, for the sake of the others."""
    questions = [question for part in minutes.parts for question in part.questions]
    questions += [each.question for each in minutes.follow_ups]
    quotes = [quote for part in minutes.parts for quote in part.quotes]
    quotes += [quote for each in minutes.follow_ups for quote in each.quotes]
    quotes += minutes.other_quotes
    spoken: dict[str, list[Line]] = {}
    for question in questions:
        for each in question.named:
            text = phrases.with_standing(each)
            spoken.setdefault(each.by, []).append(Line(text, lead=question.label))
    left = [quote for quote in quotes if quote.by]
    yield Heading(2, gettext("What each named panellist said"))
    for name, lines in spoken.items():
        own = [quote for quote in left if quote.short == name]
        left = [quote for quote in left if quote.short != name]
        yield Heading(3, name)
        yield Points(tuple(lines))
        yield from _quotes(own, by_speaker=False)
    yield from _quotes(left, by_speaker=False)


def _other_quotes(minutes: Minutes, *, by_speaker: bool) -> Iterator[Block]:
    quotes = [*_quotes(minutes.other_quotes, by_speaker=by_speaker)]
    if quotes or minutes.quotes_waiting:
        yield Heading(2, gettext("Further quotes"))
    yield from quotes
    if minutes.quotes_waiting:
        one = noop("One quote is not in here, as it is not agreed yet.")
        more = noop("{count} quotes are not in here, as they are not agreed yet.")
        yield Line(sentence(several(one, more, minutes.quotes_waiting)), is_note=True)


def _practices(minutes: Minutes) -> Iterator[Block]:
    if minutes.practices or minutes.practices_waiting:
        count = len(minutes.practices)
        yield Heading(2, gettext("Good practices, by country and area ({count})").format(count=count))
    group: tuple[str, str] | None = None
    for practice in minutes.practices:
        if (practice.country, practice.area) != group:
            group = practice.country, practice.area
            yield Heading(3, " \u00b7 ".join(filter(None, group)) or gettext("No country given"))
        yield from _practice(practice)
    if minutes.practices_waiting:
        one = noop("One practice is not in here, as it may not be published yet.")
        more = noop("{count} practices are not in here, as they may not be published yet.")
        yield Line(sentence(several(one, more, minutes.practices_waiting)), is_note=True)


def _practice(practice: Practice) -> Iterator[Block]:
    yield Heading(4, practice.title)
    if practice.by:
        yield Line(gettext("Presented by {name}").format(name=practice.by))
    if practice.facts:
        yield Points(tuple(Line(text, lead=label) for label, text in practice.facts))


def _approvals(approvals: Approvals) -> Iterator[Block]:
    yield Heading(2, gettext("Approval"))
    approved = [gettext("{fact} ({details})").format(fact=name, details=day) for name, day in approvals.approved]
    rows = (
        (gettext("Approved:"), approved, approvals.unnamed_approved),
        (gettext("Approved, changed since:"), approvals.changed, approvals.unnamed_changed),
        (gettext("Not yet approved:"), approvals.waiting, approvals.unnamed_waiting),
    )
    lines = tuple(
        Line(listed_items([*names, *([phrases.panellists(unnamed)] if unnamed else [])]), lead=lead)
        for lead, names, unnamed in rows
        if names or unnamed
    )
    yield Points(lines) if lines else Line(gettext("Nobody took part."))


def _annex(minutes: Minutes) -> Iterator[Block]:
    """Yield each question with its base, without columns in which there is nothing."""
    questions = [question for part in minutes.parts for question in part.questions]
    questions += [each.question for each in minutes.follow_ups]
    if not questions:
        return
    yield Heading(2, gettext("Annex: every question with its base"))
    rows = [phrases.base_cells(question.label, question.base) for question in questions]
    headings = (gettext("Question"), *map(gettext, phrases.BASE.values()))
    kept = [place for place in range(len(headings)) if place < _ALWAYS or any(row[place] != "0" for row in rows)]
    yield Table(tuple(headings[place] for place in kept), tuple(tuple(row[place] for place in kept) for row in rows))
    yield Line(
        gettext("Put to is the sum of all that follows. A panellist who is not named is counted like any other."),
        is_note=True,
    )
