"""`delete`: take a draft away, or erase a response whose respondent withdraws."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from sstc_survey.commands.shared.begin import now
from sstc_survey.commands.shared.find import id_list
from sstc_survey.display import clean, counted
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.response import Status
from sstc_survey.storage.atomic import atomic_write, sync_folder, unwritten
from sstc_survey.storage.encoding import encode_tombstone
from sstc_survey.storage.ids import erased_name
from sstc_survey.storage.inventory import Conflicting, Counted, Duplicate, Erased, Inventory, Refused, Unfinished
from sstc_survey.storage.locks import Lock, take_lock
from sstc_survey.storage.response_file import lock_name
from sstc_survey.storage.responses import BriefResponse, read_brief


def delete(id_prefix: str, *, answers: str, yes: bool, erase: bool) -> ExitCode:
    """Delete the draft whose ID begins so, or erase the response with all its copies; return whether it was done."""
    response_id, files = _find(id_prefix, answers)
    locks = list(_locked(response_id, files))
    try:
        if erase:
            return _erase(response_id, files, typed=id_prefix)
        return _delete_draft(response_id, files, yes=yes)
    finally:
        for lock in locks:
            lock.release()


def _find(id_prefix: str, answers: str) -> tuple[str, dict[str, BriefResponse | None]]:
    """Return the id that begins so, and its files: what each holds, or None where it cannot be read."""
    is_path = os.path.sep in id_prefix or id_prefix.endswith(".json")
    if is_path:
        brief = read_brief(id_prefix)
        if isinstance(brief, Problem):
            raise SurveyError(brief)
        return brief.id, {id_prefix: brief}
    files: dict[str, BriefResponse | None] = {}
    ids: set[str] = set()
    erased: list[Problem] = []
    for outcome in Inventory([answers]).outcomes(id_prefix.lower()) if os.path.isdir(answers) else ():
        match outcome:
            case Counted(path, response) | Conflicting(path, response) | Unfinished(path, response):
                files[path] = response
                ids.add(response.id)
            case Duplicate(path):
                files[path] = None
            case Refused(path) if os.path.basename(path).startswith(id_prefix):
                files[path] = None
                ids.add(os.path.basename(path).partition(".")[0])
            case Refused(path, problem) if problem.code == codes.RESPONSE_ERASED_ELSEWHERE:
                files[path] = None
            case Erased(path, erased_id, time):
                ids.add(erased_id)
                erased.append(Problem(codes.RESPONSE_ERASED, {"id": erased_id, "time": time}, Place(path)))
            case _:
                pass
    if not ids:
        raise SurveyError(Problem(codes.NO_SUCH_RESPONSE, {"prefix": id_prefix, "folder": answers}))
    if len(ids) > 1:
        details = {"prefix": id_prefix, "count": len(ids), "ids": id_list(sorted(ids))}
        raise SurveyError(Problem(codes.AMBIGUOUS_ID, details))
    if not files:
        raise SurveyError(*erased)
    return ids.pop(), files


def _locked(response_id: str, files: dict[str, BriefResponse | None]) -> Iterator[Lock]:
    """Lock a response in every folder that it is in, so that nobody has it open meanwhile."""
    for folder, name in sorted({(os.path.dirname(path) or os.curdir, lock_name(path, response_id)) for path in files}):
        lock = take_lock(folder, name)
        if isinstance(lock, Problem):
            raise SurveyError(lock, exit_code=ExitCode.PROBLEMS)
        yield lock


def _delete_draft(response_id: str, files: dict[str, BriefResponse | None], *, yes: bool) -> ExitCode:
    if len(files) > 1:
        raise SurveyError(Problem(codes.SAME_ID_TWICE, {"id": response_id, "files": ", ".join(files)}))
    ((path, found),) = files.items()
    response = found or _sound(path)
    is_unfinished = any(isinstance(outcome, Unfinished) for outcome in Inventory([path]).outcomes())
    if response.status is not Status.PARTIAL and not is_unfinished:
        details = {"id": response_id, "status": response.status.value}
        raise SurveyError(Problem(codes.DELETE_COMPLETE, details, Place(path)))
    if not yes and not _confirmed(f"Delete {response_id}, begun {response.started}? [y/N] ", {"y", "yes"}):
        sys.stderr.write("Nothing was deleted.\n")
        return ExitCode.PROBLEMS
    _unlink(path)
    sys.stderr.write(f"Deleted: {clean(path)}\n")
    return ExitCode.DONE


def _sound(path: str) -> BriefResponse:
    brief = read_brief(path)
    if isinstance(brief, Problem):
        raise SurveyError(brief)
    return brief


def _erase(response_id: str, files: dict[str, BriefResponse | None], *, typed: str) -> ExitCode:
    for path in files:
        sys.stderr.write(f"{clean(path)}\n")
    question = (
        "Its answers and its history cannot be brought back. "
        f"Type the ID again to erase it from {counted(len(files), 'file')}: "
    )
    if not _confirmed(question, {response_id, typed.lower()}):
        sys.stderr.write("Nothing was erased.\n")
        return ExitCode.PROBLEMS
    time = now()
    # What keeps copies from coming back is on the disk first.
    for folder in sorted({os.path.dirname(path) or os.curdir for path in files}):
        left = os.path.join(folder, erased_name(response_id))
        problem = None if os.path.lexists(left) else atomic_write(left, encode_tombstone(response_id, time))
        if problem is not None:
            raise SurveyError(problem, exit_code=ExitCode.PROBLEMS)
    for path in files:
        _unlink(path)
    sys.stderr.write(f"Erased: {clean(response_id)}\n")
    return ExitCode.DONE


def _confirmed(question: str, replies: set[str]) -> bool:
    sys.stderr.write(clean(question))
    sys.stderr.flush()
    return (sys.stdin.readline() if sys.stdin else "").strip().lower() in replies


def _unlink(path: str) -> None:
    try:
        os.unlink(path)
        sync_folder(os.path.dirname(path) or os.curdir)
    except OSError as error:
        raise SurveyError(unwritten(error, path), exit_code=ExitCode.PROBLEMS) from None
