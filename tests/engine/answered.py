"""Interviews that were given several replies."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sstc_survey.engine import Interview, Reply, advance, begin, resume
from sstc_survey.problems import Problem
from sstc_survey.questionnaire import AnyEntry, Choice, ChoiceList, Questionnaire
from sstc_survey.response import Mode, QuestionnaireRef, Response

NOW = datetime(2024, 3, 5, 9, 30, tzinfo=UTC)


def questionnaire_of(*questions: AnyEntry, **fields: Any) -> Questionnaire:
    """Return a questionnaire with these entries."""
    return Questionnaire(id="t", version="1", title="T", questions=questions, **fields)


def codes(*names: str, **columns: str) -> ChoiceList:
    """Return choices; `columns` has for each the text of its column `of`."""
    return ChoiceList(Choice(code=code, label=code.title(), columns={"of": columns.get(code, "")}) for code in names)


def answered(questionnaire: Questionnaire, *replies: Reply, seed: int = 7, username: str = "") -> Interview:
    """Begin an interview and give these replies, one a second, all of which must be valid."""
    return going_on(begin(questionnaire, "en", started=NOW, seed=seed, username=username), *replies)


def going_on(interview: Interview, *replies: Reply) -> Interview:
    """Give further replies."""
    for reply in replies:
        outcome = advance(interview, reply, interview.events[-1].elapsed + 1_000)
        assert isinstance(outcome, Interview), (interview.position, reply, str(outcome))
        interview = outcome
    return interview


def problem(interview: Interview, reply: Reply) -> Problem:
    """Give a reply that must be invalid."""
    outcome = advance(interview, reply, interview.events[-1].elapsed)
    assert isinstance(outcome, Problem), (interview.position, reply)
    return outcome


def paths(interview: Interview) -> list[str]:
    """Return the paths of the route."""
    return [step.path for step in interview.steps]


def value_of(interview: Interview, path: str) -> object:
    """Return the value in a question of the route."""
    (step,) = [step for step in interview.steps if step.path == path]
    return interview.value_of(step)


def response_of(interview: Interview) -> Response:
    """Return what is saved of an interview."""
    answers, missing, comments = interview.sheet.on_route()
    return Response(
        id="0190163d-8694-739b-aea5-966c26f8ad91",
        questionnaire=QuestionnaireRef("t", "1", "5a" * 32),
        status=interview.status,
        language=interview.language,
        mode=Mode.PLAIN,
        interviewer=interview.username or None,
        started=NOW.isoformat(),
        answers=answers,
        missing=missing,
        comments=comments,
        position=interview.position,
        events=list(interview.events),
    )


def resumed(interview: Interview) -> Interview:
    """Save an interview and open it again, a day later."""
    return resume(interview.questionnaire, response_of(interview), "2024-03-06T10:00:00+00:00")
