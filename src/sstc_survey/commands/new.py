"""`new`: a questionnaire to start from."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from typing import Final

from sstc_survey.commands.shared.begin import prompter_here, stopwatch
from sstc_survey.commands.shared.output import Output, reserved, stream_of, tell
from sstc_survey.commands.shared.protection import writing_into
from sstc_survey.commands.shared.starter import PARTS, SCHEMA_FILE, NewQuestionnaire, starter
from sstc_survey.display import spell_out
from sstc_survey.engine.interview import Interview, begin
from sstc_survey.engine.replies import Continue, Enough, Finish, Reply
from sstc_survey.i18n import FOLDER, has_catalogue
from sstc_survey.parsing.questionnaire import parse_questionnaire
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.prompters.loop import NullPrompter, Prompter, Stop, Verify, run_interview
from sstc_survey.prompters.screens import RepeatScreen, ReviewLine, Screen
from sstc_survey.questionnaire import (
    Calculate,
    Choice,
    ChoiceList,
    Questionnaire,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)
from sstc_survey.response import Status
from sstc_survey.storage.atomic import atomic_write
from sstc_survey.storage.outputs import READABLE

_COMMAND: Final = "new"
_TITLE: Final = "My questionnaire"
_LANGUAGE: Final = "en"
_UPPER: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-"
_LOWER: Final = "abcdefghijklmnopqrstuvwxyz "
_KEPT: Final = "abcdefghijklmnopqrstuvwxyz0123456789 "
_TAG: Final = "[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*"
YES: Final = "yes"
NO: Final = "no"


def new(*, file: str | None, title: str | None, languages: Sequence[str], yes: bool, schema: bool) -> ExitCode:
    """Write a questionnaire to start from, and say what to do with it."""
    stream = _check_place(file, schema=schema)
    title = " ".join((title or "").split()) or (_TITLE if yes else "")
    interview = begin(questions(title, " ".join(languages) or _LANGUAGE, schema=schema), _LANGUAGE)
    defaults = DefaultsPrompter(interview)
    prompter: Prompter = defaults if yes else prompter_here(plain=False)
    # Nothing is saved of the interview itself.
    interview = run_interview(interview, prompter, defaults, stopwatch())
    if interview.status is not Status.COMPLETE:
        tell("Nothing was written.")
        return ExitCode.PROBLEMS
    chosen = _chosen(interview, None if stream else file, has_room_beside=stream is None)
    text = starter(chosen).encode()
    if problems := parse_questionnaire(text, chosen.file).problems:
        raise SurveyError(*problems)
    if stream is not None:
        stream.write(text)
        return ExitCode.DONE
    _write(chosen, text)
    _say_untranslated(chosen.languages)
    sys.stdout.write(f"{spell_out(chosen.file)}\n")
    tell(f"Edit it, then run: sstc-survey check {shlex.quote(chosen.file)}")
    return ExitCode.DONE


def _say_untranslated(languages: Sequence[str]) -> None:
    """Say which languages have no sample texts, and why: the program's own words are not there in them."""
    lacking = [tag for tag in languages if not has_catalogue(tag)]
    if lacking:
        known = ", ".join(sorted(os.listdir(FOLDER)))
        tell(
            f"No sample texts in {', '.join(lacking)}: they are in English, to be translated.",
            f"There are sample texts in the languages of the program: en, {known}.",
        )


def _check_place(file: str | None, *, schema: bool) -> Output | None:
    """Raise why nothing can be written there, or return the stream that it is, if it is one."""
    if file is None:
        if problem := writing_into(os.curdir, (), os.curdir):
            raise SurveyError(problem)
        return None
    if os.path.lexists(file) and stream_of(file) is None:
        raise SurveyError(Problem(codes.FILE_EXISTS, {"command": _COMMAND}, Place(file)))
    output = Output(file, ())
    if not output.is_stream:
        return None
    if schema:
        # Beside a stream there is no place for it.
        raise SurveyError(Problem(codes.OPTIONS_CONTRADICT, {"first": "--schema", "second": file}))
    return output


