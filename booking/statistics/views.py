"""The figures of a year on a page and as a file, and the closing of half-years."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from booking.meetings.access import access_federation_figures, access_figures, figure_places
from booking.meetings.forms.refused import refusals_to
from booking.meetings.queries import closed_half_years
from booking.statistics.actions import close_half_year, note_correction
from booking.statistics.closed_half_years import closed_with_notes
from booking.statistics.closed_panels import closed_panels
from booking.statistics.exports import as_csv
from booking.statistics.figures import areas_side_by_side, halves_of, year_figures, years_with_figures
from booking.statistics.forms import FilterForm, NoteForm
from booking.statistics.own_unit import unit_figures
from booking.statistics.panels import areas_table, arrange, key_figures, panels
from booking.statistics.wording import PERIOD_FIELDS, as_of, half_name, period_name
from booking.workdays import half_year
from config.ground.errors import RuleError
from config.ground.requests import PersonRequest
from forums.access import is_coordinator, is_director, require
from forums.models import Area, Federation
from forums.queries import today, units_of
from forums.signin.proof import proof_required
from forums.standing import standing_of

WHOLE = "forbund-"
FIRST_YEAR, LAST_YEAR = 1990, 2200


@require_safe
@login_required
def show(request: PersonRequest) -> HttpResponse:
    areas, federations = figure_places(request.user)
    where = find_place(request, areas, federations)
    year = find_year(request.GET.get("ar"))
    period = request.GET.get("period")
    period = period if period in PERIOD_FIELDS else "ar"
    years = sorted({*(years_with_figures(where) if where else [today().year, today().year - 1]), year}, reverse=True)
    context = {
        "filter": FilterForm(
            place_choices(areas, federations), years, omrade=place_code(where), ar=year, period=period
        ),
        "year": year,
        "units": own_units(request.user, year, by_gender=where is None),
        **(show_figures(request.user, where, year, period) if where else {}),
    }
    return render(request, "booking/statistics/statistics.html", context)


def show_figures(person, where, year, period):
    figures = year_figures(where, year)
    closed = closed_with_notes(where, year)
    field = PERIOD_FIELDS[period]
    is_area = isinstance(where, Area)
    return {
        "where": where,
        "figures": figures,
        "period_name": period_name(year, period, today()),
        "as_of": as_of(figures.as_of),
        "key_figures": key_figures(figures, field),
        "page": arrange(panels(figures, field)),
        "areas_table": None if is_area else areas_table(areas_side_by_side(where, year)),
        "closed": [
            {
                "name": half_name(each.half_year),
                "at": each.closed_at,
                "page": arrange(closed_panels(each, where)),
                "row": each,
            }
            for each in closed
        ],
        "closable": closable(person, where, year, closed),
        "note_url": note_url(person, where, year) if closed else "",
        "csv_url": csv_url(where, year),
    }


def own_units(person, year, *, by_gender):
    """A unit sees its own figures, live. Somebody who also follows whole areas gets them without gender."""
    units = units_of(person) if standing_of(person).units else []
    return [unit_figures(unit, year, by_gender=by_gender) for unit in units]


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


@login_required
@proof_required
def close(request: PersonRequest, federation: int, year: int, half: int) -> HttpResponse:
    """Ask first: a closed half-year cannot be opened again."""
    where = access_federation_figures(request.user, federation)
    require(is_director(request.user, where))
    if half not in (1, 2):
        raise Http404
    code = halves_of(find_year(year))[half - 1]
    total = year_figures(where, find_year(year)).total
    waiting = (total.first if half == 1 else total.second).not_registered
    back_url = page_url(where, year)
    context = {"federation": where, "name": half_name(code), "not_registered": waiting, "back_url": back_url}
    if request.method == "POST":
        try:
            close_half_year(where, code, by=request.user)
        except RuleError as error:
            context["error"] = error.message
        else:
            messages.success(request, _("%(name)s är stängt.") % {"name": half_name(code).capitalize()})
            return redirect(back_url)
    return render(
        request, "booking/statistics/statistics_close.html", context, status=422 if "error" in context else 200
    )


@login_required
def note(request: PersonRequest, area: int, year: int) -> HttpResponse:
    """The coordinator's note beside a frozen figure."""
    where = access_figures(request.user, area)
    require(can_note(request.user, where))
    closed = {each.half_year: each for each in closed_half_years(where.federation_id, halves_of(year))}
    if not closed:
        raise Http404
    form = NoteForm([(half, half_name(half).capitalize()) for half in closed], request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            text = form.cleaned_data["text"]
            note_correction(closed[form.cleaned_data["half_year"]], by=request.user, text=text, area=where)
            messages.success(request, _("Anmärkningen är sparad."))
            return redirect(page_url(where, year))
    context = {"form": form, "area": where, "year": year, "back_url": page_url(where, year)}
    return render(request, "booking/statistics/statistics_note.html", context, status=422 if form.errors else 200)


# --- what is chosen


def find_place(request: PersonRequest, areas: list[Area], federations: list[Federation]) -> Area | Federation | None:
    """The area or federation that is asked for, else the widest that the person may see."""
    wanted = request.GET.get("omrade", "")
    if wanted.startswith(WHOLE):
        return access_federation_figures(request.user, wanted.removeprefix(WHOLE))
    if wanted:
        return access_figures(request.user, wanted)
    widest: list[Area | Federation] = [*federations, *areas]
    return next(iter(widest), None)


def find_year(wanted: Any) -> int:
    try:
        year = int(wanted)
    except (TypeError, ValueError):
        return today().year
    return year if FIRST_YEAR <= year <= LAST_YEAR else today().year


def place_choices(areas, federations):
    whole = [(place_code(each), _("Hela %(name)s") % {"name": each.name}) for each in federations]
    several = len({area.federation_id for area in areas}) > 1
    return whole + [
        (place_code(area), f"{area.name}, {area.federation.name}" if several else area.name) for area in areas
    ]


def place_code(where):
    if where is None:
        return ""
    return str(where.pk) if isinstance(where, Area) else f"{WHOLE}{where.pk}"


def page_url(where, year):
    return f"{reverse('booking:statistics')}?omrade={place_code(where)}&ar={year}"


def csv_url(where, year):
    name = "booking:statistics-csv" if isinstance(where, Area) else "booking:statistics-federation-csv"
    return reverse(name, args=[where.pk, year])


def closable(person, where, year, closed):
    """Half-years that are over and not closed, for the director, who closes for all areas at once."""
    if isinstance(where, Area) or not is_director(person, where):
        return []
    done = {each.half_year for each in closed}
    over = [half for half in halves_of(year) if half < half_year(timezone.now()) and half not in done]
    return [
        {"name": half_name(half), "url": reverse("booking:statistics-close", args=[where.pk, year, half[-1]])}
        for half in over
    ]


def can_note(person, area):
    return is_coordinator(person, area) or is_director(person, area.federation)


def note_url(person, where, year):
    if not isinstance(where, Area) or not can_note(person, where):
        return ""
    return reverse("booking:statistics-note", args=[where.pk, year])
