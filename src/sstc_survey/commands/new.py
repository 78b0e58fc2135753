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

from sstc_survey.commands.clock import stopwatch
from sstc_survey.commands.new_questions import YES, questions
from sstc_survey.commands.output import READABLE
from sstc_survey.display import clean
from sstc_survey.errors import ExitCode, Place, Problem, SurveyError
from sstc_survey.formats.starter import SCHEMA_FILE, Start, starter
from sstc_survey.formats.yaml_form import parse_questionnaire
from sstc_survey.interview import Interview, begin
from sstc_survey.prompting.conduct import Prompter, conduct
from sstc_survey.prompting.unasked import UnaskedPrompter
from sstc_survey.response import Status
from sstc_survey.storage.files import atomic_write, unwritten

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
        raise SurveyError(Problem("file-exists", {}, Place(path)))


def _asked(request: NewRequest) -> Interview:
    """Ask what the questionnaire is to be, or take what stands there."""
    title = " ".join((request.title or "").split())
    languages = " ".join(request.languages) or _LANGUAGE
    paper = questions(title or (_TITLE if request.yes else ""), languages, schema=request.schema)
    return conduct(begin(paper, _LANGUAGE), _prompter(request), _Nowhere(), stopwatch())


def _prompter(request: NewRequest) -> Prompter:
    if request.yes:
        return UnaskedPrompter()
    from sstc_survey.commands.run import prompter_here

    return prompter_here()


def _start(interview: Interview, file: str | None) -> Start:
    said = interview.ledger.answers
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
        raise SurveyError(Problem("file-exists", {}, Place(path))) from None
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
