"""`run --replies FILE`: responses from a file, all of them or, if anything is wrong, none."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Final

from sstc_survey.commands.clock import now, stopwatch
from sstc_survey.commands.keeping import FileKeeper, begun, new_response, save_first
from sstc_survey.commands.request import Request
from sstc_survey.commands.signals import ending_signals
from sstc_survey.commands.sources import Source, chosen_language, load
from sstc_survey.display import clean
from sstc_survey.errors import ExitCode, Problem, SurveyError
from sstc_survey.formats.replies import ReplySet, read_replies
from sstc_survey.formats.source import in_order
from sstc_survey.interview import Interview
from sstc_survey.prompting.conduct import conduct
from sstc_survey.prompting.scripted import ScriptedPrompter
from sstc_survey.prompting.scripted_replies import Given, Script, judged
from sstc_survey.response import Missing, Mode, Response
from sstc_survey.storage.files import read_bounded
from sstc_survey.storage.system import signals_held
from sstc_survey.tongues import ENGLISH, speak

MAX_REPLIES: Final = 64 << 20


def run_replies(request: Request, file: str) -> ExitCode:
    """Save a response for each set of replies in the file, and print the paths of the files."""
    source = load(request.questionnaire)
    language = chosen_language(source.questionnaire, request.language)
    started = now()
    problems: list[Problem] = []
    held: list[tuple[Response, Interview]] = []
    for item in _read(file):
        if isinstance(item, Problem):
            problems.append(item)
            continue
        head = new_response(source, Mode.SCRIPTED, language, request.interviewer, started)
        interview, wrong = _held(source, head, script_of(item))
        held.append((head, interview))
        problems += in_order(wrong)
    if problems:
        raise SurveyError(*problems)
    for path in _saved(source, request.answers, held):
        sys.stdout.write(f"{clean(path)}\n")
    return ExitCode.DONE


def _read(file: str) -> list[ReplySet | Problem]:
    data = read_bounded(file, MAX_REPLIES, follow=True)
    return [data] if isinstance(data, Problem) else read_replies(data, file)


def script_of(item: ReplySet) -> Script:
    """Return the replies of one response as they are given to the questions."""
    replies = {
        key: Given(entry.place, entry.raw, Missing(entry.state) if entry.state else None, entry.comment)
        for key, entry in item.entries.items()
    }
    return Script(item.place, replies, item.instances)


def _held(source: Source, head: Response, script: Script) -> tuple[Interview, list[Problem]]:
    """Hold an interview with the replies of a file; nothing is kept until all are known to fit."""
    interview = begun(source.questionnaire, head)
    started = dt.datetime.fromisoformat(head.started)
    outcomes = judged(source.questionnaire, interview.form, script, interview.words, started)
    prompter = ScriptedPrompter(interview, script, outcomes)
    ended = conduct(interview, prompter, prompter, stopwatch())
    speak(ENGLISH)
    return ended, [*prompter.problems, *prompter.left_over()]


def _saved(source: Source, answers: str, held: list[tuple[Response, Interview]]) -> list[str]:
    """Save all, or none, and return the paths."""
    keepers: list[FileKeeper] = []
    try:
        with ending_signals():
            for head, interview in held:
                with FileKeeper.begin(answers, source, head, now) as keeper:
                    keepers.append(keeper)
                    save_first(keeper, interview)
    except (SurveyError, KeyboardInterrupt):
        # Half a batch would be counted twice when the file is given again.
        with signals_held():
            for keeper in keepers:
                keeper.take_back()
        raise
    return [keeper.path for keeper in keepers]
