"""Who comes from a unit, and answers that came by telephone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from booking.meetings.access import access_invitation, can_assign, can_change
from booking.meetings.actions.taking_back import can_take_back, unassign_invitation, was_assigned
from booking.meetings.forms.answers import AssignForm, DeclineForm, PassOnForm, PhoneAnswerForm
from booking.meetings.forms.refused import refusals_to
from booking.meetings.views.pages import show_form
from booking.meetings.wording import meeting_when, seat_name
from booking.models import Invitation
from booking.workdays import local
from config.ground.errors import RuleError
from config.ground.requests import PersonRequest
from forums.access import require
from forums.models import Person, Unit
from forums.queries import staff_of


@login_required
def assign(request: PersonRequest, pk: UUID) -> HttpResponse:
    invitation = access_assignable(request, pk)
    if "ta_tillbaka" in request.POST:
        return unassign(request, invitation)
    if invitation.is_assigned:
        return show_assigned(request, invitation)
    form = AssignForm(request.POST or None, staff=staff_then(invitation))
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            form.apply(invitation, request.user)
        if not form.errors:
            name = {"name": form.cleaned_data["person"]}
            messages.success(request, _("Tack. %(name)s är kallad.") % name)
            return redirect("booking:my-meetings")
    others = other_units(invitation)
    pass_on = PassOnForm(units=others) if others.exists() else None
    more = {"pass_on": pass_on, "decline": DeclineForm(invitation=invitation)}
    return show_form(request, "booking/meetings/assign.html", form, {**assign_context(invitation), **more})


def show_assigned(request: PersonRequest, invitation: Invitation, error: str = "") -> HttpResponse:
    may_take_back = can_take_back(invitation) and was_assigned(invitation)
    context = {**assign_context(invitation), "may_take_back": may_take_back, "error": error}
    return render(request, "booking/meetings/assigned.html", context, status=422 if error else 200)


def unassign(request: PersonRequest, invitation: Invitation) -> HttpResponse:
    try:
        unassign_invitation(invitation, by=request.user)
    except RuleError as refusal:
        return show_assigned(request, invitation, refusal.message)
    messages.success(request, _("Valet är tillbakataget. Välj vem som kommer."))
    return redirect("booking:assign", invitation.pk)


@login_required
def decline(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Nobody comes from the unit."""
    invitation = access_assignable(request, pk)
    if invitation.is_assigned:
        return show_assigned(request, invitation)
    # nothing of it has to be filled in
    form = DeclineForm(request.POST if request.method == "POST" else None, invitation=invitation)
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            form.apply(invitation)
        if not form.errors:
            messages.success(request, _("Tack. Den som kallade ser att ni inte kan komma."))
            return redirect("booking:my-meetings")
    back = {"back_url": reverse("booking:assign", args=[invitation.pk])}
    return show_form(request, "booking/meetings/decline.html", form, {**assign_context(invitation), **back})


@login_required
def pass_on(request: PersonRequest, pk: UUID) -> HttpResponse:
    invitation = access_assignable(request, pk)
    if invitation.is_assigned:
        return show_assigned(request, invitation)
    form = PassOnForm(request.POST or None, units=other_units(invitation))
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            form.apply(invitation, request.user)
        if not form.errors:
            unit = {"unit": form.cleaned_data["unit"]}
            messages.success(request, _("Kallelsen är lämnad vidare till %(unit)s.") % unit)
            return redirect("booking:my-meetings")
    back = {"back_url": reverse("booking:assign", args=[invitation.pk])}
    return show_form(request, "booking/meetings/pass_on.html", form, {**assign_context(invitation), **back})


@login_required
def note_answer(request: PersonRequest, pk: UUID) -> HttpResponse:
    """The caller notes what was said on the telephone: the way of a meeting utan utskick."""
    invitation = access_invitation(request.user, pk)
    require(can_change(request.user, invitation.meeting) and invitation.meeting.no_mail)
    form = PhoneAnswerForm(request.POST or None, invitation=invitation)
    form.fields["answer"].label = _("Vad svarade %(name)s?") % {"name": seat_name(invitation)}
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            form.apply(invitation)
        if not form.errors:
            messages.success(request, _("Svaret är sparat."))
            return redirect("booking:meeting", invitation.meeting_id)
    context = {"invitation": invitation, "back_url": reverse("booking:meeting", args=[invitation.meeting_id])}
    return show_form(request, "booking/meetings/note_answer.html", form, context)


def access_assignable(request: PersonRequest, pk: UUID) -> Invitation:
    invitation = access_invitation(request.user, pk)
    require(can_assign(request.user, invitation) or can_change(request.user, invitation.meeting))
    require(invitation.unit is not None and invitation.meeting.is_called)
    return invitation


def staff_then(invitation: Invitation) -> QuerySet[Person]:
    """Who works at the unit on the day of the meeting, which is called."""
    assert invitation.unit is not None and invitation.meeting.starts_at is not None
    return staff_of(invitation.unit, local(invitation.meeting.starts_at).date())


def other_units(invitation: Invitation) -> QuerySet[Unit]:
    """Units of the same party that serve the area: a call may be handed on to one of them."""
    units = Unit.objects.filter(party=invitation.party, closed_on=None).exclude(pk=invitation.unit_id)
    area = invitation.meeting.area_id
    return units.filter(areas=area) if area else units


def assign_context(invitation: Invitation) -> dict[str, Any]:
    """Time, reference, unit: all that a contact person is told."""
    meeting = invitation.meeting
    return {"invitation": invitation, "when": meeting_when(meeting), "reference": meeting.reference or ""}
