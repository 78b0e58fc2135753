"""The scripted session of examples/session, replayed with a clock and ids that are the same each time.

Each line that is typed takes some seconds; a line `# 14:20 ...` of the script says what time it is then.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import io
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest import mock

from msgspec.structs import replace

from sstc_survey.cli import run_program
from sstc_survey.problems import Problem
from sstc_survey.response import Response
from sstc_survey.session.events import Event, Session
from sstc_survey.storage import encode, file_name, read_response
from sstc_survey.storage.ids import RANDOM_BYTES, new_id
from sstc_survey.storage.sessions import encode_session, read_session

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "session"
SCRIPT = EXAMPLE / "session.txt"
ROSTER = EXAMPLE / "roster.csv"
GOLDEN = Path(__file__).parent / "golden"
PANEL = "sstc-panel-2016"
START = dt.datetime.fromisoformat("2016-09-07T14:00:00+08:00")
SECONDS_A_LINE = 5
# As an option of `panel`: the session, as the README of the example begins it.
BEGIN = ("panel", "--plain", "--label", "beijing", "--minutes", "20", "--speaker", "2.5", "--moderator", "Panellist X")
# What came after the session: the quotes and practices of these panellists, in the order in which they were attached.
AFTER = (
    ("sstc-quote", "la1", "agreed=as_it_stands", "asked on 8 September"),
    ("sstc-quote", "vn1", "agreed=as_changed", "asked on 8 September"),
    ("sstc-quote", "id1", "agreed=no", "asked on 8 September"),
    ("sstc-good-practice", "cn1", "publish=with_name", "asked on 8 September"),
    ("sstc-good-practice", "vn1", "publish=without_name", "asked on 8 September"),
)
APPROVED = ("la1", "cn1", "th1", "kh1")
# A correction after the approval.
CORRECTED = ("kh1", "optimisation=[visits, studies]", "the first choice was not heard")
RAPPORTEUR = "Panellist Y"


class Clock:
    """The time of the replay."""

    def __init__(self) -> None:
        self.now = START.timestamp()

    def set(self, text: str) -> None:
        """Go on to a time of the day, such as 14:20."""
        hour, minute = map(int, text.split(":"))
        self.now = max(self.now, START.replace(hour=hour, minute=minute).timestamp())


class Script:
    """The lines of a script as they are typed, as standard input."""

    errors = "surrogateescape"

    def __init__(self, text: str, clock: Clock) -> None:
        self._lines = iter(text.splitlines())
        self._clock = clock

    def isatty(self) -> bool:
        return False

    def readline(self) -> str:
        for line in self._lines:
            if time_of_day := re.match(r"# (\d\d:\d\d) ", line):
                self._clock.set(time_of_day[1])
            if line and not line.startswith("#"):
                self._clock.now += SECONDS_A_LINE
                return f"{line}\n"
        return ""


@contextlib.contextmanager
def replaying(clock: Clock) -> Iterator[None]:
    """Let the program have this clock, in the time zone of Beijing, and the same ids each time."""
    numbers = iter(range(1_000_000))
    at_random = os.urandom

    def urandom(count: int) -> bytes:
        # Others are in the names of files that are gone soon.
        return _chance(next(numbers)) if count == RANDOM_BYTES else at_random(count)

    def seconds() -> float:
        return clock.now

    def nanoseconds() -> int:
        return int(clock.now * 1_000_000_000)

    with (
        mock.patch.object(os, "urandom", urandom),
        mock.patch.object(time, "time", seconds),
        mock.patch.object(time, "monotonic_ns", nanoseconds),
        mock.patch.dict(os.environ, {"TZ": "CST-8"}),
    ):
        time.tzset()
        yield
    time.tzset()


def _chance(number: int) -> bytes:
    return hashlib.sha256(b"%d" % number).digest()[:RANDOM_BYTES]


def _renamed(data: dict[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    return {**data, "response": ids[data["response"]]}


class Run(NamedTuple):
    """What a call of the program left."""

    code: int
    out: str
    err: str


def run(arguments: Sequence[str], stdin: Any = None) -> Run:
    """Run the program here and now, as the clock and the ids are this process's."""
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.object(sys, "stdin", stdin or io.StringIO()),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = run_program(list(arguments))
    return Run(code, out.getvalue(), err.getvalue())


