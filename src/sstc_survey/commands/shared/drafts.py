"""Find responses by the beginning of their id, and drafts to go on with."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sstc_survey.commands.shared.locate import Source, parsed
from sstc_survey.commands.shared.signals import ending_signals
from sstc_survey.problems import Place, Problem, SurveyError, codes
from sstc_survey.response import Response, Status
from sstc_survey.storage.copies import kept_questionnaire
from sstc_survey.storage.inventory import Conflicting, Counted, Inventory, Refused
from sstc_survey.storage.responses import BriefResponse, ResponseFile

_DIGITS: Final = 9


def pick_from_list(message: str, items: Mapping[str, str]) -> str | None:
    """Return the key of the item that is picked, or None for none; Ctrl-C is raised."""
    from sstc_survey.display import clean
    from sstc_survey.prompters.terminal.device import Device, learn_widths
    from sstc_survey.prompters.terminal.layout import Frame, Key, footer, help_text
    from sstc_survey.prompters.terminal.lists import Pick, Row, pick
    from sstc_survey.prompters.terminal.page import Page
    from sstc_survey.prompters.terminal.words import KEYS

    device = Device()
    learn_widths(device)
    page = Page(device)
    page.put("question", message)
    works = {Key.HELP, Key.STOP}
    caps, meanings = KEYS["pick"]
    frame: Frame[Pick] = Frame(
        device,
        lambda key, _row: None if key in {Key.ENTER, *works} else "! choose one of these first",
        tuple(footer(caps, works)),
        help_text(meanings, works),
    )
    rows = [
        Row(key, clean(text), str(number) if number <= _DIGITS else "")
        for number, (key, text) in enumerate(items.items(), 1)
    ]
    outcome = pick(rows, [], None, frame)
    if outcome.key is not Key.ENTER:
        return None
    page.reply(items[str(outcome.content)])
    return str(outcome.content)


def pick_by_number(message: str, items: Mapping[str, str]) -> str | None:
    """Write the items with numbers and return the key of the one that is picked, or None for none."""
    from sstc_survey.prompters.plain.lines import Desk, StandardLines

    desk = Desk(StandardLines())
    keys = {str(number): key for number, key in enumerate(items, 1)}
    desk.put([message, *(f"  {number}. {items[key]}" for number, key in keys.items())])
    while True:
        entry = desk.read('Write its number, or "/quit": ')
        typed = "/quit" if entry is None else entry.strip()
        if typed.casefold() == "/quit":
            return None
        if typed in keys:
            return keys[typed]
        desk.complain(f'"{typed}" is not one of these')


_SHOWN: Final = 8
# So much of an id tells the millisecond.
_ID_SHOWN: Final = 13


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft that is open to go on with."""

    file: ResponseFile
    response: Response
    source: Source


def find_response(prefix: str, answers: str) -> str:
    """Return the path of the one response file whose id begins with `prefix`, or that is named by its path."""
    if os.path.sep in prefix or prefix.endswith(".json"):
        return prefix
    paths = [path for path, _ in _found(answers, prefix.lower())]
    if len(paths) == 1:
        return paths[0]
    if not paths:
        raise SurveyError(Problem(codes.NO_SUCH_RESPONSE, {"prefix": prefix, "folder": answers}))
    if len({os.path.basename(path) for path in paths}) == 1:
        raise SurveyError(Problem(codes.SAME_ID_TWICE, {"id": prefix, "files": ", ".join(paths)}))
    raise SurveyError(Problem(codes.AMBIGUOUS_ID, {"prefix": prefix, "count": len(paths), "ids": _ids(paths)}))


def _found(answers: str, prefix: str = "") -> Iterator[tuple[str, BriefResponse | Problem]]:
    """Yield the files of responses, copies left out, with what they hold or why they are refused."""
    if not os.path.isdir(answers):
        return
    for verdict in Inventory([answers]).outcomes(prefix):
        match verdict:
            case Counted(path, record) | Conflicting(path, record):
                yield path, record
            case Refused(path, problem) if os.path.basename(path).startswith(prefix):
                yield path, problem
            case _:
                pass


