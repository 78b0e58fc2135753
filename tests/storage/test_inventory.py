"""Every file found is accounted for once, whatever lies in the folders and in whatever order they are named."""

from __future__ import annotations

import gc
import itertools
import os
import random
import tempfile
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_responses import QUESTIONNAIRE, an_id, bytes_of, fill, growing, panel, panels, put, response_of
from msgspec.structs import replace

from sstc_survey.problems import Problem, SurveyError
from sstc_survey.response import Event, EventKind, Response, Status, Unfinished
from sstc_survey.storage import (
    Conflicting,
    Counted,
    Duplicate,
    Inventory,
    Outcome,
    Refused,
    brief_of,
    read_brief,
    save_copy,
)

ID = an_id(1)


def take(*paths: Path) -> list[Outcome]:
    """Return what becomes of each file under the paths."""
    return list(Inventory(map(str, paths)))


class Account(NamedTuple):
    """How many files there are of each kind; the copies of a response that counts are not among those found."""

    found: int
    complete: int
    partial: int
    void: int
    conflict: int
    refused: int
    copies: int


def account(outcomes: Iterable[Outcome]) -> Account:
    """Count files."""
    kinds = Counter(outcome.response.status if isinstance(outcome, Counted) else type(outcome) for outcome in outcomes)
    return Account(
        found=kinds.total() - kinds[Duplicate],
        complete=kinds[Status.COMPLETE],
        partial=kinds[Status.PARTIAL],
        void=kinds[Status.VOID],
        conflict=kinds[Conflicting],
        refused=kinds[Refused],
        copies=kinds[Duplicate],
    )


def counted(outcomes: Iterable[Outcome]) -> list[tuple[str, int]]:
    """Return the ids that count, with the number of their answers."""
    found = [outcome.response for outcome in outcomes if isinstance(outcome, Counted)]
    return sorted((response.id, len(response.answers)) for response in found)


def codes(outcomes: Iterable[Outcome]) -> dict[str, str]:
    """Return why files are refused, by their names."""
    return {
        os.path.basename(outcome.path): outcome.problem.code for outcome in outcomes if isinstance(outcome, Refused)
    }


def test_a_folder_of_responses(tmp_path: Path) -> None:
    fill(tmp_path, 100)
    outcomes = take(tmp_path)
    by_status = {status: sum(response.status is status for response in panels(100)) for status in Status}
    assert {status for status, count in by_status.items() if count} == {*Status} - {Status.DECLINED}
    total = account(outcomes)
    assert (total.complete, total.partial, total.void) == tuple(
        by_status[status] for status in (Status.COMPLETE, Status.PARTIAL, Status.VOID)
    )
    assert total.found == 100
    assert [outcome.path for outcome in outcomes] == sorted(map(str, tmp_path.glob("*.json")))
    assert {outcome.response.id: outcome.response for outcome in outcomes if isinstance(outcome, Counted)} == {
        response.id: brief_of(response) for response in panels(100)
    }


def test_what_is_found_and_what_is_ignored(tmp_path: Path) -> None:
    put(tmp_path / "panel", panel(1))
    put(tmp_path / "other" / "deep", panel(2))
    put(tmp_path, panel(3), "odd name.JSON")
    put(tmp_path / "questionnaires", panel(4))
    put(tmp_path / "panel.json", panel(7))
    for folder in ("panel", "questionnaires", "panel.json"):
        assert save_copy(str(tmp_path / folder), b"id: panel")
    put(tmp_path / ".hidden", panel(5))
    put(tmp_path, panel(6), f".{panel(6).id}.json")
    (tmp_path / "panel" / "notes.txt").write_text("")
    (tmp_path / "README").write_text("")
    (tmp_path / "panel" / "questionnaires" / "draft.yaml").write_text("")
    (tmp_path / f"{'5a' * 32}.yaml").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "panel")
    (tmp_path / "round").symlink_to(tmp_path)
    inventory = Inventory([str(tmp_path)])
    assert len(inventory) == 5
    assert {response_id for response_id, _ in counted(inventory)} == {panel(seed).id for seed in (1, 2, 3, 4, 7)}
    unlike_copies = ("panel/questionnaires/draft.yaml", f"{'5a' * 32}.yaml")
    assert sorted(inventory.ignored) == sorted(
        str(tmp_path / name) for name in ("README", "link", "round", "panel/notes.txt", *unlike_copies)
    )


