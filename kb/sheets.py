"""Tables as files that a spreadsheet opens: written so that no cell is taken for a formula, read with bounds. Pure."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import InvalidFileException

MOST_ROWS, MOST_COLUMNS = 20_000, 60
_LARGEST = 20_000_000
"""Bytes of a workbook that is unpacked."""
_MOST_FILES = 200
_FORMULA = re.compile(r"'* *[=+\-@\t\r]")
_GUARDED = re.compile(r"'+ *[=+\-@\t\r]")
_WIDE, _WIDTH = 40, 14


class BadSheetError(ValueError):
    """The file cannot be read as a table; the message says what to do."""


def guarded(cell: str) -> str:
    """The cell as no spreadsheet runs it: what would begin a formula gets an apostrophe before it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def to_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a mark, so that spreadsheets know it."""
    told = io.StringIO()
    csv.writer(told).writerows([guarded(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + told.getvalue().encode("utf-8", "replace")


def to_xlsx(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook with one sheet whose first row is its headings. Every cell is text."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row, 1):
            cell = sheet.cell(number, place)
            cell.value, cell.data_type = _shown(value), "s"
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.quotePrefix = bool(_FORMULA.match(value))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        longest = max((len(row[cell.column - 1]) for row in rows), default=0)
        sheet.column_dimensions[cell.column_letter].width = _WIDE if longest > _WIDE else _WIDTH
    sheet.freeze_panes = "A2"
    told = io.BytesIO()
    book.save(told)
    return told.getvalue()


def read(name: str, content: bytes) -> list[list[str]]:
    """The rows of a .csv or .xlsx file, dates and numbers as people write them. Raises BadSheetError."""
    if name.lower().endswith(".xlsx"):
        rows = _from_xlsx(content)
    elif name.lower().endswith(".csv"):
        rows = from_csv(content.decode("utf-8-sig", "replace"))
    else:
        raise BadSheetError("Choose a file that ends in .csv or .xlsx")
    return rows


def from_csv(text: str) -> list[list[str]]:
    """The rows of a CSV with commas or semicolons. Raises BadSheetError."""
    first = text.split("\n", 1)[0]
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count), strict=True))
    except csv.Error as error:
        raise BadSheetError(f"The CSV cannot be read ({error}). Save it again from the spreadsheet") from error
    return _bounded([[_unguarded(cell) for cell in row] for row in rows])


def _from_xlsx(content: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = archive.infolist()
            if len(inside) > _MOST_FILES or sum(one.file_size for one in inside) > _LARGEST:
                raise BadSheetError("The workbook is too large. Keep only the rows that change")
            if any(b"<!DOCTYPE" in archive.read(one)[:2_000] for one in inside if one.filename.endswith(".xml")):
                raise BadSheetError("The workbook is not one that a spreadsheet writes. Save it again")
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        rows = [
            [_told(value) for value in row]
            for row in sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS + 1, values_only=True)
        ]
    except BadSheetError:
        raise
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, IndexError, TypeError) as error:
        raise BadSheetError("The workbook cannot be opened. Save it again as .xlsx, or as .csv") from error
    return _bounded(rows)


def _bounded(rows: list[list[str]]) -> list[list[str]]:
    """Without empty rows and the empty cells at the end of each."""
    if len(rows) > MOST_ROWS or any(any(row[MOST_COLUMNS:]) for row in rows):
        raise BadSheetError(f"The table is too large: up to {MOST_ROWS:,} rows and {MOST_COLUMNS} columns are read")
    return [_trimmed(row) for row in rows if any(cell.strip() for cell in row)]


def _trimmed(row: list[str]) -> list[str]:
    last = max(place for place, cell in enumerate(row) if cell.strip())
    return row[: last + 1]


def _told(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _shown(cell: str) -> str:
    """Without the control characters that a workbook cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", cell)


def _unguarded(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell
