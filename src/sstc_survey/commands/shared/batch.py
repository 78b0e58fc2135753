"""Responses from a file of replies: all of them are checked before the first is saved.

The ids of a batch follow from its rows, so that a file that is given twice meets its own responses.
"""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from sstc_survey.commands.shared.begin import LOCAL, begin_interview, new_response, now, response_of, stopwatch
from sstc_survey.commands.shared.keeper import FileKeeper, save_first
from sstc_survey.commands.shared.locate import LoadedQuestionnaire
from sstc_survey.commands.shared.output import tell
from sstc_survey.commands.shared.signals import ending_signals
from sstc_survey.display import counted, spell_out
from sstc_survey.engine.editing import before_edits
from sstc_survey.engine.form import Form, form_of
from sstc_survey.engine.interview import Interview
from sstc_survey.engine.paths import flattened, name_of
from sstc_survey.i18n import ENGLISH, set_language
from sstc_survey.parsing.replies import ReplySet, read_null_words, read_replies
from sstc_survey.parsing.source import by_place
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.prompters.loop import run_interview
from sstc_survey.prompters.scripted import Script, ScriptedPrompter, ScriptedReply, tidied_script, validate_script
from sstc_survey.questionnaire import Question, Questionnaire
from sstc_survey.response import Missing, Mode, Response
from sstc_survey.storage.batches import Batch, BatchMarker
from sstc_survey.storage.bounded import read_bounded
from sstc_survey.storage.copies import save_copy
from sstc_survey.storage.encoding import encode
from sstc_survey.storage.ids import erased_name, file_name, id_from_data
from sstc_survey.storage.responses import read_response
from sstc_survey.storage.signals import signals_held

MAX_REPLIES: Final = 64 << 20
# Of rows that are not as they were saved.
_MOST_NAMED: Final = 20


class _Row(Struct, frozen=True):
    """One set of replies with the id of its response; `saved` is the response that has it already."""

    id: str
    replies: ReplySet
    saved: Response | None = None


class _Compared(Struct, frozen=True):
    """What becomes of the rows of a batch, by the ids of their responses.

    `places` has all rows but those with problems, `new` what is to be saved, `differing` what is saved already and says
    something else, and `versions` how many were saved with each other version of the questionnaire.
    """

    places: dict[str, str] = field(default_factory=dict)
    new: dict[str, bytes] = field(default_factory=dict)
    versions: Counter[str] = field(default_factory=Counter)
    differing: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def save_replies(
    loaded: LoadedQuestionnaire,
    file: str,
    answers: str,
    *,
    language: str,
    interviewer: str | None,
    key: str | None,
    verbose: bool,
) -> ExitCode:
    """Save a response for each set of replies that has none yet, or none if any is wrong."""
    data = read_bounded(file, MAX_REPLIES, follow=True)
    if isinstance(data, Problem):
        raise SurveyError(data)
    head = new_response(loaded, Mode.SCRIPTED, language, interviewer, now())
    found = read_replies(data, file)
    if key is None and not file.lower().endswith(".jsonl"):
        return _save_one(loaded, found, head, answers)
    folder = os.path.join(answers, loaded.questionnaire.id)
    rows = _compared(loaded, found, head, folder, key)
    if rows.problems:
        raise SurveyError(*rows.problems)
    marker = BatchMarker(
        source=os.path.abspath(file),
        command=shlex.join(["sstc-survey", *sys.argv[1:]]),
        started=head.started,
        rows=rows.places,
    )
    differing = [
        *rows.differing,
        *_save(loaded, folder, marker, rows.new, {str(problem.details["id"]) for problem in rows.differing}),
    ]
    say_saved(folder, rows.new, already=len(rows.places) - len(rows.new), versions=rows.versions, verbose=verbose)
    if differing:
        more = [Problem(codes.MORE_PROBLEMS, {}, Place(file))] if len(differing) > _MOST_NAMED else []
        raise SurveyError(*differing[:_MOST_NAMED], *more, exit_code=ExitCode.PROBLEMS)
    return ExitCode.DONE


def script_of(replies: ReplySet) -> Script:
    """Return the replies of one response as they are given to the questions."""
    scripted = {
        path: ScriptedReply(reply.place, reply.raw, Missing(reply.missing) if reply.missing else None, reply.comment)
        for path, reply in replies.replies.items()
    }
    return Script(replies.place, scripted, replies.instances)


