"""Two short pages for coordinators: a visit that has been, and the month's phone consultations."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from booking.meetings.forms.refused import refusals_to
from booking.meetings.views.pages import show_form
from booking.models import Meeting
from booking.visits.forms import TallyForm, VisitForm, month_name
from booking.visits.queries import open_months, tallies_of, tally_areas, visit_templates
from config.ground.requests import PersonRequest

SHOWN_MONTHS = 24


@login_required
def visit(request: PersonRequest) -> HttpResponse:
    templates = visit_templates(request.user)
    if not templates:
        return show_nothing(request, _("Registrera ett besök"))
    form = VisitForm(request.POST or None, templates=templates)
    made: Meeting | None = None
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            made = form.apply(request.user)
    if made is not None:
        messages.success(request, _("Besöket är registrerat. Det räknas i statistiken."))
        return redirect("booking:meeting", made.pk)
    return show_form(request, "booking/visits/visit.html", form, {})


@login_required
def tally(request: PersonRequest) -> HttpResponse:
    """The area that is asked for, else the first of those that the person coordinates."""
    areas = list(tally_areas(request.user))
    if not areas:
        return show_nothing(request, _("Telefonkonsultationer"))
    wanted = request.GET.get("omrade", "")
    area = next((one for one in areas if str(one.pk) == wanted), None if wanted else areas[0])
    if area is None:
        raise Http404
    form = TallyForm(request.POST or None, months=open_months(area))
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            form.apply(area, request.user)
        if not form.errors:
            messages.success(request, _("Antalet är sparat. Det kan ändras tills halvåret är stängt."))
            return redirect(f"{request.path}?omrade={area.pk}")
    noted = [{"month": month_name(row.month), "number": row.number} for row in tallies_of(area)[:SHOWN_MONTHS]]
    return show_form(request, "booking/visits/tally.html", form, {"area": area, "areas": areas, "noted": noted})


def show_nothing(request: PersonRequest, heading: str) -> HttpResponse:
    """For whoever coordinates no area, and came here by an old link."""
    return render(request, "booking/visits/nothing.html", {"heading": heading})
