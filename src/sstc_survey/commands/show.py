"""`show`: one response, readable, without what its attribution hides."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from sstc_survey.attribution import hidden
from sstc_survey.commands.shared.find import find_last, find_response
from sstc_survey.commands.shared.locate import chosen_language, load_copy
from sstc_survey.commands.shared.output import write_out
from sstc_survey.engine.answer_text import answer_text
from sstc_survey.engine.editing import Said
from sstc_survey.engine.form import form_of
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.history import history_of
from sstc_survey.engine.paths import Instances, name_of, split_path
from sstc_survey.engine.route import Step, route
from sstc_survey.engine.saved_state import saved_state
from sstc_survey.engine.state import State
from sstc_survey.i18n import Words, set_language
from sstc_survey.problems import ExitCode, Problem, SurveyError, codes
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.reports.responses import TranscriptEntry, write_json, write_transcript
from sstc_survey.response import COMMENT_FIELD, EDIT, Response
from sstc_survey.storage.responses import brief_of, read_response

if TYPE_CHECKING:
    from sstc_survey.reports.history import HistoryLine


def show(
    id_prefix: str | None, *, last: bool, history: bool, answers: str, as_json: bool, language: str | None
) -> ExitCode:
    """Print the response whose ID begins so, or the last one, or its history."""
    if (id_prefix is None) is not last:
        code = codes.OPTIONS_CONTRADICT if last else codes.SHOW_WHICH
        raise SurveyError(Problem(code, {"first": "--last", "second": "ID"} if last else {}))
    path = find_last(answers) if id_prefix is None else find_response(id_prefix, answers)
    response = read_response(path, follow=True)
    if isinstance(response, Problem):
        raise SurveyError(response)
    questionnaire = load_copy(os.path.dirname(path), response.questionnaire).questionnaire
    if history:
        return _show_history(response, questionnaire, language, as_json=as_json)
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


def _show_history(response: Response, questionnaire: Questionnaire, language: str | None, *, as_json: bool) -> ExitCode:
    """Print who changed what, when and why."""
    from sstc_survey.reports.history import write_history, write_json_history

    shown_in = chosen_language(questionnaire, language) if language else response.language
    words = Words(shown_in, questionnaire.default_language)
    # Answers have words of the program too, such as Other.
    set_language(shown_in)
    lines = [*_history(response, questionnaire, words)]
    if as_json:
        write_out(partial(write_json_history, response, lines), None, for_reading=False)
        return ExitCode.DONE
    write_out(partial(write_history, words(questionnaire.title), response, lines), None, for_reading=True)
    return ExitCode.DONE


def _history(response: Response, questionnaire: Questionnaire, words: Words) -> Iterator[HistoryLine]:
    from sstc_survey.reports.history import HistoryLine, ShownSaid

    form = form_of(questionnaire)
    withheld = hidden(questionnaire, response.answers)
    disclosed = saved_state(form, response, language=words.language, hidden=withheld)

    def read(said: Said, node: FormNode, at: Instances) -> ShownSaid | None:
        if said == Said():
            return None
        is_count = node.is_repeat and said.value is not None
        text = str(said.value) if is_count else answer_text(node.entry, said.value, disclosed.reader(node, at))
        return ShownSaid(text or None, said.missing, said.comment or None)

    for entry in history_of(response):
        line = HistoryLine(entry.at, entry.by, entry.kind, reason=entry.reason, accepted=entry.is_accepted)
        name, at = split_path(entry.path)
        node = form.nodes.get(name)
        if not entry.path or node is None:
            yield line
            continue
        label = disclosed.interpolated(node.entry.label, node, at) or node.name
        line = replace(line, question=entry.path, headings=disclosed.headings(node, at), label=label)
        if name in withheld:
            # A reason may tell what was said.
            yield replace(line, hidden=True, reason=None)
        else:
            yield replace(line, before=read(entry.before, node, at), after=read(entry.after, node, at))


def _reply(state: State, disclosed: State, step: Step) -> str:
    return answer_text(step.node.entry, state.values.get(step.path), disclosed.reader(step.node, step.at))


def _without_hidden(response: Response, questionnaire: Questionnaire) -> dict[str, Any]:
    """Return the response as in its file, without the history and without what is hidden, which is named.

    Of an unfinished edit it has only since when there is one, and by whom.
    """
    withheld = hidden(questionnaire, response.answers)
    document: dict[str, Any] = msgspec.to_builtins(response)
    del document["events"]
    document["unfinished"].pop(EDIT, None)
    for part in ("unfinished", "missing", "comments"):
        document[part] = _without_paths(document[part], withheld)
    for over in document["rounds"]:
        over.update({part: _without_paths(over[part], withheld) for part in over})
    document["answers"] = _without(document["answers"], withheld)
    edit = brief_of(response).edit
    begun = None if edit is None else {"at": edit.data["at"], "by": edit.data.get("by")}
    return {**document, "unfinished_edit": begun, "hidden": sorted(withheld)}


def _without_paths(values: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Return what is said by path without what belongs to some names."""
    return {path: value for path, value in values.items() if name_of(path.removesuffix(COMMENT_FIELD)) not in names}


def _without(value: object, names: Collection[str]) -> object:
    """Return answers without those to some names, in the instances of repeats too."""
    if isinstance(value, dict):
        return {name: _without(each, names) for name, each in value.items() if name not in names}
    return [_without(each, names) for each in value] if isinstance(value, list) else value
