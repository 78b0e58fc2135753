"""Packs: the very bytes come back, they are read as the folders were, and what is damaged is all that is lost."""

from __future__ import annotations

import json
import os
import pickle
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_packs import (
    COPY,
    FORMS,
    all_below,
    everything,
    marker,
    outcomes_below,
    packed,
    packed_in_small_blocks,
    put_all,
)
from made_responses import an_id, bytes_of, fill, growing, panel
from msgspec.structs import replace
from properties import with_examples

from sstc_survey.commands.unpack import unpack
from sstc_survey.problems import ExitCode, Problem, SurveyError
from sstc_survey.storage import Counted, Inventory, Outcome, Refused, Unfinished, read_copy, read_response
from sstc_survey.storage.packs.lines import file_line
from sstc_survey.storage.packs.reader import Pack, opened
from sstc_survey.storage.sessions import session_files

form = pytest.mark.parametrize("form", FORMS)


def the_pack(path: Path) -> Pack:
    found = opened(str(path))
    assert isinstance(found, Pack), str(found)
    return found


def unpacked(folder: Path, *packs: Path) -> Path:
    unpack([str(each) for each in packs], output=str(folder))
    return folder


def _plain(outcome: Outcome) -> Outcome:
    """Leave out which other responses a batch has: a part has only its own."""
    return replace(outcome, batch=replace(outcome.batch, rows={})) if isinstance(outcome, Unfinished) else outcome


def in_parts(*sources: Path, size: int = 2) -> list[Outcome]:
    """Return what becomes of each file, read in parts that are sent to and fro."""
    inventory = Inventory(map(str, sources))
    before, after = inventory.rest()
    parts = [pickle.loads(pickle.dumps(part)) for part in inventory.parts(size)]
    return [*before, *(outcome for part in parts for outcome in part), *after]


@form
def test_all_that_lies_in_a_folder_comes_back(tmp_path: Path, form: str) -> None:
    folder = put_all(tmp_path / "answers", everything())
    pack = packed(tmp_path / f"all.{form}", folder)
    assert outcomes_below(pack) == outcomes_below(folder)
    assert {kind for kind, *_ in outcomes_below(pack)} == {
        "Counted", "Duplicate", "Conflicting", "Refused", "Unfinished", "Erased",
    }  # fmt: skip
    assert all_below(unpacked(tmp_path / "again", pack)) == everything()
    for sources in ((pack,), (pack, folder), (folder, pack / "other"), (folder,)):
        whole = list(Inventory(map(str, sources)))
        assert [_plain(each) for each in in_parts(*sources)] == [_plain(each) for each in whole]
    assert outcomes_below(tmp_path / "again") == outcomes_below(folder)
    # What is unpacked is what was packed, to its last byte.
    assert packed(tmp_path / f"more.{form}", tmp_path / "again").read_bytes() == pack.read_bytes()
    assert pack.stat().st_mode & 0o777 == 0o600


@form
def test_the_files_of_a_pack_are_read_by_their_paths(tmp_path: Path, form: str) -> None:
    folder = put_all(tmp_path / "answers", everything())
    pack = packed_in_small_blocks(tmp_path / f"all.{form}", folder)
    assert len(the_pack(pack).index.blocks) > 5
    for name in everything():
        found = the_pack(pack).find(name)
        assert found is not None, name
        assert found.data == everything()[name]
    assert the_pack(pack).find(f"panel/{an_id(99)}.json") is None
    inside = str(pack / "panel")
    (copy,) = [name for name, data in everything().items() if data == COPY]
    assert read_copy(inside, Path(copy).stem) == COPY
    assert not isinstance(read_response(f"{inside}/{an_id(1)}.json"), Problem)
    assert [Path(path).name for path in session_files(str(pack))] == [f"{an_id(900)}.json"]
    missing = read_response(f"{inside}/{an_id(99)}.json")
    assert isinstance(missing, Problem)
    assert missing.code == "no-such-file"


