"""A program that has imported all of sstc-survey once, and forks into a fresh run of it for each call.

What a fork prints and saves, and how it ends, is what a process of its own prints, saves and ends with: it has the
same streams, folder, environment and signals, and nothing of an earlier call. Only starting Python and waiting for the
disk are saved, so what depends on the start (imports, encodings, hash seeds) needs a process of its own.

fork_server.py DESCRIPTOR: the number of a socket, on which each call comes as the length of a JSON text, the three
standard streams, and the text; the exit code goes back.
"""

from __future__ import annotations

import functools
import gc
import json
import os
import pkgutil
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

# The length of what follows, as so many digits.
HEAD: Final = 12
# What commands import only when they come to it.
LATE: Final = ("difflib", "fcntl", "fsspec.implementations.http", "gettext")


def preload() -> None:
    """Import what any command could import, and work out what depends on the code alone; run no command."""
    import sstc_survey

    for module in pkgutil.walk_packages(sstc_survey.__path__, "sstc_survey."):
        import_module(module.name)
    for name in LATE:
        import_module(name)
    from sstc_survey.parsing.questionnaire import parse_questionnaire

    # The types of a questionnaire are looked through when a first one is read.
    parse_questionnaire(b"id: a\nversion: 1\ntitle: A\nquestions:\n  - {name: q, type: text, label: Q}\n", "a.yaml")
    # The command line is made from the signatures of the commands, anew at each call.
    import typer

    from sstc_survey.cli.app import app

    typer.main.get_command = functools.cache(typer.main.get_command)
    typer.main.get_command(app)
    # A fork then copies less of it.
    gc.collect()
    gc.freeze()


def unwaiting(fd: Any) -> None:
    """Take the place of fsync."""


def enter(request: dict[str, Any], streams: list[int]) -> Callable[[], int]:
    """Become the process that was called; return its program, which runs to its exit code."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv[1:] = request["arguments"]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    from sstc_survey.__main__ import main

    return functools.partial(run, main)


def run(main: Callable[[], int]) -> int:
    """Run the program, and return its exit code."""
    try:
        code = main()
        sys.stdout.flush()
    except BaseException:  # noqa: BLE001 - nothing may come back into the server's loop
        traceback.print_exc()
        return 1
    return code


def serve(calls: socket.socket) -> None:
    """Answer calls until nobody is left who could make one."""
    while True:
        head, streams, _, _ = socket.recv_fds(calls, HEAD, 3, socket.MSG_WAITALL)
        if not head:
            return
        request = json.loads(calls.recv(int(head), socket.MSG_WAITALL))
        child = os.fork()
        if not child:
            calls.close()
            os._exit(enter(request, streams)())
        for stream in streams:
            os.close(stream)
        _, status = os.waitpid(child, 0)
        calls.sendall(b"%*d" % (HEAD, os.waitstatus_to_exitcode(status)))


if __name__ == "__main__":
    preload()
    # Nothing waits for the disk here: what is on it after a power cut is tested where power is cut.
    os.fsync = unwaiting
    serve(socket.socket(fileno=int(sys.argv[1])))
