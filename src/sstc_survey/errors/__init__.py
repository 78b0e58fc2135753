"""Problems: what can be wrong with what a person gave, where, and what to do about it."""

from sstc_survey.errors.kinds import Kind, Severity
from sstc_survey.errors.problem import ExitCode, Place, Problem, SurveyError

__all__ = ["ExitCode", "Kind", "Place", "Problem", "Severity", "SurveyError"]
