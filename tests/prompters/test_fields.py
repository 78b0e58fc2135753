"""What stands in fields follows the replies: given, withdrawn and refused things leave the draft with them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sstc_survey.engine import AddInstance, Answer, Back, Comment, Continue, Finish, Leave, RemoveInstance, Reply
from sstc_survey.problems import Problem, Unsavable, codes
from sstc_survey.prompters.fields import Fields
from sstc_survey.questionnaire import MAX_TEXT
from sstc_survey.response import Event, EventKind, Missing, Unfinished

FULL = Problem(codes.UNREADABLE, {"reason": "the disk is full"})
TYPED = {
    "who": Unfinished(text="Sok"),
    "who/comment": Unfinished(text="if it"),
    "member[1]/age": Unfinished(text="4"),
    "member[2]/age": Unfinished(text="5"),
}
REMOVED = Event(9, 0, EventKind.REMOVE, {"name": "member[1]"})
TAKEN_BACK = Event(9, 0, EventKind.REMOVE, {"name": "member[2]"})
WITHOUT_WHO = {path: field for path, field in TYPED.items() if path != "who"}
SHIFTED = {"who": TYPED["who"], "who/comment": TYPED["who/comment"], "member[1]/age": TYPED["member[2]/age"]}


class Disk:
    """Takes what is saved, or fails."""

    def __init__(self, *problems: Problem | None) -> None:
        self.problems = list(problems)
        self.saved: list[Mapping[str, Unfinished]] = []

    def save(self, fields: Mapping[str, Unfinished]) -> Problem | None:
        self.saved.append(fields)
        return self.problems.pop(0) if self.problems else None


@pytest.mark.parametrize(
    ("reply", "events", "left"),
    [
        (Answer("Sok"), [], WITHOUT_WHO),
        (Continue(), [], WITHOUT_WHO),
        (Leave(Missing.BLANK), [], TYPED),
        (Leave(Missing.DONT_KNOW), [], TYPED),
        (Leave(Missing.REFUSED), [], WITHOUT_WHO),
        (Comment("if it rains"), [], {path: field for path, field in TYPED.items() if path != "who/comment"}),
        (Comment("x", "other"), [], TYPED),
        (Back(), [], TYPED),
        (RemoveInstance(1), [REMOVED], SHIFTED),
        (Back(), [TAKEN_BACK], {path: field for path, field in TYPED.items() if path != "member[2]/age"}),
        (Finish(), [], {}),
    ],
)
def test_a_reply_takes_along_what_it_gave_withdrew_or_refused(
    reply: Reply, events: list[Event], left: dict[str, Unfinished]
) -> None:
    disk = Disk(FULL)
    fields = Fields(TYPED, disk.save)
    assert fields.take(reply, "who", events, disk.save) == FULL
    assert fields.to_save() == TYPED
    assert fields.take(reply, "who", events, disk.save) is None
    assert disk.saved == [left, left]
    # Nothing is left to save.
    assert fields.keep() is None
    assert len(disk.saved) == 2


def test_what_was_refused_is_shown_and_not_saved_until_it_changes() -> None:
    disk = Disk()
    fields = Fields({"who": Unfinished(text="Sok")}, disk.save)
    fields.take(Leave(Missing.REFUSED), "who", [], disk.save)
    assert fields.get("who") == Unfinished(text="Sok")
    fields.put("who", Unfinished(text="Sok"))
    assert fields.to_save() == {}
    fields.put("who", Unfinished(text="Dara"))
    assert fields.keep() is None
    assert disk.saved == [{}, {"who": Unfinished(text="Dara")}]


def test_what_stands_in_an_instance_that_is_taken_back_is_in_the_draft_when_it_is_there_again() -> None:
    disk = Disk()
    typed = {"m[1]/who": Unfinished(text="Sok"), "m[2]/who": Unfinished(text="Da"), "m[2]/t[1]/a": Unfinished(text="x")}
    fields = Fields(typed, disk.save)
    fields.take(Back(), "m[2]/who", [Event(9, 0, EventKind.REMOVE, {"name": "m[2]"})], disk.save)
    assert disk.saved == [{"m[1]/who": Unfinished(text="Sok")}]
    assert fields.get("m[2]/who") == Unfinished(text="Da")
    fields.take(AddInstance(), "m", [Event(10, 0, EventKind.INSTANCES, {"name": "m", "count": 2})], disk.save)
    assert disk.saved[1:] == [typed]


@pytest.mark.parametrize("missing", [Missing.DONT_KNOW, Missing.REFUSED])
@pytest.mark.parametrize("field", ["row", "ticks"])
def test_a_row_that_was_given_stands_there_no_more(missing: Missing, field: str) -> None:
    row = f"/{missing}"
    disk = Disk()
    fields = Fields({"one": Unfinished(row=row) if field == "row" else Unfinished(ticks=[row])}, disk.save)
    fields.take(Leave(missing), "one", [], disk.save)
    assert fields.get("one") is None


def test_an_interrupt_before_a_reply_is_saved_loses_nothing() -> None:
    def interrupted(_fields: Mapping[str, Unfinished]) -> Problem | None:
        raise KeyboardInterrupt

    for reply, left in ((Answer("Sok"), TYPED), (Leave(Missing.REFUSED), WITHOUT_WHO)):
        fields = Fields(TYPED, Disk().save)
        with pytest.raises(KeyboardInterrupt):
            fields.take(reply, "who", [], interrupted)
        assert fields.to_save() == left


def test_what_cannot_be_saved_keeps_no_reply_back() -> None:
    unsavable = Unsavable(codes.RESPONSE_HALF_CHARACTER)
    disk = Disk(unsavable)
    fields = Fields(TYPED, disk.save)
    assert fields.take(Answer("x"), "other", [], disk.save) is None
    assert disk.saved == [TYPED, {}]
    disk = Disk(unsavable, unsavable)
    assert Fields(TYPED, disk.save).take(Answer("x"), "other", [], disk.save) == unsavable


def test_a_text_is_kept_as_far_as_it_can_be_given_and_written() -> None:
    fields = Fields({}, Disk().save)
    fields.put("who", Unfinished(text="\udc80" + "a" * MAX_TEXT))
    assert fields.get("who") == Unfinished(text="?" + "a" * (MAX_TEXT - 1))
