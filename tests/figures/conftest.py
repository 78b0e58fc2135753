"""What the tests of figures share: golden sets, and what the program says of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import ForkServer, caller
from golden_sets import GOLDEN, GoldenSet, Summarized, sets_in, write_responses


def pytest_configure(config: pytest.Config) -> None:
    """Name the marker of tests that are run for every golden set that has a file of expected figures."""
    config.addinivalue_line("markers", "golden(*names): run for each golden set that has these expected figures")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marker = metafunc.definition.get_closest_marker("golden")
    if marker is None:
        return
    sets = sets_in(Path(metafunc.config.getoption("golden") or GOLDEN))
    found = [(each, name) for each in sets for name in marker.args if each.has(f"expected/{name}.json")]
    metafunc.parametrize(
        ("golden", "figures"), found, ids=[f"{each.path.name}-{name}" for each, name in found], scope="session"
    )


@pytest.fixture(scope="session")
def summarized(tmp_path_factory: pytest.TempPathFactory, fork_server: ForkServer | None) -> Summarized:
    """Return what summarizes the records of a set, once for the same options."""
    made: dict[tuple[Path, str], Path] = {}
    printed: dict[tuple[Any, ...], dict[str, Any]] = {}

    def summarize(golden: GoldenSet, records: str = "records.jsonl", *options: str) -> dict[str, Any]:
        key = (golden.path, records)
        if key not in made:
            folder = tmp_path_factory.mktemp("golden") / "answers"
            write_responses(golden, records, folder)
            made[key] = folder
        if (*key, *options) not in printed:
            call = caller(made[key].parent, fork_server)
            outcome = call("summarize", "answers", "--include", "partial", "--format", "json", *options)
            assert outcome.code == 0, outcome.err
            printed[*key, *options] = json.loads(outcome.out)
        return printed[*key, *options]

    return summarize
