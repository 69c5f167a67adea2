"""A workbook as openpyxl reads it, a second implementation of the format."""

from __future__ import annotations

import datetime
import io

import pytest
from openpyxl import load_workbook

from config.ground.spreadsheets import Sheet, write_xlsx

HEADINGS = ["Datum", "Möte", "Antal", "Median"]


def read_xlsx(*sheets: Sheet):
    return load_workbook(io.BytesIO(write_xlsx(sheets)))


def test_numbers_are_numbers_and_days_are_days():
    day = datetime.date(2025, 3, 12)

    page = read_xlsx(Sheet("Möten", [HEADINGS, [day, "Blåbär & <lingon>", 12, 2.5]]))["Möten"]

    assert [[cell.value for cell in row] for row in page] == [
        HEADINGS,
        [datetime.datetime(2025, 3, 12), "Blåbär & <lingon>", 12, 2.5],
    ]
    assert [cell.data_type for cell in page[2]] == ["d", "s", "n", "n"]
    assert page["A2"].number_format == "yyyy-mm-dd"


def test_the_headings_are_bold_and_stay_in_view():
    book = read_xlsx(Sheet("Siffror", [HEADINGS, ["", "a", 1, 2]]), Sheet("Framåt", [HEADINGS]))

    assert book.sheetnames == ["Siffror", "Framåt"]
    assert all(page.freeze_panes == "A2" and page["B1"].font.bold for page in book)
    assert not book["Siffror"]["B2"].font.bold


@pytest.mark.parametrize("text", ["=1+1", "{=1+1}", "+46", "-1", "@SUM(1)", "http://lingon.example", "12", "\t=1"])
def test_text_stays_text_whatever_it_looks_like(text):
    cell = read_xlsx(Sheet("Blad", [["Rubrik"], [text]]))["Blad"]["A2"]

    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
