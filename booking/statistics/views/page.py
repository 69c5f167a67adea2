"""The figures of a year on a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from booking.meetings.access import figure_places
from booking.meetings.wording import half_name
from booking.models import ClosedHalfYear
from booking.statistics.areas_table import BY_NAME, areas_table, sort_choices
from booking.statistics.arrangement import Panel, arrange
from booking.statistics.by_area import AreaFigures, areas_side_by_side
from booking.statistics.cards import key_figures
from booking.statistics.closed_half_years import closed_with_notes
from booking.statistics.closed_panels import closed_panels
from booking.statistics.figures import Figures, year_figures, years_with_figures
from booking.statistics.forms import FilterForm
from booking.statistics.meeting_list import booked_ahead, meetings_table, period_meetings
from booking.statistics.own_unit import UnitFigures, unit_figures
from booking.statistics.panels import panels
from booking.statistics.views.chosen import (
    chart_url,
    closable,
    file_url,
    find_period,
    find_place,
    find_year,
    note_url,
    page_url,
    place_choices,
    place_code,
)
from booking.statistics.wording import PERIOD_FIELDS, as_of, names_of, period_label, period_name
from config.ground.requests import PersonRequest
from config.ground.tables import Table
from forums.models import Area, Federation, Person
from forums.queries import today, units_of
from forums.standing import standing_of


@require_safe
@login_required
def show(request: PersonRequest) -> HttpResponse:
    areas, federations = figure_places(request.user)
    where = find_place(request, areas, federations)
    year = find_year(request.GET.get("ar"))
    period = find_period(request.GET.get("period"))
    years = years_with_figures(where) if where else [today().year, today().year - 1]
    years += [] if year in years else [year]
    sort_by = request.GET.get("sortera", BY_NAME)
    context = {
        "filter": FilterForm(
            place_choices(areas, federations), years, omrade=place_code(where), ar=year, period=period
        ),
        "year": year,
        "units": own_units(request.user, year, by_gender=where is None),
        **(show_figures(request.user, where, year, period, sort_by) if where else {}),
    }
    return render(request, "booking/statistics/statistics.html", context)


def show_figures(person: Person, where: Area | Federation, year: int, period: str, sort_by: str) -> dict[str, Any]:
    figures = year_figures(where, year)
    closed = closed_with_notes(where, year)
    field = PERIOD_FIELDS[period]
    areas = areas_side_by_side(where, figures) if isinstance(where, Federation) else []
    return {
        "where": where,
        "figures": figures,
        "period_name": period_name(year, period, today()),
        "as_of": as_of(figures.as_of),
        "told": what_is_told(figures, field, areas),
        "key_figures": key_figures(figures, field),
        "page": arrange(with_files(panels(figures, field), where, year, period)),
        "is_empty": not getattr(figures.total, field).meetings,
        "areas_table": side_by_side(where, areas, year, period, sort_by) if areas else None,
        "sorting": sort_choices(sort_by, lambda code: f"{page_url(where, year, period)}&sortera={code}#omraden"),
        "closed": [show_closed(each, where, year) for each in closed],
        "splits_come_later": len(closed) < 2 and not figures.total.year.is_loaded,
        "closable": closable(person, where, year, closed),
        "note_url": note_url(person, where, year) if closed else "",
        "files": {file: file_url(where, year, file) for file in ("csv", "moten", "xlsx")},
        **show_meetings(figures, field),
    }


def show_meetings(figures: Figures, field: str) -> dict[str, Any]:
    """The period's meetings, and what is booked ahead. On a federation's page only its own, since there are many."""
    where, parties = figures.where, figures.names.parties
    listed = [each for each in period_meetings(figures, field) if isinstance(where, Area) or not each.area]
    ahead = booked_ahead(figures) if figures.year >= today().year else []
    ahead = [each for each in ahead if isinstance(where, Area) or not each.area]
    return {
        "meetings": meetings_table(listed, parties, _("Periodens möten")) if listed else None,
        "ahead": meetings_table(ahead, parties, _("Inbokat framåt")) if ahead else None,
        "is_area": isinstance(where, Area),
    }


def show_closed(closed: ClosedHalfYear, where: Area | Federation, year: int) -> dict[str, Any]:
    page = arrange(with_files(closed_panels(closed, where), where, year))
    return {"name": half_name(closed.half_year), "at": closed.closed_at, "page": page, "row": closed}


def with_files(shown: Iterable[Panel], where: Area | Federation, year: int, period: str = "") -> Iterator[Panel]:
    """Each chart with the address of its picture."""
    for panel in shown:
        chart = panel.chart
        yield replace(panel, download_url=chart_url(where, year, period, chart.key)) if chart else panel


def side_by_side(where: Area | Federation, areas: list[AreaFigures], year: int, period: str, sort_by: str) -> Table:
    return areas_table(
        areas,
        PERIOD_FIELDS[period],
        sort_by=sort_by,
        area_url=lambda row: page_url(row.area, year, period),
    )


def what_is_told(figures: Figures, field: str, areas: list[AreaFigures]) -> str:
    """What the figures leave out as a whole: a half-year, or areas, that nobody has told anything of."""
    total = figures.total
    if not getattr(total, field).is_known:
        return _("Uppgift saknas för hela perioden.")
    told = [each.area.name for each in areas if getattr(each.periods, field).is_known]
    words = []
    if field == "year" and not (total.first.is_known and total.second.is_known):
        half = period_label("first" if total.first.is_known else "second", figures.year).lower()
        words.append(_("Siffrorna gäller %(half)s; för resten av året saknas uppgift.") % {"half": half})
    if areas and len(told) < len(areas):
        words.append(_("Uppgifter finns bara från %(areas)s.") % {"areas": names_of(told)} if told else "")
    return " ".join(filter(None, words))


def own_units(person: Person, year: int, *, by_gender: bool) -> list[UnitFigures]:
    """A unit sees its own figures, live. Somebody who also follows whole areas gets them without gender."""
    units = units_of(person) if standing_of(person).units else []
    return [unit_figures(unit, year, by_gender=by_gender) for unit in units]
