"""A data table as rows of cells, ready for includes/data_table.html: each cell knows its own heading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True)
class Column:
    label: Any
    numeric: bool = False


@dataclass(frozen=True)
class Cell:
    value: Any
    column: Column
    is_header: bool


@dataclass(frozen=True)
class Table:
    """`rows` and `total` hold plain values in the order of the columns; the first column names its row."""

    caption: Any
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    total: Sequence[Any] = field(default=())

    @property
    def is_wide(self) -> bool:
        """More than a phone has room for side by side: its rows are cards there."""
        return len(self.columns) > 3

    @property
    def head_html(self) -> SafeString:
        return mark_safe("".join(write_heading(column) for column in self.columns))  # noqa: S308 - escaped below

    @property
    def body(self) -> list[list[Cell]]:
        return [self.make_cells(row) for row in self.rows]

    @property
    def body_html(self) -> list[SafeString]:
        """Rows as HTML built in Python: an include for each of a page's hundreds of cells costs ten times as much."""
        return [write_cells(cells) for cells in self.body]

    @property
    def total_html(self) -> SafeString:
        return write_cells(self.make_cells(self.total))

    def make_cells(self, row: Sequence[Any]) -> list[Cell]:
        pairs = zip(row, self.columns, strict=bool(row))
        return [Cell(value, column, is_header=index == 0) for index, (value, column) in enumerate(pairs)]


def write_cells(cells: Iterable[Cell]) -> SafeString:
    return mark_safe("".join(write_cell(cell) for cell in cells))  # noqa: S308 - each part is escaped below


def write_heading(column: Column) -> str:
    number = ' class="num"' if column.numeric else ""
    return f'<th scope="col"{number}>{conditional_escape(column.label)}</th>'


def write_cell(cell: Cell) -> str:
    value = conditional_escape(cell.value)
    if cell.is_header:
        return f'<th scope="row">{value}</th>'
    number = ' class="num"' if cell.column.numeric else ""
    return f'<td{number} data-rubrik="{conditional_escape(cell.column.label)}">{value}</td>'
