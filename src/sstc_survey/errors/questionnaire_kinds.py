"""What can be wrong with a questionnaire file, or with a file of replies."""

from __future__ import annotations

from sstc_survey.errors import (
    choice_kinds,
    expression_kinds,
    key_kinds,
    logic_kinds,
    part_kinds,
    replies_file_kinds,
    text_kinds,
    yaml_kinds,
)
from sstc_survey.errors.kinds import Kind

KINDS: tuple[Kind, ...] = (
    text_kinds.KINDS
    + yaml_kinds.KINDS
    + key_kinds.KINDS
    + part_kinds.KINDS
    + expression_kinds.KINDS
    + logic_kinds.KINDS
    + choice_kinds.KINDS
    + replies_file_kinds.KINDS
)
