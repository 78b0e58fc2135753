"""What is translated of a questionnaire: a table of what is not, and a file for whoever translates it."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TextIO

from msgspec import Struct

from sstc_survey.display import clean, columns, spell_out
from sstc_survey.reports.escaping import csv_text, json_line, json_text

NAME: Final = "name"
KEY: Final = "key"
STATE: Final = "state"
_LETTERS: Final = "abcdefghijklmnop"
_DIGITS: Final = 12
# Of a line number, a path, and languages.
_WIDEST: Final = (6, 34, 20)
_NARROWEST: Final = 12


class TranslatedText(Struct, frozen=True):
    """A text of a questionnaire: where it is, its source, and its translations, None for one that is missing."""

    line: int
    name: str
    key: str
    source: str
    translations: Mapping[str, str | None]

    @property
    def missing(self) -> list[str]:
        """Return the languages that it is not in."""
        return [language for language, text in self.translations.items() if text is None]

    @property
    def state(self) -> str:
        """Return letters that change with the text and its translations; no spreadsheet takes them for a number."""
        said = json_line([self.source, sorted((key, text or "") for key, text in self.translations.items())])
        digest = hashlib.sha256(said.encode()).hexdigest()[:_DIGITS]
        return "".join(_LETTERS[int(digit, 16)] for digit in digest)


class Translations(Struct, frozen=True):
    """All texts of a questionnaire with words in them."""

    file: str
    source: str
    languages: Sequence[str]
    texts: Sequence[TranslatedText]

    @property
    def open(self) -> list[TranslatedText]:
        """Return the texts that are missing in some language."""
        return [text for text in self.texts if text.missing]


def write_table(translations: Translations, stream: TextIO, width: int) -> None:
    """Write how many texts each language has, and one line for each text that is missing in some."""
    stream.writelines(f"{clean(line)}\n" for line in _lines(translations, width))


def _lines(translations: Translations, width: int) -> Iterator[str]:
    total = len(translations.texts)
    yield f"{spell_out(translations.file)}: {total} texts in {translations.source}"
    longest = max(map(len, translations.languages), default=0)
    for language in translations.languages:
        missing = sum(language in text.missing for text in translations.texts)
        yield f"  {language:{longest}}  {total - missing} translated, {missing} missing"
    if not translations.open:
        return
    rows = [("line", "text", "missing in", translations.source)]
    for text in translations.open:
        path = f"{text.name}/{text.key}" if text.name else text.key
        rows.append((str(text.line), clean(path), " ".join(text.missing), clean(" ".join(text.source.split()))))
    yield ""
    wide = [min(max(columns(row[column]) for row in rows), limit) for column, limit in enumerate(_WIDEST)]
    room = width - sum(wide) - 6
    for number, path, languages, source in rows:
        head = f"{number:>{wide[0]}}  {_padded(path, wide[1])}  {_padded(languages, wide[2])}  "
        yield f"{head}{_cut(source, room) if room >= _NARROWEST else ''}".rstrip()


def _padded(text: str, width: int) -> str:
    text = _cut(text, width)
    return text + " " * (width - columns(text))


def _cut(text: str, width: int) -> str:
    """Return a text that takes at most so many columns."""
    if columns(text) <= width:
        return text
    while text and columns(text) > width - 1:
        text = text[:-1]
    return f"{text}\u2026"


def write_csv(translations: Translations, stream: TextIO, *, only_missing: bool) -> None:
    """Write one row for each text, all cells in quotes; what is missing is an empty cell."""
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow([NAME, KEY, translations.source, *translations.languages, STATE])
    for text in translations.open if only_missing else translations.texts:
        cells = [text.name, text.key, text.source, *(each or "" for each in text.translations.values())]
        writer.writerow([*map(csv_text, cells), text.state])


def write_json(translations: Translations, stream: TextIO, *, only_missing: bool) -> None:
    """Write the same as one object."""
    texts = translations.open if only_missing else translations.texts
    document = {
        "file": translations.file,
        "source": translations.source,
        "languages": list(translations.languages),
        "texts": [
            {
                "line": text.line,
                NAME: text.name,
                KEY: text.key,
                "text": text.source,
                "translations": dict(text.translations),
                "missing": text.missing,
            }
            for text in texts
        ],
    }
    stream.write(json_text(document))
