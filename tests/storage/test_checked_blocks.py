"""Blocks of packs that passed every check are known again; what was changed since is not."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from made_packs import everything, outcomes_below, packed_in_small_blocks, put_all
from made_responses import an_id, bytes_of, panel, panels, response_of
from msgspec.structs import replace

from sstc_survey.response import EDIT, Event, EventKind, Response, Status
from sstc_survey.storage import Inventory, decode, encoding, responses
from sstc_survey.storage.outcomes import Counted, Refused
from sstc_survey.storage.packs import checked, writer
from sstc_survey.storage.packs.lines import PackedFile, file_line
from sstc_survey.storage.packs.reader import Pack

FORMS = ("jsonl", "jsonl.zst")
MANY = 60


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the paths of the responses that were checked whole, as they come."""
    found: list[str] = []
    whole = encoding.decode_sealed

    def decode_sealed(data: bytes, path: str) -> Any:
        found.append(path)
        return whole(data, path)

    monkeypatch.setattr(responses, "decode_sealed", decode_sealed)
    return found


def a_pack(folder: Path, form: str, size: int = 2_000, **more: bytes) -> Path:
    files = {f"panel/{an_id(seed)}.json": bytes_of(panel(seed)) for seed in range(MANY)}
    return packed_in_small_blocks(folder / f"all.{form}", put_all(folder / "files", {**files, **more}), size=size)


def beside(pack: Path) -> Path:
    return pack.with_name(f".{pack.name}.verified")


def altered(line: bytes, before: bytes = b'"mode": "terminal"', after: bytes = b'"mode": "telegram"') -> bytes:
    """Return a line with another response of as many bytes, which is unsound but sealed as it should be."""
    entry = json.loads(line)
    entry.pop("sha256")
    body = entry["text"].encode()[:-68].replace(before, after, 1)
    entry["text"] = (body + hashlib.sha256(body).hexdigest().encode() + b'"\n}\n').decode()
    new = json.dumps(entry, separators=(",", ":"), ensure_ascii=False).encode()[:-1]
    sealed = new + b',"sha256":"' + hashlib.sha256(new).hexdigest().encode() + b'"}'
    assert len(sealed) == len(line)
    return sealed


@pytest.mark.parametrize("form", FORMS)
def test_what_passed_is_not_checked_again(tmp_path: Path, checks: list[str], form: str) -> None:
    pack = a_pack(tmp_path, form)
    first = outcomes_below(pack)
    assert len(checks) == len(first) == MANY
    assert beside(pack).stat().st_mode & 0o777 == 0o600
    checks.clear()
    assert outcomes_below(pack) == first
    assert checks == []
    # `verify` believes nothing.
    assert len([*Inventory([str(pack)], believes_seals=False)]) == len(checks) == MANY


def test_parts_report_what_they_checked(tmp_path: Path, checks: list[str]) -> None:
    pack = a_pack(tmp_path, "jsonl.zst")
    whole = Inventory([str(pack)])
    for part in whole.parts(20):
        assert all(isinstance(outcome, Counted) for outcome in part)
        whole.give_seals(part.take_seals())
    whole.save_seals()
    checks.clear()
    assert len(outcomes_below(pack)) == MANY
    assert checks == []


def test_a_block_with_one_that_is_refused_is_checked_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checks: list[str]
) -> None:
    monkeypatch.setattr(checked, "_WORTH", 1)
    pack = a_pack(tmp_path, "jsonl", 20_000, **{f"panel/{an_id(7)}.json": bytes_of(panel(7))[:-50]})
    first = outcomes_below(pack)
    checks.clear()
    assert outcomes_below(pack) == first
    assert 0 < len(checks) < MANY / 2


@pytest.mark.parametrize("form", FORMS)
def test_everything_is_found_the_second_time_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setattr(checked, "_WORTH", 1)
    pack = packed_in_small_blocks(tmp_path / f"all.{form}", put_all(tmp_path / "files", everything()))
    assert outcomes_below(pack) == outcomes_below(pack) == outcomes_below(pack, pack)
    assert outcomes_below(pack) == outcomes_below(pack, reads_answers=False)


# How a line begins what is not read of a response that was checked before.
EVENTS = ',\n  "events": ['


def sealed(body: str) -> bytes:
    """Return the bytes of a response, given to the comma before its seal."""
    data = body.encode() + b'"sha256": "'
    return data + hashlib.sha256(data).hexdigest().encode() + b'"\n}\n'


def in_other_order(response: Response, *last: str) -> bytes:
    """Return a response as another program may write it, with some keys after the others."""
    found = json.loads(bytes_of(response))
    del found["sha256"]
    keys = [*(key for key in found if key not in last), *last]
    text = json.dumps({key: found[key] for key in keys}, indent=2, ensure_ascii=False)
    # The events begin as this program has them.
    return sealed(text.removesuffix("\n}") + ",\n  ")


