"""What all tests share, first of all how they call the program."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import threading
import tty
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

import pytest
from hypothesis import HealthCheck, settings
from properties import USUAL

from sstc_survey.i18n import ENGLISH, set_language

# Properties are tried with a few examples, or with many: `--long`. However busy the machine is, no example takes too
# long.
settings.register_profile("brief", max_examples=USUAL, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", settings.get_profile("brief"), max_examples=50 * USUAL)
settings.load_profile("brief")

# Nothing takes as long, on however busy a machine: what does hangs.
PATIENCE = 300
# Who writes nothing for so long waits for keys.
SILENCE = 30
# What Python itself reads when it starts.
READ_AT_START = ("PYTHON", "LC_", "LANG")
# No test may depend on the language of the user who runs it, or touch what that user did last.
os.environ["LC_ALL"] = "C.UTF-8"
_STATE = TemporaryDirectory()
os.environ["XDG_STATE_HOME"] = _STATE.name
NO_TERMINAL = {key: value for key, value in os.environ.items() if key not in {"COLUMNS", "NO_COLOR", "ACCESSIBLE"}}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--long",
        action="store_true",
        help="kill, cut, interrupt and race for hours, and try properties with many examples (the profile thorough)",
    )
    parser.addoption(
        "--golden",
        metavar="DIR",
        help="test the golden expressions, forms, and sets of figures of this folder instead of those in tests/golden",
    )
    parser.addoption(
        "--no-forks", action="store_true", help="start the program as a process of its own each time it is called"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Choose how long tests are, and take signals again that whoever started them in the background had ignored."""
    if config.getoption("--long"):
        # Before any test is imported: what a property takes from its profile is fixed then.
        settings.load_profile("thorough")
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


Sized = Callable[[int, int], int]


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """Let no test leave its language to the next."""
    yield
    set_language(ENGLISH)


@pytest.fixture(scope="session")
def sized(pytestconfig: pytest.Config) -> Sized:
    """Choose between the usual size of a test and that with `--long`."""
    return lambda usual, long: long if pytestconfig.getoption("--long") else usual


@dataclass(frozen=True)
class Outcome:
    """What a call of the program left."""

    code: int
    out: str
    err: str


Program = Callable[..., Outcome]


class ForkServer:
    """Runs the program in forks of a process that has imported all of it; see fork_server.py."""

    def __init__(self) -> None:
        self._calls, theirs = socket.socketpair()
        self._calls.settimeout(PATIENCE)
        with theirs:
            self._server = subprocess.Popen(
                [sys.executable, Path(__file__).with_name("fork_server.py"), str(theirs.fileno())],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, pass_fds=[theirs.fileno()], env=NO_TERMINAL,
                start_new_session=True,
            )  # fmt: skip

    def call(self, arguments: tuple[str, ...], typed: bytes, folder: Path, environment: dict[str, str]) -> Outcome:
        with TemporaryFile() as stdin, TemporaryFile() as stdout, TemporaryFile() as stderr:
            stdin.write(typed)
            stdin.seek(0)
            code = self.run(arguments, folder, environment, [stream.fileno() for stream in (stdin, stdout, stderr)])
            stdout.seek(0)
            stderr.seek(0)
            return Outcome(code, stdout.read().decode(), stderr.read().decode())

    def run(self, arguments: tuple[str, ...], folder: Path, environment: dict[str, str], streams: Sequence[int]) -> int:
        """Run the program on three streams, and return its exit code."""
        request = {"arguments": arguments, "folder": str(folder), "environment": environment}
        text = json.dumps(request).encode()
        socket.send_fds(self._calls, [b"%12d" % len(text)], list(streams))
        self._calls.sendall(text)
        return int(self._calls.recv(12, socket.MSG_WAITALL))

    def close(self) -> None:
        """End the server, and what may hang in it."""
        self._calls.close()
        os.killpg(self._server.pid, signal.SIGKILL)
        self._server.wait()


@pytest.fixture(scope="session")
def fork_server(request: pytest.FixtureRequest) -> Iterator[ForkServer | None]:
    """Start the server that forks, unless every call is to be a process of its own."""
    if request.config.getoption("--no-forks"):
        yield None
        return
    server = ForkServer()
    yield server
    server.close()


@pytest.fixture
def program(tmp_path: Path, fork_server: ForkServer | None) -> Program:
    """Return a function that calls the program in an empty folder.

    It runs in a fork; where how Python starts is the point, it is a process of its own.
    """
    return caller(tmp_path, fork_server)


def caller(folder: Path, fork_server: ForkServer | None) -> Program:
    """Return a function that calls the program in a folder."""

    def call(
        *arguments: str, typed: str | bytes = "", env: Mapping[str, str] | None = None, fork: bool = True
    ) -> Outcome:
        given = typed.encode() if isinstance(typed, str) else typed
        environment = {**NO_TERMINAL, "TERM": "xterm-256color", **(env or {})}
        if fork_server is None or not fork or any(key.startswith(READ_AT_START) for key in env or {}):
            ended = subprocess.run(
                [sys.executable, "-m", "sstc_survey", *arguments],
                input=given, capture_output=True, cwd=folder, env=environment, timeout=PATIENCE, check=False,
            )  # fmt: skip
            outcome = Outcome(ended.returncode, ended.stdout.decode(), ended.stderr.decode())
        else:
            outcome = fork_server.call(arguments, given, folder, environment)
        assert "Traceback" not in outcome.err
        assert "Traceback" not in outcome.out
        return outcome

    return call


@pytest.fixture
def terminal(tmp_path: Path, fork_server: ForkServer | None) -> Program:
    """Return a function that calls the program in an empty folder at a terminal, on which all of its output comes.

    What is typed is there from the start, and no key of it is a signal.
    """

    def call(
        *arguments: str, typed: str | bytes = "", env: Mapping[str, str] | None = None, columns: int = 80
    ) -> Outcome:
        controller, end = os.openpty()
        tty.setraw(end)
        fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("4H", 50, columns, 0, 0))
        os.write(controller, typed.encode() if isinstance(typed, str) else typed)
        written: list[bytes] = []
        reader = threading.Thread(target=_read_all, args=(controller, written))
        reader.start()
        environment = {**NO_TERMINAL, "TERM": "xterm-256color", **(env or {})}
        try:
            if fork_server is None:
                code = subprocess.run(
                    [sys.executable, "-m", "sstc_survey", *arguments],
                    stdin=end, stdout=end, stderr=end, cwd=tmp_path, env=environment, timeout=PATIENCE, check=False,
                ).returncode  # fmt: skip
            else:
                code = fork_server.run(arguments, tmp_path, environment, [end] * 3)
        finally:
            os.close(end)
            reader.join()
        shown = b"".join(written).decode()
        assert "Traceback" not in shown
        return Outcome(code, shown, "")

    return call


def _read_all(terminal: int, written: list[bytes]) -> None:
    """Read what comes on a terminal until nobody has its other end open, or waits for more keys; then hang up."""
    # Linux tells the end by an error.
    with contextlib.suppress(OSError):
        while select.select([terminal], [], [], SILENCE)[0]:
            written.append(os.read(terminal, 65_536))
    os.close(terminal)
