"""What Tab completes, besides commands, options and their fixed values; where nothing fits, shells offer files."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from sstc_survey.cli.shells import typed_words

if TYPE_CHECKING:
    from sstc_survey.questionnaire import Questionnaire

# Of so many responses each is described; of more, which would have to be read, only the IDs are offered.
_DESCRIBED: Final = 50
_DRAFT: Final = "partial"


def complete_question(incomplete: str) -> list[str]:
    """Return the names of questions that begin so, in the order of the questionnaire."""
    from sstc_survey.tally import Tally

    names = (name for questionnaire in _questionnaires() for name in Tally(questionnaire).names)
    return list(dict.fromkeys(name for name in names if name.startswith(incomplete)))


def complete_questions(incomplete: str) -> list[str]:
    """Return what complete_question does for the last of several names, with those before it."""
    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{name}" for name in complete_question(last)]


def complete_bands(incomplete: str) -> list[str]:
    """Return the names of questions that can be put in bands, each with the sign after which the bands are typed."""
    from sstc_survey.commands.shared.tables import has_bands
    from sstc_survey.engine.form import form_of

    nodes = (node for questionnaire in _questionnaires() for node in form_of(questionnaire).nodes.values())
    names = dict.fromkeys(node.name for node in nodes if has_bands(node))
    return [f"{name}=" for name in names if name.startswith(incomplete)]


def complete_summary(incomplete: str) -> list[str]:
    """Return the names of the summaries that are saved beside the answers."""
    from sstc_survey.commands.shared.saved import SavedSummaries
    from sstc_survey.problems import SurveyError

    # What is wrong with the file, the command says.
    with contextlib.suppress(SurveyError, OSError):
        return [name for name in SavedSummaries(_folders()).read() if name.startswith(incomplete)]
    return []


def complete_language(incomplete: str) -> list[str]:
    """Return the tags of the languages of the questionnaires, as far as these are known."""
    tags = (tag for questionnaire in _questionnaires() for tag in questionnaire.languages())
    return sorted({tag for tag in tags if tag.startswith(incomplete)})


def complete_new_language(incomplete: str) -> list[str]:
    """Return the tags of the languages that the program has texts in."""
    from sstc_survey.i18n import ENGLISH, FOLDER

    return sorted(tag for tag in (ENGLISH, *os.listdir(FOLDER)) if tag.startswith(incomplete))


def complete_response(incomplete: str) -> list[tuple[str, str]]:
    """Return the IDs of responses that begin so, the newest first, each with who it is."""
    return list(_responses(incomplete))


def complete_draft(incomplete: str) -> list[tuple[str, str]]:
    """Return the IDs of drafts that begin so, the newest first, each with who it is."""
    return list(_responses(incomplete, status=_DRAFT))


def _responses(incomplete: str, status: str = "") -> Iterator[tuple[str, str]]:
    from sstc_survey.commands.shared.find import described, found_responses
    from sstc_survey.problems import Problem
    from sstc_survey.reports.responses import id_length_of
    from sstc_survey.storage.inventory import Inventory
    from sstc_survey.storage.listing import is_folder

    folder = next(iter(_folders()))
    if os.path.sep in incomplete or not is_folder(folder):
        return
    ids = sorted(Inventory([folder]).ids, reverse=True)
    length = id_length_of(ids)
    if len(ids) > _DESCRIBED and not status:
        yield from ((each[:length], "") for each in ids if each.startswith(incomplete))
        return
    found = [(path, each) for path, each in found_responses(folder) if not isinstance(each, Problem)]
    for path, each in sorted(found, key=lambda pair: pair[1].id, reverse=True):
        if each.id.startswith(incomplete) and (not status or each.status == status):
            yield each.id[:length], described(path, each)


def _questionnaires() -> Iterator[Questionnaire]:
    """Yield the questionnaires that are named, else those of the answers, else the one that ships."""
    from sstc_survey.commands.shared.locate import load
    from sstc_survey.problems import SurveyError

    named = [word for word in _words() if word.endswith((".yaml", ".yml"))]
    if not named and "run" not in _words()[:1]:
        named = list(_copies(_folders()))
    shipped: list[str | None] = [None]
    for path in named or shipped:
        # A file that cannot be read has nothing to offer; what is wrong with it, the command says.
        with contextlib.suppress(SurveyError, OSError):
            yield load(path).questionnaire


def _folders() -> list[str]:
    """Return the folders of answers that are named, else the usual one."""
    return [word for word in _words() if os.path.isdir(word)] or ["answers"]


def _words() -> list[str]:
    """Return the command and the words before the one that is completed, `--option=value` as two.

    They are not parsed as a command line is, which needs a value after the option that is completed.
    """
    parts = (word.partition("=") if word.startswith("--") else (word,) for word in typed_words()[0])
    return [part for word in parts for part in word]


def _copies(paths: list[str]) -> Iterator[str]:
    """Yield the copies of questionnaires that are kept in folders of answers, the newest of each folder."""
    from sstc_survey.questionnaire import COPIES_FOLDER

    for path in paths:
        for top, folders, _ in os.walk(path):
            if COPIES_FOLDER in folders:
                found = [each for each in os.scandir(os.path.join(top, COPIES_FOLDER)) if each.name.endswith(".yaml")]
                yield from (each.path for each in sorted(found, key=lambda each: -each.stat().st_mtime)[:1])
            folders[:] = [folder for folder in folders if not folder.startswith(".") and folder != COPIES_FOLDER]
