"""The command line."""

from sstc_survey.cli.app import app
from sstc_survey.cli.boundary import explicit_resume, run_program

__all__ = ["app", "explicit_resume", "run_program"]