def questions(title: str, languages: str, *, schema: bool) -> Questionnaire:
    """Return what `new` asks; what was given is the default."""
    return Questionnaire(
        id="new",
        version="1",
        title="New questionnaire",
        questions=(
            TextQuestion(name="title", label="What is the title?", required=True, default=title or None),
            # An id has small letters, digits and hyphens: whatever else the title has is taken out.
            Calculate(name="small", calculation=f"translate(${{title}}, '{_UPPER}', '{_LOWER}')"),
            Calculate(name="bare", calculation=f"translate(${{small}}, translate(${{small}}, '{_KEPT}', ''), '')"),
            Calculate(name="proposed", calculation="translate(substr(normalize-space(${bare}), 0, 60), ' ', '-')"),
            TextQuestion(
                name="id",
                label="What is the id? It names the answers folder.",
                required=True,
                calculation="if(${proposed} = '', 'questionnaire', ${proposed})",
                constraint="regex(., '^[a-z0-9][a-z0-9._-]{0,63}$')",
                constraint_message="use lower-case letters, digits, full stops, hyphens and underscores",
            ),
            TextQuestion(
                name="languages",
                label="Which languages will it use?",
                hint="Tags such as en, fr or zh; the first is the default.",
                required=True,
                default=languages,
                constraint=f"regex(., '^{_TAG}([ ,]+{_TAG})*$')",
                constraint_message="use language tags, such as en, fr, zh-Hant",
            ),
            SelectMultiple(
                name="parts",
                label="Which examples to include?",
                required=True,
                default=" ".join(PARTS),
                choices=ChoiceList(Choice(code=code, label=label) for code, label in PARTS.items()),
            ),
            SelectOne(
                name="schema",
                label="Also write the JSON Schema, so that editors can complete the keys?",
                required=True,
                default=YES if schema else NO,
                choices=ChoiceList((Choice(code=YES, label="Yes"), Choice(code=NO, label="No"))),
            ),
        ),
    )


class DefaultsPrompter(NullPrompter):
    """Keeps every default and calculated value; one that is invalid is raised."""

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop:
        """Keep the value that the question has."""
        return Continue()

    def ask_repeat(self, screen: RepeatScreen, verify: Verify) -> Reply | Stop:
        """Add no instance."""
        return Enough()

    def review(self, lines: tuple[ReviewLine, ...]) -> Reply | Stop:
        """Finish."""
        return Finish()

    def reject(self, problem: Problem) -> None:
        """Raise why the value is invalid."""
        raise SurveyError(problem)


def _chosen(interview: Interview, file: str | None, *, has_room_beside: bool) -> NewQuestionnaire:
    answers = interview.sheet.answers
    tags = str(answers["languages"]).replace(",", " ").split()
    parts = answers["parts"]
    return NewQuestionnaire(
        file=file or f"{answers['id']}.yaml",
        title=str(answers["title"]),
        id=str(answers["id"]),
        languages=tuple(dict.fromkeys(tags)),
        parts=tuple(parts) if isinstance(parts, list) else (),
        schema=answers["schema"] == YES and has_room_beside,
    )


def _write(chosen: NewQuestionnaire, text: bytes) -> None:
    """Write the questionnaire, and the schema unless it is there."""
    with reserved(chosen.file, _COMMAND):
        if problem := atomic_write(chosen.file, text, READABLE):
            raise SurveyError(problem)
    schema = os.path.join(os.path.dirname(chosen.file), SCHEMA_FILE)
    if chosen.schema and not os.path.lexists(schema):
        from sstc_survey.parsing.json_schema import schema_text

        with reserved(schema, _COMMAND):
            if problem := atomic_write(schema, schema_text().encode(), READABLE):
                raise SurveyError(problem)
