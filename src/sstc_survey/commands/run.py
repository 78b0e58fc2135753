"""`run`: an interview at a terminal, line by line, or with a file of replies."""

from __future__ import annotations

import os
from collections.abc import Mapping

from msgspec.structs import replace

from sstc_survey.commands.shared.begin import (
    LOCAL,
    asks_in_lines,
    begin_interview,
    new_response,
    now,
    prompter_here,
    stopwatch,
)
from sstc_survey.commands.shared.ending import command_for, say_conflict, say_unsaved
from sstc_survey.commands.shared.keeper import FileKeeper, save_first
from sstc_survey.commands.shared.locate import LoadedQuestionnaire, chosen_language, load
from sstc_survey.commands.shared.output import ask, tell
from sstc_survey.commands.shared.packed import refuse_packs
from sstc_survey.commands.shared.pick import is_at_terminal, pick
from sstc_survey.commands.shared.signals import ending_signals, exit_code
from sstc_survey.engine.interview import Interview
from sstc_survey.engine.interview import resume as resume_interview
from sstc_survey.i18n import find_languages, gettext, has_catalogue, noop, set_language, terminal_language, translated
from sstc_survey.problems import ExitCode, Problem, SurveyError, codes
from sstc_survey.prompters.labels import language_name
from sstc_survey.prompters.loop import NullPrompter, run_interview
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.response import Mode, Response, Status, Unfinished


def run(
    *,
    questionnaire: str | None,
    answers: str,
    language: str | None,
    interviewer: str | None,
    reference: str | None,
    again: bool,
    plain: bool,
    replies: str | None,
    resume: str | None,
    key: str | None,
    verbose: bool,
    begin_at: str | None = None,
    saves_trial: bool = False,
) -> ExitCode:
    """Run new interviews, or resume one, or save a response for each set of replies in a file.

    An interview that begins at a question is a trial, and saved only where that is asked for.
    """
    if replies is None:
        # Until an interview has begun, in whose language it goes on.
        set_language(language if language and has_catalogue(language) else terminal_language(os.environ))
    if key is not None and replies is None:
        raise SurveyError(Problem(codes.OPTION_NEEDS, {"option": "--key", "needed": "--replies"}))
    refuse_packs(answers, resume)
    if resume is not None:
        _refuse_with(
            "--resume", {"--replies": replies, "--language": language, "--interviewer": interviewer, "--again": again}
        )
    if replies is not None:
        _refuse_with("--replies", {"--reference": reference, "--again": again})
    if begin_at is not None:
        _refuse_with("--from", {"--resume": resume, "--replies": replies, "--again": again})
    try:
        if resume is not None:
            return _resume(resume, questionnaire, answers, reference, plain=plain)
        loaded = load(questionnaire)
        if language is None and replies is None:
            language = _offered_language(loaded.questionnaire, plain=plain)
        language = chosen_language(loaded.questionnaire, language)
        if replies is not None:
            from sstc_survey.commands.shared.batch import save_replies

            return save_replies(
                loaded, replies, answers, language=language, interviewer=interviewer, key=key, verbose=verbose
            )
        if begin_at is not None:
            saved_in = answers if saves_trial else None
            return _try(
                loaded,
                saved_in,
                new_response(loaded, _mode(plain), language, interviewer, now(), reference),
                begin_at,
                plain=plain,
            )
        return _run_new(loaded, answers, language, interviewer, reference, again=again, plain=plain)
    except KeyboardInterrupt as interrupt:
        return exit_code(interrupt)


def _refuse_with(option: str, others: Mapping[str, object]) -> None:
    """Raise the problem that an option was given together with any of these others that were given."""
    given = [name for name, value in others.items() if value not in (None, False)]
    if given:
        raise SurveyError(*(Problem(codes.OPTIONS_CONTRADICT, {"first": option, "second": name}) for name in given))


def _run_new(
    loaded: LoadedQuestionnaire,
    answers: str,
    language: str,
    interviewer: str | None,
    reference: str | None,
    *,
    again: bool,
    plain: bool,
) -> ExitCode:
    """Run one interview after the other, as long as there is another one; each goes on in the language of the last."""
    is_first = True
    while True:
        head = new_response(loaded, _mode(plain), language, interviewer, now(), reference)
        with FileKeeper.begin(answers, loaded, head, now) as keeper:
            code = _run(begin_interview(loaded.questionnaire, head, LOCAL), keeper, plain=plain)
        if code is not ExitCode.DONE:
            # Nobody came: so interviews in a row end.
            return ExitCode.DONE if keeper.removed and not is_first else code
        if not (again or _is_there_another()):
            return code
        is_first, reference, language = False, None, keeper.language
        tell("")


