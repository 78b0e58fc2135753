"""What all tests share."""

from __future__ import annotations

import signal

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden",
        metavar="DIR",
        help="test the golden expressions and forms of this folder instead of those in tests/golden/odk",
    )


def pytest_configure() -> None:
    """Take signals again that whoever started the tests in the background had ignored: programs inherit that."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
