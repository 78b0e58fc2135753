"""An hour of what hands do to a folder while interviews are held in it, and an account of every acknowledged answer.

`python tests/storage/by_hand.py [SECONDS [SEED]]`: real sessions of `run --plain` and batches, which at random are
killed, interrupted, left without room, without their folder or their lock, copied, synchronised over, overwritten and
cut short. An answer is acknowledged when the next question is shown. Afterwards it is in a file that can be
read, or the file that held it was damaged by hand and is named as refused or in conflict; whatever else happens is
printed, and ends in exit code 1.
"""

from __future__ import annotations

import collections
import contextlib
import ctypes
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from sstc_survey.problems import Problem
from sstc_survey.storage import Conflicting, Counted, Duplicate, Inventory, Unfinished, decode, read_response

QUESTIONS = 12
ROWS = 30
QUESTIONNAIRE = "id: hands\nversion: '1'\ntitle: Hands\nquestions:\n" + "".join(
    f"  - {{name: q{number}, type: text, label: Question number {number} of all}}\n"
    for number in range(1, QUESTIONS + 1)
)
ASKED = re.compile(r"Question number (\d+) of all")
PROGRAM: Final = (sys.executable, "-m", "sstc_survey")


class Hands:
    """A folder of answers, what is acknowledged in it, and what was done to it by hand."""

    def __init__(self, top: Path, seed: int) -> None:
        self.rng = random.Random(seed)
        self.top = top
        self.answers = top / "answers"
        self.folder = self.answers / "hands"
        self.copies = top / "copies"
        # What each answer said is in itself, so that it is known wherever it turns up.
        self.acknowledged: dict[str, str] = {}
        self.damaged: set[str] = set()
        # What hands took away.
        self.taken: set[str] = set()
        self.batches: dict[str, bool] = {}
        self.did: collections.Counter[str] = collections.Counter()
        self.faults: list[str] = []
        self.number = 0
        (top / "hands.yaml").write_text(QUESTIONNAIRE, "utf-8")

    def files(self) -> list[Path]:
        """Return the files of responses."""
        return [path for path in self.folder.glob("*.json") if path.is_file()] if self.folder.is_dir() else []

    def session(self) -> None:
        """Hold one interview, or go on with one; something is done by hand after some of its answers."""
        self.number += 1
        arguments = ["run", "hands.yaml", "--plain", "--answers", str(self.answers)]
        drafts = [path.stem for path in self.files() if len(path.stem) == 36 and path.stem not in self.damaged]
        if drafts and self.rng.random() < 0.3:
            arguments += ["--resume", self.rng.choice(drafts)]
        running = subprocess.Popen(
            [*PROGRAM, *arguments],
            cwd=self.top,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert running.stdin is not None
        assert running.stdout is not None
        os.set_blocking(running.stdout.fileno(), False)
        printed, given, until = "", "", time.monotonic() + 10
        asked = -1
        with contextlib.suppress(BrokenPipeError):
            while running.poll() is None and time.monotonic() < until:
                printed += (running.stdout.read() or b"").decode(errors="replace")
                found = ASKED.findall(printed)
                if len(found) == asked or not found:
                    time.sleep(0.005)
                    continue
                asked = len(found)
                if given and "NOT saved" not in printed and given not in self.taken:
                    self.acknowledged[given] = arguments[-1]
                if "NOT saved" in printed or self.rng.random() < 0.08:
                    break
                given = f"answer-{self.number}-{found[-1]}-{self.rng.randrange(10**6)}"
                running.stdin.write(f"{given}\n".encode())
                running.stdin.flush()
                if self.rng.random() < 0.25:
                    self.by_hand()
                if found[-1] == str(QUESTIONS):
                    # What comes now is no question.
                    break
        self.end(running)
        printed += (running.stdout.read() or b"").decode(errors="replace")
        if "Traceback" in printed or running.returncode == 70:
            self.faults.append(f"the program failed with {running.returncode}: {printed[-600:]}")

    def end(self, running: subprocess.Popen[bytes]) -> None:
        """End a session in one of the ways in which sessions end."""
        if running.stdin is not None and self.rng.random() < 0.4:
            with contextlib.suppress(BrokenPipeError):
                running.stdin.close()
        else:
            running.send_signal(self.rng.choice((signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)))
        try:
            running.wait(30)
        except subprocess.TimeoutExpired:
            self.faults.append("a session did not end")
            running.kill()
            running.wait()

    def batch(self) -> None:
        """Save a batch, which may be killed, and then complete it."""
        self.number += 1
        rows = self.top / f"rows-{self.number}.jsonl"
        names = [f"row-{self.number}-{row}" for row in range(ROWS)]
        rows.write_text("".join(f"{json.dumps({'q1': name})}\n" for name in names), "utf-8")
        command = [*PROGRAM, "run", "hands.yaml", "--answers", str(self.answers), "--replies", str(rows)]
        running = subprocess.Popen(command, cwd=self.top, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if self.rng.random() < 0.7:
            time.sleep(self.rng.uniform(0.1, 0.8))
            running.send_signal(self.rng.choice((signal.SIGKILL, signal.SIGTERM)))
            self.did["cut a batch"] += 1
        printed = running.communicate()[1]
        if "Traceback" in printed or running.returncode == 70:
            self.faults.append(f"a batch failed with {running.returncode}: {printed[-600:]}")
        texts = self.texts(Counted)
        tallied = sum(name in texts for name in names)
        if tallied not in ({ROWS} if running.returncode == 0 else {0, ROWS}):
            self.faults.append(f"{tallied} of {ROWS} rows are tallied after exit code {running.returncode}: {printed}")
        again = subprocess.run(command, cwd=self.top, capture_output=True, text=True, check=False)
        if again.returncode:
            self.faults.append(f"a batch cannot be completed: {again.returncode}: {again.stderr[-600:]}")
        else:
            self.acknowledged |= dict.fromkeys(names, rows.name)

    def by_hand(self) -> None:
        """Do something to the folder while a session is open."""
        time.sleep(self.rng.uniform(0, 0.02))
        what = self.rng.choice(
            (
                self.copy,
                self.sync_back,
                self.overwrite,
                self.unlock,
                self.truncate,
                self.take_out,
                self.fill,
                self.clear,
            )
        )
        self.did[what.__name__] += 1
        with contextlib.suppress(FileNotFoundError):
            what()

    def copy(self) -> None:
        """Copy the folder."""
        if self.folder.is_dir():
            # A temporary file may go while the folder is copied; whatever else is there is copied all the same.
            with contextlib.suppress(shutil.Error):
                shutil.copytree(self.folder, self.copies / str(self.number), dirs_exist_ok=True)

    def sync_back(self) -> None:
        """Write a whole older copy of a file over it, as a program that synchronises does."""
        older = list(self.copies.glob("*/*.json"))
        if older:
            source = self.rng.choice(older)
            target = self.folder / source.name
            if not target.exists() or target.read_bytes() != source.read_bytes():
                other = target.with_suffix(".part")
                shutil.copyfile(source, other)
                if exchange(other, target):
                    self.keep_account(other.read_bytes())
                    other.unlink()
                else:
                    other.replace(target)

    def overwrite(self) -> None:
        """Write something else over a file."""
        self.harm(lambda _data: b'{"something": "else"}\n')

    def truncate(self) -> None:
        """Cut a file short."""
        self.harm(lambda data: data[: self.rng.randrange(len(data))] if data else b"")

    def harm(self, change: Callable[[bytes], bytes]) -> None:
        """Damage a file."""
        if files := self.files():
            path = self.rng.choice(files)
            self.damaged.add(path.stem[:36])
            # The very file that is read: the program may put another in its place meanwhile.
            with path.open("r+b") as stream:
                data = stream.read()
                self.keep_account(data)
                stream.seek(0)
                stream.truncate()
                stream.write(change(data))

    def keep_account(self, data: bytes) -> None:
        """Forget what a hand takes away, and is nowhere else: that is not the program's loss.

        The answer that is just being saved may be among it.
        """
        response = decode(data)
        if not isinstance(response, Problem):
            values = {str(value) for value in response.answers.values()}
            self.taken |= values
            for value in values:
                self.acknowledged.pop(value, None)

    def unlock(self) -> None:
        """Remove all lock files."""
        for path in (self.folder / ".locks").glob("*"):
            path.unlink(missing_ok=True)

    def take_out(self) -> None:
        """Take the folder away for a moment, as a disk that is unplugged."""
        away = self.top / "away"
        self.answers.rename(away)
        time.sleep(self.rng.uniform(0, 0.05))
        # What was begun meanwhile in a new folder is put in with the rest.
        if self.answers.exists():
            shutil.copytree(self.answers, away, dirs_exist_ok=True)
            shutil.rmtree(self.answers)
        away.rename(self.answers)

    def fill(self) -> None:
        """Leave no room on the disk for a moment; this does something where the disk is a small one."""
        filler = self.top / "filler"
        with contextlib.suppress(OSError), filler.open("wb") as stream:
            for _ in range(64):
                stream.write(b"x" * (1 << 20))
                stream.flush()
        time.sleep(self.rng.uniform(0, 0.1))
        filler.unlink()

    def clear(self) -> None:
        """Remove hidden files, as whoever tidies up does."""
        for path in self.folder.glob(".*.tmp"):
            path.unlink(missing_ok=True)

    def texts(self, *kinds: type) -> set[str]:
        """Return all that was answered in files with these outcomes."""
        found: set[str] = set()
        for outcome in Inventory([str(self.answers)]) if self.answers.exists() else ():
            if isinstance(outcome, kinds):
                response = read_response(outcome.path)
                if not isinstance(response, Problem):
                    found |= {str(event.data["value"]) for event in response.events if "value" in event.data}
        return found

    def check(self) -> None:
        """Look for every acknowledged answer, and for a file that nothing accounts for."""
        found = self.texts(Counted, Duplicate, Conflicting, Unfinished)
        for text in [text for text in self.acknowledged if text not in found]:
            self.faults.append(f"{text} is lost ({self.acknowledged.pop(text)})")
        if not self.answers.exists():
            return
        inventory = Inventory([str(self.answers)])
        outcomes = list(inventory)
        if len(outcomes) != len(inventory):
            self.faults.append(f"{len(inventory)} files, {len(outcomes)} outcomes")
        for outcome in outcomes:
            known = Counted | Duplicate | Conflicting | Unfinished
            if not isinstance(outcome, known) and Path(outcome.path).stem[:36] not in self.damaged:
                self.faults.append(f"nobody damaged {outcome.path}: {outcome}")
                self.damaged.add(Path(outcome.path).stem[:36])


def exchange(one: Path, other: Path) -> bool:
    """Let two files change their names in one step; return False where one is not there."""
    here, flag = -100, 2
    renamed = ctypes.CDLL(None, use_errno=True).renameat2(here, bytes(one), here, bytes(other), flag)
    return bool(renamed == 0)


@contextlib.contextmanager
def small_disk() -> Iterator[Path]:
    """Give a small disk in memory, where that is possible, or a folder."""
    with tempfile.TemporaryDirectory() as name:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", name], check=False).returncode == 0
        try:
            yield Path(name)
        finally:
            if mounted:
                subprocess.run(["umount", "-l", name], check=True)


def main(seconds: float, seed: int) -> int:
    """Go on for so long; print what was done and what was found."""
    # A shell that runs this in the background has them ignored, and so would the sessions.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    with small_disk() as top:
        hands = Hands(top, seed)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            (hands.batch if hands.rng.random() < 0.15 else hands.session)()
            hands.did["sessions and batches"] += 1
            hands.check()
            if len(hands.files()) > 300:
                shutil.rmtree(hands.answers)
                shutil.rmtree(hands.copies, ignore_errors=True)
                hands.acknowledged.clear()
        for what, times in hands.did.most_common():
            print(f"{times:>6} {what}")
        print(f"{len(hands.acknowledged):>6} acknowledged answers are there; {len(hands.faults)} faults")
        for fault in hands.faults:
            print(fault)
        return bool(hands.faults)


if __name__ == "__main__":
    sys.exit(main(*(int(each) for each in [*sys.argv[1:3], *("3600", "1")[len(sys.argv[1:3]) :]])))
