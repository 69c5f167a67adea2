"""Closing half-years, and the notes beside what is closed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from booking.meetings.access import access_federation_figures, access_figures
from booking.meetings.forms.refused import refusals_to
from booking.meetings.queries import closed_half_years
from booking.meetings.wording import half_name
from booking.statistics import refusals
from booking.statistics.actions import close_half_year, note_correction
from booking.statistics.by_area import areas_side_by_side
from booking.statistics.figures import Figures, halves_of, year_figures
from booking.statistics.forms import CloseForm, NoteForm
from booking.statistics.measures import Measures
from booking.statistics.views.chosen import can_note, find_year, page_url
from booking.workdays import half_year
from config.ground.requests import PersonRequest
from config.ground.tables import Column, Table
from forums.access import is_director, require
from forums.models import Federation
from forums.signin.proof import proof_required

PERIODS = {1: "first", 2: "second"}


@login_required
@proof_required
def close(request: PersonRequest, federation: int, year: int, half: int) -> HttpResponse:
    """Ask first: a closed half-year cannot be opened again. Which areas have registered nothing stands on the page."""
    where = access_federation_figures(request.user, federation)
    require(is_director(request.user, where))
    if half not in PERIODS:
        raise Http404
    code = halves_of(find_year(year))[half - 1]
    name, back_url = half_name(code), page_url(where, year)
    if closed_half_years(where.pk, [code]).exists():
        messages.info(request, _("%(name)s är redan stängt.") % {"name": name.capitalize()})
        return redirect(back_url)
    context: dict[str, Any] = {"federation": where, "name": name, "back_url": back_url}
    if code >= half_year(timezone.now()):
        context["error"] = refusals.half_year_not_over().message
        return render(request, "booking/statistics/statistics_close.html", context, status=422)
    figures = year_figures(where, find_year(year))
    areas = what_areas_have(where, figures, PERIODS[half])
    empty = [row[0] for row in areas.rows if not row[1] and not row[2]]
    form = CloseForm(request.POST if request.method == "POST" else None, despite=bool(empty))
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            close_half_year(where, code, by=request.user)
            messages.success(request, _("%(name)s är stängt.") % {"name": name.capitalize()})
            return redirect(back_url)
    waiting = getattr(figures.total, PERIODS[half]).not_registered
    context |= {"form": form, "areas": areas, "empty": empty, "not_registered": waiting}
    return render(request, "booking/statistics/statistics_close.html", context, status=422 if form.errors else 200)


def what_areas_have(federation: Federation, figures: Figures, period: str) -> Table:
    """What each area has registered in the half-year, and what it has not."""
    shown = (Measures.held, Measures.cancelled, Measures.not_registered)
    columns = [Column(_("Kommunområde")), *(Column(figure.short, numeric=True) for figure in shown)]
    rows = [
        (each.area.name, *(figure.of(getattr(each.periods, period)) or 0 for figure in shown))
        for each in areas_side_by_side(federation, figures)
    ]
    return Table(_("Registrerat i områdena"), columns, rows)


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
