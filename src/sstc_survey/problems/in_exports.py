"""Problems of exports and codebooks: what they are written to, and what of."""

from __future__ import annotations

from sstc_survey.problems import Kind, Severity, codes

_EXPORTS: tuple[Kind, ...] = (
    Kind(
        codes.EXPORT_UNKNOWN_ENDING,
        "the name of this file does not say in which format to write it",
        "use a name that ends in {known}, or choose the format with --format",
        "The format is the one that the name of the output file ends with, unless `--format` says another.",
    ),
    Kind(
        codes.EXPORT_NEEDS_FILE,
        "{format} is not written to standard output",
        "name a file with --output",
        "Only formats of plain text are written to standard output.",
    ),
    Kind(
        codes.EXPORT_SEVERAL_TABLES,
        "there are {count} tables ({names}), and {format} has a file for each",
        "name a file or a folder with --output, or join the tables with --wide",
        "Each repeat is a separate table. Standard output, a pipe or a device takes one table only.",
    ),
    Kind(
        codes.CODEBOOK_SEVERAL_QUESTIONNAIRES,
        "a codebook describes one questionnaire, not several: {files}",
        "name one of them",
        "`codebook` takes one questionnaire, or responses; versions are compared where responses were made with them.",
    ),
)

# Files of SPSS and Stata
_LABELLED: tuple[Kind, ...] = (
    Kind(
        codes.EXPORT_TOO_LARGE,
        'table "{table}" has {cells} cells; a {extension} file of at most {limit} can be made',
        "use --format csv or --format parquet",
        "An SPSS or Stata file is made in memory, with about 50 bytes for each cell besides long texts. A larger table "
        "is refused before anything is written.",
    ),
    Kind(
        codes.EXPORT_HELD_IN_MEMORY,
        'table "{table}" has {cells} cells; this takes about {size} of memory',
        "use --format csv or --format parquet if that is too much",
        "An SPSS or Stata file is made in memory. Other formats are written row by row.",
        Severity.WARNING,
    ),
    Kind(
        codes.EXPORT_TOO_MANY_VARIABLES,
        'table "{table}" has {count} variables; a Stata file has at most {limit}',
        "use --format sav, csv or parquet",
        "The questions, indicators and states of an export are more than Stata can read.",
    ),
    Kind(
        codes.EXPORT_TEXT_TOO_LONG,
        'a text in "{name}" has {size} bytes; a sav file takes {limit}',
        "use --format dta, csv or parquet",
        "SPSS has no longer texts, and an export never cuts one.",
    ),
    Kind(
        codes.EXPORT_WRITTEN_AS_TEXT,
        "written as text, because {program} has no number for some of the answers: {names}",
        about="SPSS and Stata have no whole numbers beyond 9,007,199,254,740,992 that are exact. SPSS has no dates "
        "before 15 October 1582, Stata none before the year 100.",
        severity=Severity.WARNING,
    ),
    Kind(
        codes.EXPORT_LABELS_CUT,
        "{count} labels were cut to the length that {program} takes",
        "use the codebook for all labels in full",
        "SPSS takes labels of 256 bytes for variables and 120 for values, Stata 80 characters and 32,000 bytes. Where "
        "a label was cut it has an ellipsis.",
        Severity.WARNING,
    ),
)

KINDS: tuple[Kind, ...] = _EXPORTS + _LABELLED
