"""Problems of exports: what an export is written to."""

from __future__ import annotations

from sstc_survey.problems import Kind, codes

KINDS: tuple[Kind, ...] = (
    Kind(
        codes.EXPORT_UNKNOWN_ENDING,
        "the name of this file does not say in which format to write it",
        "use a name that ends in {known}, or choose the format with --format",
        "`export` writes the format that the name of the output file ends with, unless `--format` says another.",
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
)
