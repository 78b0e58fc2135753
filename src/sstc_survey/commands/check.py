"""`check`: every problem of questionnaires at once."""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Final, TextIO

from sstc_survey.commands.shared.output import tell, write_out
from sstc_survey.parsing.questionnaire import parse_questionnaire
from sstc_survey.problems import ExitCode, Place, Problem, Severity, SurveyError, codes
from sstc_survey.questionnaire import MAX_BYTES
from sstc_survey.reports.problems import print_problems, problems_json
from sstc_survey.storage.bounded import read_bounded

STDIN: Final = "-"
_STDIN_NAME: Final = "<stdin>"
_JSON: Final = "json"
_CSV: Final = "csv"
_UNTRANSLATED: Final = frozenset((codes.MISSING_TRANSLATION, codes.UNTRANSLATED))
# As many are reported together.
_MANY: Final = 3


def check(
    paths: Sequence[str],
    *,
    output_format: str,
    translations: bool = False,
    languages: Sequence[str] = (),
    missing: bool = False,
    take: str | None = None,
) -> ExitCode:
    """Print all problems of all files, or deal with the translations of one.

    The exit code tells whether there are any errors among the problems.
    """
    _check_options(paths, output_format, translations=translations, languages=languages, missing=missing, take=take)
    if translations or take is not None:
        from sstc_survey.commands.shared.translations import show_translations, take_translations

        name = _STDIN_NAME if paths[0] == STDIN else paths[0]
        if take is not None:
            return take_translations(name, _read(name), take)
        return show_translations(name, _read(paths[0]), languages, output_format=output_format, only_missing=missing)
    as_json = output_format == _JSON
    problems = [problem for path in paths for problem in _problems(path, as_json=as_json)]

    def write(stream: TextIO) -> None:
        if as_json:
            stream.write(problems_json(problems))
        else:
            print_problems(problems, stream)

    write_out(write, None, for_reading=not as_json)
    sys.stdout.flush()
    warnings = sum(problem.severity is Severity.WARNING for problem in problems)
    tell(_summary(paths, len(problems), warnings))
    return ExitCode.PROBLEMS if len(problems) > warnings else ExitCode.DONE


def _check_options(
    paths: Sequence[str],
    output_format: str,
    *,
    translations: bool,
    languages: Sequence[str],
    missing: bool,
    take: str | None,
) -> None:
    """Raise what does not go together."""
    needing: dict[str, object] = {"--language": languages, "--missing": missing, "--format csv": output_format == _CSV}
    for option, given in needing.items():
        if given and not translations:
            raise SurveyError(Problem(codes.OPTION_NEEDS, {"option": option, "needed": "--translations"}))
    if translations and take is not None:
        raise SurveyError(Problem(codes.OPTIONS_CONTRADICT, {"first": "--translations", "second": "--take"}))
    of_one = "--translations" if translations else "" if take is None else "--take"
    if of_one and len(paths) > 1:
        raise SurveyError(Problem(codes.OPTIONS_CONTRADICT, {"first": of_one, "second": "several questionnaires"}))
    if take is not None and paths[0] == STDIN:
        raise SurveyError(Problem(codes.OPTIONS_CONTRADICT, {"first": "--take", "second": STDIN}))


def _read(path: str) -> bytes | Problem:
    if path == STDIN:
        # One byte more than is taken, so that an input that is too long is seen to be.
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    return read_bounded(path, MAX_BYTES, follow=True)


def _problems(path: str, *, as_json: bool) -> Sequence[Problem]:
    content = _read(path)
    if isinstance(content, Problem):
        return [content]
    name = _STDIN_NAME if path == STDIN else path
    problems = parse_questionnaire(content, name, advice=True).problems
    return problems if as_json else _gathered(problems, name, path)


def _gathered(problems: Sequence[Problem], name: str, path: str) -> Sequence[Problem]:
    """Return the problems, with all texts that lack a translation as one."""
    untranslated = [problem for problem in problems if problem.code in _UNTRANSLATED]
    if len(untranslated) < _MANY:
        return problems
    languages: Counter[str] = Counter()
    for problem in untranslated:
        details = problem.details
        languages.update(str(details.get("languages") or details.get("language")).split(", "))
    counts = ", ".join(f"{language} {count}" for language, count in sorted(languages.items()))
    command = f"sstc-survey check {shlex.quote(path)} --translations"
    details = {"count": languages.total(), "languages": counts, "command": command}
    others = [problem for problem in problems if problem.code not in _UNTRANSLATED]
    return [*others, Problem(codes.TRANSLATIONS_OPEN, details, Place(name))]


def _summary(paths: Sequence[str], count: int, warnings: int) -> str:
    found = _counted(count, "problem") + (f" ({_counted(warnings, 'warning')})" if warnings else "")
    if len(paths) == 1:
        return f"{_STDIN_NAME if paths[0] == STDIN else paths[0]}: {found}"
    return f"{len(paths)} files, {found}"


def _counted(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"
