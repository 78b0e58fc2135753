"""The command line: the options of each command, and the one place where errors are shown."""

from sstc_survey.cli.boundary import run_program

__all__ = ["run_program"]
