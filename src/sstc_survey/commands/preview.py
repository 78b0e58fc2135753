"""`preview`: a whole questionnaire as it will read, as a paper form, or its routing."""

from __future__ import annotations

import io
import os
import shutil
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Final, NamedTuple, TextIO, TypeAlias

from sstc_survey.commands.shared.locate import chosen_language, load
from sstc_survey.commands.shared.output import output_to, write_out
from sstc_survey.display import counted, spell_out
from sstc_survey.engine.form import form_of
from sstc_survey.i18n import ENGLISH, Words, set_language
from sstc_survey.parsing.questionnaire import parse_questionnaire
from sstc_survey.problems import ExitCode, Problem, Severity, SurveyError, codes
from sstc_survey.prompters.expected import expected
from sstc_survey.questionnaire import MAX_BYTES, Questionnaire
from sstc_survey.reports import PreviewFormat, write_preview
from sstc_survey.storage.bounded import read_bounded

# Seconds between two looks at the file: shorter than anyone waits after saving.
_PAUSE: Final = 0.25
_BROKEN: Final = "has errors"
_Write: TypeAlias = Callable[[Questionnaire, TextIO], None]


def preview(
    *,
    questionnaire: str,
    output_format: PreviewFormat,
    output: str | None,
    routing: bool,
    rows: int | None,
    language: str | None,
    watch: bool = False,
) -> ExitCode:
    """Write the preview, again at each save if it is watched; a format for the other kind of preview is a problem."""
    chosen = f"--format {output_format}"
    if routing and output_format in {PreviewFormat.MARKDOWN, PreviewFormat.HTML}:
        raise SurveyError(Problem(codes.OPTIONS_CONTRADICT, {"first": "--routing", "second": chosen}))
    if not routing and output_format is PreviewFormat.MERMAID:
        raise SurveyError(Problem(codes.OPTION_NEEDS, {"option": chosen, "needed": "--routing"}))
    if rows is not None and output_format not in {PreviewFormat.MARKDOWN, PreviewFormat.HTML}:
        needed = f"--format {PreviewFormat.HTML}"
        raise SurveyError(Problem(codes.OPTION_NEEDS, {"option": "--rows", "needed": needed}))

    def write(loaded: Questionnaire, stream: TextIO) -> None:
        words = Words(chosen_language(loaded, language), loaded.default_language)
        set_language(words.language)
        write_preview(form_of(loaded), words, expected, output_format, stream, routing=routing, rows=rows)

    if watch:
        if output is not None:
            raise SurveyError(Problem(codes.OPTIONS_CONTRADICT, {"first": "--watch", "second": "--output"}))
        if not sys.stdout.isatty():
            raise SurveyError(Problem(codes.WATCH_NEEDS_TERMINAL))
        return _watch(questionnaire, write)
    destination = output_to(output, [questionnaire])
    loaded = load(questionnaire).questionnaire
    write_out(partial(write, loaded), destination, for_reading=output_format is PreviewFormat.TEXT)
    return ExitCode.DONE


class _Page(NamedTuple):
    """What is shown of a file: its preview or its problems, and a few words about it."""

    lines: list[str]
    state: str


class _Paper(io.StringIO):
    """Takes what is written for the terminal, in its colours and its width."""

    def isatty(self) -> bool:
        """Tell that a terminal will show it."""
        return True


def _watch(path: str, write: _Write) -> ExitCode:
    """Draw the preview at each save, until Ctrl-C: a file that is replaced or gone for a while is looked for again."""
    from sstc_survey.reports.watching import Drawn, draw

    seen: object = None
    sound: Drawn | None = None  # the last preview, which the next one is compared with
    try:
        while True:
            size = shutil.get_terminal_size()
            now = (_stamp(path), size)
            if now != seen:
                seen = now
                page = _page(path, write)
                status = f"{spell_out(path)} · {page.state} · {time.strftime('%H:%M:%S')} · Ctrl-C ends"
                if page.state == _BROKEN:
                    draw(page.lines, status, sys.stdout, size)
                else:
                    sound = draw(page.lines, status, sys.stdout, size, sound)
            time.sleep(_PAUSE)
    except KeyboardInterrupt:
        sys.stdout.write("\n")
        return ExitCode.INTERRUPTED


def _page(path: str, write: _Write) -> _Page:
    """Return the preview of a file, or its problems where it has errors."""
    from sstc_survey.reports.problems import print_problems

    set_language(ENGLISH)
    paper, content = _Paper(), read_bounded(path, MAX_BYTES, follow=True)
    if isinstance(content, Problem):
        print_problems([content], paper)
        return _Page(paper.getvalue().splitlines(), _BROKEN)
    found = parse_questionnaire(content, path, advice=True)
    errors = [problem for problem in found.problems if problem.severity is Severity.ERROR]
    if found.questionnaire is None:
        print_problems(errors, paper)
        return _Page(paper.getvalue().splitlines(), _BROKEN)
    try:
        write(found.questionnaire, paper)
    except SurveyError as error:
        print_problems(error.problems, paper)
        return _Page(paper.getvalue().splitlines(), _BROKEN)
    warnings = len(found.problems)
    return _Page(paper.getvalue().splitlines(), counted(warnings, "warning") if warnings else "no problems")


def _stamp(path: str) -> tuple[int, int, int] | None:
    """Return what changes when a file is saved, in place or by another that takes its name; None where it is gone."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
