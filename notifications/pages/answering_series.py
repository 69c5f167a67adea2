"""A person's link to a series: all of it at once, or one instance. GET shows and changes nothing, POST answers."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from booking.meetings.actions.answering import answer_invitation
from booking.meetings.actions.answering import answer_series as answer_all
from booking.meetings.wording import answer_tag, meeting_when, rhythm_text
from booking.models import Channel, Invitation, InvitationState, MeetingForm, MeetingState, SeriesSeat
from booking.workdays import local
from config.ground.errors import RuleError
from notifications import refusals
from notifications.outbox.bell import ring_delivery
from notifications.pages.answering import note_that_it_arrived, private
from notifications.pages.forms import SeriesAnswerForm
from notifications.pages.link_page import said_text
from notifications.pages.wrong_links import wrong_link
from notifications.telling.links import link_token, open_series_link
from notifications.telling.texts import MeetingWords


@private
def answer_series(request: HttpRequest, token: str) -> HttpResponse:
    seat = open_series_link(token)
    if seat is None:
        return wrong_link(request, render(request, "notifications/pages/link_invalid.html", status=404))
    if request.method != "POST":
        return show(request, token, seat, SeriesAnswerForm())
    form = SeriesAnswerForm(request.POST)
    if not form.is_valid():
        return show(request, token, seat, form)
    try:
        anchor = take_answer(seat, form)
    except RuleError as refusal:
        form.add_error(None, refusal.message)
        return show(request, token, seat, form)
    note_that_it_arrived(seat)
    ring_delivery()
    return redirect(reverse("notifications:answer-series", args=[token]) + f"?tack=1{anchor}")


def take_answer(seat: SeriesSeat, form: SeriesAnswerForm) -> str:
    """One instance when the form names one, else all; where on the page it shows."""
    answer, instance = form.cleaned_data["answer"], form.cleaned_data["instance"]
    if instance is None:
        answer_all(seat, answer=answer, channel=Channel.LINK, comment=form.cleaned_data["comment"])
        return ""
    invitation = coming(seat).filter(pk=instance).first()
    if invitation is None:
        raise refusals.not_called("you")
    answer_invitation(invitation, answer=answer, channel=Channel.LINK)
    return f"#t{invitation.meeting_id}"


def show(request: HttpRequest, token: str, seat: SeriesSeat, form: SeriesAnswerForm) -> HttpResponse:
    wrong = bool(form.errors)
    context = {
        "token": token,
        "form": form,
        "seat": seat,
        "thanks": "tack" in request.GET and not wrong,
        **series_context(seat),
    }
    return render(request, "notifications/pages/answer_series.html", context, status=422 if wrong else 200)


def series_context(seat: SeriesSeat) -> dict[str, Any]:
    """The facts that the mail says: what, in which rhythm, where, who calls. Never who else is called."""
    ahead = list(coming(seat))
    first = ahead[0].meeting if ahead else None
    words = MeetingWords(first) if first else None
    return {
        "heading": words.summary if words else str(seat.series.forum),
        "rhythm": rhythm_text(seat.series, last_day(ahead)),
        "place": words.place if words else "",
        "link": first.link if first else "",
        "fields": words.fields if words else {},
        "said": next((text for each in ahead if (text := said_text(each))), ""),
        "instances": [instance_row(invitation, first) for invitation in ahead],
    }


def last_day(ahead: list[Invitation]) -> datetime.date | None:
    """By the rhythm: the day that the last of them had before it was moved."""
    moments = [invitation.meeting.recurrence_at for invitation in ahead if invitation.meeting.recurrence_at]
    return local(max(moments)).date() if moments else None


def instance_row(invitation: Invitation, first: Any) -> dict[str, Any]:
    meeting = invitation.meeting
    elsewhere = (meeting.place, meeting.meeting_form) != (first.place, first.meeting_form)
    return {
        "invitation": invitation,
        "when": meeting_when(meeting),
        "place": MeetingWords(meeting).place if elsewhere else "",
        "is_moved": meeting.starts_at != meeting.recurrence_at,
        "is_hybrid": meeting.meeting_form == MeetingForm.HYBRID,
        "answer": answer_tag(invitation),
        "token": link_token(invitation),
    }


def coming(seat: SeriesSeat) -> Any:
    return (
        seat.invitations.filter(
            state=InvitationState.LIVE,
            meeting__state=MeetingState.CALLED,
            meeting__no_mail=False,
            meeting__starts_at__gt=timezone.now(),
        )
        .select_related("person", "meeting__template", "meeting__federation", "meeting__area", "meeting__forum")
        .select_related("meeting__caller", "meeting__calling_unit__party")
        .order_by("meeting__starts_at")
    )