@form
def test_a_part_of_a_pack_is_read_like_a_folder(tmp_path: Path, form: str) -> None:
    folder = put_all(tmp_path / "answers", everything())
    pack = packed_in_small_blocks(tmp_path / f"all.{form}", folder)
    for name in ("panel", "other", "other/deep"):
        assert outcomes_below(pack / name) == outcomes_below(folder / name)
    assert len(Inventory([str(pack / "panel")])) == len(Inventory([str(folder / "panel")]))
    one = f"other/deep/{an_id(6)}.json"
    assert [type(each) for each in Inventory([str(pack / one)])] == [Counted]
    with pytest.raises(SurveyError, match="file not found"):
        Inventory([str(pack / "nowhere")])


@form
def test_the_order_of_the_sources_changes_nothing(tmp_path: Path, form: str) -> None:
    one = put_all(tmp_path / "one", everything())
    two = put_all(tmp_path / "two", {name: data for name, data in everything().items() if "other" not in name})
    put_all(two, {f"panel/{an_id(6)}.json": bytes_of(growing(an_id(6), 5, "else")), "summaries.yaml": b"his: {}\n"})
    third = packed(tmp_path / "third.jsonl", put_all(tmp_path / "three", {f"panel/{an_id(2)}.json": b"damaged"}))
    sources = (one, two, third, one / "panel")
    packs = [packed(tmp_path / f"{at}.{form}", *order) for at, order in enumerate(permutations(sources))]
    assert len({pack.read_bytes() for pack in packs}) == 1
    # A pack of packs and folders of the same files is the same pack.
    again = packed(tmp_path / f"again.{form}", packs[0], third, one)
    assert again.read_bytes() == packs[0].read_bytes()
    both = Counter(kind for kind, *_ in outcomes_below(one, two, third))
    found = Counter(kind for kind, *_ in outcomes_below(packs[0]))
    # What is the same in two folders is in a pack once.
    assert {kind: found[kind] for kind in ("Counted", "Conflicting", "Unfinished")} == {
        kind: both[kind] for kind in ("Counted", "Conflicting", "Unfinished")
    }


NAMES = st.sampled_from(("panel", "other", "other/deep", "សួស្តី", "a b"))
CONTENTS = st.one_of(
    st.builds(lambda seed: bytes_of(panel(seed)), st.integers(1, 6)),
    st.builds(
        lambda at, count, branch: bytes_of(growing(an_id(at), count, branch)),
        *[st.integers(1, 6)] * 2,
        st.sampled_from("ab"),
    ),
    st.builds(lambda seed, cut: bytes_of(panel(seed))[:cut], st.integers(1, 6), st.integers(0, 500)),
    st.binary(max_size=40),
    st.text(max_size=20).map(lambda text: json.dumps({"format": text}).encode()),
)
FILES = st.dictionaries(
    st.builds(
        lambda folder, at, before, after: (
            f"{folder}/{before}{an_id(at)}{after}.json" if at else f"{folder}/{before}x{after}.json"
        ),
        NAMES,
        st.integers(0, 6),
        st.sampled_from(("", "", "Copy of ")),
        st.sampled_from(("", "", " (1)", ".conflict-0a", "é\n")),
    ),
    CONTENTS,
    max_size=12,
)


@with_examples(25)
@given(FILES, FILES, st.lists(st.integers(1, 6)), st.sampled_from(FORMS))
def test_whatever_lies_in_folders_is_read_from_their_packs(
    files: dict[str, bytes], more: dict[str, bytes], cut: Sequence[int], form: str
) -> None:
    with TemporaryDirectory() as place:
        top = Path(place)
        if cut:
            files["panel/.batches/m.json"] = marker(*map(an_id, cut))
        one, two = put_all(top / "one", files), put_all(top / "two", more)
        packs = [packed_in_small_blocks(top / f"{each.name}.{form}", each) for each in (one, two)]
        assert outcomes_below(packs[0]) == outcomes_below(one)
        assert all_below(unpacked(top / "again", packs[0])) == files
        wanted = [outcome[:1] + outcome[2:] for outcome in outcomes_below(one, two) if outcome[0] != "Duplicate"]
        for sources in ((packs[0], packs[1]), (packs[0], two), (one, packs[1])):
            found = [outcome[:1] + outcome[2:] for outcome in outcomes_below(*sources) if outcome[0] != "Duplicate"]
            assert sorted(found) == sorted(wanted)
            whole = list(Inventory(map(str, sources)))
            assert [_plain(each) for each in in_parts(*sources)] == [_plain(each) for each in whole]
            assert len(Inventory(map(str, sources))) == len(Inventory([str(one), str(two)]))
        merged = packed_in_small_blocks(top / f"m.{form}", one, packs[1])
        assert packed_in_small_blocks(top / f"n.{form}", two, packs[0]).read_bytes() == merged.read_bytes()
        assert all_below(unpacked(top / "both", *packs)) == all_below(unpacked(top / "merged", merged))


