"""Write what a command gives: to standard output, into a stream, or to a file, whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final, TextIO

from sstc_survey import line_breaks
from sstc_survey.commands.shared.protection import overwriting, overwriting_data
from sstc_survey.display import clean, columns, spell_out
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.storage.atomic import PRIVATE_FILE, atomic_write, unwritten
from sstc_survey.storage.bounded import reason
from sstc_survey.storage.outputs import READABLE, replace_output, streamed_output
from sstc_survey.streams import OutputStream, line_width

STDOUT: Final = "-"
# Of what is left of a line that was broken.
_INDENT: Final = "  "
_MOST_LINKS: Final = 40
_DESCRIPTORS: Final = r"/(?:dev|proc/(\d+)(?:/task/\d+)?)/fd/(\d+)"
_NAMED: Final = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}


class Output:
    """A file or a stream to write to, which was found to be no data; whatever is wrong with it is raised at once.

    A file is replaced. A stream is written into: what has been opened for the program, such as /dev/stdout or
    >(command), pipes, terminals and sockets.
    """

    def __init__(self, path: str, inputs: Iterable[str]) -> None:
        self.path = path
        self._inputs = tuple(inputs)
        self._stream = stream_of(path)
        self._check()

    @property
    def is_stream(self) -> bool:
        """Tell whether it is written into rather than replaced."""
        return self._stream is not None

    def write(self, data: bytes) -> None:
        """Write all of it, or raise why that cannot be."""
        if self._stream is not None:
            self.write_pieces([data])
            return
        # The command may have taken its time.
        self._check()
        if problem := replace_output(self.path, data):
            raise SurveyError(problem, exit_code=ExitCode.PROBLEMS)

    def write_pieces(self, pieces: Iterable[bytes]) -> None:
        """Write all of it into the stream that it is, one piece after the other, or raise why that cannot be."""
        self._check()
        if self._stream is None:
            raise TypeError(self.path)
        try:
            _write_into(self._stream, pieces)
        except OSError as error:
            problem = Problem(codes.OUTPUT_FAILED, {"reason": reason(error)}, Place(self.path))
            raise SurveyError(problem, exit_code=ExitCode.PROBLEMS) from None

    @contextmanager
    def in_parts(self) -> Iterator[Callable[[bytes], None]]:
        """Let it be written bit by bit; a file, which is private, is replaced at the end."""
        self._check()
        try:
            if self._stream is None:
                with streamed_output(self.path) as write:
                    yield write
                    # The command may have taken its time.
                    self._check()
            else:
                with _written_into(self._stream) as write:
                    yield write
        except OSError as error:
            if self._stream is None:
                problem = unwritten(error, self.path)
            else:
                problem = Problem(codes.OUTPUT_FAILED, {"reason": reason(error)}, Place(self.path))
            raise SurveyError(problem, exit_code=ExitCode.PROBLEMS) from None

    def _check(self) -> None:
        if self._stream is None:
            problem = overwriting(self.path, self._inputs)
        elif self.path == STDOUT:
            # As without an option: where it leads to is for the shell.
            problem = None
        else:
            problem = _unwritable(self._stream, self.path, self._inputs)
        if problem is not None:
            raise SurveyError(problem)


def output_to(path: str | None, inputs: Iterable[str | None]) -> Output | None:
    """Return where to write, None for standard output (also as `-`), or raise why that must not be written.

    Called before a command does its work. `inputs` are the files and folders that it reads.
    """
    return None if path in (None, STDOUT) else Output(path, (each for each in inputs if each is not None))


def write_new(path: str, data: bytes, inputs: Iterable[str | None], command: str) -> bool:
    """Write a private file that must not be there yet, or into a stream; tell whether it is a file.

    `command` is what it is written by.
    """
    if os.path.lexists(path) and stream_of(path) is None:
        raise SurveyError(Problem(codes.FILE_EXISTS, {"command": command}, Place(path)))
    output = Output(path, (each for each in inputs if each is not None))
    if output.is_stream:
        output.write(data)
        return False
    with reserved(path, command):
        if problem := atomic_write(path, data, PRIVATE_FILE):
            raise SurveyError(problem)
    return True


@contextmanager
def reserved(path: str, command: str) -> Iterator[None]:
    """Create a file that must not exist yet, and remove it if it is not written."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, READABLE))
    except FileExistsError:
        raise SurveyError(Problem(codes.FILE_EXISTS, {"command": command}, Place(path))) from None
    except OSError as error:
        raise SurveyError(unwritten(error, path)) from None
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(path)
        raise


