"""`show`: one response, readable, without what its attribution hides."""

from __future__ import annotations

import sys
from typing import Any

import msgspec

from sstc_survey.attribution import hidden
from sstc_survey.commands.drafts import find_response, source_of
from sstc_survey.commands.sources import chosen_language
from sstc_survey.errors import ExitCode, Problem, SurveyError
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.reading import reading
from sstc_survey.rendering.transcript import Passage, write_json, write_transcript
from sstc_survey.response import Response
from sstc_survey.routing import route
from sstc_survey.storage.responses import read_response
from sstc_survey.wording import Words


def show(wanted: str, answers: str, *, as_json: bool, language: str | None) -> ExitCode:
    """Print the response whose id begins as wanted."""
    path = find_response(wanted, answers)
    response = read_response(path, follow=True)
    if isinstance(response, Problem):
        raise SurveyError(response)
    paper = source_of(response, path).questionnaire
    if as_json:
        write_json(_open_part(response, paper), sys.stdout)
        return ExitCode.DONE
    words = Words(
        chosen_language(paper, language) if language else response.language,
        paper.default_language,
    )
    write_transcript(words(paper.title), response, _passages(response, paper, words), sys.stdout)
    return ExitCode.DONE


def _passages(response: Response, paper: Questionnaire, words: Words) -> list[Passage]:
    kept_back = hidden(paper, response.answers)
    return [
        Passage(
            headings=tuple(words(heading) for heading in step.headings),
            label=words(step.question.label),
            reply=reading(step.question, response.answers.get(step.name), words),
            state=response.missing.get(step.name),
            comment=response.comments.get(step.name, ""),
            hidden=step.name in kept_back,
        )
        for step in route(paper, response.answers)
        if step.askable
    ]


def _open_part(response: Response, paper: Questionnaire) -> dict[str, Any]:
    """Return the response as in its file, without the history and without what is hidden, which is named."""
    kept_back = hidden(paper, response.answers)
    document: dict[str, Any] = msgspec.to_builtins(response)
    del document["events"]
    for key in ("answers", "missing", "comments"):
        document[key] = {name: value for name, value in document[key].items() if name not in kept_back}
    return {**document, "hidden": sorted(kept_back)}
