"""`run --replies FILE`: responses from a file, all of them or, if anything is wrong, none."""

from __future__ import annotations

import os
import sys
from typing import Final

from sstc_survey.commands.clock import now, stopwatch
from sstc_survey.commands.keeping import FileKeeper, new_response, save_first
from sstc_survey.commands.request import Request
from sstc_survey.commands.sources import Source, chosen_language, load
from sstc_survey.display import clean
from sstc_survey.errors import ExitCode, Problem, SurveyError
from sstc_survey.formats.replies import ReplySet, read_replies
from sstc_survey.interview import Interview, begin
from sstc_survey.prompting.conduct import conduct
from sstc_survey.prompting.scripted import Given, ScriptedPrompter, faults
from sstc_survey.response import Missing, Mode
from sstc_survey.storage.files import read_bounded
from sstc_survey.wording import Words

MAX_REPLIES: Final = 64 << 20


class _NotYet:
    """Keeps nothing while the replies of a file are tried: none is saved before all are known to fit."""

    def keep(self, interview: Interview) -> Problem | None:
        """Keep nothing."""

    def move(self, folder: str) -> Problem | None:
        """Keep nothing anywhere else."""


def run_replies(request: Request, file: str) -> ExitCode:
    """Save a response for each set of replies in the file, and print the paths of the files."""
    source = load(request.questionnaire)
    language = chosen_language(source.questionnaire, request.language)
    started = now()
    interviews = [_held(source, language, replies) for replies in _given(source, language, file)]
    saved: list[str] = []
    try:
        for interview in interviews:
            head = new_response(source, Mode.SCRIPTED, language, request.interviewer, started)
            with FileKeeper.begin(request.answers, source, head, now) as keeper:
                save_first(keeper, interview)
                saved.append(keeper.path)
    except (SurveyError, KeyboardInterrupt):
        # Half a batch would be counted twice when the file is given again.
        for path in saved:
            os.unlink(path)
        raise
    for path in saved:
        sys.stdout.write(f"{clean(path)}\n")
    return ExitCode.DONE


def _given(source: Source, language: str, file: str) -> list[dict[str, Given]]:
    """Read the file and return its sets of replies, or raise every problem of it."""
    data = read_bounded(file, MAX_REPLIES, follow=True)
    if isinstance(data, Problem):
        raise SurveyError(data)
    sets = read_replies(data, file)
    words = Words(language, source.questionnaire.default_language)
    problems: list[Problem] = []
    given: list[dict[str, Given]] = []
    for item in sets:
        if isinstance(item, Problem):
            problems.append(item)
            continue
        replies = _replies(item)
        problems += faults(source.questionnaire, replies, words, item.place)
        given.append(replies)
    if problems:
        raise SurveyError(*problems)
    return given


def _replies(item: ReplySet) -> dict[str, Given]:
    return {
        name: Given(entry.place, entry.raw, Missing(entry.state) if entry.state else None, entry.comment)
        for name, entry in item.entries.items()
    }


def _held(source: Source, language: str, replies: dict[str, Given]) -> Interview:
    prompter = ScriptedPrompter(replies)
    interview = conduct(begin(source.questionnaire, language), prompter, _NotYet(), stopwatch())
    if prompter.problems:
        raise SurveyError(*prompter.problems)
    return interview
