"""Whether a reply answers a question: a raw reply becomes a value, or a problem that says what is wanted."""

from sstc_survey.engine.validation.numbers import scale
from sstc_survey.engine.validation.replies import MAX_TEXT, OK, Setting, check, check_remark, check_state, is_blank

__all__ = ["MAX_TEXT", "OK", "Setting", "check", "check_remark", "check_state", "is_blank", "scale"]