def of_schema_1(response: Response) -> bytes:
    """Return a response of the first schema."""
    found = json.loads((Path(__file__).parent / "schema_1" / "complete.json").read_text("utf-8"))
    del found["sha256"]
    return sealed(json.dumps({**found, "id": response.id}, indent=2, ensure_ascii=False).removesuffix("\n}") + ",\n  ")


def being_edited(response: Response) -> bytes:
    """Return a response with an edit that is not finished."""
    reopened = {"at": "2016-09-09T09:00:00+07:00", "by": "Mrs Lin"}
    edit = Event(len(response.events) + 1, response.events[-1].elapsed, EventKind.REOPEN, reopened)
    return bytes_of(replace(response, unfinished={EDIT: [edit]}))


def saying(response: Response, text: str) -> bytes:
    """Return a response with a text as an answer and as a comment."""
    events = [
        *response.events[:1],
        Event(2, 5, EventKind.ANSWER, {"name": "practices", "value": text}),
        Event(3, 6, EventKind.COMMENT, {"name": "practices", "text": text}),
    ]
    return bytes_of(response_of(response.id, events))


RESPONSES: dict[str, Callable[[Response], bytes]] = {
    "as it is": bytes_of,
    "a text like the beginning of events": partial(saying, text=EVENTS),
    "that beginning in JSON": partial(saying, text=json.dumps(EVENTS)),
    "that beginning in JSON in JSON": partial(saying, text=json.dumps(json.dumps(EVENTS))),
    "all kinds of characters": partial(saying, text='\\ " \\" \n\r\t\x00\x1f\x7f\u2028 \U0001f600 </script> ការងារ'),
    "the reference after the events": lambda response: in_other_order(response, "reference"),
    "the session after the events": lambda response: in_other_order(response, "session"),
    "what is unfinished after the events": lambda response: in_other_order(response, "unfinished"),
    "the answers after the events": lambda response: in_other_order(response, "answers"),
    "the first schema": of_schema_1,
    "an edit that is not finished": being_edited,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("what", RESPONSES)
def test_what_is_known_reads_as_what_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checks: list[str], what: str, form: str
) -> None:
    monkeypatch.setattr(checked, "_WORTH", 1)
    files = {f"panel/{an_id(seed)}.json": RESPONSES[what](panel(seed)) for seed in range(4)}
    pack = packed_in_small_blocks(tmp_path / f"all.{form}", put_all(tmp_path / "files", files))
    first = outcomes_below(pack)
    assert {outcome[0] for outcome in first} == {"Counted"}, first
    checks.clear()
    assert outcomes_below(pack) == outcomes_below(pack, reads_answers=False) == first
    assert checks == []


# Legal on Linux, and before the text in the line of a file.
LIKE_KEYS = ',\n  "answers": {\n    "a": "b"\n  },\n  "missing": {'


@pytest.mark.parametrize("name", [LIKE_KEYS, LIKE_KEYS + EVENTS, EVENTS, LIKE_KEYS[:20]])
@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_cut_of_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, name: str) -> None:
    monkeypatch.setattr(checked, "_WORTH", 1)
    files = {f"p{name}/{an_id(seed)}.json": bytes_of(panel(seed)) for seed in range(4)}
    pack = packed_in_small_blocks(tmp_path / f"all.{form}", put_all(tmp_path / "files", files))
    first = outcomes_below(pack)
    assert {outcome[0] for outcome in first} == {"Counted"}, first
    assert outcomes_below(pack) == outcomes_below(pack, reads_answers=False) == first


def decoded(data: bytes) -> Response:
    response = decode(data)
    assert isinstance(response, Response), response
    return response


@pytest.mark.parametrize("form", FORMS)
def test_responses_of_all_kinds_may_be_in_one_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checks: list[str], form: str
) -> None:
    monkeypatch.setattr(checked, "_WORTH", 1)
    makers = [*RESPONSES.values(), *reversed(RESPONSES.values())]
    complete = (response for response in panels(100) if response.status is Status.COMPLETE)
    files = {f"panel/{response.id}.json": made(response) for response, made in zip(complete, makers, strict=False)}
    pack = packed_in_small_blocks(tmp_path / f"all.{form}", put_all(tmp_path / "files", files), size=1_000_000)
    first = outcomes_below(pack)
    assert len(first) == len(makers)
    checks.clear()
    assert outcomes_below(pack) == outcomes_below(pack, reads_answers=False) == first
    assert checks == []


def line_of(response: Response, more: Mapping[str, str]) -> bytes:
    """Return the line of a response as another program may write it, with more keys than it should have."""
    line = file_line(f"panel/{response.id}.json", bytes_of(response), response.id)
    extra = "".join(f",{key}:{json.dumps(text)}" for key, text in more.items()).encode()
    body = line[:-78] + extra
    return body + b',"sha256":"' + hashlib.sha256(body).hexdigest().encode() + b'"}\n'