def test_every_reason_to_refuse_is_counted(tmp_path: Path) -> None:
    data = bytes_of(panel(1))
    put(tmp_path, panel(1))
    put(tmp_path, panel(2), f"{an_id(3)}.json")
    (tmp_path / "edited.json").write_bytes(data.replace(b"Panellist", b"Moderator"))
    (tmp_path / "short.json").write_bytes(data[:-200])
    (tmp_path / "newer.json").write_bytes(data.replace(b'"schema": 2', b'"schema": 9'))
    (tmp_path / "empty.json").write_bytes(b"")
    (tmp_path / "other.json").write_text('{"type": "FeatureCollection", "features": []}')
    (tmp_path / "link.json").symlink_to(tmp_path / "edited.json")
    os.mkfifo(tmp_path / "pipe.json")
    with (tmp_path / "giant.json").open("wb") as stream:
        stream.truncate(10 << 30)
    inventory = Inventory([str(tmp_path)])
    outcomes = list(inventory)
    assert codes(outcomes) == {
        f"{an_id(3)}.json": "response-misnamed",
        "edited.json": "response-edited",
        "short.json": "response-truncated",
        "newer.json": "response-newer-schema",
        "empty.json": "response-empty",
        "other.json": "response-other-format",
        "link.json": "is-a-link",
        "pipe.json": "is-a-pipe",
        "giant.json": "too-large",
    }
    total = account(outcomes)
    assert total.found == len(inventory) == 10
    assert (total.complete + total.partial, total.refused) == (1, 9)


def test_a_folder_that_cannot_be_entered_is_no_silent_gap(
    open_folder: Path, powerless: Callable[[], AbstractContextManager[None]]
) -> None:
    put(open_folder / "closed", panel(1))
    put(open_folder, panel(2))
    (open_folder / f"{panel(2).id}.json").chmod(0o644)
    (open_folder / "closed").chmod(0)
    with powerless():
        inventory = Inventory([str(open_folder)])
        outcomes = list(inventory)
    (open_folder / "closed").chmod(0o755)
    assert codes(outcomes) == {"closed": "unreadable"}
    assert account(outcomes).found == len(inventory) == 2


def test_paths_that_lead_nowhere_are_named_all_at_once(tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    with pytest.raises(SurveyError) as caught:
        Inventory([str(tmp_path / "a"), str(tmp_path), str(tmp_path / "dangling")])
    assert [problem.code for problem in caught.value.problems] == ["no-such-file", "no-such-file"]


def test_files_may_be_named_themselves_whatever_they_are_called(tmp_path: Path) -> None:
    plain = put(tmp_path, panel(1))
    other = put(tmp_path, panel(2), "response.txt")
    hidden = put(tmp_path, panel(3), ".hidden.json")
    link = tmp_path / "link"
    link.symlink_to(put(tmp_path / "away", panel(4)))
    outcomes = take(plain, other, hidden, link)
    assert [response_id for response_id, _ in counted(outcomes)] == sorted(panel(seed).id for seed in (1, 2, 3, 4))


def test_a_file_in_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, panel(1))
    monkeypatch.chdir(tmp_path)
    assert [outcome.path for outcome in take(Path(path.name))] == [path.name]


