"""Bring the catalogues of the program's own words up to date: `python tools/catalogues.py [--check]`.

What the program says while it interviews stands in its code as `gettext("...")` and `noop("...")`, and in the
catalogue of problems with a reply. New messages come into every .po file untranslated, and old ones leave.
With --check nothing is written, and the exit code tells whether anything is missing.
"""

from __future__ import annotations

import io
import string
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from sstc_survey.i18n import DOMAIN, FOLDER
from sstc_survey.problems import in_replies

SOURCE: Final = Path(FOLDER).parent
LANGUAGES: Final = ("fr", "id", "km", "lo", "th", "vi", "zh")
# Babel gives Indonesian a plural, which it has not, and French one for millions, which few programs know.
_PLURALS: Final = {"fr": "nplurals=2; plural=(n > 1);", "id": "nplurals=1; plural=0;"}
KEYWORDS: Final = {"gettext": None, "noop": None}


@cache
def template() -> Catalog:
    """Return a catalogue of every message, without translations."""
    found = Catalog(project="sstc-survey", charset="utf-8", fuzzy=False)
    # Places in the code would change with every line that is added above them.
    for message in sorted({*_in_the_code(), *_in_problems()}):
        found.add(message)
    return found


def _in_the_code() -> Iterator[str]:
    for _file, _line, message, _comments, _context in extract_from_dir(
        SOURCE, keywords=KEYWORDS, method_map=[("**.py", "python")]
    ):
        if isinstance(message, str) and message:
            yield message


def _in_problems() -> Iterator[str]:
    for kind in in_replies.ONE_REPLY:
        # What the author worded is in the language of the interview already.
        yield from (text for text in (kind.fault, kind.remedy) if text not in ("", "{message}"))


def path_of(language: str) -> Path:
    """Return where the catalogue of a language stands."""
    return Path(FOLDER, language, "LC_MESSAGES", f"{DOMAIN}.po")


def catalogue(language: str) -> Catalog:
    """Return the catalogue of a language as it is in its file."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with path.open("rb") as po:
        return read_po(po, locale=language)


def faults(language: str, wanted: Catalog) -> Iterator[str]:
    """Yield what is wrong with the catalogue of a language."""
    present = {message.id: message for message in catalogue(language) if message.id}
    for message in wanted:
        if message.id:
            found = present.pop(message.id, None)
            if found is None or not found.string or found.fuzzy:
                yield f"{language}: not translated: {message.id}"
            elif _fields(str(found.string)) != _fields(str(message.id)):
                yield f"{language}: other fields than in: {message.id}"
    yield from (f"{language}: no longer said: {message}" for message in present)


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def updated(language: str, wanted: Catalog) -> bytes:
    """Return the file of a language with the messages that there are now; what was translated stays so."""
    translated = {message.id: message.string for message in catalogue(language) if message.id}
    fresh = Catalog(locale=language, project="sstc-survey", charset="utf-8", fuzzy=False)
    fresh.header_comment = f"# What sstc-survey says while it interviews, in the language {language}."
    for message in wanted:
        if message.id:
            fresh[message.id] = Message(message.id, translated.get(message.id, ""))
    out = io.BytesIO()
    write_po(out, fresh, width=110, omit_header=False, no_location=True, sort_output=True)
    # What would change without a change of words.
    dated = (
        "Project-Id-Version",
        "Report-Msgid-Bugs-To",
        "PO-Revision-Date",
        "POT-Creation-Date",
        "Last-Translator",
        "Language-Team",
        "Generated-By",
    )
    lines = out.getvalue().decode().splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith(tuple(f'"{name}' for name in dated)))
    return text.replace(fresh.plural_forms, _PLURALS.get(language, fresh.plural_forms)).encode()


def main() -> int:
    """Write the catalogues anew, or say what is wrong with them."""
    wanted = template()
    problems = [fault for language in LANGUAGES for fault in faults(language, wanted)]
    if "--check" in sys.argv:
        print("\n".join(problems))
        return int(bool(problems))
    for language in LANGUAGES:
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(updated(language, wanted))
        # As when the package is built, so that the words can be seen at once.
        with path.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, catalogue(language))
    return 0


if __name__ == "__main__":
    sys.exit(main())
