"""Calling the same people again, from the page of a meeting of one's own."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from booking.meetings.access import access_to_change
from booking.meetings.actions.copying import template_to_copy
from booking.meetings.forms.copying import CopyForm
from booking.meetings.forms.refused import refusals_to
from booking.meetings.views.pages import show_form
from booking.meetings.wording import meeting_title, meeting_when
from booking.models import Meeting, MeetingState
from config.ground.requests import PersonRequest


@login_required
def call_again(request: PersonRequest, pk: UUID) -> HttpResponse:
    meeting = access_to_change(request.user, pk)
    if meeting.state == MeetingState.DRAFT:
        return redirect("booking:meeting", pk)
    if template_to_copy(meeting, request.user) is None:
        messages.error(request, _("Du kan inte kalla till det här mötet längre."))
        return redirect("booking:meeting", pk)
    form = CopyForm(request.POST or None, meeting=meeting)
    draft: Meeting | None = None
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            draft = form.apply(meeting, request.user)
    if draft is not None:
        # the draft does not say where its people come from, so the address does
        return redirect(reverse("booking:call-parties", args=[draft.pk]) + f"?fran={meeting.pk}")
    context = {"meeting": meeting, "title": meeting_title(meeting), "when": meeting_when(meeting)}
    return show_form(request, "booking/meetings/call_again.html", form, context)
