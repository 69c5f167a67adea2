"""Calendars that programs fetch, and the file of one meeting. GET only; the address of a subscription is its key."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from booking.meetings.access import access_meeting
from booking.models import InvitationState, Meeting, MeetingState
from config.ground.requests import PersonRequest
from forums.models import Person
from forums.views.waiting import to_wait
from notifications.feeds.addresses import fetch, find_feed, may_open, seconds_to_wait
from notifications.feeds.events import meeting_events
from notifications.itip import build_file
from notifications.pages.wrong_links import count_link, wrong_link
from notifications.telling.links import open_link, open_series_link

CALENDAR = "text/calendar; charset=utf-8"


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind an address. Made up, removed and no longer allowed are answered alike.

    One that is asked for too often is told when to come back before anything is worked out.
    """
    found = find_feed(token)
    if found is not None and (wait := seconds_to_wait(found)):
        return _private(_too_often(wait))
    if found is None or not may_open(found):
        if held := count_link(request):
            return _private(to_wait(HttpResponse("Vänta en stund.\n", "text/plain; charset=utf-8"), held))
        return _private(HttpResponse("Kalendern finns inte.\n", "text/plain; charset=utf-8", status=404))
    fetched = fetch(found)
    response = _calendar(fetched.octets, "inline")
    response["ETag"] = quote_etag(fetched.etag)
    changed = int(fetched.changed_at.timestamp())
    response["Last-Modified"] = http_date(changed)
    return _private(get_conditional_response(request, response["ETag"], changed, response) or response)


@login_required
@require_safe
def meeting_file(request: PersonRequest, pk: UUID) -> HttpResponse:
    """One meeting, to save in a calendar program: for whoever may open its page."""
    return _file(access_meeting(request.user, pk), request.user)


@require_safe
def answered_file(request: HttpRequest, token: str) -> HttpResponse:
    """The same by personal link, as the mail had it."""
    invitation = open_link(token)
    if invitation is None or not invitation.is_live or invitation.person is None:
        return _invalid(request)
    return _file(invitation.meeting, invitation.person)


@require_safe
def series_file(request: HttpRequest, token: str) -> HttpResponse:
    """A series by its personal link: what of it the person is called to, as one entry."""
    seat = open_series_link(token)
    if seat is None:
        return _invalid(request)
    called = seat.invitations.filter(state=InvitationState.LIVE, meeting__state=MeetingState.CALLED)
    return _file(called.select_related("meeting").latest("meeting__starts_at").meeting, seat.person)


def _file(meeting: Meeting, person: Person) -> HttpResponse:
    events = meeting_events(meeting, person, timezone.now())
    if not events or meeting.no_mail:
        raise Http404
    return _private(_calendar(build_file(events), "attachment"))


def _invalid(request: HttpRequest) -> HttpResponse:
    return _private(wrong_link(request, render(request, "notifications/pages/link_invalid.html", status=404)))


def _too_often(seconds: int) -> HttpResponse:
    text = f"Kalendern hämtas för ofta. Försök igen om {seconds} sekunder.\n"
    return HttpResponse(text, "text/plain; charset=utf-8", status=429, headers={"Retry-After": str(seconds)})


def _calendar(octets: bytes, disposition: str) -> HttpResponse:
    """The name of the file says nothing of the meeting."""
    return HttpResponse(octets, CALENDAR, headers={"Content-Disposition": f'{disposition}; filename="samverk.ics"'})


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
