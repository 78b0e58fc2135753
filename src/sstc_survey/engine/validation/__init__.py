"""Validation of replies: a raw reply becomes a value, or a problem that says what is expected."""

from sstc_survey.engine.validation.controls import Tidied, takes_lines, tidied, tidied_reply
from sstc_survey.engine.validation.matching import Candidate, Unclear, matches, several_matches
from sstc_survey.engine.validation.replies import (
    OK,
    ReplyContext,
    is_blank,
    normalize_reply,
    validate_comment,
    validate_missing,
    validate_reply,
)
from sstc_survey.engine.validation.type_errors import wrong_type

__all__ = [
    "OK",
    "Candidate",
    "ReplyContext",
    "Tidied",
    "Unclear",
    "is_blank",
    "matches",
    "normalize_reply",
    "several_matches",
    "takes_lines",
    "tidied",
    "tidied_reply",
    "validate_comment",
    "validate_missing",
    "validate_reply",
    "wrong_type",
]
