"""The program: `sstc-survey`, and `python -m sstc_survey`."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run the program on the arguments of the process and return its exit code."""
    if os.name == "nt":
        # Locks and whole saves are those of Linux and macOS.
        sys.stderr.write("error: Windows is supported through WSL\n   = to install WSL, run: wsl --install\n")
        return 2
    code = 0
    try:
        from sstc_survey.streams import mend_streams

        mend_streams()
        if sys.argv[1:] == ["--version"]:
            # Answered before anything heavy is imported.
            from sstc_survey import __version__

            sys.stdout.write(f"sstc-survey {__version__}\n")
        else:
            code = _run()
        sys.stdout.flush()
    except OSError as error:
        # What the program raises is shown where it is run: this is what was still to be written.
        from sstc_survey.cli.boundary import show_output_failed

        failed = show_output_failed(error)
        return code or failed
    except KeyboardInterrupt:
        # While the program was being imported.
        return 130
    except MemoryError:
        # There is not even enough to show it as other problems are shown.
        os.write(2, b"error: not enough memory\n")
        return 1
    return code


def _run() -> int:
    import gc
    import signal

    # Importing makes many objects and hardly any garbage: the collector would look at them in vain.
    gc.set_threshold(100_000)
    from sstc_survey.cli import run_program

    sys.unraisablehook = _say_unless_interrupted
    try:
        return run_program(sys.argv[1:])
    finally:
        # Python itself may still wait for threads or processes, and would show where Ctrl-C met it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _say_unless_interrupted(ignored: sys.UnraisableHookArgs) -> None:
    """Say what Python cannot raise, but not Ctrl-C where it came in the middle of a callback of Python's own."""
    if not issubclass(ignored.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(ignored)


if __name__ == "__main__":
    sys.exit(main())