def test_what_is_named_twice_is_found_once(tmp_path: Path) -> None:
    path = put(tmp_path / "panel", panel(1))
    (tmp_path / "link").symlink_to(tmp_path / "panel")
    (tmp_path / "panel" / "notes.txt").write_text("")
    once = take(tmp_path)
    twice = Inventory([str(tmp_path), str(tmp_path / "panel")])
    assert sorted(map(os.path.basename, twice.ignored)) == ["link", "notes.txt"]
    for paths in itertools.permutations([tmp_path, tmp_path / "panel", path, tmp_path / "link"]):
        assert counted(take(*paths)) == counted(once)
        assert account(take(*paths)) == account(once)


def test_a_file_that_goes_away_while_others_are_read_is_refused(tmp_path: Path) -> None:
    fill(tmp_path, 2)
    inventory = Inventory([str(tmp_path)])
    outcomes = inventory.outcomes()
    next(outcomes)
    for path in tmp_path.glob("*.json"):
        path.unlink()
    assert [outcome.problem.code for outcome in outcomes if isinstance(outcome, Refused)] == ["no-such-file"]


def test_responses_are_found_by_the_beginning_of_their_id(tmp_path: Path) -> None:
    fill(tmp_path, 5)
    put(tmp_path, growing(an_id(50), 1), "odd.json")
    put(tmp_path, growing(an_id(50), 2), "later.json")
    (tmp_path / "broken.json").write_text("{")
    inventory = Inventory([str(tmp_path)])
    assert counted(inventory.outcomes(panel(3).id)) == counted([Counted("", brief_of(panel(3)))])
    assert counted(inventory.outcomes(an_id(50)[:30])) == [(an_id(50), 2)]
    assert list(inventory.outcomes("ffff")) == []
    assert len(list(inventory.outcomes("01"))) == 7


def test_an_identical_copy_counts_once(tmp_path: Path) -> None:
    put(tmp_path / "a", panel(1))
    put(tmp_path / "b", panel(1))
    put(tmp_path / "b", panel(1), "copy.json")
    outcomes = take(tmp_path)
    assert len(counted(outcomes)) == 1
    first = str(tmp_path / "a" / f"{panel(1).id}.json")
    assert [outcome.of for outcome in outcomes if isinstance(outcome, Duplicate)] == [first, first]
    assert (account(outcomes).found, account(outcomes).copies) == (1, 2)


def test_of_a_history_and_its_beginning_the_longer_counts(tmp_path: Path) -> None:
    put(tmp_path / "a", growing(ID, 2))
    put(tmp_path / "b", growing(ID, 7))
    put(tmp_path / "c", growing(ID, 4))
    outcomes = take(tmp_path)
    assert counted(outcomes) == [(ID, 7)]
    assert (account(outcomes).found, account(outcomes).copies) == (1, 2)


def test_histories_that_went_apart_are_in_conflict_and_their_beginning_is_a_copy(tmp_path: Path) -> None:
    put(tmp_path / "a", growing(ID, 2))
    begun = growing(ID, 2).events
    for folder, text in (("b", "yes"), ("c", "no")):
        put(
            tmp_path / folder,
            response_of(ID, [*begun, Event(4, 9000, EventKind.ANSWER, {"name": "q3", "value": text})]),
        )
    outcomes = take(tmp_path)
    total = account(outcomes)
    assert (total.found, total.conflict, total.copies) == (2, 2, 1)
    problems = [outcome.problem for outcome in outcomes if isinstance(outcome, Conflicting)]
    assert [problem.code for problem in problems] == ["response-conflict"] * 2
    assert str(tmp_path / "c") in problems[0].fault


def test_the_longer_of_two_does_not_count_if_it_went_another_way(tmp_path: Path) -> None:
    put(tmp_path / "a", growing(ID, 3, "yes "))
    put(tmp_path / "b", growing(ID, 5, "no "))
    put(tmp_path / "c", growing(ID, 4, "no "))
    total = account(take(tmp_path))
    assert (total.found, total.conflict, total.copies) == (2, 2, 1)


