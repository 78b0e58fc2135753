"""Make the approval page of a panellist: all that was recorded of them, for their own eyes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sstc_survey.engine.answer_text import answer_text
from sstc_survey.engine.form import form_of
from sstc_survey.engine.route import route
from sstc_survey.engine.saved_state import saved_state
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.session.events import Session
from sstc_survey.session.minutes import Approval, NamedRelation, Recorded
from sstc_survey.session.panellists import FOLLOW_UP, PRACTICE, QUOTE, Known, Panel, Panellist
from sstc_survey.session.state import State


def approval_of(
    session: Session,
    state: State,
    questionnaire: Questionnaire,
    responses: Mapping[str, Known],
    label: str,
    language: str,
    until: str = "",
) -> Approval:
    """Return all that was recorded of one panellist, in a language; until when they may answer is as it is given."""
    panel = Panel(session, state, questionnaire, responses, language)
    who = panel[label]
    others = [each for each in panel.panellists if each is not who and panel.took_part(each)]
    words = panel.words
    return Approval(
        language=language,
        title=words(questionnaire.title),
        about=panel.about,
        by=who.name,
        shows=who.shows,
        tells=bool(who.shows) and not any(_same(who, each, questionnaire.respondent) for each in others),
        is_only_unnamed=not who.name and bool(others) and all(each.name for each in others),
        answers=_recorded(who.known, language) if who.known else (),
        follow_ups=tuple(
            each for known in _attached(panel, label, FOLLOW_UP) for each in _recorded(known, language)[1:]
        ),
        quotes=tuple(_recorded(known, language) for known in _attached(panel, label, QUOTE)),
        practices=tuple(_recorded(known, language) for known in _attached(panel, label, PRACTICE)),
        relations=tuple(
            NamedRelation(panel.name(who), kind == "agrees", panel.name(panel[related.whom]))
            for related, kind in state.relations.items()
            if related.who == label
        ),
        standing=panel.standing(label),
        until=until,
    )


def _same(who: Panellist, other: Panellist, respondent: Iterable[str]) -> bool:
    """Tell whether another panellist has the same answers to what is shown of one."""
    return all(who.answers.get(name) == other.answers.get(name) for name in respondent if name not in who.hidden)


def _attached(panel: Panel, label: str, questionnaire: str) -> list[Known]:
    return [known for each, known in panel.attached(questionnaire) if each.label == label]


def _recorded(known: Known, language: str) -> tuple[Recorded, ...]:
    """Return all that a response says, in the order in which it was asked."""
    response = known.response
    state = saved_state(form_of(known.questionnaire), response, language=language)
    return tuple(
        Recorded(
            headings=state.headings(step.node, step.at),
            label=state.interpolated(step.node.entry.label, step.node, step.at) or step.node.name,
            text=answer_text(step.node.entry, state.values.get(step.path), state.reader(step.node, step.at)),
            missing=str(response.missing.get(step.path, "")),
            comment=response.comments.get(step.path, ""),
        )
        for step in route(state)
        if step.askable
    )
