"""Responses from a file of replies: all of them are checked before the first is saved."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Final

from sstc_survey.commands.shared.begin import begin_interview, new_response, now, stopwatch
from sstc_survey.commands.shared.keeper import FileKeeper, save_first
from sstc_survey.commands.shared.locate import LoadedQuestionnaire
from sstc_survey.commands.shared.signals import ending_signals
from sstc_survey.display import clean
from sstc_survey.engine.interview import Interview
from sstc_survey.i18n import ENGLISH, set_language
from sstc_survey.parsing.replies import ReplySet, read_replies
from sstc_survey.parsing.source import by_place
from sstc_survey.problems import ExitCode, Problem, SurveyError
from sstc_survey.prompters.loop import run_interview
from sstc_survey.prompters.scripted import Script, ScriptedPrompter, ScriptedReply, validate_script
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.response import Missing, Mode, Response
from sstc_survey.storage.atomic import read_bounded
from sstc_survey.storage.signals import signals_held

MAX_REPLIES: Final = 64 << 20


def save_replies(
    loaded: LoadedQuestionnaire, file: str, answers: str, language: str, interviewer: str | None
) -> ExitCode:
    """Save a response for each set of replies, or none if any is wrong, and print the paths of the files."""
    data = read_bounded(file, MAX_REPLIES, follow=True)
    if isinstance(data, Problem):
        raise SurveyError(data)
    started = now()
    problems: list[Problem] = []
    interviews: list[tuple[Response, Interview]] = []
    for replies in read_replies(data, file):
        if isinstance(replies, Problem):
            problems.append(replies)
            continue
        head = new_response(loaded, Mode.SCRIPTED, language, interviewer, started)
        interview, wrong = _run_script(loaded.questionnaire, head, script_of(replies))
        interviews.append((head, interview))
        problems += by_place(wrong)
    if problems:
        raise SurveyError(*problems)
    keepers: list[FileKeeper] = []
    try:
        with ending_signals():
            for head, interview in interviews:
                with FileKeeper.begin(answers, loaded, head, now) as keeper:
                    keepers.append(keeper)
                    save_first(keeper, interview)
    except (SurveyError, KeyboardInterrupt):
        # Half a batch would be counted twice when the file is given again.
        with signals_held():
            for keeper in keepers:
                keeper.remove_saved()
        raise
    for keeper in keepers:
        sys.stdout.write(f"{clean(keeper.path)}\n")
    return ExitCode.DONE


def script_of(replies: ReplySet) -> Script:
    """Return the replies of one response as they are given to the questions."""
    scripted = {
        path: ScriptedReply(reply.place, reply.raw, Missing(reply.missing) if reply.missing else None, reply.comment)
        for path, reply in replies.replies.items()
    }
    return Script(replies.place, scripted, replies.instances)


def _run_script(questionnaire: Questionnaire, head: Response, script: Script) -> tuple[Interview, list[Problem]]:
    """Run an interview with the replies of a file; nothing is saved yet."""
    interview = begin_interview(questionnaire, head)
    started = dt.datetime.fromisoformat(head.started)
    validated = validate_script(questionnaire, interview.form, script, interview.words, started)
    prompter = ScriptedPrompter(interview, script, validated)
    ended = run_interview(interview, prompter, prompter, stopwatch())
    set_language(ENGLISH)
    return ended, [*prompter.problems, *prompter.remaining_problems()]