@pytest.mark.parametrize(
    "change",
    [{"started": "2016-09-08T09:00:00+07:00"}, {"questionnaire": replace(QUESTIONNAIRE, sha256="00" * 32)}],
)
def test_another_interview_of_the_same_id_is_no_continuation(change: dict[str, object], tmp_path: Path) -> None:
    put(tmp_path / "a", growing(ID, 3))
    put(tmp_path / "b", replace(growing(ID, 5), **change))
    assert account(take(tmp_path)).conflict == 2


@pytest.mark.parametrize(
    "change",
    [{"started": "2016-09-07T10:00:00+07:00"}, {"language": "zh"}, {"status": Status.VOID}, {"interviewer": "X"}],
)
def test_the_same_history_with_another_heading_is_a_conflict(change: dict[str, object], tmp_path: Path) -> None:
    put(tmp_path / "a", growing(ID, 2))
    put(tmp_path / "b", replace(growing(ID, 2), **change))
    assert account(take(tmp_path)).conflict == 2


def test_where_a_draft_stands_is_no_conflict(tmp_path: Path) -> None:
    put(tmp_path / "a", growing(ID, 2))
    put(tmp_path / "b", replace(growing(ID, 2), position="q1"))
    assert account(take(tmp_path)) == account(take(tmp_path / "a", tmp_path / "b"))
    assert (account(take(tmp_path)).partial, account(take(tmp_path)).copies) == (1, 1)


def test_what_stands_in_a_field_is_no_conflict(tmp_path: Path) -> None:
    for number, text in enumerate(("", "half", "x")):
        unfinished = {"role": Unfinished(text=text)} if text else {}
        put(tmp_path / str(number), replace(growing(ID, 2), unfinished=unfinished))
    assert (account(take(tmp_path)).partial, account(take(tmp_path)).copies) == (1, 2)


def test_another_reference_is_no_conflict_and_that_one_was_given_counts(tmp_path: Path) -> None:
    for number, reference in enumerate((None, "Room 4", None)):
        put(tmp_path / str(number), replace(growing(ID, 2), reference=reference, position=f"q{number}"))
    assert (account(take(tmp_path)).partial, account(take(tmp_path)).copies) == (1, 2)
    (counted,) = (outcome for outcome in take(tmp_path) if isinstance(outcome, Counted))
    assert counted.response.reference == "Room 4"
    # In what is finished nothing changes but by an event.
    finished = replace(growing(ID, 2), status=Status.COMPLETE, position=None)
    for number, reference in enumerate(("Room 5", "Room 6")):
        put(tmp_path / str(number), replace(finished, reference=reference))
    assert account(take(tmp_path / "0", tmp_path / "1")).conflict == 2


def test_a_damaged_copy_is_refused_and_the_other_counts(tmp_path: Path) -> None:
    put(tmp_path / "a", panel(1))
    path = put(tmp_path / "b", panel(1))
    path.write_bytes(path.read_bytes()[:-1])
    total = account(take(tmp_path))
    assert (total.complete + total.partial + total.void, total.refused, total.found) == (1, 1, 2)


HELD = st.tuples(st.integers(1, 3), st.integers(0, 4), st.sampled_from(["", "", "x", "y"]))
FOLDERS = st.lists(st.lists(HELD, max_size=4), min_size=1, max_size=4)


def lay_out(top: Path, folders: list[list[tuple[int, int, str]]]) -> list[Path]:
    """Write a few responses, with copies and continuations of them, into folders."""
    for number, held in enumerate(folders):
        (top / str(number)).mkdir()
        for index, (seed, answers, branch) in enumerate(held):
            put(top / str(number), growing(an_id(seed), answers, branch), f"{index}.json" if index else None)
    return [top / str(number) for number in range(len(folders))]


