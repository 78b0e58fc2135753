"""`delete`: take a draft away, or erase a response whose respondent withdraws."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import Final

from sstc_survey.commands.shared.begin import now
from sstc_survey.commands.shared.find import find_outcomes, named_path, own_file
from sstc_survey.commands.shared.output import ask, tell
from sstc_survey.commands.shared.packed import refuse_packs
from sstc_survey.i18n import gettext, plural, set_language, terminal_language
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.response import Status
from sstc_survey.storage.atomic import atomic_write, sync_folder, unwritten
from sstc_survey.storage.batches import forget_batches
from sstc_survey.storage.encoding import encode_tombstone
from sstc_survey.storage.ids import erased_name
from sstc_survey.storage.inventory import Inventory
from sstc_survey.storage.leftovers import clear_up
from sstc_survey.storage.locks import take_lock
from sstc_survey.storage.outcomes import Erased, Unfinished
from sstc_survey.storage.response_file import lock_name
from sstc_survey.storage.responses import BriefResponse, read_brief

# So few characters of an ID are soon a slip of the fingers.
_LEAST: Final = 4


def delete(id_prefix: str, *, answers: str, yes: bool, erase: bool) -> ExitCode:
    """Delete the draft whose ID begins so, or erase the response with all its copies; return whether it was done.

    It asks in the language of the terminal: that of the response may be one that whoever deletes it cannot read.
    """
    refuse_packs(answers, id_prefix)
    set_language(terminal_language(os.environ))
    path = named_path(id_prefix, answers)
    if path is not None:
        brief = _sound(path)
        files = _files_of(brief.id, os.path.dirname(path) or os.curdir) if erase else [path]
        response_id = brief.id
    elif len(id_prefix) < _LEAST:
        raise SurveyError(Problem(codes.ID_TOO_SHORT, {"least": _LEAST}))
    else:
        response_id = _only_id(id_prefix.lower(), answers)
        files = _files_of(response_id, answers)
    with ExitStack() as locks:
        for folder, name in sorted(
            {(os.path.dirname(path) or os.curdir, lock_name(path, response_id)) for path in files}
        ):
            lock = take_lock(folder, name)
            if isinstance(lock, Problem):
                raise SurveyError(lock, exit_code=ExitCode.PROBLEMS)
            locks.callback(lock.release)
        return _erase(response_id, files) if erase else _delete_draft(response_id, files, yes=yes)


def _only_id(id_prefix: str, answers: str) -> str:
    """Return the one id that begins so; one that was erased, with nothing left of it, is a problem."""
    response_id, outcomes = find_outcomes(id_prefix, answers)
    for outcome in outcomes:
        if isinstance(outcome, Erased) and len(outcomes) == 1:
            details = {"id": outcome.id, "time": outcome.time}
            raise SurveyError(Problem(codes.RESPONSE_ERASED, details, Place(outcome.path)))
    return response_id


def _files_of(response_id: str, folder: str) -> list[str]:
    """Return the files of a response in a folder and below it, those that cannot be read too if their names say so."""
    outcomes = Inventory([folder]).outcomes(response_id)
    return sorted(outcome.path for outcome in outcomes if not isinstance(outcome, Erased))


def _delete_draft(response_id: str, files: list[str], *, yes: bool) -> ExitCode:
    path = own_file(response_id, list(Inventory(files)))
    # Only now that nobody else has it open.
    response = _sound(path)
    is_unfinished = any(isinstance(outcome, Unfinished) for outcome in Inventory([path]).outcomes())
    if response.status is not Status.PARTIAL and not is_unfinished:
        details = {"id": response_id, "status": response.status.value}
        raise SurveyError(Problem(codes.DELETE_COMPLETE, details, Place(path)))
    question = gettext("Delete {id}, started {time}? [y/N] ").format(id=response_id, time=response.started)
    if not yes and not _said_yes(ask(question).strip()):
        tell(gettext("Nothing was deleted."))
        return ExitCode.PROBLEMS
    _unlink(path)
    forget_batches(os.path.dirname(path) or os.curdir)
    tell(gettext("Deleted: {path}").format(path=path))
    return ExitCode.DONE


def _sound(path: str) -> BriefResponse:
    brief = read_brief(path)
    if isinstance(brief, Problem):
        raise SurveyError(brief)
    return brief


def _erase(response_id: str, files: list[str]) -> ExitCode:
    tell(*files)
    warning = gettext("Its answers and its history cannot be restored. To erase {id} from {files}, type its full ID: ")
    question = warning.format(id=response_id, files=plural("{count} file", "{count} files", len(files)))
    if ask(question).strip().lower() != response_id:
        tell(gettext("Nothing was erased."))
        return ExitCode.PROBLEMS
    time = now()
    folders = sorted({os.path.dirname(path) or os.curdir for path in files})
    # What keeps copies from coming back is on the disk first.
    for folder in folders:
        left = os.path.join(folder, erased_name(response_id))
        problem = None if os.path.lexists(left) else atomic_write(left, encode_tombstone(response_id, time))
        if problem is not None:
            raise SurveyError(problem, exit_code=ExitCode.PROBLEMS)
    for path in files:
        _unlink(path)
    for folder in folders:
        # A save that was cut off may have left the answers in a temporary file.
        clear_up(folder)
    tell(gettext("Erased: {id}").format(id=response_id))
    return ExitCode.DONE


def _said_yes(answer: str) -> bool:
    from sstc_survey.prompters.plain.prompter import says_yes

    return says_yes(answer)


def _unlink(path: str) -> None:
    try:
        os.unlink(path)
        sync_folder(os.path.dirname(path) or os.curdir)
    except OSError as error:
        raise SurveyError(unwritten(error, path), exit_code=ExitCode.PROBLEMS) from None
