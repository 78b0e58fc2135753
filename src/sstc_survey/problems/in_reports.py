"""Problems of reports: what their settings name, and what they are written to."""

from __future__ import annotations

from sstc_survey.problems import Kind, codes

KINDS: tuple[Kind, ...] = (
    Kind(
        codes.REPORT_UNKNOWN_NAME,
        '"{name}" is not a question, group or repeat of the questionnaire',
        "valid names: {known}",
        "The settings of a report name a question that the questionnaire of the responses does not have.",
    ),
    Kind(
        codes.REPORT_NAMED_TWICE,
        '"{name}" is in the sections twice, first on line {line}',
        "remove one of them",
        "A report shows each question once.",
    ),
    Kind(
        codes.REPORT_NO_NETS,
        '"{name}" has no choices to count together (type {type})',
        "name a select_one or a select_multiple",
        "The settings of a report have nets for a question without choices.",
    ),
    Kind(
        codes.REPORT_UNKNOWN_ENDING,
        "the name of this file does not say in which format to write it",
        "use a name that ends in {known}, or choose the format with --format",
        "`report` writes the format that the name of the output file ends with, unless `--format` says another.",
    ),
    Kind(
        codes.REPORT_NEEDS_FILE,
        "{format} is not written to standard output",
        "name a file with --output",
        "Reports in DOCX need a file, as no terminal can show them.",
    ),
)
