"""Measure a banner of 5 variables over 60 questions against pandas and DuckDB: `python benchmarks/banner.py [ROUNDS]`.

`--peers PYTHON` names a Python that has pandas and duckdb, if it is another one; a peer that is not there is left out,
and it says so. `--responses NUMBER` takes others than 20,000, to see sooner whether all runs: with all of them a round
takes minutes, above all where peers open each file. Each peer counts every question in each column of each variable,
and all must count the same. They read JSON Lines that were made beforehand, of answers only and without a check, which
is to their favour; then once the response files themselves, as the program does. The figures are for people to judge;
no test looks at them.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from harness import Row, compare, cpu, peak_memory
from run import HERE, OURS, unchecked

from sstc_survey.commands.shared.locate import LoadedQuestionnaire, load
from sstc_survey.questionnaire import Integer, Question, Range, SelectMultiple, SelectOne, choices_of
from sstc_survey.response import Event, EventKind, Missing, Mode, Response, Status
from sstc_survey.storage import encode, new_id, save_copy

MANY: Final = 20_000
QUESTIONS: Final = 60
# A region, several services, a scale, bands of ages, and one more of the choices.
BY: Final = ("q0", "q1", "q2", "q3", "q4")
AGE_BANDS: Final = (0, 18, 30, 45, 60, 75, 100)
# So many of the answers are missing.
_MISSING: Final = 0.05
_START_MS: Final = 1_473_210_000_000
_PEERS: Final = ("pandas", "duckdb")

_HEAD: Final = """\
id: banner
version: "1"
title: Sixty questions
default_language: en
dont_know: true
choices:
  regions: {north: North, east: East, south: South, west: West, centre: Centre}
  services:
    health: Health
    school: School
    water: Water
    roads: Roads
    power: Power
    none: {label: None of these, exclusive: true}
questions:
"""
_KINDS: Final = (
    "{{name: q{n}, type: select_one, label: Question {n}, choices: regions}}",
    "{{name: q{n}, type: select_multiple, label: Question {n}, choices: services}}",
    "{{name: q{n}, type: range, label: Question {n}, start: 1, end: 5, step: 1}}",
    "{{name: q{n}, type: integer, label: Question {n}, bands: [0-17, 18-29, 30-44, 45-59, 60-74, 75-99]}}",
    "{{name: q{n}, type: select_one, label: Question {n}, choices: {{yes: Yes, no: No, unsure: Not sure}}}}",
)


def main() -> None:
    """Print a line for each comparison, and the peaks of memory."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rounds", type=int, nargs="?", default=5)
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--responses", type=int, default=MANY, metavar="NUMBER")
    given = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="sstc-banner-")
    try:
        _measure(Path(folder), given.rounds, given.peers, given.responses)
    finally:
        shutil.rmtree(folder)


