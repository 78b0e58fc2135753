"""What is not wrong with a roster, but may not have been meant, or may tell who an unnamed panellist is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from sstc_survey.attribution import Attributions
from sstc_survey.engine.answer_text import answer_text
from sstc_survey.engine.interview import Interview
from sstc_survey.folding import folded
from sstc_survey.i18n import find_languages, gettext
from sstc_survey.problems import Place, Problem, codes
from sstc_survey.questionnaire import DataType, Question, Value
from sstc_survey.session.languages import spoken_language


class Known(Struct, frozen=True):
    """What is known of a panellist: the answers by name, and where their row is."""

    label: str
    language: str | None
    terminal: bool
    place: Place
    answers: Mapping[str, Value]


def warnings_of(seats: Sequence[Known], blank: Interview, file: Place) -> Iterator[Problem]:
    """Yield the warnings of a roster without errors."""
    yield from _same_persons(seats, blank)
    yield from _without_attribution(seats, blank, file)
    yield from _recognized(seats, blank, file)
    yield from _at_terminals(seats, blank)


def _same_persons(seats: Sequence[Known], blank: Interview) -> Iterator[Problem]:
    respondent = [
        name
        for name in blank.questionnaire.respondent
        if isinstance(question := blank.form.nodes[name].entry, Question) and question.data_type is DataType.TEXT
    ]
    if not respondent:
        return
    first: dict[tuple[str, ...], Known] = {}
    for seat in seats:
        told = tuple(folded(" ".join(str(seat.answers.get(name, "")).split())) for name in respondent)
        other = first.setdefault(told, seat)
        if told[0] and other is not seat:
            yield Problem(codes.ROSTER_SAME_PERSON, {"label": seat.label, "other": other.label}, seat.place)


def _without_attribution(seats: Sequence[Known], blank: Interview, file: Place) -> Iterator[Problem]:
    attribution = blank.questionnaire.attribution
    if attribution is not None and not any(attribution.question in seat.answers for seat in seats):
        yield Problem(codes.ROSTER_NO_ATTRIBUTION, {}, file)


def _recognized(seats: Sequence[Known], blank: Interview, file: Place) -> Iterator[Problem]:
    """Yield who can be recognized by what is shown of them without a name."""
    questionnaire = blank.questionnaire
    attribution, rules = questionnaire.attribution, Attributions(questionnaire)
    respondent = frozenset(questionnaire.respondent)
    if attribution is None or not respondent:
        return
    # Who chose to be named is not among those whom a statement without a name may be from.
    unnamed = [
        seat
        for seat in seats
        if attribution.question not in seat.answers or not respondent.isdisjoint(rules.hidden(seat.answers))
    ]
    partly = {frozenset(names) for names in attribution.hides.values() if respondent & set(names)}
    may_be: dict[str, None] = {}
    for seat in unnamed:
        is_open = attribution.question not in seat.answers
        for hidden in partly if is_open else [rules.hidden(seat.answers)]:
            told = _told(seat, questionnaire.respondent, hidden)
            if not any(told) or any(
                _told(other, questionnaire.respondent, hidden) == told for other in unnamed if other is not seat
            ):
                continue
            shown = _shown(seat, blank, hidden)
            if is_open:
                may_be[f"{shown} ({seat.label})"] = None
            else:
                yield Problem(codes.ROSTER_TELLS_WHO, {"label": seat.label, "shown": shown}, seat.place)
    if may_be:
        yield Problem(codes.ROSTER_MAY_TELL_WHO, {"who": "; ".join(may_be)}, file)


def _told(seat: Known, respondent: Sequence[str], hidden: frozenset[str]) -> tuple[object, ...]:
    """Return what is told of who somebody is when these are hidden."""
    return tuple(
        (value, seat.answers.get(f"{name}_other"))
        for name in respondent
        if name not in hidden and (value := seat.answers.get(name)) is not None
    )


def _shown(seat: Known, blank: Interview, hidden: frozenset[str]) -> str:
    """Return in words what is told of who somebody is when these are hidden."""
    shown: list[str] = []
    for name in blank.questionnaire.respondent:
        question, value = blank.form.nodes[name].entry, seat.answers.get(name)
        if isinstance(question, Question) and value is not None and name not in hidden:
            other = seat.answers.get(f"{name}_other")
            read = blank.state.reader(blank.form.nodes[name], ())
            shown.append(str(other) if other else answer_text(question, value, read))
    return gettext(", ").join(shown)


def _at_terminals(seats: Sequence[Known], blank: Interview) -> Iterator[Problem]:
    known = blank.questionnaire.languages()
    for seat in seats:
        if seat.terminal and seat.language and not find_languages(seat.language, known):
            language, shown = spoken_language(seat.language), spoken_language(blank.language)
            details = {"language": language, "label": seat.label, "shown": shown}
            yield Problem(codes.ROSTER_TERMINAL_LANGUAGE, details, seat.place)
