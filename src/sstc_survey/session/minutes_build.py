"""Make the minutes of a session of its events and its responses, with nothing in them that a panellist hides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from sstc_survey.attribution import hidden
from sstc_survey.engine.answer_text import answer_text
from sstc_survey.i18n import Words, base_language
from sstc_survey.questionnaire import AnyEntry, Question, Questionnaire
from sstc_survey.response import Missing
from sstc_survey.session.clocks import away
from sstc_survey.session.events import FollowUp, GoOn, Open, Pause, Session, Settings
from sstc_survey.session.languages import spoken_language
from sstc_survey.session.minutes import (
    Approvals,
    Base,
    FollowUpMinutes,
    Held,
    Minutes,
    NamedRelation,
    PartMinutes,
    Practice,
    QuestionMinutes,
    Quote,
    Standing,
    StatementKind,
)
from sstc_survey.session.panellists import FOLLOW_UP, PRACTICE, QUOTE, Known, Panel, Panellist
from sstc_survey.session.parts import QuestionnairePart, follow_up
from sstc_survey.session.question_minutes import has_passed, question_minutes, questions_of, statements
from sstc_survey.session.state import PartRound, State

_AGREED: Final = frozenset({"as_it_stands", "as_changed"})
_PUBLISHED: Final = frozenset({"with_name", "without_name"})
# What heads a good practice, and what says how it may be published.
_HEADING: Final = ("title", "country", "area", "publish")


def minutes_of(
    session: Session, state: State, questionnaire: Questionnaire, responses: Mapping[str, Known], language: str
) -> Minutes:
    """Return the minutes in a language; `responses` has by id what is there of those that the session names."""
    panel = Panel(session, state, questionnaire, responses, language)
    there = [who for who in panel.panellists if panel.took_part(who)]
    named = [who for who in there if who.name]
    by_part, waiting = _quotes(panel)
    parts = tuple(_part(panel, part, by_part) for part in panel.parts if state.round_of(part.name))
    follow_ups = tuple(_follow_up(panel, each, by_part) for each in state.follow_ups)
    practices, unpublished = _practices(panel)
    words = panel.words
    return Minutes(
        language=language,
        title=words(questionnaire.title),
        about=panel.about,
        questionnaire=questionnaire.id,
        version=questionnaire.version,
        named=tuple(who.name for who in named),
        unnamed=len(there) - len(named),
        absent=len(panel.panellists) - len(there),
        lost=sum(panel.is_lost(who) for who in panel.panellists),
        held=_held(panel, len(parts)),
        parts=parts,
        follow_ups=follow_ups,
        # What is about no part, or about one that was not put.
        other_quotes=tuple(quote for quotes in by_part.values() for quote in quotes),
        quotes_waiting=waiting,
        practices=practices,
        practices_waiting=unpublished,
        approvals=_approvals(panel, there),
    )


def _part(panel: Panel, part: QuestionnairePart, quotes: dict[str, list[Quote]]) -> PartMinutes:
    state = panel.state
    asked = PartRound(part.name, state.round_of(part.name))
    related = [(each, kind) for each, kind in state.relations.items() if each.about.part == part.name]
    both = list[NamedRelation]()
    unnamed: dict[str, set[str]] = {"agrees": set(), "differs": set()}
    for (who, whom, _), kind in related:
        names = panel.name(panel[who]), panel.name(panel[whom])
        if all(names):
            both.append(NamedRelation(names[0], kind == "agrees", names[1]))
        else:
            unnamed[kind].add(who)
    return PartMinutes(
        title=panel.plain(part.label) or part.name,
        rounds=asked.round,
        questions=tuple(question_minutes(panel, node, asked) for node in questions_of(panel, part.name)),
        quotes=tuple(quotes.pop(part.name, ())),
        relations=tuple(both),
        agrees=len(unnamed["agrees"]),
        differs=len(unnamed["differs"]),
    )


def _follow_up(panel: Panel, asked: FollowUp, quotes: dict[str, list[Quote]]) -> FollowUpMinutes:
    part = follow_up(asked.number)
    replies = {each.label: known for each, known in panel.attached(FOLLOW_UP) if each.about == part}
    key = PartRound(part, max(panel.state.round_of(part), 1))
    counts = Counter(_replied(panel, panel[label], replies.get(label), key) for label in asked.to)
    called = [who for who in panel.in_order_of_speech(key) if who.label in replies]
    said = [
        (who, StatementKind.ANSWER, str(reply))
        for who in called
        if (reply := replies[who.label].response.answers.get("reply")) is not None
    ]
    named, unnamed = statements(panel, said, part)
    base = Base(put=len(asked.to), **counts)
    question = QuestionMinutes(asked.text, base, named=named, unnamed=unnamed)
    return FollowUpMinutes(question, tuple(quotes.pop(part, ())))


def _replied(panel: Panel, who: Panellist, known: Known | None, asked: PartRound) -> str:
    """Return which of the fields of a base a panellist counts in who was asked a follow-up."""
    missing = None
    if known is not None:
        if "reply" in known.response.answers:
            return "answered"
        missing = known.response.missing.get("reply")
    if has_passed(panel, who, asked):
        return "passed"
    if isinstance(missing, Missing):
        return missing.value
    return "absent" if who.label in panel.state.absent else "not_reached"


def _quotes(panel: Panel) -> tuple[dict[str, list[Quote]], int]:
    """Return the quotes that may stand in minutes by what they are about, and how many wait for something."""
    found: dict[str, list[tuple[bytes, Quote]]] = {}
    waiting = 0
    for place, (each, known) in enumerate(panel.attached(QUOTE)):
        answers = known.response.answers
        agreed = answers.get("agreed")
        if agreed == "no":
            continue
        who = panel[each.label]
        quote = _quote(panel, who, known) if agreed in _AGREED else None
        if quote is None:
            waiting += 1
            continue
        # Named ones as they were said, then the others in an order that tells nothing.
        order = b"\0" + place.to_bytes(4) if quote.by else b"\1" + panel.hashed("quote", quote.text, quote.shows)
        found.setdefault(each.about or "", []).append((order, quote))
    ordered = {
        about: [quote for _, quote in sorted(quotes, key=lambda each: each[0])] for about, quotes in found.items()
    }
    return ordered, waiting


def _quote(panel: Panel, who: Panellist, known: Known) -> Quote | None:
    """Return a quote as it may be shown; None where its language would tell the country of who hides it."""
    withheld = hidden(known.questionnaire, known.response.answers)
    answers = {name: str(value) for name, value in known.response.answers.items() if name not in withheld}
    spoken, interpreted, language = (answers.get(name, "") for name in ("words", "interpreted", "spoken_in"))
    if not spoken or who.known is None:
        return None
    short = panel.name(who)
    if who.shows_country:
        original, told = (spoken, spoken_language(language)) if interpreted else ("", "")
        return Quote(interpreted or spoken, who.name, who.shows, short, original, told, bool(interpreted))
    if not interpreted and language and base_language(language) != base_language(panel.session.language):
        return None
    return Quote(interpreted or spoken, who.name, who.shows, short)


def _practices(panel: Panel) -> tuple[tuple[Practice, ...], int]:
    found, waiting = list[Practice](), 0
    for each, known in panel.attached(PRACTICE):
        answers = known.response.answers
        publish = answers.get("publish")
        withheld = hidden(known.questionnaire, answers)
        if publish not in _PUBLISHED or "title" in withheld:
            waiting += 1
            continue
        words = Words(panel.words.language, known.questionnaire.default_language)
        texts = {
            question.name: (words(question.label), answer_text(question, value, words))
            for question, value in _answered(known)
            if question.name not in withheld
        }
        other = answers.get("area_other")
        area = texts.get("area", ("", ""))[1]
        found.append(
            Practice(
                country=texts.get("country", ("", ""))[1],
                area=f"{area} ({other})" if other else area,
                title=texts.get("title", ("", ""))[1],
                facts=tuple(fact for name, fact in texts.items() if name not in _HEADING),
                by=panel[each.label].name if publish == "with_name" else "",
            )
        )
    found.sort(key=lambda each: (each.country, each.area, panel.hashed("practice", each.title, each.by)))
    return tuple(found), waiting


def _answered(known: Known) -> Iterator[tuple[AnyEntry, str | float | list[str]]]:
    """Yield the questions of a response at the top that have an answer."""
    for question in known.questionnaire.questions:
        value = known.response.answers.get(question.name)
        if isinstance(question, Question) and value is not None:
            yield question, [code for code in value if isinstance(code, str)] if isinstance(value, list) else value


def _held(panel: Panel, parts: int) -> Held:
    state, session = panel.state, panel.session
    opened = [event.seq for event in state.events if event.kind == Open.__struct_config__.tag]
    changed = (event.seq for event in state.events if event.kind == Settings.__struct_config__.tag)
    return Held(
        moderator=session.moderator or "",
        started=session.started,
        finished=session.finished or "",
        parts=parts,
        minutes=state.rules.minutes,
        speaker=state.rules.speaker,
        late=len(state.late),
        breaks=tuple(_breaks(state)),
        away=tuple(_interruptions(state, session.started)),
        consensus=state.rules.consensus if state.revealed else None,
        changed_rules=any(opened and seq > opened[0] for seq in changed),
    )


def _interruptions(state: State, started: str) -> Iterator[int]:
    """Yield the times for which the board was away, but for those in which the panel had gone on."""
    for place, ms in enumerate(away(state, started)):
        if ms and place not in state.counted:
            yield ms


def _breaks(state: State) -> Iterator[int]:
    begun: int | None = None
    for event in state.events:
        if event.kind == Pause.__struct_config__.tag:
            begun = event.elapsed
        elif event.kind == GoOn.__struct_config__.tag and begun is not None:
            yield event.elapsed - begun
            begun = None
    if begun is not None and state.elapsed > begun:
        yield state.elapsed - begun


def _approvals(panel: Panel, there: Iterable[Panellist]) -> Approvals:
    """Return who has approved: of those who took part, as who was absent has nothing to approve."""
    approved, changed, waiting = list[tuple[str, str]](), list[str](), list[str]()
    unnamed = Counter[Standing]()
    for who in there:
        standing, name = panel.standing(who.label), panel.name(who)
        if not name:
            unnamed[standing] += 1
        elif standing is Standing.APPROVED:
            approved.append((name, panel.state.approvals[who.label].at[:10]))
        else:
            (changed if standing is Standing.CHANGED else waiting).append(name)
    return Approvals(
        tuple(approved),
        tuple(changed),
        tuple(waiting),
        unnamed[Standing.APPROVED],
        unnamed[Standing.CHANGED],
        unnamed[Standing.WAITING],
    )
