"""Problems of exports to Excel and Parquet."""

from __future__ import annotations

from sstc_survey.problems import Kind, Severity, codes

KINDS: tuple[Kind, ...] = (
    Kind(
        codes.WORKBOOK_SHEET_TOO_LARGE,
        'the sheet of table "{table}" would have {count} {what}; Excel reads at most {limit}',
        "use --format csv or --format parquet",
        "A sheet of Excel has at most 1,048,576 rows, the header among them, and 16,384 columns. Nothing is written.",
    ),
    Kind(
        codes.WORKBOOK_TEXT_TOO_LONG,
        'table "{table}", column "{column}": a text has {size} characters; a cell of Excel has at most {limit}',
        "use --format csv or --format parquet",
        "Excel counts characters beyond U+FFFF, such as most emoji, twice. No text is cut, so nothing is written.",
    ),
    Kind(
        codes.WORKBOOK_FILE_TOO_LARGE,
        "the workbook would be larger than 4 GB, which Excel cannot read",
        "use --format csv or --format parquet",
        "A sheet of a workbook is at most 4 GB before it is compressed.",
    ),
    Kind(
        codes.WORKBOOK_NUMBERS_AS_TEXT,
        "written as text, because Excel would change digits of some of the numbers: {names}",
        about="Excel has fifteen digits of a number. A column in which a whole number has more is written as text.",
        severity=Severity.WARNING,
    ),
    Kind(
        codes.WORKBOOK_DATES_AS_TEXT,
        "some dates or times are written as text, because Excel has none such: {names}",
        about="Excel has no dates before 1900, and no usual ones before March 1900.",
        severity=Severity.WARNING,
    ),
    Kind(
        codes.WORKBOOK_CHARACTERS,
        "control characters in {count} cells were replaced by visible ones, or left out",
        "use --format jsonl or --format parquet for the texts as they are",
        "A workbook cannot have most control characters. They become visible characters, as in CSV; a tab becomes a "
        "blank, and marks that turn the direction of writing are left out.",
        Severity.WARNING,
    ),
    Kind(
        codes.PARQUET_AS_TEXT,
        "written as text, because some values do not fit in their type: {names}",
        about="Parquet has no type for whole numbers beyond 64 bits, or for dates and times that are invalid.",
        severity=Severity.WARNING,
    ),
)
