"""Measure speed side by side with peers, and print the ratios: `python benchmarks/run.py [ROUNDS]`.

Needs the `benchmarks` extra for the peers DuckDB and copier; without one its rows are left out, and it says so.
The figures are for people to judge; no test looks at them.
"""

from __future__ import annotations

import compileall
import gc
import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from harness import Measure, Row, compare, cpu, inside, peak_memory, until_shown, wall
from many_questions import text as questions_text
from many_responses import write_responses, write_rosters

OURS = str(Path(sys.executable).with_name("sstc-survey"))
HERE = Path(__file__).resolve().parent
PEERS = HERE / "peers"
PANEL = HERE.parent / "questionnaires" / "sstc-panel-2016.yaml"
FEW, MANY = 1_000, 10_000


def main() -> None:
    """Print a line for each comparison."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    # The peers' packages are compiled; so should be ours, also where the environment forbids to keep bytecode.
    compileall.compile_dir(str(HERE.parent / "src"), quiet=1)
    print(f"{'what':<58} {'ours':>10} {'peer':>10} {'ratio':>7}  budget")
    folder = tempfile.mkdtemp(prefix="sstc-benchmark-")
    try:
        for group in (start_up, loading, saving, tallying):
            for row in group(rounds, folder):
                times = f"{row.ours * 1e3:>7.2f} ms {row.theirs * 1e3:>7.2f} ms"
                print(f"{row.what:<58} {times} {row.ratio:>7.3f}  {row.budget}")
    finally:
        shutil.rmtree(folder)


def start_up(rounds: int, folder: str) -> Iterator[Row]:
    """Compare whole processes with the least that a peer could do."""
    python = sys.executable
    launcher = [python, str(PEERS / "launcher.py")]
    nothing = cpu([python, "-c", "pass"])
    yield compare("--version / python -c pass (CPU)", cpu([*launcher, "--version"]), nothing, "1.5", rounds)
    yield compare("--version by the script pip wrote / pass (CPU)", cpu([OURS, "--version"]), nothing, "-", rounds)
    copier = Path(python).with_name("copier")
    if copier.exists():
        yield compare(
            "--help / copier --help (CPU)", cpu([OURS, "--help"]), cpu([str(copier), "--help"]), "0.25", rounds
        )
    else:
        print("copier is not installed: its row is left out")
    ours = until_shown(
        [OURS, "run", str(PANEL), "--answers", os.path.join(folder, "prompts")], b"What is your name", folder
    )
    theirs = until_shown([python, str(PEERS / "bare_questionary.py")], b"What is your name", folder)
    yield compare("first prompt / bare questionary script (wall)", ours, theirs, "1.4", rounds)
    one = os.path.join(folder, "one")
    write_responses(one, 1)
    table = cpu([OURS, "summarize", one], folder)
    yield compare(
        "summarize one file / bare rich script (CPU)", table, cpu([python, str(PEERS / "bare_rich.py")]), "1.5", rounds
    )


def loading(rounds: int, _folder: str) -> Iterator[Row]:
    """Compare reading a questionnaire, with every mark, with bare YAML."""
    import yaml

    from sstc_survey.parsing import parse_questionnaire

    text = questions_text(200)
    source = text.encode()
    assert parse_questionnaire(source, "many.yaml").questionnaire is not None
    gc.collect()
    yield compare(
        "200 questions with marks / yaml.load(CSafeLoader) (CPU)",
        inside(lambda: parse_questionnaire(source, "many.yaml")),
        inside(lambda: yaml.load(text, yaml.CSafeLoader)),
        "0.8",
        rounds,
    )


def saving(rounds: int, folder: str) -> Iterator[Row]:
    """Compare a durable save with one bare flush of the disk."""
    save, flush = save_and_flush(folder)
    yield compare("20 saves of 2 KB / 20 bare fsyncs (wall)", wall(save), wall(flush), "6", rounds)


def save_and_flush(folder: str) -> tuple[Callable[[], None], Callable[[], None]]:
    """Return a function that saves a response 20 times, and one that writes and flushes as many bytes as often."""
    from many_responses import responses

    from sstc_survey.problems import Problem
    from sstc_survey.storage import ResponseFile, encode

    response = next(responses(1))
    data = encode(response)
    assert isinstance(data, bytes)
    file = ResponseFile.create(os.path.join(folder, "saves"), response.id)
    assert isinstance(file, ResponseFile)
    descriptor = os.open(os.path.join(folder, "flushed"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def save() -> None:
        for _ in range(20):
            problem = file.save(response)
            assert not isinstance(problem, Problem)

    def flush() -> None:
        for _ in range(20):
            os.write(descriptor, data)
            os.fsync(descriptor)

    return save, flush


def tallying(rounds: int, folder: str) -> Iterator[Row]:
    """Compare ten thousand responses with reading their bytes, with DuckDB, and the memory of a thousand."""
    few, many = os.path.join(folder, "few"), os.path.join(folder, "many")
    write_responses(few, FEW)
    write_responses(many, MANY)
    rounds = max(3, rounds // 3)
    command = [OURS, "summarize", "--format", "json"]
    for what, place in (("panels", many), ("rosters", write_rosters(folder, MANY))):
        read = cpu([sys.executable, str(PEERS / "bare_read.py"), place])
        summary = cpu([*command, place], folder)
        yield compare(f"10,000 {what}, checked before / bare read (CPU, process)", summary, read, "4.7", rounds)
        yield compare(
            f"10,000 {what}, never checked / bare read (CPU, process)", unchecked(summary, place), read, "9.4", rounds
        )
    # Open answers are quoted one by one, whatever reads them; what is counted is the question here.
    ours = cpu([*command, "--question", "usefulness", many], folder)
    read = cpu([sys.executable, str(PEERS / "bare_read.py"), many])
    yield compare("10,000 files, one question / bare read (CPU, process)", ours, read, "2.5", rounds)
    yield compare(
        "10,000 files, 40,000 quotes / bare read (CPU, process)", cpu([*command, many], folder), read, "-", rounds
    )
    if importlib.util.find_spec("duckdb"):
        duck = cpu([sys.executable, str(PEERS / "duckdb_tally.py"), many])
        yield compare("10,000 files, one question / DuckDB read_json (CPU)", ours, duck, "0.1", 3)
    else:
        print("duckdb is not installed: its row is left out")
    yield from in_process(rounds, many)
    alone = [*command, "--question", "usefulness"]
    small, large = peak_memory([*alone, few], folder), peak_memory([*alone, many], folder)
    print(f"peak memory: 1,000 files {small} KiB, 10,000 files {large} KiB: {large / small:.3f} (budget 1.05)")


def unchecked(summary: Measure, folder: str) -> Measure:
    """Return a measure that forgets first which files have passed every check."""

    def measure() -> float:
        for path in Path(folder).rglob(".verified"):
            path.unlink()
        return summary()

    return measure


def in_process(rounds: int, many: str) -> Iterator[Row]:
    """Compare the pass over the files with two ways of only reading them, start-up left out."""
    from sstc_survey.commands.shared.collect import Collecting, Collector
    from sstc_survey.commands.shared.locate import load
    from sstc_survey.commands.shared.tables import NO_TABLES
    from sstc_survey.storage import Inventory, read_response

    loaded = load(None)

    def tally() -> None:
        collecting = Collecting(
            loaded=loaded, only=["usefulness"], options=NO_TABLES, include_partial=False, strict=False
        )
        Collector(collecting).read(Inventory([many]))

    paths = [str(path) for path in Path(many).glob("*/*.json")]

    def read_bare(path: str) -> None:
        descriptor = os.open(path, os.O_RDONLY)
        os.read(descriptor, 16_384)
        os.close(descriptor)

    def again(read: Callable[[str], object], path: str) -> None:
        for _ in range(100):
            read(path)

    def bare() -> None:
        for path in paths:
            read_bare(path)

    def plain() -> None:
        for path in paths:
            with open(path, "rb") as file:
                file.read()

    for name in ("1.9 KB of the panel", "5.7 KB of a roster"):
        size = float(name.split()[0]) * 1_000
        folder = many if "panel" in name else many.replace("many", "rosters")
        path = min(Path(folder).glob("*/*.json"), key=lambda path: abs(path.stat().st_size - size))
        yield compare(
            f"  the full check of {name} / its bare read (CPU)",
            inside(partial(again, read_response, str(path))),
            inside(partial(again, read_bare, str(path))),
            "10" if "panel" in name else "25",
            5 * rounds,
        )
    yield compare("  the pass alone / os.open and os.read (CPU)", inside(tally), inside(bare), "2.5", rounds)
    yield compare("  the pass alone / open().read() (CPU)", inside(tally), inside(plain), "2.5", rounds)


if __name__ == "__main__":
    main()
