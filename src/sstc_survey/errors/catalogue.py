"""Every kind of problem by its code: the words that a user sees stand in the modules named here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstc_survey.errors import (
    questionnaire_kinds,
    reply_kinds,
    scripted_kinds,
    storage_kinds,
    summary_kinds,
    usage_kinds,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sstc_survey.errors.kinds import Kind

CATALOGUE: Mapping[str, Kind] = {
    kind.code: kind
    for module in (questionnaire_kinds, reply_kinds, scripted_kinds, storage_kinds, summary_kinds, usage_kinds)
    for kind in module.KINDS
}
