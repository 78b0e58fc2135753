"""The roster of a session: read before it begins, written to be filled in, or checked."""

from __future__ import annotations

import shlex
import sys
from typing import Final, TextIO

from sstc_survey.commands.shared.begin import LOCAL, begin_interview, new_response, now
from sstc_survey.commands.shared.locate import LoadedQuestionnaire, chosen_language, load
from sstc_survey.commands.shared.output import ask, stream_of, tell, write_new, write_out
from sstc_survey.commands.shared.pick import is_at_terminal
from sstc_survey.display import spell_out
from sstc_survey.engine.form import form_of
from sstc_survey.folding import folded
from sstc_survey.i18n import Words, gettext, plural
from sstc_survey.parsing.roster import in_order, is_table, read_roster
from sstc_survey.problems import ExitCode, Problem, Severity, SurveyError
from sstc_survey.questionnaire import MAX_BYTES
from sstc_survey.reports.problems import print_problems
from sstc_survey.reports.rosters import new_roster, notes_lines, print_roster
from sstc_survey.response import Mode
from sstc_survey.session.roster import CheckedRoster, Roster
from sstc_survey.session.roster import check_roster as check_table
from sstc_survey.storage.bounded import read_bounded

_NOT_YET: Final = ("q", "/quit")


def read_panel_roster(path: str, loaded: LoadedQuestionnaire, language: str) -> tuple[Roster, list[Problem]]:
    """Return the roster in a file with its warnings, or raise everything that is wrong with it."""
    found = _checked(path, loaded, language)
    if found.roster is None:
        raise SurveyError(*found.problems)
    return found.roster, found.problems


def are_accepted(warnings: list[Problem]) -> bool:
    """Print the warnings of a roster; at a terminal, wait until they were read: the board would hide them.

    False where whoever reads them would rather begin nothing yet.
    """
    if not warnings:
        return True
    print_problems(warnings, sys.stderr)
    if not is_at_terminal():
        return True
    count = plural("{count} warning", "{count} warnings", len(warnings))
    asked = gettext("{warnings}. Press Enter to start the session, or type q and press Enter to start none: ")
    line = ask(asked.format(warnings=count))
    return bool(line) and folded(line.strip()) not in _NOT_YET


def write_new_roster(path: str, questionnaire: str | None, language: str | None) -> ExitCode:
    """Write an empty roster where there is no file yet, and say what to do with it."""
    loaded = load(questionnaire)
    words = _words(loaded, chosen_language(loaded.questionnaire, language))
    # Spreadsheet programs read a file with the mark as UTF-8, and save it so.
    encoding = "utf-8-sig" if is_table(path) and stream_of(path) is None else "utf-8"
    data = new_roster(loaded.questionnaire, words, path).encode(encoding)
    is_file = write_new(path, data, [questionnaire], "panel --new-roster")
    if not is_file:
        return ExitCode.DONE
    sys.stdout.write(f"{spell_out(path)}\n")
    if is_table(path):
        tell(*notes_lines(loaded.questionnaire, words))
    named = f" {shlex.quote(questionnaire)}" if questionnaire else ""
    command = f"sstc-survey panel{named} --check-roster {shlex.quote(path)}"
    tell(gettext("Fill it in, then run: {command}").format(command=command))
    return ExitCode.DONE


def check_roster(path: str, questionnaire: str | None, language: str | None) -> ExitCode:
    """Print everything that is wrong with a roster, and what the session will be where nothing is."""
    loaded = load(questionnaire)
    language = chosen_language(loaded.questionnaire, language)
    roster, problems = _checked(path, loaded, language)

    def write(stream: TextIO) -> None:
        print_problems(problems, stream)
        if roster is not None:
            print_roster(roster, loaded.questionnaire, _words(loaded, language), stream)

    write_out(write, None, for_reading=True)
    sys.stdout.flush()
    found = plural("{count} problem", "{count} problems", len(problems)) if problems else gettext("no problems")
    if warnings := sum(problem.severity is Severity.WARNING for problem in problems):
        of_these = plural("{count} warning", "{count} warnings", warnings)
        found += f" ({of_these})"
    tell(f"{path}: {found}")
    return ExitCode.DONE if roster is not None else ExitCode.PROBLEMS


def _checked(path: str, loaded: LoadedQuestionnaire, language: str) -> CheckedRoster:
    data = read_bounded(path, MAX_BYTES, follow=True)
    if isinstance(data, Problem):
        return CheckedRoster(None, [data])
    table, problems = read_roster(data, path, form_of(loaded.questionnaire))
    if table is None:
        return CheckedRoster(None, problems)
    # What an interview of the session takes is what a cell may have.
    head = new_response(loaded, Mode.PANEL, language, None, now())
    roster, found = check_table(table, begin_interview(loaded.questionnaire, head, LOCAL), problems)
    return CheckedRoster(roster, in_order(found, path))


def _words(loaded: LoadedQuestionnaire, language: str) -> Words:
    return Words(language, loaded.questionnaire.default_language)
