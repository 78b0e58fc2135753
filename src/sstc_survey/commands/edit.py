"""`edit`: change the answers of a complete response, in an interview that opens at its review, or by options."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sstc_survey.commands.shared.begin import asks_in_lines, now, prompter_here, stopwatch
from sstc_survey.commands.shared.drafts import its_questionnaire
from sstc_survey.commands.shared.editing import (
    EditKeeper,
    editor_of,
    folder_of,
    open_finished,
    refuse_unfinished,
    refuse_unless_editable,
)
from sstc_survey.commands.shared.ending import command_for, say_conflict, say_unsaved
from sstc_survey.commands.shared.find import find_last, find_response, named_path
from sstc_survey.commands.shared.output import ask, tell
from sstc_survey.commands.shared.packed import refuse_packs
from sstc_survey.commands.shared.pick import is_at_terminal
from sstc_survey.commands.shared.signals import ending_signals, exit_code
from sstc_survey.engine.editing import discarded, has_changes, reopen
from sstc_survey.engine.interview import Interview
from sstc_survey.engine.paths import is_path
from sstc_survey.engine.validation import tidied, validate_comment
from sstc_survey.i18n import ENGLISH, gettext, set_language, terminal_language
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.prompters.loop import run_interview
from sstc_survey.response import Response, Status, edit_of

if TYPE_CHECKING:
    from sstc_survey.parsing.replies import FileReply


def edit(
    id_prefix: str | None,
    *,
    last: bool,
    answers: str,
    by: str | None,
    changes: Sequence[str],
    reason: str | None,
    discard: bool,
    plain: bool,
) -> ExitCode:
    """Edit the response whose ID begins so, or the last one, with somebody who is asked, or by the changes given."""
    set_language(ENGLISH if changes else terminal_language(os.environ))
    if (id_prefix is None) is not last:
        code = codes.OPTIONS_CONTRADICT if last else codes.SHOW_WHICH
        raise SurveyError(Problem(code, {"first": "--last", "second": "ID"} if last else {}))
    _check_options(by, changes, reason, discard=discard)
    refuse_packs(answers, id_prefix)
    try:
        return _edit(id_prefix, answers=answers, by=by, changes=changes, reason=reason, discard=discard, plain=plain)
    except KeyboardInterrupt as interrupt:
        # Only at the question for the name, before anything was saved.
        tell("")
        return exit_code(interrupt)


def _edit(
    id_prefix: str | None,
    *,
    answers: str,
    by: str | None,
    changes: Sequence[str],
    reason: str | None,
    discard: bool,
    plain: bool,
) -> ExitCode:
    path = find_last(answers) if id_prefix is None else find_response(id_prefix, answers, to_resume=True)
    file, response = open_finished(path)
    try:
        refuse_unless_editable(response, path)
        if changes:
            refuse_unfinished(response, path)
        if discard:
            _refuse_without_edit(response, path)
        loaded = its_questionnaire(os.path.dirname(path), response)
        who = (by or "").strip() or ("" if discard else _ask_who(editor_of(response)[0]))
        interview = reopen(loaded.questionnaire, response, now(), who)
    except BaseException:
        file.close()
        raise
    is_named = id_prefix is not None and named_path(id_prefix) is not None
    with EditKeeper.resume(file, folder_of(path) if is_named else answers, loaded, response, now) as keeper:
        if discard:
            return _saved(keeper, discarded(interview), gettext("The response is as it was before the edit."))
        if changes:
            return _apply(keeper, interview, changes, reason or "")
        return _run(keeper, interview, plain=plain)


def _check_options(by: str | None, changes: Sequence[str], reason: str | None, *, discard: bool) -> None:
    """Raise what is wrong with the options together, all of it at once."""
    problems = []
    if changes:
        needed = [name for name, given in (("--reason", reason), ("--by", by)) if not (given or "").strip()]
        problems += [Problem(codes.OPTION_NEEDS, {"option": "--set", "needed": name}) for name in needed]
    elif reason is not None:
        problems.append(Problem(codes.OPTION_NEEDS, {"option": "--reason", "needed": "--set"}))
    if discard:
        given = [name for name, is_given in (("--set", bool(changes)), ("--by", by is not None)) if is_given]
        problems += [Problem(codes.OPTIONS_CONTRADICT, {"first": "--discard", "second": name}) for name in given]
    if problems:
        raise SurveyError(*problems)


def _refuse_without_edit(response: Response, path: str) -> None:
    if not edit_of(response):
        raise SurveyError(Problem(codes.NO_EDIT, {"id": response.id}, Place(path)))


def _ask_who(before: str) -> str:
    """Ask at a terminal who edits; Enter is whoever began the edit."""
    if not is_at_terminal():
        raise SurveyError(Problem(codes.EDIT_BY_WHOM))
    prompt = gettext("Your name:")
    with ending_signals():
        while True:
            line = ask(f"{prompt} [{before}] " if before else f"{prompt} ")
            name = tidied(line.strip(), multiline=False).text.strip()
            if name or (line and before):
                return name or before
            if not line:
                raise SurveyError(Problem(codes.EDIT_BY_WHOM))


def _run(keeper: EditKeeper, interview: Interview, *, plain: bool) -> ExitCode:
    """Let somebody change answers; whatever ends it, say what became of it."""
    set_language(interview.language)
    elapsed = stopwatch(interview.events[-1].elapsed)
    try:
        with ending_signals():
            if problem := keeper.save(interview):
                tell(gettext("NOT saved: {problem}").format(problem=problem))
                return ExitCode.PROBLEMS
            prompter = prompter_here(plain=plain)
            run_interview(interview, prompter, keeper, elapsed, reasons=prompter)
    except KeyboardInterrupt as interrupt:
        _say_end(keeper, interview, plain=plain)
        return exit_code(interrupt)
    return _say_end(keeper, interview, plain=plain)


def _say_end(keeper: EditKeeper, interview: Interview, *, plain: bool) -> ExitCode:
    """Say what became of an edit, as the disk has it: it was accepted or discarded, or is kept until it is resumed."""
    keeper.drop_unchanged(interview)
    last = keeper.saved
    if not edit_of(last):
        if len(last.events) == interview.reopened:
            tell("", gettext("The response is as it was before the edit."))
            return ExitCode.DONE
        tell(
            "",
            gettext("Saved: {path}").format(path=keeper.path),
            gettext("To view, run: {command}").format(command=command_for("show --history", keeper)),
        )
        say_conflict(keeper)
        return ExitCode.DONE
    if say_unsaved(keeper):
        command = command_for("edit --plain" if plain and not asks_in_lines(plain=False) else "edit", keeper)
        tell(
            "",
            gettext("The edit is unfinished; the response is as it was before it: {path}").format(path=keeper.path),
            gettext("To resume, run: {command}").format(command=command),
        )
        say_conflict(keeper)
    return ExitCode.PROBLEMS


def _saved(keeper: EditKeeper, interview: Interview, message: str) -> ExitCode:
    """Save at once, and say that it was, or why not."""
    try:
        with ending_signals():
            problem = keeper.save(interview)
    except KeyboardInterrupt as interrupt:
        # It came after the save, or the save failed.
        tell(gettext("NOT saved: {problem}").format(problem=keeper.failed) if keeper.failed else message)
        return exit_code(interrupt)
    if problem is not None:
        tell(gettext("NOT saved: {problem}").format(problem=problem))
        return ExitCode.PROBLEMS
    tell(message)
    return ExitCode.DONE


def _apply(keeper: EditKeeper, interview: Interview, changes: Sequence[str], reason: str) -> ExitCode:
    """Make all the changes given on the command line, or none if anything is wrong with one."""
    from sstc_survey.commands.shared.batch import script_of
    from sstc_survey.parsing.replies import ReplySet, read_null_words
    from sstc_survey.parsing.source import by_place
    from sstc_survey.prompters.scripted import tidied_script, validate_script
    from sstc_survey.prompters.scripted_edit import ScriptedEditor

    replies, problems = _read_changes(changes)
    if isinstance(checked := validate_comment(reason), Problem):
        problems.append(checked._replace(place=Place("--reason")))
    form, questionnaire = interview.form, interview.questionnaire
    script = script_of(read_null_words(ReplySet(Place("--set"), replies), form))
    script, warnings = tidied_script(form, script)
    validated = validate_script(questionnaire, form, script, interview.words, interview.environment(0).now)
    editor = ScriptedEditor(interview, script, validated, reason)
    ended = run_interview(interview, editor, editor, stopwatch(interview.events[-1].elapsed), reasons=editor)
    set_language(ENGLISH)
    problems += [*editor.problems, *editor.remaining_problems()]
    if problems:
        raise SurveyError(*by_place(problems))
    if warnings:
        from sstc_survey.reports.problems import print_problems

        print_problems(by_place(warnings), sys.stderr)
    if ended.status is not Status.COMPLETE or not has_changes(ended):
        tell("Nothing was changed: these are the answers of the response already.")
        return ExitCode.DONE
    return _saved(keeper, ended, f"Saved: {keeper.path}")


def _read_changes(changes: Sequence[str]) -> tuple[dict[str, FileReply], list[Problem]]:
    """Read each NAME=VALUE as a reply to the question with that name or path."""
    from sstc_survey.parsing.replies import FileReply, read_reply

    replies: dict[str, FileReply] = {}
    problems: list[Problem] = []
    for change in changes:
        name, has_value, text = change.partition("=")
        name = name.strip()
        place = Place(f"--set {name}")
        if not has_value or not name:
            problems.append(Problem(codes.EDIT_NO_VALUE, {"text": change}, Place("--set")))
        elif not is_path(name):
            problems.append(Problem(codes.REPLY_UNKNOWN_QUESTION, {"name": name}, place))
        elif name in replies:
            problems.append(Problem(codes.EDIT_SET_TWICE, {"name": name}, place))
        elif isinstance(reply := read_reply(name, text, place), FileReply):
            replies[name] = reply
        else:
            problems += reply
    return replies, problems
