"""Every kind of problem by its code; the words that a user sees are in the modules imported here."""

from __future__ import annotations

from collections.abc import Mapping

from sstc_survey.problems import (
    Kind,
    in_batches,
    in_board,
    in_exports,
    in_expressions,
    in_files,
    in_jobs,
    in_logic,
    in_packs,
    in_questionnaires,
    in_replies,
    in_reports,
    in_sessions,
    in_storage,
    in_usage,
    in_workbooks,
)

CATALOGUE: Mapping[str, Kind] = {
    kind.code: kind
    for module in (
        in_files,
        in_questionnaires,
        in_expressions,
        in_logic,
        in_replies,
        in_batches,
        in_board,
        in_storage,
        in_packs,
        in_usage,
        in_exports,
        in_reports,
        in_workbooks,
        in_sessions,
        in_jobs,
    )
    for kind in module.KINDS
}
