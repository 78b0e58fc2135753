"""`show`: one response, readable, without what its attribution hides."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

import msgspec

from sstc_survey.attribution import hidden
from sstc_survey.commands.shared.drafts import find_response, source_of
from sstc_survey.commands.shared.locate import chosen_language
from sstc_survey.commands.shared.output import write_out
from sstc_survey.engine.answer_text import reading
from sstc_survey.engine.form import compiled
from sstc_survey.engine.paths import name_of
from sstc_survey.engine.recalculation import saved_state
from sstc_survey.engine.route import Step, route
from sstc_survey.engine.state import State
from sstc_survey.i18n import Text, Words
from sstc_survey.problems import ExitCode, Problem, SurveyError
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.reports.responses import Passage, write_json, write_transcript
from sstc_survey.response import Response
from sstc_survey.storage.responses import read_response


def show(expected: str, answers: str, *, as_json: bool, language: str | None) -> ExitCode:
    """Print the response whose id begins as wanted."""
    path = find_response(expected, answers)
    response = read_response(path, follow=True)
    if isinstance(response, Problem):
        raise SurveyError(response)
    paper = source_of(response, path).questionnaire
    if as_json:
        write_out(partial(write_json, _open_part(response, paper)), None, for_reading=False)
        return ExitCode.DONE
    words = Words(
        chosen_language(paper, language) if language else response.language,
        paper.default_language,
    )
    passages = _passages(response, paper, words)
    write_out(partial(write_transcript, words(paper.title), response, passages), None, for_reading=True)
    return ExitCode.DONE


def _passages(response: Response, paper: Questionnaire, words: Words) -> list[Passage]:
    kept_back = hidden(paper, response.answers)
    form = compiled(paper)
    state = saved_state(form, response)
    # A label may hold an answer that is hidden.
    disclosed = saved_state(form, response, language=words.language, veiled=kept_back)
    return [
        Passage(
            headings=disclosed.headings(step.node, step.at),
            label=disclosed.wording(step.node.entry.label, step.node, step.at) or step.node.name,
            reply=_reply(state, disclosed, step),
            state=response.missing.get(step.path),
            comment=response.comments.get(step.path, ""),
            hidden=step.node.name in kept_back,
        )
        for step in route(state)
        if step.askable
    ]


def _reply(state: State, disclosed: State, step: Step) -> str:
    def wording(text: Text) -> str:
        return disclosed.wording(text, step.node, step.at)

    return reading(step.node.entry, state.values.get(step.path), wording)


def _open_part(response: Response, paper: Questionnaire) -> dict[str, Any]:
    """Return the response as in its file, without the history and without what is hidden, which is named."""
    kept_back = hidden(paper, response.answers)
    document: dict[str, Any] = msgspec.to_builtins(response)
    del document["events"]
    document["answers"] = _without(document["answers"], kept_back)
    for part in ("missing", "comments"):
        document[part] = {key: said for key, said in document[part].items() if name_of(key) not in kept_back}
    return {**document, "hidden": sorted(kept_back)}


def _without(answers: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Return answers without those of some names, in the instances of repeats too."""
    return {name: _without_inside(value, names) for name, value in answers.items() if name not in names}


def _without_inside(value: object, names: Collection[str]) -> object:
    if not isinstance(value, list):
        return value
    return [_without(each, names) if isinstance(each, dict) else each for each in value]
