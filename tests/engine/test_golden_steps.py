"""Every golden form, step by step: each cell is what the engines of ODK have.

Where they differ, the engine of Web Forms is followed, unless the cell is judged for the one of Collect.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from driven import Driver

GOLDEN = Path(__file__).parents[1] / "golden" / "odk"
# Read-only is asked of notes only by the engine, and not of what nobody is asked.
FIELDS = ("relevant", "count", "value", "required", "readonly", "constraint_ok", "required_ok", "choices", "label")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    directory = metafunc.config.getoption("golden") or GOLDEN
    paths = sorted(Path(directory, "forms").glob("*.json"))
    metafunc.parametrize("form", paths, ids=[path.stem for path in paths])


def test_form(form: Path) -> None:
    golden: dict[str, Any] = json.loads(form.read_text("utf-8"))
    judged = {
        (cell["step"], cell["name"], cell["field"]): cell["javarosa"]
        for cell in golden["contested"]
        if cell["judged"] == "javarosa"
    }
    driver = Driver(golden["form"])
    for number, step in enumerate(golden["steps"]):
        driver.do(step["do"])
        cells = driver.cells()
        assert cells.keys() == step["state"].keys(), (number, step["do"])
        for path, expected in step["state"].items():
            for field in FIELDS:
                if field in expected:
                    value = judged.get((number, path, field), expected[field])
                    assert cells[path].get(field) == value, (number, step["do"], path, field)
