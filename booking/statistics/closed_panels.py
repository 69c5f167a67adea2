"""The frozen tables of closed half-years as the page shows them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from booking.meetings.wording import half_name
from booking.models import ClosedHalfYear
from booking.statistics.arrangement import Panel
from booking.statistics.charts import Chart, Stack, draw_stacks
from booking.statistics.disclosure import HIDDEN
from booking.statistics.exports import own_tables, table_title
from config.ground.tables import Column, Table
from forums.models import Area, Federation

# tables whose three columns are women, men and not told
BY_GENDER = ("gender", "participants")


def closed_panels(closed: ClosedHalfYear, where: Area | Federation) -> list[Panel]:
    """The panels of one closed half-year for this area or federation; tables without any meeting are left out."""
    tables = own_tables(closed, where)
    return [_panel(closed, name, table) for name, table in tables.items() if any(row["total"] for row in table["rows"])]


def _panel(closed: ClosedHalfYear, name: str, table: dict[str, Any]) -> Panel:
    title = f"{table_title(name)}, {half_name(closed.half_year)}"
    columns = [Column(_("Mötestyp")), *(Column(column["name"], numeric=True) for column in table["columns"])]
    rows = [row for row in table["rows"] if row["total"]]
    chart, legend = None, []
    if name in BY_GENDER and any(row["cells"] for row in rows):
        stacks = [_stack(row) for row in rows]
        chart = Chart(draw_stacks, f"{name}-{closed.half_year}", title, _finding(rows), stacks)
        kinds = zip(table["columns"], ("kvinnor", "man", "uppgift"), strict=True)
        legend = [{"text": column["name"], "kind": kind} for column, kind in kinds]
    hidden = any(row["cells"] is None for row in rows)
    shown = Table(title, [*columns, Column(_("Totalt"), numeric=True)], [_cells(row, len(columns) - 1) for row in rows])
    note = _(".. = färre än fem, eller skulle visa vilka som är färre än fem.") if hidden else ""
    return Panel(title, shown, chart, legend, note)


def _cells(row: dict[str, Any], columns: int) -> tuple[Any, ...]:
    return (row["name"], *(row["cells"] or [HIDDEN] * columns), row["total"])


def _stack(row: dict[str, Any]) -> Stack:
    cells = row["cells"]
    return Stack(row["name"], tuple(cells) if cells else None, _("Visas inte uppdelat"))


def _finding(rows: list[dict[str, Any]]) -> str:
    told = [
        _("%(name)s: %(women)d kvinnor, %(men)d män.")
        % {"name": row["name"], "women": row["cells"][0], "men": row["cells"][1]}
        for row in rows
        if row["cells"]
    ]
    return " ".join(told) or _("För få möten för att visas uppdelat.")
