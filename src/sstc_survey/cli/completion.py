"""What Tab completes, besides commands, options and their fixed values; where nothing fits, shells offer files."""

from __future__ import annotations

import contextlib
import os
import shlex
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sstc_survey.questionnaire import Questionnaire

_PROGRAM: Final = "sstc-survey"
# Of so many responses each is described; of more, which would have to be read, only the IDs are offered.
_DESCRIBED: Final = 50
_DRAFT: Final = "partial"


def install_or_show(option: str, named: str) -> None:
    """Install or show the completion of a shell, the one that is named or the one that is there, and end."""
    from typer._completion_shared import Shells, _get_shell_name, get_completion_script, install

    from sstc_survey.display import spell_out
    from sstc_survey.problems import Problem, SurveyError, codes

    shell = named or _get_shell_name()
    known = [each.value for each in Shells]
    if shell is None:
        raise SurveyError(Problem(codes.COMPLETION_NO_SHELL, {"option": option}))
    if shell not in known:
        raise SurveyError(Problem(codes.COMPLETION_SHELL, {"shell": shell, "known": ", ".join(known)}))
    if option == "--show-completion":
        script = get_completion_script(prog_name=_PROGRAM, complete_var="_SSTC_SURVEY_COMPLETE", shell=shell)
        sys.stdout.write(f"{script}\n")
        sys.exit(0)
    try:
        _, path = install(shell, _PROGRAM)
    except OSError as error:
        details = {"file": error.filename or "", "reason": error.strerror or str(error)}
        raise SurveyError(Problem(codes.COMPLETION_NOT_INSTALLED, details)) from error
    said = f"Completion for {shell} is installed in {path}. To use it, open a new terminal."
    sys.stdout.write(f"{spell_out(said)}\n")
    sys.exit(0)


def complete_question(incomplete: str) -> list[str]:
    """Return the names of questions that begin so, in the order of the questionnaire."""
    from sstc_survey.tally import Tally

    names = (name for questionnaire in _questionnaires() for name in Tally(questionnaire).names)
    return list(dict.fromkeys(name for name in names if name.startswith(incomplete)))


def complete_summary(incomplete: str) -> list[str]:
    """Return the names of the summaries that are saved beside the answers."""
    from sstc_survey.commands.shared.saved import SavedSummaries
    from sstc_survey.problems import SurveyError

    # What is wrong with the file, the command says.
    with contextlib.suppress(SurveyError, OSError):
        return [name for name in SavedSummaries(_folders()).read() if name.startswith(incomplete)]
    return []


def complete_language(incomplete: str) -> list[str]:
    """Return the tags of the languages of the questionnaires, as far as these are known."""
    tags = (tag for questionnaire in _questionnaires() for tag in questionnaire.languages())
    return sorted({tag for tag in tags if tag.startswith(incomplete)})


def complete_new_language(incomplete: str) -> list[str]:
    """Return the tags of the languages that the program has texts in."""
    from sstc_survey.i18n import ENGLISH, FOLDER

    return sorted(tag for tag in (ENGLISH, *os.listdir(FOLDER)) if tag.startswith(incomplete))


def complete_response(incomplete: str) -> list[tuple[str, str]]:
    """Return the IDs of responses that begin so, the newest first, each with who it is."""
    return list(_responses(incomplete))


def complete_draft(incomplete: str) -> list[tuple[str, str]]:
    """Return the IDs of drafts that begin so, the newest first, each with who it is."""
    return list(_responses(incomplete, status=_DRAFT))


def _responses(incomplete: str, status: str = "") -> Iterator[tuple[str, str]]:
    from sstc_survey.commands.shared.find import described, found_responses
    from sstc_survey.problems import Problem
    from sstc_survey.reports.responses import id_length_of
    from sstc_survey.storage.inventory import Inventory

    folder = next(iter(_folders()))
    if os.path.sep in incomplete or not os.path.isdir(folder):
        return
    ids = sorted(Inventory([folder]).ids, reverse=True)
    length = id_length_of(ids)
    if len(ids) > _DESCRIBED and not status:
        yield from ((each[:length], "") for each in ids if each.startswith(incomplete))
        return
    found = [(path, each) for path, each in found_responses(folder) if not isinstance(each, Problem)]
    for path, each in sorted(found, key=lambda pair: pair[1].id, reverse=True):
        if each.id.startswith(incomplete) and (not status or each.status == status):
            yield each.id[:length], described(path, each)


def _questionnaires() -> Iterator[Questionnaire]:
    """Yield the questionnaires that are named, else those of the answers, else the one that ships."""
    from sstc_survey.commands.shared.locate import load
    from sstc_survey.problems import SurveyError

    named = [word for word in _words() if word.endswith((".yaml", ".yml"))]
    if not named and "run" not in _words()[:1]:
        named = list(_copies(_folders()))
    shipped: list[str | None] = [None]
    for path in named or shipped:
        # A file that cannot be read has nothing to offer; what is wrong with it, the command says.
        with contextlib.suppress(SurveyError, OSError):
            yield load(path).questionnaire


def _folders() -> list[str]:
    """Return the folders of answers that are named, else the usual one."""
    return [word for word in _words() if os.path.isdir(word)] or ["answers"]


def _words() -> list[str]:
    """Return the command and the words before the one that is completed.

    They are not parsed as a command line is, which needs a value after the option that is completed.
    """
    line = os.environ.get("_TYPER_COMPLETE_ARGS") or os.environ.get("COMP_WORDS", "")
    try:
        words = shlex.split(line)
    except ValueError:
        # A quote that is still open.
        words = line.split()
    return words[1:] if line.endswith(" ") else words[1:-1]


def _copies(paths: list[str]) -> Iterator[str]:
    """Yield the copies of questionnaires that are kept in folders of answers, the newest of each folder."""
    from sstc_survey.questionnaire import COPIES_FOLDER

    for path in paths:
        for top, folders, _ in os.walk(path):
            if COPIES_FOLDER in folders:
                found = [each for each in os.scandir(os.path.join(top, COPIES_FOLDER)) if each.name.endswith(".yaml")]
                yield from (each.path for each in sorted(found, key=lambda each: -each.stat().st_mtime)[:1])
            folders[:] = [folder for folder in folders if not folder.startswith(".") and folder != COPIES_FOLDER]
