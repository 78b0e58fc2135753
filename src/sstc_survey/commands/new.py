"""`new`: a questionnaire to start from."""

from __future__ import annotations

import contextlib
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sstc_survey.commands.shared.keeper import stopwatch
from sstc_survey.commands.shared.output import READABLE
from sstc_survey.commands.shared.starter import PARTS, SCHEMA_FILE, Start, starter
from sstc_survey.display import clean
from sstc_survey.engine.interview import Continue, Enough, Finish, Interview, Reply, begin
from sstc_survey.parsing.questionnaire import parse_questionnaire
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.prompters.loop import AfterFailure, Prompter, Stop, Verify, run_interview
from sstc_survey.prompters.screens import Cover, Line, RepeatScreen, Screen
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
from sstc_survey.storage.atomic import atomic_write, unwritten

_UPPER: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-"
_LOWER: Final = "abcdefghijklmnopqrstuvwxyz "
_KEPT: Final = "abcdefghijklmnopqrstuvwxyz0123456789 "
_TAG: Final = "[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*"
YES: Final = "yes"
NO: Final = "no"


def questions(title: str, languages: str, *, schema: bool) -> Questionnaire:
    """Return what `new` asks; what is given stands there already."""
    return Questionnaire(
        id="new",
        version="1",
        title="A new questionnaire",
        questions=(
            TextQuestion(name="title", label="What is its title?", required=True, default=title or None),
            # An id has small letters, digits and hyphens: whatever else the title has is taken out.
            Calculate(name="small", calculation=f"translate(${{title}}, '{_UPPER}', '{_LOWER}')"),
            Calculate(name="bare", calculation=f"translate(${{small}}, translate(${{small}}, '{_KEPT}', ''), '')"),
            Calculate(name="proposed", calculation="translate(substr(normalize-space(${bare}), 0, 60), ' ', '-')"),
            TextQuestion(
                name="id",
                label="What is its id? It names the folder of the answers.",
                required=True,
                calculation="if(${proposed} = '', 'questionnaire', ${proposed})",
                constraint="regex(., '^[a-z0-9][a-z0-9._-]{0,63}$')",
                constraint_message="an id has small letters, digits, full stops, hyphens and underscores",
            ),
            TextQuestion(
                name="languages",
                label="Which languages is it asked in?",
                hint="Tags such as en, fr or zh; the first is the default.",
                required=True,
                default=languages,
                constraint=f"regex(., '^{_TAG}([ ,]+{_TAG})*$')",
                constraint_message="languages are written as tags, such as en, fr, zh-Hant",
            ),
            SelectMultiple(
                name="parts",
                label="What does it begin with?",
                required=True,
                default=" ".join(PARTS),
                choices=ChoiceList(Choice(code=code, label=label) for code, label in PARTS.items()),
            ),
            SelectOne(
                name="schema",
                label="Write the JSON Schema beside it, which lets editors complete and explain the keys?",
                required=True,
                default=YES if schema else NO,
                choices=ChoiceList((Choice(code=YES, label="Yes"), Choice(code=NO, label="No"))),
            ),
        ),
    )


class DefaultsPrompter:
    """Asks nobody; what stands there and does not fit is raised."""

    def open(self, cover: Cover, *, resumed: bool) -> None:
        """Show nothing."""

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop:
        """Keep what stands there."""
        return Continue()

    def ask_repeat(self, screen: RepeatScreen, verify: Verify) -> Reply | Stop:
        """Add no instance."""
        return Enough()

    def ask_comment(self, screen: Screen, verify: Verify) -> None:
        """Give none."""

    def review(self, lines: tuple[Line, ...]) -> Reply | Stop:
        """Finish."""
        return Finish()

    def reject(self, problem: Problem) -> None:
        """Raise why it does not fit."""
        raise SurveyError(problem)

    def not_saved(self, problem: Problem, reply: Reply) -> AfterFailure:
        """Stop; it never comes to this, as nothing is saved."""
        return Stop()

    def close(self, closing: str) -> None:
        """Show nothing."""


_TITLE: Final = "My questionnaire"
_LANGUAGE: Final = "en"


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What the command line asks for."""

    file: str | None
    title: str | None
    languages: tuple[str, ...]
    yes: bool
    schema: bool


def new(request: NewRequest) -> ExitCode:
    """Write a questionnaire to start from, and say what to do with it."""
    if request.file is not None:
        _refuse_to_overwrite(request.file)
    interview = _asked(request)
    if interview.status is not Status.COMPLETE:
        sys.stderr.write("Nothing was written.\n")
        return ExitCode.PROBLEMS
    start = _start(interview, request.file)
    text = starter(start).encode()
    problems = parse_questionnaire(text, start.file).problems
    if problems:
        raise SurveyError(*problems)
    _write(start, text)
    sys.stdout.write(f"{clean(start.file)}\n")
    name = clean(shlex.quote(start.file))
    sys.stderr.write(f"Change it in an editor; then: sstc-survey check {name}\n")
    return ExitCode.DONE


def _refuse_to_overwrite(path: str) -> None:
    if os.path.lexists(path):
        raise SurveyError(Problem(codes.FILE_EXISTS, {}, Place(path)))


def _asked(request: NewRequest) -> Interview:
    """Ask what the questionnaire is to be, or take what stands there."""
    title = " ".join((request.title or "").split())
    languages = " ".join(request.languages) or _LANGUAGE
    paper = questions(title or (_TITLE if request.yes else ""), languages, schema=request.schema)
    return run_interview(begin(paper, _LANGUAGE), _prompter(request), _Nowhere(), stopwatch())


def _prompter(request: NewRequest) -> Prompter:
    if request.yes:
        return DefaultsPrompter()
    from sstc_survey.commands.run import prompter_here

    return prompter_here()


def _start(interview: Interview, file: str | None) -> Start:
    said = interview.sheet.answers
    tags = str(said["languages"]).replace(",", " ").split()
    parts = said["parts"]
    return Start(
        file=file or f"{said['id']}.yaml",
        title=str(said["title"]),
        id=str(said["id"]),
        languages=tuple(dict.fromkeys(tags)),
        parts=tuple(parts) if isinstance(parts, list) else (),
        schema=said["schema"] == YES,
    )


def _write(start: Start, text: bytes) -> None:
    """Write the questionnaire, and the schema unless it is there."""
    from sstc_survey.commands.schema import schema_text

    with _reserved(start.file):
        if problem := atomic_write(start.file, text, READABLE):
            raise SurveyError(problem)
    schema = os.path.join(os.path.dirname(start.file), SCHEMA_FILE)
    if start.schema and not os.path.lexists(schema):
        with _reserved(schema):
            if problem := atomic_write(schema, schema_text().encode(), READABLE):
                raise SurveyError(problem)


@contextmanager
def _reserved(path: str) -> Iterator[None]:
    """Take the name of a file that nobody else has, and give it back if nothing comes of it."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, READABLE))
    except FileExistsError:
        raise SurveyError(Problem(codes.FILE_EXISTS, {}, Place(path))) from None
    except OSError as error:
        raise SurveyError(unwritten(error, path)) from None
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(path)
        raise


class _Nowhere:
    """Keeps nothing: an interview that is left leaves nothing behind."""

    def keep(self, interview: Interview) -> Problem | None:
        """Keep nothing."""

    def move(self, folder: str) -> Problem | None:
        """Keep nothing anywhere else."""
