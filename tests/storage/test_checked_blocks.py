"""Blocks of packs that passed every check are known again; what was changed since is not."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from made_packs import everything, outcomes_below, packed_in_small_blocks, put_all
from made_responses import an_id, bytes_of, panel

from sstc_survey.storage import Inventory, encoding, responses
from sstc_survey.storage.inventory import Counted, Refused
from sstc_survey.storage.packs import checked

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


def test_a_changed_response_is_seen_though_its_line_and_its_file_are_sealed_again(tmp_path: Path) -> None:
    pack = a_pack(tmp_path, "jsonl")
    before = outcomes_below(pack)
    lines = pack.read_bytes().split(b"\n")
    at = next(number for number, line in enumerate(lines) if an_id(5).encode() in line)
    entry = json.loads(lines[at])
    entry.pop("sha256")
    body = entry["text"].encode()[:-68].replace(b'"mode": "terminal"', b'"mode": "telegram"')
    entry["text"] = (body + hashlib.sha256(body).hexdigest().encode() + b'"\n}\n').decode()
    line = json.dumps(entry, separators=(",", ":"), ensure_ascii=False).encode()[:-1]
    sealed = line + b',"sha256":"' + hashlib.sha256(line).hexdigest().encode() + b'"}'
    assert len(sealed) == len(lines[at])
    lines[at] = sealed
    pack.write_bytes(b"\n".join(lines))
    refused = [outcome for outcome in Inventory([str(pack)]) if isinstance(outcome, Refused)]
    assert [os.path.basename(outcome.path) for outcome in refused] == [f"{an_id(5)}.json"]
    assert len(before) == MANY


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
