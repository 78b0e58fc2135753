"""Print what it costs to read and to work out typical expressions."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from time import perf_counter_ns

from sstc_survey.expressions import Expression, MappingContext, parse

SOURCES = (
    "${age} >= 18",
    "${age} >= 18 and selected(${media}, 'radio')",
    "if(${age} > 18, concat(${name}, '-', string(${age} * 2)), 'none')",
    "${day} >= '2024-01-01' and ${day} <= '2024-12-31'",
    "sum(${pay}) div count(${pay})",
    "regex(${phone}, '^0[0-9]{8,9}$')",
)
ANSWERS = MappingContext(
    {
        "age": "20",
        "media": "tv radio press",
        "name": "Sok Dara",
        "day": "2024-03-05",
        "pay": ["10", "20", "30"],
        "phone": "012345678",
    }
)


def least_microseconds(work: Callable[[], object], rounds: int = 20, repeats: int = 200) -> float:
    """Give the least time of one call, in µs, over several rounds of many calls."""
    least = float("inf")
    for _ in range(rounds):
        begun = perf_counter_ns()
        for _ in range(repeats):
            work()
        least = min(least, (perf_counter_ns() - begun) / repeats / 1000)
    return least


def import_milliseconds() -> float:
    """Give the least CPU time that the import adds to a bare interpreter, in ms."""
    script = "import time; b = time.process_time(); import sstc_survey.expressions; print(time.process_time() - b)"
    runs = [subprocess.run([sys.executable, "-c", script], capture_output=True, check=True) for _ in range(5)]
    return min(float(run.stdout) for run in runs) * 1000


def main() -> None:
    """Print one line an expression."""
    print(f"{'parse µs':>10} {'evaluate µs':>12}  expression")
    for source in SOURCES:
        expression = parse(source)
        assert isinstance(expression, Expression)
        parsing = least_microseconds(partial(parse, source))
        evaluating = least_microseconds(partial(expression.boolean, ANSWERS))
        print(f"{parsing:10.1f} {evaluating:12.2f}  {source}")
    bomb = parse("regex(${text}, '(a+)+$')")
    assert isinstance(bomb, Expression)
    answers = MappingContext({"text": "a" * 999 + "b"})
    print(f"regex (a+)+$ on 1,000 characters: {least_microseconds(lambda: bomb.boolean(answers), 5, 1):.0f} µs")
    print(f"import: {import_milliseconds():.1f} ms")


if __name__ == "__main__":
    main()
