"""An export as a workbook of Excel: a sheet of codes and one of labels for each table, and a codebook.

Rows are written one after the other, so memory does not grow with them. Equal exports give equal bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from sstc_survey.display import columns as width_of
from sstc_survey.exports.csv_file import is_written
from sstc_survey.exports.model import Column, DataTable, Export, Kind
from sstc_survey.exports.xlsx_cells import DATED, SheetColumn, Value
from sstc_survey.exports.xlsx_codebook import HEADER, WIDTHS, Counts, codebook_rows, codebook_size
from sstc_survey.exports.xlsx_limits import Sheet, SheetNames, planned_sheets, size_problems
from sstc_survey.problems import ExitCode, Problem, SurveyError, codes
from sstc_survey.reports.escaping import sheet_text

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_CODEBOOK: Final = "codebook"
_LABELS: Final = " labels"
# Without a time of writing, as in the archive that a workbook is.
_CREATED: Final = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
_LONGEST_PROPERTY: Final = 255
_OPTIONS: Final = {
    "constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False
}  # fmt: skip
_FORMATS: Final = {
    Kind.INTEGER: "0",
    Kind.INDICATOR: "0",
    Kind.DATE: "yyyy-mm-dd",
    Kind.TIME: "hh:mm",
    Kind.DATE_TIME: "yyyy-mm-dd hh:mm",
    Kind.TIMESTAMP: "yyyy-mm-dd hh:mm:ss",
}
# As a text in a cell for texts, what is typed over it stays one too, such as 007; Excel shows longer ones as ####.
_TEXT: Final = "@"
_MOST_OF_TEXT: Final = 255
_LEAST_WIDTH: Final = 9
_MOST_WIDTH: Final = 42
_DATED_WIDTH: Final = 26
# So many names of columns are said.
_MOST_NAMES: Final = 10


def write_xlsx(export: Export, path: str, *, states: bool) -> list[Problem]:
    """Write a workbook, and return what was written otherwise than it was said; what is too much for Excel is raised.

    Nothing is written before that is known.
    """
    sheets = planned_sheets(export.tables, lambda column: is_written(column, states=states))
    rows = 1 + sum(codebook_size(sheet.table.columns[place] for place in sheet.places) for sheet in sheets)
    if problems := list(size_problems(_CODEBOOK, rows, len(HEADER))):
        raise SurveyError(*problems, exit_code=ExitCode.PROBLEMS)
    with _workbook(path) as workbook:
        workbook.set_properties(_properties(export))
        return _Writer(workbook).write(sheets)


def _properties(export: Export) -> dict[str, Any]:
    subject = f"{export.questionnaire.id} {export.questionnaire.version}"
    texts = {"title": export.title, "subject": subject}
    return {**{name: sheet_text(text)[:_LONGEST_PROPERTY] for name, text in texts.items()}, "created": _CREATED}


class _File(io.FileIO):
    """The file of an archive, which is written nowhere once something has failed: its end must not fail once more."""

    def __init__(self, path: str) -> None:
        super().__init__(path, "w")
        self.has_failed = False
        self._at = 0

    def write(self, data: Any) -> int:  # noqa: ANN401 whatever has bytes
        rest = memoryview(data)
        size = rest.nbytes
        while rest.nbytes and not self.has_failed:
            rest = rest[super().write(rest) :]
        self._at += size
        return size

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = offset if self.has_failed else super().seek(offset, whence)
        return self._at

    def tell(self) -> int:
        return self._at if self.has_failed else super().tell()

    def flush(self) -> None:
        if not self.has_failed:
            super().flush()


@contextmanager
def _workbook(path: str) -> Iterator[Workbook]:
    """Give a workbook that is written to a file, or raise OSError; nothing is left of what it keeps beside it."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError, FileSizeError

    with tempfile.TemporaryDirectory(prefix="sstc-survey-") as folder, _File(path) as file:
        workbook = Workbook(file, {**_OPTIONS, "tmpdir": folder})
        try:
            yield workbook
            workbook.close()
        except FileCreateError as error:
            file.has_failed = True
            raise error.args[0] from None
        except FileSizeError:
            file.has_failed = True
            raise SurveyError(Problem(codes.WORKBOOK_FILE_TOO_LARGE), exit_code=ExitCode.PROBLEMS) from None
        except BaseException:
            file.has_failed = True
            raise


