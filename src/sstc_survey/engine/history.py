"""The history of a response: who changed what, when and why, as its events tell it."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct

from sstc_survey.engine.answers import AnswerSheet
from sstc_survey.engine.editing import Said, said_at
from sstc_survey.engine.paths import instance_of
from sstc_survey.response import Event, EventKind, Response, edit_of


class EntryKind(StrEnum):
    """What an entry of a history tells."""

    START = "start"
    FINISH = "finish"
    REOPEN = "reopen"
    ANSWER = "answer"
    CHANGE = "change"
    SET_ASIDE = "set_aside"
    RETURN = "return"
    NARROW = "narrow"
    REMOVE = "remove"
    ROUND = "round"
    ACCEPT = "accept"
    VOID = "void"
    RESTORE = "restore"
    RESOLVE = "resolve"


class Entry(Struct):
    """One thing that happened: when, by whom, and of a change where, what was there before and after, and why.

    `is_accepted` is False in an edit that is unfinished.
    """

    kind: EntryKind
    at: str
    by: str | None = None
    path: str = ""
    before: Said = Said()
    after: Said = Said()
    reason: str | None = None
    is_accepted: bool = True


def history_of(response: Response) -> list[Entry]:
    """Return what happened to a response, in order; first answers are no change, but those in an edit."""
    story = _Story(response)
    story.follow(response.events)
    story.is_accepted = False
    story.follow(edit_of(response))
    return story.entries


class _Story:
    """Follows events, and notes what a history tells of them."""

    def __init__(self, response: Response) -> None:
        self.entries: list[Entry] = []
        self.is_accepted = True
        self._sheet = AnswerSheet()
        self._by = response.interviewer
        self._in_edit = False
        # A time, and the ms of interview there were at it.
        self._clock = dt.datetime.fromisoformat(response.started), 0

    def follow(self, events: Iterable[Event]) -> None:
        """Go on with events."""
        for event in events:
            if (at := event.data.get("at")) is not None:
                self._clock = _time(at) or self._clock[0], event.elapsed
            before = self._sheet.copy()
            self._sheet.apply(event.kind, event.data)
            self._note(event, before, self._time_of(event.elapsed))

    def _time_of(self, elapsed: int) -> str:
        time, then = self._clock
        # A file that somebody else sealed may go on after the last year there is.
        with contextlib.suppress(OverflowError):
            time += dt.timedelta(milliseconds=elapsed - then)
        return time.isoformat(timespec="seconds")

    def _note(self, event: Event, before: AnswerSheet, at: str) -> None:
        data = event.data
        match event.kind:
            case EventKind.START:
                self._add(EntryKind.START, at)
            case EventKind.FINISH:
                self._add(EntryKind.ACCEPT if self._in_edit else EntryKind.FINISH, at)
                self._in_edit = False
            case EventKind.REOPEN:
                self._by, self._in_edit = data.get("by"), True
                self._add(EntryKind.REOPEN, at)
            case EventKind.VOID | EventKind.RESTORE | EventKind.RESOLVE:
                self.entries.append(Entry(EntryKind(event.kind.value), at, data.get("by"), reason=data.get("reason")))
            case EventKind.ANSWER | EventKind.MISSING | EventKind.COMMENT | EventKind.INSTANCES:
                self._note_change(data["name"], before, at, is_addition=event.kind is EventKind.INSTANCES)
            case EventKind.REASON:
                self._explain(data["name"], data["text"])
            case EventKind.REMOVE:
                self._note_removal(data["name"], before, at)
            case EventKind.OFF_ROUTE | EventKind.ON_ROUTE:
                kind = EntryKind.SET_ASIDE if event.kind is EventKind.OFF_ROUTE else EntryKind.RETURN
                self._note_route(kind, data["names"], at)
            case EventKind.NARROW:
                self._note_narrowed(data["values"], before, at)
            case EventKind.ROUND:
                self._add(EntryKind.ROUND, at)
                for path in data["names"]:
                    if (said := said_at(before, path)) != Said():
                        self._add(EntryKind.SET_ASIDE, at, path, said)
            case _:
                pass

    def _add(self, kind: EntryKind, at: str, path: str = "", before: Said = Said(), after: Said = Said()) -> None:  # noqa: B008 immutable
        self.entries.append(Entry(kind, at, self._by, path, before, after, is_accepted=self.is_accepted))

    def _note_change(self, path: str, sheet: AnswerSheet, at: str, *, is_addition: bool) -> None:
        """Note that something was said anew; in the interview only where it was said before."""
        before, after = said_at(sheet, path), said_at(self._sheet, path)
        is_first = is_addition or (before.value is None and before.missing is None)
        if before != after and (self._in_edit or not is_first):
            self._add(EntryKind.ANSWER if before == Said() else EntryKind.CHANGE, at, path, before, after)

    def _note_removal(self, instance: str, sheet: AnswerSheet, at: str) -> None:
        """Note the instance that was removed, and what was said in it."""
        repeat, _ = instance_of(instance)
        for path in dict.fromkeys((*sheet.answers, *sheet.missing)):
            if path.startswith(f"{instance}/") and path not in sheet.off_route:
                self._add(EntryKind.REMOVE, at, path, said_at(sheet, path))
        if self._in_edit:
            self._add(EntryKind.CHANGE, at, repeat, said_at(sheet, repeat), said_at(self._sheet, repeat))

    def _note_route(self, kind: EntryKind, names: Iterable[str], at: str) -> None:
        for path in names:
            said = said_at(self._sheet, path)
            if said.value is None and said.missing is None:
                continue
            if kind is EntryKind.SET_ASIDE:
                self._add(kind, at, path, said)
            else:
                self._add(kind, at, path, after=said)

    def _note_narrowed(self, values: Mapping[str, Any], sheet: AnswerSheet, at: str) -> None:
        for path, value in values.items():
            self._add(EntryKind.NARROW, at, path, Said(sheet.answer(path)), Said(value))

    def _explain(self, path: str, reason: str) -> None:
        """Give the changes at a path since the last reason their reason."""
        for entry in reversed(self.entries):
            if entry.kind is EntryKind.REOPEN or (entry.path == path and entry.reason is not None):
                break
            if entry.path == path and entry.kind is EntryKind.CHANGE:
                entry.reason = reason


def _time(text: object) -> dt.datetime | None:
    """Return a time of an event; None where it is none, as nothing checks that."""
    try:
        return dt.datetime.fromisoformat(str(text))
    except ValueError:
        return None
