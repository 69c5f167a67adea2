"""Files for spreadsheets: CSV that Excel in Sweden opens as it is, and XLSX written by hand.

An XLSX is five small XML files in a zip. openpyxl, and what it needs, would be two dependencies for what is sixty lines
here: text, numbers, a bold first row that stays in view, and widths.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

# Excel in Sweden reads ";" between the cells, and UTF-8 when a byte order mark says so
DELIMITER = ";"
BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
WIDEST, LONGEST_NAME = 60, 31

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


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
    """A workbook. Text is stored as text, so none of it is run as a formula."""
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(sheets),
        "xl/_rels/workbook.xml.rels": _relations(
            [*(("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)), ("styles", "styles.xml")]
        ),
        "xl/styles.xml": _styles(),
        **{f"xl/worksheets/sheet{n}.xml": _sheet(sheet) for n, sheet in enumerate(sheets, 1)},
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, XML + text)
    return file.getvalue()


def _content_types(sheets: int) -> str:
    own = {"workbook": "/xl/workbook.xml", "styles": "/xl/styles.xml"}
    overrides = [(path, f"{KIND}.{'sheet.main' if what == 'workbook' else what}+xml") for what, path in own.items()]
    overrides += [(f"/xl/worksheets/sheet{n}.xml", f"{KIND}.worksheet+xml") for n in range(1, sheets + 1)]
    parts = "".join(f'<Override PartName="{path}" ContentType="{kind}"/>' for path, kind in overrides)
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="{PACKAGE}/content-types">{default}{parts}</Types>'


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    parts = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{parts}</Relationships>'


def _workbook(sheets: Sequence[Sheet]) -> str:
    parts = "".join(
        f'<sheet name="{escape(sheet.name[:LONGEST_NAME])}" sheetId="{n}" r:id="rId{n}"/>'
        for n, sheet in enumerate(sheets, 1)
    )
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{parts}</sheets></workbook>'


def _styles() -> str:
    font = '<font><sz val="11"/><name val="Calibri"/></font>'
    fonts = f'<fonts count="2">{font}{font.replace("<font>", "<font><b/>")}</fonts>'
    patterns = "".join(f'<fill><patternFill patternType="{kind}"/></fill>' for kind in ("none", "gray125"))
    fills = f'<fills count="2">{patterns}</fills>'
    borders = '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    base = '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    cells = (
        '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    )
    named = '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    return f'<styleSheet xmlns="{MAIN}">{fonts}{fills}{borders}{base}{cells}{named}</styleSheet>'


def _sheet(sheet: Sheet) -> str:
    widths = [min(WIDEST, 2 + max(len(str(cell)) for cell in column)) for column in zip(*sheet.rows, strict=True)]
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(widths, 1)
    )
    rows = "".join(f"<row>{''.join(_cell(cell, bold=not n) for cell in row)}</row>" for n, row in enumerate(sheet.rows))
    view = (
        '<sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    )
    return f'<worksheet xmlns="{MAIN}">{view}<cols>{columns}</cols><sheetData>{rows}</sheetData></worksheet>'


def _cell(cell: Any, *, bold: bool) -> str:
    style = ' s="1"' if bold else ""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return f"<c{style}><v>{cell}</v></c>"
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{escape(NOT_IN_XML.sub("", str(cell)))}</t></is></c>'
