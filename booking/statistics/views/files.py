"""The year as files: figures and meetings as CSV, all of it as a workbook, and each chart of the page as a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from booking.meetings.access import access_federation_figures, access_figures, figure_places
from booking.statistics.arrangement import Panel
from booking.statistics.closed_half_years import closed_with_notes
from booking.statistics.closed_panels import closed_panels
from booking.statistics.figures import year_figures
from booking.statistics.panels import panels
from booking.statistics.pictures import draw_picture
from booking.statistics.views.chosen import find_period, find_place, find_year
from booking.statistics.whole_year import WholeYear, figures_sheet, meetings_sheet, read_year, sheets_of
from booking.statistics.wording import PERIOD_FIELDS, period_label, period_name
from config.ground.requests import PersonRequest
from config.ground.spreadsheets import write_csv, write_xlsx
from forums.models import Area, Federation
from forums.queries import today
from forums.signin.proof import proof_required

CSV = "text/csv; charset=utf-8"
SVG = "image/svg+xml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# what an address ends in: the file's name, its type and its content
FILES: dict[str, tuple[str, str, Callable[[WholeYear], str | bytes]]] = {
    "csv": ("statistik-{}.csv", CSV, lambda year: write_csv(figures_sheet(year))),
    "moten": ("moten-{}.csv", CSV, lambda year: write_csv(meetings_sheet(year))),
    "xlsx": ("statistik-{}.xlsx", XLSX, lambda year: write_xlsx(sheets_of(year))),
}


@require_safe
@login_required
@proof_required
def download_area(request: PersonRequest, area: int, year: int, file: str) -> HttpResponse:
    return download(access_figures(request.user, area), find_year(year), file)


@require_safe
@login_required
@proof_required
def download_federation(request: PersonRequest, federation: int, year: int, file: str) -> HttpResponse:
    return download(access_federation_figures(request.user, federation), find_year(year), file)


def download(where: Area | Federation, year: int, file: str) -> HttpResponse:
    name, kind, write = FILES[file]
    return answer(name.format(f"{slugify(where.name)}-{year}"), kind, write(read_year(where, year)))


@require_safe
@login_required
def download_chart(request: PersonRequest, chart: str) -> HttpResponse:
    """The picture of a chart that the page shows to the same person for the same query."""
    where = find_place(request, *figure_places(request.user))
    if where is None:
        raise Http404
    year, period = find_year(request.GET.get("ar")), find_period(request.GET.get("period"))
    for panel, days, named in charts_of(where, year, period):
        if panel.chart and panel.chart.key == chart:
            told = f"{where.name}, {days}" if days else where.name
            name = slugify(f"{panel.heading} {where.name} {named}")
            return answer(f"{name}.svg", SVG, draw_picture(panel, panel.chart, told))
    raise Http404


def charts_of(where: Area | Federation, year: int, period: str) -> Iterator[tuple[Panel, str, str]]:
    """Each panel with its days, and what the file's name says of them. The heading of a closed half-year says both."""
    field = PERIOD_FIELDS[period]
    for panel in panels(year_figures(where, year), field):
        yield panel, period_name(year, period, today()), period_label(field, year, always_year=True)
    for closed in closed_with_notes(where, year):
        yield from ((panel, "", "") for panel in closed_panels(closed, where))


def answer(name: str, kind: str, content: str | bytes) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})
