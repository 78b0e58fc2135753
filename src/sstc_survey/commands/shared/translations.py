"""`check --translations` and `check --take`: what is not translated, a file for a translator, and back again."""

from __future__ import annotations

import csv
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TextIO

from sstc_survey.commands.shared.output import tell, write_out
from sstc_survey.commands.shared.protection import writing_into
from sstc_survey.display import spell_out
from sstc_survey.expressions.diagnostics import Diagnostic
from sstc_survey.expressions.expression import split_label
from sstc_survey.expressions.tree import Reference
from sstc_survey.parsing.questionnaire import parse_questionnaire
from sstc_survey.parsing.source import Source, decode_source
from sstc_survey.parsing.translations import (
    WrittenText,
    changes_nothing_else,
    is_placeholder,
    translated_source,
    written_texts,
)
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.problems.codes import Code
from sstc_survey.questionnaire import LANGUAGE_PATTERN, MAX_BYTES, Questionnaire
from sstc_survey.reports.escaping import csv_plain, csv_text
from sstc_survey.reports.problems import print_problems
from sstc_survey.reports.translations import (
    KEY,
    NAME,
    STATE,
    TranslatedText,
    Translations,
    write_csv,
    write_json,
    write_table,
)
from sstc_survey.storage.bounded import read_bounded
from sstc_survey.storage.outputs import replace_output

# Cells in quotes and a source beside each translation.
_MAX_TABLE: Final = 8 * MAX_BYTES
_SEPARATORS: Final = ",;\t"
_SHOWN: Final = 40


def show_translations(
    path: str, data: bytes | Problem, languages: Sequence[str], *, output_format: str, only_missing: bool
) -> ExitCode:
    """Write what is translated of a questionnaire, into the languages it has or into those that are named."""
    source, questionnaire = _sound(path, data)
    translations = _translations(source, questionnaire, languages)

    def write(stream: TextIO) -> None:
        if output_format == "csv":
            write_csv(translations, stream, only_missing=only_missing)
        elif output_format == "json":
            write_json(translations, stream, only_missing=only_missing)
        else:
            write_table(translations, stream, _width())

    write_out(write, None, for_reading=output_format == "text")
    if not translations.languages:
        tell("All texts are in one language; for another, add --language TAG.")
    return ExitCode.DONE


def _width() -> int:
    import shutil

    return shutil.get_terminal_size().columns


def _sound(path: str, data: bytes | Problem) -> tuple[Source, Questionnaire]:
    """Return a questionnaire with its text; every error in it is raised at once."""
    if isinstance(data, Problem):
        raise SurveyError(data)
    found = parse_questionnaire(data, path)
    source = decode_source(data, path, limit=MAX_BYTES)
    if found.questionnaire is None or isinstance(source, Problem):
        raise SurveyError(*found.problems)
    return source, found.questionnaire


def _translations(source: Source, questionnaire: Questionnaire, languages: Sequence[str]) -> Translations:
    default = questionnaire.default_language
    for language in languages:
        if not re.fullmatch(LANGUAGE_PATTERN, language, re.ASCII):
            raise SurveyError(Problem(codes.BAD_LANGUAGE, {"text": language, "key": "--language"}))
    targets = list(dict.fromkeys(languages)) or sorted(questionnaire.languages() - {default})
    texts = [
        TranslatedText(
            text.line,
            text.name,
            text.key,
            text.source(default),
            {language: text.translation(language) for language in targets},
        )
        for text in written_texts(source)
        if text.has_words
    ]
    return Translations(source.file, default, targets, texts)


class _Taking:
    """What is taken from a table of translations, and what is not, with the reason."""

    def __init__(self, source: Source, questionnaire: Questionnaire, table: str, languages: Sequence[str]) -> None:
        self.table = table
        self.default = questionnaire.default_language
        self.languages = languages
        self.taken: dict[tuple[str, str], dict[str, str]] = {}
        self.problems: list[Problem] = []
        self._texts = {(text.name, text.key): text for text in written_texts(source)}

    def row(self, line: int, row: Mapping[str, str]) -> None:
        """Take the translations of one text."""
        path = "/".join(filter(None, (row[NAME].strip(), row[KEY].strip())))
        text = self._texts.get((row[NAME].strip(), row[KEY].strip()))
        cells = {language: row[language] for language in self.languages if row[language].strip()}
        if text is None:
            if cells:
                self._refuse(line, codes.TRANSLATION_UNKNOWN_TEXT, text=path)
            return
        wanted = {
            language: _like(csv_plain(cell), text.source(self.default))
            for language, cell in cells.items()
            if not is_placeholder(cell, language) and not _same(cell, text.translation(language))
        }
        if not wanted:
            return
        if problem := self._changed(text, row, wanted):
            self._refuse(line, problem, text=path)
            return
        for language, translation in wanted.items():
            if (expected := _references(text.source(self.default))) != _references(translation):
                names = ", ".join(f"${{{name}}}" for name in sorted(expected or ())) or "no references"
                self._refuse(line, codes.TRANSLATION_REFERENCES, text=path, language=language, expected=names)
            else:
                self.taken.setdefault((text.name, text.key), {})[language] = translation

    def _changed(self, text: WrittenText, row: Mapping[str, str], wanted: Iterable[str]) -> Code | None:
        """Tell what has changed in the questionnaire since a row was exported."""
        source = text.source(self.default)
        state = TranslatedText(
            0, "", "", source, {language: text.translation(language) for language in self.languages}
        ).state
        if row.get(STATE, "").strip() == state:
            return None
        if self.default in row and not _same(row[self.default], source):
            return codes.TRANSLATION_SOURCE_CHANGED
        if STATE in row and row[STATE].strip():
            return codes.TRANSLATION_CHANGED
        # Without the column nobody knows what a translation was that is there now.
        return codes.TRANSLATION_CHANGED if any(text.translation(language) for language in wanted) else None

    def _refuse(self, line: int, code: Code, **details: str) -> None:
        self.problems.append(Problem(code, details, Place(self.table, line)))