def by_content(outcomes: Iterable[Outcome]) -> list[tuple[str, str, int]]:
    """Return what becomes of each response, paths left out."""
    return sorted(
        (type(outcome).__name__, outcome.response.id, len(outcome.response.answers))
        for outcome in outcomes
        if isinstance(outcome, Counted | Conflicting)
    )


@given(FOLDERS, st.randoms(use_true_random=False))
def test_merging_is_free_of_order_and_changes_nothing_when_repeated(
    folders: list[list[tuple[int, int, str]]], rng: random.Random
) -> None:
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as again:
        paths = lay_out(Path(name), folders)
        outcomes = take(*paths)
        total = account(outcomes)
        assert total.found + total.copies == sum(map(len, folders)) == len({outcome.path for outcome in outcomes})
        assert total.refused == 0
        outcome = by_content(outcomes)
        # Each id either counts once, or is in conflict in two ways or more.
        ids = [(kind, response_id) for kind, response_id, _ in outcome]
        assert all(ids.count(pair) == 1 if pair[0] == "Counted" else ids.count(pair) > 1 for pair in ids)
        assert len(set(ids)) == len({response_id for _, response_id in ids})
        shuffled = rng.sample(paths, len(paths))
        assert by_content(take(*shuffled)) == outcome
        assert account(take(*shuffled)) == total
        merged = account(take(*paths, *lay_out(Path(again), folders)))
        assert merged.found == total.found
        assert by_content(take(Path(name), Path(again))) == outcome


def test_the_quick_way_reads_what_the_careful_way_reads(tmp_path: Path) -> None:
    text = "long " * 5000
    start = Event(1, 0, EventKind.START, {})
    answers = [Event(n, n, EventKind.ANSWER, {"name": "q", "value": text}) for n in range(2, 60)]
    long, longer = response_of(ID, [start, *answers[:1]]), response_of(ID, [start, *answers])
    for response in (growing(ID, 1), long, longer, *panels(20)):
        path = put(tmp_path, response, "any.json")
        assert read_brief(str(path)) == brief_of(response)


def test_the_quick_way_reads_no_pipe(tmp_path: Path) -> None:
    path = tmp_path / f"{ID}.json"
    os.mkfifo(path)
    data = bytes_of(growing(ID, 1))
    writer = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    try:
        assert os.write(writer, data) == len(data)
        outcome = read_brief(str(path))
    finally:
        os.close(writer)
    assert isinstance(outcome, Problem)
    assert outcome.code == "is-a-pipe"


@pytest.mark.parametrize("size", [16_383, 16_384, 16_385, 1 << 20, (1 << 20) + 1])
def test_the_quick_way_at_its_bounds(size: int, tmp_path: Path) -> None:
    def of_length(length: int) -> Response:
        return replace(growing(ID, 1), interviewer="x" * length)

    response = of_length(size - len(bytes_of(of_length(0))))
    path = put(tmp_path, response)
    assert path.stat().st_size == size
    assert read_brief(str(path)) == brief_of(response)


def test_the_quick_way_refuses_a_false_id(tmp_path: Path) -> None:
    path = put(tmp_path, growing(ID, 1))
    path = path.rename(tmp_path / f"{an_id(2)}.json")
    outcome = read_brief(str(path))
    assert isinstance(outcome, Problem)
    assert outcome.code == "response-misnamed"


def test_memory_does_not_grow_with_the_number_of_responses(tmp_path: Path) -> None:
    def peak(folder: Path) -> int:
        gc.collect()
        tracemalloc.start()
        account(Inventory([str(folder)]))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    fill(tmp_path / "few", 100)
    fill(tmp_path / "many", 1100, first_seed=100)
    peak(tmp_path / "few")
    never_checked, checked_before = peak(tmp_path / "many"), peak(tmp_path / "many")
    # Only the names and the seals are remembered.
    assert max(never_checked, checked_before) - peak(tmp_path / "few") < 1000 * 300
