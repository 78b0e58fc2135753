"""Data files of responses for other programs, with labels, keys and states.

This is read for `--help`; each format is imported when it is written.
"""

from __future__ import annotations

from enum import StrEnum


class ExportFormat(StrEnum):
    """How an export is written."""

    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"
    SAV = "sav"
    DTA = "dta"
    PARQUET = "parquet"