def source_of(response: Response | BriefResponse, path: str) -> Source:
    """Return the questionnaire that a response was made with, from the copy kept beside it."""
    copy = kept_questionnaire(os.path.dirname(path) or os.curdir, response.questionnaire.sha256)
    if isinstance(copy, Problem):
        raise SurveyError(copy)
    return parsed(copy, f"{response.questionnaire.id} {response.questionnaire.version}")


def open_draft(expected: str | None, answers: str, questionnaire_id: str | None, *, plain: bool) -> Draft:
    """Open the draft with an id that begins as wanted; without one the only draft, or one picked from a list."""
    path = find_response(expected, answers) if expected else _pick(answers, questionnaire_id, plain=plain)
    file = ResponseFile.resume(path)
    if isinstance(file, Problem):
        raise SurveyError(file)
    try:
        return Draft(file, *_resumable(file, path, questionnaire_id))
    except SurveyError:
        file.close()
        raise


def _resumable(file: ResponseFile, path: str, questionnaire_id: str | None) -> tuple[Response, Source]:
    response = file.saved
    if response is None or response.status is not Status.PARTIAL:
        status = response.status.value if response else "missing"
        raise SurveyError(Problem(codes.NOT_A_DRAFT, {"id": file.id, "status": status}, Place(path)))
    if questionnaire_id not in (None, response.questionnaire.id):
        details = {"found": response.questionnaire.id, "wanted": questionnaire_id}
        raise SurveyError(Problem(codes.OTHER_QUESTIONNAIRE, details, Place(path)))
    return response, source_of(response, path)


def _pick(answers: str, questionnaire_id: str | None, *, plain: bool) -> str:
    drafts: dict[str, BriefResponse] = {}
    refused: list[Problem] = []
    for path, found in _found(answers):
        if isinstance(found, Problem):
            refused.append(found)
        elif found.status is Status.PARTIAL and questionnaire_id in (None, found.questionnaire.id):
            drafts[path] = found
    if not drafts:
        raise SurveyError(*refused, Problem(codes.NO_DRAFT, {"folder": answers}))
    if refused:
        from sstc_survey.reports.problems import print_problems

        print_problems(refused, sys.stderr)
    if len(drafts) == 1:
        return next(iter(drafts))
    # Lines from a pipe are replies: none of them may be taken for the number of a draft.
    at_terminal = sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()
    if at_terminal and (picked := _picked(drafts, plain=plain)):
        return picked
    raise SurveyError(Problem(codes.WHICH_DRAFT, {"count": len(drafts), "ids": _ids(list(drafts))}))


def _picked(drafts: Mapping[str, BriefResponse], *, plain: bool) -> str | None:
    described = {path: describe(record, path) for path, record in drafts.items()}
    with ending_signals():
        return (pick_by_number if plain else pick_from_list)("Which draft?", described)


def describe(record: BriefResponse, path: str) -> str:
    """Say which draft it is: when it was begun, how far it is, who speaks as far as that may be shown."""
    from sstc_survey.attribution import speaker
    from sstc_survey.commands.list import passed_of
    from sstc_survey.i18n import Words

    when = record.started[:16].replace("T", " ")
    try:
        paper = source_of(record, path).questionnaire
    except SurveyError:
        # Without its questionnaire it cannot be gone on with, but the others can.
        return f"{when}, {record.questionnaire.id}, {record.id[:_ID_SHOWN]}"
    words = Words(record.language, paper.default_language)
    passed, total = passed_of(paper, record)
    parts = (when, f"{passed} of {total}", speaker(paper, record.answers, words), words(paper.title))
    return ", ".join([*filter(None, parts), record.id[:_ID_SHOWN]])


def _ids(paths: list[str]) -> str:
    ids = [os.path.basename(path).removesuffix(".json") for path in paths]
    return ", ".join(ids[:_SHOWN]) + (f" and {len(ids) - _SHOWN} more" if ids[_SHOWN:] else "")