class _Writer:
    """Writes the sheets of a workbook, each from top to bottom."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._formats: dict[str, Any] = {}
        self._header = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._reworded = 0
        self._undated: list[str] = []

    def write(self, sheets: Sequence[Sheet]) -> list[Problem]:
        """Write all sheets, and return what there is to say."""
        names = SheetNames()
        own = [names.free(sheet.table.name) for sheet in sheets]
        labels = [names.free(sheet.table.name, _LABELS) for sheet in sheets]
        counts = [Counts() for _ in sheets]
        for sheet, name, name_of_labels, counted in zip(sheets, own, labels, counts, strict=True):
            self._table(sheet, name, counted, has_labels=False)
            self._table(sheet, name_of_labels, None, has_labels=True)
        self._codebook(names.free(_CODEBOOK), sheets, counts)
        return list(self._told(sheets))

    def _table(self, sheet: Sheet, name: str, counts: Counts | None, *, has_labels: bool) -> None:
        table = sheet.table
        places = sheet.labelled if has_labels else sheet.places
        columns = [
            SheetColumn(table.columns[place], has_labels=has_labels, is_text=place in sheet.as_text) for place in places
        ]
        worksheet = self._worksheet(name, table.count, len(columns))
        for number, each in enumerate(columns):
            width = _width(each.column, has_labels=has_labels)
            worksheet.set_column(number, number, width, self._format(each))
        headings = [(each.column.label if has_labels else "") or each.column.name for each in columns]
        _write_row(worksheet, 0, [sheet_text(heading) for heading in headings], self._header)
        row = 0
        for block in table.columnwise():
            if counts is not None:
                counts.add(table, block)
            written = [each.values(block[place]) for place, each in zip(places, columns, strict=True)]
            for cells in zip(*written, strict=True):
                row += 1
                _write_row(worksheet, row, cells)
        self._note(table, columns, has_labels=has_labels)

    def _note(self, table: DataTable, columns: Iterable[SheetColumn], *, has_labels: bool) -> None:
        """Note what was changed; the sheet of labels has the same cells once more."""
        if not has_labels:
            self._reworded += sum(each.reworded for each in columns)
            self._undated += (f"{table.name}.{each.column.name}" for each in columns if each.undated)

    def _codebook(self, name: str, sheets: Sequence[Sheet], counts: Sequence[Counts]) -> None:
        rows = [
            row
            for sheet, counted in zip(sheets, counts, strict=True)
            for row in codebook_rows(sheet.table, [sheet.table.columns[place] for place in sheet.places], counted)
        ]
        worksheet = self._worksheet(name, len(rows), len(WIDTHS))
        for number, width in enumerate(WIDTHS):
            worksheet.set_column(number, number, width)
        _write_row(worksheet, 0, HEADER, self._header)
        for number, row in enumerate(rows, 1):
            _write_row(worksheet, number, [sheet_text(cell) if isinstance(cell, str) else cell for cell in row])

    def _worksheet(self, name: str, count: int, columns: int) -> Worksheet:
        worksheet = self._workbook.add_worksheet(name)
        worksheet.freeze_panes(1, 0)
        worksheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        if columns:
            worksheet.autofilter(0, 0, count, columns - 1)
        return worksheet

    def _format(self, column: SheetColumn) -> Any:  # noqa: ANN401 xlsxwriter's
        code = _FORMATS.get(column.column.kind) if column.is_number else _TEXT
        if column.column.facts.longest > _MOST_OF_TEXT:
            code = None
        if code is None:
            return None
        if code not in self._formats:
            self._formats[code] = self._workbook.add_format({"num_format": code})
        return self._formats[code]

    def _told(self, sheets: Sequence[Sheet]) -> Iterator[Problem]:
        numbers = [
            f"{sheet.table.name}.{sheet.table.columns[place].name}"
            for sheet in sheets
            for place in sorted(sheet.as_text)
        ]
        if numbers:
            yield Problem(codes.WORKBOOK_NUMBERS_AS_TEXT, {"names": _some(numbers)})
        if self._undated:
            yield Problem(codes.WORKBOOK_DATES_AS_TEXT, {"names": _some(self._undated)})
        if self._reworded:
            yield Problem(codes.WORKBOOK_CHARACTERS, {"count": f"{self._reworded:,}"})


def _width(column: Column, *, has_labels: bool) -> float:
    if column.kind in DATED:
        return _DATED_WIDTH
    texts = [column.name, *(label for _, label in column.choices if has_labels)]
    # The header has a button.
    widest = max(*map(width_of, map(sheet_text, texts)), column.facts.longest) + 3
    return min(max(widest, _LEAST_WIDTH), _MOST_WIDTH)


def _write_row(worksheet: Worksheet, row: int, cells: Iterable[Value], cell_format: Any = None) -> None:  # noqa: ANN401
    for column, cell in enumerate(cells):
        if cell is None:
            continue
        if not isinstance(cell, str):
            is_cut = worksheet.write_number(row, column, cell, cell_format)
        elif cell.startswith("<r>"):
            # In one piece it would be written as it is: as the markup of a text in several fonts.
            parts = (cell[:1], cell[1:2], cell[2:])
            is_cut = worksheet.write_rich_string(row, column, *parts, *([cell_format] if cell_format else []))
        else:
            is_cut = worksheet.write_string(row, column, cell, cell_format)
        if is_cut:
            raise AssertionError(f"what was planned does not fit in row {row}, column {column}")


def _some(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")
