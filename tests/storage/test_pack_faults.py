"""Packing and unpacking that is killed, or runs out of disk: nothing is left half, and the next try completes it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from made_packs import FORMS, all_below, everything, packed, put_all
from made_responses import fill
from test_save_disks import limited_file_size

from sstc_survey.commands.pack import pack
from sstc_survey.commands.unpack import unpack
from sstc_survey.problems import ExitCode, SurveyError
from sstc_survey.storage import Inventory, Refused

Disk = Callable[[str], Path]
form = pytest.mark.parametrize("form", FORMS)

# Ends the program without a chance to clear up, at the call of this number of a function of Temporary.
KILLED = """
import os, signal, sys
from sstc_survey.storage.atomic import Temporary
name, at = sys.argv[1], int(sys.argv[2])
real, calls = getattr(Temporary, name), 0
def counted(temporary, *arguments, **options):
    global calls
    calls += 1
    if calls == at:
        os.kill(os.getpid(), signal.SIGKILL)
    real(temporary, *arguments, **options)
setattr(Temporary, name, counted)
from sstc_survey.cli import run_program
sys.exit(run_program(sys.argv[3:]))
"""
# As somebody packs who thinks nothing of it.
CARELESS = """
import os, signal, sys
from sstc_survey.storage.packs.sources import Sources
from sstc_survey.storage.packs.writer import PackWriter
with open(sys.argv[2], "wb", buffering=0) as file:
    writer = PackWriter(file.write, is_compressed=sys.argv[2].endswith("zst"), block_size=2_000)
    for group in Sources([sys.argv[1]]).settled():
        if group[0].kind is None:
            writer.add(group[0].id, [(each.path, each.data) for each in group])
        if writer.files > 5:
            os.kill(os.getpid(), signal.SIGKILL)
"""


def killed(code: str, *arguments: str | Path) -> int:
    ended = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], check=False, capture_output=True, timeout=300
    )
    return ended.returncode


@form
@pytest.mark.parametrize(("name", "at"), [("append", 1), ("append", 2), ("append", 3), ("sync", 1), ("replace", 1)])
def test_a_pack_that_is_killed_leaves_nothing_half(tmp_path: Path, form: str, name: str, at: int) -> None:
    folder = put_all(tmp_path / "answers", everything())
    output = tmp_path / "out" / f"all.{form}"
    output.parent.mkdir()
    output.write_text("mine")
    assert killed(KILLED, name, str(at), "pack", folder, "--output", output) == -signal.SIGKILL
    assert output.read_text() == "mine"
    assert pack([str(folder)], output=str(output)) is ExitCode.DONE
    # What was killed is cleared up.
    assert os.listdir(output.parent) == [output.name]
    assert output.read_bytes() == packed(tmp_path / f"other.{form}", folder).read_bytes()


@form
def test_control_a_pack_written_in_place_is_left_half(tmp_path: Path, form: str) -> None:
    fill(tmp_path / "answers", 12)
    output = tmp_path / f"all.{form}"
    assert killed(CARELESS, tmp_path / "answers", output) == -signal.SIGKILL
    outcomes = list(Inventory([str(output)]))
    assert any(isinstance(each, Refused) and each.problem.code == "pack-cut" for each in outcomes)


@pytest.mark.parametrize("at", [1, 2, 8, 15, len(everything())])
def test_an_unpacking_that_is_killed_is_completed_by_the_next(tmp_path: Path, at: int) -> None:
    pack = packed(tmp_path / "all.jsonl.zst", put_all(tmp_path / "answers", everything()))
    again = tmp_path / "again"
    assert killed(KILLED, "replace", str(at), "unpack", pack, "--output", again) == -signal.SIGKILL
    found = {name: data for name, data in all_below(again).items() if not name.endswith(".tmp")}
    assert len(found) == at - 1
    assert found.items() <= everything().items()
    # What keeps a batch that was cut from counting is there before its responses are.
    responses = [name for name in found if name.endswith(".json") and ".batches" not in name and "sessions" not in name]
    assert not responses or "panel/.batches/rows.json" in found
    assert unpack([str(pack)], output=str(again)) is ExitCode.DONE
    assert all_below(again) == everything()


@form
def test_a_full_disk_leaves_what_was_there(tmp_path: Path, disk: Disk, form: str) -> None:
    fill(tmp_path / "answers", 200)
    output = disk("size=16k") / f"all.{form}"
    output.write_text("old")
    with pytest.raises(SurveyError) as raised:
        pack([str(tmp_path / "answers")], output=str(output))
    assert [problem.code for problem in raised.value.problems] == ["disk-full"]
    assert raised.value.exit_code is ExitCode.PROBLEMS
    assert output.read_text() == "old"
    assert os.listdir(output.parent) == [output.name]


@form
def test_a_limit_on_the_size_of_files_leaves_what_was_there(tmp_path: Path, form: str) -> None:
    fill(tmp_path / "answers", 60)
    output = tmp_path / "out" / f"all.{form}"
    output.parent.mkdir()
    with limited_file_size(4_000), pytest.raises(SurveyError) as raised:
        pack([str(tmp_path / "answers")], output=str(output))
    assert [problem.code for problem in raised.value.problems] == ["file-size-limit"]
    assert os.listdir(output.parent) == []


def test_unpacking_on_a_full_disk_is_completed_when_there_is_room(tmp_path: Path, disk: Disk) -> None:
    fill(tmp_path / "answers" / "panel", 60)
    pack = packed(tmp_path / "all.jsonl.zst", tmp_path / "answers")
    place = disk("size=64k")
    with pytest.raises(SurveyError) as raised:
        unpack([str(pack)], output=str(place / "again"))
    assert [problem.code for problem in raised.value.problems] == ["disk-full"]
    assert all_below(place / "again").items() <= all_below(tmp_path / "answers").items()
    subprocess.run(["mount", "-o", "remount,size=4m", place], check=True)
    assert unpack([str(pack)], output=str(place / "again")) is ExitCode.DONE
    assert all_below(place / "again") == all_below(tmp_path / "answers")


def test_memory_does_not_grow_with_the_responses(tmp_path: Path) -> None:
    code = """
import resource, sys
from sstc_survey.cli import run_program
assert run_program(sys.argv[1:]) in (0, 1)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""

    def peak(*arguments: str | Path) -> int:
        command = [sys.executable, "-c", code, *map(str, arguments)]
        ended = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
        return int(ended.stdout.splitlines()[-1])

    peaks: dict[str, list[int]] = {"pack": [], "unpack": [], "list": []}
    for count in (50, 2_000):
        fill(tmp_path / f"{count}", count)
        packed_to = tmp_path / f"{count}.jsonl"
        peaks["pack"].append(peak("pack", tmp_path / f"{count}", "--output", packed_to))
        peaks["unpack"].append(peak("unpack", packed_to, "--output", tmp_path / f"again{count}"))
        peaks["list"].append(peak("verify", packed_to))
    # All of them together are 8 MiB.
    assert all(many - few < 6_000 for few, many in peaks.values()), peaks
