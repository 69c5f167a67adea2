"""Registering what came of a meeting."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.meetings.access import access_to_change
from booking.meetings.checklists import checklist_of
from booking.meetings.forms.refused import refusals_to
from booking.meetings.views.pages import show_form
from booking.meetings.wording import meeting_title, meeting_when
from booking.outcomes.forms import OutcomeForm
from config.ground.requests import PersonRequest


@login_required
def register(request: PersonRequest, pk: UUID) -> HttpResponse:
    meeting = access_to_change(request.user, pk)
    if not meeting.is_called or not meeting.has_started():
        messages.info(request, _("Mötet kan registreras när det har börjat."))
        return redirect("booking:meeting", meeting.pk)
    form = OutcomeForm(request.POST or None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            form.apply(meeting, request.user)
        if not form.errors:
            messages.success(request, done_text(form))
            return redirect("booking:meeting", meeting.pk)
    context = {
        "meeting": meeting,
        "title": meeting_title(meeting),
        "when": meeting_when(meeting),
        "back_url": reverse("booking:meeting", args=[meeting.pk]),
        "checklist": checklist_of(meeting, "after"),
    }
    return show_form(request, "booking/outcomes/outcome.html", form, context)


def done_text(form: OutcomeForm) -> str:
    if form.cleaned_data["held"] == "no":
        return _("Mötet är registrerat som inställt.")
    missing = form.missing_attendance()
    if not missing:
        return _("Mötet är registrerat.")
    text = ngettext("Närvaro saknas för %(n)d.", "Närvaro saknas för %(n)d.", missing) % {"n": missing}
    return f"{_('Mötet är registrerat.')} {text}"