def take_translations(path: str, data: bytes | Problem, table: str) -> ExitCode:
    """Write the translations of a table into a questionnaire, and say what was taken and what was not."""
    source, questionnaire = _sound(path, data)
    assert isinstance(data, bytes)  # noqa: S101 a problem was raised
    if problem := writing_into(os.path.dirname(os.path.realpath(path)), (), path):
        raise SurveyError(problem)
    if not os.access(path, os.W_OK):
        raise SurveyError(Problem(codes.OUTPUT_READ_ONLY, {}, Place(path)))
    languages, rows = _rows(table, questionnaire.default_language)
    taking = _Taking(source, questionnaire, table, languages)
    for line, row in rows:
        taking.row(line, row)
    if taking.taken:
        _write(path, data, source, taking)
        sys.stdout.write(f"{spell_out(path)}\n")
    print_problems(taking.problems, sys.stderr)
    counts = Counter(language for translations in taking.taken.values() for language in translations)
    taken = ", ".join(f"{language} {counts[language]}" for language in languages if counts[language])
    left = f" · not taken: {len(taking.problems)}" if taking.problems else ""
    tell(f"Taken: {counts.total()}{f' ({taken})' if taken else ''}{left}")
    return ExitCode.PROBLEMS if taking.problems else ExitCode.DONE


def _write(path: str, data: bytes, source: Source, taking: _Taking) -> None:
    """Replace the file, after the new one was found to differ in these translations and in nothing else."""
    text = translated_source(source, taking.default, taking.taken)
    bom = data[:3] if data.startswith(b"\xef\xbb\xbf") else b""
    written = bom + text.encode()
    after = Source(path, text)
    expected = {
        (each.name, each.key): _expected(each, taking.taken.get((each.name, each.key), {}), taking.default)
        for each in written_texts(source)
    }
    sound = parse_questionnaire(written, path)
    if sound.questionnaire is None:
        raise SurveyError(*sound.problems, exit_code=ExitCode.PROBLEMS)
    found = {(each.name, each.key): _expected(each, {}, taking.default) for each in written_texts(after)}
    if found != expected or not changes_nothing_else(source, after):
        different = next((key for key in expected if found.get(key) != expected[key]), ("", ""))
        details = {"text": "/".join(filter(None, different)) or path}
        raise SurveyError(Problem(codes.TRANSLATION_NOT_WRITABLE, details, Place(path)), exit_code=ExitCode.PROBLEMS)
    if read_bounded(path, MAX_BYTES, follow=True) != data:
        raise SurveyError(Problem(codes.TRANSLATION_FILE_CHANGED, {}, Place(path)), exit_code=ExitCode.PROBLEMS)
    if problem := replace_output(path, written):
        raise SurveyError(problem, exit_code=ExitCode.PROBLEMS)


def _expected(text: WrittenText, added: Mapping[str, str], default: str) -> dict[str, str]:
    """Return what a text is to be by language; a block at the end of a file may gain the line break that it lacked."""
    texts = {(tag or default if added else tag): each for tag, each in text.texts.items()} | dict(added)
    return {tag: each.removesuffix("\n") for tag, each in texts.items()}


def _rows(path: str, default: str) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """Return the languages of a table and its rows, each with its line; spreadsheets write several separators."""
    data = read_bounded(path, _MAX_TABLE, follow=True)
    if isinstance(data, Problem):
        raise SurveyError(data)
    source = decode_source(data, path, limit=_MAX_TABLE, plain=True)
    if isinstance(source, Problem):
        raise SurveyError(source)
    head = source.line(1)
    separator = max(_SEPARATORS, key=head.count)
    reader = csv.reader(source.text.splitlines(keepends=True), delimiter=separator)
    header = [cell.strip() for cell in next(reader, [])]
    languages = [tag for tag in header if tag not in (NAME, KEY, STATE, default) and _is_language(tag)]
    if NAME not in header or KEY not in header or not languages:
        raise SurveyError(Problem(codes.TRANSLATION_COLUMNS, {"default": default}, Place(path, 1)))
    rows: list[tuple[int, dict[str, str]]] = []
    line = reader.line_num + 1
    for cells in reader:
        row = dict(zip(header, [*cells, *[""] * len(header)], strict=False))
        rows.append((line, {key: cell.replace("\r\n", "\n").replace("\r", "\n") for key, cell in row.items()}))
        line = reader.line_num + 1
    return languages, rows


def _is_language(tag: str) -> bool:
    return re.fullmatch(LANGUAGE_PATTERN, tag, re.ASCII) is not None


def _same(cell: str, text: str | None) -> bool:
    """Tell whether a cell has a text as it was exported; spreadsheets drop blanks round it."""
    return text is not None and cell.strip() in (text.strip(), csv_text(text).strip())


def _like(text: str, source: str) -> str:
    """Return a translation that ends as its source does: with a line break, or without."""
    return text.strip() + ("\n" if source.endswith("\n") else "")


def _references(text: str) -> set[str] | None:
    """Return the questions whose answers a text shows, None where it has a reference that is none."""
    parts = split_label(text)
    return None if isinstance(parts, Diagnostic) else {part.name for part in parts if isinstance(part, Reference)}