def _compared(
    loaded: LoadedQuestionnaire, found: Sequence[ReplySet | Problem], head: Response, folder: str, key: str | None
) -> _Compared:
    """Check every row of a batch, and compare it with what was saved from it before."""
    rows = _Compared(problems=[outcome for outcome in found if isinstance(outcome, Problem)])
    keyed = _keyed((outcome for outcome in found if isinstance(outcome, ReplySet)), form_of(loaded.questionnaire), key)
    for row in _rows(keyed, folder, loaded.questionnaire.id):
        if isinstance(row, _Row):
            rows.places[row.id] = str(row.replies.place)
            _compare(loaded, row, head, folder, rows)
        else:
            # Where somebody withdrew, the file does not bring the response back.
            (rows.differing if row.code == codes.BATCH_ROW_ERASED else rows.problems).append(row)
    return rows


def _compare(loaded: LoadedQuestionnaire, row: _Row, head: Response, folder: str, rows: _Compared) -> None:
    """Run the interview of a row, and note whether it is wrong, new, or other than what was saved from it before."""
    place, saved = row.replies.place, row.saved
    head = replace(head, id=row.id, started=saved.started if saved else head.started)
    interview, wrong = _run_script(loaded.questionnaire, head, row.replies)
    response = response_of(head, interview, head.started)
    if wrong:
        rows.problems.extend(by_place(wrong))
    elif isinstance(encoded := encode(response), Problem):
        rows.problems.append(encoded._replace(place=place))
    elif saved is None:
        rows.new[row.id] = encoded
    else:
        if saved.questionnaire != loaded.reference:
            rows.versions[saved.questionnaire.version] += 1
        # A row still has what it had, whatever was corrected since.
        if _said(before_edits(saved), interview.form) != _said(response, interview.form):
            details = {"id": row.id, "file": os.path.join(folder, file_name(row.id))}
            rows.differing.append(Problem(codes.BATCH_ROW_DIFFERS, details, place))


def _save_one(loaded: LoadedQuestionnaire, found: list[ReplySet | Problem], head: Response, answers: str) -> ExitCode:
    """Save the one response of a file that is no batch: it is a new one whenever the file is given."""
    problems = [outcome for outcome in found if isinstance(outcome, Problem)]
    interviews = []
    for replies in found:
        if isinstance(replies, ReplySet):
            interview, wrong = _run_script(loaded.questionnaire, head, replies)
            problems += by_place(wrong)
            interviews.append(interview)
    if problems:
        raise SurveyError(*problems)
    with ending_signals(), FileKeeper.begin(answers, loaded, head, now) as keeper:
        save_first(keeper, interviews[0])
    sys.stdout.write(f"{spell_out(keeper.path)}\n")
    return ExitCode.DONE


def _keyed(found: Iterable[ReplySet], form: Form, key: str | None) -> Iterator[tuple[ReplySet, str] | Problem]:
    """Yield each set of replies with what tells it from the others: the value of its key, or all that it says."""
    places: dict[str, Place] = {}
    for replies in found:
        if key is None:
            yield replies, _content(replies)
            continue
        reply = replies.replies.get(key) if key in form.nodes else replies.replies.pop(key, None)
        value = "" if reply is None or reply.raw is None or isinstance(reply.raw, list) else str(reply.raw)
        if reply is None or not value.strip():
            yield Problem(codes.BATCH_KEY_MISSING, {"name": key}, replies.place)
            continue
        if value in places:
            yield Problem(codes.BATCH_KEY_TWICE, {"key": value, "other": str(places[value])}, reply.place)
            continue
        places[value] = reply.place
        yield replies, value


def _content(replies: ReplySet) -> str:
    said = {path: (reply.raw, reply.missing, reply.comment) for path, reply in replies.replies.items()}
    counts = {path: len(places) for path, places in replies.instances.items()}
    return json.dumps([said, counts], sort_keys=True)