@form
def test_a_cut_at_any_byte_loses_only_what_follows(tmp_path: Path, form: str) -> None:
    files = {f"panel/{an_id(seed)}.json": bytes_of(growing(an_id(seed), 0)) for seed in range(3)}
    folder = put_all(tmp_path / "answers", {f"panel/questionnaires/{'0' * 64}.yaml": b"x", **files})
    whole = packed_in_small_blocks(tmp_path / f"whole.{form}", folder, size=1_000)
    data, blocks = whole.read_bytes(), the_pack(whole).index.blocks
    pack = the_pack(whole)
    ends = {pack.offsets[at] + block.stored: block.lines for at, block in enumerate(blocks) if at >= pack.index.beside}
    path = tmp_path / f"cut.{form}"
    before = 0
    for size in range(len(data)):
        path.write_bytes(data[:size])
        outcomes = list(Inventory([str(path)]))
        counted = [outcome.response.id for outcome in outcomes if isinstance(outcome, Counted)]
        refused = [outcome.problem.code for outcome in outcomes if isinstance(outcome, Refused)]
        # What was whole stays whole, and what is counted is the beginning of all.
        least = sum(lines for end, lines in ends.items() if end <= size)
        assert counted == [an_id(seed) for seed in range(len(counted))]
        assert max(least, before) <= len(counted) <= least + max(ends.values())
        before = len(counted)
        assert refused in (["pack-cut"], ["pack-not-one"]), (size, refused)
    path.write_bytes(data)
    assert [type(each) for each in Inventory([str(path)])] == [Counted] * 3


@form
def test_what_is_damaged_is_all_that_is_lost(tmp_path: Path, form: str) -> None:
    fill(tmp_path / "answers", 40)
    whole = packed_in_small_blocks(tmp_path / f"whole.{form}", tmp_path / "answers", size=8_000)
    pack = the_pack(whole)
    data, most = whole.read_bytes(), max(block.lines for block in pack.index.blocks)
    rng = random.Random(3)
    path = tmp_path / f"damaged.{form}"
    for _ in range(120):
        at = rng.randrange(len(data))
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :])
        inventory = Inventory([str(path)])
        kinds = Counter(type(outcome) for outcome in inventory)
        assert kinds[Counted] + kinds[Refused] >= 40 or kinds[Refused] == 1
        if at >= pack.offsets[1]:
            assert kinds[Counted] >= 40 - most, at
        assert all(isinstance(each, Counted | Refused) for each in inventory)


