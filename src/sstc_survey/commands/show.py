"""`show`: one response, readable, without what its attribution hides."""

from __future__ import annotations

import os
from collections.abc import Collection
from functools import partial
from typing import Any

import msgspec

from sstc_survey.attribution import hidden
from sstc_survey.commands.shared.find import find_last, find_response
from sstc_survey.commands.shared.locate import chosen_language, load_copy
from sstc_survey.commands.shared.output import write_out
from sstc_survey.engine.answer_text import answer_text
from sstc_survey.engine.form import form_of
from sstc_survey.engine.paths import name_of
from sstc_survey.engine.route import Step, route
from sstc_survey.engine.saved_state import saved_state
from sstc_survey.engine.state import State
from sstc_survey.i18n import Words, set_language
from sstc_survey.problems import ExitCode, Problem, SurveyError, codes
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.reports.responses import TranscriptEntry, write_json, write_transcript
from sstc_survey.response import Response
from sstc_survey.storage.responses import read_response


def show(id_prefix: str | None, *, last: bool, answers: str, as_json: bool, language: str | None) -> ExitCode:
    """Print the response whose ID begins so, or the last one."""
    if (id_prefix is None) is not last:
        code = codes.OPTIONS_CONTRADICT if last else codes.SHOW_WHICH
        raise SurveyError(Problem(code, {"first": "--last", "second": "ID"} if last else {}))
    path = find_last(answers) if id_prefix is None else find_response(id_prefix, answers)
    response = read_response(path, follow=True)
    if isinstance(response, Problem):
        raise SurveyError(response)
    questionnaire = load_copy(os.path.dirname(path), response.questionnaire).questionnaire
    if as_json:
        write_out(partial(write_json, _without_hidden(response, questionnaire)), None, for_reading=False)
        return ExitCode.DONE
    shown_in = chosen_language(questionnaire, language) if language else response.language
    words = Words(shown_in, questionnaire.default_language)
    set_language(shown_in)
    entries = _transcript(response, questionnaire, words)
    write_out(partial(write_transcript, words(questionnaire.title), response, entries), None, for_reading=True)
    return ExitCode.DONE


def _transcript(response: Response, questionnaire: Questionnaire, words: Words) -> list[TranscriptEntry]:
    withheld = hidden(questionnaire, response.answers)
    form = form_of(questionnaire)
    state = saved_state(form, response)
    # A label may hold an answer that is hidden.
    disclosed = saved_state(form, response, language=words.language, hidden=withheld)
    return [
        TranscriptEntry(
            headings=disclosed.headings(step.node, step.at),
            label=disclosed.interpolated(step.node.entry.label, step.node, step.at) or step.node.name,
            reply=_reply(state, disclosed, step),
            missing=response.missing.get(step.path),
            comment=response.comments.get(step.path, ""),
            hidden=step.node.name in withheld,
        )
        for step in route(state)
        if step.askable
    ]


def _reply(state: State, disclosed: State, step: Step) -> str:
    return answer_text(step.node.entry, state.values.get(step.path), disclosed.reader(step.node, step.at))


def _without_hidden(response: Response, questionnaire: Questionnaire) -> dict[str, Any]:
    """Return the response as in its file, without the history and without what is hidden, which is named."""
    withheld = hidden(questionnaire, response.answers)
    document: dict[str, Any] = msgspec.to_builtins(response)
    del document["events"]
    document["answers"] = _without(document["answers"], withheld)
    for part in ("missing", "comments"):
        document[part] = {path: value for path, value in document[part].items() if name_of(path) not in withheld}
    return {**document, "hidden": sorted(withheld)}


def _without(value: object, names: Collection[str]) -> object:
    """Return answers without those to some names, in the instances of repeats too."""
    if isinstance(value, dict):
        return {name: _without(each, names) for name, each in value.items() if name not in names}
    return [_without(each, names) for each in value] if isinstance(value, list) else value
