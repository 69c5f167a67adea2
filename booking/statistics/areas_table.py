"""All areas side by side, for the director: plan against held, the year before, each with its own page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.statistics.by_area import AreaFigures
from booking.statistics.measures import Measures
from booking.statistics.tables import known_table
from booking.statistics.wording import written_share
from config.ground.tables import Table

Number = int | float | None


@dataclass(frozen=True)
class AreaColumn:
    """A column to sort by: its code in the address, its heading, what it sorts by and what it says."""

    code: str
    label: Any
    number: Callable[[AreaFigures, str], Number]
    text: Callable[[AreaFigures, str], Any] | None = None


def _of(figure: Any) -> Callable[[AreaFigures, str], Number]:
    return lambda row, period: figure.of(getattr(row.periods, period))


def _planned_text(row: AreaFigures, period: str) -> str | None:
    held = getattr(row.planned, period)
    if row.planned.number is None or held is None:
        return None
    return _("%(held)d av %(planned)d") % {"held": held, "planned": row.planned.number}


def _planned_share(row: AreaFigures, period: str) -> Number:
    held = getattr(row.planned, period)
    return held / row.planned.number if held is not None and row.planned.number else None


def _came(row: AreaFigures, period: str) -> Number:
    persons = getattr(row.periods, period).persons
    return persons.percent if persons else None


def _came_text(row: AreaFigures, period: str) -> str | None:
    persons = getattr(row.periods, period).persons
    return written_share(persons) if persons else None


COLUMNS = (
    AreaColumn("genomforda", Measures.held.short, _of(Measures.held)),
    AreaColumn("forra", gettext_lazy("Året före"), lambda row, period: getattr(row.earlier, period).held),
    AreaColumn("planerade", gettext_lazy("Av planerade i grupper"), _planned_share, _planned_text),
    AreaColumn("kallade", Measures.called.short, _of(Measures.called)),
    AreaColumn("installda", Measures.cancelled.short, _of(Measures.cancelled)),
    AreaColumn("ej", Measures.not_registered.short, _of(Measures.not_registered)),
    AreaColumn("narvaro", Measures.persons.short, _came, _came_text),
)
BY_NAME = "omrade"


def areas_table(
    found: Iterable[AreaFigures], period: str, *, sort_by: str, area_url: Callable[[AreaFigures], str]
) -> Table:
    """The areas by name, or by a column, the highest first. Each name is a link to the area's own page."""
    rows = list(found)
    if column := next((each for each in COLUMNS if each.code == sort_by), None):
        rows.sort(key=partial(_place, column, period))
    body = [_row(each, period, area_url(each)) for each in rows]
    labels = [each.label for each in COLUMNS]
    return known_table(_("Områdena sida vid sida"), _("Kommunområde"), labels, body, every_row=True).table


def _place(column: AreaColumn, period: str, row: AreaFigures) -> tuple[bool, float]:
    """Sort key: the highest first, those of whom nothing is known last."""
    number = column.number(row, period)
    return number is None, -(number or 0)


def sort_choices(sort_by: str, url: Callable[[str], str]) -> list[dict[str, Any]]:
    """What the areas can be sorted by; the one that they are sorted by has no address."""
    choices = [(BY_NAME, _("namn")), *((each.code, str(each.label).lower()) for each in COLUMNS)]
    chosen = sort_by if sort_by in dict(choices) else BY_NAME
    return [{"text": text, "url": "" if code == chosen else url(code)} for code, text in choices]


def _row(each: AreaFigures, period: str, url: str) -> Sequence[Any]:
    cells = ((column.text or column.number)(each, period) for column in COLUMNS)
    return (format_html('<a href="{}">{}</a>', url, each.area.name), *cells)
