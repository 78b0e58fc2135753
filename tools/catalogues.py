"""Bring the catalogues of the program's own words up to date: `python tools/catalogues.py [--check]`.

What the program says in the language of a questionnaire stands in its code as `gettext("...")`, `noop("...")` and
`plural("...", "...", count)`, in the catalogue of problems with a reply, in the words of functions, and in the sample
questions of `new`. New messages come into every .po file untranslated, and old ones leave.

What is said in an interview must be translated everywhere. Of what only reports and exports say, summaries, printed
forms and minutes, of the board of a panel, of what is said to whoever deletes or checks responses, and of the reasons
why a file could not be opened or saved, messages may be open in a language: they are in English there, and listed in
`open_messages.json`, which is written anew. With --check nothing is written, and the exit code tells whether anything
is missing.
"""

from __future__ import annotations

import io
import json
import string
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from sstc_survey.commands.shared.starter import sample_texts
from sstc_survey.expressions.functions import FUNCTIONS
from sstc_survey.i18n import DOMAIN, FOLDER
from sstc_survey.problems import Kind, in_replies, in_sessions, in_storage, in_usage

SOURCE: Final = Path(FOLDER).parent
LANGUAGES: Final = ("fil", "fr", "id", "km", "lo", "ms", "my", "ta", "th", "vi", "zh")
# In these nothing may be open.
COMPLETE: Final = frozenset({"zh"})
# The messages that are open, each with the languages that lack it.
OPEN: Final = Path(__file__).with_name("open_messages.json")
# Who says what is read by analysts, by authors, on paper and by whoever keeps the answers, not in interviews.
_REPORTS: Final = (
    "reports/", "exports/", "tally/", "commands/delete.py", "commands/shared/trial.py", "commands/verify.py",
)  # fmt: skip
# Who moderates a panel reads the board; panellists read the questions. The minutes are among what reports say.
_SESSIONS: Final = (
    "session/", "commands/session/", "commands/panel.py", "prompters/plain/board.py", "prompters/terminal/board.py",
    "prompters/terminal/board_view.py", "prompters/terminal/letters.py", "problems/in_board.py",
)  # fmt: skip
# The keys of the board, and those that lead to it.
_BOARD_KEYS: Final = frozenset({
    "more", "F7, then a letter: what it does on the board", "board", "F10: the board; everything is saved",
    "Letter choose", "Letter: choose it", "Up, Down, Tab, Shift-Tab: move; Enter: call",
})  # fmt: skip
# What may be wrong with a reply; and what happens to disks and folders, whose words are those of computers.
_AT_PROMPTS: Final = in_replies.ONE_REPLY + in_usage.LANGUAGES
_FAILURES: Final = in_storage.WHILE_INTERVIEWING + in_usage.STARTING + in_sessions.ROSTERS
# Babel gives Indonesian a plural, which it has not, and French one for millions, which few programs know.
_PLURALS: Final = {"fr": "nplurals=2; plural=(n > 1);", "id": "nplurals=1; plural=0;"}
KEYWORDS: Final = {"gettext": None, "noop": None, "plural": (1, 2)}
# A message, or its two forms for one thing and for several.
_MessageId: TypeAlias = str | tuple[str, ...] | list[str]


@cache
def template() -> Catalog:
    """Return a catalogue of every message, without translations."""
    found = Catalog(project="sstc-survey", charset="utf-8", fuzzy=False)
    # Places in the code would change with every line that is added above them.
    messages = {
        *(message for _, message in _in_the_code()),
        *_in_problems(_AT_PROMPTS + _FAILURES),
        *_in_functions(),
        *sample_texts(),
    }
    for message in sorted(messages, key=_text):
        found.add(message)
    return found


@cache
def said_in_interviews() -> frozenset[_MessageId]:
    """Return the messages that respondents and interviewers may read."""
    in_code = {message for file, message in _in_the_code() if not file.startswith(_REPORTS + _SESSIONS)}
    return frozenset((in_code - _BOARD_KEYS) | {*_in_problems(_AT_PROMPTS)})


@cache
def _in_the_code() -> tuple[tuple[str, _MessageId], ...]:
    """Return the messages in the code, each with its file."""
    return tuple(
        (file, message)
        for file, _line, message, _comments, _context in extract_from_dir(
            SOURCE, keywords=KEYWORDS, method_map=[("**.py", "python")]
        )
        if message
    )


def _text(message: _MessageId) -> str:
    """Return a message as it is listed: of one with two forms the first."""
    return message if isinstance(message, str) else message[0]


def _in_problems(kinds: tuple[Kind, ...]) -> Iterator[str]:
    for kind in kinds:
        # What the author worded is in the language of the interview already.
        yield from (text for text in (kind.fault, kind.remedy) if text not in ("", "{message}"))


def _in_functions() -> Iterator[str]:
    """Yield how functions are put into words on a printed form."""
    for function in FUNCTIONS.values():
        yield from (text for text in (function.words, *(function.verbs or ())) if text not in ("", "{}"))


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
            if found is None or found.fuzzy:
                yield f"{language}: not translated: {message.id}"
            elif not _is_translated(found):
                if language in COMPLETE or message.id in said_in_interviews():
                    yield f"{language}: not translated: {message.id}"
            elif any(_fields(each) != _fields(_text(message.id)) for each in _strings(found)):
                yield f"{language}: other fields than in: {message.id}"
    yield from (f"{language}: no longer said: {message}" for message in present)


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def _is_translated(message: Message) -> bool:
    return all(_strings(message))


def open_messages() -> dict[str, str]:
    """Return the messages that are not translated, and the languages that lack them."""
    found: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for message in catalogue(language):
            if message.id and not _is_translated(message):
                found.setdefault(_text(message.id), []).append(language)
    return {message: " ".join(languages) for message, languages in sorted(found.items())}


def listed_as_open() -> dict[str, str]:
    """Return the messages that are known to be open."""
    listed: dict[str, str] = json.loads(OPEN.read_text(encoding="utf-8"))
    return listed


def _fields(text: str) -> set[str]:
    # Those without a name may change places, and have numbers then.
    return {name for _, name, _, _ in string.Formatter().parse(text) if name and not name.isdigit()}


def updated(language: str, wanted: Catalog) -> bytes:
    """Return the file of a language with the messages that there are now; what was translated stays so."""
    translated = {message.id: message.string for message in catalogue(language) if message.id}
    fresh = Catalog(locale=language, project="sstc-survey", charset="utf-8", fuzzy=False)
    if language in _PLURALS:
        fresh.mime_headers = [("Plural-Forms", _PLURALS[language])]
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
    return "".join(line for line in lines if not line.startswith(tuple(f'"{name}' for name in dated))).encode()


def main() -> int:
    """Write the catalogues anew, or say what is wrong with them."""
    wanted = template()
    problems = [fault for language in LANGUAGES for fault in faults(language, wanted)]
    if "--check" in sys.argv:
        if open_messages() != listed_as_open():
            problems.append(f"{OPEN.name} does not list what is open")
        print("\n".join(problems))
        return int(bool(problems))
    for language in LANGUAGES:
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(updated(language, wanted))
        # As when the package is built, so that the words can be seen at once.
        with path.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, catalogue(language))
    still_open = open_messages()
    OPEN.write_text(json.dumps(still_open, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    for language in LANGUAGES:
        count = sum(language in languages.split() for languages in still_open.values())
        print(f'{language}: {count} of {len(wanted)} messages are open: msgstr "" in {path_of(language)}')
    print(f"Each with the languages that lack it: {OPEN}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
