"""A series' own page with all its meetings, and one's own answer to them."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.meetings.access import access_series, can_change_series
from booking.meetings.finding import COMING, EARLIER
from booking.meetings.forms.answers import SeriesAnswerForm
from booking.meetings.forms.refused import refusals_to
from booking.meetings.listing import occasion_rows
from booking.meetings.queries import with_answers
from booking.meetings.views.meeting_page import series_wishes_of
from booking.meetings.wording import rhythm_text
from booking.models import Invitation, InvitationState, Meeting, MeetingState, Series
from booking.series.following import first_ahead
from config.ground.requests import PersonRequest
from forums.access import require
from forums.models import Person

SHOWN_AHEAD, SHOWN_BEEN, PER_PAGE = 12, 3, 50


@login_required
def show(request: PersonRequest, pk: UUID, form: SeriesAnswerForm | None = None) -> HttpResponse:
    series = access_series(request.user, pk)
    own = next_own(series, request.user)
    meetings = list(series.instances.exclude(state=MeetingState.DRAFT).select_related("template", "forum"))
    ahead = [meeting for meeting in meetings if not meeting.has_started()]
    been = [meeting for meeting in reversed(meetings) if meeting.has_started()]
    context = {
        "series": series,
        "rhythm": rhythm_text(series),
        "next": first_ahead(ahead[0]) if ahead else None,
        "may_change": bool(ahead) and can_change_series(request.user, series),
        **meetings_shown(request, ahead, been),
        "skipped": skipped_days(series),
        "form": form or (SeriesAnswerForm(invitation=own) if own else None),
        "wishes": series_wishes_of(series) if can_change_series(request.user, series) else None,
        "continued": series.split_into.first(),
    }
    return render(request, "booking/series/series.html", context, status=422 if form is not None else 200)


def meetings_shown(request: PersonRequest, ahead: list[Meeting], been: list[Meeting]) -> dict[str, Any]:
    """The next and the latest few; all of one kind, with pages, when the address asks for them."""
    chosen, page = request.GET.get("visa", ""), None
    if chosen in (COMING, EARLIER):
        page = Paginator(ahead if chosen == COMING else been, PER_PAGE).get_page(request.GET.get("sida"))
    shown_ahead = list(page) if page and chosen == COMING else ahead[:SHOWN_AHEAD]
    shown_been = list(page) if page and chosen == EARLIER else been[:SHOWN_BEEN]
    return {
        "chosen": chosen,
        "page": page,
        "coming": occasion_rows(with_answers(shown_ahead, request.user), request.user),
        "coming_count": len(ahead),
        "earlier": occasion_rows(with_answers(shown_been, request.user), request.user),
        "earlier_count": len(been),
    }


def next_own(series: Series, person: Person) -> Invitation | None:
    """The person's next call in the series; the caller has nothing to answer."""
    if series.caller_id == person.pk:
        return None
    ahead = Invitation.objects.filter(
        series_seat__series=series, person=person, state=InvitationState.LIVE, meeting__starts_at__gt=timezone.now()
    )
    called = ahead.filter(meeting__state=MeetingState.CALLED).select_related("meeting", "series_seat")
    return called.order_by("meeting__starts_at").first()


@login_required
@require_POST
def answer(request: PersonRequest, pk: UUID) -> HttpResponse:
    own = next_own(access_series(request.user, pk), request.user)
    require(own is not None)
    assert own is not None
    form = SeriesAnswerForm(request.POST, invitation=own)
    if form.is_valid():
        with refusals_to(form):
            form.apply(own)
    if form.errors:
        return show(request, pk, form)
    messages.success(request, _("Tack, ditt svar är sparat för mötena."))
    return redirect("booking:series", pk)


def skipped_days(series: Series) -> list[datetime.date]:
    """Days of the rhythm without a meeting: holidays."""
    held = set(series.instances.values_list("recurrence_at", flat=True))
    return [day for day in series.rhythm.days() if series.rhythm.moment(day) not in held]
