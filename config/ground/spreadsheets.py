"""Files for spreadsheets: CSV that Excel in Sweden opens as it is, and XLSX by XlsxWriter."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

# Excel in Sweden reads ";" between the cells, and UTF-8 when a byte order mark says so
DELIMITER = ";"
BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
WIDEST = 420  # pixels, about sixty letters


@dataclass(frozen=True)
class Sheet:
    """One table of a file; the first row has the headings."""

    name: str
    rows: Sequence[Sequence[Any]]


def write_csv(sheet: Sheet) -> str:
    """Quoted cells between semicolons, decimal comma, nothing that a spreadsheet would run."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=DELIMITER, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([harmless(_with_comma(cell)) for cell in row] for row in sheet.rows)
    return BYTE_ORDER_MARK + text.getvalue()


def harmless(cell: Any) -> Any:
    """Guard against formula injection: text that a spreadsheet would run gets an apostrophe before it."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def _with_comma(cell: Any) -> Any:
    return f"{cell:g}".replace(".", ",") if isinstance(cell, float) else cell


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook with a bold first row that stays in view: numbers and dates as such, everything else as text."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        bold = book.add_format({"bold": True})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            for number, row in enumerate(sheet.rows):
                for column, cell in enumerate(row):
                    _write_cell(page, number, column, cell, None if number else bold)
            page.autofit(WIDEST)
    return file.getvalue()


def _write_cell(page: Worksheet, row: int, column: int, cell: Any, look: Format | None) -> None:
    """The kind is chosen here: `Worksheet.write` would take a text that begins with "=" for a formula."""
    if isinstance(cell, (int, float)):
        page.write_number(row, column, cell, look)
    elif isinstance(cell, datetime.date):
        page.write_datetime(row, column, cell, look)
    elif cell != "":
        page.write_string(row, column, str(cell), look)
