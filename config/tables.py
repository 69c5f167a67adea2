"""A data table as rows of cells, ready for includes/data_table.html: each cell knows its own heading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any


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
    def body(self) -> list[list[Cell]]:
        return [self.make_cells(row) for row in self.rows]

    @property
    def total_cells(self) -> list[Cell]:
        return self.make_cells(self.total)

    def make_cells(self, row: Sequence[Any]) -> list[Cell]:
        pairs = zip(row, self.columns, strict=bool(row))
        return [Cell(value, column, is_header=index == 0) for index, (value, column) in enumerate(pairs)]