class Replayed:
    """The scripted session, held again in a folder; then corrected and approved."""

    def __init__(self, folder: Path, script: str | None = None, *options: str) -> None:
        self.answers = folder / "answers"
        self.clock = Clock()
        text = SCRIPT.read_text(encoding="utf-8") if script is None else script
        with replaying(self.clock):
            arguments = [*BEGIN, "--roster", str(ROSTER), "--answers", str(self.answers), *options]
            self.held = run(arguments, Script(text, self.clock))
        self._rename()

    def session(self) -> dict[str, Any]:
        """Return the file of the session."""
        (path,) = (self.answers / PANEL / "sessions").glob("*.json")
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found

    def _rename(self) -> None:
        """Give the session and its responses ids that do not depend on how many others were drawn meanwhile."""
        (path,) = (self.answers / PANEL / "sessions").glob("*.json")
        session = read_session(str(path))
        assert isinstance(session, Session), str(session)
        named = [session.id, *(event.data["response"] for event in session.events if "response" in event.data)]
        ids = {each: new_id(int(each.replace("-", "")[:12], 16), _chance(n)) for n, each in enumerate(named)}
        events = [
            Event(event.seq, event.elapsed, event.kind, _renamed(event.data, ids))
            if "response" in event.data
            else event
            for event in session.events
        ]
        self._save(path, encode_session(replace(session, id=ids[session.id], events=events)), ids[session.id])
        for old in named[1:]:
            for response_path in self.answers.glob(f"*/{old}.json"):
                response = read_response(str(response_path))
                assert isinstance(response, Response), str(response)
                renamed = replace(response, id=ids[old], session=ids[session.id])
                self._save(response_path, encode(renamed), ids[old])

    def _save(self, path: Path, data: bytes | Problem, name: str) -> None:
        assert isinstance(data, bytes), str(data)
        path.unlink()
        (path.parent / file_name(name)).write_bytes(data)

    def comes_after(self) -> None:
        """Let happen what came after the session."""
        with replaying(self.clock):
            self.clock.now = START.timestamp() + 24 * 3_600
            for questionnaire, label, change, why in AFTER:
                self._edit(self.attached(questionnaire, label), change, why)
            for label in APPROVED:
                self._run("minutes", "beijing", "--approve", label, "--by", RAPPORTEUR)
            label, change, why = CORRECTED
            seats = {data["label"]: data["response"] for _, _, kind, data in self.session()["events"] if kind == "seat"}
            self._edit(seats[label], change, why)

    def attached(self, questionnaire: str, label: str) -> str:
        """Return the id of the first quote or practice of a panellist."""
        attached = (data for _, _, kind, data in self.session()["events"] if kind == "attach")
        return next(
            str(each["response"])
            for each in attached
            if (each["questionnaire"], each["label"]) == (questionnaire, label)
        )

    def page(self, name: str, *options: str) -> str:
        """Return the minutes, or an approval page, as they are written to a file of this name."""
        path = self.answers.parent / name
        with replaying(self.clock):
            self._run("minutes", "beijing", "--output", str(path), *options)
        return path.read_text(encoding="utf-8")

    def _edit(self, response: str, change: str, why: str) -> None:
        self._run("edit", response, "--set", change, "--reason", why, "--by", RAPPORTEUR)

    def _run(self, *arguments: str) -> None:
        outcome = run([*arguments, "--answers", str(self.answers)])
        assert outcome.code == 0, (arguments, outcome.err)


PAGES: dict[str, tuple[str, ...]] = {
    "minutes.md": (),
    "minutes.html": (),
}
GOLDEN_PAGES: dict[str, tuple[str, ...]] = {
    "scripted.zh.md": ("--language", "zh"),
    "scripted-by-speaker.md": ("--by", "speaker"),
    "scripted-th1.en.md": ("--for", "th1", "--language", "en", "--until", "12 September 2016"),
    "scripted-la1.zh.md": ("--for", "la1", "--language", "zh", "--until", "2016年9月12日"),
}


def main() -> None:
    """Write the example and the golden pages; then look at what git says has changed."""
    with TemporaryDirectory() as folder:
        replayed = Replayed(Path(folder))
        assert replayed.held.code == 0, replayed.held.err
        replayed.comes_after()
        for name, options in PAGES.items():
            (EXAMPLE / name).write_text(replayed.page(name, *options), encoding="utf-8")
        for name, options in GOLDEN_PAGES.items():
            (GOLDEN / name).write_text(replayed.page(name, *options), encoding="utf-8")
        shutil.rmtree(EXAMPLE / "answers", ignore_errors=True)
        shutil.copytree(replayed.answers, EXAMPLE / "answers", ignore=shutil.ignore_patterns(".locks"))


if __name__ == "__main__":
    main()