@pytest.mark.parametrize("key", ['"text"', '"te\\u0078t"', '"id"', '"path"'])
@pytest.mark.parametrize("form", FORMS)
def test_a_line_that_says_something_twice_is_never_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, key: str
) -> None:
    monkeypatch.setattr(checked, "_WORTH", 1)
    other, own = panel(2), panel(1)
    second = {'"id"': own.id, '"path"': f"panel/{own.id}.json"}.get(key, bytes_of(replace(other, id=own.id)).decode())
    monkeypatch.setattr(writer, "file_line", lambda _, data, *__, **___: line_of(decoded(data), {key: second}))
    pack = packed_in_small_blocks(
        tmp_path / f"all.{form}", put_all(tmp_path / "files", {f"panel/{own.id}.json": bytes_of(own)})
    )
    first = outcomes_below(pack)
    assert [outcome[0] for outcome in first] == ["Counted"]
    assert outcomes_below(pack) == outcomes_below(pack, reads_answers=False) == first
    assert not beside(pack).exists()


def test_a_changed_response_is_seen_though_its_line_and_its_file_are_sealed_again(tmp_path: Path) -> None:
    pack = a_pack(tmp_path, "jsonl")
    before = outcomes_below(pack)
    lines = pack.read_bytes().split(b"\n")
    at = next(number for number, line in enumerate(lines) if an_id(5).encode() in line)
    lines[at] = altered(lines[at])
    pack.write_bytes(b"\n".join(lines))
    refused = [outcome for outcome in Inventory([str(pack)]) if isinstance(outcome, Refused)]
    assert [os.path.basename(outcome.path) for outcome in refused] == [f"{an_id(5)}.json"]
    assert len(before) == MANY


def test_what_is_replaced_between_two_readings_is_checked(tmp_path: Path) -> None:
    pack = a_pack(tmp_path, "jsonl")
    outcomes_below(pack)
    inventory = Inventory([str(pack)])
    assert all(isinstance(outcome, Counted) for outcome in inventory)
    lines = pack.read_bytes().split(b"\n")
    at = next(number for number, line in enumerate(lines) if an_id(5).encode() in line)
    # Only its history tells.
    lines[at] = altered(lines[at], b"Panellist 5", b"Panellist 7")
    pack.write_bytes(b"\n".join(lines))
    # As a summary does, where the first reading was by another version of the questionnaire.
    refused = [outcome for outcome in inventory if isinstance(outcome, Refused)]
    assert [os.path.basename(outcome.path) for outcome in refused] == [f"{an_id(5)}.json"]


def test_what_others_can_write_is_not_believed(tmp_path: Path, checks: list[str]) -> None:
    pack = a_pack(tmp_path, "jsonl.zst")
    outcomes_below(pack)
    beside(pack).chmod(0o666)
    checks.clear()
    outcomes_below(pack)
    assert len(checks) == MANY


def test_where_nothing_can_be_written_that_is_no_fault(tmp_path: Path) -> None:
    pack = a_pack(tmp_path, "jsonl.zst")
    beside(pack).mkdir()
    assert len(outcomes_below(pack)) == MANY


def test_reading_one_twice_makes_its_block_no_sounder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checked, "_WORTH", 1)
    pack = a_pack(tmp_path, "jsonl", 20_000)
    lines = pack.read_bytes().split(b"\n")
    opened = Pack.open(str(pack))
    assert isinstance(opened, Pack)
    blocks, beside_it = opened.index.blocks, opened.index.beside
    assert blocks[beside_it].lines > 2
    # The last response of the first block of them.
    last = sum(block.lines for block in blocks[: beside_it + 1])
    lines[last] = altered(lines[last])
    pack.write_bytes(b"\n".join(lines))
    for _ in range(2):
        inventory = Inventory([str(pack)])
        # As a summary does, to find the questionnaire.
        next(iter(inventory))
        assert sum(isinstance(outcome, Refused) for outcome in inventory) == 1


def test_threads_may_share_a_pack(tmp_path: Path) -> None:
    pack = Pack.open(str(a_pack(tmp_path, "jsonl.zst")))
    assert isinstance(pack, Pack)
    blocks = range(len(pack.index.blocks))

    def read(start: int) -> list[str]:
        turned = [*blocks[start % len(blocks) :], *blocks[: start % len(blocks)]]
        return sorted(line.name for number in turned for line in pack.lines(number) if isinstance(line, PackedFile))

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as executor:
            found = [*executor.map(read, range(0, 400, 7))]
    finally:
        sys.setswitchinterval(before)
    assert all(names == found[0] for names in found)
    assert len(found[0]) == MANY