def _rows(
    keyed: Iterable[tuple[ReplySet, str] | Problem], folder: str, questionnaire_id: str
) -> Iterator[_Row | Problem]:
    """Yield each set of replies with its id, and with the response that was saved from it before."""
    times: Counter[str] = Counter()
    for each in keyed:
        if isinstance(each, Problem):
            yield each
            continue
        replies, key = each
        times[key] += 1
        response_id = id_from_data(questionnaire_id, key, times[key])
        saved = None
        for name in (erased_name(response_id), file_name(response_id)):
            if os.path.lexists(path := os.path.join(folder, name)):
                saved = read_response(path)
                break
        if isinstance(saved, Problem) and saved.code == codes.RESPONSE_ERASED:
            yield Problem(codes.BATCH_ROW_ERASED, saved.details, replies.place)
        else:
            yield saved if isinstance(saved, Problem) else _Row(response_id, replies, saved)


def _said(response: Response, form: Form) -> tuple[object, ...]:
    """Return what a response has from its row: what was worked out may depend on the time."""
    answers = {
        path: value
        for path, value in flattened(response.answers)
        if (node := form.nodes.get(name_of(path))) is None or isinstance(node.entry, Question) or node.other_of
    }
    return answers, response.missing, response.comments


def _save(
    loaded: LoadedQuestionnaire, folder: str, marker: BatchMarker, new: dict[str, bytes], differing: set[str]
) -> list[Problem]:
    """Save the responses of a batch; return which rows an earlier version of it has that was cut, and this has not."""
    gone = save_batch(loaded, folder, marker, new.items(), differing)
    return [
        Problem(codes.BATCH_ROW_CHANGED, {"file": os.path.join(folder, file_name(each))}, Place(row))
        for each, row in gone.items()
    ]


def save_batch(
    loaded: LoadedQuestionnaire,
    folder: str,
    marker: BatchMarker,
    responses: Iterable[tuple[str, bytes]],
    differing: Collection[str] = (),
) -> dict[str, str]:
    """Save the responses of a batch, all of them or, if one fails or a signal comes, none.

    Returned are the rows, by ID, of earlier versions of it that were cut, which it has not: they do not count.
    """
    batch = Batch.begin(folder, marker)
    if isinstance(batch, Problem):
        raise SurveyError(batch, exit_code=ExitCode.PROBLEMS)
    outcome: Problem | dict[str, str] | None = None
    with batch, ending_signals():
        try:
            copy = save_copy(folder, loaded.text)
            outcome = copy if isinstance(copy, Problem) else None
            for response_id, data in responses if outcome is None else ():
                outcome = batch.save(response_id, data)
                if outcome is not None:
                    break
            if outcome is None:
                outcome = batch.finish(differing)
        finally:
            if not isinstance(outcome, dict):
                with signals_held():
                    batch.give_up()
    if isinstance(outcome, Problem):
        raise SurveyError(outcome, exit_code=ExitCode.PROBLEMS)
    return outcome or {}


def say_saved(
    folder: str, new: Iterable[str], *, already: int, versions: Counter[str] | None = None, verbose: bool = False
) -> None:
    """Say how many responses of a batch were saved, and how many are there from before, with which other versions."""
    paths = [os.path.join(folder, file_name(each)) for each in new]
    if verbose:
        for path in paths:
            sys.stdout.write(f"{spell_out(path)}\n")
    line = f"{counted(len(paths), 'response')} saved in {folder}"
    if already:
        line += f"; {already:,} saved before"
    if versions:
        names = ", ".join(sorted(versions))
        line += f", {versions.total():,} of them with another version of the questionnaire ({names})"
    tell(line)


def _run_script(questionnaire: Questionnaire, head: Response, replies: ReplySet) -> tuple[Interview, list[Problem]]:
    """Run an interview with the replies of a file, and say what was no part of them; nothing is saved yet."""
    interview = begin_interview(questionnaire, head, LOCAL)
    started = interview.environment(0).now
    script, warnings = tidied_script(interview.form, script_of(read_null_words(replies, interview.form)))
    if warnings:
        from sstc_survey.reports.problems import print_problems

        print_problems(by_place(warnings), sys.stderr)
    validated = validate_script(questionnaire, interview.form, script, interview.words, started)
    prompter = ScriptedPrompter(interview, script, validated)
    ended = run_interview(interview, prompter, prompter, stopwatch())
    set_language(ENGLISH)
    return ended, [*prompter.problems, *prompter.remaining_problems()]
