"""Write the files of one command, which may be several: all of them or none, and never over data."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence

from sstc_survey.commands.shared.output import Output
from sstc_survey.commands.shared.protection import overwriting
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.storage.atomic import unwritten
from sstc_survey.storage.outputs import replace_outputs

# So many bytes go into a stream at a time.
_PIECE = 1 << 16


def check_folder(path: str, inputs: Iterable[str]) -> None:
    """Raise why files must not be written into a folder, which may have to be made."""
    folder = path.rstrip(os.sep) or os.sep
    if os.path.isdir(folder):
        # No file has this name, so only what is around it counts.
        problem = overwriting(os.path.join(folder, ".sstc-survey"), inputs)
    elif os.path.lexists(folder):
        problem = Problem(codes.FOLDER_NOT_MADE, {"reason": "a file has that name"}, Place(path))
    else:
        problem = overwriting(folder, inputs)
    if problem is not None:
        raise SurveyError(problem)


def write_files(
    files: Sequence[tuple[str, Callable[[str], None]]],
    inputs: Sequence[str],
    folder: str | None,
    *,
    is_private: bool = False,
) -> None:
    """Let each file be written at the path that its writer is given; all of them take their places, or none does.

    The `folder` that they are in, if one was named, is made where it is not there. New files may be for their owner
    alone.
    """
    with _made(folder, inputs) if folder is not None else contextlib.nullcontext():
        problems = [problem for path, _ in files if (problem := overwriting(path, inputs)) is not None]
        if problems:
            raise SurveyError(*problems)
        problem = replace_outputs(files, is_private=is_private)
        if problem is not None:
            raise SurveyError(problem, exit_code=ExitCode.PROBLEMS)


@contextlib.contextmanager
def _made(folder: str, inputs: Sequence[str]) -> Iterator[None]:
    """Make a folder if it is not there, and remove it again if nothing was written into it."""
    check_folder(folder, inputs)
    is_new = not os.path.isdir(folder)
    if is_new:
        try:
            os.mkdir(folder)
        except OSError as error:
            raise SurveyError(unwritten(error, folder), exit_code=ExitCode.PROBLEMS) from None
    try:
        yield
    except BaseException:
        if is_new:
            with contextlib.suppress(OSError):
                os.rmdir(folder)
        raise


def write_into(stream: Output, write: Callable[[str], None]) -> None:
    """Let something be written at a temporary path, and then into a stream, in pieces."""
    with tempfile.TemporaryDirectory(prefix="sstc-survey-") as folder:
        path = os.path.join(folder, "export")
        try:
            write(path)
        except OSError as error:
            raise SurveyError(unwritten(error, folder), exit_code=ExitCode.PROBLEMS) from None
        with open(path, "rb") as file:
            stream.write_pieces(iter(lambda: file.read(_PIECE), b""))
