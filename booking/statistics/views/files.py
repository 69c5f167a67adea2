"""The year as files: figures and meetings as CSV, all of it as a workbook."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from booking.meetings.access import access_federation_figures, access_figures
from booking.statistics.views.chosen import find_year
from booking.statistics.whole_year import WholeYear, figures_sheet, meetings_sheet, read_year, sheets_of
from config.ground.requests import PersonRequest
from config.ground.spreadsheets import write_csv, write_xlsx
from forums.models import Area, Federation
from forums.signin.proof import proof_required

CSV = "text/csv; charset=utf-8"
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
    response = HttpResponse(write(read_year(where, year)), content_type=kind)
    named = name.format(f"{slugify(where.name)}-{year}")
    response.headers["Content-Disposition"] = f'attachment; filename="{named}"'
    return response
