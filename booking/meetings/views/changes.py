"""Changing a called meeting. Each form goes by the page that shows who will be told; saved it is here.

`show_change` is used by that page too, when what was filled in is refused.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.meetings.access import access_to_change
from booking.meetings.forms.meetings import CHANGES
from booking.meetings.forms.refused import refusals_to
from booking.meetings.queries import live_invitations
from booking.meetings.reach import THIS
from booking.meetings.views.pages import show_form
from booking.meetings.wording import meeting_title, meeting_when, seat_name
from booking.models import Meeting, MeetingState, Series

URL_NAMES = {
    "move": "booking:meeting-move",
    "change": "booking:meeting-change",
    "cancel": "booking:meeting-cancel",
    "add": "booking:invitation-add",
    "remove": "booking:invitation-remove",
    "withdraw": "booking:consent-withdraw",
    "accept-time": "booking:accept-time",
    "decline-time": "booking:decline-time",
    "call-delegate": "booking:call-delegate",
    "decline-delegate": "booking:decline-delegate",
}
HEADINGS = {
    "move": gettext_lazy("Flytta mötet"),
    "change": gettext_lazy("Ändra kallelsen"),
    "cancel": gettext_lazy("Ställa in mötet?"),
    "add": gettext_lazy("Kalla en till"),
    "remove": gettext_lazy("Ska inte längre vara kallad"),
    "withdraw": gettext_lazy("Samtycket är återkallat"),
    "accept-time": gettext_lazy("Flytta till den föreslagna tiden"),
    "decline-time": gettext_lazy("Behålla tiden?"),
    "call-delegate": gettext_lazy("Kalla i stället"),
    "decline-delegate": gettext_lazy("Ska den personen inte kallas?"),
}
WITH_SCOPE = ("move", "change", "cancel")
DONE = {
    "move": gettext_lazy("Mötet är flyttat. Alla kallade får den nya tiden och svarar på nytt."),
    "change": gettext_lazy("Ändringen är sparad."),
    "cancel": gettext_lazy("Mötet är inställt. Alla kallade får besked."),
    "add": gettext_lazy("En till är kallad."),
    "remove": gettext_lazy("Kallelsen är återtagen."),
    "withdraw": gettext_lazy("Återkallelsen är registrerad."),
    "accept-time": gettext_lazy("Mötet är flyttat. Alla kallade får den nya tiden och svarar på nytt."),
    "decline-time": gettext_lazy("Tiden är kvar. Den som föreslog en annan får veta det."),
    "call-delegate": gettext_lazy("Den personen är kallad i stället."),
    "decline-delegate": gettext_lazy("Ingen ny är kallad. Ring och berätta."),
}
DONE_TO_SERIES = {
    "move": gettext_lazy("Mötena är flyttade. Alla kallade får de nya tiderna och svarar på nytt."),
    "change": gettext_lazy("Ändringen är sparad för mötena."),
    "cancel": gettext_lazy("Mötena är inställda. Alla kallade får besked."),
    "accept-time": gettext_lazy("Mötena är flyttade. Alla kallade får de nya tiderna och svarar på nytt."),
    "decline-time": gettext_lazy("Tiderna är kvar. Den som föreslog andra får veta det."),
    "call-delegate": gettext_lazy("Den personen är kallad i stället till mötena framåt."),
    "decline-delegate": gettext_lazy("Ingen ny är kallad. Ring och berätta."),
}
DONE_SILENTLY = {
    "move": gettext_lazy("Mötet är flyttat. Ring de kallade."),
    "cancel": gettext_lazy("Mötet är inställt. Ring de kallade."),
    "add": gettext_lazy("En till är kallad. Ring och berätta."),
    "remove": gettext_lazy("Kallelsen är återtagen. Ring och berätta."),
    "withdraw": gettext_lazy("Återkallelsen är registrerad. Ring dem som inte längre är kallade."),
}


def change_page(change: str):
    """The view of one change: the form, then the change itself."""

    @login_required
    def show(request, pk):
        meeting = access_to_change(request.user, pk)
        if meeting.state == MeetingState.DRAFT:
            return redirect("booking:call-review", meeting.pk)
        if request.method != "POST":
            return show_change(request, meeting, change, new_form(change, meeting, request))
        form = CHANGES[change](request.POST, meeting=meeting)
        if "sok_nu" in request.POST:
            form.errors.clear()
            return show_change(request, meeting, change, form)
        if form.is_valid():
            with refusals_to(form):
                result = form.apply(meeting, request.user)
            if not form.errors:
                say_done(request, change, meeting, result)
                return redirect(page_after(result, meeting))
        return show_change(request, meeting, change, form)

    return show


def page_after(result: Any, meeting: Meeting) -> Any:
    """What was done to several meetings of a series is seen on its own page."""
    return (
        reverse("booking:series", args=[result.pk])
        if isinstance(result, Series)
        else reverse("booking:meeting", args=[meeting.pk])
    )


def new_form(change: str, meeting: Meeting, request: HttpRequest) -> forms.Form:
    if change in WITH_SCOPE:
        return CHANGES[change](meeting=meeting, scope=request.GET.get("galler", THIS))
    if change != "remove":
        return CHANGES[change](meeting=meeting)
    wanted = request.GET.get("kallelse", "")
    seat = next((seat for seat in live_invitations(meeting) if str(seat.pk) == wanted), None)
    if seat is None:
        raise Http404
    return CHANGES[change](meeting=meeting, invitation=seat.pk)


def show_change(request: HttpRequest, meeting: Meeting, change: str, form: forms.Form) -> HttpResponse:
    """The form of one change, with what was filled in and what is wrong with it."""
    seat = form["invitation"].value() if change == "remove" else None
    context: dict[str, Any] = {
        "meeting": meeting,
        "change": change,
        "heading": HEADINGS[change],
        "title": meeting_title(meeting),
        "when": meeting_when(meeting),
        "url_name": URL_NAMES[change],
        "seat": next((s for s in live_invitations(meeting) if str(s.pk) == str(seat)), None),
    }
    if context["seat"]:
        context["heading"] = _("Ska %(name)s inte längre vara kallad?") % {"name": seat_name(context["seat"])}
    return show_form(request, "booking/meetings/change.html", form, context)


def say_done(request, change, meeting, result):
    if isinstance(result, Series):
        messages.success(request, DONE_TO_SERIES[change])
        return
    messages.success(request, DONE_SILENTLY.get(change, DONE[change]) if meeting.no_mail else DONE[change])
    for short in result if change == "withdraw" else ():
        text = _("%(title)s har för få parter kvar. Ställ in det.") % {"title": meeting_title(short)}
        messages.warning(request, text)
