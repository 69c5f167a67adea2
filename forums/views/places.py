"""The places of an area with the addresses of its units, and the video services of a federation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config.database.sorting import swedish_order
from config.ground.requests import PersonRequest
from forums.access import access_area, require
from forums.actions.places import end_place, end_video_service
from forums.audit.reading import changes_of_services
from forums.forms.places import PlaceForm, UnitAddressForm, VideoServiceForm
from forums.places import (
    access_addressed_unit,
    access_kept_federation,
    access_kept_place,
    access_kept_video_service,
    addressed_units,
    keeps_places,
    places_in,
)
from forums.signin.proof import proof_required


@login_required
def places(request: PersonRequest, pk: int) -> HttpResponse:
    """Everybody of the federation reads; the area's keepers and contact persons add."""
    area = access_area(request.user, pk)
    may_keep = keeps_places(request.user, area)
    require(may_keep or request.method != "POST")
    form = PlaceForm(request.POST or None)
    if _done(request, form, lambda: form.add(area, request.user)):
        messages.success(request, _("Platsen är tillagd."))
        return redirect("forums:place-list", pk)
    units = (
        area.units.filter(closed_on=None)
        .select_related("party")
        .order_by("party__kind__position", *swedish_order("name"))
    )
    kept = set(addressed_units(request.user).values_list("pk", flat=True))
    context = {
        "area": area,
        "places": places_in(area),
        "units": [{"unit": unit, "may_correct": unit.pk in kept} for unit in units],
        "may_keep": may_keep,
    }
    return _show(request, "forums/places.html", form, context)


@login_required
@proof_required
def place(request: PersonRequest, pk: int) -> HttpResponse:
    one = access_kept_place(request.user, pk)
    form = PlaceForm(request.POST or None, place=one)
    if _done(request, form, lambda: form.correct(one, request.user)):
        messages.success(request, _("Platsen är sparad. Möten som redan är kallade ändras inte."))
        return redirect("forums:place-list", one.area_id)
    return _show(request, "forums/place.html", form, {"place": one})


@login_required
@require_POST
def place_end(request: PersonRequest, pk: int) -> HttpResponse:
    one = end_place(access_kept_place(request.user, pk), by=request.user)
    messages.success(request, _("Platsen går inte längre att välja. Möten som redan är kallade dit ändras inte."))
    return redirect("forums:place-list", one.area_id)


@login_required
def unit_address(request: PersonRequest, pk: int) -> HttpResponse:
    unit = access_addressed_unit(request.user, pk)
    form = UnitAddressForm(request.POST or None, unit=unit)
    area = unit.areas.order_by(*swedish_order("name")).first()
    if _done(request, form, lambda: form.apply(unit, request.user)):
        messages.success(request, _("Adressen är sparad. Möten som redan är kallade ändras inte."))
        return redirect("forums:place-list", area.pk) if area else redirect("forums:contact-point-list")
    return _show(request, "forums/unit_address.html", form, {"unit": unit, "area": area})


@login_required
def video_services(request: PersonRequest, pk: int) -> HttpResponse:
    federation = access_kept_federation(request.user, pk)
    form = VideoServiceForm(request.POST or None)
    if _done(request, form, lambda: form.add(federation, request.user)):
        messages.success(request, _("Videotjänsten är tillagd."))
        return redirect("forums:video-service-list", pk)
    services = federation.video_services.filter(ended_on=None)
    context = {"federation": federation, "services": services, "changes": changes_of_services(federation)}
    return _show(request, "forums/video_services.html", form, context)


@login_required
def video_service(request: PersonRequest, pk: int) -> HttpResponse:
    service = access_kept_video_service(request.user, pk)
    form = VideoServiceForm(request.POST or None, service=service)
    if _done(request, form, lambda: form.correct(service, request.user)):
        messages.success(request, _("Videotjänsten är sparad. Länkar som redan är skickade ändras inte."))
        return redirect("forums:video-service-list", service.federation_id)
    return _show(request, "forums/video_service.html", form, {"service": service})


@login_required
@require_POST
def video_service_end(request: PersonRequest, pk: int) -> HttpResponse:
    service = end_video_service(access_kept_video_service(request.user, pk), by=request.user)
    messages.success(request, _("Nya länkar kan inte gå dit längre."))
    return redirect("forums:video-service-list", service.federation_id)


def _done(request: PersonRequest, form: forms.Form, apply: Callable[[], object]) -> bool:
    """Apply a posted form; what the action refuses goes to its fields."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        apply()
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _show(request: PersonRequest, template: str, form: forms.Form, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