def _measure(folder: Path, rounds: int, python: str, count: int) -> None:
    few, many = folder / "few", folder / "many"
    write_responses(few, count // 10)
    write_responses(many, count)
    print(f"{count:,} responses of {QUESTIONS} questions by {len(BY)} variables (CPU seconds of whole processes)")
    print(f"{'what':<58} {'ours':>8} {'peer':>8} {'ratio':>7}")
    ours = _command(many, BY)
    peers = [peer for peer in _PEERS if _has(python, peer)]
    cells = _cells(json.loads(_output(ours)))
    for what, measure, other in (
        ("never checked / checked before", unchecked(cpu(ours), str(many)), cpu(ours)),
        ("5 variables / none", cpu(ours), cpu(_command(many, ()))),
        ("5 variables / 1 variable", cpu(ours), cpu(_command(many, BY[:1]))),
    ):
        _print(compare(what, measure, other, "", rounds))
    small, large = peak_memory(_command(few, BY)), peak_memory(ours)
    listed = peak_memory(_command(few, ())), peak_memory(_command(many, ()))
    print(
        f"peak memory, 5 variables: {count // 10:,} files {small} KiB, {count:,} files {large} KiB: {large / small:.3f}"
    )
    print(f"  without variables, which has the list of files too: {listed[0]} KiB, {listed[1]} KiB")
    print(f"times that each of {count:,} files is opened: {_openings(ours, folder, count)}")
    for peer in peers:
        theirs = [python, str(HERE / "peers" / f"{peer}_banner.py"), str(folder / "many.json")]
        lines, files = [*theirs, str(folder / "many.jsonl")], [*theirs, str(many / "banner")]
        found = int(_output(lines))
        assert found == cells, f"{peer} counted {found} answers in cells, not {cells}"
        _print(compare(f"checked before / {peer}, JSON Lines", cpu(ours), cpu(lines), "", rounds))
        # A peer may take minutes for so many files: once has to do.
        once = cpu(ours)(), cpu(files)()
        _print(Row(f"checked before / {peer}, the same files", *once, once[0] / once[1], ""))
        for what, command in (("JSON Lines", lines), ("the same files", files)):
            others = peak_memory(command)
            print(
                f"  peak memory: {large / 1024:.0f} MiB, {peer}, {what} {others / 1024:.0f} MiB: {large / others:.3f}"
            )


def _print(row: Row) -> None:
    # What was measured is to be read though a later peer takes long.
    print(f"{row.what:<58} {row.ours:>6.2f} s {row.theirs:>6.2f} s {row.ratio:>7.3f}", flush=True)


def _command(folder: Path, by: tuple[str, ...]) -> list[str]:
    return [OURS, "summarize", "--format", "json", str(folder), *(["--by", ",".join(by)] if by else [])]


def _output(command: list[str]) -> bytes:
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


def _has(python: str, package: str) -> bool:
    found = subprocess.run([python, "-c", f"import {package}"], stderr=subprocess.DEVNULL, check=False).returncode == 0
    if not found:
        print(f"{package} is not installed: its rows are left out")
    return found


def _cells(summary: dict[str, Any]) -> int:
    """Return how many answers are in all cells of a summary: a cell for each answer in each column."""

    def answers(column: dict[str, Any]) -> int:
        rows = column.get("choices") or column.get("marks")
        return sum(row["n"] for row in rows) if rows else column["numbers"]["n"]

    return sum(
        answers(column) for question in summary["questions"] for table in question["by"] for column in table["columns"]
    )


def _openings(command: list[str], folder: Path, count: int) -> str:
    """Return how often the files of responses are opened, or that strace is not there to count it."""
    if shutil.which("strace") is None:
        return "not counted, as strace is not installed"
    log = folder / "opened"
    traced = ["strace", "-f", "-e", "trace=open,openat,openat2", "-o", str(log)]
    subprocess.run([*traced, *command], stdout=subprocess.DEVNULL, check=True)
    opened = [line for line in log.read_text().splitlines() if '.json", O_' in line]
    return f"{len(opened) / count:.4f}"


# What is measured.


class Encoded(NamedTuple):
    """A response with its bytes."""

    response: Response
    data: bytes


def write_responses(place: Path, count: int) -> None:
    """Write responses and their answers as JSON Lines, and what peers need to know of the questions."""
    loaded = write_questionnaire(place, QUESTIONS)
    folder = place / loaded.questionnaire.id
    save_copy(str(folder), loaded.text)
    with place.with_suffix(".jsonl").open("w") as lines:
        for response, data in responses_of(loaded, count):
            (folder / f"{response.id}.json").write_bytes(data)
            lines.write(json.dumps(response.answers) + "\n")


def write_questionnaire(place: Path, count: int) -> LoadedQuestionnaire:
    """Write a questionnaire of so many closed questions, and what peers need to know of them, as PLACE.json."""
    entries = "".join(f"  - {_KINDS[n % len(_KINDS)].format(n=n)}\n" for n in range(count))
    source = place.with_suffix(".yaml")
    source.write_text(_HEAD + entries)
    loaded = load(str(source))
    questions = _questions(loaded)
    plan = {
        "questions": [question.name for question in questions],
        "by": BY,
        "lists": [question.name for question in questions if isinstance(question, SelectMultiple)],
        "numbers": [question.name for question in questions if isinstance(question, Integer | Range)],
        "bands": {BY[3]: AGE_BANDS},
    }
    place.with_suffix(".json").write_text(json.dumps(plan))
    return loaded


def responses_of(loaded: LoadedQuestionnaire, count: int) -> Iterator[Encoded]:
    """Yield complete responses to such a questionnaire, the same ones each time."""
    questions = _questions(loaded)
    chance = random.Random(7)
    for number in range(count):
        events = list(_events(questions, chance))
        response = Response(
            id=new_id(_START_MS + number, chance.randbytes(10)),
            questionnaire=loaded.reference,
            status=Status.COMPLETE,
            language="en",
            mode=Mode.SCRIPTED,
            started="2016-09-07T09:00:00+08:00",
            finished="2016-09-07T09:20:00+08:00",
            answers={e.data["name"]: e.data["value"] for e in events if e.kind is EventKind.ANSWER},
            missing={e.data["name"]: e.data["state"] for e in events if e.kind is EventKind.MISSING},
            events=events,
        )
        data = encode(response)
        assert isinstance(data, bytes), data
        yield Encoded(response, data)


def _questions(loaded: LoadedQuestionnaire) -> list[Question]:
    return [entry for entry in loaded.questionnaire.questions if isinstance(entry, Question)]


def _events(questions: Sequence[Question], chance: random.Random) -> Iterator[Event]:
    yield Event(1, 0, EventKind.START, {"seed": 0})
    for seq, question in enumerate(questions, 2):
        if chance.random() < _MISSING:
            yield Event(seq, 5_000 * seq, EventKind.MISSING, {"name": question.name, "state": Missing.DONT_KNOW})
        else:
            data = {"name": question.name, "value": _answer(question, chance)}
            yield Event(seq, 5_000 * seq, EventKind.ANSWER, data)
    yield Event(len(questions) + 2, 1_200_000, EventKind.FINISH, {})


def _answer(question: Question, chance: random.Random) -> Any:  # noqa: ANN401 as the question takes it
    match question:
        case SelectOne():
            return chance.choice(choices_of(question)).code
        case SelectMultiple():
            codes = [choice.code for choice in choices_of(question)]
            return sorted(chance.sample(codes[:-1], chance.randint(1, 3)), key=codes.index)
        case Range():
            return chance.randint(1, 5)
        case _:
            return min(99, int(chance.expovariate(1 / 30)))


if __name__ == "__main__":
    main()
