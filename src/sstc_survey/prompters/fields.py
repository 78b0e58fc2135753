"""What stands in the fields of an interview and was not given yet: it is part of the draft."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeAlias

from msgspec.structs import replace

from sstc_survey.engine.paths import instance_of, instance_path, shifted
from sstc_survey.engine.replies import AddInstance, Answer, Back, Comment, Continue, Finish, Leave, Reply
from sstc_survey.problems import Problem, Unsavable
from sstc_survey.questionnaire import MAX_TEXT
from sstc_survey.response import Event, EventKind, Missing, Unfinished, comment_field

# Saves what stands in fields by path, or returns why not.
SaveFields: TypeAlias = Callable[[Mapping[str, Unfinished]], Problem | None]


def missing_row(missing: Missing) -> str:
    """Return how `row` and `ticks` name a row that leaves the question without an answer; no code is like this."""
    return f"/{missing}"


class _Standing(NamedTuple):
    """What stands in fields by path, and which of it is shown when somebody comes back to it, but not saved."""

    fields: Mapping[str, Unfinished]
    withheld: frozenset[str] = frozenset()


class Fields:
    """The fields of an interview by path, and what of them is in the draft."""

    def __init__(self, unfinished: Mapping[str, Unfinished], save: SaveFields) -> None:
        self._standing = self._before = _Standing(unfinished)
        self._saved = dict(unfinished)
        self._save = save

    def get(self, path: str) -> Unfinished | None:
        """Return what stands in a field, or None where nothing does that was not given."""
        return self._standing.fields.get(path)

    def put(self, path: str, field: Unfinished | None, *, withheld: bool = False) -> None:
        """Remember what stands in a field now; None where that is what was given, or nothing."""
        fields, others = dict(self._standing.fields), self._standing.withheld - {path}
        if field is not None and field.text is not None:
            # As much as can be given, and what can be written.
            field = replace(field, text=field.text[:MAX_TEXT].encode(errors="replace").decode())
        if field == fields.get(path):
            return
        if field is None:
            del fields[path]
        else:
            fields[path] = field
        self._standing = _Standing(fields, others | {path} if withheld else others)

    def to_save(self) -> dict[str, Unfinished]:
        """Return what belongs in the draft."""
        fields, withheld = self._standing
        return {path: field for path, field in fields.items() if path not in withheld}

    def keep(self) -> Problem | None:
        """Save what has changed since it was saved last, or return why not."""
        now = self.to_save()
        if now == self._saved:
            return None
        problem = self._save(now)
        if problem is None:
            self._saved = now
        return problem

    def take(self, reply: Reply, path: str, events: Iterable[Event], save: SaveFields) -> Problem | None:
        """Drop what a reply to the question with this path gave, withdrew or refused, and save with `save`.

        `events` are those that the reply led to. What could not be saved changes nothing.
        """
        before = self._before = self._standing
        self._follow(reply, path, events)
        now = self.to_save()
        is_saved = isinstance(reply, Leave) and reply.missing is Missing.REFUSED
        try:
            problem = save(now)
            if isinstance(problem, Unsavable) and now:
                # What was given is worth more than what was not.
                now = {}
                problem = save(now)
            is_saved = problem is None
        finally:
            # A signal may come before or after it is saved: then rather once too often, unless it was refused.
            if not is_saved:
                self._standing = before
        if is_saved:
            self._saved = now
        return problem

    def take_back(self) -> None:
        """Let stand what did before the last reply, which was none."""
        self._standing = self._before

    def _follow(self, reply: Reply, path: str, events: Iterable[Event]) -> None:
        fields, withheld = self._standing
        match reply:
            case Answer() | Continue():
                self.put(path, None)
            case Leave(missing) if _row_of(fields.get(path)) == missing_row(missing):
                self.put(path, None)
            case Leave(Missing.REFUSED):
                self._standing = _Standing(fields, withheld | {path})
            case Comment(_, name):
                self.put(comment_field(name or path), None)
            case Finish():
                self._standing = _Standing({})
            case _:
                pass
        for event in events:
            fields, withheld = self._standing
            if event.kind is EventKind.REMOVE and isinstance(reply, Back):
                # An instance that is taken back is the last: what was typed is there again when it is.
                self._standing = _Standing(fields, withheld | _within(event.data["name"], fields))
            elif event.kind is EventKind.REMOVE:
                instance = instance_of(event.data["name"])
                marks = shifted(dict.fromkeys(withheld), *instance)
                self._standing = _Standing(shifted(fields, *instance), frozenset(marks))
            elif event.kind is EventKind.INSTANCES and isinstance(reply, AddInstance):
                added = instance_path(event.data["name"], event.data["count"])
                self._standing = _Standing(fields, withheld - _within(added, withheld))


def _within(instance: str, paths: Iterable[str]) -> frozenset[str]:
    """Return the paths in an instance of a repeat."""
    return frozenset(path for path in paths if path.startswith(f"{instance}/"))


def _row_of(field: Unfinished | None) -> str | int | None:
    """Return the only row that is chosen or ticked, or None."""
    if field is None:
        return None
    if not field.ticks:
        return field.row
    return field.ticks[0] if len(field.ticks) == 1 else None
