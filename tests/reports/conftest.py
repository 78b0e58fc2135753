"""The nasty result, for every test of the formats."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def nasty() -> ModuleType:
    """Return the module that makes it."""
    path = Path(__file__).parent / "nasty.py"
    spec = importlib.util.spec_from_file_location("nasty_result", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
