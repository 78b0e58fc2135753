"""Measure exports of 20,000 responses to 60 questions against pandas: `python benchmarks/export.py [ROUNDS]`.

`--peers PYTHON` names a Python that has pandas, if it is another one; without pandas its rows are left out, and it says
so. `--responses NUMBER` takes others than 20,000, to see sooner whether all runs. pandas reads the same response files
without a check, and writes the same columns; then once more the answers alone, which is less than an export has. What
both write is compared cell by cell. The figures are for people to judge; no test looks at them.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from banner import MANY, QUESTIONS, write_responses
from harness import Measure, Row, compare, cpu, peak_memory
from run import HERE, OURS, unchecked

_PEER: Final = HERE / "peers" / "pandas_export.py"


def main() -> None:
    """Print a line for each comparison, and the peaks of memory."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rounds", type=int, nargs="?", default=5)
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--responses", type=int, default=MANY, metavar="NUMBER")
    given = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="sstc-export-")
    try:
        _measure(Path(folder), given.rounds, given.peers, given.responses)
    finally:
        shutil.rmtree(folder)


def _measure(folder: Path, rounds: int, python: str, count: int) -> None:
    few, many = folder / "few", folder / "many"
    write_responses(few, count // 10)
    write_responses(many, count)
    has_pandas = not subprocess.run([python, "-c", "import pandas"], stderr=subprocess.DEVNULL, check=False).returncode
    if not has_pandas:
        print("pandas is not installed: its rows are left out")
    for form in ("csv", "parquet"):
        print(f"{count:,} responses of {QUESTIONS} questions to {form} (CPU seconds of whole processes)")
        print(f"{'what':<58} {'ours':>8} {'peer':>8} {'ratio':>7}")
        _measure_format(folder, form, rounds, python if has_pandas else None, count)


def _measure_format(folder: Path, form: str, rounds: int, python: str | None, count: int) -> None:
    few, many = folder / "few", folder / "many"
    output = folder / f"ours.{form}"
    ours = _command(many, output)
    checked, never = _fresh(cpu(ours), output), unchecked(_fresh(cpu(ours), output), str(many))
    _print(compare("never checked / checked before", never, checked, "", rounds))
    # A file that is there already is looked at before it is replaced.
    output.unlink()
    small, large = peak_memory(_command(few, folder / f"few.{form}")), peak_memory(ours)
    print(f"peak memory: {count // 10:,} files {small} KiB, {count:,} files {large} KiB: {large / small:.3f}")
    if python is None:
        return
    other = folder / f"pandas.{form}"
    theirs = [python, str(_PEER), str(folder / "many.json"), str(many / "banner"), str(other)]
    peer = _fresh(cpu(theirs), other)
    checked()
    peer()
    both = _cells_of_both(output, other) if form == "csv" else _values_of_both(output, other)
    print(f"cells that both have: {both:,}, all the same")
    _print(compare("checked before / pandas, the same files", checked, peer, "0.667", rounds))
    _print(compare("never checked / pandas, the same files", never, peer, "1", rounds))
    alone = [*theirs, "--answers-only"]
    _print(compare("checked before / pandas, answers only", checked, _fresh(cpu(alone), other), "", rounds))
    for what, command in (("the same files", theirs), ("answers only", alone)):
        peak = peak_memory(command)
        print(f"  peak memory: {large / 1024:.0f} MiB, pandas, {what} {peak / 1024:.0f} MiB: {large / peak:.3f}")


def _fresh(measure: Measure, output: Path) -> Measure:
    """Return a measure that finds no file where it writes: what is there would be looked at before it is replaced."""

    def fresh() -> float:
        output.unlink(missing_ok=True)
        return measure()

    return fresh


def _command(folder: Path, output: Path) -> Sequence[str]:
    return [OURS, "export", str(folder), "--output", str(output)]


def _print(row: Row) -> None:
    print(f"{row.what:<58} {row.ours:>6.2f} s {row.theirs:>6.2f} s {row.ratio:>7.3f}  {row.budget}", flush=True)


def _cells_of_both(ours: Path, theirs: Path) -> int:
    """Return how many cells two tables have in columns of the same name, or fail where any two of them differ."""
    count = 0
    for mine, other in zip(_rows(ours), _rows(theirs), strict=True):
        both = mine.keys() & other.keys()
        assert {name: mine[name] for name in both} == {name: other[name] for name in both}
        # What nobody chose has no column there.
        assert {name for name in mine if name not in both and mine[name] not in {"", "0"}} == set()
        count += len(both)
    return count


def _values_of_both(ours: Path, theirs: Path) -> int:
    """Return how many answers and indicators two files of Parquet have, or fail where any two of them differ."""
    from pyarrow import parquet

    mine, other = (parquet.read_table(path) for path in (ours, theirs))
    names: list[str] = [name for name in mine.column_names if name.startswith("q") and name in other.column_names]
    for name in names:
        assert mine[name].to_pylist() == other[name].to_pylist(), name
    return len(names) * int(mine.num_rows)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


if __name__ == "__main__":
    main()
