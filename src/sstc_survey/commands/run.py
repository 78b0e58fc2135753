"""`run`: hold an interview at a terminal, line by line, or from a file of replies."""

from __future__ import annotations

import datetime as dt
import os
import shlex
import shutil
import sys
from typing import Final

from sstc_survey.commands.request import ANY_DRAFT, Request
from sstc_survey.commands.shared.drafts import open_draft
from sstc_survey.commands.shared.keeper import FileKeeper, begun, new_response, now, save_first, stopwatch
from sstc_survey.commands.shared.locate import Source, chosen_language, load
from sstc_survey.commands.shared.signals import ending_signals, exit_code
from sstc_survey.display import clean
from sstc_survey.engine.interview import Interview, resume
from sstc_survey.i18n import ENGLISH, gettext, set_language
from sstc_survey.parsing.replies import ReplySet, read_replies
from sstc_survey.parsing.source import in_order
from sstc_survey.problems import ExitCode, Problem, SurveyError, codes
from sstc_survey.prompters.loop import Prompter, run_interview
from sstc_survey.prompters.scripted import Given, Script, ScriptedPrompter, judged
from sstc_survey.response import Missing, Mode, Response, Status
from sstc_survey.storage.atomic import read_bounded, signals_held

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
    ended = run_interview(interview, prompter, prompter, stopwatch())
    set_language(ENGLISH)
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


def run(request: Request) -> ExitCode:
    """Hold the interview that was asked for, or take replies from a file."""
    _refuse_contradictions(request)
    try:
        if request.replies is not None:
            return run_replies(request, request.replies)
        return _begin(request) if request.resume is None else _resume(request)
    except KeyboardInterrupt as interrupt:
        return exit_code(interrupt)


def _refuse_contradictions(request: Request) -> None:
    """Raise a problem for each pair of options of which one would be ignored."""
    given = {
        "--replies": request.replies,
        "--language": request.language,
        "--interviewer": request.interviewer,
    }
    if request.resume is not None:
        wrong = [name for name, value in given.items() if value is not None]
        if wrong:
            problems = [Problem(codes.OPTIONS_CONTRADICT, {"first": "--resume", "second": name}) for name in wrong]
            raise SurveyError(*problems)


def _begin(request: Request) -> ExitCode:
    mode = Mode.PLAIN if wants_lines(request) else Mode.TERMINAL
    source = load(request.questionnaire)
    language = chosen_language(source.questionnaire, request.language)
    head = new_response(source, mode, language, request.interviewer, now())
    with FileKeeper.begin(request.answers, source, head, now) as keeper:
        return _hold(begun(source.questionnaire, head), keeper, request)


def _resume(request: Request) -> ExitCode:
    expected = None if request.resume == ANY_DRAFT else request.resume
    only = load(request.questionnaire).questionnaire.id if request.questionnaire else None
    draft = open_draft(expected, request.answers, only, plain=wants_lines(request))
    with FileKeeper(draft.file, request.answers, draft.source, draft.response, now) as keeper:
        return _hold(resume(draft.source.questionnaire, draft.response, now()), keeper, request)


def _hold(interview: Interview, keeper: FileKeeper, request: Request) -> ExitCode:
    """Conduct an interview; whatever ends it, say where it was saved and how to go on."""
    save_first(keeper, interview)
    elapsed = stopwatch(interview.events[-1].elapsed)
    try:
        with ending_signals():
            prompter = _prompter(plain=wants_lines(request))
            interview = run_interview(interview, prompter, keeper, elapsed, resumed=request.resume is not None)
    except KeyboardInterrupt as interrupt:
        _say_draft(keeper, request)
        return exit_code(interrupt)
    if interview.status is Status.COMPLETE:
        _say(
            gettext("Saved: {path}").format(path=keeper.path),
            gettext("See it: {command}").format(command=_command("show", keeper.id, keeper)),
        )
        return ExitCode.DONE
    _say_draft(keeper, request)
    return ExitCode.PROBLEMS


def _say_draft(keeper: FileKeeper, request: Request) -> None:
    if keeper.failed:
        _say("", gettext("NOT saved: the last reply: {problem}").format(problem=keeper.failed))
    go_on = "run --plain --resume" if request.plain else "run --resume"
    _say(
        "",
        gettext("Draft kept: {path}").format(path=keeper.path),
        gettext("Go on with it: {command}").format(command=_command(go_on, keeper.id, keeper)),
    )


def _command(words: str, response_id: str, keeper: FileKeeper) -> str:
    answers = "" if keeper.saved_in == "answers" else f" --answers {shlex.quote(keeper.saved_in)}"
    return f"{_program()} {words} {response_id}{answers}"


def _program() -> str:
    """Return what to type for the program: its name, or where it is not on the PATH, the path it was called by."""
    if shutil.which("sstc-survey") or os.path.basename(sys.argv[0]) != "sstc-survey":
        return "sstc-survey"
    return shlex.quote(sys.argv[0])


def _say(*lines: str) -> None:
    from sstc_survey.display import clean

    try:
        for line in lines:
            sys.stderr.write(f"{clean(line)}\n")
        sys.stderr.flush()
    except OSError:
        # The terminal went away with whoever would have read this.
        return


def _prompter(*, plain: bool) -> Prompter:
    if not plain:
        from sstc_survey.prompters.terminal import TerminalPrompter

        return TerminalPrompter()
    from sstc_survey.prompters.plain.lines import StandardLines
    from sstc_survey.prompters.plain.prompter import PlainPrompter

    return PlainPrompter(StandardLines())


def prompter_here() -> Prompter:
    """Return who puts questions where the program runs: with menus, or line by line."""
    return _prompter(plain=_must_be_plain())


def wants_lines(request: Request) -> bool:
    """Tell whether to ask line by line: when told to, and wherever menus cannot be drawn or read."""
    return request.plain or _must_be_plain()


def _must_be_plain() -> bool:
    if os.environ.get("ACCESSIBLE") or os.environ.get("TERM", "dumb") == "dumb":
        return True
    drawn_on = any(stream is not None and stream.isatty() for stream in (sys.stderr, sys.stdout))
    return sys.stdin is None or not sys.stdin.isatty() or not drawn_on
