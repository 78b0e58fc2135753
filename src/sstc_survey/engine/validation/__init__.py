"""Whether a reply answers a question: a raw reply becomes a value, or a problem that says what is wanted."""

from sstc_survey.engine.validation.numbers import scale
from sstc_survey.engine.validation.replies import (
    MAX_TEXT,
    OK,
    ReplyContext,
    check,
    is_blank,
    validate_comment,
    validate_missing,
)

__all__ = ["MAX_TEXT", "OK", "ReplyContext", "check", "is_blank", "scale", "validate_comment", "validate_missing"]
