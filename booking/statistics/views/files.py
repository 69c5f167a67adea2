"""The year as a file."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from booking.meetings.access import access_federation_figures, access_figures
from booking.statistics.closed_half_years import closed_with_notes
from booking.statistics.exports import as_csv
from booking.statistics.figures import year_figures
from booking.statistics.views.chosen import find_year
from config.ground.requests import PersonRequest
from forums.models import Area, Federation
from forums.signin.proof import proof_required


@require_safe
@login_required
@proof_required
def download_area(request: PersonRequest, area: int, year: int) -> HttpResponse:
    return download(access_figures(request.user, area), find_year(year))


@require_safe
@login_required
@proof_required
def download_federation(request: PersonRequest, federation: int, year: int) -> HttpResponse:
    return download(access_federation_figures(request.user, federation), find_year(year))


def download(where: Area | Federation, year: int) -> HttpResponse:
    name = f"statistik-{slugify(where.name)}-{year}.csv"
    text = as_csv(year_figures(where, year), closed_with_notes(where, year))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
