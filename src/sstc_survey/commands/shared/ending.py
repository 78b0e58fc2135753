"""What is said at the end of an interview, an edit or a session: where it is saved, what is not, what to do next."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import sys

from sstc_survey.commands.shared.keeper import FileKeeper
from sstc_survey.commands.shared.output import tell
from sstc_survey.i18n import gettext
from sstc_survey.problems import SurveyError


def say_unsaved(keeper: FileKeeper) -> bool:
    """Say what could not be saved; return whether what was saved before is on the disk."""
    if keeper.failed:
        tell("", gettext("NOT saved: the last answer: {problem}").format(problem=keeper.failed))
    if keeper.failed_fields:
        tell("", gettext("What is being typed is NOT saved: {problem}").format(problem=keeper.failed_fields))
    if problem := keeper.save_again():
        tell("", gettext("NOT saved: {problem}").format(problem=problem))
        return False
    return True


def say_conflict(keeper: FileKeeper) -> None:
    """Say if the interview went on differently in another file, and what to do: until then it is not tallied."""
    if not _has_others(keeper):
        return
    from sstc_survey.reports.problems import print_problems
    from sstc_survey.storage.inventory import Inventory
    from sstc_survey.storage.outcomes import Conflicting

    folder, name = os.path.split(keeper.path)
    # The terminal may have gone too.
    with contextlib.suppress(SurveyError, OSError):
        outcomes = Inventory([folder or os.curdir]).outcomes(keeper.id)
        conflicts = [outcome for outcome in outcomes if isinstance(outcome, Conflicting)]
        print_problems([each.problem for each in conflicts if os.path.basename(each.path) == name][:1], sys.stderr)


def _has_others(keeper: FileKeeper) -> bool:
    """Tell whether several files have this ID in their names."""
    names: list[str] = []
    # The folder may have gone.
    with contextlib.suppress(OSError):
        names = os.listdir(os.path.dirname(keeper.path) or os.curdir)
    return sum(keeper.id in name and name.endswith(".json") for name in names) > 1


def command_for(words: str, keeper: FileKeeper) -> str:
    """Return what to type about a response; a program that is not on the PATH is called by its path."""
    if _has_others(keeper):
        return f"{_program()} {words} {shlex.quote(keeper.path)}"
    return command_in(keeper.saved_in, f"{words} {keeper.id}")


def command_in(answers: str, words: str) -> str:
    """Return what to type about what is in a folder of answers."""
    option = "" if answers == "answers" else f" --answers {shlex.quote(answers)}"
    return f"{_program()} {words}{option}"


def _program() -> str:
    called = sys.argv[0]
    named = shutil.which("sstc-survey") or os.path.basename(called) != "sstc-survey"
    return "sstc-survey" if named else shlex.quote(called)
