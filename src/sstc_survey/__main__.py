"""The program: `sstc-survey`, and `python -m sstc_survey`."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the program on the arguments of the process and return its exit code."""
    if sys.argv[1:] == ["--version"]:
        # Answered before anything heavy is imported.
        from sstc_survey import __version__

        sys.stdout.write(f"sstc-survey {__version__}\n")
        return 0
    import gc

    # Importing makes many objects and hardly any garbage: the collector would look at them in vain.
    gc.set_threshold(100_000)
    from sstc_survey.cli import run_program

    return run_program(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