@form
def test_a_damaged_pack_unpacks_what_is_whole(tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    fill(tmp_path / "answers", 20)
    whole = packed_in_small_blocks(tmp_path / f"whole.{form}", tmp_path / "answers", size=8_000)
    pack = the_pack(whole)
    data = bytearray(whole.read_bytes())
    data[pack.offsets[3] + 40] ^= 255
    whole.write_bytes(data)
    assert unpack([str(whole)], output=str(tmp_path / "again")) is ExitCode.PROBLEMS
    found = all_below(tmp_path / "again")
    assert found.items() <= all_below(tmp_path / "answers").items()
    assert 20 - the_pack(whole).index.blocks[3].lines <= len(found) < 20
    assert "the pack is damaged" in capsys.readouterr().err


def test_lines_in_another_order_do_not_count_twice(tmp_path: Path) -> None:
    one = packed(tmp_path / "one.jsonl", put_all(tmp_path / "1", {f"{an_id(1)}.json": bytes_of(growing(an_id(1), 1))}))
    two = packed(tmp_path / "two.jsonl", put_all(tmp_path / "2", {f"{an_id(2)}.json": bytes_of(growing(an_id(2), 1))}))
    joined = tmp_path / "joined.jsonl"
    joined.write_bytes(two.read_bytes() + one.read_bytes() + two.read_bytes())
    kinds = Counter(type(outcome) for outcome in Inventory([str(joined)]))
    assert kinds[Counted] == 1
    assert kinds[Refused] >= 3


def test_a_pack_that_was_compressed_by_hand_is_one_to_decompress(tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    plain = packed(tmp_path / "a.jsonl", put_all(tmp_path / "answers", everything()))
    compressed = packed(tmp_path / "b.jsonl.zst", tmp_path / "answers")
    by_hand = tmp_path / "c.jsonl.zst"
    by_hand.write_bytes(zstandard.ZstdCompressor().compress(plain.read_bytes()))
    (outcome,) = Inventory([str(by_hand)])
    assert isinstance(outcome, Refused)
    assert outcome.problem.code == "pack-foreign"
    # Whoever decompresses one of ours has a pack too.
    with zstandard.open(compressed, "rb") as stream:
        (tmp_path / "d.jsonl").write_bytes(stream.read())
    assert outcomes_below(tmp_path / "d.jsonl") == outcomes_below(plain)
    assert the_pack(tmp_path / "d.jsonl").damage == ()


@pytest.mark.skipif(shutil.which("zstd") is None, reason="the zstd command is not installed")
def test_the_command_of_zstandard_reads_a_pack(tmp_path: Path) -> None:
    pack = packed(tmp_path / "a.jsonl.zst", put_all(tmp_path / "answers", everything()))
    text = subprocess.run(["zstd", "-dc", pack], check=True, capture_output=True).stdout
    found = [json.loads(line) for line in text.splitlines()]
    texts = {each["path"]: each["text"].encode() for each in found if "path" in each and "text" in each}
    assert texts.items() <= everything().items()


@pytest.mark.parametrize(
    "path",
    [
        "../x.json",
        "/x.json",
        "a/../x.json",
        "a//x.json",
        ".hidden/x.json",
        "a/.verified",
        "a/x.txt",
        "",
        "a/\0.json",
        "a/./x.json",
    ],
)
def test_no_path_leads_out_of_the_folder(tmp_path: Path, path: str) -> None:
    pack = tmp_path / "a.jsonl"
    pack.write_bytes(b'{"format":"sstc-survey/pack","schema":1}\n' + file_line(path, b"{}"))
    assert unpack([str(pack)], output=str(tmp_path / "b")) is ExitCode.PROBLEMS
    assert not all_below(tmp_path / "b")
    assert sorted(os.listdir(tmp_path)) == ["a.jsonl", "b"]


def test_a_newer_pack_is_said_to_be_newer(tmp_path: Path) -> None:
    pack = tmp_path / "a.jsonl"
    pack.write_bytes(b'{"format":"sstc-survey/pack","schema":2,"more":1}\n{"what":"ever"}\n')
    (outcome,) = Inventory([str(pack)])
    assert isinstance(outcome, Refused)
    assert outcome.problem.code == "pack-newer"


def test_what_is_complete_in_one_source_counts_in_the_pack(tmp_path: Path) -> None:
    files = {f"panel/{an_id(seed)}.json": bytes_of(panel(seed)) for seed in (1, 2, 3)}
    whole = put_all(tmp_path / "whole", dict(list(files.items())[:2]))
    cut = put_all(tmp_path / "cut", {**files, "panel/.batches/m.json": marker(*map(an_id, (1, 2, 3)))})
    for sources in ((whole, cut), (packed(tmp_path / "w.jsonl", whole), packed(tmp_path / "c.jsonl", cut))):
        pack = packed(tmp_path / "all.jsonl", *sources)
        assert Counter(kind for kind, *_ in outcomes_below(pack)) == {"Counted": 2, "Unfinished": 1}
        pack.unlink()