def write_out(write: Callable[[TextIO], None], output: Output | None, *, for_reading: bool) -> None:
    """Let something be written; what is for reading on a screen is in the encoding of the locale, all else in UTF-8."""
    if output is not None:
        text = io.StringIO()
        write(text)
        output.write(text.getvalue().encode("utf-8", "backslashreplace"))
        return
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What the locale cannot write is spelt out.
        sys.stdout.reconfigure(encoding=None if for_reading else "utf-8", errors="backslashreplace")
    write(sys.stdout)


def tell(*lines: str) -> None:
    """Write lines to standard error: to a terminal broken between words, elsewhere each as one line.

    What is there to be copied, a path or a command, stays in one piece.
    """
    # The terminal may have gone away with whoever would have read this.
    with contextlib.suppress(OSError):
        for line in lines:
            for part in _laid_out(line):
                sys.stderr.write(f"{clean(part)}\n")
        sys.stderr.flush()


def ask(question: str) -> str:
    """Write a question to standard error as `tell` does, and return the line that is typed, empty at the end."""
    with contextlib.suppress(OSError):
        *others, last = _laid_out(question)
        for part in others:
            sys.stderr.write(f"{clean(part)}\n")
        sys.stderr.write(clean(last))
        sys.stderr.flush()
    return sys.stdin.readline() if sys.stdin else ""


def _laid_out(text: str) -> list[str]:
    """Return the lines that a text takes on standard error; a space at its end stays."""
    text, width = spell_out(text), line_width(sys.stderr)
    if columns(text) <= width:
        return [text]
    room = width - len(_INDENT)
    first, *others = line_breaks.lines(text, room, columns, whole_words=True, whole_commands=True)
    laid_out = [first, *(_INDENT + other for other in others)]
    laid_out[-1] += text[len(text.rstrip(" ")) :]
    return laid_out


def terminal() -> TextIO | None:
    """Return the terminal that progress can be shown on, if standard error is one."""
    return sys.stderr if sys.stderr.isatty() else None


def stream_of(path: str) -> int | str | None:
    """Return the descriptor that a path stands for, or the path of another stream; None for what is a file.

    Links are followed one by one: the system's own, to what is open, would lead on to the file behind it.
    """
    if path == STDOUT:
        return 1
    for _ in range(_MOST_LINKS):
        path = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
        if (found := re.fullmatch(_DESCRIPTORS, path)) is not None:
            process, number = found.groups()
            # What another process has open is opened once more.
            return int(number) if process in (None, str(os.getpid())) else path
        try:
            path = os.path.join(os.path.dirname(path), os.readlink(path))
        except OSError:
            break
    if path in _NAMED:
        return _NAMED[path]
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return None
    return path if stat.S_ISFIFO(mode) or stat.S_ISCHR(mode) or stat.S_ISSOCK(mode) else None


def _unwritable(stream: int | str, path: str, inputs: Iterable[str]) -> Problem | None:
    """Say why a stream must not be written into: it cannot be, or it leads to data."""
    try:
        status = os.fstat(stream) if isinstance(stream, int) else os.stat(stream)
    except OSError as error:
        return Problem(codes.OUTPUT_FAILED, {"reason": reason(error)}, Place(path))
    return overwriting_data(path, inputs) if stat.S_ISREG(status.st_mode) else None


def _write_into(stream: int | str, pieces: Iterable[bytes]) -> None:
    with _written_into(stream) as write:
        for data in pieces:
            write(data)


@contextmanager
def _written_into(stream: int | str) -> Iterator[Callable[[bytes], None]]:
    """Let bytes be written into a stream, all of them."""
    if isinstance(stream, str) and stat.S_ISSOCK(os.stat(stream).st_mode):
        import socket

        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(stream)
            yield connection.sendall
        return
    # What was printed before comes before it.
    for printed in (sys.stdout, sys.stderr):
        printed.flush()
    opened = stream if isinstance(stream, int) else os.open(stream, os.O_WRONLY | os.O_APPEND | os.O_NOCTTY)
    try:
        with OutputStream(opened, must_arrive=True) as raw:

            def write(data: bytes) -> None:
                raw.write(data)

            yield write
    finally:
        if isinstance(stream, str):
            os.close(opened)
