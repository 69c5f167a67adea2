"""The first page: what waits to be done, and the meetings ahead."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from booking.meetings.access import delegations_to_decide, proposals_to_decide, unassigned_invitations
from booking.meetings.listing import by_week, shorten_series
from booking.meetings.queries import (
    earlier_meetings,
    for_list,
    is_coming,
    is_unregistered,
    open_meetings,
    where_any,
    with_answers,
    with_who_declined,
)
from booking.meetings.take_over import meetings_to_take_over
from booking.meetings.to_do import to_do
from booking.models import MeetingState
from config.ground.requests import PersonRequest
from forums.access import call_choices, templates_to_call
from forums.queries import today

PER_PAGE = 20


@login_required
def show(request: PersonRequest) -> HttpResponse:
    if request.GET.get("visa") == "tidigare":
        return show_earlier(request)
    now = timezone.now()
    mine = open_meetings(request.user, now)
    coming = with_answers([meeting for meeting in mine if is_coming(meeting, now)], request.user)
    tasks = to_do(
        person=request.user,
        coming=coming,
        unassigned=where_any(unassigned_invitations(request.user)),
        unregistered=[each for each in mine if each.caller_id == request.user.pk and is_unregistered(each, now)],
        orphans=where_any(for_list(meetings_to_take_over(request.user), "calling_unit__name")),
        drafts=[meeting for meeting in mine if meeting.state == MeetingState.DRAFT],
        declined=with_who_declined(coming),
        proposals=where_any(proposals_to_decide(request.user)),
        delegations=where_any(delegations_to_decide(request.user)),
    )
    templates = templates_to_call(request.user)
    shortcuts = [template for template in templates if template.is_individual][:6]
    context = {
        "tasks": tasks,
        "weeks": by_week(shorten_series(coming), request.user, today()),
        "may_call": bool(templates or call_choices(request.user)),
        "shortcuts": shortcuts,
        "has_several_areas": len({template.area_id for template in shortcuts}) > 1,
    }
    return render(request, "booking/meetings/my_meetings.html", context)


def show_earlier(request: PersonRequest) -> HttpResponse:
    page = Paginator(earlier_meetings(request.user), PER_PAGE).get_page(request.GET.get("sida"))
    context = {"page": page, "weeks": by_week(page, request.user, today())}
    return render(request, "booking/meetings/earlier_meetings.html", context)