def _offered_language(questionnaire: Questionnaire, *, plain: bool) -> str | None:
    """Let a person choose the language where that of their terminal is another one than the default; None is that."""
    default, known = questionnaire.default_language, questionnaire.languages()
    found = find_languages(terminal_language(os.environ), known)
    if len(found) != 1 or found[0] == default or not is_at_terminal():
        return None
    message = " / ".join(dict.fromkeys(translated(noop("Language"), tag) for tag in (default, found[0])))
    tags = [default, *found, *sorted(known - {default, *found})]
    picked = pick(message, {tag: language_name(tag) for tag in tags}, plain=asks_in_lines(plain=plain))
    if picked is None:
        raise SurveyError(Problem(codes.NO_LANGUAGE_CHOSEN), exit_code=ExitCode.PROBLEMS)
    return picked


def _mode(plain: bool) -> Mode:
    return Mode.PLAIN if asks_in_lines(plain=plain) else Mode.TERMINAL


def _try(loaded: LoadedQuestionnaire, saved_in: str | None, head: Response, name: str, *, plain: bool) -> ExitCode:
    """Run an interview that begins at a question; without a folder to save it in, it is in memory alone."""
    from sstc_survey.commands.shared.trial import passed_to, trial_ended, trial_from

    set_language(head.language)
    trial = trial_from(loaded.questionnaire, name, saved_in=saved_in)
    interview = passed_to(begin_interview(trial.questionnaire, head, LOCAL), trial.name)
    if saved_in is not None:
        with FileKeeper.begin(saved_in, loaded, head, now) as keeper:
            return _run(interview, keeper, plain=plain)
    with ending_signals():
        run_interview(interview, prompter_here(plain=plain), NullPrompter(interview), stopwatch())
    tell("", trial_ended())
    return ExitCode.DONE


def _is_there_another() -> bool:
    """Ask at a terminal whether there is another interview; Enter and the end of input are no."""
    if not is_at_terminal():
        return False
    from sstc_survey.prompters.plain.prompter import says_yes

    try:
        return says_yes(ask(gettext("Another interview? [y/N] ")))
    except KeyboardInterrupt:
        # Everything is saved: there is nothing to break off.
        tell("")
        return False


def _resume(id_prefix: str, questionnaire: str | None, answers: str, reference: str | None, *, plain: bool) -> ExitCode:
    from sstc_survey.commands.shared.drafts import open_draft

    given = load(questionnaire) if questionnaire else None
    draft = open_draft(id_prefix, answers, given, plain=asks_in_lines(plain=plain))
    head = draft.response if reference is None else replace(draft.response, reference=reference)
    with FileKeeper.resume(draft.file, answers, draft.questionnaire, head, now) as keeper:
        interview = resume_interview(draft.questionnaire.questionnaire, draft.response, now(), LOCAL)
        unfinished = {path: field for path, field in draft.response.unfinished.items() if isinstance(field, Unfinished)}
        return _run(interview, keeper, plain=plain, unfinished=unfinished, resumed=True)


def _run(
    interview: Interview,
    keeper: FileKeeper,
    *,
    plain: bool,
    unfinished: Mapping[str, Unfinished] | None = None,
    resumed: bool = False,
) -> ExitCode:
    """Run an interview; whatever ends it, say where it was saved and how to resume it."""
    save_first(keeper, interview, unfinished)
    elapsed = stopwatch(interview.events[-1].elapsed)
    try:
        with ending_signals():
            prompter = prompter_here(keeper, plain=plain)
            interview = run_interview(interview, prompter, keeper, elapsed, unfinished=unfinished, resumed=resumed)
    except KeyboardInterrupt as interrupt:
        # It may have come when all was given and saved.
        _say_end(interview, keeper, plain=plain)
        return exit_code(interrupt)
    return _say_end(interview, keeper, plain=plain)


def _say_end(interview: Interview, keeper: FileKeeper, *, plain: bool) -> ExitCode:
    """Say where an interview was saved, and how to view or to resume it."""
    if interview.status is not Status.COMPLETE:
        _say_draft(keeper, plain=plain)
        return ExitCode.PROBLEMS
    tell(
        gettext("Saved: {path}").format(path=keeper.path),
        gettext("To view, run: {command}").format(command=command_for("show", keeper)),
    )
    say_conflict(keeper)
    return ExitCode.DONE


def _say_draft(keeper: FileKeeper, *, plain: bool) -> None:
    if keeper.remove_empty():
        tell("", gettext("Nothing was answered: no draft was saved."))
        return
    if not say_unsaved(keeper):
        return
    command = command_for("run --plain --resume" if plain else "run --resume", keeper)
    tell(
        "",
        gettext("Draft saved: {path}").format(path=keeper.path),
        gettext("To resume, run: {command}").format(command=command),
    )
    say_conflict(keeper)
