"""Validation of replies: a raw reply becomes a value, or a problem that says what is expected."""

from sstc_survey.engine.validation.numbers import scale
from sstc_survey.engine.validation.replies import (
    MAX_TEXT,
    OK,
    ReplyContext,
    is_blank,
    validate_comment,
    validate_missing,
    validate_reply,
)

__all__ = [
    "MAX_TEXT",
    "OK",
    "ReplyContext",
    "is_blank",
    "scale",
    "validate_comment",
    "validate_missing",
    "validate_reply",
]
